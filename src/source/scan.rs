//! Which files are worth parsing: those whose bytes hold one of a few strings.

use aho_corasick::packed;

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

#[cfg(test)]
mod tests {
    use super::*;

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
}
