//! Modules whose name is made at run time, as far as it can be told.

use super::call_index::last_name;
use super::evaluate::Evaluator;
use super::value::{FunctionRef, Site, Value, Values};
use crate::program::{ArgKind, ExprId, ExprKind, Function, ImportItem, ImportRef, Module};
use crate::source::FileId;

impl Evaluator<'_> {
    /// The module that a call of an importing function brings in, where exactly one name reaches it.
    pub(super) fn imported_by(&self, call: Site) -> Option<Values> {
        let module = self.module(call.file)?;
        let ExprKind::Call { args, .. } = &module.exprs[call.expr.index()].kind else { return None };
        let name = args.first().filter(|a| a.kind == ArgKind::Positional)?.value;
        self.import_named(call.file, Site { file: call.file, expr: name })
    }

    /// What a call gives of a project function that imports and returns the module it is told: each call its own.
    pub(super) fn imported_through(&self, function: FunctionRef, call: Site) -> Option<Values> {
        let module = self.module(function.file)?;
        let info = module.functions.get(function.id.index())?;
        if info.params.is_empty() {
            return None;
        }
        let index = self.index_of(function.file);
        let position =
            index.returns.get(&info.scope)?.iter().find_map(|value| self.imported_parameter(function.file, module, info, *value))?;
        let (name, _) = self.argument_for(call, info, position)?;
        self.import_named(function.file, name)
    }

    /// The parameter whose value names the module that an expression imports.
    fn imported_parameter(&self, file: FileId, module: &Module, function: &Function, value: ExprId) -> Option<usize> {
        let ExprKind::Call { callee, args, .. } = &module.exprs[value.index()].kind else { return None };
        let name = last_name(module, args.first()?.value)?;
        let position = function.params.iter().position(|p| p.name == *name)?;
        let callees = self.evaluate_in(file, *callee);
        let is_import = callees.iter().any(|t| matches!(&t.value, Value::External(e) if self.stubs.importers.contains(e.symbol())));
        is_import.then_some(position)
    }

    fn import_named(&self, file: FileId, name: Site) -> Option<Values> {
        let names = self.evaluate(name);
        let mut names = names.iter().map(|t| &t.value);
        match (names.next(), names.next()) {
            (Some(Value::Str(module, _)), None) if !module.starts_with('.') => {
                let import = ImportRef { module: module.as_ref().into(), item: ImportItem::Module, type_only: false };
                Some(self.import(file, &import))
            }
            _ => None,
        }
    }
}
