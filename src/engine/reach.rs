//! Which files are parsed: those that name Cohere, and those through which a client or its errors pass.

use super::Progress;
use super::bases::base_files;
use super::files::Files;
use super::helpers::helpers;
use super::stopwatch::Stopwatch;
use super::text_imports::text_imports;
use crate::analysis::link::{Target, resolve, submodule};
use crate::analysis::{ModuleRef, Workspace};
use crate::cohere::catalog::Catalog;
use crate::cohere::catalog::schema::RouteKind;
use crate::program::{ExprKind, ImportItem, ImportRef, Literal, Module};
use crate::source::{Anchors, FileId, Language};
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet, FxHasher};
use smol_str::SmolStr;
use std::hash::Hasher as _;

/// Rounds of "who imports these?": deeper chains of callers are rare, and each round costs files.
const MAX_ROUNDS: usize = 4;

/// Importers of one file that are followed, by round: more than this and the file is a hub of the whole project, which most import for
/// something else.
const MAX_FAN_IN: &[usize] = &[120, 40];

/// Files reached through imports at most, over those that name Cohere.
const MAX_REACHED: usize = 4000;

/// Finds the files to analyse, sorted.
pub fn reach(
    files: &Files,
    workspace: &(dyn Workspace + Sync),
    anchors: &Anchors,
    marks: &Marks,
    progress: &dyn Progress,
    stopwatch: &Stopwatch,
) -> Vec<FileId> {
    progress.stage("scanning", files.len());
    let scanned = stopwatch.time("scanning", || scan(files, anchors, progress));
    let hits: Vec<FileId> = scanned.iter().filter(|s| s.1).map(|s| s.0).collect();
    progress.stage("parsing", hits.len());
    stopwatch.time("parsing", || {
        hits.par_iter().for_each(|id| {
            files.get(*id);
            progress.step();
        });
    });
    stopwatch.time("following imports", || follow_imports(files, workspace, marks, &scanned, &hits))
}

/// Which files hold an anchor, and the words in the imports of the others.
fn scan(files: &Files, anchors: &Anchors, progress: &dyn Progress) -> Vec<(FileId, bool, Vec<u64>)> {
    files
        .ids()
        .collect::<Vec<_>>()
        .into_par_iter()
        .map_init(Vec::new, |buffer, id| {
            progress.step();
            let language = files.candidate(id).kind.language();
            match files.bytes(id, buffer) {
                Some(bytes) if anchors.hit(bytes) => (id, true, Vec::new()),
                Some(bytes) => (id, false, import_words(bytes, language)),
                None => (id, false, Vec::new()),
            }
        })
        .collect()
}

/// The files that name Cohere, and those that import what speaks to it or that it hands something on to.
fn follow_imports(
    files: &Files,
    workspace: &(dyn Workspace + Sync),
    marks: &Marks,
    scanned: &[(FileId, bool, Vec<u64>)],
    hits: &[FileId],
) -> Vec<FileId> {
    let mut importers: FxHashMap<u64, Vec<FileId>> = FxHashMap::default();
    for (id, _, words) in scanned {
        for word in words {
            importers.entry(*word).or_default().push(*id);
        }
    }
    let mut chosen: FxHashSet<FileId> = hits.iter().copied().collect();
    let mut fresh: Vec<FileId> = hits.iter().copied().filter(|id| is_bound(files, *id, marks)).collect();
    let mut bound: FxHashSet<FileId> = fresh.iter().copied().collect();
    // Those from which a client or a URL is handed on: the further up a caller, the less it knows of either.
    let (direct, mut near) = (fresh.clone(), Vec::new());
    // What calls a method of a class may know its base alone.
    let bases = base_files(files, workspace, &fresh);
    chosen.extend(bases.iter().copied());
    for round in 0..MAX_ROUNDS {
        // Files already chosen that import what is bound are bound too: their importers count.
        let known: Vec<FileId> = chosen.iter().copied().filter(|id| !bound.contains(id)).collect();
        let mut candidates: FxHashSet<FileId> = known.into_iter().collect();
        for id in &fresh {
            for word in module_words(&files.candidate(*id).path) {
                candidates.extend(importers.get(&word).into_iter().flatten().copied().filter(|c| !bound.contains(c)));
            }
        }
        if candidates.len() > MAX_REACHED {
            break;
        }
        let mut candidates: Vec<FileId> = candidates.into_iter().collect();
        candidates.sort_unstable();
        let wanted = if round == 0 { &bound } else { &fresh_set(&fresh) };
        let seeming: Vec<(FileId, Vec<FileId>)> = candidates
            .into_par_iter()
            .map(|id| (id, seems_to_import(files, workspace, id, wanted)))
            .filter(|(_, imported)| !imported.is_empty())
            .collect();
        let mut next: Vec<FileId> = without_hubs(seeming, MAX_FAN_IN[round.min(MAX_FAN_IN.len() - 1)])
            .into_par_iter()
            .filter(|id| files.get(*id).and_then(|l| l.module.as_ref()).is_some_and(|m| imports_any(workspace, *id, m, &bound)))
            .collect();
        if round == 0 {
            next.extend(bases.iter().copied().filter(|id| !bound.contains(id)));
        }
        next.sort_unstable();
        next.dedup();
        if next.is_empty() {
            break;
        }
        bound.extend(next.iter().copied());
        if round == 0 {
            near.clone_from(&next);
        }
        chosen.extend(next.iter().copied());
        fresh = next;
    }
    let helpers = helpers(files, workspace, &direct, &near, &chosen, marks);
    chosen.extend(helpers);
    let mut chosen: Vec<FileId> = chosen.into_iter().filter(|id| files.get(*id).is_some_and(|l| l.module.is_some())).collect();
    chosen.sort_unstable();
    chosen
}

/// How code that speaks to Cohere is told from code that merely speaks of it.
pub struct Marks {
    /// Import roots of the SDKs, wrappers and crates: `python:cohere`, `npm:cohere-ai`, `rust:cohere_rust`.
    roots: FxHashSet<String>,
    /// Hosts of the API.
    hosts: Vec<String>,
    /// How calls of what reaches Cohere begin: `chat(`, `post(`.
    pub(super) calls: Anchors,
}

impl Marks {
    /// The marks the catalogue knows.
    pub fn new(catalog: &Catalog) -> Self {
        let routes = catalog.routes.iter().filter(|r| r.kind != RouteKind::Http);
        let symbols = routes.flat_map(|r| r.clients.iter().flat_map(|c| &c.paths).chain(r.methods.iter().flat_map(|m| &m.paths)));
        let roots = symbols.chain(catalog.additions.watched.keys()).map(|symbol| root_of(symbol).to_owned()).collect();
        let senders = catalog.routes.iter().flat_map(|r| r.senders.iter().flat_map(|s| &s.paths));
        let methods = catalog.routes.iter().flat_map(|r| r.methods.iter().flat_map(|m| &m.paths));
        let last = |symbol: &SmolStr| symbol.trim_end_matches("()").rsplit(['.', '/', ':']).next().map(str::to_owned);
        let names: FxHashSet<String> = senders.chain(methods).filter_map(last).collect();
        let calls = Anchors::new(names.iter().flat_map(|name| [format!("{name}("), format!("{name}<")]));
        Self { roots, calls, hosts: catalog.endpoints.hosts.iter().map(ToString::to_string).collect() }
    }

    fn imports(&self, language: Language, import: &ImportRef) -> bool {
        let symbol = format!("{}:{}", language.ecosystem(), import.module.replace("::", "."));
        // `use cohere_rust;` and `import cohere` name the root as the item or the module.
        let item = match &import.item {
            ImportItem::Named(name) if import.module.is_empty() => format!("{}:{name}", language.ecosystem()),
            _ => symbol.clone(),
        };
        self.roots.contains(root_of(&symbol)) || self.roots.contains(root_of(&item))
    }
}

/// The package of a symbol: `python:cohere`, `npm:@langchain/cohere`, `npm:cohere-ai`.
fn root_of(symbol: &str) -> &str {
    let Some((ecosystem, path)) = symbol.split_once(':') else { return symbol };
    let end = if ecosystem == "npm" {
        let scoped = usize::from(path.starts_with('@'));
        let slash = path.match_indices('/').nth(scoped).map_or(path.len(), |(i, _)| i);
        path[..slash].find('.').unwrap_or(slash)
    } else {
        path.find('.').unwrap_or(path.len())
    };
    &symbol[..ecosystem.len() + 1 + end]
}

/// Whether a file speaks to Cohere in code: by an import or a URL, not just in a comment or a list of providers.
fn is_bound(files: &Files, id: FileId, marks: &Marks) -> bool {
    let Some(module) = files.get(id).and_then(|l| l.module.as_ref()) else { return false };
    module.star_imports.iter().any(|(_, import)| marks.imports(module.language, import))
        || module.exprs.iter().any(|e| match &e.kind {
            ExprKind::Import(import) => marks.imports(module.language, import),
            ExprKind::Literal(Literal::Str(text)) => marks.hosts.iter().any(|h| text.contains(h.as_str())),
            // A path that nothing imports: `cohere_rust::Cohere::default()`.
            ExprKind::Name(name) => module.language == Language::Rust && marks.roots.contains(&format!("rust:{name}")),
            _ => false,
        })
}

fn fresh_set(fresh: &[FileId]) -> FxHashSet<FileId> {
    fresh.iter().copied().collect()
}

/// The importers, but for those that only import hubs: a file that everything imports says nothing about its importers.
fn without_hubs(importers: Vec<(FileId, Vec<FileId>)>, most: usize) -> Vec<FileId> {
    let mut count: FxHashMap<FileId, usize> = FxHashMap::default();
    for imported in importers.iter().flat_map(|(_, imported)| imported) {
        *count.entry(*imported).or_default() += 1;
    }
    importers.into_iter().filter(|(_, imported)| imported.iter().any(|i| count[i] <= most)).map(|(id, _)| id).collect()
}

/// Which of the given files the text of a file seems to import. Of a parsed file the imports themselves are read.
fn seems_to_import(files: &Files, workspace: &dyn Workspace, id: FileId, wanted: &FxHashSet<FileId>) -> Vec<FileId> {
    let language = files.candidate(id).kind.language();
    let mut buffer = Vec::new();
    let Some(bytes) = files.bytes(id, &mut buffer) else { return Vec::new() };
    let imports = text_imports(&String::from_utf8_lossy(bytes), language);
    let mut found: Vec<FileId> = imports.iter().filter_map(|import| leads_to(workspace, id, language, import, wanted)).collect();
    // What the text doesn't show (`mod client;`, a dynamic import), the parsed file does.
    if found.is_empty()
        && let Some(module) = files.loaded(id).and_then(|l| l.module.as_ref())
        && imports_any(workspace, id, module, wanted)
    {
        found.push(id);
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// Which of the given files an import names.
fn leads_to(workspace: &dyn Workspace, id: FileId, language: Language, import: &ImportRef, wanted: &FxHashSet<FileId>) -> Option<FileId> {
    imported_files(workspace, id, language, import).into_iter().flatten().find(|f| wanted.contains(f))
}

/// The files of the project an import names: what it takes from a module, where that is a module itself, and the module.
pub(super) fn imported_files(workspace: &dyn Workspace, id: FileId, language: Language, import: &ImportRef) -> [Option<FileId>; 2] {
    let file = |module: ModuleRef| match module {
        ModuleRef::File(f) => Some(f),
        ModuleRef::Directory(_) => None,
    };
    let item = match &import.item {
        ImportItem::Named(name) => Some(name.as_str()),
        _ => None,
    };
    match resolve(workspace, id, language, import) {
        Target::Module(target) => [item.and_then(|name| submodule(workspace, &target, name)).and_then(file), file(target)],
        Target::Walk(start, segments) => {
            let mut at = ModuleRef::File(start);
            // Only the module the path ends in is used; the ones on the way (the crate's root) merely lead there.
            for segment in segments.iter().map(String::as_str).chain(item) {
                let Some(next) = submodule(workspace, &at, segment) else { break };
                at = next;
            }
            [file(at), None]
        }
        Target::External(_) => [None, None],
    }
}

/// Whether a module imports one of the given files.
fn imports_any(workspace: &dyn Workspace, id: FileId, module: &Module, wanted: &FxHashSet<FileId>) -> bool {
    let hits = |import: &ImportRef| leads_to(workspace, id, module.language, import, wanted).is_some();
    let in_code = module.exprs.iter().any(|e| matches!(&e.kind, ExprKind::Import(import) if hits(import)));
    let by_star = || module.star_imports.iter().any(|(_, import)| hits(import));
    let by_export = || module.exports.iter().any(|e| matches!(&e.value, crate::program::ExportValue::From(import) if hits(import)));
    let by_child = || {
        module
            .child_modules
            .iter()
            .any(|(name, _)| matches!(submodule(workspace, &ModuleRef::File(id), name), Some(ModuleRef::File(f)) if wanted.contains(&f)))
    };
    in_code || by_star() || by_export() || by_child()
}

/// The words by which other files import a file: its stem, or its directory's name for index files.
fn module_words(path: &str) -> Vec<u64> {
    let (dir, name) = path.rsplit_once('/').unwrap_or(("", path));
    let stem = name.split('.').next().unwrap_or(name);
    let mut words = vec![hash(stem.as_bytes())];
    if matches!(stem, "__init__" | "index" | "mod" | "lib" | "main") {
        if let Some(parent) = dir.rsplit('/').find(|d| *d != "src" && !d.is_empty()) {
            words.push(hash(parent.as_bytes()));
            words.push(hash(parent.replace('-', "_").as_bytes()));
        }
        words.extend([b"crate".as_slice(), b"super", b"."].map(hash));
    }
    words
}

fn hash(word: &[u8]) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(word);
    hasher.finish()
}

/// Every word of a file's import lines, hashed. Cheap and generous: the importers found by it are parsed and asked again.
fn import_words(bytes: &[u8], language: Language) -> Vec<u64> {
    let mut words = Vec::new();
    for line in bytes.split(|b| *b == b'\n') {
        let trimmed = line.trim_ascii_start();
        let is_import = match language {
            Language::Python => trimmed.starts_with(b"from ") || trimmed.starts_with(b"import "),
            Language::Rust => {
                let line = trimmed
                    .strip_prefix(b"pub")
                    .map_or(trimmed, |rest| rest.iter().position(|b| *b == b' ').map_or(rest, |i| &rest[i + 1..]));
                line.starts_with(b"use ") || line.starts_with(b"mod ")
            }
            Language::TypeScript => {
                trimmed.starts_with(b"import")
                    || trimmed.starts_with(b"export")
                    || trimmed.starts_with(b"}")
                    || memchr::memmem::find(trimmed, b"require(").is_some()
                    || memchr::memmem::find(trimmed, b"import(").is_some()
            }
        };
        if !is_import || line.len() > 2000 {
            continue;
        }
        for word in trimmed.split(|b| !(b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'$'))) {
            if word.len() > 1 {
                words.push(hash(word));
                // `./cohere.service` is the file `cohere.service.ts`: both parts are words already.
            }
        }
        if trimmed.starts_with(b"from .")
            || memchr::memmem::find(trimmed, b"\".\"").is_some()
            || memchr::memmem::find(trimmed, b"'.'").is_some()
        {
            words.push(hash(b"."));
        }
    }
    words.sort_unstable();
    words.dedup();
    words
}
