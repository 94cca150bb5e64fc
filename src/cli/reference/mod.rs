//! `reference`: writes the documentation's reference pages, from what the program itself knows. A test holds the pages in `docs/reference` against it.

mod commands;
mod keys;

use super::args::{CHECKLIST_EXIT_CODES, Cli, EXIT_CODES, OutputFormat, ReferenceArgs};
use super::exit::ExitStatus;
use anyhow::Context;
use clap::{CommandFactory, ValueEnum};
use cohere_lint::checklist::list::List;
use cohere_lint::cohere::catalog::pages::{RulePage, rule_pages};
use cohere_lint::engine::Engine;
use std::fmt::Write as _;

const MARK: &str = "<!-- Written by `cargo run -- reference docs/reference`; changes here are lost. -->\n\n";
const RULES: &str = concat!(env!("CARGO_PKG_REPOSITORY"), "/blob/main/rules");

/// Runs the command.
///
/// # Errors
/// When the catalogue is broken or the directory can't be written to.
pub fn run(args: &ReferenceArgs) -> anyhow::Result<ExitStatus> {
    let pages = rule_pages().context("the built-in catalogue is broken")?;
    let list = List::embedded().context("the built-in checklist is broken")?;
    let schema = Engine::new()?.config_schema();
    let written = [
        ("commands.md", commands::page(Cli::command())),
        ("rules.md", rules(pages)),
        ("configuration-keys.md", keys::page(&schema)),
        ("formats.md", formats()),
        ("exit-codes.md", exit_codes()),
        ("checklist.md", checklist(list)),
    ];
    std::fs::create_dir_all(&args.directory)?;
    for (name, text) in written {
        let path = args.directory.join(name);
        std::fs::write(&path, format!("{MARK}{}\n", text.trim_end())).with_context(|| format!("cannot write {}", path.display()))?;
    }
    Ok(ExitStatus::Clean)
}

/// A text as it may stand in a cell of a table.
fn cell(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|")
}

fn rules(pages: &[RulePage]) -> String {
    let mut groups: Vec<&str> = pages.iter().map(|page| page.front.group.as_str()).collect();
    groups.sort_unstable();
    groups.dedup();
    let mut text = format!(
        "# Rules\n\n{} rules in {} groups. `cohere-lint rule ID` prints a page; the configuration may name rules and groups alike.\n",
        pages.len(),
        groups.len()
    );
    for group in groups {
        let _ = write!(text, "\n## {group}\n\n| Rule | Severity | Reads | Finds |\n|---|---|---|---|\n");
        for page in pages.iter().filter(|page| page.front.group == group) {
            let front = &page.front;
            let mut severity = cohere_lint::finding::Severity::from(front.severity).as_str().to_owned();
            if front.pedantic {
                severity.push_str(", under `--pedantic`");
            }
            if front.off_by_default {
                severity.push_str(", if named");
            }
            let languages = if front.languages.is_empty() { "configuration".to_owned() } else { front.languages.join(", ") };
            let _ = writeln!(text, "| [`{0}`]({RULES}/{0}.md) | {severity} | {languages} | {1} |", front.id, cell(&front.title));
        }
    }
    text
}

fn formats() -> String {
    let mut text = "# Formats\n\n`--output-format` of `check`, or `COHERE_LINT_OUTPUT_FORMAT`. The exit code is the same in each.\n\n| Format | What it is |\n|---|---|\n".to_owned();
    for format in OutputFormat::value_variants() {
        if let Some(value) = format.to_possible_value() {
            let _ = writeln!(text, "| `{}` | {} |", value.get_name(), cell(&value.get_help().map(ToString::to_string).unwrap_or_default()));
        }
    }
    text.push_str(
        "\nPaths are relative to the root, with forward slashes. Columns count Unicode code points from 1. In a notebook a place is a cell and a line of it. Findings are \
         sorted, so that two runs on the same code give the same report; each has a fingerprint that outlasts changes elsewhere in the file. Keys are masked before any format sees them.\n\n\
         `checklist` has formats of its own: `text`, `markdown`, `json` and `html`. `rule`, `models` and `config` have `text` and `json`.\n",
    );
    text
}

fn exit_codes() -> String {
    let mut text = "# Exit codes\n".to_owned();
    for (command, codes) in [("check", EXIT_CODES), ("checklist", CHECKLIST_EXIT_CODES)] {
        let _ = write!(text, "\n## `{command}`\n\n| Code | Meaning |\n|---|---|\n");
        for line in codes.lines().skip(1) {
            let (code, meaning) = line.trim().split_once("  ").unwrap_or((line, ""));
            let _ = writeln!(text, "| {code} | {} |", cell(meaning));
        }
    }
    text.push_str("\nAll other commands end with 0, or with 2 if they could not do what was asked. `--exit-zero` forgives findings, not an incomplete answer.\n");
    text
}

fn checklist(list: &List) -> String {
    let mut text = "# The go-live checklist\n\n`cohere-lint checklist` answers it. An item is decided by rules, by evidence in code and deployment files, or by somebody who vouches for it \
                    under its id.\n"
        .to_owned();
    for group in &list.groups {
        let _ = write!(text, "\n## {}\n\n| Item | Id | Why | Decided by |\n|---|---|---|---|\n", group.title);
        for item in list.items.iter().filter(|item| item.group == group.id) {
            let mut by: Vec<String> = item.rules.iter().map(|rule| format!("[`{rule}`]({RULES}/{rule}.md)")).collect();
            by.extend(item.evidence.is_some().then(|| "evidence".to_owned()));
            by.extend(item.person.is_some().then(|| "a person".to_owned()));
            let _ = writeln!(text, "| {} | `{}` | {} | {} |", cell(&item.title), item.id, cell(&item.why), by.join(", "));
        }
    }
    text
}
