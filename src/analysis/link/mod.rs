//! From an import to the module it names: in the project, or outside.

mod paths;
mod python;
mod rust;
mod typescript;

use super::value::ModuleRef;
use super::workspace::Workspace;
use crate::program::ImportRef;
use crate::source::{FileId, Language};

/// What an import's module part names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A module of the project.
    Module(ModuleRef),
    /// A module outside, as a symbol without items: `python:cohere`, `npm:cohere-ai/aws`.
    External(String),
    /// A Rust path within the project: the module it begins at and the segments to walk.
    Walk(FileId, Vec<String>),
}

/// Finds the module an import names. A relative import whose file is missing is outside too, under a symbol nothing matches.
pub fn resolve(workspace: &dyn Workspace, file: FileId, language: Language, import: &ImportRef) -> Target {
    match language {
        Language::Python => python::resolve(workspace, file, &import.module),
        Language::TypeScript => typescript::resolve(workspace, file, &import.module),
        Language::Rust => rust::resolve(workspace, file, &import.module),
    }
}

/// A submodule of a module that is not bound in it by a statement: `package.module` (Python), `mod name;` (Rust).
pub fn submodule(workspace: &dyn Workspace, module: &ModuleRef, name: &str) -> Option<ModuleRef> {
    match module {
        ModuleRef::Directory(dir) => python::in_directory(workspace, dir, name),
        ModuleRef::File(file) => {
            let path = workspace.path(*file);
            if path.ends_with("/__init__.py") || path == "__init__.py" {
                return python::in_directory(workspace, paths::parent(path), name);
            }
            if path.ends_with(".rs") { rust::child(workspace, *file, name).map(ModuleRef::File) } else { None }
        }
    }
}

/// The Rust module around a file's module.
pub fn rust_parent(workspace: &dyn Workspace, file: FileId) -> Option<FileId> {
    rust::parent(workspace, file)
}
