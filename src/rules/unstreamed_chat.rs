use super::{Context, Reporter};
use crate::cohere::usage::{Call, Constant};

/// Answers this short are there before a stream would have shown much.
const SHORT: i64 = 100;

/// Reports chats whose whole answer goes straight to whoever asked, instead of being streamed.
pub fn check(context: &Context<'_>, report: &mut Reporter<'_>) {
    for call in &context.usages.calls {
        let (Some(answered), Some(found)) = (&call.runs.answered, &call.runs.per_request) else { continue };
        if found.handler.runs_for != "request" || found.handler.is_probe() || is_read_by_programs(call) || is_short(call) {
            continue;
        }
        let finding = report
            .at(call.name)
            .confidence(call.confidence.min(found.confidence))
            .words(
                format!("The answer of `{}` goes to the caller of {} as a whole", call.callee, found.handler.describe()),
                "People wait until the last word is written, often ten seconds and more, before they see the first",
                "Stream it (`chat_stream`, `chatStream`, `streamText`) and pass the pieces on as server-sent events",
            )
            .label("not streamed")
            .flow(found.way.iter().cloned())
            .flow(std::iter::once(answered.clone()));
        report.push(&call.surroundings, finding);
    }
}

/// Structured answers and tool calls are of use as a whole only.
fn is_read_by_programs(call: &Call) -> bool {
    ["response_format", "tools", "tool_choice", "schema", "output"].iter().any(|name| call.arguments.get(name).is_some()) || call.arguments.open
}

fn is_short(call: &Call) -> bool {
    let limit = call.arguments.get("max_tokens").into_iter().flat_map(|a| &a.possible);
    let mut limits = limit.map(|p| matches!(p.value, Constant::Int(n) if n <= SHORT)).peekable();
    limits.peek().is_some() && limits.all(|short| short)
}
