use super::{Context, Reporter};
use crate::cohere::models::{Verdict, with_use};

/// Reports aliases that move under their users.
pub fn check(context: &Context<'_>, report: &mut Reporter<'_>) {
    for used in context.models {
        let Verdict::Floating(model) = &used.verdict else { continue };
        let finding = report
            .at(used.place)
            .words(
                format!("The model `{}` is a moving target", used.id),
                "It is an experimental alias: what answers behind it changes, or ends, without notice",
                with_use::replacement_words(model),
            )
            .label("moves");
        let finding = with_use::describe(finding, used, context.usages);
        report.push(with_use::surroundings(used, context.usages), finding);
    }
}
