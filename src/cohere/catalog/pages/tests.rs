use super::*;
use rustc_hash::FxHashSet;

const PAGE: &str = r#"+++
id = "some-rule"
title = "Something is wrong"
group = "models"
severity = "warning"
since = "0.1.0"
languages = ["python", "typescript"]
+++

# What it finds

```toml
plain = true
```

```python bad version="cohere 5.3.0, httpx 0.27" as-of=2025-01-01
import cohere
cohere.Client()  # finding
```

```typescript good example=two file=src/a.ts
export const a = 1;
```

```typescript good example=two file=src/b.ts pedantic
import { a } from "./a"; // finding
```
"#;

fn message(text: &str) -> String {
    RulePage::parse("some-rule.md", text).expect_err("a malformed page").to_string()
}

#[test]
fn a_page_is_front_matter_text_and_examples() {
    let page = RulePage::parse("some-rule.md", PAGE).expect("a page");
    assert_eq!(page.front.title, "Something is wrong");
    assert_eq!(page.front.severity, PageSeverity::Warning);
    assert!(page.markdown.starts_with("# What it finds\n"));
    let [first, second] = page.examples.as_slice() else { panic!("two examples") };
    assert!(first.is_bad);
    assert_eq!(first.language, Language::Python);
    assert_eq!(first.packages, [("cohere".into(), "5.3.0".into()), ("httpx".into(), "0.27".into())]);
    assert_eq!(first.as_of, Some(jiff::civil::date(2025, 1, 1)));
    assert_eq!(first.files[0].name, "app.py");
    assert_eq!(first.files[0].findings, [2]);
    assert_eq!(first.line, 16);
    assert_eq!(PAGE.lines().nth(first.line - 1).map(|line| line.starts_with("```python bad")), Some(true));
    assert!(!second.is_bad);
    assert_eq!(second.files.iter().map(|file| file.name.as_str()).collect::<Vec<_>>(), ["src/a.ts", "src/b.ts"]);
}

#[test]
fn malformed_pages_say_where() {
    assert_eq!(message("# no front matter"), "some-rule.md: line 1: a page begins with front matter between lines of +++");
    assert!(message("+++\nid = 5\n+++\n").starts_with("some-rule.md: TOML parse error at line 1"));
    assert_eq!(message(&PAGE.replace("some-rule", "other")), "some-rule.md: line 2: the page of other has another file name");
    assert_eq!(message(&PAGE.replace("as-of=2025-01-01", "as-of=soon")), "some-rule.md: line 16: soon is no date");
    assert_eq!(
        message(&PAGE.replace("file=src/b.ts", "path=src/b.ts")),
        "some-rule.md: line 25: `path=src/b.ts` says nothing about an example"
    );
    assert_eq!(message(PAGE.trim_end().trim_end_matches('`')), "some-rule.md: line 25: the block is never closed");
}

#[test]
fn the_pages_of_the_rules_are_complete() {
    let pages = rule_pages().expect("the pages under rules/");
    assert!(!pages.is_empty());
    for page in pages {
        let id = &page.front.id;
        let groups = ["secrets", "api-version", "models", "requests", "reliability", "performance", "operations", "hygiene"];
        assert!(groups.contains(&page.front.group.as_str()), "{id}: {} is no group", page.front.group);
        for (name, option) in &page.front.options {
            assert!(option.default.is_of(option.kind), "{id}: the default of {name} is not {}", option.kind.words());
            assert!(name != "severity" && option.about.ends_with('.'), "{id}: {name} is described by a sentence");
        }
        for heading in ["## What it finds", "## Why it matters", "## How to fix it", "## What it does not find"] {
            assert!(page.markdown.contains(&format!("{heading}\n")), "{id} has no `{heading}`");
        }
        for language in &page.front.languages {
            let of = |is_bad| page.examples.iter().filter(|example| example.is_bad == is_bad && name(example.language) == language).count();
            assert!(of(true) >= 2, "{id}: two bad examples in {language}");
            assert!(of(false) >= 2, "{id}: two good examples in {language}");
        }
        for example in page.examples.iter().filter(|example| !example.is_bad) {
            assert!(
                example.files.iter().all(|file| file.findings.is_empty()),
                "{id}: line {}: a good example has no findings",
                example.line
            );
        }
    }
}

#[test]
fn examples_of_one_page_differ() {
    for page in rule_pages().expect("the pages under rules/") {
        let mut seen = FxHashSet::default();
        for example in &page.examples {
            let files: Vec<_> = example.files.iter().map(|file| (&file.name, &file.text)).collect();
            assert!(seen.insert((files, example.as_of, &example.packages)), "{}: line {}: an example twice", page.front.id, example.line);
        }
    }
}

fn name(language: Language) -> &'static str {
    match language {
        Language::Python => "python",
        Language::TypeScript => "typescript",
        Language::Rust => "rust",
    }
}

#[test]
fn examples_are_real_code() {
    for page in rule_pages().expect("the pages under rules/") {
        for example in &page.examples {
            for file in &example.files {
                let place = format!("{}: line {}: {}", page.front.id, example.line, file.name);
                match file.name.rsplit('.').next() {
                    Some("py") => assert!(parses(&tree_sitter_python::LANGUAGE.into(), &file.text), "{place}"),
                    Some("ts" | "js") => assert!(parses(&tree_sitter_typescript::LANGUAGE_TYPESCRIPT.into(), &file.text), "{place}"),
                    Some("tsx" | "jsx") => assert!(parses(&tree_sitter_typescript::LANGUAGE_TSX.into(), &file.text), "{place}"),
                    Some("rs") => assert!(syn::parse_file(&file.text).is_ok(), "{place}"),
                    _ => {}
                }
            }
        }
    }
}

fn parses(language: &tree_sitter::Language, text: &str) -> bool {
    let mut parser = tree_sitter::Parser::new();
    parser.set_language(language).expect("a grammar");
    parser.parse(text, None).is_some_and(|tree| !tree.root_node().has_error())
}
