//! Places of a report as an editor counts them.

use super::positions::{Encoding, Lines};
use super::uri::uri_of;
use crate::engine::Checked;
use crate::source::{FileId, Span};
use lsp_types::{Location, Position, Range, Uri};
use rustc_hash::FxHashMap;
use std::path::{Path, PathBuf};

/// What a client takes for the end of any line.
const END_OF_LINE: u32 = i32::MAX as u32;

/// What editors call the files they have open, by path.
pub type OpenFiles = FxHashMap<PathBuf, (Uri, i32)>;

/// Translates the places of one report.
#[derive(Debug)]
pub struct Places<'r> {
    checked: &'r Checked,
    encoding: Encoding,
    open: &'r OpenFiles,
    lines: FxHashMap<FileId, Lines<'r>>,
    uris: FxHashMap<FileId, Uri>,
}

impl<'r> Places<'r> {
    /// For the places of a report.
    pub fn new(checked: &'r Checked, encoding: Encoding, open: &'r OpenFiles) -> Self {
        Self { checked, encoding, open, lines: FxHashMap::default(), uris: FxHashMap::default() }
    }

    /// Where a file is on disk.
    pub fn path(&self, file: FileId) -> Option<PathBuf> {
        Some(self.checked.root.join(&self.checked.report.file(file)?.path))
    }

    /// The URI of a file, as the editor writes it where it is open.
    pub fn uri(&mut self, file: FileId) -> Option<Uri> {
        if let Some(known) = self.uris.get(&file) {
            return Some(known.clone());
        }
        let uri = open_uri(self.open, &self.path(file)?)?;
        self.uris.insert(file, uri.clone());
        Some(uri)
    }

    /// The range of a span. In a notebook, which is analysed as the text of its cells, the lines of the raw file.
    pub fn range(&mut self, file: FileId, span: Span) -> Option<Range> {
        let of_report = self.checked.report.file(file)?;
        if self.is_notebook(file) {
            let line = |offset: u32| of_report.lines.position(&of_report.text, offset).raw_line.saturating_sub(1);
            let end = line(span.end.saturating_sub(1).max(span.start));
            return Some(Range { start: Position::new(line(span.start), 0), end: Position::new(end, END_OF_LINE) });
        }
        Some(self.lines.entry(file).or_insert_with(|| Lines::new(&of_report.text, self.encoding)).range(span))
    }

    /// The place of a span.
    pub fn location(&mut self, file: FileId, span: Span) -> Option<Location> {
        Some(Location { uri: self.uri(file)?, range: self.range(file, span)? })
    }

    /// Whether the offsets of a file's analysis are not those of its text on disk.
    pub fn is_notebook(&self, file: FileId) -> bool {
        self.checked.report.file(file).is_some_and(|f| f.lines.cell_line(1).is_some())
    }
}

/// The URI of a file, as the editor writes it where it is open.
pub fn open_uri(open: &OpenFiles, path: &Path) -> Option<Uri> {
    open.get(path).map(|(uri, _)| uri.clone()).or_else(|| uri_of(path))
}
