//! What stands around a call on its way from the program's edge: retries, circuit breakers, deadlines.

use super::evaluate::Evaluator;
use super::handlers::MAX_HEIGHT;
use super::places::function_of;
use super::reactions::around;
use super::retry_loops::RetryLoop;
use super::stubs::Wrapping;
use super::value::{FunctionRef, Site, Value};
use crate::program::{ExprId, ExprKind, FunctionKind, Module, RegionKind};
use crate::source::{FileId, Span};
use rustc_hash::FxHashMap;
use smol_str::SmolStr;
use std::cell::RefCell;
use std::rc::Rc;

/// One thing around a call.
#[derive(Clone, Debug, PartialEq)]
pub struct Layer {
    /// What it is.
    pub kind: LayerKind,
    /// The file.
    pub file: FileId,
    /// The telling tokens.
    pub span: Span,
    /// It is there on every way to the call that is known.
    pub always: bool,
    /// How many functions are called between it and the call.
    pub steps: usize,
}

/// What stands around a call.
#[derive(Clone, Debug, PartialEq)]
pub enum LayerKind {
    /// Something from outside the project, by its symbol.
    Library(SmolStr, Wrapping),
    /// A hand-written retry.
    Retry(RetryLoop),
    /// A hand-written circuit breaker, by the name of its class or function.
    Breaker(SmolStr),
}

type Layers = Rc<Vec<Layer>>;
type Ignored<'i> = &'i dyn Fn(FileId) -> bool;

/// Looks around calls and keeps what it learnt of the functions on the way.
pub struct Surveyor<'e> {
    evaluator: &'e Evaluator<'e>,
    functions: RefCell<FxHashMap<FunctionRef, Layers>>,
    breakers: RefCell<FxHashMap<FunctionRef, Layers>>,
}

impl<'e> Surveyor<'e> {
    /// A surveyor that knows nothing yet.
    pub fn new(evaluator: &'e Evaluator<'e>) -> Self {
        Self { evaluator, functions: RefCell::default(), breakers: RefCell::default() }
    }

    /// What stands around a call, nearest first. `ignored` says which files don't count as callers (tests): the same at each call.
    pub fn around(&self, site: Site, ignored: Ignored<'_>) -> Vec<Layer> {
        self.around_at(site, ignored, 0)
    }

    fn around_at(&self, site: Site, ignored: Ignored<'_>, height: usize) -> Vec<Layer> {
        let Some(module) = self.evaluator.module(site.file) else { return Vec::new() };
        let mut layers = self.evaluator.layers_here(module, site);
        if let Some(id) = function_of(module, module.exprs[site.expr.index()].scope) {
            let function = FunctionRef { file: site.file, id };
            layers.extend(self.breakers_used(module, function).iter().cloned());
            layers.extend(self.around_function(function, ignored, height).iter().cloned());
        }
        layers
    }

    fn breakers_used(&self, module: &Module, function: FunctionRef) -> Layers {
        if let Some(known) = self.breakers.borrow().get(&function) {
            return known.clone();
        }
        let found = Rc::new(self.evaluator.breakers_used(module, function));
        self.breakers.borrow_mut().insert(function, found.clone());
        found
    }

    /// What stands around a function: its decorators, what it is handed to, and what stands around its callers.
    fn around_function(&self, function: FunctionRef, ignored: Ignored<'_>, height: usize) -> Layers {
        if let Some(known) = self.functions.borrow().get(&function) {
            return known.clone();
        }
        // Cycles end in nothing; what is found on the way round is kept all the same.
        self.functions.borrow_mut().insert(function, Rc::default());
        let layers = Rc::new(self.find_around(function, ignored, height));
        self.functions.borrow_mut().insert(function, layers.clone());
        layers
    }

    fn find_around(&self, function: FunctionRef, ignored: Ignored<'_>, height: usize) -> Vec<Layer> {
        let Some(module) = self.evaluator.module(function.file) else { return Vec::new() };
        let info = &module.functions[function.id.index()];
        let mut layers: Vec<Layer> = Vec::new();
        for decorator in &info.decorators {
            layers.extend(self.evaluator.layers_of_decorator(module, function.file, *decorator));
        }
        if height >= MAX_HEIGHT {
            return layers;
        }
        let mut ways: Vec<Vec<Layer>> = Vec::new();
        for site in self.evaluator.handed(function).iter().filter(|s| !ignored(s.file)) {
            let mut way = self.evaluator.layers_of_callee(*site);
            way.extend(self.around_at(*site, ignored, height + 1));
            ways.push(way);
        }
        for site in self.evaluator.callers(function).iter().filter(|s| !ignored(s.file)) {
            ways.push(self.around_at(*site, ignored, height + 1));
        }
        if ways.is_empty()
            && info.kind == FunctionKind::Closure
            && let Some(outer) = module.scopes[info.scope.index()].parent.and_then(|s| function_of(module, s))
        {
            let outer = FunctionRef { file: function.file, id: outer };
            ways.push(self.around_function(outer, ignored, height + 1).to_vec());
        }
        let count = ways.len();
        for layer in ways.iter().flatten() {
            let same = |l: &Layer| l.file == layer.file && l.span == layer.span && l.kind == layer.kind;
            if layers.iter().any(same) {
                continue;
            }
            let kind = std::mem::discriminant(&layer.kind);
            // Another of its kind on every other way is as good.
            let everywhere = ways.iter().filter(|way| way.iter().any(|l| l.always && std::mem::discriminant(&l.kind) == kind)).count();
            layers.push(Layer { always: layer.always && everywhere == count, steps: layer.steps + 1, ..layer.clone() });
        }
        layers
    }
}

impl Evaluator<'_> {
    /// What stands around a call within its own function.
    fn layers_here(&self, module: &Module, site: Site) -> Vec<Layer> {
        let mut layers = Vec::new();
        let expr = &module.exprs[site.expr.index()];
        let mut at = site.expr;
        while let Some(parent) = module.exprs[at.index()].parent {
            if let ExprKind::Call { callee, .. } = &module.exprs[parent.index()].kind
                && *callee != at
            {
                layers.extend(self.library_layers(site.file, *callee, module.exprs[parent.index()].span));
            }
            at = parent;
        }
        layers.extend(self.deadlines_of_promise(module, site));
        for id in around(module, expr.region) {
            match &module.regions[id.index()].kind {
                RegionKind::With(managers) => {
                    for manager in managers {
                        layers.extend(self.library_layers(site.file, *manager, module.exprs[manager.index()].span));
                    }
                }
                // `for attempt in Retrying(…)`.
                RegionKind::Loop(Some(iterable)) => {
                    layers.extend(self.library_layers(site.file, *iterable, module.exprs[iterable.index()].span));
                }
                _ => {}
            }
        }
        let is_library_loop = layers.iter().any(|l| matches!(&l.kind, LayerKind::Library(_, w) if w.retries));
        if let Some(found) = self.retry_around(site).filter(|_| !is_library_loop) {
            layers.push(Layer { file: found.file, span: found.span, kind: LayerKind::Retry(found), always: true, steps: 0 });
        }
        layers
    }

    /// A promise that was kept in a name and is raced against a timer later in the file.
    fn deadlines_of_promise(&self, module: &Module, site: Site) -> Vec<Layer> {
        let index = self.index_of(site.file);
        let is_ours = |expr: ExprId| {
            self.evaluate_in(site.file, expr).iter().any(|t| match &t.value {
                Value::External(e) => e.chain().any(|e| e.site() == Some(site)),
                Value::List(list) => self.elements(*list).iter().any(|t| match &t.value {
                    Value::External(e) => e.chain().any(|e| e.site() == Some(site)),
                    _ => false,
                }),
                _ => false,
            })
        };
        let mut layers = Vec::new();
        for race in index.races(module, &self.stubs.deadline_names) {
            let ExprKind::Call { callee, args, .. } = &module.exprs[race.index()].kind else { continue };
            let span = module.exprs[race.index()].span;
            if !span.contains(module.exprs[site.expr.index()].span) && args.iter().any(|a| is_ours(a.value)) {
                layers.extend(self.library_layers(site.file, *callee, span));
            }
        }
        layers
    }

    /// What an outside callee, manager or decorator does to what it is given.
    fn library_layers(&self, file: FileId, expr: ExprId, span: Span) -> Vec<Layer> {
        let mut layers = Vec::new();
        for traced in self.evaluate_in(file, expr).iter() {
            let Value::External(external) = &traced.value else { continue };
            let symbol = external.symbol();
            let Some(wrapping) = self.stubs.wrappers.get(symbol).or_else(|| self.stubs.wrappers.get(symbol.trim_end_matches("()"))) else {
                continue;
            };
            let mut wrapping = *wrapping;
            if wrapping.combines {
                self.join_policies(external, &mut wrapping);
            }
            layers.push(Layer { kind: LayerKind::Library(symbol.into(), wrapping), file, span, always: true, steps: 0 });
        }
        layers
    }

    /// What the policies that a combined one is made of do.
    fn join_policies(&self, combined: &super::External, wrapping: &mut Wrapping) {
        let (Some(made), Some(method)) = (combined.chain().find_map(|e| e.base().and(e.site())), combined.symbol().rsplit('.').next())
        else {
            return;
        };
        let calls = combined.chain().filter_map(super::External::site).chain([made]);
        for site in calls {
            for policy in self.arguments(site).positional {
                for traced in self.evaluate(policy).iter() {
                    let Value::External(e) = &traced.value else { continue };
                    if let Some(one) = self.stubs.wrappers.get(format!("{}.{method}", e.symbol()).as_str()) {
                        wrapping.retries |= one.retries;
                        wrapping.breaks_circuit |= one.breaks_circuit;
                        wrapping.bounds_time |= one.bounds_time;
                    }
                }
            }
        }
    }

    /// What a decorator does to its function.
    fn layers_of_decorator(&self, module: &Module, file: FileId, decorator: ExprId) -> Vec<Layer> {
        let callee = match &module.exprs[decorator.index()].kind {
            ExprKind::Call { callee, .. } => *callee,
            _ => decorator,
        };
        let span = module.exprs[decorator.index()].span;
        let mut layers = self.library_layers(file, decorator, span);
        layers.extend(self.own_layers(file, callee, span));
        layers
    }

    /// What a call does to the function it is handed.
    fn layers_of_callee(&self, site: Site) -> Vec<Layer> {
        let Some(module) = self.module(site.file) else { return Vec::new() };
        let ExprKind::Call { callee, .. } = &module.exprs[site.expr.index()].kind else { return Vec::new() };
        let span = module.exprs[site.expr.index()].span;
        let mut layers = self.library_layers(site.file, *callee, span);
        layers.extend(self.own_layers(site.file, *callee, span));
        layers
    }

    /// What functions of the project do with the function they are given.
    fn own_layers(&self, file: FileId, callee: ExprId, span: Span) -> Vec<Layer> {
        let mut layers = Vec::new();
        for traced in self.evaluate_in(file, callee).iter() {
            let function = match &traced.value {
                Value::Function(f) => *f,
                Value::Class(class) => match self.breaker_class(*class) {
                    Some(name) => {
                        layers.push(Layer { kind: LayerKind::Breaker(name), file, span, always: true, steps: 0 });
                        continue;
                    }
                    None => continue,
                },
                _ => continue,
            };
            layers.extend(self.layers_inside(function));
            if let Some(name) = self.breaker_function(function) {
                layers.push(Layer { kind: LayerKind::Breaker(name), file, span, always: true, steps: 0 });
            }
        }
        layers
    }

    /// What stands around the function it is given in a function's body: its retry loop, or the library it hands the function on to.
    fn layers_inside(&self, function: FunctionRef) -> Vec<Layer> {
        let Some(module) = self.module(function.file) else { return Vec::new() };
        let calls = self.calls_of_parameters(function);
        let mut layers: Vec<Layer> =
            calls.into_iter().flat_map(|call| self.layers_here(module, Site { file: function.file, expr: call })).collect();
        let body = &module.functions[function.id.index()];
        for call in module.calls_within(body.span) {
            let ExprKind::Call { callee, args, .. } = &module.exprs[call.index()].kind else { continue };
            let hands_on = args
                .iter()
                .any(|a| matches!(&module.exprs[a.value.index()].kind, ExprKind::Name(n) if body.params.iter().any(|p| p.name == *n)));
            if hands_on {
                layers.extend(self.library_layers(function.file, *callee, module.exprs[call.index()].span));
            }
        }
        layers
    }
}
