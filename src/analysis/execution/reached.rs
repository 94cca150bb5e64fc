//! Which request handlers come to a place: all of them, while [`per_request`](super::per_request) tells the nearest.

use super::super::places::function_of;
use super::super::value::{FunctionRef, Site};
use super::Execution;
use crate::program::FunctionKind;
use rustc_hash::FxHashSet;

/// Functions climbed through at most.
const MAX_FUNCTIONS: usize = 400;

/// Callers of one function that are looked at.
const MAX_CALLERS: usize = 48;

impl Execution<'_> {
    /// The handlers from which a place is reached, each once.
    pub fn reached_from(&self, site: Site) -> Vec<FunctionRef> {
        let mut found = Vec::new();
        let mut seen = FxHashSet::default();
        let mut open: Vec<FunctionRef> = self.function_around(site).into_iter().collect();
        while let Some(function) = open.pop() {
            if seen.len() >= MAX_FUNCTIONS || !seen.insert(function) {
                continue;
            }
            if self.routes().of(function).is_some() {
                found.push(function);
                continue;
            }
            let (callers, handed) = (self.evaluator.callers(function), self.evaluator.handed(function));
            let sites = callers.iter().chain(handed.iter()).take(MAX_CALLERS).filter(|site| !(self.ignored)(site.file));
            open.extend(sites.filter_map(|site| self.function_around(*site)));
            if callers.is_empty() && handed.is_empty() {
                open.extend(self.function_outside(function));
            }
        }
        found.sort_unstable();
        found
    }

    fn function_around(&self, site: Site) -> Option<FunctionRef> {
        let module = self.evaluator.module(site.file)?;
        let id = function_of(module, module.exprs[site.expr.index()].scope)?;
        Some(FunctionRef { file: site.file, id })
    }

    /// The function in which a closure stands that has no name to be called by later.
    fn function_outside(&self, function: FunctionRef) -> Option<FunctionRef> {
        let module = self.evaluator.module(function.file)?;
        let info = &module.functions[function.id.index()];
        if info.kind != FunctionKind::Closure || info.name.is_some() {
            return None;
        }
        let id = function_of(module, module.scopes[info.scope.index()].parent?)?;
        Some(FunctionRef { file: function.file, id })
    }
}
