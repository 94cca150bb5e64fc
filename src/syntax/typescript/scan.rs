//! What is read off the whole tree: comments, and what no statement could be made of.

use super::grammar::{Kind, SyntaxNode};
use super::parse::{Parsed, visit_all};
use super::recovery::is_statement;
use crate::program::{Comment, Module};
use crate::source::Span;

/// Notes all comments of the file, and the text the parser made nothing of.
pub(super) fn scan(parsed: &Parsed, module: &mut Module) {
    let has_errors = parsed.root().has_error();
    visit_all(parsed, |_, node| match node.kind() {
        Kind::Comment | Kind::HtmlComment => module.comments.push(Comment { span: node.span() }),
        Kind::Error => skipped_in(node, &mut module.skipped),
        _ if has_errors && node.is_missing() => module.skipped.push(node.span()),
        _ => {}
    });
    module.skipped.sort_unstable_by_key(|s| (s.start, s.end));
    module.skipped.dedup();
}

/// The stretches of an error node between the statements that were recovered from it.
fn skipped_in(error: SyntaxNode<'_>, skipped: &mut Vec<Span>) {
    let parts = error.tokens();
    let mut run = parts.is_empty().then(|| error.span());
    for part in parts {
        let kind = part.kind();
        if kind == Kind::Error || is_statement(kind) {
            skipped.extend(run.take());
        } else {
            run = Some(run.map_or(part.span(), |r| r.to(part.span())));
        }
    }
    skipped.extend(run);
}
