//! What a client may have the server do.

use serde::Deserialize;
use serde_json::{Value, json};

/// Shows the page of a rule.
pub const EXPLAIN: &str = "cohere-lint.explainRule";
/// Silences a finding for a reason.
pub const SILENCE: &str = "cohere-lint.silence";
/// Reads the projects from the start.
pub const RESTART: &str = "cohere-lint.checkAgain";

/// All of them.
pub const COMMANDS: &[&str] = &[EXPLAIN, SILENCE, RESTART];

/// Arguments of [`EXPLAIN`].
#[derive(Debug, Deserialize)]
pub struct Explain {
    /// The rule's id.
    pub rule: String,
}

/// Arguments of [`SILENCE`].
#[derive(Debug, Deserialize)]
pub struct Silence {
    /// The file.
    pub uri: lsp_types::Uri,
    /// The finding, as the `data` of its diagnostic names it.
    pub fingerprint: String,
    /// Why.
    pub reason: String,
}

/// The arguments that explain a rule.
pub fn explain_arguments(rule: &str) -> Vec<Value> {
    vec![json!({ "rule": rule })]
}

/// The first argument of a command.
///
/// # Errors
/// What is wrong with it, in words.
pub fn argument<T: serde::de::DeserializeOwned>(arguments: &[Value]) -> Result<T, String> {
    let first = arguments.first().cloned().unwrap_or(Value::Null);
    serde_json::from_value(first).map_err(|error| format!("the command's argument: {error}"))
}
