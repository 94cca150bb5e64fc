//! Questions to the catalogue by symbol, id and URL.

use super::index::Entry;
use super::load::Catalog;
use super::schema::{Api, ClientEntry, Endpoint, MethodEntry, ModelConstant, Parameter, Platform, Route, Sender};
use semver::Version;
use smol_str::{SmolStr, SmolStrBuilder, format_smolstr};

/// A class or function that makes a client, and the route it belongs to.
#[derive(Clone, Copy, Debug)]
pub struct ClientRef<'c> {
    /// The route.
    pub route: &'c Route,
    /// The entry.
    pub entry: &'c ClientEntry,
}

impl ClientRef<'_> {
    /// Where the client's models run.
    pub fn platform(&self) -> Platform {
        self.entry.platform.unwrap_or(self.route.platform)
    }
}

/// A method or function that reaches an endpoint.
#[derive(Clone, Copy, Debug)]
pub struct MethodRef<'c> {
    /// The route.
    pub route: &'c Route,
    /// The entry.
    pub entry: &'c MethodEntry,
    /// The endpoint it reaches.
    pub endpoint: &'c Endpoint,
    /// The client it was looked up on, if any.
    pub client: Option<ClientRef<'c>>,
}

impl MethodRef<'_> {
    /// Whether calling it gives a coroutine or promise.
    pub fn is_async(&self) -> bool {
        self.entry.is_async || (!self.entry.streams && self.client.is_some_and(|client| client.entry.is_async))
    }

    /// Where the model runs.
    pub fn platform(&self) -> Platform {
        self.client.map_or(self.route.platform, |client| client.platform())
    }
}

/// A call that sends an HTTP request.
#[derive(Clone, Copy, Debug)]
pub struct SenderRef<'c> {
    /// The route.
    pub route: &'c Route,
    /// The entry.
    pub entry: &'c Sender,
}

/// A symbol that stands for a model id.
#[derive(Clone, Copy, Debug)]
pub struct ConstantRef<'c> {
    /// The route.
    pub route: &'c Route,
    /// The entry.
    pub entry: &'c ModelConstant,
}

/// A URL that points at Cohere.
#[derive(Clone, Debug)]
pub struct CohereUrl<'c> {
    /// The host as written, in lower case.
    pub host: SmolStr,
    /// The path, without query, fragment and trailing slash.
    pub path: SmolStr,
    /// The generation the path names; none where it names none (`/generate`, or no path at all).
    pub api: Option<Api>,
    /// The endpoint, where the path names one.
    pub endpoint: Option<&'c Endpoint>,
}

impl Parameter {
    /// Its name on the wire; `camel_case` is the route's.
    pub fn wire_name(&self, camel_case: bool) -> SmolStr {
        self.wire.clone().unwrap_or_else(|| if camel_case { wire_name(&self.name) } else { self.name.clone() })
    }
}

/// `topN` → `top_n`; names without capitals stay as they are.
pub fn wire_name(name: &str) -> SmolStr {
    let mut wire = SmolStrBuilder::new();
    for c in name.chars() {
        if c.is_ascii_uppercase() {
            wire.push('_');
        }
        wire.push(c.to_ascii_lowercase());
    }
    wire.finish()
}

impl Catalog {
    /// The client made by calling `symbol` (`python:cohere.Client`), or that `symbol` is an instance of (`python:cohere.Client()`).
    ///
    /// Where no entry is about `version`, the first one answers: the API that code uses decides.
    pub fn client(&self, symbol: &str, version: Option<&Version>) -> Option<ClientRef<'_>> {
        let entries = self.index.clients.get(self.canonical(symbol).as_str())?;
        self.pick(entries, version, |route| &route.clients, |client| client.versions.clone())
            .map(|(route, entry)| ClientRef { route, entry })
    }

    /// All entries about the client that calling `symbol` makes in `version`: several where the arguments decide whose it is.
    pub fn clients(&self, symbol: &str, version: Option<&Version>) -> Vec<ClientRef<'_>> {
        let entries = self.index.clients.get(self.canonical(symbol).as_str()).into_iter().flatten();
        let all = entries
            .filter_map(|e| self.routes.get(e.route).and_then(|route| Some(ClientRef { route, entry: route.clients.get(e.entry)? })));
        let found: Vec<_> = all.into_iter().filter(|c| version.is_none_or(|version| c.entry.versions.contains(version))).collect();
        if found.is_empty() { self.client(symbol, version).into_iter().collect() } else { found }
    }

    /// The method that calling `symbol` (`python:cohere.ClientV2().chat`) calls, own or inherited.
    pub fn method(&self, symbol: &str, version: Option<&Version>) -> Option<MethodRef<'_>> {
        let symbol = self.canonical(symbol);
        let entries = self.index.methods.get(&symbol)?;
        let (route, entry) = self.pick(entries, version, |route| &route.methods, |method| method.versions.clone())?;
        self.method_ref(&symbol, version, route, entry)
    }

    /// All entries about the method that calling `symbol` calls, in the version that `version` knows of each road's package: several where the arguments
    /// decide what it reaches. Where none is about its version, the first.
    pub fn methods(&self, symbol: &str, version: &dyn Fn(&Route) -> Option<Version>) -> Vec<MethodRef<'_>> {
        let symbol = self.canonical(symbol);
        let entries = self.index.methods.get(&symbol).map(Vec::as_slice).unwrap_or_default();
        let mut found = Vec::new();
        let mut first = None;
        for of_route in entries.chunk_by(|a, b| a.route == b.route) {
            let Some(route) = of_route.first().and_then(|entry| self.routes.get(entry.route)) else { continue };
            let version = version(route);
            for entry in of_route.iter().filter_map(|entry| route.methods.get(entry.entry)) {
                let reference = || self.method_ref(&symbol, version.as_ref(), route, entry);
                if version.as_ref().is_none_or(|version| entry.versions.contains(version)) {
                    found.extend(reference());
                } else if first.is_none() {
                    first = reference();
                }
            }
        }
        if found.is_empty() { first.into_iter().collect() } else { found }
    }

    fn method_ref<'c>(
        &'c self,
        symbol: &str,
        version: Option<&Version>,
        route: &'c Route,
        entry: &'c MethodEntry,
    ) -> Option<MethodRef<'c>> {
        let endpoint = self.endpoint(&entry.endpoint)?;
        let client = symbol.find("()").and_then(|end| self.client(&symbol[..end + 2], version));
        Some(MethodRef { route, entry, endpoint, client })
    }

    /// The symbols of all methods, those of subclasses included.
    pub fn method_symbols(&self) -> impl Iterator<Item = &str> {
        self.index.methods.keys().map(SmolStr::as_str)
    }

    /// The HTTP request that calling `symbol` (`npm:axios.post`) sends.
    pub fn sender(&self, symbol: &str) -> Option<SenderRef<'_>> {
        let entry = self.index.senders.get(&self.canonical(symbol))?.first()?;
        let route = self.routes.get(entry.route)?;
        Some(SenderRef { route, entry: route.senders.get(entry.entry)? })
    }

    /// The model id that `symbol` stands for in `version` of its package.
    pub fn constant(&self, symbol: &str, version: Option<&Version>) -> Option<ConstantRef<'_>> {
        let entries = self.index.constants.get(&self.canonical(symbol))?;
        self.pick(entries, version, |route| &route.constants, |constant| constant.versions.clone())
            .map(|(route, entry)| ConstantRef { route, entry })
    }

    /// The environment variables that clients read a Cohere key from.
    pub fn key_variables(&self) -> impl Iterator<Item = &str> {
        // A client that serves others too reads a variable of theirs.
        let own = self.routes.iter().flat_map(|r| &r.clients).filter(|c| !c.only_by_url);
        let others = self.additions.key_variables.iter().map(SmolStr::as_str);
        own.flat_map(|c| &c.credential_env).map(|v| v.name.as_str()).chain(others)
    }

    /// Whether an environment variable of this name holds a Cohere key.
    pub fn is_key_variable(&self, name: &str) -> bool {
        self.key_variables().any(|v| v == name)
    }

    /// The endpoint with this id.
    pub fn endpoint(&self, id: &str) -> Option<&Endpoint> {
        self.index.endpoints.get(id).and_then(|i| self.endpoints.endpoints.get(*i))
    }

    /// What a URL points at, if it points at Cohere. A scheme may be missing, and so may everything after the host.
    pub fn url(&self, url: &str) -> Option<CohereUrl<'_>> {
        let url = url.trim();
        let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
        let (host, path) = rest.find(['/', '?', '#']).map_or((rest, ""), |at| rest.split_at(at));
        let host = host.rsplit_once('@').map_or(host, |(_, host)| host).to_lowercase();
        let name = host.split_once(':').map_or(host.as_str(), |(name, _)| name);
        if !self.endpoints.hosts.iter().any(|known| known == name) {
            return None;
        }
        let path = path.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/');
        Some(CohereUrl { host: name.into(), path: path.into(), api: path_api(path), endpoint: self.endpoint_at(path) })
    }

    /// The endpoint at a path of the API's host (`/v2/chat`, `/v1/models/command-a-03-2025`).
    pub fn endpoint_at(&self, path: &str) -> Option<&Endpoint> {
        let mut path = path.trim_end_matches('/');
        while !path.is_empty() {
            if let Some(i) = self.index.paths.get(path) {
                return self.endpoints.endpoints.get(*i);
            }
            path = &path[..path.rfind('/')?];
        }
        None
    }

    /// What a member or call of an outside symbol is: the last step is looked up as it stands, then as any member (`*`) or method (`*()`).
    /// `self` is the receiver.
    pub fn returned(&self, symbol: &str) -> Option<SmolStr> {
        let receiver = || symbol.rsplit_once('.').map(|(receiver, _)| receiver);
        let found = self.index.returns.get(symbol).or_else(|| {
            let any = if symbol.ends_with("()") { "*()" } else { "*" };
            self.index.returns.get(&format_smolstr!("{}.{any}", receiver()?))
        })?;
        if found == "self" { receiver().map(SmolStr::new) } else { Some(found.clone()) }
    }

    /// Every pair of a symbol and what it is, inherited ones included.
    pub fn returns(&self) -> impl Iterator<Item = (&str, &str)> {
        self.index.returns.iter().map(|(from, to)| (from.as_str(), to.as_str()))
    }

    /// Every pair of a symbol and the one the catalogue uses for the same thing.
    pub fn aliases(&self) -> impl Iterator<Item = (&str, &str)> {
        self.index.aliases.iter().map(|(from, to)| (from.as_str(), to.as_str()))
    }

    /// The symbol the catalogue uses for `symbol`: the longest aliased beginning is replaced, again and again.
    pub fn canonical(&self, symbol: &str) -> SmolStr {
        let mut symbol = SmolStr::new(symbol);
        for _ in 0..8 {
            let ends = symbol.char_indices().rev().filter(|(_, c)| matches!(c, '.' | '(')).map(|(i, _)| i);
            let aliased = std::iter::once(symbol.len()).chain(ends).find_map(|end| Some((end, self.index.aliases.get(&symbol[..end])?)));
            let Some((end, to)) = aliased else { break };
            symbol = format_smolstr!("{to}{}", &symbol[end..]);
        }
        symbol
    }

    fn pick<'c, T>(
        &'c self,
        entries: &[Entry],
        version: Option<&Version>,
        list: impl Fn(&'c Route) -> &'c Vec<T>,
        versions: impl Fn(&T) -> super::version::VersionRange,
    ) -> Option<(&'c Route, &'c T)> {
        let candidates = || {
            entries.iter().filter_map(|entry| {
                let route = self.routes.get(entry.route)?;
                Some((route, list(route).get(entry.entry)?))
            })
        };
        let fits = |(route, entry): &(&Route, &T)| {
            let latest = route.latest.as_deref().and_then(super::version::parse_version);
            version.or(latest.as_ref()).is_none_or(|version| versions(entry).contains(version))
        };
        candidates().find(fits).or_else(|| candidates().next())
    }
}

/// The generation a path names.
fn path_api(path: &str) -> Option<Api> {
    match path.split('/').nth(1)? {
        "v1" => Some(Api::V1),
        "v2" => Some(Api::V2),
        "compatibility" => Some(Api::Compatibility),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn catalog() -> &'static Catalog {
        Catalog::embedded().expect("the catalogue under rules/")
    }

    fn endpoint(symbol: &str, version: &str) -> Option<String> {
        let version = super::super::version::parse_version(version);
        catalog().method(symbol, version.as_ref()).map(|method| method.endpoint.id.to_string())
    }

    #[test]
    fn methods_are_found_through_inheritance() {
        assert_eq!(endpoint("python:cohere.Client().chat", ""), Some("chat@v1".into()));
        assert_eq!(endpoint("python:cohere.ClientV2().chat", ""), Some("chat@v2".into()));
        assert_eq!(endpoint("python:cohere.ClientV2().generate", ""), Some("generate".into()));
        assert_eq!(endpoint("python:cohere.BedrockClientV2().embed", ""), Some("embed@v2".into()));
        assert_eq!(endpoint("npm:cohere-ai.CohereClientV2().rerank", ""), Some("rerank@v2".into()));
        assert_eq!(endpoint("npm:cohere-ai.BedrockClient().chat", ""), Some("chat@v1".into()));
        assert_eq!(endpoint("python:cohere.Client().nothing", ""), None);
    }

    #[test]
    fn methods_are_found_through_aliases() {
        assert_eq!(endpoint("python:cohere.client_v2.ClientV2().chat", ""), Some("chat@v2".into()));
        assert_eq!(endpoint("npm:cohere-ai.default.generate", ""), Some("generate".into()));
    }

    #[test]
    fn the_version_decides_between_entries() {
        let removed = |version| {
            let version = super::super::version::parse_version(version);
            catalog().method("python:cohere.Client().check_api_key", version.as_ref()).is_some_and(|method| method.entry.removed.is_some())
        };
        assert!(removed("5.3.0"));
        assert!(removed(""));
        assert!(!removed("4.57"));
    }

    #[test]
    fn asynchronous_clients_make_coroutines_but_for_streams() {
        let is_async = |symbol| catalog().method(symbol, None).map(|method| method.is_async());
        assert_eq!(is_async("python:cohere.AsyncClientV2().chat"), Some(true));
        assert_eq!(is_async("python:cohere.AsyncClientV2().chat_stream"), Some(false));
        assert_eq!(is_async("python:cohere.ClientV2().chat"), Some(false));
        assert_eq!(is_async("npm:cohere-ai.CohereClientV2().chatStream"), Some(true));
    }

    #[test]
    fn wrappers_reach_endpoints() {
        let found = |symbol| catalog().method(symbol, None).map(|method| (method.endpoint.id.to_string(), method.is_async()));
        assert_eq!(found("python:openai.AsyncOpenAI().chat.completions.create"), Some(("chat@compatibility".into(), true)));
        assert_eq!(found("npm:openai.default().embeddings.create"), Some(("embed@compatibility".into(), true)));
        assert_eq!(found("python:langchain_cohere.ChatCohere().invoke"), Some(("chat@v2".into(), false)));
        assert_eq!(found("npm:ai.generateText"), Some(("chat@v2".into(), true)));
        let default = |symbol| catalog().client(symbol, None).and_then(|client| client.entry.defaults.get("model").cloned());
        assert_eq!(default("npm:@langchain/cohere.ChatCohere").as_deref(), Some("command-r-plus"));
        assert_eq!(default("python:llama_index.llms.cohere.Cohere").as_deref(), Some("command-r"));
    }

    #[test]
    fn members_are_inherited() {
        let returned = |symbol| catalog().returned(symbol);
        assert_eq!(returned("python:cohere.Client().v2").as_deref(), Some("python:cohere.v2.client.V2Client()"));
        assert_eq!(returned("python:cohere.AsyncClient().v2").as_deref(), Some("python:cohere.v2.client.AsyncV2Client()"));
        assert_eq!(returned("python:cohere.ClientV2().__enter__()").as_deref(), Some("python:cohere.ClientV2()"));
        assert_eq!(returned("npm:cohere-ai.CohereClientV2().models").as_deref(), Some("npm:cohere-ai.ModelsClient()"));
    }

    #[test]
    fn senders_are_found_through_aliases() {
        let is_async = |symbol| catalog().sender(symbol).map(|sender| sender.entry.is_async);
        assert_eq!(is_async("npm:node-fetch.default"), Some(true));
        assert_eq!(is_async("npm:axios.default.post"), Some(true));
        assert_eq!(is_async("python:requests.api.post"), Some(false));
        assert_eq!(is_async("python:httpx.AsyncClient().post"), Some(true));
        assert_eq!(is_async("rust:reqwest.RequestBuilder().send"), Some(true));
        assert_eq!(is_async("python:requests.utils.quote"), None);
    }

    #[test]
    fn builders_keep_their_receiver() {
        let returned = |symbol| catalog().returned(symbol);
        assert_eq!(returned("rust:reqwest.RequestBuilder().bearer_auth()").as_deref(), Some("rust:reqwest.RequestBuilder()"));
        assert_eq!(returned("rust:reqwest.RequestBuilder().send()").as_deref(), Some("rust:reqwest.Response()"));
        assert_eq!(returned("rust:reqwest.Client().post()").as_deref(), Some("rust:reqwest.RequestBuilder()"));
        assert_eq!(returned("rust:reqwest.Client().timeout"), None);
    }

    #[test]
    fn constants_follow_the_version() {
        let model = |version| {
            let version = super::super::version::parse_version(version);
            let constant = catalog().constant("rust:rig_core.providers.cohere.COMMAND_R_PLUS", version.as_ref());
            constant.map(|constant| constant.entry.model.to_string())
        };
        assert_eq!(model("0.12.0").as_deref(), Some("comman-r-plus"));
        assert_eq!(model("0.35").as_deref(), Some("command-r-plus"));
    }

    #[test]
    fn clients_know_their_platform() {
        let platform = |symbol| catalog().client(symbol, None).map(|client| client.platform());
        assert_eq!(platform("python:cohere.OciClientV2"), Some(Platform::Oci));
        assert_eq!(platform("npm:cohere-ai.SagemakerClient()"), Some(Platform::Sagemaker));
        assert_eq!(platform("python:cohere.ClientV2()"), Some(Platform::Cohere));
    }

    #[test]
    fn urls_lead_to_endpoints() {
        let url = |url| catalog().url(url).map(|found| (found.api, found.endpoint.map(|endpoint| endpoint.id.to_string())));
        assert_eq!(url("https://api.cohere.com/v2/chat"), Some((Some(Api::V2), Some("chat@v2".into()))));
        assert_eq!(url("https://api.cohere.ai/generate?x=1"), Some((None, Some("generate".into()))));
        assert_eq!(url("api.cohere.ai/v1/embed/"), Some((Some(Api::V1), Some("embed@v1".into()))));
        assert_eq!(url("https://api.cohere.com/v1/models/command-a-03-2025"), Some((Some(Api::V1), Some("models".into()))));
        assert_eq!(url("https://api.cohere.ai/compatibility/v1"), Some((Some(Api::Compatibility), None)));
        assert_eq!(url("https://api.cohere.com"), Some((None, None)));
        assert_eq!(url("https://api.cohere.com.evil.example/v1/chat"), None);
        assert_eq!(url("https://docs.cohere.com/v2/chat"), None);
    }
}
