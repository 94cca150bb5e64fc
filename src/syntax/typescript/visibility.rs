//! What is decided once all statements are lowered: what other modules see, and which of two namesakes is meant.

use super::lowerer::Lowerer;
use crate::program::{Assign, ClassId, EntryKey, ExportValue, ExprId, ExprKind, FunctionId, Name, ScopeId, StmtId, StmtKind, Target};
use rustc_hash::{FxHashMap, FxHashSet};

impl Lowerer<'_> {
    /// Marks the functions that other modules can reach.
    pub(super) fn mark_public(&mut self) {
        let mut names: FxHashSet<Name> = FxHashSet::default();
        let mut values: Vec<ExprId> = Vec::new();
        for export in &self.b.module().exports {
            match &export.value {
                ExportValue::Local(name) => {
                    names.insert(name.clone());
                }
                ExportValue::Expr(value) => values.push(*value),
                ExportValue::From(_) => {}
            }
        }
        values.extend(self.entries_of(&values));
        names.extend(values.iter().filter_map(|v| match self.kind_of(*v) {
            ExprKind::Name(name) => Some(name.clone()),
            _ => None,
        }));
        let declared: Vec<_> = self.assigned(|scope, name| scope == ScopeId(0) && names.contains(name)).collect();
        values.extend(self.entries_of(&declared));
        values.extend(declared);
        let classes: FxHashSet<ClassId> = values.iter().filter_map(|v| as_class(self.kind_of(*v))).collect();
        let scopes: FxHashSet<ScopeId> = classes.iter().map(|c| self.b.module().classes[c.index()].scope).collect();
        values.extend(self.assigned(|scope, _| scopes.contains(&scope)).collect::<Vec<_>>());
        let functions: Vec<FunctionId> = values.iter().filter_map(|v| as_function(self.kind_of(*v))).collect();
        for function in functions {
            if !self.private.contains(&function) {
                self.b.function_mut(function).is_public = true;
            }
        }
    }

    /// The values assigned to names.
    fn assigned(&self, wanted: impl Fn(ScopeId, &Name) -> bool) -> impl Iterator<Item = ExprId> {
        self.b.module().stmts.iter().filter_map(move |s| match &s.kind {
            StmtKind::Assign(Assign { target: Target::Name { name, scope, .. }, value, .. }) if wanted(*scope, name) => *value,
            _ => None,
        })
    }

    /// The values of the object literals among `values`.
    fn entries_of(&self, values: &[ExprId]) -> Vec<ExprId> {
        let mut found = Vec::new();
        for value in values {
            if let ExprKind::Object { entries, .. } = self.kind_of(*value) {
                found.extend(entries.iter().filter(|e| e.key != EntryKey::Spread).map(|e| e.value));
            }
        }
        found
    }

    /// A type that shares its name with a value of the same scope (`const X = …; type X = typeof X`) is not what the name
    /// means where the program runs.
    pub(super) fn prefer_values(&mut self) {
        if self.types.is_empty() {
            return;
        }
        let types: FxHashSet<StmtId> = self.types.iter().copied().collect();
        let mut declared: FxHashMap<(ScopeId, Name), bool> = FxHashMap::default();
        for (i, stmt) in self.b.module().stmts.iter().enumerate() {
            if let StmtKind::Assign(Assign { target: Target::Name { name, scope, .. }, declares: true, .. }) = &stmt.kind {
                let is_value = !types.contains(&StmtId(i as u32));
                *declared.entry((*scope, name.clone())).or_default() |= is_value;
            }
        }
        for id in std::mem::take(&mut self.types) {
            let stmt = &self.b.module().stmts[id.index()];
            let StmtKind::Assign(Assign { target: Target::Name { name, scope, .. }, value: Some(value), .. }) = &stmt.kind else {
                continue;
            };
            if declared.get(&(*scope, name.clone())).copied().unwrap_or(false) {
                let unknown = self.b.unknown(vec![*value], stmt.span);
                self.b.module_mut().stmts[id.index()].kind = StmtKind::Expr(unknown);
            }
        }
    }
}

fn as_class(kind: &ExprKind) -> Option<ClassId> {
    match kind {
        ExprKind::Class(id) => Some(*id),
        _ => None,
    }
}

fn as_function(kind: &ExprKind) -> Option<FunctionId> {
    match kind {
        ExprKind::Function(id) => Some(*id),
        _ => None,
    }
}
