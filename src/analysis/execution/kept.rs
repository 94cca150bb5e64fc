//! What is made once and kept: cached functions, lazy singletons, entries of a cache.

use super::super::evaluate::Evaluator;
use super::super::places::function_of;
use super::super::value::{FunctionRef, Site, Value};
use super::frameworks::normal;
use crate::program::{Assign, ExprId, ExprKind, FunctionId, FunctionKind, Module, Name, RegionId, RegionKind, Stmt, StmtKind, Target};
use crate::source::FileId;

impl Evaluator<'_> {
    /// Whether calls of a function run it once (for equal arguments): a caching decorator, or what it is handed to, keeps its result.
    pub(super) fn is_cached(&self, function: FunctionRef) -> bool {
        let Some(module) = self.module(function.file) else { return false };
        let info = &module.functions[function.id.index()];
        let by_decorator = info.decorators.iter().any(|d| self.caches(function.file, *d) || self.is_caching_decorator(function.file, *d));
        by_decorator
            || self.handed(function).iter().any(|site| {
                let callee = self.module(site.file).and_then(|m| match &m.exprs[site.expr.index()].kind {
                    ExprKind::Call { callee, .. } => Some(*callee),
                    _ => None,
                });
                callee.is_some_and(|c| self.caches(site.file, c))
            })
    }

    /// Whether an expression is a function of a library that caches what it is given.
    fn caches(&self, file: FileId, function: ExprId) -> bool {
        self.evaluate_in(file, function).iter().any(|t| match &t.value {
            Value::External(e) => self
                .stubs
                .wrappers
                .get(normal(e.symbol()).as_str())
                .or_else(|| self.stubs.wrappers.get(e.symbol()))
                .is_some_and(|w| w.caches),
            _ => false,
        })
    }

    /// A decorator of the project's own that says in its name that it caches: `@singleton`, `@memoize`, `@cached(60)`.
    fn is_caching_decorator(&self, file: FileId, decorator: ExprId) -> bool {
        let Some(module) = self.module(file) else { return false };
        let name = match &module.exprs[decorator.index()].kind {
            ExprKind::Call { callee, .. } => *callee,
            _ => decorator,
        };
        let name = match &module.exprs[name.index()].kind {
            ExprKind::Name(name) => name,
            ExprKind::Member { property, .. } => property,
            _ => return false,
        };
        let name = name.to_ascii_lowercase();
        ["cache", "memoiz", "memoise", "singleton", "once"].iter().any(|word| name.contains(word))
    }

    /// Whether what an expression makes is put away so that the next run finds it: `client ??= make()`, `if _client is None: _client =
    /// make()`, `if key not in cache: cache[key] = make()`.
    pub(super) fn is_kept(&self, site: Site) -> bool {
        let Some(module) = self.module(site.file) else { return false };
        let mut at = site.expr;
        let mut guarded = false;
        while let Some(parent) = module.exprs[at.index()].parent {
            match &module.exprs[parent.index()].kind {
                ExprKind::Fallback { right, .. } if *right == at => guarded = true,
                ExprKind::Conditional { test, .. } if *test != at => guarded = true,
                ExprKind::Await(_) | ExprKind::Try(_) | ExprKind::Fallback { .. } | ExprKind::Conditional { .. } => {}
                // `clients.set(key, new Client())`, `Some(Client::new())`.
                ExprKind::Call { callee, .. } if *callee != at => {
                    if self.puts_away(module, *callee) {
                        return guarded || is_guarded(module, parent);
                    }
                }
                ExprKind::Call { .. } | ExprKind::Member { .. } | ExprKind::Object { .. } | ExprKind::List(_) => {}
                _ => return false,
            }
            at = parent;
        }
        let expr = &module.exprs[at.index()];
        let Some(stmt) = expr.stmt.map(|s| &module.stmts[s.index()]) else { return false };
        let StmtKind::Assign(Assign { target, value: Some(value), .. }) = &stmt.kind else { return false };
        if *value != at {
            return false;
        }
        let function = function_of(module, expr.scope);
        if outlives(module, target, function) {
            return guarded || is_guarded(module, at);
        }
        // `client = Client(key); clients[key] = client`
        match target {
            Target::Name { name, .. } => self.is_put_away_later(module, name, stmt, function, guarded),
            _ => false,
        }
    }

    /// Whether a local name is put away further down in the same function.
    fn is_put_away_later(&self, module: &Module, name: &Name, from: &Stmt, function: Option<FunctionId>, guarded: bool) -> bool {
        let reads = |e: ExprId| matches!(&module.exprs[e.index()].kind, ExprKind::Name(n) if n == name);
        let statements = module.reads_of(name).iter().filter_map(|read| module.exprs[read.index()].stmt);
        statements.map(|id| &module.stmts[id.index()]).any(|stmt| {
            if stmt.span.start <= from.span.start || function_of(module, stmt.scope) != function {
                return false;
            }
            match &stmt.kind {
                StmtKind::Assign(Assign { target, value: Some(value), .. }) => {
                    reads(*value) && outlives(module, target, function) && (guarded || is_guarded(module, *value))
                }
                StmtKind::Expr(call) => match &module.exprs[call.index()].kind {
                    ExprKind::Call { callee, args, .. } => {
                        args.iter().any(|a| reads(a.value)) && self.puts_away(module, *callee) && (guarded || is_guarded(module, *call))
                    }
                    _ => false,
                },
                _ => false,
            }
        })
    }

    /// Whether a callee is a method that puts its argument into a container.
    fn puts_away(&self, module: &Module, callee: ExprId) -> bool {
        matches!(&module.exprs[callee.index()].kind, ExprKind::Member { property, .. } if self.stubs.keeping_methods.contains(property))
    }
}

/// Whether a place in a function is reached under a condition only: in a branch or a handler, or after an early return.
fn is_guarded(module: &Module, expr: ExprId) -> bool {
    let expr = &module.exprs[expr.index()];
    let Some(function) = function_of(module, expr.scope) else { return is_branched(module, expr.region, RegionId(0)) };
    let body = module.functions[function.index()].body;
    let returns_early = |stmt: &Stmt| {
        matches!(stmt.kind, StmtKind::Return(_))
            && stmt.span.end <= expr.span.start
            && function_of(module, stmt.scope) == Some(function)
            && is_branched(module, stmt.region, body)
    };
    is_branched(module, expr.region, body) || module.stmts.iter().any(returns_early)
}

/// Whether a target outlives a run of the function: a name of a scope around it, a member, an item.
fn outlives(module: &Module, target: &Target, function: Option<FunctionId>) -> bool {
    match target {
        Target::Name { scope, .. } => function.is_some() && function_of(module, *scope) != function,
        // A constructor finds nothing on the object it makes, whatever it makes its choice by.
        Target::Member { object, .. } => {
            let is_new = function.is_some_and(|f| module.functions[f.index()].kind == FunctionKind::Constructor);
            !is_new || !matches!(module.exprs[object.index()].kind, ExprKind::This)
        }
        Target::Index { .. } => true,
    }
}

/// Whether a region is inside a branch or a handler within `outer`.
fn is_branched(module: &Module, region: RegionId, outer: RegionId) -> bool {
    let mut at = Some(region);
    while let Some(id) = at {
        if id == outer {
            return false;
        }
        if matches!(module.regions[id.index()].kind, RegionKind::Branch(_) | RegionKind::Handler) {
            return true;
        }
        at = module.regions[id.index()].parent;
    }
    false
}
