//! `lazy_static!`, `thread_local!` and `task_local!`: statics with other initialisers, or none.

use super::super::extent;
use super::super::lowerer::Lowerer;
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, Expr, Ident, Macro, Token, Type, Visibility};

/// Macros that hold statics.
pub(super) const HOLDERS: [&str; 3] = ["lazy_static", "thread_local", "task_local"];

struct Static {
    static_token: Token![static],
    ident: Ident,
    ty: Type,
    value: Option<Expr>,
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
            let value = if input.parse::<Option<Token![=]>>()?.is_some() { Some(input.parse()?) } else { None };
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
            let last = item.value.as_ref().map_or_else(|| extent::type_last(&item.ty), extent::expr_last);
            let span = self.between(item.static_token.span, last);
            self.constant(&item.ident, Some(&item.ty), item.value.as_ref(), span);
        }
        true
    }
}
