//! Between the positions of editors and the byte offsets of the analysis.

use crate::source::Span;
use lsp_types::{Position, PositionEncodingKind, Range};

/// In what the columns of positions are counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Encoding {
    /// Bytes.
    Utf8,
    /// What every client can count in.
    #[default]
    Utf16,
    /// Code points.
    Utf32,
}

impl Encoding {
    /// The first that costs us nothing among those a client offers.
    pub fn negotiate(offered: Option<&[PositionEncodingKind]>) -> Self {
        let offers = |kind: &PositionEncodingKind| offered.is_some_and(|all| all.contains(kind));
        if offers(&PositionEncodingKind::UTF8) {
            Self::Utf8
        } else if offers(&PositionEncodingKind::UTF16) || !offers(&PositionEncodingKind::UTF32) {
            Self::Utf16
        } else {
            Self::Utf32
        }
    }

    /// Its name in the protocol.
    pub fn kind(self) -> PositionEncodingKind {
        match self {
            Self::Utf8 => PositionEncodingKind::UTF8,
            Self::Utf16 => PositionEncodingKind::UTF16,
            Self::Utf32 => PositionEncodingKind::UTF32,
        }
    }

    fn width(self, c: char) -> usize {
        match self {
            Self::Utf8 => c.len_utf8(),
            Self::Utf16 => c.len_utf16(),
            Self::Utf32 => 1,
        }
    }

    fn length(self, text: &str) -> usize {
        match self {
            Self::Utf8 => text.len(),
            Self::Utf16 if text.is_ascii() => text.len(),
            _ => text.chars().map(|c| self.width(c)).sum(),
        }
    }
}

/// A text whose lines are known. Lines end at `\n`, `\r\n` and a lone `\r`, as the protocol has it.
#[derive(Debug)]
pub struct Lines<'t> {
    text: &'t str,
    encoding: Encoding,
    starts: Vec<usize>,
}

impl<'t> Lines<'t> {
    /// Finds the lines of a text.
    pub fn new(text: &'t str, encoding: Encoding) -> Self {
        let bytes = text.as_bytes();
        let mut starts = vec![0];
        for at in memchr::memchr2_iter(b'\n', b'\r', bytes) {
            if bytes[at] == b'\n' || bytes.get(at + 1) != Some(&b'\n') {
                starts.push(at + 1);
            }
        }
        Self { text, encoding, starts }
    }

    /// The position of a byte offset; one past the end or inside a character stands for the nearest place before it.
    pub fn position(&self, offset: usize) -> Position {
        let offset = self.text.floor_char_boundary(offset.min(self.text.len()));
        let line = self.starts.partition_point(|start| *start <= offset).saturating_sub(1);
        let column = self.encoding.length(&self.text[self.starts[line]..offset]);
        Position { line: line as u32, character: column as u32 }
    }

    /// The range of a span.
    pub fn range(&self, span: Span) -> Range {
        Range { start: self.position(span.start as usize), end: self.position(span.end as usize) }
    }

    /// The byte offset of a position. A column past the end of its line stands for that end, a line past the last for the end of the text.
    pub fn offset(&self, position: Position) -> usize {
        let Some(&start) = self.starts.get(position.line as usize) else { return self.text.len() };
        let end = self.starts.get(position.line as usize + 1).copied().unwrap_or(self.text.len());
        let line = self.text[start..end].trim_end_matches(['\n', '\r']);
        let mut left = position.character as usize;
        for (at, c) in line.char_indices() {
            let width = self.encoding.width(c);
            if left < width {
                return start + at;
            }
            left -= width;
        }
        start + line.len()
    }

    /// The bytes of a line, its line break left out.
    pub fn line_at(&self, offset: usize) -> Span {
        let line = self.starts.partition_point(|start| *start <= offset).saturating_sub(1);
        let start = self.starts[line];
        let end = self.starts.get(line + 1).copied().unwrap_or(self.text.len());
        Span::new(start, start + self.text[start..end].trim_end_matches(['\n', '\r']).len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "a = 'é𝄞x'\r\nb\rc\n";

    fn at(encoding: Encoding, offset: usize) -> (u32, u32) {
        let position = Lines::new(TEXT, encoding).position(offset);
        (position.line, position.character)
    }

    #[test]
    fn columns_are_counted_as_agreed() {
        let x = TEXT.find('x').unwrap();
        assert_eq!([Encoding::Utf8, Encoding::Utf16, Encoding::Utf32].map(|e| at(e, x)), [(0, 11), (0, 8), (0, 7)]);
        assert_eq!(at(Encoding::Utf16, TEXT.find('b').unwrap()), (1, 0));
        assert_eq!(at(Encoding::Utf16, TEXT.find('c').unwrap()), (2, 0));
        assert_eq!(at(Encoding::Utf16, 999), (3, 0));
    }

    #[test]
    fn offsets_and_positions_are_each_others_opposite() {
        for encoding in [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32] {
            let lines = Lines::new(TEXT, encoding);
            for (offset, c) in TEXT.char_indices().filter(|(_, c)| !matches!(c, '\r' | '\n')) {
                assert_eq!(lines.offset(lines.position(offset)), offset, "{c:?} in {encoding:?}");
            }
        }
    }

    #[test]
    fn what_lies_beyond_is_cut() {
        let lines = Lines::new(TEXT, Encoding::Utf16);
        let offset = |line, character| lines.offset(Position { line, character });
        assert_eq!(offset(0, 999), TEXT.find('\r').unwrap());
        assert_eq!(offset(9, 0), TEXT.len());
        assert_eq!(offset(0, 7), TEXT.find('𝄞').unwrap(), "inside a character");
        assert_eq!(lines.line_at(TEXT.find('b').unwrap()), Span::new(15, 16));
    }

    #[test]
    fn utf_16_is_what_is_left_where_nothing_is_offered() {
        use PositionEncodingKind as Kind;
        assert_eq!(Encoding::negotiate(None), Encoding::Utf16);
        assert_eq!(Encoding::negotiate(Some(&[Kind::UTF32])), Encoding::Utf32);
        assert_eq!(Encoding::negotiate(Some(&[Kind::UTF16, Kind::UTF8])), Encoding::Utf8);
        assert_eq!(Encoding::negotiate(Some(&[Kind::UTF32, Kind::UTF16])), Encoding::Utf16);
    }
}
