//! The words at the end of a report for people.

use super::{Color, Report, Style};
use crate::finding::Severity;
use std::collections::BTreeSet;
use std::time::Duration;

/// How many findings of each severity, in how many files.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Findings of severity error.
    pub errors: usize,
    /// Findings of severity warning.
    pub warnings: usize,
    /// Findings of severity note.
    pub notes: usize,
    /// Files with a finding.
    pub files: usize,
}

impl Tally {
    /// Counts the findings of a report.
    pub fn of(report: &Report) -> Self {
        let count = |severity| report.findings.iter().filter(|finding| finding.severity == severity).count();
        let files: BTreeSet<_> = report.findings.iter().map(|finding| finding.primary.file).collect();
        Self { errors: count(Severity::Error), warnings: count(Severity::Warning), notes: count(Severity::Note), files: files.len() }
    }
}

/// The closing line: `3 errors, 1 note in 4 files · 812 files scanned, 37 parsed · 5 clients, 9 calls · 0.12 s`.
pub fn closing_line(report: &Report, style: &Style) -> String {
    let dot = if style.unicode { " · " } else { " - " };
    let (tally, summary) = (Tally::of(report), &report.summary);
    let verdict = if report.findings.is_empty() {
        let mark = if style.unicode { "✓ " } else { "" };
        let clean = if summary.clients + summary.calls == 0 { "no use of Cohere found" } else { "no findings" };
        style.paint(Color::Good, &format!("{mark}{clean}"))
    } else {
        let counts =
            [(tally.errors, "error", Color::Error), (tally.warnings, "warning", Color::Warning), (tally.notes, "note", Color::Note)];
        let counts = counts.iter().filter(|(count, ..)| *count > 0);
        let counts: Vec<_> = counts.map(|(count, word, color)| style.paint(*color, &plural(*count, word))).collect();
        format!("{} in {}", counts.join(", "), plural(tally.files, "file"))
    };
    let mut parts = vec![verdict, format!("{} scanned, {} parsed", plural(summary.files_scanned, "file"), summary.files_parsed)];
    if summary.clients + summary.calls > 0 {
        parts.push(format!("{}, {}", plural(summary.clients, "client"), plural(summary.calls, "call")));
    }
    parts.push(seconds(summary.elapsed));
    parts.join(dot)
}

/// What was left out and why, if anything was: `2 suppressed by comments, 5 guesses and advice hidden (--pedantic shows them)`.
pub(super) fn left_out(report: &Report) -> Option<String> {
    let summary = &report.summary;
    let mut parts = Vec::new();
    if summary.suppressed > 0 {
        parts.push(format!("{} suppressed by comments", summary.suppressed));
    }
    if summary.hidden > 0 {
        parts.push(format!("{} hidden as guesses or advice (--pedantic shows them)", summary.hidden));
    }
    if summary.known > 0 {
        parts.push(format!("{} known to the baseline", summary.known));
    }
    if summary.unchanged > 0 {
        parts.push(format!("{} on unchanged lines", summary.unchanged));
    }
    let skipped: usize = summary.files_skipped.values().sum();
    if skipped > 0 {
        let reasons: Vec<_> =
            summary.files_skipped.iter().filter(|(_, count)| **count > 0).map(|(reason, count)| format!("{count} {reason}")).collect();
        parts.push(format!("{} skipped ({})", plural(skipped, "file"), reasons.join(", ")));
    }
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// `1 file`, `2 files`.
pub(super) fn plural(count: usize, word: &str) -> String {
    format!("{count} {word}{}", if count == 1 { "" } else { "s" })
}

fn seconds(elapsed: Duration) -> String {
    if elapsed < Duration::from_mins(1) {
        format!("{:.2} s", elapsed.as_secs_f64())
    } else {
        format!("{} min {} s", elapsed.as_secs() / 60, elapsed.as_secs() % 60)
    }
}
