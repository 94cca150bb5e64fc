use super::{Context, Reporter};
use crate::cohere::runs::{LoopUse, PoolUse, RequestUse};
use crate::cohere::usage::{Client, Place};
use crate::finding::{FindingBuilder, Severity};

/// Reports clients that are made anew for each request, or in each round of a loop.
pub fn check(context: &Context<'_>, report: &mut Reporter<'_>) {
    for client in context.usages.clients.iter().filter(|c| !c.entry.light) {
        // Where the key comes with the request there is nothing to share.
        let request = client.runs.per_request.as_ref().filter(|r| !r.comes_with_request && !r.handler.credentials_come_with_requests);
        let finding = match (request, &client.runs.in_loop) {
            (Some(found), _) => per_request(report.at(client.name), client, found),
            (None, Some(found)) => in_loop(report.at(client.name), client, found),
            (None, None) => continue,
        };
        report.push(&client.surroundings, if shares_connections(client) { finding.severity(Severity::Note) } else { finding });
    }
    let mut seen: Vec<Place> = Vec::new();
    for call in &context.usages.calls {
        let Some(pool) = call.runs.pool.as_ref().filter(|pool| !seen.contains(&pool.name)) else { continue };
        seen.push(pool.name);
        report.push(&call.surroundings, of_pool(report.at(pool.name), pool));
    }
}

/// Raw HTTP: a pool of connections that is thrown away with the request. Advice: beside what a model takes to answer, a handshake is little.
fn of_pool(finding: FindingBuilder, pool: &PoolUse) -> FindingBuilder {
    let (who, place, way) = match (&pool.per_request, &pool.in_loop) {
        (Some(found), _) => (format!("for every {}", found.handler.runs_for), format!(", in {}", found.handler.describe()), &found.way),
        (None, Some(found)) => ("in each round of a loop".to_owned(), String::new(), &found.way),
        (None, None) => return finding.pedantic(true),
    };
    finding
        .severity(Severity::Note)
        .pedantic(true)
        .words(
            format!("What holds the connections, `{}`, is made anew {who}{place}", pool.made_by),
            "Its connections close with it: each time the request to Cohere pays a TLS handshake",
            "Make one at the top level, or in the state of the application, and send all requests with it",
        )
        .label("made anew")
        .flow(way.iter().cloned())
}

fn per_request(finding: FindingBuilder, client: &Client, found: &RequestUse) -> FindingBuilder {
    let runs_for = &found.handler.runs_for;
    finding
        .confidence(found.confidence)
        .words(
            format!("`{}` is made anew for every {runs_for}, in {}", client.class, found.handler.describe()),
            why(client, &format!("every {runs_for}")),
            "Make one client at the top level, or in a cached provider, and let all requests use it",
        )
        .label(format!("one a {runs_for}"))
        .flow(found.way.iter().cloned())
}

fn in_loop(finding: FindingBuilder, client: &Client, found: &LoopUse) -> FindingBuilder {
    finding
        .words(
            format!("`{}` is made anew in each round of a loop", client.class),
            why(client, "every round"),
            "Make one client before the loop, and use it in all rounds",
        )
        .label("one a round")
        .flow(found.way.iter().cloned())
}

fn why(client: &Client, who: &str) -> String {
    if shares_connections(client) {
        return "Connections are the process's own here, so little is lost; but settings, retries and limits are set up anew each time".to_owned();
    }
    format!("Each client opens its own connections: {who} pays a TLS handshake, and under load sockets run out")
}

/// Whether all clients of this version use the same connections.
fn shares_connections(client: &Client) -> bool {
    let Some(range) = &client.route.shared_connections else { return false };
    client.version.as_ref().is_none_or(|v| range.contains(&v.version))
}
