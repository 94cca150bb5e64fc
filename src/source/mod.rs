//! Disk → text: walking, limits, decoding, line index, notebooks and script blocks, manifests and lock files.

mod lines;
mod notification;
mod span;

pub use lines::LineIndex;
pub use notification::{Notification, NotificationLevel};
pub use span::{Position, Span};

use std::path::PathBuf;
use std::sync::Arc;

/// The languages whose code is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Language {
    /// Python source and notebooks.
    Python,
    /// TypeScript and JavaScript in all their file kinds.
    TypeScript,
    /// Rust source.
    Rust,
}

impl Language {
    /// The prefix of symbols from outside the project, as in `python:cohere.ClientV2`.
    pub fn ecosystem(self) -> &'static str {
        match self {
            Language::Python => "python",
            Language::TypeScript => "npm",
            Language::Rust => "rust",
        }
    }
}

/// Which grammar a file needs within its language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Dialect {
    /// The language's only grammar.
    Plain,
    /// TypeScript without JSX (`.ts`, `.mts`, `.cts`).
    Ts,
    /// TypeScript or JavaScript with JSX (`.tsx`, `.jsx`, `.js`, `.mjs`, `.cjs`).
    Tsx,
}

/// What a file is for; some rules stay silent outside application code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FileRole {
    /// Code that ships.
    Application,
    /// Tests, by the conventions of the ecosystem.
    Test,
    /// A Jupyter notebook.
    Notebook,
    /// Examples and documentation.
    Example,
}

/// Identifies a file of a run; indexes [`Sources`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileId(pub u32);

/// A decoded file, ready to be parsed.
#[derive(Debug)]
pub struct SourceFile {
    /// Path relative to the project root, with forward slashes: what reports show.
    pub path: String,
    /// Where the file is on disk.
    pub absolute: PathBuf,
    /// Its language.
    pub language: Language,
    /// Its grammar.
    pub dialect: Dialect,
    /// What it is for.
    pub role: FileRole,
    /// The text that is parsed. Vue and Svelte files keep their length, with all but the script blocks blanked;
    /// notebooks are their code cells joined (see [`LineIndex`]).
    pub text: Arc<str>,
    /// Maps byte offsets of `text` to positions.
    pub lines: Arc<LineIndex>,
}
