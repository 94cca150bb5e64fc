//! Byte offset → position.

use super::Position;

/// Maps byte offsets of a file's text to positions.
#[derive(Debug, Default)]
pub struct LineIndex {
    starts: Vec<u32>,
}

impl LineIndex {
    /// Indexes the lines of a text.
    pub fn new(text: &str) -> Self {
        let starts = std::iter::once(0).chain(memchr::memchr_iter(b'\n', text.as_bytes()).map(|i| i as u32 + 1)).collect();
        Self { starts }
    }

    /// The position of a byte offset of `text`, the text this index was made from.
    pub fn position(&self, text: &str, offset: u32) -> Position {
        let line = self.starts.partition_point(|&start| start <= offset).saturating_sub(1);
        let start = self.starts.get(line).copied().unwrap_or(0) as usize;
        let column = text.get(start..(offset as usize).min(text.len())).map_or(0, |s| s.chars().count());
        let line = line as u32 + 1;
        Position { cell: None, line, column: column as u32 + 1, raw_line: line }
    }
}
