//! Rules that are data: what a call must say, must not say, or should no longer be. Projects write their own in their configuration;
//! they are judged like any other rule.

mod judge;
mod words;

pub use judge::check;

use crate::cohere::catalog::options::wildcard;
use crate::cohere::usage::Constant;
use smol_str::SmolStr;

/// A rule that is data.
#[derive(Clone, Debug, PartialEq)]
pub struct Declared {
    /// Its id.
    pub id: SmolStr,
    /// The calls it is about.
    pub targets: Targets,
    /// The ecosystems it reads (`python`, `npm`, `rust`); all if empty.
    pub ecosystems: Vec<SmolStr>,
    /// What it demands of them.
    pub demand: Demand,
    /// What it says.
    pub words: Words,
}

/// The calls a rule is about.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Targets {
    /// Endpoints of Cohere, by id (`chat@v2`) or operation (`chat`).
    pub endpoints: Vec<SmolStr>,
    /// Anything from outside the project, as the analysis writes it: `python:mycompany.llm.Client().ask`.
    pub symbols: Vec<SmolStr>,
}

/// What a rule demands of a call.
#[derive(Clone, Debug, PartialEq)]
pub enum Demand {
    /// These arguments are given.
    Requires(Vec<SmolStr>),
    /// An argument is none of these values.
    Forbids(SmolStr, ValueSet),
    /// An argument is one of these values, where it is given and known.
    Allows(SmolStr, ValueSet),
    /// It isn't there at all: this stands in its place.
    Deprecated(String),
    /// It names a model that may be named.
    Models(ModelPolicy),
}

/// A set of values, by whatever describes it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ValueSet {
    /// The values themselves.
    pub values: Vec<Constant>,
    /// Texts that fit one of these patterns, in which `*` stands for anything.
    pub globs: Vec<SmolStr>,
    /// Numbers above this one.
    pub above: Option<f64>,
    /// Numbers below this one.
    pub below: Option<f64>,
}

impl ValueSet {
    /// Whether a value is in the set; of values that are no constants nothing is known.
    pub fn contains(&self, value: &Constant) -> Option<bool> {
        let number = match value {
            Constant::Int(i) => Some(*i as f64),
            Constant::Float(f) => Some(*f),
            Constant::Text(_) | Constant::Bool(_) => None,
            Constant::Null | Constant::List(_) | Constant::Symbol(_) | Constant::Other => return None,
        };
        let equals = |known: &Constant| match (known, number) {
            (Constant::Int(i), Some(number)) => *i as f64 == number,
            (Constant::Float(f), Some(number)) => *f == number,
            _ => known == value,
        };
        let fits = matches!(value, Constant::Text(text) if self.globs.iter().any(|glob| wildcard(glob, text)));
        let beyond = number.is_some_and(|n| self.above.is_some_and(|above| n > above) || self.below.is_some_and(|below| n < below));
        Some(self.values.iter().any(equals) || fits || beyond)
    }
}

/// Which models may be named.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ModelPolicy {
    /// The only ones that may, as patterns; all if there are none.
    pub allow: Vec<SmolStr>,
    /// Those that may not.
    pub deny: Vec<ModelBan>,
}

/// A model that may not be named.
#[derive(Clone, Debug, PartialEq)]
pub struct ModelBan {
    /// Its id, or a pattern in which `*` stands for anything.
    pub model: SmolStr,
    /// Why.
    pub reason: Option<String>,
}

/// Why a model may not be named.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Refusal<'p> {
    /// It is on the list of those that may not.
    Denied(&'p ModelBan),
    /// It is not on the list of those that may.
    NotAllowed(&'p [SmolStr]),
}

impl ModelPolicy {
    /// Why a model may not be named, if so.
    pub fn refusal(&self, id: &str) -> Option<Refusal<'_>> {
        let denied = self.deny.iter().find(|ban| wildcard(&ban.model, id));
        let not_allowed =
            || (!self.allow.is_empty() && !self.allow.iter().any(|model| wildcard(model, id))).then_some(Refusal::NotAllowed(&self.allow));
        denied.map(Refusal::Denied).or_else(not_allowed)
    }
}

/// What a rule says: templates in which `{callee}`, `{argument}`, `{value}`, `{model}` and `{reason}` stand for what was found. Where
/// nothing is written the rule says what can be said of any rule of its kind.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Words {
    /// What is wrong.
    pub message: Option<String>,
    /// Why it matters.
    pub why: Option<String>,
    /// What to do.
    pub help: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_numbers_and_texts_fit_patterns() {
        let set =
            ValueSet { values: vec![Constant::Int(1), Constant::Bool(true)], globs: vec!["a*".into()], above: Some(5.0), below: Some(0.0) };
        for value in [Constant::Float(1.0), Constant::Bool(true), Constant::Text("ab".into()), Constant::Int(6), Constant::Float(-0.5)] {
            assert_eq!(set.contains(&value), Some(true), "{value:?}");
        }
        for value in [Constant::Int(5), Constant::Bool(false), Constant::Text("b".into())] {
            assert_eq!(set.contains(&value), Some(false), "{value:?}");
        }
        assert_eq!(set.contains(&Constant::Null), None);
        assert_eq!(set.contains(&Constant::Other), None);
    }

    #[test]
    fn a_denied_model_is_denied_even_where_it_is_allowed() {
        let ban = ModelBan { model: "command-r*".into(), reason: None };
        let policy = ModelPolicy { allow: vec!["command-*".into()], deny: vec![ban.clone()] };
        assert_eq!(policy.refusal("command-a-03-2025"), None);
        assert_eq!(policy.refusal("command-r-08-2024"), Some(Refusal::Denied(&ban)));
        assert!(matches!(policy.refusal("embed-v4.0"), Some(Refusal::NotAllowed(_))));
        assert_eq!(ModelPolicy::default().refusal("anything"), None);
    }
}
