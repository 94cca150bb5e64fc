//! Checks that the files under `rules/catalog/` agree with each other: every reference resolves, every date and range makes sense.

use super::load::{Catalog, CatalogError, route_file};
use super::models::ModelState;
use super::schema::{ClientEntry, Endpoint, MethodEntry, Model, ModelStatus, Platform, Removed, Route, Sender};
use super::version::{VersionRange, parse_version};
use jiff::civil::Date;
use rustc_hash::FxHashSet;
use semver::Version;
use smol_str::SmolStr;
use std::collections::BTreeMap;

const FAMILIES: [&str; 7] = ["chat", "embed", "rerank", "generate", "summarize", "transcribe", "parse"];

impl Catalog {
    /// Everything in the catalogue that contradicts itself or names something that is nowhere.
    pub fn validate(&self) -> Vec<CatalogError> {
        let mut check = Check { catalog: self, file: String::new(), errors: Vec::new() };
        check.models();
        check.endpoints();
        for route in &self.routes {
            check.file = route_file(route);
            check.route(route);
        }
        check.errors
    }
}

struct Check<'c> {
    catalog: &'c Catalog,
    file: String,
    errors: Vec<CatalogError>,
}

impl Check<'_> {
    fn report(&mut self, place: &str, message: impl Into<String>) {
        self.errors.push(CatalogError::Inconsistent { file: self.file.clone(), place: place.into(), message: message.into() });
    }

    fn date(&mut self, place: &str, text: Option<&SmolStr>) -> Option<Date> {
        let text = text?;
        let date = text.parse().ok();
        if date.is_none() {
            self.report(place, format!("{text} is no date"));
        }
        date
    }

    fn families(&mut self, place: &str, families: &[SmolStr]) {
        for family in families.iter().filter(|family| !FAMILIES.contains(&family.as_str())) {
            self.report(place, format!("{family} is no family of models"));
        }
    }

    fn models(&mut self) {
        self.file = "catalog/models.toml".into();
        let file = &self.catalog.models;
        let as_of = self.date("as-of", Some(&file.as_of)).unwrap_or_default();
        let mut seen: FxHashSet<(Platform, &SmolStr, &SmolStr)> = FxHashSet::default();
        for model in &file.models {
            if model.families.is_empty() {
                self.report(&model.id, "belongs to no family");
            }
            self.families(&model.id, &model.families);
            for family in &model.families {
                if !seen.insert((model.platform, &model.id, family)) {
                    self.report(&model.id, format!("stands there twice for {family}"));
                }
            }
            self.dates_of_model(model, as_of);
            self.references_of_model(model, as_of);
        }
        for not in &file.not_ids {
            if file.models.iter().any(|model| model.platform == Platform::Cohere && model.id == not.id) {
                self.report(&not.id, "is a model and is said not to be one");
            }
            if let Some(id) = &not.use_instead {
                self.replacement(&not.id, id, Platform::Cohere, as_of);
            }
        }
    }

    fn dates_of_model(&mut self, model: &Model, as_of: Date) {
        let announced = self.date(&model.id, model.deprecated_on.as_ref());
        let shutdown = self.date(&model.id, model.shutdown_on.as_ref());
        if let (Some(announced), Some(shutdown)) = (announced, shutdown)
            && shutdown < announced
        {
            self.report(&model.id, "is shut down before that is announced");
        }
        let is_ending = matches!(model.status, ModelStatus::Deprecated | ModelStatus::Retired);
        if !is_ending && (announced.is_some() || shutdown.is_some()) {
            self.report(&model.id, "has an end but isn't said to end");
        }
        let is_gone = matches!(model.state(as_of), ModelState::Retired { .. });
        if is_gone != (model.status == ModelStatus::Retired) {
            self.report(&model.id, "its status and its dates tell different stories");
        }
        if is_ending && model.source.is_none() {
            self.report(&model.id, "ends, and no source says so");
        }
    }

    fn references_of_model(&mut self, model: &Model, as_of: Date) {
        if let Some(id) = &model.replacement {
            self.replacement(&model.id, id, model.platform, as_of);
        }
        if let Some(id) = &model.alias_of
            && self.catalog.model(id, model.platform).is_none()
        {
            self.report(&model.id, format!("stands for {id}, which is no model"));
        }
    }

    fn replacement(&mut self, place: &str, id: &str, platform: Platform, as_of: Date) {
        match self.catalog.model(id, platform).map(|model| model.state(as_of)) {
            Some(ModelState::Live) => {}
            Some(_) => self.report(place, format!("is to be replaced by {id}, which ends itself")),
            None => self.report(place, format!("is to be replaced by {id}, which is no model there")),
        }
    }

    fn endpoints(&mut self) {
        self.file = "catalog/endpoints.toml".into();
        for endpoint in &self.catalog.endpoints.endpoints {
            self.endpoint(endpoint);
        }
    }

    fn endpoint(&mut self, endpoint: &Endpoint) {
        let id = &endpoint.id;
        self.families(id, &endpoint.families);
        for path in endpoint.paths.iter().filter(|path| !path.starts_with('/') || path.ends_with('/')) {
            self.report(id, format!("{path} is no path"));
        }
        let mut arguments = FxHashSet::default();
        for name in endpoint.required.iter().chain(&endpoint.optional).chain(endpoint.foreign.keys()) {
            if !arguments.insert(name) {
                self.report(id, format!("names the argument {name} twice"));
            }
        }
        let described =
            endpoint.values.keys().chain(endpoint.ranges.keys()).chain(endpoint.removed_arguments.keys()).chain(&endpoint.lists);
        for name in described.filter(|name| !arguments.contains(name)) {
            self.report(id, format!("describes {name}, which it doesn't take"));
        }
        for (name, [low, high]) in endpoint.ranges.iter().filter(|(_, [low, high])| low >= high) {
            self.report(id, format!("the range of {name} is empty: {low} to {high}"));
        }
        if let Some(model) = endpoint.default_model.as_deref().filter(|model| !model.is_empty())
            && self.catalog.model(model, Platform::Cohere).is_none()
        {
            self.report(id, format!("falls back to {model}, which is no model"));
        }
        if endpoint.source.is_empty() {
            self.report(id, "names no source");
        }
        for removed in endpoint.removed.iter().chain(endpoint.removed_arguments.values()) {
            self.removed(id, removed);
        }
    }

    fn removed(&mut self, place: &str, removed: &Removed) {
        self.date(place, removed.on.as_ref());
    }

    fn route(&mut self, route: &Route) {
        let prefix = format!("{}:", route.ecosystem);
        if !["python", "npm", "rust"].contains(&route.ecosystem.as_str()) {
            self.report(&route.id, format!("{} is no ecosystem", route.ecosystem));
        }
        if let Some(latest) = &route.latest
            && parse_version(latest).is_none()
        {
            self.report(&route.id, format!("{latest} is no version"));
        }
        for symbol in symbols(route).filter(|symbol| !symbol.starts_with(&prefix)) {
            self.report(symbol, "is a symbol of another ecosystem");
        }
        route.clients.iter().for_each(|client| self.client(client));
        route.methods.iter().for_each(|method| self.method(method));
        route.senders.iter().for_each(|sender| self.sender(sender));
        for constant in &route.constants {
            let catalog = self.catalog;
            if catalog.model(&constant.model, route.platform).is_none() && catalog.not_an_id(&constant.model).is_none() {
                self.report(&constant.path, format!("holds {}, which is no model", constant.model));
            }
        }
        self.overlaps(route.clients.iter().flat_map(|client| client.paths.iter().map(|path| (path, &client.versions))));
        self.overlaps(route.methods.iter().flat_map(|method| method.paths.iter().map(|path| (path, &method.versions))));
        self.overlaps(route.constants.iter().map(|constant| (&constant.path, &constant.versions)));
        self.overlaps_of_unversioned(route.senders.iter().flat_map(|sender| &sender.paths));
    }

    fn client(&mut self, client: &ClientEntry) {
        let place = client.paths.join(", ");
        for parent in client.inherits.iter().filter(|parent| !self.catalog.index.clients.contains_key(*parent)).collect::<Vec<_>>() {
            self.report(&place, format!("inherits from {parent}, which nothing here makes"));
        }
        let is_parameter = |name: &SmolStr| {
            // `configuration.baseURL` is part of a parameter.
            let name = name.split('.').next().unwrap_or_default();
            client.parameters.iter().any(|parameter| parameter.name == *name) || client.chain.values().flatten().any(|n| n == name)
        };
        let named = client.credential.iter().chain(&client.base_url).chain(&client.timeout).chain(&client.retries);
        for name in named.chain(client.wrong_credentials.values()).filter(|name| !is_parameter(name)).collect::<Vec<_>>() {
            self.report(&place, format!("says something of {name}, which is no parameter of it"));
        }
        if let Some(endpoint) = &client.endpoint {
            self.endpoint_reference(&place, endpoint);
            self.own_values(&place, endpoint, &client.defaults, &client.sets);
        }
        if let Some(removed) = &client.removed {
            self.removed(&place, removed);
        }
    }

    fn method(&mut self, method: &MethodEntry) {
        let place = method.paths.join(", ");
        self.endpoint_reference(&place, &method.endpoint);
        self.own_values(&place, &method.endpoint, &method.defaults, &method.sets);
        self.own_values(&place, &method.endpoint, &BTreeMap::new(), &method.cannot_send);
        for removed in method.removed.iter().chain(method.parameters.iter().filter_map(|parameter| parameter.removed.as_ref())) {
            self.removed(&place, removed);
        }
        if method.style == super::schema::ArgumentStyle::Chain && method.chain.is_empty() {
            self.report(&place, "collects arguments from a chain and doesn't say which");
        }
    }

    /// What a route sets, falls back to or can't send are arguments of the endpoint, and a default model is a model.
    fn own_values(&mut self, place: &str, endpoint: &str, defaults: &BTreeMap<SmolStr, SmolStr>, names: &[SmolStr]) {
        let Some(endpoint) = self.catalog.endpoint(endpoint) else { return };
        for name in defaults.keys().chain(names) {
            if !endpoint.required.contains(name) && !endpoint.optional.contains(name) {
                self.report(place, format!("says something of {name}, which {} doesn't take", endpoint.id));
            }
        }
        if let Some(model) = defaults.get("model").filter(|model| self.catalog.model(model, Platform::Cohere).is_none()) {
            self.report(place, format!("falls back to {model}, which is no model"));
        }
    }

    fn endpoint_reference(&mut self, place: &str, id: &str) {
        if self.catalog.endpoint(id).is_none() {
            self.report(place, format!("{id} is no endpoint"));
        }
    }

    fn sender(&mut self, sender: &Sender) {
        let places = [&sender.url, &sender.base, &sender.body, &sender.headers, &sender.timeout];
        if sender.options.is_none() && places.into_iter().flatten().any(|place| place.starts_with("options.")) {
            self.report(&sender.paths.join(", "), "looks into an options object and doesn't say where that is");
        }
        if sender.url.is_empty() {
            self.report(&sender.paths.join(", "), "has no URL");
        }
    }

    /// No two entries may be about the same symbol in the same version. Versions that any SDK may have had are tried one by one.
    fn overlaps<'a>(&mut self, entries: impl Iterator<Item = (&'a SmolStr, &'a VersionRange)>) {
        let mut by_symbol: BTreeMap<&SmolStr, Vec<&VersionRange>> = BTreeMap::new();
        entries.for_each(|(symbol, range)| by_symbol.entry(symbol).or_default().push(range));
        for (symbol, ranges) in by_symbol.into_iter().filter(|(_, ranges)| ranges.len() > 1) {
            let versions =
                (0..10).flat_map(|major| (0..60).flat_map(move |minor| [0, 1, 9].map(|patch| Version::new(major, minor, patch))));
            if let Some(version) = versions.into_iter().find(|version| ranges.iter().filter(|range| range.contains(version)).count() > 1) {
                self.report(symbol, format!("has two entries for version {version}"));
            }
        }
    }

    fn overlaps_of_unversioned<'a>(&mut self, symbols: impl Iterator<Item = &'a SmolStr>) {
        let mut seen = FxHashSet::default();
        for symbol in symbols {
            if !seen.insert(symbol) {
                self.report(symbol, "has two entries");
            }
        }
    }
}

/// Every symbol of the route's own entries.
pub(super) fn symbols(route: &Route) -> impl Iterator<Item = &SmolStr> {
    let clients = route.clients.iter().flat_map(|client| client.paths.iter().chain(&client.inherits));
    let methods = route.methods.iter().flat_map(|method| &method.paths);
    let senders = route.senders.iter().flat_map(|sender| sender.paths.iter().chain(&sender.error_prefixes));
    let stubs = route.aliases.iter().flat_map(|alias| [&alias.from, &alias.to]);
    let returns = route.returns.iter().flat_map(|returns| [&returns.from, &returns.to]).filter(|symbol| *symbol != "self");
    let constants = route.constants.iter().map(|constant| &constant.path);
    clients.chain(methods).chain(senders).chain(stubs).chain(returns).chain(constants).chain(&route.errors).chain(route.transparent.keys())
}

#[cfg(test)]
mod tests {
    use super::super::schema::{Environment, RouteKind};
    use super::*;

    fn catalog() -> &'static Catalog {
        Catalog::embedded().expect("the catalogue under rules/")
    }

    #[test]
    fn the_catalogue_agrees_with_itself() {
        let errors: Vec<String> = catalog().validate().iter().map(ToString::to_string).collect();
        assert!(errors.is_empty(), "{}", errors.join("\n"));
    }

    fn broken(models: &str, endpoints: &str, route: &str) -> String {
        let models = super::super::load::parse("models", &format!("as-of = \"2026-11-21\"\n{models}")).expect("models");
        let endpoints = super::super::load::parse("endpoints", &format!("hosts = []\n{endpoints}")).expect("endpoints");
        let route = super::super::load::parse("route", &format!("id = \"r\"\nname = \"r\"\necosystem = \"npm\"\nkind = \"sdk\"\n{route}"));
        let catalog = Catalog::assemble(models, endpoints, Environment::default(), vec![route.expect("a route")]).expect("a catalogue");
        catalog.validate().iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn contradictions_are_found() {
        let models = r#"
            model = [
                { id = "a", families = ["chat"], status = "live", replacement = "nowhere" },
                { id = "a", families = ["chat"], status = "live" },
                { id = "b", families = ["chit"], status = "retired", shutdown-on = "2030-01-01", source = "s" },
                { id = "c", families = ["chat"], status = "live", shutdown-on = "soon" },
            ]"#;
        let endpoints = r#"
            endpoint = [{ id = "e", operation = "e", required = ["x"], optional = ["x"], source = ["s"], ranges = { y = [1.0, 0.0] } }]"#;
        let route = r#"
            method = [
                { paths = ["npm:p.A().m"], endpoint = "e", versions = ">=2" },
                { paths = ["npm:p.A().m"], endpoint = "e", versions = "<3" },
                { paths = ["python:p.n"], endpoint = "gone" },
            ]
            client = [{ paths = ["npm:p.A"], inherits = ["npm:p.B()"], credential = "key" }]"#;
        insta::assert_snapshot!(broken(models, endpoints, route), @r"
        catalog/models.toml: a: is to be replaced by nowhere, which is no model there
        catalog/models.toml: a: stands there twice for chat
        catalog/models.toml: b: chit is no family of models
        catalog/models.toml: b: its status and its dates tell different stories
        catalog/models.toml: c: soon is no date
        catalog/endpoints.toml: e: names the argument x twice
        catalog/endpoints.toml: e: describes y, which it doesn't take
        catalog/endpoints.toml: e: the range of y is empty: 1 to 0
        catalog/routes/r.toml: python:p.n: is a symbol of another ecosystem
        catalog/routes/r.toml: npm:p.A: inherits from npm:p.B(), which nothing here makes
        catalog/routes/r.toml: npm:p.A: says something of key, which is no parameter of it
        catalog/routes/r.toml: python:p.n: gone is no endpoint
        catalog/routes/r.toml: npm:p.A().m: has two entries for version 2.0.0
        ");
    }

    /// What SDKs take that never reaches the wire, or reached it in the first days of v2 only.
    const LOCAL: &[&str] = &[
        "accepts",
        "after_token_redirect",
        "awaitable",
        "batch_size",
        "batching",
        "citation_mode",
        "data",
        "eval_data",
        "file",
        "finetuned_model_id",
        "init",
        "input",
        "interval",
        "offline",
        "parse_info",
        "request",
        "request_options",
        "return_exceptions",
        "stream",
        "timeout",
        "truncation_mode",
        "version",
        "creator_id",
    ];

    #[test]
    fn parameters_have_wire_names_that_an_endpoint_knows() {
        let catalog = catalog();
        let mut strangers = Vec::new();
        for route in catalog.routes.iter().filter(|route| route.kind == RouteKind::Sdk) {
            for method in &route.methods {
                let endpoint = catalog.endpoint(&method.endpoint).expect("a known endpoint");
                // What only earlier releases took, earlier servers knew.
                let newest = route.latest.as_deref().and_then(parse_version).expect("the newest version");
                for parameter in method.parameters.iter().filter(|p| p.versions.contains(&newest)) {
                    let wire = parameter.wire_name(route.camel_case);
                    let known =
                        endpoint.required.contains(&wire) || endpoint.optional.contains(&wire) || endpoint.foreign.contains_key(&wire);
                    if !known && !wire.starts_with('*') && !LOCAL.contains(&wire.as_str()) {
                        strangers.push(format!("{}: {} takes {wire}", route.id, method.paths[0]));
                    }
                }
            }
        }
        assert!(strangers.is_empty(), "{}", strangers.join("\n"));
    }

    #[test]
    fn a_route_is_named_as_its_file() {
        for route in &catalog().routes {
            let file = super::super::load::RULES.get_file(format!("catalog/routes/{}.toml", route.id));
            assert!(file.is_some(), "{} has no file of its name", route.id);
        }
    }
}
