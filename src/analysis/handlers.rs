//! Who handles the error of a call: a `try` around it, a `.catch` on it, a decorator, a wrapper it is handed to, or a caller.

use super::evaluate::Evaluator;
use super::guards::{Errors, Guard, GuardKind};
use super::places::{function_name, function_of};
use super::value::{FunctionRef, Site, Value};
use crate::program::{ExprKind, FunctionKind, Module, RegionId, ScopeId, StmtKind};
use crate::source::{FileId, Language, Span};
use rustc_hash::FxHashSet;

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
    /// Something handles it on every known way out: the first that does, for each way. Empty where the call never runs.
    Handled(Vec<Guard>),
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

impl Outcome {
    /// Handled in one place.
    pub(super) fn by(guard: Guard) -> Self {
        Outcome::Handled(vec![guard])
    }
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

/// A question on its way outwards.
pub(super) struct Search<'q> {
    pub errors: Errors<'q>,
    /// Files that don't count as callers (tests).
    pub ignored: &'q dyn Fn(FileId) -> bool,
    pub visited: FxHashSet<FunctionRef>,
}

impl Evaluator<'_> {
    /// What becomes of the error of a call. `ignored` says which files don't count as callers (tests).
    pub fn outcome(&self, call: Site, errors: Errors<'_>, ignored: &dyn Fn(FileId) -> bool) -> Outcome {
        self.outcome_at(call, &mut Search { errors, ignored, visited: FxHashSet::default() }, Vec::new())
    }

    fn outcome_at(&self, site: Site, search: &mut Search<'_>, way: Vec<Passage>) -> Outcome {
        let Some(module) = self.module(site.file) else { return Outcome::Handled(Vec::new()) };
        let leaves = match module.language {
            Language::Rust => return self.rust_outcome(module, site, search, way),
            Language::TypeScript => match self.follow_promise(module, site, search.errors) {
                Ok(leaves) => leaves,
                Err(guard) => return Outcome::by(guard),
            },
            Language::Python => Leaves::Here,
        };
        let expr = &module.exprs[site.expr.index()];
        if leaves == Leaves::Here
            && let Some(outcome) = self.guarded(module, site.file, expr.region, search.errors)
        {
            return outcome;
        }
        if leaves == Leaves::Floating {
            return Outcome::Unhandled(way);
        }
        self.leave_function(module, site.file, expr.scope, search, way)
    }

    /// Whether an error of a promise is handled by what is done with the promise itself: `.catch(…)`.
    pub(super) fn promise_guard(&self, module: &Module, site: Site, errors: Errors<'_>) -> Option<Guard> {
        (module.language == Language::TypeScript).then(|| self.follow_promise(module, site, errors).err()).flatten()
    }

    /// Climbs from a call through what is done with its promise.
    fn follow_promise(&self, module: &Module, site: Site, errors: Errors<'_>) -> Result<Leaves, Guard> {
        let guard = |span: Span, kind: GuardKind| Guard { file: site.file, span, kind };
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
                        let rejected = match property.as_str() {
                            "catch" => args.first(),
                            "then" => args.get(1),
                            _ => None,
                        };
                        if let Some(function) = rejected
                            && self.callback_covers(site.file, function.value, errors)
                        {
                            return Err(guard(*property_span, GuardKind::Callback(function.value)));
                        }
                        at = id;
                        continue;
                    }
                }
                ExprKind::Call { callee, .. } if *callee != at && !awaited => {
                    let callees = self.evaluate_in(site.file, *callee);
                    let settles = callees.iter().find_map(|t| match &t.value {
                        Value::External(e) if e.symbol().ends_with(".allSettled") => Some(e.symbol().into()),
                        _ => None,
                    });
                    if let Some(symbol) = settles {
                        return Err(guard(node.span, GuardKind::Library(symbol)));
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

    /// The error leaves the function a scope belongs to: decorators, wrappers it is handed to, then callers.
    fn leave_function(&self, module: &Module, file: FileId, scope: ScopeId, search: &mut Search<'_>, way: Vec<Passage>) -> Outcome {
        let Some(id) = function_of(module, scope) else { return Outcome::Unhandled(way) };
        let function = FunctionRef { file, id };
        if way.len() >= MAX_HEIGHT || !search.visited.insert(function) {
            return Outcome::Handled(Vec::new());
        }
        let info = &module.functions[id.index()];
        if let Some(guard) = info.decorators.iter().find_map(|d| self.decorator_guard(file, *d, search.errors)) {
            return Outcome::by(guard);
        }
        let mut worst: Option<Outcome> = None;
        let mut guards = Vec::new();
        let mut called = false;
        let handed = self.handed(function);
        let callers = self.callers(function);
        for (site, is_handed) in handed.iter().map(|s| (*s, true)).chain(callers.iter().map(|s| (*s, false))) {
            if (search.ignored)(site.file) {
                continue;
            }
            called = true;
            let by_route = || {
                let symbols = self.external_callees(site);
                let handler = symbols.iter().find_map(|s| self.route_error_handler(s, function, search.errors))?;
                Some(Guard { file: handler.file, span: self.span(handler), kind: GuardKind::Route })
            };
            if is_handed && let Some(guard) = self.handing_guard(site, search.errors).or_else(by_route) {
                guards.push(guard);
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
            match self.outcome_at(site, search, way) {
                Outcome::Handled(found) => guards.extend(found),
                outcome @ Outcome::Uncalled { .. } => worst = Some(outcome),
                outcome => return outcome,
            }
        }
        if !called {
            return self.leave_uncalled(module, function, search, way);
        }
        worst.unwrap_or(Outcome::Handled(guards))
    }

    /// The error leaves a function that nobody is seen calling.
    fn leave_uncalled(&self, module: &Module, function: FunctionRef, search: &mut Search<'_>, way: Vec<Passage>) -> Outcome {
        let info = &module.functions[function.id.index()];
        // A closure that is called where it stands, or whose call can't be seen, raises where it stands.
        if info.kind == FunctionKind::Closure
            && let Some(parent) = module.scopes[info.scope.index()].parent
        {
            let region = module.regions[info.body.index()].parent.unwrap_or(RegionId(0));
            if let Some(outcome) = self.guarded(module, function.file, region, search.errors) {
                return outcome;
            }
            // One with a name is kept to be called later, like any function.
            if info.name.is_some() {
                return Outcome::Uncalled { function, way };
            }
            return self.leave_function(module, function.file, parent, search, way);
        }
        // A route, a task, a command: what registers the function calls it, outside the project.
        if let Some((registered, symbol)) = info.decorators.iter().find_map(|d| Some((d, self.registers(function.file, *d)?))) {
            if let Some(handler) = self.route_error_handler(&symbol, function, search.errors) {
                return Outcome::by(Guard { file: handler.file, span: self.span(handler), kind: GuardKind::Route });
            }
            let mut way = way;
            way.push(Passage {
                file: function.file,
                span: module.exprs[registered.index()].span,
                function: info.name.as_ref().map(ToString::to_string),
                is_registration: true,
            });
            return Outcome::Unhandled(way);
        }
        let possible = if info.class.is_some() { self.possible_callers(function) } else { Vec::new() };
        if let Some(guards) = self.all_handle(&possible, search) {
            return Outcome::Handled(guards);
        }
        Outcome::Uncalled { function, way }
    }

    /// What handles the error on the way out of each of these calls, if there are any and something does on every way.
    fn all_handle(&self, calls: &[Site], search: &mut Search<'_>) -> Option<Vec<Guard>> {
        let mut guards = Vec::new();
        let mut counted = calls.iter().filter(|site| !(search.ignored)(site.file)).copied().collect::<Vec<_>>().into_iter().peekable();
        counted.peek()?;
        for site in counted {
            match self.outcome_at(site, search, Vec::new()) {
                Outcome::Handled(found) => guards.extend(found),
                _ => return None,
            }
        }
        Some(guards)
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
    pub(super) fn external_callees(&self, site: Site) -> Vec<String> {
        let Some(module) = self.module(site.file) else { return Vec::new() };
        let ExprKind::Call { callee, .. } = &module.exprs[site.expr.index()].kind else { return Vec::new() };
        let callees = self.evaluate_in(site.file, *callee);
        callees.iter().filter_map(|t| if let Value::External(e) = &t.value { Some(e.symbol().to_owned()) } else { None }).collect()
    }

    /// The tokens of an expression.
    pub(super) fn span(&self, site: Site) -> Span {
        self.module(site.file).map(|m| m.exprs[site.expr.index()].span).unwrap_or_default()
    }
}
