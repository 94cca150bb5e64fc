//! Tests of the Rust front end: what each construct is lowered to, where its tokens are, and that nothing takes it down.

mod control;
mod exprs;
mod functions;
mod items;
mod macros;
mod nesting;
mod patterns;
mod robustness;
mod spans;

use crate::program::{ExprId, ExprKind, Module};
use crate::source::FileId;
use crate::syntax::SyntaxError;

fn try_lower(text: &str) -> Result<Module, SyntaxError> {
    super::lower(FileId(0), text)
}

fn lower(text: &str) -> Module {
    try_lower(text).unwrap_or_else(|error| panic!("{error} in {text:?}"))
}

/// The dump of a file, one entry a line.
fn dump(text: &str) -> Vec<String> {
    lower(text).dump().lines().map(str::to_owned).collect()
}

/// The dump of a function's statements, without their numbers and the regions around.
fn body(statements: &str) -> Vec<String> {
    let module = lower(&format!("fn f() -> T {{ {statements} }}"));
    let dump = module.dump();
    let lines = dump.lines().filter_map(|line| {
        let (_, rest) = line.split_once("[module > fn f")?;
        let (path, stmt) = rest.split_once("] ")?;
        Some(match path.strip_prefix(" > ") {
            Some(path) => format!("[{path}] {stmt}"),
            None => stmt.to_owned(),
        })
    });
    lines.collect()
}

/// One expression, as the body of a function.
fn expr(text: &str) -> String {
    let lines = body(text);
    let last = lines.last().expect("a statement");
    last.strip_prefix("return ").unwrap_or(last).to_owned()
}

/// The source of an expression of a kind, in arena order.
fn sources<'t>(module: &Module, text: &'t str, wanted: impl Fn(&ExprKind) -> bool) -> Vec<&'t str> {
    module.exprs.iter().filter(|e| wanted(&e.kind)).map(|e| &text[e.span.range()]).collect()
}

/// The source of one expression.
fn source<'t>(module: &Module, text: &'t str, id: ExprId) -> &'t str {
    &text[module.exprs[id.index()].span.range()]
}
