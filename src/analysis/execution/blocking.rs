//! Does a call that waits for its answer hold up an event loop? Climbs from a synchronous call through synchronous callers to an
//! asynchronous function.

use super::super::call_index::last_name;
use super::super::handlers::Passage;
use super::super::places::{function_name, function_of};
use super::super::value::{FunctionRef, Site, Value};
use super::Execution;
use crate::program::{ExprId, ExprKind, FunctionKind, Module};
use rustc_hash::FxHashSet;

/// Synchronous helpers climbed at most: a longer chain is no longer what its author sees.
const MAX_HEIGHT: usize = 6;

/// Callers of one function that are looked at.
const MAX_CALLERS: usize = 48;

/// An asynchronous function that a call holds up.
#[derive(Clone, Debug, PartialEq)]
pub struct Blocking {
    /// The asynchronous function.
    pub function: FunctionRef,
    /// The calls between, innermost first; empty where the call stands in the function itself.
    pub way: Vec<Passage>,
}

impl Execution<'_> {
    /// The asynchronous function whose event loop waits for a synchronous call, if nothing hands it to a thread on the way.
    pub fn blocks(&self, site: Site) -> Option<Blocking> {
        self.holds_up(site, 0, &mut FxHashSet::default())
    }

    fn holds_up(&self, site: Site, height: usize, seen: &mut FxHashSet<FunctionRef>) -> Option<Blocking> {
        let module = self.evaluator.module(site.file)?;
        let expr = &module.exprs[site.expr.index()];
        // What is awaited doesn't block, whatever else was thought of it.
        if expr.parent.is_some_and(|p| matches!(module.exprs[p.index()].kind, ExprKind::Await(_))) {
            return None;
        }
        let function = FunctionRef { file: site.file, id: function_of(module, expr.scope)? };
        let info = &module.functions[function.id.index()];
        if info.is_async {
            if self.runs_before_requests(module, function) {
                return None;
            }
            return Some(Blocking { function, way: Vec::new() });
        }
        // Calling a generator runs nothing; what a closure is handed to may be a thread.
        let is_handed = info.kind == FunctionKind::Closure && info.name.is_none();
        if info.is_generator || is_handed || height >= MAX_HEIGHT || !seen.insert(function) || !self.runs_in_place(module, function) {
            return None;
        }
        self.evaluator.callers(function).iter().take(MAX_CALLERS).filter(|c| !(self.ignored)(c.file)).find_map(|caller| {
            let mut above = self.holds_up(*caller, height + 1, seen)?;
            let outer = self.evaluator.module(caller.file)?;
            let call = &outer.exprs[caller.expr.index()];
            let name = function_name(outer, call.scope);
            above.way.insert(0, Passage { file: caller.file, span: call.span, function: name, is_registration: false });
            Some(above)
        })
    }

    /// Whether a framework runs a function when it starts, before there is anybody who could wait: `FastAPI(lifespan=prepare)`,
    /// `@app.on_event("startup")`.
    fn runs_before_requests(&self, module: &Module, function: FunctionRef) -> bool {
        let stubs = self.evaluator.stubs;
        let is_starting = |callee: ExprId| last_name(module, callee).is_some_and(|n| stubs.starting_members.contains(n));
        let by_decorator = module.functions[function.id.index()].decorators.iter().any(|d| match &module.exprs[d.index()].kind {
            ExprKind::Call { callee, .. } => is_starting(*callee),
            _ => is_starting(*d),
        });
        by_decorator
            || self.evaluator.handed(function).iter().any(|site| {
                let arguments = self.evaluator.arguments(*site).named;
                arguments.iter().any(|a| {
                    stubs.starting_arguments.contains(&a.name)
                        && self.evaluator.evaluate(a.value).iter().any(|t| t.value == Value::Function(function))
                })
            })
    }

    /// Whether calling a function runs it there and then: no decorator moves it to a thread or makes something else of it.
    fn runs_in_place(&self, module: &Module, function: FunctionRef) -> bool {
        !self.evaluator.is_cached(function)
            && module.functions[function.id.index()].decorators.iter().all(|decorator| {
                let values = self.evaluator.evaluate_in(function.file, *decorator);
                !values.is_empty()
                    && values.iter().all(|t| match &t.value {
                        Value::External(e) => match self.evaluator.stubs.wrappers.get(e.symbol()) {
                            Some(wrapper) => !wrapper.offloads,
                            None => self.evaluator.stubs.plain_decorators.contains(e.symbol()),
                        },
                        _ => false,
                    })
            })
    }
}
