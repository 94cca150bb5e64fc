//! What TypeScript and JavaScript become. The snapshots are in the notation of [`Module::dump`].

mod bindings;
mod classes;
mod control;
mod expressions;
mod functions;
mod modules;
mod recovery;
mod robustness;
mod spans;
mod types;

use crate::program::Module;
use crate::source::{Dialect, FileId};

fn lower(text: &str, dialect: Dialect) -> Module {
    super::lower(FileId(0), text, dialect).unwrap()
}

/// The dump of a `.ts` file, without syntax errors unless the dump says so.
fn ts(text: &str) -> String {
    dump(text, Dialect::Ts)
}

/// The dump of a `.tsx` or JavaScript file.
fn tsx(text: &str) -> String {
    dump(text, Dialect::Tsx)
}

fn dump(text: &str, dialect: Dialect) -> String {
    let module = lower(text, dialect);
    let mut lines: Vec<String> = module.dump().lines().map(|l| l.trim_end().to_owned()).collect();
    let first_line = |text: &'_ str| text.lines().next().unwrap_or_default().to_owned();
    lines.extend(module.skipped.iter().map(|span| format!("skipped {:?}", first_line(&text[span.range()]))));
    lines.join("\n")
}
