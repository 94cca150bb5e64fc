//! What stands between an error and the outside, and which errors it stops.

use super::evaluate::Evaluator;
use super::handlers::Outcome;
use super::places::{is_parameter, scope_is_inside};
use super::value::{FunctionRef, Site, Value};
use crate::program::{ArgKind, BranchKind, ExprId, ExprKind, Handler, Module, Name, RegionId, RegionKind, StmtKind};
use crate::source::{FileId, Span};
use smol_str::SmolStr;

/// Which errors a question is about.
#[derive(Clone, Copy, Debug)]
pub enum Errors<'e> {
    /// Whatever a request may raise: a handler of any of those errors counts.
    Any,
    /// Errors that handlers of these types catch, beside handlers of everything.
    CaughtBy(&'e [SmolStr]),
}

/// Something that stops an error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guard {
    /// The file.
    pub file: FileId,
    /// The telling tokens: `except ApiError`, `catch`, the decorator.
    pub span: Span,
    /// What it is.
    pub kind: GuardKind,
}

/// What stops an error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GuardKind {
    /// A handler of a `try`: the guarded region and the handler's position.
    Clause(RegionId, usize),
    /// A function that a promise's rejection is given to.
    Callback(ExprId),
    /// Something from outside the project, by its symbol.
    Library(SmolStr),
    /// The application's own handler for errors of all its routes.
    Route,
    /// A value that holds the error is looked at (Rust).
    Looked,
    /// A value that holds the error is thrown away (Rust).
    Dropped,
}

impl Evaluator<'_> {
    /// The handler around a place within its function, if one covers it.
    pub(super) fn guarded(&self, module: &Module, file: FileId, region: RegionId, errors: Errors<'_>) -> Option<Outcome> {
        let mut at = Some(region);
        while let Some(id) = at {
            let region = &module.regions[id.index()];
            match &region.kind {
                RegionKind::Try { handlers } => {
                    if let Some(position) = handlers.iter().position(|h| self.covers(file, h, errors)) {
                        return Some(Outcome::by(Guard { file, span: handlers[position].span, kind: GuardKind::Clause(id, position) }));
                    }
                }
                RegionKind::With(managers) => {
                    if let Some(guard) = managers.iter().find_map(|m| self.manager_guard(module, file, *m, errors)) {
                        return Some(Outcome::by(guard));
                    }
                }
                RegionKind::Branch(BranchKind::Dead | BranchKind::Test) => return Some(Outcome::Handled(Vec::new())),
                RegionKind::Function(_) | RegionKind::Module => return None,
                _ => {}
            }
            at = region.parent;
        }
        None
    }

    /// A context manager that keeps errors in (`with suppress(ApiError)`); the types it is given tell which.
    fn manager_guard(&self, module: &Module, file: FileId, manager: ExprId, errors: Errors<'_>) -> Option<Guard> {
        let keeps = |symbol: &str| self.stubs.wrappers.get(symbol.trim_end_matches("()")).is_some_and(|w| w.handles);
        let values = self.evaluate_in(file, manager);
        let symbol = values.iter().find_map(|t| match &t.value {
            Value::External(e) if keeps(e.symbol()) => Some(SmolStr::from(e.symbol().trim_end_matches("()"))),
            _ => None,
        })?;
        if let ExprKind::Call { args, .. } = &module.exprs[manager.index()].kind
            && !args.is_empty()
            && !args.iter().any(|a| a.kind != ArgKind::Positional || self.type_covers(file, a.value, errors))
        {
            return None;
        }
        Some(Guard { file, span: module.exprs[manager.index()].span, kind: GuardKind::Library(symbol) })
    }

    /// Whether a handler catches the errors in question.
    pub fn covers(&self, file: FileId, handler: &Handler, errors: Errors<'_>) -> bool {
        if !handler.types.is_empty() {
            return handler.types.iter().any(|e| self.type_covers(file, *e, errors));
        }
        matches!(errors, Errors::Any) || self.body_covers(file, handler.region, handler.binding.as_ref(), errors)
    }

    /// Whether a function given to `.catch(…)` takes the errors in question.
    pub(super) fn callback_covers(&self, file: FileId, function: ExprId, errors: Errors<'_>) -> bool {
        matches!(errors, Errors::Any)
            || self.evaluate_in(file, function).iter().all(|t| match t.value {
                Value::Function(f) => self.module(f.file).is_none_or(|m| {
                    let info = &m.functions[f.id.index()];
                    self.body_covers(f.file, info.body, info.params.first().map(|p| &p.name), errors)
                }),
                _ => true,
            })
    }

    /// Whether the body of a handler of everything keeps the errors in question: one that tests the error's type and raises the rest doesn't.
    fn body_covers(&self, file: FileId, body: RegionId, error: Option<&Name>, errors: Errors<'_>) -> bool {
        let (Some(module), Some(error)) = (self.module(file), error) else { return true };
        let Some(types) = tested_types(module, body, error) else { return true };
        types.iter().any(|t| self.type_covers(file, *t, errors))
    }

    /// Whether an error type stands for the errors in question (or can't be told).
    pub(super) fn type_covers(&self, file: FileId, error: ExprId, errors: Errors<'_>) -> bool {
        let covers = |value: &Value| match (value, errors) {
            (Value::External(e), Errors::Any) => !self.stubs.unrelated_errors.contains(e.symbol()),
            (Value::External(e), Errors::CaughtBy(types)) => {
                self.stubs.catch_all.contains(e.symbol()) || types.iter().any(|t| t == e.symbol())
            }
            // The project's own errors are raised by the project only.
            (Value::Class(_), _) => false,
            _ => true,
        };
        let types = self.evaluate_in(file, error);
        types.is_empty()
            || types.iter().any(|t| match &t.value {
                Value::List(list) => self.elements(*list).iter().any(|t| covers(&t.value)),
                value => covers(value),
            })
    }

    /// A decorator that keeps errors in (or retries).
    pub(super) fn decorator_guard(&self, file: FileId, decorator: ExprId, errors: Errors<'_>) -> Option<Guard> {
        let module = self.module(file)?;
        let callee = match &module.exprs[decorator.index()].kind {
            ExprKind::Call { callee, .. } => *callee,
            _ => decorator,
        };
        let span = module.exprs[decorator.index()].span;
        let by_library = self.evaluate_in(file, decorator).iter().find_map(|t| self.keeping_symbol(&t.value));
        by_library.map(|symbol| Guard { file, span, kind: GuardKind::Library(symbol) }).or_else(|| {
            self.evaluate_in(file, callee).iter().find_map(|t| match t.value {
                Value::Function(f) => self.guard_of_argument(f, errors),
                _ => None,
            })
        })
    }

    /// What keeps the errors of a function in where it is handed to a call.
    pub(super) fn handing_guard(&self, site: Site, errors: Errors<'_>) -> Option<Guard> {
        let module = self.module(site.file)?;
        let ExprKind::Call { callee, .. } = &module.exprs[site.expr.index()].kind else { return None };
        self.evaluate_in(site.file, *callee).iter().find_map(|t| match &t.value {
            Value::Function(f) => self.guard_of_argument(*f, errors),
            value => self.keeping_symbol(value).map(|symbol| Guard {
                file: site.file,
                span: module.exprs[site.expr.index()].span,
                kind: GuardKind::Library(symbol),
            }),
        })
    }

    /// The symbol of an outside function that keeps errors in or retries.
    fn keeping_symbol(&self, value: &Value) -> Option<SmolStr> {
        let Value::External(external) = value else { return None };
        let wrapping = self.stubs.wrappers.get(external.symbol())?;
        (wrapping.handles || wrapping.retries).then(|| external.symbol().into())
    }

    /// The handler under which a function (or a function made inside it) calls one of its parameters: `withRetry(f)`, a decorator's body.
    pub(super) fn guard_of_argument(&self, function: FunctionRef, errors: Errors<'_>) -> Option<Guard> {
        let module = self.module(function.file)?;
        self.calls_of_parameters(function).into_iter().find_map(|call| {
            let region = module.exprs[call.index()].region;
            match self.guarded(module, function.file, region, errors) {
                Some(Outcome::Handled(guards)) => guards.into_iter().next(),
                _ => self.promise_guard(module, Site { file: function.file, expr: call }, errors),
            }
        })
    }

    /// The calls of a function's parameters within it (or within a function made inside it).
    pub(super) fn calls_of_parameters(&self, function: FunctionRef) -> Vec<ExprId> {
        let Some(module) = self.module(function.file) else { return Vec::new() };
        let scope = module.functions[function.id.index()].scope;
        let calls = module.calls_within(module.functions[function.id.index()].span).into_iter().filter(|call| {
            let expr = &module.exprs[call.index()];
            let ExprKind::Call { callee, .. } = &expr.kind else { return false };
            let ExprKind::Name(name) = &module.exprs[callee.index()].kind else { return false };
            scope_is_inside(module, expr.scope, scope) && is_parameter(module, expr.scope, scope, name)
        });
        calls.collect()
    }
}

/// The types that a handler's body tests the error for, if it raises what is none of them.
fn tested_types(module: &Module, body: RegionId, error: &Name) -> Option<Vec<ExprId>> {
    let is_error = |e: ExprId| matches!(&module.exprs[e.index()].kind, ExprKind::Name(name) if name == error);
    let mut types = Vec::new();
    let mut is_negated = false;
    for expr in module.exprs_of(body).into_iter().map(|e| &module.exprs[e.index()]) {
        match &expr.kind {
            ExprKind::Binary { op, left, right } if op == "instanceof" && is_error(*left) => {
                types.push(*right);
                let parent = expr.parent.map(|p| &module.exprs[p.index()].kind);
                is_negated |= matches!(parent, Some(ExprKind::Unary { op, .. }) if op == "!");
            }
            ExprKind::Call { callee, args, .. } => {
                let is_test = matches!(&module.exprs[callee.index()].kind, ExprKind::Name(name) if name == "isinstance");
                if let [tested, kind] = args.as_slice()
                    && is_test
                    && is_error(tested.value)
                {
                    types.push(kind.value);
                }
            }
            _ => {}
        }
    }
    // Raised where no branch was taken, in the last of several, or behind a negated test.
    let raises = module.stmts_of(body).into_iter().map(|id| &module.stmts[id.index()]).any(|stmt| {
        matches!(stmt.kind, StmtKind::Raise(_))
            && (stmt.region == body
                || (is_negated || matches!(module.regions[stmt.region.index()].kind, RegionKind::Branch(BranchKind::Alternative))))
    });
    (raises && !types.is_empty()).then_some(types)
}
