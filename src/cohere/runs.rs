//! Where a client is made or a call runs, as rules read it: for each request, in a loop, on an event loop, with its promise left behind.

use super::usage::Place;
use crate::finding::{Confidence, Label};
use smol_str::SmolStr;

/// What calling gives at once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Answer {
    /// The answer: whoever calls waits for it.
    AtOnce,
    /// A promise, a coroutine or a future of it.
    Promised,
    /// It isn't known, or something else: an iterator, a request that somebody sends later.
    #[default]
    Unknown,
}

/// Where a client is made or a call runs. Filled for the code of applications only.
#[derive(Clone, Debug, Default)]
pub struct Runs {
    /// It runs for each request that an application serves.
    pub per_request: Option<RequestUse>,
    /// A client: it is made anew in each round of a loop.
    pub in_loop: Option<LoopUse>,
    /// Raw HTTP: what holds its connections is made anew, again and again.
    pub pool: Option<PoolUse>,
    /// An embed call: it gets one element of a loop in each round.
    pub one_text_a_round: Option<LoopUse>,
    /// A call that waits for its answer and holds up an event loop.
    pub blocks: Option<Blocks>,
    /// A call whose promise nobody gets.
    pub floating: Option<Floating>,
    /// A chat that isn't streamed: where its answer goes to whoever sent the request, as a whole.
    pub answered: Option<Label>,
    /// An embed or rerank call that gets the request's query or a constant.
    pub query: Option<Query>,
}

/// What holds the connections of a request, made anew for each request that is served or in each round of a loop.
#[derive(Clone, Debug)]
pub struct PoolUse {
    /// The callee that makes it.
    pub name: Place,
    /// What it is, as people say it: `reqwest.Client.new`.
    pub made_by: String,
    /// For each request.
    pub per_request: Option<RequestUse>,
    /// In each round.
    pub in_loop: Option<LoopUse>,
}

/// A loop around a place.
#[derive(Clone, Debug)]
pub struct LoopUse {
    /// The way there: the calls between, innermost first, and what is iterated.
    pub way: Vec<Label>,
}

/// A synchronous call in an asynchronous function.
#[derive(Clone, Debug)]
pub struct Blocks {
    /// The asynchronous function's name.
    pub function: SmolStr,
    /// Where that function calls the helper that waits; `None` where it waits itself.
    pub place: Option<Place>,
    /// The calls between.
    pub way: Vec<Label>,
}

/// What becomes of a promise that nobody gets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Floating {
    /// It is a statement of its own.
    Dropped,
    /// It is thrown away on purpose.
    Discarded,
    /// It is stored under a name that nothing reads.
    Unread(SmolStr),
    /// A member of it is read as if it were the answer.
    ReadTooSoon(SmolStr),
}

/// A query that a call answers for a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Query {
    /// It is the same in every request.
    pub is_constant: bool,
    /// Something on the way speaks of a cache.
    pub is_cached: bool,
}

/// A request handler, as people speak of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Handler {
    /// The function's name; `None` for closures and scripts.
    pub function: Option<SmolStr>,
    /// The framework's name; `None` where only the shape of the registration tells.
    pub framework: Option<SmolStr>,
    /// The path it is registered under, as written.
    pub path: Option<SmolStr>,
    /// The HTTP method.
    pub method: Option<SmolStr>,
    /// What it runs for: `request`, `message`, `interaction`, `invocation`.
    pub runs_for: SmolStr,
    /// It is a script that runs anew as a whole.
    pub is_script: bool,
    /// Credentials reach it with the request only.
    pub credentials_come_with_requests: bool,
}

impl Handler {
    /// Whether its path says that somebody asks there whether the service is well.
    pub fn is_probe(&self) -> bool {
        let path = self.path.as_deref().unwrap_or_default().to_ascii_lowercase();
        path.split('/').any(|part| {
            let part: String = part.chars().filter(char::is_ascii_alphanumeric).collect();
            part.starts_with("health")
                || matches!(part.as_str(), "ready" | "readyz" | "readiness" | "live" | "livez" | "liveness" | "status" | "ping")
        })
    }

    /// The same as the subject of a sentence: "The handler of `POST /chat`".
    pub fn subject(&self) -> String {
        let words = self.describe();
        let mut letters = words.chars();
        letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
    }

    /// "the handler of `POST /chat`", "the route handler `chat`", "this Streamlit script".
    pub fn describe(&self) -> String {
        let framework = self.framework.as_deref();
        if self.is_script {
            return format!("this {} script", framework.unwrap_or("application"));
        }
        match (&self.method, &self.path, &self.function) {
            (Some(method), Some(path), _) => format!("the handler of `{method} {path}`"),
            (None, Some(path), _) if path.starts_with('/') => format!("the handler of `{path}`"),
            (_, _, Some(function)) => match framework {
                Some(framework) => format!("the {framework} handler `{function}`"),
                None => format!("the handler `{function}`"),
            },
            (_, Some(path), None) => format!("the handler of `{path}`"),
            _ => format!("a {} handler", framework.unwrap_or("request")),
        }
    }
}

/// It runs for each request.
#[derive(Clone, Debug)]
pub struct RequestUse {
    /// The handler that runs it.
    pub handler: Handler,
    /// The way there: the calls between, innermost first, and where the handler is registered.
    pub way: Vec<Label>,
    /// What it is made of (for clients: what the constructor is given) comes with the request.
    pub comes_with_request: bool,
    /// How sure it is.
    pub confidence: Confidence,
}
