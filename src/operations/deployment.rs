//! What finders share: Kubernetes objects, scripts, and whether a project shows how it is deployed at all.

use super::{Evidence, Operations};
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

/// Characters of a command that are quoted.
const MOST_QUOTED: usize = 90;

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

    /// Evidence at the object's name.
    pub(super) fn evidence(&self, text: impl Into<String>) -> Evidence {
        let name = self.at(&["metadata", "name"]).or_else(|| self.at(&["kind"]));
        self.file.evidence_at(text, name.unwrap_or(self.root))
    }

    /// What stands under a path of keys.
    pub(super) fn at(&self, path: &[&str]) -> Option<NodeId> {
        self.file.document.at(self.root, path)
    }
}

impl Operations<'_> {
    /// Every Kubernetes object, those in lists included.
    pub(super) fn objects(&self) -> impl Iterator<Item = Object<'_>> {
        self.files().iter().copied().flat_map(|file| {
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
        self.files().iter().copied().flat_map(|file| file.document.commands.iter().map(move |command| (file, command)))
    }

    /// What shows that the project is deployed from here: a workload, a command or a workflow's step that deploys; the first of them. A compose file
    /// alone is mostly a developer's.
    pub(super) fn deployed_by(&self) -> Option<Evidence> {
        let workload = || self.objects().find(|object| WORKLOADS.contains(&object.kind));
        let command = || self.commands().find(|(file, command)| releases(file) && deploys(command));
        workload()
            .map(|object| object.evidence(format!("deployed as the {} `{}`", object.kind, object.name())))
            .or_else(|| command().map(|(file, command)| file.evidence(format!("deployed by {}", quoted(command)), command.span)))
            .or_else(|| self.files().iter().filter(|file| is_workflow(file)).find_map(|file| deploying_step(file)))
    }
}

/// Whether what a file runs may be a release. A page only tells somebody how it is done, and an image is no release.
fn releases(file: &DeploymentFile) -> bool {
    !matches!(file.format, ConfigFormat::Dockerfile | ConfigFormat::Markdown)
}

/// Whether a command brings a release to where it runs.
fn deploys(command: &Command) -> bool {
    DEPLOYMENTS.iter().any(|step| begins(command, step))
}

/// Whether a workflow deploys something.
pub(super) fn is_deploying_workflow(file: &DeploymentFile) -> bool {
    is_workflow(file) && (file.document.commands.iter().any(deploys) || deploying_step(file).is_some())
}

/// The step of a workflow that is somebody's and deploys. Pages of documentation are no release.
fn deploying_step(file: &DeploymentFile) -> Option<Evidence> {
    let document = &file.document;
    let mut steps = document.pairs().filter(|(key, _)| document.text(*key) == Some("uses"));
    let (step, text) = steps.find_map(|(_, step)| {
        let text = document.text(step)?;
        (text.contains("deploy") && !text.contains("pages")).then_some((step, text))
    })?;
    Some(file.evidence_at(format!("deployed by `{text}`"), step))
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

/// A command as it is quoted: its words, cut short where they are many.
pub(super) fn quoted(command: &Command) -> String {
    let words = command.words.join(" ");
    match words.char_indices().nth(MOST_QUOTED) {
        Some((end, _)) => format!("`{}…`", words[..end].trim_end()),
        None => format!("`{words}`"),
    }
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
