//! Where the running service gets its key from: secrets of Kubernetes, of compose, of workflows, of a cloud's secret store.

use super::deployment::{Object, is_deploying_workflow, is_workflow, services};
use super::{Evidence, Operations, Proof};
use crate::cohere::usage::Usages;
use crate::syntax::deployment::{DeploymentFile, NodeId};

/// Variables that hold Cohere's key, whatever the project calls others.
const VARIABLES: &[&str] = &["CO_API_KEY", "COHERE_API_KEY"];

/// Kinds of Kubernetes objects that bring a secret from a store.
const STORES: &[&str] = &["ExternalSecret", "ClusterExternalSecret", "SealedSecret", "SecretProviderClass", "VaultStaticSecret", "InfisicalSecret", "OnePasswordItem"];

/// Looks for any of them.
pub fn find(operations: &Operations<'_>) -> Proof {
    let is_key = |name: &str| is_key(operations.usages, name);
    let (mut found, mut of_tests) = (Vec::new(), Vec::new());
    for object in operations.objects() {
        if STORES.contains(&object.kind) && speaks_of_key(&object) {
            found.push(object.evidence(format!("the {} `{}` brings it from a store", object.kind, object.name())));
        }
    }
    for file in operations.files() {
        found.extend(environment(file, &is_key));
        found.extend(compose(file, &is_key));
        // What a workflow uses for its own tests the service may get from elsewhere.
        if is_deploying_workflow(file) {
            found.extend(workflow(file, &is_key));
        } else if is_workflow(file) {
            of_tests.extend(workflow(file, &is_key));
        }
    }
    found.sort();
    found.dedup();
    if let (true, Some(tried)) = (found.is_empty(), of_tests.first()) {
        let words = format!("{}, which deploys nothing; no file here shows what gives the key to the running service", tried.text);
        return Proof::Unknown(words);
    }
    if found.is_empty() {
        return Proof::Unknown("the code reads the key from its environment; no file here shows what puts it there".to_owned());
    }
    Proof::Found("the key comes from a secret store".to_owned(), found)
}

fn is_key(usages: &Usages, name: &str) -> bool {
    VARIABLES.contains(&name) || usages.key_variables.iter().any(|known| known == name)
}

fn speaks_of_key(object: &Object<'_>) -> bool {
    let text = object.file.text.get(object.file.document.node(object.root).span.range()).unwrap_or_default().to_lowercase();
    text.contains("cohere") || text.contains("co_api_key") || text.contains("co-api-key")
}

/// `env: [{name: CO_API_KEY, valueFrom: {secretKeyRef: …}}]`, at any depth of any object.
fn environment(file: &DeploymentFile, is_key: &dyn Fn(&str) -> bool) -> Vec<Evidence> {
    let document = &file.document;
    let named = document.mappings().filter(|node| document.text_at(*node, &["name"]).is_some_and(is_key));
    let from_secret = named.filter(|node| document.at(*node, &["valueFrom", "secretKeyRef"]).is_some());
    from_secret
        .map(|node| {
            let name = document.text_at(node, &["name"]).unwrap_or_default();
            let secret = document.text_at(node, &["valueFrom", "secretKeyRef", "name"]).unwrap_or("a secret");
            file.evidence_at(format!("`{name}` comes from the secret `{secret}`"), node)
        })
        .collect()
}

/// `secrets:` of a compose service whose name speaks of the key.
fn compose(file: &DeploymentFile, is_key: &dyn Fn(&str) -> bool) -> Vec<Evidence> {
    let document = &file.document;
    let is_meant = |name: &str| is_key(&name.to_ascii_uppercase()) || name.to_lowercase().contains("cohere");
    let secrets = services(file).into_iter().filter_map(|(name, service)| Some((name, document.get(service, "secrets")?)));
    let mut found = Vec::new();
    for (service, secrets) in secrets {
        for item in document.items(secrets) {
            let name = document.text(*item).or_else(|| document.text_at(*item, &["source"]));
            if let Some(name) = name.filter(|name| is_meant(name)) {
                found.push(file.evidence_at(format!("the service `{service}` is given the secret `{name}`"), *item));
            }
        }
    }
    found
}

/// `CO_API_KEY: ${{ secrets.CO_API_KEY }}` of a workflow.
fn workflow(file: &DeploymentFile, is_key: &dyn Fn(&str) -> bool) -> Vec<Evidence> {
    let document = &file.document;
    let is_secret = |value: NodeId| document.text(value).is_some_and(|text| text.contains("secrets."));
    let pairs = document.pairs().filter(|(key, value)| document.text(*key).is_some_and(is_key) && is_secret(*value));
    pairs.map(|(key, value)| file.evidence_at(format!("`{}` is a secret of the workflow", document.text(key).unwrap_or_default()), value)).collect()
}
