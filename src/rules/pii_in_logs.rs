use super::{Context, Reporter};
use crate::cohere::flows::Logged;
use crate::source::FileRole;

/// Reports what people and models wrote where it is logged whole.
pub fn check(context: &Context<'_>, report: &mut Reporter<'_>) {
    for leak in &context.usages.leaks {
        // What a tool prints on its user's terminal is its answer, not a log.
        let is_log = !leak.is_console || leak.is_service;
        if !is_log || leak.surroundings.role != FileRole::Application {
            continue;
        }
        let call = leak.of.and_then(|of| context.usages.calls.iter().find(|c| c.place == of));
        let callee = call.map_or("the call", |c| c.callee.as_str());
        let message = match leak.what {
            Logged::Input => format!("What goes to `{callee}` as `{}` is logged whole by `{}`", leak.name, leak.sink),
            Logged::Answer => format!("The text of `{callee}`'s answer is logged by `{}`", leak.sink),
            _ => continue,
        };
        let mut finding = report
            .at(leak.place)
            .confidence(leak.confidence)
            .words(
                message,
                "Prompts and answers hold whatever users typed: names, health, secrets; logs keep it longer and show it to more people than meant",
                "Log ids, lengths, token counts and finish reasons, or redact the text first",
            )
            .label("logged here")
            .flow(leak.flow.iter().cloned())
            .pedantic(leak.is_debug);
        if let Some(call) = call {
            finding = finding.related(call.name.file, call.name.span, "the call");
        }
        report.push(&leak.surroundings, finding);
    }
}
