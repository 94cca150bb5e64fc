//! The checklist on a terminal: grouped, with a mark before each item and its reason behind.

use super::{Answer, Status, details, tally, verdict};
use crate::report::full::notifications;
use crate::report::summary::plural;
use crate::report::visible::visible;
use crate::report::{Color, Style};
use std::io::{self, Write};

/// Writes the whole list.
pub(super) fn write(answer: &Answer, out: &mut dyn Write, style: &Style) -> io::Result<()> {
    for group in &answer.list.groups {
        writeln!(out, "{}", style.paint(Color::Strong, &group.title))?;
        for outcome in answer.outcomes.iter().filter(|outcome| outcome.item.group == group.id) {
            let (mark, color) = mark(outcome.status, style.unicode);
            let title = style.wrap(&outcome.item.title, "", "      ");
            writeln!(out, "  {} {title}", style.paint(color, mark))?;
            let reason = style.wrap(&format!("{}: {}", outcome.status.as_str(), visible(&outcome.reason)), "      ", "      ");
            writeln!(out, "{}", style.paint(if outcome.status == Status::Failed { color } else { Color::Dim }, &reason))?;
            let (lines, more) = details(answer, outcome);
            for line in lines {
                let place =
                    if line.place.is_empty() { String::new() } else { format!("{} ", style.paint(Color::Accent, &visible(&line.place))) };
                writeln!(out, "        {place}{}", visible(&line.text))?;
            }
            if more > 0 {
                writeln!(out, "        {}", style.paint(Color::Dim, &format!("and {}", plural(more, "more place"))))?;
            }
        }
        writeln!(out)?;
    }
    notifications(&answer.report, out, style)?;
    writeln!(out, "{}", closing_line(answer, style))
}

/// `not ready to go live: 14 passed, 2 failed, 3 need a person`
pub(super) fn closing_line(answer: &Answer, style: &Style) -> String {
    let color = if answer.is_ready(false) {
        Color::Good
    } else if answer.is_ready(true) {
        Color::Warning
    } else {
        Color::Error
    };
    format!("{}: {}", style.paint(color, verdict(answer)), tally(answer))
}

fn mark(status: Status, unicode: bool) -> (&'static str, Color) {
    match (status, unicode) {
        (Status::Passed, true) => ("✓", Color::Good),
        (Status::Passed, false) => ("+", Color::Good),
        (Status::Failed, true) => ("✗", Color::Error),
        (Status::Failed, false) => ("x", Color::Error),
        (Status::NeedsPerson, _) => ("?", Color::Warning),
        (Status::NotApplicable, true) => ("·", Color::Dim),
        (Status::NotApplicable, false) => ("-", Color::Dim),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::checklist::fixture;

    fn text(answer: &Answer, style: &Style) -> String {
        let mut out = Vec::new();
        write(answer, &mut out, style).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn the_whole_list() {
        insta::assert_snapshot!(text(&fixture::answer(), &Style::default()));
    }

    #[test]
    fn plain_terminals_get_ascii() {
        let style = Style { unicode: false, ..Style::default() };
        let shown = text(&fixture::answer(), &style);
        assert!(shown.contains("  x No keys in the source") && !shown.contains('✓'), "{shown}");
    }
}
