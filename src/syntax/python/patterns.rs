//! `match`: the subject, the arms and the names their patterns bind.

use super::kinds::{Kind, Parts, children, first_child, kind};
use super::lowerer::{Lowerer, header_span, span};
use crate::program::{BranchKind, ExprId, ExprKind, RegionKind, StmtKind};
use crate::source::Span;
use tree_sitter::Node;

/// Classes whose one positional sub-pattern matches the subject itself.
const SELF_MATCHING: &[&str] = &["bool", "bytearray", "bytes", "dict", "float", "frozenset", "int", "list", "set", "str", "tuple"];

impl Lowerer<'_> {
    pub(super) fn match_statement(&mut self, node: Node<'_>) {
        self.recover_inside(node);
        let body = node.body();
        let subjects: Vec<_> = children(node).into_iter().filter(|c| Some(*c) != body && kind(*c) != Kind::Error).collect();
        let at = header_span(node);
        let subject = match subjects.as_slice() {
            [one] => self.expression(*one),
            several => {
                let elements = several.iter().map(|s| self.element(*s)).collect();
                self.b.expr(ExprKind::List(elements), at)
            }
        };
        let switch = self.b.expr(ExprKind::Switch { subject, arms: Vec::new() }, at);
        self.b.stmt(StmtKind::Expr(switch), at);
        let mut branch = BranchKind::Plain;
        for clause in body.map(children).unwrap_or_default() {
            match kind(clause) {
                Kind::CaseClause => {
                    self.case(clause, subject, branch);
                    branch = BranchKind::Alternative;
                }
                _ => self.statement(clause),
            }
        }
    }

    fn case(&mut self, clause: Node<'_>, subject: ExprId, branch: BranchKind) {
        self.b.enter_region(RegionKind::Branch(branch), span(clause));
        self.recover_inside(clause);
        let parts = children(clause);
        let patterns: Vec<_> = parts.iter().copied().filter(|p| kind(*p) == Kind::CasePattern).collect();
        let at = header_span(clause);
        match patterns.as_slice() {
            [one] => self.pattern(*one, subject, at),
            several => self.sequence_pattern(several, subject, at),
        }
        if let Some(test) = clause.guard().and_then(|g| first_child(g)) {
            self.condition(test);
        }
        for block in parts.into_iter().filter(|p| kind(*p) == Kind::Block) {
            self.statements(block);
        }
        self.b.leave_region();
    }

    /// Binds the names of a pattern to the parts of the subject they stand for.
    fn pattern(&mut self, node: Node<'_>, subject: ExprId, at: Span) {
        if !self.enter(node) {
            return;
        }
        match kind(node) {
            Kind::CasePattern | Kind::UnionPattern => {
                for inner in children(node) {
                    self.pattern(inner, subject, at);
                }
            }
            Kind::AsPattern => {
                for inner in children(node) {
                    match kind(inner) {
                        Kind::Identifier => self.capture(inner, subject, at),
                        _ => self.pattern(inner, subject, at),
                    }
                }
            }
            Kind::DottedName if !self.word(node).contains('.') => self.capture(node, subject, at),
            Kind::ListPattern | Kind::TuplePattern => {
                let parts = children(node);
                self.sequence_pattern(&parts, subject, at);
            }
            Kind::DictPattern => self.mapping_pattern(node, subject, at),
            Kind::ClassPattern => self.class_pattern(node, subject, at),
            Kind::SplatPattern => {
                let rest = self.b.unknown(vec![subject], span(node));
                if let Some(name) = first_child(node) {
                    self.capture(name, rest, at);
                }
            }
            _ => {}
        }
        self.leave();
    }

    fn capture(&mut self, name: Node<'_>, value: ExprId, at: Span) {
        let word = self.word(name);
        if word != "_" {
            self.b.declare(word, span(name), Some(value), None, at);
        }
    }

    fn sequence_pattern(&mut self, parts: &[Node<'_>], subject: ExprId, at: Span) {
        let is_starred = |n: &Node<'_>| kind(*n) == Kind::SplatPattern || first_child(*n).is_some_and(|c| kind(c) == Kind::SplatPattern);
        let star = parts.iter().position(is_starred);
        for (i, part) in parts.iter().enumerate() {
            if star == Some(i) {
                self.pattern(*part, subject, at);
                continue;
            }
            let place = span(*part);
            let position = if star.is_some_and(|s| i > s) { i as i64 - parts.len() as i64 } else { i as i64 };
            let index = self.integer(position, place);
            let element = self.b.expr(ExprKind::Index { object: subject, index }, place);
            self.pattern(*part, element, at);
        }
    }

    fn mapping_pattern(&mut self, node: Node<'_>, subject: ExprId, at: Span) {
        let mut key = None;
        for part in children(node) {
            match kind(part) {
                Kind::CasePattern => {
                    let Some(key) = key.take() else {
                        continue;
                    };
                    let index = self.expression(key);
                    let value = self.b.expr(ExprKind::Index { object: subject, index }, span(part));
                    self.pattern(part, value, at);
                }
                Kind::SplatPattern => self.pattern(part, subject, at),
                _ => key = Some(part),
            }
        }
    }

    fn class_pattern(&mut self, node: Node<'_>, subject: ExprId, at: Span) {
        let mut parts = children(node).into_iter();
        let matches_itself = parts.next().is_some_and(|class| SELF_MATCHING.contains(&self.word(class)));
        for part in parts {
            let keyword = first_child(part).filter(|c| kind(*c) == Kind::KeywordPattern).map(children);
            match keyword.as_deref() {
                Some([name, inner, ..]) => {
                    let value = self.b.member(subject, self.text.get(name.byte_range()).unwrap_or_default(), span(*name), span(part));
                    self.pattern(*inner, value, at);
                }
                Some(_) => {}
                None if matches_itself => self.pattern(part, subject, at),
                None => {
                    let value = self.b.unknown(vec![subject], span(part));
                    self.pattern(part, value, at);
                }
            }
        }
    }
}
