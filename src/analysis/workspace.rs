//! The files of a project as the analysis asks for them.

use crate::program::{ImportRef, Module};
use crate::source::{FileId, Language};
use std::sync::Arc;

/// The project around the analysed files. Modules are parsed when they are first asked for.
pub trait Workspace {
    /// The lowered file; `None` if it can't be read or parsed.
    fn module(&self, file: FileId) -> Option<&Module>;

    /// The file's path relative to the root, with forward slashes.
    fn path(&self, file: FileId) -> &str;

    /// The file at a path relative to the root.
    fn find(&self, path: &str) -> Option<FileId>;

    /// Whether any file of the project lies below this directory.
    fn is_directory(&self, path: &str) -> bool;

    /// Directories from which absolute Python imports of this file resolve, nearest first, relative to the root.
    fn python_roots(&self, file: FileId) -> Arc<[String]>;

    /// Whether one of those directories certainly is on Python's path, rather than by the look of what lies in it.
    fn is_sure_python_root(&self, root: &str) -> bool;

    /// Paths (without extension) that a bare TypeScript specifier may stand for, by `paths`, `baseUrl` and workspace packages, most specific first.
    fn typescript_candidates(&self, file: FileId, specifier: &str) -> Vec<String>;

    /// The root file of the crate a Rust file belongs to.
    fn crate_root(&self, file: FileId) -> Option<FileId>;

    /// The root file of a crate of the workspace, by the name code of `file` uses for it.
    fn crate_named(&self, file: FileId, name: &str) -> Option<FileId>;

    /// The directory of the package a file belongs to, by the manifests; empty for the root.
    fn package_directory(&self, file: FileId) -> String;

    /// The major version of an npm package around a file, where a manifest tells.
    fn major_version(&self, file: FileId, package: &str) -> Option<u64>;

    /// Whether a package of this import name is installed as far as the manifests (or what is generally known) tell.
    fn is_dependency(&self, file: FileId, name: &str) -> bool;

    /// Whether a file may have something of this name to import, as far as can be told without parsing it: a submodule aside.
    fn may_export(&self, _file: FileId, _name: &str) -> bool {
        true
    }

    /// Whether what a file imports may be what is looked for. Where it can't, nobody need read on to know what it is.
    fn may_carry(&self, _file: FileId, _language: Language, _import: &ImportRef) -> bool {
        true
    }

    /// Whether a file itself has to do with what is looked for, rather than being handed something or called.
    fn has_to_do(&self, _file: FileId) -> bool {
        true
    }

    /// Whether a file is among those chosen to be analysed; all others are parsed when something of theirs is asked for.
    fn is_at_hand(&self, _file: FileId) -> bool {
        true
    }

    /// Whether a file is a test by its place: what it calls and sets says nothing of how the application runs.
    fn is_test(&self, file: FileId) -> bool;
}
