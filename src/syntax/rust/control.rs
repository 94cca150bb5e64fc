//! `if`, `match`, loops, labelled blocks and the ways out of them.

use super::lowerer::{Breakable, Lowerer};
use super::{attributes, extent};
use crate::program::{BranchKind, ExprId, ExprKind, Name, RegionKind, StmtId, StmtKind};
use crate::source::Span;
use syn::{BinOp, Block, Expr, Label, Pat};

/// Longer `else if` chains are no nested conditionals but an unknown value.
const LONGEST_CONDITIONAL: usize = 200;

/// Something that was looked at, whose pattern is still to be bound.
struct Looked<'e> {
    header: StmtId,
    subject: ExprId,
    pat: Option<&'e Pat>,
}

impl Lowerer<'_> {
    /// Fills a reserved statement with a look at `subject`, which lies in the statement's region.
    pub fn switch(&mut self, header: StmtId, subject: ExprId) -> ExprId {
        let span = self.b.module().stmts[header.index()].span;
        let id = self.b.expr(ExprKind::Switch { subject, arms: Vec::new() }, span);
        let module = self.b.module_mut();
        module.exprs[id.index()].region = module.stmts[header.index()].region;
        self.fill(header, StmtKind::Expr(id));
        id
    }

    fn look<'e>(&mut self, condition: &'e Expr, head: Option<Span>) -> Looked<'e> {
        let span = head.unwrap_or_else(|| self.expr_span(condition));
        let (pat, subject) = match condition {
            Expr::Let(e) => (Some(&*e.pat), &*e.expr),
            _ => (None, condition),
        };
        let subject = self.expr(subject);
        Looked { header: self.reserve(span), subject, pat }
    }

    /// Binds what a look found. Returns what it tells: the condition itself, or that the pattern fits.
    fn settle(&mut self, looked: &Looked<'_>) -> ExprId {
        if let Some(pat) = looked.pat {
            let span = self.pat_span(pat);
            self.bind(pat, looked.subject, None, span);
        }
        let switch = self.switch(looked.header, looked.subject);
        if looked.pat.is_some() { switch } else { looked.subject }
    }

    fn look_and_settle(&mut self, condition: &Expr) -> ExprId {
        let looked = self.look(condition, None);
        self.settle(&looked)
    }

    /// A `let` that is no condition of its own, as in `matches` on its value.
    pub fn let_condition(&mut self, condition: &Expr) -> ExprId {
        self.look_and_settle(condition)
    }

    /// An `if` with all its `else if`s; its value if it is wanted and there is one.
    pub fn if_chain(&mut self, first: &syn::ExprIf, wanted: bool) -> Option<ExprId> {
        // Without an `else` at the end there is no value.
        let wanted = wanted && ends_in_else(first);
        let mut clauses: Vec<(ExprId, Option<ExprId>)> = Vec::new();
        let mut otherwise = None;
        let mut at = first;
        let mut kind = BranchKind::Plain;
        loop {
            let conditions = conjuncts(&at.cond);
            let head = self.between(at.if_token.span, extent::expr_last(conditions[0]));
            let looked = self.look(conditions[0], Some(head));
            let body_span = self.span(at.then_branch.brace_token.span.join());
            self.b.enter_region(RegionKind::Branch(known_branch(&at.cond).unwrap_or(kind)), body_span);
            let test = self.settle(&looked);
            for condition in &conditions[1..] {
                self.look_and_settle(condition);
            }
            let value = self.branch_block(&at.then_branch, wanted);
            self.b.leave_region();
            clauses.push((test, value));
            kind = BranchKind::Alternative;
            match at.else_branch.as_ref().map(|(_, e)| &**e) {
                None => break,
                Some(Expr::If(next)) => at = next,
                Some(last) => {
                    let span = self.expr_span(last);
                    self.b.enter_region(RegionKind::Branch(kind), span);
                    otherwise = if wanted { self.value(last) } else { self.discarded(last, span) };
                    self.b.leave_region();
                    break;
                }
            }
        }
        if !wanted {
            return None;
        }
        let span = self.expr_span_of_if(first);
        self.conditional(clauses, otherwise, span)
    }

    fn expr_span_of_if(&self, first: &syn::ExprIf) -> Span {
        let mut at = first;
        loop {
            match at.else_branch.as_ref().map(|(_, e)| &**e) {
                None => return self.between(first.if_token.span, at.then_branch.brace_token.span.close()),
                Some(Expr::If(next)) => at = next,
                Some(last) => return self.between(first.if_token.span, extent::expr_last(last)),
            }
        }
    }

    /// The value of an `if`: branches that never reach their end have none to offer.
    fn conditional(&mut self, clauses: Vec<(ExprId, Option<ExprId>)>, otherwise: Option<ExprId>, span: Span) -> Option<ExprId> {
        if clauses.len() > LONGEST_CONDITIONAL {
            let values = clauses.into_iter().filter_map(|(_, value)| value).chain(otherwise).collect();
            return Some(self.b.unknown(values, span));
        }
        clauses.into_iter().rev().fold(otherwise, |otherwise, (test, then)| match (then, otherwise) {
            (Some(then), Some(_)) => Some(self.b.expr(ExprKind::Conditional { test, then, otherwise }, span)),
            (then, otherwise) => then.or(otherwise),
        })
    }

    fn branch_block(&mut self, block: &Block, wanted: bool) -> Option<ExprId> {
        if wanted {
            return self.block_value(block);
        }
        self.discarded_block(block);
        None
    }

    fn discarded(&mut self, expr: &Expr, span: Span) -> Option<ExprId> {
        self.discard(expr, span);
        None
    }

    /// A `match`; its value if it is wanted and there is one.
    pub fn match_arms(&mut self, expr: &syn::ExprMatch, wanted: bool) -> Option<ExprId> {
        let subject = self.expr(&expr.expr);
        let head = self.between(expr.match_token.span, extent::expr_last(&expr.expr));
        let header = self.reserve(head);
        let mut values = Vec::new();
        for (position, arm) in expr.arms.iter().enumerate() {
            let kind = if position == 0 { BranchKind::Plain } else { BranchKind::Alternative };
            let kind = attributes::branch(&arm.attrs).unwrap_or(kind);
            let span = self.between(extent::pat_ends(&arm.pat).0, extent::expr_last(&arm.body));
            self.b.enter_region(RegionKind::Branch(kind), span);
            let pat_span = self.pat_span(&arm.pat);
            self.bind(&arm.pat, subject, None, pat_span);
            if let Pat::Guard(guarded) = &arm.pat {
                for condition in conjuncts(&guarded.guard) {
                    self.look_and_settle(condition);
                }
            }
            if wanted {
                values.extend(self.value(&arm.body));
            } else {
                let body_span = self.expr_span(&arm.body);
                self.discard(&arm.body, body_span);
            }
            self.b.leave_region();
        }
        self.switch(header, subject);
        if !wanted || values.is_empty() {
            return None;
        }
        let span = self.between(expr.match_token.span, expr.brace_token.span.close());
        Some(self.b.expr(ExprKind::Switch { subject, arms: values }, span))
    }

    /// `loop`: its value is what it is left with.
    pub fn endless_loop(&mut self, expr: &syn::ExprLoop) -> Option<ExprId> {
        let span = self.span(expr.body.brace_token.span.join());
        self.enter_breakable(&expr.label, true);
        self.b.enter_region(RegionKind::Loop(None), span);
        self.discarded_block(&expr.body);
        self.b.leave_region();
        self.leave_breakable(None, span)
    }

    /// `while` and `while let`: the condition is looked at in every round.
    pub fn while_loop(&mut self, expr: &syn::ExprWhile) {
        let conditions = conjuncts(&expr.cond);
        let body_span = self.span(expr.body.brace_token.span.join());
        let head = self.between(expr.while_token.span, extent::expr_last(conditions[0]));
        self.enter_breakable(&expr.label, true);
        self.b.enter_region(RegionKind::Loop(None), head.to(body_span));
        let looked = self.look(conditions[0], Some(head));
        self.settle(&looked);
        for condition in &conditions[1..] {
            self.look_and_settle(condition);
        }
        self.discarded_block(&expr.body);
        self.b.leave_region();
        self.leave_breakable(None, body_span);
    }

    /// `for`: the names of its pattern are elements of what is iterated.
    pub fn for_loop(&mut self, expr: &syn::ExprForLoop) {
        let iterated = self.expr(&expr.expr);
        let body_span = self.span(expr.body.brace_token.span.join());
        let head = self.between(expr.for_token.span, extent::expr_last(&expr.expr));
        let pat_span = self.pat_span(&expr.pat);
        self.enter_breakable(&expr.label, true);
        self.b.enter_region(RegionKind::Loop(Some(iterated)), body_span);
        let element = self.b.expr(ExprKind::Element(iterated), pat_span);
        if !self.bind(&expr.pat, element, None, head) {
            self.b.declare("_", pat_span, Some(element), None, head);
        }
        self.discarded_block(&expr.body);
        self.b.leave_region();
        self.leave_breakable(None, body_span);
    }

    /// A block that may be left with `break 'label value`.
    pub fn labelled_block(&mut self, expr: &syn::ExprBlock, wanted: bool) -> Option<ExprId> {
        if expr.label.is_none() {
            return self.branch_block(&expr.block, wanted);
        }
        let span = self.span(expr.block.brace_token.span.join());
        self.enter_breakable(&expr.label, false);
        let value = self.branch_block(&expr.block, wanted);
        self.leave_breakable(value, span)
    }

    fn enter_breakable(&mut self, label: &Option<Label>, is_loop: bool) {
        let label: Option<Name> = label.as_ref().map(|label| self.ident(&label.name.ident).0);
        self.breakables.push(Breakable { label, is_loop, values: Vec::new() });
    }

    fn leave_breakable(&mut self, value: Option<ExprId>, span: Span) -> Option<ExprId> {
        let left_with = self.breakables.pop().map(|b| b.values).unwrap_or_default();
        let mut values = left_with.into_iter().chain(value);
        let first = values.next()?;
        Some(values.take(LONGEST_CONDITIONAL).fold(first, |then, otherwise| {
            let test = self.nothing(span);
            self.b.expr(ExprKind::Conditional { test, then, otherwise: Some(otherwise) }, span)
        }))
    }

    /// `break`, with its value handed to the loop or block it leaves.
    pub fn break_out(&mut self, expr: &syn::ExprBreak, span: Span) {
        let value = expr.expr.as_ref().and_then(|value| self.value(value));
        let label = expr.label.as_ref().map(|label| self.ident(&label.ident).0);
        let target = self.breakables.iter_mut().rev().find(|b| match &label {
            Some(label) => b.label.as_ref() == Some(label),
            None => b.is_loop,
        });
        match (target, value) {
            (Some(target), Some(value)) => target.values.push(value),
            (None, Some(value)) => {
                self.b.stmt(StmtKind::Expr(value), span);
            }
            (_, None) => {}
        }
        self.b.stmt(StmtKind::Break, span);
    }
}

fn ends_in_else(mut expr: &syn::ExprIf) -> bool {
    loop {
        match expr.else_branch.as_ref().map(|(_, e)| &**e) {
            None => return false,
            Some(Expr::If(next)) => expr = next,
            Some(_) => return true,
        }
    }
}

/// The conditions joined by `&&`, if one of them is a `let` (the others may need its names); else the whole.
fn conjuncts(condition: &Expr) -> Vec<&Expr> {
    let mut found = Vec::new();
    let mut at = condition;
    while let Expr::Binary(binary) = at
        && matches!(binary.op, BinOp::And(_))
    {
        found.push(&*binary.right);
        at = &binary.left;
    }
    found.push(at);
    found.reverse();
    if found.iter().any(|e| matches!(e, Expr::Let(_))) { found } else { vec![condition] }
}

/// What a condition says about its branch by itself.
fn known_branch(condition: &Expr) -> Option<BranchKind> {
    match condition {
        Expr::Lit(syn::ExprLit { lit: syn::Lit::Bool(value), .. }) if !value.value => Some(BranchKind::Dead),
        Expr::Macro(e) if e.mac.path.segments.last().is_some_and(|s| s.ident == "cfg") => {
            attributes::predicate_branch(e.mac.tokens.clone())
        }
        _ => None,
    }
}
