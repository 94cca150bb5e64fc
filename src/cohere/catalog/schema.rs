//! The shape of the files under `rules/catalog/`.
//!
//! Symbols are written as the analysis writes them: the ecosystem, the module, then members and calls, all joined by dots:
//! `python:cohere.Client` is a class, `python:cohere.Client()` an instance of it, `python:cohere.Client().chat` its method,
//! `npm:cohere-ai.CohereClientV2`, `npm:cohere-ai/aws.BedrockClient`, `npm:cohere-ai.default` (default import),
//! `rust:rig.providers.cohere.Client.new`. Names nobody imported live in `python:builtins`, `npm:globalThis` and `rust:std`.

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
    /// How a single call is given a timeout, retries and the like.
    #[serde(default)]
    pub request_options: Option<RequestOptions>,
    /// What the route does about failures and waiting when nobody says anything, by version.
    #[serde(default, rename = "default-resilience")]
    pub default_resilience: Vec<DefaultResilience>,
    /// Versions whose clients share the connections of the process: making one loses little.
    #[serde(default)]
    pub shared_connections: Option<VersionRange>,
}

/// Where a call takes options about the request itself.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RequestOptions {
    /// The argument that holds them, by name (`request_options`) or position (`"1"`).
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
    /// begins with one of these (`cohere/`, `npm:@ai-sdk/cohere.`). Any model if empty.
    #[serde(default)]
    pub only_models: Vec<SmolStr>,
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
    /// Where a timeout is, if given.
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

/// `rules/catalog/endpoints.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct EndpointsFile {
    /// Hosts of the API.
    pub hosts: Vec<SmolStr>,
    /// The endpoints.
    #[serde(rename = "endpoint")]
    pub endpoints: Vec<Endpoint>,
}

/// An endpoint of the API.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Endpoint {
    /// Its id: `chat@v2`, `embed@v1`, `tokenize`, `generate`.
    pub id: SmolStr,
    /// What it does, whatever the generation: `chat`, `embed`, `rerank`, `generate`, `summarize`, `classify`, `tokenize`, `models`, …
    pub operation: SmolStr,
    /// The generation, `None` where only one exists and it isn't legacy.
    #[serde(default)]
    pub api: Option<Api>,
    /// Its path on the host: `/v2/chat`; several where an old spelling still answers (`/chat`, `/generate`).
    #[serde(default)]
    pub paths: Vec<SmolStr>,
    /// Wire arguments the server insists on.
    #[serde(default)]
    pub required: Vec<SmolStr>,
    /// All other wire arguments.
    #[serde(default)]
    pub optional: Vec<SmolStr>,
    /// Arguments of the other generation with what replaces them: `preamble = "a system message in messages"`.
    #[serde(default)]
    pub foreign: BTreeMap<SmolStr, String>,
    /// What other vendors call its arguments, with the wire name here: `top_p = "p"`.
    #[serde(default)]
    pub misnamed: BTreeMap<SmolStr, SmolStr>,
    /// The families of models it takes: `chat`, `embed`, `rerank`, `generate`.
    #[serde(default)]
    pub families: Vec<SmolStr>,
    /// It takes a model at all.
    #[serde(default)]
    pub takes_model: bool,
    /// What happens when no model is named: the id the server falls back to, `""` if it has a good default.
    #[serde(default)]
    pub default_model: Option<SmolStr>,
    /// It takes a token limit that bounds cost.
    #[serde(default)]
    pub takes_max_tokens: bool,
    /// Switches by which it writes no answer, so that there is nothing to limit (`search_queries_only`).
    #[serde(default)]
    pub answerless_with: Vec<SmolStr>,
    /// Its v2 counterpart, as words.
    #[serde(default)]
    pub replacement: Option<String>,
    /// It lives on in v1 alone: a v1 client used only for such endpoints is fine.
    #[serde(default)]
    pub v1_only: bool,
    /// The server refuses it.
    #[serde(default)]
    pub removed: Option<Removed>,
    /// Arguments the server is to refuse or no longer heeds, by wire name (`connectors` of v1 chat).
    #[serde(default)]
    pub removed_arguments: BTreeMap<SmolStr, Removed>,
    /// Largest number of `texts`/`inputs`/`documents`, where bounded.
    #[serde(default)]
    pub max_items: Option<u32>,
    /// The number of them that is advised not to be exceeded, where that is less.
    #[serde(default)]
    pub advised_items: Option<u32>,
    /// Closed sets of values, by wire argument.
    #[serde(default)]
    pub values: BTreeMap<SmolStr, Vec<toml::Value>>,
    /// Arguments that are lists and refused as anything else.
    #[serde(default)]
    pub lists: Vec<SmolStr>,
    /// Inclusive numeric ranges, by wire argument.
    #[serde(default)]
    pub ranges: BTreeMap<SmolStr, [f64; 2]>,
    /// What code written for another generation reads from its answer, and doesn't find.
    #[serde(default, rename = "answer")]
    pub answers: Vec<ForeignAnswer>,
    /// Where the limits and arguments come from.
    #[serde(default)]
    pub source: Vec<String>,
}

/// A part that an endpoint's answer doesn't have, though that of another generation does.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ForeignAnswer {
    /// The part, by wire names: `text`, `embeddings[]`, `results[].document`.
    pub path: SmolStr,
    /// What has it in this answer, as words.
    pub instead: String,
    /// It is missing only after this argument was sent.
    #[serde(default)]
    pub when_argument: Option<SmolStr>,
    /// It may be there after this argument was sent.
    #[serde(default)]
    pub unless_argument: Option<SmolStr>,
    /// It is about the events of a stream.
    #[serde(default)]
    pub streams: bool,
}

/// `rules/catalog/models.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ModelsFile {
    /// The day the catalogue was checked, `YYYY-MM-DD`.
    pub as_of: SmolStr,
    /// The models.
    #[serde(rename = "model")]
    pub models: Vec<Model>,
    /// Ids that look right and are not.
    #[serde(default, rename = "not-an-id")]
    pub not_ids: Vec<NotAnId>,
}

/// A model.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Model {
    /// Its id on its platform.
    pub id: SmolStr,
    /// Where it runs.
    #[serde(default)]
    pub platform: Platform,
    /// `chat`, `embed`, `rerank`, `generate`, `summarize`, `transcribe`, `parse`. Several where an old word meant several (`large`).
    pub families: Vec<SmolStr>,
    /// Its state by announcement.
    pub status: ModelStatus,
    /// The day its end was announced, `YYYY-MM-DD`.
    #[serde(default)]
    pub deprecated_on: Option<SmolStr>,
    /// The day it was or will be shut down.
    #[serde(default)]
    pub shutdown_on: Option<SmolStr>,
    /// What to use instead.
    #[serde(default)]
    pub replacement: Option<SmolStr>,
    /// The id it stands for.
    #[serde(default)]
    pub alias_of: Option<SmolStr>,
    /// An ordinary word: a model only in a proven model position.
    #[serde(default)]
    pub ordinary_word: bool,
    /// Embedding dimensions.
    #[serde(default)]
    pub dimensions: Vec<u32>,
    /// Most tokens it can write.
    #[serde(default)]
    pub max_output_tokens: Option<u32>,
    /// The context window in tokens.
    #[serde(default)]
    pub context_tokens: Option<u32>,
    /// Recommended, or the fallback, for its use case.
    #[serde(default)]
    pub recommended: bool,
    /// Small and cheap among its kind: what a health check may ask.
    #[serde(default)]
    pub light: bool,
    /// Wire arguments of its endpoint that it doesn't take (`output_dimension` of embeddings of one size).
    #[serde(default)]
    pub refuses: Vec<SmolStr>,
    /// Closed sets of values, by wire argument, where its own is smaller than the endpoint's.
    #[serde(default)]
    pub values: BTreeMap<SmolStr, Vec<toml::Value>>,
    /// The one generation of the API that serves it, where only one does.
    #[serde(default)]
    pub api: Option<Api>,
    /// The generation for rules that begin with v3 of embed: 2, 3, 4, 5.
    #[serde(default)]
    pub generation: Option<f32>,
    /// What the server and the documentation each say, where that differs; shown in the finding.
    #[serde(default)]
    pub note: Option<String>,
    /// Where the dates come from.
    #[serde(default)]
    pub source: Option<String>,
}

/// The state of a model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ModelStatus {
    /// Usable.
    Live,
    /// Announced to end.
    Deprecated,
    /// Gone, or announced and past its day.
    Retired,
    /// An experimental moving target.
    Nightly,
    /// Another name of a live model.
    Alias,
}

/// An id that looks right and is not.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct NotAnId {
    /// The id.
    pub id: SmolStr,
    /// Why it isn't one, and which to use.
    pub why: String,
    /// The id that was meant, where that is clear.
    #[serde(default)]
    pub use_instead: Option<SmolStr>,
}

/// `rules/catalog/environment.toml`: what the analysis must know of the languages' own libraries to follow values.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Environment {
    /// Other symbols for the same thing.
    #[serde(default, rename = "alias")]
    pub aliases: Vec<Alias>,
    /// What members and calls of outside symbols are.
    #[serde(default, rename = "returns")]
    pub returns: Vec<Returns>,
    /// Calls that read an environment variable: `python:os.getenv` with the name at 0 and a fallback at 1.
    #[serde(default, rename = "env-read")]
    pub env_reads: Vec<EnvRead>,
    /// Objects whose members or items are environment variables: `python:os.environ`, `npm:globalThis.process.env`.
    #[serde(default)]
    pub env_objects: Vec<SmolStr>,
    /// Functions that import the module they are told: `python:importlib.import_module`.
    #[serde(default)]
    pub importers: Vec<SmolStr>,
    /// Decorators of functions that give tests what these ask for by a parameter's name: `python:pytest.fixture`.
    #[serde(default)]
    pub providers: Vec<SmolStr>,
    /// Files whose providers serve all tests beside and below them: `conftest.py`.
    #[serde(default)]
    pub provider_files: Vec<SmolStr>,
    /// Types that say nothing of a value: `any`.
    #[serde(default)]
    pub any_types: Vec<SmolStr>,
    /// Base classes whose fields are read from environment variables of their names, a field's default being the fallback.
    #[serde(default)]
    pub env_classes: Vec<SmolStr>,
    /// Calls whose value is their first argument: `rust:std.sync.Arc.new`, `python:typing.cast` (with `cast = 1`).
    #[serde(default)]
    pub transparent: BTreeMap<SmolStr, usize>,
    /// Calls that declare a field whose value one of their named arguments makes: `python:dataclasses.field` → `default_factory`.
    #[serde(default)]
    pub field_factories: BTreeMap<SmolStr, SmolStr>,
    /// Calls whose value is an object in which nothing is set (`rust:std.Default.default`).
    #[serde(default)]
    pub empty_objects: Vec<SmolStr>,
    /// Methods whose value is their receiver, on any value of the ecosystem: `rust` → `clone`, `to_string`, `into`; `python` → `strip`.
    #[serde(default)]
    pub transparent_methods: BTreeMap<SmolStr, Vec<SmolStr>>,
    /// Generic types that stand for their argument: `Optional`, `Promise`, `Arc`, with its position.
    #[serde(default)]
    pub transparent_types: BTreeMap<SmolStr, usize>,
    /// Calls that make a sequence of another: chunks, slices, the first so many.
    #[serde(default, rename = "sequence")]
    pub sequences: Vec<Sequence>,
    /// Names of arguments by which a search is told how many to give at most.
    #[serde(default)]
    pub size_names: Vec<SmolStr>,
    /// Functions that call the closure they are given, with what that means for its errors. Their value is the closure's.
    #[serde(default, rename = "wrapper")]
    pub wrappers: Vec<CallWrapper>,
    /// Last names of calls by which a test puts something else in a module's place: `jest.mock("cohere-ai")`, `patch("app.cohere.Client")`.
    #[serde(default)]
    pub module_mocks: Vec<SmolStr>,
    /// Calls by which an application registers a handler for errors of all its routes.
    #[serde(default, rename = "error-handler")]
    pub error_handlers: Vec<ErrorHandler>,
    /// How dependency injection is written.
    #[serde(default)]
    pub injection: Injection,
    /// Error types that catch everything, by symbol.
    #[serde(default)]
    pub catch_all: Vec<SmolStr>,
    /// Error types that can't come from an HTTP call (`python:builtins.KeyError`).
    #[serde(default)]
    pub unrelated_errors: Vec<SmolStr>,
}

/// How dependency injection is written: a container hands to a parameter what the provider of its token gives.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Injection {
    /// Decorators of parameters that name a token: `npm:@nestjs/common.Inject`.
    pub decorators: Vec<SmolStr>,
    /// The key of a provider object for its token.
    pub token: SmolStr,
    /// The key for a function that makes the value.
    pub factory: SmolStr,
    /// The key for a class to make an object of.
    pub class: SmolStr,
    /// The key for the value itself.
    pub value: SmolStr,
    /// The key for another token.
    pub alias: SmolStr,
}

/// A call by which an application registers a handler for errors of all its routes.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ErrorHandler {
    /// The symbols called: `python:fastapi.FastAPI().exception_handler`.
    pub paths: Vec<SmolStr>,
    /// Modules whose routes it covers, as prefixes of the symbols that register them: `python:fastapi`.
    pub covers: Vec<SmolStr>,
    /// The position of the error type it is for; all errors where there is none.
    #[serde(default)]
    pub error: Option<usize>,
    /// The function given must take at least this many parameters (Express tells error middleware by its four).
    #[serde(default)]
    pub parameters: usize,
    /// Errors of asynchronous routes reach it only from this version of the package on.
    #[serde(default)]
    pub asynchronous_since: Option<AsynchronousSince>,
}

/// From which version of a package on errors of asynchronous routes are handed to its error handlers.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct AsynchronousSince {
    /// The package.
    pub package: SmolStr,
    /// Its first major version that does so.
    pub major: u64,
    /// A module whose import makes earlier versions do so too.
    #[serde(default)]
    pub patch: Option<SmolStr>,
}

/// Calls that make a sequence of another.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Sequence {
    /// What they make of it.
    pub cut: SequenceCut,
    /// The symbols called.
    #[serde(default)]
    pub paths: Vec<SmolStr>,
    /// Methods of any sequence, by ecosystem.
    #[serde(default)]
    pub methods: BTreeMap<SmolStr, Vec<SmolStr>>,
    /// For `paths`: the position of the sequence, if it is given one.
    #[serde(default)]
    pub of: Option<usize>,
    /// The position of the size, or of the first index.
    #[serde(default)]
    pub size: usize,
}

/// What a call makes of a sequence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SequenceCut {
    /// Pieces of a size.
    Chunks,
    /// The first so many.
    Head,
    /// From one index to another.
    Range,
    /// As many as there were.
    Same,
    /// No more than there were.
    Fewer,
    /// Numbers from one to another.
    Numbers,
}

/// A call that reads an environment variable.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct EnvRead {
    /// The symbol called.
    pub path: SmolStr,
    /// The position of the variable's name.
    #[serde(default)]
    pub name: usize,
    /// The position of the fallback, if it takes one.
    #[serde(default)]
    pub fallback: Option<usize>,
    /// The named argument for the fallback.
    #[serde(default)]
    pub fallback_name: Option<SmolStr>,
}

/// A function that runs what it is given.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct CallWrapper {
    /// The symbols called, or applied as decorators.
    pub paths: Vec<SmolStr>,
    /// Errors don't come out of it.
    #[serde(default)]
    pub handles: bool,
    /// It retries with back-off.
    #[serde(default)]
    pub retries: bool,
    /// It is a circuit breaker.
    #[serde(default)]
    pub breaks_circuit: bool,
    /// It runs the function on another thread.
    #[serde(default)]
    pub offloads: bool,
    /// It keeps the result: the function runs once for equal arguments.
    #[serde(default)]
    pub caches: bool,
    /// It hands errors on to the error handler of the framework.
    #[serde(default)]
    pub forwards_errors: bool,
    /// The position of the function among the arguments; as a decorator it is the function decorated.
    #[serde(default)]
    pub function: usize,
}
