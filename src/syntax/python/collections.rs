//! Dictionaries and comprehensions.

use super::kinds::{Kind, Parts, children, first_child, kind};
use super::lowerer::{Lowerer, span};
use crate::program::{BranchKind, Element, Entry, EntryKey, ExprId, ExprKind, Literal, RegionKind};
use crate::source::Span;
use tree_sitter::Node;

impl Lowerer<'_> {
    /// `{key: value, **other}`.
    pub(super) fn dictionary(&mut self, node: Node<'_>) -> ExprId {
        self.recover_inside(node);
        let mut entries = Vec::new();
        for part in children(node) {
            match kind(part) {
                Kind::Pair => {
                    self.recover_inside(part);
                    if let (Some(key), Some(value)) = (part.key(), part.value()) {
                        let key_span = span(key);
                        let key = self.entry_key(key);
                        let value = self.expression(value);
                        entries.push(Entry { key, value, key_span });
                    }
                }
                Kind::DictionarySplat => {
                    if let Some(inner) = first_child(part) {
                        let value = self.expression(inner);
                        entries.push(Entry { key: EntryKey::Spread, value, key_span: span(part) });
                    }
                }
                _ => {}
            }
        }
        self.b.expr(ExprKind::Object { class: None, entries }, span(node))
    }

    fn entry_key(&mut self, node: Node<'_>) -> EntryKey {
        let key = self.expression(node);
        match &self.b.module().exprs[key.index()].kind {
            ExprKind::Literal(Literal::Str(s)) => EntryKey::Static((&**s).into()),
            _ => EntryKey::Computed(key),
        }
    }

    /// List, set and dict comprehensions and generator expressions.
    pub(super) fn comprehension(&mut self, node: Node<'_>) -> ExprId {
        self.recover_inside(node);
        let at = span(node);
        let Some(body) = node.body() else {
            return self.unknown_with_children(node);
        };
        let clauses: Vec<_> = children(node).into_iter().filter(|c| matches!(kind(*c), Kind::ForInClause | Kind::IfClause)).collect();
        // The outermost iterable is evaluated outside.
        let Some(iterable) = clauses.first().map(|c| self.iterable(*c)) else {
            return self.unknown_with_children(node);
        };
        let scope_kind = self.b.module().scopes[self.b.scope().index()].kind;
        self.b.enter_scope(scope_kind);
        let mut regions = 0;
        for (i, clause) in clauses.into_iter().enumerate() {
            if kind(clause) == Kind::IfClause {
                if let Some(test) = first_child(clause) {
                    self.condition(test);
                }
                self.b.enter_region(RegionKind::Branch(BranchKind::Plain), at);
            } else {
                let iterable = if i == 0 { iterable } else { self.iterable(clause) };
                self.b.enter_region(RegionKind::Loop(Some(iterable)), at);
                self.bind_loop_variable(clause, iterable, at);
            }
            regions += 1;
        }
        let result = if kind(body) == Kind::Pair {
            self.comprehended_pair(body, iterable)
        } else {
            let body_span = span(body);
            let body = self.expression(body);
            let value = self.b.expr(ExprKind::Comprehension { body, iterable }, body_span);
            ExprKind::List(vec![Element { value, is_spread: false }])
        };
        for _ in 0..regions {
            self.b.leave_region();
        }
        self.b.leave_scope();
        self.b.expr(result, at)
    }

    fn comprehended_pair(&mut self, pair: Node<'_>, iterable: ExprId) -> ExprKind {
        let mut entries = Vec::new();
        if let (Some(key), Some(value)) = (pair.key(), pair.value()) {
            let (key_span, value_span) = (span(key), span(value));
            let key = self.entry_key(key);
            let body = self.expression(value);
            let value = self.b.expr(ExprKind::Comprehension { body, iterable }, value_span);
            entries.push(Entry { key, value, key_span });
        }
        ExprKind::Object { class: None, entries }
    }

    /// What a `for` goes through.
    pub(super) fn iterable(&mut self, clause: Node<'_>) -> ExprId {
        match clause.right() {
            Some(right) => self.expression(right),
            None => self.unknown(clause),
        }
    }

    /// Binds the variables of a `for` to an element of what it goes through.
    pub(super) fn bind_loop_variable(&mut self, clause: Node<'_>, iterable: ExprId, at: Span) {
        if let Some(target) = clause.left() {
            let element = self.b.expr(ExprKind::Element(iterable), span(target));
            self.assign(target, element, None, at);
        }
    }
}
