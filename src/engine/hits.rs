//! Which of the files that name Cohere are parsed at once: most merely speak of it (a list of providers, a comment, "coherent"), and are
//! parsed only when something that is parsed asks for them.

use super::reach::Marks;
use super::text_imports::text_imports;
use crate::source::Language;

/// Length of a Cohere API key.
const KEY_LENGTH: usize = 40;

/// Ways of importing by a text.
const DYNAMIC_IMPORTS: &[&str] = &["import_module(", "__import__("];

/// What every comment holds that silences a finding.
const SUPPRESSION: &str = "cohere-lint";

/// Whether the text of a file that names Cohere gives a reason to parse it: it imports or calls what reaches Cohere, names its host or
/// the variable of a key, holds what may be a key, or silences a finding.
pub fn is_worth_parsing(text: &str, language: Language, marks: &Marks) -> bool {
    marks.names_host(text)
        || text.contains(SUPPRESSION)
        || marks.key_variables.iter().any(|name| text.contains(name.as_str()))
        || text.lines().any(imports_within)
        || DYNAMIC_IMPORTS.iter().any(|call| text.contains(call))
        || marks.sdk_calls.hit(text.as_bytes())
        || language == Language::Rust && marks.names_crate(text)
        || text_imports(text, language).iter().any(|import| marks.imports(language, import))
        || holds_key(text)
}

/// Whether a line brings in something of Cohere's where it doesn't begin with that: `try: import cohere`, `import os; import cohere`.
fn imports_within(line: &str) -> bool {
    (line.contains("import") || line.contains("require")) && line.to_ascii_lowercase().contains("cohere")
}

/// Whether a token of a key's length stands in the text.
fn holds_key(text: &str) -> bool {
    text.as_bytes().split(|byte| !byte.is_ascii_alphanumeric()).any(|token| token.len() == KEY_LENGTH)
}
