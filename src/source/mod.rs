//! Disk → text: walking, limits, decoding, line index, notebooks and script blocks, manifests and lock files.

mod changes;
mod content;
mod encoding;
mod kind;
mod limits;
mod lines;
pub mod load;
mod magics;
pub mod manifest;
mod notebook;
mod notification;
mod pip_install;
mod project;
mod role;
mod scan;
mod script_block;
mod siblings;
mod span;
mod tracked;
mod vendored;
mod walk;

pub use changes::{Changes, ChangesError};
pub use encoding::TextEncoding;
pub use kind::{BlockFormat, CandidateKind, ConfigFormat, classify, config_format};
pub use limits::{Limits, SkipCounts, SkipReason, add_counts};
pub use lines::{CellLine, LineIndex};
pub use load::LoadError;
pub use manifest::{PackageVersion, Requirement, is_manifest};
pub use notification::{Notification, NotificationLevel};
pub use project::{CargoCrate, NpmPackage, PackageInfo, Project, TsConfig};
pub use role::{role_of, stands_among_tests};
pub use scan::Anchors;
pub use siblings::listed_beside;
pub use span::{Position, Span};
pub use tracked::tracked;
pub use vendored::is_left_out;
pub use walk::{Candidate, ConfigFile, Discovery, WalkOptions, candidate_for, discover, relative};

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

/// Identifies a file of a run: its place in the list of candidates.
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
    /// How the file on disk spells its text.
    pub encoding: TextEncoding,
    /// Versions that a notebook installs for itself (`%pip install cohere==5.1`), in the order of its cells.
    pub notebook_requirements: Vec<Requirement>,
}

impl SourceFile {
    /// A file that is not on disk; `None` where the name or the text is no code.
    pub fn in_memory(path: &str, text: &str) -> Option<Self> {
        let kind = classify(path.as_ref())?;
        let size = text.len() as u64;
        let candidate = Candidate { path: path.to_owned(), absolute: PathBuf::from(path), kind, role: role_of(path, kind), size };
        load::from_text(&candidate, text.to_owned(), TextEncoding::Utf8, &mut Vec::new()).ok()
    }

    /// The version of a package that the notebook itself installs last.
    pub fn notebook_version(&self, package: &str) -> Option<&PackageVersion> {
        let name = manifest::normalize(self.language, package);
        self.notebook_requirements.iter().rev().find(|r| r.name == name).map(|r| &r.version)
    }
}
