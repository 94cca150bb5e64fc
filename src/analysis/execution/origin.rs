//! Where a value comes from, backwards: which parameters and which loops' elements it is made of.

use super::super::evaluate::Evaluator;
use super::super::index::enclosing_class;
use super::super::value::{FunctionRef, Site, Value};
use super::Execution;
use crate::program::{ExprId, ExprKind, Module, ScopeKind, StmtKind};
use rustc_hash::FxHashSet;

/// Expressions looked at for one answer.
const MAX_LOOKED_AT: usize = 400;

/// Something a value is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Origin {
    /// A parameter of a function.
    Parameter(FunctionRef, usize),
    /// An element of what this expression iterates.
    Element(Site),
    /// A function or an object from outside the project was asked for it: the call.
    Call(Site),
}

impl Evaluator<'_> {
    /// What a value is made of, within its function and the scopes around it.
    pub(super) fn origins(&self, value: Site) -> Vec<Origin> {
        let mut found = Vec::new();
        let mut seen = FxHashSet::default();
        let mut pending = vec![value];
        while let Some(site) = pending.pop() {
            if seen.len() >= MAX_LOOKED_AT || !seen.insert(site) {
                continue;
            }
            let Some(module) = self.module(site.file) else { continue };
            let expr = &module.exprs[site.expr.index()];
            match &expr.kind {
                ExprKind::Name(name) => {
                    if let Some(parameter) = bound_to(module, site, name, &mut pending) {
                        found.push(Origin::Parameter(parameter.0, parameter.1));
                    }
                    continue;
                }
                // `self.key`: what the class's methods store there.
                ExprKind::Member { object, property, .. } if matches!(module.exprs[object.index()].kind, ExprKind::This) => {
                    let class = enclosing_class(module, expr.scope);
                    let index = self.index_of(site.file);
                    let writes = class.and_then(|c| index.self_writes.get(&(c, property.clone())).cloned()).unwrap_or_default();
                    for stmt in writes {
                        if let StmtKind::Assign(assign) = &module.stmts[stmt.index()].kind
                            && let Some(value) = assign.value
                        {
                            pending.push(Site { file: site.file, expr: value });
                        }
                    }
                    continue;
                }
                ExprKind::Element(inner) => found.push(Origin::Element(Site { file: site.file, expr: *inner })),
                ExprKind::Call { .. } => found.push(Origin::Call(site)),
                // What a condition asks is no part of what it chooses.
                ExprKind::Conditional { then, otherwise, .. } => {
                    pending.extend(std::iter::once(*then).chain(*otherwise).map(|expr| Site { file: site.file, expr }));
                    continue;
                }
                ExprKind::Function(_) | ExprKind::Class(_) => continue,
                _ => {}
            }
            expr.for_each_child(|child| pending.push(Site { file: site.file, expr: child }));
        }
        found
    }
}

/// The parameter a name is, or else the values it is assigned, which are put into `pending`.
fn bound_to(module: &Module, site: Site, name: &str, pending: &mut Vec<Site>) -> Option<(FunctionRef, usize)> {
    let mut at = Some(module.exprs[site.expr.index()].scope);
    while let Some(id) = at {
        let scope = &module.scopes[id.index()];
        let stmts = scope.bindings.get(name);
        for stmt in stmts.into_iter().flatten() {
            if let StmtKind::Assign(assign) = &module.stmts[stmt.index()].kind
                && let Some(value) = assign.value
            {
                pending.push(Site { file: site.file, expr: value });
            }
        }
        if let ScopeKind::Function(function) = scope.kind
            && let Some(position) = module.functions[function.index()].params.iter().position(|p| p.name == name)
        {
            return Some((FunctionRef { file: site.file, id: function }, position));
        }
        if stmts.is_some() {
            return None;
        }
        at = scope.parent;
    }
    None
}

/// Calls climbed through parameters.
const MAX_HEIGHT: usize = 6;

/// Callers looked at for one parameter.
const MAX_CALLERS: usize = 24;

impl Execution<'_> {
    /// Whether a value is made of something that comes with the request: a parameter of a request handler, directly or through calls.
    pub fn comes_with_request(&self, value: Site) -> bool {
        self.reaches_handler(value, MAX_HEIGHT, &mut FxHashSet::default())
    }

    fn reaches_handler(&self, value: Site, height: usize, seen: &mut FxHashSet<(FunctionRef, usize)>) -> bool {
        self.evaluator.origins(value).into_iter().any(|origin| {
            let (function, position) = match origin {
                Origin::Parameter(function, position) => (function, position),
                Origin::Call(call) => return self.asks_user(call),
                Origin::Element(_) => return false,
            };
            if height == 0 || !seen.insert((function, position)) {
                return false;
            }
            let Some(module) = self.evaluator.module(function.file) else { return false };
            let info = &module.functions[function.id.index()];
            if self.routes().of(function).is_some() {
                return !self.is_injected(function, position);
            }
            self.evaluator.callers(function).iter().take(MAX_CALLERS).any(|call| {
                self.evaluator
                    .argument_for(*call, info, position)
                    .is_some_and(|(argument, _)| self.reaches_handler(argument, height - 1, seen))
            })
        })
    }

    /// Whether a call asks the user for something in a script that runs anew as a whole: `st.text_input("Key")`.
    fn asks_user(&self, call: Site) -> bool {
        let scripts = || self.evaluator.stubs.frameworks.iter().flat_map(|(_, f)| &f.scripts);
        self.evaluator.evaluate(call).iter().any(|t| match &t.value {
            Value::External(e) => {
                let is_secret = e.chain().any(|e| self.evaluator.stubs.env_objects.contains(e.symbol()));
                !is_secret && scripts().any(|s| e.symbol().starts_with(s.as_str()))
            }
            _ => false,
        })
    }

    /// Whether the framework fills a parameter with something of the application's own making: `settings: Settings = Depends(get_settings)`.
    fn is_injected(&self, function: FunctionRef, position: usize) -> bool {
        let Some(module) = self.evaluator.module(function.file) else { return false };
        let Some(param) = module.functions[function.id.index()].params.get(position) else { return false };
        let is_dependency = |expr: ExprId| {
            let mut pending = vec![expr];
            let mut looked_at = 0;
            while let Some(expr) = pending.pop() {
                looked_at += 1;
                if looked_at > 16 {
                    break;
                }
                let site = Site { file: function.file, expr };
                if self.is_dependency(site) || self.names_dependency(site) {
                    return true;
                }
                module.exprs[expr.index()].for_each_child(|c| pending.push(c));
            }
            false
        };
        param.default.is_some_and(is_dependency) || param.annotation.is_some_and(is_dependency)
    }

    /// Whether a type says that the framework fills in something of the application's own: `State<AppState>`.
    fn names_dependency(&self, site: Site) -> bool {
        let named = |t: &super::super::value::Traced| matches!(&t.value, Value::External(e) if self.evaluator.stubs.frameworks.is_dependency(e.symbol()));
        let is_name = self
            .evaluator
            .module(site.file)
            .is_some_and(|m| matches!(m.exprs[site.expr.index()].kind, ExprKind::Name(_) | ExprKind::Member { .. }));
        is_name && self.evaluator.evaluate(site).iter().any(named)
    }
}
