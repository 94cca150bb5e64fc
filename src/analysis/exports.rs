//! What modules were found to export.

use super::value::Values;
use crate::program::Name;
use crate::source::FileId;
use rustc_hash::{FxHashMap, FxHashSet};

/// A name of a module.
pub(super) type Key = (FileId, Name);

/// Answers given so far, and the questions still open.
#[derive(Debug, Default)]
pub struct Exports {
    known: FxHashMap<Key, Values>,
    open: FxHashSet<Key>,
    /// Answers that leant on an open question: good until that one is answered.
    provisional: Vec<Key>,
    met_open: bool,
}

impl Exports {
    /// The answer, if it is known; nothing for a question that is open. Otherwise opens the question.
    pub fn enter(&mut self, key: &Key) -> Option<Values> {
        if let Some(known) = self.known.get(key) {
            return Some(known.clone());
        }
        if !self.open.insert(key.clone()) {
            self.met_open = true;
            return Some(Values::default());
        }
        None
    }

    /// Answers an open question; one that is not `whole` is forgotten.
    pub fn leave(&mut self, key: Key, values: &Values, is_whole: bool) {
        self.open.remove(&key);
        let is_outermost = self.open.is_empty();
        if self.met_open && !is_outermost {
            self.provisional.push(key.clone());
        }
        if is_whole {
            self.known.insert(key, values.clone());
        }
        if is_outermost {
            for key in self.provisional.drain(..) {
                self.known.remove(&key);
            }
            self.met_open = false;
        }
    }
}
