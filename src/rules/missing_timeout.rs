use super::{Context, Reporter};
use crate::cohere::catalog::schema::RouteKind;
use crate::cohere::usage::{Call, Client, Setting, Usages};
use crate::finding::Severity;

/// Reports clients without a timeout, and raw requests that would wait for ever.
pub fn check(context: &Context<'_>, report: &mut Reporter<'_>) {
    for client in &context.usages.clients {
        clients(context.usages, client, report);
    }
    for call in context.usages.calls.iter().filter(|c| c.route.kind == RouteKind::Http && c.url.is_some()) {
        if call.protection.request_has_timeout || !call.protection.deadlines.is_empty() {
            continue;
        }
        let finding = report
            .at(call.name)
            .severity(Severity::Warning)
            .confidence(call.confidence)
            .words(
                format!("`{}` is sent to Cohere without a timeout", call.callee),
                "Without a timeout a connection that hangs holds its worker for good; a few of them stop the service",
                "Give the request a timeout: 30 to 60 seconds for chat, a few for embed and rerank",
            )
            .label("no timeout");
        report.push(&call.surroundings, finding);
    }
}

fn clients(usages: &Usages, client: &Client, report: &mut Reporter<'_>) {
    let options = client.route.request_options.as_ref().map(|o| o.timeout.as_slice()).unwrap_or_default();
    let Some(default) = client.default_resilience().filter(|_| !client.entry.timeout.is_empty()) else { return };
    if client.timeout() != Setting::Absent || client.has_own_server {
        return;
    }
    let is_bounded = |call: &Call| call.own_timeout() == Setting::On || !call.protection.deadlines.is_empty();
    if !client.calls.is_empty() && client.calls.iter().all(|i| is_bounded(&usages.calls[*i])) {
        return;
    }
    let Some(seconds) = default.timeout_seconds else { return };
    // What the constructor takes in the version at hand.
    let takes = |name: &&smol_str::SmolStr| {
        let known = client.entry.parameters.iter().filter(|p| p.name == **name);
        known.into_iter().any(|p| client.version.as_ref().is_none_or(|v| p.versions.contains(&v.version)))
    };
    let help = match (client.entry.timeout.iter().find(takes), options.first()) {
        (Some(name), _) => format!("Set `{name}` on the client, in seconds: 30 to 60 for chat, less for embed and rerank"),
        (None, Some(name)) => format!("Give each call `{name}` among its request options: this version's client takes no timeout"),
        (None, None) => return,
    };
    let finding = report
        .at(client.name)
        .words(
            format!("`{}` is left with its default timeout of {seconds} seconds", client.class),
            format!("A user has left long before {seconds} seconds are over, while each request that hangs holds a worker and a connection"),
            help,
        )
        .label("no timeout");
    report.push(&client.surroundings, finding);
}
