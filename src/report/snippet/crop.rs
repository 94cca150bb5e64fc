//! Cuts a line to the page and keeps labels apart.

use super::Mark;
use crate::report::visible::{shown, width};
use std::ops::Range;

/// A line made fit for the page.
#[derive(Debug, PartialEq)]
pub(super) struct Cropped {
    pub(super) text: String,
    /// The given spans, in `text`.
    pub(super) spans: Vec<Range<usize>>,
}

/// Cuts a line to `budget` columns around the first of `spans`, and makes it safe to print. `cut` marks where something is missing.
pub(super) fn crop(line: &str, spans: &[Range<usize>], budget: usize, cut: &str) -> Cropped {
    let from = spans.first().map_or(0, |span| beginning(line, span, budget));
    let mut text = String::new();
    // Source and printed offset of every character, and of the end.
    let mut offsets = Vec::new();
    if from > 0 {
        text.push_str(cut);
    }
    let mut columns = text.chars().count();
    let mut end = line.len();
    for (at, char) in line[from..].char_indices().map(|(at, char)| (from + at, char)) {
        columns += width(char);
        // Characters without width must not make a line endless either.
        if columns > budget || offsets.len() > 2 * budget {
            end = at;
            break;
        }
        offsets.push((at, text.len()));
        text.push(if char == '\t' { char } else { shown(char) });
    }
    offsets.push((end, text.len()));
    if end < line.len() {
        text.push_str(cut);
    }
    let place = |offset: usize, edge: usize| match offset {
        _ if offset < from => 0,
        _ if offset > end => edge,
        _ => offsets.get(offsets.partition_point(|(source, _)| *source < offset)).map_or(edge, |(_, printed)| *printed),
    };
    let spans = spans
        .iter()
        .map(|span| place(span.start, offsets.last().map_or(0, |(_, printed)| *printed))..place(span.end, text.len()))
        .collect();
    Cropped { text, spans }
}

/// Where to begin so that the span is on the page, with some of what stands before it.
fn beginning(line: &str, span: &Range<usize>, budget: usize) -> usize {
    // Looks no further than a page, whatever the line's length.
    let on_page = |end: usize, columns: usize| {
        let mut left = columns;
        line[..end].chars().take(columns + 1).all(|char| {
            let fits = left >= width(char).max(1);
            left = left.saturating_sub(width(char).max(1));
            fits
        })
    };
    if on_page(span.end, budget) || on_page(span.start, budget / 2) {
        return 0;
    }
    let mut lead = budget / 4;
    let mut from = span.start;
    for (at, char) in line[..span.start].char_indices().rev().take(budget) {
        match lead.checked_sub(width(char)) {
            Some(rest) => lead = rest,
            None => break,
        }
        from = at;
    }
    from
}

/// Keeps marks on one line from covering each other, given the weightiest first: the later one takes what is left of it before
/// or behind the earlier, or else adds its words to it.
pub(super) fn apart(marks: Vec<Mark>) -> Vec<Mark> {
    let mut kept: Vec<Mark> = Vec::new();
    'marks: for mut mark in marks {
        for other in &mut kept {
            let (taken, same) = (other.span, mark.span == other.span);
            if !same && (mark.span.end <= taken.start || mark.span.start >= taken.end) {
                continue;
            }
            if mark.span.start < taken.start {
                mark.span.end = taken.start;
            } else if mark.span.end > taken.end {
                mark.span.start = taken.end;
            } else {
                join(&mut other.text, &mark.text);
                continue 'marks;
            }
        }
        kept.push(mark);
    }
    kept
}

fn join(words: &mut String, more: &str) {
    if words.is_empty() {
        more.clone_into(words);
    } else if !more.is_empty() && words != more {
        words.push_str("; ");
        words.push_str(more);
    }
}

#[cfg(test)]
mod tests;
