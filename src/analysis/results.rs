//! Who handles an error in Rust, where errors are values: it depends on what is done with the `Result`.

use super::evaluate::Evaluator;
use super::guards::{Guard, GuardKind};
use super::handlers::{MAX_HEIGHT, Outcome, Passage, Search};
use super::places::{function_name, function_of, is_test_region, region_is_inside};
use super::value::{FunctionRef, Site};
use crate::program::{Assign, ExprId, ExprKind, Module, StmtId, StmtKind, Target};
use crate::source::Span;

/// Names a `Result` goes through, from binding to binding.
const MAX_BINDINGS: usize = 4;

/// What is done with a `Result`.
enum Fate {
    /// Something looks at it.
    Looked,
    /// It is thrown away.
    Dropped,
    /// It is unwrapped at these tokens.
    Unwrapped(Span),
    /// It goes to the callers of the function this expression stands in.
    HandedOn(ExprId),
}

impl Evaluator<'_> {
    /// What becomes of the error of a call in Rust. A `match` (and whatever else looks at the `Result`) is handling; `unwrap` and
    /// `expect` are not; `?` and a `Result` given back leave it to the callers.
    pub(super) fn rust_outcome(&self, module: &Module, site: Site, search: &mut Search<'_>, way: Vec<Passage>) -> Outcome {
        let guard = |kind: GuardKind| Outcome::by(Guard { file: site.file, span: self.span(site), kind });
        let at = match fate(module, site.expr, MAX_BINDINGS) {
            Fate::Looked => return guard(GuardKind::Looked),
            Fate::Dropped => return guard(GuardKind::Dropped),
            Fate::Unwrapped(span) => return Outcome::Panics(site.file, span),
            Fate::HandedOn(at) => at,
        };
        let Some(id) = function_of(module, module.exprs[at.index()].scope) else {
            return guard(GuardKind::Looked);
        };
        let function = FunctionRef { file: site.file, id };
        let mut guards = Vec::new();
        if way.len() >= MAX_HEIGHT || !search.visited.insert(function) {
            return Outcome::Handled(guards);
        }
        for caller in self.callers(function).iter().filter(|s| !(search.ignored)(s.file)) {
            let Some(outer) = self.module(caller.file) else { continue };
            if is_test_region(outer, outer.exprs[caller.expr.index()].region) {
                continue;
            }
            let mut way = way.clone();
            let name = function_name(outer, outer.exprs[caller.expr.index()].scope);
            way.push(Passage { file: caller.file, span: self.span(*caller), function: name, is_registration: false });
            match self.rust_outcome(outer, *caller, search, way.clone()) {
                Outcome::Panics(..) => return Outcome::Unhandled(way),
                Outcome::Unhandled(way) => return Outcome::Unhandled(way),
                Outcome::Handled(found) => guards.extend(found),
                Outcome::Uncalled { .. } => {}
            }
        }
        Outcome::Handled(guards)
    }
}

/// Climbs from an expression whose value is a `Result` (or a future of one) to what is done with it.
fn fate(module: &Module, expr: ExprId, bindings: usize) -> Fate {
    let mut at = expr;
    // An awaited result, or one made an `Option`: thrown away, it takes an error with it.
    let mut is_result = false;
    while let Some(parent) = module.exprs[at.index()].parent {
        match &module.exprs[parent.index()].kind {
            ExprKind::Await(_) => is_result = true,
            ExprKind::Try(_) => return Fate::HandedOn(parent),
            ExprKind::Member { object, property, property_span } if *object == at => match property.as_str() {
                "unwrap" | "expect" | "unwrap_unchecked" => return Fate::Unwrapped(*property_span),
                // Still the same `Result`.
                "map" | "and_then" | "context" | "with_context" | "inspect" | "inspect_err" | "map_err" => {}
                "ok" if is_discarded_call(module, parent) => return Fate::Dropped,
                _ => return Fate::Looked,
            },
            ExprKind::Call { callee, .. } if *callee == at => {}
            // The value of a branch is the value of the whole.
            ExprKind::Conditional { test, .. } if *test != at => {}
            ExprKind::Switch { subject, .. } if *subject != at => {}
            _ => return Fate::Looked,
        }
        at = parent;
    }
    let Some(stmt) = module.exprs[at.index()].stmt else { return Fate::Looked };
    match &module.stmts[stmt.index()].kind {
        _ if is_discarded(module, at, is_result) => Fate::Dropped,
        StmtKind::Return(Some(value)) if *value == at => Fate::HandedOn(at),
        StmtKind::Assign(Assign { target: Target::Name { .. }, value: Some(value), .. }) if *value == at && bindings > 0 => {
            fate_of_binding(module, stmt, bindings - 1)
        }
        _ => Fate::Looked,
    }
}

/// What is done with the `Result` that a statement binds to a name: whoever looks at it decides, else the first that doesn't.
fn fate_of_binding(module: &Module, bound: StmtId, bindings: usize) -> Fate {
    let StmtKind::Assign(Assign { target: Target::Name { name, scope, .. }, .. }) = &module.stmts[bound.index()].kind else {
        return Fate::Looked;
    };
    let others = module.scopes[scope.index()].bindings.get(name).map_or(&[][..], Vec::as_slice);
    let is_bound_at = |expr: ExprId| {
        let used = &module.exprs[expr.index()];
        let before = |s: &&StmtId| {
            let stmt = &module.stmts[s.index()];
            stmt.span.end <= used.span.start && region_is_inside(module, used.region, stmt.region)
        };
        others.iter().rev().find(before) == Some(&bound)
    };
    let mut first = None;
    for (i, expr) in module.exprs.iter().enumerate() {
        let id = ExprId(i as u32);
        if !matches!(&expr.kind, ExprKind::Name(n) if n == name) || !is_bound_at(id) {
            continue;
        }
        match fate(module, id, bindings) {
            Fate::Looked => return Fate::Looked,
            other => first = first.or(Some(other)),
        }
    }
    first.unwrap_or(Fate::Looked)
}

/// Whether a method is called and what it gives is thrown away.
fn is_discarded_call(module: &Module, method: ExprId) -> bool {
    let Some(call) = module.exprs[method.index()].parent else { return false };
    matches!(&module.exprs[call.index()].kind, ExprKind::Call { callee, .. } if *callee == method) && is_discarded(module, call, true)
}

/// Whether a value is thrown away: `let _ = x`, or, where it is known to hold a result, `x;`.
fn is_discarded(module: &Module, value: ExprId, is_result: bool) -> bool {
    let Some(stmt) = module.exprs[value.index()].stmt else { return false };
    match &module.stmts[stmt.index()].kind {
        StmtKind::Expr(v) => *v == value && is_result,
        StmtKind::Assign(Assign { target: Target::Name { name, .. }, value: Some(v), .. }) => *v == value && name == "_",
        _ => false,
    }
}
