use super::{Context, Reporter};

/// Reports queries that are embedded or reranked anew for each request.
pub fn check(context: &Context<'_>, report: &mut Reporter<'_>) {
    for call in &context.usages.calls {
        let (Some(query), Some(found)) = (&call.runs.query, &call.runs.per_request) else { continue };
        if query.is_cached {
            continue;
        }
        let does = if call.endpoint.operation == "rerank" { "reranks" } else { "embeds" };
        let what = if query.is_constant { "the same text" } else { "the request's query" };
        let finding = report
            .at(call.name)
            .confidence(call.confidence.min(found.confidence))
            .words(
                format!("`{}` {does} {what} anew for every {}, in {}", call.callee, found.handler.runs_for, found.handler.describe()),
                "People ask the same things again: each time costs a call and its latency, for an answer that doesn't change",
                "Keep the result under the model and the query: in memory, in Redis, or with a caching decorator",
            )
            .label("no cache around")
            .flow(found.way.iter().cloned());
        report.push(&call.surroundings, finding);
    }
}
