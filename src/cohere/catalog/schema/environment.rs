//! The shape of `rules/catalog/environment.toml`.

use super::*;

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
    /// Calls that pause, with the position of the delay: `python:time.sleep` = 0.
    #[serde(default)]
    pub waits: BTreeMap<SmolStr, usize>,
    /// Calls that make a length of time of a number, with the milliseconds of its unit: `rust:std.time.Duration.from_secs()` = 1000.
    #[serde(default)]
    pub durations: BTreeMap<SmolStr, u32>,
    /// Names in lower case of functions that pause, for callees that can't be told.
    #[serde(default)]
    pub wait_words: Vec<SmolStr>,
    /// What the names of functions that try again hold, in lower case.
    #[serde(default)]
    pub retry_words: Vec<SmolStr>,
    /// Iterables that give nothing but numbers: `python:builtins.range()`.
    #[serde(default)]
    pub counters: Vec<SmolStr>,
    /// Members that hold the status of an answer or error.
    #[serde(default)]
    pub status_words: Vec<SmolStr>,
    /// What the names of circuit breakers hold, in lower case letters.
    #[serde(default)]
    pub breaker_words: Vec<SmolStr>,
    /// The states of a circuit breaker, each with its spellings in lower case letters.
    #[serde(default)]
    pub breaker_states: Vec<Vec<SmolStr>>,
    /// Calls by which an object is told to retry: whoever is given it (`axiosRetry(axios)`), or mounts it (`session.mount("https://", …)`).
    #[serde(default, rename = "retry-setup")]
    pub retry_setups: Vec<RetrySetup>,
}

/// A call by which an object that sends requests is told to retry.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RetrySetup {
    /// The symbols called on the object: `python:requests.Session().mount`, `rust:reqwest_middleware.ClientBuilder().with`; or the module.
    pub paths: Vec<SmolStr>,
    /// The paths are modules that do it to whatever they are given (`npm:axios-retry`).
    #[serde(default)]
    pub is_library: bool,
    /// The position of what decides, and the named argument of it that must be given (`HTTPAdapter(max_retries=…)`).
    #[serde(default)]
    pub by: Option<usize>,
    /// The named argument.
    #[serde(default)]
    pub named: Option<SmolStr>,
    /// What that must be an instance of, by the beginning of its symbol; anything, if empty.
    #[serde(default)]
    pub only: Vec<SmolStr>,
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
    /// Errors vanish in it without a trace.
    #[serde(default)]
    pub drops: bool,
    /// It retries with back-off.
    #[serde(default)]
    pub retries: bool,
    /// It gives up after some time.
    #[serde(default)]
    pub bounds_time: bool,
    /// It does what the policies it is made of do (`wrap(retry(…), circuitBreaker(…))`).
    #[serde(default)]
    pub combines: bool,
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
