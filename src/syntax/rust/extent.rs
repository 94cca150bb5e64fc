//! The first and last token of a syntax node.
//!
//! `Spanned::span` prints a node back to tokens to learn its extent, which costs its size at every level of nesting.
//! These walk down one edge of the tree instead.

use proc_macro2::{Span, TokenStream};
use syn::{Expr, ExprPath, Label, Member, Pat, Path, PathArguments, QSelf, ReturnType, Type, TypeParamBound, UnOp, Visibility};

/// The first token of an expression, attributes left out.
pub(super) fn expr_first(mut expr: &Expr) -> Span {
    loop {
        expr = match expr {
            Expr::Assign(e) => &e.left,
            Expr::Await(e) => &e.base,
            Expr::Binary(e) => &e.left,
            Expr::Call(e) => &e.func,
            Expr::Cast(e) => &e.expr,
            Expr::Field(e) => &e.base,
            Expr::Group(e) => &e.expr,
            Expr::Index(e) => &e.expr,
            Expr::MethodCall(e) => &e.receiver,
            Expr::Try(e) => &e.expr,
            Expr::Range(e) => match &e.start {
                Some(start) => start,
                None => return limits(&e.limits).0,
            },
            Expr::Array(e) => return e.bracket_token.span.open(),
            Expr::Async(e) => return e.async_token.span,
            Expr::Block(e) => return labelled(&e.label, e.block.brace_token.span.open()),
            Expr::Break(e) => return e.break_token.span,
            Expr::Closure(e) => return closure_first(e),
            Expr::Const(e) => return e.const_token.span,
            Expr::Continue(e) => return e.continue_token.span,
            Expr::ForLoop(e) => return labelled(&e.label, e.for_token.span),
            Expr::If(e) => return e.if_token.span,
            Expr::Infer(e) => return e.underscore_token.span,
            Expr::Let(e) => return e.let_token.span,
            Expr::Lit(e) => return e.lit.span(),
            Expr::Loop(e) => return labelled(&e.label, e.loop_token.span),
            Expr::Macro(e) => return path_first(&e.mac.path),
            Expr::Match(e) => return e.match_token.span,
            Expr::Paren(e) => return e.paren_token.span.open(),
            Expr::Path(e) => return expr_path_first(e),
            Expr::RawAddr(e) => return e.and_token.span,
            Expr::Reference(e) => return e.and_token.span,
            Expr::Repeat(e) => return e.bracket_token.span.open(),
            Expr::Return(e) => return e.return_token.span,
            Expr::Struct(e) => return qualified_first(e.qself.as_ref(), &e.path),
            Expr::TryBlock(e) => return e.try_token.span,
            Expr::Tuple(e) => return e.paren_token.span.open(),
            Expr::Unary(e) => {
                return match &e.op {
                    UnOp::Deref(t) => t.span,
                    UnOp::Not(t) => t.span,
                    UnOp::Neg(t) => t.span,
                    _ => expr_first(&e.expr),
                };
            }
            Expr::Unsafe(e) => return e.unsafe_token.span,
            Expr::Verbatim(tokens) => return stream_first(tokens),
            Expr::While(e) => return labelled(&e.label, e.while_token.span),
            Expr::Yield(e) => return e.yield_token.span,
            _ => return Span::call_site(),
        }
    }
}

/// The last token of an expression.
pub(super) fn expr_last(mut expr: &Expr) -> Span {
    loop {
        expr = match expr {
            Expr::Assign(e) => &e.right,
            Expr::Binary(e) => &e.right,
            Expr::Closure(e) => &e.body,
            Expr::Group(e) => &e.expr,
            Expr::Let(e) => &e.expr,
            Expr::RawAddr(e) => &e.expr,
            Expr::Reference(e) => &e.expr,
            Expr::Unary(e) => &e.expr,
            Expr::Break(e) => match (&e.expr, &e.label) {
                (Some(value), _) => value,
                (None, Some(label)) => return label.ident.span(),
                (None, None) => return e.break_token.span,
            },
            Expr::If(e) => match &e.else_branch {
                Some((_, otherwise)) => otherwise,
                None => return e.then_branch.brace_token.span.close(),
            },
            Expr::Range(e) => match &e.end {
                Some(end) => end,
                None => return limits(&e.limits).1,
            },
            Expr::Return(e) => match &e.expr {
                Some(value) => value,
                None => return e.return_token.span,
            },
            Expr::Yield(e) => match &e.expr {
                Some(value) => value,
                None => return e.yield_token.span,
            },
            Expr::Array(e) => return e.bracket_token.span.close(),
            Expr::Async(e) => return e.block.brace_token.span.close(),
            Expr::Await(e) => return e.await_token.span,
            Expr::Block(e) => return e.block.brace_token.span.close(),
            Expr::Call(e) => return e.paren_token.span.close(),
            Expr::Cast(e) => return type_last(&e.ty),
            Expr::Const(e) => return e.block.brace_token.span.close(),
            Expr::Continue(e) => return e.label.as_ref().map_or(e.continue_token.span, |l| l.ident.span()),
            Expr::Field(e) => return member_span(&e.member),
            Expr::ForLoop(e) => return e.body.brace_token.span.close(),
            Expr::Index(e) => return e.bracket_token.span.close(),
            Expr::Infer(e) => return e.underscore_token.span,
            Expr::Lit(e) => return e.lit.span(),
            Expr::Loop(e) => return e.body.brace_token.span.close(),
            Expr::Macro(e) => return e.mac.delimiter.span().close(),
            Expr::Match(e) => return e.brace_token.span.close(),
            Expr::MethodCall(e) => return e.paren_token.span.close(),
            Expr::Paren(e) => return e.paren_token.span.close(),
            Expr::Path(e) => return path_last(&e.path),
            Expr::Repeat(e) => return e.bracket_token.span.close(),
            Expr::Struct(e) => return e.brace_token.span.close(),
            Expr::Try(e) => return e.question_token.span,
            Expr::TryBlock(e) => return e.block.brace_token.span.close(),
            Expr::Tuple(e) => return e.paren_token.span.close(),
            Expr::Unsafe(e) => return e.block.brace_token.span.close(),
            Expr::Verbatim(tokens) => return stream_last(tokens),
            Expr::While(e) => return e.body.brace_token.span.close(),
            _ => return Span::call_site(),
        }
    }
}

/// The tokens of a field name or tuple index.
pub(super) fn member_span(member: &Member) -> Span {
    match member {
        Member::Named(ident) => ident.span(),
        Member::Unnamed(index) => index.span,
    }
}

/// The first token of a path with or without `<T as …>`.
pub(super) fn qualified_first(qself: Option<&QSelf>, path: &Path) -> Span {
    qself.map_or_else(|| path_first(path), |q| q.lt_token.span)
}

/// The first token of a path.
pub(super) fn path_first(path: &Path) -> Span {
    match (&path.leading_colon, path.segments.first()) {
        (Some(colon), _) => colon.spans[0],
        (None, Some(segment)) => segment.ident.span(),
        (None, None) => Span::call_site(),
    }
}

/// The last token of a path, generic arguments included.
pub(super) fn path_last(path: &Path) -> Span {
    match path.segments.last() {
        Some(segment) => arguments_last(&segment.arguments).unwrap_or_else(|| segment.ident.span()),
        None => Span::call_site(),
    }
}

fn arguments_last(arguments: &PathArguments) -> Option<Span> {
    match arguments {
        PathArguments::None => None,
        PathArguments::AngleBracketed(a) => Some(a.gt_token.span),
        PathArguments::Parenthesized(a) => Some(match &a.output {
            ReturnType::Default => a.paren_token.span.close(),
            ReturnType::Type(_, ty) => type_last(ty),
        }),
    }
}

/// The first token of a type.
pub(super) fn type_first(ty: &Type) -> Span {
    match ty {
        Type::Array(t) => t.bracket_token.span.open(),
        Type::FnPtr(t) => match (&t.lifetimes, &t.unsafety, &t.abi) {
            (Some(lifetimes), _, _) => lifetimes.for_token.span,
            (None, Some(unsafety), _) => unsafety.span,
            (None, None, Some(abi)) => abi.extern_token.span,
            (None, None, None) => t.fn_token.span,
        },
        Type::Group(t) => type_first(&t.elem),
        Type::ImplTrait(t) => t.impl_token.span,
        Type::Infer(t) => t.underscore_token.span,
        Type::Macro(t) => path_first(&t.mac.path),
        Type::Never(t) => t.bang_token.span,
        Type::Paren(t) => t.paren_token.span.open(),
        Type::Path(t) => qualified_first(t.qself.as_ref(), &t.path),
        Type::Ptr(t) => t.star_token.span,
        Type::Reference(t) => t.and_token.span,
        Type::Slice(t) => t.bracket_token.span.open(),
        Type::TraitObject(t) => match (&t.dyn_token, t.bounds.first()) {
            (Some(dyn_token), _) => dyn_token.span,
            (None, Some(TypeParamBound::Trait(bound))) => path_first(&bound.path),
            _ => Span::call_site(),
        },
        Type::Tuple(t) => t.paren_token.span.open(),
        Type::Verbatim(tokens) => stream_first(tokens),
        _ => Span::call_site(),
    }
}

/// The last token of a type.
pub(super) fn type_last(mut ty: &Type) -> Span {
    loop {
        ty = match ty {
            Type::FnPtr(t) => match &t.output {
                ReturnType::Default => return t.paren_token.span.close(),
                ReturnType::Type(_, output) => output,
            },
            Type::Group(t) => &t.elem,
            Type::Ptr(t) => &t.elem,
            Type::Reference(t) => &t.elem,
            Type::Array(t) => return t.bracket_token.span.close(),
            Type::ImplTrait(t) => return bounds_last(t.bounds.last()).unwrap_or(t.impl_token.span),
            Type::Infer(t) => return t.underscore_token.span,
            Type::Macro(t) => return t.mac.delimiter.span().close(),
            Type::Never(t) => return t.bang_token.span,
            Type::Paren(t) => return t.paren_token.span.close(),
            Type::Path(t) => return path_last(&t.path),
            Type::Slice(t) => return t.bracket_token.span.close(),
            Type::TraitObject(t) => return bounds_last(t.bounds.last()).unwrap_or_else(Span::call_site),
            Type::Tuple(t) => return t.paren_token.span.close(),
            Type::Verbatim(tokens) => return stream_last(tokens),
            _ => return Span::call_site(),
        }
    }
}

fn bounds_last(bound: Option<&TypeParamBound>) -> Option<Span> {
    match bound? {
        TypeParamBound::Trait(bound) => Some(path_last(&bound.path)),
        TypeParamBound::Lifetime(lifetime) => Some(lifetime.ident.span()),
        TypeParamBound::PreciseCapture(capture) => Some(capture.gt_token.span),
        TypeParamBound::Verbatim(tokens) => Some(stream_last(tokens)),
        _ => None,
    }
}

/// The first and last token of a pattern.
pub(super) fn pat_ends(pat: &Pat) -> (Span, Span) {
    match pat {
        Pat::Const(p) => (p.const_token.span, p.block.brace_token.span.close()),
        Pat::Guard(p) => (pat_ends(&p.pat).0, expr_last(&p.guard)),
        Pat::Ident(p) => {
            let first = match (&p.by_ref, &p.mutability) {
                (Some(by_ref), _) => by_ref.span,
                (None, Some(mutability)) => mutability.span,
                (None, None) => p.ident.span(),
            };
            (first, p.subpat.as_ref().map_or_else(|| p.ident.span(), |(_, sub)| pat_ends(sub).1))
        }
        Pat::Lit(p) => (p.lit.span(), p.lit.span()),
        Pat::Macro(p) => (path_first(&p.mac.path), p.mac.delimiter.span().close()),
        Pat::Or(p) => match (p.cases.first(), p.cases.last()) {
            (Some(first), Some(last)) => (pat_ends(first).0, pat_ends(last).1),
            _ => nowhere(),
        },
        Pat::Paren(p) => (p.paren_token.span.open(), p.paren_token.span.close()),
        Pat::Path(p) => (expr_path_first(p), path_last(&p.path)),
        Pat::Range(p) => (
            p.start.as_ref().map_or_else(|| limits(&p.limits).0, |e| expr_first(e)),
            p.end.as_ref().map_or_else(|| limits(&p.limits).1, |e| expr_last(e)),
        ),
        Pat::Reference(p) => (p.and_token.span, pat_ends(&p.pat).1),
        Pat::Rest(p) => (p.dot2_token.spans[0], p.dot2_token.spans[1]),
        Pat::Slice(p) => (p.bracket_token.span.open(), p.bracket_token.span.close()),
        Pat::Struct(p) => (qualified_first(p.qself.as_ref(), &p.path), p.brace_token.span.close()),
        Pat::Tuple(p) => (p.paren_token.span.open(), p.paren_token.span.close()),
        Pat::TupleStruct(p) => (qualified_first(p.qself.as_ref(), &p.path), p.paren_token.span.close()),
        Pat::Type(p) => (pat_ends(&p.pat).0, type_last(&p.ty)),
        Pat::Verbatim(tokens) => (stream_first(tokens), stream_last(tokens)),
        Pat::Wild(p) => (p.underscore_token.span, p.underscore_token.span),
        _ => nowhere(),
    }
}

/// `pub`, where written.
pub(super) fn visibility_first(vis: &Visibility) -> Option<Span> {
    match vis {
        Visibility::Public(token) => Some(token.span),
        Visibility::Restricted(restricted) => Some(restricted.pub_token.span),
        Visibility::Inherited => None,
    }
}

fn closure_first(closure: &syn::ExprClosure) -> Span {
    if let Some(lifetimes) = &closure.lifetimes {
        lifetimes.for_token.span
    } else if let Some(constness) = &closure.constness {
        constness.span
    } else if let Some(asyncness) = &closure.asyncness {
        asyncness.span
    } else if let Some(capture) = &closure.capture {
        capture.span
    } else {
        closure.inputs_begin.span
    }
}

fn expr_path_first(path: &ExprPath) -> Span {
    qualified_first(path.qself.as_ref(), &path.path)
}

fn labelled(label: &Option<Label>, otherwise: Span) -> Span {
    label.as_ref().map_or(otherwise, |label| label.name.apostrophe)
}

fn limits(limits: &syn::RangeLimits) -> (Span, Span) {
    match limits {
        syn::RangeLimits::HalfOpen(t) => (t.spans[0], t.spans[1]),
        syn::RangeLimits::Closed(t) => (t.spans[0], t.spans[2]),
    }
}

fn stream_first(tokens: &TokenStream) -> Span {
    tokens.clone().into_iter().next().map_or_else(Span::call_site, |t| t.span())
}

fn stream_last(tokens: &TokenStream) -> Span {
    tokens.clone().into_iter().last().map_or_else(Span::call_site, |t| t.span())
}

fn nowhere() -> (Span, Span) {
    (Span::call_site(), Span::call_site())
}
