//! What a configuration may name. The engine hands it over: the configuration knows no catalogue.

use super::custom::GROUP;
use crate::cohere::catalog::options::OptionSpec;
use crate::cohere::catalog::pages::PageSeverity;
use smol_str::SmolStr;
use std::collections::BTreeMap;

/// The names a configuration may use.
#[derive(Clone, Debug, Default)]
pub struct Vocabulary {
    /// The rules of the product.
    pub rules: Vec<KnownRule>,
    /// Endpoints of Cohere, by id and by operation.
    pub endpoints: Vec<SmolStr>,
    /// Items of the go-live checklist; anything goes where there are none.
    pub checklist: Vec<SmolStr>,
}

/// A rule as a configuration may speak of it.
#[derive(Clone, Debug)]
pub struct KnownRule {
    /// Its id.
    pub id: SmolStr,
    /// Its group.
    pub group: SmolStr,
    /// A line that says what is wrong.
    pub title: String,
    /// How grave it is by itself.
    pub severity: PageSeverity,
    /// It runs only where somebody asks for it by its name.
    pub off_by_default: bool,
    /// Its options.
    pub options: BTreeMap<SmolStr, OptionSpec>,
}

impl Vocabulary {
    /// The rule with this id.
    pub fn rule(&self, id: &str) -> Option<&KnownRule> {
        self.rules.iter().find(|rule| rule.id == id)
    }

    /// Whether this is a group of rules.
    pub fn is_group(&self, name: &str) -> bool {
        name == "all" || name == GROUP || self.rules.iter().any(|rule| rule.group == name)
    }
}
