//! What is read off the whole tree: comments, and what no statement could be made of.

use super::kinds::{Kind, kind, tokens};
use super::lowerer::span;
use super::recovery::is_statement;
use crate::program::{Comment, Module};
use crate::source::Span;
use tree_sitter::Node;

/// Notes all comments below `root`, and the text the parser made nothing of.
///
/// Only what holds a comment or an error is gone into: most of a tree has neither.
pub(super) fn scan(root: Node<'_>, text: &str, module: &mut Module) {
    let hashes: Vec<usize> = memchr::memchr_iter(b'#', text.as_bytes()).collect();
    let is_worth_it = |node: Node<'_>| {
        let range = node.byte_range();
        let next = hashes.partition_point(|at| *at < range.start);
        node.has_error() || hashes.get(next).is_some_and(|at| *at < range.end)
    };
    let mut cursor = root.walk();
    'walk: loop {
        let node = cursor.node();
        match kind(node) {
            Kind::Comment => module.comments.push(Comment { span: span(node) }),
            Kind::Error => skipped_in(node, &mut module.skipped),
            _ if node.is_missing() => module.skipped.push(span(node)),
            _ => {}
        }
        if is_worth_it(node) && cursor.goto_first_child() {
            continue;
        }
        while !cursor.goto_next_sibling() {
            if !cursor.goto_parent() {
                break 'walk;
            }
        }
    }
    merge(&mut module.skipped);
}

/// Sorts spans and joins those that overlap.
fn merge(spans: &mut Vec<Span>) {
    spans.sort_unstable_by_key(|s| (s.start, s.end));
    spans.dedup_by(|next, kept| {
        let overlaps = next.start < kept.end || *next == *kept;
        if overlaps {
            *kept = kept.to(*next);
        }
        overlaps
    });
}

/// The stretches of an error node between the statements that were recovered from it.
fn skipped_in(error: Node<'_>, skipped: &mut Vec<Span>) {
    let mut run: Option<Span> = None;
    let parts = tokens(error);
    if parts.is_empty() {
        run = Some(span(error));
    }
    for part in parts {
        let part_kind = kind(part);
        if part_kind == Kind::Error || is_statement(part_kind) {
            skipped.extend(run.take());
        } else {
            run = Some(run.map_or(span(part), |r| r.to(span(part))));
        }
    }
    skipped.extend(run);
}
