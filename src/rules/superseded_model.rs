use super::{Context, Reporter};
use crate::cohere::models::{Verdict, with_use};

/// Reports live models that are neither recommended nor the fallback of their use case.
pub fn check(context: &Context<'_>, report: &mut Reporter<'_>) {
    for used in context.models {
        let Verdict::Superseded(model) = &used.verdict else { continue };
        let finding = report
            .at(used.place)
            .words(
                format!("The model `{}` has a better successor", used.id),
                "It still answers, but is neither recommended nor the fallback for its use: older models are the next to be announced to end",
                with_use::replacement_words(model),
            )
            .label("superseded");
        let finding = with_use::replacement_fix(with_use::describe(finding, used, context.usages), used, model);
        report.push(with_use::surroundings(used, context.usages), finding);
    }
}
