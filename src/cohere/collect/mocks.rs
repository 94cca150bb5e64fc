//! Modules that a test puts something else in the place of: what it calls then is no SDK.

use super::Collector;
use crate::analysis::Value;
use crate::cohere::catalog::Catalog;
use crate::cohere::catalog::schema::Route;
use crate::program::{ArgKind, ExprId, ExprKind, Module};
use crate::source::{FileId, FileRole};

impl Collector<'_> {
    /// The names of modules (and dotted names in them) that a test file mocks.
    pub fn mocked_modules(&self, file: FileId, module: &Module) -> Vec<String> {
        if self.facts.role(file) != FileRole::Test {
            return Vec::new();
        }
        let mut found = self.mocked_by_calls(file, module, &module.calls);
        for call in &module.calls {
            let ExprKind::Call { callee, .. } = &module.exprs[call.index()].kind else { continue };
            if !matches!(module.exprs[callee.index()].kind, ExprKind::Name(_)) {
                continue;
            }
            // A helper of the tests that does the mocking.
            for traced in self.evaluator.evaluate_in(file, *callee).iter() {
                let Value::Function(helper) = traced.value else { continue };
                let Some(other) = self.evaluator.module(helper.file).filter(|_| helper.file != file) else { continue };
                let within = other.functions[helper.id.index()].span;
                let inside = |c: &&ExprId| within.contains(other.exprs[c.index()].span);
                let calls: Vec<ExprId> = other.calls.iter().filter(inside).copied().collect();
                found.extend(self.mocked_by_calls(helper.file, other, &calls));
            }
        }
        found
    }

    /// What some calls of a file put something else in the place of.
    fn mocked_by_calls(&self, file: FileId, module: &Module, calls: &[ExprId]) -> Vec<String> {
        let mocks = &self.catalog.environment.module_mocks;
        let mut found = Vec::new();
        for call in calls {
            let ExprKind::Call { callee, args, .. } = &module.exprs[call.index()].kind else { continue };
            let name = match &module.exprs[callee.index()].kind {
                ExprKind::Member { property, .. } => property,
                ExprKind::Name(name) => name,
                _ => continue,
            };
            let Some(first) = args.first().filter(|a| a.kind == ArgKind::Positional && mocks.contains(name)) else { continue };
            let values = self.evaluator.evaluate_in(file, first.value);
            found.extend(values.iter().filter_map(|t| if let Value::Str(text, _) = &t.value { Some(text.to_string()) } else { None }));
        }
        found
    }
}

/// Whether a symbol belongs to a package that the test file mocks.
pub fn stands_for_mock(mocked: &[String], catalog: &Catalog, symbol: &str) -> bool {
    if mocked.is_empty() {
        return false;
    }
    let route = catalog.client(symbol, None).map(|c| c.route).or_else(|| catalog.method(symbol, None).map(|m| m.route));
    route.is_some_and(|route| is_mocked(mocked, route))
}

/// Whether one of the mocked names is a route's package, or a name in it.
fn is_mocked(mocked: &[String], route: &Route) -> bool {
    mocked.iter().any(|name| {
        route.packages.iter().any(|package| {
            let inner = name.strip_prefix(package.as_str());
            inner.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '/']))
                // `patch("app.llm.cohere.Client")` replaces the name where it is used.
                || name.split('.').any(|part| part == package.as_str())
        })
    })
}
