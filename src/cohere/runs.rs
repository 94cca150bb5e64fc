//! Where a client is made or a call runs, as rules read it: for each request, in a loop, on an event loop, with its promise left behind.

use crate::finding::{Confidence, Label};
use smol_str::SmolStr;

/// Where a client is made or a call runs.
#[derive(Clone, Debug, Default)]
pub struct Runs {
    /// It runs for each request that an application serves.
    pub per_request: Option<RequestUse>,
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
