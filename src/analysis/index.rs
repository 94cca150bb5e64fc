//! What is looked up often in a module, gathered once.

use super::call_index::last_name;
use super::evaluate::Evaluator;
use super::growths::{Growths, growths};
use super::value::{Site, Value};
use crate::program::{Assign, ClassId, EntryKey, ExprId, ExprKind, Literal, Module, Name, ScopeId, ScopeKind, StmtId, StmtKind, Target};
use crate::source::FileId;
use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;
use std::cell::OnceCell;
use std::rc::Rc;

/// What is looked up often in a module.
#[derive(Debug, Default)]
pub struct ModuleIndex {
    /// What each function returns or yields, by its scope.
    pub returns: FxHashMap<ScopeId, Vec<ExprId>>,
    /// Assignments to members of the receiver, by class and member.
    pub self_writes: FxHashMap<(ClassId, Name), Vec<StmtId>>,
    /// Values of fields in struct literals of the module's own classes.
    pub literal_fields: FxHashMap<(ClassId, Name), Vec<ExprId>>,
    /// Assignments to items or members of other objects.
    pub writes: Vec<StmtId>,
    /// What is put into named objects; gathered when it is first asked for.
    growths: OnceCell<Growths>,
    /// Calls whose callee has the name of something that ends what takes too long; gathered when they are first asked for.
    races: OnceCell<Vec<ExprId>>,
}

impl ModuleIndex {
    /// What is put into named objects after they were made.
    pub(super) fn growths(&self, module: &Module) -> &Growths {
        self.growths.get_or_init(|| growths(module))
    }

    /// The calls whose callee's last name is one of these, which are the same at each call.
    pub(super) fn races(&self, module: &Module, names: &FxHashSet<SmolStr>) -> &[ExprId] {
        self.races.get_or_init(|| {
            let is_race = |call: &ExprId| {
                let ExprKind::Call { callee, .. } = &module.exprs[call.index()].kind else { return false };
                last_name(module, *callee).is_some_and(|name| names.contains(name))
            };
            module.calls.iter().copied().filter(is_race).collect()
        })
    }
}

/// Items set on object literals after they were made: literal → key, value.
pub type ObjectWrites = FxHashMap<ExprId, Vec<(Name, ExprId)>>;

/// The class whose method (or closure in a method) a scope belongs to.
pub fn enclosing_class(module: &Module, scope: ScopeId) -> Option<ClassId> {
    let mut at = Some(scope);
    while let Some(id) = at {
        let scope = &module.scopes[id.index()];
        match scope.kind {
            ScopeKind::Function(f) => {
                if let Some(class) = module.functions[f.index()].class {
                    return Some(class);
                }
            }
            ScopeKind::Class(class) => return Some(class),
            ScopeKind::Module => {}
        }
        at = scope.parent;
    }
    None
}

fn build(module: &Module) -> ModuleIndex {
    let mut index = ModuleIndex::default();
    for (i, stmt) in module.stmts.iter().enumerate() {
        match &stmt.kind {
            StmtKind::Return(Some(value)) => index.returns.entry(stmt.scope).or_default().push(*value),
            StmtKind::Assign(Assign { target: Target::Member { object, property, .. }, .. }) => {
                let is_this = matches!(module.exprs[object.index()].kind, ExprKind::This);
                match enclosing_class(module, stmt.scope).filter(|_| is_this) {
                    Some(class) => index.self_writes.entry((class, property.clone())).or_default().push(StmtId(i as u32)),
                    None => index.writes.push(StmtId(i as u32)),
                }
            }
            StmtKind::Assign(Assign { target: Target::Index { .. }, .. }) => index.writes.push(StmtId(i as u32)),
            _ => {}
        }
    }
    let mut classes: FxHashMap<&Name, ClassId> = FxHashMap::default();
    for (i, class) in module.classes.iter().enumerate() {
        if let Some(name) = &class.name {
            classes.entry(name).or_insert(ClassId(i as u32));
        }
    }
    for expr in &module.exprs {
        match &expr.kind {
            ExprKind::Yield(Some(value)) => index.returns.entry(function_scope(module, expr.scope)).or_default().push(*value),
            ExprKind::Object { class: Some(class), entries } => {
                let ExprKind::Name(name) = &module.exprs[class.index()].kind else { continue };
                let class = if name == "Self" { enclosing_class(module, expr.scope) } else { classes.get(name).copied() };
                let Some(class) = class else { continue };
                for entry in entries {
                    if let EntryKey::Static(key) = &entry.key {
                        index.literal_fields.entry((class, key.clone())).or_default().push(entry.value);
                    }
                }
            }
            _ => {}
        }
    }
    index
}

/// The scope of the function whose code a scope is part of.
fn function_scope(module: &Module, scope: ScopeId) -> ScopeId {
    match module.scopes[scope.index()].kind {
        ScopeKind::Function(f) => module.functions[f.index()].scope,
        _ => scope,
    }
}

impl Evaluator<'_> {
    /// The index of a module.
    pub(super) fn index_of(&self, file: FileId) -> Rc<ModuleIndex> {
        if let Some(known) = self.indexes.borrow().get(&file) {
            return known.clone();
        }
        let Some(module) = self.module(file) else { return Rc::default() };
        let index = Rc::new(build(module));
        self.indexes.borrow_mut().insert(file, index.clone());
        index
    }

    /// The items set on object literals of a file after they were made (`body["model"] = …`, `options.model = …`).
    pub(super) fn writes_of(&self, file: FileId) -> Rc<ObjectWrites> {
        if let Some(known) = self.writes.borrow().get(&file) {
            return known.clone();
        }
        // Evaluating the objects may ask for the writes again: an empty answer stands meanwhile.
        self.writes.borrow_mut().insert(file, Rc::default());
        let mut writes = ObjectWrites::default();
        if let Some(module) = self.module(file) {
            for id in &self.index_of(file).writes {
                let StmtKind::Assign(Assign { target, value: Some(value), .. }) = &module.stmts[id.index()].kind else { continue };
                let (object, key) = match target {
                    Target::Member { object, property, .. } => (*object, Some(property.clone())),
                    Target::Index { object, index } => match &module.exprs[index.index()].kind {
                        ExprKind::Literal(Literal::Str(s)) => (*object, Some(Name::from(&**s))),
                        _ => (*object, None),
                    },
                    Target::Name { .. } => continue,
                };
                let Some(key) = key else { continue };
                // An object of this very file hardly comes back to it through one that nobody has looked at yet.
                for traced in self.evaluate_in_view(Site { file, expr: object }).0.iter() {
                    if let Value::Dict(dict) = traced.value
                        && dict.file == file
                    {
                        writes.entry(dict.expr).or_default().push((key.clone(), *value));
                    }
                }
            }
        }
        let writes = Rc::new(writes);
        self.writes.borrow_mut().insert(file, writes.clone());
        writes
    }
}
