//! Expressions. Chains that lean to the left (`a.b().c()`, `a + b + c`) or are prefixes (`not not a`, `((a))`) are walked in a
//! loop, so that they may be as long as they like; the rest nests.

use super::kinds::{Kind, Parts, children, first_child, kind, tokens};
use super::lowerer::{Lowerer, span, unparenthesized};
use crate::program::{Arg, ArgKind, ExprId, ExprKind, FunctionKind, Literal};
use crate::source::Span;
use tree_sitter::Node;

impl<'s> Lowerer<'s> {
    /// Lowers an expression.
    pub(super) fn expression(&mut self, node: Node<'_>) -> ExprId {
        if !self.enter(node) {
            return self.unknown(node);
        }
        let (spine, base) = self.spine(node);
        let mut value = self.atom(base);
        for link in spine.into_iter().rev() {
            value = self.link(link, value);
        }
        self.leave();
        value
    }

    /// The links of the chain that `node` ends, last one first, and what the chain starts from.
    fn spine<'t>(&self, node: Node<'t>) -> (Vec<Node<'t>>, Node<'t>) {
        let mut links = Vec::new();
        let mut here = node;
        loop {
            let next = match kind(here) {
                Kind::ParenthesizedExpression | Kind::AsPattern | Kind::ComparisonOperator | Kind::Await => first_child(here),
                Kind::Attribute => here.object(),
                Kind::Call if self.is_super(here) => None,
                Kind::Call => here.function(),
                Kind::Subscript => here.value(),
                Kind::NotOperator | Kind::UnaryOperator => here.argument(),
                Kind::BinaryOperator | Kind::BooleanOperator => here.left(),
                _ => None,
            };
            let Some(next) = next else {
                return (links, here);
            };
            if !matches!(kind(here), Kind::ParenthesizedExpression | Kind::AsPattern) {
                links.push(here);
            }
            here = next;
        }
    }

    /// Adds one link of a chain to the value before it.
    fn link(&mut self, node: Node<'_>, value: ExprId) -> ExprId {
        if node.has_error() {
            self.recover_inside(node);
        }
        match kind(node) {
            Kind::Attribute => {
                let Some(property) = node.attribute().filter(|p| !p.is_missing()) else {
                    return value;
                };
                self.b.member(value, self.text.get(property.byte_range()).unwrap_or_default(), span(property), span(node))
            }
            Kind::Call => self.call(node, value),
            Kind::Subscript => {
                let index = self.subscript_index(node);
                self.b.expr(ExprKind::Index { object: value, index }, span(node))
            }
            Kind::Await => self.b.expr(ExprKind::Await(value), span(node)),
            Kind::ComparisonOperator => self.comparison(node, value),
            Kind::BinaryOperator | Kind::BooleanOperator => self.binary(node, value),
            _ => self.unary(node, value),
        }
    }

    fn call(&mut self, node: Node<'_>, callee: ExprId) -> ExprId {
        let args = node.arguments().map(|a| self.arguments(a)).unwrap_or_default();
        if let Some(import) = self.dynamic_import(callee, &args) {
            return self.b.expr(ExprKind::Import(import), span(node));
        }
        self.b.expr(ExprKind::Call { callee, args, is_new: false }, span(node))
    }

    /// `super()`, `super(Class, self)`.
    fn is_super(&self, call: Node<'_>) -> bool {
        call.function().is_some_and(|f| kind(f) == Kind::Identifier && self.word(f) == "super")
    }

    fn unary(&mut self, node: Node<'_>, operand: ExprId) -> ExprId {
        let op = node.operator().map_or("not", |o| o.kind());
        let negated = match &self.b.module().exprs[operand.index()].kind {
            ExprKind::Literal(Literal::Int(i)) if op == "-" => i.checked_neg().map(Literal::Int),
            ExprKind::Literal(Literal::Float(f)) if op == "-" => Some(Literal::Float(-f)),
            _ => None,
        };
        let kind = negated.map_or(ExprKind::Unary { op: op.into(), operand }, ExprKind::Literal);
        self.b.expr(kind, span(node))
    }

    fn binary(&mut self, node: Node<'_>, left: ExprId) -> ExprId {
        let Some(right) = node.right() else {
            return left;
        };
        let right = self.expression(right);
        let kind = match node.operator().map_or("", |o| o.kind()) {
            "or" => ExprKind::Fallback { left, right },
            "and" => ExprKind::And { left, right },
            op => ExprKind::Binary { op: op.into(), left, right },
        };
        self.b.expr(kind, span(node))
    }

    /// `a < b`; `a < b < c` is `a < b and b < c`.
    fn comparison(&mut self, node: Node<'_>, first: ExprId) -> ExprId {
        let mut result: Option<(ExprId, Span)> = None;
        let mut left = first;
        let mut op = "";
        let mut seen_first = false;
        for token in tokens(node) {
            if kind(token) == Kind::Error {
                continue;
            }
            if !token.is_named() {
                op = token.kind();
                continue;
            }
            if !seen_first {
                seen_first = true;
                continue;
            }
            let right = self.expression(token);
            let from = self.b.module().exprs[left.index()].span;
            let at = from.to(span(token));
            let test = self.b.expr(ExprKind::Binary { op: op.into(), left, right }, at);
            result = Some(match result {
                Some((before, so_far)) => {
                    let at = so_far.to(at);
                    (self.b.expr(ExprKind::And { left: before, right: test }, at), at)
                }
                None => (test, at),
            });
            left = right;
        }
        result.map_or(first, |(e, _)| e)
    }

    /// What no chain leads into.
    fn atom(&mut self, node: Node<'_>) -> ExprId {
        if node.is_missing() {
            return self.unknown(node);
        }
        let at = span(node);
        match kind(node) {
            Kind::Identifier => {
                let name = self.word(node);
                if self.is_receiver(name) { self.b.expr(ExprKind::This, at) } else { self.b.name(name, at) }
            }
            Kind::String => self.string(node),
            Kind::ConcatenatedString => self.concatenated_string(node),
            Kind::Integer | Kind::Float => self.number(node),
            Kind::True => self.b.expr(ExprKind::Literal(Literal::Bool(true)), at),
            Kind::False => self.b.expr(ExprKind::Literal(Literal::Bool(false)), at),
            Kind::None => self.null(at),
            Kind::Call if self.is_super(node) => self.b.expr(ExprKind::Super, at),
            Kind::List | Kind::Tuple | Kind::Set | Kind::ExpressionList | Kind::PatternList | Kind::ListPattern | Kind::TuplePattern => {
                self.list(node)
            }
            Kind::Dictionary => self.dictionary(node),
            Kind::ListComprehension | Kind::SetComprehension | Kind::GeneratorExpression | Kind::DictionaryComprehension => {
                self.comprehension(node)
            }
            Kind::Lambda => self.lambda(node),
            Kind::ConditionalExpression => self.conditional(node),
            Kind::NamedExpression => self.named_expression(node),
            Kind::Yield => self.yielded(node),
            Kind::Slice => self.slice(node),
            Kind::Type => self.type_expression(node),
            Kind::Error => {
                self.recover(node);
                self.unknown(node)
            }
            _ => self.unknown_with_children(node),
        }
    }

    /// What the model has no word for, with what is inside.
    pub(super) fn unknown_with_children(&mut self, node: Node<'_>) -> ExprId {
        let inside = children(node).into_iter().map(|c| self.expression(c)).collect();
        self.b.unknown(inside, span(node))
    }

    /// `then if test else otherwise`.
    fn conditional(&mut self, node: Node<'_>) -> ExprId {
        self.recover_inside(node);
        let parts: Vec<_> = children(node).into_iter().filter(|c| kind(*c) != Kind::Error).collect();
        let [then, test, otherwise] = parts.as_slice() else {
            return self.unknown_with_children(node);
        };
        let test = self.expression(*test);
        let then = self.expression(*then);
        let otherwise = Some(self.expression(*otherwise));
        self.b.expr(ExprKind::Conditional { test, then, otherwise }, span(node))
    }

    /// `yield x`; `yield from x` yields each element of `x`.
    fn yielded(&mut self, node: Node<'_>) -> ExprId {
        let from = tokens(node).get(1).is_some_and(|t| !t.is_named() && t.kind() == "from");
        let value = first_child(node).map(|v| self.expression(v));
        let value = match value {
            Some(v) if from => Some(self.b.expr(ExprKind::Element(v), span(node))),
            v => v,
        };
        if let Some(function) = self.frames.last().and_then(|f| f.function) {
            self.b.function_mut(function).is_generator = true;
        }
        self.b.expr(ExprKind::Yield(value), span(node))
    }

    fn lambda(&mut self, node: Node<'_>) -> ExprId {
        let at = span(node);
        let parameters = node.parameters().map(|p| self.parameters(p, false)).unwrap_or_default();
        let keyword = Span::new(node.start_byte(), node.start_byte() + "lambda".len());
        let id = self.b.enter_function(FunctionKind::Closure, None, keyword, at);
        self.enter_function_frame(id, parameters);
        if let Some(body) = node.body() {
            let value = self.expression(body);
            self.b.stmt(crate::program::StmtKind::Return(Some(value)), span(unparenthesized(body)));
        }
        self.frames.pop();
        self.b.leave_function();
        self.b.expr(ExprKind::Function(id), at)
    }

    /// What stands between the brackets of `x[…]`.
    pub(super) fn subscript_index(&mut self, node: Node<'_>) -> ExprId {
        let object = node.value();
        let parts: Vec<_> = children(node).into_iter().filter(|c| Some(*c) != object && kind(*c) != Kind::Error).collect();
        match parts.as_slice() {
            [] => self.unknown(node),
            [one] => self.expression(*one),
            [first, .., last] => {
                let at = span(*first).to(span(*last));
                let elements = parts.iter().map(|p| self.element(*p)).collect();
                self.b.expr(ExprKind::List(elements), at)
            }
        }
    }

    /// `start:stop:step` as a call of `slice`.
    fn slice(&mut self, node: Node<'_>) -> ExprId {
        let at = span(node);
        let mut parts = [None; 3];
        let mut position = 0;
        for token in tokens(node) {
            if !token.is_named() {
                position += 1;
            } else if let Some(part) = parts.get_mut(position) {
                *part = Some(self.expression(token));
            }
        }
        let parts = parts.map(|p| p.unwrap_or_else(|| self.null(at)));
        self.slice_call(parts, at)
    }

    /// A call of `slice` with all three arguments.
    pub(super) fn slice_call(&mut self, parts: [ExprId; 3], at: Span) -> ExprId {
        let callee = self.b.name("slice", at);
        let args = parts.map(|value| Arg { kind: ArgKind::Positional, value, span: self.b.module().exprs[value.index()].span });
        self.b.expr(ExprKind::Call { callee, args: args.into(), is_new: false }, at)
    }
}
