//! Markdown, for a pull-request comment or a job summary.

use super::place::Place;
use super::summary::{left_out, plural};
use super::visible::visible;
use super::{Report, Tally};
use crate::finding::{Confidence, Finding, Severity};
use std::fmt::Write as _;
use std::io::{self, Write};

/// A comment on GitHub takes 65,536 characters; what does not fit is counted, not cut in half.
const LONGEST: usize = 60_000;

/// Writes a heading, a table of the findings with the gravest first, what was noticed on the way.
pub(super) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let mut findings: Vec<&Finding> = report.findings.iter().collect();
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    let mut text = format!("### cohere-lint: {}\n\n", verdict(report));
    if !findings.is_empty() {
        text.push_str("| | Where | What | What to do |\n|---|---|---|---|\n");
    }
    for (index, finding) in findings.iter().enumerate() {
        let row = row(report, finding);
        if text.len() + row.len() > LONGEST {
            let _ = writeln!(text, "\n…and {}; the other formats have them all.", plural(findings.len() - index, "more finding"));
            break;
        }
        text.push_str(&row);
    }
    if text.len() < LONGEST {
        notifications(report, &mut text);
    }
    if let Some(left_out) = left_out(report) {
        let _ = write!(text, "\n<sub>{}</sub>\n", inline(&left_out));
    }
    out.write_all(text.as_bytes())
}

/// What went wrong with inputs, folded.
pub(super) fn notifications(report: &Report, text: &mut String) {
    if report.notifications.is_empty() {
        return;
    }
    text.push_str("\n<details><summary>Files that could not be read as a whole</summary>\n\n");
    for notification in report.notifications.iter().take(50) {
        let place = notification.path.as_deref().map_or_else(String::new, |path| format!("{}: ", code(path)));
        let _ = writeln!(text, "- {place}{}", inline(&notification.message));
    }
    if report.notifications.len() > 50 {
        let _ = writeln!(text, "- …and {} more", report.notifications.len() - 50);
    }
    text.push_str("\n</details>\n");
}

fn verdict(report: &Report) -> String {
    let tally = Tally::of(report);
    let counts = [(tally.errors, "error"), (tally.warnings, "warning"), (tally.notes, "note")];
    let counts: Vec<String> = counts.iter().filter(|(count, _)| *count > 0).map(|(count, word)| plural(*count, word)).collect();
    if counts.is_empty() { "no findings".to_owned() } else { format!("{} in {}", counts.join(", "), plural(tally.files, "file")) }
}

fn row(report: &Report, finding: &Finding) -> String {
    let severity = match finding.severity {
        Severity::Error => "🔴 error",
        Severity::Warning => "🟠 warning",
        Severity::Note => "🔵 note",
    };
    let place = Place::of_finding(report, finding);
    let place = place.map_or_else(String::new, |place| code(&format!("{}:{}", place.name(), place.start.line)));
    let url = report.rule(&finding.rule).map_or("", |rule| rule.url.as_str());
    let rule = if url.is_empty() { code(&finding.rule) } else { format!("[{}]({url})", code(&finding.rule)) };
    let likely = if finding.confidence == Confidence::High { "" } else { " (likely)" };
    let why = if finding.why.is_empty() { String::new() } else { format!("<br><sub>{}</sub>", inline(&finding.why)) };
    format!("| {severity} | {place} | {rule}{likely}<br>{}{why} | {} |\n", inline(&finding.message), inline(&finding.help))
}

/// Words of ours that quote the project's: code between backticks stays code, the rest can't become markup, a mention or a cell.
pub(super) fn inline(text: &str) -> String {
    let text = visible(text);
    let mut parts = text.split('`');
    let mut safe = parts.next().map(escaped).unwrap_or_default();
    let mut is_code = true;
    let mut parts = parts.peekable();
    while let Some(part) = parts.next() {
        // A backtick without its partner is a backtick.
        match (is_code, parts.peek()) {
            (true, Some(_)) => safe.push_str(&code(part)),
            (true, None) => safe.push_str(&format!("\\`{}", escaped(part))),
            (false, _) => safe.push_str(&escaped(part)),
        }
        is_code = !is_code;
    }
    safe
}

fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '&' => safe.push_str("&amp;"),
            '@' => safe.push_str("&#64;"),
            '\\' | '*' | '_' | '[' | ']' | '#' | '|' | '~' | '!' => {
                safe.push('\\');
                safe.push(c);
            }
            c => safe.push(c),
        }
    }
    safe
}

/// A code span. HTML's, since a table's cell ends at a bar even in a Markdown one.
pub(super) fn code(text: &str) -> String {
    let mut safe = String::from("<code>");
    for c in visible(text).chars() {
        match c {
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '&' => safe.push_str("&amp;"),
            c if c.is_ascii_punctuation() && !matches!(c, '/' | '.' | '-' | ',' | '(' | ')' | '\'' | '=' | ';' | '"') => {
                let _ = write!(safe, "&#{};", u32::from(c));
            }
            c => safe.push(c),
        }
    }
    safe.push_str("</code>");
    safe
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    fn markdown(report: &Report) -> String {
        let mut out = Vec::new();
        write(report, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_row_a_finding() {
        insta::assert_snapshot!(markdown(&fixture::project()));
    }

    #[test]
    fn a_clean_run_says_so() {
        assert!(markdown(&fixture::clean()).starts_with("### cohere-lint: no findings\n"));
    }

    #[test]
    fn hostile_names_are_text() {
        assert!(!markdown(&fixture::hostile()).contains('\u{1b}'));
        assert_eq!(inline("a `b|c` @x <img> `d"), "a <code>b&#124;c</code> &#64;x &lt;img&gt; \\`d");
    }

    #[test]
    fn what_does_not_fit_is_counted() {
        let mut report = fixture::project();
        report.findings = report.findings.iter().cycle().take(1_000).cloned().collect();
        let text = markdown(&report);
        assert!(text.len() < LONGEST + 500);
        let rows = text.lines().filter(|line| line.starts_with("| 🔴") || line.starts_with("| 🟠") || line.starts_with("| 🔵")).count();
        assert!(text.contains(&format!("…and {} more findings", 1_000 - rows)), "{rows}");
    }

    /// Rendered by a Markdown parser every row has its four cells, whatever stands in them.
    #[test]
    fn no_text_breaks_the_table() {
        use pulldown_cmark::{Event, Options, Parser, Tag};
        for report in [fixture::project(), fixture::hostile()] {
            let text = markdown(&report);
            let events: Vec<Event<'_>> = Parser::new_ext(&text, Options::ENABLE_TABLES).collect();
            let count = |wanted: fn(&Tag<'_>) -> bool| events.iter().filter(|e| matches!(e, Event::Start(tag) if wanted(tag))).count();
            let rows = count(|tag| matches!(tag, Tag::TableRow));
            assert_eq!(count(|tag| matches!(tag, Tag::TableCell)), 4 * (rows + 1));
        }
    }
}
