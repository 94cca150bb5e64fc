//! Annotations: types written as expressions, and as strings.

use super::kinds::{Kind, Parts, children, first_child, kind};
use super::lowerer::{Lowerer, span, unparenthesized};
use super::parse;
use crate::program::{Element, ExprId, ExprKind, Name};
use crate::source::Span;
use tree_sitter::Node;

impl Lowerer<'_> {
    /// Lowers an expression that stands for a type.
    pub(super) fn type_expression(&mut self, node: Node<'_>) -> ExprId {
        if !self.enter(node) {
            return self.unknown(node);
        }
        let lowered = self.type_inner(node);
        self.leave();
        lowered
    }

    fn type_inner(&mut self, node: Node<'_>) -> ExprId {
        let node = unparenthesized(node);
        match kind(node) {
            Kind::Type => match first_child(node) {
                Some(inner) => self.type_expression(inner),
                None => self.unknown_with_children(node),
            },
            Kind::String => match self.forward_reference(node) {
                Some(lowered) => lowered,
                None => self.expression(node),
            },
            Kind::UnionType => self.union(node),
            Kind::BinaryOperator if is_alternative(node) => self.union(node),
            Kind::GenericType => {
                let parts = children(node);
                match parts.as_slice() {
                    [head, parameters, ..] => self.generic(node, *head, &children(*parameters)),
                    _ => self.unknown_with_children(node),
                }
            }
            Kind::Subscript => match node.value() {
                Some(head) => {
                    let arguments: Vec<_> = children(node).into_iter().filter(|c| *c != head).collect();
                    self.generic(node, head, &arguments)
                }
                None => self.unknown_with_children(node),
            },
            Kind::MemberType => match children(node).as_slice() {
                [object, property] => {
                    let object = self.type_expression(*object);
                    let name: Name = self.word(*property).into();
                    self.b.member(object, name, span(*property), span(node))
                }
                _ => self.unknown_with_children(node),
            },
            Kind::List | Kind::Tuple => {
                let elements = children(node).into_iter().map(|c| self.type_element(c)).collect();
                self.b.expr(ExprKind::List(elements), span(node))
            }
            _ => self.expression(node),
        }
    }

    /// `A | B | C`.
    fn union(&mut self, node: Node<'_>) -> ExprId {
        let mut alternatives = Vec::new();
        let mut here = node;
        loop {
            let parts =
                if kind(here) == Kind::UnionType { children(here) } else { [here.left(), here.right()].into_iter().flatten().collect() };
            let [left, right] = parts.as_slice() else {
                break;
            };
            alternatives.push(*right);
            let mut inner = unparenthesized(*left);
            while kind(inner) == Kind::Type
                && let Some(child) = first_child(inner)
            {
                inner = unparenthesized(child);
            }
            if kind(inner) != Kind::UnionType && !is_alternative(inner) {
                alternatives.push(inner);
                break;
            }
            here = inner;
        }
        let alternatives = alternatives.into_iter().rev().map(|a| self.type_expression(a)).collect();
        self.b.expr(ExprKind::Union(alternatives), span(node))
    }

    /// `head[arguments]`, and the few heads that mean something else than a generic type.
    fn generic(&mut self, node: Node<'_>, head: Node<'_>, arguments: &[Node<'_>]) -> ExprId {
        let at = span(node);
        let word = self.word(head);
        match word.rsplit('.').next().unwrap_or(word) {
            "Optional" => {
                let mut alternatives: Vec<_> = arguments.iter().map(|a| self.type_expression(*a)).collect();
                alternatives.push(self.null(at));
                self.b.expr(ExprKind::Union(alternatives), at)
            }
            "Union" => {
                let alternatives = arguments.iter().map(|a| self.type_expression(*a)).collect();
                self.b.expr(ExprKind::Union(alternatives), at)
            }
            // Strings in here are no types.
            "Literal" => self.applied(node, head, arguments, 0),
            "Annotated" => self.applied(node, head, arguments, 1),
            _ => self.applied(node, head, arguments, usize::MAX),
        }
    }

    /// `head[arguments]`, of which the first `types` are types and the others values.
    fn applied(&mut self, node: Node<'_>, head: Node<'_>, arguments: &[Node<'_>], types: usize) -> ExprId {
        let object = self.expression(head);
        let mut elements = Vec::with_capacity(arguments.len());
        for (i, argument) in arguments.iter().enumerate() {
            elements.push(if i < types {
                self.type_element(*argument)
            } else {
                // In generics the grammar wraps even values into types.
                let value = if kind(*argument) == Kind::Type { first_child(*argument).unwrap_or(*argument) } else { *argument };
                self.element(value)
            });
        }
        let index = match elements.as_slice() {
            [Element { value, is_spread: false }] => *value,
            _ => {
                let at = arguments.iter().map(|a| span(*a)).reduce(Span::to).unwrap_or(span(node));
                self.b.expr(ExprKind::List(elements), at)
            }
        };
        self.b.expr(ExprKind::Index { object, index }, span(node))
    }

    fn type_element(&mut self, node: Node<'_>) -> Element {
        let is_spread = matches!(kind(node), Kind::ListSplat | Kind::ListSplatPattern);
        let inner = if is_spread { first_child(node).unwrap_or(node) } else { node };
        Element { value: self.type_expression(inner), is_spread }
    }

    /// The type a string names, if it holds one; its parts have their own places inside the string.
    fn forward_reference(&mut self, node: Node<'_>) -> Option<ExprId> {
        let parts = children(node);
        let (start, end) = (parts.first()?, parts.last()?);
        if kind(*start) != Kind::StringStart || kind(*end) != Kind::StringEnd || !matches!(self.word(*start), "\"" | "'") {
            return None;
        }
        let content = self.text.get(start.end_byte()..end.start_byte())?;
        if content.contains(['\\', '\n']) {
            return None;
        }
        let blank = content.len() - content.trim_start().len();
        let range = start.end_byte() + blank..start.end_byte() + content.trim_end().len();
        if range.is_empty() {
            return None;
        }
        let mut place = start.end_position();
        place.column += blank;
        let tree = parse::parse_fragment(self.text, range, place)?;
        let root = tree.root_node();
        if root.has_error() {
            return None;
        }
        let statement = first_child(root).filter(|s| kind(*s) == Kind::ExpressionStatement)?;
        match children(statement).as_slice() {
            [one] if !matches!(kind(*one), Kind::Assignment | Kind::AugmentedAssignment) => Some(self.type_expression(*one)),
            _ => None,
        }
    }

    /// `type Name[T] = …`.
    pub(super) fn type_alias(&mut self, node: Node<'_>) {
        let (Some(left), Some(right)) = (node.left(), node.right()) else {
            return;
        };
        let value = self.type_expression(right);
        let mut target = left;
        while matches!(kind(target), Kind::Type | Kind::GenericType | Kind::Subscript)
            && let Some(inner) = first_child(target)
        {
            target = inner;
        }
        self.b.declare(self.text.get(target.byte_range()).unwrap_or_default(), span(target), Some(value), None, span(node));
    }
}

fn is_alternative(node: Node<'_>) -> bool {
    kind(node) == Kind::BinaryOperator && node.operator().is_some_and(|o| o.kind() == "|")
}
