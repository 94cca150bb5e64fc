//! Alert definitions in their several formats, as one list: name, condition, and all their words.

use super::{Operations, Proof};
use crate::syntax::deployment::{DeploymentFile, Document, NodeId};

/// An alert.
#[derive(Clone, Debug)]
pub(super) struct Alert<'a> {
    pub(super) file: &'a DeploymentFile,
    /// Where its name stands.
    pub(super) title: NodeId,
    pub(super) name: String,
    /// Everything the definition says, in small letters.
    words: String,
}

impl Alert<'_> {
    /// Whether one of the parts stands in its words.
    pub(super) fn says(&self, parts: &[&str]) -> bool {
        parts.iter().any(|part| self.words.contains(part))
    }

    /// Whether it is about Cohere: an alert on the service's own errors says nothing of where they come from.
    fn is_about_cohere(&self) -> bool {
        self.words.contains("cohere")
    }
}

/// The alerts of Prometheus (rule files and the operator's objects), Grafana, Datadog, CloudWatch and Terraform-free JSON exports of them.
pub(super) fn alerts<'a>(files: &[&'a DeploymentFile]) -> Vec<Alert<'a>> {
    let mut found = Vec::new();
    for &file in files {
        let document = &file.document;
        for node in document.mappings() {
            let title = prometheus(document, node)
                .or_else(|| grafana(document, node))
                .or_else(|| datadog(document, node))
                .or_else(|| cloudwatch(document, node));
            if let Some(title) = title {
                let words = file.text.get(document.span(node).range()).unwrap_or_default().to_lowercase();
                found.push(Alert { file, title, name: document.text(title).unwrap_or("unnamed alarm").to_owned(), words });
            }
        }
    }
    found
}

/// `{alert: Name, expr: …}`.
fn prometheus(document: &Document, node: NodeId) -> Option<NodeId> {
    document.text_at(node, &["expr"])?;
    text_under(document, node, &["alert"])
}

/// `{title: Name, condition: C, data: […]}`.
fn grafana(document: &Document, node: NodeId) -> Option<NodeId> {
    document.get(node, "data")?;
    document.get(node, "condition")?;
    text_under(document, node, &["title"])
}

/// `{name: Name, type: "metric alert", query: …}`.
fn datadog(document: &Document, node: NodeId) -> Option<NodeId> {
    document.text_at(node, &["query"])?;
    document.text_at(node, &["type"]).filter(|kind| kind.contains("alert") || *kind == "service check" || *kind == "synthetics alert")?;
    text_under(document, node, &["name"])
}

/// `{Type: AWS::CloudWatch::Alarm, Properties: {…}}`, or what the command line describes.
fn cloudwatch(document: &Document, node: NodeId) -> Option<NodeId> {
    if document.text_at(node, &["Type"]) == Some("AWS::CloudWatch::Alarm") {
        return text_under(document, node, &["Properties", "AlarmName"]).or(Some(node));
    }
    document.get(node, "MetricName")?;
    text_under(document, node, &["AlarmName"])
}

/// The text at the end of a path of keys, as a node.
fn text_under(document: &Document, node: NodeId, path: &[&str]) -> Option<NodeId> {
    document.at(node, path).filter(|found| document.text(*found).is_some())
}

/// What the alerts prove of one kind: `fits` tells the alerts of that kind, `kind` names it.
pub(super) fn prove(operations: &Operations<'_>, kind: &str, fits: impl Fn(&Alert<'_>) -> bool) -> Proof {
    let all = operations.alerts();
    if all.is_empty() {
        return Proof::Unknown("no alert is defined in this repository".to_owned());
    }
    let (ours, others): (Vec<_>, Vec<_>) = all.iter().filter(|alert| fits(alert)).partition(|alert| alert.is_about_cohere());
    let evidence = |alerts: &[&Alert<'_>]| {
        alerts.iter().map(|alert| alert.file.evidence_at(format!("the alert `{}`", alert.name), alert.title)).collect()
    };
    if !ours.is_empty() {
        return Proof::Found(format!("an alert covers {kind}"), evidence(&ours));
    }
    let several = if all.len() == 1 { "the one alert".to_owned() } else { format!("none of {} alerts", all.len()) };
    let verb = if all.len() == 1 { "does not cover" } else { "covers" };
    let near = if others.is_empty() { "" } else { "; what looks alike does not name Cohere" };
    // Where alerts are defined is where this one would be.
    let shown = if others.is_empty() { all.iter().take(1).collect() } else { others };
    Proof::Missing(format!("{several} {verb} {kind}{near}"), evidence(&shown))
}
