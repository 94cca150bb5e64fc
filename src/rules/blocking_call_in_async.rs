use super::{Context, Reporter};
use crate::cohere::runs::Blocks;
use crate::cohere::usage::Call;
use crate::finding::Confidence;

/// Reports synchronous calls that hold up an event loop.
pub fn check(context: &Context<'_>, report: &mut Reporter<'_>) {
    for call in &context.usages.calls {
        let Some(blocks) = &call.runs.blocks else { continue };
        let finding = report
            .at(blocks.place.unwrap_or(call.name))
            // Through helpers more may happen on the way than can be seen.
            .confidence(if blocks.way.is_empty() { call.confidence } else { call.confidence.min(Confidence::Medium) })
            .words(
                message(call, blocks),
                "While it waits for the answer, often for seconds, the event loop stands still: no other request is served, no timeout fires",
                help(call),
            )
            .label("the loop waits here")
            .flow(blocks.way.iter().cloned());
        report.push(&call.surroundings, finding);
    }
}

fn message(call: &Call, blocks: &Blocks) -> String {
    let through = if blocks.way.is_empty() { "" } else { ", through helpers that wait for it" };
    format!("The synchronous `{}` blocks the event loop of the async function `{}`{through}", call.callee, blocks.function)
}

fn help(call: &Call) -> &'static str {
    match call.route.ecosystem.as_str() {
        "rust" => "Use the asynchronous client and await it, or hand the call to `spawn_blocking`",
        _ => "Use the asynchronous client (`AsyncClientV2`, `ainvoke`, `httpx.AsyncClient`) and await it, or hand the call to `asyncio.to_thread`",
    }
}
