//! Byte offsets of tokens.
//!
//! The lexer's own `Span::byte_range` counts characters from the nearest place it was asked about before and remembers
//! every answer, which is slow and large over a whole file. Its lines and columns come cheap, and take a table of line
//! starts to turn into bytes.

use crate::source::Span;
use proc_macro2::LineColumn;

/// How many characters lie between two remembered ones.
const STRIDE: usize = 64;

/// Turns the lexer's spans into byte ranges of the file.
pub(super) struct Positions<'t> {
    /// The lexed text.
    text: &'t str,
    /// Where it begins in the file.
    base: usize,
    /// Where each of its lines begins, in characters.
    lines: Vec<usize>,
    /// Where every [`STRIDE`]th character begins, in bytes; empty if all are of one byte.
    strides: Vec<usize>,
}

impl<'t> Positions<'t> {
    /// For a text that begins at byte `base` of its file.
    pub fn new(lexed: &'t str, base: usize) -> Self {
        let mut lines = vec![0];
        let mut strides = Vec::new();
        if lexed.is_ascii() {
            lines.extend(memchr::memchr_iter(b'\n', lexed.as_bytes()).map(|n| n + 1));
        } else {
            for (count, (offset, c)) in lexed.char_indices().enumerate() {
                if count % STRIDE == 0 {
                    strides.push(offset);
                }
                if c == '\n' {
                    lines.push(count + 1);
                }
            }
        }
        Self { text: lexed, base, lines, strides }
    }

    /// The bytes of a span.
    pub fn span(&self, span: proc_macro2::Span) -> Span {
        Span::new(self.offset(span.start()), self.offset(span.end()))
    }

    /// The first byte of a span.
    pub fn start(&self, span: proc_macro2::Span) -> u32 {
        Span::new(self.offset(span.start()), 0).start
    }

    /// The byte after a span.
    pub fn end(&self, span: proc_macro2::Span) -> u32 {
        Span::new(self.offset(span.end()), 0).start
    }

    /// The source of a span.
    pub fn source(&self, span: Span) -> &'t str {
        let range = span.range();
        self.text.get(range.start.saturating_sub(self.base)..range.end.saturating_sub(self.base)).unwrap_or_default()
    }

    fn offset(&self, at: LineColumn) -> usize {
        let Some(line) = at.line.checked_sub(1).and_then(|line| self.lines.get(line)) else { return self.base };
        let position = line + at.column;
        if self.strides.is_empty() {
            return self.base + position;
        }
        let Some(near) = self.strides.get(position / STRIDE) else { return self.base + self.text.len() };
        let rest = self.text.get(*near..).unwrap_or_default();
        let further = rest.char_indices().nth(position % STRIDE).map_or(rest.len(), |(offset, _)| offset);
        self.base + near + further
    }
}

#[cfg(test)]
mod tests {
    use super::Positions;
    use proc_macro2::TokenStream;

    #[test]
    fn offsets_are_bytes_of_the_file() {
        for text in ["\u{feff}fn é() {}\r\n\tlet x = \"😀\"; y", "one\n two\n\n  three", &"é + \"日本\"\n+ x;".repeat(99)] {
            let base = if text.starts_with('\u{feff}') { 3 } else { 0 };
            let tokens: TokenStream = text[base..].parse().unwrap();
            let positions = Positions::new(&text[base..], base);
            for token in tokens {
                let range = token.span().byte_range();
                let span = positions.span(token.span());
                assert_eq!(span.range(), base + range.start..base + range.end);
                assert_eq!(positions.source(span), &text[span.range()]);
                assert_eq!((positions.start(token.span()), positions.end(token.span())), (span.start, span.end));
            }
        }
    }
}
