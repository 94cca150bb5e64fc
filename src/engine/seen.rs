//! Which files an answer was made from.

use crate::source::FileId;
use std::sync::atomic::{AtomicU64, Ordering};

/// A set of files that is added to while they are looked at. One made for no files keeps nothing.
#[derive(Debug, Default)]
pub struct Seen {
    words: Vec<AtomicU64>,
}

impl Seen {
    /// An empty set for a project of so many files.
    pub fn new(files: usize) -> Self {
        Self { words: (0..files.div_ceil(64)).map(|_| AtomicU64::new(0)).collect() }
    }

    /// Adds a file.
    pub fn add(&self, file: FileId) {
        if let Some(word) = self.words.get(file.0 as usize / 64) {
            let bit = 1 << (file.0 % 64);
            // Nearly always it is there already.
            if word.load(Ordering::Relaxed) & bit == 0 {
                word.fetch_or(bit, Ordering::Relaxed);
            }
        }
    }

    /// Whether a file is among them.
    pub fn holds(&self, file: FileId) -> bool {
        self.words.get(file.0 as usize / 64).is_some_and(|word| word.load(Ordering::Relaxed) & (1 << (file.0 % 64)) != 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_added_is_held() {
        let seen = Seen::new(130);
        [0, 63, 64, 129, 129].map(FileId).iter().for_each(|file| seen.add(*file));
        let held: Vec<u32> = (0..200).filter(|file| seen.holds(FileId(*file))).collect();
        assert_eq!(held, [0, 63, 64, 129]);
    }

    #[test]
    fn a_set_for_no_files_keeps_nothing() {
        let seen = Seen::default();
        seen.add(FileId(3));
        assert!(!seen.holds(FileId(3)));
    }
}
