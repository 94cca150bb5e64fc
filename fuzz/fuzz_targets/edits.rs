//! Code that is changed step by step, as in an editor.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    // The first character chooses the language.
    let name = match text.bytes().next() {
        Some(b'u' | b'/') => "input.rs",
        Some(b'c' | b'{') => "input.ts",
        Some(b'<') => "input.vue",
        _ => "input.py",
    };
    cohere_lint_fuzz::edit(name, text);
});
