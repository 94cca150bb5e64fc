use super::{Context, Reporter};
use crate::cohere::catalog::schema::Api;

/// Reports embed calls without `input_type`.
pub fn check(context: &Context<'_>, report: &mut Reporter<'_>) {
    for call in context.usages.calls.iter().filter(|c| c.endpoint.operation == "embed" && c.api != Some(Api::Compatibility)) {
        let cannot = call.cannot_send("input_type");
        let is_given = !call.arguments.lacks("input_type") || call.is_set_by_route("input_type");
        if (is_given && !cannot) || !call.needs_input_type(context.catalog) {
            continue;
        }
        let installed = call.version.as_ref().filter(|_| call.is_too_old_for("input_type"));
        let help = if let Some(version) = installed {
            format!("Upgrade: {} doesn't know the argument; then pass `search_document` when indexing and `search_query` when searching", version.describe())
        } else if cannot {
            format!("{} has no way to send it: call `/v2/embed` directly or use another crate", call.route.name)
        } else {
            "Pass `search_document` when indexing and `search_query` when searching, `classification` or `clustering` otherwise".to_owned()
        };
        let name = call.spelling("input_type");
        let finding = report
            .at(call.name)
            .confidence(call.confidence)
            .words(
                format!("`{}` sends no `{name}`", call.callee),
                "Embedding models from v3 on refuse the request with 400: valid input_type must be provided",
                help,
            )
            .label(format!("no `{name}`"))
            .flow(call.flow.iter().cloned());
        report.push(&call.surroundings, finding);
    }
}
