//! The checklist as one JSON object.

use super::{Answer, Status};
use crate::checklist::Evidence;
use crate::report::place::Place;
use crate::source::Notification;
use serde::Serialize;
use std::io::{self, Write};

#[derive(Serialize)]
struct Document<'a> {
    version: &'static str,
    items: Vec<JsonItem<'a>>,
    notifications: &'a [Notification],
    summary: Summary,
}

#[derive(Serialize)]
struct JsonItem<'a> {
    id: &'a str,
    group: &'a str,
    title: &'a str,
    status: Status,
    reason: &'a str,
    why: &'a str,
    evidence: &'a [Evidence],
    findings: Vec<JsonFinding<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    link: Option<&'a str>,
}

#[derive(Serialize)]
struct JsonFinding<'a> {
    rule: &'a str,
    message: &'a str,
    path: &'a str,
    line: u32,
    column: u32,
    fingerprint: &'a str,
}

#[derive(Serialize)]
struct Summary {
    passed: usize,
    failed: usize,
    not_applicable: usize,
    needs_a_person: usize,
    ready: bool,
    as_of: String,
}

/// Writes the whole list.
pub(super) fn write(answer: &Answer, out: &mut dyn Write) -> io::Result<()> {
    let items = answer.outcomes.iter().map(|outcome| {
        let findings = outcome.findings.iter().filter_map(|index| answer.report.findings.get(*index));
        JsonItem {
            id: &outcome.item.id,
            group: &outcome.item.group,
            title: &outcome.item.title,
            status: outcome.status,
            reason: &outcome.reason,
            why: &outcome.item.why,
            evidence: &outcome.evidence,
            findings: findings
                .map(|finding| JsonFinding {
                    rule: &finding.rule,
                    message: &finding.message,
                    path: Place::of_finding(&answer.report, finding).map_or("", |place| place.path),
                    line: finding.start.line,
                    column: finding.start.column,
                    fingerprint: &finding.fingerprint,
                })
                .collect(),
            link: outcome.item.link.as_deref(),
        }
    });
    let summary = Summary {
        passed: answer.count(Status::Passed),
        failed: answer.count(Status::Failed),
        not_applicable: answer.count(Status::NotApplicable),
        needs_a_person: answer.count(Status::NeedsPerson),
        ready: answer.is_ready(false),
        as_of: answer.report.summary.as_of.clone(),
    };
    let document =
        Document { version: env!("CARGO_PKG_VERSION"), items: items.collect(), notifications: &answer.report.notifications, summary };
    serde_json::to_writer_pretty(&mut *out, &document)?;
    writeln!(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::checklist::fixture;

    #[test]
    fn statuses_are_the_words_of_the_contract() {
        let mut out = Vec::new();
        write(&fixture::answer(), &mut out).unwrap();
        let value: serde_json::Value = serde_json::from_slice(&out).unwrap();
        let statuses: std::collections::BTreeSet<_> =
            value["items"].as_array().unwrap().iter().map(|i| i["status"].as_str().unwrap()).collect();
        assert_eq!(statuses.into_iter().collect::<Vec<_>>(), ["failed", "needs a person", "not applicable", "passed"]);
        assert_eq!(value["summary"]["ready"], false);
        let failed = value["items"].as_array().unwrap().iter().find(|i| i["id"] == "no-keys-in-source").unwrap();
        assert_eq!(failed["findings"][0]["path"], "src/config.py");
    }
}
