//! Health endpoints, and what they ask of Cohere. Part of the table of usages.

use super::catalog::Catalog;
use super::runs::Handler;
use super::usage::{Call, Constant, Place};

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
    /// Something in it, or in the functions that call for it, speaks of rate limits.
    pub tells_rate_limits: bool,
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
