//! The argument forms macros share: expressions, `name = value`, `key => value`, and tracing's `%value` and `?value`.

use super::super::lowerer::Lowerer;
use crate::program::{Arg, ArgKind, Entry, EntryKey, ExprId, ExprKind, Name};
use proc_macro2::{Span, TokenStream};
use syn::ext::IdentExt as _;
use syn::parse::discouraged::Speculative as _;
use syn::parse::{Parse, ParseStream, Parser as _};
use syn::{Expr, Ident, Token};

/// One argument of a macro call.
pub(super) enum MacroArg {
    /// An expression.
    Value(Expr),
    /// `name = value`, `target: value`; dotted names are one name.
    Named(Vec<Ident>, Expr),
    /// `key => value`
    Pair(Box<(Expr, Expr)>),
}

impl Parse for MacroArg {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        if input.peek(Ident::peek_any) {
            let ahead = input.fork();
            let mut names = vec![ahead.call(Ident::parse_any)?];
            while ahead.peek(Token![.]) && ahead.peek2(Ident::peek_any) {
                ahead.parse::<Token![.]>()?;
                names.push(ahead.call(Ident::parse_any)?);
            }
            let is_assigned = ahead.peek(Token![=]) && !ahead.peek(Token![==]) && !ahead.peek(Token![=>]);
            let is_labelled = names.len() == 1 && ahead.peek(Token![:]) && !ahead.peek(Token![::]);
            if is_assigned || is_labelled {
                if is_assigned {
                    ahead.parse::<Token![=]>()?;
                } else {
                    ahead.parse::<Token![:]>()?;
                }
                skip_sigil(&ahead)?;
                let value = ahead.parse()?;
                input.advance_to(&ahead);
                return Ok(MacroArg::Named(names, value));
            }
        }
        skip_sigil(input)?;
        let value: Expr = input.parse()?;
        if input.peek(Token![=>]) {
            input.parse::<Token![=>]>()?;
            return Ok(MacroArg::Pair(Box::new((value, input.parse()?))));
        }
        Ok(MacroArg::Value(value))
    }
}

/// `%` and `?` say how tracing prints a value.
fn skip_sigil(input: ParseStream) -> syn::Result<()> {
    if input.peek(Token![%]) {
        input.parse::<Token![%]>()?;
    } else if input.peek(Token![?]) {
        input.parse::<Token![?]>()?;
    }
    Ok(())
}

/// Parses all of a macro's input as arguments.
pub(super) fn parse(tokens: TokenStream, semicolons: bool) -> syn::Result<Vec<MacroArg>> {
    let parser = |input: ParseStream| {
        let mut args = Vec::new();
        while !input.is_empty() {
            args.push(input.parse()?);
            if semicolons && input.peek(Token![;]) {
                input.parse::<Token![;]>()?;
            } else if !input.is_empty() {
                input.parse::<Token![,]>()?;
            }
        }
        Ok(args)
    };
    parser.parse2(tokens)
}

impl Lowerer<'_> {
    /// Lowers one argument; a pair is an argument of its key's and value's object.
    pub(super) fn macro_arg(&mut self, arg: &MacroArg) -> Arg {
        match arg {
            MacroArg::Value(value) => self.arg(value),
            MacroArg::Named(names, value) => {
                let (name, name_span) = self.dotted_name(names);
                let span = name_span.to(self.expr_span(value));
                Arg { kind: ArgKind::Named(name, name_span), value: self.expr(value), span }
            }
            MacroArg::Pair(pair) => {
                let (key, value) = &**pair;
                let entry = self.pair(key, value);
                let span = entry.key_span.to(self.expr_span(value));
                let value = self.b.expr(ExprKind::Object { class: None, entries: vec![entry] }, span);
                Arg { kind: ArgKind::Positional, value, span }
            }
        }
    }

    /// `key => value`
    pub(super) fn pair(&mut self, key: &Expr, value: &Expr) -> Entry {
        let key_span = self.expr_span(key);
        let key = match key {
            Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) => EntryKey::Static(Name::from(text.value())),
            _ => EntryKey::Computed(self.expr(key)),
        };
        Entry { key, value: self.expr(value), key_span }
    }

    fn dotted_name(&self, names: &[Ident]) -> (Name, crate::source::Span) {
        let joined: Vec<String> = names.iter().map(|name| self.ident(name).0.to_string()).collect();
        let first = names.first().map_or_else(Span::call_site, Ident::span);
        let last = names.last().map_or_else(Span::call_site, Ident::span);
        (Name::from(joined.join(".")), self.between(first, last))
    }

    /// An object of pairs, if all arguments are pairs.
    pub(super) fn object_of_pairs(&mut self, args: &[MacroArg], span: crate::source::Span) -> Option<ExprId> {
        if args.is_empty() || !args.iter().all(|arg| matches!(arg, MacroArg::Pair(..))) {
            return None;
        }
        let mut entries = Vec::with_capacity(args.len());
        for arg in args {
            if let MacroArg::Pair(pair) = arg {
                entries.push(self.pair(&pair.0, &pair.1));
            }
        }
        Some(self.b.expr(ExprKind::Object { class: None, entries }, span))
    }
}
