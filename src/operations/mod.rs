//! What a project shows of how it is run: who asks for its health, what a release does, which alerts there are, how one gets back, where the key comes from.
//!
//! It is gathered from the table of usages and from deployment files, each part when it is first asked for and once, and read by two: the rules of the
//! operations group, and the go-live checklist. A file here that holds `pub fn find(operations: &Operations<'_>) -> Proof` is a finder: the build
//! registers it under its name, by which rules ask for it and `rules/checklist.toml` calls it.

mod alerts;
mod deployment;

use crate::cohere::catalog::Catalog;
use crate::cohere::usage::{Place, Usages};
use crate::source::Span;
use crate::syntax::deployment::{DeploymentFile, NodeId};
use alerts::Alert;
use std::cell::OnceCell;
use std::fmt;

include!(concat!(env!("OUT_DIR"), "/finders.rs"));

/// Looks for one kind of evidence.
#[derive(Clone, Copy, Debug)]
pub struct Finder {
    /// Its name.
    pub id: &'static str,
    /// Looks.
    pub find: fn(&Operations<'_>) -> Proof,
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

/// What convinced a finder.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Evidence {
    /// Where it stands, in code or in a deployment file.
    pub place: Place,
    /// In words.
    pub text: String,
}

impl Evidence {
    /// Evidence at a place.
    pub fn new(text: impl Into<String>, place: Place) -> Self {
        Self { place, text: text.into() }
    }
}

/// Gives the deployment files of a project, in order of path.
pub type ReadFiles<'a> = &'a dyn Fn() -> Vec<&'a DeploymentFile>;

/// What a project shows of how it is run. Deployment files are read at the first question that needs them.
pub struct Operations<'a> {
    /// The project's use of Cohere.
    pub usages: &'a Usages,
    /// What is known of Cohere.
    pub catalog: &'a Catalog,
    read: ReadFiles<'a>,
    files: OnceCell<Vec<&'a DeploymentFile>>,
    alerts: OnceCell<Vec<Alert<'a>>>,
    proofs: Vec<OnceCell<Proof>>,
}

impl<'a> Operations<'a> {
    /// Of a project whose deployment files `read` gives.
    pub fn new(usages: &'a Usages, catalog: &'a Catalog, read: ReadFiles<'a>) -> Self {
        Self {
            usages,
            catalog,
            read,
            files: OnceCell::new(),
            alerts: OnceCell::new(),
            proofs: FINDERS.iter().map(|_| OnceCell::new()).collect(),
        }
    }

    /// What the finder of a name says; nothing where there is none.
    pub fn proof(&self, id: &str) -> Option<&Proof> {
        let index = FINDERS.iter().position(|finder| finder.id == id)?;
        Some(self.proofs.get(index)?.get_or_init(|| (FINDERS[index].find)(self)))
    }

    /// Why the finder of a name says that something is missing, and what shows it; nothing where it doesn't say so.
    pub fn missing(&self, id: &str) -> Option<(&str, &[Evidence])> {
        match self.proof(id)? {
            Proof::Missing(reason, evidence) => Some((reason, evidence)),
            _ => None,
        }
    }

    /// The deployment files, in order of path.
    pub(crate) fn files(&self) -> &[&'a DeploymentFile] {
        self.files.get_or_init(self.read)
    }

    /// The alerts that are defined in them: six finders ask for each.
    fn alerts(&self) -> &[Alert<'a>] {
        self.alerts.get_or_init(|| alerts::alerts(self.files()))
    }
}

impl fmt::Debug for Operations<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Operations").field("files", &self.files).field("proofs", &self.proofs).finish_non_exhaustive()
    }
}

impl DeploymentFile {
    /// A place in the file.
    pub fn place(&self, span: Span) -> Place {
        Place { file: self.id, span, statement: span }
    }

    /// Evidence at a place in the file.
    pub(crate) fn evidence(&self, text: impl Into<String>, span: Span) -> Evidence {
        Evidence::new(text, self.place(span))
    }

    /// Evidence at a node.
    pub(crate) fn evidence_at(&self, text: impl Into<String>, node: NodeId) -> Evidence {
        self.evidence(text, self.document.span(node))
    }
}

#[cfg(test)]
mod tests;
