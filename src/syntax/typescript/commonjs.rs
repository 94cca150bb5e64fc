//! Exports written as assignments and calls: CommonJS, and what compilers make of `export`.

use super::assignments::unwrapped;
use super::grammar::{Kind, SyntaxNode};
use super::lowerer::Lowerer;
use crate::program::{Arg, Entry, EntryKey, ExportValue, ExprId, ExprKind, ImportRef, Literal, Name, StmtKind};

impl Lowerer<'_> {
    /// Exports what was assigned, if the target was `module.exports` or a member of it.
    pub(super) fn export_member(&mut self, target: SyntaxNode<'_>, value: ExprId) {
        let target = unwrapped(target);
        let Some(object) = target.object() else {
            return;
        };
        let name = match (target.property(), target.index()) {
            (Some(property), _) => Some(self.word(property).into()),
            (None, Some(index)) => self.constant_string(index),
            (None, None) => None,
        };
        let Some(name) = name else {
            return;
        };
        let is_identifier = |node: SyntaxNode<'_>, name: &str| node.kind() == Kind::Identifier && self.word(node) == name;
        let is_module = |object: SyntaxNode<'_>| is_identifier(object, "module");
        if is_module(object) && name == "exports" {
            return self.export_whole(value);
        }
        let is_exports = is_identifier(object, "exports")
            || object.object().is_some_and(is_module) && object.property().is_some_and(|p| self.word(p) == "exports");
        // Compilers first set all names to `undefined`.
        if is_exports && !matches!(self.kind_of(value), ExprKind::Literal(Literal::Null)) {
            self.export(name, ExportValue::Expr(value));
        }
    }

    /// `module.exports = value`: the default export, and each key of an object literal.
    pub(super) fn export_whole(&mut self, value: ExprId) {
        let mut named = Vec::new();
        let mut spread = Vec::new();
        if let ExprKind::Object { entries, .. } = self.kind_of(value) {
            for Entry { key, value, .. } in entries {
                match (key, self.kind_of(*value)) {
                    (EntryKey::Static(name), _) => named.push((name.clone(), *value)),
                    (EntryKey::Spread, ExprKind::Import(import)) => spread.push(import.clone()),
                    _ => {}
                }
            }
        }
        for (name, value) in named {
            self.export(name, ExportValue::Expr(value));
        }
        for import in spread {
            self.export("*".into(), ExportValue::From(import));
        }
        self.export("default".into(), ExportValue::Expr(value));
    }

    /// `Object.defineProperty(exports, "x", { get: function () { return y; } })`, `__exportStar(require("x"), exports)`.
    pub(super) fn compiled_export(&mut self, callee: ExprId, args: &[Arg]) {
        let name = match self.kind_of(callee) {
            ExprKind::Name(name) => name,
            ExprKind::Member { property, .. } => property,
            _ => return,
        };
        match (name.as_str(), args) {
            ("defineProperty", [object, key, descriptor, ..]) if self.is_exports(object.value) => {
                let ExprKind::Literal(Literal::Str(key)) = self.kind_of(key.value) else {
                    return;
                };
                let key: Name = key.as_ref().into();
                if let Some(value) = self.described_value(descriptor.value)
                    && key != "__esModule"
                {
                    self.export(key, ExportValue::Expr(value));
                }
            }
            ("__exportStar", [module, ..]) => {
                if let ExprKind::Import(import) = self.kind_of(module.value) {
                    let import: ImportRef = import.clone();
                    self.export("*".into(), ExportValue::From(import));
                }
            }
            _ => {}
        }
    }

    fn is_exports(&self, object: ExprId) -> bool {
        match self.kind_of(object) {
            ExprKind::Name(name) => name == "exports",
            ExprKind::Member { object, property, .. } => {
                property == "exports" && matches!(self.kind_of(*object), ExprKind::Name(name) if name == "module")
            }
            _ => false,
        }
    }

    /// What a property descriptor's `value` is or its `get` returns.
    fn described_value(&self, descriptor: ExprId) -> Option<ExprId> {
        let ExprKind::Object { entries, .. } = self.kind_of(descriptor) else {
            return None;
        };
        let find = |name: &str| entries.iter().find(|e| e.key == EntryKey::Static(name.into())).map(|e| e.value);
        if let Some(value) = find("value") {
            return Some(value);
        }
        let ExprKind::Function(getter) = *self.kind_of(find("get")?) else {
            return None;
        };
        let scope = self.b.module().functions[getter.index()].scope;
        // The getter's statements are the latest.
        let own = self.b.module().stmts.iter().rev().take_while(|s| s.scope == scope);
        own.into_iter().find_map(|s| match s.kind {
            StmtKind::Return(value) => value,
            _ => None,
        })
    }
}
