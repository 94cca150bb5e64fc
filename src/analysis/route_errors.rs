//! Error handlers that an application registers for all its routes.

use super::evaluate::Evaluator;
use super::guards::Errors;
use super::stubs::RouteErrorHandler;
use super::value::{FunctionRef, Site, Value};
use crate::program::{ArgKind, ExprKind, Name};
use smol_str::SmolStr;

impl Evaluator<'_> {
    /// The registered handler that gets the errors of `function`, which was registered as a route by `symbol` (`npm:express.default().get`).
    pub(super) fn route_error_handler(&self, symbol: &str, function: FunctionRef, errors: Errors<'_>) -> Option<Site> {
        let is_async = self.module(function.file).is_some_and(|m| m.functions[function.id.index()].is_async);
        self.route_handlers().iter().find_map(|(registered_by, site)| {
            // One package's handlers are no other's: a repository may hold several applications.
            if self.workspace.package_directory(site.file) != self.workspace.package_directory(function.file) {
                return None;
            }
            let handler = self.stubs.error_handlers.get(registered_by)?;
            let covers = handler.covers.iter().any(|prefix| symbol.starts_with(prefix.as_str()));
            let reaches = !is_async || self.gets_asynchronous(handler, function);
            (covers && reaches && self.takes_errors(*site, handler, errors)).then_some(*site)
        })
    }

    /// The calls that register a handler for errors of all routes: the symbol called, the call.
    fn route_handlers(&self) -> &[(SmolStr, Site)] {
        self.route_handlers.get_or_init(|| {
            let known = self.stubs.error_handlers.keys();
            let mut names: Vec<Name> = known.filter_map(|symbol| symbol.rsplit('.').next()).map(Name::from).collect();
            names.sort_unstable();
            names.dedup();
            let mut found = Vec::new();
            for site in self.index.calls_of(&names) {
                let Some(module) = self.module(site.file) else { continue };
                let ExprKind::Call { callee, .. } = &module.exprs[site.expr.index()].kind else { continue };
                for traced in self.evaluate_in(site.file, *callee).iter() {
                    if let Value::External(e) = &traced.value
                        && self.stubs.error_handlers.contains_key(e.symbol())
                    {
                        found.push((e.symbol().into(), site));
                    }
                }
            }
            found
        })
    }

    fn gets_asynchronous(&self, handler: &RouteErrorHandler, function: FunctionRef) -> bool {
        let Some((package, major, patch)) = &handler.asynchronous_since else { return true };
        patch.as_ref().is_some_and(|p| self.index.imported.contains(p))
            // Without a manifest the newest is installed.
            || self.workspace.major_version(function.file, package).is_none_or(|found| found >= *major)
    }

    /// Whether the call really registers a handler for an API's errors: the type it names covers them, the function takes them.
    fn takes_errors(&self, site: Site, handler: &RouteErrorHandler, errors: Errors<'_>) -> bool {
        let Some(module) = self.module(site.file) else { return false };
        let ExprKind::Call { args, .. } = &module.exprs[site.expr.index()].kind else { return false };
        let positional: Vec<_> = args.iter().filter(|a| a.kind == ArgKind::Positional).collect();
        if let Some(position) = handler.error {
            let Some(kind) = positional.get(position) else { return false };
            // Named by its status, only the server's own error is what an exception becomes.
            let is_other_status =
                self.evaluate_in(site.file, kind.value).iter().any(|t| matches!(t.value, Value::Int(status, ..) if status != 500));
            if is_other_status || !self.type_covers(site.file, kind.value, errors) {
                return false;
            }
        }
        handler.parameters == 0
            || positional.iter().any(|a| {
                self.evaluate_in(site.file, a.value).iter().any(|t| match t.value {
                    Value::Function(f) => self.module(f.file).is_some_and(|m| m.functions[f.id.index()].params.len() >= handler.parameters),
                    _ => false,
                })
            })
    }
}
