//! Files of single directories, as the walk would list them.

use ignore::WalkBuilder;
use std::path::{Path, PathBuf};

/// The files of these names in a directory that a walk of the project would list: ignore files are heeded, links are not followed.
pub fn listed_beside(directory: &Path, names: &[&str]) -> Vec<PathBuf> {
    // Most directories hold none of them.
    if !names.iter().any(|name| directory.join(name).is_file()) {
        return Vec::new();
    }
    let mut builder = WalkBuilder::new(directory);
    builder.max_depth(Some(1)).hidden(false).git_global(false).require_git(false).follow_links(false);
    let is_named = |path: &Path| path.file_name().is_some_and(|name| names.iter().any(|known| name == *known));
    let entries = builder.build().flatten().filter(|entry| entry.file_type().is_some_and(|kind| kind.is_file()));
    let mut found: Vec<PathBuf> = entries.map(|entry| entry.into_path()).filter(|path| is_named(path)).collect();
    found.sort_unstable();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ignored_files_and_other_names_are_not_listed() {
        let directory = tempfile::tempdir().unwrap();
        for name in ["a.toml", "b.toml", "c.toml"] {
            std::fs::write(directory.path().join(name), "").unwrap();
        }
        std::fs::write(directory.path().join(".gitignore"), "b.toml\n").unwrap();
        assert_eq!(listed_beside(directory.path(), &["a.toml", "b.toml"]), [directory.path().join("a.toml")]);
        assert!(listed_beside(directory.path(), &["d.toml"]).is_empty());
    }
}
