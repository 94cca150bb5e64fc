//! Reports made by hand, for the tests of every format.

use super::{Report, ReportFile, RuleInfo, Summary};
use crate::finding::{Applicability, Edit, Finding, FindingBuilder, Fix, Label, Severity};
use crate::source::{FileId, LineIndex, Notification, NotificationLevel, Span};
use std::sync::Arc;
use std::time::Duration;

pub(super) const CONFIG: FileId = FileId(0);
pub(super) const APP: FileId = FileId(1);
pub(super) const WEB: FileId = FileId(2);
pub(super) const NOTEBOOK: FileId = FileId(3);

const APP_TEXT: &str = "\
from config import co


def answer(question):
    reply = co.chat(
        model=\"command-r\",
        messages=[{\"role\": \"user\", \"content\": question}],
    )
    return reply.message.content[0].text
";
const CONFIG_TEXT: &str = "import cohere\n\nKEY = \"q7**************************************\"\nco = cohere.ClientV2(api_key=KEY)\n";
const WEB_TEXT: &str = "const cohere = new CohereClientV2({ token });\r\n\r\n\texport const run = async () => cohere.embed({ model: \"embed-v4.0\", texts });\r\n";
const NOTEBOOK_TEXT: &str = "co.embed(texts=texts)\n";

/// The first occurrence of a token.
pub(super) fn span(report: &Report, file: FileId, token: &str) -> Span {
    let at = report.files[&file].text.find(token).unwrap_or_else(|| panic!("no {token:?}"));
    Span::new(at, at + token.len())
}

/// A finding under construction at a token.
pub(super) fn at(report: &Report, rule: &str, severity: Severity, file: FileId, token: &str) -> FindingBuilder {
    FindingBuilder::new(rule, severity, file, span(report, file, token))
}

/// Adds a file.
pub(super) fn file(report: &mut Report, id: FileId, path: &str, text: &str) {
    let file = ReportFile { path: path.to_owned(), text: text.to_owned(), lines: Arc::new(LineIndex::new(text)) };
    report.files.insert(id, file);
}

/// Adds a finding with what the engine fills in.
pub(super) fn push(report: &mut Report, builder: FindingBuilder) {
    let mut finding: Finding = builder.build();
    if let Some((start, end)) = report.positions(finding.primary.file, finding.primary.span) {
        (finding.start, finding.end) = (start, end);
    }
    finding.fingerprint = format!("{:032x}", report.findings.len() + 1);
    report.findings.push(finding);
}

fn rule(
    id: &'static str,
    group: &'static str,
    severity: Severity,
    cwe: Option<u32>,
    title: &'static str,
    markdown: &'static str,
) -> RuleInfo {
    let url = format!("https://example.com/rules/{id}");
    RuleInfo { id: id.into(), title: title.into(), group: group.into(), severity, cwe, markdown: markdown.into(), shown_as: None, url }
}

fn rules() -> Vec<RuleInfo> {
    vec![
        rule(
            "hardcoded-api-key",
            "secrets",
            Severity::Error,
            Some(798),
            "API key in the code",
            "## What\n\nA key as a *literal*.\n\n## Fix\n\nRead it from the environment.\n",
        ),
        rule("missing-embedding-types", "requests", Severity::Warning, None, "Embed without embedding types", ""),
        rule("missing-timeout", "reliability", Severity::Note, None, "No timeout", "No timeout is set."),
        rule("retired-model", "models", Severity::Error, None, "Model that was shut down", "A model past its shutdown."),
    ]
}

/// A project with a finding of every kind.
pub(super) fn project() -> Report {
    let mut report = Report { rules: rules(), ..Report::default() };
    file(&mut report, CONFIG, "src/config.py", CONFIG_TEXT);
    file(&mut report, APP, "src/app.py", APP_TEXT);
    file(&mut report, WEB, "web/run [id].ts", WEB_TEXT);
    file(&mut report, NOTEBOOK, "notes/try.ipynb", NOTEBOOK_TEXT);

    let model = span(&report, APP, "\"command-r\"");
    let label = |file, span, text: &str| Label { file, span, text: text.into() };
    let flow = [
        label(CONFIG, span(&report, CONFIG, "cohere.ClientV2(api_key=KEY)"), "made here"),
        label(APP, span(&report, APP, "config import co"), "imported here"),
        label(APP, Span::new(span(&report, APP, "co.chat").range().start, model.range().end + 70), "called here"),
    ];
    let fix = Fix {
        title: "Replace with `command-a-03-2025`".into(),
        applicability: Applicability::Safe,
        edits: vec![Edit { file: APP, span: model, replacement: "\"command-a-03-2025\"".into() }],
    };
    let finding = at(&report, "retired-model", Severity::Error, APP, "\"command-r\"")
        .words(
            "`command-r` was shut down on 2025-09-15",
            "Every request that names it is answered with 404. The documentation still lists it as deprecated; the server has refused it since that day.",
            "Use `command-a-03-2025`, or `command-r-08-2024` where the price decides.",
        )
        .label("this model")
        .flow(flow)
        .fix(fix);
    push(&mut report, finding);

    let finding = at(&report, "hardcoded-api-key", Severity::Error, CONFIG, "\"q7**************************************\"")
        .words(
            "an API key stands in the code",
            "Whoever reads the repository can spend your money.",
            "Read it from `CO_API_KEY`, and revoke this one.",
        )
        .related(CONFIG, span(&report, CONFIG, "api_key=KEY"), "used here");
    push(&mut report, finding);

    let finding = at(&report, "missing-embedding-types", Severity::Warning, WEB, "cohere.embed")
        .confidence(crate::finding::Confidence::Medium)
        .words("`embed` without `embeddingTypes`", "", "Say which types you want: `embeddingTypes: [\"float\"]`.");
    push(&mut report, finding);

    let finding = at(&report, "missing-timeout", Severity::Note, NOTEBOOK, "co.embed").words(
        "no timeout is set",
        "The default is 300 s.",
        "Set `timeout`.",
    );
    push(&mut report, finding);
    if let Some(finding) = report.findings.last_mut() {
        (finding.start.cell, finding.start.raw_line) = (Some(3), 41);
        (finding.end.cell, finding.end.raw_line) = (Some(3), 41);
    }

    report.notifications = vec![
        Notification {
            level: NotificationLevel::Warning,
            id: "syntax-error",
            message: "12 lines were not understood".into(),
            path: Some("src/old.py".into()),
            line: Some(3),
        },
        Notification {
            level: NotificationLevel::Note,
            id: "oversized-file",
            message: "3.1 MB, more than 2 MB: skipped".into(),
            path: Some("dist/all.js".into()),
            line: None,
        },
    ];
    report.summary = Summary {
        files_scanned: 812,
        files_parsed: 37,
        files_skipped: [("minified", 3), ("oversized", 1)].into(),
        clients: 5,
        calls: 9,
        suppressed: 2,
        hidden: 6,
        known: 0,
        unchanged: 0,
        as_of: "2026-11-21".into(),
        elapsed: Duration::from_millis(120),
    };
    report
}

/// A run that found nothing.
pub(super) fn clean() -> Report {
    let summary = Summary {
        files_scanned: 812,
        files_parsed: 37,
        clients: 5,
        calls: 9,
        as_of: "2026-11-21".into(),
        elapsed: Duration::from_millis(120),
        ..Summary::default()
    };
    Report { rules: rules(), summary, ..Report::default() }
}

/// Everything that has broken a renderer somewhere: texts, and spans in them that may lie.
pub(super) fn hostile() -> Report {
    let long = format!("x = \"{}\"; co.chat(model=\"m\"); {}", "a".repeat(100_000), "b".repeat(100_000));
    let nested = format!("{}\n", "(".repeat(70_000));
    let marks = "e\u{301}".repeat(100_000);
    let texts: &[(&str, Vec<Span>)] = &[
        (&long, vec![Span::new(100_007, 100_014), Span::new(0, 200_000), Span::new(200_020, 200_030)]),
        (&nested, vec![Span::new(66_000, 66_001), Span::new(70_001, 70_001)]),
        (&marks, vec![Span::new(200_000, 200_003), Span::new(200_001, 200_002)]),
        ("", vec![Span::new(0, 0), Span::new(5, 9)]),
        ("\n", vec![Span::new(0, 0), Span::new(0, 1), Span::new(1, 1)]),
        ("co.chat()", vec![Span::new(9, 9), Span::new(3, 900), Span { start: 5, end: 2 }]),
        ("a\r\nco.chat()\r\n", vec![Span::new(1, 3), Span::new(12, 14), Span::new(14, 14), Span::new(0, 14)]),
        ("a\rco.chat()\r", vec![Span::new(2, 9), Span::new(12, 12)]),
        ("\t\tco.chat(\t'x')\t# 日本語 😀 é\n", vec![Span::new(2, 9), Span::new(20, 23), Span::new(21, 22), Span::new(27, 31)]),
        ("print('\u{1b}[2J\u{1b}]8;;http://x\u{7}\u{9b}31m \u{202e}')\n", vec![Span::new(7, 9), Span::new(0, 30)]),
        ("f(\n  a,\n  b,\n)\n", vec![Span::new(0, 14), Span::new(1, 3), Span::new(2, 2)]),
        ("\u{feff}import cohere", vec![Span::new(0, 3), Span::new(3, 9)]),
    ];
    let mut report = Report { rules: rules(), ..Report::default() };
    for (index, (text, spans)) in texts.iter().enumerate() {
        let id = FileId(index as u32);
        file(&mut report, id, &format!("a\u{1b}[31m b/\r\n{index}\u{202e}%.py"), text);
        for span in spans {
            let all = spans.iter().map(|span| Label { file: id, span: *span, text: "step\u{1b}[0m\nof many".into() });
            let message = format!("model \u{1b}[1m{}\r\n is unknown", "m".repeat(3_000));
            let finding = FindingBuilder::new("retired-model", Severity::Error, id, *span)
                .words(message, "why\u{1b}[2J", "help\u{7}")
                .label("here\n")
                .flow(all.clone())
                .related(FileId(99), *span, "nowhere")
                .related(FileId((index as u32 + 1) % texts.len() as u32), *span, "elsewhere");
            push(&mut report, finding);
        }
    }
    push(&mut report, FindingBuilder::new("no-such-rule", Severity::Note, FileId(99), Span::new(3, 4)).words("without a file", "", ""));
    report
}
