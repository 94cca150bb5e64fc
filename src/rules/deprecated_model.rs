use super::{Context, Reporter};
use crate::cohere::models::{Verdict, with_use};

/// Reports models whose end is announced.
pub fn check(context: &Context<'_>, report: &mut Reporter<'_>) {
    for used in context.models {
        let Verdict::Deprecated(model, shutdown) = &used.verdict else { continue };
        let announced = model.deprecated_on.as_deref().map(|d| format!(" since {d}")).unwrap_or_default();
        let why = match shutdown {
            Some(day) => format!("It is shut down on {day}; from then on calls with it fail with 404"),
            None => "It will be shut down; no date was published".to_owned(),
        };
        let message = format!("The model `{}` is deprecated{announced}", used.id);
        let finding = report.at(used.place).words(message, why, with_use::replacement_words(model)).label("deprecated");
        let finding = with_use::replacement_fix(with_use::describe(finding, used, context.usages), used, model);
        report.push(with_use::surroundings(used, context.usages), finding);
    }
}
