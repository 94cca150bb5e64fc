use super::{Context, Reporter};
use crate::cohere::flows::{Leak, Logged};
use crate::finding::Severity;

const HELP: &str = "Log that the key is set, or its length; if it has been logged, revoke it and make a new one";

/// Reports keys that are logged.
pub fn check(context: &Context<'_>, report: &mut Reporter<'_>) {
    for leak in &context.usages.leaks {
        let sink = &leak.sink;
        let (message, why, help) = match leak.what {
            Logged::Key => (
                format!("The Cohere API key{} is written to the log by `{sink}`", named(leak)),
                "Logs are kept, shipped and read by many; whoever sees the key can use it and run up the bill",
                HELP,
            ),
            Logged::Client => (
                format!("`{sink}` prints a `{}`, which shows the API key among its options", leak.name),
                "Node prints an object's fields; whoever reads the log can use the key and run up the bill",
                "Log what you want to know of the client, not the client itself",
            ),
            Logged::RequestError => (
                format!("`{sink}` writes {} of a request to Cohere whole, with its `Authorization` header", leak.name),
                "The object carries the request it is about, headers included, and printing it shows the API key",
                "Log its `message` and the status of its response",
            ),
            _ => continue,
        };
        let severity = if leak.what == Logged::RequestError { Severity::Note } else { Severity::Error };
        let mut finding = report
            .at(leak.place)
            .severity(severity)
            .confidence(leak.confidence)
            .words(message, why, help)
            .label("logged here")
            .flow(leak.flow.iter().cloned());
        if let Some(of) = leak.of {
            finding = finding.related(of.file, of.span, if leak.what == Logged::RequestError { "the request" } else { "the key is used here" });
        }
        report.push(&leak.surroundings, finding);
    }
}

/// The variable a key is read from, where one is known.
fn named(leak: &Leak) -> String {
    if leak.name.contains(' ') { String::new() } else { format!(" (`{}`)", leak.name) }
}
