//! Rust → program model, through syn.
//!
//! syn's parser, the drop of its tree and the lowering recurse, so a file is first lexed (iteratively) and refused when
//! it nests too deep (`guard`), then handled on a thread of its own with a big stack.
//!
//! Beyond the conventions of [`crate::program`]:
//!
//! * `Some(x)` and `Ok(x)` stand for `x`, in expressions as in patterns; `None` is null.
//! * What `match`, `if`, `while`, `if let` and `let … else` look at gets a statement of its own, an
//!   [`ExprKind::Switch`](crate::program::ExprKind::Switch) without arms, before the branches; where the whole is a value,
//!   a second `Switch` or a `Conditional` on the same subject holds the values of the branches.
//! * `Self` is the path of the type the `impl` is for.
//! * A tuple field `x.0` is a member named `0`, as are the fields of tuple structs; a tuple pattern is an index.
//! * Enum variants with fields are classes in the enum's scope; those without are declared without a value.
//! * Type parameters are declared in their function's scope as aliases of their bound.

mod assign;
mod attributes;
mod blocks;
mod classes;
mod comments;
mod control;
mod exprs;
mod extent;
mod functions;
mod guard;
mod items;
mod lexing;
mod literals;
mod lowerer;
mod macros;
mod parser_thread;
mod patterns;
mod positions;
mod recover;
mod types;
mod verbatim;

#[cfg(test)]
mod tests;

use super::SyntaxError;
use crate::program::Module;
use crate::source::{FileId, Span};
use lowerer::Lowerer;
use parser_thread::Failed;
use std::sync::Arc;

/// The stack of the thread a file is parsed on: only reserved, and enough for what `guard` lets through.
const STACK_SIZE: usize = 64 << 20;

/// Lowers Rust text.
///
/// # Errors
/// [`SyntaxError::TooDeep`] when it nests deeper than is safe to parse, [`SyntaxError::Unparsable`] when it can't be lexed
/// or nothing of it parses.
pub fn lower(file: FileId, text: &str) -> Result<Module, SyntaxError> {
    let own: Arc<str> = text.into();
    match parser_thread::run(STACK_SIZE, move || lower_here(file, &own)) {
        Ok(lowered) => lowered,
        Err(Failed::NoThread(error)) => Err(SyntaxError::Unparsable { message: format!("no thread to parse on: {error}"), offset: 0 }),
        Err(Failed::Panicked(panic)) => std::panic::resume_unwind(panic),
    }
}

/// Lowers on the current thread, which must have `STACK_SIZE`.
fn lower_here(file: FileId, text: &str) -> Result<Module, SyntaxError> {
    let base = prefix_length(text);
    let module = lower_from(file, text, base);
    // Every tree and token is gone by now; their spans' table would otherwise outlive them on a reused thread.
    proc_macro2::extra::invalidate_current_thread_spans();
    module
}

fn lower_from(file: FileId, text: &str, base: usize) -> Result<Module, SyntaxError> {
    let unparsable = |message: String, span: proc_macro2::Span| SyntaxError::Unparsable { message, offset: base + span.byte_range().start };
    let lexed = lexing::lex(&text[base..]).map_err(|error| unparsable(error.to_string(), error.span()))?;
    guard::check(&lexed.tokens)?;
    let parsed = recover::parse(lexed.tokens).map_err(|error| unparsable(error.to_string(), error.span()))?;
    let mut lowerer = Lowerer::new(file, &lexed.text, base);
    lowerer.file(&parsed);
    let mut module = lowerer.finish();
    module.skipped.extend(lexed.skipped.into_iter().map(|range| Span::new(base + range.start, base + range.end)));
    module.skipped.sort_by_key(|span| span.start);
    module.comments = comments::scan(text, base);
    Ok(module)
}

/// What comes before the code: a byte order mark, a `#!` line, a script's manifest.
fn prefix_length(text: &str) -> usize {
    let bom = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let shebang = match text[bom..].strip_prefix("#!") {
        // `#![…]` is an attribute.
        Some(rest) if !rest.trim_start().starts_with('[') => line_end(text, bom),
        _ => bom,
    };
    let manifest = shebang + text[shebang..].len() - text[shebang..].trim_start().len();
    if !text[manifest..].starts_with("---") {
        return shebang;
    }
    // It ends at the next line of dashes.
    let mut at = line_end(text, manifest);
    while at < text.len() {
        let start = at + 1;
        at = line_end(text, start);
        if text[start..at].trim_end() == "---" {
            return at;
        }
    }
    shebang
}

fn line_end(text: &str, from: usize) -> usize {
    text[from..].find('\n').map_or(text.len(), |n| from + n)
}
