//! JSX: what is written inside is kept, what it builds is unknown.

use super::grammar::{Kind, SyntaxNode};
use super::lowerer::Lowerer;
use crate::program::ExprId;

impl Lowerer<'_> {
    /// `<Name a={b} {...c}>…</Name>`: the component, then its attributes and children.
    pub(super) fn jsx_element(&mut self, node: SyntaxNode<'_>) -> ExprId {
        let mut inside = Vec::new();
        let tag = node.open_tag().unwrap_or(node);
        inside.extend(tag.name().and_then(|n| self.component(n)));
        self.jsx_attributes(tag, &mut inside);
        if tag != node {
            for child in node.children() {
                match child.kind() {
                    Kind::JsxElement | Kind::JsxSelfClosingElement => inside.push(self.expression(child)),
                    Kind::JsxExpression => self.jsx_expression(child, &mut inside),
                    _ => {}
                }
            }
        }
        self.b.unknown(inside, node.span())
    }

    /// The name of a component. Lower-case names are the browser's elements.
    fn component(&mut self, name: SyntaxNode<'_>) -> Option<ExprId> {
        match name.kind() {
            Kind::Identifier if self.word(name).starts_with(char::is_uppercase) => Some(self.expression(name)),
            Kind::MemberExpression => Some(self.expression(name)),
            _ => None,
        }
    }

    fn jsx_attributes(&mut self, tag: SyntaxNode<'_>, inside: &mut Vec<ExprId>) {
        self.recover_inside(tag);
        for attribute in tag.children() {
            match attribute.kind() {
                Kind::JsxExpression => self.jsx_expression(attribute, inside),
                Kind::JsxAttribute => {
                    let Some(value) = attribute.children().into_iter().nth(1) else {
                        continue;
                    };
                    match value.kind() {
                        Kind::JsxExpression => self.jsx_expression(value, inside),
                        Kind::String => {
                            // Backslashes are plain text here.
                            let text = self.inside(value);
                            inside.push(self.b.string(text, value.span()));
                        }
                        _ => inside.push(self.expression(value)),
                    }
                }
                _ => {}
            }
        }
    }

    fn jsx_expression(&mut self, node: SyntaxNode<'_>, inside: &mut Vec<ExprId>) {
        self.recover_inside(node);
        for child in node.children() {
            let value = if child.kind() == Kind::SpreadElement { child.inner() } else { Some(child) };
            if let Some(value) = value {
                inside.push(self.expression(value));
            }
        }
    }
}
