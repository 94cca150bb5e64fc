//! JSX: a component is called with its attributes, an element of the browser keeps what is written inside.

use super::grammar::{Kind, SyntaxNode};
use super::lowerer::Lowerer;
use crate::program::{Arg, ArgKind, Entry, EntryKey, ExprId, ExprKind};

impl Lowerer<'_> {
    /// `<Name a={b} {...c}>…</Name>`: a call of the component with an object of its attributes, its children among them.
    pub(super) fn jsx_element(&mut self, node: SyntaxNode<'_>) -> ExprId {
        let tag = node.open_tag().unwrap_or(node);
        let component = tag.name().and_then(|n| self.component(n));
        let mut entries = self.jsx_attributes(tag);
        let mut children = Vec::new();
        if tag != node {
            for child in node.children() {
                match child.kind() {
                    Kind::JsxElement | Kind::JsxSelfClosingElement => children.push(self.expression(child)),
                    Kind::JsxExpression => children.extend(self.jsx_expression(child).0),
                    _ => {}
                }
            }
        }
        let Some(callee) = component else {
            let inside = entries.into_iter().map(|e| e.value).chain(children).collect();
            return self.b.unknown(inside, node.span());
        };
        if !children.is_empty() {
            let value = self.b.unknown(children, node.span());
            entries.push(Entry { key: EntryKey::Static("children".into()), value, key_span: node.span() });
        }
        let span = tag.span();
        let value = self.b.expr(ExprKind::Object { class: None, entries }, span);
        let args = vec![Arg { kind: ArgKind::Positional, value, span }];
        self.b.expr(ExprKind::Call { callee, args, is_new: false }, node.span())
    }

    /// The name of a component. Lower-case names are the browser's elements.
    fn component(&mut self, name: SyntaxNode<'_>) -> Option<ExprId> {
        match name.kind() {
            Kind::Identifier if self.word(name).starts_with(char::is_uppercase) => Some(self.expression(name)),
            Kind::MemberExpression => Some(self.expression(name)),
            _ => None,
        }
    }

    fn jsx_attributes(&mut self, tag: SyntaxNode<'_>) -> Vec<Entry> {
        self.recover_inside(tag);
        let mut entries = Vec::new();
        for attribute in tag.children() {
            match attribute.kind() {
                Kind::JsxExpression => {
                    let (values, is_spread) = self.jsx_expression(attribute);
                    let key = |value: &ExprId| if is_spread { EntryKey::Spread } else { EntryKey::Computed(*value) };
                    entries.extend(values.into_iter().map(|v| Entry { key: key(&v), value: v, key_span: attribute.span() }));
                }
                Kind::JsxAttribute => {
                    let mut parts = attribute.children().into_iter();
                    let (Some(name), Some(value)) = (parts.next(), parts.next()) else {
                        continue;
                    };
                    let (key, key_span) = (EntryKey::Static(self.word(name).into()), name.span());
                    let values = match value.kind() {
                        Kind::JsxExpression => self.jsx_expression(value).0,
                        Kind::String => {
                            // Backslashes are plain text here.
                            let text = self.inside(value);
                            vec![self.b.string(text, value.span())]
                        }
                        _ => vec![self.expression(value)],
                    };
                    entries.extend(values.into_iter().map(|value| Entry { key: key.clone(), value, key_span }));
                }
                _ => {}
            }
        }
        entries
    }

    /// What stands in `{…}`, and whether it is spread.
    fn jsx_expression(&mut self, node: SyntaxNode<'_>) -> (Vec<ExprId>, bool) {
        self.recover_inside(node);
        let children = node.children();
        let is_spread = children.iter().any(|c| c.kind() == Kind::SpreadElement);
        let values = children.into_iter().filter_map(|c| if c.kind() == Kind::SpreadElement { c.inner() } else { Some(c) });
        (values.map(|v| self.expression(v)).collect(), is_spread)
    }
}
