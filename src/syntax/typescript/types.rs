//! Types, which are expressions too.

use super::grammar::{Kind, SyntaxNode};
use super::lowerer::Lowerer;
use crate::program::{ClassKind, Element, ExprId, ExprKind};
use crate::source::Span;

impl Lowerer<'_> {
    /// Lowers a type, or what stands after the colon of an annotation.
    pub(super) fn type_expression(&mut self, node: SyntaxNode<'_>) -> ExprId {
        let node = plain_type(node);
        if !self.enter(node) {
            return self.unknown(node);
        }
        self.recover_inside(node);
        let value = self.type_atom(node);
        self.leave();
        value
    }

    fn type_atom(&mut self, node: SyntaxNode<'_>) -> ExprId {
        let at = node.span();
        match node.kind() {
            Kind::TypeIdentifier | Kind::Identifier | Kind::PredefinedType => self.identifier(node),
            Kind::NestedTypeIdentifier | Kind::NestedIdentifier => self.nested_name(node),
            Kind::GenericType => self.generic_type(node),
            Kind::UnionType => self.union_type(node),
            Kind::IntersectionType => self.intersection_type(node),
            Kind::FlowMaybeType => {
                let mut alternatives = self.inner_types(node);
                alternatives.push(self.undefined(at));
                self.b.expr(ExprKind::Union(alternatives), at)
            }
            Kind::ArrayType => {
                let object = self.b.name("Array", at);
                match node.inner() {
                    Some(element) => {
                        let index = self.type_expression(element);
                        self.b.expr(ExprKind::Index { object, index }, at)
                    }
                    None => object,
                }
            }
            Kind::TupleType => {
                let elements = self.inner_types(node).into_iter().map(|value| Element { value, is_spread: false }).collect();
                self.b.expr(ExprKind::List(elements), at)
            }
            Kind::ObjectType => self.interface(node, None, Vec::new()),
            Kind::LiteralType => match node.inner() {
                Some(inner) => self.expression(inner),
                None => self.unknown(node),
            },
            Kind::ThisType => self.b.expr(ExprKind::This, at),
            Kind::TypeQuery => match node.inner() {
                Some(inner) => {
                    let operand = self.expression(inner);
                    self.b.expr(ExprKind::Unary { op: "typeof".into(), operand }, at)
                }
                None => self.unknown(node),
            },
            // `import("x").T`.
            Kind::MemberExpression | Kind::CallExpression => self.expression(node),
            Kind::RequiredParameter | Kind::OptionalParameter => match node.type_annotation() {
                Some(of_element) => self.type_expression(of_element),
                None => self.unknown(node),
            },
            Kind::FunctionType | Kind::ConstructorType => {
                let returns = node.return_type().or(node.type_annotation());
                let returns = returns.into_iter().map(|t| self.type_expression(t)).collect();
                self.b.unknown(returns, at)
            }
            Kind::ConditionalType | Kind::LookupType => {
                let inside = self.inner_types(node);
                self.b.unknown(inside, at)
            }
            _ => self.unknown(node),
        }
    }

    fn inner_types(&mut self, node: SyntaxNode<'_>) -> Vec<ExprId> {
        node.children().into_iter().map(|t| self.type_expression(t)).collect()
    }

    /// `a.b.C`.
    pub(super) fn nested_name(&mut self, node: SyntaxNode<'_>) -> ExprId {
        let mut links = Vec::new();
        let mut here = node;
        loop {
            let (object, property) = match here.kind() {
                Kind::NestedTypeIdentifier => (here.module(), here.name()),
                Kind::NestedIdentifier | Kind::MemberExpression => (here.object(), here.property()),
                _ => (None, None),
            };
            let (Some(object), Some(property)) = (object, property) else {
                break;
            };
            links.push((property, here.span()));
            here = object;
        }
        let mut value = self.identifier(here);
        for (property, at) in links.into_iter().rev() {
            value = self.b.member(value, self.word(property), property.span(), at);
        }
        value
    }

    fn generic_type(&mut self, node: SyntaxNode<'_>) -> ExprId {
        let Some(name) = node.name() else {
            return self.unknown(node);
        };
        let object = self.type_expression(name);
        match node.type_arguments() {
            Some(arguments) => self.with_type_arguments(object, arguments, node.span()),
            None => object,
        }
    }

    /// `X<A>` as an index; several arguments are a list.
    pub(super) fn with_type_arguments(&mut self, object: ExprId, arguments: SyntaxNode<'_>, at: Span) -> ExprId {
        let mut types = self.inner_types(arguments);
        let index = match types.len() {
            0 => return object,
            1 => types.remove(0),
            _ => {
                let elements = types.into_iter().map(|value| Element { value, is_spread: false }).collect();
                self.b.expr(ExprKind::List(elements), arguments.span())
            }
        };
        self.b.expr(ExprKind::Index { object, index }, at)
    }

    /// `A | B | C`, which the parser nests to the left.
    fn union_type(&mut self, node: SyntaxNode<'_>) -> ExprId {
        let parts = flattened(node, Kind::UnionType);
        let alternatives = parts.into_iter().map(|t| self.type_expression(t)).collect();
        self.b.expr(ExprKind::Union(alternatives), node.span())
    }

    /// `A & B` has the members of both, like an interface that extends them.
    fn intersection_type(&mut self, node: SyntaxNode<'_>) -> ExprId {
        let parts = flattened(node, Kind::IntersectionType);
        let bases = parts.into_iter().map(|t| self.type_expression(t)).collect();
        let id = self.b.enter_class(ClassKind::Interface, None, node.first_token_span(), node.span());
        self.b.class_mut(id).bases = bases;
        self.b.leave_class();
        self.b.expr(ExprKind::Class(id), node.span())
    }

    /// `<T extends X>`: inside the function `T` is a name for `X`.
    pub(super) fn type_parameters(&mut self, node: SyntaxNode<'_>) {
        for parameter in node.children() {
            let constraint = parameter.constraint().and_then(SyntaxNode::inner);
            if let (Some(name), Some(constraint)) = (parameter.name(), constraint) {
                let constraint = self.type_expression(constraint);
                self.b.declare(self.word(name), name.span(), Some(constraint), None, parameter.span());
            }
        }
    }
}

/// The type inside annotations, parentheses and modifiers.
fn plain_type(mut node: SyntaxNode<'_>) -> SyntaxNode<'_> {
    while matches!(node.kind(), Kind::TypeAnnotation | Kind::ParenthesizedType | Kind::ReadonlyType | Kind::OptionalType | Kind::RestType)
        && let Some(inner) = node.inner()
    {
        node = inner;
    }
    node
}

/// The operands of a chain of one type operator, in order.
fn flattened(node: SyntaxNode<'_>, operator: Kind) -> Vec<SyntaxNode<'_>> {
    let mut parts = Vec::new();
    let mut pending = vec![node];
    while let Some(node) = pending.pop() {
        if node.kind() == operator {
            pending.extend(node.children().into_iter().rev());
        } else {
            parts.push(node);
        }
    }
    parts
}
