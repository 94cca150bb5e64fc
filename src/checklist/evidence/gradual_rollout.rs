//! Releases that reach a few users first: rolling updates, canaries, weights, pauses.

use super::deployment::{begins, services};
use super::{Material, Proof};
use crate::checklist::Evidence;
use crate::syntax::deployment::{Document, NodeId};

/// Commands that move a part of the traffic, or hold a rollout.
const STEPS: &[&[&str]] = &[
    &["kubectl", "rollout", "pause"],
    &["kubectl", "rollout", "resume"],
    &["kubectl", "argo", "rollouts", "promote"],
    &["kubectl-argo-rollouts", "promote"],
    &["gcloud", "run", "services", "update-traffic"],
    &["gcloud", "app", "services", "set-traffic"],
    &["aws", "deploy", "create-deployment"],
    &["az", "containerapp", "ingress", "traffic", "set"],
    &["az", "webapp", "traffic-routing", "set"],
    &["vercel", "rolling-release"],
    &["nomad", "deployment", "promote"],
];

/// Looks for any of them.
pub fn find(material: &Material<'_>) -> Proof {
    let mut found = Vec::new();
    let mut at_once = Vec::new();
    let mut by_default = None;
    for object in material.objects() {
        let document = &object.file.document;
        let says = |text: String| object.file.evidence_at(text, object.root);
        match object.kind {
            "Deployment" if object.at(&["spec", "strategy", "rollingUpdate"]).is_some() => {
                found.push(says(format!("the Deployment `{}` rolls its update", object.name())));
            }
            "Deployment" => match document.text_at(object.root, &["spec", "strategy", "type"]) {
                Some("RollingUpdate") => found.push(says(format!("the Deployment `{}` rolls its update", object.name()))),
                Some("Recreate") => at_once.push(says(format!("the Deployment `{}` replaces all its pods at once", object.name()))),
                // Kubernetes' default rolls, a quarter at a time: nobody decided on it.
                _ => by_default = by_default.or(Some(object)),
            },
            "Rollout" if ["canary", "blueGreen"].iter().any(|way| object.at(&["spec", "strategy", way]).is_some()) => {
                found.push(says(format!("the Rollout `{}` takes steps", object.name())));
            }
            "Canary" => found.push(says(format!("Flagger releases `{}` step by step", object.name()))),
            "VirtualService" | "HTTPRoute" | "TrafficSplit" if has_weights(document, object.root) => {
                found.push(says(format!("the {} `{}` weighs its routes", object.kind, object.name())));
            }
            _ => {}
        }
    }
    for (file, command) in material.commands() {
        if STEPS.iter().any(|step| begins(command, step)) {
            found.push(file.evidence(format!("`{}`", command.words.join(" ")), command.span));
        }
    }
    for file in material.files {
        for (name, service) in services(file) {
            let update = file.document.at(service, &["deploy", "update_config"]);
            found.extend(update.map(|update| file.evidence_at(format!("the service `{name}` is updated in parts"), update)));
        }
        let preferences = file.document.pairs().filter(|(key, _)| file.document.text(*key) == Some("DeploymentPreference"));
        found.extend(preferences.map(|(key, _)| file.evidence_at("a DeploymentPreference shifts traffic", key)));
    }
    if let (true, true, Some(object)) = (found.is_empty(), at_once.is_empty(), by_default) {
        let name = object.name();
        return Proof::Unknown(format!("the Deployment `{name}` of {} says nothing of its strategy: Kubernetes rolls it by default", object.file.path));
    }
    proof(found, at_once, material.shows_deployment())
}

/// Whether two routes share the traffic.
fn has_weights(document: &Document, root: NodeId) -> bool {
    let mut open = vec![(root, 0)];
    let mut weights = 0;
    while let Some((node, depth)) = open.pop() {
        weights += usize::from(document.get(node, "weight").is_some());
        if depth < 12 {
            open.extend(document.items(node).iter().map(|item| (*item, depth + 1)));
            open.extend(document.entries(node).iter().map(|(_, value)| (*value, depth + 1)));
        }
    }
    weights > 1
}

fn proof(found: Vec<Evidence>, at_once: Vec<Evidence>, is_deployed: bool) -> Proof {
    match (found.is_empty(), at_once.is_empty()) {
        (false, _) => Proof::Found("releases roll out gradually".to_owned(), found),
        (true, false) => Proof::Missing("every release reaches all users at once, for all that is written down".to_owned(), at_once),
        (true, true) if is_deployed => Proof::Missing("deployed without a gradual step".to_owned(), Vec::new()),
        (true, true) => Proof::Unknown("no file here shows how a release is rolled out".to_owned()),
    }
}
