//! Under which names an error of a call is caught.

use super::evaluate::Evaluator;
use super::origins::Origin;
use super::places::function_of;
use super::value::{FunctionRef, Site, Value};
use crate::program::{Assign, ExprKind, Module, RegionId, RegionKind, StmtId, StmtKind, Target};

/// Callers climbed at most.
const MAX_HEIGHT: usize = 4;

impl Evaluator<'_> {
    /// The variables and parameters that hold the error of a call where it is caught: by a `try` around it, by a `.catch` on it, or by those
    /// of a caller.
    pub fn caught_at(&self, site: Site, height: usize, found: &mut Vec<Origin>) {
        let Some(module) = self.module(site.file).filter(|_| height < MAX_HEIGHT) else { return };
        let before = found.len();
        self.caught_by_promise(module, site, found);
        let mut at = Some(module.exprs[site.expr.index()].region);
        while let Some(id) = at {
            let region = &module.regions[id.index()];
            match &region.kind {
                RegionKind::Try { handlers } => {
                    for handler in handlers {
                        let Some(name) = &handler.binding else { continue };
                        found.extend(declared_in(module, handler.region, name).map(|id| Origin::Assigned(site.file, id)));
                    }
                    break;
                }
                RegionKind::Function(_) | RegionKind::Module => break,
                _ => at = region.parent,
            }
        }
        if found.len() > before {
            return;
        }
        let Some(id) = function_of(module, module.exprs[site.expr.index()].scope) else { return };
        for caller in self.callers(FunctionRef { file: site.file, id }).iter().take(16) {
            self.caught_at(*caller, height + 1, found);
        }
    }

    /// `promise.catch(error => …)`
    fn caught_by_promise(&self, module: &Module, site: Site, found: &mut Vec<Origin>) {
        let mut at = site.expr;
        while let Some(parent) = module.exprs[at.index()].parent {
            let ExprKind::Member { object, property, .. } = &module.exprs[parent.index()].kind else { return };
            let call = module.exprs[parent.index()].parent;
            let Some((call, ExprKind::Call { callee, args, .. })) = call.map(|c| (c, &module.exprs[c.index()].kind)) else { return };
            if *object != at || *callee != parent {
                return;
            }
            let handler = match property.as_str() {
                "catch" => args.first(),
                "then" => args.get(1),
                _ => None,
            };
            for traced in handler.map(|h| self.evaluate_in(site.file, h.value)).iter().flat_map(|v| v.iter()) {
                if let Value::Function(function) = traced.value {
                    found.push(Origin::Parameter(function, 0));
                }
            }
            at = call;
        }
    }
}

/// The declarations of a caught error in its handler.
fn declared_in<'m>(module: &'m Module, region: RegionId, name: &'m str) -> impl Iterator<Item = StmtId> + 'm {
    module.stmts.iter().enumerate().filter_map(move |(i, stmt)| match &stmt.kind {
        StmtKind::Assign(Assign { target: Target::Name { name: bound, .. }, value: None, .. })
            if stmt.region == region && bound == name =>
        {
            Some(StmtId(i as u32))
        }
        _ => None,
    })
}
