//! Keys in configuration files: what is committed is told, masked everywhere, and can be silenced like anything else.

use super::harness::Project;
use std::process::Command;

fn key() -> String {
    // Nobody issued it.
    ["Wn7cRk2yHs9f", "Vb4xTq8mJp3z", "Lg6dEa1uNo5Q", "iXwB"].concat()
}

fn git(project: &Project, arguments: &[&str]) {
    let output = Command::new("git").arg("-C").arg(project.path("")).args(arguments).output().unwrap();
    assert!(output.status.success(), "{output:?}");
}

#[test]
fn a_dotenv_file_counts_when_git_tracks_it() {
    let env = format!("DEBUG=1\nCO_API_KEY={}\n", key());
    let project = Project::new(&[(".env", &env), ("deploy/prod.env", &env), ("app.py", "print('cohere')\n")]);
    assert!(project.found(&[]).is_empty(), "no repository: it is somebody's own");
    git(&project, &["init", "-q"]);
    assert!(project.found(&[]).is_empty(), "not tracked");
    git(&project, &["add", ".env"]);
    assert_eq!(project.found(&[]), [".env:2 plaintext-key-in-config"]);
    git(&project, &["add", "."]);
    assert_eq!(project.found(&[]), [".env:2 plaintext-key-in-config", "deploy/prod.env:2 plaintext-key-in-config"]);
    assert_eq!(project.found(&["deploy"]), ["deploy/prod.env:2 plaintext-key-in-config"]);
}

#[test]
fn no_format_shows_the_key() {
    let project = Project::new(&[("config.yaml", &format!("cohere:\n  api_key: {}\n", key()))]);
    for format in ["full", "concise", "json", "jsonl", "sarif", "github", "gitlab", "junit", "checkstyle", "rdjson", "markdown"] {
        let run = project.check(&["--output-format", format]);
        assert_eq!(run.code, 1, "{format}");
        assert!(run.out.contains("config.yaml") && !run.out.contains(&key()), "{format}\n{}", run.out);
    }
}

#[test]
fn it_is_configured_and_silenced_like_any_rule() {
    let yaml = format!("cohere:\n  api_key: {} # cohere-lint: ignore[plaintext-key-in-config] of the simulator\n", key());
    assert!(Project::new(&[("config.yaml", &yaml)]).found(&[]).is_empty());
    let unused = "cohere:\n  api_key: ${KEY} # cohere-lint: ignore[plaintext-key-in-config] nothing\n";
    assert_eq!(Project::new(&[("config.yaml", unused)]).found(&[]), ["config.yaml:2 unused-suppression"]);
    let yaml = format!("cohere:\n  api_key: {}\n", key());
    let off = "[[overrides]]\nfiles = [\"dev/**\"]\nignore = [\"plaintext-key-in-config\"]\n";
    let project = Project::new(&[("cohere-lint.toml", off), ("dev/config.yaml", &yaml), ("prod/config.yaml", &yaml)]);
    assert_eq!(project.found(&[]), ["prod/config.yaml:2 plaintext-key-in-config"]);
    let excluded = Project::new(&[("cohere-lint.toml", "exclude = [\"dev/**\"]\n"), ("dev/config.yaml", &yaml)]);
    assert!(excluded.found(&[]).is_empty());
    assert!(Project::new(&[("tests/fixtures/config.yaml", &yaml)]).found(&[]).is_empty(), "tests play with keys");
}

#[test]
fn a_broken_file_is_told_and_what_stands_before_is_read() {
    let yaml = format!("cohere:\n  api_key: {}\n  other: [1\nx: }}\n", key());
    let project = Project::new(&[("config.yaml", &yaml)]);
    let run = project.check(&["--output-format", "concise"]);
    assert_eq!(run.code, 1, "{}", run.out);
    assert!(run.out.contains("what stands before was read"), "{}", run.out);
}
