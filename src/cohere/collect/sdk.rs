//! Clients and calls of SDKs, crates and wrappers.

use super::Collector;
use super::arguments::{holder_path, wire_name};
use super::protection::Protected;
use crate::analysis::external::Operation;
use crate::analysis::guards::Errors;
use crate::analysis::{External, Site, Traced};
use crate::cohere::catalog::schema::{Api, ArgumentStyle, ClientEntry, Parameter, Platform, Route};
use crate::cohere::catalog::{ClientRef, MethodRef, ModelName};
use crate::cohere::runs::{Answer, Runs};
use crate::cohere::usage::{ArgumentTable, Call, Client, Constant, Place};
use crate::finding::{Confidence, Label};
use crate::program::{ExprId, Module};
use rustc_hash::FxHashMap;
use semver::Version;
use smol_str::SmolStr;
use std::collections::BTreeMap;

impl Collector<'_> {
    /// Records a client if the callee makes one.
    pub fn client(&mut self, module: &Module, site: Site, callee: ExprId, external: &External) -> bool {
        let symbol = external.symbol();
        // The catalogue knows instances too; calling one makes nothing.
        let Some(first) = self.catalog.client(symbol, None).filter(|_| !symbol.ends_with("()")) else { return false };
        let version = self.version(site.file, first.route);
        let candidates = self.catalog.clients(symbol, version.as_ref().map(|v| &v.version));
        let Some((chosen, (arguments, has_own_server))) =
            candidates.into_iter().find_map(|c| Some((c, self.client_arguments(site, external, c)?)))
        else {
            return false;
        };
        let (route, entry) = (chosen.route, chosen.entry);
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

    /// The arguments of a constructor, if what they say is about Cohere, and whether they name a server of somebody's own.
    fn client_arguments(&self, site: Site, external: &External, found: ClientRef<'_>) -> Option<(ArgumentTable, bool)> {
        let (route, entry) = (found.route, found.entry);
        let mut arguments = match entry.style {
            ArgumentStyle::Chain => self.chain_table(external, route, &entry.chain, &entry.parameters),
            style => self.argument_table(site, route, style, &entry.parameters),
        };
        for path in entry.base_url.iter().filter(|name| name.contains('.')) {
            if let Some(nested) = self.nested_argument(site, entry.style, path) {
                arguments.add(nested);
            }
        }
        let addresses = || entry.base_url.iter().filter(|name| arguments.get(name).is_some());
        let is_cohere = !entry.only_by_url || addresses().any(|name| self.points_at_cohere(&arguments, name));
        let has_own_server = addresses().any(|name| !self.points_at_coheres_own(&arguments, name));
        let fits = is_cohere && concerns_cohere(&entry.only_models, &entry.only_with, found.platform(), &arguments);
        fits.then_some((arguments, has_own_server))
    }

    /// Records a call if the callee reaches an endpoint.
    pub fn method(&mut self, module: &Module, site: Site, callee: ExprId, external: &External, traced: &Traced) -> bool {
        if self.catalog.method(external.symbol(), None).is_none() {
            return false;
        }
        // Several roads may lead through one function, each with a package of its own.
        let client = self.client_of(external);
        let candidates = self.catalog.methods(external.symbol(), &|route| self.version(site.file, route).map(|v| v.version));
        let found = candidates.into_iter().find_map(|candidate| {
            let version = self.version(site.file, candidate.route);
            let known = version.as_ref().map(|v| &v.version);
            let arguments = self.method_arguments(site, external, candidate, client, known)?;
            Some((candidate, arguments, version))
        });
        let Some((chosen, (arguments, wrapper), version)) = found else { return false };
        let (route, method, endpoint) = (chosen.route, chosen.entry, chosen.endpoint);
        let mut flow = self.client_flow(traced);
        let name = self.callee_name(module, site.file, callee);
        if !flow.is_empty() {
            flow.push(Label { file: site.file, span: name.span, text: "called here".into() });
        }
        let surroundings = self.surroundings(module, site);
        let sent = self.sent_by(site, method.sent_by.as_deref());
        let handling = self.handling(&sent, method.streams, surroundings.role, Errors::Any);
        let protection = self.protection(&Protected {
            site,
            sent: &sent,
            external,
            route,
            version: version.as_ref(),
            streams: method.streams,
            role: surroundings.role,
            handling: &handling,
        });
        let call = Call {
            place: self.place(site.file, site.expr),
            name,
            callee: display(external.symbol()),
            route,
            method: Some(method),
            wrapper,
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
            protection,
            surroundings,
            answer: answer_of(&chosen),
            runs: Runs::default(),
        };
        self.usages.calls.push(call);
        true
    }

    /// The arguments of a call, if what they say is about Cohere.
    fn method_arguments(
        &self,
        site: Site,
        external: &External,
        found: MethodRef<'_>,
        client: Option<usize>,
        version: Option<&Version>,
    ) -> Option<(ArgumentTable, Option<&'static ClientEntry>)> {
        let (route, method) = (found.route, found.entry);
        // A client that serves whom its arguments say was not recorded as one: it is somebody else's.
        let serves_others = |c: ClientRef<'_>| c.entry.only_by_url || !c.entry.only_models.is_empty() || !c.entry.only_with.is_empty();
        if client.is_none() && found.client.is_some_and(serves_others) {
            return None;
        }
        let held = |p: &&Parameter| version.is_none_or(|version| p.versions.contains(version));
        let parameters: Vec<Parameter> = if method.parameters.is_empty() {
            found.endpoint.required.iter().chain(&found.endpoint.optional).map(|n| Parameter::from(n.as_str())).collect()
        } else {
            method.parameters.iter().filter(held).cloned().collect()
        };
        let mut arguments = match method.style {
            ArgumentStyle::Chain => {
                // The call at the end of the chain carries arguments, too.
                let called = external.call(Some(site), self.evaluator.stubs);
                self.chain_table(called.as_ref().unwrap_or(external), route, &method.chain, &parameters)
            }
            style => self.argument_table(site, route, style, &parameters),
        };
        let fits = concerns_cohere(&method.only_models, &method.only_with, found.platform(), &arguments);
        let wrapper = self.wrapper(client, &arguments);
        let entry = wrapper.map(|w| w.entry);
        // A wrapper's object carries the arguments of its calls.
        if let Some(wrapper) = wrapper {
            if client.is_none() {
                arguments.items.retain(|a| a.wire != "model");
            }
            for argument in &wrapper.arguments.items {
                if arguments.get(&argument.wire).is_none() {
                    arguments.items.push(argument.clone());
                }
            }
            arguments.open |= wrapper.arguments.open;
        }
        let fits = fits || concerns_cohere(&method.only_models, &method.only_with, found.platform(), &arguments);
        fits.then_some((arguments, entry))
    }

    /// The wrapper whose object carries a call's arguments: the receiver, or the model it is given (`generateText({ model: cohere("…") })`).
    fn wrapper(&self, client: Option<usize>, arguments: &ArgumentTable) -> Option<&Client> {
        let given = || {
            let mut symbols = arguments.get("model")?.possible.iter().filter(|p| matches!(p.value, Constant::Symbol(_)));
            let place = symbols.next()?.place;
            self.client_at(place)
        };
        let index = client.or_else(given)?;
        self.usages.clients.get(index).filter(|c| c.entry.endpoint.is_some())
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

    /// The client a call's receiver came from: made by the innermost call it hangs on, or by the last of a builder's.
    fn client_of(&self, external: &External) -> Option<usize> {
        let made = external.chain().filter(|e| matches!(e.operation(), Operation::Call | Operation::Declared)).filter_map(External::site);
        made.map(|site| self.place(site.file, site.expr)).find_map(|place| self.client_at(place))
    }

    /// The client made at a place; clients are complete and sorted when this is first asked.
    fn client_at(&self, place: Place) -> Option<usize> {
        let places = self.client_places.get_or_init(|| {
            let mut places = FxHashMap::default();
            for (index, client) in self.usages.clients.iter().enumerate() {
                places.entry((client.place.file, client.place.span)).or_insert(index);
            }
            places
        });
        places.get(&(place.file, place.span)).copied()
    }

    /// The arguments of a builder chain that ends in this callee.
    fn chain_table(
        &self,
        external: &External,
        route: &Route,
        chain: &BTreeMap<SmolStr, Vec<SmolStr>>,
        parameters: &[Parameter],
    ) -> ArgumentTable {
        let mut table = ArgumentTable::default();
        for (name, call) in chain_calls(external) {
            let Some(wires) = chain.get(name.as_str()) else { continue };
            let raw = self.evaluator.arguments(call);
            for (wire, value) in wires.iter().zip(&raw.positional) {
                match holder_path(wire) {
                    _ if wire.is_empty() => {}
                    Some(path) => self.add_held(&mut table, *value, path, route, parameters),
                    None => table.add(self.argument(wire_name(route, &[], wire), wire.clone(), *value, None)),
                }
            }
        }
        table
    }
}

/// Whether a callable that serves many vendors is asked for a model of Cohere's.
fn concerns_cohere(
    only_models: &[SmolStr],
    only_with: &BTreeMap<SmolStr, Vec<SmolStr>>,
    platform: Platform,
    arguments: &ArgumentTable,
) -> bool {
    let begins = |wire: &str, prefixes: &[SmolStr]| {
        let fits = |text: &str| prefixes.iter().any(|prefix| text.starts_with(prefix.as_str()));
        arguments.get(wire).into_iter().flat_map(|a| &a.possible).any(|p| match &p.value {
            Constant::Text(text) => fits(text) || (wire == "model" && fits(&ModelName::parse(text, platform).id)),
            Constant::Symbol(symbol) => fits(symbol),
            _ => false,
        })
    };
    (only_models.is_empty() || begins("model", only_models)) && only_with.iter().all(|(wire, prefixes)| begins(wire, prefixes))
}

/// The method calls of a builder chain, last first: name and call.
pub fn chain_calls(external: &External) -> impl Iterator<Item = (SmolStr, Site)> + '_ {
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
