//! Where a value comes from: back through names, members, built strings, containers, arguments and results, to what it is made of.
//!
//! [`Evaluator::evaluate`] says what a value *is*; this says what is *in* it. A log line holds what its format string inserts, a list what
//! was appended to it. What cuts a value down (a slice, a length, a comparison, a call nobody knows) ends the way.

use super::evaluate::Evaluator;
use super::growths::Growth;
use super::names::Definition;
use super::parts::Part;
use super::value::{ClassRef, FunctionRef, ModuleRef, Site, StepKind, Value};
use crate::program::{
    ArgKind, Assign, EntryKey, ExportValue, ExprId, ExprKind, ImportItem, ImportRef, Literal, Module, Name, Stmt, StmtId, StmtKind,
    TemplatePart,
};
use crate::source::{FileId, Language, Span};
use rustc_hash::FxHashSet;
use std::rc::Rc;

/// Places looked at for one question.
const FUEL: usize = 600;

/// Deepest chain of places.
const MAX_DEPTH: usize = 48;

/// Calls remembered on the way into functions, to come out where one went in.
const MAX_CALLS: usize = 6;

/// Callers looked at for a parameter.
const MAX_CALLERS: usize = 12;

/// A place a value passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Origin {
    /// An expression that is not looked into: a constant, the call of something outside, an unknown name.
    Leaf(Site),
    /// An assignment.
    Assigned(FileId, StmtId),
    /// A parameter of a function.
    Parameter(FunctionRef, usize),
}

/// One step of the way, from the end backwards.
pub type Hop = (StepKind, FileId, Span);

/// A place a value passed on its way, as the visitor sees it.
#[derive(Debug)]
pub struct Passing<'t> {
    /// The place.
    pub origin: Origin,
    /// Which part of what is there was taken.
    pub parts: &'t [Part],
    /// The way from there to the end, last step first.
    pub way: &'t [Hop],
    /// It is only a piece of a built string from there on.
    pub is_in_text: bool,
    /// The calls whose results the way came out of, outermost first, the last being that of the function the place lies in: other calls
    /// may have given something else.
    pub given_by: &'t [(FunctionRef, Site)],
    /// The piece of the expression asked about through which it came in.
    pub entry: Site,
}

/// A question underway.
struct Trace<'v, 'e, 'a> {
    evaluator: &'e Evaluator<'a>,
    visit: &'v mut dyn FnMut(&Passing<'_>),
    seen: FxHashSet<(Origin, Vec<Part>)>,
    fuel: usize,
    depth: usize,
    way: Vec<Hop>,
    calls: Vec<(FunctionRef, Site)>,
    in_text: usize,
    entry: Site,
}

impl Evaluator<'_> {
    /// Shows the visitor every place that (a part of) the value of an expression passed.
    pub fn trace(&self, site: Site, visit: &mut dyn FnMut(&Passing<'_>)) {
        let mut trace = Trace {
            evaluator: self,
            visit,
            seen: FxHashSet::default(),
            fuel: FUEL,
            depth: 0,
            way: Vec::new(),
            calls: Vec::new(),
            in_text: 0,
            entry: site,
        };
        trace.expression(site, Vec::new());
    }
}

impl<'a> Trace<'_, '_, 'a> {
    fn module(&self, file: FileId) -> Option<&'a Module> {
        self.evaluator.module(file)
    }

    /// Shows a place to the visitor, once.
    fn pass(&mut self, origin: Origin, parts: &[Part]) -> bool {
        if !self.seen.insert((origin, parts.to_vec())) {
            return false;
        }
        let given_by = &self.calls[..self.given_by(origin)];
        (self.visit)(&Passing { origin, parts, way: &self.way, is_in_text: self.in_text > 0, given_by, entry: self.entry });
        true
    }

    /// How many of the calls underway lead up to that of the function a place lies in.
    fn given_by(&self, origin: Origin) -> usize {
        let file = match origin {
            Origin::Leaf(Site { file, .. }) | Origin::Assigned(file, _) | Origin::Parameter(FunctionRef { file, .. }, _) => file,
        };
        let Some(module) = self.module(file) else { return 0 };
        let span = match origin {
            Origin::Leaf(site) => module.exprs[site.expr.index()].span,
            Origin::Assigned(_, stmt) => module.stmts[stmt.index()].span,
            Origin::Parameter(function, _) => module.functions[function.id.index()].span,
        };
        let holds =
            |(function, _): &(FunctionRef, Site)| function.file == file && module.functions[function.id.index()].span.contains(span);
        self.calls.iter().rposition(holds).map_or(0, |last| last + 1)
    }

    fn expression(&mut self, site: Site, parts: Vec<Part>) {
        if self.fuel == 0 || self.depth >= MAX_DEPTH || parts.len() > 12 {
            return;
        }
        if self.way.is_empty() && parts.is_empty() {
            self.entry = site;
        }
        self.fuel -= 1;
        self.depth += 1;
        self.look(site, parts);
        self.depth -= 1;
    }

    fn look(&mut self, site: Site, mut parts: Vec<Part>) {
        let Some(module) = self.module(site.file) else { return };
        let at = |expr: ExprId| Site { file: site.file, expr };
        match &module.exprs[site.expr.index()].kind {
            ExprKind::Name(name) => self.name(site, name, parts),
            ExprKind::Member { object, property, .. } => self.member(site, at(*object), property, parts),
            ExprKind::Index { object, index } => {
                if is_slice(module, *index) {
                    return;
                }
                if self.holds_variables(at(*object)) {
                    self.pass(Origin::Leaf(site), &parts);
                    return;
                }
                // The number of a round says nothing of what is gone through.
                if self.is_count(module, site.file, *object, *index) {
                    return;
                }
                parts.insert(0, self.evaluator.index_part(site));
                self.expression(at(*object), parts);
            }
            ExprKind::Call { callee, .. } => self.call(module, site, *callee, parts),
            ExprKind::Await(inner) | ExprKind::Try(inner) | ExprKind::Enter(inner) => self.expression(at(*inner), parts),
            ExprKind::Element(inner) => {
                parts.insert(0, Part::Item);
                self.expression(at(*inner), parts);
            }
            ExprKind::Template(pieces) if parts.is_empty() => {
                self.in_text += 1;
                for piece in pieces {
                    if let TemplatePart::Expr(e) = piece {
                        match &module.exprs[e.index()].kind {
                            // `{key!r}`: written in another way, but written.
                            ExprKind::Unknown(inside) => inside.first().into_iter().for_each(|e| self.expression(at(*e), Vec::new())),
                            _ => self.expression(at(*e), Vec::new()),
                        }
                    }
                }
                self.in_text -= 1;
            }
            ExprKind::Binary { op, left, right } if op == "+" || op == "%" => {
                let is_text = parts.is_empty();
                self.in_text += usize::from(is_text);
                self.expression(at(*left), parts.clone());
                self.expression(at(*right), parts);
                self.in_text -= usize::from(is_text);
            }
            ExprKind::Object { entries, .. } => {
                let wanted = parts.first().cloned();
                for entry in entries {
                    let rest = match (&entry.key, &wanted) {
                        (EntryKey::Static(key), Some(Part::Named(name))) if key == name => parts[1..].to_vec(),
                        (EntryKey::Static(_), Some(Part::Named(_))) => continue,
                        (EntryKey::Spread, _) => parts.clone(),
                        (_, Some(Part::Called)) => continue,
                        (_, Some(_)) => parts[1..].to_vec(),
                        (_, None) => Vec::new(),
                    };
                    self.expression(at(entry.value), rest);
                }
            }
            ExprKind::List(elements) => {
                for element in elements.iter().take(64) {
                    let is_whole = element.is_spread || matches!(module.exprs[element.value.index()].kind, ExprKind::Comprehension { .. });
                    let rest = match parts.first() {
                        Some(Part::Item) if !is_whole => parts[1..].to_vec(),
                        Some(Part::Item) | None => parts.clone(),
                        _ => continue,
                    };
                    self.expression(at(element.value), rest);
                }
            }
            ExprKind::Comprehension { body, .. } => {
                if parts.first() == Some(&Part::Item) {
                    parts.remove(0);
                }
                self.expression(at(*body), parts);
            }
            ExprKind::Conditional { then, otherwise, .. } => {
                self.expression(at(*then), parts.clone());
                if let Some(otherwise) = otherwise {
                    self.expression(at(*otherwise), parts);
                }
            }
            ExprKind::Switch { subject, arms } if arms.is_empty() => self.expression(at(*subject), parts),
            ExprKind::Switch { arms, .. } => arms.iter().for_each(|arm| self.expression(at(*arm), parts.clone())),
            ExprKind::Fallback { left, right } => {
                self.expression(at(*left), parts.clone());
                self.expression(at(*right), parts);
            }
            ExprKind::And { right, .. } => self.expression(at(*right), parts),
            ExprKind::Import(import) => self.import(site, import, parts),
            ExprKind::Literal(_) | ExprKind::This | ExprKind::Class(_) => {
                self.pass(Origin::Leaf(site), &parts);
            }
            _ => {}
        }
    }

    /// Whether `object[index]` is the first of the pairs that an enumeration gives: `for i, x in enumerate(xs)`, `xs.iter().enumerate().map(|(i, x)| …)`.
    fn is_count(&self, module: &Module, file: FileId, object: ExprId, index: ExprId) -> bool {
        if !matches!(module.exprs[index.index()].kind, ExprKind::Literal(Literal::Int(0))) {
            return false;
        }
        let site = Site { file, expr: object };
        match &module.exprs[object.index()].kind {
            ExprKind::Element(sequence) => self.counts(Site { file, expr: *sequence }),
            ExprKind::Name(name) => self.evaluator.definitions(site, name).iter().any(|definition| match definition {
                Definition::Parameter(function, 0) => self.evaluator.handed(*function).iter().any(|call| self.is_handed_pairs(*call)),
                _ => false,
            }),
            _ => false,
        }
    }

    /// Whether a function handed to a call gets pairs of a number and an item.
    fn is_handed_pairs(&self, call: Site) -> bool {
        let Some(module) = self.module(call.file) else { return false };
        let ExprKind::Call { callee, .. } = &module.exprs[call.expr.index()].kind else { return false };
        let ExprKind::Member { object, .. } = &module.exprs[callee.index()].kind else { return false };
        self.counts(Site { file: call.file, expr: *object })
    }

    /// Whether a call numbers what it goes through.
    fn counts(&self, call: Site) -> bool {
        let Some(module) = self.module(call.file) else { return false };
        let ExprKind::Call { callee, .. } = &module.exprs[call.expr.index()].kind else { return false };
        let flow = &self.evaluator.stubs.flow;
        if let ExprKind::Member { property, .. } = &module.exprs[callee.index()].kind
            && flow.is_counting(module.language, property)
        {
            return true;
        }
        let is_known = |t: &super::value::Traced| matches!(&t.value, Value::External(e) if flow.counters.contains(e.symbol()));
        self.evaluator.evaluate_in(call.file, *callee).iter().any(is_known)
    }

    fn name(&mut self, site: Site, name: &Name, parts: Vec<Part>) {
        let definitions = self.evaluator.definitions(site, name);
        if definitions.is_empty() {
            self.pass(Origin::Leaf(site), &parts);
            return;
        }
        for definition in definitions {
            match definition {
                Definition::Assigned(file, stmt) => self.assigned(file, stmt, parts.clone()),
                Definition::Parameter(function, position) => self.parameter(function, position, parts.clone()),
            }
        }
        self.grown(site, name, &parts);
    }

    fn assigned(&mut self, file: FileId, id: StmtId, parts: Vec<Part>) {
        let Some(Stmt { kind: StmtKind::Assign(assign), span, .. }) = self.module(file).map(|m| &m.stmts[id.index()]) else { return };
        if !self.pass(Origin::Assigned(file, id), &parts) {
            return;
        }
        let Some(value) = assign.value else { return };
        self.hop((StepKind::Stored, file, *span), |this| this.expression(Site { file, expr: value }, parts));
    }

    /// Goes on with one more step behind it.
    fn hop(&mut self, hop: Hop, on: impl FnOnce(&mut Self)) {
        self.way.push(hop);
        on(self);
        self.way.pop();
    }

    /// What was put into a list or an object after it was made: `rows.append(row)`, `headers["x"] = key`.
    fn grown(&mut self, site: Site, name: &Name, parts: &[Part]) {
        let Some(module) = self.module(site.file) else { return };
        let index = self.evaluator.index_of(site.file);
        let Some(growths) = index.growths(module).get(name) else { return };
        let scope = module.exprs[site.expr.index()].scope;
        let meant = binding_scope(module, scope, name);
        for (object, value, key) in growths {
            let object = &module.exprs[object.index()];
            if binding_scope(module, object.scope, name) != meant {
                continue;
            }
            let rest = match (key, parts.first()) {
                // Only methods that put something in count, which depends on the language's tables.
                (Growth::Method(method), _) if !self.evaluator.stubs.flow.is_growing(module.language, method) => continue,
                (_, None) => Vec::new(),
                (Growth::Method(_) | Growth::Computed, Some(Part::Item)) => parts[1..].to_vec(),
                (Growth::Key(key), Some(Part::Named(name))) if key == name => parts[1..].to_vec(),
                _ => continue,
            };
            self.expression(Site { file: site.file, expr: *value }, rest);
        }
    }

    fn parameter(&mut self, function: FunctionRef, position: usize, parts: Vec<Part>) {
        if !self.pass(Origin::Parameter(function, position), &parts) {
            return;
        }
        let Some(info) = self.module(function.file).and_then(|m| m.functions.get(function.id.index())) else { return };
        // Out where the way went in.
        if let Some(depth) = self.calls.iter().rposition(|(entered, _)| *entered == function) {
            let (_, call) = self.calls[depth];
            let inner = self.calls.split_off(depth);
            if let Some((value, span)) = self.evaluator.argument_for(call, info, position) {
                self.hop((StepKind::Passed, call.file, span), |this| this.expression(value, parts.clone()));
            } else if let Some(default) = info.params[position].default {
                self.expression(Site { file: function.file, expr: default }, parts.clone());
            }
            self.calls.extend(inner);
            return;
        }
        let inner = std::mem::take(&mut self.calls);
        let callers = self.evaluator.callers(function);
        for call in callers.iter().take(MAX_CALLERS) {
            if let Some((value, span)) = self.evaluator.argument_for(*call, info, position) {
                self.hop((StepKind::Passed, call.file, span), |this| this.expression(value, parts.clone()));
            }
        }
        if let Some(default) = info.params[position].default {
            self.expression(Site { file: function.file, expr: default }, parts.clone());
        }
        if position == 0 {
            for call in self.evaluator.handed(function).iter().take(MAX_CALLERS) {
                self.handed(*call, &parts);
            }
        }
        self.calls = inner;
    }

    /// What a function handed to a method gets: an item of the receiver, or what a promise holds.
    fn handed(&mut self, call: Site, parts: &[Part]) {
        let Some(module) = self.module(call.file) else { return };
        let ExprKind::Call { callee, .. } = &module.exprs[call.expr.index()].kind else { return };
        let ExprKind::Member { object, property, .. } = &module.exprs[callee.index()].kind else { return };
        let object = Site { file: call.file, expr: *object };
        if property == "then" {
            self.expression(object, parts.to_vec());
        } else if self.evaluator.stubs.flow.is_mapping(module.language, property) {
            let mut parts = parts.to_vec();
            parts.insert(0, Part::Item);
            self.expression(object, parts);
        }
    }

    /// Whether members and items of an object are environment variables.
    fn holds_variables(&self, object: Site) -> bool {
        let variables = &self.evaluator.stubs.env_objects;
        self.evaluator.evaluate(object).iter().any(|t| matches!(&t.value, Value::External(e) if variables.contains(e.symbol())))
    }

    fn member(&mut self, site: Site, object: Site, property: &Name, mut parts: Vec<Part>) {
        let mut is_variable = false;
        let mut fields = Vec::new();
        for traced in self.evaluator.evaluate(object).iter() {
            match &traced.value {
                Value::External(e) if self.evaluator.stubs.env_objects.contains(e.symbol()) => is_variable = true,
                Value::Instance(class, _) | Value::Class(class) => fields.extend(self.evaluator.field_values(*class, property)),
                Value::Module(ModuleRef::File(file)) => fields.extend(self.exported(*file, property, 0)),
                _ => {}
            }
        }
        if is_variable {
            self.pass(Origin::Leaf(site), &parts);
            return;
        }
        if !fields.is_empty() {
            for field in fields {
                match field {
                    Origin::Assigned(file, stmt) => self.assigned(file, stmt, parts.clone()),
                    Origin::Leaf(value) => self.expression(value, parts.clone()),
                    Origin::Parameter(..) => {}
                }
            }
            return;
        }
        parts.insert(0, Part::Named(property.clone()));
        self.expression(object, parts);
    }

    fn import(&mut self, site: Site, import: &ImportRef, parts: Vec<Part>) {
        let file = site.file;
        let name = match &import.item {
            ImportItem::Named(name) => name.clone(),
            ImportItem::Default => Name::new_static("default"),
            ImportItem::Module => return,
        };
        let Some(module) = self.module(file) else { return };
        let super::link::Target::Module(ModuleRef::File(target)) =
            super::link::resolve(self.evaluator.workspace, file, module.language, import)
        else {
            self.pass(Origin::Leaf(site), &parts);
            return;
        };
        for origin in self.exported(target, &name, 0) {
            match origin {
                Origin::Assigned(file, stmt) => self.assigned(file, stmt, parts.clone()),
                Origin::Leaf(value) => self.expression(value, parts.clone()),
                Origin::Parameter(..) => {}
            }
        }
    }

    /// The assignments and expressions behind an exported name.
    fn exported(&self, file: FileId, name: &str, depth: usize) -> Vec<Origin> {
        let Some(module) = self.module(file).filter(|_| depth < 6) else { return Vec::new() };
        let local = |name: &str| {
            let stmts = module.scopes[0].bindings.get(name).into_iter().flatten();
            stmts.map(|id| Origin::Assigned(file, *id)).collect::<Vec<_>>()
        };
        if module.language != Language::TypeScript {
            return local(name);
        }
        let mut found = Vec::new();
        for export in module.exports.iter().filter(|e| e.name == name) {
            match &export.value {
                ExportValue::Local(name) => found.extend(local(name)),
                ExportValue::Expr(e) => found.push(Origin::Leaf(Site { file, expr: *e })),
                ExportValue::From(import) => {
                    let target = super::link::resolve(self.evaluator.workspace, file, module.language, import);
                    if let (super::link::Target::Module(ModuleRef::File(target)), ImportItem::Named(name)) = (target, &import.item) {
                        found.extend(self.exported(target, name, depth + 1));
                    }
                }
            }
        }
        found
    }

    fn call(&mut self, module: &'a Module, site: Site, callee: ExprId, parts: Vec<Part>) {
        let ExprKind::Call { args, .. } = &module.exprs[site.expr.index()].kind else { return };
        let at = |expr: ExprId| Site { file: site.file, expr };
        let stubs = self.evaluator.stubs;
        if let ExprKind::Member { object, property, .. } = &module.exprs[callee.index()].kind {
            let object = at(*object);
            let is_text = matches!(&module.exprs[object.expr.index()].kind, ExprKind::Literal(Literal::Str(_)));
            // `"…{}…".format(x)`, `", ".join(xs)`.
            if module.language == Language::Python && (property == "format" || property == "join") && parts.is_empty() {
                self.in_text += 1;
                args.iter().for_each(|a| self.expression(at(a.value), Vec::new()));
                if !is_text {
                    self.expression(object, Vec::new());
                }
                self.in_text -= 1;
                return;
            }
            if property == "then" && module.language == Language::TypeScript {
                args.first().into_iter().for_each(|a| self.results(at(a.value), site, &parts));
                return;
            }
            if stubs.flow.is_mapping(module.language, property)
                && let Some(made) =
                    args.iter().find(|a| matches!(module.exprs[a.value.index()].kind, ExprKind::Function(_) | ExprKind::Name(_)))
            {
                let mut rest = parts;
                if rest.first() == Some(&Part::Item) {
                    rest.remove(0);
                }
                self.results(at(made.value), site, &rest);
                return;
            }
            let carries = stubs.flow.is_carrying(module.language, property) || matches!(property.as_str(), "catch" | "finally");
            if stubs.is_transparent_method(module.language, property) || carries {
                // The second of a pair is the item itself.
                let mut parts = parts;
                if stubs.flow.is_counting(module.language, property) && parts.starts_with(&[Part::Item, Part::Item]) {
                    parts.remove(0);
                }
                self.expression(object, parts.clone());
                if property == "concat" {
                    args.iter().for_each(|a| self.expression(at(a.value), parts.clone()));
                }
                return;
            }
            // `body.get("prompt")` takes what `body["prompt"]` is.
            if module.language == Language::Python
                && property == "get"
                && !self.holds_variables(object)
                && let Some(ExprKind::Literal(Literal::Str(key))) = args.first().map(|a| &module.exprs[a.value.index()].kind)
            {
                let mut rest = parts;
                rest.insert(0, Part::Named((&**key).into()));
                self.pass(Origin::Leaf(site), &rest);
                self.expression(object, rest);
                return;
            }
        }
        let mut is_leaf = true;
        for traced in self.evaluator.evaluate(at(callee)).iter() {
            match &traced.value {
                Value::Function(function) => {
                    is_leaf = false;
                    self.enter(*function, site, &parts);
                }
                Value::Class(class) => {
                    is_leaf = false;
                    self.constructed(*class, site, &parts);
                }
                Value::External(e) => {
                    let symbol = e.symbol();
                    if stubs.flow.masks.contains(symbol) {
                        is_leaf = false;
                    } else if let Some(&position) = stubs.transparent.get(symbol) {
                        is_leaf = false;
                        let positional = args.iter().filter(|a| a.kind == ArgKind::Positional).nth(position);
                        positional.into_iter().for_each(|a| self.expression(at(a.value), parts.clone()));
                    } else if stubs.flow.carriers.contains(symbol) {
                        is_leaf = false;
                        let is_pair = stubs.flow.counters.contains(symbol) && parts.starts_with(&[Part::Item, Part::Item]);
                        let of_item = &parts[usize::from(is_pair)..];
                        args.iter().for_each(|a| self.expression(at(a.value), of_item.to_vec()));
                    } else if let Some(wrapping) = stubs.wrappers.get(symbol) {
                        is_leaf = false;
                        let positional = args.iter().filter(|a| a.kind == ArgKind::Positional).nth(wrapping.function);
                        positional.into_iter().for_each(|a| self.results(at(a.value), site, &parts));
                    }
                }
                _ => {}
            }
        }
        if is_leaf {
            self.pass(Origin::Leaf(site), &parts);
            // A member function of something outside is a part of it: `response.json()`.
            if let ExprKind::Member { object, property, .. } = &module.exprs[callee.index()].kind
                && args.is_empty()
            {
                let mut rest = parts;
                rest.insert(0, Part::Called);
                rest.insert(0, Part::Named(property.clone()));
                self.expression(at(*object), rest);
            }
        }
    }

    /// What a function given to a call gives.
    fn results(&mut self, function: Site, call: Site, parts: &[Part]) {
        for traced in self.evaluator.evaluate(function).iter() {
            if let Value::Function(function) = traced.value {
                self.returned(function, call, parts);
            }
        }
    }

    fn enter(&mut self, function: FunctionRef, call: Site, parts: &[Part]) {
        if self.calls.len() >= MAX_CALLS || self.calls.iter().any(|(f, _)| *f == function) {
            return;
        }
        self.calls.push((function, call));
        self.returned(function, call, parts);
        self.calls.pop();
    }

    fn returned(&mut self, function: FunctionRef, call: Site, parts: &[Part]) {
        let Some(scope) = self.module(function.file).and_then(|m| m.functions.get(function.id.index())).map(|f| f.scope) else { return };
        let span = self.module(call.file).map(|m| m.exprs[call.expr.index()].span).unwrap_or_default();
        let index = self.evaluator.index_of(function.file);
        let values: Rc<[ExprId]> = index.returns.get(&scope).cloned().unwrap_or_default().into();
        for value in values.iter() {
            let site = Site { file: function.file, expr: *value };
            self.hop((StepKind::Returned, call.file, span), |this| this.expression(site, parts.to_vec()));
        }
    }

    /// A field of an object whose class takes it by name: a dataclass, a model.
    fn constructed(&mut self, class: ClassRef, call: Site, parts: &[Part]) {
        let Some(module) = self.module(call.file) else { return };
        let ExprKind::Call { args, .. } = &module.exprs[call.expr.index()].kind else { return };
        if self.evaluator.constructor(class).is_some() {
            return;
        }
        let Some(Part::Named(wanted)) = parts.first() else { return };
        let named = args.iter().find(|a| matches!(&a.kind, ArgKind::Named(name, _) if name == wanted));
        if let Some(named) = named {
            self.expression(Site { file: call.file, expr: named.value }, parts[1..].to_vec());
        }
    }
}

impl Evaluator<'_> {
    /// The arguments of a call, as they are written.
    fn given_at(&self, call: Site) -> Vec<&ExprKind> {
        let Some(module) = self.module(call.file) else { return Vec::new() };
        let ExprKind::Call { args, .. } = &module.exprs[call.expr.index()].kind else { return Vec::new() };
        args.iter().map(|a| &module.exprs[a.value.index()].kind).collect()
    }

    /// Whether what two chains of calls gave may be the same (see [`Passing::given_by`]): as far as both reach outwards, the calls are
    /// one, or pass the same constants.
    pub fn give_the_same(&self, one: &[Site], other: &[(FunctionRef, Site)]) -> bool {
        let constants = |pair: (&&ExprKind, &&ExprKind)| matches!(pair, (ExprKind::Literal(a), ExprKind::Literal(b)) if a == b);
        one.iter().rev().zip(other.iter().rev()).all(|(one, (_, other))| {
            let (ours, theirs) = (self.given_at(*one), self.given_at(*other));
            one == other || ours.len() == theirs.len() && ours.iter().zip(&theirs).all(constants)
        })
    }

    /// Where the member of a class gets its values: in its methods, its body, and its literals.
    fn field_values(&self, class: ClassRef, name: &str) -> Vec<Origin> {
        let Some(module) = self.module(class.file) else { return Vec::new() };
        let Some(info) = module.classes.get(class.id.index()) else { return Vec::new() };
        let index = self.index_of(class.file);
        let key = (class.id, Name::from(name));
        let own = module.scopes[info.scope.index()].bindings.get(name).into_iter().flatten();
        let has_value = |id: &&StmtId| matches!(&module.stmts[id.index()].kind, StmtKind::Assign(Assign { value: Some(_), .. }));
        let mut found: Vec<_> = own.filter(has_value).map(|id| Origin::Assigned(class.file, *id)).collect();
        found.extend(index.self_writes.get(&key).into_iter().flatten().map(|id| Origin::Assigned(class.file, *id)));
        let literals = index.literal_fields.get(&key).into_iter().flatten();
        found.extend(literals.map(|value| Origin::Leaf(Site { file: class.file, expr: *value })));
        found
    }
}

/// The scope that binds a name as seen from another.
fn binding_scope(module: &Module, from: crate::program::ScopeId, name: &Name) -> Option<crate::program::ScopeId> {
    let mut at = Some(from);
    while let Some(id) = at {
        let scope = &module.scopes[id.index()];
        let is_parameter = || match scope.kind {
            crate::program::ScopeKind::Function(f) => module.functions[f.index()].params.iter().any(|p| p.name == *name),
            _ => false,
        };
        if scope.bindings.contains_key(name) || is_parameter() {
            return Some(id);
        }
        at = scope.parent;
    }
    None
}

/// Whether an index is a stretch of its object.
fn is_slice(module: &Module, index: ExprId) -> bool {
    match &module.exprs[index.index()].kind {
        ExprKind::Call { callee, .. } => matches!(&module.exprs[callee.index()].kind, ExprKind::Name(name) if name == "slice"),
        ExprKind::Binary { op, .. } => op == ".." || op == "..=",
        ExprKind::Unknown(_) => true,
        _ => false,
    }
}
