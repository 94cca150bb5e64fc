//! Which files of a project have to do with Cohere, and by which of their names.

use super::carriers::{Bearings, DEFAULT, carried};
use super::files::Files;
use super::reach::{Marks, imported_files};
use crate::analysis::link::submodule;
use crate::analysis::prospect::root;
use crate::analysis::{ModuleRef, Workspace};
use crate::program::{
    Arg, Assign, ExportValue, ExprId, ExprKind, ImportItem, ImportRef, Literal, Module, Name, StmtKind, Target, TemplatePart,
};
use crate::source::{FileId, Language};
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use std::cell::RefCell;

/// Times that files which import one another are gone through: what one carries may make the next carry more.
const MAX_PASSES: usize = 4;

/// The files known to have to do with Cohere.
#[derive(Debug, Default)]
pub struct Carriers {
    names: FxHashMap<FileId, FxHashSet<Name>>,
    /// The names of all files.
    all: FxHashSet<Name>,
    /// Methods that a base may run without knowing what they do.
    methods: FxHashSet<Name>,
}

impl Carriers {
    /// Whether a file has to do with Cohere.
    pub fn knows(&self, file: FileId) -> bool {
        self.names.contains_key(&file)
    }

    /// The names of a file that carry Cohere.
    pub fn names(&self, file: FileId) -> Option<&FxHashSet<Name>> {
        self.names.get(&file)
    }

    /// Whether a name of any file that carries Cohere is spelled so.
    pub fn speaks_of(&self, word: &str) -> bool {
        self.all.contains(word)
    }

    /// The files whose names that carry Cohere are others than before.
    pub fn changed_since(&self, before: &Self) -> Vec<FileId> {
        let files = self.names.keys().chain(before.names.keys()).copied();
        files.filter(|file| self.names(*file) != before.names(*file)).collect()
    }

    /// Whether a method of this name stands in a class of which the base was looked for.
    pub fn watches(&self, method: &str) -> bool {
        self.methods.contains(method)
    }

    /// Remembers the methods of a class whose base was looked for.
    pub fn watch(&mut self, methods: &FxHashSet<Name>) {
        self.methods.extend(methods.iter().cloned());
    }

    /// Lets a file count whose names are known from elsewhere.
    pub fn add(&mut self, file: FileId, names: FxHashSet<Name>) {
        self.all.extend(names.iter().cloned());
        self.names.entry(file).or_default().extend(names);
    }

    /// Reads the files and keeps those that have to do with Cohere by what is known so far and by one another; gives the new ones.
    pub fn settle(&mut self, files: &Files, workspace: &(dyn Workspace + Sync), marks: &Marks, asked: &[FileId]) -> Vec<FileId> {
        let mut found: Vec<FileId> = Vec::new();
        let mut pending: Vec<FileId> = asked.to_vec();
        let mut importers: FxHashMap<FileId, Vec<FileId>> = FxHashMap::default();
        for pass in 0..MAX_PASSES {
            let read = |id: &FileId| {
                let module = files.get(*id)?.module.as_ref()?;
                let reading = Reading { carriers: self, workspace, module, imported: RefCell::default() };
                let names = carried(module, &reading.bearings(marks));
                Some((*id, names, reading.imported.into_inner()))
            };
            let now: Vec<(FileId, Option<FxHashSet<Name>>, FxHashSet<FileId>)> = pending.par_iter().filter_map(read).collect();
            let mut changed: Vec<FileId> = Vec::new();
            for (id, names, imported) in now {
                if pass == 0 {
                    imported.into_iter().for_each(|file| importers.entry(file).or_default().push(id));
                }
                let Some(names) = names else { continue };
                match self.names.get(&id) {
                    Some(known) if names.is_subset(known) => continue,
                    Some(_) => {}
                    None => found.push(id),
                }
                changed.push(id);
                self.add(id, names);
            }
            // Only who imports a file that carries more than before can carry more itself. A path of Rust needs no import.
            let is_rust = |id: &&FileId| files.candidate(**id).kind.language() == Language::Rust;
            let named_by_path = asked.iter().filter(is_rust).filter(|_| !changed.is_empty());
            pending = changed.iter().filter_map(|id| importers.get(id)).flatten().chain(named_by_path).copied().collect();
            pending.sort_unstable();
            pending.dedup();
            if pending.is_empty() {
                break;
            }
        }
        found
    }

    /// What the expressions of a module say about Cohere, by what is known of the others.
    pub(super) fn bearings(&self, workspace: &(dyn Workspace + Sync), marks: &Marks, module: &Module) -> Bearings {
        Reading { carriers: self, workspace, module, imported: RefCell::default() }.bearings(marks)
    }

    /// What an import takes from the files it names, as far as it has to do with Cohere.
    pub fn taken_from(&self, [submodule, file]: [Option<FileId>; 2], import: &ImportRef) -> Taken {
        if submodule.or(file).is_none() {
            return Taken::Outside;
        }
        if let Some(submodule) = submodule.filter(|file| self.knows(*file)) {
            return Taken::Module(submodule);
        }
        let Some(file) = file.filter(|file| self.knows(*file)) else { return Taken::Nothing };
        match &import.item {
            ImportItem::Named(name) if self.carries(file, name) => Taken::Carrier,
            ImportItem::Default if self.carries(file, DEFAULT) => Taken::Carrier,
            // `module.exports = client` is the module itself.
            ImportItem::Module if self.carries(file, DEFAULT) => Taken::Carrier,
            // What a CommonJS module exports is what a default import gives.
            ImportItem::Module | ImportItem::Default => Taken::Module(file),
            ImportItem::Named(_) => Taken::Nothing,
        }
    }

    fn carries(&self, file: FileId, name: &str) -> bool {
        self.names(file).is_some_and(|names| names.contains(name))
    }
}

/// A file whose bearings are taken.
struct Reading<'a> {
    carriers: &'a Carriers,
    workspace: &'a (dyn Workspace + Sync),
    module: &'a Module,
    /// The files of the project that it imports, as far as they were asked for.
    imported: RefCell<FxHashSet<FileId>>,
}

impl Reading<'_> {
    /// The files of the project that an import names: a module that it takes, and the one it takes from.
    fn files_of(&self, import: &ImportRef) -> [Option<FileId>; 2] {
        let found = imported_files(self.workspace, self.module.file, self.module.language, import);
        self.imported.borrow_mut().extend(found.into_iter().flatten());
        found
    }

    fn bearings(&self, marks: &Marks) -> Bearings {
        let Self { carriers, workspace, module, .. } = *self;
        let mut bearings = Bearings::default();
        let taken = |import: &ImportRef| carriers.taken_from(self.files_of(import), import);
        // The project's own modules that are named whole: what is read off them counts.
        let mut modules: FxHashMap<&Name, Vec<FileId>> = FxHashMap::default();
        for stmt in &module.stmts {
            if let StmtKind::Assign(Assign { target: Target::Name { name, .. }, value: Some(value), .. }) = &stmt.kind
                && let ExprKind::Import(import) = &module.exprs[value.index()].kind
                && let Taken::Module(file) = taken(import)
            {
                modules.entry(name).or_default().push(file);
            }
        }
        for (name, _) in &module.child_modules {
            if let Some(ModuleRef::File(child)) = submodule(workspace, &ModuleRef::File(module.file), name) {
                self.imported.borrow_mut().insert(child);
                if !carriers.knows(child) {
                    continue;
                }
                modules.entry(name).or_default().push(child);
            }
        }
        // `from cohere import *`: any name that nothing here binds may be one of its.
        let is_outside = |import: &ImportRef| matches!(taken(import), Taken::Outside);
        let starred = module.star_imports.iter().any(|(_, import)| marks.imports(module.language, import) && is_outside(import));
        let is_unbound = |name: &Name| module.scopes.first().is_none_or(|scope| !scope.bindings.contains_key(name));
        for (i, expr) in module.exprs.iter().enumerate() {
            let is_mark = match &expr.kind {
                ExprKind::Import(import) => match taken(import) {
                    Taken::Carrier => true,
                    Taken::Outside => marks.imports(module.language, import),
                    Taken::Module(_) | Taken::Nothing => false,
                },
                ExprKind::Literal(Literal::Str(text)) => marks.names_host(text),
                ExprKind::Call { callee, args, .. } => {
                    imported_by_name(module, *callee, args).is_some_and(|import| marks.imports(module.language, &import))
                }
                ExprKind::Template(parts) => parts.iter().any(|part| matches!(part, TemplatePart::Text(text) if marks.names_host(text))),
                // A path that nothing imports: `cohere_rust::Cohere::default()`.
                ExprKind::Name(name) => starred && is_unbound(name) || module.language == Language::Rust && marks.is_crate(name),
                ExprKind::Member { object, property, .. } if module.language == Language::Rust && carriers.all.contains(property) => {
                    let path = rust_path(module, *object, property);
                    path.is_some_and(|path| matches!(taken(&path), Taken::Carrier))
                        || matches!(&module.exprs[root(module, *object).index()].kind, ExprKind::Name(name) if modules.get(name).is_some_and(|of| of.iter().any(|file| carriers.carries(*file, property))))
                }
                ExprKind::Member { object, property, .. } if carriers.all.contains(property) => {
                    match &module.exprs[root(module, *object).index()].kind {
                        ExprKind::Name(name) => modules.get(name).is_some_and(|of| of.iter().any(|file| carriers.carries(*file, property))),
                        ExprKind::Import(import) => matches!(taken(import), Taken::Module(file) if carriers.carries(file, property)),
                        _ => false,
                    }
                }
                _ => false,
            };
            if is_mark {
                bearings.marks.insert(ExprId(i as u32));
            }
        }
        for export in &module.exports {
            let ExportValue::From(import) = &export.value else { continue };
            let from = self.files_of(import).into_iter().flatten();
            let names: Vec<Name> = match taken(import) {
                _ if export.name == "*" => {
                    from.filter_map(|file| carriers.names(file)).flatten().filter(|name| *name != DEFAULT).cloned().collect()
                }
                Taken::Carrier | Taken::Module(_) => vec![export.name.clone()],
                Taken::Outside | Taken::Nothing => continue,
            };
            if !names.is_empty() {
                bearings.passed_on.push((export.name.clone(), names));
            }
        }
        for (_, import) in &module.star_imports {
            let from = self.files_of(import).into_iter().flatten();
            bearings.starred.extend(from.filter_map(|file| carriers.names(file)).flatten().cloned());
        }
        bearings
    }
}

/// The import that a path of Rust stands for: `my_llm::make` of the crate `my_llm`.
fn rust_path(module: &Module, object: ExprId, item: &Name) -> Option<ImportRef> {
    let mut segments = Vec::new();
    let mut at = object;
    loop {
        match &module.exprs[at.index()].kind {
            ExprKind::Name(name) => {
                segments.push(name.as_str());
                break;
            }
            ExprKind::Member { object, property, .. } => {
                segments.push(property.as_str());
                at = *object;
            }
            _ => return None,
        }
    }
    segments.reverse();
    Some(ImportRef { module: segments.join("::").into(), item: ImportItem::Named(item.clone()), type_only: false })
}

/// The package that a call imports, by the looks of it: `import_module("cohere")`, `lazy_import("cohere")`.
fn imported_by_name(module: &Module, callee: ExprId, args: &[Arg]) -> Option<ImportRef> {
    let name = match &module.exprs[callee.index()].kind {
        ExprKind::Name(name) => name,
        ExprKind::Member { property, .. } => property,
        _ => return None,
    };
    let ExprKind::Literal(Literal::Str(package)) = &module.exprs[args.first()?.value.index()].kind else { return None };
    let name = name.to_ascii_lowercase();
    let imports = name.contains("import") || name.contains("require");
    imports.then(|| ImportRef { module: (&**package).into(), item: ImportItem::Module, type_only: false })
}

/// What an import takes from the project's files.
pub enum Taken {
    /// Something that carries Cohere.
    Carrier,
    /// A whole module some of whose names do.
    Module(FileId),
    /// Something of the project that doesn't.
    Nothing,
    /// Something from outside the project.
    Outside,
}
