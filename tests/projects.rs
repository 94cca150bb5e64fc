//! Runs the small projects under `fixtures/projects/`: what their `expect:` comments name must be found, and nothing else.

use cohere_lint::engine::{CheckOptions, Engine, NoProgress};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// A finding: path, line, rule.
type Found = BTreeSet<(String, usize, String)>;

#[test]
fn projects_give_what_they_expect() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/projects");
    let engine = Engine::new().expect("the catalogue is sound");
    let mut projects: Vec<PathBuf> =
        std::fs::read_dir(&root).expect("the projects are there").filter_map(|e| Some(e.ok()?.path())).collect();
    projects.retain(|p| p.is_dir());
    projects.sort();
    assert!(projects.len() >= 10, "only {} projects", projects.len());
    let mut failures = String::new();
    for project in &projects {
        let name = project.file_name().and_then(|n| n.to_str()).unwrap_or_default();
        let expected = expectations(project);
        assert!(!expected.is_empty(), "{name} expects nothing");
        let found = findings(&engine, project, rules_of(name));
        for (path, line, rule) in expected.difference(&found) {
            let _ = writeln!(failures, "{name}/{path}:{line}: {rule} was not found");
        }
        for (path, line, rule) in found.difference(&expected) {
            let _ = writeln!(failures, "{name}/{path}:{line}: {rule} was found and is not expected");
        }
    }
    assert!(failures.is_empty(), "\n{failures}");
}

/// The rules a project is about, by the first word of its name.
fn rules_of(name: &str) -> &'static [&'static str] {
    match name.split('-').next() {
        Some("linking" | "clients") => &["missing-max-tokens"],
        Some("values") => &["retired-model", "unknown-model"],
        Some("handlers") => &["unhandled-call"],
        _ => panic!("{name}: begin the name with linking, clients, values or handlers"),
    }
}

fn findings(engine: &Engine, project: &Path, rules: &[&str]) -> Found {
    let options = CheckOptions {
        root: Some(project.to_path_buf()),
        paths: vec![project.to_path_buf()],
        select: rules.iter().map(ToString::to_string).collect(),
        as_of: Some(jiff::civil::date(2026, 11, 21)),
        ..CheckOptions::default()
    };
    let report = engine.check(&options, &NoProgress).expect("a project can be checked");
    let path = |f: &cohere_lint::finding::Finding| report.file(f.primary.file).map(|x| x.path.clone()).unwrap_or_default();
    report.findings.iter().map(|f| (path(f), f.start.line as usize, f.rule.to_string())).collect()
}

fn expectations(project: &Path) -> Found {
    let mut expected = Found::new();
    for entry in walkdir::WalkDir::new(project).into_iter().filter_map(Result::ok).filter(|e| e.file_type().is_file()) {
        let Ok(text) = std::fs::read_to_string(entry.path()) else { continue };
        let path = entry.path().strip_prefix(project).unwrap_or(entry.path()).to_string_lossy().replace('\\', "/");
        for (i, line) in text.lines().enumerate() {
            let Some((_, rules)) = line.split_once("expect: ") else { continue };
            expected.extend(rules.split(',').map(|rule| (path.clone(), i + 1, rule.trim().to_owned())));
        }
    }
    expected
}
