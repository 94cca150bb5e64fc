//! Macros of unknown meaning: arguments if the input reads so, else statements, else whatever parses in it.

use super::super::lowerer::Lowerer;
use super::{args, parse_statements};
use crate::program::{BranchKind, ExprId, RegionKind};
use crate::source::Span;
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use syn::{Expr, Macro};

/// How many brackets deep to look for code in input of unknown form.
const SALVAGE_DEPTH: usize = 6;

impl Lowerer<'_> {
    /// A macro of which only the name is known.
    pub(super) fn unknown_macro(&mut self, mac: &Macro, span: Span) -> Option<ExprId> {
        if let Ok(args) = args::parse(mac.tokens.clone(), false) {
            if let Some(object) = self.object_of_pairs(&args, span) {
                return Some(object);
            }
            let args = args.iter().map(|arg| self.macro_arg(arg)).collect();
            return Some(self.macro_call(mac, args, span));
        }
        if let Some(stmts) = parse_statements(mac.tokens.clone()) {
            return self.statements_value(&stmts);
        }
        let mut found = Vec::new();
        self.salvage(mac.tokens.clone(), SALVAGE_DEPTH, &mut found);
        Some(self.macro_call_with(mac, found, span))
    }

    /// Lowers the expressions and blocks that parse.
    fn salvage(&mut self, tokens: TokenStream, depth: usize, found: &mut Vec<ExprId>) {
        for part in parts(tokens) {
            // Names and punctuation alone tell nothing.
            let is_telling = part.iter().any(|token| matches!(token, TokenTree::Group(_) | TokenTree::Literal(_)));
            if !is_telling {
                continue;
            }
            if let Ok(expr) = syn::parse2::<Expr>(part.iter().cloned().collect()) {
                found.extend(self.value(&expr));
                continue;
            }
            let Some(depth) = depth.checked_sub(1) else { continue };
            for token in part {
                let TokenTree::Group(group) = token else { continue };
                let block = if group.delimiter() == Delimiter::Brace { parse_statements(group.stream()) } else { None };
                match block {
                    Some(stmts) => {
                        // Whether and how often it runs is up to the macro.
                        let span = self.span(group.span());
                        self.b.enter_region(RegionKind::Branch(BranchKind::Plain), span);
                        found.extend(self.statements_value(&stmts));
                        self.b.leave_region();
                    }
                    None => self.salvage(group.stream(), depth, found),
                }
            }
        }
    }
}

/// Splits tokens at `,`, `;` and `=>`.
fn parts(tokens: TokenStream) -> Vec<Vec<TokenTree>> {
    let mut parts = vec![Vec::new()];
    let mut after_equals = false;
    for token in tokens {
        let mut splits = false;
        let mut is_equals = false;
        if let TokenTree::Punct(punct) = &token {
            splits = matches!(punct.as_char(), ',' | ';') || after_equals && punct.as_char() == '>';
            is_equals = punct.as_char() == '=' && punct.spacing() == proc_macro2::Spacing::Joint;
        }
        if let Some(part) = parts.last_mut() {
            if splits && after_equals {
                part.pop();
            }
            if !splits {
                part.push(token);
            }
        }
        if splits {
            parts.push(Vec::new());
        }
        after_equals = is_equals;
    }
    parts
}
