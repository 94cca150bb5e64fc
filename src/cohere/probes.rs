//! Health endpoints, and what they ask of Cohere. Part of the table of usages.

use super::catalog::Catalog;
use super::runs::Handler;
use super::usage::{Call, Constant, Place, Usages};
use std::fmt;

/// Operations that cost nothing.
const FREE: &[&str] = &["models", "check-api-key", "tokenize", "detokenize", "datasets"];

/// A model may write this much into a probe's answer: more than "yes" is paid for and thrown away.
const MOST_TOKENS: i64 = 16;

/// A request handler whose path speaks of health.
#[derive(Clone, Debug)]
pub struct Probe {
    /// The handler.
    pub handler: Handler,
    /// Where it is registered, or stands.
    pub place: Place,
    /// The calls it comes to, as indexes into [`Usages::calls`](super::usage::Usages::calls).
    pub calls: Vec<usize>,
    /// The directory at the top of the repository in which it stands; empty for one that stands at the top itself.
    pub directory: String,
    /// It stands in the part of the repository that a call stands in, as far as directories tell.
    pub is_near: bool,
    /// Something in it, or in the functions that call for it, speaks of rate limits.
    pub tells_rate_limits: bool,
}

/// What is wrong with a probe. Shown as a verb with the handler as its subject: "sets no token limit".
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProbeFault {
    /// It answers without asking Cohere.
    AsksNobody,
    /// What it asks costs, and why.
    IsDear(String),
    /// It can't tell a rate limit from an outage.
    HidesRateLimits,
}

impl fmt::Display for ProbeFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AsksNobody => f.write_str("does not reach Cohere"),
            Self::IsDear(why) => f.write_str(why),
            Self::HidesRateLimits => f.write_str("takes a rate limit (429) for an outage: nothing in it tells them apart"),
        }
    }
}

impl Usages {
    /// Tells which probes stand where calls do, once all calls are known. Those of other services that the repository holds come last.
    pub(super) fn place_probes(&mut self) {
        let is_near = |directory: &String| {
            directory.is_empty() || self.calling_directories.iter().any(|other| other.is_empty() || other == directory)
        };
        for probe in &mut self.probes {
            probe.is_near = is_near(&probe.directory);
        }
        self.probes.sort_by_key(|probe| !probe.is_near);
    }
}

impl Probe {
    /// What is wrong with it.
    pub fn faults(&self, usages: &Usages, catalog: &Catalog) -> Vec<ProbeFault> {
        if self.calls.is_empty() {
            return vec![ProbeFault::AsksNobody];
        }
        let dear = self.calls.iter().find_map(|index| usages.calls[*index].is_dear(catalog)).map(ProbeFault::IsDear);
        let blind = (!self.tells_rate_limits).then_some(ProbeFault::HidesRateLimits);
        dear.into_iter().chain(blind).collect()
    }
}

impl Call {
    /// What makes the call dear to a probe that sends it every few seconds; nothing where it is cheap.
    pub fn is_dear(&self, catalog: &Catalog) -> Option<String> {
        let operation = self.endpoint.operation.as_str();
        if FREE.contains(&operation) || !matches!(operation, "chat" | "generate" | "invoke" | "summarize") {
            return None;
        }
        let models = self.known_models(catalog).unwrap_or_default();
        if let Some(large) = models.iter().find(|model| !model.light) {
            return Some(format!("asks `{}`, a large model", large.id));
        }
        let Some(limit) = self.arguments.get("max_tokens") else {
            return self.arguments.lacks("max_tokens").then(|| "sets no token limit".to_owned());
        };
        limit.possible.iter().find_map(|possible| match possible.value {
            Constant::Int(tokens) if tokens > MOST_TOKENS => Some(format!("lets the model write {tokens} tokens")),
            _ => None,
        })
    }
}
