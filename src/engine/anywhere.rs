//! Answers to questions about the project as a whole, kept file by file.

use super::files::Files;
use crate::cohere::catalog::Catalog;
use crate::cohere::collect::{Anywhere, Asked};
use crate::source::{FileId, FileRole};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::sync::{Mutex, PoisonError};

/// What was asked of the project, and of which files it is so.
#[derive(Debug, Default)]
pub struct Answers {
    known: Mutex<FxHashMap<Anywhere, Answer>>,
}

#[derive(Debug, Default)]
struct Answer {
    files: FxHashMap<FileId, bool>,
    whole: bool,
}

impl Answers {
    /// Whether something is so in any of the files.
    pub fn ask(&self, asked: &Anywhere, files: &Files, chosen: &[FileId], catalog: &Catalog) -> bool {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(answer) = known.get(asked) {
            return answer.whole;
        }
        let mut answer = Answer::default();
        answer.settle(asked, files, chosen, catalog);
        known.entry(asked.clone()).or_insert(answer).whole
    }

    /// Forgets what a changed file had to do with it.
    pub fn forget(&mut self, file: FileId) {
        for answer in self.known.get_mut().unwrap_or_else(PoisonError::into_inner).values_mut() {
            answer.files.remove(&file);
        }
    }

    /// Answers all that was asked before anew, and tells whether anything is otherwise now.
    pub fn renew(&mut self, files: &Files, chosen: &[FileId], catalog: &Catalog) -> bool {
        let known = self.known.get_mut().unwrap_or_else(PoisonError::into_inner);
        let mut changed = false;
        for (asked, answer) in known {
            let before = answer.whole;
            answer.settle(asked, files, chosen, catalog);
            changed |= answer.whole != before;
        }
        changed
    }
}

impl Answer {
    fn settle(&mut self, asked: &Anywhere, files: &Files, chosen: &[FileId], catalog: &Catalog) {
        let known = &self.files;
        let holds = |file: &FileId| {
            let holds = || {
                let Some(loaded) = files.get(*file) else { return false };
                let asked_of = |module| Asked { module, text: &loaded.source.text, role: files.candidate(*file).role };
                loaded.module.as_ref().is_some_and(|module| asked.holds_of(asked_of(module), catalog))
            };
            (*file, known.get(file).copied().unwrap_or_else(holds))
        };
        self.files = chosen.par_iter().map(holds).collect();
        let is_told = |file: FileId| {
            let candidate = files.candidate(file);
            candidate.role == FileRole::Application && asked.is_told_by(&candidate.path, catalog)
        };
        self.whole = self.files.values().any(|holds| *holds) || files.ids().any(is_told);
    }
}
