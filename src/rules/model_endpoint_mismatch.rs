use super::{Context, Reporter};
use crate::cohere::catalog::schema::{Endpoint, Model};
use crate::cohere::models::{Verdict, with_use};
use crate::cohere::usage::{Call, Constant};
use crate::finding::Severity;

/// Reports models at endpoints that don't serve them, and arguments that a model doesn't take.
pub fn check(context: &Context<'_>, report: &mut Reporter<'_>) {
    for used in context.models {
        let Verdict::Mismatch(model) = &used.verdict else { continue };
        let operation = &used.endpoint.operation;
        let finding = match model.is_of(&used.endpoint.families) {
            false => report
                .at(used.place)
                .words(
                    format!("`{}` is a model for {}, not for {operation}", used.id, kinds(model)),
                    format!("The server refuses it: `{}` reaches the {operation} endpoint", used.callee),
                    format!("Name a model for {operation}, or call the endpoint for {}", kinds(model)),
                )
                .label(format!("for {}", kinds(model))),
            true => report
                .at(used.place)
                .severity(Severity::Warning)
                .words(
                    format!("`{}` is served by the v2 API alone; this is a call of v1", used.id),
                    format!("It is not among the models of `{}`, which answers 404 to those it doesn't serve", path(used.endpoint)),
                    format!("Use {}", used.endpoint.replacement.as_deref().unwrap_or("the v2 client")),
                )
                .label("v2 only"),
        };
        report.push(with_use::surroundings(used, context.usages), with_use::describe(finding, used, context.usages));
    }
    for call in &context.usages.calls {
        arguments(context, call, report);
    }
}

/// Arguments that none of the models of a call takes. A model that is reported itself is told first.
fn arguments(context: &Context<'_>, call: &Call, report: &mut Reporter<'_>) {
    let has_own_server = call.is_private || call.client.is_some_and(|c| context.usages.clients[c].has_own_server);
    let Some(models) = call.known_models(context.catalog).filter(|m| !m.is_empty() && !has_own_server) else { return };
    for argument in call.arguments.items.iter().filter(|a| !a.possible.iter().any(|p| p.value == Constant::Null)) {
        let refuses = |m: &&Model| m.refuses.contains(&argument.wire);
        if !models.iter().all(refuses) {
            continue;
        }
        let finding = report
            .at(argument.name)
            .confidence(call.confidence)
            .words(
                format!("`{}` does not take `{}`", models[0].id, argument.written),
                "The server refuses the request with 400, or pays no heed to it",
                format!("Leave it out, or use a model that takes it{}", successor(models[0])),
            )
            .label("not with this model")
            .flow(call.flow.iter().cloned());
        report.push(&call.surroundings, finding);
    }
}

/// The path of a call's endpoint.
fn path(endpoint: &Endpoint) -> &str {
    endpoint.paths.first().map_or(&*endpoint.id, |path| path)
}

fn successor(model: &Model) -> String {
    model.replacement.as_ref().map(|id| format!(", for example `{id}`")).unwrap_or_default()
}

/// What a model is for, as words: `embed`, or `chat and generate`.
fn kinds(model: &Model) -> String {
    model.families.join(" and ")
}
