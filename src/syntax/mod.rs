//! Text → program model: one front end a language. A front end knows its grammar and nothing of Cohere.

mod budget;
pub mod deployment;
pub mod python;
pub mod rust;
pub mod typescript;

use crate::program::Module;
use crate::source::{FileId, Language, SourceFile};

/// Why a file could not be lowered at all. Syntax errors are no reason: lowering goes on past them and
/// lists what it skipped in [`Module::skipped`].
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum SyntaxError {
    /// Nested deeper than a parser can take without risking the process.
    #[error("nested too deeply to be parsed safely (more than {limit} levels)")]
    TooDeep {
        /// The bound that was passed.
        limit: usize,
    },
    /// The parser gave up within its budget (bracket garbage parses slowly).
    #[error("parsing was given up: the file takes longer than its size allows")]
    OverBudget,
    /// The parser refused the file and can't recover (Rust).
    #[error("syntax error: {message}")]
    Unparsable {
        /// The parser's own words.
        message: String,
        /// Byte offset of the error.
        offset: usize,
    },
}

/// Lowers a file to the program model.
///
/// # Errors
/// When the file can't be parsed at all; see [`SyntaxError`].
pub fn lower(id: FileId, file: &SourceFile) -> Result<Module, SyntaxError> {
    match file.language {
        Language::Python => python::lower(id, &file.text),
        Language::TypeScript => typescript::lower(id, &file.text, file.dialect),
        Language::Rust => rust::lower(id, &file.text),
    }
}
