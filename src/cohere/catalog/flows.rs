//! The shape of `rules/catalog/flows.toml`: where values go for good, and what they pass on the way.

use super::browser::BrowserFacts;
use serde::Deserialize;
use smol_str::SmolStr;
use std::collections::BTreeMap;

/// `rules/catalog/flows.toml`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Flows {
    /// Calls by which values go somewhere.
    #[serde(rename = "sink")]
    pub sinks: Vec<SinkEntry>,
    /// What values pass on the way.
    pub flow: Passages,
    /// What of it matters.
    pub content: Content,
    /// What browsers get.
    pub browser: BrowserFacts,
}

/// What sort of place a value ends in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SinkPlace {
    /// A log.
    Log,
    /// The terminal.
    Console,
    /// A vector index that is written.
    VectorWrite,
    /// A vector index that is searched.
    VectorSearch,
    /// The answer to an HTTP request.
    Response,
}

/// Calls by which values go somewhere.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct SinkEntry {
    /// What sort of place it is.
    pub kind: SinkPlace,
    /// Symbols called.
    #[serde(default)]
    pub paths: Vec<SmolStr>,
    /// Beginnings of symbols whose `methods` count.
    #[serde(default)]
    pub packages: Vec<SmolStr>,
    /// Names of receivers whose `methods` count where nothing is known of them.
    #[serde(default)]
    pub receivers: Vec<SmolStr>,
    /// Names of methods; `true` for those that are silent unless somebody turns them on.
    #[serde(default)]
    pub methods: BTreeMap<SmolStr, bool>,
    /// Names of methods that tell by themselves, if nothing is known of the receiver.
    #[serde(default)]
    pub telling_methods: Vec<SmolStr>,
    /// What an argument's text must begin with, lower case.
    #[serde(default)]
    pub texts: Vec<SmolStr>,
    /// Named arguments that count; all if empty.
    #[serde(default)]
    pub arguments: Vec<SmolStr>,
    /// The positional argument that counts; all if there is none.
    #[serde(default)]
    pub position: Option<usize>,
}

/// What values pass on the way.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Passages {
    /// Calls whose value holds their arguments.
    pub carriers: Vec<SmolStr>,
    /// Calls after which a value can no longer be read.
    pub masks: Vec<SmolStr>,
    /// Calls that number what they are given: the first of each pair is no part of it.
    #[serde(default)]
    pub counters: Vec<SmolStr>,
    /// Methods that number what their receiver gives, by ecosystem.
    #[serde(default)]
    pub counting_methods: BTreeMap<SmolStr, Vec<SmolStr>>,
    /// Methods whose value holds their receiver, by ecosystem.
    pub carrying_methods: BTreeMap<SmolStr, Vec<SmolStr>>,
    /// Methods whose value is what the function they are given makes of each item, by ecosystem.
    pub mapping_methods: BTreeMap<SmolStr, Vec<SmolStr>>,
    /// Methods that put their arguments into their receiver, by ecosystem.
    pub growing_methods: BTreeMap<SmolStr, Vec<SmolStr>>,
}

/// What of a request or an answer holds what people wrote.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Content {
    /// Arguments of a call that do, by wire name.
    pub arguments: Vec<SmolStr>,
    /// Operations whose answers do.
    pub operations: Vec<SmolStr>,
    /// Parts that don't.
    pub harmless: Vec<SmolStr>,
    /// Last words in names of variables that hold what somebody searches for.
    pub query_words: Vec<SmolStr>,
    /// Words in names of variables that do.
    pub words: Vec<SmolStr>,
}

impl Content {
    /// Whether a variable's name says that it holds what people wrote.
    pub fn is_told_by(&self, name: &str) -> bool {
        let mut words = split_words(name);
        words.any(|word| self.words.iter().any(|w| *w == word))
    }

    /// Whether a variable's name says that it holds what somebody searches for.
    pub fn is_query(&self, name: &str) -> bool {
        split_words(name).last().is_some_and(|word| self.query_words.iter().any(|w| *w == word))
    }

    /// Whether a part of a request or an answer says nothing about anybody.
    pub fn is_harmless(&self, part: &str) -> bool {
        self.harmless.iter().any(|h| h == part)
    }
}

/// The words of an identifier in any style, lower case.
pub fn split_words(name: &str) -> impl Iterator<Item = String> {
    let mut words = vec![String::new()];
    let mut before_lower = false;
    for c in name.chars() {
        let starts = c.is_ascii_uppercase() && before_lower;
        if !c.is_ascii_alphanumeric() || starts {
            words.push(String::new());
        }
        if c.is_ascii_alphanumeric()
            && let Some(word) = words.last_mut()
        {
            word.push(c.to_ascii_lowercase());
        }
        before_lower = c.is_ascii_lowercase() || c.is_ascii_digit();
    }
    words.into_iter().filter(|w| !w.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_are_split_in_any_style() {
        let words = |name| split_words(name).collect::<Vec<_>>();
        assert_eq!(words("userQuestion"), ["user", "question"]);
        assert_eq!(words("SEARCH_QUERY_2"), ["search", "query", "2"]);
        assert_eq!(words("_doc"), ["doc"]);
    }
}
