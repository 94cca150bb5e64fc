//! Which files are parsed: those that name Cohere, and those through which a client or its errors pass.

use super::Progress;
use super::bases::base_files;
use super::bearings::Carriers;
use super::carriers::DEFAULT;
use super::files::Files;
use super::helpers::helpers;
use super::hits::is_worth_parsing;
use super::stopwatch::Stopwatch;
use super::text_imports::text_imports;
use crate::analysis::link::{Target, resolve, submodule};
use crate::analysis::{ModuleRef, Workspace};
use crate::cohere::catalog::Catalog;
use crate::cohere::catalog::schema::RouteKind;
use crate::program::{ExportValue, ExprKind, ImportItem, ImportRef, Module};
use crate::source::{Anchors, CandidateKind, FileId, FileRole, Language};
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet, FxHasher};
use smol_str::SmolStr;
use std::hash::Hasher as _;

/// Rounds of "who imports these?": deeper chains of callers are rare, and each round costs files.
const MAX_ROUNDS: usize = 4;

/// Importers of one file that are followed, by round: more than this and the file is a hub of the whole project, which most import for
/// something else. The further from Cohere, the more likely that is.
const MAX_FAN_IN: &[usize] = &[120, 40];

/// Files that may import what carries Cohere, looked at in one round at most.
const MAX_LOOKED_AT: usize = 4000;

/// Files reached through imports after which no further round begins: so many callers say all there is to say.
const ENOUGH: usize = 400;

/// Files at most that are read because they may hold a health endpoint.
const MAX_PROBES: usize = 200;

/// A longer line is no import that anybody wrote.
const MAX_IMPORT_LINE: usize = 2000;

/// What is looked for in the bytes of every file.
#[derive(Debug)]
pub struct Lookout {
    /// Texts one of which every file that speaks of Cohere holds.
    pub anchors: Anchors,
    /// Texts one of which a file with a health endpoint holds, where those are wanted.
    pub probes: Option<Anchors>,
}

/// What the bytes of a file tell.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Scanned {
    /// It is parsed at once.
    pub is_hit: bool,
    /// It may hold a health endpoint.
    pub may_probe: bool,
    /// The words in the imports of the others, hashed.
    pub words: Vec<u64>,
}

/// Looks at the bytes of every file, in order.
pub fn scan(files: &Files, lookout: &Lookout, marks: &Marks, progress: &dyn Progress) -> Vec<Scanned> {
    progress.stage("scanning", files.len());
    let look = |buffer: &mut Vec<u8>, id: FileId| {
        progress.step();
        if progress.is_cancelled() { Scanned::default() } else { scan_file(files, id, lookout, marks, buffer) }
    };
    files.ids().collect::<Vec<_>>().into_par_iter().map_init(Vec::new, look).collect()
}

/// Looks at the bytes of one file.
pub fn scan_file(files: &Files, id: FileId, lookout: &Lookout, marks: &Marks, buffer: &mut Vec<u8>) -> Scanned {
    let candidate = files.candidate(id);
    let language = candidate.kind.language();
    let may_probe = |bytes: &[u8]| candidate.role == FileRole::Application && lookout.probes.as_ref().is_some_and(|p| p.hit(bytes));
    // The code of a notebook stands in the texts of a JSON document, where its imports are no lines.
    let is_worth_it =
        |bytes: &[u8]| candidate.kind == CandidateKind::Notebook || is_worth_parsing(&String::from_utf8_lossy(bytes), language, marks);
    let is_hit = |bytes: &[u8]| lookout.anchors.hit(bytes) && is_worth_it(bytes);
    match files.bytes(id, buffer) {
        Some(bytes) if is_hit(bytes) => Scanned { is_hit: true, ..Scanned::default() },
        Some(bytes) => Scanned { is_hit: false, may_probe: may_probe(bytes), words: import_words(bytes, language) },
        None => Scanned::default(),
    }
}

/// Finds the files to analyse, sorted, and which of their names carry Cohere.
///
/// Files that may hold a health endpoint are read too, where anything speaks to Cohere, but nobody asks who imports them.
pub fn reach(
    files: &Files,
    workspace: &(dyn Workspace + Sync),
    scanned: &[Scanned],
    marks: &Marks,
    progress: &dyn Progress,
    stopwatch: &Stopwatch,
) -> (Vec<FileId>, Carriers) {
    let hits: Vec<FileId> = files.ids().zip(scanned).filter(|(_, s)| s.is_hit).map(|(id, _)| id).collect();
    progress.stage("parsing", hits.len());
    stopwatch.time("parsing", || {
        hits.par_iter().filter(|_| !progress.is_cancelled()).for_each(|id| {
            files.get(*id);
            progress.step();
        });
    });
    if progress.is_cancelled() {
        return (Vec::new(), Carriers::default());
    }
    stopwatch.time("following imports", || follow_imports(files, workspace, marks, scanned, &hits))
}

/// The files that name Cohere, and those that import what speaks to it or that it hands something on to.
fn follow_imports(
    files: &Files,
    workspace: &(dyn Workspace + Sync),
    marks: &Marks,
    scanned: &[Scanned],
    hits: &[FileId],
) -> (Vec<FileId>, Carriers) {
    let mut importers: FxHashMap<u64, Vec<FileId>> = FxHashMap::default();
    for (id, scanned) in files.ids().zip(scanned) {
        for word in &scanned.words {
            importers.entry(*word).or_default().push(id);
        }
    }
    let mut chosen: FxHashSet<FileId> = hits.iter().copied().collect();
    let mut carriers = Carriers::default();
    carriers.settle(files, workspace, marks, hits);
    let mut fresh: Vec<FileId> = hits.iter().copied().filter(|id| carriers.knows(*id)).collect();
    // Those from which a client or a URL is handed on: the further up a caller, the less it knows of either.
    let (direct, mut near) = (fresh.clone(), Vec::new());
    // What calls a method of a class may know its base alone.
    let bases = base_files(files, workspace, &fresh);
    bases.values().for_each(|base| carriers.watch(&base.methods));
    chosen.extend(bases.iter().filter(|(_, base)| base.is_caller).map(|(id, _)| *id));
    for round in 0..MAX_ROUNDS {
        // Files already chosen that take something from what carries Cohere do so too: their importers count.
        let mut candidates: FxHashSet<FileId> = chosen.iter().copied().filter(|id| !carriers.knows(*id)).collect();
        for id in &fresh {
            for word in module_words(&files.candidate(*id).path) {
                candidates.extend(importers.get(&word).into_iter().flatten().copied().filter(|c| !carriers.knows(*c)));
            }
        }
        if candidates.len() > MAX_LOOKED_AT || chosen.len() > hits.len() + ENOUGH {
            break;
        }
        let mut candidates: Vec<FileId> = candidates.into_iter().collect();
        candidates.sort_unstable();
        let wanted: FxHashSet<FileId> = fresh.iter().copied().collect();
        let seeming: Vec<(FileId, Vec<FileId>)> = candidates
            .into_par_iter()
            .map(|id| (id, seems_to_take(files, workspace, id, &wanted, &carriers)))
            .filter(|(_, imported)| !imported.is_empty())
            .collect();
        let seeming = without_hubs(seeming, MAX_FAN_IN[round.min(MAX_FAN_IN.len() - 1)]);
        let mut next = carriers.settle(files, workspace, marks, &seeming);
        if round == 0 {
            for (id, base) in &bases {
                if !carriers.knows(*id) {
                    carriers.add(*id, base.classes.clone());
                    next.push(*id);
                }
            }
        }
        next.sort_unstable();
        next.dedup();
        if next.is_empty() {
            break;
        }
        if round == 0 {
            near.clone_from(&next);
        }
        chosen.extend(next.iter().copied().filter(|id| bases.get(id).is_none_or(|base| base.is_caller)));
        fresh = next;
    }
    let helpers = helpers(files, workspace, &direct, &near, &chosen, marks);
    chosen.extend(helpers);
    if !direct.is_empty() {
        chosen.extend(files.ids().zip(scanned).filter(|(_, s)| s.may_probe).map(|(id, _)| id).take(MAX_PROBES));
    }
    let is_parsed = |id: &FileId| files.get(*id).is_some_and(|l| l.module.is_some());
    let mut chosen: Vec<FileId> = chosen.into_iter().collect::<Vec<_>>().into_par_iter().filter(is_parsed).collect();
    chosen.sort_unstable();
    (chosen, carriers)
}

/// How code that speaks to Cohere is told from code that merely speaks of it.
pub struct Marks {
    /// Import roots of the SDKs, wrappers and crates: `python:cohere`, `npm:cohere-ai`, `rust:cohere_rust`.
    roots: FxHashSet<String>,
    /// Names of the crates among them.
    crates: FxHashSet<String>,
    /// Hosts of the API.
    hosts: Vec<String>,
    /// How calls of what reaches Cohere begin: `chat(`, `post(`.
    pub(super) calls: Anchors,
    /// How calls of the SDKs' methods begin.
    pub(super) sdk_calls: Anchors,
    /// Variables of the environment that hold a key.
    pub(super) key_variables: Vec<String>,
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
        let names = senders.chain(methods).filter_map(last).filter(|name| !catalog.frameworks.everyday_calls.contains(name.as_str()));
        let names: FxHashSet<String> = names.collect();
        let calls = Anchors::new(names.iter().flat_map(|name| [format!("{name}("), format!("{name}<")]));
        let roots: FxHashSet<String> = roots;
        let crates = roots.iter().filter_map(|root| root.strip_prefix("rust:")).map(str::to_owned).collect();
        let sdks = catalog.routes.iter().filter(|r| r.kind == RouteKind::Sdk);
        let own: FxHashSet<String> = sdks.flat_map(|r| r.methods.iter().flat_map(|m| &m.paths)).filter_map(last).collect();
        let sdk_calls = Anchors::new(own.iter().flat_map(|name| [format!(".{name}("), format!(".{name}<")]));
        let key_variables = catalog.key_variables().map(str::to_owned).collect::<FxHashSet<String>>().into_iter().collect();
        Self { roots, crates, calls, sdk_calls, key_variables, hosts: catalog.endpoints.hosts.iter().map(ToString::to_string).collect() }
    }

    /// Whether a text holds a host of the API.
    pub(super) fn names_host(&self, text: &str) -> bool {
        self.hosts.iter().any(|host| text.contains(host.as_str()))
    }

    /// Whether a path of Rust in a text begins with such a crate, imported or not.
    pub(super) fn names_crate(&self, text: &str) -> bool {
        self.crates
            .iter()
            .any(|name| memchr::memmem::find_iter(text.as_bytes(), name.as_bytes()).any(|i| text[i + name.len()..].starts_with("::")))
    }

    /// Whether a name is that of a crate that reaches Cohere.
    pub(super) fn is_crate(&self, name: &str) -> bool {
        self.crates.contains(name)
    }

    /// Whether a text is the name of a package that reaches Cohere, as a call imports it.
    pub(super) fn names_package(&self, language: Language, text: &str) -> bool {
        self.imports(language, &ImportRef { module: text.into(), item: ImportItem::Module, type_only: false })
    }

    /// Whether an import is of what reaches Cohere.
    pub(super) fn imports(&self, language: Language, import: &ImportRef) -> bool {
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

/// The importers, but for those that only import hubs: a file that everything imports says nothing about its importers.
fn without_hubs(importers: Vec<(FileId, Vec<FileId>)>, most: usize) -> Vec<FileId> {
    let mut count: FxHashMap<FileId, usize> = FxHashMap::default();
    for imported in importers.iter().flat_map(|(_, imported)| imported) {
        *count.entry(*imported).or_default() += 1;
    }
    importers.into_iter().filter(|(_, imported)| imported.iter().any(|i| count[i] <= most)).map(|(id, _)| id).collect()
}

/// From which of the given files a file seems to take something that carries Cohere, by its text: it imports the file, and one of the
/// names stands somewhere.
fn seems_to_take(files: &Files, workspace: &dyn Workspace, id: FileId, wanted: &FxHashSet<FileId>, carriers: &Carriers) -> Vec<FileId> {
    let language = files.candidate(id).kind.language();
    let mut buffer = Vec::new();
    let Some(bytes) = files.bytes(id, &mut buffer) else { return Vec::new() };
    let text = String::from_utf8_lossy(bytes);
    let mut found: Vec<FileId> = match files.loaded(id).and_then(|l| l.module.as_ref()) {
        // What the text doesn't show (`mod client;`, a dynamic import), the parsed file does.
        Some(module) => imports_of(module).flat_map(|import| imported_files(workspace, id, language, import)).flatten().collect(),
        None => {
            let imports = text_imports(&text, language);
            imports.iter().flat_map(|import| imported_files(workspace, id, language, import)).flatten().collect()
        }
    };
    found.retain(|file| wanted.contains(file));
    found.sort_unstable();
    found.dedup();
    if found.is_empty() || ["import *", "export *", "::*"].iter().any(|star| text.contains(star)) {
        return found;
    }
    let words: FxHashSet<&str> = text.split(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '$'))).collect();
    let takes = |file: &FileId| {
        carriers.names(*file).is_some_and(|names| names.contains(DEFAULT) || names.iter().any(|name| words.contains(name.as_str())))
    };
    found.retain(takes);
    found
}

/// Every import of a parsed file.
pub(super) fn imports_of(module: &Module) -> impl Iterator<Item = &ImportRef> {
    let in_code = module.exprs.iter().filter_map(|e| if let ExprKind::Import(import) = &e.kind { Some(import) } else { None });
    let by_star = module.star_imports.iter().map(|(_, import)| import);
    let by_export = module.exports.iter().filter_map(|e| if let ExportValue::From(import) = &e.value { Some(import) } else { None });
    in_code.chain(by_star).chain(by_export)
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
            for segment in &segments {
                let Some(next) = submodule(workspace, &at, segment) else { return [None, file(at)] };
                at = next;
            }
            [item.and_then(|name| submodule(workspace, &at, name)).and_then(file), file(at)]
        }
        Target::External(_) => [None, None],
    }
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
    let mut start = 0;
    // Every file goes through here: a line that is no import costs the search for its end, and a look at how it begins.
    for end in memchr::memchr_iter(b'\n', bytes).chain(std::iter::once(bytes.len())) {
        let line = bytes[start..end].trim_ascii_start();
        start = end + 1;
        if begins_import(line, language) {
            add_words(line, &mut words);
        }
    }
    if language == Language::TypeScript {
        for call in [b"require(".as_slice(), b"import("] {
            for at in memchr::memmem::find_iter(bytes, call) {
                let rest = &bytes[at..];
                add_words(&rest[..memchr::memchr(b'\n', rest).unwrap_or(rest.len())], &mut words);
            }
        }
    }
    words.sort_unstable();
    words.dedup();
    words
}

/// Whether a line without its indentation begins an import, or goes on with one.
fn begins_import(line: &[u8], language: Language) -> bool {
    match (language, line.first()) {
        (Language::Python, Some(b'f')) => line.starts_with(b"from "),
        (Language::Python, Some(b'i')) => line.starts_with(b"import "),
        (Language::Rust, Some(b'u' | b'm')) => line.starts_with(b"use ") || line.starts_with(b"mod "),
        (Language::Rust, Some(b'p')) => {
            let after = line.strip_prefix(b"pub").and_then(|rest| rest.iter().position(|b| *b == b' ').map(|i| &rest[i + 1..]));
            after.is_some_and(|rest| rest.starts_with(b"use ") || rest.starts_with(b"mod "))
        }
        (Language::TypeScript, Some(b'i')) => line.starts_with(b"import"),
        (Language::TypeScript, Some(b'e')) => line.starts_with(b"export"),
        (Language::TypeScript, Some(b'}')) => true,
        _ => false,
    }
}

/// The words of an import: names of modules and, since nobody can tell, all others.
fn add_words(line: &[u8], words: &mut Vec<u64>) {
    if line.len() > MAX_IMPORT_LINE {
        return;
    }
    for word in line.split(|b| !(b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'$'))) {
        // `./cohere.service` is the file `cohere.service.ts`: both parts are words already.
        if word.len() > 1 {
            words.push(hash(word));
        }
    }
    if line.starts_with(b"from .") || memchr::memmem::find(line, b"\".\"").is_some() || memchr::memmem::find(line, b"'.'").is_some() {
        words.push(hash(b"."));
    }
}
