//! Deployment files, with the checklist that reads them.
#![no_main]

use libfuzzer_sys::fuzz_target;

const NAMES: &[&str] = &[
    "Dockerfile",
    "docker-compose.yml",
    ".github/workflows/ci.yml",
    ".gitlab-ci.yml",
    "k8s/deployment.yaml",
    "chart/values.yaml",
    "alerts.yml",
    "config.json",
    "fly.toml",
    ".env",
    "deploy.sh",
    "docs/runbook.md",
];

fuzz_target!(|bytes: &[u8]| {
    // The first byte chooses the name.
    let Some((first, rest)) = bytes.split_first() else { return };
    let name = NAMES[usize::from(*first) % NAMES.len()];
    // The checklist reads what a check does, and more.
    if first & 0x80 == 0 { cohere_lint_fuzz::check_list(name, rest) } else { cohere_lint_fuzz::check_project(name, rest) }
});
