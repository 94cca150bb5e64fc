//! TypeScript and JavaScript imports.

use super::super::value::ModuleRef;
use super::super::workspace::Workspace;
use super::{Target, paths};
use crate::source::FileId;

const EXTENSIONS: &[&str] = &["ts", "tsx", "mts", "cts", "js", "jsx", "mjs", "cjs", "vue", "svelte"];

pub fn resolve(workspace: &dyn Workspace, file: FileId, specifier: &str) -> Target {
    // Bundlers' query suffixes (`./worker?raw`) are no part of the path.
    let specifier = specifier.split('?').next().unwrap_or(specifier);
    let dir = paths::parent(workspace.path(file));
    if specifier.starts_with('.') {
        let found = paths::join(dir, specifier).and_then(|base| file_at(workspace, &base));
        return found.map_or_else(|| Target::External(format!("npm:{specifier}")), |f| Target::Module(ModuleRef::File(f)));
    }
    for base in workspace.typescript_candidates(file, specifier) {
        if let Some(found) = file_at(workspace, &base) {
            return Target::Module(ModuleRef::File(found));
        }
    }
    Target::External(format!("npm:{}", specifier.strip_prefix("node:").unwrap_or(specifier)))
}

/// The file a path without (or with) extension stands for.
fn file_at(workspace: &dyn Workspace, base: &str) -> Option<FileId> {
    if let Some(found) = workspace.find(base) {
        return Some(found);
    }
    // `./client.js` in an ES module names `client.ts`.
    let stem = ["js", "mjs", "cjs", "jsx"].iter().find_map(|e| base.strip_suffix(e).and_then(|b| b.strip_suffix('.')));
    for candidate in stem.into_iter().chain([base]) {
        for extension in EXTENSIONS {
            if let Some(found) = workspace.find(&format!("{candidate}.{extension}")) {
                return Some(found);
            }
        }
    }
    EXTENSIONS.iter().find_map(|extension| workspace.find(&paths::child(base, &format!("index.{extension}"))))
}
