//! Assignments of all sorts, and what their targets bind.

use super::kinds::{Kind, Parts, children, first_child, kind, tokens};
use super::lowerer::{Lowerer, span, unparenthesized};
use crate::program::{Assign, ExprId, ExprKind, Literal, StmtKind, Target};
use crate::source::Span;
use tree_sitter::Node;

impl Lowerer<'_> {
    /// `a = b = value`, `x: T = value`, `x: T`.
    pub(super) fn assignment(&mut self, node: Node<'_>, at: Span) {
        let mut targets = Vec::new();
        let mut annotation = None;
        let mut here = node;
        let value_node = loop {
            self.recover_inside(here);
            targets.extend(here.left());
            annotation = annotation.or(here.type_annotation());
            match here.right() {
                Some(right) if kind(right) == Kind::Assignment => here = right,
                right => break right,
            }
        };
        let Some(value_node) = value_node else {
            let annotation = annotation.map(|t| self.type_expression(t));
            if let Some(target) = targets.first() {
                self.bind(*target, None, annotation, at);
            }
            return;
        };
        if let [target] = targets.as_slice()
            && annotation.is_none()
            && !self.is_torn(here)
            && self.assign_pairwise(*target, value_node, at)
        {
            return;
        }
        let mut value = match kind(value_node) {
            Kind::AugmentedAssignment => self.augmented_assignment(value_node, at),
            _ => self.expression(value_node),
        };
        if self.is_torn(here) {
            value = self.b.unknown(vec![value], span(value_node));
        }
        let annotation = annotation.map(|t| self.type_expression(t));
        for target in targets {
            self.assign(target, value, annotation, at);
        }
    }

    /// Whether lines were skipped between the two sides: what stands on the right is another statement's.
    fn is_torn(&self, node: Node<'_>) -> bool {
        node.has_error() && children(node).into_iter().any(|c| kind(c) == Kind::Error && self.word(c).contains('\n'))
    }

    /// `a, b = x, y`: each target gets its own value. `false` when the sides don't pair.
    fn assign_pairwise(&mut self, target: Node<'_>, value: Node<'_>, at: Span) -> bool {
        let Some((targets, values)) = pairs(target, value) else {
            return false;
        };
        let mut pending: Vec<(Node<'_>, Node<'_>)> = targets.into_iter().zip(values).rev().collect();
        let mut assigned = Vec::new();
        while let Some((target, value)) = pending.pop() {
            match pairs(target, value) {
                Some((targets, values)) => pending.extend(targets.into_iter().zip(values).rev()),
                None => assigned.push((target, self.expression(value))),
            }
        }
        for (target, value) in assigned {
            self.assign(target, value, None, at);
        }
        true
    }

    /// `x += value`; the sum.
    pub(super) fn augmented_assignment(&mut self, node: Node<'_>, at: Span) -> ExprId {
        let (Some(left), Some(right)) = (node.left(), node.right()) else {
            return self.unknown(node);
        };
        let op = node.operator().map_or("", |o| o.kind()).trim_end_matches('=');
        let (read, target) = match kind(left) {
            Kind::Identifier => {
                let read = self.expression(left);
                (read, Target::Name { name: self.word(left).into(), span: span(left), scope: self.binding_scope() })
            }
            Kind::Attribute => match (left.object(), left.attribute()) {
                (Some(object), Some(property)) => {
                    let object = self.expression(object);
                    let (name, name_span) = (self.word(property), span(property));
                    let read = self.b.member(object, name, name_span, span(left));
                    (read, Target::Member { object, property: name.into(), span: name_span })
                }
                _ => return self.unknown(node),
            },
            Kind::Subscript => match left.value() {
                Some(object) => {
                    let object = self.expression(object);
                    let index = self.subscript_index(left);
                    let read = self.b.expr(ExprKind::Index { object, index }, span(left));
                    (read, Target::Index { object, index })
                }
                _ => return self.unknown(node),
            },
            _ => {
                let both = vec![self.expression(left), self.expression(right)];
                let unknown = self.b.unknown(both, span(node));
                self.b.stmt(StmtKind::Expr(unknown), at);
                return unknown;
            }
        };
        let right = self.expression(right);
        let value = self.b.expr(ExprKind::Binary { op: op.into(), left: read, right }, span(node));
        let declares = matches!(target, Target::Name { .. });
        self.b.stmt(StmtKind::Assign(Assign { target, value: Some(value), annotation: None, declares }), at);
        value
    }

    /// `(name := value)`: the value, after its assignment.
    pub(super) fn named_expression(&mut self, node: Node<'_>) -> ExprId {
        let (Some(name), Some(value)) = (node.name(), node.value()) else {
            return self.unknown_with_children(node);
        };
        let value = self.expression(value);
        // Inside a comprehension the name belongs to what is around it.
        let target = Target::Name { name: self.word(name).into(), span: span(name), scope: self.binding_scope() };
        self.b.stmt(StmtKind::Assign(Assign { target, value: Some(value), annotation: None, declares: true }), span(node));
        value
    }

    /// Binds a target, whatever its shape, to a value.
    pub(super) fn assign(&mut self, target: Node<'_>, value: ExprId, annotation: Option<ExprId>, at: Span) {
        if !self.enter(target) {
            return;
        }
        let target = bare(target);
        match kind(target) {
            Kind::AsPatternTarget | Kind::ListSplat | Kind::ListSplatPattern => {
                if let Some(inner) = first_child(target) {
                    self.assign(inner, value, annotation, at);
                }
            }
            _ if is_sequence(target) => self.destructure(target, value, at),
            _ => self.bind(target, Some(value), annotation, at),
        }
        self.leave();
    }

    /// Binds a name, member or index.
    fn bind(&mut self, target: Node<'_>, value: Option<ExprId>, annotation: Option<ExprId>, at: Span) {
        match kind(target) {
            Kind::Identifier if !target.is_missing() => {
                let name = self.word(target);
                if let Some(value) = value {
                    self.name_closure(value, name, span(target));
                }
                self.b.declare(name, span(target), value, annotation, at);
            }
            Kind::Attribute => {
                if let (Some(object), Some(property)) = (target.object(), target.attribute()) {
                    let object = self.expression(object);
                    let target = Target::Member { object, property: self.word(property).into(), span: span(property) };
                    self.b.stmt(StmtKind::Assign(Assign { target, value, annotation, declares: false }), at);
                }
            }
            Kind::Subscript => {
                if let Some(object) = target.value() {
                    let object = self.expression(object);
                    let index = self.subscript_index(target);
                    let target = Target::Index { object, index };
                    self.b.stmt(StmtKind::Assign(Assign { target, value, annotation, declares: false }), at);
                }
            }
            _ => {
                let mut operands = vec![self.expression(target)];
                operands.extend(value);
                operands.extend(annotation);
                let unknown = self.b.unknown(operands, at);
                self.b.stmt(StmtKind::Expr(unknown), at);
            }
        }
    }

    /// `a, (b, *c) = value`: one assignment for each name.
    fn destructure(&mut self, target: Node<'_>, value: ExprId, at: Span) {
        let targets: Vec<_> = children(target).into_iter().filter(|t| kind(*t) != Kind::Error).collect();
        let star = targets.iter().position(|t| is_starred(*t));
        let count = targets.len() as i64;
        for (i, target) in targets.into_iter().enumerate() {
            let part_span = span(target);
            let position = i as i64;
            let index = match star {
                Some(star) if i == star => {
                    let after = count - position - 1;
                    let start = self.integer(position, part_span);
                    let stop = if after == 0 { self.null(part_span) } else { self.integer(-after, part_span) };
                    let step = self.null(part_span);
                    self.slice_call([start, stop, step], part_span)
                }
                Some(star) if i > star => self.integer(position - count, part_span),
                _ => self.integer(position, part_span),
            };
            let part = self.b.expr(ExprKind::Index { object: value, index }, part_span);
            self.assign(target, part, None, at);
        }
    }

    /// Adds an integer that is written nowhere.
    pub(super) fn integer(&mut self, value: i64, at: Span) -> ExprId {
        self.b.expr(ExprKind::Literal(Literal::Int(value)), at)
    }

    /// A lambda assigned to a name has that name.
    fn name_closure(&mut self, value: ExprId, name: &str, at: Span) {
        if let ExprKind::Function(function) = self.b.module().exprs[value.index()].kind {
            let function = self.b.function_mut(function);
            if function.name.is_none() {
                function.name = Some(name.into());
                function.name_span = at;
            }
        }
    }
}

/// The parts of two sequences written out with equally many parts, none of them starred.
fn pairs<'t>(target: Node<'t>, value: Node<'t>) -> Option<(Vec<Node<'t>>, Vec<Node<'t>>)> {
    let (target, value) = (bare(target), unparenthesized(value));
    if !is_sequence(target) || !is_sequence(value) {
        return None;
    }
    let (targets, values) = (children(target), children(value));
    let plain = |nodes: &[Node<'_>]| nodes.iter().all(|n| !is_starred(*n) && !n.is_error());
    (targets.len() == values.len() && plain(&targets) && plain(&values)).then_some((targets, values))
}

/// A target without brackets that group nothing: the grammar reads `(a) = …` as a tuple.
fn bare(mut target: Node<'_>) -> Node<'_> {
    loop {
        target = unparenthesized(target);
        if kind(target) != Kind::TuplePattern || tokens(target).iter().any(|t| t.kind() == ",") {
            return target;
        }
        match first_child(target) {
            Some(inner) => target = inner,
            None => return target,
        }
    }
}

fn is_sequence(node: Node<'_>) -> bool {
    matches!(kind(node), Kind::Tuple | Kind::List | Kind::TuplePattern | Kind::ListPattern | Kind::PatternList | Kind::ExpressionList)
}

fn is_starred(node: Node<'_>) -> bool {
    matches!(kind(node), Kind::ListSplat | Kind::ListSplatPattern)
}
