//! Structs, enums, traits and `impl` blocks.

use super::functions::{self, Declaration};
use super::lowerer::Lowerer;
use super::{attributes, extent};
use crate::program::{ClassId, ClassKind, ExprKind, FunctionKind, Name};
use crate::source::Span;
use proc_macro2::Ident;
use syn::{Attribute, Fields, ImplItem, Signature, TraitItem, Type};

impl Lowerer<'_> {
    /// A struct or union.
    pub fn structure(&mut self, ident: &Ident, item_fields: &Fields, attrs: &[Attribute], span: Span) {
        let (name, name_span) = self.ident(ident);
        let decorators = self.decorators(attrs);
        let id = self.enter_declared(&name, name_span, ClassKind::Class, span);
        self.b.class_mut(id).decorators.extend(decorators);
        self.fields(id, item_fields);
        self.leave_declared(id, name, name_span, span);
    }

    /// An enum: variants with fields are classes in its scope.
    pub fn enumeration(&mut self, item: &syn::ItemEnum, span: Span) {
        let (name, name_span) = self.ident(&item.ident);
        let decorators = self.decorators(&item.attrs);
        let id = self.enter_declared(&name, name_span, ClassKind::Enum, span);
        self.b.class_mut(id).decorators.extend(decorators);
        for variant in &item.variants {
            let (variant_name, variant_span) = self.ident(&variant.ident);
            self.field_decorators(id, &variant_name, &variant.attrs);
            let last = match (&variant.discriminant, &variant.fields) {
                (Some((_, value)), _) => extent::expr_last(value),
                (None, Fields::Named(fields)) => fields.brace_token.span.close(),
                (None, Fields::Unnamed(fields)) => fields.paren_token.span.close(),
                (None, Fields::Unit) => variant.ident.span(),
            };
            let whole = self.between(variant.ident.span(), last);
            let value = match (&variant.discriminant, &variant.fields) {
                (Some((_, value)), _) => Some(self.expr(value)),
                (None, Fields::Unit) => None,
                (None, fields) => {
                    let class = self.b.enter_class(ClassKind::Class, Some(variant_name.clone()), variant_span, whole);
                    self.fields(class, fields);
                    self.b.leave_class();
                    Some(self.b.expr(ExprKind::Class(class), whole))
                }
            };
            self.b.declare(variant_name, variant_span, value, None, whole);
        }
        self.leave_declared(id, name, name_span, span);
    }

    /// A trait.
    pub fn interface(&mut self, item: &syn::ItemTrait, span: Span) {
        let (name, name_span) = self.ident(&item.ident);
        let decorators = self.decorators(&item.attrs);
        let bases: Vec<_> = item
            .supertraits
            .iter()
            .filter_map(|bound| match bound {
                syn::TypeParamBound::Trait(bound) if bound.maybe.is_none() => Some(self.type_path(None, &bound.path)),
                _ => None,
            })
            .collect();
        let id = self.enter_declared(&name, name_span, ClassKind::Interface, span);
        let class = self.b.class_mut(id);
        class.decorators.extend(decorators);
        class.bases.extend(bases);
        self.self_types.push(vec![name.clone()]);
        let is_public = functions::is_public(&item.vis);
        for item in &item.items {
            self.trait_item(item, is_public);
        }
        self.self_types.pop();
        self.leave_declared(id, name, name_span, span);
    }

    fn trait_item(&mut self, item: &TraitItem, is_public: bool) {
        match item {
            TraitItem::Fn(f) => {
                let last = match (&f.default, &f.semi_token) {
                    (Some(block), _) => block.brace_token.span.close(),
                    (None, Some(semi)) => semi.spans[0],
                    (None, None) => f.sig.paren_token.span.close(),
                };
                let span = self.between(functions::signature_first(&f.sig), last);
                self.method(&f.sig, &f.attrs, f.default.as_ref(), is_public, span);
            }
            TraitItem::Const(c) => {
                let span = self.between(c.const_token.span, c.semi_token.spans[0]);
                self.constant(&c.ident, Some(&c.ty), c.default.as_ref().map(|(_, value)| value), span);
            }
            TraitItem::Type(t) => {
                let span = self.between(t.type_token.span, t.semi_token.spans[0]);
                let (name, name_span) = self.ident(&t.ident);
                let value = match (&t.default, t.bounds.is_empty()) {
                    (Some((_, ty)), _) => Some(self.ty(ty)),
                    (None, false) => Some(self.bounds(t.bounds.iter(), span)),
                    (None, true) => None,
                };
                self.b.declare(name, name_span, value, None, span);
            }
            TraitItem::Macro(m) => {
                let span = self.between(extent::path_first(&m.mac.path), m.mac.delimiter.span().close());
                self.item_macro(&m.mac, span);
            }
            TraitItem::Verbatim(tokens) => self.verbatim_item(tokens),
            _ => {}
        }
    }

    /// An `impl` block: it adds to the class of its type, or is a class of its own when the type is from elsewhere.
    pub fn implementation(&mut self, item: &syn::ItemImpl, span: Span) {
        let base = item.trait_.as_ref().filter(|_| item.modifiers.polarity.is_none()).map(|(path, _)| self.type_path(None, path));
        let path = type_names(self, &item.self_ty);
        let declared = match path.as_slice() {
            [name] => self.declared_class(name),
            _ => None,
        };
        let id = match declared {
            Some(id) => {
                self.b.reenter_class(id, span);
                id
            }
            None => {
                let extends = self.ty(&item.self_ty);
                let decorators = self.decorators(&item.attrs);
                let name_span = self.type_span(&item.self_ty);
                let id = self.b.enter_class(ClassKind::Impl, path.last().cloned(), name_span, span);
                let class = self.b.class_mut(id);
                class.extends_type = Some(extends);
                class.decorators.extend(decorators);
                id
            }
        };
        self.b.class_mut(id).bases.extend(base);
        self.self_types.push(if path.is_empty() { vec![Name::new("Self")] } else { path });
        for inner in &item.items {
            self.impl_item(inner, item.trait_.is_some());
        }
        self.self_types.pop();
        self.b.leave_class();
    }

    fn impl_item(&mut self, item: &ImplItem, is_of_trait: bool) {
        match item {
            ImplItem::Fn(f) => {
                let first = extent::visibility_first(&f.vis).unwrap_or_else(|| functions::signature_first(&f.sig));
                let span = self.between(first, f.block.brace_token.span.close());
                let is_public = is_of_trait || functions::is_public(&f.vis);
                let branch = attributes::branch(&f.attrs);
                self.in_branch(branch, span, |this| this.method(&f.sig, &f.attrs, Some(&f.block), is_public, span));
            }
            ImplItem::Const(c) => {
                let first = extent::visibility_first(&c.vis).unwrap_or(c.const_token.span);
                let span = self.between(first, c.semi_token.spans[0]);
                self.constant(&c.ident, Some(&c.ty), Some(&c.expr), span);
            }
            ImplItem::Type(t) => {
                let span = self.between(t.type_token.span, t.semi_token.spans[0]);
                self.alias(&t.ident, &t.ty, span);
            }
            ImplItem::Macro(m) => {
                let span = self.between(extent::path_first(&m.mac.path), m.mac.delimiter.span().close());
                self.item_macro(&m.mac, span);
            }
            ImplItem::Verbatim(tokens) => self.verbatim_item(tokens),
            _ => {}
        }
    }

    fn method(&mut self, sig: &Signature, attrs: &[Attribute], body: Option<&syn::Block>, is_public: bool, span: Span) {
        let kind = if sig.receiver().is_some() { FunctionKind::Method } else { FunctionKind::Static };
        self.function(&Declaration { sig, attrs, body, kind, is_public, span });
    }

    fn fields(&mut self, class: ClassId, fields: &Fields) {
        for (position, field) in fields.iter().enumerate() {
            let type_span = self.type_span(&field.ty);
            let (name, name_span) = match &field.ident {
                Some(ident) => self.ident(ident),
                None => (smol_str::format_smolstr!("{position}"), type_span),
            };
            self.field_decorators(class, &name, &field.attrs);
            let annotation = self.ty(&field.ty);
            self.b.declare(name, name_span, None, Some(annotation), name_span.to(type_span));
        }
    }

    fn field_decorators(&mut self, class: ClassId, field: &Name, attrs: &[Attribute]) {
        for decorator in self.decorators(attrs) {
            self.b.class_mut(class).field_decorators.push((field.clone(), decorator));
        }
    }

    /// Enters the class of a type of the current item list, making it if it is the first mention.
    fn enter_declared(&mut self, name: &Name, name_span: Span, kind: ClassKind, span: Span) -> ClassId {
        if let Some(id) = self.declared_class(name) {
            self.b.reenter_class(id, span);
            return id;
        }
        // Every item list is collected beforehand, so this is only for completeness.
        self.b.enter_class(kind, Some(name.clone()), name_span, span)
    }

    fn leave_declared(&mut self, id: ClassId, name: Name, name_span: Span, span: Span) {
        self.b.leave_class();
        let value = self.b.expr(ExprKind::Class(id), span);
        self.b.declare(name, name_span, Some(value), None, span);
    }

    /// The class of a type that is declared in this item list or, within functions, in one around.
    fn declared_class(&mut self, name: &Name) -> Option<ClassId> {
        let mut is_innermost = true;
        for depth in (0..self.classes.len()).rev() {
            let table = &mut self.classes[depth];
            if let Some(declared) = table.declared.get_mut(name) {
                if declared.id.is_none() && is_innermost {
                    let id = self.b.enter_class(declared.kind, Some(name.clone()), declared.name_span, declared.span);
                    self.b.leave_class();
                    declared.id = Some(id);
                }
                return declared.id;
            }
            if table.is_barrier {
                return None;
            }
            is_innermost = false;
        }
        None
    }
}

/// The path of a type without generics; empty when it is no path.
fn type_names(lowerer: &Lowerer<'_>, mut ty: &Type) -> Vec<Name> {
    loop {
        ty = match ty {
            Type::Group(t) => &t.elem,
            Type::Paren(t) => &t.elem,
            Type::Reference(t) => &t.elem,
            Type::Path(t) if t.qself.is_none() => return t.path.segments.iter().map(|s| lowerer.ident(&s.ident).0).collect(),
            _ => return Vec::new(),
        };
    }
}
