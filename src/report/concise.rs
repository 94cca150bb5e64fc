//! A line a finding: `path:line:column: severity[rule] message`.

use super::full::notification_line;
use super::place::Place;
use super::summary::closing_line;
use super::visible::visible;
use super::{Color, Report, Style};
use std::io::{self, Write};

/// Writes the whole report.
pub(super) fn write(report: &Report, out: &mut dyn Write, style: &Style) -> io::Result<()> {
    for finding in &report.findings {
        let place = Place::of_finding(report, finding).map_or_else(String::new, |place| {
            let separator = style.paint(Color::Dim, ":");
            format!("{}{}{separator}{}{separator}{}{separator} ", shield(place.path), place.name(), place.start.line, place.start.column)
        });
        let url = report.rule(&finding.rule).map_or("", |rule| rule.url.as_str());
        let rule = style.link(url, &visible(&finding.rule));
        let heading = style.paint(Color::of(finding.severity), &format!("{}[{rule}]", finding.severity.as_str()));
        writeln!(out, "{place}{heading} {}", visible(&finding.message))?;
    }
    for notification in &report.notifications {
        let shield = notification.path.as_deref().map_or("", shield);
        writeln!(out, "{shield}{}", notification_line(notification, style))?;
    }
    writeln!(out, "{}", closing_line(report, style))
}

/// What goes before a path that a workflow runner would take for a command at the beginning of a line: `::error::`, `##vso[…]`.
fn shield(path: &str) -> &'static str {
    if path.starts_with("::") || path.starts_with("##") { "./" } else { "" }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    fn concise(report: &Report) -> String {
        let mut out = Vec::new();
        write(report, &mut out, &Style::default()).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_line_a_finding() {
        insta::assert_snapshot!(concise(&fixture::project()), @"
    src/app.py:6:15: error[retired-model] `command-r` was shut down on 2025-09-15
    src/config.py:3:7: error[hardcoded-api-key] an API key stands in the code
    web/run [id].ts:3:33: warning[missing-embedding-types] `embed` without `embeddingTypes`
    notes/try.ipynb:cell 3:1:1: note[missing-timeout] no timeout is set
    src/old.py:3: warning[syntax-error] 12 lines were not understood
    dist/all.js: note[oversized-file] 3.1 MB, more than 2 MB: skipped
    2 errors, 1 warning, 1 note in 4 files · 812 files scanned, 37 parsed · 5 clients, 9 calls · 0.12 s
    ");
    }

    #[test]
    fn a_clean_run_says_so() {
        insta::assert_snapshot!(concise(&fixture::clean()), @"✓ no findings · 812 files scanned, 37 parsed · 5 clients, 9 calls · 0.12 s");
    }

    #[test]
    fn every_finding_is_one_line_whatever_its_names() {
        let text = concise(&fixture::hostile());
        assert!(!text.contains('\u{1b}') && !text.contains('\r'));
        assert_eq!(text.lines().count(), fixture::hostile().findings.len() + 1);
    }
}
