//! The go-live checklist: what is proven, what fails, what a person has to settle.
//!
//! It stands behind the findings: an item is decided by the findings of its rules, by what a finder of [`operations`](crate::operations) sees in code and
//! deployment files, and by what people vouch for in the configuration, in this order. See [`decide`].

pub mod decide;
pub mod list;

use jiff::civil::Date;
use list::Item;
use serde::Serialize;

/// What is known of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Status {
    /// Proven, or vouched for.
    #[serde(rename = "passed")]
    Passed,
    /// Proven wrong.
    #[serde(rename = "failed")]
    Failed,
    /// The project doesn't do what the item speaks of.
    #[serde(rename = "not applicable")]
    NotApplicable,
    /// Code can't tell.
    #[serde(rename = "needs a person")]
    NeedsPerson,
}

impl Status {
    /// The words for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed => "failed",
            Self::NotApplicable => "not applicable",
            Self::NeedsPerson => "needs a person",
        }
    }
}

/// What convinced the tool, or what is missing.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Evidence {
    /// In words.
    pub text: String,
    /// The file, relative to the project root.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// The line, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
}

impl Evidence {
    /// Evidence without a place.
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), path: None, line: None }
    }

    /// Evidence in a file.
    pub fn at(text: impl Into<String>, path: impl Into<String>, line: u32) -> Self {
        Self { text: text.into(), path: Some(path.into()), line: Some(line) }
    }
}

/// Somebody vouches for an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attestation {
    /// The item's id.
    pub item: String,
    /// Who.
    pub who: String,
    /// Since when.
    pub when: Date,
    /// The day it has to be looked at again.
    pub expires: Date,
    /// Links, as written.
    pub links: Vec<String>,
    /// Files that must exist.
    pub files: Vec<AttestedFile>,
    /// Where it is written.
    pub path: Option<String>,
    /// The line there.
    pub line: Option<u32>,
}

/// A file that an attestation names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttestedFile {
    /// As it is written.
    pub name: String,
    /// What stands in it; nothing where it is not there.
    pub text: Option<String>,
}

/// What became of an item.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The item.
    pub item: &'static Item,
    /// What is known.
    pub status: Status,
    /// Why, in a sentence without a full stop.
    pub reason: String,
    /// What convinced the tool.
    pub evidence: Vec<Evidence>,
    /// Its findings, as indexes into the report's.
    pub findings: Vec<usize>,
}
