//! Names of a package that the version at hand doesn't have.

use super::Collector;
use super::sdk::display;
use crate::analysis::Value;
use crate::analysis::places::is_dead_region;
use crate::cohere::catalog::schema::{RemovedName, Route};
use crate::cohere::usage::{Place, RemovedUse};
use crate::program::{ExprId, ExprKind, ImportItem, Module, RegionKind};
use crate::source::FileId;
use smol_str::SmolStr;

impl Collector<'_> {
    /// Records every mention of a name that is gone.
    pub fn removed_names_in(&mut self, file: FileId, module: &Module) {
        let ecosystem = module.language.ecosystem();
        let routes = self.catalog.routes.iter().filter(|r| r.ecosystem == ecosystem && !r.removed_names.is_empty());
        for (route, entry) in routes.flat_map(|r| r.removed_names.iter().map(move |n| (r, n))) {
            self.removed_name(file, module, route, entry);
        }
    }

    fn removed_name(&mut self, file: FileId, module: &Module, route: &'static Route, entry: &'static RemovedName) {
        let last: Vec<&str> = entry.paths.iter().filter_map(|p| p.rsplit(['.', ':']).next()).collect();
        let is_candidate = |expr: &ExprKind| match expr {
            ExprKind::Member { property, .. } => last.contains(&property.as_str()),
            ExprKind::Import(import) => match &import.item {
                ImportItem::Named(name) => last.contains(&name.as_str()),
                _ => import.module.rsplit('.').next().is_some_and(|m| last.contains(&m)),
            },
            _ => false,
        };
        let candidates: Vec<ExprId> =
            (0..module.exprs.len()).map(|i| ExprId(i as u32)).filter(|id| is_candidate(&module.exprs[id.index()].kind)).collect();
        if candidates.is_empty() {
            return;
        }
        let version = self.version(file, route);
        if version.as_ref().is_some_and(|v| !entry.versions.contains(&v.version)) {
            return;
        }
        for id in candidates {
            let expr = &module.exprs[id.index()];
            // `cohere.error.CohereError` is one mention.
            let is_inner = expr.parent.is_some_and(|p| is_candidate(&module.exprs[p.index()].kind));
            if is_inner || is_dead_region(module, expr.region) || self.expects_failure(file, module, id) {
                continue;
            }
            let Some(symbol) = self.symbol_among(file, id, &entry.paths) else { continue };
            let whole = self.place(file, id);
            let span = match &expr.kind {
                ExprKind::Member { property_span, .. } => *property_span,
                _ => whole.span,
            };
            let is_import = matches!(expr.kind, ExprKind::Import(_));
            let surroundings = self.surroundings_at(file, span);
            let place = Place { span, ..whole };
            let version = version.clone();
            self.usages.removed_names.push(RemovedUse { place, name: display(&symbol), is_import, entry, version, surroundings });
        }
    }

    fn symbol_among(&self, file: FileId, expr: ExprId, paths: &[SmolStr]) -> Option<SmolStr> {
        self.evaluator.evaluate_in(file, expr).iter().find_map(|t| match &t.value {
            Value::External(e) if paths.iter().any(|p| p == e.symbol()) => Some(e.symbol().into()),
            _ => None,
        })
    }

    /// Whether the code is prepared for the name not to be there: it stands in a `try` whose handler is for that.
    fn expects_failure(&self, file: FileId, module: &Module, expr: ExprId) -> bool {
        const FOR_MISSING_NAMES: [&str; 3] =
            ["python:builtins.ImportError", "python:builtins.ModuleNotFoundError", "python:builtins.AttributeError"];
        let mut at = Some(module.exprs[expr.index()].region);
        while let Some(id) = at {
            let region = &module.regions[id.index()];
            if let RegionKind::Try { handlers } = &region.kind {
                let is_import = matches!(module.exprs[expr.index()].kind, ExprKind::Import(_));
                let expects = |t: &ExprId| {
                    self.evaluator.evaluate_in(file, *t).iter().any(|t| match &t.value {
                        Value::External(e) => FOR_MISSING_NAMES.contains(&e.symbol()),
                        _ => false,
                    })
                };
                if handlers.iter().any(|h| (h.types.is_empty() && is_import) || h.types.iter().any(expects)) {
                    return true;
                }
            }
            at = region.parent;
        }
        false
    }
}
