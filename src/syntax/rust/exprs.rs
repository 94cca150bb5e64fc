//! Expressions.

use super::assign::{compound, operator};
use super::extent;
use super::lowerer::Lowerer;
use crate::program::{Arg, ArgKind, Element, Entry, EntryKey, ExprId, ExprKind, Literal, StmtKind};
use crate::source::Span;
use syn::punctuated::Punctuated;
use syn::{BinOp, Expr, Token, UnOp};

/// A repeated array of at most this length is written out.
const LONGEST_REPEAT: usize = 256;

impl Lowerer<'_> {
    /// An expression whose value is used.
    pub fn expr(&mut self, expr: &Expr) -> ExprId {
        match self.value(expr) {
            Some(id) => id,
            None => {
                let span = self.expr_span(expr);
                self.nothing(span)
            }
        }
    }

    /// An expression whose value is used, if it has one: `None` when it leaves the block or never had a value.
    pub fn value(&mut self, mut expr: &Expr) -> Option<ExprId> {
        loop {
            expr = match expr {
                Expr::Paren(e) => &e.expr,
                Expr::Group(e) => &e.expr,
                _ => break,
            };
        }
        match expr {
            Expr::Return(e) => {
                let value = e.expr.as_ref().and_then(|value| self.value(value));
                let span = self.expr_span(expr);
                self.b.stmt(StmtKind::Return(value), span);
                None
            }
            Expr::Break(e) => {
                let span = self.expr_span(expr);
                self.break_out(e, span);
                None
            }
            Expr::Continue(_) => {
                let span = self.expr_span(expr);
                self.b.stmt(StmtKind::Other, span);
                None
            }
            Expr::Block(e) => self.labelled_block(e, true),
            Expr::Unsafe(e) => self.block_value(&e.block),
            Expr::Const(e) => self.block_value(&e.block),
            Expr::TryBlock(e) => self.block_value(&e.block),
            Expr::If(e) => self.if_chain(e, true),
            Expr::Match(e) => self.match_arms(e, true),
            Expr::Loop(e) => self.endless_loop(e),
            Expr::While(e) => {
                self.while_loop(e);
                None
            }
            Expr::ForLoop(e) => {
                self.for_loop(e);
                None
            }
            Expr::Assign(e) => Some(self.assignment(&e.left, &e.right, None, expr)),
            Expr::Binary(e) if compound(&e.op).is_some() => Some(self.assignment(&e.left, &e.right, compound(&e.op), expr)),
            Expr::Macro(e) => {
                let span = self.expr_span(expr);
                self.macro_value(&e.mac, span)
            }
            _ => Some(self.chain(expr)),
        }
    }

    /// An expression whose value is dropped, in a statement of the given span.
    pub fn discard(&mut self, expr: &Expr, span: Span) {
        match expr {
            Expr::Paren(e) => self.discard(&e.expr, span),
            Expr::Block(e) => {
                self.labelled_block(e, false);
            }
            Expr::Unsafe(e) => self.discarded_block(&e.block),
            Expr::If(e) => {
                self.if_chain(e, false);
            }
            Expr::Match(e) => {
                self.match_arms(e, false);
            }
            Expr::Assign(_) | Expr::Loop(_) => {
                self.value(expr);
            }
            Expr::Binary(e) if compound(&e.op).is_some() => {
                self.value(expr);
            }
            _ => {
                if let Some(value) = self.value(expr) {
                    self.b.stmt(StmtKind::Expr(value), span);
                }
            }
        }
    }

    /// A chain of calls, members, operators and the like, innermost first: such chains get long.
    fn chain(&mut self, expr: &Expr) -> ExprId {
        let mut links = Vec::new();
        let mut at = expr;
        loop {
            let next = match at {
                Expr::Await(e) => &*e.base,
                Expr::Binary(e) if compound(&e.op).is_none() => &*e.left,
                Expr::Call(e) => match wrapped(e) {
                    Some(value) => value,
                    None => &*e.func,
                },
                Expr::Cast(e) => &*e.expr,
                Expr::Field(e) => &*e.base,
                Expr::Group(e) => &*e.expr,
                Expr::Index(e) => &*e.expr,
                Expr::MethodCall(e) => &*e.receiver,
                Expr::Paren(e) => &*e.expr,
                Expr::RawAddr(e) => &*e.expr,
                Expr::Reference(e) => &*e.expr,
                Expr::Try(e) => &*e.expr,
                Expr::Unary(e) => &*e.expr,
                _ => break,
            };
            links.push(at);
            at = next;
        }
        let mut id = self.atom(at);
        let mut extent = self.expr_span(at);
        while let Some(link) = links.pop() {
            (id, extent) = self.link(link, id, extent);
        }
        id
    }

    /// One link of a chain: what it makes of what is inside, and the tokens of both.
    fn link(&mut self, link: &Expr, inner: ExprId, extent: Span) -> (ExprId, Span) {
        let up_to = |this: &Self, last: proc_macro2::Span| Span { start: extent.start, end: this.end(last) };
        match link {
            Expr::Await(e) => {
                let span = up_to(self, e.await_token.span);
                (self.b.expr(ExprKind::Await(inner), span), span)
            }
            Expr::Try(e) => {
                let span = up_to(self, e.question_token.span);
                (self.b.expr(ExprKind::Try(inner), span), span)
            }
            Expr::Field(e) => {
                let (name, name_span) = self.member_name(&e.member);
                let span = extent.to(name_span);
                (self.b.member(inner, name, name_span, span), span)
            }
            Expr::MethodCall(e) => {
                let (name, name_span) = self.ident(&e.method);
                let callee = self.b.member(inner, name, name_span, extent.to(name_span));
                let args = self.args(&e.args);
                let span = up_to(self, e.paren_token.span.close());
                (self.b.expr(ExprKind::Call { callee, args, is_new: false }, span), span)
            }
            Expr::Call(e) => {
                if wrapped(e).is_some() {
                    return (inner, self.between(extent::expr_first(&e.func), e.paren_token.span.close()));
                }
                let span = up_to(self, e.paren_token.span.close());
                let args = self.args(&e.args);
                (self.b.expr(ExprKind::Call { callee: inner, args, is_new: false }, span), span)
            }
            Expr::Index(e) => {
                let index = self.expr(&e.index);
                let span = up_to(self, e.bracket_token.span.close());
                (self.b.expr(ExprKind::Index { object: inner, index }, span), span)
            }
            Expr::Binary(e) => {
                let right = self.expr(&e.right);
                let span = up_to(self, extent::expr_last(&e.right));
                let kind = match &e.op {
                    BinOp::And(_) => ExprKind::And { left: inner, right },
                    BinOp::Or(_) => ExprKind::Fallback { left: inner, right },
                    op => ExprKind::Binary { op: operator(op).into(), left: inner, right },
                };
                (self.b.expr(kind, span), span)
            }
            Expr::Unary(e) => {
                let span = Span { start: self.start(extent::expr_first(link)), end: extent.end };
                let op = match &e.op {
                    UnOp::Not(_) => "!",
                    UnOp::Neg(_) => "-",
                    _ => return (inner, span),
                };
                (self.b.expr(ExprKind::Unary { op: op.into(), operand: inner }, span), span)
            }
            Expr::Cast(e) => (inner, up_to(self, extent::type_last(&e.ty))),
            Expr::Paren(e) => (inner, self.span(e.paren_token.span.join())),
            Expr::Reference(e) => (inner, Span { start: self.start(e.and_token.span), end: extent.end }),
            Expr::RawAddr(e) => (inner, Span { start: self.start(e.and_token.span), end: extent.end }),
            _ => (inner, extent),
        }
    }

    /// The arguments of a call.
    pub fn args(&mut self, args: &Punctuated<Expr, Token![,]>) -> Vec<Arg> {
        args.iter().map(|arg| self.arg(arg)).collect()
    }

    /// An argument by position.
    pub fn arg(&mut self, arg: &Expr) -> Arg {
        let value = self.expr(arg);
        Arg { kind: ArgKind::Positional, value, span: self.expr_span(arg) }
    }

    /// What a chain begins with.
    fn atom(&mut self, expr: &Expr) -> ExprId {
        let span = self.expr_span(expr);
        match expr {
            Expr::Lit(e) => self.literal(&e.lit),
            Expr::Path(e) if is_none(&e.path) => self.b.expr(ExprKind::Literal(Literal::Null), span),
            Expr::Path(e) => self.path(e.qself.as_ref(), &e.path),
            Expr::Array(e) => self.expr_list(&e.elems, span),
            Expr::Tuple(e) => self.expr_list(&e.elems, span),
            Expr::Repeat(e) => self.repeated(&e.expr, &e.len, span),
            Expr::Struct(e) => self.structure_literal(e, span),
            Expr::Closure(e) => self.closure(e, span),
            Expr::Async(e) => self.block_function(false, span, |this| this.returning_block(&e.block)),
            Expr::Let(_) => self.let_condition(expr),
            Expr::Range(e) => {
                let mut end = |end: &Option<Box<Expr>>| match end {
                    Some(end) => self.expr(end),
                    None => self.b.expr(ExprKind::Literal(Literal::Null), span),
                };
                let (left, right) = (end(&e.start), end(&e.end));
                let op = if matches!(e.limits, syn::RangeLimits::Closed(_)) { "..=" } else { ".." };
                self.b.expr(ExprKind::Binary { op: op.into(), left, right }, span)
            }
            Expr::Yield(e) => {
                self.mark_generator();
                let value = e.expr.as_ref().map(|value| self.expr(value));
                self.b.expr(ExprKind::Yield(value), span)
            }
            Expr::Infer(_) => self.nothing(span),
            Expr::Verbatim(tokens) => {
                self.skip_tokens(tokens);
                self.nothing(span)
            }
            // Statements that stand where a value is wanted, as in `(match x { … }).y`.
            Expr::Return(_)
            | Expr::Break(_)
            | Expr::Continue(_)
            | Expr::Block(_)
            | Expr::Unsafe(_)
            | Expr::Const(_)
            | Expr::TryBlock(_)
            | Expr::If(_)
            | Expr::Match(_)
            | Expr::Loop(_)
            | Expr::While(_)
            | Expr::ForLoop(_)
            | Expr::Assign(_)
            | Expr::Binary(_)
            | Expr::Macro(_) => match self.value(expr) {
                Some(value) => value,
                None => self.nothing(span),
            },
            _ => self.nothing(span),
        }
    }

    /// A list of expressions.
    pub fn expr_list(&mut self, elements: &Punctuated<Expr, Token![,]>, span: Span) -> ExprId {
        let elements = elements.iter().map(|e| Element { value: self.expr(e), is_spread: false }).collect();
        self.b.expr(ExprKind::List(elements), span)
    }

    /// `[value; length]`: written out if the length is known and small, else so many unknown more.
    pub fn repeated(&mut self, value: &Expr, length: &Expr, span: Span) -> ExprId {
        let value = self.expr(value);
        let known = match length {
            Expr::Lit(syn::ExprLit { lit: syn::Lit::Int(n), .. }) => n.base10_parse::<usize>().ok().filter(|n| *n <= LONGEST_REPEAT),
            _ => None,
        };
        let elements = match known {
            Some(n) => (0..n).map(|_| Element { value, is_spread: false }).collect(),
            None => {
                let length_id = self.expr(length);
                let length_span = self.expr_span(length);
                let more = self.b.unknown(vec![length_id], length_span);
                vec![Element { value, is_spread: false }, Element { value: more, is_spread: true }]
            }
        };
        self.b.expr(ExprKind::List(elements), span)
    }

    fn structure_literal(&mut self, literal: &syn::ExprStruct, span: Span) -> ExprId {
        let class = self.path(literal.qself.as_ref(), &literal.path);
        let mut entries = Vec::with_capacity(literal.fields.len());
        for field in &literal.fields {
            let (name, key_span) = self.member_name(&field.member);
            let value = self.expr(&field.expr);
            entries.push(Entry { key: EntryKey::Static(name), value, key_span });
        }
        if let (Some(dots), Some(rest)) = (&literal.dot2_token, &literal.rest) {
            let value = self.expr(rest);
            let key_span = self.between(dots.spans[0], extent::expr_last(rest));
            entries.push(Entry { key: EntryKey::Spread, value, key_span });
        }
        self.b.expr(ExprKind::Object { class: Some(class), entries }, span)
    }
}

/// The `x` of `Some(x)` and `Ok(x)`.
fn wrapped(call: &syn::ExprCall) -> Option<&Expr> {
    let Expr::Path(path) = &*call.func else { return None };
    let name = &prelude_variant(path.qself.is_some(), &path.path)?.ident;
    if call.args.len() == 1 && (name == "Some" || name == "Ok") { call.args.first() } else { None }
}

fn is_none(path: &syn::Path) -> bool {
    prelude_variant(false, path).is_some_and(|segment| segment.ident == "None")
}

/// The last segment of `Some`, `Option::Some` and the like.
fn prelude_variant(is_qualified: bool, path: &syn::Path) -> Option<&syn::PathSegment> {
    let last = path.segments.last()?;
    let parent = path.segments.iter().rev().nth(1);
    (!is_qualified && parent.is_none_or(|p| p.ident == "Option" || p.ident == "Result")).then_some(last)
}
