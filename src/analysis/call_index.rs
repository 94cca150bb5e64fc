//! Where things are called and handed over, by name: cheap to build, and what a question about callers begins with.

use super::stubs::Stubs;
use super::value::{ClassRef, FunctionRef, Site};
use super::workspace::Workspace;
use crate::program::{
    Assign, ClassId, ClassKind, EntryKey, ExportValue, ExprId, ExprKind, ImportItem, Module, Name, StmtId, StmtKind, Target,
};
use crate::source::{FileId, Language};
use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;

/// Other names followed from one name; wide nets catch nothing but noise.
const MAX_NAMES: usize = 24;

/// Where things are called and handed over, by name. Purely syntactic: every hit is a candidate to be looked at.
#[derive(Debug, Default)]
pub struct CallIndex {
    /// Calls by the last name of their callee.
    calls: FxHashMap<Name, Vec<Site>>,
    /// Calls by the last name of an argument.
    arguments: FxHashMap<Name, Vec<Site>>,
    /// The call a function expression is an argument of, or is called by where it stands.
    closures: FxHashMap<FunctionRef, (Site, Place)>,
    /// Names under which something goes elsewhere: imported as, assigned to, exported as.
    other_names: FxHashMap<Name, Vec<Name>>,
    /// Classes by the name of what they extend.
    subclasses: FxHashMap<Name, Vec<Name>>,
    /// The same, as classes.
    pub(super) subclass_refs: FxHashMap<Name, Vec<ClassRef>>,
    /// Assignments to members of objects other than the receiver, by member name.
    pub(super) member_writes: FxHashMap<Name, Vec<(FileId, StmtId)>>,
    /// Object literals that tell a container what to hand to those who ask for a token.
    pub(super) providers: Vec<Site>,
    /// Modules that are imported, as symbols.
    pub(super) imported: FxHashSet<SmolStr>,
}

/// Where a function expression stands in a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// It is called.
    Callee,
    /// It is an argument.
    Argument,
}

impl CallIndex {
    /// Indexes the given files.
    pub fn build(workspace: &dyn Workspace, files: &[FileId], stubs: &Stubs) -> Self {
        let mut index = Self::default();
        for &file in files {
            if let Some(module) = workspace.module(file) {
                index.add_calls(file, module);
                index.add_names(file, module, stubs);
                index.add_writes(file, module);
            }
        }
        index
    }

    /// Calls whose callee goes by one of the names.
    pub(super) fn calls_of<'i>(&'i self, names: &'i [Name]) -> impl Iterator<Item = Site> + 'i {
        names.iter().filter_map(|n| self.calls.get(n)).flatten().copied()
    }

    /// Calls an argument of which goes by one of the names.
    pub(super) fn arguments_of<'i>(&'i self, names: &'i [Name]) -> impl Iterator<Item = Site> + 'i {
        names.iter().filter_map(|n| self.arguments.get(n)).flatten().copied()
    }

    /// The call a function expression stands in.
    pub(super) fn closure(&self, function: FunctionRef) -> Option<(Site, Place)> {
        self.closures.get(&function).copied()
    }

    /// All names something called `name` goes by.
    pub(super) fn names(&self, name: &Name) -> Vec<Name> {
        reach(name, &self.other_names)
    }

    /// All names the class `name` and what extends it go by.
    pub(super) fn class_names(&self, name: &Name) -> Vec<Name> {
        let mut names = Vec::new();
        for class in reach(name, &self.subclasses) {
            for other in self.names(&class) {
                if !names.contains(&other) {
                    names.push(other);
                }
            }
        }
        names
    }

    fn add_calls(&mut self, file: FileId, module: &Module) {
        for &call in &module.calls {
            let site = Site { file, expr: call };
            let ExprKind::Call { callee, args, .. } = &module.exprs[call.index()].kind else { continue };
            if let Some(name) = last_name(module, *callee).or_else(|| table_name(module, *callee)) {
                self.calls.entry(name.clone()).or_default().push(site);
                if calls_through(module, *callee).is_some_and(|method| method != "bind")
                    && let ExprKind::Member { object, .. } = &module.exprs[callee.index()].kind
                    && let Some(name) = last_name(module, *object)
                {
                    self.calls.entry(name.clone()).or_default().push(site);
                }
            } else if let ExprKind::Function(id) = module.exprs[callee.index()].kind {
                self.closures.insert(FunctionRef { file, id }, (site, Place::Callee));
            }
            for arg in args {
                if let Some(name) = handed_name(module, arg.value) {
                    self.arguments.entry(name.clone()).or_default().push(site);
                } else if let ExprKind::Function(id) = module.exprs[arg.value.index()].kind {
                    self.closures.insert(FunctionRef { file, id }, (site, Place::Argument));
                }
            }
        }
    }

    fn add_names(&mut self, file: FileId, module: &Module, stubs: &Stubs) {
        let token = &stubs.injectors.token;
        for (i, expr) in module.exprs.iter().enumerate() {
            match &expr.kind {
                ExprKind::Import(import) => {
                    self.imported.insert(SmolStr::from(format!("{}:{}", module.language.ecosystem(), import.module)));
                }
                ExprKind::Object { entries, .. } => {
                    for entry in entries {
                        if matches!(&entry.key, EntryKey::Static(key) if key == token) {
                            self.providers.push(Site { file, expr: ExprId(i as u32) });
                        }
                        if let (EntryKey::Static(key), Some(name)) = (&entry.key, last_name(module, entry.value)) {
                            alias(&mut self.other_names, name, key);
                        }
                    }
                }
                _ => {}
            }
        }
        for stmt in &module.stmts {
            let StmtKind::Assign(Assign { target, value: Some(value), .. }) = &stmt.kind else { continue };
            let (Target::Name { name: target, .. } | Target::Member { property: target, .. }) = target else { continue };
            match &module.exprs[value.index()].kind {
                // `table = {"a": f}` is called as `table[key]()`.
                ExprKind::Object { entries, .. } => {
                    for name in entries.iter().filter_map(|entry| last_name(module, entry.value)) {
                        alias(&mut self.other_names, name, target);
                    }
                }
                ExprKind::Import(import) => match &import.item {
                    ImportItem::Named(name) => alias(&mut self.other_names, name, target),
                    ImportItem::Default => alias(&mut self.other_names, &Name::new_static("default"), target),
                    ImportItem::Module => {}
                },
                // A default of a destructured name, `client = client or make()`.
                ExprKind::Fallback { left, right } => {
                    for side in [left, right] {
                        if let Some(name) = last_name(module, *side) {
                            alias(&mut self.other_names, name, target);
                        }
                    }
                }
                // `wrapped = wrap(f)` is called as `f` would be.
                ExprKind::Call { args, .. } => {
                    for name in args.iter().filter_map(|a| last_name(module, a.value)) {
                        alias(&mut self.other_names, name, target);
                    }
                }
                _ => {
                    if let Some(name) = last_name(module, *value) {
                        alias(&mut self.other_names, name, target);
                    }
                }
            }
        }
        for export in &module.exports {
            let local = match &export.value {
                ExportValue::Local(local) => Some(local),
                ExportValue::Expr(e) => match &module.exprs[e.index()].kind {
                    ExprKind::Function(f) => module.functions[f.index()].name.as_ref(),
                    ExprKind::Class(c) => module.classes[c.index()].name.as_ref(),
                    _ => last_name(module, *e),
                },
                ExportValue::From(import) => match &import.item {
                    ImportItem::Named(name) => Some(name),
                    _ => None,
                },
            };
            if let Some(local) = local {
                alias(&mut self.other_names, local, &export.name);
            }
        }
        for (i, class) in module.classes.iter().enumerate().filter(|(_, c)| c.kind != ClassKind::Namespace) {
            let Some(name) = &class.name else { continue };
            for base in class.bases.iter().filter_map(|b| last_name(module, *b)) {
                alias(&mut self.subclasses, base, name);
                self.subclass_refs.entry(base.clone()).or_default().push(ClassRef { file, id: ClassId(i as u32) });
            }
        }
    }

    fn add_writes(&mut self, file: FileId, module: &Module) {
        for (i, stmt) in module.stmts.iter().enumerate() {
            if let StmtKind::Assign(Assign { target: Target::Member { object, property, .. }, value: Some(_), .. }) = &stmt.kind
                && !matches!(module.exprs[object.index()].kind, ExprKind::This)
            {
                self.member_writes.entry(property.clone()).or_default().push((file, StmtId(i as u32)));
            }
        }
    }
}

/// How a function is called or bound through a method of its own in JavaScript: the `call` of `f.call(receiver)`.
pub(super) fn calls_through(module: &Module, callee: ExprId) -> Option<&'static str> {
    let ExprKind::Member { property, .. } = &module.exprs[callee.index()].kind else { return None };
    let known = ["call", "apply", "bind"].into_iter().find(|known| property == known);
    known.filter(|_| module.language == Language::TypeScript)
}

/// The last name of an argument, also of one that is bound to its receiver: `this.load.bind(this)`.
pub(super) fn handed_name(module: &Module, argument: ExprId) -> Option<&Name> {
    if let ExprKind::Call { callee, .. } = &module.exprs[argument.index()].kind
        && calls_through(module, *callee) == Some("bind")
        && let ExprKind::Member { object, .. } = &module.exprs[callee.index()].kind
    {
        return last_name(module, *object);
    }
    last_name(module, argument)
}

/// The last name of `a.b.c`, the name itself of `a`.
pub(super) fn last_name(module: &Module, expr: ExprId) -> Option<&Name> {
    match &module.exprs[expr.index()].kind {
        ExprKind::Name(name) => Some(name),
        ExprKind::Member { property, .. } => Some(property),
        _ => None,
    }
}

/// The name of a table one of whose entries an expression is: `a.table[key]`, `table.get(key)`.
fn table_name(module: &Module, expr: ExprId) -> Option<&Name> {
    match &module.exprs[expr.index()].kind {
        ExprKind::Index { object, .. } => last_name(module, *object),
        ExprKind::Call { callee, .. } => match &module.exprs[callee.index()].kind {
            ExprKind::Member { object, property, .. } if property == "get" => last_name(module, *object),
            _ => None,
        },
        _ => None,
    }
}

fn alias(map: &mut FxHashMap<Name, Vec<Name>>, from: &Name, to: &Name) {
    if from != to {
        let names = map.entry(from.clone()).or_default();
        if names.len() < MAX_NAMES && !names.contains(to) {
            names.push(to.clone());
        }
    }
}

fn reach(from: &Name, edges: &FxHashMap<Name, Vec<Name>>) -> Vec<Name> {
    let mut names = vec![from.clone()];
    let mut at = 0;
    while at < names.len() && names.len() < MAX_NAMES {
        for next in edges.get(&names[at]).into_iter().flatten() {
            if !names.contains(next) {
                names.push(next.clone());
            }
        }
        at += 1;
    }
    names
}
