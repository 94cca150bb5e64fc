//! Python → program model, through tree-sitter.
//!
//! What Python has and the model hasn't is written in the model's terms:
//!
//! * A comprehension has a scope of its own, of the same kind as the scope around it.
//! * What only the control flow looks at (the test of an `if` or `while`, the subject of `match`) is a statement
//!   [`StmtKind::Expr`](crate::program::StmtKind::Expr) of an [`ExprKind::Switch`](crate::program::ExprKind::Switch) without arms.
//! * `x[a:b]` is `x` indexed by a call `slice(a, b, null)`; starred targets read such a slice of the value.
//! * In annotations `Optional[X]`, `Union[X, Y]` and `X | Y` are one and the same [`ExprKind::Union`](crate::program::ExprKind::Union),
//!   and a string is what it says.
//! * The span of a statement that has a body is that of its header.

mod arguments;
mod assignments;
mod collections;
mod control;
mod definitions;
mod expressions;
mod imports;
mod kinds;
mod lowerer;
mod parameters;
mod parse;
mod patterns;
mod recovery;
mod repair;
mod scan;
mod statements;
mod strings;
mod types;

#[cfg(test)]
mod tests;

use super::SyntaxError;
use crate::program::Module;
use crate::source::FileId;

/// Lowers Python text.
///
/// # Errors
/// When the text is nested too deeply to be parsed safely, or takes too long. See [`SyntaxError`].
pub fn lower(file: FileId, text: &str) -> Result<Module, SyntaxError> {
    let parsed = parse::parse(text)?;
    let root = parsed.tree.root_node();
    let mut lowerer = lowerer::Lowerer::new(file, text);
    lowerer.b.reserve(root.descendant_count());
    lowerer.statements(root);
    let module = lowerer.b.module_mut();
    module.skipped.extend(parsed.blanked);
    scan::scan(root, text, module);
    Ok(lowerer.b.finish())
}
