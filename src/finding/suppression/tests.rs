use super::*;
use crate::finding::{FindingBuilder, Severity};

/// Suppressions of a text whose comments are found by their markers at the start of a line or behind a space.
fn parse(text: &str) -> Suppressions {
    let mut comments = Vec::new();
    let mut at = 0;
    while let Some(found) = text[at..].find(['#', '/']) {
        let start = at + found;
        let rest = &text[start..];
        let free = text[..start].chars().next_back().is_none_or(|c| c.is_whitespace() || c == '{');
        let length = if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else {
            rest.find(['\r', '\n']).unwrap_or(rest.len())
        };
        let comment = free && (rest.starts_with('#') && !rest.starts_with("#[") || rest.starts_with("//") || rest.starts_with("/*"));
        if comment {
            comments.push(Comment { span: Span::new(start, start + length) });
        }
        at = start + if comment { length } else { 1 };
    }
    Suppressions::parse(FileId(0), text, &LineIndex::new(text), &comments)
}

/// A finding of `rule` at the first occurrence of `token`, whose statement is `statement`.
fn finding(text: &str, rule: &str, token: &str, statement: &str) -> Finding {
    let at = text.find(token).unwrap();
    let start = text.find(statement).unwrap();
    FindingBuilder::new(rule, Severity::Error, FileId(0), Span::new(at, at + token.len()))
        .statement(Span::new(start, start + statement.len()))
        .build()
}

#[track_caller]
fn covered(text: &str, token: &str, statement: &str) -> bool {
    parse(text).covers(&finding(text, "unhandled-call", token, statement)).is_some()
}

#[test]
fn on_the_line_behind_or_before_the_code() {
    assert!(covered("co.chat()  # cohere-lint: ignore[unhandled-call] probed by hand\n", "chat", "co.chat()"));
    assert!(covered("/* cohere-lint: ignore[unhandled-call] */ co.chat();\n", "chat", "co.chat()"));
    assert!(covered("co.chat() // cohere-lint:ignore [ retired-model , unhandled-call ]", "chat", "co.chat()"));
    assert!(!covered("x = 1  # cohere-lint: ignore[unhandled-call]\nco.chat()\n", "chat", "co.chat()"));
    assert!(!covered("co.chat()  # cohere-lint: ignore[retired-model]\n", "chat", "co.chat()"));
}

#[test]
fn alone_on_the_line_above() {
    assert!(covered("# cohere-lint: ignore[unhandled-call]\r\nco.chat()\r\n", "chat", "co.chat()"));
    assert!(covered("  // cohere-lint: ignore[unhandled-call]\n  // because\n  /* and\n     so on */\n  co.chat()\n", "chat", "co.chat()"));
    assert!(covered("/*\n * cohere-lint: ignore[unhandled-call]\n */\nco.chat()\n", "chat", "co.chat()"));
    assert!(covered("<p>\n{/* cohere-lint: ignore[unhandled-call] */}\n{co.chat()}</p>", "chat", "co.chat()"));
    assert!(!covered("# cohere-lint: ignore[unhandled-call]\n\nco.chat()\n", "chat", "co.chat()"));
    assert!(!covered("# cohere-lint: ignore[unhandled-call]\nx = 1\nco.chat()\n", "chat", "co.chat()"));
    let comment = "# cohere-lint: ignore[unhandled-call]\n# co.chat()\n# co.embed()\nx = 1\n";
    assert!(covered(comment, "chat", "co.chat()"), "a finding within the comments below it");
    assert!(!covered("# co.chat()\n# cohere-lint: ignore[unhandled-call]\n", "chat", "co.chat()"));
}

#[test]
fn on_any_line_of_the_statement() {
    let text = "r = co.chat(\n    model='m',\n    messages=m,  # cohere-lint: ignore[unhandled-call]\n)\nco.embed()\n";
    let statement = &text[..text.find(")\n").unwrap() + 1];
    assert!(covered(text, "co.chat", statement));
    assert!(covered(text, "model", statement));
    assert!(!covered(text, "embed", "co.embed()"));
    let above = "# cohere-lint: ignore[unhandled-call]\nr = co.chat(\n    model='m',\n)\n";
    assert!(covered(above, "model", "r = co.chat(\n    model='m',\n)"));
}

#[test]
fn the_whole_file_from_its_top_only() {
    let top = "#!/usr/bin/env python\n\"\"\"Doc\n\nstring.\"\"\"\n# cohere-lint: ignore-file[unhandled-call] a script\nimport cohere\nco.chat()\n";
    assert!(covered(top, "chat", "co.chat()"));
    assert!(covered("'use client';\n// cohere-lint: ignore-file[unhandled-call]\nco.chat()", "chat", "co.chat()"));
    assert!(covered("#![allow(x)]\n// hi\n// cohere-lint: ignore-file[unhandled-call]\nco.chat()", "chat", "co.chat()"));
    let below = "import cohere\n# cohere-lint: ignore-file[unhandled-call]\nco.chat()\n";
    assert!(!covered(below, "chat", "co.chat()"));
    assert_eq!(parse(below).malformed()[0].message, "`ignore-file` below the first code silences nothing");
    assert!(covered("# cohere-lint: ignore-file[unhandled-call]\nco.chat()", "chat", "co.chat()"));
}

#[test]
fn behind_another_tools_comment_but_not_in_prose_or_docs() {
    assert!(covered("co.chat()  # type: ignore # cohere-lint: ignore[unhandled-call]\n", "chat", "co.chat()"));
    assert!(!covered("co.chat()  # write cohere-lint: ignore[unhandled-call] here\n", "chat", "co.chat()"));
    assert!(!covered("/// cohere-lint: ignore[unhandled-call]\nco.chat()\n", "chat", "co.chat()"));
    assert!(!covered("co.chat()  # say `# cohere-lint: ignore[unhandled-call]`\n", "chat", "co.chat()"));
    assert!(parse("# cohere-lint: see the docs\n# the cohere-lint: ignore\n").malformed().is_empty());
}

#[test]
fn what_silences_nothing_is_told() {
    let messages =
        |text: &str| parse(text).malformed().iter().map(|m| format!("{}: {}", &text[m.span.range()], m.message)).collect::<Vec<_>>();
    assert_eq!(messages("x # cohere-lint: ignore\n"), ["cohere-lint: ignore: `ignore` without rules silences nothing"]);
    assert_eq!(messages("x # cohere-lint: ignore because\n"), ["cohere-lint: ignore: `ignore` without rules silences nothing"]);
    assert_eq!(messages("x /* cohere-lint: ignore[ , ] */\n"), ["cohere-lint: ignore[ , ]: `ignore[]` without rules silences nothing"]);
    assert_eq!(messages("x # cohere-lint: ignore[a\n"), ["cohere-lint: ignore[a: `ignore[` has no closing bracket and silences nothing"]);
    assert_eq!(
        messages("x # cohere-lint: disable-next-line a\n"),
        ["cohere-lint: disable-next-line: `disable-next-line` is no suppression and silences nothing"]
    );
}

#[test]
fn unused_and_unknown_names_are_listed_with_what_to_delete() {
    let text = "co.chat()  # cohere-lint: ignore[unhandled-call, retired-model, no-such] why\n# cohere-lint: ignore[missing-model]\nx\n";
    let suppressions = parse(text);
    assert!(suppressions.covers(&finding(text, "unhandled-call", "chat", "co.chat()")).is_some());
    let show = |named: Vec<NamedRule>| {
        named.iter().map(|n| (n.rule.to_string(), &text[n.span.range()], n.removal.map(|span| &text[span.range()]))).collect::<Vec<_>>()
    };
    let known = |rule: &str| rule != "no-such";
    assert_eq!(
        show(suppressions.unused(&known)),
        [
            ("retired-model".to_owned(), "retired-model", Some("retired-model, ")),
            ("missing-model".to_owned(), "missing-model", Some("# cohere-lint: ignore[missing-model]\n")),
        ]
    );
    assert_eq!(show(suppressions.unknown(&known)), [("no-such".to_owned(), "no-such", Some(", no-such"))]);
    assert_eq!(suppressions.unused(&|rule| rule == "unhandled-call"), []);
    assert_eq!(suppressions.without_reason().len(), 1);
}

#[test]
fn the_nearest_comment_counts_and_a_trailing_one_goes_with_its_space() {
    let text = "# cohere-lint: ignore-file[a]\nco.chat()  # x # cohere-lint: ignore[a]\n";
    let suppressions = parse(text);
    assert_eq!(suppressions.covers(&finding(text, "a", "chat", "co.chat()")), Some(1));
    assert_eq!(suppressions.unused(&|_| true).len(), 1);
    assert_eq!(&text[parse(text).unused(&|_| true)[1].removal.unwrap().range()], " # cohere-lint: ignore[a]");
}

#[test]
fn other_files_and_odd_spans_are_no_trouble() {
    let text = "co.chat()  # cohere-lint: ignore[a]";
    let mut other = finding(text, "a", "chat", "co.chat()");
    other.primary.file = FileId(1);
    assert_eq!(parse(text).covers(&other), None);
    other.primary = crate::finding::Label { file: FileId(0), span: Span::new(900, 10), text: "".into() };
    parse(text).covers(&other);
    let outside = Suppressions::parse(FileId(0), "é", &LineIndex::new("é"), &[Comment { span: Span::new(1, 9) }]);
    assert!(outside.malformed().is_empty());
}
