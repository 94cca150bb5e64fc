//! The checklist as one page: no script, no network, and it prints.

use super::{Answer, Status, details, tally, tally_of, verdict};
use crate::report::summary::plural;
use crate::report::visible::visible;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use std::io::{self, Write};

const STYLE: &str = include_str!("page.css");

/// Writes the page.
pub(super) fn write(answer: &Answer, out: &mut dyn Write) -> io::Result<()> {
    let class = if answer.is_ready(false) {
        "passed"
    } else if answer.is_ready(true) {
        "open"
    } else {
        "failed"
    };
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                // Whatever a project's files may say: nothing is fetched, nothing is run.
                meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { "Go-live checklist: " (verdict(answer)) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                main {
                    header {
                        h1 { "Go-live checklist" }
                        p.verdict.(class) { (verdict(answer)) }
                        p.tally { (tally(answer)) }
                        p.run {
                            "Judged as of " (answer.report.summary.as_of) " by cohere-lint " (env!("CARGO_PKG_VERSION")) ": "
                            (plural(answer.report.summary.files_scanned, "file")) " scanned, "
                            (plural(answer.report.summary.clients, "client")) ", " (plural(answer.report.summary.calls, "call")) "."
                        }
                    }
                    @for group in &answer.list.groups {
                        section {
                            h2 { (group.title) " " span.count { (tally_of(answer.outcomes.iter().filter(|outcome| outcome.item.group == group.id))) } }
                            ul.items {
                                @for outcome in answer.outcomes.iter().filter(|outcome| outcome.item.group == group.id) {
                                    @let (lines, more) = details(answer, outcome);
                                    li.item.(class_of(outcome.status)) {
                                        span.mark aria-hidden="true" { (mark(outcome.status)) }
                                        div {
                                            h3 { (outcome.item.title) }
                                            p.reason { strong { (outcome.status.as_str()) } ": " (prose(&outcome.reason)) }
                                            @if !lines.is_empty() {
                                                ul.details {
                                                    @for line in &lines {
                                                        li { @if !line.place.is_empty() { code { (visible(&line.place)) } " " } (prose(&line.text)) }
                                                    }
                                                    @if more > 0 { li { "and " (plural(more, "more place")) } }
                                                }
                                            }
                                            @if outcome.status != Status::Passed && outcome.status != Status::NotApplicable {
                                                p.why { (outcome.item.why) @if let Some(link) = &outcome.item.link { " " a href=(link) { "Read on" } } }
                                            }
                                        }
                                    }
                                }
                            }
                        }
                    }
                    @if !answer.report.notifications.is_empty() {
                        section {
                            h2 { "Files that could not be read as a whole" }
                            ul.details {
                                @for notification in &answer.report.notifications {
                                    li {
                                        @if let Some(path) = &notification.path { code { (visible(path)) } " " }
                                        (prose(&notification.message))
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    };
    writeln!(out, "{}", page.into_string())
}

/// Words in which code stands in backticks.
fn prose(text: &str) -> Markup {
    let shown = visible(text);
    let parts: Vec<&str> = shown.split('`').collect();
    // One that is never closed is a character like any other.
    let is_paired = parts.len() % 2 == 1;
    html! {
        @if is_paired {
            @for (index, part) in parts.iter().enumerate() {
                @if index % 2 == 1 { code { (part) } } @else { (part) }
            }
        } @else { (shown) }
    }
}

fn class_of(status: Status) -> &'static str {
    match status {
        Status::Passed => "passed",
        Status::Failed => "failed",
        Status::NeedsPerson => "open",
        Status::NotApplicable => "aside",
    }
}

fn mark(status: Status) -> &'static str {
    match status {
        Status::Passed => "✓",
        Status::Failed => "✗",
        Status::NeedsPerson => "?",
        Status::NotApplicable => "–",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::checklist::fixture;

    fn page() -> String {
        let mut out = Vec::new();
        write(&fixture::answer(), &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn the_page_needs_nothing_from_outside() {
        let page = page();
        assert!(page.contains("default-src 'none'"), "{page}");
        for forbidden in ["<script", " src=", "@import", "url(", "<link", "onload"] {
            assert!(!page.contains(forbidden), "{forbidden}");
        }
        insta::assert_snapshot!(page.split_once("</style>").unwrap().1);
    }

    #[test]
    fn code_in_words_is_code() {
        assert_eq!(prose("`a<b>` calls `c`").into_string(), "<code>a&lt;b&gt;</code> calls <code>c</code>");
        assert_eq!(prose("a ` b").into_string(), "a ` b");
    }

    #[test]
    fn names_of_the_project_are_text() {
        assert!(page().contains("a&lt;img&gt;.py"), "{}", page());
        assert!(!page().contains("<img>"));
    }
}
