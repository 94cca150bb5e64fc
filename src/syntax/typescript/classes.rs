//! Classes and their members.

use super::functions::Member;
use super::grammar::{Kind, SyntaxNode};
use super::lowerer::Lowerer;
use crate::program::{ClassId, ClassKind, EntryKey, ExprId, ExprKind, StmtKind};
use crate::source::Span;

impl Lowerer<'_> {
    /// `class X {}`, with the decorators that stand before `export`.
    pub(super) fn class_declaration(&mut self, node: SyntaxNode<'_>, decorators: &[ExprId]) {
        let mut decorators = decorators.to_vec();
        decorators.extend(self.decorators(node));
        let bases = self.bases(node);
        let id = ClassId(self.b.module().classes.len() as u32);
        let value = self.b.expr(ExprKind::Class(id), node.span());
        match node.name().filter(|n| !n.is_missing()) {
            Some(name) => {
                self.b.declare(self.word(name), name.span(), Some(value), None, node.header_span());
            }
            None => self.mention(vec![value], node.header_span()),
        }
        self.class(node, decorators, bases);
    }

    /// `class {}` as a value.
    pub(super) fn class_expression(&mut self, node: SyntaxNode<'_>) -> ExprId {
        let decorators = self.decorators(node);
        let bases = self.bases(node);
        let id = self.class(node, decorators, bases);
        self.b.expr(ExprKind::Class(id), node.span())
    }

    fn class(&mut self, node: SyntaxNode<'_>, decorators: Vec<ExprId>, bases: Vec<ExprId>) -> ClassId {
        let name = node.name().map(|n| (self.word(n), n.span()));
        let name_span = name.map_or_else(|| node.first_token_span(), |(_, at)| at);
        let id = self.b.enter_class(ClassKind::Class, name.map(|(n, _)| n.into()), name_span, node.span());
        let class = self.b.class_mut(id);
        class.decorators = decorators;
        class.bases = bases;
        if let Some(body) = node.body() {
            self.class_body(body);
        }
        self.b.leave_class();
        id
    }

    /// The decorators written directly at a node.
    pub(super) fn decorators(&mut self, node: SyntaxNode<'_>) -> Vec<ExprId> {
        let decorators = node.children().into_iter().filter(|c| c.kind() == Kind::Decorator);
        decorators.filter_map(SyntaxNode::inner).map(|d| self.expression(d)).collect()
    }

    /// What a class extends, then what it implements.
    fn bases(&mut self, node: SyntaxNode<'_>) -> Vec<ExprId> {
        let mut bases = Vec::new();
        let Some(heritage) = node.child_of_kind(Kind::ClassHeritage) else {
            return bases;
        };
        for clause in heritage.children() {
            match clause.kind() {
                Kind::ExtendsClause => self.extended(clause, &mut bases),
                Kind::ImplementsClause => bases.extend(clause.children().into_iter().map(|t| self.type_expression(t))),
                _ => {}
            }
        }
        bases
    }

    /// `extends Base<T>`; the base may be any expression.
    fn extended(&mut self, clause: SyntaxNode<'_>, bases: &mut Vec<ExprId>) {
        self.recover_inside(clause);
        for part in clause.children() {
            if part.kind() != Kind::TypeArguments {
                bases.push(self.expression(part));
            } else if let Some(base) = bases.pop() {
                let at = self.b.module().exprs[base.index()].span.to(part.span());
                bases.push(self.with_type_arguments(base, part, at));
            }
        }
    }

    fn class_body(&mut self, body: SyntaxNode<'_>) {
        let mut members: Vec<_> = body.children_and_errors();
        self.drop_overloads(&mut members);
        let mut decorators = Vec::new();
        for member in members {
            match member.kind() {
                Kind::Decorator => decorators.extend(member.inner().map(|d| self.expression(d))),
                _ => self.class_member(member, std::mem::take(&mut decorators)),
            }
        }
    }

    /// Of a method's overloads the one with a body counts, else the first.
    fn drop_overloads(&self, members: &mut Vec<SyntaxNode<'_>>) {
        let name = |m: &SyntaxNode<'_>| m.name().map(|n| self.word(n));
        let mut known: rustc_hash::FxHashSet<_> = members.iter().filter(|m| m.kind() == Kind::MethodDefinition).filter_map(name).collect();
        members.retain(|m| m.kind() != Kind::MethodSignature || name(m).is_none_or(|n| known.insert(n)));
    }

    /// A member of a class or interface.
    pub(super) fn class_member(&mut self, node: SyntaxNode<'_>, decorators: Vec<ExprId>) {
        match node.kind() {
            Kind::MethodDefinition | Kind::MethodSignature | Kind::AbstractMethodSignature => self.class_method(node, decorators),
            Kind::PublicFieldDefinition | Kind::PropertySignature => self.field(node),
            Kind::ClassStaticBlock => self.static_block(node),
            Kind::Error => self.recover(node),
            _ => {}
        }
    }

    fn class_method(&mut self, node: SyntaxNode<'_>, mut decorators: Vec<ExprId>) {
        self.recover_inside(node);
        let Some(name) = node.name() else {
            return;
        };
        decorators.extend(self.decorators(node));
        let key = self.property_key(name);
        let member = Member::of(node);
        decorators.extend(self.parameter_decorators(node));
        let value = self.next_function(node);
        let at: Span = node.header_span();
        match &key {
            // A setter adds to what its getter reads, it doesn't replace it.
            EntryKey::Static(_) if member.is_setter => {
                self.b.stmt(StmtKind::Expr(value), at);
            }
            EntryKey::Static(key) => {
                self.b.declare(key.clone(), name.span(), Some(value), None, at);
            }
            EntryKey::Computed(key) => self.mention(vec![*key, value], at),
            EntryKey::Spread => self.mention(vec![value], at),
        }
        self.method(node, &member, &key, decorators);
    }

    /// `name: T = value`. What a decorator puts into a field is not known, but the decorator is kept.
    fn field(&mut self, node: SyntaxNode<'_>) {
        self.recover_inside(node);
        let Some(name) = node.name() else {
            return;
        };
        let at = node.span();
        let decorators = self.decorators(node);
        self.mention(decorators, at);
        let key = self.property_key(name);
        let value = node.value().map(|v| self.expression(v));
        let annotation = self.declared_type(node);
        match key {
            EntryKey::Static(key) => {
                if let Some(value) = value {
                    self.name_value(value, &key, name.span());
                    self.note_private_function(node, &key, value);
                }
                self.b.declare(key, name.span(), value, annotation, at);
            }
            EntryKey::Computed(key) => self.mention([key].into_iter().chain(value).collect(), at),
            EntryKey::Spread => {}
        }
    }

    fn note_private_function(&mut self, field: SyntaxNode<'_>, name: &str, value: ExprId) {
        if let ExprKind::Function(id) = *self.kind_of(value)
            && (name.starts_with('#') || Member::of(field).is_hidden)
        {
            self.private.insert(id);
        }
    }
}
