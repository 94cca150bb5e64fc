//! Notebooks, from JSON to all reports.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    cohere_lint_fuzz::check_code("input.ipynb", text, "");
});
