//! Rust, from text to all reports.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    cohere_lint_fuzz::check_code("input.rs", text, "use cohere_rust::Cohere;");
});
