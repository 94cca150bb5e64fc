//! The checklist as Markdown: a table a group, with what failed and what is open unfolded.

use super::{Answer, Status, details, tally, verdict};
use crate::report::markdown::{code, inline, notifications};
use crate::report::summary::plural;
use std::fmt::Write as _;
use std::io::{self, Write};

/// A comment on GitHub takes 65,536 characters.
const LONGEST: usize = 60_000;

/// Writes the whole list.
pub(super) fn write(answer: &Answer, out: &mut dyn Write) -> io::Result<()> {
    let mark = if answer.is_ready(false) {
        "✅"
    } else if answer.is_ready(true) {
        "🟡"
    } else {
        "❌"
    };
    let mut text = format!("### {mark} cohere-lint checklist: {}\n\n{}\n", verdict(answer), tally(answer));
    for group in &answer.list.groups {
        let _ = write!(text, "\n#### {}\n\n| | Item | |\n|---|---|---|\n", inline(&group.title));
        for outcome in answer.outcomes.iter().filter(|outcome| outcome.item.group == group.id) {
            let mark = match outcome.status {
                Status::Passed => "✅",
                Status::Failed => "❌",
                Status::NeedsPerson => "🟡",
                Status::NotApplicable => "➖",
            };
            let mut why = format!("{}: {}", outcome.status.as_str(), inline(&outcome.reason));
            let (lines, more) = details(answer, outcome);
            for line in lines.iter().filter(|_| text.len() < LONGEST) {
                let place = if line.place.is_empty() { String::new() } else { format!("{} ", code(&line.place)) };
                let _ = write!(why, "<br>{place}{}", inline(&line.text));
            }
            if more > 0 {
                let _ = write!(why, "<br>…and {}", plural(more, "more place"));
            }
            let _ = writeln!(text, "| {mark} | {} | {why} |", inline(&outcome.item.title));
        }
    }
    if text.len() < LONGEST {
        notifications(&answer.report, &mut text);
    }
    out.write_all(text.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::checklist::fixture;

    #[test]
    fn tables_hold_whatever_stands_in_them() {
        use pulldown_cmark::{Event, Options, Parser, Tag};
        let mut out = Vec::new();
        write(&fixture::answer(), &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        let events: Vec<Event<'_>> = Parser::new_ext(&text, Options::ENABLE_TABLES).collect();
        let count = |wanted: fn(&Tag<'_>) -> bool| events.iter().filter(|e| matches!(e, Event::Start(tag) if wanted(tag))).count();
        let (tables, rows) = (count(|tag| matches!(tag, Tag::Table(_))), count(|tag| matches!(tag, Tag::TableRow)));
        assert_eq!(rows, fixture::answer().outcomes.len());
        assert_eq!(count(|tag| matches!(tag, Tag::TableCell)), 3 * (tables + rows));
        insta::assert_snapshot!(text);
    }
}
