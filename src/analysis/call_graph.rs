//! Who calls whom, across files: asked for one function at a time.

use super::call_index::{Place, calls_through, handed_name, last_name};
use super::evaluate::{Evaluator, Question, one};
use super::places::is_test_region;
use super::value::{ClassRef, FunctionRef, Site, StepKind, Value, Values};
use crate::program::{ArgKind, Assign, ExprId, ExprKind, Function, FunctionKind, Module, Name, ParamKind, RegionId, StmtKind, Target};
use crate::source::{FileId, Language};
use rustc_hash::FxHashSet;
use std::rc::Rc;

/// Call sites of one function that are followed; more leave its parameters open.
const MAX_SITES: usize = 64;

/// Candidates by name that are looked at for one function: what is called `get` in a thousand places is not followed everywhere.
const MAX_CANDIDATES: usize = 400;

/// Calls with an unknown receiver that are taken for possible ones of a method: a name that many call tells nothing.
const MAX_POSSIBLE: usize = 6;

/// Classes above a class that are looked at for methods it overrides.
const MAX_ANCESTORS: usize = 8;

/// Whether a call is a method of what a function was itself given: `fn send(client) { client.post(…).send() }`. To know whether that is the
/// function again one would have to know its parameters, for which its callers are asked.
fn hangs_on_own_parameter(module: &Module, function: FunctionRef, site: Site, callee: ExprId) -> bool {
    let Some(info) = module.functions.get(function.id.index()).filter(|_| site.file == function.file) else { return false };
    let mut at = callee;
    loop {
        at = match &module.exprs[at.index()].kind {
            ExprKind::Member { object, .. } => *object,
            ExprKind::Call { callee, .. } => *callee,
            ExprKind::Await(inner) | ExprKind::Try(inner) => *inner,
            ExprKind::Name(name) => {
                return at != callee
                    && info.span.contains(module.exprs[site.expr.index()].span)
                    && info.params.iter().any(|p| p.name == *name);
            }
            _ => return false,
        };
    }
}

impl Evaluator<'_> {
    /// The calls of a function: `f(…)`, `new C(…)` for its constructor.
    pub fn callers(&self, function: FunctionRef) -> Rc<Vec<Site>> {
        self.sites(function, true)
    }

    /// The calls a function is handed to as a value (`app.get("/", f)`, `map(f)`).
    pub fn handed(&self, function: FunctionRef) -> Rc<Vec<Site>> {
        self.sites(function, false)
    }

    /// The calls whose callee's last name is this.
    pub fn calls_named(&self, name: &str) -> Vec<Site> {
        self.index.calls_of(&[name.into()]).collect()
    }

    /// Whether a member of an outside object (`npm:axios.defaults`) is set anywhere.
    pub fn sets_member(&self, object: &str, member: &str) -> bool {
        let writes = self.index.member_writes.get(member);
        writes.into_iter().flatten().any(|(file, stmt)| {
            let Some(module) = self.module(*file) else { return false };
            let StmtKind::Assign(Assign { target: Target::Member { object: target, .. }, .. }) = &module.stmts[stmt.index()].kind else {
                return false;
            };
            self.evaluate_in(*file, *target).iter().any(|t| matches!(&t.value, Value::External(e) if e.symbol() == object))
        })
    }

    fn sites(&self, function: FunctionRef, called: bool) -> Rc<Vec<Site>> {
        let key = (function, called);
        if let Some(known) = self.sites.borrow().get(&key) {
            return known.clone();
        }
        if let Some(known) = self.horizon.known(&self.horizon.sites, &key) {
            return known;
        }
        // Looking at a candidate may lead back here: nothing is known yet then.
        if !self.asked_sites.borrow_mut().insert(key) {
            return Rc::default();
        }
        let find = || if called { self.find_callers(function) } else { self.find_handed(function) };
        let ((sites, is_final), is_cut) = self.horizon.watch(|| self.settled(find));
        let sites = Rc::new(sites);
        self.asked_sites.borrow_mut().remove(&key);
        if is_final {
            let memo = if is_cut { &self.horizon.sites } else { &self.sites };
            memo.borrow_mut().insert(key, sites.clone());
        }
        sites
    }

    fn find_callers(&self, function: FunctionRef) -> Vec<Site> {
        let mut found = Vec::new();
        if let Some((site, Place::Callee)) = self.index.closure(function) {
            found.push(site);
        }
        let names = self.names_of(function);
        let overridden = self.overridden_by(function);
        let owners = self.rust_owners(function);
        let may_be_own = |site: &Site| owners.is_empty() || self.names_owner(*site, &owners);
        for site in self.index.calls_of(&names).filter(may_be_own).take(MAX_CANDIDATES) {
            let Some(module) = self.module(site.file) else { continue };
            let ExprKind::Call { callee, .. } = &module.exprs[site.expr.index()].kind else { continue };
            if hangs_on_own_parameter(module, function, site, *callee) {
                continue;
            }
            let is_call = self.evaluate_in(site.file, *callee).iter().any(|t| match t.value {
                // A call through a declared class may run the method of any class that extends it.
                Value::Function(f) => f == function || (overridden.contains(&f) && self.has_declared_receiver(site.file, *callee)),
                Value::Class(class) => self.constructor(class) == Some(function),
                _ => false,
            });
            if is_call && !found.contains(&site) {
                found.push(site);
            }
        }
        found.sort_unstable();
        found
    }

    /// What a Rust function without `self` is called on: the names of its type. Empty for all others.
    fn rust_owners(&self, function: FunctionRef) -> Vec<Name> {
        let Some(module) = self.module(function.file).filter(|m| m.language == Language::Rust) else { return Vec::new() };
        let info = module.functions.get(function.id.index()).filter(|f| f.kind == FunctionKind::Static);
        let class = info.and_then(|f| module.classes.get(f.class?.index())).and_then(|c| c.name.as_ref());
        class.map(|name| self.index.names(name)).unwrap_or_default()
    }

    /// Whether a call may be on a type of one of these names, by the look of it. Every crate has a hundred functions `new`.
    fn names_owner(&self, call: Site, owners: &[Name]) -> bool {
        let Some(module) = self.module(call.file) else { return false };
        let ExprKind::Call { callee, .. } = &module.exprs[call.expr.index()].kind else { return false };
        let ExprKind::Member { object, .. } = &module.exprs[callee.index()].kind else { return true };
        let Some(name) = last_name(module, *object) else { return true };
        // A type's name, and neither `Self` nor a type parameter's.
        let is_plain_type = name.len() > 1 && name.starts_with(|c: char| c.is_ascii_uppercase()) && name != "Self";
        !is_plain_type || owners.contains(name)
    }

    /// The calls that may be ones of a method for all that can be seen: they name it, and nothing is known of their receiver. None
    /// where there are too many to be telling.
    pub(super) fn possible_callers(&self, function: FunctionRef) -> Vec<Site> {
        let Some(info) = self.module(function.file).and_then(|m| m.functions.get(function.id.index())) else { return Vec::new() };
        let names = self.names_of(function);
        let mut found = Vec::new();
        for site in self.index.calls_of(&names).take(MAX_CANDIDATES) {
            let Some(module) = self.module(site.file) else { continue };
            let ExprKind::Call { callee, args, .. } = &module.exprs[site.expr.index()].kind else { continue };
            let ExprKind::Member { object, .. } = &module.exprs[callee.index()].kind else { continue };
            if args.len() <= info.params.len() && self.is_vague(&self.evaluate_in(site.file, *object)) {
                found.push(site);
            }
        }
        if found.len() > MAX_POSSIBLE { Vec::new() } else { found }
    }

    fn find_handed(&self, function: FunctionRef) -> Vec<Site> {
        let mut found = Vec::new();
        if let Some((site, Place::Argument)) = self.index.closure(function) {
            found.push(site);
        }
        let names = self.names_of(function);
        let named: FxHashSet<&Name> = names.iter().collect();
        for site in self.index.arguments_of(&names).take(MAX_CANDIDATES) {
            let Some(module) = self.module(site.file) else { continue };
            let ExprKind::Call { args, .. } = &module.exprs[site.expr.index()].kind else { continue };
            let is_handed = args
                .iter()
                .filter(|a| handed_name(module, a.value).is_some_and(|n| named.contains(n)))
                .any(|a| self.evaluate_in(site.file, a.value).iter().any(|t| matches!(t.value, Value::Function(f) if f == function)));
            if is_handed && !found.contains(&site) {
                found.push(site);
            }
        }
        found.sort_unstable();
        found
    }

    /// Whether a callee is a method of an object of which only the declared class is known: a subclass's method may run instead.
    fn has_declared_receiver(&self, file: FileId, callee: ExprId) -> bool {
        let Some(module) = self.module(file) else { return false };
        let ExprKind::Member { object, .. } = &module.exprs[callee.index()].kind else { return false };
        !matches!(module.exprs[object.index()].kind, ExprKind::Super)
            && self.evaluate_in(file, *object).iter().any(|t| matches!(t.value, Value::Instance(_, None)))
    }

    /// The methods of the classes above that a method overrides.
    fn overridden_by(&self, function: FunctionRef) -> FxHashSet<FunctionRef> {
        let mut found = FxHashSet::default();
        let info = self.module(function.file).and_then(|m| m.functions.get(function.id.index()));
        if let Some((class, name)) = info.and_then(|i| Some((i.class?, i.name.as_ref()?))) {
            self.overridden(ClassRef { file: function.file, id: class }, name, MAX_ANCESTORS, &mut found);
            found.remove(&function);
        }
        found
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

    /// The names a function may be called by; for a constructor its class's too.
    fn names_of(&self, function: FunctionRef) -> Vec<Name> {
        let Some(module) = self.module(function.file) else { return Vec::new() };
        let Some(info) = module.functions.get(function.id.index()) else { return Vec::new() };
        let mut names = info.name.as_ref().map(|name| self.index.names(name)).unwrap_or_default();
        if info.kind == FunctionKind::Constructor
            && let Some(class) = info.class.and_then(|c| module.classes[c.index()].name.as_ref())
        {
            names.extend(self.index.class_names(class));
        }
        names
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
        let mut out = self.injected(function, position);
        if !out.is_empty() {
            return out;
        }
        if let Some(provided) = self.fixture_value(function, &param.name) {
            return provided;
        }
        let sites = self.callers(function);
        let is_test = self.is_test_code(function.file, info.body);
        let tells = |site: &Site| is_test || !self.is_test_site(*site);
        let sites: Vec<Site> = sites.iter().copied().filter(tells).collect();
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
        for site in self.handed(function).iter().filter(|site| tells(site)).take(MAX_SITES) {
            out.join(&self.handed_argument(*site, position));
        }
        if left_out && let Some(default) = param.default {
            let default = self.evaluate_in(function.file, default);
            out.join(&default);
        }
        if self.is_vague(&out)
            && let Some(annotation) = param.annotation
        {
            let declared = self.instance_of(Site { file: function.file, expr: annotation });
            out.join(&declared.step(StepKind::Declared, function.file, param.span));
        }
        // Nobody was seen calling, or anybody might: an exported function has callers we don't see.
        out.open |= sites.is_empty();
        out
    }

    /// Whether a call stands in test code: tests pass what the application never does.
    fn is_test_site(&self, site: Site) -> bool {
        self.module(site.file).is_some_and(|m| self.is_test_code(site.file, m.exprs[site.expr.index()].region))
    }

    fn is_test_code(&self, file: FileId, region: RegionId) -> bool {
        self.workspace.is_test(file) || self.module(file).is_some_and(|m| is_test_region(m, region))
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
        // `f.call(receiver, x)`.
        let shift = shift + usize::from(calls_through(module, *callee) == Some("call"));
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
                object.flat_map(|t| match &t.value {
                    // Nothing is known of an element of something outside but whose it is.
                    Value::External(e) => e.index(None).map_or_else(Values::unknown, |e| Values::one(Value::External(e))),
                    value => self.element_of(value).unwrap_or_else(Values::unknown),
                })
            }
            // `promise.then(client => …)`: what the promise holds.
            "then" | "and_then" | "inspect" if position == 0 => object.flat_map(one),
            _ => Values::unknown(),
        }
    }
}
