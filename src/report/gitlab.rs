//! GitLab's code quality report.
//!
//! What it looks like: <https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format>.

use super::Report;
use super::place::Place;
use crate::finding::{Finding, Severity};
use crate::source::{Notification, NotificationLevel};
use serde::Serialize;
use std::io::{self, Write};

#[derive(Serialize)]
struct Issue<'a> {
    description: String,
    check_name: &'a str,
    fingerprint: String,
    severity: &'static str,
    location: Location<'a>,
}

#[derive(Serialize)]
struct Location<'a> {
    path: &'a str,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: u32,
    end: u32,
}

/// Writes one array. What has no file can't be told in this format: GitLab drops an entry without a path.
pub(super) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let findings = report.findings.iter().filter_map(|finding| issue(report, finding));
    let notifications = report.notifications.iter().filter_map(trouble);
    let issues: Vec<Issue<'_>> = findings.chain(notifications).collect();
    serde_json::to_writer_pretty(&mut *out, &issues)?;
    writeln!(out)
}

fn issue<'a>(report: &'a Report, finding: &'a Finding) -> Option<Issue<'a>> {
    let place = Place::of_finding(report, finding)?;
    Some(Issue {
        description: format!("{}. {}", finding.message, finding.help),
        check_name: &finding.rule,
        fingerprint: finding.fingerprint.clone(),
        severity: match finding.severity {
            Severity::Error => "critical",
            Severity::Warning => "major",
            Severity::Note => "info",
        },
        location: Location { path: place.path, lines: Lines { begin: place.start.raw_line, end: place.end.raw_line } },
    })
}

fn trouble(notification: &Notification) -> Option<Issue<'_>> {
    let path = notification.path.as_deref()?;
    let line = notification.line.unwrap_or(1);
    let identity = blake3::hash(format!("{}\0{path}\0{line}\0{}", notification.id, notification.message).as_bytes());
    Some(Issue {
        description: notification.message.clone(),
        check_name: notification.id,
        fingerprint: identity.to_hex().chars().take(32).collect(),
        severity: match notification.level {
            NotificationLevel::Error => "major",
            NotificationLevel::Warning => "minor",
            NotificationLevel::Note => "info",
        },
        location: Location { path, lines: Lines { begin: line, end: line } },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    fn gitlab(report: &Report) -> serde_json::Value {
        let mut out = Vec::new();
        write(report, &mut out).unwrap();
        serde_json::from_slice(&out).unwrap()
    }

    #[test]
    fn an_entry_a_finding() {
        insta::assert_json_snapshot!(gitlab(&fixture::project()));
    }

    #[test]
    fn a_clean_run_is_an_empty_array() {
        assert_eq!(gitlab(&fixture::clean()), serde_json::json!([]));
    }

    #[test]
    fn every_entry_has_what_gitlab_asks_for() {
        for issue in gitlab(&fixture::hostile()).as_array().unwrap() {
            assert!(issue["location"]["path"].is_string() && issue["location"]["lines"]["begin"].as_u64() >= Some(1), "{issue}");
            assert!(["info", "minor", "major", "critical", "blocker"].contains(&issue["severity"].as_str().unwrap()));
        }
    }
}
