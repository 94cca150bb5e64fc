//! Under which paths routers are put: `app.use("/api", router)`, `include_router(router, prefix="/api")`, `APIRouter(prefix="/chat")`.

use super::super::evaluate::Evaluator;
use super::super::external::{External, Operation};
use super::super::value::{Site, Value};
use super::frameworks::normal;
use crate::program::{ArgKind, ExprKind};
use crate::source::FileId;
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::Arc;

/// Routers in routers in routers.
const MAX_DEPTH: usize = 6;

/// What routers' paths begin with. A router goes by the call that makes it.
#[derive(Debug, Default)]
pub(super) struct Mounts {
    /// Router → where it is put, and under what.
    of: FxHashMap<Site, (Option<Site>, Arc<str>)>,
    /// Routers put in several places: no single path is theirs.
    ambiguous: FxHashSet<Site>,
}

impl Mounts {
    /// Finds the calls that put one router into another.
    pub fn find(evaluator: &Evaluator<'_>, ignored: &dyn Fn(FileId) -> bool) -> Self {
        let mut mounts = Self::default();
        let known = &evaluator.stubs.frameworks.mounts;
        for site in evaluator.index.calls_of(&known.members).filter(|s| !ignored(s.file)) {
            let Some(module) = evaluator.module(site.file) else { continue };
            let ExprKind::Call { callee, args, .. } = &module.exprs[site.expr.index()].kind else { continue };
            let ExprKind::Member { object, .. } = &module.exprs[callee.index()].kind else { continue };
            let at = |expr| Site { file: site.file, expr };
            let routers: Vec<Site> = args.iter().filter_map(|a| made_by(evaluator, at(a.value))).collect();
            if routers.is_empty() {
                continue;
            }
            let prefix = args.iter().enumerate().find_map(|(i, a)| match &a.kind {
                ArgKind::Named(name, _) if known.arguments.contains(name) => text(evaluator, at(a.value)),
                ArgKind::Positional if i == 0 => text(evaluator, at(a.value)),
                _ => None,
            });
            let parent = made_by(evaluator, at(*object));
            for router in routers.into_iter().filter(|r| Some(*r) != parent) {
                let place = (parent, prefix.clone().unwrap_or_default());
                if mounts.of.insert(router, place.clone()).is_some_and(|before| before != place) {
                    mounts.ambiguous.insert(router);
                }
            }
        }
        mounts
    }

    /// A handler's path with what the routers it is registered on are put under.
    pub fn whole(&self, evaluator: &Evaluator<'_>, registered: &External, path: Option<Arc<str>>) -> Option<Arc<str>> {
        let mut parts = vec![path.unwrap_or_default()];
        let mut at = creation(registered);
        for _ in 0..MAX_DEPTH {
            let Some(router) = at.filter(|r| !self.ambiguous.contains(r)) else { break };
            let arguments = evaluator.arguments(router).named;
            let own = arguments.iter().find(|a| evaluator.stubs.frameworks.mounts.arguments.contains(&a.name));
            parts.extend(own.and_then(|a| text(evaluator, a.value)));
            at = self.of.get(&router).and_then(|(parent, prefix)| {
                parts.push(prefix.clone());
                *parent
            });
        }
        let is_more = parts[1..].iter().any(|p| !p.is_empty());
        let [only, ..] = parts.as_slice() else { return None };
        if !is_more {
            return Some(only.clone()).filter(|p| !p.is_empty());
        }
        let trimmed: Vec<&str> = parts.iter().rev().map(|p| p.trim_matches('/')).filter(|p| !p.is_empty()).collect();
        Some(format!("/{}", trimmed.join("/")).into())
    }
}

/// The call that makes the router an expression is, if it is one.
fn made_by(evaluator: &Evaluator<'_>, site: Site) -> Option<Site> {
    evaluator.evaluate(site).iter().find_map(|t| match &t.value {
        Value::External(e) if evaluator.stubs.frameworks.is_object(&normal(e.symbol())) => creation(e),
        _ => None,
    })
}

/// The first call on the way to something outside: what makes the router.
fn creation(external: &External) -> Option<Site> {
    let calls = external.chain().filter(|e| *e.operation() == Operation::Call);
    calls.last().and_then(External::site)
}

fn text(evaluator: &Evaluator<'_>, site: Site) -> Option<Arc<str>> {
    evaluator.evaluate(site).iter().find_map(|t| match &t.value {
        Value::Str(text, _) => Some(text.clone()),
        _ => None,
    })
}
