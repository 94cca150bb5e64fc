//! Which part of an outside call's result a value is.

use super::evaluate::Evaluator;
use super::external::{External, Operation};
use super::value::{Site, Value};
use crate::program::ExprKind;
use smol_str::SmolStr;
use std::fmt::Write as _;

/// One step from a value to a part of it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Part {
    /// A member, or an item under a constant key.
    Named(SmolStr),
    /// An item of a list, or under a key that isn't known.
    Item,
    /// What calling it gives.
    Called,
}

/// The parts as text: `results[].document`, `json().text`.
pub fn path_text(parts: &[Part]) -> String {
    let mut text = String::new();
    for part in parts {
        let _ = match part {
            Part::Named(name) if text.is_empty() => write!(text, "{name}"),
            Part::Named(name) => write!(text, ".{name}"),
            Part::Item => write!(text, "[]"),
            Part::Called => write!(text, "()"),
        };
    }
    text
}

impl Evaluator<'_> {
    /// The innermost call out of those asked for that an outside value came from, and which part of its result it is.
    pub fn part_of_call(&self, external: &External, is_asked_for: &dyn Fn(Site) -> bool) -> Option<(Site, Vec<Part>)> {
        let mut parts = Vec::new();
        for step in external.chain() {
            match (step.operation(), step.site()) {
                (Operation::Call, Some(site)) if is_asked_for(site) => {
                    parts.reverse();
                    return Some((site, parts));
                }
                (Operation::Call, _) => parts.push(Part::Called),
                (Operation::Member(name), _) => parts.push(Part::Named(name.clone())),
                (Operation::Index, site) => parts.push(site.map_or(Part::Item, |s| self.index_part(s))),
                (Operation::Root | Operation::Declared, _) => return None,
            }
        }
        None
    }

    /// The part that `object[index]` takes.
    pub(super) fn index_part(&self, site: Site) -> Part {
        let index = match self.module(site.file).map(|m| &m.exprs[site.expr.index()].kind) {
            Some(ExprKind::Index { index, .. }) => *index,
            _ => return Part::Item,
        };
        let keys = self.evaluate_in(site.file, index);
        let mut texts = keys.iter().filter_map(|k| if let Value::Str(text, _) = &k.value { Some(text) } else { None });
        match (texts.next(), keys.len()) {
            (Some(text), 1) => Part::Named((&**text).into()),
            _ => Part::Item,
        }
    }
}
