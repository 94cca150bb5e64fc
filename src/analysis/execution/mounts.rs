//! Under which paths routers are put: `app.use("/api", router)`, `include_router(router, prefix="/api")`, `APIRouter(prefix="/chat")`,
//! `register(plugin, { prefix: "/api" })`.

use super::super::evaluate::Evaluator;
use super::super::external::{External, Operation};
use super::super::value::{FunctionRef, Site, Value};
use super::frameworks::normal;
use crate::program::{ArgKind, EntryKey, ExprKind, Module};
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
    /// Functions that fill the router they are given → the router that is asked to have them do so, and under what.
    plugins: FxHashMap<FunctionRef, (Option<Site>, Arc<str>)>,
}

impl Mounts {
    /// Finds the calls that put one router into another.
    pub fn find(evaluator: &Evaluator<'_>, ignored: &dyn Fn(FileId) -> bool) -> Self {
        let mut mounts = Self::default();
        let known = &evaluator.stubs.frameworks.mounts;
        for site in evaluator.index.calls_of(&known.members).filter(|s| !ignored(s.file)) {
            let Some(module) = evaluator.module(site.file) else { continue };
            let ExprKind::Call { callee, args, .. } = &module.exprs[site.expr.index()].kind else { continue };
            let ExprKind::Member { object, property, .. } = &module.exprs[callee.index()].kind else { continue };
            let at = |expr| Site { file: site.file, expr };
            let routers: Vec<Site> = args.iter().filter_map(|a| made_by(evaluator, at(a.value))).collect();
            let is_plugged = || known.plugging.iter().any(|method| method == property);
            let plugin = args.first().filter(|_| routers.is_empty() && is_plugged()).and_then(|a| function(evaluator, at(a.value)));
            if routers.is_empty() && plugin.is_none() {
                continue;
            }
            let prefix = args.iter().enumerate().find_map(|(i, a)| match (&a.kind, &module.exprs[a.value.index()].kind) {
                (ArgKind::Named(name, _), _) if known.arguments.contains(name) => text(evaluator, at(a.value)),
                (ArgKind::Positional, ExprKind::Object { entries, .. }) => {
                    let is_prefix = |key: &EntryKey| matches!(key, EntryKey::Static(key) if known.arguments.contains(key));
                    entries.iter().find(|e| is_prefix(&e.key)).and_then(|e| text(evaluator, at(e.value)))
                }
                (ArgKind::Positional, _) if i == 0 => text(evaluator, at(a.value)),
                _ => None,
            });
            let parent = made_by(evaluator, at(*object));
            if let Some(plugin) = plugin {
                mounts.plugins.insert(plugin, (parent, prefix.clone().unwrap_or_default()));
            }
            for router in routers.into_iter().filter(|r| Some(*r) != parent) {
                let place = (parent, prefix.clone().unwrap_or_default());
                if mounts.of.insert(router, place.clone()).is_some_and(|before| before != place) {
                    mounts.ambiguous.insert(router);
                }
            }
        }
        mounts
    }

    /// The path of a handler that is registered at `site`, on the router made at `router`, with what that is put under.
    pub fn whole(&self, evaluator: &Evaluator<'_>, site: Site, router: Option<Site>, path: Option<Arc<str>>) -> Option<Arc<str>> {
        let mut parts = vec![path.unwrap_or_default()];
        let mut at = router;
        if at.is_none()
            && let Some((parent, prefix)) = self.plugin_around(evaluator, site)
        {
            parts.push(prefix.clone());
            at = *parent;
        }
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

    /// The innermost function around a place that fills a router it is given.
    fn plugin_around(&self, evaluator: &Evaluator<'_>, site: Site) -> Option<&(Option<Site>, Arc<str>)> {
        let module: &Module = evaluator.module(site.file).filter(|_| !self.plugins.is_empty())?;
        let span = module.exprs[site.expr.index()].span;
        let around = self.plugins.iter().filter(|(f, _)| f.file == site.file && module.functions[f.id.index()].span.contains(span));
        around.min_by_key(|(f, _)| module.functions[f.id.index()].span.end - module.functions[f.id.index()].span.start).map(|(_, put)| put)
    }
}

/// The call that makes the router an expression is, if it is one: also behind a chain of its methods, each of which gives it back.
pub(super) fn made_by(evaluator: &Evaluator<'_>, site: Site) -> Option<Site> {
    evaluator.evaluate(site).iter().find_map(|t| match &t.value {
        Value::External(e) => {
            let made = first_call(e)?;
            evaluator.stubs.frameworks.is_object(&normal(made.symbol())).then(|| made.site()).flatten()
        }
        _ => None,
    })
}

/// The first call on the way to something outside: what makes the router.
pub(super) fn creation(external: &External) -> Option<Site> {
    first_call(external).and_then(External::site)
}

fn first_call(external: &External) -> Option<&External> {
    external.chain().filter(|e| *e.operation() == Operation::Call).last()
}

/// The project's function an expression is.
fn function(evaluator: &Evaluator<'_>, site: Site) -> Option<FunctionRef> {
    evaluator.evaluate(site).iter().find_map(|t| if let Value::Function(function) = &t.value { Some(*function) } else { None })
}

fn text(evaluator: &Evaluator<'_>, site: Site) -> Option<Arc<str>> {
    evaluator.evaluate(site).iter().find_map(|t| match &t.value {
        Value::Str(text, _) => Some(text.clone()),
        _ => None,
    })
}
