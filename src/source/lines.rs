//! Byte offset → position.

use super::{Position, Span};

/// Within a line longer than this, columns are counted from the nearest checkpoint, not from its start.
const CHECKPOINT: usize = 4096;

/// Where a line of a notebook's joined text comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CellLine {
    /// The cell, counted from 1 over all cells.
    pub cell: u32,
    /// The line within the cell, from 1.
    pub line: u32,
    /// The line of the raw file on which the string that holds this line begins.
    pub raw_line: u32,
}

/// Maps byte offsets of a file's text to positions.
#[derive(Debug, Default)]
pub struct LineIndex {
    /// The offset at which each line begins.
    starts: Vec<u32>,
    /// Offsets inside long lines with the code points of the line before them.
    checkpoints: Vec<(u32, u32)>,
    /// One entry a line for notebooks, else empty.
    cells: Vec<CellLine>,
}

impl LineIndex {
    /// Indexes the lines of a text.
    pub fn new(text: &str) -> Self {
        let starts: Vec<u32> = std::iter::once(0).chain(memchr::memchr_iter(b'\n', text.as_bytes()).map(|i| i as u32 + 1)).collect();
        let checkpoints = checkpoints(text, &starts);
        Self { starts, checkpoints, cells: Vec::new() }
    }

    /// Indexes a notebook's joined text; `cells` says for each line of it where it comes from.
    pub fn notebook(text: &str, cells: Vec<CellLine>) -> Self {
        Self { cells, ..Self::new(text) }
    }

    /// The position of a byte offset of `text`, the text this index was made from. An offset past the end or inside
    /// a character stands for the nearest place before it.
    pub fn position(&self, text: &str, offset: u32) -> Position {
        let row = self.row(offset);
        let start = self.starts.get(row).copied().unwrap_or(0) as usize;
        let end = text.floor_char_boundary(offset as usize).max(start);
        let (from, counted) = match self.checkpoints.partition_point(|&(at, _)| at as usize <= end).checked_sub(1) {
            Some(i) if self.checkpoints[i].0 as usize >= start => (self.checkpoints[i].0 as usize, self.checkpoints[i].1 as usize),
            _ => (start, 0),
        };
        let column = counted + text.get(from..end).map_or(0, |s| s.chars().count());
        let column = column as u32 + 1;
        match self.cells.get(row) {
            Some(at) => Position { cell: Some(at.cell), line: at.line, column, raw_line: at.raw_line },
            None => Position { cell: None, line: row as u32 + 1, column, raw_line: row as u32 + 1 },
        }
    }

    /// The line of the text (from 1, over the whole text even in notebooks) that holds a byte offset.
    pub fn line_of(&self, offset: u32) -> u32 {
        self.row(offset) as u32 + 1
    }

    /// The bytes of a line of the text, without its line break; empty at the end of the text when there is no such line.
    pub fn line_range(&self, text: &str, line: u32) -> Span {
        let row = (line as usize).saturating_sub(1);
        let Some(&start) = self.starts.get(row) else { return Span::new(text.len(), text.len()) };
        let start = start as usize;
        let mut end = self.starts.get(row + 1).map_or(text.len(), |&next| next as usize - 1);
        if end > start && text.as_bytes().get(end - 1) == Some(&b'\r') && end < text.len() {
            end -= 1;
        }
        Span::new(start, end)
    }

    /// How many lines the text has; a final line break begins a last, empty one.
    pub fn line_count(&self) -> u32 {
        self.starts.len() as u32
    }

    /// Where each line of a notebook's text comes from; `None` for other files.
    pub fn cell_line(&self, line: u32) -> Option<CellLine> {
        self.cells.get((line as usize).checked_sub(1)?).copied()
    }

    fn row(&self, offset: u32) -> usize {
        self.starts.partition_point(|&start| start <= offset).saturating_sub(1)
    }
}

/// Counts code points once for lines so long that counting from their start each time would be felt.
fn checkpoints(text: &str, starts: &[u32]) -> Vec<(u32, u32)> {
    let mut found = Vec::new();
    for (row, &start) in starts.iter().enumerate() {
        let start = start as usize;
        let end = starts.get(row + 1).map_or(text.len(), |&next| next as usize);
        let (mut at, mut column) = (start, 0);
        while end - at > CHECKPOINT {
            let next = text.floor_char_boundary(at + CHECKPOINT);
            column += text.get(at..next).map_or(0, |s| s.chars().count());
            at = next;
            found.push((at as u32, column as u32));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str, offset: usize) -> (u32, u32) {
        let position = LineIndex::new(text).position(text, offset as u32);
        (position.line, position.column)
    }

    #[test]
    fn columns_count_code_points() {
        let text = "aé=1\n  b\n";
        assert_eq!(at(text, 0), (1, 1));
        assert_eq!(at(text, 3), (1, 3), "after the two-byte character");
        assert_eq!(at(text, 2), (1, 2), "inside the two-byte character");
        assert_eq!(at(text, 8), (2, 3));
        assert_eq!(at(text, 10), (3, 1));
        assert_eq!(at(text, 999), (3, 1), "past the end");
        assert_eq!(at("", 5), (1, 1));
    }

    #[test]
    fn long_lines_count_from_checkpoints() {
        let line = "é".repeat(50_000);
        let text = format!("x\n{line}\n{line}y");
        let index = LineIndex::new(&text);
        let last = index.position(&text, text.len() as u32 - 1);
        assert_eq!((last.line, last.column), (3, 50_001));
        let inner = index.position(&text, 2 + 2 * 30_000);
        assert_eq!((inner.line, inner.column), (2, 30_001));
        let first = index.position(&text, 2);
        assert_eq!((first.line, first.column), (2, 1));
    }

    #[test]
    fn line_ranges_leave_out_line_breaks() {
        let text = "one\r\ntwo\n\nlast";
        let index = LineIndex::new(text);
        let line = |n| &text[index.line_range(text, n).range()];
        assert_eq!([line(1), line(2), line(3), line(4), line(5)], ["one", "two", "", "last", ""]);
        assert_eq!(index.line_of(5), 2);
        assert_eq!(index.line_count(), 4);
    }

    #[test]
    fn notebook_lines_map_to_cells() {
        let text = "a = 1\nb = 2\n";
        let cells = vec![CellLine { cell: 2, line: 1, raw_line: 12 }, CellLine { cell: 5, line: 1, raw_line: 40 }];
        let position = LineIndex::notebook(text, cells).position(text, 10);
        assert_eq!(position, Position { cell: Some(5), line: 1, column: 5, raw_line: 40 });
    }
}
