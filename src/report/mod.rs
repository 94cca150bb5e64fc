//! One file a format. A report never computes: it shows what the run found.

pub mod checklist;
mod checkstyle;
mod concise;
mod full;
mod github;
mod gitlab;
mod json;
mod json_text;
mod junit;
mod markdown;
mod place;
mod rdjson;
mod sarif;
mod snippet;
mod style;
mod summary;
pub mod terminal_markdown;
mod timings;
mod visible;

#[cfg(test)]
mod fixture;

pub use full::frames;
pub use style::{Color, Style};
pub use summary::{Tally, closing_line};
pub use timings::Timings;

use self::json_text::JsonText;
use crate::cohere::catalog::pages::{RulePage, ShownAs};
use crate::finding::Finding;
use crate::source::{FileId, Notification, Position, Span};
use serde::Serialize;
use smol_str::SmolStr;
use std::io::{self, Write};
use std::time::Duration;

/// The formats of a report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// Frames with the code, for people.
    #[default]
    Full,
    /// A line a finding.
    Concise,
    /// One JSON object.
    Json,
    /// One JSON object a line.
    Jsonl,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// Workflow commands, which GitHub shows as annotations.
    Github,
    /// GitLab's code quality report.
    Gitlab,
    /// JUnit's XML.
    Junit,
    /// Checkstyle's XML.
    Checkstyle,
    /// The Reviewdog Diagnostic Format.
    Rdjson,
    /// Markdown, for a comment or a job summary.
    Markdown,
}

/// How a report is written.
#[derive(Clone, Copy, Debug, Default)]
pub struct WriteOptions {
    /// How formats for people look.
    pub style: Style,
    /// The exit code the run ends with; SARIF records it.
    pub exit_code: u8,
}

/// Writes a report.
///
/// # Errors
/// When `out` can't be written to.
pub fn write(format: Format, report: &Report, out: &mut dyn Write, options: &WriteOptions) -> io::Result<()> {
    match format {
        Format::Full => full::write(report, out, &options.style),
        Format::Concise => concise::write(report, out, &options.style),
        Format::Json => json::write(report, &mut JsonText::new(out)),
        Format::Jsonl => json::write_lines(report, &mut JsonText::new(out)),
        Format::Sarif => sarif::write(report, &mut JsonText::new(out), options.exit_code),
        Format::Github => github::write(report, out),
        Format::Gitlab => gitlab::write(report, &mut JsonText::new(out)),
        Format::Junit => junit::write(report, out),
        Format::Checkstyle => checkstyle::write(report, out),
        Format::Rdjson => rdjson::write(report, &mut JsonText::new(out)),
        Format::Markdown => markdown::write(report, out),
    }
}

/// What a format leaves out of a report because those who read it take no more, in words.
pub fn left_out(format: Format, report: &Report) -> Vec<String> {
    if format == Format::Sarif { sarif::left_out(report) } else { Vec::new() }
}

/// What a run saw, for the closing line and machine formats.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Summary {
    /// Files looked at (scanned for anchors).
    pub files_scanned: usize,
    /// Files parsed.
    pub files_parsed: usize,
    /// Files skipped, with the reason: vendored, minified, generated, oversized, binary, …
    pub files_skipped: std::collections::BTreeMap<&'static str, usize>,
    /// Clients seen.
    pub clients: usize,
    /// Calls of an endpoint seen.
    pub calls: usize,
    /// Findings that a comment suppressed.
    pub suppressed: usize,
    /// Findings hidden because they are guesses or pedantic.
    pub hidden: usize,
    /// Findings that the baseline knows.
    pub known: usize,
    /// Findings on lines that have not changed since the revision asked about.
    pub unchanged: usize,
    /// The date against which models were judged, `YYYY-MM-DD`.
    pub as_of: String,
    /// How long the run took.
    #[serde(skip)]
    pub elapsed: Duration,
}

/// A file as reports see it: its text with every secret masked, byte for byte of the same length.
#[derive(Debug)]
pub struct ReportFile {
    /// Path relative to the project root, forward slashes.
    pub path: String,
    /// The masked text.
    pub text: String,
    /// Positions, from the same index the analysis used.
    pub lines: std::sync::Arc<crate::source::LineIndex>,
}

/// What a run found, ready to be shown in any format.
#[derive(Debug, Default)]
pub struct Report {
    /// The findings, sorted by path, position and rule.
    pub findings: Vec<Finding>,
    /// What went wrong with inputs.
    pub notifications: Vec<Notification>,
    /// What the run saw.
    pub summary: Summary,
    /// The files that findings point into.
    pub files: rustc_hash::FxHashMap<FileId, ReportFile>,
    /// Metadata of every rule, sorted by id.
    pub rules: Vec<RuleInfo>,
    /// What holding the findings against a baseline gave, if there is one.
    pub baseline: Option<crate::finding::baseline::Comparison>,
    /// The mildest severity that makes the run fail, by the file of a finding.
    pub fail_on: rustc_hash::FxHashMap<FileId, crate::finding::Severity>,
    /// Where the time went.
    pub timings: Timings,
}

impl Report {
    /// The file a label points into.
    pub fn file(&self, id: FileId) -> Option<&ReportFile> {
        self.files.get(&id)
    }

    /// Whether a finding is grave enough to make the run fail.
    pub fn fails(&self, finding: &Finding) -> bool {
        finding.severity >= self.fail_on.get(&finding.primary.file).copied().unwrap_or(crate::finding::Severity::Warning)
    }

    /// What is known of a rule.
    pub fn rule(&self, id: &str) -> Option<&RuleInfo> {
        self.rules.iter().find(|rule| rule.id == id)
    }

    /// Start and end of a span, as people count.
    pub fn positions(&self, file: FileId, span: Span) -> Option<(Position, Position)> {
        let file = self.file(file)?;
        Some((file.lines.position(&file.text, span.start), file.lines.position(&file.text, span.end)))
    }
}

/// What the page of a rule says about it, as reports need it.
#[derive(Clone, Debug, Serialize)]
pub struct RuleInfo {
    /// The id.
    pub id: SmolStr,
    /// One line.
    pub title: String,
    /// The group: secrets, api-version, models, requests, reliability, performance, operations, hygiene; custom for rules of the project's own.
    pub group: SmolStr,
    /// The severity it has by default.
    pub severity: crate::finding::Severity,
    /// The CWE number, where it has one.
    pub cwe: Option<u32>,
    /// The page, as Markdown, without its front matter.
    pub markdown: String,
    /// How editors show what it finds, beside its severity.
    #[serde(skip)]
    pub shown_as: Option<ShownAs>,
    /// The page's address; empty for rules of the project's own.
    pub url: String,
}

impl RuleInfo {
    /// What a page says about its rule.
    pub fn of(page: &RulePage) -> Self {
        let front = &page.front;
        let url = format!("{}/blob/main/rules/{}.md", env!("CARGO_PKG_REPOSITORY"), front.id);
        Self { url, ..Self::of_project(page) }
    }

    /// What the page of a rule of the project's own says; it has no address.
    pub fn of_project(page: &RulePage) -> Self {
        let front = &page.front;
        Self {
            id: front.id.clone(),
            title: front.title.clone(),
            group: front.group.clone(),
            severity: front.severity.into(),
            cwe: front.cwe,
            markdown: page.markdown.clone(),
            shown_as: front.shown_as,
            url: String::new(),
        }
    }
}
