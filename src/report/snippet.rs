//! The few lines of a file that a frame shows.
//!
//! The renderer echoes whole lines, panics beyond column 65,535 and reads a source from its beginning for every label. So it
//! gets a source made for the occasion: the labelled lines and their neighbours, cut to the width of the page, with every
//! label on one line and no two of them in each other's way.

mod crop;

use super::ReportFile;
use super::place::name;
use crate::source::Span;
use miette::{MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};
use std::collections::BTreeMap;
use std::ops::Range;

/// How many lines apart two labels may be to share a frame.
const NEAR: usize = 4;

/// What a label stands for: the weightier keeps its place when two collide.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Role {
    /// The finding itself.
    Primary,
    /// A step on the way there.
    Flow,
    /// Something else worth seeing.
    Related,
}

/// A label of a frame.
#[derive(Clone, Debug)]
pub(super) struct Mark {
    pub(super) role: Role,
    /// Its place among the labels of the finding.
    pub(super) order: usize,
    pub(super) span: Span,
    pub(super) text: String,
}

/// The line starts of a file, found once for all its findings.
#[derive(Debug)]
pub(super) struct Lines(Vec<usize>);

impl Lines {
    pub(super) fn new(text: &str) -> Self {
        Self(std::iter::once(0).chain(memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at + 1)).collect())
    }

    fn at(&self, offset: usize) -> usize {
        self.0.partition_point(|&start| start <= offset).saturating_sub(1)
    }

    /// The bytes of a line without its line break.
    fn range(&self, text: &str, line: usize) -> Range<usize> {
        let start = self.0.get(line).copied().unwrap_or(text.len());
        let end = self.0.get(line + 1).map_or(text.len(), |next| next - 1);
        let end = if text[start..end].ends_with('\r') { end - 1 } else { end };
        start..end
    }
}

/// A line as shown.
#[derive(Debug)]
struct Row {
    /// Its bytes in the snippet's text, line break included.
    bytes: Range<usize>,
    /// The number to print, from 0.
    number: usize,
    cell: Option<u32>,
}

/// The lines of one file that a frame shows, with labels.
#[derive(Debug)]
pub(super) struct Snippet<'a> {
    path: &'a str,
    text: String,
    rows: Vec<Row>,
    /// By position; the spans are in the snippet's text.
    pub(super) marks: Vec<Mark>,
    /// The column of each mark in the file, from 0.
    columns: Vec<usize>,
}

/// How a snippet is laid out.
#[derive(Clone, Copy, Debug)]
pub(super) struct Layout {
    /// The widest line, in columns.
    pub(super) budget: usize,
    /// What marks a cut.
    pub(super) cut: &'static str,
}

/// Marks of one file in groups that are near enough to each other for one frame.
pub(super) fn near_each_other(file: &ReportFile, lines: &Lines, marks: Vec<Mark>) -> Vec<Vec<Mark>> {
    let mut placed: Vec<_> = marks.into_iter().map(|mark| on_one_line(&file.text, lines, mark)).collect();
    placed.sort_by_key(|(line, _)| *line);
    let mut groups: Vec<Vec<Mark>> = Vec::new();
    let mut last = 0;
    for (line, mark) in placed {
        match groups.last_mut() {
            Some(group) if line - last <= NEAR && cell(file, lines, last) == cell(file, lines, line) => group.push(mark),
            _ => groups.push(vec![mark]),
        }
        last = line;
    }
    groups
}

impl<'a> Snippet<'a> {
    /// The snippet of `file` that shows `marks`, which are near each other.
    pub(super) fn new(file: &'a ReportFile, lines: &Lines, marks: Vec<Mark>, layout: Layout) -> Self {
        let text = file.text.as_str();
        let mut by_line: BTreeMap<usize, Vec<Mark>> = BTreeMap::new();
        for (line, mark) in marks.into_iter().map(|mark| on_one_line(text, lines, mark)) {
            by_line.entry(line).or_default().push(mark);
        }
        let (first, last) = (by_line.keys().next().copied().unwrap_or(0), by_line.keys().next_back().copied().unwrap_or(0));
        let above = first.checked_sub(1).filter(|&line| is_shown(file, lines, first, line)).unwrap_or(first);
        let below = Some(last + 1).filter(|&line| is_shown(file, lines, last, line)).unwrap_or(last);
        let mut snippet = Self { path: &file.path, text: String::new(), rows: Vec::new(), marks: Vec::new(), columns: Vec::new() };
        for line in above..=below {
            let mut marks = by_line.remove(&line).unwrap_or_default();
            marks.sort_by_key(|mark| (mark.role, mark.order));
            let position = file.lines.position(text, lines.range(text, line).start as u32);
            snippet.push(text, lines.range(text, line), crop::apart(marks), layout);
            snippet.rows.push(Row {
                bytes: snippet.rows.last().map_or(0, |row| row.bytes.end)..snippet.text.len(),
                number: position.line.saturating_sub(1) as usize,
                cell: position.cell,
            });
        }
        snippet
    }

    /// Adds a line with its marks.
    fn push(&mut self, text: &str, range: Range<usize>, marks: Vec<Mark>, layout: Layout) {
        let base = self.text.len();
        let spans: Vec<_> = marks.iter().map(|mark| mark.span.start as usize - range.start..mark.span.end as usize - range.start).collect();
        let source = &text[range];
        let cropped = crop::crop(source, &spans, layout.budget, layout.cut);
        self.text.push_str(&cropped.text);
        self.text.push('\n');
        let mut placed: Vec<_> = marks.into_iter().zip(spans).zip(cropped.spans).collect();
        placed.sort_by_key(|((mark, _), span)| (span.start, span.end, mark.role));
        for ((mut mark, original), span) in placed {
            mark.span = Span::new(base + span.start, base + span.end);
            self.columns.push(source[..original.start].chars().count());
            self.marks.push(mark);
        }
    }

    fn row_at(&self, offset: usize) -> usize {
        self.rows.partition_point(|row| row.bytes.start <= offset).saturating_sub(1)
    }
}

/// Brings a mark onto its first line: a frame around many lines says less than the token they begin with.
fn on_one_line(text: &str, lines: &Lines, mut mark: Mark) -> (usize, Mark) {
    let start = text.floor_char_boundary(mark.span.range().start.min(text.len()));
    let end = text.ceil_char_boundary(mark.span.range().end.clamp(start, text.len()));
    let line = lines.at(start);
    let range = lines.range(text, line);
    let (start, cut) = (start.min(range.end), end.min(range.end));
    let cut = if cut < end { start + text[start..cut.max(start)].trim_end().len() } else { cut };
    mark.span = Span::new(start, cut.max(start));
    (line, mark)
}

fn cell(file: &ReportFile, lines: &Lines, line: usize) -> Option<u32> {
    lines.0.get(line).and_then(|&start| file.lines.position(&file.text, start as u32).cell)
}

/// Whether a line is worth showing beside the labelled one: it exists, in the same cell, and isn't blank.
fn is_shown(file: &ReportFile, lines: &Lines, line: usize, neighbour: usize) -> bool {
    neighbour < lines.0.len()
        && cell(file, lines, line) == cell(file, lines, neighbour)
        && !file.text[lines.range(&file.text, neighbour)].trim().is_empty()
}

impl SourceCode for Snippet<'_> {
    fn read_span<'b>(&'b self, span: &SourceSpan, before: usize, after: usize) -> Result<Box<dyn SpanContents<'b> + 'b>, MietteError> {
        let (start, end) = (span.offset(), span.offset() + span.len());
        if self.rows.is_empty() || end > self.text.len() {
            return Err(MietteError::OutOfBounds);
        }
        let anchor = self.row_at(start);
        // With context means the whole snippet: it was made for one frame.
        let (first, last) =
            if before + after > 0 { (0, self.rows.len() - 1) } else { (anchor, self.row_at(end.saturating_sub(1).max(start))) };
        let bytes = self.rows[first].bytes.start..self.rows[last].bytes.end;
        let mark = self.marks.iter().position(|mark| mark.span.start as usize == start);
        let column = mark.filter(|_| before == 0).map_or(0, |mark| self.columns[mark]);
        let data = &self.text.as_bytes()[bytes.clone()];
        let name = name(self.path, self.rows[anchor].cell);
        Ok(Box::new(MietteSpanContents::new_named(name, data, bytes.into(), self.rows[first].number, column, last + 1 - first)))
    }
}
