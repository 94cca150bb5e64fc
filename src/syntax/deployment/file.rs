//! A deployment file as those who read it get it: what stands in it, its text, its lines.

use super::{Document, read};
use crate::source::{ConfigFormat, FileId, LineIndex};
use std::sync::Arc;

/// A deployment file that was read.
#[derive(Debug)]
pub struct DeploymentFile {
    /// Its name in the run.
    pub id: FileId,
    /// Its path, relative to the project root.
    pub path: String,
    /// How it is written.
    pub format: ConfigFormat,
    /// What stands in it.
    pub document: Document,
    /// Its text, for positions.
    pub text: Arc<str>,
    /// Where its lines begin.
    pub lines: Arc<LineIndex>,
}

impl DeploymentFile {
    /// Reads a file's text.
    pub fn new(id: FileId, path: &str, format: ConfigFormat, text: &str) -> Self {
        let lines = Arc::new(LineIndex::new(text));
        Self { id, path: path.to_owned(), format, document: read(format, text), text: text.into(), lines }
    }

    /// The file's own name.
    pub fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or_default()
    }
}
