//! The arguments of calls.

use super::kinds::{Kind, Parts, children, first_child, kind};
use super::lowerer::{Lowerer, span};
use crate::program::{Arg, ArgKind, Element, ExprId, ExprKind};
use tree_sitter::Node;

impl Lowerer<'_> {
    /// The arguments of a call, as written.
    pub(super) fn arguments(&mut self, node: Node<'_>) -> Vec<Arg> {
        // `f(x for x in y)`: the brackets of the call are those of the generator.
        if kind(node) == Kind::GeneratorExpression {
            return vec![self.argument(node, ArgKind::Positional)];
        }
        self.recover_inside(node);
        let mut args = Vec::new();
        for part in children(node) {
            match kind(part) {
                Kind::Error => {}
                Kind::KeywordArgument => {
                    self.recover_inside(part);
                    if let (Some(name), Some(value)) = (part.name(), part.value()) {
                        let value = self.expression(value);
                        let named = ArgKind::Named(self.word(name).into(), span(name));
                        args.push(Arg { kind: named, value, span: span(part) });
                    }
                }
                Kind::ListSplat | Kind::ListSplatPattern => args.push(self.argument(part, ArgKind::Spread)),
                Kind::DictionarySplat | Kind::DictionarySplatPattern => args.push(self.argument(part, ArgKind::NamedSpread)),
                _ => args.push(self.argument(part, ArgKind::Positional)),
            }
        }
        args
    }

    /// One argument without a name; for a spread, what is spread.
    pub(super) fn argument(&mut self, node: Node<'_>, arg_kind: ArgKind) -> Arg {
        let inner = if arg_kind == ArgKind::Positional { Some(node) } else { first_child(node) };
        let value = match inner {
            Some(inner) => self.expression(inner),
            None => self.unknown(node),
        };
        Arg { kind: arg_kind, value, span: span(node) }
    }

    /// One element of a list.
    pub(super) fn element(&mut self, node: Node<'_>) -> Element {
        let is_spread = matches!(kind(node), Kind::ListSplat | Kind::ListSplatPattern);
        let inner = if is_spread { first_child(node).unwrap_or(node) } else { node };
        Element { value: self.expression(inner), is_spread }
    }

    /// A list, tuple or set, with brackets or without.
    pub(super) fn list(&mut self, node: Node<'_>) -> ExprId {
        self.recover_inside(node);
        let parts = children(node);
        let mut elements = Vec::with_capacity(parts.len());
        for part in parts {
            if kind(part) != Kind::Error {
                elements.push(self.element(part));
            }
        }
        self.b.expr(ExprKind::List(elements), span(node))
    }
}
