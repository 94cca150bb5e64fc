use super::{Context, Reporter};
use crate::cohere::usage::Surroundings;

/// Reports health endpoints that ask Cohere and know no 429; those that come to the same call once.
pub fn check(context: &Context<'_>, report: &mut Reporter<'_>) {
    let Some((operations, _)) = context.deployable() else { return };
    let usages = operations.usages;
    let mut reported = Vec::new();
    for probe in usages.probes.iter().filter(|probe| !probe.tells_rate_limits) {
        let Some(&index) = probe.calls.iter().find(|index| !reported.contains(*index)) else { continue };
        reported.extend(&probe.calls);
        let call = &usages.calls[index];
        let finding = report
            .at(probe.place)
            .confidence(call.confidence)
            .words(
                format!("{} takes a rate limit (429) for an outage: nothing in it tells them apart", probe.handler.subject()),
                "Under load the probe itself is refused: instances that work are taken out of service, and the others get their requests as well",
                "Catch 429 on its own and answer 200 with `degraded`; answer 503 to everything else",
            )
            .label("knows no 429")
            .related(call.name.file, call.name.span, "what may be refused");
        report.push(&Surroundings::of_the_project(), finding);
    }
}
