use super::{Context, Reporter};
use crate::cohere::usage::Surroundings;

/// Reports health endpoints that have a large model write, or a model write without a limit; each such call once.
pub fn check(context: &Context<'_>, report: &mut Reporter<'_>) {
    let Some((operations, _)) = context.deployable() else { return };
    let usages = operations.usages;
    let mut reported = Vec::new();
    for probe in &usages.probes {
        let dear = probe.calls.iter().find_map(|index| Some((*index, usages.calls[*index].is_dear(context.catalog)?)));
        let Some((index, why)) = dear.filter(|(index, _)| !reported.contains(index)) else { continue };
        reported.push(index);
        let call = &usages.calls[index];
        let finding = report
            .at(probe.place)
            .confidence(call.confidence)
            .words(
                format!("{} {why}", probe.handler.subject()),
                "A probe every ten seconds sends 8,640 requests a day for each replica, and each is paid for, counted against the rate limit, and slow",
                "List the models instead, which costs nothing, or let a light model write a single token",
            )
            .label("asked every few seconds")
            .related(call.name.file, call.name.span, "what it asks");
        report.push(&Surroundings::of_the_project(), finding);
    }
}
