use super::{Context, Reporter};

/// Reports v1 arguments on v2 calls.
pub fn check(context: &Context<'_>, report: &mut Reporter<'_>) {
    for call in context.usages.calls.iter().filter(|c| c.is_v2()) {
        for argument in &call.arguments.items {
            let Some(replacement) = call.endpoint.foreign.get(&argument.wire) else { continue };
            // A version of the SDK whose v2 method still has the argument sends it.
            if call.parameter(&argument.written).is_some() {
                continue;
            }
            // What is null in the body of a request is as good as left out.
            if call.url.is_some() && argument.may_be_left_out() {
                continue;
            }
            let finding = report
                .at(argument.name)
                .confidence(call.confidence)
                .words(
                    format!("`{}` is an argument of the v1 API; `{}` speaks v2", argument.written, call.callee),
                    "The call is refused: by the SDK with a TypeError, or by the server with 400 or 422",
                    format!("In v2: {replacement}"),
                )
                .label("v1 only")
                .flow(call.flow.iter().cloned());
            report.push(&call.surroundings, finding);
        }
    }
}
