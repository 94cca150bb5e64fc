use super::{Context, Reporter};
use crate::cohere::catalog::schema::{Api, Platform};
use crate::cohere::models::ModelState;
use crate::cohere::usage::Call;
use crate::finding::Severity;

/// Reports calls that name no model.
pub fn check(context: &Context<'_>, report: &mut Reporter<'_>) {
    for call in &context.usages.calls {
        let is_asked = call.endpoint.takes_model && call.removed().is_none() && call.platform.has_known_ids();
        if !is_asked || !call.arguments.lacks("model") || call.is_set_by_route("model") {
            continue;
        }
        let Some((severity, why)) = consequence(context, call) else { continue };
        let finding = report
            .at(call.name)
            .severity(severity)
            .confidence(call.confidence)
            .words(
                format!("`{}` names no model", call.callee),
                why,
                format!("Name one, for example `{}`", recommended(&call.endpoint.operation)),
            )
            .label("no `model`")
            .flow(call.flow.iter().cloned());
        report.push(&call.surroundings, finding);
    }
}

/// How bad it is, and why; `None` where the default is fine.
fn consequence(context: &Context<'_>, call: &Call) -> Option<(Severity, String)> {
    let client = call.client.map(|c| &context.usages.clients[c]);
    let own = call.method.and_then(|m| m.defaults.get("model")).or_else(|| client.and_then(|c| c.entry.defaults.get("model")));
    if let Some(default) = own {
        let model = context.catalog.model(default, call.platform)?;
        return match model.state(context.as_of) {
            ModelState::Retired { on } => {
                let day = on.map(|d| format!(" on {d}")).unwrap_or_default();
                Some((Severity::Error, format!("{} falls back to `{default}`, which was shut down{day}", call.route.name)))
            }
            ModelState::Deprecated { .. } => Some((Severity::Warning, format!("{} falls back to `{default}`, which is deprecated", call.route.name))),
            _ => None,
        };
    }
    match (call.api, call.endpoint.default_model.as_deref()) {
        (_, Some("")) => None,
        (Some(Api::V1), Some(default)) if is_gone(context, default) => {
            Some((Severity::Error, format!("The server falls back to `{default}`, which is gone: the call fails with 404")))
        }
        (Some(Api::V1) | None, _) => {
            Some((Severity::Warning, "The server picks one, and what it picks changes without notice".to_owned()))
        }
        _ => Some((Severity::Error, "The v2 API has no default: the call is refused".to_owned())),
    }
}

fn is_gone(context: &Context<'_>, id: &str) -> bool {
    context.catalog.model(id, Platform::Cohere).is_none_or(|m| matches!(m.state(context.as_of), ModelState::Retired { .. }))
}

/// The id recommended for an operation.
fn recommended(operation: &str) -> &'static str {
    match operation {
        "embed" => "embed-v4.0",
        "rerank" => "rerank-v3.5",
        _ => "command-a-03-2025",
    }
}
