//! The analysis asked directly, about small programs and a made-up world outside.

mod around;
mod guards;
mod horizon;
mod lengths;
mod origins;

use super::sequences::{Cut, Cutter};
use super::stubs::Wrapping;
use super::{Evaluator, Site, Stubs, Workspace};
use crate::program::{ExprId, ExprKind, Module};
use crate::source::{FileId, SourceFile};

/// A program held in memory.
pub(super) struct Program {
    files: Vec<(SourceFile, Module)>,
    stubs: Stubs,
}

impl Program {
    /// Lowers files, each a path and its text. What lies outside is as [`world`] has it.
    pub fn new(files: &[(&str, &str)]) -> Self {
        let lower = |(i, (path, text)): (usize, &(&str, &str))| {
            let file = SourceFile::in_memory(path, text).expect("code");
            let module = crate::syntax::lower(FileId(i as u32), &file).expect("it can be parsed");
            (file, module)
        };
        Self { files: files.iter().enumerate().map(lower).collect(), stubs: world() }
    }

    pub fn evaluator(&self) -> Evaluator<'_> {
        let files: Vec<FileId> = (0..self.files.len() as u32).map(FileId).collect();
        Evaluator::new(self, &self.stubs, &files)
    }

    /// The first expression that is written so, in any file.
    pub fn site(&self, written: &str) -> Site {
        self.find(|file, module, id| &file.text[module.exprs[id.index()].span.range()] == written)
    }

    /// The first call whose callee is written so.
    pub fn call(&self, callee: &str) -> Site {
        self.find(|file, module, id| match &module.exprs[id.index()].kind {
            ExprKind::Call { callee: called, .. } => &file.text[module.exprs[called.index()].span.range()] == callee,
            _ => false,
        })
    }

    fn find(&self, fits: impl Fn(&SourceFile, &Module, ExprId) -> bool) -> Site {
        let found = (0..).map(FileId).zip(&self.files).find_map(|(id, (file, module))| {
            let mut exprs = (0..module.exprs.len() as u32).map(ExprId);
            exprs.find(|expr| fits(file, module, *expr)).map(|expr| Site { file: id, expr })
        });
        found.expect("it is in the program")
    }

    /// What is written at a place.
    pub fn text(&self, file: FileId, span: crate::source::Span) -> &str {
        &self.files[file.0 as usize].0.text[span.range()]
    }

    /// What an expression is written as.
    pub fn written(&self, site: Site) -> &str {
        self.text(site.file, self.files[site.file.0 as usize].1.exprs[site.expr.index()].span)
    }
}

/// A world with one library of each sort.
fn world() -> Stubs {
    let mut stubs = Stubs::default();
    stubs.catch_all.extend(["python:builtins.Exception".into(), "python:builtins.BaseException".into()]);
    stubs.unrelated_errors.insert("python:builtins.KeyError".into());
    stubs.waits.insert("python:time.sleep".into(), 0);
    stubs.counters.insert("python:builtins.range()".into());
    stubs.wrappers.insert("python:again.retry".into(), Wrapping { retries: true, ..Wrapping::default() });
    stubs.wrappers.insert("python:quiet.suppress".into(), Wrapping { handles: true, drops: true, ..Wrapping::default() });
    let cutters = [("python:pieces.batched", Cut::Chunks, 1), ("python:builtins.range", Cut::Numbers, 0)];
    stubs.sequences.extend(cutters.map(|(path, cut, size)| (path.into(), Cutter { cut, of: Some(0), size })));
    let methods = [("slice", Cut::Range, 0), ("map", Cut::Same, 0), ("filter", Cut::Fewer, 0)];
    let methods = methods.map(|(name, cut, size)| (name.into(), Cutter { cut, of: None, size }));
    stubs.sequence_methods.entry("npm").or_default().extend(methods);
    stubs.flow.growing_methods.entry("python").or_default().insert("append".into());
    stubs.flow.masks.insert("python:safe.mask".into());
    stubs
}

impl Workspace for Program {
    /// Files in a directory `far` are parsed when somebody asks for them.
    fn is_at_hand(&self, file: FileId) -> bool {
        !self.path(file).starts_with("far/")
    }

    fn module(&self, file: FileId) -> Option<&Module> {
        self.files.get(file.0 as usize).map(|(_, module)| module)
    }

    fn path(&self, file: FileId) -> &str {
        &self.files[file.0 as usize].0.path
    }

    fn find(&self, path: &str) -> Option<FileId> {
        self.files.iter().position(|(file, _)| file.path == path).map(|i| FileId(i as u32))
    }

    fn is_directory(&self, path: &str) -> bool {
        self.files.iter().any(|(file, _)| file.path.starts_with(&format!("{path}/")))
    }

    fn python_roots(&self, _: FileId) -> std::sync::Arc<[String]> {
        [String::new()].into()
    }

    fn is_sure_python_root(&self, root: &str) -> bool {
        root.is_empty()
    }

    fn typescript_candidates(&self, _: FileId, _: &str) -> Vec<String> {
        Vec::new()
    }

    fn crate_root(&self, _: FileId) -> Option<FileId> {
        None
    }

    fn crate_named(&self, _: FileId, _: &str) -> Option<FileId> {
        None
    }

    fn package_directory(&self, _: FileId) -> String {
        String::new()
    }

    fn major_version(&self, _: FileId, _: &str) -> Option<u64> {
        None
    }

    fn is_dependency(&self, _: FileId, _: &str) -> bool {
        false
    }

    fn is_test(&self, file: FileId) -> bool {
        self.path(file).starts_with("tests/")
    }
}
