use super::{Context, Reporter};
use crate::cohere::models::{Verdict, with_use};
use crate::finding::Severity;

/// Reports models that are shut down.
pub fn check(context: &Context<'_>, report: &mut Reporter<'_>) {
    for used in context.models {
        let Verdict::Retired(model, on) = &used.verdict else { continue };
        let (severity, message) = match on {
            Some(day) => (Severity::Error, format!("The model `{}` was shut down on {day}", used.id)),
            None => (Severity::Warning, format!("The model `{}` is retired; no shutdown date was published", used.id)),
        };
        let why = match &model.note {
            Some(note) => format!("Calls with it fail with 404. {note}"),
            None => "Calls with it fail with 404".to_owned(),
        };
        let finding = report.at(used.place).severity(severity).words(message, why, with_use::replacement_words(model)).label("retired");
        let finding = with_use::replacement_fix(with_use::describe(finding, used, context.usages), used, model);
        report.push(with_use::surroundings(used, context.usages), finding);
    }
}
