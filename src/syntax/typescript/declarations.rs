//! Interfaces, type aliases, enums and namespaces.

use super::grammar::{Kind, SyntaxNode};
use super::lowerer::Lowerer;
use crate::program::{ClassId, ClassKind, EntryKey, ExprId, ExprKind, Literal, StmtKind};
use crate::source::Span;

impl Lowerer<'_> {
    /// `interface X extends Y { … }`.
    pub(super) fn interface_declaration(&mut self, node: SyntaxNode<'_>) {
        let mut bases = Vec::new();
        if let Some(clause) = node.child_of_kind(Kind::ExtendsTypeClause) {
            bases.extend(clause.children().into_iter().map(|t| self.type_expression(t)));
        }
        let Some(name) = node.name() else {
            return;
        };
        let value = self.interface(node, Some(name), bases);
        let declaration = self.b.declare(self.word(name), name.span(), Some(value), None, node.header_span());
        self.types.push(declaration);
    }

    /// The members of an interface or object type as a class.
    pub(super) fn interface(&mut self, node: SyntaxNode<'_>, name: Option<SyntaxNode<'_>>, bases: Vec<ExprId>) -> ExprId {
        let name_span = name.map_or_else(|| node.first_token_span(), |n| n.span());
        let name = name.map(|n| self.word(n).into());
        let id = self.b.enter_class(ClassKind::Interface, name, name_span, node.span());
        self.b.class_mut(id).bases = bases;
        for member in node.body().unwrap_or(node).children() {
            self.class_member(member, Vec::new());
        }
        self.b.leave_class();
        self.b.expr(ExprKind::Class(id), node.span())
    }

    /// `type X = …`.
    pub(super) fn type_alias(&mut self, node: SyntaxNode<'_>) {
        let (Some(name), Some(value)) = (node.name(), node.value()) else {
            return;
        };
        let value = self.type_expression(value);
        self.name_value(value, self.word(name), name.span());
        let declaration = self.b.declare(self.word(name), name.span(), Some(value), None, node.span());
        self.types.push(declaration);
    }

    /// `enum X { A = "a", B }`: members without a value count on from the one before.
    pub(super) fn enum_declaration(&mut self, node: SyntaxNode<'_>) {
        let Some(name) = node.name() else {
            return;
        };
        let id = ClassId(self.b.module().classes.len() as u32);
        let value = self.b.expr(ExprKind::Class(id), node.span());
        let (name, name_span) = (self.word(name), name.span());
        self.b.declare(name, name_span, Some(value), None, node.header_span());
        self.b.enter_class(ClassKind::Enum, Some(name.into()), name_span, node.span());
        let mut next = Some(0);
        for member in node.body().map(SyntaxNode::children).unwrap_or_default() {
            self.enum_member(member, &mut next);
        }
        self.b.leave_class();
    }

    fn enum_member(&mut self, node: SyntaxNode<'_>, next: &mut Option<i64>) {
        let (name, value) = match node.kind() {
            Kind::EnumAssignment => (node.name(), node.value()),
            _ => (Some(node), None),
        };
        let Some(name) = name else {
            return;
        };
        let value = match (value, *next) {
            (Some(value), _) => Some(self.expression(value)),
            (None, Some(number)) => Some(self.integer(number, name.span())),
            (None, None) => None,
        };
        *next = match value.map(|v| self.kind_of(v)) {
            Some(ExprKind::Literal(Literal::Int(i))) => i.checked_add(1),
            _ => None,
        };
        if let EntryKey::Static(key) = self.property_key(name) {
            self.b.declare(key, name.span(), value, None, node.span());
        }
    }

    /// `namespace A.B { … }`, `declare module "x" { … }`.
    pub(super) fn namespace(&mut self, node: SyntaxNode<'_>) {
        let Some(name) = node.name() else {
            return self.body_statement(node);
        };
        let mut names = Vec::new();
        let mut here = name;
        loop {
            match (here.kind(), here.object(), here.property()) {
                (Kind::NestedIdentifier | Kind::MemberExpression, Some(object), Some(property)) => {
                    names.push(property);
                    here = object;
                }
                _ => break names.push(here),
            }
        }
        for name in names.iter().rev() {
            self.enter_namespace(node, *name);
        }
        if let Some(body) = node.body() {
            self.block(body);
        }
        for _ in names {
            self.b.leave_class();
        }
    }

    fn enter_namespace(&mut self, node: SyntaxNode<'_>, name: SyntaxNode<'_>) {
        let at: Span = node.header_span();
        let id = ClassId(self.b.module().classes.len() as u32);
        let value = self.b.expr(ExprKind::Class(id), node.span());
        let text = if name.kind() == Kind::String {
            // Adds to another module: nothing here has its name.
            self.b.stmt(StmtKind::Expr(value), at);
            self.string_value(name)
        } else {
            self.b.declare(self.word(name), name.span(), Some(value), None, at);
            self.word(name).into()
        };
        self.b.enter_class(ClassKind::Namespace, Some(text.as_ref().into()), name.span(), node.span());
    }
}
