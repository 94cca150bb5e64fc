//! Types → expressions: names, members, and indexing for generics.

use super::extent;
use super::lowerer::Lowerer;
use crate::program::{Element, ExprId, ExprKind};
use crate::source::Span;
use syn::{GenericArgument, PathArguments, ReturnType, Type, TypeParamBound};

impl Lowerer<'_> {
    /// A type. References, pointers and lifetimes vanish; `impl Trait` and `dyn Trait` are the trait.
    pub fn ty(&mut self, mut ty: &Type) -> ExprId {
        loop {
            ty = match ty {
                Type::Group(t) => &t.elem,
                Type::Paren(t) => &t.elem,
                Type::Ptr(t) => &t.elem,
                Type::Reference(t) => &t.elem,
                _ => break,
            };
        }
        let span = self.type_span(ty);
        match ty {
            Type::Path(t) => self.type_path(t.qself.as_ref(), &t.path),
            Type::ImplTrait(t) => self.bounds(t.bounds.iter(), span),
            Type::TraitObject(t) => self.bounds(t.bounds.iter(), span),
            Type::Tuple(t) => {
                let elements = t.elems.iter().map(|t| self.ty(t)).collect();
                self.list(elements, span)
            }
            Type::Slice(t) => self.list_of(&t.elem, span),
            Type::Array(t) => self.list_of(&t.elem, span),
            _ => self.nothing(span),
        }
    }

    /// The declared return type, if there is one.
    pub fn return_type(&mut self, output: &ReturnType) -> Option<ExprId> {
        match output {
            ReturnType::Default => None,
            ReturnType::Type(_, ty) => Some(self.ty(ty)),
        }
    }

    /// A path with its generic arguments.
    pub fn type_path(&mut self, qself: Option<&syn::QSelf>, path: &syn::Path) -> ExprId {
        if qself.is_some() || path.segments.iter().rev().skip(1).all(|s| s.arguments.is_none()) {
            let id = self.path(qself, path);
            return match path.segments.last() {
                Some(last) => self.with_arguments(id, &last.arguments),
                None => id,
            };
        }
        // Arguments in the middle: `Foo<T>::Bar`.
        let mut segments = path.segments.iter();
        let Some(first) = segments.next() else { return self.nothing(Span::default()) };
        let head = syn::Path { leading_colon: None, segments: std::iter::once(syn::PathSegment::from(first.ident.clone())).collect() };
        let mut id = self.path(None, &head);
        id = self.with_arguments(id, &first.arguments);
        for segment in segments {
            let (name, name_span) = self.ident(&segment.ident);
            let span = self.span_of(id).to(name_span);
            id = self.b.member(id, name, name_span, span);
            id = self.with_arguments(id, &segment.arguments);
        }
        id
    }

    /// What a list of bounds is: its trait, or the alternatives when several say something.
    pub fn bounds<'a>(&mut self, bounds: impl Iterator<Item = &'a TypeParamBound>, span: Span) -> ExprId {
        let traits: Vec<&syn::Path> = bounds
            .filter_map(|bound| match bound {
                TypeParamBound::Trait(bound) if bound.maybe.is_none() => Some(&bound.path),
                _ => None,
            })
            .collect();
        let telling: Vec<&syn::Path> = traits.iter().copied().filter(|path| !is_marker(path)).collect();
        let chosen = if telling.is_empty() { &traits } else { &telling };
        match chosen.as_slice() {
            [] => self.nothing(span),
            [path] => self.type_path(None, path),
            paths => {
                let alternatives = paths.iter().map(|path| self.type_path(None, path)).collect();
                self.b.expr(ExprKind::Union(alternatives), span)
            }
        }
    }

    fn with_arguments(&mut self, object: ExprId, arguments: &PathArguments) -> ExprId {
        let (types, last) = match arguments {
            PathArguments::None => return object,
            PathArguments::AngleBracketed(a) => {
                let mut types = Vec::new();
                for argument in &a.args {
                    match argument {
                        GenericArgument::Type(ty) => types.push(self.ty(ty)),
                        GenericArgument::AssocType(assoc) => types.push(self.ty(&assoc.ty)),
                        GenericArgument::Const(value) => types.push(self.expr(value)),
                        GenericArgument::AssocConst(assoc) => types.push(self.expr(&assoc.value)),
                        _ => {}
                    }
                }
                (types, a.gt_token.span)
            }
            PathArguments::Parenthesized(a) => {
                let mut types: Vec<ExprId> = a.inputs.iter().map(|input| self.ty(&input.ty)).collect();
                types.extend(self.return_type(&a.output));
                let last = match &a.output {
                    ReturnType::Default => a.paren_token.span.close(),
                    ReturnType::Type(_, ty) => extent::type_last(ty),
                };
                (types, last)
            }
        };
        let span = Span { start: self.span_of(object).start, end: self.end(last) };
        let index = match types.as_slice() {
            [] => return object,
            [one] => *one,
            _ => {
                let inside = self.span_of(types[0]).to(self.span_of(types[types.len() - 1]));
                self.list(types, inside)
            }
        };
        self.b.expr(ExprKind::Index { object, index }, span)
    }

    /// A list of known elements.
    pub fn list(&mut self, values: Vec<ExprId>, span: Span) -> ExprId {
        let elements = values.into_iter().map(|value| Element { value, is_spread: false }).collect();
        self.b.expr(ExprKind::List(elements), span)
    }

    /// `[T]`: any number of `T`.
    fn list_of(&mut self, ty: &Type, span: Span) -> ExprId {
        let value = self.ty(ty);
        self.b.expr(ExprKind::List(vec![Element { value, is_spread: true }]), span)
    }
}

/// Traits that say nothing of what a value can do.
fn is_marker(path: &syn::Path) -> bool {
    path.segments.last().is_some_and(|segment| {
        ["Send", "Sync", "Sized", "Unpin", "UnwindSafe", "RefUnwindSafe", "Copy", "Clone", "Debug"]
            .iter()
            .any(|marker| segment.ident == marker)
    })
}
