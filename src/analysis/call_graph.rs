//! Who calls whom, across files.

use super::evaluate::{Evaluator, Question, one};
use super::value::{ClassRef, FunctionRef, Site, StepKind, Value, Values};
use crate::program::{ArgKind, Assign, ExprId, ExprKind, Function, FunctionId, FunctionKind, Name, ParamKind, StmtId, StmtKind, Target};
use crate::source::FileId;
use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;

/// Call sites of one function that are followed; more leave its parameters open.
const MAX_SITES: usize = 64;

/// Classes above a class that are looked at for methods it overrides.
const MAX_ANCESTORS: usize = 8;

/// Who calls whom.
#[derive(Debug, Default)]
pub struct CallGraph {
    /// The calls of each function: `f(…)`, `new C(…)` for its constructor.
    pub callers: FxHashMap<FunctionRef, Vec<Site>>,
    /// Where each function is handed over as a value (`app.get("/", f)`, `map(f)`): the call and the position.
    pub handed: FxHashMap<FunctionRef, Vec<Site>>,
    /// The calls that register a handler for errors of all routes: the symbol called, the call.
    pub error_handlers: Vec<(SmolStr, Site)>,
    /// Modules imported for their effect that let errors of asynchronous routes through.
    pub imported: FxHashSet<SmolStr>,
    /// Assignments to members of objects other than the receiver, by member name.
    pub member_writes: FxHashMap<Name, Vec<(FileId, StmtId)>>,
}

impl Evaluator<'_> {
    /// Builds the call graph of the given files in rounds: what a round learns of parameters lets the next resolve more callees.
    pub fn build_graph(&mut self, files: &[FileId], rounds: usize) {
        let mut known = 0;
        for _ in 0..rounds {
            let graph = self.graph_of(files);
            let size = graph.callers.values().map(Vec::len).sum::<usize>() + graph.handed.values().map(Vec::len).sum::<usize>();
            self.set_graph(graph);
            if size == known {
                break;
            }
            known = size;
        }
    }

    fn graph_of(&self, files: &[FileId]) -> CallGraph {
        let mut graph = CallGraph::default();
        let mut dispatched = Vec::new();
        for &file in files {
            let Some(module) = self.module(file) else { continue };
            for (i, stmt) in module.stmts.iter().enumerate() {
                if let StmtKind::Assign(Assign { target: Target::Member { object, property, .. }, value: Some(_), .. }) = &stmt.kind
                    && !matches!(module.exprs[object.index()].kind, ExprKind::This)
                {
                    graph.member_writes.entry(property.clone()).or_default().push((file, StmtId(i as u32)));
                }
            }
            for expr in &module.exprs {
                if let ExprKind::Import(import) = &expr.kind {
                    graph.imported.insert(SmolStr::from(format!("{}:{}", module.language.ecosystem(), import.module)));
                }
            }
            for &call in &module.calls {
                let site = Site { file, expr: call };
                let ExprKind::Call { callee, args, .. } = &module.exprs[call.index()].kind else { continue };
                let callees = self.evaluate_in(file, *callee);
                let is_dispatched = self.has_declared_receiver(file, *callee);
                for traced in callees.iter() {
                    if let Value::External(e) = &traced.value
                        && self.stubs.error_handlers.contains_key(e.symbol())
                    {
                        graph.error_handlers.push((e.symbol().into(), site));
                    }
                    let function = match traced.value {
                        Value::Function(function) => Some(function),
                        Value::Class(class) => self.constructor(class),
                        _ => None,
                    };
                    if let Some(function) = function {
                        graph.callers.entry(function).or_default().push(site);
                        if is_dispatched {
                            dispatched.push((function, site));
                        }
                    }
                }
                for arg in args {
                    if !may_hold_function(&module.exprs[arg.value.index()].kind) {
                        continue;
                    }
                    for traced in self.evaluate_in(file, arg.value).iter() {
                        if let Value::Function(function) = traced.value {
                            graph.handed.entry(function).or_default().push(site);
                        }
                    }
                }
            }
        }
        self.add_overrides(files, &dispatched, &mut graph);
        graph
    }

    /// Whether a callee is a method of an object of which only the declared class is known: a subclass's method may run instead.
    fn has_declared_receiver(&self, file: FileId, callee: ExprId) -> bool {
        let Some(module) = self.module(file) else { return false };
        let ExprKind::Member { object, .. } = &module.exprs[callee.index()].kind else { return false };
        !matches!(module.exprs[object.index()].kind, ExprKind::Super)
            && self.evaluate_in(file, *object).iter().any(|t| matches!(t.value, Value::Instance(_, None)))
    }

    /// Counts calls of a method through a declared class as calls of the methods that override it.
    fn add_overrides(&self, files: &[FileId], dispatched: &[(FunctionRef, Site)], graph: &mut CallGraph) {
        if dispatched.is_empty() {
            return;
        }
        let mut overrides: FxHashMap<FunctionRef, Vec<FunctionRef>> = FxHashMap::default();
        for &file in files {
            let Some(module) = self.module(file) else { continue };
            for (i, info) in module.functions.iter().enumerate() {
                let (Some(class), Some(name)) = (info.class, &info.name) else { continue };
                let mut overridden = FxHashSet::default();
                self.overridden(ClassRef { file, id: class }, name, MAX_ANCESTORS, &mut overridden);
                let function = FunctionRef { file, id: FunctionId(i as u32) };
                for base in overridden.into_iter().filter(|base| *base != function) {
                    overrides.entry(base).or_default().push(function);
                }
            }
        }
        for (method, site) in dispatched {
            for function in overrides.get(method).into_iter().flatten() {
                let sites = graph.callers.entry(*function).or_default();
                if !sites.contains(site) {
                    sites.push(*site);
                }
            }
        }
    }

    /// The methods of this name in the classes that a class extends.
    fn overridden(&self, class: ClassRef, name: &str, height: usize, found: &mut FxHashSet<FunctionRef>) {
        if height == 0 {
            return;
        }
        for base in self.bases(class).iter() {
            let Value::Class(base) = base.value else { continue };
            found.extend(self.class_member(base, name).iter().filter_map(|t| match t.value {
                Value::Function(function) => Some(function),
                _ => None,
            }));
            self.overridden(base, name, height - 1, found);
        }
    }

    /// The constructor of a class, its own or inherited.
    pub fn constructor(&self, class: ClassRef) -> Option<FunctionRef> {
        for name in ["__init__", "constructor"] {
            for traced in self.class_member(class, name).iter() {
                if let Value::Function(function) = traced.value {
                    return Some(function);
                }
            }
        }
        None
    }

    /// What a parameter may be: what its annotation and default say and what all known calls pass.
    pub fn parameter(&self, function: FunctionRef, position: usize) -> Values {
        Values::clone(&self.ask(Question::Parameter(function, position), || self.find_parameter(function, position)))
    }

    fn find_parameter(&self, function: FunctionRef, position: usize) -> Values {
        let Some(module) = self.module(function.file) else { return Values::unknown() };
        let Some(info) = module.functions.get(function.id.index()) else { return Values::unknown() };
        let Some(param) = info.params.get(position) else { return Values::unknown() };
        if matches!(param.kind, ParamKind::Rest | ParamKind::KeywordRest) {
            return Values::unknown();
        }
        let mut out = Values::default();
        let graph = self.graph.clone();
        let sites = graph.callers.get(&function).map(Vec::as_slice).unwrap_or_default();
        let mut left_out = sites.is_empty();
        for site in sites.iter().take(MAX_SITES) {
            match self.argument_for(*site, info, position) {
                Some((value, span)) => {
                    out.join(&self.evaluate(value).step(StepKind::Passed, site.file, span));
                }
                None => left_out = true,
            }
        }
        out.open |= sites.len() > MAX_SITES;
        for site in graph.handed.get(&function).into_iter().flatten().take(MAX_SITES) {
            out.join(&self.handed_argument(*site, position));
        }
        if left_out && let Some(default) = param.default {
            let default = self.evaluate_in(function.file, default);
            out.join(&default);
        }
        if out.without_null().is_empty()
            && let Some(annotation) = param.annotation
        {
            let declared = self.instance_of(Site { file: function.file, expr: annotation });
            out.join(&declared.step(StepKind::Declared, function.file, param.span));
        }
        // Nobody was seen calling, or anybody might: an exported function has callers we don't see.
        out.open |= sites.is_empty();
        out
    }

    /// The argument a call passes for a parameter.
    pub fn argument_for(&self, call: Site, function: &Function, position: usize) -> Option<(Site, crate::source::Span)> {
        let module = self.module(call.file)?;
        let ExprKind::Call { args, callee, .. } = &module.exprs[call.expr.index()].kind else { return None };
        let param = function.params.get(position)?;
        if let Some(named) = args.iter().find(|a| matches!(&a.kind, ArgKind::Named(name, _) if *name == param.name)) {
            return Some((Site { file: call.file, expr: named.value }, named.span));
        }
        if param.kind == ParamKind::KeywordOnly {
            return None;
        }
        // `Class.method(object, x)`: the receiver is passed by hand.
        let shift = usize::from(
            function.kind == FunctionKind::Method
                && matches!(&module.exprs[callee.index()].kind, ExprKind::Member { object, .. }
                    if self.evaluate_in(call.file, *object).iter().any(|t| matches!(t.value, Value::Class(_)))),
        );
        let mut at = 0;
        for arg in args {
            match arg.kind {
                ArgKind::Positional => {
                    if at == position + shift {
                        return Some((Site { file: call.file, expr: arg.value }, arg.span));
                    }
                    at += 1;
                }
                ArgKind::Spread => return None,
                _ => {}
            }
        }
        None
    }

    /// What a function handed to a call gets: the elements, for `items.map(f)` and kin.
    fn handed_argument(&self, call: Site, position: usize) -> Values {
        let Some(module) = self.module(call.file) else { return Values::unknown() };
        let ExprKind::Call { callee, .. } = &module.exprs[call.expr.index()].kind else { return Values::unknown() };
        let ExprKind::Member { object, property, .. } = &module.exprs[callee.index()].kind else { return Values::unknown() };
        let object = self.evaluate_in(call.file, *object);
        match property.as_str() {
            "map" | "forEach" | "flatMap" | "filter" | "some" | "every" | "find" | "for_each" if position == 0 => {
                object.flat_map(|t| if let Value::List(list) = t.value { self.elements(list) } else { Values::unknown() })
            }
            // `promise.then(client => …)`: what the promise holds.
            "then" | "and_then" | "inspect" if position == 0 => object.flat_map(one),
            _ => Values::unknown(),
        }
    }
}

/// Whether an argument may be a function, so that only those are evaluated for it.
fn may_hold_function(kind: &ExprKind) -> bool {
    matches!(kind, ExprKind::Function(_) | ExprKind::Name(_) | ExprKind::Member { .. })
}
