use super::{Context, Reporter};
use crate::cohere::runs::Floating;

/// Reports calls whose promise or coroutine nobody gets.
pub fn check(context: &Context<'_>, report: &mut Reporter<'_>) {
    for call in &context.usages.calls {
        let Some(floating) = &call.runs.floating else { continue };
        // A promise runs by itself; coroutines and futures do nothing until somebody awaits them.
        let is_lazy = call.route.ecosystem != "npm";
        let what = match (call.route.ecosystem.as_str(), is_lazy) {
            ("rust", _) => "future",
            (_, true) => "coroutine",
            _ => "promise",
        };
        let done = match floating {
            Floating::Dropped => format!("The {what} of `{}` is dropped: nobody awaits it", call.callee),
            Floating::Discarded => format!("The {what} of `{}` is thrown away, and its errors with it", call.callee),
            Floating::Unread(name) => format!("The {what} of `{}` is kept in `{name}`, which nobody awaits or reads", call.callee),
            Floating::ReadTooSoon(member) => format!("`{member}` is read from the {what} of `{}`, not from its answer", call.callee),
        };
        let why = match floating {
            Floating::ReadTooSoon(_) if is_lazy => "A coroutine has no such attribute: this line raises an AttributeError, and the request is never sent",
            Floating::ReadTooSoon(_) => "A promise has no such property: the value is undefined, whatever Cohere answers, and an error goes unhandled",
            _ if is_lazy => "Without `await` it never runs: the request is not sent, and nothing says so but a warning at shutdown",
            _ => "A failure becomes an unhandled rejection, which ends a Node process, and a serverless function may be frozen before the answer comes",
        };
        let help = match floating {
            Floating::ReadTooSoon(_) => "Await the call first, in parentheses, then read its answer",
            _ => "Await it, return it, or collect it (`Promise.all`, `asyncio.gather`, `join!`); if it may go its own way, catch its errors",
        };
        let finding = report.at(call.name).confidence(call.confidence).words(done, why, help).label(format!("{what} not awaited"));
        report.push(&call.surroundings, finding);
    }
}
