//! Members of objects, classes and modules.

use super::evaluate::{Evaluator, Question, one};
use super::external::Operation;
use super::index::enclosing_class;
use super::link;
use super::value::{ClassRef, FunctionRef, ModuleRef, Site, StepKind, Traced, Value, Values};
use crate::program::{
    Assign, ClassKind, Entry, EntryKey, ExportValue, ExprId, ExprKind, FunctionKind, ImportItem, ImportRef, Name, StmtKind, Target,
};
use crate::source::{FileId, Language, Span};

/// Subclasses that are asked what they keep in a member of the base.
const MAX_HEIRS: usize = 64;

/// Whether a value is an object that some call made.
fn is_made(value: &Value) -> bool {
    match value {
        Value::External(e) => e.site().is_some() && e.chain().any(|e| *e.operation() == Operation::Call),
        Value::Instance(_, site) => site.is_some(),
        _ => false,
    }
}

impl Evaluator<'_> {
    /// The object a method runs on.
    pub(super) fn receiver(&self, site: Site) -> Values {
        let Some(module) = self.module(site.file) else { return Values::unknown() };
        match enclosing_class(module, module.exprs[site.expr.index()].scope) {
            Some(id) => Values::one(Value::Instance(ClassRef { file: site.file, id }, None)),
            None => Values::unknown(),
        }
    }

    /// The base of a class, as `super` names it.
    pub(super) fn super_of(&self, value: &Value) -> Values {
        let (Value::Instance(class, _) | Value::Class(class)) = value else { return Values::unknown() };
        self.bases(*class).flat_map(|t| match &t.value {
            Value::Class(base) => Values::one(Value::Instance(*base, None)),
            Value::External(e) => e.declared_instance(None, self.stubs).map_or_else(Values::unknown, |e| Values::one(Value::External(e))),
            _ => Values::unknown(),
        })
    }

    /// What a class extends.
    pub fn bases(&self, class: ClassRef) -> Values {
        let Some(module) = self.module(class.file) else { return Values::unknown() };
        let mut out = Values::default();
        for base in &module.classes[class.id.index()].bases {
            out.join(&self.evaluate(Site { file: class.file, expr: *base }));
        }
        out
    }

    /// A member of a value.
    pub(super) fn member(&self, object: &Traced, name: &str, site: Option<Site>) -> Values {
        let values = match &object.value {
            Value::Module(module) => self.bounded(|| self.exported(module, name)),
            Value::External(external) if self.stubs.is_variable(external.symbol(), name) => {
                let site = site.unwrap_or(Site { file: FileId(0), expr: ExprId(0) });
                Values::one(Value::Env(Some(name.into()), site))
            }
            Value::External(external) => {
                let member = external.member(name, site, self.stubs);
                // What somebody asks for stays what it is, though a test or an instrumentation puts its own in its place.
                if !member.as_ref().is_some_and(|m| self.stubs.known.contains(m.symbol())) {
                    let written = self.external_writes(external.symbol(), name);
                    if !written.is_empty() {
                        return written;
                    }
                }
                member.map_or_else(Values::unknown, |e| Values::one(Value::External(e)))
            }
            Value::Instance(class, _) => self.class_member(*class, name),
            // Methods live on the prototype: `Base.prototype.load`.
            Value::Class(class) if name == "prototype" && self.is_script(class.file) => Values::one(Value::Instance(*class, None)),
            Value::Class(class) => self.class_member(*class, name),
            Value::Dict(site) => self.dict_entry(*site, name),
            // Enum members: the constant itself. String methods of Python: seen again when called.
            Value::Str(..) | Value::Int(..) if matches!(name, "value" | "format") => Values::one(object.value.clone()),
            Value::Partial(..) | Value::Env(..) if name == "value" => Values::one(object.value.clone()),
            Value::Function(f) if matches!(name, "call" | "apply" | "bind" | "__wrapped__") => Values::one(Value::Function(*f)),
            _ => Values::unknown(),
        };
        match &object.path {
            // The path of the receiver leads on to its outside members: the client's way is the call's way.
            Some(path) if matches!(object.value, Value::External(_)) => values.flat_map(|t| {
                let mut t = t.clone();
                if t.path.is_none() {
                    t.path = Some(path.clone());
                }
                one(&t)
            }),
            _ => values,
        }
    }

    /// A member of a project class (or of an instance of it).
    pub fn class_member(&self, class: ClassRef, name: &str) -> Values {
        Values::clone(&self.ask(Question::Member(class, name.into()), || self.find_class_member(class, name)))
    }

    fn find_class_member(&self, class: ClassRef, name: &str) -> Values {
        let Some(module) = self.module(class.file) else { return Values::unknown() };
        let Some(info) = module.classes.get(class.id.index()) else { return Values::unknown() };
        let index = self.index_of(class.file);
        let mut out = Values::default();
        let key = (class.id, Name::from(name));
        for id in module.scopes[info.scope.index()].bindings.get(name).into_iter().flatten() {
            let stmt = &module.stmts[id.index()];
            let StmtKind::Assign(assign) = &stmt.kind else { continue };
            out.join(&self.field(class.file, assign).flat_map(|t| match &t.value {
                Value::Function(f) => self.method(*f),
                _ => one(t),
            }));
        }
        if !out.is_empty() && self.reads_environment(class) {
            // The field's own default is the fallback of the variable.
            let name = name.to_ascii_uppercase();
            out.push(Value::Env(Some(name.into()), Site { file: class.file, expr: crate::program::ExprId(0) }).into());
        }
        for id in index.self_writes.get(&key).into_iter().flatten() {
            let stmt = &module.stmts[id.index()];
            let StmtKind::Assign(assign) = &stmt.kind else { continue };
            let Target::Member { span, .. } = assign.target else { continue };
            out.join(&self.field(class.file, assign).step(StepKind::Stored, class.file, span));
        }
        for value in index.literal_fields.get(&key).into_iter().flatten() {
            let span = module.exprs[value.index()].span;
            out.join(&self.evaluate_in(class.file, *value).step(StepKind::Stored, class.file, span));
        }
        if !out.iter().any(|t| is_made(&t.value)) {
            out.join(&self.made_by_subclasses(class, name));
        }
        if out.without_null().is_empty() {
            out.join(&self.foreign_writes(class, name));
        }
        // What a class sets itself, known or not, is none of its bases' business.
        if out.is_empty() && !out.open {
            for base in self.bases(class).iter() {
                out.join(&match &base.value {
                    Value::Class(base) if *base != class => self.class_member(*base, name),
                    Value::External(e) => e
                        .declared_instance(None, self.stubs)
                        .and_then(|e| e.member(name, None, self.stubs))
                        .map_or_else(Values::unknown, |e| Values::one(Value::External(e))),
                    _ => Values::unknown(),
                });
            }
        }
        if info.kind == ClassKind::Namespace && out.is_empty() {
            return self.exported(&ModuleRef::File(class.file), name);
        }
        if out.is_empty() { Values::unknown() } else { out }
    }

    /// The objects that classes which extend this one keep in a member it only declares. Plain values are not taken over: which of
    /// several subclasses is at work isn't known, and one's settings are not another's.
    fn made_by_subclasses(&self, class: ClassRef, name: &str) -> Values {
        let mut out = Values::default();
        let info = self.module(class.file).and_then(|m| m.classes.get(class.id.index()));
        let Some(own) = info.and_then(|c| c.name.as_ref()) else { return out };
        for heir in self.index.subclass_refs.get(own).into_iter().flatten().take(MAX_HEIRS).filter(|heir| **heir != class) {
            let writes = self.index_of(heir.file);
            let Some(writes) = writes.self_writes.get(&(heir.id, Name::from(name))) else { continue };
            if !self.bases(*heir).iter().any(|t| matches!(t.value, Value::Class(base) if base == class)) {
                continue;
            }
            let Some(module) = self.module(heir.file) else { continue };
            for id in writes {
                let StmtKind::Assign(Assign { target: Target::Member { span, .. }, value: Some(value), .. }) =
                    &module.stmts[id.index()].kind
                else {
                    continue;
                };
                for traced in
                    self.evaluate_in(heir.file, *value).step(StepKind::Stored, heir.file, *span).iter().filter(|t| is_made(&t.value))
                {
                    out.push(traced.clone());
                }
            }
        }
        out.open = !out.is_empty();
        out
    }

    fn is_script(&self, file: FileId) -> bool {
        self.module(file).is_some_and(|m| m.language == Language::TypeScript)
    }

    /// Whether a class's fields are filled from environment variables (settings classes).
    fn reads_environment(&self, class: ClassRef) -> bool {
        !self.stubs.env_classes.is_empty()
            && self.bases(class).iter().any(|t| match &t.value {
                Value::External(e) => self.stubs.env_classes.contains(e.symbol()),
                _ => false,
            })
    }

    fn field(&self, file: FileId, assign: &Assign) -> Values {
        let mut values = assign.value.map(|v| Values::clone(&self.evaluate_in(file, v))).unwrap_or_default();
        if self.is_vague(&values)
            && let Some(annotation) = assign.annotation
        {
            values.join(&self.instance_of(Site { file, expr: annotation }));
        }
        values
    }

    fn method(&self, function: FunctionRef) -> Values {
        let kind = self.module(function.file).and_then(|m| m.functions.get(function.id.index())).map(|f| f.kind);
        match kind {
            Some(FunctionKind::Property) => self.returns(function),
            _ => Values::one(Value::Function(function)),
        }
    }

    /// Values set on the member from outside the class (`service.client = …`).
    fn foreign_writes(&self, class: ClassRef, name: &str) -> Values {
        let mut out = Values::default();
        // Tests set what the application never does.
        let is_test = self.workspace.is_test(class.file);
        for (file, id) in
            self.index.member_writes.get(name).into_iter().flatten().filter(|(file, _)| is_test || !self.workspace.is_test(*file))
        {
            let Some(module) = self.module(*file) else { continue };
            let stmt = &module.stmts[id.index()];
            let StmtKind::Assign(Assign { target: Target::Member { object, .. }, value: Some(value), .. }) = &stmt.kind else { continue };
            let is_ours =
                self.evaluate_in(*file, *object).iter().any(|t| matches!(t.value, Value::Instance(c, _) | Value::Class(c) if c == class));
            if is_ours {
                out.join(&self.evaluate_in(*file, *value).step(StepKind::Stored, *file, stmt.span));
            }
        }
        out
    }

    /// Values set on a member of an outside object (`app.state.cohere = …`).
    fn external_writes(&self, symbol: &str, name: &str) -> Values {
        let mut out = Values::default();
        for (file, id) in self.index.member_writes.get(name).into_iter().flatten() {
            let Some(module) = self.module(*file) else { continue };
            let stmt = &module.stmts[id.index()];
            let StmtKind::Assign(Assign { target: Target::Member { object, .. }, value: Some(value), .. }) = &stmt.kind else { continue };
            let same = self.evaluate_in(*file, *object).iter().any(|t| matches!(&t.value, Value::External(e) if e.symbol() == symbol));
            if same {
                out.join(&self.evaluate_in(*file, *value).step(StepKind::Stored, *file, stmt.span));
            }
        }
        out
    }

    /// A name another module may import.
    pub(super) fn exported(&self, module: &ModuleRef, name: &str) -> Values {
        let values = self.exported_or_nothing(module, name);
        if values.is_empty() && !values.open { Values::unknown() } else { values }
    }

    /// As [`Self::exported`], empty where the module has no such name. Modules that re-export each other wholesale form dense
    /// cycles: every name of every module is asked for once, and a name met again on its own way is not found there.
    pub(super) fn exported_or_nothing(&self, target: &ModuleRef, name: &str) -> Values {
        let ModuleRef::File(file) = target else { return self.find_exported(target, name) };
        let key = (*file, Name::from(name));
        if let Some(known) = self.horizon.known(&self.horizon.exports, &key) {
            return known;
        }
        let Some(known) = self.exports.borrow_mut().enter(&key) else {
            let (values, is_cut) = self.horizon.watch(|| self.find_exported(target, name));
            self.exports.borrow_mut().leave(key.clone(), &values, !is_cut);
            if is_cut {
                self.horizon.exports.borrow_mut().insert(key, values.clone());
            }
            return values;
        };
        known
    }

    fn find_exported(&self, target: &ModuleRef, name: &str) -> Values {
        let submodule = || link::submodule(self.workspace, target, name).map(|m| Values::one(Value::Module(m)));
        let ModuleRef::File(file) = target else { return submodule().unwrap_or_default() };
        if self.is_out_of_view(*file) {
            return submodule().unwrap_or_else(Values::unknown);
        }
        if !self.workspace.may_export(*file, name) {
            return submodule().unwrap_or_default();
        }
        let Some(module) = self.module(*file) else { return Values::default() };
        if module.language == Language::TypeScript {
            return self.exported_explicitly(*file, name);
        }
        if let Some(values) = self.module_name(*file, name)
            && !values.is_empty()
        {
            return values;
        }
        if let Some(values) = submodule() {
            return values;
        }
        self.exported_by_stars(*file, name)
    }

    fn exported_by_stars(&self, file: FileId, name: &str) -> Values {
        let Some(module) = self.module(file) else { return Values::default() };
        for (_, star) in &module.star_imports {
            let values = self.import(file, star).flat_map(|t| match &t.value {
                Value::Module(m) if *m != ModuleRef::File(file) => self.bounded(|| self.exported_or_nothing(m, name)),
                Value::External(root) => match root.member(name, None, self.stubs) {
                    Some(e) if self.stubs.known.contains(e.symbol()) => Values::one(Value::External(e)),
                    _ => Values::default(),
                },
                _ => Values::default(),
            });
            if !values.is_empty() {
                return values;
            }
        }
        Values::default()
    }

    fn exported_explicitly(&self, file: FileId, name: &str) -> Values {
        let Some(module) = self.module(file) else { return Values::default() };
        let mut out = Values::default();
        let mut found = false;
        for export in module.exports.iter().filter(|e| e.name == name) {
            found = true;
            out.join(&match &export.value {
                ExportValue::Local(local) => self.module_name(file, local).unwrap_or_else(Values::unknown),
                ExportValue::Expr(e) => Values::clone(&self.evaluate_in(file, *e)),
                ExportValue::From(import) => self.bounded(|| self.import(file, import)),
            });
        }
        if found {
            return out;
        }
        for export in module.exports.iter().filter(|e| e.name == "*") {
            let ExportValue::From(import) = &export.value else { continue };
            let all = ImportRef { module: import.module.clone(), item: ImportItem::Module, type_only: import.type_only };
            let values = self.bounded(|| {
                self.import(file, &all).flat_map(|t| match &t.value {
                    Value::Module(m) if name != "default" => self.exported_or_nothing(m, name),
                    Value::External(root) => match root.member(name, None, self.stubs) {
                        Some(e) if self.stubs.known.contains(e.symbol()) => Values::one(Value::External(e)),
                        _ => Values::default(),
                    },
                    _ => Values::default(),
                })
            });
            if !values.is_empty() {
                return values;
            }
        }
        // `import x from "./commonjs"` and `require("./module").default` both mean the module itself where it has no default.
        if name == "default" && !module.exports.is_empty() {
            return Values::one(Value::Module(ModuleRef::File(file)));
        }
        // `module.exports = new Service()`: its members are imported by name.
        for export in module.exports.iter().filter(|e| e.name == "default" || e.name == "=") {
            if let ExportValue::Expr(e) = export.value {
                let values = self.evaluate_in(file, e).flat_map(|t| match t.value {
                    Value::Module(_) => Values::default(),
                    _ => self.member(t, name, None),
                });
                if !values.is_empty() {
                    return values;
                }
            }
        }
        Values::default()
    }

    /// `object[index]`.
    pub(super) fn index(&self, site: Site, object: Site, index: Site) -> Values {
        let keys = self.evaluate(index);
        let span = self.module(site.file).map_or_else(Span::default, |m| m.exprs[site.expr.index()].span);
        self.evaluate(object).flat_map(|t| match &t.value {
            Value::Dict(dict) => {
                let mut out = Values::default();
                for key in keys.iter() {
                    if let Value::Str(key, _) = &key.value {
                        out.join(&self.dict_entry(*dict, key));
                    }
                }
                if keys.open || !keys.iter().any(|k| matches!(k.value, Value::Str(..))) {
                    out.join(&self.dict_values(*dict).step(StepKind::Picked, site.file, span));
                    out.open = true;
                }
                out
            }
            Value::List(list) => match keys.iter().next().map(|k| &k.value) {
                Some(Value::Int(i, _)) if keys.len() == 1 => self.list_item(*list, *i),
                _ => self.elements(*list),
            },
            Value::External(e) => {
                let key = keys.iter().find_map(|k| if let Value::Str(s, _) = &k.value { Some(s.clone()) } else { None });
                if self.stubs.env_objects.contains(e.symbol()) {
                    return Values::one(Value::Env(key, site));
                }
                // `st.session_state["co"]` is `st.session_state.co`.
                if let Some(key) = &key {
                    let written = self.external_writes(e.symbol(), key);
                    if !written.is_empty() {
                        return written;
                    }
                }
                e.index(Some(site)).map_or_else(Values::unknown, |e| Values::one(Value::External(e)))
            }
            Value::Instance(..) | Value::Module(_) | Value::Class(_) => keys.flat_map(|k| match &k.value {
                Value::Str(key, _) => self.member(t, key, Some(site)),
                _ => Values::unknown(),
            }),
            _ => Values::unknown(),
        })
    }

    fn list_item(&self, list: Site, index: i64) -> Values {
        let Some(module) = self.module(list.file) else { return Values::unknown() };
        let ExprKind::List(elements) = &module.exprs[list.expr.index()].kind else { return Values::unknown() };
        let index = if index < 0 { elements.len() as i64 + index } else { index };
        match usize::try_from(index).ok().and_then(|i| elements.get(i)) {
            Some(element) if !element.is_spread && !elements.iter().any(|e| e.is_spread) => {
                Values::clone(&self.evaluate_in(list.file, element.value))
            }
            _ => Values::unknown(),
        }
    }

    /// The value of a key of an object literal; unknown where the literal has no such key or spreads something unknown.
    pub(super) fn dict_entry(&self, dict: Site, key: &str) -> Values {
        let Some(entries) = self.entries(dict) else { return Values::unknown() };
        let mut out = Values::default();
        for entry in entries.iter().rev() {
            match &entry.key {
                EntryKey::Static(k) if k == key => {
                    out.join(&self.evaluate_in(dict.file, entry.value));
                    break;
                }
                EntryKey::Computed(computed) => {
                    let matches =
                        self.evaluate_in(dict.file, *computed).iter().any(|t| matches!(&t.value, Value::Str(s, _) if &**s == key));
                    if matches {
                        out.join(&self.evaluate_in(dict.file, entry.value));
                        break;
                    }
                }
                EntryKey::Spread => {
                    let spread = self.evaluate_in(dict.file, entry.value);
                    out.join(&spread.flat_map(|t| match t.value {
                        Value::Dict(inner) if inner != dict => self.bounded(|| self.dict_entry(inner, key)),
                        _ => Values::unknown(),
                    }));
                }
                EntryKey::Static(_) => {}
            }
        }
        for (_, value) in self.writes_of(dict.file).get(&dict.expr).into_iter().flatten().filter(|(k, _)| k == key) {
            out.join(&self.evaluate_in(dict.file, *value));
        }
        if out.is_empty() { Values::unknown() } else { out }
    }

    pub(super) fn dict_values(&self, dict: Site) -> Values {
        let mut out = Values::default();
        for entry in self.entries(dict).into_iter().flatten().take(64) {
            if entry.key != EntryKey::Spread {
                out.join(&self.evaluate_in(dict.file, entry.value));
            }
        }
        out
    }

    /// The entries of an object literal.
    pub(super) fn entries(&self, dict: Site) -> Option<&[Entry]> {
        match &self.module(dict.file)?.exprs[dict.expr.index()].kind {
            ExprKind::Object { entries, .. } => Some(entries),
            _ => None,
        }
    }
}
