use super::*;
use crate::finding::{FindingBuilder, Label};
use crate::report::fixture::{self, APP};
use crate::source::Span;

fn full(report: &Report, style: &Style) -> String {
    let mut out = Vec::new();
    write(report, &mut out, style).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn a_project() {
    insta::assert_snapshot!(full(&fixture::project(), &Style::default()));
}

#[test]
fn a_narrow_terminal_without_unicode() {
    let text = full(&fixture::project(), &Style { unicode: false, width: 60, ..Style::default() });
    assert!(text.is_ascii(), "{text}");
    insta::assert_snapshot!(text);
}

#[test]
fn a_clean_run() {
    insta::assert_snapshot!(full(&fixture::clean(), &Style::default()), @"✓ no findings · 812 files scanned, 37 parsed · 5 clients, 9 calls · 0.12 s");
    let mut none = fixture::clean();
    (none.summary.clients, none.summary.calls) = (0, 0);
    insta::assert_snapshot!(full(&none, &Style::default()), @"✓ no use of Cohere found · 812 files scanned, 37 parsed · 0.12 s");
}

#[test]
fn colour_and_links_say_nothing_that_plain_text_does_not() {
    let style = Style { color: true, hyperlinks: true, ..Style::default() };
    let colored = full(&fixture::project(), &style);
    assert!(colored.contains("\u{1b}]8;;https://example.com/rules/retired-model\u{1b}\\retired-model\u{1b}]8;;\u{1b}\\"));
    let mut bare = String::new();
    let mut rest = colored.as_str();
    while let Some((text, escape)) = rest.split_once('\u{1b}') {
        bare.push_str(text);
        let end = if escape.starts_with(']') { escape.find('\\') } else { escape.find('m') };
        rest = &escape[end.unwrap() + 1..];
    }
    bare.push_str(rest);
    let plain = full(&fixture::project(), &Style::default());
    let plain: Vec<_> = plain.lines().filter(|line| !line.starts_with("  docs:")).collect();
    assert_eq!(bare.lines().collect::<Vec<_>>(), plain);
}

#[test]
fn hostile_files_and_names_do_no_harm() {
    let report = fixture::hostile();
    for style in
        [Style::default(), Style { unicode: false, width: 0, ..Style::default() }, Style { color: true, width: 500, ..Style::default() }]
    {
        let text = full(&report, &style);
        if !style.color {
            assert!(!text.contains('\u{1b}'));
        }
        for hidden in ['\u{7}', '\r', '\u{9b}', '\u{202e}'] {
            assert!(!text.contains(hidden), "{hidden:?}");
        }
        let widest = text.lines().map(|line| line.chars().count()).max().unwrap();
        assert!(widest < 1_200, "{widest}");
        assert_eq!(text.matches("retired-model]").count(), report.findings.len() - 1);
    }
}

#[test]
fn a_label_at_the_end_of_a_file_is_shown() {
    let mut report = Report::default();
    fixture::file(&mut report, APP, "a.py", "co.chat()\n");
    fixture::push(&mut report, FindingBuilder::new("r", Severity::Error, APP, Span::new(10, 10)).words("m", "", "").label("here"));
    insta::assert_snapshot!(full(&report, &Style::default()), @"
      error[r]: m
       ╭─[a.py:2:1]
     1 │ co.chat()
     2 │
       · ▲
       · ╰── here
       ╰────

    1 error in 1 file · 0 files scanned, 0 parsed · 0.00 s
    ");
}

#[test]
fn lines_in_windows_fashion_tabs_and_wide_characters_keep_their_columns() {
    let mut report = Report::default();
    let text = "# 日本語 = 'é'\r\n\tco.chat('日本', model='m')\r\nx\r\n";
    fixture::file(&mut report, APP, "a.py", text);
    let at = text.find("model").unwrap();
    fixture::push(&mut report, FindingBuilder::new("r", Severity::Note, APP, Span::new(at, at + 9)).words("m", "", "").label("here"));
    insta::assert_snapshot!(full(&report, &Style::default()), @"
      note[r]: m
       ╭─[a.py:2:16]
     1 │ # 日本語 = 'é'
     2 │     co.chat('日本', model='m')
       ·                     ────┬────
       ·                         ╰── here
     3 │ x
       ╰────

    1 note in 1 file · 0 files scanned, 0 parsed · 0.00 s
    ");
}

#[test]
fn a_long_line_is_cut_around_the_place() {
    let mut report = Report::default();
    let text = format!("var a={};co.chat({{model:\"m\"}});{}", "1,".repeat(50_000), "f();".repeat(20_000));
    fixture::file(&mut report, APP, "a.js", &text);
    let at = text.find("co.chat").unwrap();
    fixture::push(&mut report, FindingBuilder::new("r", Severity::Error, APP, Span::new(at, at + 7)).words("m", "", "").label("here"));
    insta::assert_snapshot!(full(&report, &Style::default()), @r#"
      error[r]: m
       ╭─[a.js:1:100008]
     1 │ …,1,1,1,1,1,1,1,1,1,1,;co.chat({model:"m"});f();f();f();f();f();f();f();f();f();f();f();f(…
       ·                        ───┬───
       ·                           ╰── here
       ╰────

    1 error in 1 file · 0 files scanned, 0 parsed · 0.00 s
    "#);
}

#[test]
fn labels_on_one_another_all_have_their_say() {
    let mut report = Report::default();
    fixture::file(&mut report, APP, "a.py", "reply = co.chat(model='m')\n");
    let label = |start, end, text: &str| Label { file: APP, span: Span::new(start, end), text: text.into() };
    let finding = FindingBuilder::new("r", Severity::Error, APP, Span::new(22, 25)).words("m", "", "").label("this model");
    fixture::push(
        &mut report,
        finding.flow([label(22, 25, "made here"), label(8, 26, "called here")]).related(APP, Span::new(0, 26), "all of it"),
    );
    insta::assert_snapshot!(full(&report, &Style::default()), @"
      error[r]: m
       ╭─[a.py:1:23]
     1 │ reply = co.chat(model='m')
       · ────┬──────────┬───────┬─
       ·     │          │       ╰── this model; 1. made here
       ·     │          ╰── 2. called here
       ·     ╰── all of it
       ╰────

    1 error in 1 file · 0 files scanned, 0 parsed · 0.00 s
    ");
}

#[test]
fn a_reason_is_given_once_and_help_every_time() {
    let mut report = fixture::project();
    let again = |report: &mut Report, why: &str| {
        let finding = fixture::at(report, "retired-model", Severity::Error, APP, "model").words("again", why, "Help again.");
        fixture::push(report, finding);
    };
    again(&mut report, "One reason.");
    again(&mut report, "One reason.");
    again(&mut report, "Another reason.");
    let text = full(&report, &Style::default());
    assert_eq!(["One reason.", "Another reason.", "Help again.", "/retired-model"].map(|words| text.matches(words).count()), [1, 1, 3, 1]);
}

#[test]
fn many_places_and_notifications_are_cut_short() {
    let mut report = Report::default();
    fixture::file(&mut report, APP, "a.py", &"x\n".repeat(200));
    let steps = (0..20).map(|step| Label { file: APP, span: Span::new(step * 20, step * 20 + 1), text: "passed here".into() });
    fixture::push(&mut report, FindingBuilder::new("r", Severity::Error, APP, Span::new(0, 1)).words("m", "", "").flow(steps));
    let notification = Notification {
        level: NotificationLevel::Note,
        id: "oversized-file",
        message: "skipped".into(),
        path: Some("a\u{1b}.js".into()),
        line: None,
    };
    report.notifications = vec![notification; 30];
    let text = full(&report, &Style::default());
    assert_eq!(text.matches("a.py:").count(), FRAMES);
    assert!(text.contains("  and 14 more places (the JSON report has them all)\n"), "{text}");
    assert_eq!(text.matches("a␛.js: note[oversized-file] skipped").count(), NOTIFICATIONS);
    assert!(text.contains("and 25 more oversized-file"));
}
