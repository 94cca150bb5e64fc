//! The files in which the bases of a file's classes are written. What runs a method is often written there, against the base.

use super::files::Files;
use crate::analysis::link::{Target, resolve, submodule};
use crate::analysis::{ModuleRef, Workspace};
use crate::program::{Assign, ClassKind, ExportValue, ExprKind, ImportItem, ImportRef, Module, Name, StmtKind};
use crate::source::FileId;
use rustc_hash::FxHashSet;

/// Bases of bases that are followed, and modules that merely pass a class on.
const MAX_HOPS: usize = 4;

/// The files of the project in which the classes of the given files have their bases, and those theirs.
pub fn base_files(files: &Files, workspace: &dyn Workspace, of: &[FileId]) -> Vec<FileId> {
    let mut seen: FxHashSet<FileId> = of.iter().copied().collect();
    let mut found = Vec::new();
    let mut fresh = of.to_vec();
    for _ in 0..MAX_HOPS {
        let mut next = Vec::new();
        for file in fresh {
            let Some(module) = module(files, file) else { continue };
            for class in module.classes.iter().filter(|c| c.kind == ClassKind::Class) {
                let bases = class.bases.iter().filter_map(|base| match &module.exprs[base.index()].kind {
                    ExprKind::Name(name) => home(files, workspace, file, name, MAX_HOPS),
                    ExprKind::Member { object, property, .. } => match &module.exprs[object.index()].kind {
                        ExprKind::Name(name) => imported(workspace, file, module, name)
                            .and_then(|(target, _)| home(files, workspace, target, property, MAX_HOPS)),
                        _ => None,
                    },
                    _ => None,
                });
                next.extend(bases.filter(|base| seen.insert(*base)));
            }
        }
        if next.is_empty() {
            break;
        }
        found.extend(next.iter().copied());
        fresh = next;
    }
    found
}

fn module(files: &Files, file: FileId) -> Option<&Module> {
    files.get(file)?.module.as_ref()
}

/// The file in which the class that a file calls `name` is written.
fn home(files: &Files, workspace: &dyn Workspace, file: FileId, name: &Name, hops: usize) -> Option<FileId> {
    let module = module(files, file)?;
    if hops == 0 {
        return None;
    }
    if module.classes.iter().any(|c| c.name.as_ref() == Some(name)) {
        return Some(file);
    }
    let (target, item) = imported(workspace, file, module, name)?;
    home(files, workspace, target, item.as_ref().unwrap_or(name), hops - 1)
}

/// The file a name of a module is imported (or exported on) from, and its name there.
fn imported(workspace: &dyn Workspace, file: FileId, module: &Module, name: &Name) -> Option<(FileId, Option<Name>)> {
    let bound = module.scopes[0].bindings.get(name).into_iter().flatten().find_map(|id| match &module.stmts[id.index()].kind {
        StmtKind::Assign(Assign { value: Some(value), .. }) => match &module.exprs[value.index()].kind {
            ExprKind::Import(import) => Some(import),
            _ => None,
        },
        _ => None,
    });
    let exported = || {
        let mut exports = module.exports.iter().filter(|e| e.name == *name || e.name == "*");
        exports.find_map(|e| if let ExportValue::From(import) = &e.value { Some(import) } else { None })
    };
    target(workspace, file, module, bound.or_else(exported)?)
}

fn target(workspace: &dyn Workspace, file: FileId, module: &Module, import: &ImportRef) -> Option<(FileId, Option<Name>)> {
    let Target::Module(target) = resolve(workspace, file, module.language, import) else { return None };
    let item = match &import.item {
        ImportItem::Named(name) => Some(name.clone()),
        _ => None,
    };
    let inner = item.as_ref().and_then(|name| submodule(workspace, &target, name));
    match inner.unwrap_or(target) {
        ModuleRef::File(target) if target != file => Some((target, item)),
        _ => None,
    }
}
