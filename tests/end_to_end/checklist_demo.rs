//! Two whole projects and the checklist's answers for them: one that may go live, and one in which everything is wrong that can be seen to be.

use super::checklist::{checklist, items};
use super::formats::settled;
use super::harness::Project;
use cohere_lint::checklist::list::List;

const FORMATS: [&str; 4] = ["text", "markdown", "json", "html"];

fn project(name: &str) -> Project {
    Project::fixture_at(&format!("checklist/{name}"), ".")
}

/// Compares the project's report in every format with the one that was accepted.
fn reports_of(name: &str, code: i32) {
    let project = project(name);
    for format in FORMATS {
        let run = checklist(&project, &["--output-format", format]);
        assert_eq!((run.code, run.error.as_str()), (code, ""), "{format}");
        settled(|| insta::assert_snapshot!(format!("checklist-{name}-{format}"), run.out));
    }
}

#[test]
fn reports_of_a_project_that_is_ready() {
    reports_of("ready", 0);
}

#[test]
fn reports_of_a_project_that_is_not() {
    reports_of("not-ready", 1);
}

#[test]
fn who_is_ready_passes_every_item() {
    let items = items(&project("ready"), &[]);
    for item in &List::embedded().unwrap().items {
        assert_eq!(items[item.id.as_str()].0, "passed", "{}: {}", item.id, items[item.id.as_str()].1);
    }
}

#[test]
fn who_is_not_fails_every_item_that_rules_or_evidence_decide() {
    let items = items(&project("not-ready"), &[]);
    let provable = List::embedded().unwrap().items.iter().filter(|item| !item.rules.is_empty() || item.evidence.is_some());
    let mut count = 0;
    for item in provable {
        count += 1;
        assert_eq!(items[item.id.as_str()].0, "failed", "{}: {}", item.id, items[item.id.as_str()].1);
    }
    assert!(count >= 30, "{count}");
}

#[test]
fn colour_changes_no_word() {
    let project = project("not-ready");
    let plain = checklist(&project, &[]).out;
    let mut command = super::harness::program(&project.path(""));
    command.args(["--color", "always", "checklist", "--as-of", super::harness::DAY]);
    let colored = super::harness::run(&mut command, "").out;
    assert!(colored.contains("\u{1b}["), "{colored}");
    assert_eq!(without_escapes(&colored), plain);
}

fn without_escapes(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("\u{1b}[") {
        plain.push_str(&rest[..at]);
        rest = rest[at..].split_once('m').map_or("", |(_, after)| after);
    }
    plain + rest
}
