use super::{Context, Reporter};
use crate::cohere::flows::VectorUse;
use crate::cohere::usage::{Call, Constant, Place};
use crate::finding::Confidence;

/// Reports vectors made for the other side of a search.
pub fn check(context: &Context<'_>, report: &mut Reporter<'_>) {
    for used in &context.usages.vector_uses {
        let call = &context.usages.calls[used.call];
        let Some((stated, place, is_default)) = stated(call) else { continue };
        let (message, right) = match (stated, used.is_write) {
            ("search_query", true) => ("goes into an index of documents", "search_document"),
            ("search_document", false) => ("is searched with", "search_query"),
            _ => continue,
        };
        // One finding a call: the first use tells.
        let is_same = |u: &&VectorUse| u.call == used.call && u.is_write == used.is_write;
        if context.usages.vector_uses.iter().find(is_same).is_none_or(|first| first.place != used.place) {
            continue;
        }
        let by = if is_default { ", the default here," } else { "" };
        let mut finding = report
            .at(place)
            .confidence(if used.is_followed { call.confidence } else { call.confidence.min(Confidence::Medium) })
            .words(
                format!("What `{}` embeds as `{stated}`{by} {message}", call.callee),
                "Queries and documents are embedded differently so that they find each other; with the wrong type the search ranks worse, without an error",
                format!("Embed it with the input type `{right}`; what is indexed already has to be embedded again"),
            )
            .label(format!("`{right}` is meant"))
            .flow(used.flow.iter().cloned());
        if used.flow.is_empty() {
            finding = finding.related(used.place.file, used.place.span, "the query");
        }
        report.push(&call.surroundings, finding);
    }
}

/// The one input type a call states, where it states it, and whether it is the route's own.
fn stated(call: &Call) -> Option<(&str, Place, bool)> {
    if let Some(argument) = call.arguments.get("input_type") {
        let mut texts = argument.possible.iter().map(|p| match &p.value {
            Constant::Text(text) => Some((&**text, p.place)),
            _ => None,
        });
        let first = texts.next()??;
        let is_one = !argument.open && texts.all(|t| t.is_some_and(|t| t.0 == first.0));
        return is_one.then_some((first.0, first.1, false));
    }
    let default = call.method?.defaults.get("input_type")?;
    let is_left = call.arguments.lacks("input_type") && call.arguments.lacks("provider_options");
    is_left.then_some((default.as_str(), call.name, true))
}
