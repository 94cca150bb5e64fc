//! Rust paths and the module tree.

use super::super::workspace::Workspace;
use super::{Target, paths};
use crate::source::FileId;

/// Resolves the first segment of a path; the rest is walked by the evaluator, which knows re-exports.
pub fn resolve(workspace: &dyn Workspace, file: FileId, path: &str) -> Target {
    let mut segments: Vec<String> = path.split("::").map(str::to_owned).collect();
    let head = segments.remove(0);
    let mut start = match head.as_str() {
        "crate" => workspace.crate_root(file),
        "self" => Some(file),
        "super" => parent(workspace, file),
        _ => workspace.crate_named(file, &head).or_else(|| {
            // 2018 paths: a child module of the current one.
            child(workspace, file, &head).inspect(|_| segments.insert(0, head.clone())).map(|_| file)
        }),
    };
    while segments.first().is_some_and(|s| s == "super") {
        segments.remove(0);
        start = start.and_then(|s| parent(workspace, s));
    }
    match start {
        Some(start) => Target::Walk(start, segments),
        None => Target::External(format!("rust:{}", path.replace("::", "."))),
    }
}

/// The file of `mod name;` in `file`.
pub fn child(workspace: &dyn Workspace, file: FileId, name: &str) -> Option<FileId> {
    let path = workspace.path(file);
    let dir = paths::parent(path);
    let declared = workspace.module(file)?.child_modules.iter().find(|(n, _)| n == name)?;
    if let Some(explicit) = &declared.1 {
        return workspace.find(&paths::join(dir, explicit)?);
    }
    let stem = paths::name(path).trim_end_matches(".rs");
    let owner = if matches!(stem, "mod" | "lib" | "main") || workspace.crate_root(file) == Some(file) {
        dir.to_owned()
    } else {
        paths::child(dir, stem)
    };
    let base = paths::child(&owner, name);
    workspace.find(&format!("{base}.rs")).or_else(|| workspace.find(&format!("{base}/mod.rs")))
}

/// The file of the module around `file`'s.
pub fn parent(workspace: &dyn Workspace, file: FileId) -> Option<FileId> {
    if workspace.crate_root(file) == Some(file) {
        return None;
    }
    let path = workspace.path(file);
    let mut dir = paths::parent(path);
    if paths::name(path) == "mod.rs" {
        dir = paths::parent(dir);
    }
    let beside = ["lib.rs", "main.rs", "mod.rs"].iter().find_map(|n| workspace.find(&paths::child(dir, n)).filter(|f| *f != file));
    beside.or_else(|| workspace.find(&format!("{dir}.rs")))
}
