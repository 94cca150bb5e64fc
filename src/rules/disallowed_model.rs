use super::declared::Refusal;
use super::{Context, Reporter};
use crate::cohere::models::with_use;

/// Reports models that the project's configuration does not let be named.
pub fn check(context: &Context<'_>, report: &mut Reporter<'_>) {
    for used in context.models {
        let Some(refusal) = report.models(used.place.file).and_then(|policy| policy.refusal(&used.id)) else { continue };
        let (message, why, help) = match refusal {
            Refusal::Denied(ban) => (
                format!("The model `{}` is on this project's list of models not to use", used.id),
                ban.reason.clone().unwrap_or_else(|| "The configuration denies it, without a reason".to_owned()),
                "Use a model the configuration does not deny".to_owned(),
            ),
            Refusal::NotAllowed(allowed) => (
                format!("The model `{}` is not on this project's list of models to use", used.id),
                "What is not on the list was not agreed on: its cost, its quality and its data handling are unknown here".to_owned(),
                format!("Use one of {}, or put it on the list", listed(allowed)),
            ),
        };
        let finding = report.at(used.place).words(message, why, help).label("not for use here");
        report.push(with_use::surroundings(used, context.usages), with_use::describe(finding, used, context.usages));
    }
}

/// The first few of a list, in backticks.
fn listed(models: &[smol_str::SmolStr]) -> String {
    let shown: Vec<String> = models.iter().take(4).map(|model| format!("`{model}`")).collect();
    if models.len() > shown.len() { format!("{} and others", shown.join(", ")) } else { shown.join(", ") }
}
