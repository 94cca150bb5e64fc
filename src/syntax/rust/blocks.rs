//! Blocks and their statements.

use super::attributes;
use super::lowerer::Lowerer;
use crate::program::{BranchKind, ExprId, Name, RegionKind, StmtKind};
use crate::source::Span;
use syn::{Block, Expr, Local, Pat, Stmt};

/// What becomes of a block's last expression.
#[derive(Clone, Copy, PartialEq)]
enum Tail {
    Value,
    Return,
    Discard,
}

impl Lowerer<'_> {
    /// The statements of a block; its last expression is its value. `None` if it has none or never gets there.
    pub fn block_value(&mut self, block: &Block) -> Option<ExprId> {
        self.statements(&block.stmts, Tail::Value)
    }

    /// A block whose value is dropped.
    pub fn discarded_block(&mut self, block: &Block) {
        self.statements(&block.stmts, Tail::Discard);
    }

    /// A function's body: its last expression is returned.
    pub fn returning_block(&mut self, block: &Block) {
        self.statements(&block.stmts, Tail::Return);
    }

    /// Statements whose last value, if any, is returned.
    pub fn returning_statements(&mut self, stmts: &[Stmt]) {
        self.statements(stmts, Tail::Return);
    }

    /// Statements whose last expression is their value.
    pub fn statements_value(&mut self, stmts: &[Stmt]) -> Option<ExprId> {
        self.statements(stmts, Tail::Value)
    }

    fn statements(&mut self, stmts: &[Stmt], tail: Tail) -> Option<ExprId> {
        let items = || {
            stmts.iter().filter_map(|stmt| match stmt {
                Stmt::Item(item) => Some(item),
                _ => None,
            })
        };
        let has_items = items().next().is_some();
        if has_items {
            self.enter_items(items(), false);
        }
        let mut value = None;
        let mut is_dead = false;
        for (i, stmt) in stmts.iter().enumerate() {
            let tail = if i + 1 == stmts.len() { tail } else { Tail::Discard };
            // What follows a `return` never runs; items are there wherever they stand.
            if is_dead && !matches!(stmt, Stmt::Item(_)) {
                let span = self.stmt_span(stmt);
                self.in_branch(Some(BranchKind::Dead), span, |this| value = this.statement(stmt, tail));
            } else {
                value = self.statement(stmt, tail);
            }
            is_dead |= matches!(stmt, Stmt::Expr(Expr::Return(_) | Expr::Break(_) | Expr::Continue(_), _));
        }
        if has_items {
            self.leave_items();
        }
        value
    }

    fn statement(&mut self, stmt: &Stmt, tail: Tail) -> Option<ExprId> {
        match stmt {
            Stmt::Local(local) => {
                let span = self.between(local.let_token.span, local.semi_token.spans[0]);
                let branch = attributes::branch(&local.attrs);
                self.in_branch(branch, span, |this| this.local(local, span));
                None
            }
            Stmt::Item(item) => {
                self.item(item);
                None
            }
            // A stray semicolon.
            Stmt::Expr(Expr::Verbatim(tokens), _) if tokens.is_empty() => None,
            Stmt::Expr(expr, semicolon) => {
                let span = self.expr_span(expr);
                match semicolon {
                    None if tail != Tail::Discard => {
                        let value = self.value(expr);
                        self.tail(value, tail, span)
                    }
                    _ => {
                        let end = semicolon.map_or(span.end, |semi| self.end(semi.spans[0]));
                        self.discard(expr, Span { start: span.start, end });
                        None
                    }
                }
            }
            Stmt::Macro(stmt) => {
                let first = super::extent::path_first(&stmt.mac.path);
                let span = self.between(first, stmt.mac.delimiter.span().close());
                match stmt.semi_token {
                    None if tail != Tail::Discard => {
                        let value = self.macro_value(&stmt.mac, span);
                        self.tail(value, tail, span)
                    }
                    semicolon => {
                        let end = semicolon.map_or(span.end, |semi| self.end(semi.spans[0]));
                        if let Some(value) = self.macro_value(&stmt.mac, span) {
                            self.b.stmt(StmtKind::Expr(value), Span { start: span.start, end });
                        }
                        None
                    }
                }
            }
        }
    }

    /// The tokens of a statement that is no item.
    fn stmt_span(&self, stmt: &Stmt) -> Span {
        match stmt {
            Stmt::Local(local) => self.between(local.let_token.span, local.semi_token.spans[0]),
            Stmt::Item(item) => self.item_span(item),
            Stmt::Expr(expr, _) => self.expr_span(expr),
            Stmt::Macro(stmt) => self.between(super::extent::path_first(&stmt.mac.path), stmt.mac.delimiter.span().close()),
        }
    }

    fn tail(&mut self, value: Option<ExprId>, tail: Tail, span: Span) -> Option<ExprId> {
        if tail == Tail::Return && value.is_some() {
            self.b.stmt(StmtKind::Return(value), span);
            return None;
        }
        value
    }

    fn local(&mut self, local: &Local, span: Span) {
        let (pat, ty) = match &local.pat {
            Pat::Type(typed) => (&*typed.pat, Some(&*typed.ty)),
            pat => (pat, None),
        };
        let Some(init) = &local.init else {
            if let Some((name, name_span)) = self.simple_pattern(pat) {
                let annotation = ty.map(|ty| self.ty(ty));
                self.b.declare(name, name_span, None, annotation, span);
            }
            return;
        };
        let value = self.expr(&init.expr);
        if let Some((_, otherwise)) = &init.diverge {
            let head = Span { start: span.start, end: self.end(super::extent::expr_last(&init.expr)) };
            let header = self.reserve(head);
            self.bind(pat, value, ty, span);
            self.switch(header, value);
            let otherwise_span = self.expr_span(otherwise);
            self.b.enter_region(RegionKind::Branch(BranchKind::Plain), otherwise_span);
            self.discard(otherwise, otherwise_span);
            self.b.leave_region();
            return;
        }
        if let Some((name, name_span)) = self.simple_pattern(pat) {
            let annotation = ty.map(|ty| self.ty(ty));
            self.name_closure(Some(value), &name);
            self.b.declare(name, name_span, Some(value), annotation, span);
        } else if !self.bind(pat, value, ty, span) {
            let pat_span = self.pat_span(pat);
            self.b.declare("_", pat_span, Some(value), None, span);
        }
    }

    /// A pattern that is just a name or `_`.
    pub fn simple_pattern(&self, pat: &Pat) -> Option<(Name, Span)> {
        match pat {
            Pat::Ident(p) if p.subpat.is_none() => Some(self.ident(&p.ident)),
            Pat::Wild(_) => Some((Name::new("_"), self.pat_span(pat))),
            Pat::Paren(p) => self.simple_pattern(&p.pat),
            _ => None,
        }
    }
}
