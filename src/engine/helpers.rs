//! The files a client, a URL or a prompt is handed on to: what the files that speak to Cohere import. Such a helper need not name
//! Cohere, and yet it may be what calls it.

use super::files::Files;
use super::reach::{Marks, imported_files, imports_of};
use super::text_imports::text_imports;
use crate::analysis::link::submodule;
use crate::analysis::{ModuleRef, Workspace};
use crate::program::ImportRef;
use crate::source::{FileId, Language};
use rayon::prelude::*;
use rustc_hash::FxHashSet;

/// Index files behind one another that are followed to what they pass on.
const MAX_ROUNDS: usize = 3;

/// Imports of a file at most: what imports more puts an application together.
const MAX_IMPORTS: usize = 24;

/// Importers of the bound files at most whose own imports are looked at.
const MAX_IMPORTERS: usize = 120;

/// Files looked at in one round at most: what imports more than this is a whole application, and guessing stops.
const MAX_LOOKED_AT: usize = 1500;

/// The files that the bound ones and their importers import, through index files too, and that call something by the name of what
/// reaches Cohere.
pub fn helpers(
    files: &Files,
    workspace: &(dyn Workspace + Sync),
    bound: &[FileId],
    importers: &[FileId],
    chosen: &FxHashSet<FileId>,
    marks: &Marks,
) -> Vec<FileId> {
    let mut fresh: Vec<FileId> = bound.to_vec();
    // What merely puts an application together hands nothing on.
    let hands_on =
        |id: &&FileId| files.candidate(**id).kind.language() != Language::Rust && imports(files, workspace, **id).len() <= MAX_IMPORTS;
    if importers.len() <= MAX_IMPORTERS {
        fresh.extend(importers.iter().filter(hands_on));
    }
    let mut seen: FxHashSet<FileId> = fresh.iter().copied().collect();
    let mut found = Vec::new();
    for _ in 0..MAX_ROUNDS {
        let mut next: Vec<FileId> =
            fresh.par_iter().flat_map_iter(|id| imports(files, workspace, *id)).filter(|id| !seen.contains(id)).collect();
        next.sort_unstable();
        next.dedup();
        if next.is_empty() || next.len() > MAX_LOOKED_AT {
            break;
        }
        seen.extend(next.iter().copied());
        found.par_extend(
            next.par_iter()
                .copied()
                .filter(|id| !chosen.contains(id))
                .map_init(Vec::new, |buffer, id| {
                    (is_log(&files.candidate(id).path) || files.bytes(id, buffer).is_some_and(|bytes| marks.calls.hit(bytes))).then_some(id)
                })
                .flatten(),
        );
        fresh = next.into_iter().filter(|id| passes_on(&files.candidate(*id).path)).collect();
    }
    found
}

/// Whether a file is there to pass on what others hold. Rust's name all there is in a crate.
fn passes_on(path: &str) -> bool {
    let name = path.rsplit_once('/').map_or(path, |(_, name)| name);
    matches!(name.split('.').next(), Some("__init__" | "index"))
}

/// Whether a file is a project's own way of logging, by its name: prompts and keys are handed to it.
fn is_log(path: &str) -> bool {
    let name = path.rsplit_once('/').map_or(path, |(_, name)| name);
    let stem = name.split('.').next().unwrap_or(name);
    stem.split(['_', '-']).any(|word| matches!(word, "log" | "logs" | "logger" | "logging" | "Logger"))
}

/// The files of the project that a file imports. One that is parsed already is asked, of another the text is read.
fn imports(files: &Files, workspace: &dyn Workspace, id: FileId) -> Vec<FileId> {
    let language = files.candidate(id).kind.language();
    let named = |import: &ImportRef| imported_files(workspace, id, language, import);
    if let Some(module) = files.loaded(id).and_then(|l| l.module.as_ref()) {
        let children = module.child_modules.iter().filter_map(|(name, _)| match submodule(workspace, &ModuleRef::File(id), name)? {
            ModuleRef::File(child) => Some(child),
            ModuleRef::Directory(_) => None,
        });
        let all = imports_of(module).flat_map(named).flatten().chain(children);
        return all.collect::<FxHashSet<_>>().into_iter().collect();
    }
    let mut buffer = Vec::new();
    let Some(bytes) = files.bytes(id, &mut buffer) else { return Vec::new() };
    text_imports(&String::from_utf8_lossy(bytes), language).iter().flat_map(named).flatten().collect()
}
