//! Expressions. Chains that lean to the left (`a.b().c()`, `a + b + c`) or are prefixes (`await x`, `!!x`, `((x))`) are walked
//! in a loop, so that they may be as long as they like; the rest nests.

use super::grammar::{Kind, SyntaxNode};
use super::lowerer::Lowerer;
use crate::program::{ExprId, ExprKind, ImportItem, ImportRef, Literal, StmtKind};
use crate::source::Span;

impl Lowerer<'_> {
    /// Lowers an expression.
    pub(super) fn expression(&mut self, node: SyntaxNode<'_>) -> ExprId {
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
    fn spine<'t>(&mut self, node: SyntaxNode<'t>) -> (Vec<SyntaxNode<'t>>, SyntaxNode<'t>) {
        let mut links = Vec::new();
        let mut here = node;
        loop {
            let kind = here.kind();
            let next = match kind {
                Kind::ParenthesizedExpression
                | Kind::AsExpression
                | Kind::SatisfiesExpression
                | Kind::NonNullExpression
                | Kind::InstantiationExpression
                | Kind::AwaitExpression => here.inner(),
                Kind::TypeAssertion => here.children().get(1).copied(),
                Kind::MemberExpression | Kind::SubscriptExpression => here.object(),
                Kind::CallExpression if self.imported_module(here).is_some() => None,
                Kind::CallExpression => here.function(),
                Kind::NewExpression => here.constructor(),
                Kind::UnaryExpression => here.argument(),
                Kind::BinaryExpression => here.left(),
                _ => None,
            };
            let Some(next) = next else {
                return (links, here);
            };
            self.recover_inside(here);
            if is_link(kind) {
                links.push(here);
            }
            here = next;
        }
    }

    /// Adds one link of a chain to the value before it.
    fn link(&mut self, node: SyntaxNode<'_>, value: ExprId) -> ExprId {
        match node.kind() {
            Kind::MemberExpression => self.member(node, value),
            Kind::CallExpression => self.call(node, value),
            Kind::NewExpression => self.construction(node, value),
            Kind::AwaitExpression => self.b.expr(ExprKind::Await(value), prefix_span(node)),
            Kind::BinaryExpression => self.binary(node, value),
            Kind::SubscriptExpression => {
                let Some(index) = node.index() else {
                    return value;
                };
                let index = self.expression(index);
                self.b.expr(ExprKind::Index { object: value, index }, node.span())
            }
            _ => self.unary(node, value),
        }
    }

    fn member(&mut self, node: SyntaxNode<'_>, object: ExprId) -> ExprId {
        let Some(property) = node.property().filter(|p| !p.is_missing()) else {
            return self.b.unknown(vec![object], node.span());
        };
        let name = self.word(property);
        if name == "default" && self.take_default(object) {
            self.b.module_mut().exprs[object.index()].span = node.span();
            return object;
        }
        self.b.member(object, name, property.span(), node.span())
    }

    /// `require("x").default` and `(await import("x")).default` are the default import.
    fn take_default(&mut self, object: ExprId) -> bool {
        let import = match *self.kind_of(object) {
            ExprKind::Await(inner) => inner,
            _ => object,
        };
        match &mut self.b.module_mut().exprs[import.index()].kind {
            ExprKind::Import(import) if import.item == ImportItem::Module => {
                import.item = ImportItem::Default;
                true
            }
            _ => false,
        }
    }

    fn binary(&mut self, node: SyntaxNode<'_>, left: ExprId) -> ExprId {
        let Some(right) = node.right() else {
            return left;
        };
        let right = self.expression(right);
        // As written: the parser may have read a repaired operator.
        let kind = match node.operator().map_or("", |o| self.word(o)) {
            "||" | "??" => ExprKind::Fallback { left, right },
            "&&" => ExprKind::And { left, right },
            op => ExprKind::Binary { op: op.into(), left, right },
        };
        self.b.expr(kind, node.span())
    }

    fn unary(&mut self, node: SyntaxNode<'_>, operand: ExprId) -> ExprId {
        let op = node.operator().map_or("", SyntaxNode::token);
        let constant = match (op, self.kind_of(operand)) {
            ("-", ExprKind::Literal(Literal::Int(i))) => i.checked_neg().map(Literal::Int),
            ("-", ExprKind::Literal(Literal::Float(f))) => Some(Literal::Float(-f)),
            // What compilers write for `undefined`.
            ("void", ExprKind::Literal(_)) => Some(Literal::Null),
            _ => None,
        };
        let kind = constant.map_or(ExprKind::Unary { op: op.into(), operand }, ExprKind::Literal);
        self.b.expr(kind, prefix_span(node))
    }

    /// What no chain leads into.
    fn atom(&mut self, node: SyntaxNode<'_>) -> ExprId {
        if node.is_missing() {
            return self.unknown(node);
        }
        self.recover_inside(node);
        let at = node.span();
        match node.kind() {
            Kind::Identifier => self.identifier(node),
            Kind::Import => self.b.name("import", at),
            Kind::This => self.b.expr(ExprKind::This, at),
            Kind::Super => self.b.expr(ExprKind::Super, at),
            Kind::String => self.string(node),
            Kind::TemplateString => self.template(node),
            Kind::Number => self.number(node),
            Kind::True => self.literal(Literal::Bool(true), at),
            Kind::False => self.literal(Literal::Bool(false), at),
            Kind::Null | Kind::Undefined => self.literal(Literal::Null, at),
            Kind::Regex => self.unknown(node),
            Kind::CallExpression => self.import_call(node),
            Kind::MetaProperty => self.meta_property(node),
            Kind::Object => self.object(node),
            Kind::Array => self.array(node),
            Kind::FunctionExpression | Kind::GeneratorFunction | Kind::ArrowFunction => self.function_expression(node),
            Kind::Class => self.class_expression(node),
            Kind::AssignmentExpression => self.assignment(node, at),
            Kind::AugmentedAssignmentExpression => self.augmented_assignment(node, at),
            Kind::UpdateExpression => self.update(node, at),
            Kind::TernaryExpression => self.conditional(node),
            Kind::SequenceExpression => self.sequence(node),
            Kind::YieldExpression => self.yielded(node),
            Kind::JsxElement | Kind::JsxSelfClosingElement => self.jsx_element(node),
            Kind::Error => {
                self.recover(node);
                self.unknown(node)
            }
            _ => self.unknown_with_children(node),
        }
    }

    /// A name. That of a repaired type may be an import.
    pub(super) fn identifier(&mut self, node: SyntaxNode<'_>) -> ExprId {
        let name = self.word(node);
        match name.strip_prefix("import(").and_then(|n| n.strip_suffix(')')) {
            Some(module) => {
                let module = module.trim().trim_matches(['"', '\'']).into();
                let import = ImportRef { module, item: ImportItem::Module, type_only: true };
                self.b.expr(ExprKind::Import(import), node.span())
            }
            None => self.b.name(name, node.span()),
        }
    }

    /// What the model has no word for, with what is inside.
    pub(super) fn unknown_with_children(&mut self, node: SyntaxNode<'_>) -> ExprId {
        let inside = node.children().into_iter().map(|c| self.expression(c)).collect();
        self.b.unknown(inside, node.span())
    }

    /// `import.meta`, whose properties hold a bundler's environment.
    fn meta_property(&mut self, node: SyntaxNode<'_>) -> ExprId {
        let tokens = node.tokens();
        let [object, _, property] = tokens.as_slice() else {
            return self.unknown(node);
        };
        let name = self.word(*object);
        let object = self.b.name(name, object.span());
        self.b.member(object, self.word(*property), property.span(), node.span())
    }

    /// `test ? then : otherwise`; long `else if`-like ladders are walked in a loop.
    fn conditional(&mut self, node: SyntaxNode<'_>) -> ExprId {
        let mut rungs = Vec::new();
        let mut here = node;
        while here.kind() == Kind::TernaryExpression
            && let (Some(test), Some(then), Some(next)) = (here.condition(), here.consequence(), here.alternative())
        {
            let test = self.expression(test);
            let then = self.expression(then);
            rungs.push((test, then, here.span()));
            here = next.unparenthesized();
            if here.kind() == Kind::TernaryExpression {
                self.recover_inside(here);
            }
        }
        let mut value = match here.kind() {
            Kind::TernaryExpression => self.unknown_with_children(here),
            _ => self.expression(here),
        };
        for (test, then, at) in rungs.into_iter().rev() {
            value = self.b.expr(ExprKind::Conditional { test, then, otherwise: Some(value) }, at);
        }
        value
    }

    /// `a, b, c`: all but the last are statements of their own; compilers write `(0, f)(x)`.
    fn sequence(&mut self, node: SyntaxNode<'_>) -> ExprId {
        let mut parts = node.children();
        let Some(last) = parts.pop() else {
            return self.unknown(node);
        };
        for part in parts {
            if part.kind() == Kind::Number {
                continue;
            }
            self.bare_expression(part, part.span());
        }
        self.expression(last)
    }

    /// `yield x`; `yield* x` yields each element of `x`.
    fn yielded(&mut self, node: SyntaxNode<'_>) -> ExprId {
        let value = node.inner().map(|v| self.expression(v));
        let value = match value {
            Some(v) if node.has_token("*") => Some(self.b.expr(ExprKind::Element(v), node.span())),
            v => v,
        };
        self.b.expr(ExprKind::Yield(value), node.span())
    }

    /// Adds the statement of an arrow function without braces.
    pub(super) fn expression_body(&mut self, body: SyntaxNode<'_>) {
        let value = self.expression(body);
        self.b.stmt(StmtKind::Return(Some(value)), body.unparenthesized().span());
    }
}

/// The span of an operator and its operand. The grammar reads `await x as T` as `await (x as T)`.
fn prefix_span(node: SyntaxNode<'_>) -> Span {
    let span = node.span();
    let mut operand = node.inner();
    while let Some(cast) = operand.filter(|o| matches!(o.kind(), Kind::AsExpression | Kind::SatisfiesExpression)) {
        operand = cast.inner();
    }
    Span { end: operand.map_or(span.end, |o| o.span().end), ..span }
}

/// Whether a node of a chain adds something: parentheses and casts don't.
fn is_link(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::MemberExpression
            | Kind::SubscriptExpression
            | Kind::CallExpression
            | Kind::NewExpression
            | Kind::AwaitExpression
            | Kind::UnaryExpression
            | Kind::BinaryExpression
    )
}
