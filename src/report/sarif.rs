//! SARIF 2.1.0, as code scanning services take it.
//!
//! One result without a location, a line 0 or an ill-typed part makes such a service refuse the whole upload. So what has no
//! place is told as a notification, and the tests hold every document against the official schema.

mod limits;
mod model;
mod rules;

use super::place::Place;
use super::{Report, RuleInfo};
use crate::finding::{Confidence, Finding, Fix, Label};
use crate::source::{Notification, NotificationLevel, Position};
use limits::Limits;
use model::{
    ArtifactChange, ArtifactLocation, CodeFlow, Content, Descriptor, Driver, Fingerprints, FixObject, Invocation, Location, Log,
    NotificationObject, PhysicalLocation, Region, Replacement, ResultObject, ResultProperties, Run, Text, ThreadFlow, ThreadFlowLocation,
    Tool,
};
use rules::level;
use std::collections::BTreeMap;
use std::io::{self, Write};

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";
const HOME: &str = env!("CARGO_PKG_REPOSITORY");
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The exit code of a run that couldn't be finished.
const FAILED: u8 = 2;

/// Writes the whole report.
pub(super) fn write(report: &Report, out: &mut dyn Write, exit_code: u8) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, &document(report, exit_code, &Limits::GITHUB))?;
    writeln!(out)
}

/// What a report for code scanning leaves out of a run, in words; nothing of nearly all.
pub(super) fn left_out(report: &Report) -> Vec<String> {
    Limits::GITHUB.keep(report).left_out.into_iter().map(|(_, words)| words).collect()
}

fn document<'a>(report: &'a Report, exit_code: u8, limits: &Limits) -> Log<'a> {
    let kept = limits.keep(report);
    let mut notifications: Vec<_> = report.notifications.iter().map(notification).collect();
    notifications.extend(kept.left_out.into_iter().map(|(id, words)| own_notification(id, words)));
    let (supported_taxonomies, taxonomies) = rules::taxonomies(&report.rules);
    let driver = Driver {
        name: "cohere-lint",
        version: VERSION,
        semantic_version: VERSION,
        information_uri: HOME,
        supported_taxonomies,
        rules: rules::rules(&report.rules),
    };
    let run = Run {
        tool: Tool { driver },
        invocations: [Invocation { execution_successful: exit_code < FAILED, exit_code, tool_execution_notifications: notifications }],
        column_kind: "unicodeCodePoints",
        taxonomies,
        results: kept.findings.into_iter().filter_map(|finding| result(report, finding, limits)).collect(),
    };
    Log { schema: SCHEMA, version: "2.1.0", runs: [run] }
}

fn result<'a>(report: &'a Report, finding: &'a Finding, limits: &Limits) -> Option<ResultObject<'a>> {
    let place = Place::of_finding(report, finding)?;
    let related = finding.related.iter().take(limits.locations).enumerate();
    Some(ResultObject {
        rule_id: &finding.rule,
        rule_index: report.rules.iter().position(|rule: &RuleInfo| rule.id == finding.rule),
        level: level(finding.severity),
        message: Text { text: message(finding) },
        locations: [location(place)],
        related_locations: related
            .filter_map(|(index, label)| Some(Location { id: Some(index + 1), ..labelled(report, label)? }))
            .collect(),
        code_flows: code_flow(report, finding, place, limits).into_iter().collect(),
        partial_fingerprints: (!finding.fingerprint.is_empty()).then_some(Fingerprints { v1: &finding.fingerprint }),
        fixes: finding.fixes.iter().filter_map(|fix| fix_object(report, fix)).collect(),
        properties: ResultProperties { confidence: confidence(finding.confidence), cell: place.start.cell },
    })
}

/// The three parts of a finding as sentences: an annotation shows nothing else.
fn message(finding: &Finding) -> String {
    let mut text = String::new();
    for part in [&finding.message, &finding.why, &finding.help] {
        let part = part.trim();
        if part.is_empty() {
            continue;
        }
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(part);
        if !part.ends_with(['.', '!', '?']) {
            text.push('.');
        }
    }
    text
}

fn code_flow(report: &Report, finding: &Finding, place: Place, limits: &Limits) -> Option<CodeFlow> {
    let mut locations: Vec<_> = finding.flow.iter().take(limits.steps).filter_map(|label| labelled(report, label)).collect();
    if locations.is_empty() {
        return None;
    }
    let words = if finding.primary.text.is_empty() { &finding.message } else { finding.primary.text.as_str() };
    locations.push(Location { message: Some(words.into()), ..location(place) });
    let locations = locations.into_iter().map(|location| ThreadFlowLocation { location }).collect();
    Some(CodeFlow { thread_flows: [ThreadFlow { locations }] })
}

fn labelled(report: &Report, label: &Label) -> Option<Location> {
    let message = (!label.text.is_empty()).then(|| label.text.as_str().into());
    Some(Location { message, ..location(Place::of_label(report, label)?) })
}

fn location(place: Place) -> Location {
    let physical_location = PhysicalLocation { artifact_location: artifact(place.path), region: Some(region(place.start, place.end)) };
    Location { id: None, physical_location, message: None }
}

/// The lines are those of the file on disk. Of a notebook only they are known there: its columns are those of the cell's text.
fn region(start: Position, end: Position) -> Region {
    let columns = start.cell.is_none();
    let start_line = start.raw_line.max(1);
    let end_line = end.raw_line.max(start_line);
    let start_column = start.column.max(1);
    let end_column = if end_line == start_line { end.column.max(start_column) } else { end.column.max(1) };
    Region { start_line, start_column: columns.then_some(start_column), end_line, end_column: columns.then_some(end_column) }
}

fn artifact(path: &str) -> ArtifactLocation {
    ArtifactLocation { uri: encoded(path) }
}

/// A path as a relative URI.
fn encoded(path: &str) -> String {
    let path = path.trim_start_matches("./");
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' | b'/' => uri.push(char::from(byte)),
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}

/// A fix, unless a part of it can't be placed.
fn fix_object<'a>(report: &'a Report, fix: &'a Fix) -> Option<FixObject<'a>> {
    let mut changes: BTreeMap<&str, Vec<Replacement<'a>>> = BTreeMap::new();
    for edit in &fix.edits {
        let place = Place::of(report, edit.file, edit.span).filter(|place| place.start.cell.is_none())?;
        let replacement =
            Replacement { deleted_region: region(place.start, place.end), inserted_content: Content { text: &edit.replacement } };
        changes.entry(place.path).or_default().push(replacement);
    }
    let change = |(path, replacements)| ArtifactChange { artifact_location: artifact(path), replacements };
    (!changes.is_empty())
        .then(|| FixObject { description: fix.title.as_str().into(), artifact_changes: changes.into_iter().map(change).collect() })
}

fn confidence(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::Low => "low",
        Confidence::Medium => "medium",
        Confidence::High => "high",
    }
}

fn notification(notification: &Notification) -> NotificationObject<'_> {
    let region =
        notification.line.map(|line| Region { start_line: line.max(1), start_column: None, end_line: line.max(1), end_column: None });
    let place = |path: &String| Location {
        id: None,
        physical_location: PhysicalLocation { artifact_location: artifact(path), region: region.clone() },
        message: None,
    };
    NotificationObject {
        descriptor: Descriptor { id: notification.id },
        level: match notification.level {
            NotificationLevel::Note => "note",
            NotificationLevel::Warning => "warning",
            NotificationLevel::Error => "error",
        },
        message: notification.message.as_str().into(),
        locations: notification.path.iter().map(place).collect(),
    }
}

fn own_notification(id: &'static str, text: String) -> NotificationObject<'static> {
    NotificationObject { descriptor: Descriptor { id }, level: "warning", message: Text { text }, locations: Vec::new() }
}

#[cfg(test)]
mod tests;
