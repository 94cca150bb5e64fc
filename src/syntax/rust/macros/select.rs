//! `select!`: waits for the first of several futures and runs its branch.

use super::super::extent;
use super::super::lowerer::Lowerer;
use crate::program::{BranchKind, ExprId, ExprKind, RegionKind};
use crate::source::Span;
use syn::parse::{Parse, ParseStream};
use syn::{Expr, Ident, Macro, Pat, Token};

/// `pattern = future, if condition => body`, or `else => body`.
struct Branch {
    future: Option<(Pat, Expr)>,
    condition: Option<Expr>,
    body: Expr,
}

struct Branches(Vec<Branch>);

impl Parse for Branches {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        if input.peek(Ident) && input.peek2(Token![;]) {
            // `biased;`
            input.parse::<Ident>()?;
            input.parse::<Token![;]>()?;
        }
        let mut branches = Vec::new();
        while !input.is_empty() {
            let mut condition = None;
            let future = if input.peek(Token![else]) && input.peek2(Token![=>]) {
                input.parse::<Token![else]>()?;
                None
            } else if input.peek(Ident) && input.peek2(Token![=>]) {
                // `complete`, `default`
                input.parse::<Ident>()?;
                None
            } else {
                let pat = Pat::parse_multi_with_leading_vert(input)?;
                input.parse::<Token![=]>()?;
                let future = input.parse()?;
                if input.peek(Token![,]) {
                    input.parse::<Token![,]>()?;
                    input.parse::<Token![if]>()?;
                    condition = Some(input.parse()?);
                }
                Some((pat, future))
            };
            input.parse::<Token![=>]>()?;
            let body = input.call(Expr::parse_with_earlier_boundary_rule)?;
            input.parse::<Option<Token![,]>>()?;
            branches.push(Branch { future, condition, body });
        }
        Ok(Branches(branches))
    }
}

impl Lowerer<'_> {
    /// A switch on the awaited futures, its branches as arms; its value, if the branches have any. `None` if the input
    /// has another form.
    pub(super) fn select(&mut self, mac: &Macro, span: Span) -> Option<Option<ExprId>> {
        let Branches(branches) = mac.parse_body().ok()?;
        let mut awaited = Vec::new();
        for branch in &branches {
            let id = branch.future.as_ref().map(|(_, future)| {
                let value = self.expr(future);
                let future_span = self.expr_span(future);
                self.b.expr(ExprKind::Await(value), future_span)
            });
            awaited.push(id);
        }
        let subject = self.macro_call_with(mac, awaited.iter().copied().flatten().collect(), span);
        let header = self.reserve(span);
        let mut arms = Vec::new();
        for (position, (branch, value)) in branches.iter().zip(awaited).enumerate() {
            let first = branch.future.as_ref().map_or_else(|| extent::expr_first(&branch.body), |(pat, _)| extent::pat_ends(pat).0);
            let branch_span = self.between(first, extent::expr_last(&branch.body));
            let kind = if position == 0 { BranchKind::Plain } else { BranchKind::Alternative };
            self.b.enter_region(RegionKind::Branch(kind), branch_span);
            if let (Some((pat, _)), Some(value)) = (&branch.future, value) {
                let pat_span = self.pat_span(pat);
                self.bind(pat, value, None, pat_span);
            }
            if let Some(condition) = &branch.condition {
                self.let_condition(condition);
            }
            arms.extend(self.value(&branch.body));
            self.b.leave_region();
        }
        self.switch(header, subject);
        if arms.is_empty() {
            return Some(None);
        }
        Some(Some(self.b.expr(ExprKind::Switch { subject, arms }, span)))
    }
}
