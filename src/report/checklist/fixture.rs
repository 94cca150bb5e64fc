//! An answer made by hand, for the tests of every format.

use super::Answer;
use crate::checklist::list::List;
use crate::checklist::{Evidence, Outcome, Status};
use crate::report::fixture;

/// An answer with every status: a failed item with a finding, a passed one with evidence, whose words are hostile.
pub(super) fn answer() -> Answer {
    let list = List::embedded().unwrap();
    let mut report = fixture::project();
    report.summary.elapsed = std::time::Duration::ZERO;
    let key = report.findings.iter().position(|finding| finding.rule == "hardcoded-api-key").unwrap();
    let outcomes = list.items.iter().enumerate().map(|(index, item)| {
        let outcome = |status, reason: &str| Outcome { item, status, reason: reason.into(), evidence: Vec::new(), findings: Vec::new() };
        match item.id.as_str() {
            "no-keys-in-source" => Outcome { findings: vec![key], ..outcome(Status::Failed, "1 finding in 9 calls") },
            "rollback" => {
                let evidence = (1..=6).map(|line| Evidence::at("`kubectl | rollout undo` \u{1b}[2J @all", "ops/a<img>.py", line));
                Outcome { evidence: evidence.collect(), ..outcome(Status::Passed, "there is a way back") }
            }
            "production-key" => outcome(Status::NeedsPerson, "Look at the key's kind in the dashboard"),
            _ if index % 3 == 0 => outcome(Status::NotApplicable, "no rerank calls"),
            _ => outcome(Status::Passed, "looked at 9 calls"),
        }
    });
    Answer { list, outcomes: outcomes.collect(), as_of: jiff::civil::date(2026, 11, 21), report }
}
