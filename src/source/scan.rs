//! Reads every candidate once, leaves out what is no source, and lets a closure look at the bytes.

use super::limits::{Limits, SkipCounts, SkipReason};
use super::load::{self, LoadError};
use super::{Candidate, Notification, SourceFile};
use aho_corasick::packed;
use rayon::prelude::*;

/// Bytes are folded to lower case in blocks that stay in the processor's first cache.
const BLOCK: usize = 16 * 1024;
/// The vectorised searcher slows down sharply with more strings than this.
const STRINGS_A_SEARCHER: usize = 32;

/// Strings, at least one of which a file must hold (in whatever case) to be worth parsing.
#[derive(Debug)]
pub struct Anchors {
    searchers: Vec<packed::Searcher>,
    /// For processors without the vector instructions.
    automaton: Option<aho_corasick::AhoCorasick>,
    longest: usize,
}

impl Anchors {
    /// Prepares a search for any of the strings. ASCII letters match in either case; empty strings are ignored.
    pub fn new<I, S>(strings: I) -> Self
    where
        I: IntoIterator<Item = S>,
        S: AsRef<str>,
    {
        let mut all: Vec<String> = strings.into_iter().map(|s| s.as_ref().to_ascii_lowercase()).filter(|s| !s.is_empty()).collect();
        all.sort_by_key(String::len);
        // Who holds "cohere-ai" holds "cohere": fewer strings, faster search.
        let mut needed: Vec<String> = Vec::new();
        for string in all {
            if !needed.iter().any(|shorter| string.contains(shorter.as_str())) {
                needed.push(string);
            }
        }
        let longest = needed.iter().map(String::len).max().unwrap_or(0);
        let searchers: Option<Vec<_>> = needed.chunks(STRINGS_A_SEARCHER).map(packed::Searcher::new).collect();
        let automaton = if searchers.is_none() { aho_corasick::AhoCorasick::new(&needed).ok() } else { None };
        Self { searchers: searchers.unwrap_or_default(), automaton, longest }
    }

    /// Whether the bytes (UTF-8 or another superset of ASCII) hold one of the strings.
    pub fn hit(&self, bytes: &[u8]) -> bool {
        if self.longest == 0 {
            return false;
        }
        let mut block = [0; BLOCK];
        let mut at = 0;
        loop {
            let end = bytes.len().min(at + BLOCK);
            let folded = &mut block[..end - at];
            folded.copy_from_slice(&bytes[at..end]);
            folded.make_ascii_lowercase();
            let folded: &[u8] = folded;
            if self.searchers.iter().any(|searcher| searcher.find(folded).is_some())
                || self.automaton.as_ref().is_some_and(|a| a.is_match(folded))
            {
                return true;
            }
            if end == bytes.len() {
                return false;
            }
            // A string may lie across the border of two blocks.
            at = end.saturating_sub(self.longest - 1).max(at + 1);
        }
    }
}

/// What a scan found.
#[derive(Debug)]
pub struct Scan<T> {
    /// What the closure returned, with the index of the candidate, in the candidates' order.
    pub found: Vec<(usize, T)>,
    /// What turned out to be no source, by reason.
    pub skipped: SkipCounts,
}

enum Outcome<T> {
    Nothing,
    Found(T),
    Skipped(SkipReason),
    SkippedWithNote(SkipReason, Notification),
    Failed(Notification),
}

/// Reads all candidates in parallel, each into a buffer that is used again, and calls `visit` with the index and the
/// bytes of those that are text and neither minified nor generated. UTF-16 is turned into UTF-8 before.
pub fn scan<T, F>(candidates: &[Candidate], limits: &Limits, notify: &mut Vec<Notification>, visit: F) -> Scan<T>
where
    T: Send,
    F: Fn(usize, &[u8]) -> Option<T> + Sync,
{
    let look = |buffer: &mut Vec<u8>, index: usize, candidate: &Candidate| match load::read_source(candidate, limits, buffer) {
        Ok(()) => visit(index, buffer).map_or(Outcome::Nothing, Outcome::Found),
        Err(LoadError::Skipped(reason)) => Outcome::Skipped(reason),
        Err(LoadError::SkippedWithNote(reason, note)) => Outcome::SkippedWithNote(reason, note),
        Err(LoadError::Failed(note)) => Outcome::Failed(note),
    };
    let outcomes: Vec<Outcome<T>> = candidates
        .par_iter()
        .enumerate()
        .with_min_len(64)
        .map_init(|| Vec::with_capacity(64 * 1024), |buffer, (index, candidate)| look(buffer, index, candidate))
        .collect();
    let mut scan = Scan { found: Vec::new(), skipped: SkipCounts::new() };
    let mut skip = |reason: SkipReason| *scan.skipped.entry(reason.as_str()).or_default() += 1;
    for (index, outcome) in outcomes.into_iter().enumerate() {
        match outcome {
            Outcome::Nothing => {}
            Outcome::Found(found) => scan.found.push((index, found)),
            Outcome::Skipped(reason) => skip(reason),
            Outcome::SkippedWithNote(reason, note) => {
                skip(reason);
                notify.push(note);
            }
            Outcome::Failed(note) => notify.push(note),
        }
    }
    scan
}

/// Loads, in one pass over the disk, the candidates that hold one of the anchors.
pub fn load_hits(candidates: &[Candidate], anchors: &Anchors, limits: &Limits, notify: &mut Vec<Notification>) -> Scan<SourceFile> {
    let scan = scan(candidates, limits, notify, |index, bytes| {
        let candidate = candidates.get(index).filter(|_| anchors.hit(bytes))?;
        let mut notes = Vec::new();
        Some((load::decode(candidate, bytes, &mut notes), notes))
    });
    let mut loaded = Scan { found: Vec::new(), skipped: scan.skipped };
    for (index, (outcome, notes)) in scan.found {
        notify.extend(notes);
        let reason = match outcome {
            Ok(file) => {
                loaded.found.push((index, file));
                continue;
            }
            Err(LoadError::Failed(note)) => {
                notify.push(note);
                continue;
            }
            Err(LoadError::SkippedWithNote(reason, note)) => {
                notify.push(note);
                reason
            }
            Err(LoadError::Skipped(reason)) => reason,
        };
        *loaded.skipped.entry(reason.as_str()).or_default() += 1;
    }
    loaded
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{WalkOptions, discover};

    #[test]
    fn anchors_match_in_any_case_and_across_blocks() {
        let anchors = Anchors::new(["Cohere", "cohere-ai", "command-r", ""]);
        for text in ["import cohere", "COHERE_API_KEY", "x = 'Command-R-plus'", "CoHeRe"] {
            assert!(anchors.hit(text.as_bytes()), "{text}");
        }
        for text in ["", "coher", "c", "command r"] {
            assert!(!anchors.hit(text.as_bytes()), "{text}");
        }
        for before in BLOCK - 12..BLOCK + 3 {
            let mut bytes = vec![b'x'; before];
            bytes.extend_from_slice(b"cohere yy");
            assert!(anchors.hit(&bytes), "{before}");
            bytes[before] = b'k';
            assert!(!anchors.hit(&bytes), "{before}");
        }
        assert!(!Anchors::new(Vec::<String>::new()).hit(b"cohere"));
    }

    #[test]
    fn many_anchors() {
        let strings: Vec<String> = (0..200).map(|i| format!("anchor{i:03}x")).collect();
        let anchors = Anchors::new(&strings);
        assert!(strings.iter().all(|s| anchors.hit(format!("some {s} text").as_bytes())));
        assert!(!anchors.hit(b"anchor777x"));
    }

    #[test]
    fn a_scan_reads_what_is_source_and_counts_the_rest() {
        let root = tempfile::tempdir().unwrap();
        let utf16: Vec<u8> = [0xfeff_u16].into_iter().chain("import cohere".encode_utf16()).flat_map(u16::to_le_bytes).collect();
        let minified = "!function(e){e.cohere=(1,2)};".repeat(200);
        let files: [(&str, &[u8]); 7] = [
            ("a.py", b"import cohere"),
            ("b.py", b"import os"),
            ("c.py", &utf16),
            ("d.js", minified.as_bytes()),
            ("e.ts", b"// @generated\nimport 'cohere-ai'"),
            ("f.py", b"cohere\0"),
            ("g.vue", b"<template>cohere</template>"),
        ];
        for (name, bytes) in files {
            std::fs::write(root.path().join(name), bytes).unwrap();
        }
        let mut notify = Vec::new();
        let discovery = discover(root.path(), &WalkOptions::default(), &mut notify);
        std::fs::remove_file(root.path().join("b.py")).unwrap();
        let scan = load_hits(&discovery.candidates, &Anchors::new(["cohere"]), &Limits::default(), &mut notify);
        let paths: Vec<_> = scan.found.iter().map(|(_, file)| (file.path.as_str(), &*file.text)).collect();
        assert_eq!(paths, [("a.py", "import cohere"), ("c.py", "import cohere")]);
        let skipped: Vec<_> = scan.skipped.into_iter().collect();
        assert_eq!(skipped, [("binary", 1), ("generated", 1), ("minified", 1), ("no-code", 1)]);
        assert_eq!(notify.iter().map(|n| (n.id, n.path.as_deref())).collect::<Vec<_>>(), [("unreadable-file", Some("b.py"))]);
    }
}
