//! Literals.

use super::lowerer::Lowerer;
use crate::program::{ExprId, ExprKind, Literal};
use syn::Lit;

impl Lowerer<'_> {
    /// A constant.
    pub fn literal(&mut self, lit: &Lit) -> ExprId {
        let span = self.span(lit.span());
        match value(lit) {
            Some(value) => self.b.expr(ExprKind::Literal(value), span),
            None => self.nothing(span),
        }
    }
}

/// The value of a literal, if it is one the model knows.
pub(super) fn value(lit: &Lit) -> Option<Literal> {
    Some(match lit {
        Lit::Str(s) => Literal::Str(s.value().into()),
        Lit::ByteStr(s) => Literal::Bytes(String::from_utf8(s.value()).unwrap_or_default().into()),
        Lit::CStr(s) => Literal::Bytes(s.value().into_string().unwrap_or_default().into()),
        Lit::Byte(b) => Literal::Bytes(if b.value().is_ascii() { char::from(b.value()).to_string().into() } else { "".into() }),
        Lit::Char(c) => Literal::Str(c.value().to_string().into()),
        Lit::Int(i) => match i.base10_parse::<i64>() {
            Ok(value) => Literal::Int(value),
            Err(_) => Literal::Float(i.base10_digits().parse().ok()?),
        },
        Lit::Float(f) => Literal::Float(f.base10_digits().parse().ok()?),
        Lit::Bool(b) => Literal::Bool(b.value),
        _ => return None,
    })
}
