//! Does this run for each request? Climbs from a place through its callers to a request handler.

use super::super::handlers::Passage;
use super::super::places::{function_name, function_of};
use super::super::value::{FunctionRef, Site, Value};
use super::Execution;
use super::routes::RequestHandler;
use crate::program::{ExprKind, FunctionKind, Module};
use crate::source::Span;
use std::rc::Rc;

/// Callers climbed at most.
const MAX_HEIGHT: usize = 12;

/// Callers of one function that are looked at.
const MAX_CALLERS: usize = 48;

/// The way from a place to the request handler that makes it run for each request.
#[derive(Clone, Debug, PartialEq)]
pub struct PerRequest {
    /// The handler.
    pub handler: RequestHandler,
    /// The calls between, innermost first. Empty where the place is in the handler itself.
    pub way: Vec<Passage>,
}

impl Execution<'_> {
    /// The handler that runs a place for each request, if one does and nothing on the way keeps what it makes.
    pub fn per_request(&self, site: Site) -> Option<PerRequest> {
        self.climb(site, 0).map(|found| PerRequest::clone(&found))
    }

    fn climb(&self, site: Site, height: usize) -> Option<Rc<PerRequest>> {
        let module = self.evaluator.module(site.file)?;
        if self.evaluator.is_kept(site) {
            return None;
        }
        match function_of(module, module.exprs[site.expr.index()].scope) {
            Some(id) => self.function_per_request(module, FunctionRef { file: site.file, id }, height),
            None => {
                let handler = self.routes().script(site.file)?.clone();
                Some(Rc::new(PerRequest { handler, way: Vec::new() }))
            }
        }
    }

    /// Whether a function runs for each request.
    fn function_per_request(&self, module: &Module, function: FunctionRef, height: usize) -> Option<Rc<PerRequest>> {
        if let Some(known) = self.requests.borrow().get(&function) {
            return known.clone();
        }
        if height > MAX_HEIGHT {
            return None;
        }
        // A function met again on its own way adds nothing.
        self.requests.borrow_mut().insert(function, None);
        let found = self.find_request(module, function, height);
        self.requests.borrow_mut().insert(function, found.clone());
        found
    }

    fn find_request(&self, module: &Module, function: FunctionRef, height: usize) -> Option<Rc<PerRequest>> {
        if self.evaluator.is_cached(function) {
            return None;
        }
        if let Some(handler) = self.routes().of(function) {
            return Some(Rc::new(PerRequest { handler: handler.clone(), way: Vec::new() }));
        }
        let callers = self.evaluator.callers(function);
        let handed = self.evaluator.handed(function);
        let mut best: Option<Rc<PerRequest>> = None;
        for site in callers.iter().chain(handed.iter()).take(MAX_CALLERS) {
            if (self.ignored)(site.file) {
                continue;
            }
            let above = if self.is_dependency(*site) { self.dependency(*site) } else { self.climb(*site, height + 1) };
            let Some(above) = above else { continue };
            // The shortest way is the one to show.
            if best.as_ref().is_none_or(|b| above.way.len() + 1 < b.way.len()) {
                best = Some(Rc::new(PerRequest { handler: above.handler.clone(), way: self.prepend(*site, &above.way) }));
            }
        }
        if best.is_some() || !callers.is_empty() || !handed.is_empty() {
            return best;
        }
        // A closure whose call can't be seen runs where it stands, if it has no name to be called by later.
        let info = &module.functions[function.id.index()];
        if info.kind != FunctionKind::Closure || info.name.is_some() {
            return None;
        }
        let parent = module.scopes[info.scope.index()].parent?;
        let outer = function_of(module, parent)?;
        self.function_per_request(module, FunctionRef { file: function.file, id: outer }, height + 1)
    }

    fn prepend(&self, site: Site, way: &[Passage]) -> Vec<Passage> {
        let mut whole = Vec::with_capacity(way.len() + 1);
        if let Some(module) = self.evaluator.module(site.file) {
            let expr = &module.exprs[site.expr.index()];
            whole.push(Passage { file: site.file, span: expr.span, function: function_name(module, expr.scope), is_registration: false });
        }
        whole.extend(way.iter().cloned());
        whole
    }

    /// Whether a call hands its argument to the framework to be run for each request (`Depends(get_client)`).
    pub(super) fn is_dependency(&self, site: Site) -> bool {
        let Some(module) = self.evaluator.module(site.file) else { return false };
        let ExprKind::Call { callee, .. } = &module.exprs[site.expr.index()].kind else { return false };
        self.evaluator
            .evaluate_in(site.file, *callee)
            .iter()
            .any(|t| matches!(&t.value, Value::External(e) if self.evaluator.stubs.frameworks.is_dependency(e.symbol())))
    }

    /// The handler whose parameter asks for a dependency, or else any that the framework serves.
    fn dependency(&self, site: Site) -> Option<Rc<PerRequest>> {
        let module = self.evaluator.module(site.file)?;
        let span = module.exprs[site.expr.index()].span;
        let asks = |f: &crate::program::Function| {
            let inside = |e: Option<crate::program::ExprId>| e.is_some_and(|e| module.exprs[e.index()].span.contains(span));
            f.params.iter().any(|p| inside(p.default) || inside(p.annotation))
        };
        let asking =
            module.functions.iter().position(asks).map(|i| FunctionRef { file: site.file, id: crate::program::FunctionId(i as u32) });
        let handler = asking.and_then(|f| self.routes().of(f)).cloned().unwrap_or(RequestHandler {
            function: None,
            file: site.file,
            framework: None,
            path: None,
            method: None,
            place: (site.file, span),
            is_registered: true,
        });
        Some(Rc::new(PerRequest { handler, way: Vec::new() }))
    }
}

impl PerRequest {
    /// The tokens that register the handler.
    pub fn registration(&self) -> (crate::source::FileId, Span) {
        self.handler.place
    }
}
