//! `json!`: objects, lists and literals, with Rust expressions as values.

use super::super::lowerer::Lowerer;
use crate::program::{Element, Entry, EntryKey, ExprId, ExprKind, Literal, Name};
use proc_macro2::{Span, TokenStream, TokenTree};
use syn::parse::{Parse, ParseStream};
use syn::{Expr, Lit, Macro, Token, braced, bracketed, token};

enum Json {
    Null(Span),
    List(token::Bracket, Vec<Json>),
    Object(token::Brace, Vec<(Key, Json)>),
    Value(Box<Expr>),
}

enum Key {
    Text(syn::LitStr),
    Computed(Box<Expr>),
}

impl Parse for Json {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        let ahead = input.fork();
        let first: TokenTree = ahead.parse()?;
        let is_whole = ahead.is_empty() || ahead.peek(Token![,]);
        match first {
            TokenTree::Ident(word) if is_whole && word == "null" => {
                input.parse::<TokenTree>()?;
                Ok(Json::Null(word.span()))
            }
            TokenTree::Group(_) if is_whole && input.peek(token::Bracket) => {
                let inner;
                let bracket = bracketed!(inner in input);
                let mut elements = Vec::new();
                while !inner.is_empty() {
                    elements.push(inner.parse()?);
                    comma(&inner)?;
                }
                Ok(Json::List(bracket, elements))
            }
            TokenTree::Group(_) if is_whole && input.peek(token::Brace) => {
                let inner;
                let brace = braced!(inner in input);
                let mut entries = Vec::new();
                while !inner.is_empty() {
                    let key = inner.parse()?;
                    inner.parse::<Token![:]>()?;
                    entries.push((key, inner.parse()?));
                    comma(&inner)?;
                }
                Ok(Json::Object(brace, entries))
            }
            _ => Ok(Json::Value(input.parse()?)),
        }
    }
}

impl Parse for Key {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        // Everything up to a `:` that is not half of `::`.
        let mut tokens = Vec::new();
        while !(input.is_empty() || input.peek(Token![:]) && !input.peek(Token![::])) {
            if input.peek(Token![::]) {
                tokens.push(input.parse::<TokenTree>()?);
            }
            tokens.push(input.parse::<TokenTree>()?);
        }
        if let [TokenTree::Literal(literal)] = tokens.as_slice()
            && let Lit::Str(text) = Lit::new(literal.clone())
        {
            return Ok(Key::Text(text));
        }
        Ok(Key::Computed(Box::new(syn::parse2(tokens.into_iter().collect::<TokenStream>())?)))
    }
}

fn comma(input: ParseStream) -> syn::Result<()> {
    if input.is_empty() { Ok(()) } else { input.parse::<Token![,]>().map(|_| ()) }
}

impl Lowerer<'_> {
    /// The value a `json!` builds.
    pub(super) fn json(&mut self, mac: &Macro) -> Option<ExprId> {
        let value = mac.parse_body::<Json>().ok()?;
        Some(self.json_value(&value))
    }

    fn json_value(&mut self, value: &Json) -> ExprId {
        match value {
            Json::Null(span) => {
                let span = self.span(*span);
                self.b.expr(ExprKind::Literal(Literal::Null), span)
            }
            Json::List(bracket, elements) => {
                let span = self.span(bracket.span.join());
                let elements = elements.iter().map(|e| Element { value: self.json_value(e), is_spread: false }).collect();
                self.b.expr(ExprKind::List(elements), span)
            }
            Json::Object(brace, entries) => {
                let span = self.span(brace.span.join());
                let mut lowered = Vec::with_capacity(entries.len());
                for (key, value) in entries {
                    let (key, key_span) = match key {
                        Key::Text(text) => (EntryKey::Static(Name::from(text.value())), self.span(text.span())),
                        Key::Computed(key) => (EntryKey::Computed(self.expr(key)), self.expr_span(key)),
                    };
                    lowered.push(Entry { key, value: self.json_value(value), key_span });
                }
                self.b.expr(ExprKind::Object { class: None, entries: lowered }, span)
            }
            Json::Value(value) => self.expr(value),
        }
    }
}
