//! The program as a shell sees it: output, standard error and exit codes, in an environment of the test's own.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// The program in a directory, without what the surroundings say about colours and terminals.
fn program(directory: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cohere-lint"));
    command.current_dir(directory).stdin(Stdio::null());
    for variable in ["NO_COLOR", "CLICOLOR_FORCE", "FORCE_COLOR", "COHERE_LINT_OUTPUT_FORMAT"] {
        command.env_remove(variable);
    }
    command
}

#[track_caller]
fn run(arguments: &[&str], status: i32) -> (String, String) {
    let directory = tempfile::tempdir().unwrap();
    answer(program(directory.path()).args(arguments).output().unwrap(), status)
}

#[track_caller]
fn answer(output: Output, status: i32) -> (String, String) {
    let text = |bytes| String::from_utf8(bytes).unwrap();
    let (out, error) = (text(output.stdout), text(output.stderr));
    assert_eq!(output.status.code(), Some(status), "{out}\n{error}");
    (out, error)
}

#[test]
fn an_empty_project_is_clean_in_every_format() {
    let (out, error) = run(&["check"], 0);
    assert!(out.starts_with("✓ no use of Cohere found"), "{out}");
    assert_eq!(error, "");
    for format in ["concise", "json", "jsonl", "sarif"] {
        let (out, _) = run(&["check", "--output-format", format, "."], 0);
        if format != "concise" {
            serde_json::from_str::<serde_json::Value>(&out).unwrap();
        }
    }
}

#[test]
fn wrong_usage_is_exit_code_2_and_says_what_is_wrong() {
    let (_, error) = run(&["chekc"], 2);
    assert!(error.contains("chekc"), "{error}");
    let (_, error) = run(&["check", "--output-format", "xml"], 2);
    assert!(error.contains("sarif"), "{error}");
    let (_, error) = run(&["check", "--as-of", "yesterday"], 2);
    assert!(error.contains("--as-of"), "{error}");
    let (_, error) = run(&["check", "-"], 2);
    assert!(error.contains("--stdin-filename"), "{error}");
    run(&[], 2);
}

#[test]
fn unknown_names_are_exit_code_2_with_a_proposal() {
    let (out, error) = run(&["models", "comand-a-03-2025"], 2);
    assert_eq!((out.as_str(), error.as_str()), ("", "error: unknown model `comand-a-03-2025`, did you mean `command-a-03-2025`?\n"));
    let (_, error) = run(&["rule", "no-such-rule"], 2);
    assert!(error.starts_with("error: unknown rule `no-such-rule`"), "{error}");
}

#[test]
fn a_report_file_leaves_standard_output_to_others() {
    let directory = tempfile::tempdir().unwrap();
    let arguments = ["check", "--output-format", "sarif", "--output-file", "report.sarif"];
    let (out, error) = answer(program(directory.path()).args(arguments).output().unwrap(), 0);
    assert_eq!(out, "");
    assert!(error.starts_with("✓ no use of Cohere found"), "{error}");
    let report = std::fs::read_to_string(directory.path().join("report.sarif")).unwrap();
    assert_eq!(serde_json::from_str::<serde_json::Value>(&report).unwrap()["version"], "2.1.0");
    let (_, error) = run(&["check", "--output-file", "no/such/directory/x"], 2);
    assert!(error.contains("cannot write no/such/directory/x"), "{error}");
}

#[test]
fn a_reader_who_leaves_early_is_no_failure() {
    let directory = tempfile::tempdir().unwrap();
    let mut child = program(directory.path()).arg("models").stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let (_, error) = answer(child.wait_with_output().unwrap(), 0);
    assert_eq!(error, "");
}

#[test]
fn a_file_can_come_from_standard_input() {
    let directory = tempfile::tempdir().unwrap();
    let arguments = ["check", "--stdin-filename", "app.py", "--output-format", "json"];
    let mut child =
        program(directory.path()).args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(b"x = 1\n").unwrap();
    let (out, _) = answer(child.wait_with_output().unwrap(), 0);
    assert_eq!(serde_json::from_str::<serde_json::Value>(&out).unwrap()["findings"], serde_json::json!([]));
}

#[test]
fn colours_come_when_called_and_not_otherwise() {
    let directory = tempfile::tempdir().unwrap();
    let colored = |command: &mut Command| answer(command.output().unwrap(), 0).0.contains('\u{1b}');
    assert!(!colored(program(directory.path()).arg("check")));
    assert!(colored(program(directory.path()).args(["check", "--color", "always"])));
    assert!(colored(program(directory.path()).arg("check").env("CLICOLOR_FORCE", "1")));
    assert!(!colored(program(directory.path()).arg("check").env("CLICOLOR_FORCE", "1").env("NO_COLOR", "1")));
}

#[test]
fn models_are_judged_on_the_day_asked_for() {
    let status = |day: &str| {
        let (out, _) = run(&["models", "rerank-english-v2.0", "--as-of", day, "--output-format", "json"], 0);
        let answer: serde_json::Value = serde_json::from_str(&out).unwrap();
        assert_eq!(answer["as_of"], day);
        answer["models"][0]["status"].as_str().unwrap().to_owned()
    };
    assert_eq!(status("2024-12-01"), "live");
    assert_eq!(status("2025-01-01"), "deprecated");
    assert_eq!(status("2026-01-01"), "retired");
}

#[test]
fn completions_are_there_for_every_shell() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let (out, _) = run(&["completions", shell], 0);
        assert!(out.contains("stdin-filename"), "{shell}");
    }
}

#[test]
fn manual_pages_are_written_for_packages() {
    let (page, _) = run(&["man"], 0);
    assert!(page.contains(".TH cohere-lint 1") && page.contains("checklist"), "{page}");
    let directory = tempfile::tempdir().unwrap();
    answer(program(directory.path()).args(["man", "share/man1"]).output().unwrap(), 0);
    let check = std::fs::read_to_string(directory.path().join("share/man1/cohere-lint-check.1")).unwrap();
    assert!(check.contains("force\\-exclude"), "{check}");
}
