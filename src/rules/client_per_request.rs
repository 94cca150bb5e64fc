use super::{Context, Reporter};
use crate::cohere::usage::Client;
use crate::finding::Severity;

/// Reports clients that are made anew for each request.
pub fn check(context: &Context<'_>, report: &mut Reporter<'_>) {
    for client in context.usages.clients.iter().filter(|c| !c.entry.light) {
        let Some(found) = &client.runs.per_request else { continue };
        // Where the key comes with the request there is nothing to share.
        if found.comes_with_request || found.handler.credentials_come_with_requests {
            continue;
        }
        let runs_for = &found.handler.runs_for;
        let shares = shares_connections(client);
        let why = if shares {
            "Connections are the process's own here, so little is lost; but settings, retries and limits are set up anew each time, and nothing can be shared"
                .to_owned()
        } else {
            format!("Each client opens its own connections: every {runs_for} pays a TLS handshake, and under load sockets run out")
        };
        let finding = report
            .at(client.name)
            .confidence(found.confidence)
            .words(
                format!("`{}` is made anew for every {runs_for}, in {}", client.class, found.handler.describe()),
                why,
                "Make one client at the top level, or in a cached provider, and let all requests use it",
            )
            .label(format!("one a {runs_for}"))
            .flow(found.way.iter().cloned());
        report.push(&client.surroundings, if shares { finding.severity(Severity::Note) } else { finding });
    }
}

/// Whether all clients of this version use the same connections.
fn shares_connections(client: &Client) -> bool {
    let Some(range) = &client.route.shared_connections else { return false };
    client.version.as_ref().is_none_or(|v| range.contains(&v.version))
}
