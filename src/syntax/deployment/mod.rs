//! Deployment files → one small model: what stands under which key, where, and which commands are run.
//!
//! YAML, JSON, TOML, dotenv files and Dockerfiles become trees of [`Node`]s; shell scripts, and the scripts inside the others, become [`Command`]s;
//! runbooks become [`Section`]s. Every part has its bytes in the file. What a parser refuses is named in [`Document::errors`]; what came before it stays.

mod comments;
mod dockerfile;
mod dotenv;
mod file;
mod flow_lists;
mod json;
mod markdown;
mod shell;
mod templates;
mod toml;
mod yaml;

pub use file::DeploymentFile;

use crate::source::{ConfigFormat, Span};

/// More nodes than this and a file is data, not configuration: the rest is left out, and said so.
const MAX_NODES: usize = 200_000;

/// Merge keys and aliases followed one into another.
const MAX_ALIASES: usize = 16;

/// Mappings that one question for a key looks into at most.
const MAX_MERGED: usize = 24;

/// The place of a node in its document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeId(u32);

/// A value of a tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// Its bytes in the file.
    pub span: Span,
    /// What it is.
    pub kind: NodeKind,
}

/// What a node is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NodeKind {
    /// A text, number, truth value or null, as written but for its quotes and escapes.
    Scalar(String),
    /// Keys and values, in order.
    Mapping(Vec<(NodeId, NodeId)>),
    /// A list.
    Sequence(Vec<NodeId>),
    /// The same as another node: a YAML alias.
    Alias(NodeId),
}

/// A command of a script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Command {
    /// Its words without their quotes; expansions stand as they are written.
    pub words: Vec<String>,
    /// Its bytes in the file; of a script inside a value, the value's.
    pub span: Span,
}

/// A heading of a runbook and what stands below it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// The heading's text; empty before the first one.
    pub heading: String,
    /// The text down to the next heading, code included.
    pub text: String,
    /// Its bytes in the file.
    pub span: Span,
}

/// What kept a part of a file from being read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseError {
    /// The parser's words.
    pub message: String,
    /// Where it stopped.
    pub offset: u32,
}

/// A deployment file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    nodes: Vec<Node>,
    /// The roots of the trees: one a YAML document, one for other formats.
    pub roots: Vec<NodeId>,
    /// The commands of scripts, those inside values included, in order.
    pub commands: Vec<Command>,
    /// The sections of a runbook.
    pub sections: Vec<Section>,
    /// What was not understood.
    pub errors: Vec<ParseError>,
}

/// Reads a deployment file. Never fails: what can't be read is missing from the document and named in it.
pub fn read(format: ConfigFormat, text: &str) -> Document {
    let mut document = Document::default();
    match format {
        ConfigFormat::Yaml => yaml::read(text, &mut document),
        ConfigFormat::Json => json::read(text, &mut document),
        ConfigFormat::Toml => toml::read(text, &mut document),
        ConfigFormat::Dotenv => dotenv::read(text, &mut document),
        ConfigFormat::Dockerfile => dockerfile::read(text, &mut document),
        ConfigFormat::Shell => shell::read(text, &mut document),
        ConfigFormat::Markdown => markdown::read(text, &mut document),
    }
    document
}

impl Document {
    /// A node, aliases followed.
    pub fn node(&self, id: NodeId) -> &Node {
        &self.nodes[self.resolved(id).0 as usize]
    }

    /// The bytes where a node itself stands: of an alias, the alias.
    pub fn span(&self, id: NodeId) -> Span {
        self.nodes[id.0 as usize].span
    }

    /// The text of a scalar.
    pub fn text(&self, id: NodeId) -> Option<&str> {
        match &self.node(id).kind {
            NodeKind::Scalar(text) => Some(text),
            _ => None,
        }
    }

    /// The items of a list; none of anything else.
    pub fn items(&self, id: NodeId) -> &[NodeId] {
        match &self.node(id).kind {
            NodeKind::Sequence(items) => items,
            _ => &[],
        }
    }

    /// The keys and values of a mapping; none of anything else. Merged mappings are not in it: [`get`](Self::get) looks into those.
    pub fn entries(&self, id: NodeId) -> &[(NodeId, NodeId)] {
        match &self.node(id).kind {
            NodeKind::Mapping(entries) => entries,
            _ => &[],
        }
    }

    /// The value under a key, merge keys (`<<: *defaults`) heeded.
    pub fn get(&self, id: NodeId, key: &str) -> Option<NodeId> {
        self.look_up(id, key, MAX_ALIASES, &mut { MAX_MERGED })
    }

    /// The value at the end of a path of keys.
    pub fn at(&self, id: NodeId, path: &[&str]) -> Option<NodeId> {
        path.iter().try_fold(id, |node, key| self.get(node, key))
    }

    /// The text at the end of a path of keys.
    pub fn text_at(&self, id: NodeId, path: &[&str]) -> Option<&str> {
        self.text(self.at(id, path)?)
    }

    /// Every mapping of the file, in order of place.
    pub fn mappings(&self) -> impl Iterator<Item = NodeId> + '_ {
        let ids = (0..self.nodes.len() as u32).map(NodeId);
        ids.filter(|id| matches!(self.nodes[id.0 as usize].kind, NodeKind::Mapping(_)))
    }

    /// Every key and value of the file's mappings, in order of place.
    pub fn pairs(&self) -> impl Iterator<Item = (NodeId, NodeId)> + '_ {
        self.mappings().flat_map(|id| self.entries(id).iter().copied())
    }

    /// Every scalar that is a value or an item, not a key, in order of place.
    pub fn values(&self) -> impl Iterator<Item = (NodeId, &str)> {
        let of_kind = |kind: &NodeKind| match kind {
            NodeKind::Mapping(entries) => entries.iter().map(|(_, value)| *value).collect(),
            NodeKind::Sequence(items) => items.clone(),
            _ => Vec::new(),
        };
        let children = self.nodes.iter().flat_map(move |node| of_kind(&node.kind));
        let own = |id: &NodeId| !matches!(self.nodes[id.0 as usize].kind, NodeKind::Alias(_));
        children.filter(own).filter_map(|id| Some((id, self.text(id)?)))
    }

    fn resolved(&self, mut id: NodeId) -> NodeId {
        for _ in 0..MAX_ALIASES {
            match self.nodes[id.0 as usize].kind {
                NodeKind::Alias(target) => id = target,
                _ => break,
            }
        }
        id
    }

    /// Looks a key up in a mapping and in what is merged into it; each mapping that is looked into costs one of `fuel`.
    fn look_up(&self, id: NodeId, key: &str, depth: usize, fuel: &mut usize) -> Option<NodeId> {
        // Mappings that merge one another twice, level by level, are twice as many with each level.
        *fuel = fuel.checked_sub(1)?;
        // A key told twice: the last one counts.
        if let Some(value) = self.named(id, key).next_back() {
            return Some(value);
        }
        let depth = depth.checked_sub(1)?;
        self.named(id, "<<").find_map(|merged| match self.items(merged) {
            [] => self.look_up(merged, key, depth, fuel),
            several => several.iter().take(MAX_ALIASES).find_map(|one| self.look_up(*one, key, depth, fuel)),
        })
    }

    /// The values a mapping itself has under a key.
    fn named<'a>(&'a self, id: NodeId, key: &'a str) -> impl DoubleEndedIterator<Item = NodeId> + 'a {
        self.entries(id).iter().filter(move |(name, _)| self.text(*name) == Some(key)).map(|(_, value)| *value)
    }

    /// Adds a node; `None` when there are too many.
    fn push(&mut self, span: Span, kind: NodeKind) -> Option<NodeId> {
        if self.nodes.len() >= MAX_NODES {
            if self.nodes.len() == MAX_NODES && self.errors.last().is_none_or(|e| e.message != TOO_MANY) {
                self.errors.push(ParseError { message: TOO_MANY.to_owned(), offset: span.start });
            }
            return None;
        }
        self.nodes.push(Node { span, kind });
        Some(NodeId(self.nodes.len() as u32 - 1))
    }

    fn scalar(&mut self, span: Span, text: impl Into<String>) -> Option<NodeId> {
        self.push(span, NodeKind::Scalar(text.into()))
    }
}

const TOO_MANY: &str = "more values than a configuration has: the rest was left out";

#[cfg(test)]
mod tests;
