//! Macro calls. Those whose input is known become what they build; of the others, what parses as Rust is kept.

mod args;
mod format;
mod json;
mod select;
mod statics;
mod unknown;

use super::extent;
use super::lowerer::Lowerer;
use crate::program::{Arg, ArgKind, ExprId, ExprKind, StmtKind};
use crate::source::Span;
use proc_macro2::TokenStream;
use syn::parse::{Parse, ParseStream, Parser as _};
use syn::punctuated::Punctuated;
use syn::{Block, Expr, File, Macro, Pat, Token};

/// How many macros within macros are looked into: each level parses what is inside again.
const DEEPEST_MACRO: usize = 24;

/// Macros whose input is no code that runs here.
const TEMPLATES: [&str; 6] = ["quote", "quote_spanned", "parse_quote", "parse_quote_spanned", "stringify", "macro_rules"];

impl Lowerer<'_> {
    /// A macro call whose value is used, or dropped by the caller; `None` if it became statements without a value.
    pub fn macro_value(&mut self, mac: &Macro, span: Span) -> Option<ExprId> {
        self.within_macro(mac, span, |this, name| this.known_macro(mac, name, span))
    }

    /// A macro call among items.
    pub fn item_macro(&mut self, mac: &Macro, span: Span) {
        let value = self.within_macro(mac, span, |this, name| {
            if statics::HOLDERS.contains(&name) {
                return this.known_macro(mac, name, span);
            }
            match syn::parse2::<File>(mac.tokens.clone()) {
                Ok(file) if !file.items.is_empty() => {
                    this.item_list(&file.items, false);
                    None
                }
                _ => this.known_macro(mac, name, span),
            }
        });
        if let Some(value) = value {
            self.b.stmt(StmtKind::Expr(value), span);
        }
    }

    /// Runs `f` with the macro's name, unless the macro is not to be looked into.
    fn within_macro(&mut self, mac: &Macro, span: Span, f: impl FnOnce(&mut Self, &str) -> Option<ExprId>) -> Option<ExprId> {
        let name = self.last_name(&mac.path).unwrap_or_default();
        let cost = span.range().len();
        if TEMPLATES.contains(&name.as_str()) || self.macro_depth >= DEEPEST_MACRO || cost > self.macro_budget {
            return Some(self.macro_call(mac, Vec::new(), span));
        }
        self.macro_budget -= cost;
        self.macro_depth += 1;
        let value = f(self, &name);
        self.macro_depth -= 1;
        value
    }

    fn known_macro(&mut self, mac: &Macro, name: &str, span: Span) -> Option<ExprId> {
        let known = match name {
            "json" => self.json(mac),
            "vec" | "smallvec" | "bvec" => self.vector(mac, span),
            "format" | "format_args" | "formatdoc" | "formatcp" => self.formatted(mac, span),
            "concat" | "concatcp" => self.concatenated(mac, span),
            "indoc" => self.text(mac, span),
            "matches" => self.matches(mac, span),
            "try" => mac.parse_body::<Expr>().ok().map(|inner| {
                let inner = self.expr(&inner);
                self.b.expr(ExprKind::Try(inner), span)
            }),
            "stream" | "try_stream" => self.stream(mac, span),
            "select" | "select_biased" => match self.select(mac, span) {
                Some(value) => return value,
                None => None,
            },
            _ if statics::HOLDERS.contains(&name) && self.statics(mac) => return None,
            _ if format::is_formatting(name) => self.formatted_call(mac, name, span),
            _ => None,
        };
        known.or_else(|| self.unknown_macro(mac, span))
    }

    /// A call of the macro's name.
    pub(super) fn macro_call(&mut self, mac: &Macro, args: Vec<Arg>, span: Span) -> ExprId {
        let bang = self.span(mac.bang_token.spans[0]);
        let start = self.start(extent::path_first(&mac.path));
        let mut callee = None;
        for (position, segment) in mac.path.segments.iter().enumerate() {
            let (mut name, mut name_span) = self.ident(&segment.ident);
            if position + 1 == mac.path.segments.len() {
                name = smol_str::format_smolstr!("{name}!");
                name_span = name_span.to(bang);
            }
            callee = Some(match callee {
                None => self.b.name(name, name_span),
                Some(object) => self.b.member(object, name, name_span, Span { start, end: name_span.end }),
            });
        }
        let callee = callee.unwrap_or_else(|| self.nothing(span));
        self.b.expr(ExprKind::Call { callee, args, is_new: false }, span)
    }

    /// The bytes of the macro's delimited input.
    fn input_span(&self, mac: &Macro) -> Span {
        self.span(mac.delimiter.span().join())
    }

    /// `vec![…]`
    fn vector(&mut self, mac: &Macro, span: Span) -> Option<ExprId> {
        enum Vector {
            Repeat(Box<Expr>, Box<Expr>),
            Elements(Punctuated<Expr, Token![,]>),
        }
        impl Parse for Vector {
            fn parse(input: ParseStream) -> syn::Result<Self> {
                let mut elements = Punctuated::new();
                while !input.is_empty() {
                    let element = input.parse()?;
                    if elements.is_empty() && input.peek(Token![;]) {
                        input.parse::<Token![;]>()?;
                        return Ok(Vector::Repeat(Box::new(element), input.parse()?));
                    }
                    elements.push_value(element);
                    if !input.is_empty() {
                        elements.push_punct(input.parse()?);
                    }
                }
                Ok(Vector::Elements(elements))
            }
        }
        match mac.parse_body::<Vector>().ok()? {
            Vector::Repeat(value, length) => Some(self.repeated(&value, &length, span)),
            Vector::Elements(elements) => Some(self.expr_list(&elements, span)),
        }
    }

    /// `indoc!("…")`: text without its indentation.
    fn text(&mut self, mac: &Macro, span: Span) -> Option<ExprId> {
        let literal = mac.parse_body::<syn::LitStr>().ok()?;
        let value = literal.value();
        let indentation = value
            .lines()
            .skip(1)
            .filter(|line| !line.trim().is_empty())
            .map(|line| line.len() - line.trim_start_matches([' ', '\t']).len())
            .min()
            .unwrap_or(0);
        let unindented = |line: &str| line.get(indentation..).unwrap_or_default().to_owned();
        let lines: Vec<String> =
            value.split('\n').enumerate().map(|(i, line)| if i == 0 { line.to_owned() } else { unindented(line) }).collect();
        let text = lines.join("\n");
        Some(self.b.string(text.strip_prefix('\n').unwrap_or(&text), span))
    }

    /// `matches!(subject, pattern if guard)`
    fn matches(&mut self, mac: &Macro, span: Span) -> Option<ExprId> {
        let parser = |input: ParseStream| {
            let subject: Expr = input.parse()?;
            input.parse::<Token![,]>()?;
            let pat = Pat::parse_multi_with_leading_vert(input)?;
            let guard = if input.peek(Token![if]) {
                input.parse::<Token![if]>()?;
                Some(input.parse::<Expr>()?)
            } else {
                None
            };
            input.parse::<Option<Token![,]>>()?;
            Ok((subject, pat, guard))
        };
        let (subject, pat, guard) = parser.parse2(mac.tokens.clone()).ok()?;
        let subject = self.expr(&subject);
        let mut arms = Vec::new();
        if let Some(guard) = guard {
            let pat_span = self.pat_span(&pat);
            self.bind(&pat, subject, None, pat_span);
            arms.push(self.expr(&guard));
        }
        Some(self.b.expr(ExprKind::Switch { subject, arms }, span))
    }

    /// `stream! { … yield x; }`: runs as a generator of its own.
    fn stream(&mut self, mac: &Macro, span: Span) -> Option<ExprId> {
        let stmts = Block::parse_within.parse2(mac.tokens.clone()).ok()?;
        let body_span = self.input_span(mac);
        let value = self.block_function(true, body_span, |this| this.returning_statements(&stmts));
        let args = vec![Arg { kind: ArgKind::Positional, value, span: body_span }];
        Some(self.macro_call(mac, args, span))
    }

    /// A call with these values as its arguments.
    fn macro_call_with(&mut self, mac: &Macro, values: Vec<ExprId>, span: Span) -> ExprId {
        let args = values.into_iter().map(|value| Arg { kind: ArgKind::Positional, value, span: self.span_of(value) }).collect();
        self.macro_call(mac, args, span)
    }
}

/// Parses tokens as statements.
fn parse_statements(tokens: TokenStream) -> Option<Vec<syn::Stmt>> {
    Block::parse_within.parse2(tokens).ok()
}
