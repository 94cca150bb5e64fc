//! Finds the health endpoints among the request handlers, and which calls they come to.

use super::runs::{Filler, Sites};
use crate::analysis::execution::RequestHandler;
use crate::analysis::{FunctionRef, Site};
use crate::cohere::catalog::frameworks::FrameworksFile;
use crate::cohere::probes::Probe;
use crate::cohere::usage::{Place, Usages};
use crate::program::{ExprKind, Literal};
use crate::source::{FileId, FileRole};
use std::collections::BTreeSet;

/// Fills in the probes of a project and how many handlers it has. Calls have their final places.
pub(super) fn fill(usages: &mut Usages, filler: &Filler<'_, '_>, sites: &Sites) {
    let handlers: Vec<&RequestHandler> = filler.execution.request_handlers().iter().filter(|h| filler.answers_requests(h)).collect();
    usages.request_handlers = handlers.len();
    usages.has_described_routes = filler.execution.has_described_routes();
    let workspace = filler.evaluator().workspace;
    let directory = |file: FileId| workspace.path(file).split_once('/').map_or(String::new(), |(directory, _)| directory.to_owned());
    let of_application = usages.calls.iter().filter(|call| call.surroundings.role == FileRole::Application);
    let calling: BTreeSet<String> = of_application.map(|call| directory(call.place.file)).collect();
    usages.calling_directories = calling.into_iter().collect();
    let frameworks = &filler.collector.catalog.frameworks;
    let probes: Vec<(&RequestHandler, FunctionRef)> = handlers
        .into_iter()
        .filter(|h| speaks_of_health(h, frameworks) || filler.is_named_after_health(h))
        .filter_map(|h| Some((h, h.function?)))
        .collect();
    if probes.is_empty() {
        return;
    }
    let calls = usages.calls.iter().enumerate().filter(|(_, call)| call.surroundings.role == FileRole::Application);
    let reached: Vec<(usize, Site, Vec<FunctionRef>)> = calls
        .filter_map(|(index, call)| {
            let site = sites.get(call.place)?;
            Some((index, site, filler.execution.reached_from(site)))
        })
        .collect();
    usages.probes = probes
        .into_iter()
        .map(|(handler, function)| {
            let own = || reached.iter().filter(|(.., from)| from.contains(&function));
            let around = own().filter_map(|(_, site, _)| filler.function_at(*site));
            let tells_rate_limits = std::iter::once(function).chain(around).any(|function| filler.speaks_of_limits(function));
            let (file, span) = handler.place;
            Probe {
                handler: filler.describe(handler),
                place: Place { file, span, statement: span },
                calls: own().map(|(index, ..)| *index).collect(),
                directory: directory(file),
                is_near: false,
                tells_rate_limits,
            }
        })
        .collect();
    usages.place_probes();
}

/// Whether a part of the path is one of the names. A path with a parameter is about a thing's state, not the service's, and whoever asks for health changes
/// nothing.
fn speaks_of_health(handler: &RequestHandler, frameworks: &FrameworksFile) -> bool {
    let Some(path) = &handler.path else { return false };
    let changes_something = handler.method.as_deref().is_some_and(|method| ["POST", "PUT", "PATCH", "DELETE"].contains(&method));
    if changes_something || path.contains([':', '{', '<', '[', '*']) {
        return false;
    }
    let plain = |part: &str| part.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect::<String>();
    let parts: Vec<String> = path.split('/').map(plain).filter(|part| !part.is_empty()).collect();
    let is_probe = |part: &String| frameworks.probe_names.iter().any(|name| name == part);
    let is_version = |part: &str| part.strip_prefix('v').is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_digit()));
    let is_own = |part: &String| is_probe(part) || is_version(part) || frameworks.probe_parents.iter().any(|parent| parent == part);
    // `/bot/health` is a health check whosever it is; `/bot/status` may be anything.
    let says_health = |part: &String| part.contains("health") || (is_probe(part) && part.ends_with('z'));
    parts.iter().any(says_health) || (parts.iter().any(is_probe) && parts.iter().all(is_own))
}

impl Filler<'_, '_> {
    /// Whether a handler answers HTTP requests.
    fn answers_requests(&self, handler: &RequestHandler) -> bool {
        let framework = handler.framework.and_then(|i| self.evaluator().stubs.frameworks.get(i));
        handler.function.is_some() && framework.is_none_or(|f| f.runs_for.is_none())
    }

    /// `health_check` at `/`.
    fn is_named_after_health(&self, handler: &RequestHandler) -> bool {
        let name = || self.describe(handler).function.is_some_and(|name| name.to_ascii_lowercase().contains("health"));
        handler.path.as_deref().is_none_or(|path| path == "/") && name()
    }

    fn function_at(&self, site: Site) -> Option<FunctionRef> {
        let module = self.evaluator().module(site.file)?;
        let span = module.exprs[site.expr.index()].span;
        let around = module.functions.iter().enumerate().filter(|(_, f)| f.span.contains(span));
        let (index, _) = around.max_by_key(|(_, f)| f.span.end - f.span.start)?;
        Some(FunctionRef { file: site.file, id: crate::program::FunctionId(index as u32) })
    }

    /// Whether a function names 429 or what libraries call it.
    fn speaks_of_limits(&self, function: FunctionRef) -> bool {
        let Some(module) = self.evaluator().module(function.file) else { return false };
        let span = module.functions[function.id.index()].span;
        module.exprs_within(span).into_iter().any(|e| match &module.exprs[e.index()].kind {
            ExprKind::Literal(Literal::Int(429)) => true,
            ExprKind::Literal(Literal::Str(text)) => &**text == "429" || is_limit(text),
            ExprKind::Name(name) | ExprKind::Member { property: name, .. } => is_limit(name),
            _ => false,
        })
    }
}

fn is_limit(name: &str) -> bool {
    let name: String = name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
    name.contains("toomanyrequests") || name.contains("ratelimit")
}
