//! Known findings, and findings on changed lines only.

use super::harness::{Project, program, run};
use std::process::Command;

const APP: &str = "\
import cohere

co = cohere.ClientV2()


def answer(question):
    return co.chat(model=\"command\", messages=[{\"role\": \"user\", \"content\": question}], max_tokens=100)
";

fn fingerprints(project: &Project) -> Vec<String> {
    let document = project.json(&[]);
    document["findings"].as_array().unwrap().iter().map(|f| f["fingerprint"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn only_new_findings_are_reported() {
    let project = Project::new(&[("app.py", APP)]);
    let before = project.found(&[]).len();
    assert!(before > 0);

    let run = project.check(&["--baseline", "known.jsonl", "--write-baseline"]);
    assert_eq!(run.code, 0, "{}{}", run.out, run.error);
    assert!(run.error.contains(&format!("{before} known findings")), "{}", run.error);
    assert!(project.found(&["--baseline", "known.jsonl"]).is_empty());

    project.write("new.py", b"from app import co\n\n\ndef ask():\n    return co.generate(prompt='x')\n");
    let found = project.found(&["--baseline", "known.jsonl"]);
    assert!(!found.is_empty() && found.iter().all(|f| f.starts_with("new.py:")), "{found:?}");
    let run = project.check(&["--baseline", "known.jsonl"]);
    assert_eq!(run.code, 1);
    assert!(run.out.contains(&format!("{before} known to the baseline")), "{}", run.out);
}

#[test]
fn a_missing_or_broken_baseline_is_an_error() {
    let project = Project::new(&[("app.py", APP), ("broken.jsonl", "{\"cohere-lint-baseline\":1}\n{\"path\n")]);
    let run = project.check(&["--baseline", "missing.jsonl"]);
    assert_eq!((run.code, run.out.as_str()), (2, ""));
    assert!(run.error.contains("missing.jsonl") && run.error.contains("--write-baseline"), "{}", run.error);
    let run = project.check(&["--baseline", "broken.jsonl"]);
    assert_eq!(run.code, 2);
    assert!(run.error.contains("broken.jsonl: line 2, column"), "{}", run.error);
    assert_eq!(project.check(&["--write-baseline"]).code, 2);
}

#[test]
fn stale_entries_are_told_and_pruned_by_whole_runs_only() {
    let project = Project::new(&[("app.py", APP), ("other.py", "import cohere\n\ncohere.ClientV2('x').generate(prompt='x')\n")]);
    project.check(&["--baseline", "known.jsonl", "--write-baseline"]);
    let whole = std::fs::read_to_string(project.path("known.jsonl")).unwrap();
    std::fs::remove_file(project.path("other.py")).unwrap();

    // A run that looks elsewhere, or for something else, says nothing of it and takes nothing out.
    for partial in [["app.py", "--no-progress"], ["--select", "retired-model"]] {
        let run = project.check(&[&partial[..], &["--baseline", "known.jsonl", "--prune"]].concat());
        assert!(!run.out.contains("stale-baseline"), "{}", run.out);
        assert_eq!(std::fs::read_to_string(project.path("known.jsonl")).unwrap(), whole);
    }
    let run = project.check(&["--baseline", "known.jsonl"]);
    assert_eq!(run.code, 0);
    assert!(run.out.contains("stale-baseline") && run.out.contains("other.py"), "{}", run.out);
    project.check(&["--baseline", "known.jsonl", "--prune"]);
    let pruned = std::fs::read_to_string(project.path("known.jsonl")).unwrap();
    assert!(pruned.contains("app.py") && !pruned.contains("other.py"), "{pruned}");
}

#[test]
fn fingerprints_outlast_what_does_not_matter() {
    let project = Project::new(&[("app.py", APP)]);
    let before = fingerprints(&project);
    let moved = format!("# A comment\n\n{}", APP.replace("co = ", "UNRELATED = 1\nco = "));
    let reformatted = APP.replace("co.chat(model=\"command\", ", "co.chat(\n        model='command',\n        ");
    let renamed = APP.replace("question", "query");
    for (what, text) in [("moved", moved), ("reformatted", reformatted), ("renamed", renamed)] {
        project.write("app.py", text.as_bytes());
        assert_eq!(fingerprints(&project), before, "{what}:\n{text}");
    }
    project.write(
        "app.py",
        format!("{APP}\n\ndef again(question):\n    return co.chat(model=\"command\", messages=[], max_tokens=1)\n").as_bytes(),
    );
    let after = fingerprints(&project);
    let distinct: std::collections::BTreeSet<_> = after.iter().collect();
    assert_eq!(distinct.len(), after.len());
    assert!(before.iter().all(|f| after.contains(f)));
}

/// A repository whose first commit is the tag `base`.
fn repository(files: &[(&str, &str)]) -> Project {
    let project = Project::new(files);
    for arguments in [&["init", "-q"][..], &["add", "."], &["commit", "-qm", "Begin"], &["tag", "base"]] {
        git(&project, arguments);
    }
    project
}

fn git(project: &Project, arguments: &[&str]) {
    let identity = ["-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"];
    let output = Command::new("git").args(identity).args(arguments).current_dir(project.path(".")).output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// `check` with the way to git.
fn found_since(project: &Project, revision: &str) -> (i32, String, String) {
    let mut command = program(&project.path("."));
    command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
    command.args(["check", "--as-of", super::harness::DAY, "--output-format", "concise"]).arg(format!("--changed-since={revision}"));
    let run = run(&mut command, "");
    (run.code, run.out, run.error)
}

#[test]
fn only_changed_lines_count() {
    let two = format!("{APP}\n\ndef second(question):\n    return co.chat(model=\"command\", messages=[], max_tokens=1)\n");
    let project = repository(&[("app.py", &two), ("old.py", APP)]);
    let (code, out, error) = found_since(&project, "base");
    assert_eq!((code, error.as_str()), (0, ""), "{out}");

    // A line inside the second call's statement, and a file git does not know yet.
    project.write("app.py", two.replace("max_tokens=1)", "max_tokens=2)").as_bytes());
    project.write("new file.py", APP.as_bytes());
    let (code, out, _) = found_since(&project, "base");
    let places: Vec<&str> = out.lines().filter_map(|line| line.split_once(": ")).map(|(place, _)| place).collect();
    assert_eq!(code, 1);
    assert!(places.iter().any(|p| p.starts_with("app.py:11:")) && places.iter().any(|p| p.starts_with("new file.py:")), "{out}");
    assert!(places.iter().all(|p| p.starts_with("app.py:11:") || p.starts_with("new file.py:")), "{out}");

    // The same when it is committed.
    git(&project, &["add", "."]);
    git(&project, &["commit", "-qm", "Change"]);
    assert_eq!(found_since(&project, "base").1.lines().count(), out.lines().count());
}

#[test]
fn an_unknown_revision_is_an_error() {
    let project = Project::new(&[("app.py", APP)]);
    for revision in ["no-such-revision", "--output=x"] {
        let (code, out, error) = found_since(&project, revision);
        assert_eq!((code, out.as_str()), (2, ""));
        assert!(error.contains(revision), "{error}");
    }
    assert!(!project.path("x").exists());
}
