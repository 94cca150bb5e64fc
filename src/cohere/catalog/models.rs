//! Model ids: which model one names, on which platform, and what state it is in on a day.

use super::load::Catalog;
use super::schema::{Model, ModelStatus, NotAnId, Platform};
use jiff::civil::Date;
use smol_str::SmolStr;

/// The state of a model on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ModelState {
    /// Usable, and nothing else is announced.
    Live,
    /// Its end is announced.
    Deprecated {
        /// The day of the announcement, where known.
        on: Option<Date>,
        /// The day it is to be shut down, where one was given.
        shutdown: Option<Date>,
    },
    /// Gone.
    Retired {
        /// Since when, where a day was published or the server named one.
        on: Option<Date>,
    },
    /// An experimental name under which models come and go.
    Nightly,
    /// A name that its owner points at another model without asking.
    Moving,
}

impl Model {
    /// Its state on the day `as_of`. Before the announcement nobody could know, so a model that ended later was live.
    pub fn state(&self, as_of: Date) -> ModelState {
        let announced = date(self.deprecated_on.as_deref());
        let shutdown = date(self.shutdown_on.as_deref());
        match self.status {
            ModelStatus::Live => ModelState::Live,
            ModelStatus::Nightly => ModelState::Nightly,
            ModelStatus::Alias if self.alias_of.is_none() => ModelState::Moving,
            ModelStatus::Alias => ModelState::Live,
            ModelStatus::Deprecated | ModelStatus::Retired => {
                if let Some(day) = shutdown {
                    if day <= as_of {
                        return ModelState::Retired { on: Some(day) };
                    }
                } else if self.status == ModelStatus::Retired {
                    return ModelState::Retired { on: None };
                }
                // A shutdown that came without an earlier notice was not known before it.
                match announced {
                    Some(day) if day > as_of => ModelState::Live,
                    None if shutdown.is_some() => ModelState::Live,
                    on => ModelState::Deprecated { on, shutdown },
                }
            }
        }
    }

    /// Whether it belongs to one of `families`; every model does if none is asked for.
    pub fn is_of(&self, families: &[SmolStr]) -> bool {
        families.is_empty() || self.families.iter().any(|family| families.contains(family))
    }
}

fn date(text: Option<&str>) -> Option<Date> {
    text?.parse().ok()
}

/// A model id as code writes it, freed of what wrappers and clouds put around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModelName {
    /// The id on its platform.
    pub id: SmolStr,
    /// The platform, as the prefix says or as was assumed.
    pub platform: Platform,
}

/// What wrappers write before an id, with the platform that it names. The longest fits first.
const PREFIXES: [(&str, Platform); 17] = [
    ("vercel_ai_gateway/cohere/", Platform::Cohere),
    ("openrouter/cohere/", Platform::Cohere),
    ("cohere_chat/v1/", Platform::Cohere),
    ("cohere_chat/", Platform::Cohere),
    ("bedrock/converse/", Platform::Bedrock),
    ("bedrock/invoke/", Platform::Bedrock),
    ("bedrock_converse/", Platform::Bedrock),
    ("bedrock/", Platform::Bedrock),
    ("bedrock:", Platform::Bedrock),
    ("azure_ai/", Platform::Azure),
    ("azure/", Platform::Azure),
    ("github/", Platform::Azure),
    ("oci/", Platform::Oci),
    ("sagemaker/", Platform::Sagemaker),
    ("cohere::", Platform::Cohere),
    ("cohere:", Platform::Cohere),
    ("cohere/", Platform::Cohere),
];

impl ModelName {
    /// Reads an id written in code for a route on `platform`: `cohere/command-a-03-2025`, `bedrock/us.cohere.embed-v4:0`, an ARN.
    pub fn parse(text: &str, platform: Platform) -> Self {
        let text = text.trim();
        let named = PREFIXES.iter().find_map(|(prefix, platform)| Some((text.strip_prefix(prefix)?, *platform)));
        let (mut id, mut platform) = named.unwrap_or((text, platform));
        if id.starts_with("arn:") {
            platform = if id.contains(":sagemaker:") { Platform::Sagemaker } else { Platform::Bedrock };
            id = id.rsplit('/').next().unwrap_or(id);
        }
        if platform == Platform::Bedrock {
            // A region's or an inference profile's prefix: `us-east-1/cohere.…`, `eu.cohere.…`.
            id = id.find("cohere.").filter(|at| *at > 0 && matches!(id.as_bytes()[at - 1], b'.' | b'/')).map_or(id, |at| &id[at..]);
        }
        Self { id: id.into(), platform }
    }
}

impl Catalog {
    /// The model that `text` names on `platform`, prefixes and letter case of clouds aside. Where an old word meant several, the first.
    pub fn model(&self, text: &str, platform: Platform) -> Option<&Model> {
        self.model_for(text, platform, &[])
    }

    /// The model that `text` names on `platform`, preferably one of `families`.
    pub fn model_for(&self, text: &str, platform: Platform, families: &[SmolStr]) -> Option<&Model> {
        let name = ModelName::parse(text, platform);
        let folded = SmolStr::from(name.id.to_lowercase());
        // `cohere.…` is no id of Cohere's own API but one of the clouds'.
        let platforms: &[Platform] = match name.platform {
            Platform::Cohere if folded.starts_with("cohere.") => &[Platform::Bedrock, Platform::Oci],
            Platform::Cohere => &[Platform::Cohere],
            Platform::Bedrock => &[Platform::Bedrock],
            Platform::Azure => &[Platform::Azure],
            Platform::Oci => &[Platform::Oci],
            Platform::Sagemaker | Platform::Gateway => &[],
        };
        let exact_case = |model: &&Model| name.platform == Platform::Azure || model.id == name.id;
        let candidates = || {
            let found = platforms.iter().filter_map(|platform| self.index.models.get(&(*platform, folded.clone()))).flatten();
            found.filter_map(|i| self.models.models.get(*i)).filter(exact_case)
        };
        candidates().find(|model| model.is_of(families)).or_else(|| candidates().next())
    }

    /// Why an id that looks right isn't one.
    pub fn not_an_id(&self, text: &str) -> Option<&NotAnId> {
        let name = ModelName::parse(text, Platform::Cohere);
        // Repositories of weights on Hugging Face.
        let id = ["CohereForAI/", "CohereLabs/"].iter().find_map(|owner| name.id.strip_prefix(owner)).unwrap_or(&name.id);
        self.models.not_ids.iter().find(|not| not.id == id)
    }

    /// The ids nearest to `text` on `platform`, best first, for "did you mean"; models that are gone are not proposed.
    pub fn nearest_models(&self, text: &str, platform: Platform, as_of: Date) -> Vec<&Model> {
        let name = ModelName::parse(text, platform);
        let folded = name.id.to_lowercase();
        let mut near: Vec<(f64, &Model)> = self
            .models
            .models
            .iter()
            .filter(|model| model.platform == name.platform && !model.ordinary_word && matches!(model.state(as_of), ModelState::Live))
            .map(|model| (strsim::normalized_damerau_levenshtein(&folded, &model.id.to_lowercase()), model))
            .filter(|(similarity, _)| *similarity >= 0.7)
            .collect();
        near.sort_by(|a, b| b.0.total_cmp(&a.0).then(b.1.recommended.cmp(&a.1.recommended)).then(a.1.id.cmp(&b.1.id)));
        near.into_iter().map(|(_, model)| model).take(3).collect()
    }

    /// Whether `text` has the shape of a Cohere model id, known or not. `rerank-2` is another vendor's.
    pub fn has_model_shape(&self, text: &str) -> bool {
        let id = ModelName::parse(text, Platform::Cohere).id;
        let versioned = |rest: &str| {
            ["english", "multilingual", "light"].iter().any(|word| rest.starts_with(word))
                || rest.strip_prefix('v').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
        };
        ["command-r", "command-a", "command-light", "command-xlarge", "command-medium", "command-nightly", "c4ai-", "cohere.", "tiny-aya-"]
            .iter()
            .any(|prefix| id.starts_with(prefix))
            || ["embed-", "rerank-"].iter().any(|prefix| id.strip_prefix(prefix).is_some_and(versioned))
    }

    /// Whether `text` is the id of a customer's fine-tuned model.
    pub fn is_fine_tune(&self, text: &str) -> bool {
        let id = ModelName::parse(text, Platform::Cohere).id;
        // `…-ft`, or the UUID that the platform gives with that ending.
        id.ends_with("-ft") || id.contains("-ft-")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn catalog() -> &'static Catalog {
        Catalog::embedded().expect("the catalogue under rules/")
    }

    fn state(id: &str, platform: Platform, day: Date) -> Option<ModelState> {
        catalog().model(id, platform).map(|model| model.state(day))
    }

    #[test]
    fn a_model_ends_on_its_day() {
        let state = |day| state("rerank-english-v2.0", Platform::Cohere, day).expect("a model");
        assert_eq!(state(date(2024, 12, 1)), ModelState::Live);
        let deprecated = ModelState::Deprecated { on: Some(date(2024, 12, 2)), shutdown: Some(date(2025, 4, 30)) };
        assert_eq!(state(date(2024, 12, 2)), deprecated);
        assert_eq!(state(date(2025, 4, 29)), deprecated);
        assert_eq!(state(date(2025, 4, 30)), ModelState::Retired { on: Some(date(2025, 4, 30)) });
    }

    #[test]
    fn a_model_that_was_announced_and_refused_on_one_day_was_live_before() {
        assert_eq!(state("command-r", Platform::Cohere, date(2025, 9, 14)), Some(ModelState::Live));
        assert_eq!(state("command-r", Platform::Cohere, date(2025, 9, 15)), Some(ModelState::Retired { on: Some(date(2025, 9, 15)) }));
    }

    #[test]
    fn undated_and_moving_models() {
        let today = date(2026, 11, 21);
        assert_eq!(state("command-xlarge", Platform::Cohere, today), Some(ModelState::Retired { on: None }));
        assert_eq!(
            state("summarize", Platform::Cohere, today),
            Some(ModelState::Deprecated { on: Some(date(2025, 9, 15)), shutdown: None })
        );
        assert_eq!(state("command-nightly", Platform::Cohere, today), Some(ModelState::Nightly));
        assert_eq!(state("cohere.command-latest", Platform::Oci, today), Some(ModelState::Moving));
        assert_eq!(state("embed-english-image-v3.0", Platform::Cohere, today), Some(ModelState::Live));
    }

    #[test]
    fn prefixes_regions_and_arns_are_seen_through() {
        let parse = |text| ModelName::parse(text, Platform::Cohere);
        let name = |id: &str, platform| ModelName { id: id.into(), platform };
        assert_eq!(parse("cohere_chat/v1/command-r"), name("command-r", Platform::Cohere));
        assert_eq!(parse("cohere:command-a-03-2025"), name("command-a-03-2025", Platform::Cohere));
        assert_eq!(parse("bedrock/us-west-2/cohere.command-r-v1:0"), name("cohere.command-r-v1:0", Platform::Bedrock));
        assert_eq!(parse("bedrock/us.cohere.embed-v4:0"), name("cohere.embed-v4:0", Platform::Bedrock));
        assert_eq!(
            parse("arn:aws:bedrock:us-east-1::foundation-model/cohere.rerank-v3-5:0"),
            name("cohere.rerank-v3-5:0", Platform::Bedrock)
        );
        assert_eq!(
            parse("arn:aws:bedrock:eu-west-1:1234:inference-profile/global.cohere.embed-v4:0"),
            name("cohere.embed-v4:0", Platform::Bedrock)
        );
        assert_eq!(parse("azure_ai/Cohere-rerank-v3.5"), name("Cohere-rerank-v3.5", Platform::Azure));
    }

    #[test]
    fn letter_case_matters_but_on_azure() {
        assert!(catalog().model("cohere-COMMAND-R-plus", Platform::Azure).is_some());
        assert!(catalog().model("Command-R-Plus", Platform::Cohere).is_none());
    }

    #[test]
    fn the_endpoint_decides_between_meanings_of_a_word() {
        let embed = [SmolStr::new("embed")];
        let generate = [SmolStr::new("generate")];
        let shutdown = |families: &[SmolStr]| catalog().model_for("large", Platform::Cohere, families).and_then(|m| m.shutdown_on.clone());
        assert_eq!(shutdown(&embed).as_deref(), Some("2026-04-04"));
        assert_eq!(shutdown(&generate).as_deref(), Some("2022-12-02"));
    }

    #[test]
    fn misspelt_ids_find_their_neighbours() {
        let today = date(2026, 11, 21);
        let nearest = |text| catalog().nearest_models(text, Platform::Cohere, today).first().map(|model| model.id.to_string());
        assert_eq!(nearest("comand-a-03-2025"), Some("command-a-03-2025".into()));
        assert_eq!(nearest("embed-english-v3"), Some("embed-english-v3.0".into()));
        assert_eq!(nearest("gpt-4o"), None);
        let instead = |text| catalog().not_an_id(text).and_then(|not| not.use_instead.as_deref());
        assert_eq!(instead("rerank-v3.0"), Some("rerank-english-v3.0"));
        assert_eq!(instead("CohereForAI/c4ai-command-r-plus"), Some("command-r-plus-08-2024"));
        assert_eq!(instead("command-a-03-2025"), None);
    }

    #[test]
    fn shapes_of_other_vendors_are_not_ours() {
        for id in ["rerank-2", "rerank-2-lite", "command", "embedding-001", "text-embedding-3-small", "rerank-qwen"] {
            assert!(!catalog().has_model_shape(id), "{id}");
        }
        for id in ["command-r-99-2030", "embed-v9.0", "rerank-multilingual-v9.0", "cohere/command-a-03-2025"] {
            assert!(catalog().has_model_shape(id), "{id}");
        }
    }
}
