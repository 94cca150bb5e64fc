//! The table of usages: every client, call and credential of a project, with what rules need to know of each. Rules read this
//! and nothing below it.

use super::catalog::schema::{Api, ClientEntry, Endpoint, MethodEntry, Model, Parameter, Platform, Removed, RemovedName, Route};
use super::catalog::{Catalog, ModelState};
use super::configuration::ConfigKey;
use super::flows::{ForeignRead, InlinedKey, KeyUse, Leak, TrialSign, VectorUse};
use super::probes::Probe;
pub use super::protection::{Handler, Layer, Pause, Protection, RetryLoop, Setting};
use super::runs::{Answer, Runs};
use crate::finding::{Confidence, Label};
use crate::source::{FileId, FileRole, Span};
use semver::Version;
use smol_str::SmolStr;
use std::sync::Arc;

/// Tokens of a file and the statement they stand in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Place {
    /// The file.
    pub file: FileId,
    /// The tokens.
    pub span: Span,
    /// The statement around them.
    pub statement: Span,
}

/// A constant an argument may have.
#[derive(Clone, Debug, PartialEq)]
pub enum Constant {
    /// Text.
    Text(Arc<str>),
    /// A whole number.
    Int(i64),
    /// Any other number.
    Float(f64),
    /// A truth value.
    Bool(bool),
    /// `None`, `null`, `undefined`.
    Null,
    /// A list literal with this many elements, whether or not they are known.
    List(Vec<Constant>),
    /// Something from outside the project, by its symbol: `npm:@ai-sdk/cohere.cohere()`.
    Symbol(SmolStr),
    /// A value that isn't a constant the rules look at.
    Other,
}

/// How many elements a sequence has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Extent {
    /// At least so many.
    pub least: u64,
    /// At most so many.
    pub most: u64,
    /// What says so: the list, the slice, the size of the chunks.
    pub place: Place,
    /// So many were asked of whatever gave them (`top_k` of a search).
    pub is_asked_for: bool,
}

/// One thing an argument may be, and where it is written.
#[derive(Clone, Debug, PartialEq)]
pub struct Possible {
    /// The value.
    pub value: Constant,
    /// Where it is written: in the call, or at the constant's definition.
    pub place: Place,
    /// How it came here.
    pub flow: Vec<Label>,
    /// It was handed to a function on the way, or put into an object by another file.
    pub came_from_outside: bool,
    /// It is written in test code.
    pub is_in_test: bool,
    /// It was taken out of an object by a key that isn't known: one of several.
    pub is_picked: bool,
    /// How many elements it has, for a sequence of bounded length.
    pub extent: Option<Extent>,
}

/// An argument of a client or a call, under its wire name.
#[derive(Clone, Debug, PartialEq)]
pub struct Argument {
    /// The name on the wire: `max_tokens`.
    pub wire: SmolStr,
    /// The name as written: `maxTokens`; the wire name for positional arguments.
    pub written: SmolStr,
    /// The name's tokens, or the value's for positional arguments.
    pub name: Place,
    /// The value's tokens.
    pub value: Place,
    /// What it may be, as far as it is known.
    pub possible: Vec<Possible>,
    /// It may be something else too.
    pub open: bool,
    /// Environment variables it may be read from.
    pub env: Vec<SmolStr>,
    /// The name stands in the code as it is written here, so that another may be put in its place: names that are made of a field's do not.
    pub is_spelled: bool,
    /// It lies in an object that another argument is (`model_kwargs={…}`): the callee itself takes no such argument.
    pub is_held: bool,
}

impl Argument {
    /// Whether it may be left out: it is nothing but `None` or `null`, or a caller passes that.
    pub fn may_be_left_out(&self) -> bool {
        let is_null = |p: &Possible| p.value == Constant::Null;
        let only_null = !self.open && !self.possible.is_empty() && self.possible.iter().all(is_null);
        only_null || self.possible.iter().any(|p| is_null(p) && p.came_from_outside)
    }
}

/// The arguments of a client or a call.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ArgumentTable {
    /// The arguments.
    pub items: Vec<Argument>,
    /// Others may come in by a spread that could not be followed.
    pub open: bool,
}

impl ArgumentTable {
    /// Adds an argument. One of the same wire name that is there already (another object that may be passed) is joined with it.
    pub fn add(&mut self, argument: Argument) {
        match self.items.iter_mut().find(|a| a.wire == argument.wire) {
            Some(known) => {
                known.open |= argument.open;
                known.possible.extend(argument.possible);
                known.env.extend(argument.env);
            }
            None => self.items.push(argument),
        }
    }

    /// The argument of a wire name.
    pub fn get(&self, wire: &str) -> Option<&Argument> {
        self.items.iter().find(|a| a.wire == wire)
    }

    /// Whether it is certain that no such argument is passed.
    pub fn lacks(&self, wire: &str) -> bool {
        !self.open && self.get(wire).is_none()
    }
}

/// The version of the package a usage goes through.
#[derive(Clone, Debug, PartialEq)]
pub struct PackageVersion {
    /// The package: `cohere`, `cohere-ai`.
    pub package: SmolStr,
    /// The version, or the newest where nothing says otherwise.
    pub version: Version,
    /// From a lock file or an exact pin.
    pub is_exact: bool,
    /// The manifest it was read from, `None` when the newest is assumed.
    pub manifest: Option<String>,
}

impl PackageVersion {
    /// "cohere 5.3.0 (poetry.lock)" or "cohere 7.3.1 (the newest, no manifest names one)".
    pub fn describe(&self) -> String {
        match &self.manifest {
            Some(manifest) if self.is_exact => format!("{} {} ({manifest})", self.package, self.version),
            Some(manifest) => format!("{} {} at least ({manifest})", self.package, self.version),
            None => format!("{} {} (the newest: no manifest names a version)", self.package, self.version),
        }
    }
}

/// Where a usage stands and what that means for rules.
#[derive(Clone, Debug, PartialEq)]
pub struct Surroundings {
    /// The role of the file (or of the test code in it).
    pub role: FileRole,
    /// The enclosing function's name, for messages and fingerprints.
    pub function: Option<String>,
    /// The package the file belongs to is a published library.
    pub is_library: bool,
}

impl Surroundings {
    /// Of what stands in no function and holds for the project: a comment, a line of a deployment file.
    pub fn of_the_project() -> Self {
        Self { role: FileRole::Application, function: None, is_library: false }
    }
}

/// A client being made.
#[derive(Clone, Debug)]
pub struct Client {
    /// The constructor call.
    pub place: Place,
    /// The class's name in the call, the smallest telling tokens.
    pub name: Place,
    /// The class, as written: `cohere.Client`.
    pub class: String,
    /// Its symbol.
    pub symbol: SmolStr,
    /// What the catalogue says of the class.
    pub entry: &'static ClientEntry,
    /// The road it belongs to.
    pub route: &'static Route,
    /// The arguments of the constructor.
    pub arguments: ArgumentTable,
    /// It is pointed at another server than Cohere's: a private deployment, a proxy nobody knows, a test double.
    pub has_own_server: bool,
    /// The version of its package.
    pub version: Option<PackageVersion>,
    /// The calls that go through it, as indexes into [`Usages::calls`].
    pub calls: Vec<usize>,
    /// Where it stands.
    pub surroundings: Surroundings,
    /// Where it is made: once, for each request, in a loop.
    pub runs: Runs,
}

impl Client {
    /// Where its models run.
    pub fn platform(&self) -> Platform {
        self.entry.platform.unwrap_or(self.route.platform)
    }
}

/// What becomes of a call's error.
#[derive(Clone, Debug, PartialEq)]
pub enum Handling {
    /// Something handles it: the first that does, for each way out that is known.
    Handled(Vec<Handler>),
    /// Nothing does, on this way out.
    Unhandled(Vec<Label>),
    /// Nothing does up to this function, which nobody is seen calling.
    Uncalled {
        /// The function.
        function: String,
        /// It can be called from outside its module.
        is_public: bool,
        /// The way there.
        way: Vec<Label>,
    },
    /// It panics at these tokens.
    Panics(Span),
}

/// A call that reaches an endpoint.
#[derive(Clone, Debug)]
pub struct Call {
    /// The whole call.
    pub place: Place,
    /// The method's name, the smallest telling tokens.
    pub name: Place,
    /// The callee as people say it: `ClientV2.chat`, `requests.post`.
    pub callee: String,
    /// The road it takes.
    pub route: &'static Route,
    /// What the catalogue says of the method; `None` for raw HTTP.
    pub method: Option<&'static MethodEntry>,
    /// The entry of the wrapper whose object carries the arguments of its calls, where the call goes through one.
    pub wrapper: Option<&'static ClientEntry>,
    /// The endpoint it reaches.
    pub endpoint: &'static Endpoint,
    /// The generation spoken; `None` where it isn't known.
    pub api: Option<Api>,
    /// Where its models run.
    pub platform: Platform,
    /// The URL literal, for raw HTTP.
    pub url: Option<Place>,
    /// Where else the same request may go, and where those URLs are written: one sender, two paths to choose from.
    pub other_urls: Vec<(&'static Endpoint, Place)>,
    /// The same request goes to other endpoints too, so that its arguments are those of all of them.
    pub serves_others: bool,
    /// The arguments, wrappers' constructor arguments included.
    pub arguments: ArgumentTable,
    /// The client it goes through, as an index into [`Usages::clients`].
    pub client: Option<usize>,
    /// The URL is a private deployment's, by the project's configuration.
    pub is_private: bool,
    /// The version of its package.
    pub version: Option<PackageVersion>,
    /// How sure it is that this is Cohere's.
    pub confidence: Confidence,
    /// How the client came here.
    pub flow: Vec<Label>,
    /// What becomes of its error.
    pub handling: Handling,
    /// What else stands between it and failure.
    pub protection: Protection,
    /// Where it stands.
    pub surroundings: Surroundings,
    /// What calling gives at once: the answer or a promise of it.
    pub answer: Answer,
    /// Where it runs: once, for each request, in a loop.
    pub runs: Runs,
}

impl Call {
    /// What the catalogue says of a parameter in the version at hand.
    pub fn parameter(&self, written: &str) -> Option<&'static Parameter> {
        let fits = |p: &&Parameter| self.version.as_ref().is_none_or(|v| p.versions.contains(&v.version));
        self.method?.parameters.iter().filter(|p| p.name == written).find(fits)
    }

    /// How a wire argument is written in this call: `embeddingTypes` on the TypeScript SDK.
    pub fn spelling(&self, wire: &str) -> String {
        let parameters = self.method.map(|m| m.parameters.as_slice()).unwrap_or_default();
        if let Some(parameter) = parameters.iter().find(|p| p.wire.as_deref() == Some(wire)) {
            return parameter.name.to_string();
        }
        if !self.route.camel_case {
            return wire.to_owned();
        }
        let mut words = wire.split('_');
        let first = words.next().unwrap_or_default().to_owned();
        words.fold(first, |mut all, word| {
            let mut letters = word.chars();
            all.extend(letters.next().map(|c| c.to_ascii_uppercase()));
            all.push_str(letters.as_str());
            all
        })
    }

    /// Whether the route has no way to send an argument, or the version installed here none yet.
    pub fn cannot_send(&self, wire: &str) -> bool {
        let Some(method) = self.method else { return false };
        method.cannot_send.iter().any(|a| a == wire) || self.is_too_old_for(wire)
    }

    /// Whether the method takes the argument, but in other versions than the one that is certainly installed.
    pub fn is_too_old_for(&self, wire: &str) -> bool {
        let (Some(method), Some(version)) = (self.method, self.version.as_ref().filter(|v| v.is_exact)) else { return false };
        let mut named = method.parameters.iter().filter(|p| p.wire.as_ref().unwrap_or(&p.name) == wire).peekable();
        named.peek().is_some() && named.all(|p| !p.versions.contains(&version.version))
    }

    /// For raw HTTP: the endpoints it may reach and where each URL is written.
    pub fn destinations(&self) -> impl Iterator<Item = (&'static Endpoint, Place)> + '_ {
        self.url.map(|url| (self.endpoint, url)).into_iter().chain(self.other_urls.iter().copied())
    }

    /// Whether the method cuts oversized batches itself, in the version at hand and with the arguments given.
    pub fn splits_batches(&self) -> bool {
        let Some(method) = self.method.filter(|m| m.splits_batches) else { return false };
        let is_exception = self.version.as_ref().is_some_and(|v| method.splits_except.as_ref().is_some_and(|r| r.contains(&v.version)));
        let switch = method.splits_unless.as_ref().and_then(|name| self.arguments.get(name));
        !is_exception && !switch.is_some_and(|a| a.possible.iter().any(|p| p.value == Constant::Bool(false)))
    }

    /// It speaks v2.
    pub fn is_v2(&self) -> bool {
        self.api == Some(Api::V2)
    }

    /// What is gone about it: the method itself, or the endpoint.
    pub fn removed(&self) -> Option<&'static Removed> {
        self.method.and_then(|m| m.removed.as_ref()).or(self.endpoint.removed.as_ref())
    }

    /// Whether a model of this id is Cohere's to serve: some callables take every vendor's ids and tell them apart by their beginning.
    pub fn accepts_model(&self, id: &str) -> bool {
        accepts_model(self.method.map(|m| m.only_models.as_slice()).unwrap_or_default(), id)
    }

    /// The model an id names here: a word like `large` meant one thing to embed and another to generate.
    fn model<'c>(&self, id: &str, catalog: &'c Catalog) -> Option<&'c Model> {
        catalog.model_for(id, self.platform, &self.endpoint.families)
    }

    /// For embed calls: whether a model that insists on `input_type` (v3 and later, or one that isn't known) is named.
    pub fn needs_input_type(&self, catalog: &Catalog) -> bool {
        let Some(model) = self.arguments.get("model") else {
            let default = self.default_model().and_then(|id| self.model(id, catalog));
            return default.is_some_and(|m| m.generation.is_none_or(|g| g >= 3.0));
        };
        let old = |p: &Possible| match &p.value {
            Constant::Text(id) => self.model(id, catalog).and_then(|m| m.generation).is_some_and(|g| g < 3.0),
            _ => false,
        };
        model.possible.is_empty() || !model.possible.iter().all(old)
    }

    /// The models it may name; `None` where one of them isn't known for certain.
    pub fn known_models<'c>(&self, catalog: &'c Catalog) -> Option<Vec<&'c Model>> {
        let argument = self.arguments.get("model").filter(|a| !a.open)?;
        let model = |p: &Possible| if let Constant::Text(id) = &p.value { self.model(id, catalog) } else { None };
        argument.possible.iter().map(model).collect()
    }

    /// Whether a model it names is shut down.
    pub fn has_retired_model(&self, catalog: &Catalog, as_of: jiff::civil::Date) -> bool {
        let texts = self.arguments.get("model").into_iter().flat_map(|m| &m.possible);
        texts
            .filter_map(|p| if let Constant::Text(id) = &p.value { Some(id) } else { None })
            .any(|id| self.model(id, catalog).is_some_and(|m| matches!(m.state(as_of), ModelState::Retired { .. })))
    }

    /// Whether the route takes care of a wire argument by itself.
    pub fn is_set_by_route(&self, wire: &str) -> bool {
        let by = |sets: &[SmolStr], defaults: &std::collections::BTreeMap<SmolStr, SmolStr>| {
            sets.iter().any(|s| s == wire) || (wire != "model" && defaults.contains_key(wire))
        };
        self.method.is_some_and(|m| by(&m.sets, &m.defaults)) || self.wrapper.is_some_and(|w| by(&w.sets, &w.defaults))
    }

    /// The model the route falls back to by itself.
    pub fn default_model(&self) -> Option<&'static str> {
        let own = self.method.and_then(|m| m.defaults.get("model"));
        own.or_else(|| self.wrapper.and_then(|w| w.defaults.get("model"))).map(SmolStr::as_str)
    }
}

/// Whether an id is among those that callables for many vendors take for Cohere's, by their beginnings.
pub fn accepts_model(prefixes: &[SmolStr], id: &str) -> bool {
    // Symbols among them tell objects apart, not ids.
    let mut texts = prefixes.iter().filter(|p| !["python:", "npm:", "rust:"].iter().any(|e| p.starts_with(e))).peekable();
    texts.peek().is_none() || texts.any(|prefix| id.contains(prefix.as_str()))
}

/// How a credential is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CredentialKind {
    /// An argument of a client.
    Argument,
    /// A header of a request to a Cohere URL.
    Header,
    /// The fallback of reading an environment variable.
    EnvironmentFallback,
    /// An environment variable being set.
    EnvironmentWrite,
    /// A token of a key's shape beside a Cohere name.
    Shape,
}

/// A literal in a credential's place.
#[derive(Clone, Debug)]
pub struct Credential {
    /// The literal. Never shown.
    pub place: Place,
    /// The bytes of the key inside the literal.
    pub key: Span,
    /// How it is given.
    pub kind: CredentialKind,
    /// What it is given to, as people say it: "`cohere.Client`", "the `Authorization` header".
    pub receiver: String,
    /// Where it is used.
    pub used_at: Option<Place>,
    /// Whether the text is a placeholder or obviously fake.
    pub is_placeholder: bool,
    /// Whether it has the shape of a Cohere key.
    pub is_key_shaped: bool,
    /// The client points at another server, where dummy keys are usual.
    pub has_own_server: bool,
    /// How it came there.
    pub flow: Vec<Label>,
    /// Where it stands.
    pub surroundings: Surroundings,
}

/// A call of something outside the project that a rule of the project's own asks about.
#[derive(Clone, Debug)]
pub struct WatchedCall {
    /// The whole call.
    pub place: Place,
    /// The callee's name, the smallest telling tokens.
    pub name: Place,
    /// The callee as people say it: `mycompany.llm.Client.ask`.
    pub callee: String,
    /// What is called: `python:mycompany.llm.Client().ask`.
    pub symbol: SmolStr,
    /// The arguments, under the names they are written with.
    pub arguments: ArgumentTable,
    /// How the receiver came here.
    pub flow: Vec<Label>,
    /// Where it stands.
    pub surroundings: Surroundings,
}

/// A name of a package that the version at hand doesn't have.
#[derive(Clone, Debug)]
pub struct RemovedUse {
    /// Where it is named.
    pub place: Place,
    /// The name as people say it: `cohere.CohereError`.
    pub name: String,
    /// It is imported by that name: the import itself fails.
    pub is_import: bool,
    /// What the catalogue says of it.
    pub entry: &'static RemovedName,
    /// The version of its package.
    pub version: Option<PackageVersion>,
    /// Where it stands.
    pub surroundings: Surroundings,
}

/// Every usage of a project.
#[derive(Clone, Debug, Default)]
pub struct Usages {
    /// The clients, in order of place.
    pub clients: Vec<Client>,
    /// The calls, in order of place.
    pub calls: Vec<Call>,
    /// The credentials, in order of place.
    pub credentials: Vec<Credential>,
    /// What is read from answers that don't have it, in order of place.
    pub foreign_reads: Vec<ForeignRead>,
    /// What is logged of calls and clients, in order of place.
    pub leaks: Vec<Leak>,
    /// Where the vectors of embed calls go.
    pub vector_uses: Vec<VectorUse>,
    /// Where keys are used.
    pub key_uses: Vec<KeyUse>,
    /// Whether the code of the application gives a key to anything.
    pub uses_keys: bool,
    /// Whether one of them is the program's own, as far as is seen: a proxy gets other people's.
    pub has_own_key: bool,
    /// What says that keys are trial keys, in order of place.
    pub trial_signs: Vec<TrialSign>,
    /// Keys that the settings of bundlers put into what browsers load.
    pub inlined_keys: Vec<InlinedKey>,
    /// Calls that rules of the project's own ask about, in order of place.
    pub watched: Vec<WatchedCall>,
    /// Names that are gone, in order of place.
    pub removed_names: Vec<RemovedUse>,
    /// Keys in configuration and deployment files that are committed, in order of place.
    pub config_keys: Vec<ConfigKey>,
    /// Request handlers whose path speaks of health.
    pub probes: Vec<Probe>,
    /// How many functions of the application answer HTTP requests.
    pub request_handlers: usize,
    /// The directories at the top of the repository in which calls of the application stand; empty for those that stand at the top itself.
    pub calling_directories: Vec<String>,
    /// There are others beside them: a framework reads routes from a file that describes them.
    pub has_described_routes: bool,
    /// Names of environment variables set anywhere in the project's files that hold a Cohere key by their name.
    pub key_variables: Vec<SmolStr>,
}

impl Usages {
    /// Puts the clients in order of place. Only before calls refer to them.
    pub(super) fn sort_clients(&mut self) {
        self.clients.sort_by_key(|c| c.place);
        self.clients.dedup_by_key(|c| (c.place, c.symbol.clone()));
    }

    /// Puts calls and credentials in order of place and tells each client its calls.
    pub(super) fn finish(&mut self) {
        self.calls.sort_by(|a, b| (a.place, a.name).cmp(&(b.place, b.name)).then_with(|| a.callee.cmp(&b.callee)));
        for client in &mut self.clients {
            client.calls.clear();
        }
        for (i, call) in self.calls.iter().enumerate() {
            if let Some(client) = call.client {
                self.clients[client].calls.push(i);
            }
        }
        self.credentials.sort_by_key(|c| (c.place.file, c.key, c.kind == CredentialKind::Shape));
        self.credentials.dedup_by(|later, earlier| {
            later.place.file == earlier.place.file && later.key.start < earlier.key.end && earlier.key.start < later.key.end
        });
        self.watched.sort_by_key(|call| call.place);
        self.key_variables.sort_unstable();
        self.key_variables.dedup();
    }
}
