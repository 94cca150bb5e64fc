//! Byte ranges and human positions.

use serde::Serialize;

/// A half-open byte range into the text of one [`SourceFile`](super::SourceFile).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct Span {
    /// First byte of the range.
    pub start: u32,
    /// One past the last byte of the range.
    pub end: u32,
}

impl Span {
    /// A span from two byte offsets; files over 4 GiB are refused long before this.
    pub fn new(start: usize, end: usize) -> Self {
        Self { start: start as u32, end: end as u32 }
    }

    /// Whether `other` lies wholly inside this span.
    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// The bytes of this span as a range for slicing.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The smallest span that holds both.
    pub fn to(self, other: Span) -> Span {
        Span { start: self.start.min(other.start), end: self.end.max(other.end) }
    }
}

/// Where a byte offset is, as people count: from 1, columns in Unicode code points.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Position {
    /// The notebook cell, counted from 1 over all cells; `None` outside notebooks.
    pub cell: Option<u32>,
    /// The line, from 1; in a notebook within its cell.
    pub line: u32,
    /// The column in Unicode code points, from 1.
    pub column: u32,
    /// The line in the raw file on disk; differs from `line` in notebooks only.
    pub raw_line: u32,
}
