//! A release that is tried on staging, with Cohere's status page asked, before it is promoted.

use super::deployment::{is_workflow, quoted};
use super::{Operations, Proof};
use crate::syntax::deployment::Command;

/// Looks for both steps in workflows and scripts.
pub fn find(operations: &Operations<'_>) -> Proof {
    let (mut health, mut status) = (Vec::new(), Vec::new());
    for (file, command) in operations.commands() {
        let text = || quoted(command);
        if names(command, &["status.cohere"]) {
            status.push(file.evidence(text(), command.span));
        } else if names(command, &["staging", "stage.", "preprod", "pre-prod"]) && names(command, &["health", "ready", "live", "status", "ping"]) {
            health.push(file.evidence(text(), command.span));
        }
    }
    let has_workflows = operations.files().iter().any(|file| is_workflow(file));
    let deployed_by = if has_workflows { operations.deployed_by() } else { None };
    match (health.is_empty(), status.is_empty()) {
        (false, false) => {
            health.extend(status);
            Proof::Found("staging and Cohere's status page are asked".to_owned(), health)
        }
        (false, true) => Proof::Missing("staging is asked for its health, Cohere's status page (status.cohere.com) is not".to_owned(), health),
        (true, false) => Proof::Missing("Cohere's status page is asked, staging is not".to_owned(), status),
        (true, true) => match deployed_by {
            Some(step) => Proof::Missing("no workflow or script asks staging before a release".to_owned(), vec![step]),
            None => Proof::Unknown("no workflow here deploys, so nothing shows what is verified before a release".to_owned()),
        },
    }
}

fn names(command: &Command, parts: &[&str]) -> bool {
    command.words.iter().map(|word| word.to_ascii_lowercase()).any(|word| parts.iter().any(|part| word.contains(part)))
}
