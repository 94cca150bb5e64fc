//! Usages that are about where values go: what is read from answers, what is logged, what is indexed, what browsers get.

use super::catalog::schema::ForeignAnswer;
use super::usage::{Place, Surroundings};
use crate::finding::{Confidence, Label};
use smol_str::SmolStr;

/// Something read from an answer that an answer of this generation doesn't have.
#[derive(Clone, Debug)]
pub struct ForeignRead {
    /// The call whose answer it is, as an index into [`Usages::calls`](super::usage::Usages::calls).
    pub call: usize,
    /// The member's name, or the brackets' whole expression.
    pub place: Place,
    /// The part as written: `response.text`.
    pub written: String,
    /// What the catalogue says of it.
    pub shape: &'static ForeignAnswer,
    /// Where it stands.
    pub surroundings: Surroundings,
}

/// What of a call or a client is logged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Logged {
    /// The API key.
    Key,
    /// A client that shows its key when it is printed.
    Client,
    /// The error of an HTTP client, which carries the request's headers.
    RequestError,
    /// What people wrote: a prompt, messages, texts, documents.
    Input,
    /// What a model wrote.
    Answer,
}

/// Something of a call or a client that is logged.
#[derive(Clone, Debug)]
pub struct Leak {
    /// What it is.
    pub what: Logged,
    /// Its name, as people would say it: `CO_API_KEY`, `messages`.
    pub name: SmolStr,
    /// The argument of the logging call.
    pub place: Place,
    /// The logging call's name, as written: `logger.info`.
    pub sink: String,
    /// The log is silent unless somebody turns it on.
    pub is_debug: bool,
    /// It goes to the terminal, not to a logger.
    pub is_console: bool,
    /// The terminal is that of a service: the code answers requests.
    pub is_service: bool,
    /// The value is known to be what it is, not by where else it goes.
    pub confidence: Confidence,
    /// The way from its beginning to the log.
    pub flow: Vec<Label>,
    /// The call or client it belongs to.
    pub of: Option<Place>,
    /// Where it stands.
    pub surroundings: Surroundings,
}

/// Where the vectors of an embed call go.
#[derive(Clone, Debug)]
pub struct VectorUse {
    /// The call, as an index into [`Usages::calls`](super::usage::Usages::calls).
    pub call: usize,
    /// Into the index; otherwise into a search of it.
    pub is_write: bool,
    /// The name of the writing or searching call; of a text that is somebody's query by its name, the text.
    pub place: Place,
    /// The receiver was followed to a vector store.
    pub is_followed: bool,
    /// The way there.
    pub flow: Vec<Label>,
}

/// Why code runs in a browser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Browser {
    /// The module says `"use client"`.
    Directive,
    /// It is a component of a framework whose components run there.
    Component,
    /// A module that runs there imports it: its path.
    ImportedBy(String),
}

/// An environment variable that is read.
#[derive(Clone, Debug)]
pub struct Variable {
    /// Its name.
    pub name: SmolStr,
    /// Where it is read.
    pub place: Place,
    /// It is read from an object that a bundler fills in.
    pub is_bundled: bool,
}

/// Something that says that a key is a trial key.
#[derive(Clone, Debug)]
pub struct TrialSign {
    /// What says so: a name, a comment.
    pub words: String,
    /// Where it says so.
    pub place: Place,
    /// Where the key is used.
    pub surroundings: Surroundings,
}

/// A key that the settings of a bundler put into what browsers load.
#[derive(Clone, Debug)]
pub struct InlinedKey {
    /// The variable.
    pub name: SmolStr,
    /// Its name in the settings.
    pub place: Place,
    /// The settings: `next.config`.
    pub settings: SmolStr,
    /// Where it stands.
    pub surroundings: Surroundings,
}

/// A place where a key is used: the credential of a client, the header of a request.
#[derive(Clone, Debug)]
pub struct KeyUse {
    /// What is given as the key.
    pub place: Place,
    /// The client or request.
    pub used_at: Place,
    /// What it is given to, as people say it.
    pub receiver: String,
    /// The environment variables it may be read from.
    pub variables: Vec<Variable>,
    /// Whether a key is given by the source or the environment at all, rather than by whoever uses the program.
    pub is_own: bool,
    /// Why it runs in a browser, if it does.
    pub browser: Option<Browser>,
    /// Where it stands.
    pub surroundings: Surroundings,
}
