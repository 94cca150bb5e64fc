//! Rules of a project's own, as its configuration writes them.

use super::error::{ConfigError, advice};
use super::file::{ModelsEntry, OneOrMany};
use super::located::Located;
use super::text::{Spot, Texts};
use super::vocabulary::Vocabulary;
use crate::cohere::catalog::pages::{FrontMatter, PageSeverity, RulePage, examples};
use crate::cohere::usage::Constant;
use crate::rules::declared::{Declared, Demand, ModelBan, ModelPolicy, Targets, ValueSet, Words};
use schemars::JsonSchema;
use smol_str::SmolStr;
use std::collections::BTreeMap;

/// The group that all of them belong to.
pub const GROUP: &str = "custom";

/// A rule of the project's own. It says what it is about (`endpoints`, `symbols`) and one thing it demands: `requires`, `forbids`,
/// `allows`, `use-instead` or `models`.
#[derive(Clone, Debug, PartialEq, serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct CustomRuleEntry {
    /// Its id, in small letters with hyphens; reports and suppressions name it.
    pub id: Located<SmolStr>,
    /// A line that says what is wrong.
    pub title: String,
    /// How grave its findings are.
    #[serde(default = "warning")]
    pub severity: PageSeverity,
    /// What is wrong; `{callee}`, `{argument}`, `{value}`, `{model}` stand for what was found.
    #[serde(default)]
    pub message: Option<String>,
    /// Why it matters.
    #[serde(default)]
    pub why: Option<String>,
    /// What to do.
    #[serde(default)]
    pub help: Option<String>,
    /// The languages it reads; all if there are none.
    #[serde(default)]
    pub languages: Vec<LanguageName>,
    /// Endpoints of Cohere: `chat`, `embed`, `rerank`, …, or one generation of them, `chat@v2`. By whatever SDK, wrapper or URL.
    #[serde(default)]
    pub endpoints: Vec<Located<SmolStr>>,
    /// Anything else outside the project: `python:mycompany.llm.Client().ask`, `npm:@mycompany/llm.createClient`.
    #[serde(default)]
    pub symbols: Vec<Located<SmolStr>>,
    /// The names of what `symbols` take by position.
    #[serde(default)]
    pub parameters: Vec<SmolStr>,
    /// Arguments that must be given.
    #[serde(default)]
    pub requires: Option<OneOrMany>,
    /// Values that an argument may not have.
    #[serde(default)]
    pub forbids: Option<ValuesEntry>,
    /// The only values that an argument may have, where it is given.
    #[serde(default)]
    pub allows: Option<ValuesEntry>,
    /// The calls are deprecated: this stands in their place.
    #[serde(default)]
    pub use_instead: Option<String>,
    /// Which models may be named, in calls of `endpoints` or anywhere.
    #[serde(default)]
    pub models: Option<ModelsEntry>,
    /// It is silent in tests, notebooks and examples.
    #[serde(default)]
    pub application_only: bool,
    /// Its number in the Common Weakness Enumeration.
    #[serde(default)]
    pub cwe: Option<u32>,
    /// A Markdown file that explains it, with examples as `cohere-lint test` runs them.
    #[serde(default)]
    pub page: Option<Located<SmolStr>>,
    /// The page itself, instead of a file.
    #[serde(default)]
    pub examples: Option<Located<String>>,
}

fn warning() -> PageSeverity {
    PageSeverity::Warning
}

/// A language that rules read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum LanguageName {
    /// Python, notebooks included.
    Python,
    /// TypeScript and JavaScript.
    Typescript,
    /// Rust.
    Rust,
}

impl LanguageName {
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Python => ("python", "python"),
            Self::Typescript => ("typescript", "npm"),
            Self::Rust => ("rust", "rust"),
        }
    }
}

/// Values of an argument.
#[derive(Clone, Debug, PartialEq, serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ValuesEntry {
    /// The argument, by its name on the wire or as it is written.
    pub argument: SmolStr,
    /// The values themselves.
    #[serde(default)]
    pub values: Vec<Scalar>,
    /// Texts, as patterns in which `*` stands for anything.
    #[serde(default)]
    pub globs: Vec<SmolStr>,
    /// Numbers above this one.
    #[serde(default)]
    pub above: Option<f64>,
    /// Numbers below this one.
    #[serde(default)]
    pub below: Option<f64>,
}

/// A constant.
#[derive(Clone, Debug, PartialEq, serde::Deserialize, JsonSchema)]
#[serde(untagged, expecting = "expected a text, a number, `true` or `false`")]
pub enum Scalar {
    /// A truth value.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// Any other number.
    Float(f64),
    /// A text.
    Text(String),
}

impl ValuesEntry {
    fn set(&self) -> ValueSet {
        let constant = |scalar: &Scalar| match scalar {
            Scalar::Bool(value) => Constant::Bool(*value),
            Scalar::Int(number) => Constant::Int(*number),
            Scalar::Float(number) => Constant::Float(*number),
            Scalar::Text(text) => Constant::Text(text.as_str().into()),
        };
        ValueSet { values: self.values.iter().map(constant).collect(), globs: self.globs.clone(), above: self.above, below: self.below }
    }
}

impl ModelsEntry {
    /// The policy it describes.
    pub fn policy(&self) -> ModelPolicy {
        let allow = self.allow.iter().flat_map(|list| &list.value).map(|model| model.value.clone()).collect();
        let deny = self.deny.iter().map(|ban| ModelBan { model: ban.model.clone(), reason: ban.reason.clone() }).collect();
        ModelPolicy { allow, deny }
    }
}

/// A rule of the project's own, checked and ready to run.
#[derive(Clone, Debug)]
pub struct CustomRule {
    /// What it is about and what it demands.
    pub rule: Declared,
    /// Its page, with the examples.
    pub page: RulePage,
    /// The names of what its symbols take by position.
    pub parameters: Vec<SmolStr>,
    /// Where its id stands.
    pub spot: Spot,
    /// The file its examples stand in.
    pub page_file: u32,
}

impl CustomRuleEntry {
    /// Checks it and makes it ready to run.
    ///
    /// # Errors
    /// When it demands nothing or several things, names what isn't there, or its page is malformed.
    pub fn ready(&self, texts: &mut Texts, root: &std::path::Path, vocabulary: &Vocabulary) -> Result<CustomRule, ConfigError> {
        self.check_names(texts, vocabulary)?;
        let demand = self.demand(texts)?;
        let ecosystems = self.languages.iter().map(|language| language.words().1.into()).collect();
        let targets = Targets {
            endpoints: self.endpoints.iter().map(|e| e.value.clone()).collect(),
            symbols: self.symbols.iter().map(|s| s.value.clone()).collect(),
        };
        let words = Words { message: self.message.clone(), why: self.why.clone(), help: self.help.clone() };
        let rule = Declared { id: self.id.value.clone(), targets, ecosystems, demand, words };
        let (page, page_file) = self.page(texts, root)?;
        Ok(CustomRule { rule, page, parameters: self.parameters.clone(), spot: self.id.spot, page_file })
    }

    fn check_names(&self, texts: &Texts, vocabulary: &Vocabulary) -> Result<(), ConfigError> {
        let at = |spot: Spot, message: String| ConfigError::at(texts, spot, message);
        let id = &self.id;
        let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if id.is_empty() || !id.chars().all(is_plain) || !id.starts_with(|c: char| c.is_ascii_lowercase()) {
            return Err(at(id.spot, format!("`{}` is no rule id", id.value))
                .help("Ids are small letters, digits and hyphens: `chat-needs-safety-mode`"));
        }
        if vocabulary.rule(id).is_some() || vocabulary.is_group(id) {
            return Err(at(id.spot, format!("`{}` is a rule or group of cohere-lint itself", id.value)).help("Choose another id"));
        }
        for endpoint in &self.endpoints {
            if !vocabulary.endpoints.contains(&endpoint.value) {
                let known = vocabulary.endpoints.iter().map(SmolStr::as_str);
                return Err(at(endpoint.spot, format!("`{}` is no endpoint", endpoint.value)).help(advice(endpoint, known)));
            }
        }
        for symbol in &self.symbols {
            let is_symbol =
                ["python:", "npm:", "rust:"].iter().any(|ecosystem| symbol.strip_prefix(ecosystem).is_some_and(|rest| rest.contains('.')));
            if !is_symbol || symbol.contains(['*', ' ']) {
                return Err(at(symbol.spot, format!("`{}` is no symbol", symbol.value))
                    .help("Symbols are written `python:package.Class().method`, `npm:package.export`, `rust:crate.path`"));
            }
        }
        if self.endpoints.is_empty() && self.symbols.is_empty() && self.models.is_none() {
            return Err(at(id.spot, format!("the rule `{}` is about no call", id.value)).help("Name its `endpoints` or its `symbols`"));
        }
        Ok(())
    }

    fn demand(&self, texts: &Texts) -> Result<Demand, ConfigError> {
        let mut demands = Vec::new();
        demands.extend(self.requires.as_ref().map(|names| Demand::Requires(names.0.iter().map(|n| n.value.clone()).collect())));
        demands.extend(self.forbids.as_ref().map(|values| Demand::Forbids(values.argument.clone(), values.set())));
        demands.extend(self.allows.as_ref().map(|values| Demand::Allows(values.argument.clone(), values.set())));
        demands.extend(self.use_instead.as_ref().map(|replacement| Demand::Deprecated(replacement.clone())));
        demands.extend(self.models.as_ref().map(|models| Demand::Models(models.policy())));
        let wrong = |message: String| {
            Err(ConfigError::at(texts, self.id.spot, message)
                .help("A rule demands one thing: `requires`, `forbids`, `allows`, `use-instead` or `models`"))
        };
        match (demands.pop(), demands.is_empty()) {
            (None, _) => wrong(format!("the rule `{}` demands nothing", self.id.value)),
            (Some(_), false) => wrong(format!("the rule `{}` demands several things", self.id.value)),
            (Some(Demand::Forbids(argument, set) | Demand::Allows(argument, set)), _) if set == ValueSet::default() => Err(
                ConfigError::at(texts, self.id.spot, format!("the rule `{}` says nothing of the values of `{argument}`", self.id.value))
                    .help("Give `values`, `globs`, `above` or `below`"),
            ),
            (Some(demand), true) => Ok(demand),
        }
    }

    /// Its page, the file it names or the text it holds, and the file that stands in.
    fn page(&self, texts: &mut Texts, root: &std::path::Path) -> Result<(RulePage, u32), ConfigError> {
        let (markdown, first_line) = match (&self.page, &self.examples) {
            (Some(page), Some(_)) => {
                return Err(ConfigError::at(texts, page.spot, "a page and examples beside it").help("Put the examples on the page"));
            }
            (Some(page), None) => {
                let read = super::load::read_beside(texts, root, page)?;
                let text = texts.get(read).map(|text| text.text.clone()).unwrap_or_default();
                let parsed = examples(&text, 1).map_err(|(line, message)| malformed(texts, read, line, message))?;
                return Ok((self.page_of(text, parsed), read));
            }
            (None, Some(inline)) => {
                // A line break right behind the opening quotes is no part of the text.
                let written = texts.get(inline.spot.file).and_then(|text| text.text.get(inline.spot.range())).unwrap_or_default();
                let opens = written.trim_start_matches(['"', '\'']).starts_with(['\n', '\r']);
                (inline.value.clone(), texts.origin(inline.spot).map_or(1, |origin| origin.line + usize::from(opens)))
            }
            (None, None) => (String::new(), 1),
        };
        let spot = self.examples.as_ref().map_or(self.id.spot, |e| e.spot);
        let parsed =
            examples(&markdown, first_line).map_err(|(_, message)| ConfigError::at(texts, spot, format!("in the examples: {message}")))?;
        Ok((self.page_of(markdown, parsed), spot.file))
    }

    fn page_of(&self, markdown: String, examples: Vec<crate::cohere::catalog::pages::Example>) -> RulePage {
        let all = [LanguageName::Python, LanguageName::Typescript, LanguageName::Rust];
        let languages = if self.languages.is_empty() { all.as_slice() } else { &self.languages };
        let front = FrontMatter {
            shown_as: None,
            id: self.id.value.clone(),
            title: self.title.clone(),
            group: GROUP.into(),
            severity: self.severity,
            cwe: self.cwe,
            checklist: None,
            since: SmolStr::default(),
            pedantic: false,
            off_by_default: false,
            languages: languages.iter().map(|l| l.words().0.into()).collect(),
            options: BTreeMap::new(),
            application_only: self.application_only,
        };
        RulePage { front, markdown, examples }
    }
}

fn malformed(texts: &Texts, file: u32, line: usize, message: String) -> ConfigError {
    let text = texts.get(file).map(|t| t.text.as_str()).unwrap_or_default();
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let end = start + text[start..].lines().next().map_or(0, str::len);
    ConfigError::at(texts, Spot { file, start: start as u32, end: end as u32 }, message)
}
