//! Which of the analysed files hang together: what no import connects is followed apart.
//!
//! Values pass from file to file through imports alone. So each part can be followed by itself, several at once, and after a change only the part that
//! holds the changed file is followed anew.

use super::files::Files;
use super::reach::{imported_files, imports_of};
use super::text_imports::text_imports;
use crate::analysis::link::submodule;
use crate::analysis::{ModuleRef, Workspace};
use crate::program::{ExprKind, ImportItem, ImportRef, Module};
use crate::source::{FileId, Language};
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

/// Index files behind one another that are looked through for what they pass on.
const MAX_ROUNDS: usize = 3;

/// Index files that are looked through for one file at most: what brings in more is a catalogue of everything, and everything hangs together there.
const MAX_INDEXES: usize = 64;

/// The parts of `files`, of which every two files of one part are connected by `links`, whichever way they point and whether or not what lies
/// between is one of the files. Each part is sorted; the parts stand in the order of their first files.
pub fn components(files: &[FileId], links: impl IntoIterator<Item = (FileId, FileId)>) -> Vec<Vec<FileId>> {
    let mut forest = Forest::default();
    for (from, to) in links {
        forest.join(from, to);
    }
    let mut sorted = files.to_vec();
    sorted.sort_unstable();
    sorted.dedup();
    let mut parts: Vec<Vec<FileId>> = Vec::new();
    let mut part_of: FxHashMap<FileId, usize> = FxHashMap::default();
    for file in sorted {
        let part = *part_of.entry(forest.root(file)).or_insert(parts.len());
        match parts.get_mut(part) {
            Some(part) => part.push(file),
            None => parts.push(vec![file]),
        }
    }
    parts
}

/// Trees of files that are known to be connected. A file that is in none is its own.
#[derive(Default)]
struct Forest {
    parents: FxHashMap<FileId, FileId>,
}

impl Forest {
    fn root(&mut self, file: FileId) -> FileId {
        let mut root = file;
        while let Some(parent) = self.parents.get(&root) {
            root = *parent;
        }
        let mut at = file;
        while at != root {
            at = self.parents.insert(at, root).unwrap_or(root);
        }
        root
    }

    fn join(&mut self, a: FileId, b: FileId) {
        let (a, b) = (self.root(a), self.root(b));
        if a != b {
            self.parents.insert(a.max(b), a.min(b));
        }
    }
}

/// What each file leads to, as long as its imports stay what they are.
#[derive(Debug, Default)]
pub struct Links {
    of: FxHashMap<FileId, Vec<FileId>>,
}

impl Links {
    /// Forgets what a changed file leads to; of an index file that all do, since others look through it.
    pub fn forget(&mut self, path: &str, file: FileId) {
        if passes_on(path) {
            self.of.clear();
        } else {
            self.of.remove(&file);
        }
    }

    /// The parts of the analysed files.
    pub fn components(&mut self, files: &Files, workspace: &(dyn Workspace + Sync), chosen: &[FileId]) -> Vec<Vec<FileId>> {
        let new: Vec<FileId> = chosen.iter().copied().filter(|file| !self.of.contains_key(file)).collect();
        let found: Vec<(FileId, Vec<FileId>)> = new.into_par_iter().map(|file| (file, leads_to(files, workspace, file))).collect();
        self.of.extend(found);
        let among: FxHashSet<FileId> = chosen.iter().copied().collect();
        let known = chosen.iter().filter_map(|file| Some((*file, self.of.get(file)?)));
        // Two files that use one helper each for itself have nothing to do with one another. The modules of a crate name one another from its root.
        let is_link = |file: FileId| among.contains(&file) || files.candidate(file).kind.language() == Language::Rust;
        let links = known.flat_map(|(from, to)| to.iter().filter(|to| is_link(**to)).map(move |to| (from, *to)));
        components(chosen, links.collect::<Vec<_>>())
    }
}

/// The files that a file takes something from, through index files too.
fn leads_to(files: &Files, workspace: &dyn Workspace, file: FileId) -> Vec<FileId> {
    let Some(module) = files.get(file).and_then(|loaded| loaded.module.as_ref()) else { return Vec::new() };
    let language = module.language;
    let mut found: FxHashSet<FileId> = FxHashSet::default();
    for import in imports_of(module) {
        found.extend(named(workspace, file, language, import));
    }
    if language == Language::Rust {
        found.extend(crates(workspace, file, module));
    }
    let mut fresh: Vec<FileId> = found.iter().copied().collect();
    let mut looked_through = 0;
    for _ in 0..MAX_ROUNDS {
        fresh.retain(|id| passes_on(&files.candidate(*id).path));
        fresh.sort_unstable();
        let mut next = Vec::new();
        for index in fresh.into_iter().take(MAX_INDEXES - looked_through) {
            looked_through += 1;
            next.extend(passed_on(files, workspace, index).into_iter().filter(|id| found.insert(*id)));
        }
        fresh = next;
    }
    found.remove(&file);
    let mut found: Vec<FileId> = found.into_iter().collect();
    found.sort_unstable();
    found
}

/// The files an import names. `import a.b` brings in `a`, too.
fn named(workspace: &dyn Workspace, file: FileId, language: Language, import: &ImportRef) -> Vec<FileId> {
    let mut found: Vec<FileId> = imported_files(workspace, file, language, import).into_iter().flatten().collect();
    if language == Language::Python && import.item == ImportItem::Module && !import.module.starts_with('.') {
        for (end, _) in import.module.match_indices('.') {
            let above = ImportRef { module: import.module[..end].into(), item: ImportItem::Module, type_only: false };
            found.extend(imported_files(workspace, file, language, &above).into_iter().flatten());
        }
    }
    found
}

/// The root of a Rust file's crate, its child modules, and the crates its paths begin with.
fn crates(workspace: &dyn Workspace, file: FileId, module: &Module) -> Vec<FileId> {
    let mut found: Vec<FileId> = workspace.crate_root(file).into_iter().collect();
    found.extend(module.child_modules.iter().filter_map(|(name, _)| match submodule(workspace, &ModuleRef::File(file), name)? {
        ModuleRef::File(child) => Some(child),
        ModuleRef::Directory(_) => None,
    }));
    let names: FxHashSet<_> =
        module.exprs.iter().filter_map(|expr| if let ExprKind::Name(name) = &expr.kind { Some(name) } else { None }).collect();
    found.extend(names.into_iter().filter_map(|name| workspace.crate_named(file, name)));
    found
}

/// The files that an index file imports, by its text.
fn passed_on(files: &Files, workspace: &dyn Workspace, index: FileId) -> Vec<FileId> {
    let mut buffer = Vec::new();
    let Some(bytes) = files.raw(index, &mut buffer) else { return Vec::new() };
    let language = files.candidate(index).kind.language();
    let imports = text_imports(&String::from_utf8_lossy(bytes), language);
    imports.iter().flat_map(|import| named(workspace, index, language, import)).collect()
}

/// Whether a file is there to pass on what others hold.
fn passes_on(path: &str) -> bool {
    let name = path.rsplit_once('/').map_or(path, |(_, name)| name);
    matches!(name.split('.').next(), Some("__init__" | "index"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(numbers: &[u32]) -> Vec<FileId> {
        numbers.iter().copied().map(FileId).collect()
    }

    fn parts(files: &[u32], links: &[(u32, u32)]) -> Vec<Vec<u32>> {
        let links = links.iter().map(|(a, b)| (FileId(*a), FileId(*b)));
        components(&ids(files), links).into_iter().map(|part| part.into_iter().map(|file| file.0).collect()).collect()
    }

    #[test]
    fn what_nothing_connects_is_apart() {
        assert_eq!(parts(&[3, 1, 2], &[]), [[1], [2], [3]]);
        assert_eq!(parts(&[], &[(1, 2)]), Vec::<Vec<u32>>::new());
    }

    #[test]
    fn links_join_both_ways_and_in_rows() {
        assert_eq!(parts(&[1, 2, 3, 4, 5], &[(4, 1), (2, 5), (4, 3)]), [vec![1, 3, 4], vec![2, 5]]);
    }

    #[test]
    fn what_lies_between_joins_without_being_told_of() {
        assert_eq!(parts(&[1, 2, 3], &[(1, 9), (3, 9)]), [vec![1, 3], vec![2]]);
    }

    #[test]
    fn the_order_of_links_means_nothing() {
        let links: Vec<(u32, u32)> = (0..200).map(|i| (i * 7 % 200, i * 13 % 200)).collect();
        let files: Vec<u32> = (0..200).collect();
        let mut turned: Vec<(u32, u32)> = links.iter().rev().map(|(a, b)| (*b, *a)).collect();
        let all = parts(&files, &links);
        assert_eq!(all, parts(&files, &turned));
        assert!(all.iter().flatten().count() == 200 && all.windows(2).all(|pair| pair[0][0] < pair[1][0]));
        turned.truncate(0);
        assert_eq!(parts(&files, &turned).len(), 200);
    }

    #[test]
    fn a_file_twice_is_one() {
        assert_eq!(parts(&[2, 2, 1], &[(1, 1)]), [[1], [2]]);
    }
}
