//! Object and array literals.

use super::functions::Member;
use super::grammar::{Kind, SyntaxNode};
use super::lowerer::Lowerer;
use crate::program::{Element, Entry, EntryKey, ExprId, ExprKind, FunctionKind, StmtKind};

impl Lowerer<'_> {
    /// `{ a, b: 1, [c]: 2, d() {}, ...e }`.
    pub(super) fn object(&mut self, node: SyntaxNode<'_>) -> ExprId {
        let mut entries = Vec::new();
        for part in node.children() {
            match part.kind() {
                Kind::ShorthandPropertyIdentifier => {
                    let name = self.word(part);
                    let value = self.b.name(name, part.span());
                    entries.push(Entry { key: EntryKey::Static(name.into()), value, key_span: part.span() });
                }
                Kind::Pair => entries.extend(self.pair(part)),
                Kind::SpreadElement => {
                    if let Some(inner) = part.inner() {
                        let value = self.expression(inner);
                        entries.push(Entry { key: EntryKey::Spread, value, key_span: part.span() });
                    }
                }
                Kind::MethodDefinition => entries.extend(self.object_method(part)),
                _ => {
                    let value = self.expression(part);
                    entries.push(Entry { key: EntryKey::Spread, value, key_span: part.span() });
                }
            }
        }
        self.b.expr(ExprKind::Object { class: None, entries }, node.span())
    }

    fn pair(&mut self, node: SyntaxNode<'_>) -> Option<Entry> {
        self.recover_inside(node);
        let (key_node, value) = (node.key()?, node.value()?);
        let key = self.property_key(key_node);
        let value = self.expression(value);
        if let EntryKey::Static(name) = &key {
            self.name_value(value, name, key_node.span());
        }
        Some(Entry { key, value, key_span: key_node.span() })
    }

    /// A method of an object; a setter is no value to be read.
    fn object_method(&mut self, node: SyntaxNode<'_>) -> Option<Entry> {
        let key_node = node.name()?;
        let key = self.property_key(key_node);
        let member = Member::of(node);
        let id = self.method(node, &member, &key, Vec::new());
        // In a field's value the scope around is that of a class, whose method it isn't.
        let function = self.b.function_mut(id);
        function.class = None;
        if function.kind == FunctionKind::Constructor {
            function.kind = FunctionKind::Method;
        }
        let value = self.b.expr(ExprKind::Function(id), node.span());
        if member.is_setter {
            self.b.stmt(StmtKind::Expr(value), node.header_span());
            return None;
        }
        Some(Entry { key, value, key_span: key_node.span() })
    }

    /// The key of an object's entry, a class's member, a pattern's part.
    pub(super) fn property_key(&mut self, node: SyntaxNode<'_>) -> EntryKey {
        match node.kind() {
            Kind::String => EntryKey::Static(self.string_value(node).as_ref().into()),
            Kind::ComputedPropertyName => match node.inner() {
                Some(inner) => match self.constant_string(inner) {
                    Some(name) => EntryKey::Static(name),
                    None => EntryKey::Computed(self.expression(inner)),
                },
                None => EntryKey::Computed(self.unknown(node)),
            },
            _ => EntryKey::Static(self.word(node).into()),
        }
    }

    /// `[a, , ...b]`.
    pub(super) fn array(&mut self, node: SyntaxNode<'_>) -> ExprId {
        let mut elements = Vec::new();
        let mut is_hole = true;
        for token in node.tokens() {
            match token.kind() {
                Kind::Error => {}
                _ if token.token() == "," => {
                    if is_hole {
                        let value = self.undefined(token.span());
                        elements.push(Element { value, is_spread: false });
                    }
                    is_hole = true;
                }
                _ if !token.is_named() => {}
                Kind::SpreadElement => {
                    is_hole = false;
                    if let Some(inner) = token.inner() {
                        elements.push(Element { value: self.expression(inner), is_spread: true });
                    }
                }
                _ => {
                    is_hole = false;
                    elements.push(Element { value: self.expression(token), is_spread: false });
                }
            }
        }
        self.b.expr(ExprKind::List(elements), node.span())
    }
}
