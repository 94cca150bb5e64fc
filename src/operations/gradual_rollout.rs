//! Releases that reach a few users first: rolling updates, canaries, weights, pauses.

use super::deployment::{begins, quoted, services};
use super::{Evidence, Operations, Proof};
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
pub fn find(operations: &Operations<'_>) -> Proof {
    let mut found = Vec::new();
    let mut at_once = Vec::new();
    let mut by_default = None;
    for object in operations.objects() {
        let document = &object.file.document;
        let name = object.name();
        let says = |text: String, path: &[&str]| match object.at(path) {
            Some(node) => object.file.evidence_at(text, node),
            None => object.evidence(text),
        };
        match object.kind {
            "Deployment" if object.at(&["spec", "strategy", "rollingUpdate"]).is_some() => {
                found.push(says(format!("the Deployment `{name}` rolls its update"), &["spec", "strategy", "rollingUpdate"]));
            }
            "Deployment" => match document.text_at(object.root, &["spec", "strategy", "type"]) {
                Some("RollingUpdate") => found.push(says(format!("the Deployment `{name}` rolls its update"), &["spec", "strategy", "type"])),
                Some("Recreate") => {
                    at_once.push(says(format!("the Deployment `{name}` replaces all its pods at once"), &["spec", "strategy", "type"]));
                }
                // Kubernetes' default rolls, a quarter at a time: nobody decided on it.
                _ => by_default = by_default.or(Some(object)),
            },
            "Rollout" if ["canary", "blueGreen"].iter().any(|way| object.at(&["spec", "strategy", way]).is_some()) => {
                found.push(says(format!("the Rollout `{name}` takes steps"), &["spec", "strategy"]));
            }
            "Canary" => found.push(object.evidence(format!("Flagger releases `{name}` step by step"))),
            "VirtualService" | "HTTPRoute" | "TrafficSplit" if has_weights(document, object.root) => {
                found.push(object.evidence(format!("the {} `{name}` weighs its routes", object.kind)));
            }
            _ => {}
        }
    }
    for (file, command) in operations.commands() {
        if STEPS.iter().any(|step| begins(command, step)) {
            found.push(file.evidence(quoted(command), command.span));
        }
    }
    for file in operations.files() {
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
    proof(found, at_once, || operations.deployed_by())
}

/// Nodes of one object that are looked at for weights.
const MAX_STEPS: usize = 5_000;

/// Whether two routes share the traffic.
fn has_weights(document: &Document, root: NodeId) -> bool {
    let mut open = vec![(root, 0)];
    let mut weights = 0;
    let mut steps = 0;
    while let Some((node, depth)) = open.pop() {
        // Aliases of aliases are a tree without end, for all that anybody could wait for.
        steps += 1;
        if steps > MAX_STEPS {
            break;
        }
        weights += usize::from(document.get(node, "weight").is_some());
        if depth < 12 {
            open.extend(document.items(node).iter().map(|item| (*item, depth + 1)));
            open.extend(document.entries(node).iter().map(|(_, value)| (*value, depth + 1)));
        }
    }
    weights > 1
}

fn proof(found: Vec<Evidence>, at_once: Vec<Evidence>, deployed_by: impl FnOnce() -> Option<Evidence>) -> Proof {
    if !found.is_empty() {
        return Proof::Found("releases roll out gradually".to_owned(), found);
    }
    if !at_once.is_empty() {
        return Proof::Missing("every release reaches all users at once, for all that is written down".to_owned(), at_once);
    }
    match deployed_by() {
        Some(step) => Proof::Missing("deployed without a gradual step".to_owned(), vec![step]),
        None => Proof::Unknown("no file here shows how a release is rolled out".to_owned()),
    }
}
