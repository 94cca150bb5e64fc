//! Comments that silence findings, in each language and in deployment files.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let line = text.replace(['\n', '\r'], " ");
    let python = format!("{}# cohere-lint: {text}\nco.chat(model=\"command-r\")  # cohere-lint: {line}\n", cohere_lint_fuzz::APP);
    cohere_lint_fuzz::check_code("input.py", &python, "");
    let typescript = format!(
        "import {{ CohereClientV2 }} from \"cohere-ai\";\nconst co = new CohereClientV2();\n/* cohere-lint: {text} */\nco.chat({{ model: \"command-r\" }}); // cohere-lint: {line}\n"
    );
    cohere_lint_fuzz::check_code("input.ts", &typescript, "");
});
