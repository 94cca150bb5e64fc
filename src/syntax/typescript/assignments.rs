//! Variable declarations and assignment expressions.

use super::grammar::{Kind, SyntaxNode};
use super::lowerer::Lowerer;
use crate::program::{Assign, ExprId, ExprKind, StmtKind, Target};
use crate::source::Span;

impl Lowerer<'_> {
    /// `const a = 1, { b } = c`.
    pub(super) fn variable_declaration(&mut self, node: SyntaxNode<'_>) {
        for declarator in node.children() {
            if declarator.kind() == Kind::VariableDeclarator {
                self.variable_declarator(declarator, node.span());
            }
        }
    }

    /// One name or pattern of a declaration; `at` is the statement's span.
    pub(super) fn variable_declarator(&mut self, node: SyntaxNode<'_>, at: Span) {
        self.recover_inside(node);
        let value = node.value().map(|v| self.expression(v));
        let annotation = self.declared_type(node);
        let Some(target) = node.name() else {
            return self.mention(value.into_iter().collect(), at);
        };
        if target.kind() == Kind::Identifier {
            let name = self.word(target);
            if let Some(value) = value {
                self.name_value(value, name, target.span());
            }
            self.b.declare(name, target.span(), value, annotation, at);
            return;
        }
        let Some(mut value) = value else {
            return;
        };
        if annotation.is_some() {
            // A name of its own carries the type of what is taken apart.
            let name = self.made_up_name();
            self.b.declare(name.clone(), target.span(), Some(value), annotation, at);
            value = self.b.name(name, target.span());
        }
        self.assign(target, value, true, at);
    }

    /// The type written at a variable or field: `x: T`, else the one its value is cast to.
    pub(super) fn declared_type(&mut self, node: SyntaxNode<'_>) -> Option<ExprId> {
        let written = node.type_annotation().or_else(|| node.value().and_then(|v| self.cast_type(v)))?;
        Some(self.type_expression(written))
    }

    /// The type of `value as T`, `value satisfies T`, `<T>value`, where it says something.
    fn cast_type<'t>(&self, value: SyntaxNode<'t>) -> Option<SyntaxNode<'t>> {
        let value = value.unparenthesized();
        let written = match value.kind() {
            // `as const` has no type.
            Kind::AsExpression | Kind::SatisfiesExpression => value.children().get(1).copied(),
            Kind::TypeAssertion => value.inner().and_then(SyntaxNode::inner),
            _ => None,
        };
        written.filter(|t| !matches!(self.word(*t), "any" | "unknown"))
    }

    /// `target = value`, whose value it gives back; `at` is the statement's span.
    pub(super) fn assignment(&mut self, node: SyntaxNode<'_>, at: Span) -> ExprId {
        let (Some(left), Some(right)) = (node.left(), node.right()) else {
            return self.unknown(node);
        };
        let value = self.expression(right);
        self.assign(left, value, is_using(node), at);
        self.export_member(left, value);
        value
    }

    /// `target += value`, `target ||= value` and the like.
    pub(super) fn augmented_assignment(&mut self, node: SyntaxNode<'_>, at: Span) -> ExprId {
        let (Some(left), Some(right)) = (node.left(), node.right()) else {
            return self.unknown(node);
        };
        let op = node.operator().map_or("", SyntaxNode::token);
        let op = op.strip_suffix('=').unwrap_or(op);
        let target = self.target_with_read(left);
        let right = self.expression(right);
        let kind = match (&target, op) {
            (None, _) => ExprKind::Unknown(vec![right]),
            (Some((_, left)), "||" | "??") => ExprKind::Fallback { left: *left, right },
            (Some((_, left)), "&&") => ExprKind::And { left: *left, right },
            (Some((_, left)), _) => ExprKind::Binary { op: op.into(), left: *left, right },
        };
        if let Some((Target::Name { name, span, .. } | Target::Member { property: name, span, .. }, _)) = &target {
            self.name_value(right, name, *span);
        }
        let value = self.b.expr(kind, node.span());
        self.set(target.map(|(t, _)| t), value, at);
        value
    }

    /// `i++`, `--i`: an assignment of the sum. The value before it is no better known than the one after.
    pub(super) fn update(&mut self, node: SyntaxNode<'_>, at: Span) -> ExprId {
        let Some(argument) = node.argument() else {
            return self.unknown(node);
        };
        let target = self.target_with_read(argument);
        let kind = match &target {
            Some((_, left)) => {
                let op = if node.operator().is_some_and(|o| o.token() == "--") { "-" } else { "+" };
                let right = self.integer(1, node.span());
                ExprKind::Binary { op: op.into(), left: *left, right }
            }
            None => ExprKind::Unknown(Vec::new()),
        };
        let value = self.b.expr(kind, node.span());
        self.set(target.map(|(t, _)| t), value, at);
        value
    }

    fn set(&mut self, target: Option<Target>, value: ExprId, at: Span) {
        match target {
            Some(target) => {
                self.b.stmt(StmtKind::Assign(Assign { target, value: Some(value), annotation: None, declares: false }), at);
            }
            None => self.mention(vec![value], at),
        }
    }

    /// A target that is read before it is set, and the reading.
    fn target_with_read(&mut self, node: SyntaxNode<'_>) -> Option<(Target, ExprId)> {
        let node = unwrapped(node);
        let at = node.span();
        match node.kind() {
            Kind::Identifier => {
                let name = self.word(node);
                let read = self.b.name(name, at);
                Some((Target::Name { name: name.into(), span: at, scope: self.b.scope() }, read))
            }
            Kind::MemberExpression => {
                let (object, property) = (node.object()?, node.property()?);
                let object = self.expression(object);
                let (name, span) = (self.word(property), property.span());
                let read = self.b.member(object, name, span, at);
                Some((Target::Member { object, property: name.into(), span }, read))
            }
            Kind::SubscriptExpression => {
                let (object, index) = (node.object()?, node.index()?);
                let object = self.expression(object);
                let index = self.expression(index);
                let read = self.b.expr(ExprKind::Index { object, index }, at);
                Some((Target::Index { object, index }, read))
            }
            _ => None,
        }
    }
}

/// `using x = …`, a declaration the grammar takes for an assignment.
pub(super) fn is_using(node: SyntaxNode<'_>) -> bool {
    node.kind() == Kind::AssignmentExpression && node.tokens().first().is_some_and(|t| t.token() == "using")
}

/// What is inside parentheses, `!` and casts.
pub(super) fn unwrapped(mut node: SyntaxNode<'_>) -> SyntaxNode<'_> {
    loop {
        let inner = match node.kind() {
            Kind::ParenthesizedExpression
            | Kind::NonNullExpression
            | Kind::AsExpression
            | Kind::SatisfiesExpression
            | Kind::InstantiationExpression => node.inner(),
            Kind::TypeAssertion => node.children().get(1).copied(),
            _ => None,
        };
        match inner {
            Some(inner) => node = inner,
            None => return node,
        }
    }
}
