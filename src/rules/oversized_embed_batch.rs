use super::{Context, Reporter};
use crate::cohere::usage::{Argument, ArgumentTable, Call, Constant, Place, Surroundings};
use crate::finding::{Confidence, FindingBuilder};

/// The arguments that hold what is embedded, an element a vector.
const INPUTS: [&str; 3] = ["texts", "inputs", "input"];

/// Reports embed calls with more inputs than one request takes.
pub fn check(context: &Context<'_>, report: &mut Reporter<'_>) {
    for call in context.usages.calls.iter().filter(|c| c.endpoint.operation == "embed" && c.removed().is_none()) {
        let Some(limit) = call.endpoint.max_items.map(u64::from) else { continue };
        if call.client.is_some_and(|c| context.usages.clients[c].has_own_server) {
            continue;
        }
        if let Some(name) = call.method.and_then(|m| m.batch_size.as_ref()) {
            batch_size(&call.arguments, name, &call.callee, limit, call.confidence, &call.surroundings, report);
        }
        if call.splits_batches() {
            continue;
        }
        for argument in INPUTS.iter().filter_map(|wire| call.arguments.get(wire)) {
            inputs(call, argument, limit, report);
        }
    }
    for client in &context.usages.clients {
        let endpoint = client.entry.endpoint.as_deref().and_then(|id| context.catalog.endpoint(id));
        let (Some(name), Some(limit)) = (&client.entry.batch_size, endpoint.and_then(|e| e.max_items)) else { continue };
        batch_size(&client.arguments, name, &client.class, u64::from(limit), Confidence::High, &client.surroundings, report);
    }
}

fn inputs(call: &Call, argument: &Argument, limit: u64, report: &mut Reporter<'_>) {
    for possible in argument.possible.iter().filter(|p| !(p.is_in_test && p.came_from_outside)) {
        let Some(extent) = possible.extent.filter(|e| e.most > limit && !e.is_asked_for) else { continue };
        let up_to = if extent.least > limit { "" } else { "up to " };
        let mut finding = words(report.at(extent.place), &format!("`{}` is sent {up_to}{} {} at once", call.callee, extent.most, argument.wire), limit)
            .confidence(call.confidence)
            .label(format!("{up_to}{}", extent.most));
        if extent.place.file != call.place.file || !call.place.statement.contains(extent.place.span) {
            finding = finding.related(call.name.file, call.name.span, "sent here");
        }
        report.push(&call.surroundings, finding.flow(possible.flow.iter().cloned()));
    }
}

/// The size of the batches that a library cuts.
fn batch_size(table: &ArgumentTable, name: &str, of: &str, limit: u64, confidence: Confidence, at: &Surroundings, report: &mut Reporter<'_>) {
    let sizes = table.get(name).into_iter().flat_map(|a| &a.possible);
    let sizes: Vec<(i64, Place)> = sizes.filter_map(|p| if let Constant::Int(i) = p.value { Some((i, p.place)) } else { None }).collect();
    for (size, place) in sizes.into_iter().filter(|(size, _)| u64::try_from(*size).is_ok_and(|s| s > limit)) {
        let finding = words(report.at(place), &format!("`{of}` is told to send batches of {size} texts"), limit);
        report.push(at, finding.confidence(confidence).label(format!("{size} at once")));
    }
}

fn words(finding: FindingBuilder, message: &str, limit: u64) -> FindingBuilder {
    finding.words(
        message,
        format!("A request takes {limit}: the server answers 400, total number of texts must be at most {limit}"),
        format!("Cut what is embedded into batches of at most {limit}"),
    )
}
