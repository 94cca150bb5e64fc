//! The commands in the documentation are run, and print what it says they print.
//!
//! A block ```` ```python file=app.py ```` writes a file; a block ```` ```console run ```` runs its lines that begin with `$ ` and holds what follows against
//! the output: line by line, where `…` stands for any number of lines and `[..]` for any text within one. `exit=1` says how all its commands end.
//! The blocks of a page share a directory. Commands that judge by the day get the day of the tests.

use super::harness::{DAY, Project, program, run};
use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};
use std::path::Path;

/// A fenced block: its info string and its text.
type Block = (String, String);

fn blocks(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut open: Option<Block> = None;
    for event in Parser::new(text) {
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => open = Some((info.to_string(), String::new())),
            Event::End(TagEnd::CodeBlock) => blocks.extend(open.take()),
            Event::Text(text) => {
                if let Some((_, block)) = &mut open {
                    block.push_str(&text);
                }
            }
            _ => {}
        }
    }
    blocks
}

/// The value of `name=value` in an info string.
fn value<'i>(info: &'i str, name: &str) -> Option<&'i str> {
    info.split_whitespace().find_map(|word| word.strip_prefix(name)?.strip_prefix('='))
}

/// Whether a line is as written, `[..]` standing for any text.
fn is_line(wanted: &str, line: &str) -> bool {
    let mut parts = wanted.split("[..]");
    let Some(mut rest) = parts.next().and_then(|first| line.strip_prefix(first)) else { return false };
    let parts: Vec<&str> = parts.collect();
    let Some((last, middle)) = parts.split_last() else { return rest.is_empty() };
    for part in middle {
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.ends_with(last)
}

/// Whether the lines are as written, `…` standing for any number of them.
fn are_lines(wanted: &[&str], lines: &[&str]) -> bool {
    match wanted.split_first() {
        None => lines.is_empty(),
        Some((&"…", rest)) => (0..=lines.len()).any(|skipped| are_lines(rest, &lines[skipped..])),
        Some((first, rest)) => lines.split_first().is_some_and(|(line, lines)| is_line(first, line) && are_lines(rest, lines)),
    }
}

/// Runs the commands of a page; how many there were.
fn run_page(name: &str, text: &str) -> usize {
    let project = Project::empty();
    let mut commands = 0;
    for (info, block) in blocks(text) {
        if let Some(file) = value(&info, "file") {
            project.write(file, block.as_bytes());
        }
        if !info.split_whitespace().any(|word| word == "run") {
            continue;
        }
        let code = value(&info, "exit").map_or(0, |code| code.parse().unwrap());
        for step in format!("\n{block}").split("\n$ ").skip(1) {
            let (command, wanted) = step.split_once('\n').unwrap_or((step, ""));
            let arguments: Vec<&str> = command.split_whitespace().collect();
            assert_eq!(arguments.first(), Some(&"cohere-lint"), "{name}: only cohere-lint is run, not `{command}`");
            let takes_day = ["check", "checklist", "init", "models"].contains(&arguments[1]);
            let day = if takes_day && !arguments.contains(&"--as-of") { vec!["--as-of", DAY] } else { Vec::new() };
            let ended = run(program(&project.path("")).args(["--color", "never"]).args(&arguments[1..]).args(day), "");
            let printed = format!("{}{}", ended.out, ended.error);
            let (wanted, lines): (Vec<&str>, Vec<&str>) = (wanted.trim_end().lines().collect(), printed.trim_end().lines().collect());
            assert_eq!(ended.code, code, "{name}: $ {command}\n{printed}");
            assert!(are_lines(&wanted, &lines), "{name}: $ {command}\nprinted:\n{printed}\nthe page says:\n{}", wanted.join("\n"));
            commands += 1;
        }
    }
    commands
}

#[test]
fn the_commands_of_the_documentation_do_what_it_says() {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
    let mut commands = 0;
    for entry in walkdir::WalkDir::new(&docs).sort_by_file_name().into_iter().map(Result::unwrap) {
        if entry.path().extension().is_some_and(|extension| extension == "md") {
            commands += run_page(&entry.path().display().to_string(), &std::fs::read_to_string(entry.path()).unwrap());
        }
    }
    assert!(commands >= 10, "only {commands} commands were run");
}

#[test]
fn output_is_held_against_the_page_line_by_line() {
    let is = |wanted: &str, printed: &str| are_lines(&wanted.lines().collect::<Vec<_>>(), &printed.lines().collect::<Vec<_>>());
    assert!(is("a\n…\nd [..] s", "a\nb\nc\nd 0.12 s"));
    assert!(is("…", "") && is("…", "a\nb") && is("x [..]-[..]!", "x a-b-c!"));
    assert!(!is("a", "a\nb") && !is("a\n…\nc", "a\nb") && !is("a [..] s", "a 1 m") && !is("", "a"));
}

#[test]
fn every_page_is_in_the_table_of_contents_and_no_link_leads_nowhere() {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
    let links = |path: &Path| -> Vec<String> {
        let text = std::fs::read_to_string(path).unwrap();
        let parser = Parser::new(&text);
        let targets = parser.filter_map(|event| match event {
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => Some(dest_url.to_string()),
            _ => None,
        });
        targets.filter(|target| !target.contains("://") && !target.starts_with('#')).collect()
    };
    let listed: Vec<_> = links(&docs.join("SUMMARY.md")).into_iter().map(|target| docs.join(target)).collect();
    for entry in walkdir::WalkDir::new(&docs).into_iter().map(Result::unwrap) {
        let path = entry.path();
        if path.extension().is_none_or(|extension| extension != "md") {
            continue;
        }
        assert!(path.ends_with("SUMMARY.md") || listed.iter().any(|page| page == path), "{} is not in SUMMARY.md", path.display());
        for target in links(path) {
            let file = target.split('#').next().unwrap_or_default();
            let to = path.parent().unwrap().join(file);
            assert!(to.is_file(), "{} links to {target}, which is not there", path.display());
            assert!(
                to.canonicalize().unwrap().starts_with(docs.canonicalize().unwrap()),
                "{} links out of the site: {target}",
                path.display()
            );
        }
    }
}
