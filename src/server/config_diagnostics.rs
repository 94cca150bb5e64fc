//! What is wrong with a configuration, as diagnostics of its file.

use super::diagnostics::SOURCE;
use super::positions::{Encoding, Lines};
use crate::config::ConfigError;
use crate::source::Span;
use lsp_types::{Diagnostic, DiagnosticSeverity, NumberOrString};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// The diagnostics of each file, by its absolute path, and what stands in no file.
pub fn config_diagnostics(errors: &[ConfigError], encoding: Encoding) -> (BTreeMap<PathBuf, Vec<Diagnostic>>, Vec<String>) {
    let mut of_file: BTreeMap<PathBuf, Vec<Diagnostic>> = BTreeMap::new();
    let mut nowhere = Vec::new();
    for error in errors {
        let words = if error.help.is_empty() { error.message.clone() } else { format!("{}\n{}", error.message, error.help) };
        let Some((text, range)) = &error.place else {
            nowhere.push(words);
            continue;
        };
        of_file.entry(text.absolute.clone()).or_default().push(Diagnostic {
            range: Lines::new(&text.text, encoding).range(Span::new(range.start, range.end)),
            severity: Some(DiagnosticSeverity::ERROR),
            code: Some(NumberOrString::String("configuration".to_owned())),
            source: Some(SOURCE.to_owned()),
            message: words,
            ..Diagnostic::default()
        });
    }
    (of_file, nowhere)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::text::ConfigText;
    use std::sync::Arc;

    #[test]
    fn an_error_stands_where_it_was_made() {
        let text = Arc::new(ConfigText { path: "a.toml".into(), absolute: "/p/a.toml".into(), text: "x = 1\nyö = 2\n".into() });
        let at = ConfigError { message: "wrong".into(), help: "Mend it".into(), place: Some((text, 9..10)) };
        let (files, nowhere) = config_diagnostics(&[at, ConfigError::nowhere("gone")], Encoding::Utf16);
        let found = &files[&PathBuf::from("/p/a.toml")][0];
        assert_eq!((found.range.start.line, found.range.start.character, found.message.as_str()), (1, 2, "wrong\nMend it"));
        assert_eq!(nowhere, ["gone"]);
    }
}
