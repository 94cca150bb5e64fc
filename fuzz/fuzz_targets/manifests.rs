//! Manifests, lock files and what else describes a project.
#![no_main]

use libfuzzer_sys::fuzz_target;

const NAMES: &[&str] = &[
    "package.json",
    "package-lock.json",
    "yarn.lock",
    "pnpm-lock.yaml",
    "pnpm-workspace.yaml",
    "bun.lock",
    "tsconfig.json",
    "pyproject.toml",
    "poetry.lock",
    "uv.lock",
    "Pipfile",
    "Pipfile.lock",
    "requirements.txt",
    "setup.py",
    "setup.cfg",
    "environment.yml",
    "Cargo.toml",
    "Cargo.lock",
    ".gitignore",
];

fuzz_target!(|bytes: &[u8]| {
    // The first byte chooses the name.
    let Some((first, rest)) = bytes.split_first() else { return };
    let name = NAMES[usize::from(*first) % NAMES.len()];
    cohere_lint_fuzz::check_project(name, rest);
});
