//! Leaves out findings that are not this run's matter: known ones, and those on lines that have not changed.

use super::files::Files;
use super::rulebook::RuleBook;
use super::scope::Scope;
use super::{CheckOptions, EngineError};
use crate::finding::Finding;
use crate::finding::baseline::{Comparison, Entry};
use crate::source::{Changes, Notification, NotificationLevel};

/// What was left out.
#[derive(Debug, Default)]
pub struct Narrowed {
    /// Findings on lines that have not changed.
    pub unchanged: usize,
    /// What the baseline said.
    pub comparison: Option<Comparison>,
}

/// The lines that count, if the request asks for changed ones only.
///
/// # Errors
/// When git can't tell them.
pub fn changes(options: &CheckOptions, scope: &Scope) -> Result<Option<Changes>, EngineError> {
    let Some(revision) = &options.changed_since else { return Ok(None) };
    let changes = Changes::since(&scope.root, revision);
    changes.map(Some).map_err(|source| EngineError::Changes { revision: revision.clone(), source })
}

/// Takes out of `findings` what the request does not want. The baseline comes first: whether an entry still holds has nothing to do with changed lines.
pub fn narrow(
    findings: &mut Vec<Finding>,
    changes: Option<&Changes>,
    options: &CheckOptions,
    scope: &Scope,
    book: &RuleBook,
    files: &Files,
) -> Narrowed {
    let mut narrowed = Narrowed::default();
    if let Some(baseline) = &options.baseline {
        let path_of = |finding: &Finding| files.path(finding.primary.file).to_owned();
        let judged = |entry: &Entry| {
            // Of a file that is gone nobody can tell which configuration held there.
            let (runs, pedantic) = match files.find(&entry.path) {
                Some(file) => (book.runs_in(&entry.rule, file), book.is_pedantic(file)),
                None => (book.runs_somewhere(&entry.rule), options.pedantic),
            };
            scope.reports(&entry.path) && runs && (pedantic || !entry.pedantic)
        };
        narrowed.comparison = Some(baseline.compare(findings, &path_of, &judged));
    }
    if let Some(changes) = changes {
        let before = findings.len();
        findings.retain(|finding| is_touched(finding, changes, files));
        narrowed.unchanged = before - findings.len();
    }
    narrowed
}

/// Whether a line of the finding's tokens or of the statement around them changed.
fn is_touched(finding: &Finding, changes: &Changes, files: &Files) -> bool {
    let Some((text, lines)) = files.text(finding.primary.file) else { return true };
    let raw_line = |offset: u32| lines.position(text, offset).raw_line;
    let span = finding.statement.to(finding.primary.span);
    changes.touch(files.path(finding.primary.file), raw_line(span.start)..=raw_line(span.end))
}

/// Tells that the baseline has entries which nothing matches any more.
pub fn stale_entries(comparison: &Comparison) -> Option<Notification> {
    let first = comparison.stale.first()?;
    let more = comparison.stale.len() - 1;
    let others = if more == 0 { String::new() } else { format!(" and {more} more") };
    Some(Notification {
        level: NotificationLevel::Note,
        id: "stale-baseline",
        message: format!(
            "the baseline knows `{}` in {}{others}, which this run did not find again: --prune takes them out",
            first.rule, first.path
        ),
        path: None,
        line: None,
    })
}
