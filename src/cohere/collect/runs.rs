//! Fills in where clients are made and calls run.

use super::Collector;
use super::sdk::display;
use crate::analysis::execution::{Execution, InLoop, PerRequest, Promise, RequestHandler};
use crate::analysis::external::Operation;
use crate::analysis::handlers::Passage;
use crate::analysis::{Evaluator, Site, Value};
use crate::cohere::runs::{Answer, Blocks, Floating, Handler, LoopUse, PoolUse, Query, RequestUse};
use crate::cohere::usage::{Argument, Call, Constant, Place, Usages};
use crate::finding::{Confidence, Label};
use crate::program::{ExprId, ExprKind, Module};
use crate::source::{FileId, FileRole, Language, Span};
use rustc_hash::FxHashMap;
use smol_str::SmolStr;

/// Fills in where everything runs that stands in an application's code. Rules about the rest stay silent by default.
pub(super) fn fill(collector: &mut Collector<'_>, files: &[FileId]) {
    let facts = collector.facts;
    let ignored = |file: FileId| facts.role(file) != FileRole::Application;
    let mut usages = std::mem::take(&mut collector.usages);
    let sites = Sites::new(collector.evaluator, &usages);
    let filler = Filler { collector, execution: Execution::new(collector.evaluator, files, &ignored) };
    for client in usages.clients.iter_mut().filter(|c| c.surroundings.role == FileRole::Application) {
        if let Some(site) = sites.get(client.place) {
            let arguments = filler.arguments(site);
            client.runs.per_request = filler.per_request(site, &arguments);
            client.runs.in_loop = filler.made_in_loop(site, &arguments);
        }
    }
    for call in usages.calls.iter_mut().filter(|c| c.surroundings.role == FileRole::Application) {
        if let Some(site) = sites.get(call.place) {
            filler.call(call, site);
            call.runs.pool = filler.pool(call, site);
        }
    }
    super::probes::fill(&mut usages, &filler, &sites);
    collector.usages = usages;
}

/// The calls at places.
pub(super) struct Sites(FxHashMap<(FileId, Span), ExprId>);

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

    pub(super) fn get(&self, place: Place) -> Option<Site> {
        self.0.get(&(place.file, place.span)).map(|expr| Site { file: place.file, expr: *expr })
    }
}

/// Answers where things run.
pub(super) struct Filler<'f, 'a> {
    pub(super) collector: &'f Collector<'a>,
    pub(super) execution: Execution<'f>,
}

impl Filler<'_, '_> {
    pub(super) fn evaluator(&self) -> &Evaluator<'_> {
        self.collector.evaluator
    }

    fn call(&self, call: &mut Call, site: Site) {
        let Some(module) = self.evaluator().module(site.file) else { return };
        match call.answer {
            // In JavaScript nothing waits.
            Answer::AtOnce if module.language != Language::TypeScript => call.runs.blocks = self.blocks(call, module, site),
            Answer::Promised => call.runs.floating = self.floating(call, site),
            _ => {}
        }
        let operation = call.endpoint.operation.as_str();
        let mut told_by = None;
        if operation == "embed" {
            let single = self.single_text(call, module, site);
            if let Some((list, text)) = single {
                call.runs.one_text_a_round = self.one_a_round(site, list, text);
            }
            // Documents are embedded once; what a request brings to be searched for is a query.
            let is_query = match call.arguments.get("input_type") {
                Some(kind) => kind.possible.iter().any(|p| matches!(&p.value, Constant::Text(t) if &**t == "search_query")),
                None => true,
            };
            told_by = single.map(|(_, text)| text).filter(|_| is_query && call.runs.one_text_a_round.is_none());
        } else if operation == "rerank" {
            told_by = call.arguments.get("query").and_then(|a| self.site_of(a));
        }
        let found = self.execution.per_request(site);
        let streams = call.method.is_some_and(|m| m.streams) || call.arguments.get("stream").is_some();
        if operation == "chat"
            && !streams
            && let Some(way) = &found
        {
            call.runs.answered = self.answered(site, way);
        }
        call.runs.per_request = found.map(|found| self.request_use(&found, told_by.as_slice()));
        if let (Some(request), Some(query)) = (&call.runs.per_request, told_by) {
            let is_constant = self.is_constant(query);
            if request.comes_with_request || is_constant {
                call.runs.query = Some(Query { is_constant, is_cached: self.has_cache_around(site, request) });
            }
        }
    }

    fn per_request(&self, site: Site, made_of: &[Site]) -> Option<RequestUse> {
        self.execution.per_request(site).map(|found| self.request_use(&found, made_of))
    }

    fn request_use(&self, found: &PerRequest, made_of: &[Site]) -> RequestUse {
        let comes_with_request = made_of.iter().any(|a| self.execution.comes_with_request(*a));
        let is_sure = found.handler.framework.is_some() || found.handler.is_registered;
        let confidence = if is_sure { Confidence::High } else { Confidence::Medium };
        RequestUse { handler: self.describe(&found.handler), way: self.way(found), comes_with_request, confidence }
    }

    /// Where the answer of a chat goes to whoever sent the request. JSON is for programs, which read it as a whole.
    fn answered(&self, site: Site, way: &PerRequest) -> Option<Label> {
        let (file, span) = self.execution.answered_with(site, way)?;
        let is_for_people = !self.execution.speaks_of_json(site, way);
        is_for_people.then(|| Label { file, span, text: "sent as a whole here".into() })
    }

    fn made_in_loop(&self, site: Site, arguments: &[Site]) -> Option<LoopUse> {
        let (found, varies) = self.execution.made_in_loop(site, arguments)?;
        (!varies).then(|| loop_use(&found))
    }

    /// What holds the connections of raw HTTP, where it doesn't outlive a request or a round.
    fn pool(&self, call: &Call, site: Site) -> Option<PoolUse> {
        let pools = Some(&call.route.pools).filter(|pools| !pools.is_empty() && call.url.is_some())?;
        let module = self.evaluator().module(site.file)?;
        let ExprKind::Call { callee, .. } = &module.exprs[site.expr.index()].kind else { return None };
        let callees = self.evaluator().evaluate_in(site.file, *callee);
        let (made, symbol) = callees.iter().find_map(|traced| {
            let Value::External(external) = &traced.value else { return None };
            external.chain().find_map(|step| {
                let symbol = step.base().filter(|_| *step.operation() == Operation::Call)?.symbol();
                pools.iter().any(|pool| pool == symbol).then_some((step.site()?, SmolStr::from(symbol)))
            })
        })?;
        let holder = self.evaluator().module(made.file)?;
        let ExprKind::Call { callee, .. } = &holder.exprs[made.expr.index()].kind else { return None };
        let (per_request, in_loop) = (self.per_request(made, &[]), self.made_in_loop(made, &[]));
        let name = self.collector.callee_name(holder, made.file, *callee);
        (per_request.is_some() || in_loop.is_some()).then(|| PoolUse { name, made_by: display(&symbol), per_request, in_loop })
    }

    fn blocks(&self, call: &Call, module: &Module, site: Site) -> Option<Blocks> {
        // Opening a stream sends nothing yet in Python: whoever iterates it waits.
        let streams = call.method.is_some_and(|m| m.streams);
        let places = if streams { self.collector.iterations(site) } else { vec![site] };
        let found = places.into_iter().find_map(|place| self.execution.blocks(place))?;
        let function = self.evaluator().module(found.function.file)?.functions.get(found.function.id.index())?;
        let name = function.name.clone().unwrap_or_else(|| "<closure>".into());
        // The place to mend is where the asynchronous function calls.
        let place = found.way.last().map(|p| Place { file: p.file, span: p.span, statement: p.span });
        let mut way: Vec<Label> = Vec::new();
        if place.is_some() {
            way.push(Label { file: site.file, span: module.exprs[site.expr.index()].span, text: "waits for the answer here".into() });
            way.extend(found.way.iter().map(called));
        }
        Some(Blocks { function: name, place, way })
    }

    fn floating(&self, call: &Call, site: Site) -> Option<Floating> {
        match self.execution.promise(site) {
            Promise::Used => None,
            Promise::Dropped => Some(Floating::Dropped),
            Promise::Discarded => Some(Floating::Discarded),
            Promise::Unread(name) => Some(Floating::Unread(name)),
            // Builders of requests give more than promises: `ky.post(url).json()`.
            Promise::ReadTooSoon(member) => call.method.map(|_| Floating::ReadTooSoon(member)),
        }
    }

    /// The one text of an embed call, and the list or call it is passed in.
    fn single_text(&self, call: &Call, module: &Module, site: Site) -> Option<(Site, Site)> {
        let method = call.callee.rsplit('.').next().unwrap_or_default();
        if call.method.is_some_and(|m| m.batches_with.contains_key(method)) {
            let arguments = self.evaluator().arguments(site);
            let first = *arguments.positional.first()?;
            let options = self.evaluator().object_arguments(first);
            let text = options.named("value").map_or(first, |value| value.value);
            return Some((site, text));
        }
        let texts = ["texts", "inputs"].iter().find_map(|name| call.arguments.get(name))?;
        let texts = self.site_of(texts)?;
        let values = self.evaluator().evaluate(texts);
        let mut lists = values.iter().filter_map(|t| if let Value::List(list) = t.value { Some(list) } else { None });
        let (list, None) = (lists.next()?, lists.next()) else { return None };
        let holder = if list.file == site.file { module } else { self.evaluator().module(list.file)? };
        let ExprKind::List(elements) = &holder.exprs[list.expr.index()].kind else { return None };
        match elements.as_slice() {
            [only] if !only.is_spread && !matches!(holder.exprs[only.value.index()].kind, ExprKind::Comprehension { .. }) => {
                Some((list, Site { file: list.file, expr: only.value }))
            }
            _ => None,
        }
    }

    /// The loop that puts one text into each call. The list is where the loop must be: a list filled before a loop is no round's own.
    fn one_a_round(&self, site: Site, list: Site, text: Site) -> Option<LoopUse> {
        let at = if list.file == site.file { site } else { list };
        self.execution.one_a_round(at, text).map(|found| loop_use(&found))
    }

    fn is_constant(&self, value: Site) -> bool {
        let values = self.evaluator().evaluate(value);
        !values.open && !values.is_empty() && values.iter().all(|t| matches!(t.value, Value::Str(..)))
    }

    /// Whether the functions on the way to a handler, or those around the call, speak of a cache.
    fn has_cache_around(&self, site: Site, request: &RequestUse) -> bool {
        let places = std::iter::once((site.file, None)).chain(request.way.iter().map(|l| (l.file, Some(l.span))));
        places.into_iter().any(|(file, span)| {
            let Some(module) = self.evaluator().module(file) else { return false };
            let at = span.unwrap_or(module.exprs[site.expr.index().min(module.exprs.len() - 1)].span);
            // The outermost function around the place: what a cache is asked for stands beside the call, not in it.
            let around = module.functions.iter().filter(|f| f.span.contains(at)).map(|f| f.span).max_by_key(|s| s.end - s.start);
            let Some(around) = around else { return false };
            module.exprs_within(around).into_iter().any(|e| match &module.exprs[e.index()].kind {
                ExprKind::Name(name) | ExprKind::Member { property: name, .. } => speaks_of_cache(name),
                _ => false,
            })
        })
    }

    /// The expression of an argument.
    fn site_of(&self, argument: &Argument) -> Option<Site> {
        let module = self.evaluator().module(argument.value.file)?;
        let here = module.exprs_at(argument.value.span);
        let expr = here.into_iter().find(|e| !matches!(module.exprs[e.index()].kind, ExprKind::Element(_)))?;
        Some(Site { file: argument.value.file, expr })
    }

    fn arguments(&self, call: Site) -> Vec<Site> {
        let Some(module) = self.evaluator().module(call.file) else { return Vec::new() };
        let ExprKind::Call { args, .. } = &module.exprs[call.expr.index()].kind else { return Vec::new() };
        args.iter().map(|a| Site { file: call.file, expr: a.value }).collect()
    }

    /// A handler as people speak of it.
    pub(super) fn describe(&self, handler: &RequestHandler) -> Handler {
        let framework = handler.framework.and_then(|i| self.evaluator().stubs.frameworks.get(i));
        let function = handler.function.and_then(|f| self.evaluator().module(f.file)?.functions.get(f.id.index())?.name.clone());
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

fn loop_use(found: &InLoop) -> LoopUse {
    let mut way: Vec<Label> = found.way.iter().map(called).collect();
    way.push(Label { file: found.place.0, span: found.place.1, text: "once for each of these".into() });
    LoopUse { way }
}

fn called(passage: &Passage) -> Label {
    let text = match &passage.function {
        Some(function) => format!("called here, in `{function}`"),
        None => "called here".to_owned(),
    };
    Label { file: passage.file, span: passage.span, text: text.into() }
}

fn speaks_of_cache(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ["cache", "memo", "redis"].iter().any(|word| name.contains(word))
}
