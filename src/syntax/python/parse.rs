//! Text → syntax tree, within bounds.

use super::kinds::language;
use super::repair;
use crate::source::Span;
use crate::syntax::SyntaxError;
use crate::syntax::budget::Budget;
use std::ops::Range;
use tree_sitter::{ParseOptions, Parser, Point, Tree};

/// How many different indentations a file may have. The grammar's scanner keeps its indentation stack (each deeper than
/// the one before, hence all different) in a buffer of 1,024 bytes and writes past its end when the stack outgrows it.
/// CPython stops at 100 nested levels.
const MAX_INDENTATIONS: usize = 360;

/// A syntax tree and the ranges that had to be blanked to get it.
pub(super) struct Parsed {
    pub(super) tree: Tree,
    pub(super) blanked: Vec<Span>,
}

/// Parses a whole file. A file with syntax errors is parsed once more with its broken stretches blanked, and the better
/// of the two trees is taken: one unclosed bracket otherwise swallows the rest of the file.
pub(super) fn parse(text: &str) -> Result<Parsed, SyntaxError> {
    if indentations(text) > MAX_INDENTATIONS {
        return Err(SyntaxError::TooDeep { limit: MAX_INDENTATIONS });
    }
    let mut budget = Budget::new(text, Budget::REPORTS_PER_KIB);
    let tree = parse_range(text, None, &mut budget).ok_or(SyntaxError::OverBudget)?;
    if !tree.root_node().has_error() {
        return Ok(Parsed { tree, blanked: Vec::new() });
    }
    if let Some(repaired) = repair::repair(text)
        && let Some(second) = parse_range(&repaired.text, None, &mut budget)
        && error_bytes(&second) <= error_bytes(&tree)
    {
        return Ok(Parsed { tree: second, blanked: repaired.blanked });
    }
    Ok(Parsed { tree, blanked: Vec::new() })
}

/// Parses one line's stretch of `text` as a module of its own; nodes keep their offsets in `text`.
pub(super) fn parse_fragment(text: &str, range: Range<usize>, start: Point) -> Option<Tree> {
    let end = Point { row: start.row, column: start.column + range.len() };
    let range = tree_sitter::Range { start_byte: range.start, end_byte: range.end, start_point: start, end_point: end };
    let mut budget = Budget::new(text.get(range.start_byte..range.end_byte).unwrap_or_default(), Budget::REPORTS_PER_KIB);
    parse_range(text, Some(range), &mut budget)
}

fn parse_range(text: &str, range: Option<tree_sitter::Range>, budget: &mut Budget) -> Option<Tree> {
    let mut parser = Parser::new();
    parser.set_language(&language()).ok()?;
    if let Some(range) = range {
        parser.set_included_ranges(&[range]).ok()?;
    }
    let bytes = text.as_bytes();
    let mut on_progress = |state: &_| budget.spend(state);
    let options = ParseOptions::new().progress_callback(&mut on_progress);
    parser.parse_with_options(&mut |at, _| bytes.get(at..).unwrap_or_default(), None, Some(options))
}

/// How much of the text lies in outermost error nodes.
fn error_bytes(tree: &Tree) -> usize {
    let mut total = 0;
    let mut cursor = tree.walk();
    loop {
        let node = cursor.node();
        if node.is_error() || node.is_missing() {
            total += node.byte_range().len().max(1);
        } else if node.has_error() && cursor.goto_first_child() {
            continue;
        }
        while !cursor.goto_next_sibling() {
            if !cursor.goto_parent() {
                return total;
            }
        }
    }
}

/// How many different indentation widths the scanner can meet in `text`, counted as it counts them; lines that begin with a
/// line continuation add up with the next one and are counted as a width each.
fn indentations(text: &str) -> usize {
    let mut widths = rustc_hash::FxHashSet::default();
    let mut continued = 0;
    for line in text.split('\n') {
        let mut width = 0_u16;
        let mut bytes = line.bytes();
        for byte in bytes.by_ref() {
            match byte {
                b' ' => width = width.wrapping_add(1),
                b'\t' => width = width.wrapping_add(8),
                b'\r' | b'\x0c' => width = 0,
                b'\\' => {
                    continued += usize::from(matches!(bytes.next(), None | Some(b'\r')));
                    break;
                }
                _ => break,
            }
        }
        widths.insert(width);
    }
    widths.len() + continued
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deep_indentation_is_refused() {
        let nested = |levels: usize| (0..levels).map(|i| format!("{}if x:\n", " ".repeat(i))).collect::<String>();
        assert!(parse(&nested(300)).is_ok());
        assert_eq!(parse(&nested(520)).map(|_| ()), Err(SyntaxError::TooDeep { limit: MAX_INDENTATIONS }));
    }

    #[test]
    fn fragments_keep_their_offsets() {
        let text = "x: 'a.b'";
        let tree = parse_fragment(text, 4..7, Point { row: 0, column: 4 }).unwrap();
        assert_eq!(tree.root_node().to_sexp(), "(module (expression_statement (attribute object: (identifier) attribute: (identifier))))");
        assert_eq!(tree.root_node().child(0).unwrap().byte_range(), 4..7);
    }
}
