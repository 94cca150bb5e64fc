//! Options of rules: declared in the front matter of a rule's page, set in a project's configuration, read by the rule.

use serde::Deserialize;
use smol_str::SmolStr;
use std::collections::BTreeMap;

/// What an option may be set to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OptionType {
    /// `true` or `false`.
    Boolean,
    /// A whole number, not below zero.
    Integer,
    /// A number.
    Number,
    /// A text.
    String,
    /// A list of texts.
    Strings,
}

impl OptionType {
    /// What people call it.
    pub fn words(self) -> &'static str {
        match self {
            Self::Boolean => "`true` or `false`",
            Self::Integer => "a whole number",
            Self::Number => "a number",
            Self::String => "a text",
            Self::Strings => "a list of texts",
        }
    }
}

/// An option as a rule's page declares it: `[options.known]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct OptionSpec {
    /// What it may be set to.
    #[serde(rename = "type")]
    pub kind: OptionType,
    /// What it is where nobody sets it.
    pub default: OptionValue,
    /// What it does, as a sentence.
    pub about: String,
}

/// What an option is set to.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(untagged, expecting = "expected a text, a number, `true`, `false` or a list of texts")]
pub enum OptionValue {
    /// A truth value.
    Boolean(bool),
    /// A whole number.
    Integer(u64),
    /// A number.
    Number(f64),
    /// A text.
    String(SmolStr),
    /// A list of texts.
    Strings(Vec<SmolStr>),
}

impl OptionValue {
    /// Whether it is of a type; a whole number is a number too.
    pub fn is_of(&self, kind: OptionType) -> bool {
        matches!(
            (self, kind),
            (Self::Boolean(_), OptionType::Boolean)
                | (Self::Integer(_), OptionType::Integer | OptionType::Number)
                | (Self::Number(_), OptionType::Number)
                | (Self::String(_), OptionType::String)
                | (Self::Strings(_), OptionType::Strings)
        )
    }
}

/// The options of one rule, defaults included. Asking for one that the page does not declare gives nothing, as does asking for
/// another type than it declares; a test of the pages tells.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Options(BTreeMap<SmolStr, OptionValue>);

impl Options {
    /// The defaults that a page declares.
    pub fn defaults(specs: &BTreeMap<SmolStr, OptionSpec>) -> Self {
        Self(specs.iter().map(|(name, spec)| (name.clone(), spec.default.clone())).collect())
    }

    /// Sets one.
    pub fn set(&mut self, name: &str, value: OptionValue) {
        self.0.insert(name.into(), value);
    }

    /// Whether a switch is on.
    pub fn is_on(&self, name: &str) -> bool {
        matches!(self.0.get(name), Some(OptionValue::Boolean(true)))
    }

    /// A whole number.
    pub fn integer(&self, name: &str) -> Option<u64> {
        if let Some(OptionValue::Integer(number)) = self.0.get(name) { Some(*number) } else { None }
    }

    /// A number.
    pub fn number(&self, name: &str) -> Option<f64> {
        match self.0.get(name) {
            Some(OptionValue::Number(number)) => Some(*number),
            Some(OptionValue::Integer(number)) => Some(*number as f64),
            _ => None,
        }
    }

    /// A text.
    pub fn text(&self, name: &str) -> Option<&str> {
        if let Some(OptionValue::String(text)) = self.0.get(name) { Some(text) } else { None }
    }

    /// A list of texts; empty where there is none.
    pub fn texts(&self, name: &str) -> &[SmolStr] {
        if let Some(OptionValue::Strings(texts)) = self.0.get(name) { texts } else { &[] }
    }

    /// Whether `text` matches one of a list of patterns, in which `*` stands for anything.
    pub fn matches(&self, name: &str, text: &str) -> bool {
        self.texts(name).iter().any(|pattern| wildcard(pattern, text))
    }
}

/// Whether `text` fits a pattern in which `*` stands for any run of characters.
pub fn wildcard(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(rest) = parts.next().and_then(|first| text.strip_prefix(first)) else { return false };
    let mut parts: Vec<&str> = parts.collect();
    let Some(last) = parts.pop() else { return rest.is_empty() };
    let mut rest = rest;
    for part in parts {
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_stand_for_anything() {
        for (pattern, text) in [("a*", "abc"), ("*", ""), ("*c", "abc"), ("a*c", "ac"), ("a*b*c", "aXbYc"), ("abc", "abc"), ("**", "x")] {
            assert!(wildcard(pattern, text), "{pattern} {text}");
        }
        for (pattern, text) in [("a*", "ba"), ("a*a", "a"), ("abc", "abcd"), ("a*b*c", "acb"), ("", "a")] {
            assert!(!wildcard(pattern, text), "{pattern} {text}");
        }
    }

    #[test]
    fn a_value_knows_its_type() {
        let value = |text: &str| toml::from_str::<BTreeMap<String, OptionValue>>(&format!("v = {text}")).unwrap().remove("v").unwrap();
        assert!(value("3").is_of(OptionType::Number) && value("3").is_of(OptionType::Integer));
        assert!(!value("3.5").is_of(OptionType::Integer) && value("3.5").is_of(OptionType::Number));
        assert!(value("[\"a\"]").is_of(OptionType::Strings) && !value("\"a\"").is_of(OptionType::Strings));
        let mut options = Options::default();
        options.set("most", value("3"));
        options.set("known", value("[\"a-*\"]"));
        assert_eq!((options.integer("most"), options.number("most"), options.text("most")), (Some(3), Some(3.0), None));
        assert!(options.matches("known", "a-b") && !options.matches("known", "b") && !options.matches("none", "b"));
    }
}
