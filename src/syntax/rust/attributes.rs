//! Attributes: as decorators, and what `cfg` says about a branch.

use super::extent;
use super::lowerer::Lowerer;
use crate::program::{Arg, ArgKind, BranchKind, ExprId, ExprKind};
use crate::source::Span;
use proc_macro2::TokenStream;
use syn::ext::IdentExt as _;
use syn::parse::discouraged::Speculative as _;
use syn::parse::{Parse, ParseStream, Parser as _};
use syn::punctuated::Punctuated;
use syn::{Attribute, Expr, Ident, Meta, Path, Token, parenthesized, token};

/// Attributes of test functions, by the last name of their path.
const TEST_ATTRIBUTES: [&str; 6] = ["test", "bench", "rstest", "test_case", "wasm_bindgen_test", "quickcheck"];

/// What `#[cfg(…)]` says about the code it is on, if anything.
pub(super) fn branch(attributes: &[Attribute]) -> Option<BranchKind> {
    attributes.iter().filter(|a| a.path().is_ident("cfg")).find_map(|attribute| attribute.parse_args::<Predicate>().ok()?.branch())
}

/// Whether a function is a test.
pub(super) fn is_test(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|a| a.path().segments.last().is_some_and(|s| TEST_ATTRIBUTES.iter().any(|name| s.ident == name)))
}

/// The value of `#[path = "…"]`.
pub(super) fn file_path(attributes: &[Attribute]) -> Option<String> {
    attributes.iter().find_map(|attribute| match &attribute.meta {
        Meta::NameValue(meta) if meta.path.is_ident("path") => match &meta.value {
            Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(path), .. }) => Some(path.value()),
            _ => None,
        },
        _ => None,
    })
}

/// What the predicate of `cfg!(…)` or `#[cfg(…)]` says.
pub(super) fn predicate_branch(tokens: TokenStream) -> Option<BranchKind> {
    syn::parse2::<Predicate>(tokens).ok()?.branch()
}

/// A `cfg` predicate.
enum Predicate {
    Test,
    All(Vec<Predicate>),
    Any(Vec<Predicate>),
    Other,
}

impl Predicate {
    fn branch(&self) -> Option<BranchKind> {
        match self {
            Predicate::Test => Some(BranchKind::Test),
            Predicate::All(of) => {
                let kinds: Vec<BranchKind> = of.iter().filter_map(Predicate::branch).collect();
                if kinds.contains(&BranchKind::Dead) { Some(BranchKind::Dead) } else { kinds.first().copied() }
            }
            // Nothing is `any()` of nothing; otherwise it holds in tests only if each alternative does.
            Predicate::Any(of) if of.is_empty() => Some(BranchKind::Dead),
            Predicate::Any(of) => {
                of.iter().map(Predicate::branch).reduce(|a, b| if a == b { a } else { a.and(b).map(|_| BranchKind::Test) }).flatten()
            }
            Predicate::Other => None,
        }
    }
}

impl Parse for Predicate {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        let name = input.call(Ident::parse_any)?;
        if input.peek(token::Paren) {
            let inner;
            parenthesized!(inner in input);
            if name == "not" {
                inner.parse::<TokenStream>()?;
                return Ok(Predicate::Other);
            }
            let of = Punctuated::<Predicate, Token![,]>::parse_terminated(&inner)?.into_iter().collect();
            return Ok(if name == "all" { Predicate::All(of) } else { Predicate::Any(of) });
        }
        if input.peek(Token![=]) {
            input.parse::<Token![=]>()?;
            input.parse::<syn::Lit>()?;
            return Ok(Predicate::Other);
        }
        Ok(if name == "test" { Predicate::Test } else { Predicate::Other })
    }
}

/// One argument of an attribute.
enum AttributeArg {
    Named(Ident, Expr),
    List(Path, token::Paren, Vec<AttributeArg>),
    Value(Expr),
}

impl Parse for AttributeArg {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        let ahead = input.fork();
        if let Ok(path) = ahead.call(Path::parse_mod_style) {
            if ahead.peek(Token![=]) && !ahead.peek(Token![==]) && path.get_ident().is_some() {
                let name = input.call(Ident::parse_any)?;
                input.parse::<Token![=]>()?;
                return Ok(AttributeArg::Named(name, input.parse()?));
            }
            if ahead.peek(token::Paren) {
                let attempt = input.fork();
                attempt.call(Path::parse_mod_style)?;
                if let Ok((paren, args)) = parenthesized_args(&attempt)
                    && (attempt.is_empty() || attempt.peek(Token![,]))
                {
                    // Taking over what was read keeps nested lists from being read twice at every level.
                    input.advance_to(&attempt);
                    return Ok(AttributeArg::List(path, paren, args));
                }
            }
        }
        Ok(AttributeArg::Value(input.parse()?))
    }
}

fn parenthesized_args(input: ParseStream) -> syn::Result<(token::Paren, Vec<AttributeArg>)> {
    let inner;
    let paren = parenthesized!(inner in input);
    Ok((paren, Punctuated::<AttributeArg, Token![,]>::parse_terminated(&inner)?.into_iter().collect()))
}

impl Lowerer<'_> {
    /// Attributes as decorators, documentation left out.
    pub fn decorators(&mut self, attributes: &[Attribute]) -> Vec<ExprId> {
        attributes.iter().filter(|a| !a.path().is_ident("doc")).map(|a| self.decorator(a)).collect()
    }

    fn decorator(&mut self, attribute: &Attribute) -> ExprId {
        match &attribute.meta {
            Meta::Path(path) => self.path(None, path),
            Meta::List(list) => {
                let args = Punctuated::<AttributeArg, Token![,]>::parse_terminated.parse2(list.tokens.clone());
                let args = args.map(|args| args.into_iter().collect()).unwrap_or_default();
                let end = self.end(list.delimiter.span().close());
                self.attribute_call(&list.path, args, end)
            }
            Meta::NameValue(pair) => {
                let end = self.end(extent::expr_last(&pair.value));
                let value = AttributeArg::Value(pair.value.clone());
                self.attribute_call(&pair.path, vec![value], end)
            }
        }
    }

    fn attribute_call(&mut self, path: &Path, args: Vec<AttributeArg>, end: u32) -> ExprId {
        let callee = self.path(None, path);
        let args = args.into_iter().map(|arg| self.attribute_arg(arg)).collect();
        let span = Span { start: self.span_of(callee).start, end };
        self.b.expr(ExprKind::Call { callee, args, is_new: false }, span)
    }

    fn attribute_arg(&mut self, arg: AttributeArg) -> Arg {
        match arg {
            AttributeArg::Named(name, value) => {
                let (name, name_span) = self.ident(&name);
                let span = name_span.to(self.expr_span(&value));
                Arg { kind: ArgKind::Named(name, name_span), value: self.attribute_value(&value), span }
            }
            AttributeArg::List(path, paren, args) => {
                let end = self.end(paren.span.close());
                let value = self.attribute_call(&path, args, end);
                Arg { kind: ArgKind::Positional, value, span: self.span_of(value) }
            }
            AttributeArg::Value(value) => {
                let span = self.expr_span(&value);
                Arg { kind: ArgKind::Positional, value: self.attribute_value(&value), span }
            }
        }
    }

    /// The value of an attribute's argument. It doesn't run, so nothing that would become a statement is lowered.
    fn attribute_value(&mut self, value: &Expr) -> ExprId {
        match value {
            Expr::Lit(_) | Expr::Path(_) | Expr::Unary(_) | Expr::Array(_) | Expr::Tuple(_) => self.expr(value),
            _ => {
                let span = self.expr_span(value);
                self.nothing(span)
            }
        }
    }
}
