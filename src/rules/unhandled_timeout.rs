use super::{Context, Reporter};
use crate::cohere::usage::{Call, Handler, Handling, Place};
use crate::finding::Confidence;

/// Reports handlers that cover errors of the API, but not a request that takes too long.
pub fn check(context: &Context<'_>, report: &mut Reporter<'_>) {
    let mut seen: Vec<Place> = Vec::new();
    for call in &context.usages.calls {
        let (Handling::Handled(handlers), Some(on_timeout)) = (&call.handling, &call.protection.on_timeout) else { continue };
        let (confidence, is_public, way) = match on_timeout {
            Handling::Unhandled(way) => (call.confidence, false, way),
            Handling::Uncalled { is_public, way, .. } => (call.confidence.min(Confidence::Medium), *is_public, way),
            Handling::Handled(_) | Handling::Panics(_) => continue,
        };
        let (Some(handler), Some(errors)) = (handlers.iter().find(|h| call.is_for(h)), call.protection.timeout_errors) else { continue };
        if seen.contains(&handler.place) {
            continue;
        }
        seen.push(handler.place);
        let finding = report
            .at(handler.place)
            .confidence(confidence)
            .words(
                format!("This handler of `{}` lets a timeout through{}", call.callee, what_it_catches(handler)),
                why(call),
                format!("Catch {} too, here or in a caller", errors.name),
            )
            .label("no timeouts")
            .related(call.name.file, call.name.span, "the call")
            .flow(way.iter().cloned())
            .pedantic(handler.surroundings.is_library && is_public);
        report.push(&handler.surroundings, finding);
    }
}

fn what_it_catches(handler: &Handler) -> String {
    let last = |t: &smol_str::SmolStr| t.rsplit(['.', ':']).next().map(|n| format!("`{n}`"));
    let names: Vec<String> = handler.catches.types.iter().filter_map(last).collect();
    if names.is_empty() { String::new() } else { format!(": it catches {} alone", names.join(" and ")) }
}

fn why(call: &Call) -> String {
    let seconds = call.default_resilience().and_then(|d| d.timeout_seconds);
    let when = seconds.map_or("after the time set".to_owned(), |s| format!("after {s} seconds unless set otherwise"));
    let version = call.version.as_ref().map(|v| format!("; seen with {}", v.describe())).unwrap_or_default();
    format!("A request that takes too long ({when}) raises an error of another type, which nobody catches{version}")
}
