use super::{Context, Reporter};

/// Reports texts that are embedded one at a time.
pub fn check(context: &Context<'_>, report: &mut Reporter<'_>) {
    for call in &context.usages.calls {
        let Some(found) = &call.runs.one_text_a_round else { continue };
        let batch = call.method.and_then(|m| m.batches_with.get(call.callee.rsplit('.').next()?));
        let what = if call.arguments.get("inputs").is_some() { "input" } else { "text" };
        let help = match batch {
            Some(sibling) => format!("Collect the texts and pass them together to `{sibling}`, which sends them in batches"),
            None => format!("Collect the {what}s and send them in batches of up to 96 a call"),
        };
        let finding = report
            .at(call.name)
            .confidence(call.confidence)
            .words(
                format!("`{}` embeds one {what} in each round of a loop", call.callee),
                format!("A hundred {what}s are a hundred requests: slow, and soon refused by the limit on requests a minute, though one call takes 96 for the same price"),
                help,
            )
            .label(format!("one {what} a call"))
            .flow(found.way.iter().cloned());
        report.push(&call.surroundings, finding);
    }
}
