//! `lazy_static!` and `thread_local!`: statics with other initialisers.

use super::super::lowerer::Lowerer;
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, Expr, Ident, Macro, Token, Type, Visibility};

/// Macros that hold statics.
pub(super) const HOLDERS: [&str; 2] = ["lazy_static", "thread_local"];

struct Static {
    static_token: Token![static],
    ident: Ident,
    ty: Type,
    value: Expr,
}

struct Statics(Vec<Static>);

impl Parse for Statics {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        let mut statics = Vec::new();
        while !input.is_empty() {
            input.call(Attribute::parse_outer)?;
            input.parse::<Visibility>()?;
            let static_token = input.parse()?;
            input.parse::<Option<Token![ref]>>()?;
            let ident = input.parse()?;
            input.parse::<Token![:]>()?;
            let ty = input.parse()?;
            input.parse::<Token![=]>()?;
            let value = input.parse()?;
            input.parse::<Option<Token![;]>>()?;
            statics.push(Static { static_token, ident, ty, value });
        }
        Ok(Statics(statics))
    }
}

impl Lowerer<'_> {
    /// Declares the statics; `false` if the input has another form.
    pub(super) fn statics(&mut self, mac: &Macro) -> bool {
        let Ok(Statics(statics)) = mac.parse_body() else { return false };
        for item in &statics {
            let span = self.between(item.static_token.span, super::super::extent::expr_last(&item.value));
            self.constant(&item.ident, Some(&item.ty), Some(&item.value), span);
        }
        true
    }
}
