//! What a stranger's names and code can do to whoever reads a report: terminals, workflow runners, browsers, XML readers.

use super::harness::Project;

/// Names and texts that would act if they were let through.
const TRAPS: &[&str] = &[
    "\u{1b}[31mred\u{1b}[0m",
    "\u{1b}]8;;https://example.org\u{7}link\u{1b}]8;;\u{7}",
    "\u{9b}2J",
    "a\rb",
    "\u{8}\u{8}\u{8}",
    "\u{202e}reversed",
    "::error::forged",
    "::add-mask::x",
    "::stop-commands::token",
    "%0A::error::forged",
    "##vso[task.complete result=Succeeded;]",
    "##[error]forged",
    "<script>alert(1)</script>",
    "]]><x/>",
    "&xxe;",
    "| a | b |",
    "[link](javascript:alert(1))",
    "```\n# heading",
];

fn project(trap: &str) -> Project {
    let quoted = serde_json::to_string(&trap.replace('\n', " ")).unwrap();
    // In a model's id, a comment, an environment variable's name, an argument's name, and raw on the line of a finding.
    let raw = trap.replace(['\n', '\r', '"', '\\'], " ");
    let code = format!(
        "import cohere\nco = cohere.ClientV2()\nco.chat(model={quoted}, messages=[])  # {raw}\nco.chat(model=\"command-r\", messages=[], system=\"{raw}\")  # cohere-lint: allow {raw}\n"
    );
    let project = Project::new(&[("app.py", &code)]);
    let name: String = trap.chars().filter(|c| *c != '/' && *c != '\0').collect();
    let path = project.path(&format!("{name}.py"));
    if std::fs::write(path, &code).is_err() {
        eprintln!("skipped as a name: {trap:?}");
    }
    project
}

#[test]
fn no_format_lets_control_characters_through() {
    for trap in TRAPS {
        let project = project(trap);
        for format in super::FORMATS {
            let run = project.check(&["--output-format", format]);
            assert_eq!(run.code, 1, "{trap:?} in {format}: {run:?}");
            let bad = run.out.chars().chain(run.error.chars()).find(|c| c.is_control() && !matches!(c, '\n' | '\t'));
            assert_eq!(bad, None, "{trap:?} in {format}: {}", run.out);
            if matches!(format, "full" | "concise" | "markdown" | "github") {
                assert!(!run.out.contains('\u{202e}'), "{trap:?} in {format}");
            }
        }
        for format in ["text", "markdown", "json", "html"] {
            let run = super::harness::run(super::harness::program(&project.path(".")).args(["checklist", "--output-format", format]), "");
            let bad = run.out.chars().find(|c| c.is_control() && !matches!(c, '\n' | '\t'));
            assert_eq!(bad, None, "{trap:?} in the checklist as {format}");
            assert!(format != "html" || !run.out.contains("<script>alert"), "{trap:?}");
        }
    }
}

#[test]
fn workflow_runners_are_told_nothing_but_annotations() {
    for trap in TRAPS {
        let run = project(trap).check(&["--output-format", "github"]);
        for line in run.out.lines() {
            let is_ours = ["::error ", "::warning ", "::notice ", "::group::", "::endgroup::"].iter().any(|start| line.starts_with(start));
            assert!(is_ours || !line.starts_with("::") && !line.starts_with("##"), "{trap:?}: {line}");
            assert_eq!(line.matches("::").count() % 2, 0, "{trap:?}: a command in a command: {line}");
        }
        for format in ["full", "concise"] {
            let run = project(trap).check(&["--output-format", format]);
            let forged = run.out.lines().find(|line| line.starts_with("::") || line.starts_with("##"));
            assert_eq!(forged, None, "{trap:?} in {format}: {}", run.out);
        }
    }
}

#[test]
fn machine_formats_stay_well_formed() {
    for trap in TRAPS {
        let project = project(trap);
        for format in ["json", "sarif", "gitlab", "rdjson"] {
            let run = project.check(&["--output-format", format]);
            serde_json::from_str::<serde_json::Value>(&run.out).unwrap_or_else(|error| panic!("{trap:?} in {format}: {error}"));
        }
        for line in project.check(&["--output-format", "jsonl"]).out.lines() {
            serde_json::from_str::<serde_json::Value>(line).unwrap();
        }
        for format in ["junit", "checkstyle"] {
            let run = project.check(&["--output-format", format]);
            let mut reader = quick_xml::Reader::from_str(&run.out);
            loop {
                match reader.read_event() {
                    Ok(quick_xml::events::Event::Eof) => break,
                    Ok(_) => {}
                    Err(error) => panic!("{trap:?} in {format}: {error}\n{}", run.out),
                }
            }
        }
    }
}
