//! Lowering, construct by construct: source on the left, [`Module::dump`](crate::program::Module::dump) on the right.

mod definitions;
mod expressions;
mod imports;
mod recovery;
mod robustness;
mod spans;
mod statements;

use crate::program::Module;
use crate::source::FileId;

fn lower(source: &str) -> Module {
    super::lower(FileId(0), source).expect("lowering failed")
}

/// Compares the dump of `source` with what is expected, blanks around and at line ends apart.
#[track_caller]
fn check(source: &str, expected: &str) {
    let dump = lower(&format!("{}\n", source.trim())).dump();
    let lines = |text: &str| text.trim().lines().map(|l| l.trim_end().to_owned()).collect::<Vec<_>>().join("\n");
    assert_eq!(lines(&dump), lines(expected));
}
