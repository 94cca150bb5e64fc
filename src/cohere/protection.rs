//! What stands between a call and failure: handlers, retries, deadlines, circuit breakers. Part of the table of usages.

use super::catalog::schema::{DefaultResilience, TimeoutErrors};
use super::usage::{ArgumentTable, Call, Client, Constant, Handling, PackageVersion, Place, Surroundings};
use crate::analysis::reactions::{Caught, Reaction};
pub use crate::analysis::waiting::Pause;
use smol_str::SmolStr;

/// Something that handles a call's error.
#[derive(Clone, Debug, PartialEq)]
pub struct Handler {
    /// The telling tokens (`except ApiError`, `catch`, the decorator); the statement is the handler with its body.
    pub place: Place,
    /// Which errors it stops.
    pub catches: Caught,
    /// What it does with them.
    pub reaction: Reaction,
    /// Where it stands.
    pub surroundings: Surroundings,
}

/// A retry, a deadline or a circuit breaker around a call.
#[derive(Clone, Debug, PartialEq)]
pub struct Layer {
    /// What it is, as people say it: `tenacity.retry`, the name of the project's own function or class.
    pub what: String,
    /// Where it is put around the call.
    pub place: Place,
    /// It is there on every known way to the call.
    pub always: bool,
}

/// A hand-written retry.
#[derive(Clone, Debug, PartialEq)]
pub struct RetryLoop {
    /// The handler that goes on, or the call.
    pub place: Place,
    /// The pause between two tries.
    pub pause: Pause,
    /// It looks at the error before it tries again.
    pub tells_errors_apart: bool,
    /// How many functions are called between it and the call.
    pub steps: usize,
    /// Where it stands.
    pub surroundings: Surroundings,
}

/// What stands between a call and failure.
#[derive(Clone, Debug, Default)]
pub struct Protection {
    /// Libraries that retry with back-off.
    pub retries: Vec<Layer>,
    /// Hand-written retries.
    pub retry_loops: Vec<RetryLoop>,
    /// Circuit breakers.
    pub breakers: Vec<Layer>,
    /// What ends the call after some time, from outside.
    pub deadlines: Vec<Layer>,
    /// What becomes of the error of a call that takes too long; `None` where it isn't known what that error is, or the error of the call
    /// itself isn't handled.
    pub on_timeout: Option<Handling>,
    /// What a handler has to name for such errors.
    pub timeout_errors: Option<&'static TimeoutErrors>,
    /// Raw HTTP: prefixes of the errors that what sends it raises.
    pub sender_errors: &'static [SmolStr],
    /// Options given for this call alone, by their written names.
    pub options: ArgumentTable,
    /// Raw HTTP: a timeout is set, or may be; for other roads the client and the options say.
    pub request_has_timeout: bool,
    /// Raw HTTP: what sends the request was told to retry, or may have been.
    pub sender_retries: bool,
    /// The project has a retry layer of its own or by a library somewhere.
    pub retries_elsewhere: bool,
}

/// How an option is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setting {
    /// It isn't.
    Absent,
    /// To nothing or zero.
    Off,
    /// To something, or it may be.
    On,
}

impl ArgumentTable {
    /// How one of several options is set, by their written names.
    pub fn setting(&self, names: &[SmolStr]) -> Setting {
        let Some(argument) = self.items.iter().find(|a| names.contains(&a.written)) else {
            return if self.open { Setting::On } else { Setting::Absent };
        };
        let is_zero = |c: &Constant| matches!(c, Constant::Int(0) | Constant::Bool(false));
        let is_off = !argument.open && !argument.possible.is_empty() && argument.possible.iter().all(|p| is_zero(&p.value));
        if is_off { Setting::Off } else { Setting::On }
    }
}

impl Client {
    /// What the client does about failures when nobody says anything, in the version at hand.
    pub fn default_resilience(&self) -> Option<&'static DefaultResilience> {
        resilience(&self.route.default_resilience, self.version.as_ref())
    }

    /// How retries are set where it is made.
    pub fn retries(&self) -> Setting {
        self.arguments.setting(&self.entry.retries)
    }

    /// How the timeout is set where it is made.
    pub fn timeout(&self) -> Setting {
        self.arguments.setting(&self.entry.timeout)
    }
}

impl Call {
    /// What the road does about failures when nobody says anything, in the version at hand.
    pub fn default_resilience(&self) -> Option<&'static DefaultResilience> {
        resilience(&self.route.default_resilience, self.version.as_ref())
    }

    /// Whether a handler is for errors of this call: it stops everything, or names one of the errors that this road raises. One for another
    /// library's errors (a client that hung up) may stand around the call for reasons of its own.
    pub fn is_for(&self, handler: &Handler) -> bool {
        let prefixes = || self.route.errors.iter().chain(self.protection.sender_errors);
        let timeouts = || self.protection.timeout_errors.iter().flat_map(|t| &t.caught_by);
        let is_raised = |t: &SmolStr| prefixes().any(|p| t.starts_with(p.as_str())) || timeouts().any(|known| known == t);
        let types = &handler.catches.types;
        (types.is_empty() && !handler.catches.open) || types.iter().any(is_raised)
    }

    /// How retries are set for this call alone.
    pub fn own_retries(&self) -> Setting {
        self.route.request_options.as_ref().map_or(Setting::Absent, |o| self.protection.options.setting(&o.retries))
    }

    /// How the timeout is set for this call alone.
    pub fn own_timeout(&self) -> Setting {
        self.route.request_options.as_ref().map_or(Setting::Absent, |o| self.protection.options.setting(&o.timeout))
    }

    /// A library that backs off, or a hand-written loop whose pause grows, stands around it.
    pub fn is_retried_from_outside(&self) -> bool {
        !self.protection.retries.is_empty() || self.protection.retry_loops.iter().any(|l| l.pause >= Pause::Long)
    }
}

fn resilience(entries: &'static [DefaultResilience], version: Option<&PackageVersion>) -> Option<&'static DefaultResilience> {
    entries.iter().find(|d| version.is_none_or(|v| d.versions.contains(&v.version)))
}
