//! The go-live list as data: `rules/checklist.toml`.

use crate::cohere::catalog::CatalogError;
use serde::Deserialize;
use smol_str::SmolStr;
use std::sync::OnceLock;

/// The list.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct List {
    /// The groups, in order.
    #[serde(rename = "group")]
    pub groups: Vec<Group>,
    /// The items, in order.
    #[serde(rename = "item")]
    pub items: Vec<Item>,
}

/// A part of the list.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// The id.
    pub id: SmolStr,
    /// Its heading.
    pub title: String,
}

/// Something that has to be true before going live.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Item {
    /// The id, by which attestations name it.
    pub id: SmolStr,
    /// The group's id.
    pub group: SmolStr,
    /// What has to be true.
    pub title: String,
    /// Why it matters.
    pub why: String,
    /// Rules whose findings fail it.
    #[serde(default)]
    pub rules: Vec<SmolStr>,
    /// What is looked for in code and deployment files: the name of a finder, a file of `src/operations/`.
    #[serde(default)]
    pub evidence: Option<SmolStr>,
    /// Rules that say under `--pedantic` what the finder misses. They don't decide: they read the same evidence, which somebody may vouch for.
    #[serde(default)]
    pub reported_by: Vec<SmolStr>,
    /// To which use of Cohere it speaks.
    #[serde(default)]
    pub applies_to: Scope,
    /// What a person has to do where nothing proves it. Without it the rules alone decide.
    #[serde(default)]
    pub person: Option<String>,
    /// One of these stands, in whatever case, in a file that an attestation has to name.
    #[serde(default)]
    pub document_says: Vec<SmolStr>,
    /// Where to read on.
    #[serde(default)]
    pub link: Option<String>,
}

/// To which use of Cohere an item speaks.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum Scope {
    /// Any.
    #[default]
    Any,
    /// Calls of chat.
    Chat,
    /// Calls of embed.
    Embed,
    /// Calls of rerank.
    Rerank,
    /// Calls of embed or rerank.
    EmbedOrRerank,
    /// Something that answers requests.
    Service,
}

impl List {
    /// The list this binary was built with.
    ///
    /// # Errors
    /// When it is not what its schema says; the message names the place.
    pub fn embedded() -> Result<&'static Self, CatalogError> {
        static LIST: OnceLock<Result<List, CatalogError>> = OnceLock::new();
        LIST.get_or_init(|| parse(include_str!("../../rules/checklist.toml"))).as_ref().map_err(Clone::clone)
    }

    /// The item of an id.
    pub fn item(&self, id: &str) -> Option<&Item> {
        self.items.iter().find(|item| item.id == id)
    }
}

fn parse(text: &str) -> Result<List, CatalogError> {
    let file = || "checklist.toml".to_owned();
    let list: List = toml::from_str(text).map_err(|error| CatalogError::Syntax { file: file(), message: error.to_string() })?;
    for (index, item) in list.items.iter().enumerate() {
        let wrong = |message: &str| CatalogError::Inconsistent { file: file(), place: item.id.to_string(), message: message.to_owned() };
        if !list.groups.iter().any(|group| group.id == item.group) {
            return Err(wrong("its group is not listed"));
        }
        if list.items[..index].iter().any(|earlier| earlier.id == item.id) {
            return Err(wrong("listed twice"));
        }
        if !item.reported_by.is_empty() && item.evidence.is_none() {
            return Err(wrong("rules report its evidence, and none is looked for"));
        }
        if item.rules.is_empty() && item.evidence.is_none() && item.person.is_none() {
            return Err(wrong("nothing decides it"));
        }
    }
    Ok(list)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_what_its_schema_says() {
        let list = List::embedded().unwrap();
        assert!(list.items.len() > 20);
        assert_eq!(list.item("streaming-chat").unwrap().applies_to, Scope::Chat);
    }

    #[test]
    fn every_finder_it_names_is_there_and_every_finder_is_named() {
        let list = List::embedded().unwrap();
        let named: std::collections::BTreeSet<_> = list.items.iter().filter_map(|item| item.evidence.as_deref()).collect();
        let known: std::collections::BTreeSet<_> = crate::operations::FINDERS.iter().map(|finder| finder.id).collect();
        assert_eq!(named, known);
    }

    #[test]
    fn contradictions_are_told() {
        let group = "[[group]]\nid = 'g'\ntitle = 'G'\n";
        let item = "[[item]]\nid = 'a'\ngroup = 'g'\ntitle = 'A'\nwhy = 'b'\n";
        for (text, message) in [
            (format!("{group}{item}"), "nothing decides it"),
            (format!("{group}{item}person = 'x'\n{item}person = 'x'\n"), "listed twice"),
            (format!("{}{item}person = 'x'\n", group.replace("'g'", "'h'")), "group is not listed"),
            (format!("{group}{item}persn = 'x'\n"), "persn"),
            (format!("{group}{item}person = 'x'\nreported-by = ['a']\n"), "none is looked for"),
        ] {
            let error = parse(&text).unwrap_err().to_string();
            assert!(error.contains(message), "{error}");
        }
    }
}
