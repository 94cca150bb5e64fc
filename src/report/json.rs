//! Machine formats of our own: one object, or one a line.

use super::place::Place;
use super::{Report, Summary, Tally};
use crate::finding::{Applicability, Confidence, Finding, Fix, Label, Severity};
use crate::source::Notification;
use serde::Serialize;
use std::io::{self, Write};

/// The version of the program, which decides the shape.
const VERSION: &str = env!("CARGO_PKG_VERSION");

#[derive(Serialize)]
struct Document<'a> {
    version: &'static str,
    findings: Vec<JsonFinding<'a>>,
    notifications: &'a [Notification],
    summary: JsonSummary<'a>,
}

#[derive(Serialize)]
struct JsonFinding<'a> {
    rule: &'a str,
    severity: Severity,
    confidence: Confidence,
    message: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    why: &'a str,
    help: &'a str,
    #[serde(flatten)]
    place: JsonPlace<'a>,
    flow: Vec<JsonLabel<'a>>,
    related: Vec<JsonLabel<'a>>,
    fixes: Vec<JsonFix<'a>>,
    fingerprint: &'a str,
    url: &'a str,
}

#[derive(Serialize)]
struct JsonPlace<'a> {
    path: &'a str,
    line: u32,
    column: u32,
    end_line: u32,
    end_column: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    cell: Option<u32>,
}

#[derive(Serialize)]
struct JsonLabel<'a> {
    #[serde(flatten)]
    place: JsonPlace<'a>,
    message: &'a str,
}

#[derive(Serialize)]
struct JsonFix<'a> {
    title: &'a str,
    applicability: Applicability,
    edits: Vec<JsonEdit<'a>>,
}

#[derive(Serialize)]
struct JsonEdit<'a> {
    #[serde(flatten)]
    place: JsonPlace<'a>,
    replacement: &'a str,
}

#[derive(Serialize)]
struct JsonSummary<'a> {
    errors: usize,
    warnings: usize,
    notes: usize,
    files: usize,
    #[serde(flatten)]
    run: &'a Summary,
}

/// A line of the format that has one object a line.
#[derive(Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
enum Line<'a> {
    Finding(JsonFinding<'a>),
    Notification(&'a Notification),
    Summary {
        version: &'static str,
        #[serde(flatten)]
        summary: JsonSummary<'a>,
    },
}

/// Writes the whole report as one object.
pub(super) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let findings = report.findings.iter().map(|finding| JsonFinding::new(report, finding)).collect();
    let document = Document { version: VERSION, findings, notifications: &report.notifications, summary: JsonSummary::new(report) };
    serde_json::to_writer_pretty(&mut *out, &document)?;
    writeln!(out)
}

/// Writes one object a line: the findings, the notifications, the summary.
pub(super) fn write_lines(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let findings = report.findings.iter().map(|finding| Line::Finding(JsonFinding::new(report, finding)));
    let notifications = report.notifications.iter().map(Line::Notification);
    let summary = std::iter::once_with(|| Line::Summary { version: VERSION, summary: JsonSummary::new(report) });
    for line in findings.chain(notifications).chain(summary) {
        serde_json::to_writer(&mut *out, &line)?;
        writeln!(out)?;
    }
    Ok(())
}

impl<'a> JsonFinding<'a> {
    fn new(report: &'a Report, finding: &'a Finding) -> Self {
        let labels = |labels: &'a [Label]| labels.iter().filter_map(|label| JsonLabel::new(report, label)).collect();
        let place = Place::of_finding(report, finding).unwrap_or(Place { path: "", start: finding.start, end: finding.end });
        Self {
            rule: &finding.rule,
            severity: finding.severity,
            confidence: finding.confidence,
            message: &finding.message,
            why: &finding.why,
            help: &finding.help,
            place: place.into(),
            flow: labels(&finding.flow),
            related: labels(&finding.related),
            fixes: finding.fixes.iter().filter_map(|fix| JsonFix::new(report, fix)).collect(),
            fingerprint: &finding.fingerprint,
            url: report.rule(&finding.rule).map_or("", |rule| &rule.url),
        }
    }
}

impl<'a> From<Place<'a>> for JsonPlace<'a> {
    fn from(Place { path, start, end }: Place<'a>) -> Self {
        Self { path, line: start.line, column: start.column, end_line: end.line, end_column: end.column, cell: start.cell }
    }
}

impl<'a> JsonLabel<'a> {
    fn new(report: &'a Report, label: &'a Label) -> Option<Self> {
        Some(Self { place: Place::of_label(report, label)?.into(), message: &label.text })
    }
}

impl<'a> JsonFix<'a> {
    /// The fix, unless a part of it can't be placed: half a fix is none.
    fn new(report: &'a Report, fix: &'a Fix) -> Option<Self> {
        let edits = fix.edits.iter().map(|edit| {
            let place = Place::of(report, edit.file, edit.span)?;
            Some(JsonEdit { place: place.into(), replacement: &edit.replacement })
        });
        Some(Self { title: &fix.title, applicability: fix.applicability, edits: edits.collect::<Option<_>>()? })
    }
}

impl<'a> JsonSummary<'a> {
    fn new(report: &'a Report) -> Self {
        let Tally { errors, warnings, notes, files } = Tally::of(report);
        Self { errors, warnings, notes, files, run: &report.summary }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    fn text(write: fn(&Report, &mut dyn Write) -> io::Result<()>, report: &Report) -> String {
        let mut out = Vec::new();
        write(report, &mut out).unwrap();
        String::from_utf8(out).unwrap().replace(VERSION, "VERSION")
    }

    #[test]
    fn one_object() {
        insta::assert_snapshot!(text(write, &fixture::project()));
    }

    #[test]
    fn one_object_a_line() {
        let text = text(write_lines, &fixture::project());
        let types: Vec<_> = text
            .lines()
            .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()["type"].as_str().unwrap().to_owned())
            .collect();
        assert_eq!(types, ["finding", "finding", "finding", "finding", "notification", "notification", "summary"]);
    }

    #[test]
    fn a_cell_is_told_in_notebooks_only() {
        let value: serde_json::Value = serde_json::from_str(&text(write, &fixture::project())).unwrap();
        let cells: Vec<_> = value["findings"].as_array().unwrap().iter().map(|finding| finding.get("cell").cloned()).collect();
        assert_eq!(cells.iter().flatten().count(), 1);
    }

    #[test]
    fn hostile_names_stay_valid_json() {
        let value: serde_json::Value = serde_json::from_str(&text(write, &fixture::hostile())).unwrap();
        assert_eq!(value["findings"].as_array().unwrap().len(), fixture::hostile().findings.len());
    }
}
