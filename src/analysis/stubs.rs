//! What the analysis is told about the world outside the project. It comes from the catalogue, as plain tables.

use super::execution::Frameworks;
use super::flow_tables::FlowTables;
use crate::source::Language;
use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;

/// A call that reads an environment variable.
#[derive(Clone, Debug)]
pub struct EnvReader {
    /// The position of the variable's name.
    pub name: usize,
    /// The position of the fallback.
    pub fallback: Option<usize>,
    /// The named argument for the fallback.
    pub fallback_name: Option<SmolStr>,
}

/// What a function does with the function it is given.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Wrapping {
    /// The position of the function it is given.
    pub function: usize,
    /// Errors don't come out of it.
    pub handles: bool,
    /// Errors vanish in it without a trace.
    pub drops: bool,
    /// It retries with back-off.
    pub retries: bool,
    /// It gives up after some time.
    pub bounds_time: bool,
    /// It does what the policies it is made of do.
    pub combines: bool,
    /// It is a circuit breaker.
    pub breaks_circuit: bool,
    /// It runs the function on another thread.
    pub offloads: bool,
    /// It hands errors on to the framework's error handling.
    pub forwards_errors: bool,
    /// It keeps the result: the function runs once.
    pub caches: bool,
}

/// A call by which an application registers a handler for errors of all its routes.
#[derive(Clone, Debug, Default)]
pub struct RouteErrorHandler {
    /// Modules whose routes it covers.
    pub covers: Vec<SmolStr>,
    /// The position of the error type it is for.
    pub error: Option<usize>,
    /// Parameters the function given must take.
    pub parameters: usize,
    /// Package, first major version and patching module with which errors of asynchronous routes reach it.
    pub asynchronous_since: Option<(SmolStr, u64, Option<SmolStr>)>,
}

/// The words by which dependency injection is written.
#[derive(Clone, Debug, Default)]
pub struct Injectors {
    /// Decorators of parameters that name a token.
    pub decorators: FxHashSet<SmolStr>,
    /// The key of a provider for its token.
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

/// The tables. All symbols are in the form described in [`external`](super::external).
#[derive(Debug, Default)]
pub struct Stubs {
    /// Symbol → the symbol used instead.
    pub aliases: FxHashMap<SmolStr, SmolStr>,
    /// Symbol with its last step → what it is; `self` for the receiver.
    pub returns: FxHashMap<SmolStr, SmolStr>,
    /// Calls that read an environment variable.
    pub env_readers: FxHashMap<SmolStr, EnvReader>,
    /// Objects whose members are environment variables.
    pub env_objects: FxHashSet<SmolStr>,
    /// Calls whose value is one of their arguments.
    pub transparent: FxHashMap<SmolStr, usize>,
    /// Methods whose value is their receiver, by ecosystem.
    pub transparent_methods: FxHashMap<&'static str, FxHashSet<SmolStr>>,
    /// Generic types that stand for one of their arguments.
    pub transparent_types: FxHashMap<SmolStr, usize>,
    /// Types that say nothing of a value: `any`.
    pub any_types: FxHashSet<SmolStr>,
    /// Base classes whose fields are read from environment variables of their names.
    pub env_classes: FxHashSet<SmolStr>,
    /// Functions that run what they are given.
    pub wrappers: FxHashMap<SmolStr, Wrapping>,
    /// Calls that declare a field whose value one of their named arguments makes.
    pub field_factories: FxHashMap<SmolStr, SmolStr>,
    /// Calls whose value is an object in which nothing is set.
    pub empty_objects: FxHashSet<SmolStr>,
    /// Calls that cut a sequence.
    pub sequences: FxHashMap<SmolStr, super::sequences::Cutter>,
    /// Methods of any sequence that cut it, by ecosystem.
    pub sequence_methods: super::sequences::SequenceMethods,
    /// Names of arguments by which a call is told how many to give at most.
    pub size_names: FxHashSet<SmolStr>,
    /// Symbols somebody asks for: a name from a star import is one of these or none.
    pub known: FxHashSet<SmolStr>,
    /// Functions that import the module they are told.
    pub importers: FxHashSet<SmolStr>,
    /// Decorators by which a function provides what tests ask for by parameters of its name.
    pub providers: FxHashSet<SmolStr>,
    /// Files whose providers serve the tests of their directory and those below.
    pub provider_files: Vec<SmolStr>,
    /// Calls that register a handler for errors of all routes.
    pub error_handlers: FxHashMap<SmolStr, RouteErrorHandler>,
    /// Frameworks that run functions of the application for each request.
    pub frameworks: Frameworks,
    /// Methods that run the function they are given for each element: `map`, `forEach`, `apply`.
    pub iterating_methods: FxHashSet<SmolStr>,
    /// Functions that do: `python:builtins.map`.
    pub iterating_functions: FxHashSet<SmolStr>,
    /// Methods that make an iterator, where `map` is not an iterator's alone (Rust).
    pub iterator_makers: FxHashSet<SmolStr>,
    /// Functions that count, whose numbers are attempts more often than elements: `python:builtins.range`.
    pub counting_functions: FxHashSet<SmolStr>,
    /// Decorators that leave a function what it is: `python:builtins.staticmethod`.
    pub plain_decorators: FxHashSet<SmolStr>,
    /// Members by which an application registers what runs when it starts: `on_event`.
    pub starting_members: FxHashSet<SmolStr>,
    /// Arguments that take such a function: `lifespan`.
    pub starting_arguments: FxHashSet<SmolStr>,
    /// Functions and classes that make a response of their arguments: `python:flask.jsonify`.
    pub responses: FxHashSet<SmolStr>,
    /// Methods that give their arguments to a response, whatever it is: `json`, `send`.
    pub response_methods: FxHashSet<SmolStr>,
    /// Members of an answer that count or name something and hold no text of it: `usage`, `id`.
    pub counting_members: FxHashSet<SmolStr>,
    /// Methods that put their argument into a container, whatever that is: `set`, `setdefault`.
    pub keeping_methods: FxHashSet<SmolStr>,
    /// How dependency injection is written.
    pub injectors: Injectors,
    /// Error types that catch everything.
    pub catch_all: FxHashSet<SmolStr>,
    /// Error types that can't come out of an HTTP call.
    pub unrelated_errors: FxHashSet<SmolStr>,
    /// Where values go.
    pub flow: FlowTables,
    /// Error types that stand for every answer with an error status.
    pub broad_errors: FxHashSet<SmolStr>,
    /// Calls that pause → the position of the delay.
    pub waits: FxHashMap<SmolStr, usize>,
    /// What makes a length of time of a number → how many milliseconds its unit is.
    pub durations: FxHashMap<SmolStr, u32>,
    /// Names in lower case of functions that pause, where it isn't known what they are.
    pub wait_words: FxHashSet<SmolStr>,
    /// Iterables that give nothing but numbers.
    pub counters: FxHashSet<SmolStr>,
    /// Members that hold the status of an answer or error.
    pub status_words: FxHashSet<SmolStr>,
    /// What the names of circuit breakers hold, in lower case letters.
    pub breaker_words: Vec<SmolStr>,
    /// The states of a circuit breaker, each with its spellings in lower case letters.
    pub breaker_states: Vec<Vec<SmolStr>>,
    /// The last names of functions that give up after some time.
    pub deadline_names: FxHashSet<SmolStr>,
}

impl Stubs {
    /// The symbol used for `symbol`.
    pub fn alias(&self, symbol: &str) -> SmolStr {
        self.aliases.get(symbol).cloned().unwrap_or_else(|| symbol.into())
    }

    /// The symbol after one step: `plain` is the receiver's symbol and the step, `wildcard` the step's wildcard form.
    pub fn step(&self, plain: &str, receiver: &str, wildcard: &str) -> Option<SmolStr> {
        if let Some(to) = self.returns.get(plain) {
            return Some(if to == "self" { receiver.into() } else { to.clone() });
        }
        if let Some(to) = self.aliases.get(plain) {
            return Some(to.clone());
        }
        if wildcard.starts_with('*') {
            let to = self.returns.get(format!("{receiver}.{wildcard}").as_str())?;
            return Some(if to == "self" { receiver.into() } else { to.clone() });
        }
        None
    }

    /// Whether a member of an outside object is an environment variable: its name is written as theirs are, unlike its methods'.
    pub fn is_variable(&self, object: &str, name: &str) -> bool {
        self.env_objects.contains(object) && !name.contains(|c: char| c.is_ascii_lowercase())
    }

    /// The last names of all known symbols: a member called by another name is none of them.
    pub fn known_names(&self) -> FxHashSet<SmolStr> {
        let last = |symbol: &SmolStr| symbol.trim_end_matches("()").rsplit(['.', '/', ':']).next().map(SmolStr::from);
        self.known.iter().filter_map(last).collect()
    }

    /// Whether calling method `name` on any value of the language gives the value back.
    pub fn is_transparent_method(&self, language: Language, name: &str) -> bool {
        self.transparent_methods.get(language.ecosystem()).is_some_and(|names| names.contains(name))
    }
}
