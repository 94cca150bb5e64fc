use super::{Context, Reporter};
use crate::finding::Severity;

/// Reports rerank calls with more documents than are advised, or allowed.
pub fn check(context: &Context<'_>, report: &mut Reporter<'_>) {
    for call in context.usages.calls.iter().filter(|c| c.endpoint.operation == "rerank" && c.removed().is_none()) {
        let (Some(limit), Some(advised)) = (call.endpoint.max_items.map(u64::from), call.endpoint.advised_items.map(u64::from)) else {
            continue;
        };
        if call.client.is_some_and(|c| context.usages.clients[c].has_own_server) {
            continue;
        }
        let possible = call.arguments.get("documents").into_iter().flat_map(|a| &a.possible);
        for possible in possible.filter(|p| !(p.is_in_test && p.came_from_outside)) {
            let Some(extent) = possible.extent.filter(|e| e.most > advised) else { continue };
            let up_to = if extent.least > advised { "" } else { "up to " };
            let (severity, why) = match extent.most > limit {
                true => (Severity::Error, format!("A request takes {limit} documents: the server refuses more")),
                false => (Severity::Warning, format!("More than {advised} documents a request are advised against: it gets slow, and is billed by the hundred")),
            };
            let mut finding = report
                .at(extent.place)
                .severity(severity)
                .confidence(call.confidence)
                .words(
                    format!("`{}` is sent {up_to}{} documents at once", call.callee, extent.most),
                    why,
                    format!("Rerank the best {advised} of the first retrieval, or fewer"),
                )
                .label(format!("{up_to}{}", extent.most));
            if extent.place.file != call.place.file || !call.place.statement.contains(extent.place.span) {
                finding = finding.related(call.name.file, call.name.span, "sent here");
            }
            report.push(&call.surroundings, finding.flow(possible.flow.iter().cloned()));
        }
    }
}
