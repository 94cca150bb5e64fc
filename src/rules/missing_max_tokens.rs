use super::{Context, Reporter};
use crate::cohere::usage::Constant;
use crate::source::FileRole;

/// Reports chat calls without a token limit.
pub fn check(context: &Context<'_>, report: &mut Reporter<'_>) {
    for call in context.usages.calls.iter().filter(|c| c.endpoint.takes_max_tokens) {
        let is_given = !call.arguments.lacks("max_tokens") || call.is_set_by_route("max_tokens");
        let is_on = |switch: &str| call.arguments.get(switch).is_some_and(|a| a.possible.iter().any(|p| p.value == Constant::Bool(true)));
        let writes_answer = !call.endpoint.answerless_with.iter().any(|switch| is_on(switch));
        if is_given || !writes_answer || call.surroundings.role != FileRole::Application {
            continue;
        }
        let finding = report
            .at(call.name)
            .confidence(call.confidence)
            .words(
                format!("`{}` sets no limit on the answer's length", call.callee),
                "Unset, the model may write up to its own maximum (4,000 to 64,000 tokens): cost and latency follow the longest answer",
                format!("Set `{}` to what the answer needs", call.spelling("max_tokens")),
            )
            .label(format!("no `{}`", call.spelling("max_tokens")))
            .flow(call.flow.iter().cloned());
        report.push(&call.surroundings, finding);
    }
}
