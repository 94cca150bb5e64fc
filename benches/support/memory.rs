//! A project in memory: lowered files that the analysis can be run on without a disk and without the engine.

use super::generator::File;
use cohere_lint::analysis::Workspace;
use cohere_lint::cohere::catalog::Catalog;
use cohere_lint::cohere::collect::{Anywhere, Asked, FoundVersion, ProjectFacts};
use cohere_lint::program::Module;
use cohere_lint::source::{FileId, FileRole, SourceFile};
use cohere_lint::syntax;
use smol_str::SmolStr;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// The lowered files of a tree. Names resolve as the generator lays them out, not by manifests.
pub struct Memory {
    files: Vec<(SourceFile, Option<Module>)>,
    by_path: HashMap<String, FileId>,
    directories: HashSet<String>,
}

impl Memory {
    /// Lowers the files that are code.
    pub fn new(files: &[File]) -> Self {
        let sources = sources(files);
        let by_path = sources.iter().enumerate().map(|(i, s)| (s.path.clone(), FileId(i as u32))).collect();
        let parents = |path: &str| path.match_indices('/').map(|(i, _)| path[..i].to_owned()).collect::<Vec<_>>();
        let directories = sources.iter().flat_map(|s| parents(&s.path)).collect();
        let lower = |(i, source): (usize, SourceFile)| {
            let module = syntax::lower(FileId(i as u32), &source).ok();
            (source, module)
        };
        Self { files: sources.into_iter().enumerate().map(lower).collect(), by_path, directories }
    }

    /// The files that take part in an analysis: those that name Cohere and what imports them. The generator's plain files don't.
    pub fn chosen(&self) -> Vec<FileId> {
        let is_plain = |path: &str| path.rsplit('/').next().is_some_and(|name| name.starts_with("store"));
        (0..self.files.len()).filter(|i| !is_plain(&self.files[*i].0.path)).map(|i| FileId(i as u32)).collect()
    }
}

/// The files that are code, decoded.
pub fn sources(files: &[File]) -> Vec<SourceFile> {
    files.iter().filter_map(|(path, text)| SourceFile::in_memory(path, text)).collect()
}

impl Workspace for Memory {
    fn module(&self, file: FileId) -> Option<&Module> {
        self.files.get(file.0 as usize)?.1.as_ref()
    }

    fn path(&self, file: FileId) -> &str {
        &self.files[file.0 as usize].0.path
    }

    fn find(&self, path: &str) -> Option<FileId> {
        self.by_path.get(path).copied()
    }

    fn is_directory(&self, path: &str) -> bool {
        self.directories.contains(path)
    }

    fn python_roots(&self, _file: FileId) -> Arc<[String]> {
        [String::new()].into()
    }

    fn is_sure_python_root(&self, _root: &str) -> bool {
        true
    }

    fn typescript_candidates(&self, _file: FileId, _specifier: &str) -> Vec<String> {
        Vec::new()
    }

    fn crate_root(&self, file: FileId) -> Option<FileId> {
        let service = self.path(file).split('/').next()?;
        self.find(&format!("{service}/src/main.rs"))
    }

    fn crate_named(&self, _file: FileId, _name: &str) -> Option<FileId> {
        None
    }

    fn package_directory(&self, _: FileId) -> String {
        String::new()
    }

    fn major_version(&self, _file: FileId, _package: &str) -> Option<u64> {
        None
    }

    fn is_test(&self, _file: FileId) -> bool {
        false
    }

    fn is_dependency(&self, _file: FileId, name: &str) -> bool {
        matches!(name, "cohere" | "fastapi")
    }
}

impl ProjectFacts for Memory {
    fn package_version(&self, _file: FileId, _ecosystem: &str, _packages: &[SmolStr]) -> Option<FoundVersion> {
        None
    }

    fn role(&self, file: FileId) -> FileRole {
        self.files[file.0 as usize].0.role
    }

    fn is_library(&self, _file: FileId) -> bool {
        false
    }

    fn environment_names(&self) -> &[String] {
        &[]
    }

    fn anywhere(&self, asked: &Anywhere) -> bool {
        let files =
            self.files.iter().filter_map(|(file, module)| Some(Asked { module: module.as_ref()?, text: &file.text, role: file.role }));
        Catalog::embedded().is_ok_and(|catalog| files.into_iter().any(|file| asked.holds_of(file, catalog)))
    }

    fn text(&self, file: FileId) -> &str {
        &self.files[file.0 as usize].0.text
    }
}
