//! Hand-written retries: loops around a call whose handler goes on with the next round, and functions that call themselves again.

use super::evaluate::Evaluator;
use super::guards::{Errors, GuardKind};
use super::handlers::Outcome;
use super::places::{function_of, region_is_inside, statements_in};
use super::reactions::{around, handler};
use super::sequences::Cut;
use super::value::{FunctionRef, Site, Value};
use super::waiting::{Pause, names_set_in};
use crate::program::{Assign, ExprId, ExprKind, Handler, Module, Name, RegionId, RegionKind, Stmt, StmtKind, Target};
use crate::source::{FileId, Span};
use rustc_hash::FxHashSet;

/// A hand-written retry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RetryLoop {
    /// The file.
    pub file: FileId,
    /// The telling tokens: the handler that goes on, or the call.
    pub span: Span,
    /// The pause between two tries.
    pub pause: Pause,
    /// It looks at the error before it tries again.
    pub tells_errors_apart: bool,
}

impl Evaluator<'_> {
    /// The hand-written retry around a call within its own function.
    pub(super) fn retry_around(&self, site: Site) -> Option<RetryLoop> {
        let module = self.module(site.file)?;
        let expr = &module.exprs[site.expr.index()];
        let guarded = match self.guarded(module, site.file, expr.region, Errors::Any) {
            Some(Outcome::Handled(guards)) => guards.into_iter().find_map(|g| match g.kind {
                GuardKind::Clause(region, position) => Some((region, self.going_on(site.file, module, region, position)?)),
                _ => None,
            }),
            _ => None,
        };
        let is_loop = |id: &RegionId| matches!(module.regions[id.index()].kind, RegionKind::Loop(_));
        let within = around(module, expr.region).find(is_loop).filter(|id| self.counts(site.file, module, *id));
        match (within, guarded) {
            (Some(round), Some((guarded, handler))) if region_is_inside(module, guarded, round) => {
                self.loop_with_handler(site, module, round, guarded, handler)
            }
            (Some(round), _) => self.loop_without_handler(site, module, round),
            (None, Some((guarded, handler))) => self.calls_itself(site, module, guarded, handler),
            (None, None) => None,
        }
    }

    /// The broadest of a `try`'s handlers that lets the loop go on: the last; else the one at a position.
    fn going_on<'m>(&self, file: FileId, module: &'m Module, guarded: RegionId, position: usize) -> Option<&'m Handler> {
        let RegionKind::Try { handlers } = &module.regions[guarded.index()].kind else { return None };
        let last = handlers.iter().rev().find(|h| self.covers(file, h, Errors::Any) && goes_on(module, h));
        last.or_else(|| handler(module, guarded, position))
    }

    /// A loop that goes over nothing but numbers of tries.
    fn counts(&self, file: FileId, module: &Module, round: RegionId) -> bool {
        let RegionKind::Loop(Some(iterable)) = module.regions[round.index()].kind else { return true };
        match &module.exprs[iterable.index()].kind {
            // `0..3`
            ExprKind::Binary { op, left, right } if op.starts_with("..") => [left, right].iter().all(|e| self.is_number_like(module, **e)),
            _ => self.evaluate_in(file, iterable).iter().any(|t| match &t.value {
                Value::External(e) => self.stubs.counters.contains(e.symbol()),
                Value::Part(call) => self.cutter(*call).is_some_and(|cutter| cutter.cut == Cut::Numbers),
                _ => false,
            }),
        }
    }

    fn is_number_like(&self, module: &Module, expr: ExprId) -> bool {
        !matches!(module.exprs[expr.index()].kind, ExprKind::Call { .. } | ExprKind::Function(_))
    }

    fn loop_with_handler(&self, site: Site, module: &Module, round: RegionId, guarded: RegionId, handler: &Handler) -> Option<RetryLoop> {
        if !leaves_when_well(module, round, guarded, handler) || !goes_on(module, handler) || asks_otherwise(module, site.expr, handler) {
            return None;
        }
        let mut changing = names_set_in(module, round);
        changing.extend(handler.binding.clone());
        let span = module.regions[round.index()].span.to(module.regions[handler.region.index()].span);
        Some(RetryLoop {
            file: site.file,
            span: handler.span,
            pause: self.pause_in(site.file, span, &changing),
            tells_errors_apart: self.tells_apart(site.file, module, guarded, span),
        })
    }

    /// A loop that returns what the call gave, and pauses: errors come as values there.
    fn loop_without_handler(&self, site: Site, module: &Module, round: RegionId) -> Option<RetryLoop> {
        let made = module.exprs[site.expr.index()].span;
        let is_ours = |value: ExprId| self.stems_from(site, value, 0);
        let leaves = statements_in(module, round).map(|id| &module.stmts[id.index()]).any(|s| match s.kind {
            StmtKind::Return(Some(value)) => s.span.end > made.end && is_ours(value),
            _ => false,
        });
        if !leaves {
            return None;
        }
        let span = module.regions[round.index()].span;
        let pause = self.pause_in(site.file, span, &names_set_in(module, round));
        let has_continue = statements_in(module, round).any(|id| matches!(module.stmts[id.index()].kind, StmtKind::Continue));
        (pause != Pause::None || has_continue).then(|| RetryLoop {
            file: site.file,
            span: made,
            pause,
            tells_errors_apart: self.reads_status(module, span),
        })
    }

    /// Whether a value was made from what the call gave.
    fn stems_from(&self, site: Site, value: ExprId, depth: u32) -> bool {
        let Some(module) = self.module(site.file) else { return false };
        if depth > 12 {
            return false;
        }
        let made = self.evaluate_in(site.file, value).iter().any(|t| match &t.value {
            Value::External(e) => e.chain().any(|e| e.site() == Some(site)),
            _ => false,
        });
        let mut found = made;
        if !found {
            module.exprs[value.index()].for_each_child(|child| found |= child == site.expr || self.stems_from(site, child, depth + 1));
        }
        found
    }

    /// A function whose handler calls the function again.
    fn calls_itself(&self, site: Site, module: &Module, guarded: RegionId, handler: &Handler) -> Option<RetryLoop> {
        let body = module.regions[handler.region.index()].span;
        let mut at = function_of(module, module.exprs[site.expr.index()].scope);
        while let Some(id) = at {
            let function = FunctionRef { file: site.file, id };
            let info = &module.functions[id.index()];
            let inside = module.calls_within(body);
            let again = inside.iter().find(|call| {
                let expr = &module.exprs[call.index()];
                let ExprKind::Call { callee, .. } = &expr.kind else { return false };
                super::call_index::last_name(module, *callee).is_some_and(|n| Some(n) == info.name.as_ref())
                    && self.evaluate_in(site.file, *callee).iter().any(|t| t.value == Value::Function(function))
            });
            if let Some(again) = again {
                let mut changing = names_computed_in(module, *again);
                changing.extend(names_set_in(module, handler.region));
                return Some(RetryLoop {
                    file: site.file,
                    span: handler.span,
                    pause: self.pause_in(site.file, body, &changing),
                    tells_errors_apart: self.tells_apart(site.file, module, guarded, body),
                });
            }
            at = module.scopes[info.scope.index()].parent.and_then(|s| function_of(module, s));
        }
        None
    }

    /// Whether the handlers of a `try` tell errors apart: by narrow types, or by a look at the error.
    fn tells_apart(&self, file: FileId, module: &Module, guarded: RegionId, within: Span) -> bool {
        let RegionKind::Try { handlers } = &module.regions[guarded.index()].kind else { return false };
        let covering = handlers.iter().filter(|h| self.covers(file, h, Errors::Any));
        let narrow = |h: &Handler| {
            !h.types.is_empty()
                && h.types.iter().all(|t| {
                    self.evaluate_in(file, *t).iter().all(|t| match &t.value {
                        Value::External(e) => !self.stubs.catch_all.contains(e.symbol()) && !self.stubs.broad_errors.contains(e.symbol()),
                        _ => true,
                    })
                })
        };
        // A handler that gives up beside one that tries again.
        let gives_up = covering.clone().any(|h| !goes_on(module, h));
        let errors: Vec<&Name> = covering.clone().filter_map(|h| h.binding.as_ref()).collect();
        gives_up || covering.clone().all(narrow) || self.reads_status(module, within) || tests_error(module, within, &errors)
    }

    /// Whether the status of an answer or error is looked at.
    fn reads_status(&self, module: &Module, within: Span) -> bool {
        let is_status = |e: &ExprId| matches!(&module.exprs[e.index()].kind, ExprKind::Member { property, .. } if self.stubs.status_words.contains(property));
        module.exprs_within(within).iter().any(is_status)
    }
}

/// Whether the loop is left where all went well: from the guarded code, or right after it.
fn leaves_when_well(module: &Module, round: RegionId, guarded: RegionId, handler: &Handler) -> bool {
    let end = module.regions[handler.region.index()].span.end;
    let parent = module.regions[guarded.index()].parent;
    let is_plain = |id: RegionId| {
        let mut at = id;
        while at != guarded && matches!(module.regions[at.index()].kind, RegionKind::With(_)) {
            let Some(outer) = module.regions[at.index()].parent else { return false };
            at = outer;
        }
        at == guarded || matches!(module.regions[at.index()].kind, RegionKind::TryElse) && module.regions[at.index()].parent == parent
    };
    let scope = module.regions[guarded.index()].scope;
    statements_in(module, round).map(|id| &module.stmts[id.index()]).filter(|s| s.scope == scope).any(|s| match &s.kind {
        StmtKind::Return(Some(_)) if region_is_inside(module, s.region, guarded) => true,
        StmtKind::Return(_) | StmtKind::Break => is_plain(s.region) || Some(s.region) == parent && s.span.start >= end,
        // A flag that the loop's condition asks for.
        StmtKind::Assign(assign) => {
            is_plain(s.region)
                && assign.value.is_some_and(|v| matches!(module.exprs[v.index()].kind, ExprKind::Literal(crate::program::Literal::Bool(_))))
                && matches!(module.regions[round.index()].kind, RegionKind::Loop(None))
        }
        _ => false,
    })
}

/// Whether a handler lets the loop go on.
fn goes_on(module: &Module, handler: &Handler) -> bool {
    let statements = || statements_in(module, handler.region).map(|id| &module.stmts[id.index()]);
    let ends = |s: &Stmt| s.region == handler.region && matches!(s.kind, StmtKind::Raise(_) | StmtKind::Return(_) | StmtKind::Break);
    !statements().any(ends) || statements().any(|s| matches!(s.kind, StmtKind::Continue))
}

/// Whether a handler changes what the call is given: the next try is another request, not the same again.
fn asks_otherwise(module: &Module, call: ExprId, handler: &Handler) -> bool {
    let changed = names_set_in(module, handler.region);
    let ExprKind::Call { args, .. } = &module.exprs[call.index()].kind else { return false };
    let mut pending: Vec<ExprId> = args.iter().map(|a| a.value).collect();
    while let Some(at) = pending.pop() {
        if matches!(&module.exprs[at.index()].kind, ExprKind::Name(name) if changed.contains(name)) {
            return true;
        }
        module.exprs[at.index()].for_each_child(|child| pending.push(child));
    }
    false
}

/// Names that a call passes on changed: `retry(f, tries - 1, delay * 2)`.
fn names_computed_in(module: &Module, call: ExprId) -> FxHashSet<Name> {
    let mut names = FxHashSet::default();
    let ExprKind::Call { args, .. } = &module.exprs[call.index()].kind else { return names };
    let mut pending: Vec<ExprId> =
        args.iter().map(|a| a.value).filter(|v| !matches!(module.exprs[v.index()].kind, ExprKind::Name(_))).collect();
    while let Some(at) = pending.pop() {
        if let ExprKind::Name(name) = &module.exprs[at.index()].kind {
            names.insert(name.clone());
        }
        module.exprs[at.index()].for_each_child(|child| pending.push(child));
    }
    names
}

/// Whether a condition asks for the error, or for something made from it: merely printing it is no telling apart.
fn tests_error(module: &Module, within: Span, errors: &[&Name]) -> bool {
    let mentions = |root: ExprId, names: &[&Name]| {
        let mut pending = vec![root];
        while let Some(at) = pending.pop() {
            if matches!(&module.exprs[at.index()].kind, ExprKind::Name(name) if names.contains(&name)) {
                return true;
            }
            module.exprs[at.index()].for_each_child(|child| pending.push(child));
        }
        false
    };
    let inside = module.stmts_within(within);
    let statements = || inside.iter().map(|id| &module.stmts[id.index()]);
    let mut names = errors.to_vec();
    for stmt in statements() {
        if let StmtKind::Assign(Assign { target: Target::Name { name, .. }, value: Some(value), .. }) = &stmt.kind
            && mentions(*value, errors)
        {
            names.push(name);
        }
    }
    statements().any(|s| match s.kind {
        StmtKind::Expr(value) => match module.exprs[value.index()].kind {
            ExprKind::Switch { subject, .. } => mentions(subject, &names),
            _ => false,
        },
        _ => false,
    })
}
