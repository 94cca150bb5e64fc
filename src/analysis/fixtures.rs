//! Parameters that a test runner fills by their names.

use super::evaluate::Evaluator;
use super::value::{FunctionRef, Value, Values};
use crate::program::{ExprKind, Function, Module};
use crate::source::{FileId, Language};

impl Evaluator<'_> {
    /// What the test runner passes for a parameter: what the provider of that name gives, in the file or in one shared by the
    /// directories above.
    pub(super) fn fixture_value(&self, function: FunctionRef, name: &str) -> Option<Values> {
        let module = self.module(function.file)?;
        if module.language != Language::Python || self.stubs.providers.is_empty() || !self.workspace.is_test(function.file) {
            return None;
        }
        if let Some(values) = self.provider(function, function.file, name) {
            return Some(values);
        }
        let mut directory = self.workspace.path(function.file);
        while let Some((parent, _)) = directory.rsplit_once('/') {
            directory = parent;
            if let Some(values) = self.shared_provider(function, &format!("{directory}/"), name) {
                return Some(values);
            }
        }
        self.shared_provider(function, "", name)
    }

    fn shared_provider(&self, function: FunctionRef, directory: &str, name: &str) -> Option<Values> {
        let files = self.stubs.provider_files.iter().filter_map(|file| self.workspace.find(&format!("{directory}{file}")));
        files.filter(|file| *file != function.file).find_map(|file| self.provider(function, file, name))
    }

    fn provider(&self, asking: FunctionRef, file: FileId, name: &str) -> Option<Values> {
        let module = self.module(file)?;
        let provides =
            |f: &&(FunctionRef, &Function)| f.0 != asking && f.1.name.as_deref() == Some(name) && self.is_provider(file, module, f.1);
        let functions: Vec<(FunctionRef, &Function)> = functions(file, module).collect();
        functions.iter().find(provides).map(|(provider, _)| self.returns(*provider))
    }

    fn is_provider(&self, file: FileId, module: &Module, function: &Function) -> bool {
        function.decorators.iter().any(|decorator| {
            let callee = match &module.exprs[decorator.index()].kind {
                ExprKind::Call { callee, .. } => *callee,
                _ => *decorator,
            };
            let values = self.evaluate_in(file, callee);
            values.iter().any(|t| matches!(&t.value, Value::External(e) if self.stubs.providers.contains(e.symbol())))
        })
    }
}

fn functions(file: FileId, module: &Module) -> impl Iterator<Item = (FunctionRef, &Function)> {
    let named = move |(i, f)| (FunctionRef { file, id: crate::program::FunctionId(i as u32) }, f);
    module.functions.iter().enumerate().map(named)
}
