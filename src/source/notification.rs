//! What went wrong with an input without stopping the run.

use serde::Serialize;

/// How much of an answer is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum NotificationLevel {
    /// Worth knowing (a file was skipped by its size).
    Note,
    /// A part of a file was not understood.
    Warning,
    /// A file could not be analysed.
    Error,
}

/// Something that went wrong with an input; the run goes on, every format shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Notification {
    /// How much is missing.
    pub level: NotificationLevel,
    /// A stable kebab-case id: `unreadable-file`, `not-utf8`, `syntax-error`, `oversized-file`, `internal-error`, …
    pub id: &'static str,
    /// What happened and the way out.
    pub message: String,
    /// The file, relative to the project root.
    pub path: Option<String>,
    /// The line, from 1.
    pub line: Option<u32>,
}
