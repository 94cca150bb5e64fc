//! A way back after a bad release, and a look at health after it.

use super::deployment::{asks_health, begins, quoted};
use super::{Operations, Proof};
use crate::syntax::deployment::{Command, DeploymentFile};

/// Commands that bring the release before back.
const STEPS: &[&[&str]] = &[
    &["kubectl", "rollout", "undo"],
    &["kubectl", "argo", "rollouts", "undo"],
    &["kubectl", "argo", "rollouts", "abort"],
    &["oc", "rollback"],
    &["helm", "rollback"],
    &["argocd", "app", "rollback"],
    &["docker", "service", "rollback"],
    &["gcloud", "run", "services", "update-traffic"],
    &["gcloud", "app", "services", "set-traffic"],
    &["aws", "deploy", "stop-deployment"],
    &["az", "webapp", "deployment", "slot", "swap"],
    &["heroku", "rollback"],
    &["heroku", "releases:rollback"],
    &["vercel", "rollback"],
    &["netlify", "rollback"],
    &["nomad", "job", "revert"],
    &["kamal", "rollback"],
    &["wrangler", "rollback"],
    &["wrangler", "deployments", "rollback"],
    &["fly", "releases", "rollback"],
];

/// Looks for a rollback in scripts, workflows and runbooks, and for controllers that roll back by themselves.
pub fn find(operations: &Operations<'_>) -> Proof {
    let by_itself: Vec<_> = operations
        .objects()
        .filter(|object| match object.kind {
            "Canary" => object.at(&["spec", "analysis"]).is_some(),
            "Rollout" => object.at(&["spec", "strategy", "canary", "analysis"]).is_some(),
            _ => false,
        })
        .map(|object| object.evidence(format!("`{}` is analysed and rolled back by its controller", object.name())))
        .collect();
    if !by_itself.is_empty() {
        return Proof::Found("a failed analysis rolls the release back".to_owned(), by_itself);
    }
    let (mut whole, mut blind) = (Vec::new(), Vec::new());
    for file in operations.files() {
        for (index, command) in file.document.commands.iter().enumerate().filter(|(_, command)| is_rollback(command)) {
            let text = quoted(command);
            match health_after(file, index) {
                Some(check) => {
                    whole.push(file.evidence(text, command.span));
                    whole.push(file.evidence(format!("then {}", quoted(check)), check.span));
                }
                None => blind.push(file.evidence(text, command.span)),
            }
        }
    }
    if !whole.is_empty() {
        return Proof::Found("there is a way back, and health is looked at after it".to_owned(), whole);
    }
    if !blind.is_empty() {
        return Proof::Missing("nothing looks at health after the rollback".to_owned(), blind);
    }
    match operations.deployed_by() {
        Some(step) => Proof::Missing("deployed without a way back written down".to_owned(), vec![step]),
        None => Proof::Unknown("no file here shows how a release is taken back".to_owned()),
    }
}

fn is_rollback(command: &Command) -> bool {
    STEPS.iter().any(|step| begins(command, step))
}

/// A later command of the same file that asks for health, or waits for the rollout.
fn health_after(file: &DeploymentFile, index: usize) -> Option<&Command> {
    let later = file.document.commands.iter().skip(index + 1);
    later.take_while(|command| !is_rollback(command)).find(|command| asks_health(command) || begins(command, &["kubectl", "rollout", "status"]))
}
