use super::{Context, Reporter};
use crate::cohere::catalog::schema::Api;
use crate::cohere::usage::{Call, Client};

/// Reports clients of the v1 API.
pub fn check(context: &Context<'_>, report: &mut Reporter<'_>) {
    let mut initialised = Vec::new();
    for client in &context.usages.clients {
        if client.entry.api != Some(Api::V1) || client.entry.endpoint.is_some() || is_fine(context, client) {
            continue;
        }
        // The legacy singleton is initialised, not built: once a file is enough.
        if client.symbol.ends_with(".init") {
            if initialised.contains(&client.place.file) {
                continue;
            }
            initialised.push(client.place.file);
        }
        let replacement = client.entry.replacement.as_deref().unwrap_or("the v2 client");
        let mut why = "The v1 API gets no new models' features, and its shapes differ from all current documentation".to_owned();
        if let Some(version) = &client.version {
            why.push_str(&format!("; seen with {}", version.describe()));
        }
        let finding = report
            .at(client.name)
            .words(format!("`{}` is a client of the v1 API", client.class), why, format!("Use {replacement}; the arguments change with it"))
            .label("speaks v1");
        report.push(&client.surroundings, finding);
    }
}

/// Used only through its v2 face, or only for endpoints that exist in v1 alone.
fn is_fine(context: &Context<'_>, client: &Client) -> bool {
    let is_fine = |call: &Call| call.is_v2() || (call.endpoint.v1_only && call.removed().is_none());
    !client.calls.is_empty() && client.calls.iter().all(|i| is_fine(&context.usages.calls[*i]))
}
