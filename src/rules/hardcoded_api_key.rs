use super::{Context, Reporter};
use crate::cohere::usage::CredentialKind;
use crate::finding::Confidence;
use crate::source::FileRole;

const WHY: &str = "Everyone who can read the repository, its history or a build of it can use the key and run up its bill";
const HELP: &str = "Read the key from `CO_API_KEY` in the environment or from a secret manager, and revoke this one in the Cohere dashboard: it \
                    stays in the history";

/// Reports key literals.
pub fn check(context: &Context<'_>, report: &mut Reporter<'_>) {
    for credential in &context.usages.credentials {
        // Private deployments take any key: a short made-up one beside their address is no secret.
        // So do test doubles.
        let takes_any = credential.has_own_server || credential.surroundings.role == FileRole::Test;
        if credential.is_placeholder || (takes_any && !credential.is_key_shaped) {
            continue;
        }
        let message = match credential.kind {
            CredentialKind::Argument => format!("A Cohere API key is written into the source and given to {}", credential.receiver),
            CredentialKind::Header => format!("A Cohere API key is written into the source, in {}", credential.receiver),
            CredentialKind::EnvironmentFallback => format!("A Cohere API key is written into the source as {}", credential.receiver),
            CredentialKind::EnvironmentWrite => format!("A Cohere API key is written into the source and put into {}", credential.receiver),
            CredentialKind::Shape => "A token of a Cohere API key's shape stands in the source beside Cohere's name".to_owned(),
        };
        let confidence = if credential.kind == CredentialKind::Shape { Confidence::Medium } else { Confidence::High };
        let in_browser = credential.used_at.is_some_and(|at| context.usages.key_uses.iter().any(|k| k.used_at == at && k.browser.is_some()));
        let why = if in_browser { format!("{WHY}; and it is used in code that browsers load, so every visitor can read it") } else { WHY.to_owned() };
        let mut finding = report
            .at(crate::cohere::usage::Place { span: credential.key, ..credential.place })
            .confidence(confidence)
            .words(message, why, HELP)
            .label("the key")
            .secret(credential.place.file, credential.key)
            .flow(credential.flow.iter().cloned());
        if let Some(used) = credential.used_at.filter(|u| !u.statement.contains(credential.key) || u.file != credential.place.file) {
            finding = finding.related(used.file, used.span, "used here");
        }
        report.push(&credential.surroundings, finding);
    }
}
