//! Does what a call gives go straight into the answer to a request?

use super::super::places::function_of;
use super::super::value::{Site, Value};
use super::origin::bound_to;
use super::{Execution, PerRequest};
use crate::program::{ArgKind, Assign, ExprId, ExprKind, Function, FunctionId, Module, Stmt, StmtKind, Target, TemplatePart};
use crate::source::{FileId, Span};
use rustc_hash::FxHashSet;

/// Expressions looked at for one answer.
const MAX_LOOKED_AT: usize = 300;

impl Execution<'_> {
    /// Where a request handler answers with what a call gives: returned, or handed to a method of the response, unchanged but for being
    /// taken apart and put into an object or a text. `way` is the call's way to the handler.
    pub fn answered_with(&self, call: Site, way: &PerRequest) -> Option<(FileId, Span)> {
        let mut at = call;
        for passage in &way.way {
            let (module, function) = self.surroundings(at)?;
            self.returned(module, at, function)?;
            let outer = self.evaluator.module(passage.file)?;
            let here = outer.exprs_at(passage.span);
            let next = here.iter().find(|c| matches!(outer.exprs[c.index()].kind, ExprKind::Call { .. }))?;
            at = Site { file: passage.file, expr: *next };
        }
        let (module, function) = self.surroundings(at)?;
        self.returned(module, at, function).or_else(|| self.responded(module, at, function)).map(|span| (at.file, span))
    }

    fn surroundings(&self, site: Site) -> Option<(&Module, FunctionId)> {
        let module = self.evaluator.module(site.file)?;
        Some((module, function_of(module, module.exprs[site.expr.index()].scope)?))
    }

    /// What a function returns of what a call in it gives.
    fn returned(&self, module: &Module, call: Site, function: FunctionId) -> Option<Span> {
        let index = self.evaluator.index_of(call.file);
        let values = index.returns.get(&module.functions[function.index()].scope)?;
        let found = values.iter().find(|v| self.leads_to(Site { file: call.file, expr: **v }, call))?;
        Some(module.exprs[found.index()].span)
    }

    /// A method of the response that gets what a call gives, `res.status(200).json(answer)`, or a member that is set to it, `ctx.body = answer`.
    fn responded(&self, module: &Module, call: Site, function: FunctionId) -> Option<Span> {
        let info = &module.functions[function.index()];
        let is_answer = |stmt: &&Stmt| match &stmt.kind {
            StmtKind::Expr(value) => {
                let value = if let ExprKind::Await(inner) = module.exprs[value.index()].kind { inner } else { *value };
                let ExprKind::Call { callee, .. } = &module.exprs[value.index()].kind else { return false };
                is_of_parameter(module, *callee, info) && self.leads_to(Site { file: call.file, expr: value }, call)
            }
            StmtKind::Assign(Assign { target: Target::Member { object, property, .. }, value: Some(value), .. }) => {
                property == "body" && is_of_parameter(module, *object, info) && self.leads_to(Site { file: call.file, expr: *value }, call)
            }
            _ => false,
        };
        module.stmts.iter().filter(|s| function_of(module, s.scope) == Some(function)).find(is_answer).map(|s| s.span)
    }

    /// Whether a value is what a call gives, or holds it.
    fn leads_to(&self, value: Site, call: Site) -> bool {
        let Some(module) = self.evaluator.module(value.file) else { return false };
        let mut seen = FxHashSet::default();
        let mut pending = vec![value];
        while let Some(site) = pending.pop() {
            if site == call {
                return true;
            }
            if seen.len() >= MAX_LOOKED_AT || !seen.insert(site) {
                continue;
            }
            let mut follow = |expr: ExprId| pending.push(Site { file: value.file, expr });
            match &module.exprs[site.expr.index()].kind {
                ExprKind::Name(name) => {
                    let name = name.clone();
                    bound_to(module, site, &name, &mut pending);
                }
                ExprKind::Await(e) | ExprKind::Try(e) => follow(*e),
                // How much it took says nothing that could be streamed.
                ExprKind::Member { object, property, .. } if !self.evaluator.stubs.counting_members.contains(property) => follow(*object),
                ExprKind::Index { object, .. } => follow(*object),
                ExprKind::Fallback { left, right } => {
                    follow(*left);
                    follow(*right);
                }
                ExprKind::Binary { op, left, right } if op == "+" => {
                    follow(*left);
                    follow(*right);
                }
                ExprKind::Conditional { then, otherwise, .. } => {
                    follow(*then);
                    otherwise.iter().for_each(|e| follow(*e));
                }
                ExprKind::Switch { subject, arms } => {
                    if arms.is_empty() {
                        follow(*subject);
                    }
                    arms.iter().for_each(|e| follow(*e));
                }
                ExprKind::Template(parts) => parts.iter().for_each(|p| {
                    if let TemplatePart::Expr(e) = p {
                        follow(*e);
                    }
                }),
                ExprKind::Object { entries, .. } => entries.iter().for_each(|e| follow(e.value)),
                ExprKind::List(elements) => elements.iter().for_each(|e| follow(e.value)),
                ExprKind::Call { callee, args, .. } => {
                    let holds = self.holds_arguments(module, site, *callee);
                    args.iter().filter(|a| holds && a.kind != ArgKind::NamedSpread).for_each(|a| follow(a.value));
                    // `answer.text.trim()`
                    if let ExprKind::Member { object, .. } = &module.exprs[callee.index()].kind {
                        follow(*object);
                    }
                }
                _ => {}
            }
        }
        false
    }

    /// Whether what a call gives, or does, holds its arguments as they are: it makes a response or a model of the project's, or writes a text.
    fn holds_arguments(&self, module: &Module, site: Site, callee: ExprId) -> bool {
        if let ExprKind::Member { property, .. } = &module.exprs[callee.index()].kind
            && self.evaluator.stubs.response_methods.contains(property)
        {
            return true;
        }
        self.evaluator.evaluate_in(site.file, callee).iter().any(|t| match &t.value {
            Value::Class(_) => true,
            Value::External(e) => {
                let symbol = super::frameworks::normal(e.symbol());
                self.evaluator.stubs.responses.contains(&symbol) || self.evaluator.stubs.transparent.contains_key(e.symbol())
            }
            _ => false,
        })
    }

    /// Whether functions between a call and its handler speak of JSON in what they write: such an answer is read by a program, as a whole.
    pub fn speaks_of_json(&self, call: Site, way: &PerRequest) -> bool {
        let places = std::iter::once(Some(call)).chain(way.way.iter().map(|p| {
            let module = self.evaluator.module(p.file)?;
            let here = module.exprs_at(p.span);
            let expr = here.iter().find(|c| matches!(module.exprs[c.index()].kind, ExprKind::Call { .. }))?;
            Some(Site { file: p.file, expr: *expr })
        }));
        places.flatten().any(|site| {
            let Some((module, function)) = self.surroundings(site) else { return false };
            let around = module.functions[function.index()].span;
            module.exprs_within(around).into_iter().any(|e| match &module.exprs[e.index()].kind {
                ExprKind::Literal(crate::program::Literal::Str(text)) => is_about_json(text),
                ExprKind::Template(parts) => parts.iter().any(|p| matches!(p, TemplatePart::Text(text) if is_about_json(text))),
                _ => false,
            })
        })
    }
}

/// A sentence that speaks of JSON: not a content type.
fn is_about_json(text: &str) -> bool {
    text.contains("JSON") && text.contains(' ')
}

/// Whether a chain of members and calls begins with a parameter.
fn is_of_parameter(module: &Module, expr: ExprId, function: &Function) -> bool {
    let mut at = expr;
    loop {
        at = match &module.exprs[at.index()].kind {
            ExprKind::Member { object, .. } => *object,
            ExprKind::Call { callee, .. } => *callee,
            ExprKind::Name(name) => return function.params.iter().any(|p| p.name == *name),
            _ => return false,
        };
    }
}
