//! What finders share: Kubernetes objects, scripts, and whether a project shows how it is deployed at all.

use super::Material;
use crate::source::ConfigFormat;
use crate::syntax::deployment::{Command, DeploymentFile, NodeId};

/// Commands that bring a release to where it runs.
const DEPLOYMENTS: &[&[&str]] = &[
    &["kubectl", "apply"],
    &["kubectl", "set", "image"],
    &["kubectl", "rollout"],
    &["helm", "upgrade"],
    &["helm", "install"],
    &["helmfile", "apply"],
    &["helmfile", "sync"],
    &["argocd", "app", "sync"],
    &["skaffold", "run"],
    &["skaffold", "deploy"],
    &["oc", "apply"],
    &["oc", "rollout"],
    &["gcloud", "run", "deploy"],
    &["gcloud", "run", "services", "update"],
    &["gcloud", "run", "jobs", "update"],
    &["gcloud", "app", "deploy"],
    &["gcloud", "functions", "deploy"],
    &["gcloud", "builds", "submit"],
    &["aws", "ecs", "update-service"],
    &["aws", "ecs", "deploy"],
    &["aws", "lambda", "update-function-code"],
    &["aws", "deploy", "create-deployment"],
    &["aws", "cloudformation", "deploy"],
    &["aws", "apprunner", "start-deployment"],
    &["az", "webapp", "deploy"],
    &["az", "webapp", "up"],
    &["az", "containerapp", "up"],
    &["az", "containerapp", "update"],
    &["az", "functionapp", "deployment"],
    &["fly", "deploy"],
    &["flyctl", "deploy"],
    &["heroku", "container:release"],
    &["vercel", "deploy"],
    &["vercel", "--prod"],
    &["netlify", "deploy"],
    &["railway", "up"],
    &["serverless", "deploy"],
    &["sls", "deploy"],
    &["sam", "deploy"],
    &["cdk", "deploy"],
    &["pulumi", "up"],
    &["terraform", "apply"],
    &["nomad", "job", "run"],
    &["nomad", "run"],
    &["eb", "deploy"],
    &["copilot", "deploy"],
    &["wrangler", "deploy"],
    &["wrangler", "publish"],
    &["cap", "production"],
    &["kamal", "deploy"],
    &["ansible-playbook"],
];

/// Kinds of Kubernetes objects that run a program.
const WORKLOADS: &[&str] = &["Deployment", "StatefulSet", "DaemonSet", "Rollout", "Pod", "Job", "CronJob", "ReplicaSet"];

/// A Kubernetes object.
#[derive(Clone, Copy, Debug)]
pub(super) struct Object<'a> {
    pub(super) file: &'a DeploymentFile,
    pub(super) root: NodeId,
    pub(super) kind: &'a str,
}

impl<'a> Object<'a> {
    /// The object's own name.
    pub(super) fn name(&self) -> &'a str {
        self.file.document.text_at(self.root, &["metadata", "name"]).unwrap_or("unnamed")
    }

    /// What stands under a path of keys.
    pub(super) fn at(&self, path: &[&str]) -> Option<NodeId> {
        self.file.document.at(self.root, path)
    }
}

impl Material<'_> {
    /// Every Kubernetes object, those in lists included.
    pub(super) fn objects(&self) -> impl Iterator<Item = Object<'_>> {
        self.files.iter().copied().flat_map(|file| {
            let document = &file.document;
            let listed = |root: NodeId| document.get(root, "items").map(|items| document.items(items)).unwrap_or_default();
            let roots = document.roots.iter().flat_map(move |root| std::iter::once(*root).chain(listed(*root).iter().copied()));
            roots.filter_map(move |root| {
                document.text_at(root, &["apiVersion"])?;
                Some(Object { file, root, kind: document.text_at(root, &["kind"])? })
            })
        })
    }

    /// Every command of scripts, workflows and runbooks, with its file.
    pub(super) fn commands(&self) -> impl Iterator<Item = (&DeploymentFile, &Command)> {
        self.files.iter().copied().flat_map(|file| file.document.commands.iter().map(move |command| (file, command)))
    }

    /// Whether anything shows how the project is deployed: a workload, a command or a workflow's step that deploys. A compose file alone is mostly a
    /// developer's.
    pub(super) fn shows_deployment(&self) -> bool {
        let deploys = |command: &Command| DEPLOYMENTS.iter().any(|step| begins(command, step));
        self.objects().any(|object| WORKLOADS.contains(&object.kind))
            || self.commands().any(|(file, command)| file.format != ConfigFormat::Dockerfile && deploys(command))
            || self.files.iter().any(|file| is_workflow(file) && uses_deployment(file))
    }
}

/// Whether a workflow takes a step of somebody's that deploys. Pages of documentation are no release.
fn uses_deployment(file: &DeploymentFile) -> bool {
    let document = &file.document;
    let mut steps = document.pairs().filter(|(key, _)| document.text(*key) == Some("uses")).filter_map(|(_, step)| document.text(step));
    steps.any(|step| step.contains("deploy") && !step.contains("pages"))
}

/// The services of a compose file, by name.
pub(super) fn services(file: &DeploymentFile) -> Vec<(&str, NodeId)> {
    let document = &file.document;
    let name = file.name();
    if file.format != ConfigFormat::Yaml || !(name.contains("compose") || name.contains("stack")) {
        return Vec::new();
    }
    let roots = document.roots.iter().filter_map(|root| document.get(*root, "services"));
    let entries = roots.flat_map(|services| document.entries(services));
    entries.filter_map(|(name, service)| Some((document.text(*name)?, *service))).collect()
}

/// Whether a file is a workflow of a continuous-integration service.
pub(super) fn is_workflow(file: &DeploymentFile) -> bool {
    let name = file.name();
    let directories = [".github/workflows/", ".gitea/workflows/", ".forgejo/workflows/", ".circleci/", ".buildkite/", ".gitlab/"];
    let names = [
        ".gitlab-ci.yml",
        ".gitlab-ci.yaml",
        "azure-pipelines.yml",
        "bitbucket-pipelines.yml",
        "cloudbuild.yaml",
        ".drone.yml",
        "buildspec.yml",
    ];
    file.format == ConfigFormat::Yaml && (directories.iter().any(|dir| file.path.starts_with(dir)) || names.contains(&name))
}

/// Whether the words of a command begin so, options in between left out: `kubectl -n prod rollout undo`.
pub(super) fn begins(command: &Command, words: &[&str]) -> bool {
    let mut rest = command.words.iter();
    words.iter().enumerate().all(|(index, wanted)| {
        if index == 0 {
            return rest.next().is_some_and(|first| first == wanted);
        }
        // An option may take the next word as its value, so a word in between is no contradiction.
        rest.by_ref().take(6).any(|word| word == wanted)
    })
}

/// Whether a command asks an address that speaks of health.
pub(super) fn asks_health(command: &Command) -> bool {
    let asks =
        command.words.first().is_some_and(|program| ["curl", "wget", "http", "https", "xh", "hurl", "httpie"].contains(&program.as_str()));
    asks && command.words.iter().skip(1).any(|word| {
        let word = word.to_ascii_lowercase();
        ["health", "ready", "livez", "/live", "/status", "/ping"].iter().any(|part| word.contains(part))
    })
}
