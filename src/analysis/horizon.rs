//! Evaluation that doesn't go beyond the files at hand: to see whether a call has anything to do with what is looked for, without parsing
//! what the project merely imports.
//!
//! Answers that stopped at the horizon are kept apart from the whole ones; all others are as good as any and shared.

use super::evaluate::{Evaluator, Question, SiteMemo};
use super::exports;
use super::value::{Site, Values};
use crate::source::FileId;
use rustc_hash::FxHashMap;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// What is known of an evaluation in view, and the answers it cut short.
#[derive(Default)]
pub(super) struct Horizon {
    /// Whether files that are not at hand stay out of view.
    is_narrow: Cell<bool>,
    /// Whether what is being answered has met one.
    is_cut: Cell<bool>,
    pub(super) memo: RefCell<FxHashMap<Question, Rc<Values>>>,
    pub(super) sites: RefCell<SiteMemo>,
    pub(super) exports: RefCell<FxHashMap<exports::Key, Values>>,
}

impl Horizon {
    /// The answer to a question that was cut short before, if only the files at hand count now. It cuts short what leans on it.
    pub(super) fn known<K: std::hash::Hash + Eq, V: Clone>(&self, memo: &RefCell<FxHashMap<K, V>>, key: &K) -> Option<V> {
        if !self.is_narrow.get() {
            return None;
        }
        let known = memo.borrow().get(key).cloned();
        if known.is_some() {
            self.is_cut.set(true);
        }
        known
    }

    /// Runs a search, and tells whether the horizon cut it short.
    pub(super) fn watch<T>(&self, search: impl FnOnce() -> T) -> (T, bool) {
        let before = self.is_cut.replace(false);
        let found = search();
        let is_cut = self.is_cut.get();
        self.is_cut.set(before || is_cut);
        (found, is_cut)
    }
}

impl Evaluator<'_> {
    /// What an expression may be as far as the files at hand tell, and whether others have a say in it.
    pub fn evaluate_in_view(&self, site: Site) -> (Rc<Values>, bool) {
        let Horizon { is_narrow, is_cut, .. } = &self.horizon;
        let before = (is_narrow.replace(true), is_cut.get());
        let found = self.horizon.watch(|| self.evaluate(site));
        is_narrow.set(before.0);
        is_cut.set(before.1);
        found
    }

    /// Whether a file is out of view. Whoever asks has met the horizon.
    pub(super) fn is_out_of_view(&self, file: FileId) -> bool {
        let is_out = self.horizon.is_narrow.get() && !self.workspace.is_at_hand(file);
        if is_out {
            self.horizon.is_cut.set(true);
        }
        is_out
    }
}
