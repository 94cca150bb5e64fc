//! What declared rules say.

use super::{Declared, Demand, Refusal};
use crate::cohere::usage::Constant;

/// What was found, for the templates of a rule.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Found<'a> {
    pub callee: &'a str,
    pub argument: &'a str,
    pub value: &'a str,
    pub model: &'a str,
    pub reason: &'a str,
}

impl Found<'_> {
    fn fill(&self, template: &str) -> String {
        let known = [
            ("{callee}", self.callee),
            ("{argument}", self.argument),
            ("{value}", self.value),
            ("{model}", self.model),
            ("{reason}", self.reason),
        ];
        known
            .into_iter()
            .fold(template.to_owned(), |text, (name, value)| if text.contains(name) { text.replace(name, value) } else { text })
    }
}

/// The three parts of a finding of a declared rule.
pub(super) fn of(rule: &Declared, found: &Found<'_>) -> [String; 3] {
    let argument = found.argument;
    let (message, help) = match &rule.demand {
        Demand::Requires(_) => ("`{callee}` is called without `{argument}`".to_owned(), format!("Pass `{argument}`")),
        Demand::Forbids(..) => {
            ("`{argument}` of `{callee}` is {value}, which this project forbids".to_owned(), "Choose another value".to_owned())
        }
        Demand::Allows(..) => {
            ("`{argument}` of `{callee}` is {value}, which this project does not allow".to_owned(), "Choose a value it allows".to_owned())
        }
        Demand::Deprecated(replacement) => ("`{callee}` is deprecated in this project".to_owned(), format!("Use {replacement}")),
        Demand::Models(_) => {
            ("The model `{model}` is not for use in this project{reason}".to_owned(), "Use a model the project allows".to_owned())
        }
    };
    let why = "A rule of this project's own says so".to_owned();
    let words = &rule.words;
    [(&words.message, message), (&words.why, why), (&words.help, help)].map(|(own, usual)| found.fill(own.as_deref().unwrap_or(&usual)))
}

/// A value as code writes it.
pub(super) fn value(value: &Constant) -> String {
    match value {
        Constant::Text(text) => format!("`\"{text}\"`"),
        Constant::Int(i) => format!("`{i}`"),
        Constant::Float(f) => format!("`{f}`"),
        Constant::Bool(b) => format!("`{b}`"),
        _ => "something else".to_owned(),
    }
}

/// The reason of a refusal, to be put behind a sentence.
pub(super) fn reason(refusal: Refusal<'_>) -> String {
    match refusal {
        Refusal::Denied(ban) => ban.reason.as_ref().map(|reason| format!(": {reason}")).unwrap_or_default(),
        Refusal::NotAllowed(_) => String::new(),
    }
}
