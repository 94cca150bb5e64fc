//! The shape of the files under `rules/catalog/`: a route's here, the others' in files named as theirs.
//!
//! Symbols are written as the analysis writes them: the ecosystem, the module, then members and calls, all joined by dots:
//! `python:cohere.Client` is a class, `python:cohere.Client()` an instance of it, `python:cohere.Client().chat` its method,
//! `npm:cohere-ai.CohereClientV2`, `npm:cohere-ai/aws.BedrockClient`, `npm:cohere-ai.default` (default import),
//! `rust:rig.providers.cohere.Client.new`. Names nobody imported live in `python:builtins`, `npm:globalThis` and `rust:std`.

mod endpoints;
mod environment;
mod models;

pub use endpoints::*;
pub use environment::*;
pub use models::*;

use super::version::VersionRange;
use schemars::JsonSchema;
use serde::de::value::MapAccessDeserializer;
use serde::de::{self, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use smol_str::SmolStr;
use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

/// Which generation of the Cohere API is spoken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Api {
    /// `/v1/…` and the SDK classes over it.
    V1,
    /// `/v2/…`.
    V2,
    /// The OpenAI-compatible endpoints.
    Compatibility,
    /// Somebody else's interface in front of Cohere (Bedrock's own, a gateway).
    Platform,
}

/// Where the model runs; decides which model ids and shutdown dates hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Platform {
    /// `api.cohere.com`.
    #[default]
    Cohere,
    /// AWS Bedrock.
    Bedrock,
    /// AWS SageMaker: the model is an endpoint name of the customer's.
    Sagemaker,
    /// Azure AI.
    Azure,
    /// Oracle Cloud.
    Oci,
    /// A gateway with ids of its own, which it moves on by itself.
    Gateway,
}

impl Platform {
    /// Whether what a call names as its model is an id that Cohere or a cloud gave: elsewhere it is a name of the customer's, or of whoever stands between.
    pub fn has_known_ids(self) -> bool {
        !matches!(self, Self::Sagemaker | Self::Gateway)
    }
}

/// How a method takes its arguments.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ArgumentStyle {
    /// By position and name (Python).
    #[default]
    Named,
    /// One object literal as the first argument (TypeScript SDK, a Rust request struct).
    Object,
    /// Collected from the calls of a builder chain that ends here (rig, reqwest).
    Chain,
}

/// A file under `rules/catalog/routes/`: one road by which code reaches Cohere.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Route {
    /// A stable id, the file's name.
    pub id: SmolStr,
    /// What people call it: "the Cohere Python SDK".
    pub name: String,
    /// `python`, `npm` or `rust`.
    pub ecosystem: SmolStr,
    /// The distribution whose version decides, as manifests name it. Several where it was renamed.
    #[serde(default)]
    pub packages: Vec<SmolStr>,
    /// `sdk`, `cloud`, `wrapper`, `http` or `crate`.
    pub kind: RouteKind,
    /// Where its models run.
    #[serde(default)]
    pub platform: Platform,
    /// The newest version when the catalogue was written: assumed where no manifest says otherwise.
    #[serde(default)]
    pub latest: Option<SmolStr>,
    /// Argument names are camelCase; the wire names are their snake_case.
    #[serde(default)]
    pub camel_case: bool,
    /// Other symbols for the same thing.
    #[serde(default, rename = "alias")]
    pub aliases: Vec<Alias>,
    /// What members and calls of outside symbols are.
    #[serde(default, rename = "returns")]
    pub returns: Vec<Returns>,
    /// Calls whose value is one of their arguments, with its position (`rust:cohere_rust.api.EmbedModel.Custom`).
    #[serde(default)]
    pub transparent: BTreeMap<SmolStr, usize>,
    /// Classes (and functions) that make a client.
    #[serde(default, rename = "client")]
    pub clients: Vec<ClientEntry>,
    /// Methods and functions that reach an endpoint.
    #[serde(default, rename = "method")]
    pub methods: Vec<MethodEntry>,
    /// Calls that send an HTTP request to a URL they are given.
    #[serde(default, rename = "sender")]
    pub senders: Vec<Sender>,
    /// Symbols that stand for a model id (an enum variant, a constant of a crate).
    #[serde(default, rename = "constant")]
    pub constants: Vec<ModelConstant>,
    /// Prefixes of symbols of error types this route raises: a handler of one of them covers its calls.
    #[serde(default)]
    pub errors: Vec<SmolStr>,
    /// Error types that stand for every answer with an error status: a handler of one tells nothing apart.
    #[serde(default)]
    pub base_errors: Vec<SmolStr>,
    /// Which handlers a request that takes too long reaches, by version.
    #[serde(default, rename = "timeout-errors")]
    pub timeout_errors: Vec<TimeoutErrors>,
    /// Names that are gone from the package.
    #[serde(default, rename = "removed-name")]
    pub removed_names: Vec<RemovedName>,
    /// How a single call is given a timeout, retries and the like.
    #[serde(default)]
    pub request_options: Option<RequestOptions>,
    /// What the route does about failures and waiting when nobody says anything, by version.
    #[serde(default, rename = "default-resilience")]
    pub default_resilience: Vec<DefaultResilience>,
    /// Versions whose clients share the connections of the process: making one loses little.
    #[serde(default)]
    pub shared_connections: Option<VersionRange>,
    /// Raw HTTP: calls that make what holds the connections of the requests sent with it (`rust:reqwest.Client.new`).
    #[serde(default)]
    pub pools: Vec<SmolStr>,
}

/// Which handlers a request that takes too long reaches.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct TimeoutErrors {
    /// The versions of the package in which it holds.
    #[serde(default)]
    pub versions: VersionRange,
    /// The types by which it is caught, beside those that catch everything.
    pub caught_by: Vec<SmolStr>,
    /// What to name in a handler, as words: "`httpx.TimeoutException`".
    pub name: String,
}

/// Names that a package once had.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RemovedName {
    /// Their symbols.
    pub paths: Vec<SmolStr>,
    /// The versions that don't have them.
    #[serde(default)]
    pub versions: VersionRange,
    /// What to use instead, as words.
    pub replacement: String,
    /// Where that comes from.
    pub source: String,
}

/// Where a call takes options about the request itself.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RequestOptions {
    /// The argument that holds them, by name (`request_options`) or position (`"1"`). Empty where they stand among the call's own arguments.
    #[serde(default)]
    pub at: SmolStr,
    /// Its keys that set a timeout.
    #[serde(default)]
    pub timeout: Vec<SmolStr>,
    /// Its keys that set the number of retries.
    #[serde(default)]
    pub retries: Vec<SmolStr>,
}

/// What a route does about failures and waiting when nobody says anything.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct DefaultResilience {
    /// The versions of the package in which it holds.
    #[serde(default)]
    pub versions: VersionRange,
    /// How often a request is tried again.
    pub retries: u32,
    /// The pause between two tries grows and is long enough to help.
    #[serde(default)]
    pub backs_off: bool,
    /// Opening a stream is retried like any other request.
    #[serde(default)]
    pub retries_streams: bool,
    /// After how many seconds a request is given up; none where it waits for ever.
    #[serde(default)]
    pub timeout_seconds: Option<u32>,
}

/// What sort of road it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RouteKind {
    /// Cohere's own SDK.
    Sdk,
    /// A cloud's SDK.
    Cloud,
    /// A library in front of an SDK or the HTTP interface.
    Wrapper,
    /// Raw HTTP.
    Http,
    /// A Rust crate (there is no official SDK).
    Crate,
}

/// Another symbol for the same thing.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Alias {
    /// The symbol found in code.
    pub from: SmolStr,
    /// The symbol the rest of the catalogue uses.
    pub to: SmolStr,
}

/// What a member or call of an outside symbol is.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Returns {
    /// The symbol with its last step: `python:cohere.Client().v2`, `rust:reqwest.RequestBuilder().*()`. A last step of `*` or `*()` is any member or method.
    pub from: SmolStr,
    /// The symbol it is; the receiver itself (a builder, a context manager) is `self`.
    pub to: SmolStr,
}

/// A class or function that makes a client.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ClientEntry {
    /// The callables: calling (or `new`-ing) one makes a client. Its instance is the symbol with `()`, unless `returns` says otherwise.
    pub paths: Vec<SmolStr>,
    /// Which generation it speaks; `None` where the method decides.
    #[serde(default)]
    pub api: Option<Api>,
    /// Where its models run, if not as the route says.
    #[serde(default)]
    pub platform: Option<Platform>,
    /// `parameters` are all it takes, so that any other argument is a mistake. Taken for granted of Cohere's own SDKs.
    #[serde(default)]
    pub complete: bool,
    /// An argument it doesn't know is dropped without an error.
    #[serde(default)]
    pub drops_unknown: bool,
    /// The versions of the package this entry is about.
    #[serde(default)]
    pub versions: VersionRange,
    /// Methods of this symbol's instances are methods of these too (`python:cohere.Client()`).
    #[serde(default)]
    pub inherits: Vec<SmolStr>,
    /// The class whose constructor this one has: arguments and credentials are as there.
    #[serde(default)]
    pub constructor_from: Option<SmolStr>,
    /// How the constructor takes arguments.
    #[serde(default)]
    pub style: ArgumentStyle,
    /// Its parameters, in positional order.
    #[serde(default, deserialize_with = "names_or_tables")]
    #[schemars(with = "Vec<NameOr<Parameter>>")]
    pub parameters: Vec<Parameter>,
    /// For [`ArgumentStyle::Chain`]: builder method → the parameters its positional arguments are.
    #[serde(default)]
    pub chain: BTreeMap<SmolStr, Vec<SmolStr>>,
    /// The parameter that takes the API key; none for cloud clients.
    #[serde(default)]
    pub credential: Option<SmolStr>,
    /// Environment variables it reads when the credential is not given, in order.
    #[serde(default, deserialize_with = "names_or_tables")]
    #[schemars(with = "Vec<NameOr<Variable>>")]
    pub credential_env: Vec<Variable>,
    /// Parameters that point the client at another server (a private deployment).
    #[serde(default)]
    pub base_url: Vec<SmolStr>,
    /// Names people pass by mistake and the constructor ignores or refuses, with the right one.
    #[serde(default)]
    pub wrong_credentials: BTreeMap<SmolStr, SmolStr>,
    /// Parameters that set a timeout.
    #[serde(default)]
    pub timeout: Vec<SmolStr>,
    /// Parameters that set the number of retries.
    #[serde(default)]
    pub retries: Vec<SmolStr>,
    /// Its methods are coroutines, but for those that stream: they return an asynchronous iterator at once.
    #[serde(default)]
    pub is_async: bool,
    /// What to use instead of a v1 client.
    #[serde(default)]
    pub replacement: Option<SmolStr>,
    /// It speaks to Cohere only where one of `base_url` points there (the OpenAI SDK).
    #[serde(default)]
    pub only_by_url: bool,
    /// It concerns Cohere only where its model begins so; see [`MethodEntry::only_models`].
    #[serde(default)]
    pub only_models: Vec<SmolStr>,
    /// It concerns Cohere only where these arguments begin so; see [`MethodEntry::only_with`].
    #[serde(default)]
    pub only_with: BTreeMap<SmolStr, Vec<SmolStr>>,
    /// The parameter, by its wire name, that says how large the batches are which it sends.
    #[serde(default)]
    pub batch_size: Option<SmolStr>,
    /// For wrapper classes that are bound to one endpoint: that endpoint. The constructor's arguments count as each call's.
    #[serde(default)]
    pub endpoint: Option<SmolStr>,
    /// Wire arguments the wrapper sets by itself.
    #[serde(default)]
    pub sets: Vec<SmolStr>,
    /// Defaults of the wrapper's own, by wire argument (`model = "command-r"`).
    #[serde(default)]
    pub defaults: BTreeMap<SmolStr, SmolStr>,
    /// Making one opens nothing that would have to be opened again: it holds settings alone.
    #[serde(default)]
    pub light: bool,
    /// It (always) uses something that is gone.
    #[serde(default)]
    pub removed: Option<Removed>,
    /// The versions in which printing an instance shows the key it holds.
    #[serde(default)]
    pub shows_key: Option<VersionRange>,
}

/// A method or function that reaches an endpoint.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct MethodEntry {
    /// The symbols called, without the call: `python:cohere.ClientV2().chat`.
    pub paths: Vec<SmolStr>,
    /// The endpoint's id in `endpoints.toml`, with `@v1`/`@v2` where both exist: `chat@v2`.
    pub endpoint: SmolStr,
    /// The versions of the package this entry is about.
    #[serde(default)]
    pub versions: VersionRange,
    /// How it takes arguments.
    #[serde(default)]
    pub style: ArgumentStyle,
    /// The method of the same route whose parameters this one has.
    #[serde(default)]
    pub parameters_from: Option<SmolStr>,
    /// Its parameters, in positional order. Empty: the endpoint's own.
    #[serde(default, deserialize_with = "names_or_tables")]
    #[schemars(with = "Vec<NameOr<Parameter>>")]
    pub parameters: Vec<Parameter>,
    /// `parameters` are all it takes, so that any other argument is a mistake. Taken for granted of Cohere's own SDKs.
    #[serde(default)]
    pub complete: bool,
    /// For [`ArgumentStyle::Chain`]: builder method → wire names of its positional arguments. `*` is an object whose keys are wire names.
    #[serde(default)]
    pub chain: BTreeMap<SmolStr, Vec<SmolStr>>,
    /// Wire arguments the route sets by itself.
    #[serde(default)]
    pub sets: Vec<SmolStr>,
    /// Defaults of the route's own, by wire argument.
    #[serde(default)]
    pub defaults: BTreeMap<SmolStr, SmolStr>,
    /// Wire arguments this route has no way to send.
    #[serde(default)]
    pub cannot_send: Vec<SmolStr>,
    /// For callables that serve many vendors: it concerns Cohere only where the model's literal, or the symbol the model is an instance of,
    /// begins with one of these (`cohere/`, `npm:@ai-sdk/cohere.`), a cloud's region or ARN around it aside. Any model if empty. Entries for the
    /// same symbol may differ by this.
    #[serde(default)]
    pub only_models: Vec<SmolStr>,
    /// Likewise for other arguments, by wire name: `provider = ["cohere"]`. All of them must fit.
    #[serde(default)]
    pub only_with: BTreeMap<SmolStr, Vec<SmolStr>>,
    /// Splits oversized batches by itself.
    #[serde(default)]
    pub splits_batches: bool,
    /// Names among these methods that take one text, with the sibling that takes many: `embed` → `embedMany`.
    #[serde(default)]
    pub batches_with: BTreeMap<SmolStr, SmolStr>,
    /// The versions in which it doesn't, although others do.
    #[serde(default)]
    pub splits_except: Option<VersionRange>,
    /// The argument that turns the splitting off, when false.
    #[serde(default)]
    pub splits_unless: Option<SmolStr>,
    /// The argument, by its wire name, that says how large the batches are which it sends.
    #[serde(default)]
    pub batch_size: Option<SmolStr>,
    /// It only makes the request: the client's method of this name, which the request is handed to, sends it.
    #[serde(default)]
    pub sent_by: Option<SmolStr>,
    /// The answer is a stream.
    #[serde(default)]
    pub streams: bool,
    /// Calling it returns a coroutine or promise.
    #[serde(default)]
    pub is_async: bool,
    /// The method itself is gone or deprecated.
    #[serde(default)]
    pub removed: Option<Removed>,
}

/// A parameter of a constructor or method. A plain string is a parameter with that name and nothing special about it.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Parameter {
    /// Its name in code.
    pub name: SmolStr,
    /// Its wire name, where it differs from the name (after camelCase → snake_case). `*` for an object whose keys are arguments themselves,
    /// `*.cohere` where they are those of its key `cohere`.
    #[serde(default)]
    pub wire: Option<SmolStr>,
    /// The versions that have it.
    #[serde(default)]
    pub versions: VersionRange,
    /// The call fails locally without it.
    #[serde(default)]
    pub required: bool,
    /// The versions in which it is required, where that changed.
    #[serde(default)]
    pub required_versions: Option<VersionRange>,
    /// Passing it is refused or does nothing any more (`chat(stream=True)` since 5.0.0).
    #[serde(default)]
    pub removed: Option<Removed>,
}

impl From<&str> for Parameter {
    fn from(name: &str) -> Self {
        Self { name: name.into(), ..Self::default() }
    }
}

/// An environment variable. A plain string is one that every version reads.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Variable {
    /// Its name.
    pub name: SmolStr,
    /// The versions that read it.
    #[serde(default)]
    pub versions: VersionRange,
}

impl From<&str> for Variable {
    fn from(name: &str) -> Self {
        Self { name: name.into(), ..Self::default() }
    }
}

/// A thing as it may be written: by its name alone, or as a table.
#[derive(JsonSchema)]
#[serde(untagged)]
#[allow(dead_code, reason = "the shape of what is written, for the schema")]
enum NameOr<T> {
    Name(String),
    Table(T),
}

/// Reads a list of things that are written as names or as tables.
fn names_or_tables<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de> + for<'n> From<&'n str>,
{
    struct Item<T>(T);
    struct ItemVisitor<T>(PhantomData<T>);

    impl<'de, T: Deserialize<'de> + for<'n> From<&'n str>> Visitor<'de> for ItemVisitor<T> {
        type Value = Item<T>;

        fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
            formatter.write_str("a name or a table")
        }

        fn visit_str<E: de::Error>(self, name: &str) -> Result<Self::Value, E> {
            Ok(Item(T::from(name)))
        }

        fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
            T::deserialize(MapAccessDeserializer::new(map)).map(Item)
        }
    }

    impl<'de, T: Deserialize<'de> + for<'n> From<&'n str>> Deserialize<'de> for Item<T> {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            deserializer.deserialize_any(ItemVisitor(PhantomData))
        }
    }

    Ok(Vec::<Item<T>>::deserialize(deserializer)?.into_iter().map(|item| item.0).collect())
}

/// That and how something is gone.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Removed {
    /// `raises` (the SDK refuses locally), `server` (the server refuses), `deprecated` (still there).
    pub how: RemovedHow,
    /// The day, `YYYY-MM-DD`, where there is one.
    #[serde(default)]
    pub on: Option<SmolStr>,
    /// What to use instead, as words.
    pub replacement: String,
    /// What happens, as words: "raises ValueError since cohere 5.0.0".
    pub what: String,
}

/// How something is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RemovedHow {
    /// The SDK raises.
    Raises,
    /// The server refuses.
    Server,
    /// Deprecated, still answered.
    Deprecated,
}

/// A call that sends an HTTP request.
///
/// Places of arguments are written alike in all its fields: a position (`"0"`), a name (`"url"`), a key of the options object
/// (`"options.body"`), or an argument of an earlier call that the receiver came from: `"post.0"` is the first argument of `.post(…)` in a
/// builder chain, `"create.0.baseURL"` a key of the object given to `axios.create`, `"Client.base_url"` a named argument of the constructor.
/// Several are tried in order. `JSON.stringify` and its kin around a value are seen through.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Sender {
    /// The symbols called: `python:requests.post`, `npm:axios.post`, `rust:reqwest.RequestBuilder().send`.
    pub paths: Vec<SmolStr>,
    /// The HTTP method, where the symbol fixes it.
    #[serde(default)]
    pub method: Option<SmolStr>,
    /// Where the URL is.
    pub url: Vec<SmolStr>,
    /// Where the URL is that a relative one is joined to.
    #[serde(default)]
    pub base: Vec<SmolStr>,
    /// Where the options object is, if any: a position.
    #[serde(default)]
    pub options: Option<usize>,
    /// Where the body is.
    #[serde(default)]
    pub body: Vec<SmolStr>,
    /// Where the headers are. In a chain, `"header"` takes name and value, and `"bearer_auth.0"` is the token itself.
    #[serde(default)]
    pub headers: Vec<SmolStr>,
    /// Where a timeout is, if given. `"=npm:axios.defaults.timeout"` is a member that holds for all once it is set.
    #[serde(default)]
    pub timeout: Vec<SmolStr>,
    /// It has a timeout when none is given.
    #[serde(default)]
    pub default_timeout: bool,
    /// It tries again by itself when the server is busy.
    #[serde(default)]
    pub retries: bool,
    /// An answer with an error status becomes an error by itself.
    #[serde(default)]
    pub checks_status: bool,
    /// Calling it returns a coroutine or promise.
    #[serde(default)]
    pub is_async: bool,
    /// It doesn't send yet (`Request(url)`) but holds what will be sent.
    #[serde(default)]
    pub is_prepared: bool,
    /// Prefixes of symbols of the errors it raises.
    #[serde(default)]
    pub error_prefixes: Vec<SmolStr>,
    /// Its errors, and what it gives, carry the request with all headers, and show it when they are printed.
    #[serde(default)]
    pub shows_headers: bool,
    /// Where in what it gives the answer's JSON is: `json()`, `data`; what it gives itself if empty.
    #[serde(default)]
    pub answer: Vec<SmolStr>,
}

/// A symbol that stands for a model id.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ModelConstant {
    /// The symbol: `rust:rig.providers.cohere.COMMAND_R`.
    pub path: SmolStr,
    /// The id it holds.
    pub model: SmolStr,
    /// The versions of the package in which it holds that id.
    #[serde(default)]
    pub versions: VersionRange,
}
