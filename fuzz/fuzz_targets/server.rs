//! What an editor says to the language server.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    cohere_lint_fuzz::serve(text);
});
