//! How much is read, and why something was not.

use super::{Candidate, CandidateKind};
use std::collections::BTreeMap;
use std::fmt;

/// Bounds on what is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The largest source file, in bytes.
    pub max_file_size: u64,
    /// The largest notebook, in bytes: their outputs (pictures, tables) are big while their code is not.
    pub max_notebook_size: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { max_file_size: 2 << 20, max_notebook_size: 20 << 20 }
    }
}

impl Limits {
    /// The bound for one kind of file.
    pub fn for_kind(&self, kind: CandidateKind) -> u64 {
        match kind {
            CandidateKind::Notebook => self.max_notebook_size.max(self.max_file_size),
            _ => self.max_file_size,
        }
    }
}

/// Why a file or a tree was left out on purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SkipReason {
    /// A tree of somebody else's code.
    Vendored,
    /// A Python virtual environment.
    VirtualEnvironment,
    /// A tree that a build writes.
    BuildOutput,
    /// Excluded by configuration.
    Excluded,
    /// A file that only declares (`.d.ts`, `.pyi`).
    Declaration,
    /// Minified or bundled by a tool.
    Minified,
    /// Written by a generator, by its own header.
    Generated,
    /// Larger than the limit.
    Oversized,
    /// Not text.
    Binary,
    /// A FIFO, socket or device; never opened.
    NotRegular,
    /// A symbolic link; what it points to is read where it is.
    SymbolicLink,
    /// A component file without a script, or a notebook without Python.
    NoCode,
    /// One of so many like files in its directory that they are no configuration.
    Data,
}

impl SkipReason {
    /// The name under which it is counted.
    pub fn as_str(self) -> &'static str {
        match self {
            SkipReason::Vendored => "vendored",
            SkipReason::VirtualEnvironment => "virtual-environment",
            SkipReason::BuildOutput => "build-output",
            SkipReason::Excluded => "excluded",
            SkipReason::Declaration => "declaration",
            SkipReason::Minified => "minified",
            SkipReason::Generated => "generated",
            SkipReason::Oversized => "oversized",
            SkipReason::Binary => "binary",
            SkipReason::NotRegular => "not-regular",
            SkipReason::SymbolicLink => "symbolic-link",
            SkipReason::NoCode => "no-code",
            SkipReason::Data => "data",
        }
    }
}

impl fmt::Display for SkipReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What was left out, and how often for which reason. A tree counts once: nobody looks inside.
pub type SkipCounts = BTreeMap<&'static str, usize>;

/// Adds what one count holds to another.
pub fn add_counts(into: &mut SkipCounts, from: &SkipCounts) {
    for (reason, count) in from {
        *into.entry(reason).or_default() += count;
    }
}

/// The notification for a file over its limit.
pub(super) fn oversized(candidate: &Candidate, limits: &Limits) -> super::Notification {
    let limit = limits.for_kind(candidate.kind);
    super::Notification {
        level: super::NotificationLevel::Note,
        id: "oversized-file",
        message: format!(
            "the file is larger than {} KiB and was not read; raise the limit with --max-file-size, or exclude the file in the configuration",
            limit / 1024
        ),
        path: Some(candidate.path.clone()),
        line: None,
    }
}

/// The notification for a file left out for what it is, unless everybody expects it to be.
pub(super) fn left_out(path: &str, reason: SkipReason) -> Option<super::Notification> {
    let (id, message) = match reason {
        SkipReason::Binary => (
            "binary-file",
            "the file holds NUL bytes or is no text, and was not read; save it as UTF-8, or exclude it in the configuration",
        ),
        SkipReason::NotRegular => {
            ("special-file", "it is a pipe, socket or device and was not opened; exclude it in the configuration if it belongs there")
        }
        SkipReason::SymbolicLink => (
            "link-out-of-root",
            "the link leads out of the project and was not followed; give --root a directory that holds both to read it",
        ),
        _ => return None,
    };
    Some(super::Notification {
        level: super::NotificationLevel::Note,
        id,
        message: message.to_owned(),
        path: Some(path.to_owned()),
        line: None,
    })
}
