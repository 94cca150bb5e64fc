//! A file under an editor: what was kept from the text before must not show in the answer.

use super::{engine, judge, options, with_project};
use cohere_lint::engine::{CheckOptions, NoProgress};
use cohere_lint::report::Report;
use std::sync::Arc;

/// More edits are only more of the same.
const MAX_EDITS: usize = 6;

/// Between the text and its edits, and between edits.
const MARK: char = '\u{1}';

/// Changes a file step by step, checking after each, and holds the last answer against one that was made from nothing.
///
/// The input is the text and then the edits: where (in thousandths of the text), how many characters go, and what comes.
pub fn edit(name: &str, input: &str) {
    let mut parts = input.split(MARK);
    let mut text: Vec<char> = parts.next().unwrap_or_default().chars().collect();
    with_project(name, |project| {
        project.bench.set_buffer(&project.file, Some(text.iter().collect::<String>().into()));
        let mut checked = project.bench.check(&NoProgress);
        for part in parts.take(MAX_EDITS) {
            let mut rest = part.chars();
            let (Some(at), Some(gone)) = (rest.next(), rest.next()) else { break };
            let from = at as usize % 1000 * text.len() / 1000;
            let to = text.len().min(from + gone as usize % 100);
            text.splice(from..to, rest);
            project.bench.set_buffer(&project.file, Some(text.iter().collect::<String>().into()));
            checked = project.bench.check(&NoProgress);
        }
        let text: Arc<str> = text.iter().collect::<String>().into();
        let stdin = Some((project.file.clone(), text.to_string()));
        let fresh = engine().check(&CheckOptions { stdin, ..options(project.root.path()) }, &NoProgress);
        match (&checked, &fresh) {
            (Ok(kept), Ok(fresh)) => assert_eq!(answer(&kept.report), answer(fresh), "kept, and made from nothing"),
            (kept, fresh) => assert_eq!(kept.is_ok(), fresh.is_ok()),
        }
        judge(fresh, &text);
    });
}

/// What a report says.
fn answer(report: &Report) -> Vec<String> {
    let findings = report.findings.iter().map(|finding| format!("{finding:?}"));
    findings.chain(report.notifications.iter().map(|notification| format!("{notification:?}"))).collect()
}
