use super::{Context, Reporter};
use crate::cohere::catalog::schema::{Api, Platform};
use crate::finding::Severity;

/// Reports embed calls without `embedding_types`.
pub fn check(context: &Context<'_>, report: &mut Reporter<'_>) {
    for call in context.usages.calls.iter().filter(|c| c.endpoint.operation == "embed" && c.api != Some(Api::Compatibility)) {
        let is_given = !call.arguments.lacks("embedding_types") || call.is_set_by_route("embedding_types");
        let cannot = call.cannot_send("embedding_types");
        if is_given || cannot || call.platform == Platform::Bedrock || !call.needs_input_type(context.catalog) {
            continue;
        }
        if call.has_retired_model(context.catalog, context.as_of) {
            continue;
        }
        let parameter = call.parameter("embedding_types").or_else(|| call.parameter("embeddingTypes"));
        let required = parameter.zip(call.version.as_ref()).filter(|(p, v)| {
            p.required_versions.as_ref().is_some_and(|range| range.contains(&v.version))
        });
        let (severity, why) = match required {
            Some((_, version)) => (Severity::Error, format!("{} refuses the call without it", version.describe())),
            None => (
                Severity::Warning,
                "Without it the answer's shape depends on the API's version and default, so code that reads it breaks when either moves".to_owned(),
            ),
        };
        let name = call.spelling("embedding_types");
        let finding = report
            .at(call.name)
            .severity(severity)
            .confidence(call.confidence)
            .words(format!("`{}` sends no `{name}`", call.callee), why, "Pass the types you read, for example `[\"float\"]`")
            .label(format!("no `{name}`"))
            .flow(call.flow.iter().cloned());
        report.push(&call.surroundings, finding);
    }
}
