use super::{Context, Reporter};
use crate::source::FileRole;

/// Reports, once, a project whose calls go through no circuit breaker.
pub fn check(context: &Context<'_>, report: &mut Reporter<'_>) {
    let calls = || context.usages.calls.iter().filter(|c| c.surroundings.role == FileRole::Application && !c.surroundings.is_library);
    if calls().any(|c| !c.protection.breakers.is_empty()) {
        return;
    }
    let Some(first) = calls().find(|c| !c.endpoint.families.is_empty()) else { return };
    let others = calls().count() - 1;
    let message = match others {
        0 => format!("No circuit breaker stands around `{}`", first.callee),
        n => format!("No circuit breaker stands around `{}`, nor around the {n} other calls of the project", first.callee),
    };
    let finding = report
        .at(first.name)
        .confidence(first.confidence)
        .words(
            message,
            "In an outage every request of every user waits for its timeout before it fails, and the retries keep the load up",
            "Open the circuit after five failures in a row, try again after a minute, and answer with a fallback meanwhile",
        )
        .label("no breaker")
        .pedantic(true);
    report.push(&first.surroundings, finding);
}
