//! Which files git keeps.

use super::changes::git;
use rustc_hash::FxHashSet;
use std::path::Path;

/// Those of the files (relative to `root`) that git tracks; nothing where git can't tell.
pub fn tracked(root: &Path, paths: &[&str]) -> Option<FxHashSet<String>> {
    let listed = git(root, "ls-files", &[&["--literal-pathspecs", "ls-files", "-z", "--"], paths].concat()).ok()?;
    Some(listed.split('\0').filter(|path| !path.is_empty()).map(str::to_owned).collect())
}
