use super::{Context, Reporter};
use crate::cohere::usage::Handling;
use crate::finding::Confidence;

/// Reports calls whose errors nobody handles.
pub fn check(context: &Context<'_>, report: &mut Reporter<'_>) {
    // A promise that nobody gets is `floating-call`'s.
    for call in context.usages.calls.iter().filter(|c| c.runs.floating.is_none()) {
        let finding = match &call.handling {
            Handling::Handled(_) => continue,
            Handling::Unhandled(way) => {
                let message = match way.last() {
                    Some(_) => format!("Nothing handles an error of `{}` on the way out of the program", call.callee),
                    // The way out of a function leads through its callers, unless a promise is left behind in it.
                    None if call.surroundings.function.is_some() => {
                        format!("Nothing handles an error of `{}`: its promise is left to itself", call.callee)
                    }
                    None => format!("Nothing handles an error of `{}`, which runs at the top level", call.callee),
                };
                report.at(call.name).confidence(call.confidence).words(message, WHY, HELP).label("may fail").flow(way.iter().cloned())
            }
            Handling::Uncalled { function, is_public, way } => {
                let message = format!("`{}` has no error handler here, nor on the way to `{function}`, which nothing in the project is seen calling", call.callee);
                report
                    .at(call.name)
                    .confidence(call.confidence.min(Confidence::Medium))
                    .words(message, WHY, HELP)
                    .label("may fail")
                    .flow(way.iter().cloned())
                    .pedantic(call.surroundings.is_library && *is_public)
            }
            Handling::Panics(span) => {
                let place = crate::cohere::usage::Place { span: *span, ..call.name };
                report
                    .at(place)
                    .confidence(call.confidence)
                    .words(
                        format!("An error of `{}` ends the process here", call.callee),
                        "Rate limits (429), server errors and timeouts are everyday answers; each would be a panic",
                        "Return the error with `?` or match on it",
                    )
                    .label("panics on an error")
                    .related(call.name.file, call.name.span, "the call")
            }
        };
        report.push(&call.surroundings, finding);
    }
}

const WHY: &str = "Rate limits (429), server errors and timeouts are everyday answers of an API; unhandled, each becomes a crash or a bare 500";
const HELP: &str = "Catch the SDK's API error and the timeout around the call (or in a caller), and decide: retry, degrade, or report";
