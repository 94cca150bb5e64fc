//! Items syn hands back as tokens: valid in what a macro is given, or in an `extern` block, or new to the language.

use super::extent;
use super::functions::{self, Declaration};
use super::lowerer::Lowerer;
use crate::program::FunctionKind;
use proc_macro2::{Group, TokenStream, TokenTree};
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, ItemUse, Signature, Token, Visibility};

/// A function without a body.
struct BodilessFn {
    attrs: Vec<Attribute>,
    vis: Visibility,
    sig: Signature,
    semi: Token![;],
}

impl Parse for BodilessFn {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        Ok(Self { attrs: input.call(Attribute::parse_outer)?, vis: input.parse()?, sig: input.parse()?, semi: input.parse()? })
    }
}

impl Lowerer<'_> {
    /// Lowers what can be recognised of such an item; the rest is skipped.
    pub fn verbatim_item(&mut self, tokens: &TokenStream) {
        if let Ok(item) = syn::parse2::<BodilessFn>(tokens.clone()) {
            let first = extent::visibility_first(&item.vis).unwrap_or_else(|| functions::signature_first(&item.sig));
            let span = self.between(first, item.semi.spans[0]);
            let kind = match (item.sig.receiver(), self.self_types.is_empty()) {
                (Some(_), _) => FunctionKind::Method,
                (None, false) => FunctionKind::Static,
                (None, true) => FunctionKind::Function,
            };
            let is_public = functions::is_public(&item.vis);
            return self.function(&Declaration { sig: &item.sig, attrs: &item.attrs, body: None, kind, is_public, span });
        }
        // `use {::a::b, ::c::d};`
        if let Ok(item) = syn::parse2::<ItemUse>(without_leading_colons(tokens.clone())) {
            let span = self.between(item.use_token.span, item.semi_token.spans[0]);
            return self.use_tree(&item.tree, &mut Vec::new(), span);
        }
        self.skip_tokens(tokens);
    }

    /// Records tokens as not understood, unless they are a macro's own language.
    pub fn skip_tokens(&mut self, tokens: &TokenStream) {
        if self.macro_depth > 0 {
            return;
        }
        let mut tokens = tokens.clone().into_iter();
        if let Some(first) = tokens.next() {
            let last = tokens.last().map_or_else(|| first.span(), |t| t.span());
            let span = self.between(first.span(), last);
            self.b.module_mut().skipped.push(span);
        }
    }
}

/// Import paths without the `::` they begin with inside braces, which syn has no place for.
fn without_leading_colons(tokens: TokenStream) -> TokenStream {
    let mut at_start = true;
    let kept = tokens.into_iter().filter_map(|token| {
        let was_at_start = at_start;
        at_start = false;
        match token {
            TokenTree::Group(group) => {
                let mut inner = Group::new(group.delimiter(), without_leading_colons(group.stream()));
                inner.set_span(group.span());
                Some(TokenTree::Group(inner))
            }
            TokenTree::Punct(punct) if punct.as_char() == ':' && was_at_start => {
                at_start = true;
                None
            }
            TokenTree::Punct(punct) => {
                at_start = punct.as_char() == ',';
                Some(TokenTree::Punct(punct))
            }
            other => Some(other),
        }
    });
    kept.collect()
}
