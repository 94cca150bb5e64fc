//! Workflow commands, which GitHub turns into annotations on the lines of a change.
//!
//! What they look like: <https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions>.

use super::place::Place;
use super::summary::closing_line;
use super::{Report, Style};
use crate::finding::{Finding, Severity};
use crate::source::{Notification, NotificationLevel};
use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::{self, Write};

/// Writes an annotation a finding, the gravest first: of each kind GitHub shows the first ten of a step.
pub(super) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let mut findings: Vec<&Finding> = report.findings.iter().collect();
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    for finding in findings {
        writeln!(out, "{}", annotation(report, finding))?;
    }
    for notification in &report.notifications {
        writeln!(out, "{}", notice(notification))?;
    }
    writeln!(out, "{}", closing_line(report, &Style::default()))
}

fn annotation(report: &Report, finding: &Finding) -> String {
    let command = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    let mut properties = vec![("title", format!("cohere-lint: {}", finding.rule))];
    if let Some(place) = Place::of_finding(report, finding) {
        properties.push(("file", place.path.to_owned()));
        properties.push(("line", place.start.raw_line.to_string()));
        properties.push(("endLine", place.end.raw_line.to_string()));
        // Columns of a range over several lines are refused; those of a notebook's cell are not the file's.
        if place.start.raw_line == place.end.raw_line && place.start.cell.is_none() {
            properties.push(("col", place.start.column.to_string()));
            properties.push(("endColumn", place.end.column.to_string()));
        }
    }
    let sentences = [&finding.message, &finding.why, &finding.help];
    let text: Vec<&str> = sentences.into_iter().map(String::as_str).filter(|sentence| !sentence.is_empty()).collect();
    workflow_command(command, &properties, &text.join("\n"))
}

fn notice(notification: &Notification) -> String {
    let command = match notification.level {
        NotificationLevel::Error => "error",
        NotificationLevel::Warning => "warning",
        NotificationLevel::Note => "notice",
    };
    let mut properties = vec![("title", format!("cohere-lint: {}", notification.id))];
    properties.extend(notification.path.iter().map(|path| ("file", path.clone())));
    properties.extend(notification.line.map(|line| ("line", line.to_string())));
    workflow_command(command, &properties, &notification.message)
}

fn workflow_command(command: &str, properties: &[(&str, String)], text: &str) -> String {
    let mut line = format!("::{command} ");
    for (index, (name, value)) in properties.iter().enumerate() {
        let comma = if index == 0 { "" } else { "," };
        // Writing into a string does not fail.
        let _ = write!(line, "{comma}{name}={}", escaped(value, true));
    }
    line.push_str("::");
    line.push_str(&escaped(text, false));
    line
}

/// The text so that it can neither end its command nor begin another: the runner reads lines, and decodes just these escapes.
fn escaped(text: &str, is_property: bool) -> Cow<'_, str> {
    let is_special = |c: char| matches!(c, '%' | '\r' | '\n') || super::visible::shown(c) != c || (is_property && matches!(c, ':' | ','));
    if !text.contains(is_special) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '%' => safe.push_str("%25"),
            '\r' => safe.push_str("%0D"),
            '\n' => safe.push_str("%0A"),
            ':' if is_property => safe.push_str("%3A"),
            ',' if is_property => safe.push_str("%2C"),
            c => safe.push(super::visible::shown(c)),
        }
    }
    Cow::Owned(safe)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    fn github(report: &Report) -> String {
        let mut out = Vec::new();
        write(report, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn an_annotation_a_finding() {
        insta::assert_snapshot!(github(&fixture::project()));
    }

    #[test]
    fn no_name_and_no_message_begins_a_command_of_its_own() {
        let report = fixture::hostile();
        let text = github(&report);
        assert_eq!(text.lines().count(), report.findings.len() + 1);
        for line in text.lines().take(report.findings.len()) {
            assert!(line.starts_with("::error ") || line.starts_with("::notice "), "{line}");
        }
        assert!(!text.contains('\u{1b}') && !text.contains('\r'));
        assert_eq!(escaped("a:b,c%\n::error::x", true), "a%3Ab%2Cc%25%0A%3A%3Aerror%3A%3Ax");
    }
}
