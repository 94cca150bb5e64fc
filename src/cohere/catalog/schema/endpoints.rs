//! The shape of `rules/catalog/endpoints.toml`.

use super::*;

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
