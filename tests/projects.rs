//! Runs the small projects under `fixtures/projects/`: what their `expect:` comments name must be found, and nothing else.

use cohere_lint::engine::{CheckOptions, Engine, NoProgress};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// Findings: path, line, rule, with their severity and message. An expectation may leave these open, or name words of the message.
type Found = BTreeMap<(String, usize, String), (String, String)>;

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
        for ((path, line, rule), (severity, words)) in &expected {
            match found.get(&(path.clone(), *line, rule.clone())) {
                None => _ = writeln!(failures, "{name}/{path}:{line}: {rule} was not found"),
                Some((other, _)) if !severity.is_empty() && other != severity => {
                    _ = writeln!(failures, "{name}/{path}:{line}: {rule} is of severity {other} and not {severity}");
                }
                Some((_, message)) if !message.contains(words) => {
                    _ = writeln!(failures, "{name}/{path}:{line}: {rule} doesn't say {words:?}: {message}");
                }
                Some(_) => {}
            }
        }
        for (path, line, rule) in found.keys().filter(|key| !expected.contains_key(*key)) {
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
        Some("versions") => &[
            "missing-embedding-types",
            "missing-model",
            "removed-endpoint",
            "retired-model",
            "unknown-model",
            "v1-argument",
            "wrong-credential-name",
        ],
        Some("defaults") => &["client-per-request", "missing-timeout", "removed-error-class", "retries-disabled", "unknown-argument"],
        Some("routes") => &["missing-max-tokens", "missing-input-type", "missing-model", "retired-model", "unknown-model"],
        _ => panic!("{name}: begin the name with linking, clients, values, handlers, versions, defaults or routes"),
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
    let said = |f: &cohere_lint::finding::Finding| (f.severity.as_str().to_owned(), f.message.clone());
    report.findings.iter().map(|f| ((path(f), f.start.line as usize, f.rule.to_string()), said(f))).collect()
}

fn expectations(project: &Path) -> Found {
    let mut expected = Found::new();
    for entry in walkdir::WalkDir::new(project).into_iter().filter_map(Result::ok).filter(|e| e.file_type().is_file()) {
        let Ok(text) = std::fs::read_to_string(entry.path()) else { continue };
        let path = entry.path().strip_prefix(project).unwrap_or(entry.path()).to_string_lossy().replace('\\', "/");
        for (i, line) in lines(&path, &text) {
            let Some((_, rules)) = line.split_once("expect: ") else { continue };
            for rule in rules.split(',').map(str::trim) {
                let (rule, rest) = rule.split_once(' ').unwrap_or((rule, ""));
                let (severity, words) = rest.split_once(' ').unwrap_or((rest, ""));
                expected.insert((path.clone(), i + 1, rule.to_owned()), (severity.to_owned(), words.trim_matches('"').to_owned()));
            }
        }
    }
    expected
}

/// The lines of a file from 0; of a notebook those of each cell, which is how its findings are counted.
fn lines(path: &str, text: &str) -> Vec<(usize, String)> {
    let numbered = |text: &str| text.lines().map(ToOwned::to_owned).enumerate().collect::<Vec<_>>();
    if !path.ends_with(".ipynb") {
        return numbered(text);
    }
    let notebook: serde_json::Value = serde_json::from_str(text).expect("a notebook");
    let cells = notebook["cells"].as_array().into_iter().flatten();
    cells
        .flat_map(|cell| numbered(&cell["source"].as_array().into_iter().flatten().filter_map(|l| l.as_str()).collect::<String>()))
        .collect()
}
