//! What the commands `rule` and `models` tell, taken from the catalogue: the one place that knows where it comes from.

use anyhow::Context;

use cohere_lint::cohere::catalog::pages::rule_pages;
use cohere_lint::cohere::catalog::schema::{Model, Platform};
use cohere_lint::cohere::catalog::{Catalog, ModelState};
use cohere_lint::report::RuleInfo;
use jiff::civil::Date;
use serde::Serialize;

const BROKEN: &str = "the built-in catalogue is broken";

/// How alike a name must be to be proposed.
const ALIKE: f64 = 0.8;

/// A model as it stands on a day.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ModelRow {
    /// Its id on its platform.
    pub id: String,
    /// Where it runs.
    pub platform: &'static str,
    /// What it is for: `chat`, `embed`, …
    pub families: Vec<String>,
    /// What has become of it.
    pub status: ModelStatus,
    /// Recommended for its use case.
    pub recommended: bool,
    /// The day its end was announced.
    pub deprecated_on: Option<String>,
    /// The day it was or will be shut down.
    pub shutdown_on: Option<String>,
    /// What to use instead.
    pub replacement: Option<String>,
    /// The id it stands for.
    pub alias_of: Option<String>,
    /// The context window in tokens.
    pub context_tokens: Option<u32>,
    /// Most tokens it can write.
    pub max_output_tokens: Option<u32>,
    /// Embedding dimensions.
    pub dimensions: Vec<u32>,
    /// What else is to be known.
    pub note: Option<String>,
    /// Where the dates come from.
    pub source: Option<String>,
}

/// What has become of a model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ModelStatus {
    /// Usable.
    Live,
    /// Its end is announced.
    Deprecated,
    /// Gone.
    Retired,
    /// An experimental name that moves.
    Nightly,
    /// A name that its owner points at other models.
    Moving,
}

impl ModelStatus {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Deprecated => "deprecated",
            Self::Retired => "retired",
            Self::Nightly => "nightly",
            Self::Moving => "moving",
        }
    }
}

/// The catalogue, as commands ask it.
#[derive(Clone, Copy, Debug)]
pub struct Knowledge {
    catalog: &'static Catalog,
}

impl Knowledge {
    /// Loads the catalogue.
    ///
    /// # Errors
    /// When it is broken.
    pub fn load() -> anyhow::Result<Self> {
        Ok(Self { catalog: Catalog::embedded().context(BROKEN)? })
    }

    /// The day the catalogue was checked.
    pub fn checked_on(&self) -> &str {
        &self.catalog.models.as_of
    }

    /// Every rule, sorted by id.
    ///
    /// # Errors
    /// When a page is broken.
    pub fn rules() -> anyhow::Result<Vec<RuleInfo>> {
        Ok(rule_pages().context(BROKEN)?.iter().map(RuleInfo::of).collect())
    }

    /// Every model as it stands on a day, in the catalogue's order.
    pub fn models(&self, as_of: Date) -> Vec<ModelRow> {
        self.catalog.models.models.iter().map(|model| row(model, as_of)).collect()
    }

    /// The models that go by a name, on whatever platform; also as wrappers write it (`cohere/command-r`).
    pub fn find_models(&self, name: &str, as_of: Date) -> Vec<ModelRow> {
        let exact: Vec<_> = self.catalog.models.models.iter().filter(|model| model.id.eq_ignore_ascii_case(name)).collect();
        let found = if exact.is_empty() { self.catalog.model(name, Platform::Cohere).into_iter().collect() } else { exact };
        found.into_iter().map(|model| row(model, as_of)).collect()
    }

    /// What to say about a name that is no model's: why it isn't one, or which was meant.
    pub fn unknown_model(&self, name: &str) -> String {
        if let Some(not) = self.catalog.not_an_id(name) {
            return format!("`{name}` is no model id. {}", not.why);
        }
        let ids = self.catalog.models.models.iter().map(|model| model.id.as_str());
        format!("unknown model `{name}`{}", did_you_mean(name, ids))
    }
}

/// `, did you mean …?`, or nothing if no name is alike.
pub fn did_you_mean<'a>(name: &str, names: impl Iterator<Item = &'a str>) -> String {
    let name = name.to_lowercase();
    let nearest = names.map(|candidate| {
        (strsim::normalized_damerau_levenshtein(&name, candidate).max(strsim::jaro_winkler(&name, candidate) - 0.05), candidate)
    });
    let nearest = nearest.max_by(|a, b| a.0.total_cmp(&b.0)).filter(|(alike, _)| *alike >= ALIKE);
    nearest.map(|(_, candidate)| format!(", did you mean `{candidate}`?")).unwrap_or_default()
}

fn row(model: &Model, as_of: Date) -> ModelRow {
    let owned = |text: &Option<smol_str::SmolStr>| text.as_ref().map(ToString::to_string);
    ModelRow {
        id: model.id.to_string(),
        platform: platform(model.platform),
        families: model.families.iter().map(ToString::to_string).collect(),
        status: match model.state(as_of) {
            ModelState::Live => ModelStatus::Live,
            ModelState::Deprecated { .. } => ModelStatus::Deprecated,
            ModelState::Retired { .. } => ModelStatus::Retired,
            ModelState::Nightly => ModelStatus::Nightly,
            ModelState::Moving => ModelStatus::Moving,
        },
        recommended: model.recommended,
        deprecated_on: owned(&model.deprecated_on),
        shutdown_on: owned(&model.shutdown_on),
        replacement: owned(&model.replacement),
        alias_of: owned(&model.alias_of),
        context_tokens: model.context_tokens,
        max_output_tokens: model.max_output_tokens,
        dimensions: model.dimensions.clone(),
        note: model.note.clone(),
        source: model.source.clone(),
    }
}

/// What people call a platform.
fn platform(platform: Platform) -> &'static str {
    match platform {
        Platform::Cohere => "Cohere API",
        Platform::Bedrock => "Amazon Bedrock",
        Platform::Sagemaker => "Amazon SageMaker",
        Platform::Azure => "Azure AI",
        Platform::Oci => "Oracle Cloud",
        Platform::Gateway => "a gateway",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn the_rules_are_sorted_and_have_pages() {
        let rules = Knowledge::rules().unwrap();
        assert!(rules.is_sorted_by_key(|rule| rule.id.clone()));
        let rule = rules.iter().find(|rule| rule.id == "hardcoded-api-key").unwrap();
        assert_eq!((rule.group.as_str(), rule.cwe), ("secrets", Some(798)));
        assert!(!rule.markdown.is_empty() && rule.url.ends_with("/rules/hardcoded-api-key.md"));
    }

    #[test]
    fn a_model_is_judged_on_its_day() {
        let knowledge = Knowledge::load().unwrap();
        let status = |day| knowledge.find_models("rerank-english-v2.0", day)[0].status;
        assert_eq!(status(date(2024, 12, 1)), ModelStatus::Live);
        assert_eq!(status(date(2025, 1, 1)), ModelStatus::Deprecated);
        assert_eq!(status(date(2026, 1, 1)), ModelStatus::Retired);
    }

    #[test]
    fn a_model_is_found_as_wrappers_write_it() {
        let knowledge = Knowledge::load().unwrap();
        assert_eq!(knowledge.find_models("cohere/command-a-03-2025", date(2026, 1, 1))[0].id, "command-a-03-2025");
        assert!(knowledge.find_models("gpt-4o", date(2026, 1, 1)).is_empty());
    }

    #[test]
    fn an_unknown_model_gets_a_proposal_where_there_is_one() {
        let knowledge = Knowledge::load().unwrap();
        assert_eq!(knowledge.unknown_model("comand-a-03-2025"), "unknown model `comand-a-03-2025`, did you mean `command-a-03-2025`?");
        assert_eq!(knowledge.unknown_model("gpt-4o"), "unknown model `gpt-4o`");
        assert!(knowledge.unknown_model("rerank-v3.0").contains("is no model id. "));
    }
}
