//! What of calls and clients is logged: keys, what people wrote, what models answered.

use super::Collector;
use crate::analysis::flow_tables::SinkKind;
use crate::analysis::origins::{Hop, Origin, Passing};
use crate::analysis::parts::{Part, path_text};
use crate::analysis::sinks::Sink;
use crate::analysis::{Evaluator, Execution, Site, StepKind, Value};
use crate::cohere::flows::{Leak, Logged};
use crate::cohere::usage::{Call, Place};
use crate::finding::{Confidence, Label};
use crate::program::{ExprKind, Module, StmtKind, Target};
use crate::source::{FileId, FileRole, Span};
use rustc_hash::FxHashMap;
use smol_str::SmolStr;

/// What is known of a place that values pass.
struct Known {
    what: Logged,
    /// Which part of what is there.
    parts: Vec<Part>,
    /// The calls that gave it, where it came out of functions.
    given_by: Vec<Site>,
    name: SmolStr,
    of: Place,
    confidence: Confidence,
}

/// What is known of places, and of calls and clients.
struct Watch {
    places: FxHashMap<Origin, Vec<Known>>,
    calls: FxHashMap<(FileId, Span), usize>,
    clients: FxHashMap<(FileId, Span), usize>,
}

impl Collector<'_> {
    /// Finds what is logged. All clients, calls and credentials must be known.
    pub fn leaks(&self, files: &[FileId]) -> Vec<Leak> {
        if self.usages.calls.is_empty() && self.usages.clients.is_empty() && self.usages.key_variables.is_empty() {
            return Vec::new();
        }
        let watch = self.watch();
        let mut found = Vec::new();
        for &file in files {
            let Some(module) = self.evaluator.module(file).filter(|_| self.facts.role(file) != FileRole::Test) else { continue };
            for &call in &module.calls {
                let site = Site { file, expr: call };
                let Some(sink) = self.evaluator.sink(site, &[SinkKind::Log, SinkKind::Console]) else { continue };
                let region = module.exprs[call.index()].region;
                if crate::analysis::places::is_dead_region(module, region) || crate::analysis::places::is_test_region(module, region) {
                    continue;
                }
                for argument in &sink.arguments {
                    self.logged(module, &sink, *argument, &watch, &mut found);
                }
            }
        }
        self.tell_services(files, &mut found);
        // Of what is said of one place the gravest counts.
        found.sort_by_key(|l| (l.place, l.what as u8));
        found.dedup_by_key(|l| l.place);
        found
    }

    /// Tells apart, of what is written to a terminal, what the code of a service writes there: it is that service's log.
    fn tell_services(&self, files: &[FileId], leaks: &mut [Leak]) {
        let ignored = |file: FileId| self.facts.role(file) != FileRole::Application;
        let execution = Execution::new(self.evaluator, files, &ignored);
        let is_text = |leak: &&mut Leak| leak.is_console && matches!(leak.what, Logged::Input | Logged::Answer);
        for leak in leaks.iter_mut().filter(is_text) {
            let handler = self.site_at(leak.place).and_then(|site| execution.per_request(site)).map(|found| found.handler);
            // Scripts that run anew as a whole are mostly tried out in front of their terminal.
            leak.is_service = handler.is_some_and(|h| h.function.is_some());
        }
    }

    /// Gathers what is known of places before logs are looked at.
    fn watch(&self) -> Watch {
        let at = |place: Place| (place.file, place.span);
        let mut watch = Watch {
            places: FxHashMap::default(),
            calls: self.usages.calls.iter().enumerate().map(|(i, c)| (at(c.place), i)).collect(),
            clients: self.usages.clients.iter().enumerate().map(|(i, c)| (at(c.place), i)).collect(),
        };
        for client in &self.usages.clients {
            let credential = client.entry.credential.as_ref().and_then(|wire| client.arguments.get(wire));
            if let Some(site) = credential.and_then(|argument| self.site_at(argument.value)) {
                self.watch_value(site, Logged::Key, "the key", client.place, Confidence::High, &mut watch);
            }
        }
        for (site, place) in &self.header_keys {
            self.watch_value(*site, Logged::Key, "the key", *place, Confidence::High, &mut watch);
        }
        for call in &self.usages.calls {
            for argument in call.arguments.items.iter().filter(|a| self.catalog.flows.content.arguments.contains(&a.wire)) {
                if let Some(site) = self.site_at(argument.value) {
                    self.watch_value(site, Logged::Input, &argument.wire, call.place, call.confidence, &mut watch);
                }
            }
        }
        for place in &self.revealing {
            if let Some(site) = self.site_at(*place) {
                self.watch_errors(site, *place, &mut watch, 0);
            }
        }
        watch
    }

    /// Remembers the places a value passed before it was given to a client or a call.
    fn watch_value(&self, site: Site, what: Logged, name: &str, of: Place, confidence: Confidence, watch: &mut Watch) {
        let mut passed: Vec<(Origin, Vec<Part>, Vec<Site>)> = Vec::new();
        let mut is_constant = true;
        let calls = |p: &Passing<'_>| p.given_by.iter().map(|(_, call)| *call).collect();
        self.evaluator.trace(site, &mut |p: &Passing<'_>| match p.origin {
            Origin::Leaf(leaf) => is_constant &= is_literal(self.evaluator, leaf),
            Origin::Assigned(file, stmt) => {
                let told = || assigned_name(self.evaluator, file, stmt).is_some_and(|n| self.is_telling(n, p.parts));
                if what == Logged::Key || !p.is_in_text || told() {
                    passed.push((p.origin, p.parts.to_vec(), calls(p)));
                }
            }
            Origin::Parameter(function, position) => {
                // Who calls isn't always seen.
                is_constant &= !self.evaluator.parameter(function, position).open;
                let info = self.evaluator.module(function.file).map(|m| &m.functions[function.id.index()].params[position]);
                if what == Logged::Key || !p.is_in_text || info.is_some_and(|i| self.is_telling(&i.name, p.parts)) {
                    passed.push((p.origin, p.parts.to_vec(), calls(p)));
                }
            }
        });
        // What the program says itself is nobody's secret.
        if is_constant && what == Logged::Input {
            return;
        }
        for (origin, parts, given_by) in passed {
            let known = Known { what, parts, given_by, name: name.into(), of, confidence };
            watch.places.entry(origin).or_default().push(known);
        }
    }

    /// Whether a name, or the part taken, says that it holds what people wrote.
    fn is_telling(&self, name: &str, parts: &[Part]) -> bool {
        let content = &self.catalog.flows.content;
        let last = parts.iter().rev().find_map(|p| if let Part::Named(name) = p { Some(name.as_str()) } else { None });
        content.is_told_by(last.unwrap_or(name))
    }

    /// Remembers the variables that hold the error of a request, where it is caught.
    fn watch_errors(&self, site: Site, of: Place, watch: &mut Watch, height: usize) {
        let mut caught = Vec::new();
        self.evaluator.caught_at(site, height, &mut caught);
        for origin in caught {
            let (what, name, confidence) = (Logged::RequestError, "the error".into(), Confidence::High);
            let known = Known { what, parts: Vec::new(), given_by: Vec::new(), name, of, confidence };
            watch.places.entry(origin).or_default().push(known);
        }
    }

    fn logged(&self, module: &Module, sink: &Sink, argument: Site, watch: &Watch, found: &mut Vec<Leak>) {
        self.evaluator.trace(argument, &mut |p: &Passing<'_>| {
            let judged = match p.origin {
                Origin::Leaf(leaf) => self.judge_leaf(leaf, p, watch),
                origin => watch.places.get(&origin).and_then(|known| self.judge_known(known, p)),
            };
            let Some((what, name, of, confidence, start)) = judged else { return };
            let place = self.place(p.entry.file, p.entry.expr);
            let mut flow: Vec<Label> = start.into_iter().collect();
            flow.extend(p.way.iter().rev().map(|hop| self.hop_label(hop)));
            let name_text = self.facts.text(argument.file).get(self.callee_span(module, argument, sink).range()).unwrap_or_default();
            found.push(Leak {
                what,
                name,
                place,
                sink: name_text.to_owned(),
                is_debug: sink.is_debug,
                is_console: sink.kind == SinkKind::Console,
                is_service: false,
                confidence,
                flow,
                of,
                surroundings: self.surroundings(module, argument),
            });
        });
    }

    /// The callee of the call an argument belongs to.
    fn callee_span(&self, module: &Module, argument: Site, sink: &Sink) -> Span {
        let parent = module.exprs[argument.expr.index()].parent.map(|p| &module.exprs[p.index()].kind);
        match parent {
            Some(ExprKind::Call { callee, .. }) => module.exprs[callee.index()].span,
            _ => sink.name,
        }
    }

    fn hop_label(&self, (kind, file, span): &Hop) -> Label {
        let text = match kind {
            StepKind::Stored => "stored here",
            StepKind::Passed => "passed here",
            StepKind::Returned => "returned here",
            StepKind::Imported => "imported here",
            StepKind::Declared => "declared here",
            StepKind::Picked => "picked by its key here",
        };
        Label { file: *file, span: *span, text: text.into() }
    }

    /// What a value that is not looked into is, if it matters in a log.
    fn judge_leaf(&self, leaf: Site, p: &Passing<'_>, watch: &Watch) -> Option<Judged> {
        let here = self.place(leaf.file, leaf.expr);
        let label = |text: &str| Some(Label { file: leaf.file, span: here.span, text: text.into() });
        let key = (leaf.file, here.span);
        if let Some(&index) = watch.calls.get(&key) {
            return self.judge_answer(&self.usages.calls[index], p, label("answered here"));
        }
        for traced in self.evaluator.evaluate(leaf).iter() {
            match &traced.value {
                Value::Env(Some(name), _) if p.parts.is_empty() && self.catalog.is_key_variable(name) => {
                    return Some((Logged::Key, (&**name).into(), None, Confidence::High, label("the key is read here")));
                }
                Value::Str(_, at) if p.parts.is_empty() => {
                    let place = self.place(at.file, at.expr);
                    let is_key = |c: &&crate::cohere::usage::Credential| {
                        c.place.file == place.file && place.span.contains(c.key) && !c.is_placeholder && c.used_at.is_some()
                    };
                    if let Some(credential) = self.usages.credentials.iter().find(is_key) {
                        return Some((
                            Logged::Key,
                            "the key".into(),
                            credential.used_at,
                            Confidence::High,
                            label("the key is written here"),
                        ));
                    }
                }
                Value::External(e) if p.parts.is_empty() && !p.is_in_text => {
                    let site = e.site()?;
                    let made = self.place(site.file, site.expr);
                    let client = watch.clients.get(&(made.file, made.span)).map(|i| &self.usages.clients[*i]);
                    let shows = client.filter(|c| {
                        let versions = c.entry.shows_key.as_ref();
                        versions.is_some_and(|v| c.version.as_ref().is_none_or(|at| v.contains(&at.version)))
                    });
                    // Calling it makes something else; only the object itself shows what it holds.
                    if let Some(client) = shows.filter(|_| e.symbol().ends_with("()") && site == leaf) {
                        return Some((
                            Logged::Client,
                            client.class.as_str().into(),
                            Some(client.place),
                            Confidence::High,
                            label("the client is made here"),
                        ));
                    }
                }
                _ => {}
            }
        }
        None
    }

    /// Whether a part of an answer says what people or models wrote.
    fn judge_answer(&self, call: &Call, p: &Passing<'_>, start: Option<Label>) -> Option<Judged> {
        if p.parts.is_empty() && !p.is_in_text && self.revealing.contains(&call.place) {
            return Some((Logged::RequestError, "the response".into(), Some(call.place), Confidence::High, start));
        }
        let content = &self.catalog.flows.content;
        if !content.operations.contains(&call.endpoint.operation) {
            return None;
        }
        if call.url.is_some() {
            let text = path_text(p.parts);
            let mut starts = call.route.senders.iter().flat_map(|s| &s.answer);
            if !starts.any(|s| text.starts_with(s.as_str())) {
                return None;
            }
        }
        let is_harmless = p.parts.iter().any(|part| matches!(part, Part::Named(name) if content.is_harmless(name)));
        (!is_harmless).then(|| (Logged::Answer, call.endpoint.operation.clone(), Some(call.place), call.confidence, start))
    }

    /// Whether what is logged is what was given to a client or a call, or holds it whole.
    fn judge_known(&self, known: &[Known], p: &Passing<'_>) -> Option<Judged> {
        let content = &self.catalog.flows.content;
        // What a shared getter gave one caller, it didn't give another.
        let is_same = |k: &&Known| self.evaluator.give_the_same(&k.given_by, p.given_by);
        known
            .iter()
            .filter(is_same)
            .find(|k| match k.what {
                Logged::Key => k.parts == p.parts,
                Logged::RequestError => p.parts.is_empty() && !p.is_in_text,
                _ => {
                    let shared = k.parts.len().min(p.parts.len());
                    let deeper = p.parts[shared..].iter();
                    k.parts[..shared] == p.parts[..shared]
                        && deeper.clone().all(|part| match part {
                            Part::Named(name) => !content.is_harmless(name) && content.is_told_by(name),
                            Part::Item => true,
                            Part::Called => false,
                        })
                }
            })
            .map(|k| (k.what, k.name.clone(), Some(k.of), k.confidence, None))
    }
}

/// What was found out about a value in a log: what it is, its name, what it belongs to, how sure, and where it begins.
type Judged = (Logged, SmolStr, Option<Place>, Confidence, Option<Label>);

/// Whether an expression is a constant of the program's own.
fn is_literal(evaluator: &Evaluator<'_>, site: Site) -> bool {
    evaluator.module(site.file).is_some_and(|m| matches!(m.exprs[site.expr.index()].kind, ExprKind::Literal(_)))
}

/// The name an assignment gives a value to.
fn assigned_name<'e>(evaluator: &Evaluator<'e>, file: FileId, stmt: crate::program::StmtId) -> Option<&'e str> {
    match &evaluator.module(file)?.stmts[stmt.index()].kind {
        StmtKind::Assign(assign) => match &assign.target {
            Target::Name { name, .. } | Target::Member { property: name, .. } => Some(name),
            Target::Index { .. } => None,
        },
        _ => None,
    }
}
