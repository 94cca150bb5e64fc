//! The Reviewdog Diagnostic Format, which reviewdog posts as comments on a change.
//!
//! What it looks like: <https://github.com/reviewdog/reviewdog/tree/master/proto/rdf>. Columns count bytes of UTF-8 there.

use super::place::Place;
use super::{Report, ReportFile};
use crate::finding::{Finding, Fix, Label, Severity};
use crate::source::{FileId, Span};
use serde::Serialize;
use std::io::{self, Write};

#[derive(Serialize)]
struct Document<'a> {
    source: Source,
    diagnostics: Vec<Diagnostic<'a>>,
}

#[derive(Serialize)]
struct Source {
    name: &'static str,
    url: &'static str,
}

#[derive(Serialize)]
struct Diagnostic<'a> {
    message: String,
    location: Location<'a>,
    severity: &'static str,
    code: Code<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    suggestions: Vec<Suggestion<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Related<'a>>,
}

#[derive(Serialize)]
struct Code<'a> {
    value: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    url: &'a str,
}

#[derive(Serialize)]
struct Location<'a> {
    path: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    range: Option<Range>,
}

#[derive(Serialize)]
struct Related<'a> {
    message: &'a str,
    location: Location<'a>,
}

#[derive(Serialize)]
struct Suggestion<'a> {
    range: Range,
    text: &'a str,
}

#[derive(Clone, Copy, Serialize)]
struct Range {
    start: Point,
    end: Point,
}

#[derive(Clone, Copy, Serialize)]
struct Point {
    line: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<u32>,
}

/// Writes the whole report as one object.
pub(super) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let source = Source { name: "cohere-lint", url: env!("CARGO_PKG_REPOSITORY") };
    let findings = report.findings.iter().map(|finding| diagnostic(report, finding));
    let notifications = report.notifications.iter().map(|notification| Diagnostic {
        message: notification.message.clone(),
        location: Location {
            path: notification.path.as_deref().unwrap_or_default(),
            range: notification.line.map(|line| Range { start: Point { line, column: None }, end: Point { line, column: None } }),
        },
        severity: "INFO",
        code: Code { value: notification.id, url: "" },
        suggestions: Vec::new(),
        related_locations: Vec::new(),
    });
    serde_json::to_writer_pretty(&mut *out, &Document { source, diagnostics: findings.chain(notifications).collect() })?;
    writeln!(out)
}

fn diagnostic<'a>(report: &'a Report, finding: &'a Finding) -> Diagnostic<'a> {
    let sentences = [&finding.message, &finding.why, &finding.help];
    let text: Vec<&str> = sentences.into_iter().map(String::as_str).filter(|sentence| !sentence.is_empty()).collect();
    Diagnostic {
        message: text.join("\n"),
        location: location(report, &finding.primary).unwrap_or(Location { path: "", range: None }),
        severity: match finding.severity {
            Severity::Error => "ERROR",
            Severity::Warning => "WARNING",
            Severity::Note => "INFO",
        },
        code: Code { value: &finding.rule, url: report.rule(&finding.rule).map_or("", |rule| rule.url.as_str()) },
        suggestions: finding.fixes.iter().filter_map(|fix| suggestion(report, finding.primary.file, fix)).collect(),
        related_locations: finding
            .flow
            .iter()
            .chain(&finding.related)
            .filter_map(|label| Some(Related { message: &label.text, location: location(report, label)? }))
            .collect(),
    }
}

/// A fix of one edit in the finding's own file: the format has no more.
fn suggestion<'a>(report: &'a Report, file: FileId, fix: &'a Fix) -> Option<Suggestion<'a>> {
    let [edit] = fix.edits.as_slice() else { return None };
    let range = range(report.file(edit.file).filter(|_| edit.file == file)?, edit.span)?;
    Some(Suggestion { range, text: &edit.replacement })
}

fn location<'a>(report: &'a Report, label: &Label) -> Option<Location<'a>> {
    let place = Place::of_label(report, label)?;
    Some(Location { path: place.path, range: range(report.file(label.file)?, label.span) })
}

/// The range in lines and bytes; without columns in a notebook, whose lines are not those of its file.
fn range(file: &ReportFile, span: Span) -> Option<Range> {
    let point = |offset: u32| {
        let position = file.lines.position(&file.text, offset);
        let start = file.lines.line_range(&file.text, file.lines.line_of(offset)).start;
        let offset = file.text.floor_char_boundary(offset as usize) as u32;
        let column = position.cell.is_none().then(|| offset.saturating_sub(start) + 1);
        Point { line: position.raw_line, column }
    };
    (span.start <= span.end).then(|| Range { start: point(span.start), end: point(span.end) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    fn rdjson(report: &Report) -> serde_json::Value {
        let mut out = Vec::new();
        write(report, &mut out).unwrap();
        serde_json::from_slice(&out).unwrap()
    }

    #[test]
    fn a_diagnostic_a_finding() {
        insta::assert_json_snapshot!(rdjson(&fixture::project()));
    }

    #[test]
    fn columns_count_bytes() {
        let value = rdjson(&fixture::hostile());
        // The letter before has one byte, its accent two: in characters this would be column 133,334.
        let columns: Vec<u64> =
            value["diagnostics"].as_array().unwrap().iter().filter_map(|d| d["location"]["range"]["start"]["column"].as_u64()).collect();
        assert!(columns.contains(&200_000), "{columns:?}");
    }
}
