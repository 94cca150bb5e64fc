//! Follows values: what may this expression be?
//!
//! Evaluation is on demand, memoised, and bounded three ways: a depth, a fuel per question, and a cap on the size of value sets.
//! What lies beyond a bound is unknown. It is insensitive to calling context: a parameter is the join of what all known calls pass.

use super::call_index::{CallIndex, calls_through};
use super::exports::Exports;
use super::external::{External, Operation};
use super::horizon::Horizon;
use super::index::{ModuleIndex, ObjectWrites};
use super::stubs::Stubs;
use super::value::{ClassRef, FunctionRef, ModuleRef, Site, StepKind, Value, Values};
use super::workspace::Workspace;
use crate::program::{ArgKind, ExprId, ExprKind, ImportItem, ImportRef, Literal, Module, Name};
use crate::source::{FileId, Language};
use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;
use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;

/// Deepest chain of questions; each level costs a few stack frames.
const MAX_DEPTH: u32 = 160;

/// Most questions asked on the way to one answer.
const FUEL: u32 = 20_000;

/// A question the evaluator answers once.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Question {
    /// What an expression may be.
    Expression(Site),
    /// What a parameter may be.
    Parameter(FunctionRef, usize),
    /// What calling a function gives.
    Returns(FunctionRef),
    /// What a member of a class may be.
    Member(ClassRef, Name),
}

/// The calls of functions (`true`) and those they are handed to (`false`).
pub(super) type SiteMemo = FxHashMap<(FunctionRef, bool), Rc<Vec<Site>>>;

/// Answers questions about the values of a project. Keeps what it learnt.
pub struct Evaluator<'a> {
    /// The project.
    pub workspace: &'a dyn Workspace,
    /// What is known of the world outside.
    pub stubs: &'a Stubs,
    pub(super) index: CallIndex,
    pub(super) sites: RefCell<SiteMemo>,
    pub(super) asked_sites: RefCell<FxHashSet<(FunctionRef, bool)>>,
    pub(super) route_handlers: OnceCell<Vec<(SmolStr, Site)>>,
    memo: RefCell<FxHashMap<Question, Rc<Values>>>,
    active: RefCell<FxHashMap<Question, u32>>,
    /// Answers that lean on an open one, and whether the horizon cut them short.
    provisional: RefCell<Vec<(Question, Rc<Values>, bool)>>,
    lowest: Cell<u32>,
    depth: Cell<u32>,
    fuel: Cell<u32>,
    pub(super) exports: RefCell<Exports>,
    pub(super) horizon: Horizon,
    pub(super) indexes: RefCell<FxHashMap<FileId, Rc<ModuleIndex>>>,
    pub(super) writes: RefCell<FxHashMap<FileId, Rc<ObjectWrites>>>,
}

impl<'a> Evaluator<'a> {
    /// An evaluator that looks for callers in the given files.
    pub fn new(workspace: &'a dyn Workspace, stubs: &'a Stubs, files: &[FileId]) -> Self {
        Self {
            workspace,
            stubs,
            index: CallIndex::build(workspace, files, stubs),
            sites: RefCell::default(),
            asked_sites: RefCell::default(),
            route_handlers: OnceCell::new(),
            memo: RefCell::default(),
            active: RefCell::default(),
            provisional: RefCell::default(),
            lowest: Cell::new(u32::MAX),
            depth: Cell::new(0),
            fuel: Cell::new(FUEL),
            exports: RefCell::default(),
            horizon: Horizon::default(),
            indexes: RefCell::default(),
            writes: RefCell::default(),
        }
    }

    /// The lowered file.
    pub fn module(&self, file: FileId) -> Option<&'a Module> {
        if self.is_out_of_view(file) {
            return None;
        }
        self.workspace.module(file)
    }

    /// What an expression may be.
    pub fn evaluate(&self, site: Site) -> Rc<Values> {
        self.ask(Question::Expression(site), || self.compute(site))
    }

    /// Answers a question once. A question met again on its own way is open there; answers that leant on an open question wait for it.
    pub(super) fn ask(&self, question: Question, answer: impl FnOnce() -> Values) -> Rc<Values> {
        if let Some(known) = self.memo.borrow().get(&question) {
            return known.clone();
        }
        if let Some(known) = self.horizon.known(&self.horizon.memo, &question) {
            return known;
        }
        if let Some(&index) = self.active.borrow().get(&question) {
            self.lowest.set(self.lowest.get().min(index));
            return Rc::new(Values::unknown());
        }
        let depth = self.depth.get();
        if depth == 0 {
            self.fuel.set(FUEL);
        }
        let fuel = self.fuel.get();
        if depth >= MAX_DEPTH || fuel == 0 {
            return Rc::new(Values::unknown());
        }
        self.fuel.set(fuel - 1);
        self.depth.set(depth + 1);
        self.active.borrow_mut().insert(question.clone(), depth);
        let before = self.lowest.replace(u32::MAX);
        let waiting = self.provisional.borrow().len();
        let (values, is_cut) = self.horizon.watch(answer);
        let values = Rc::new(values);
        self.active.borrow_mut().remove(&question);
        self.depth.set(depth);
        if self.lowest.get() >= depth {
            // Nothing outer was leant on. What was found on the way round a cycle is as good as it gets: known in part.
            for (question, values, is_cut) in self.provisional.borrow_mut().drain(waiting..) {
                let mut values = Values::clone(&values);
                values.open = true;
                self.remember(question, Rc::new(values), is_cut);
            }
            self.remember(question, values.clone(), is_cut);
            self.lowest.set(before);
        } else {
            self.provisional.borrow_mut().push((question, values.clone(), is_cut));
            self.lowest.set(self.lowest.get().min(before));
        }
        values
    }

    fn remember(&self, question: Question, values: Rc<Values>, is_cut: bool) {
        let memo = if is_cut { &self.horizon.memo } else { &self.memo };
        memo.borrow_mut().insert(question, values);
    }

    /// Runs a question that isn't an expression's under the same bounds, so that cycles through it end.
    pub(super) fn bounded(&self, ask: impl FnOnce() -> Values) -> Values {
        let (depth, fuel) = (self.depth.get(), self.fuel.get());
        if depth >= MAX_DEPTH || (depth > 0 && fuel == 0) {
            return Values::unknown();
        }
        if depth > 0 {
            self.fuel.set(fuel - 1);
        }
        self.depth.set(depth + 1);
        let values = ask();
        self.depth.set(depth);
        values
    }

    /// Runs a search made of questions and tells whether its result holds for good: it leant on no open question.
    pub(super) fn settled<T>(&self, search: impl FnOnce() -> T) -> (T, bool) {
        let before = self.lowest.replace(u32::MAX);
        let found = search();
        let is_final = self.lowest.get() == u32::MAX;
        self.lowest.set(self.lowest.get().min(before));
        (found, is_final)
    }

    /// What an expression of a file may be.
    pub fn evaluate_in(&self, file: FileId, expr: ExprId) -> Rc<Values> {
        self.evaluate(Site { file, expr })
    }

    fn compute(&self, site: Site) -> Values {
        let Some(module) = self.module(site.file) else { return Values::unknown() };
        let expr = &module.exprs[site.expr.index()];
        let at = |expr: ExprId| Site { file: site.file, expr };
        match &expr.kind {
            ExprKind::Literal(literal) => Values::one(match literal {
                Literal::Str(text) => Value::Str(text.clone(), site),
                Literal::Bytes(text) => Value::Str(text.clone(), site),
                Literal::Int(i) => Value::Int(*i, site),
                Literal::Float(f) => Value::Float(*f, site),
                Literal::Bool(b) => Value::Bool(*b, site),
                Literal::Null => Value::Null(site),
            }),
            ExprKind::Template(parts) => self.template(site, parts),
            ExprKind::Name(name) => self.name(site, name),
            ExprKind::This => self.receiver(site),
            ExprKind::Super => self.receiver(site).flat_map(|t| self.super_of(&t.value)),
            ExprKind::Member { object, property, .. } => {
                let object = self.evaluate(at(*object));
                object.flat_map(|t| self.member(t, property, Some(site)))
            }
            ExprKind::Index { index, .. } if super::lengths::is_slice(module, *index) => Values::one(Value::Part(site)),
            ExprKind::Index { object, index } => self.index(site, at(*object), at(*index)),
            ExprKind::Call { callee, .. } => self.call(site, at(*callee)),
            ExprKind::Await(inner) => self.evaluate(at(*inner)).flat_map(|t| match &t.value {
                // An async block is lowered as a closure; awaiting it runs it.
                Value::Function(f) if module.language == Language::Rust => self.returns(*f),
                _ => Values::clone(&one(t)),
            }),
            ExprKind::Try(inner) | ExprKind::Element(inner) | ExprKind::Enter(inner) => self.unwrapped(site, at(*inner), &expr.kind),
            ExprKind::Object { class, .. } => self.object(site, class.map(at)),
            ExprKind::List(_) => Values::one(Value::List(site)),
            ExprKind::Conditional { then, otherwise, .. } => {
                let mut values = Values::clone(&self.evaluate(at(*then)));
                if let Some(otherwise) = otherwise {
                    values.join(&self.evaluate(at(*otherwise)));
                }
                values
            }
            ExprKind::Switch { subject, arms } => {
                if arms.is_empty() {
                    return Values::clone(&self.evaluate(at(*subject)));
                }
                let mut values = Values::default();
                for arm in arms {
                    values.join(&self.evaluate(at(*arm)));
                }
                values
            }
            ExprKind::Fallback { left, right } => {
                let mut values = self.evaluate(at(*left)).without_null();
                values.join(&self.evaluate(at(*right)));
                values
            }
            ExprKind::And { right, .. } => Values::clone(&self.evaluate(at(*right))),
            ExprKind::Binary { op, left, right } => self.binary(site, op, at(*left), at(*right)),
            ExprKind::Function(id) => Values::one(Value::Function(FunctionRef { file: site.file, id: *id })),
            ExprKind::Class(id) => Values::one(Value::Class(ClassRef { file: site.file, id: *id })),
            ExprKind::Import(import) => self.import(site.file, import).step(StepKind::Imported, site.file, expr.span),
            ExprKind::Union(members) => {
                let mut values = Values::default();
                for member in members {
                    values.join(&self.evaluate(at(*member)));
                }
                values
            }
            ExprKind::Unary { op, operand } if op == "-" => self.evaluate(at(*operand)).flat_map(|t| match t.value {
                Value::Int(i, _) => i.checked_neg().map_or_else(Values::unknown, |i| Values::one(Value::Int(i, site))),
                Value::Float(f, _) => Values::one(Value::Float(-f, site)),
                _ => Values::unknown(),
            }),
            // What a list of it is made of.
            ExprKind::Comprehension { body, .. } => Values::clone(&self.evaluate(at(*body))),
            ExprKind::Yield(_) | ExprKind::Unary { .. } | ExprKind::Unknown(_) => Values::unknown(),
        }
    }

    /// `x?`, an element of `x`, or what entering `x` yields.
    fn unwrapped(&self, site: Site, inner: Site, kind: &ExprKind) -> Values {
        let values = self.evaluate(inner);
        match kind {
            ExprKind::Element(_) if self.is_generated(inner) => Values::clone(&values),
            ExprKind::Element(_) => values.flat_map(|t| match &t.value {
                Value::List(_) | Value::Parts(_) => self.element_of(&t.value).unwrap_or_else(Values::unknown),
                // Iterating an outside stream yields its events; nothing is known of them but their origin.
                Value::External(external) => external.index(Some(site)).map_or_else(Values::unknown, |e| Values::one(Value::External(e))),
                _ => Values::unknown(),
            }),
            ExprKind::Enter(_) => values.flat_map(|t| match &t.value {
                Value::Instance(class, _) => {
                    let enter = ["__enter__", "__aenter__"].iter().map(|name| self.class_member(*class, name));
                    let entered = enter.flat_map(|v| v.iter().cloned().collect::<Vec<_>>()).fold(Values::default(), |mut all, f| {
                        if let Value::Function(f) = &f.value {
                            all.join(&self.returns(*f));
                        }
                        all
                    });
                    if entered.is_empty() { one(t) } else { entered }
                }
                _ => one(t),
            }),
            _ => Values::clone(&values),
        }
    }

    /// The values of a list literal's elements.
    pub(super) fn elements(&self, list: Site) -> Values {
        let Some(module) = self.module(list.file) else { return Values::unknown() };
        let ExprKind::List(elements) = &module.exprs[list.expr.index()].kind else { return Values::unknown() };
        let mut out = Values::default();
        for element in elements.iter().take(64) {
            let values = self.evaluate_in(list.file, element.value);
            if element.is_spread { out.open = true } else { out.join(&values) }
        }
        out.open |= elements.len() > 64;
        out
    }

    fn object(&self, site: Site, class: Option<Site>) -> Values {
        let Some(class) = class else { return Values::one(Value::Dict(site)) };
        let classes = self.evaluate(class);
        let mut out = Values::default();
        for traced in classes.iter() {
            if let Value::Class(class) = traced.value {
                out.push(Value::Instance(class, Some(site)).into());
            }
        }
        if out.is_empty() { Values::one(Value::Dict(site)) } else { out }
    }

    fn call(&self, site: Site, callee: Site) -> Values {
        let Some(module) = self.module(site.file) else { return Values::unknown() };
        let ExprKind::Call { args, .. } = &module.exprs[site.expr.index()].kind else { return Values::unknown() };
        let span = module.exprs[site.expr.index()].span;
        // `key.strip()`, `client.clone()`: the receiver itself. Methods of outside objects are left to their symbols, except in Rust,
        // where these methods belong to every type.
        if let ExprKind::Member { object, property, .. } = &module.exprs[callee.expr.index()].kind
            && self.stubs.is_transparent_method(module.language, property)
        {
            let object = self.evaluate_in(site.file, *object);
            let kept = object.iter().filter(|t| match t.value {
                Value::Str(..) | Value::Partial(..) | Value::Env(..) | Value::Null(_) | Value::Int(..) => true,
                // `json.dumps(body).encode()` stands for the body.
                Value::Dict(_) | Value::List(_) => matches!(module.language, Language::Rust | Language::Python),
                Value::External(_) | Value::Part(_) | Value::Parts(_) => module.language == Language::Rust,
                Value::Instance(class, _) => module.language == Language::Rust && self.class_member(class, property).is_empty(),
                _ => false,
            });
            let mut out = Values::default();
            out.open = object.open;
            kept.for_each(|t| out.push(t.clone()));
            if !out.is_empty() {
                if let Some(fallback) = args.first().filter(|_| property.starts_with("unwrap_or")) {
                    out.join(&self.evaluate_in(site.file, fallback.value).flat_map(|t| match &t.value {
                        Value::Function(f) => self.returns(*f),
                        _ => one(t),
                    }));
                }
                return out;
            }
        }
        if let Some(part) = self.cut(site, callee) {
            return part;
        }
        // `options.get("model", "…")` of a dict that can be seen.
        if let ExprKind::Member { object, property, .. } = &module.exprs[callee.expr.index()].kind
            && module.language == Language::Python
            && property == "get"
            && let Some(key) = args.first()
        {
            let keys = self.evaluate_in(site.file, key.value);
            let mut out = Values::default();
            for traced in self.evaluate_in(site.file, *object).iter() {
                let Value::Dict(dict) = traced.value else { continue };
                for key in keys.iter() {
                    if let Value::Str(key, _) = &key.value {
                        out.join(&self.dict_entry(dict, key));
                    }
                }
                if !keys.iter().any(|k| matches!(k.value, Value::Str(..))) {
                    out.join(&self.dict_values(dict).step(StepKind::Picked, site.file, span));
                    out.open = true;
                }
                if let Some(fallback) = args.get(1) {
                    out.join(&self.evaluate_in(site.file, fallback.value));
                }
            }
            if !out.is_empty() {
                return out;
            }
        }
        // `this.load.bind(this)` is the method itself.
        if calls_through(module, callee.expr) == Some("bind") {
            let bound = self.evaluate(callee).flat_map(|t| if let Value::Function(_) = t.value { one(t) } else { Values::default() });
            if !bound.is_empty() {
                return bound;
            }
        }
        let argument = |position: usize| args.iter().filter(|a| a.kind == ArgKind::Positional).nth(position).map(|a| a.value);
        self.evaluate(callee).flat_map(|traced| match &traced.value {
            Value::Function(function) => {
                let values = self.imported_through(*function, site).unwrap_or_else(|| self.returns(*function));
                values.step(StepKind::Returned, site.file, span)
            }
            Value::Class(class) => Values::one(Value::Instance(*class, Some(site))),
            Value::External(external) => {
                let symbol = external.symbol();
                if self.stubs.importers.contains(symbol) {
                    return self.imported_by(site).unwrap_or_else(Values::unknown);
                }
                if let Some(reader) = self.stubs.env_readers.get(symbol) {
                    let name = argument(reader.name).map(|e| self.evaluate_in(site.file, e));
                    let name =
                        name.and_then(|v| v.iter().find_map(|t| if let Value::Str(s, _) = &t.value { Some(s.clone()) } else { None }));
                    let mut values = Values::one(Value::Env(name, site));
                    let by_name =
                        |wanted: &str| args.iter().find(|a| matches!(&a.kind, ArgKind::Named(n, _) if n == wanted)).map(|a| a.value);
                    let fallback = reader.fallback.and_then(argument).or_else(|| reader.fallback_name.as_deref().and_then(by_name));
                    if let Some(fallback) = fallback {
                        values.join(&self.evaluate_in(site.file, fallback).without_null());
                    }
                    return values;
                }
                if let Some(part) = self.cut_by(site, symbol) {
                    return part;
                }
                if let Some(&position) = self.stubs.transparent.get(symbol) {
                    return argument(position).map_or_else(Values::unknown, |e| Values::clone(&self.evaluate_in(site.file, e)));
                }
                let by_name = |wanted: &str| args.iter().find(|a| matches!(&a.kind, ArgKind::Named(n, _) if n == wanted)).map(|a| a.value);
                if let Some(maker) = self.stubs.field_factories.get(symbol).and_then(|name| by_name(name)) {
                    return self.evaluate_in(site.file, maker).flat_map(|maker| match &maker.value {
                        Value::Function(f) => self.returns(*f),
                        Value::Class(class) => Values::one(Value::Instance(*class, Some(site))),
                        Value::External(e) => {
                            e.call(Some(site), self.stubs).map_or_else(Values::unknown, |e| Values::one(Value::External(e)))
                        }
                        _ => Values::unknown(),
                    });
                }
                // `pRetry(f)` is what `f` gives, `memoize(f)` is a function like `f`, `Depends(f)` an argument got from `f`.
                if let Some(made) = self.stubs.wrappers.get(symbol).and_then(|w| argument(w.function)) {
                    let mut values = Values::default();
                    for f in self.evaluate_in(site.file, made).iter() {
                        match &f.value {
                            Value::Function(function) => {
                                values.join(&self.returns(*function).step(StepKind::Returned, site.file, span));
                                values.push(f.clone());
                            }
                            Value::Class(class) => values.push(Value::Instance(*class, Some(site)).into()),
                            _ => {}
                        }
                    }
                    if !values.is_empty() {
                        return values;
                    }
                }
                external.call(Some(site), self.stubs).map_or_else(Values::unknown, |e| {
                    let mut called = traced.clone();
                    // A path begins where an object is made: how its class was imported is no news.
                    if !external.chain().any(|e| matches!(e.operation(), Operation::Call | Operation::Declared)) {
                        called.path = None;
                    }
                    called.value = Value::External(e);
                    one(&called)
                })
            }
            Value::Str(..) | Value::Partial(..) if module.language == Language::Python => self.string_method(site, &traced.value),
            _ => Values::unknown(),
        })
    }

    /// What calling a project function gives.
    pub fn returns(&self, function: FunctionRef) -> Values {
        Values::clone(&self.ask(Question::Returns(function), || self.find_returns(function)))
    }

    fn find_returns(&self, function: FunctionRef) -> Values {
        let Some(module) = self.module(function.file) else { return Values::unknown() };
        let Some(info) = module.functions.get(function.id.index()) else { return Values::unknown() };
        let mut values = Values::default();
        let index = self.index_of(function.file);
        for value in index.returns.get(&info.scope).into_iter().flatten() {
            values.join(&self.evaluate_in(function.file, *value));
        }
        if self.is_vague(&values)
            && let Some(annotation) = info.returns
        {
            let declared = self.instance_of(Site { file: function.file, expr: annotation });
            if values.is_empty() && !declared.is_empty() {
                values = declared;
            } else {
                values.join(&declared);
            }
        }
        values
    }

    /// What an import brings in.
    pub(super) fn import(&self, file: FileId, import: &ImportRef) -> Values {
        let Some(module) = self.module(file) else { return Values::unknown() };
        let language = module.language;
        match super::link::resolve(self.workspace, file, language, import) {
            super::link::Target::Module(target) => match &import.item {
                ImportItem::Module => Values::one(Value::Module(target)),
                ImportItem::Default => self.exported(&target, "default"),
                ImportItem::Named(name) => self.exported(&target, name),
            },
            super::link::Target::Walk(start, segments) => {
                let mut values = Values::one(Value::Module(ModuleRef::File(start)));
                let item = match &import.item {
                    ImportItem::Named(name) => Some(name.as_str()),
                    _ => None,
                };
                for segment in segments.iter().map(String::as_str).chain(item) {
                    values = values.flat_map(|t| self.member(t, segment, None));
                }
                values
            }
            super::link::Target::External(symbol) => {
                let root = External::root(&symbol, self.stubs);
                if let ImportItem::Named(name) = &import.item
                    && self.stubs.is_variable(root.symbol(), name)
                {
                    return Values::one(Value::Env(Some(name.as_str().into()), Site { file, expr: ExprId(0) }));
                }
                let external = match &import.item {
                    ImportItem::Module => Some(root),
                    ImportItem::Default => root.member("default", None, self.stubs),
                    ImportItem::Named(name) => root.member(name, None, self.stubs),
                };
                external.map_or_else(Values::unknown, |e| Values::one(Value::External(e)))
            }
        }
    }
}

/// A set of one value with its path.
pub(super) fn one(traced: &super::value::Traced) -> Values {
    let mut values = Values::default();
    values.push(traced.clone());
    values
}
