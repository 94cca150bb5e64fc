use super::{Context, Reporter};
use crate::cohere::usage::Surroundings;

/// Reports, once, a service in which no health endpoint asks Cohere.
pub fn check(context: &Context<'_>, report: &mut Reporter<'_>) {
    let Some((operations, service)) = context.deployable() else { return };
    let usages = operations.usages;
    if usages.probes.iter().any(|probe| !probe.calls.is_empty()) {
        return;
    }
    // Whoever passes other people's keys on has nothing to ask with; of routes that are not known, nothing is.
    if !service.has_key || usages.has_described_routes {
        return;
    }
    let surroundings = Surroundings::of_the_project();
    let (place, label, message) = match (usages.probes.first(), usages.request_handlers) {
        (Some(probe), _) if !probe.is_near => {
            (service.anchor, "needed for health", "No health endpoint of this service asks Cohere".to_owned())
        }
        (Some(probe), _) => {
            (probe.place, "asks nobody", format!("{} answers for the service's health without asking Cohere", probe.handler.subject()))
        }
        (None, 1) => (service.anchor, "needed for health", "The one request handler that was read is not for the service's health".to_owned()),
        (None, several) => {
            (service.anchor, "needed for health", format!("None of the {several} request handlers that were read is for the service's health"))
        }
    };
    let finding = report
        .at(place)
        .words(
            message,
            "That the key was revoked or the model retired shows when users complain, and a release with such a fault looks well to whatever rolls it out",
            "Ask Cohere in a readiness endpoint (`/readyz`), cheaply: list the models, or let a light one write a single token",
        )
        .label(label);
    report.push(&surroundings, finding);
}
