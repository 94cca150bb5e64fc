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

/// Times that files which import one another are gone through: what one carries may make the next carry more.
const MAX_PASSES: usize = 4;

/// The files known to have to do with Cohere.
#[derive(Debug, Default)]
pub struct Carriers {
    names: FxHashMap<FileId, FxHashSet<Name>>,
    /// The names of all files.
    all: FxHashSet<Name>,
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

    /// Lets a file count whose names are known from elsewhere.
    pub fn add(&mut self, file: FileId, names: FxHashSet<Name>) {
        self.all.extend(names.iter().cloned());
        self.names.entry(file).or_default().extend(names);
    }

    /// Reads the files and keeps those that have to do with Cohere by what is known so far and by one another; gives the new ones.
    pub fn settle(&mut self, files: &Files, workspace: &(dyn Workspace + Sync), marks: &Marks, asked: &[FileId]) -> Vec<FileId> {
        let mut found: Vec<FileId> = Vec::new();
        for _ in 0..MAX_PASSES {
            let read = |id: &FileId| {
                let module = files.get(*id)?.module.as_ref()?;
                Some((*id, carried(module, &self.bearings(workspace, marks, module))?))
            };
            let now: Vec<(FileId, FxHashSet<Name>)> = asked.par_iter().filter_map(read).collect();
            let mut changed = false;
            for (id, names) in now {
                match self.names.get(&id) {
                    Some(known) if names.is_subset(known) => continue,
                    Some(_) => {}
                    None => found.push(id),
                }
                changed = true;
                self.add(id, names);
            }
            if !changed {
                break;
            }
        }
        found
    }

    /// What the expressions of a module say about Cohere, by what is known of the others.
    pub(super) fn bearings(&self, workspace: &dyn Workspace, marks: &Marks, module: &Module) -> Bearings {
        let mut bearings = Bearings::default();
        let taken = |import: &ImportRef| self.taken(workspace, module.file, module.language, import);
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
            if let Some(ModuleRef::File(child)) = submodule(workspace, &ModuleRef::File(module.file), name)
                && self.knows(child)
            {
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
                ExprKind::Member { object, property, .. } if module.language == Language::Rust && self.all.contains(property) => {
                    let path = rust_path(module, *object, property);
                    path.is_some_and(|path| matches!(taken(&path), Taken::Carrier))
                        || matches!(&module.exprs[root(module, *object).index()].kind, ExprKind::Name(name) if modules.get(name).is_some_and(|of| of.iter().any(|file| self.carries(*file, property))))
                }
                ExprKind::Member { object, property, .. } if self.all.contains(property) => {
                    match &module.exprs[root(module, *object).index()].kind {
                        ExprKind::Name(name) => modules.get(name).is_some_and(|of| of.iter().any(|file| self.carries(*file, property))),
                        ExprKind::Import(import) => matches!(taken(import), Taken::Module(file) if self.carries(file, property)),
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
            let from = imported_files(workspace, module.file, module.language, import).into_iter().flatten();
            let names: Vec<Name> = match taken(import) {
                _ if export.name == "*" => {
                    from.filter_map(|file| self.names(file)).flatten().filter(|name| *name != DEFAULT).cloned().collect()
                }
                Taken::Carrier | Taken::Module(_) => vec![export.name.clone()],
                Taken::Outside | Taken::Nothing => continue,
            };
            if !names.is_empty() {
                bearings.passed_on.push((export.name.clone(), names));
            }
        }
        for (_, import) in &module.star_imports {
            let from = imported_files(workspace, module.file, module.language, import).into_iter().flatten();
            bearings.starred.extend(from.filter_map(|file| self.names(file)).flatten().cloned());
        }
        bearings
    }

    /// What an import takes, as far as it has to do with Cohere.
    pub fn taken(&self, workspace: &dyn Workspace, file: FileId, language: Language, import: &ImportRef) -> Taken {
        self.taken_from(imported_files(workspace, file, language, import), import)
    }

    /// What an import takes from the files it names.
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
