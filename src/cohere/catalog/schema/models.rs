//! The shape of `rules/catalog/models.toml`.

use super::*;

/// `rules/catalog/models.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ModelsFile {
    /// The day the catalogue was checked, `YYYY-MM-DD`.
    pub as_of: SmolStr,
    /// The models.
    #[serde(rename = "model")]
    pub models: Vec<Model>,
    /// Ids that look right and are not.
    #[serde(default, rename = "not-an-id")]
    pub not_ids: Vec<NotAnId>,
}

/// A model.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Model {
    /// Its id on its platform.
    pub id: SmolStr,
    /// Where it runs.
    #[serde(default)]
    pub platform: Platform,
    /// `chat`, `embed`, `rerank`, `generate`, `summarize`, `transcribe`, `parse`. Several where an old word meant several (`large`).
    pub families: Vec<SmolStr>,
    /// Its state by announcement.
    pub status: ModelStatus,
    /// The day its end was announced, `YYYY-MM-DD`.
    #[serde(default)]
    pub deprecated_on: Option<SmolStr>,
    /// The day it was or will be shut down.
    #[serde(default)]
    pub shutdown_on: Option<SmolStr>,
    /// What to use instead.
    #[serde(default)]
    pub replacement: Option<SmolStr>,
    /// The id it stands for.
    #[serde(default)]
    pub alias_of: Option<SmolStr>,
    /// An ordinary word: a model only in a proven model position.
    #[serde(default)]
    pub ordinary_word: bool,
    /// Embedding dimensions.
    #[serde(default)]
    pub dimensions: Vec<u32>,
    /// Most tokens it can write.
    #[serde(default)]
    pub max_output_tokens: Option<u32>,
    /// The context window in tokens.
    #[serde(default)]
    pub context_tokens: Option<u32>,
    /// Recommended, or the fallback, for its use case.
    #[serde(default)]
    pub recommended: bool,
    /// Small and cheap among its kind: what a health check may ask.
    #[serde(default)]
    pub light: bool,
    /// Wire arguments of its endpoint that it doesn't take (`output_dimension` of embeddings of one size).
    #[serde(default)]
    pub refuses: Vec<SmolStr>,
    /// Closed sets of values, by wire argument, where its own is smaller than the endpoint's.
    #[serde(default)]
    pub values: BTreeMap<SmolStr, Vec<toml::Value>>,
    /// The one generation of the API that serves it, where only one does.
    #[serde(default)]
    pub api: Option<Api>,
    /// The generation for rules that begin with v3 of embed: 2, 3, 4, 5.
    #[serde(default)]
    pub generation: Option<f32>,
    /// What the server and the documentation each say, where that differs; shown in the finding.
    #[serde(default)]
    pub note: Option<String>,
    /// Where the dates come from.
    #[serde(default)]
    pub source: Option<String>,
}

/// The state of a model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ModelStatus {
    /// Usable.
    Live,
    /// Announced to end.
    Deprecated,
    /// Gone, or announced and past its day.
    Retired,
    /// An experimental moving target.
    Nightly,
    /// Another name of a live model.
    Alias,
}

/// An id that looks right and is not.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct NotAnId {
    /// The id.
    pub id: SmolStr,
    /// Why it isn't one, and which to use.
    pub why: String,
    /// The id that was meant, where that is clear.
    #[serde(default)]
    pub use_instead: Option<SmolStr>,
}
