//! Fills in where clients are made and calls run.

use super::Collector;
use crate::analysis::execution::{Execution, PerRequest};
use crate::analysis::handlers::Passage;
use crate::analysis::{Evaluator, Site};
use crate::cohere::runs::{Handler, RequestUse};
use crate::cohere::usage::{Place, Usages};
use crate::finding::{Confidence, Label};
use crate::program::{ExprId, ExprKind};
use crate::source::{FileId, FileRole, Span};
use rustc_hash::FxHashMap;
use smol_str::SmolStr;

/// Fills in where everything runs that stands in an application's code. Rules about the rest stay silent by default.
pub(super) fn fill(collector: &mut Collector<'_>, files: &[FileId]) {
    let facts = collector.facts;
    let ignored = |file: FileId| facts.role(file) != FileRole::Application;
    let mut usages = std::mem::take(&mut collector.usages);
    let filler = Filler { evaluator: collector.evaluator, execution: Execution::new(collector.evaluator, files, &ignored) };
    let sites = Sites::new(collector.evaluator, &usages);
    for client in usages.clients.iter_mut().filter(|c| c.surroundings.role == FileRole::Application) {
        if let Some(site) = sites.get(client.place) {
            client.runs.per_request = filler.per_request(site, true);
        }
    }
    collector.usages = usages;
}

/// The calls at places.
struct Sites(FxHashMap<(FileId, Span), ExprId>);

impl Sites {
    fn new(evaluator: &Evaluator<'_>, usages: &Usages) -> Self {
        let places = usages.clients.iter().map(|c| c.place).chain(usages.calls.iter().map(|c| c.place));
        let mut files: Vec<FileId> = places.map(|p| p.file).collect();
        files.sort_unstable();
        files.dedup();
        let mut sites = FxHashMap::default();
        for file in files {
            let Some(module) = evaluator.module(file) else { continue };
            sites.extend(module.calls.iter().map(|call| ((file, module.exprs[call.index()].span), *call)));
        }
        Self(sites)
    }

    fn get(&self, place: Place) -> Option<Site> {
        self.0.get(&(place.file, place.span)).map(|expr| Site { file: place.file, expr: *expr })
    }
}

struct Filler<'a> {
    evaluator: &'a Evaluator<'a>,
    execution: Execution<'a>,
}

impl Filler<'_> {
    fn per_request(&self, site: Site, with_origin: bool) -> Option<RequestUse> {
        let found = self.execution.per_request(site)?;
        let comes_with_request = with_origin && self.arguments(site).into_iter().any(|a| self.execution.comes_with_request(a));
        let confidence =
            if found.handler.framework.is_some() || found.handler.is_registered { Confidence::High } else { Confidence::Medium };
        Some(RequestUse { handler: self.handler(&found), way: self.way(&found), comes_with_request, confidence })
    }

    fn arguments(&self, call: Site) -> Vec<Site> {
        let Some(module) = self.evaluator.module(call.file) else { return Vec::new() };
        let ExprKind::Call { args, .. } = &module.exprs[call.expr.index()].kind else { return Vec::new() };
        args.iter().map(|a| Site { file: call.file, expr: a.value }).collect()
    }

    fn handler(&self, found: &PerRequest) -> Handler {
        let handler = &found.handler;
        let framework = handler.framework.and_then(|i| self.evaluator.stubs.frameworks.get(i));
        let function = handler.function.and_then(|f| self.evaluator.module(f.file)?.functions.get(f.id.index())?.name.clone());
        Handler {
            function,
            framework: framework.map(|f| f.name.clone()),
            path: handler.path.as_deref().map(SmolStr::from),
            method: handler.method.clone(),
            runs_for: framework.and_then(|f| f.runs_for.clone()).unwrap_or_else(|| "request".into()),
            is_script: handler.function.is_none() && framework.is_some_and(|f| !f.scripts.is_empty()),
            credentials_come_with_requests: framework.is_some_and(|f| f.credentials_come_with_requests),
        }
    }

    fn way(&self, found: &PerRequest) -> Vec<Label> {
        let mut labels: Vec<Label> = found.way.iter().map(called).collect();
        let (file, span) = found.handler.place;
        let text = if found.handler.is_registered { "handler registered here" } else { "handler defined here" };
        if span != Span::default() {
            labels.push(Label { file, span, text: text.into() });
        }
        labels
    }
}

fn called(passage: &Passage) -> Label {
    let text = match &passage.function {
        Some(function) => format!("called here, in `{function}`"),
        None => "called here".to_owned(),
    };
    Label { file: passage.file, span: passage.span, text: text.into() }
}
