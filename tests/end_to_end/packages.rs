//! The hooks and packages name what the program has: the same version, the files it reads, options that exist.

use super::harness::{program, run};
use cohere_lint::source::{classify, config_format};
use std::path::Path;

fn repository(name: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// The value of a key, wherever it stands first.
#[track_caller]
fn value_of<'t>(text: &'t str, key: &str) -> &'t str {
    let line = text.lines().find_map(|line| line.trim_start_matches([' ', '-']).strip_prefix(key)?.strip_prefix(": "));
    line.unwrap_or_else(|| panic!("no {key}")).trim()
}

#[test]
fn the_hooks_repository_has_the_same_hooks_and_version() {
    assert_eq!(repository("packages/pre-commit/.pre-commit-hooks.yaml"), repository(".pre-commit-hooks.yaml"));
    let wanted = format!("\"cohere-lint=={}\"", env!("CARGO_PKG_VERSION"));
    assert!(
        repository("packages/pre-commit/pyproject.toml").contains(&wanted),
        "packages/pre-commit/pyproject.toml does not ask for {wanted}"
    );
}

#[test]
fn the_packages_of_node_have_the_version() {
    let manifest: serde_json::Value = serde_json::from_str(&repository("packages/npm/cohere-lint/package.json")).unwrap();
    assert_eq!(manifest["version"], env!("CARGO_PKG_VERSION"));
    let packer = repository("scripts/npm-packages");
    let platforms = manifest["optionalDependencies"].as_object().unwrap();
    assert_eq!(platforms.len(), packer.lines().filter(|line| line.contains("\": (\"")).count());
    for (name, version) in platforms {
        assert_eq!(version, env!("CARGO_PKG_VERSION"), "{name}");
        let (platform, arch) = name.strip_prefix("@cohere-lint/cli-").unwrap().split_once('-').unwrap();
        assert!(packer.contains(&format!("(\"{platform}\", \"{arch}\")")), "scripts/npm-packages does not make {name}");
    }
}

#[test]
fn the_hook_takes_what_can_have_a_finding() {
    let hooks = repository(".pre-commit-hooks.yaml");
    let files = regex::Regex::new(value_of(&hooks, "files")).unwrap();
    let names = [
        "a.py",
        "a.ipynb",
        "a.ts",
        "a.mts",
        "a.cts",
        "a.tsx",
        "a.js",
        "a.mjs",
        "a.cjs",
        "a.jsx",
        "A.PY",
        "a.vue",
        "a.svelte",
        "a.rs",
        "a.yaml",
        "a.yml",
        "a.json",
        "a.jsonc",
        "a.toml",
        ".env",
        ".env.local",
        "prod.env",
        ".envrc",
        ".dev.vars",
        "Dockerfile",
        "dockerfile.prod",
        "Containerfile",
        "api.Dockerfile",
        "api.containerfile",
        "a.md",
        "a.sh",
        "a.pyc",
        "a.css",
        "environment",
        "Dockerfiles",
        "a.rst",
        "my.envrc",
    ];
    for name in names {
        use cohere_lint::source::ConfigFormat::{Markdown, Shell};
        // Scripts and texts only count for the checklist.
        let format = config_format(name).filter(|format| !matches!(format, Shell | Markdown));
        let read = classify(Path::new(name)).is_some() || format.is_some();
        for path in [name.to_owned(), format!("deep/down here/{name}")] {
            assert_eq!(files.is_match(&path), read, "{path}");
        }
    }
}

#[test]
fn the_entries_of_the_hooks_run() {
    let project = super::harness::Project::demo();
    for (entry, code) in repository(".pre-commit-hooks.yaml").lines().filter_map(|line| line.trim().strip_prefix("entry: ")).zip([1, 1]) {
        let arguments = entry.strip_prefix("cohere-lint ").unwrap().split(' ');
        let ended = run(program(&project.path("")).args(arguments.clone()), "");
        assert_eq!((ended.code, ended.error.as_str()), (code, ""), "{entry}");
        assert!(arguments.into_iter().any(|argument| argument == "--no-progress"), "{entry}");
    }
}
