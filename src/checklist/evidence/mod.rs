//! What is looked for in code and deployment files. A file here that holds `pub fn find(material: &Material<'_>) -> Proof` is a finder: the build registers
//! it under its name, by which `rules/checklist.toml` calls it.

mod alerts;
mod deployment;

use super::Evidence;
use crate::cohere::catalog::Catalog;
use crate::cohere::usage::{Place, Usages};
use crate::source::Span;
use crate::syntax::deployment::{DeploymentFile, NodeId};

include!(concat!(env!("OUT_DIR"), "/finders.rs"));

/// Looks for one kind of evidence.
#[derive(Clone, Copy, Debug)]
pub struct Finder {
    /// Its name.
    pub id: &'static str,
    /// Looks.
    pub find: fn(&Material<'_>) -> Proof,
}

/// What a finder says, each with its reason: a sentence without a full stop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Proof {
    /// It is there.
    Found(String, Vec<Evidence>),
    /// The place where it should be is there, and it isn't.
    Missing(String, Vec<Evidence>),
    /// Nothing shows whether it is there.
    Unknown(String),
}

/// What finders look at.
pub struct Material<'a> {
    /// The project's use of Cohere.
    pub usages: &'a Usages,
    /// What is known of Cohere.
    pub catalog: &'a Catalog,
    /// Path and line of a place in the code.
    pub locate: &'a dyn Fn(Place) -> (String, u32),
    /// Its deployment files, in order of path.
    pub files: &'a [&'a DeploymentFile],
}

impl Material<'_> {
    /// Evidence in the code.
    pub fn evidence(&self, text: impl Into<String>, place: Place) -> Evidence {
        let (path, line) = (self.locate)(place);
        Evidence::at(text, path, line)
    }
}

impl DeploymentFile {
    /// Evidence at a place in the file.
    pub fn evidence(&self, text: impl Into<String>, span: Span) -> Evidence {
        Evidence::at(text, self.path.clone(), self.lines.position(&self.text, span.start).line)
    }

    /// Evidence at a node.
    pub fn evidence_at(&self, text: impl Into<String>, node: NodeId) -> Evidence {
        self.evidence(text, self.document.span(node))
    }
}

/// Asks the finder of a name.
pub fn find(id: &str, material: &Material<'_>) -> Proof {
    match FINDERS.iter().find(|finder| finder.id == id) {
        Some(finder) => (finder.find)(material),
        None => Proof::Unknown("nothing looks for this".to_owned()),
    }
}

#[cfg(test)]
mod tests;
