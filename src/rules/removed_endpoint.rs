use super::{Context, Reporter};
use crate::cohere::catalog::schema::{Removed, RemovedHow};
use crate::cohere::usage::Constant;
use crate::finding::{FindingBuilder, Severity};

/// Reports calls of endpoints and methods that are gone.
pub fn check(context: &Context<'_>, report: &mut Reporter<'_>) {
    for call in &context.usages.calls {
        // A wrapper that can't but use the endpoint is reported once, where it is made.
        let is_told = call.client.is_some_and(|i| context.usages.clients[i].entry.removed.is_some());
        for (endpoint, url) in call.destinations() {
            if let Some(removed) = &endpoint.removed {
                let path = endpoint.paths.first().map_or("", |p| p.as_str());
                let finding = describe(report.at(url), removed, &format!("`{path}`"));
                report.push(&call.surroundings, finding.confidence(call.confidence).flow(call.flow.iter().cloned()));
            }
        }
        if let Some(removed) = call.removed().filter(|_| !is_told && call.url.is_none()) {
            let finding = describe(report.at(call.name), removed, &format!("`{}`", call.callee));
            report.push(&call.surroundings, finding.confidence(call.confidence).flow(call.flow.iter().cloned()));
        }
        for argument in &call.arguments.items {
            let of_endpoint = call.endpoint.removed_arguments.get(&argument.wire);
            // A switch that is off, or may be, is not at fault.
            let is_on = argument.possible.iter().any(|p| p.value == Constant::Bool(true));
            let of_method = call.parameter(&argument.written).filter(|_| is_on).and_then(|p| p.removed.as_ref());
            if let Some(removed) = of_method.or(of_endpoint) {
                let finding = describe(report.at(argument.name), removed, &format!("`{}` of `{}`", argument.written, call.callee));
                report.push(&call.surroundings, finding.confidence(call.confidence));
            }
        }
    }
    for client in &context.usages.clients {
        if let Some(removed) = &client.entry.removed {
            let finding = describe(report.at(client.name), removed, &format!("`{}`", client.class));
            report.push(&client.surroundings, finding);
        }
    }
}

fn describe(finding: FindingBuilder, removed: &Removed, subject: &str) -> FindingBuilder {
    let day = removed.on.as_deref().map(|d| format!(" since {d}")).unwrap_or_default();
    let (severity, message) = match removed.how {
        RemovedHow::Raises => (Severity::Error, format!("{subject} is gone from the SDK")),
        RemovedHow::Server => (Severity::Error, format!("{subject} is refused by the server{day}")),
        RemovedHow::Deprecated => (Severity::Warning, format!("{subject} is deprecated{day}")),
    };
    finding.severity(severity).words(message, sentence(&removed.what), format!("Use {}", removed.replacement.trim_start_matches("Use ")))
}

/// The first letter as a sentence begins.
fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |c| c.to_uppercase().chain(chars).collect())
}
