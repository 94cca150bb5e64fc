//! What targets and patterns bind: one assignment for each name.

use super::assignments::unwrapped;
use super::grammar::{Kind, SyntaxNode};
use super::lowerer::Lowerer;
use crate::program::{Arg, ArgKind, Assign, EntryKey, ExprId, ExprKind, StmtKind, Target};
use crate::source::Span;

impl Lowerer<'_> {
    /// Assigns a value to a target of any shape. `declares` says whether its names are new here.
    pub(super) fn assign(&mut self, target: SyntaxNode<'_>, value: ExprId, declares: bool, at: Span) {
        if !self.enter(target) {
            return;
        }
        let target = unwrapped(target);
        match target.kind() {
            Kind::Identifier | Kind::ShorthandPropertyIdentifierPattern => self.assign_to_name(target, value, declares, at),
            Kind::MemberExpression => self.assign_to_member(target, value, at),
            Kind::SubscriptExpression => self.assign_to_index(target, value, at),
            Kind::ObjectPattern => self.take_object_apart(target, value, declares, at),
            Kind::ArrayPattern => self.take_array_apart(target, value, declares, at),
            Kind::AssignmentPattern | Kind::ObjectAssignmentPattern => self.assign_with_default(target, value, declares, at),
            Kind::RestPattern => {
                if let Some(inner) = target.inner() {
                    self.assign(inner, value, declares, at);
                }
            }
            _ => self.mention(vec![value], at),
        }
        self.leave();
    }

    fn assign_to_name(&mut self, target: SyntaxNode<'_>, value: ExprId, declares: bool, at: Span) {
        let name = self.word(target);
        self.name_value(value, name, target.span());
        if declares {
            self.b.declare(name, target.span(), Some(value), None, at);
        } else {
            self.b.assign_name(name, target.span(), value, at);
        }
    }

    fn assign_to_member(&mut self, target: SyntaxNode<'_>, value: ExprId, at: Span) {
        let (Some(object), Some(property)) = (target.object(), target.property()) else {
            return self.mention(vec![value], at);
        };
        let (name, span) = (self.word(property), property.span());
        self.name_value(value, name, span);
        let object = self.expression(object);
        let target = Target::Member { object, property: name.into(), span };
        self.b.stmt(StmtKind::Assign(Assign { target, value: Some(value), annotation: None, declares: false }), at);
    }

    fn assign_to_index(&mut self, target: SyntaxNode<'_>, value: ExprId, at: Span) {
        let (Some(object), Some(index)) = (target.object(), target.index()) else {
            return self.mention(vec![value], at);
        };
        let object = self.expression(object);
        let index = self.expression(index);
        let target = Target::Index { object, index };
        self.b.stmt(StmtKind::Assign(Assign { target, value: Some(value), annotation: None, declares: false }), at);
    }

    /// `target = default` inside a pattern.
    fn assign_with_default(&mut self, pattern: SyntaxNode<'_>, value: ExprId, declares: bool, at: Span) {
        let value = match pattern.right() {
            Some(default) => {
                let right = self.expression(default);
                self.b.expr(ExprKind::Fallback { left: value, right }, pattern.span())
            }
            None => value,
        };
        if let Some(left) = pattern.left() {
            self.assign(left, value, declares, at);
        }
    }

    /// `{ a, b: c, d = 1, ...rest }`.
    fn take_object_apart(&mut self, pattern: SyntaxNode<'_>, value: ExprId, declares: bool, at: Span) {
        let parts = pattern.children();
        if parts.is_empty() {
            self.mention(vec![value], at);
        }
        for part in parts {
            match part.kind() {
                Kind::ShorthandPropertyIdentifierPattern => {
                    let member = self.part(value, part, part.span());
                    self.assign(part, member, declares, at);
                }
                Kind::ObjectAssignmentPattern => {
                    let Some(name) = part.left() else {
                        continue;
                    };
                    let member = self.part(value, name, name.span());
                    self.assign(part, member, declares, at);
                }
                Kind::PairPattern => {
                    let (Some(key), Some(target)) = (part.key(), part.value()) else {
                        continue;
                    };
                    let member = self.part(value, key, part.span());
                    self.assign(target, member, declares, at);
                }
                // The rest lacks the keys named before it: none of its keys is certain.
                Kind::RestPattern => {
                    let rest = self.b.unknown(vec![value], part.span());
                    self.assign(part, rest, declares, at);
                }
                _ => {}
            }
        }
    }

    /// What `key` of a pattern reads.
    fn part(&mut self, object: ExprId, key: SyntaxNode<'_>, at: Span) -> ExprId {
        match self.property_key(key) {
            EntryKey::Static(name) => self.b.member(object, name, key.span(), at),
            EntryKey::Computed(index) => self.b.expr(ExprKind::Index { object, index }, at),
            EntryKey::Spread => self.b.unknown(vec![object], at),
        }
    }

    /// `[a, , b = 1, ...rest]`.
    fn take_array_apart(&mut self, pattern: SyntaxNode<'_>, value: ExprId, declares: bool, at: Span) {
        let mut position = 0;
        let mut is_empty = true;
        for token in pattern.tokens() {
            if token.token() == "," {
                position += 1;
            }
            if !token.is_named() || token.kind() == Kind::Error {
                continue;
            }
            is_empty = false;
            let start = self.integer(position, token.span());
            let index = if token.kind() == Kind::RestPattern { self.slice_from(start, token.span()) } else { start };
            let element = self.b.expr(ExprKind::Index { object: value, index }, token.span());
            self.assign(token, element, declares, at);
        }
        if is_empty {
            self.mention(vec![value], at);
        }
    }

    /// `slice(start, undefined, undefined)`: the index that stands for all elements from `start` on.
    fn slice_from(&mut self, start: ExprId, at: Span) -> ExprId {
        let callee = self.b.name("slice", at);
        let args = [start, self.undefined(at), self.undefined(at)];
        let args = args.map(|value| Arg { kind: ArgKind::Positional, value, span: at });
        self.b.expr(ExprKind::Call { callee, args: args.into(), is_new: false }, at)
    }
}
