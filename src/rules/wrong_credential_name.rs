use super::{Context, Reporter};
use crate::cohere::usage::Client;
use crate::finding::{Applicability, Edit, Fix};
use smol_str::SmolStr;

/// Reports credentials the client ignores.
pub fn check(context: &Context<'_>, report: &mut Reporter<'_>) {
    for client in &context.usages.clients {
        let Some(credential) = &client.entry.credential else { continue };
        for (wrong, right) in &client.entry.wrong_credentials {
            let given = client.arguments.items.iter().find(|a| a.written == *wrong);
            let (Some(given), None) = (given, client.arguments.get(credential)) else { continue };
            let fix = Fix {
                title: format!("Rename `{wrong}` to `{right}`"),
                applicability: Applicability::Safe,
                edits: vec![Edit { file: given.name.file, span: given.name.span, replacement: right.to_string() }],
            };
            let finding = report
                .at(given.name)
                .words(
                    format!("`{}` does not take its key as `{wrong}`", client.class),
                    "The option is ignored or refused, so the client goes out without a key and every call fails with 401",
                    format!("Pass the key as `{right}`"),
                )
                .label(format!("`{right}` is meant"))
                .fix(fix);
            report.push(&client.surroundings, finding);
        }
        check_environment(context, client, credential, report);
    }
}

/// A client that relies on a variable the SDK does not read, in a project that sets only another one.
fn check_environment(context: &Context<'_>, client: &Client, credential: &SmolStr, report: &mut Reporter<'_>) {
    let version = client.version.as_ref().map(|v| &v.version);
    let read = client.entry.credential_env.iter().filter(|v| version.is_none_or(|version| v.versions.contains(version)));
    let reads: Vec<&str> = read.map(|v| v.name.as_str()).collect();
    let is_given = !client.arguments.lacks(credential)
        || client.entry.wrong_credentials.keys().any(|wrong| client.arguments.items.iter().any(|a| a.written == *wrong));
    if is_given || reads.is_empty() || client.has_own_server {
        return;
    }
    let variables = &context.usages.key_variables;
    let Some(set) = variables.iter().find(|v| context.catalog.is_key_variable(v) && !reads.contains(&v.as_str())) else { return };
    if variables.iter().any(|v| reads.contains(&v.as_str())) {
        return;
    }
    let wanted = reads[0];
    let finding = report.at(client.name).words(
        format!("`{}` gets no key here, and the SDK does not read `{set}`, the only key variable this project uses", client.class),
        format!("It reads `{wanted}` alone; without it every call fails with 401"),
        format!("Pass the key as `{credential}`, or set `{wanted}`"),
    );
    report.push(&client.surroundings, finding);
}
