use super::{Context, Reporter};
use crate::cohere::catalog::schema::Api;

/// Reports parts of answers that answers of the call's generation don't have.
pub fn check(context: &Context<'_>, report: &mut Reporter<'_>) {
    for read in &context.usages.foreign_reads {
        let call = &context.usages.calls[read.call];
        let operation = &call.endpoint.operation;
        let message = match (&read.shape.when_argument, call.api) {
            (Some(argument), _) => format!("`{}`: after `{argument}` was sent, the answer of {operation} is another", read.written),
            (None, Some(Api::V2)) if read.shape.streams => format!("`{}` belongs to the events of a v1 stream; this one is v2", read.written),
            _ => format!("`{}` belongs to the v1 answer; this {operation} is v2", read.written),
        };
        let finding = report
            .at(read.place)
            .confidence(call.confidence)
            .words(
                message,
                match call.route.ecosystem.as_str() {
                    "rust" => "The part isn't there: `serde` refuses the answer for want of it, or it stays `None` for ever",
                    "npm" => "The part isn't there: the program goes on with `undefined`",
                    _ => "The part isn't there: reading it raises an AttributeError, a KeyError or a TypeError",
                },
                format!("Read the answer as it is: {}", read.shape.instead),
            )
            .label("not in this answer")
            .related(call.name.file, call.name.span, format!("the call: `{}`", call.callee));
        report.push(&read.surroundings, finding);
    }
}
