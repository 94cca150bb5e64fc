//! Rust → program model, through syn.

use super::SyntaxError;
use crate::program::{Module, ModuleBuilder};
use crate::source::{FileId, Language, Span};

/// Lowers Rust text.
///
/// # Errors
/// See [`SyntaxError`].
pub fn lower(file: FileId, text: &str) -> Result<Module, SyntaxError> {
    Ok(ModuleBuilder::new(file, Language::Rust, Span::new(0, text.len())).finish())
}
