//! Configuration files.
#![no_main]

use libfuzzer_sys::fuzz_target;

const NAMES: &[&str] = &[
    "cohere-lint.toml",
    ".cohere-lint.toml",
    "pyproject.toml",
    "package.json",
];

fuzz_target!(|bytes: &[u8]| {
    // The first byte chooses the name.
    let Some((first, rest)) = bytes.split_first() else { return };
    let name = NAMES[usize::from(*first) % NAMES.len()];
    cohere_lint_fuzz::check_project(name, rest);
});
