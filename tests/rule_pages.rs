//! Runs every example of every rule's page: the bad ones must be found, where they say; the good ones must not.

use cohere_lint::cohere::catalog::pages::{Example, rule_pages};
use cohere_lint::engine::{CheckOptions, Engine, NoProgress};
use cohere_lint::rules::RULES;
use cohere_lint::source::Language;
use std::fmt::Write as _;
use std::path::Path;

#[test]
fn examples_of_rule_pages_hold() {
    let engine = Engine::new().expect("the catalogue is sound");
    let mut failures = String::new();
    let mut count = 0;
    for page in rule_pages().expect("the pages are sound") {
        for example in &page.examples {
            count += 1;
            if let Err(why) = run(&engine, &page.front.id, example) {
                let _ = writeln!(failures, "rules/{}.md:{}: {why}", page.front.id, example.line);
            }
        }
    }
    assert!(count > 100, "only {count} examples were found");
    assert!(failures.is_empty(), "\n{failures}");
}

#[test]
fn every_rule_has_a_page_with_examples_and_every_page_a_rule() {
    let pages = rule_pages().expect("the pages are sound");
    let ids: Vec<&str> = pages.iter().map(|p| p.front.id.as_str()).collect();
    let rules: Vec<&str> = RULES.iter().map(|r| r.id).collect();
    assert_eq!(ids, rules);
    for page in pages {
        for language in &page.front.languages {
            let language = match language.as_str() {
                "python" => Language::Python,
                "rust" => Language::Rust,
                _ => Language::TypeScript,
            };
            for is_bad in [true, false] {
                let count = page.examples.iter().filter(|e| e.language == language && e.is_bad == is_bad).count();
                assert!(count >= 2, "{} has {count} {} examples in {language:?}", page.front.id, if is_bad { "bad" } else { "good" });
            }
        }
    }
}

#[test]
fn pages_and_the_checklist_name_each_other() {
    let list = cohere_lint::checklist::list::List::embedded().expect("the list is sound");
    let pages = rule_pages().expect("the pages are sound");
    for page in pages {
        let Some(item) = &page.front.checklist else { continue };
        let named = list.item(item).unwrap_or_else(|| panic!("rules/{}.md names the item `{item}`, which is not listed", page.front.id));
        let names = named.rules.iter().chain(&named.reported_by);
        assert!(names.clone().any(|rule| *rule == page.front.id), "the item `{item}` does not list the rule {}", page.front.id);
    }
    for rule in list.items.iter().flat_map(|item| item.rules.iter().chain(&item.reported_by)) {
        assert!(pages.iter().any(|page| page.front.id == *rule), "rules/checklist.toml names the rule `{rule}`, which has no page");
    }
}

fn run(engine: &Engine, rule: &str, example: &Example) -> Result<(), String> {
    let root = tempfile::tempdir().map_err(|e| e.to_string())?;
    for file in &example.files {
        write(root.path(), &file.name, &file.text);
    }
    write_manifests(root.path(), example);
    let options = CheckOptions {
        root: Some(root.path().to_path_buf()),
        paths: vec![root.path().to_path_buf()],
        select: vec![rule.to_owned()],
        pedantic: example.pedantic,
        as_of: Some(example.as_of.unwrap_or(jiff::civil::date(2026, 11, 21))),
        // An unused suppression is one that another rule would have used.
        ..CheckOptions::default()
    };
    let options = if rule == "unused-suppression" { CheckOptions { select: Vec::new(), ..options } } else { options };
    let report = engine.check(&options, &NoProgress).map_err(|e| e.to_string())?;
    let found: Vec<_> = report
        .findings
        .iter()
        .filter(|f| f.rule == rule)
        .map(|f| (report.file(f.primary.file).map_or("", |x| x.path.as_str()).to_owned(), f.start.line as usize, f.message.clone()))
        .collect();
    if example.is_bad && found.is_empty() {
        let notes: Vec<_> = report.notifications.iter().map(|n| n.message.clone()).collect();
        return Err(format!("a bad example in which nothing was found {notes:?}"));
    }
    if !example.is_bad && !found.is_empty() {
        return Err(format!("a good example in which something was found: {found:?}"));
    }
    for file in &example.files {
        for line in &file.findings {
            if !found.iter().any(|(path, at, _)| *path == file.name && at == line) {
                return Err(format!("no finding on line {line} of {}; found: {found:?}", file.name));
            }
        }
    }
    Ok(())
}

fn write(root: &Path, name: &str, text: &str) {
    let path = root.join(name);
    std::fs::create_dir_all(path.parent().expect("a file has a directory")).expect("a directory can be made");
    std::fs::write(path, text).expect("a file can be written");
}

fn write_manifests(root: &Path, example: &Example) {
    if example.packages.is_empty() {
        return;
    }
    let pins = |format: fn(&str, &str) -> String| example.packages.iter().map(|(n, v)| format(n, v)).collect::<Vec<_>>();
    match example.language {
        Language::Python => write(root, "requirements.txt", &(pins(|n, v| format!("{n}=={v}")).join("\n") + "\n")),
        Language::TypeScript => {
            let pins = pins(|n, v| format!("\"{n}\": \"{v}\"")).join(", ");
            write(root, "package.json", &format!("{{\"name\": \"example\", \"private\": true, \"dependencies\": {{{pins}}}}}\n"));
        }
        Language::Rust => {
            let pins = pins(|n, v| format!("{n} = \"={v}\"")).join("\n");
            write(root, "Cargo.toml", &format!("[package]\nname = \"example\"\nversion = \"0.1.0\"\n\n[dependencies]\n{pins}\n"));
        }
    }
}
