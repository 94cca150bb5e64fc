//! The go-live checklist as a report: one file a format.

mod html;
mod json;
mod markdown;
mod terminal;

#[cfg(test)]
mod fixture;

use super::place::Place;
use super::{Report, Style};
use crate::checklist::list::List;
use crate::checklist::{Outcome, Status};
use jiff::civil::Date;
use std::io::{self, Write};

/// Findings listed below an item in formats for people; the run itself lists them all.
const FINDINGS: usize = 5;
/// Evidence listed below an item in formats for people.
const EVIDENCE: usize = 4;

/// The whole answer: what became of the list, and the run behind it.
#[derive(Debug)]
pub struct Answer {
    /// The list.
    pub list: &'static List,
    /// What became of each item, in the list's order.
    pub outcomes: Vec<Outcome>,
    /// The day it was judged by.
    pub as_of: Date,
    /// The run behind it.
    pub report: Report,
}

impl Answer {
    /// How many items have a status.
    pub fn count(&self, status: Status) -> usize {
        self.outcomes.iter().filter(|outcome| outcome.status == status).count()
    }

    /// Whether the project may go live. What needs a person keeps it from that, unless `allow_open`.
    pub fn is_ready(&self, allow_open: bool) -> bool {
        self.count(Status::Failed) == 0 && (allow_open || self.count(Status::NeedsPerson) == 0)
    }
}

/// The formats of the checklist.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ChecklistFormat {
    /// For a terminal.
    #[default]
    Text,
    /// For a comment or a job summary.
    Markdown,
    /// One JSON object.
    Json,
    /// One page, complete in itself.
    Html,
}

/// Writes the checklist.
///
/// # Errors
/// When `out` can't be written to.
pub fn write(format: ChecklistFormat, answer: &Answer, out: &mut dyn Write, style: &Style) -> io::Result<()> {
    match format {
        ChecklistFormat::Text => terminal::write(answer, out, style),
        ChecklistFormat::Markdown => markdown::write(answer, out),
        ChecklistFormat::Json => json::write(answer, &mut super::json_text::JsonText::new(out)),
        ChecklistFormat::Html => html::write(answer, out),
    }
}

/// The verdict and the numbers, in one line.
pub fn closing_line(answer: &Answer, style: &Style) -> String {
    terminal::closing_line(answer, style)
}

/// A line below an item: where, and what is to be seen there.
struct Detail {
    place: String,
    text: String,
}

/// What stands below an item: its findings or its evidence, the first few, and how many more there are.
fn details(answer: &Answer, outcome: &Outcome) -> (Vec<Detail>, usize) {
    let findings = outcome.findings.iter().filter_map(|index| answer.report.findings.get(*index)).map(|finding| {
        let place = Place::of_finding(&answer.report, finding);
        let place = place.map_or_else(String::new, |place| format!("{}:{}", place.name(), place.start.line));
        Detail { place, text: format!("{}: {}", finding.rule, finding.message) }
    });
    let evidence = outcome.evidence.iter().map(|evidence| Detail {
        place: match (&evidence.path, evidence.line) {
            (Some(path), Some(line)) => format!("{path}:{line}"),
            (Some(path), None) => path.clone(),
            _ => String::new(),
        },
        text: evidence.text.clone(),
    });
    let shown: Vec<Detail> = findings.take(FINDINGS).chain(evidence.take(EVIDENCE)).collect();
    let all = outcome.findings.len() + outcome.evidence.len();
    let more = all - shown.len();
    (shown, more)
}

/// `14 passed, 2 failed, 3 need a person, 4 not applicable`: what there is none of is left out.
fn tally(answer: &Answer) -> String {
    tally_of(answer.outcomes.iter())
}

/// The same of some outcomes.
fn tally_of<'a>(outcomes: impl Iterator<Item = &'a Outcome> + Clone) -> String {
    let words = [
        (Status::Passed, "passed"),
        (Status::Failed, "failed"),
        (Status::NeedsPerson, "need a person"),
        (Status::NotApplicable, "not applicable"),
    ];
    let count = |wanted: Status| outcomes.clone().filter(|outcome| outcome.status == wanted).count();
    let counts = words.iter().map(|(status, word)| (count(*status), word)).filter(|(count, _)| *count > 0);
    counts.map(|(count, word)| format!("{count} {word}")).collect::<Vec<_>>().join(", ")
}

/// The verdict in a word or two.
fn verdict(answer: &Answer) -> &'static str {
    match (answer.count(Status::Failed), answer.count(Status::NeedsPerson)) {
        _ if answer.count(Status::NotApplicable) == answer.outcomes.len() => "no use of Cohere found",
        (0, 0) => "ready to go live",
        (0, _) => "open questions",
        _ => "not ready to go live",
    }
}
