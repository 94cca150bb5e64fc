//! A way back after a bad release, and a look at health after it.

use super::deployment::{asks_health, begins};
use super::{Material, Proof};
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
pub fn find(material: &Material<'_>) -> Proof {
    let by_itself: Vec<_> = material
        .objects()
        .filter(|object| match object.kind {
            "Canary" => object.at(&["spec", "analysis"]).is_some(),
            "Rollout" => object.at(&["spec", "strategy", "canary", "analysis"]).is_some(),
            _ => false,
        })
        .map(|object| object.file.evidence_at(format!("`{}` is analysed and rolled back by its controller", object.name()), object.root))
        .collect();
    if !by_itself.is_empty() {
        return Proof::Found("a failed analysis rolls the release back".to_owned(), by_itself);
    }
    let (mut whole, mut blind) = (Vec::new(), Vec::new());
    for file in material.files {
        for (index, command) in file.document.commands.iter().enumerate().filter(|(_, command)| is_rollback(command)) {
            let text = format!("`{}`", command.words.join(" "));
            match health_after(file, index) {
                Some(check) => {
                    whole.push(file.evidence(text, command.span));
                    whole.push(file.evidence(format!("then `{}`", check.words.join(" ")), check.span));
                }
                None => blind.push(file.evidence(text, command.span)),
            }
        }
    }
    match (whole.is_empty(), blind.is_empty()) {
        (false, _) => Proof::Found("there is a way back, and health is looked at after it".to_owned(), whole),
        (true, false) => Proof::Missing("nothing looks at health after the rollback".to_owned(), blind),
        (true, true) if material.shows_deployment() => Proof::Missing("deployed without a way back written down".to_owned(), Vec::new()),
        (true, true) => Proof::Unknown("no file here shows how a release is taken back".to_owned()),
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
