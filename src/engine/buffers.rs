//! Texts that somebody has otherwise than the disk: an editor's open files, a pipe.

use rustc_hash::FxHashMap;
use std::sync::Arc;

/// Unsaved texts, by path relative to the project's root.
#[derive(Clone, Debug, Default)]
pub struct Buffers(FxHashMap<String, Arc<str>>);

impl Buffers {
    /// The text of a file, if it has one here.
    pub fn get(&self, path: &str) -> Option<&Arc<str>> {
        // Nearly every run has none, and every file asks.
        if self.0.is_empty() { None } else { self.0.get(path) }
    }

    /// Keeps the text of a file, or lets it go.
    pub fn set(&mut self, path: String, text: Option<Arc<str>>) {
        match text {
            Some(text) => self.0.insert(path, text),
            None => self.0.remove(&path),
        };
    }

    /// The paths that have a text here.
    pub fn paths(&self) -> impl Iterator<Item = &String> {
        self.0.keys()
    }
}
