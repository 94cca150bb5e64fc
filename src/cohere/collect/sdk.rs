//! Clients and calls of SDKs, crates and wrappers.

use super::Collector;
use super::arguments::{holder_path, wire_name};
use super::flow::made_at;
use crate::analysis::external::Operation;
use crate::analysis::handlers::Outcome;
use crate::analysis::{External, Site, Traced, Value};
use crate::cohere::catalog::MethodRef;
use crate::cohere::catalog::schema::{Api, ArgumentStyle, MethodEntry, Parameter, Route};
use crate::cohere::runs::{Answer, Runs};
use crate::cohere::usage::{ArgumentTable, Call, Client, Constant, Handling};
use crate::finding::{Confidence, Label};
use crate::program::{ExprId, ExprKind, Module};
use crate::source::FileRole;

impl Collector<'_> {
    /// Records a client if the callee makes one.
    pub fn client(&mut self, module: &Module, site: Site, callee: ExprId, external: &External) -> bool {
        let symbol = external.symbol();
        // The catalogue knows instances too; calling one makes nothing.
        let Some(first) = self.catalog.client(symbol, None).filter(|_| !symbol.ends_with("()")) else { return false };
        let version = self.version(site.file, first.route);
        let chosen = version.as_ref().and_then(|v| self.catalog.client(symbol, Some(&v.version))).unwrap_or(first);
        let (route, entry) = (chosen.route, chosen.entry);
        let mut arguments = self.argument_table(site, route, entry.style, &entry.parameters);
        for path in entry.base_url.iter().filter(|name| name.contains('.')) {
            if let Some(nested) = self.nested_argument(site, entry.style, path) {
                arguments.add(nested);
            }
        }
        let addresses = || entry.base_url.iter().filter(|name| arguments.get(name).is_some());
        let is_cohere = !entry.only_by_url || addresses().any(|name| self.points_at_cohere(&arguments, name));
        let has_own_server = addresses().any(|name| !self.points_at_coheres_own(&arguments, name));
        if !is_cohere || !concerns_cohere(&entry.only_models, &arguments) {
            return false;
        }
        let class = display(external.symbol());
        let client = Client {
            place: self.place(site.file, site.expr),
            name: self.callee_name(module, site.file, callee),
            class,
            symbol: external.symbol().into(),
            entry,
            route,
            arguments,
            has_own_server,
            version,
            calls: Vec::new(),
            surroundings: self.surroundings(module, site),
            runs: Runs::default(),
        };
        self.client_credentials(&client);
        self.usages.clients.push(client);
        true
    }

    /// Records a call if the callee reaches an endpoint.
    pub fn method(&mut self, module: &Module, site: Site, callee: ExprId, external: &External, traced: &Traced) -> bool {
        let Some(first) = self.catalog.method(external.symbol(), None) else { return false };
        let version = self.version(site.file, first.route);
        let chosen = version.as_ref().and_then(|v| self.catalog.method(external.symbol(), Some(&v.version))).unwrap_or(first);
        let (route, method, endpoint) = (chosen.route, chosen.entry, chosen.endpoint);
        let client = self.client_of(external);
        // A client that serves whom its address says was not recorded as one: it is somebody else's.
        if client.is_none() && chosen.client.is_some_and(|c| c.entry.only_by_url || !c.entry.only_models.is_empty()) {
            return false;
        }
        let parameters: Vec<Parameter> = if method.parameters.is_empty() {
            endpoint.required.iter().chain(&endpoint.optional).map(|n| parameter(n)).collect()
        } else {
            method.parameters.clone()
        };
        let mut arguments = match method.style {
            ArgumentStyle::Chain => {
                // The call at the end of the chain carries arguments, too.
                let called = external.call(Some(site), self.evaluator.stubs);
                self.chain_table(called.as_ref().unwrap_or(external), route, method)
            }
            style => self.argument_table(site, route, style, &parameters),
        };
        if let Some(client) = client.map(|i| &self.usages.clients[i]).filter(|c| c.entry.endpoint.is_some()) {
            // A wrapper's object carries the arguments of its calls.
            for argument in &client.arguments.items {
                if arguments.get(&argument.wire).is_none() {
                    arguments.items.push(argument.clone());
                }
            }
            arguments.open |= client.arguments.open;
        }
        if !concerns_cohere(&method.only_models, &arguments) {
            return false;
        }
        let mut flow = self.client_flow(traced);
        let name = self.callee_name(module, site.file, callee);
        if !flow.is_empty() {
            flow.push(Label { file: site.file, span: name.span, text: "called here".into() });
        }
        let surroundings = self.surroundings(module, site);
        let handling = match &method.sent_by {
            Some(sender) => self.handling_where_sent(site, sender, method.streams, surroundings.role),
            None => self.handling(site, method.streams, surroundings.role),
        };
        let call = Call {
            place: self.place(site.file, site.expr),
            name,
            callee: display(external.symbol()),
            route,
            method: Some(method),
            endpoint,
            api: endpoint.api,
            platform: chosen.platform(),
            url: None,
            other_urls: Vec::new(),
            serves_others: false,
            arguments,
            client,
            is_private: false,
            version,
            confidence: Confidence::High,
            flow,
            handling,
            surroundings,
            answer: answer_of(&chosen),
            runs: Runs::default(),
        };
        self.usages.calls.push(call);
        true
    }

    /// Whether an argument may be a URL on one of Cohere's hosts.
    fn points_at_cohere(&self, arguments: &ArgumentTable, name: &str) -> bool {
        let possible = arguments.get(name).into_iter().flat_map(|a| &a.possible);
        possible.into_iter().any(|p| matches!(&p.value, Constant::Text(url) if self.catalog.url(url).is_some()))
    }

    /// Whether an argument may be a URL of Cohere's own API, or of a proxy in front of it: no private deployment's.
    fn points_at_coheres_own(&self, arguments: &ArgumentTable, name: &str) -> bool {
        let is_own = |url: &str| self.catalog.url(url).is_some_and(|url| !self.catalog.is_private(&url.host));
        let possible = arguments.get(name).into_iter().flat_map(|a| &a.possible);
        possible.into_iter().any(|p| matches!(&p.value, Constant::Text(url) if is_own(url)))
    }

    /// The client a call's receiver came from.
    fn client_of(&self, external: &External) -> Option<usize> {
        let site = made_at(external)?;
        let place = self.place(site.file, site.expr);
        self.usages.clients.iter().position(|c| c.place.file == place.file && c.place.span == place.span)
    }

    /// The arguments of a builder chain that ends in this callee.
    fn chain_table(&self, external: &External, route: &Route, method: &MethodEntry) -> ArgumentTable {
        let mut table = ArgumentTable::default();
        for (name, call) in chain_calls(external) {
            let Some(wires) = method.chain.get(name.as_str()) else { continue };
            let raw = self.evaluator.arguments(call);
            for (wire, value) in wires.iter().zip(&raw.positional) {
                match holder_path(wire) {
                    _ if wire.is_empty() => {}
                    Some(path) => self.add_held(&mut table, *value, path, route, &method.parameters),
                    None => table.add(self.argument(wire_name(route, &[], wire), wire.clone(), *value, None)),
                }
            }
        }
        table
    }

    /// What becomes of a call's error; for streams, of the iteration's too.
    pub fn handling(&self, site: Site, streams: bool, role: FileRole) -> Handling {
        // Nothing reads this of tests and notebooks by default, and it is dear.
        if role == FileRole::Test {
            return Handling::Handled;
        }
        // Whoever tries a project's functions out in a notebook is no caller that has to handle their errors.
        let ignored = |file| match self.facts.role(file) {
            FileRole::Test => true,
            FileRole::Notebook => file != site.file,
            _ => false,
        };
        let mut outcome = self.evaluator.outcome(site, &ignored);
        if streams && matches!(outcome, Outcome::Handled(_)) {
            for iteration in self.iterations(site) {
                outcome = self.evaluator.outcome(iteration, &ignored);
                if !matches!(outcome, Outcome::Handled(_)) {
                    break;
                }
            }
        }
        self.to_handling(outcome)
    }

    /// What becomes of the error of a request that one call makes and others of its file send.
    fn handling_where_sent(&self, made: Site, sender: &str, streams: bool, role: FileRole) -> Handling {
        let Some(module) = self.evaluator.module(made.file) else { return Handling::Handled };
        let is_made = |expr: ExprId| {
            let values = self.evaluator.evaluate_in(made.file, expr);
            values.iter().any(|t| matches!(&t.value, Value::External(e) if e.chain().any(|e| e.site() == Some(made))))
        };
        let sends = module.calls.iter().filter(|call| {
            let ExprKind::Call { callee, args, .. } = &module.exprs[call.index()].kind else { return false };
            matches!(&module.exprs[callee.index()].kind, ExprKind::Member { property, .. } if property == sender)
                && args.iter().any(|a| is_made(a.value))
        });
        let mut handling = None;
        for send in sends {
            handling = Some(self.handling(Site { file: made.file, expr: *send }, streams, role));
            if handling != Some(Handling::Handled) {
                break;
            }
        }
        handling.unwrap_or_else(|| self.handling(made, streams, role))
    }

    fn to_handling(&self, outcome: Outcome) -> Handling {
        let labels = |way: Vec<crate::analysis::handlers::Passage>| {
            way.into_iter()
                .map(|p| {
                    let text = match p.function {
                        _ if p.is_registration => "handed over here, to be called from outside the project".to_owned(),
                        Some(function) => format!("called from here, in `{function}`"),
                        None => "called from here, at the top level".to_owned(),
                    };
                    Label { file: p.file, span: p.span, text: text.into() }
                })
                .collect()
        };
        match outcome {
            Outcome::Handled(_) => Handling::Handled,
            Outcome::Unhandled(way) => Handling::Unhandled(labels(way)),
            Outcome::Panics(_, span) => Handling::Panics(span),
            Outcome::Uncalled { function, way } => {
                let info = self.evaluator.module(function.file).map(|m| &m.functions[function.id.index()]);
                Handling::Uncalled {
                    function: info.and_then(|f| f.name.as_ref()).map_or_else(|| "a closure".to_owned(), ToString::to_string),
                    is_public: info.is_some_and(|f| f.is_public),
                    way: labels(way),
                }
            }
        }
    }

    /// The places where the stream a call opened is iterated in its own file.
    pub fn iterations(&self, call: Site) -> Vec<Site> {
        let Some(module) = self.evaluator.module(call.file) else { return Vec::new() };
        let mut out = Vec::new();
        for (i, expr) in module.exprs.iter().enumerate() {
            let ExprKind::Element(inner) = expr.kind else { continue };
            let is_ours = self.evaluator.evaluate_in(call.file, inner).iter().any(
                |t| matches!(&t.value, crate::analysis::Value::External(e) if e.chain().any(|e| e.site() == Some(call) && *e.operation() == Operation::Call)),
            );
            if is_ours {
                out.push(Site { file: call.file, expr: ExprId(i as u32) });
            }
        }
        out
    }
}

/// Whether a callable that serves many vendors is asked for a model of Cohere's.
fn concerns_cohere(only_models: &[smol_str::SmolStr], arguments: &ArgumentTable) -> bool {
    let begins = |text: &str| only_models.iter().any(|prefix| text.starts_with(prefix.as_str()));
    only_models.is_empty()
        || arguments.get("model").into_iter().flat_map(|a| &a.possible).any(|p| match &p.value {
            Constant::Text(text) => begins(text),
            Constant::Symbol(symbol) => begins(symbol),
            _ => false,
        })
}

/// The method calls of a builder chain, last first: name and call.
pub fn chain_calls(external: &External) -> impl Iterator<Item = (smol_str::SmolStr, Site)> + '_ {
    external.chain().filter_map(|e| {
        let (Operation::Call, Some(site), Some(member)) = (e.operation(), e.site(), e.base()) else { return None };
        // A constructor is called by the last part of its symbol: `httpx.AsyncClient(…)`.
        let name = match member.operation() {
            Operation::Member(name) => name.clone(),
            _ => member.symbol().rsplit(['.', ':']).next().unwrap_or_default().into(),
        };
        Some((name, site))
    })
}

/// What calling a method gives at once.
fn answer_of(method: &MethodRef<'_>) -> Answer {
    let has_async_client = method.client.is_some_and(|c| c.entry.is_async);
    match (method.is_async(), method.entry.streams && has_async_client || method.entry.sent_by.is_some()) {
        (_, true) => Answer::Unknown,
        (true, _) => Answer::Promised,
        (false, _) => Answer::AtOnce,
    }
}

/// A parameter of an endpoint, where the route adds nothing to it.
fn parameter(name: &str) -> Parameter {
    Parameter { name: name.into(), ..Parameter::default() }
}

/// A symbol as people write it: `cohere.ClientV2.chat`.
pub fn display(symbol: &str) -> String {
    let plain = symbol.split_once(':').map_or(symbol, |(_, rest)| rest);
    plain.replace("()", "").replace("globalThis.", "").replace("cohere-ai.", "").replace(".default", "")
}

/// The generation an API of the SDK speaks, by the arguments given, where the class doesn't say.
pub fn api_by_arguments(table: &ArgumentTable) -> Option<Api> {
    if table.get("messages").is_some() {
        Some(Api::V2)
    } else if table.get("message").is_some() {
        Some(Api::V1)
    } else {
        None
    }
}
