use super::{Context, Reporter};
use crate::cohere::usage::{Handling, Place};

/// Reports handlers that drop the error of a call.
pub fn check(context: &Context<'_>, report: &mut Reporter<'_>) {
    let mut seen: Vec<Place> = Vec::new();
    for call in &context.usages.calls {
        let Handling::Handled(handlers) = &call.handling else { continue };
        for handler in handlers.iter().filter(|h| h.reaction.drops() && call.is_for(h)) {
            if seen.contains(&handler.place) {
                continue;
            }
            seen.push(handler.place);
            let finding = report
                .at(handler.place)
                .confidence(call.confidence)
                .words(
                    format!("An error of `{}` is dropped here: nothing logs it, answers for it or passes it on", call.callee),
                    "When the key expires, the model is shut down or the rate limit is hit, the program goes on as if nothing had happened, and nobody learns why its results are missing",
                    "Log the error, return a fallback the caller can tell from an answer, or let it pass",
                )
                .label("drops the error")
                .related(call.name.file, call.name.span, "the call");
            report.push(&handler.surroundings, finding);
        }
    }
}
