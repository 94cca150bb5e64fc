//! Who handles the error of a call: a `try` around it, a `.catch` on it, a decorator, a wrapper it is handed to, or a caller.

use super::evaluate::Evaluator;
use super::places::{function_of, is_parameter, scope_is_inside};
use super::value::{FunctionRef, Site, Value};
use crate::program::{BranchKind, ExprKind, FunctionKind, Handler, Module, RegionId, RegionKind, ScopeId, StmtKind};
use crate::source::{FileId, Language, Span};
use rustc_hash::FxHashSet;

pub use super::places::{function_name, is_dead_region, is_test_region};

/// Callers followed upwards from a call.
pub(super) const MAX_HEIGHT: usize = 24;

/// One place on the way of an error from the call outwards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    /// The file.
    pub file: FileId,
    /// The tokens.
    pub span: Span,
    /// The function the place is in, if any.
    pub function: Option<String>,
    /// The place registers the function with something outside the project, which calls it.
    pub is_registration: bool,
}

/// What becomes of a call's error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Something handles it on every known way out: the handler's tokens where there are some.
    Handled(Option<(FileId, Span)>),
    /// On this way nothing does, up to the program's top level. The call itself is not on it.
    Unhandled(Vec<Passage>),
    /// Nothing does up to a function that nobody is seen calling.
    Uncalled {
        /// The function.
        function: FunctionRef,
        /// The way to it.
        way: Vec<Passage>,
    },
    /// It is unwrapped: the process panics (Rust).
    Panics(FileId, Span),
}

/// How an error leaves an expression.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Leaves {
    /// It is raised at this place: the regions around it count.
    Here,
    /// It travels inside a promise that the function gives back: only its callers count.
    InReturnedPromise,
    /// Nobody will see it.
    Floating,
}

impl Evaluator<'_> {
    /// What becomes of the error of a call. `ignored` says which files don't count as callers (tests).
    pub fn outcome(&self, call: Site, ignored: &dyn Fn(FileId) -> bool) -> Outcome {
        let mut visited = FxHashSet::default();
        self.outcome_at(call, ignored, &mut visited, Vec::new())
    }

    fn outcome_at(&self, site: Site, ignored: &dyn Fn(FileId) -> bool, visited: &mut FxHashSet<FunctionRef>, way: Vec<Passage>) -> Outcome {
        let Some(module) = self.module(site.file) else { return Outcome::Handled(None) };
        let leaves = match module.language {
            Language::Rust => return self.rust_outcome(module, site, ignored, visited, way),
            Language::TypeScript => match self.follow_promise(module, site) {
                Ok(leaves) => leaves,
                Err(handler) => return Outcome::Handled(Some((site.file, handler))),
            },
            Language::Python => Leaves::Here,
        };
        let expr = &module.exprs[site.expr.index()];
        if leaves == Leaves::Here
            && let Some(outcome) = self.guarded(module, site.file, expr.region)
        {
            return outcome;
        }
        if leaves == Leaves::Floating {
            return Outcome::Unhandled(way);
        }
        self.leave_function(module, site.file, expr.scope, ignored, visited, way)
    }

    /// Climbs from a call through what is done with its promise.
    fn follow_promise(&self, module: &Module, site: Site) -> Result<Leaves, Span> {
        let mut at = site.expr;
        let mut awaited = false;
        while let Some(parent) = module.exprs[at.index()].parent {
            let node = &module.exprs[parent.index()];
            match &node.kind {
                ExprKind::Await(_) => awaited = true,
                ExprKind::Member { object, property, property_span } if *object == at && !awaited => {
                    let call = node.parent.map(|p| (p, &module.exprs[p.index()].kind));
                    if let Some((id, ExprKind::Call { callee, args, .. })) = call
                        && *callee == parent
                    {
                        match property.as_str() {
                            "catch" if !args.is_empty() => return Err(*property_span),
                            "then" if args.len() >= 2 => return Err(*property_span),
                            _ => {}
                        }
                        at = id;
                        continue;
                    }
                }
                ExprKind::Call { callee, .. } if *callee != at && !awaited => {
                    let settles = self
                        .evaluate_in(site.file, *callee)
                        .iter()
                        .any(|t| matches!(&t.value, Value::External(e) if e.symbol().ends_with(".allSettled")));
                    if settles {
                        return Err(node.span);
                    }
                }
                _ => {}
            }
            at = parent;
        }
        let expr = &module.exprs[at.index()];
        let Some(stmt) = expr.stmt.map(|s| &module.stmts[s.index()]) else { return Ok(Leaves::Here) };
        let is_async = self.is_async_expression(module, site);
        Ok(match stmt.kind {
            StmtKind::Return(Some(value)) if value == at && !awaited && is_async => Leaves::InReturnedPromise,
            StmtKind::Expr(value) if value == at && !awaited && is_async => Leaves::Floating,
            _ => Leaves::Here,
        })
    }

    /// Whether the expression is a promise: an outside call is taken to be one, a project function's if it is `async` or gives one back.
    fn is_async_expression(&self, module: &Module, site: Site) -> bool {
        let ExprKind::Call { callee, .. } = &module.exprs[site.expr.index()].kind else { return false };
        let callees = self.evaluate_in(site.file, *callee);
        if callees.is_empty() {
            return true;
        }
        callees.iter().any(|t| match t.value {
            Value::Function(f) => self.module(f.file).is_some_and(|m| {
                let function = &m.functions[f.id.index()];
                function.is_async || self.returns_promise(m, f)
            }),
            _ => true,
        })
    }

    fn returns_promise(&self, module: &Module, function: FunctionRef) -> bool {
        let scope = module.functions[function.id.index()].scope;
        let index = self.index_of(function.file);
        index.returns.get(&scope).is_some_and(|values| values.iter().any(|v| matches!(module.exprs[v.index()].kind, ExprKind::Call { .. })))
    }

    /// The handler around a place within its function, if one covers it.
    fn guarded(&self, module: &Module, file: FileId, region: RegionId) -> Option<Outcome> {
        let mut at = Some(region);
        while let Some(id) = at {
            let region = &module.regions[id.index()];
            match &region.kind {
                RegionKind::Try { handlers } => {
                    if let Some(handler) = handlers.iter().find(|h| self.covers(file, h)) {
                        return Some(Outcome::Handled(Some((file, handler.span))));
                    }
                }
                RegionKind::With(managers) => {
                    for manager in managers {
                        for traced in self.evaluate_in(file, *manager).iter() {
                            if let Value::External(e) = &traced.value
                                && self.stubs.wrappers.get(e.symbol().trim_end_matches("()")).is_some_and(|w| w.handles)
                            {
                                return Some(Outcome::Handled(Some((file, module.exprs[manager.index()].span))));
                            }
                        }
                    }
                }
                RegionKind::Branch(BranchKind::Dead | BranchKind::Test) => return Some(Outcome::Handled(None)),
                RegionKind::Function(_) | RegionKind::Module => return None,
                _ => {}
            }
            at = region.parent;
        }
        None
    }

    /// Whether a handler catches what an HTTP call may raise.
    pub fn covers(&self, file: FileId, handler: &Handler) -> bool {
        handler.types.is_empty() || handler.types.iter().any(|e| self.is_call_error(file, *e))
    }

    /// Whether an error type is one that an HTTP call may raise (or that can't be told).
    pub(super) fn is_call_error(&self, file: FileId, error: crate::program::ExprId) -> bool {
        let is_related = |value: &Value| match value {
            Value::External(e) => !self.stubs.unrelated_errors.contains(e.symbol()),
            // The project's own errors are raised by the project only.
            Value::Class(_) => false,
            _ => true,
        };
        let types = self.evaluate_in(file, error);
        types.is_empty()
            || types.iter().any(|t| match &t.value {
                Value::List(list) => self.elements(*list).iter().any(|t| is_related(&t.value)),
                value => is_related(value),
            })
    }

    /// The error leaves the function a scope belongs to: decorators, wrappers it is handed to, then callers.
    fn leave_function(
        &self,
        module: &Module,
        file: FileId,
        scope: ScopeId,
        ignored: &dyn Fn(FileId) -> bool,
        visited: &mut FxHashSet<FunctionRef>,
        way: Vec<Passage>,
    ) -> Outcome {
        let Some(id) = function_of(module, scope) else { return Outcome::Unhandled(way) };
        let function = FunctionRef { file, id };
        if way.len() >= MAX_HEIGHT || !visited.insert(function) {
            return Outcome::Handled(None);
        }
        let info = &module.functions[id.index()];
        for decorator in &info.decorators {
            if self.decorator_handles(file, *decorator) {
                return Outcome::Handled(Some((file, module.exprs[decorator.index()].span)));
            }
        }
        let mut worst: Option<Outcome> = None;
        let mut called = false;
        let handed = self.handed(function);
        let callers = self.callers(function);
        for (site, is_handed) in handed.iter().map(|s| (*s, true)).chain(callers.iter().map(|s| (*s, false))) {
            if ignored(site.file) {
                continue;
            }
            called = true;
            let by_route = || self.external_callees(site).iter().any(|s| self.route_error_handler(s, function).is_some());
            if is_handed && (self.hands_to_handler(site, function) || by_route()) {
                worst.get_or_insert(Outcome::Handled(Some((site.file, self.span(site)))));
                continue;
            }
            let mut way = way.clone();
            let name = self.module(site.file).and_then(|m| function_name(m, m.exprs[site.expr.index()].scope));
            way.push(Passage {
                file: site.file,
                span: self.span(site),
                function: name,
                is_registration: is_handed && !self.external_callees(site).is_empty(),
            });
            let outcome = self.outcome_at(site, ignored, visited, way);
            match outcome {
                Outcome::Unhandled(_) | Outcome::Panics(..) => return outcome,
                Outcome::Uncalled { .. } => worst = Some(outcome),
                Outcome::Handled(_) => {
                    worst.get_or_insert(outcome);
                }
            }
        }
        if !called {
            // A closure that is called where it stands, or whose call can't be seen, raises where it stands.
            if info.kind == FunctionKind::Closure
                && let Some(parent) = module.scopes[info.scope.index()].parent
            {
                let region = module.regions[info.body.index()].parent.unwrap_or(RegionId(0));
                if let Some(outcome) = self.guarded(module, file, region) {
                    return outcome;
                }
                // One with a name is kept to be called later, like any function.
                if info.name.is_some() {
                    return Outcome::Uncalled { function, way };
                }
                return self.leave_function(module, file, parent, ignored, visited, way);
            }
            // A route, a task, a command: what registers the function calls it, outside the project.
            if let Some((registered, symbol)) = info.decorators.iter().find_map(|d| Some((d, self.registers(file, *d)?))) {
                if let Some(handler) = self.route_error_handler(&symbol, function) {
                    return Outcome::Handled(Some((handler.file, self.span(handler))));
                }
                let mut way = way;
                way.push(Passage {
                    file,
                    span: module.exprs[registered.index()].span,
                    function: info.name.as_ref().map(ToString::to_string),
                    is_registration: true,
                });
                return Outcome::Unhandled(way);
            }
            let possible = if info.class.is_some() { self.possible_callers(function) } else { Vec::new() };
            if self.all_handle(&possible, ignored, visited) {
                return Outcome::Handled(None);
            }
            return Outcome::Uncalled { function, way };
        }
        worst.unwrap_or(Outcome::Handled(None))
    }

    /// Whether the error is handled on the way out of each of these calls, if there are any.
    fn all_handle(&self, calls: &[Site], ignored: &dyn Fn(FileId) -> bool, visited: &mut FxHashSet<FunctionRef>) -> bool {
        let mut counted = calls.iter().filter(|site| !ignored(site.file)).peekable();
        counted.peek().is_some() && counted.all(|site| matches!(self.outcome_at(*site, ignored, visited, Vec::new()), Outcome::Handled(_)))
    }

    /// The symbol by which a decorator hands its function to something outside the project: a method of an object (`@app.post("/")`).
    fn registers(&self, file: FileId, decorator: crate::program::ExprId) -> Option<String> {
        self.evaluate_in(file, decorator).iter().find_map(|t| match &t.value {
            Value::External(e) if e.symbol().contains("().") && !self.stubs.wrappers.contains_key(e.symbol()) => {
                Some(e.symbol().to_owned())
            }
            _ => None,
        })
    }

    /// The outside symbols a call may call.
    fn external_callees(&self, site: Site) -> Vec<String> {
        let Some(module) = self.module(site.file) else { return Vec::new() };
        let ExprKind::Call { callee, .. } = &module.exprs[site.expr.index()].kind else { return Vec::new() };
        let callees = self.evaluate_in(site.file, *callee);
        callees.iter().filter_map(|t| if let Value::External(e) = &t.value { Some(e.symbol().to_owned()) } else { None }).collect()
    }

    pub(super) fn span(&self, site: Site) -> Span {
        self.module(site.file).map(|m| m.exprs[site.expr.index()].span).unwrap_or_default()
    }

    /// Whether a decorator keeps errors in (or retries).
    fn decorator_handles(&self, file: FileId, decorator: crate::program::ExprId) -> bool {
        let Some(module) = self.module(file) else { return false };
        let callee = match &module.exprs[decorator.index()].kind {
            ExprKind::Call { callee, .. } => *callee,
            _ => decorator,
        };
        let by_library = self
            .evaluate_in(file, decorator)
            .iter()
            .any(|t| matches!(&t.value, Value::External(e) if self.stubs.wrappers.get(e.symbol()).is_some_and(|w| w.handles || w.retries)));
        by_library || self.evaluate_in(file, callee).iter().any(|t| matches!(t.value, Value::Function(f) if self.guards_its_argument(f)))
    }

    /// Whether the call a function is handed to keeps its errors in.
    fn hands_to_handler(&self, site: Site, _function: FunctionRef) -> bool {
        let Some(module) = self.module(site.file) else { return false };
        let ExprKind::Call { callee, .. } = &module.exprs[site.expr.index()].kind else { return false };
        self.evaluate_in(site.file, *callee).iter().any(|t| match &t.value {
            Value::External(e) => self.stubs.wrappers.get(e.symbol()).is_some_and(|w| w.handles || w.retries),
            Value::Function(f) => self.guards_its_argument(*f),
            _ => false,
        })
    }

    /// Whether a function (or a function made inside it) calls one of its parameters under a handler: `withRetry(f)`, a decorator's body.
    fn guards_its_argument(&self, function: FunctionRef) -> bool {
        let Some(module) = self.module(function.file) else { return false };
        let info = &module.functions[function.id.index()];
        module.calls.iter().any(|call| {
            let expr = &module.exprs[call.index()];
            if !scope_is_inside(module, expr.scope, info.scope) {
                return false;
            }
            let ExprKind::Call { callee, .. } = &expr.kind else { return false };
            let ExprKind::Name(name) = &module.exprs[callee.index()].kind else { return false };
            if !is_parameter(module, expr.scope, info.scope, name) {
                return false;
            }
            match self.guarded(module, function.file, expr.region) {
                Some(_) => true,
                None => {
                    module.language == Language::TypeScript
                        && self.follow_promise(module, Site { file: function.file, expr: *call }).is_err()
                }
            }
        })
    }
}
