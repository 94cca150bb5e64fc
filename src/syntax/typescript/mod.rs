//! TypeScript and JavaScript → program model, through tree-sitter.
//!
//! What the languages have and the model hasn't is written in the model's terms:
//!
//! * What only the control flow looks at (the test of an `if` or loop, the subject of a `switch`) is a statement
//!   [`StmtKind::Expr`](crate::program::StmtKind::Expr) of an [`ExprKind::Switch`](crate::program::ExprKind::Switch) without arms.
//! * Names are bound in the function around, blocks have no scopes. Imports, types and function declarations come before the
//!   other statements of their block, as they do when it runs. A type gives way to a value of its name.
//! * `export default x` and `export = x` assign to the name `default`, which no program can have.
//! * A pattern whose value has a written type takes apart a made-up name (`{}v1`) that has it; so do `catch ({ message })` and,
//!   under the name of their position (`{}0`), parameters.
//! * `const x = y as T` declares `x: T`.
//! * `x.y as T`, overloads, type arguments of calls and function types leave nothing; `A & B` is an interface that extends both.
//! * `T extends X` of a function is a declaration of `T` inside it.
//! * Function expressions and arrows are closures; a setter is a statement of its function and binds nothing.
//! * What compilers emit is read as what it was compiled from: `__importDefault(require("x"))`, `(0, f)(x)`,
//!   `Object.defineProperty(exports, …)`, `__exportStar(…)`.
//! * The span of a statement that has a body is that of its header.

mod assignments;
mod calls;
mod classes;
mod collections;
mod commonjs;
mod control;
mod declarations;
mod exports;
mod expressions;
mod functions;
mod grammar;
mod imports;
mod jsx;
mod literals;
mod lowerer;
mod parameters;
mod parse;
mod patterns;
mod recovery;
mod repair;
mod scan;
mod statements;
mod types;
mod visibility;

#[cfg(test)]
mod tests;

use super::SyntaxError;
use crate::program::Module;
use crate::source::{Dialect, FileId};

/// Lowers TypeScript or JavaScript text.
///
/// # Errors
/// When the text takes too long to be parsed. See [`SyntaxError`].
pub fn lower(file: FileId, text: &str, dialect: Dialect) -> Result<Module, SyntaxError> {
    let parsed = parse::parse(text, dialect)?;
    let mut lowerer = lowerer::Lowerer::new(file, text);
    lowerer.program(parsed.root());
    lowerer.prefer_values();
    lowerer.mark_public();
    scan::scan(&parsed, lowerer.b.module_mut());
    Ok(lowerer.b.finish())
}
