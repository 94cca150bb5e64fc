//! TypeScript, JavaScript, JSX and components, from text to all reports.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    // The first character chooses the dialect.
    let name = match text.bytes().next() {
        Some(b'/') => "input.ts",
        Some(b'i') => "input.tsx",
        Some(b'<') => "input.vue",
        _ => "input.js",
    };
    cohere_lint_fuzz::check_code(name, text, "import { CohereClientV2 } from \"cohere-ai\";");
});
