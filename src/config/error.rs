//! What is wrong with a configuration, and where.

use super::text::{ConfigText, Spot, Texts};
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

/// Something wrong with a configuration: the run is not made.
#[derive(Clone, Debug)]
pub struct ConfigError {
    /// What is wrong, without a full stop.
    pub message: String,
    /// What to do about it; empty where the message says it all.
    pub help: String,
    /// Where it stands, if it stands anywhere.
    pub place: Option<(Arc<ConfigText>, Range<usize>)>,
}

impl ConfigError {
    /// An error at a place.
    pub fn at(texts: &Texts, spot: Spot, message: impl Into<String>) -> Self {
        let place = texts.get(spot.file).map(|text| (text.clone(), spot.range()));
        Self { message: clipped(message.into()), help: String::new(), place }
    }

    /// An error that stands nowhere: a file that can't be read.
    pub fn nowhere(message: impl Into<String>) -> Self {
        Self { message: clipped(message.into()), help: String::new(), place: None }
    }

    /// Adds what to do.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = help.into();
        self
    }
}

/// The longest message: what is quoted in it may be of any length.
const LONGEST: usize = 600;

/// A message with its middle left out where it is too long for anybody.
fn clipped(message: String) -> String {
    if message.len() <= LONGEST {
        return message;
    }
    let (head, tail) = (message.floor_char_boundary(LONGEST / 2), message.ceil_char_boundary(message.len() - LONGEST / 2));
    format!("{}…{}", &message[..head], &message[tail..])
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some((text, range)) = &self.place {
            let before = text.text.get(..range.start).unwrap_or(&text.text);
            let line = before.matches('\n').count() + 1;
            let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
            write!(f, "{}:{line}:{column}: ", text.path)?;
        }
        f.write_str(&self.message)?;
        if self.help.is_empty() { Ok(()) } else { write!(f, ". {}", self.help) }
    }
}

impl std::error::Error for ConfigError {}

/// The names nearest to one that is unknown, as advice: "Did you mean `…`?", or the list of what there is.
pub fn advice<'a>(name: &str, known: impl Iterator<Item = &'a str> + Clone) -> String {
    let name = name.get(..LONGEST).unwrap_or(name);
    let folded = name.to_lowercase().replace('_', "-");
    let score =
        |candidate: &str| strsim::normalized_damerau_levenshtein(&folded, candidate).max(strsim::jaro_winkler(&folded, candidate) - 0.05);
    let nearest = known.clone().map(|candidate| (score(candidate), candidate)).max_by(|a, b| a.0.total_cmp(&b.0));
    if let Some((_, candidate)) = nearest.filter(|(score, _)| *score >= 0.75) {
        return format!("Did you mean `{candidate}`?");
    }
    let all: Vec<String> = known.take(MOST_LISTED + 1).map(|candidate| format!("`{candidate}`")).collect();
    if all.is_empty() || all.len() > MOST_LISTED { String::new() } else { format!("There are {}", all.join(", ")) }
}

/// As many names are listed where none is near; a longer list helps nobody.
const MOST_LISTED: usize = 16;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_proposed_and_else_all() {
        let known = ["select", "ignore", "fail-on"];
        assert_eq!(advice("fail_on", known.into_iter()), "Did you mean `fail-on`?");
        assert_eq!(advice("selct", known.into_iter()), "Did you mean `select`?");
        assert_eq!(advice("xyz", known.into_iter()), "There are `select`, `ignore`, `fail-on`");
        assert_eq!(advice("xyz", std::iter::empty()), "");
    }

    #[test]
    fn an_error_says_where() {
        let mut texts = Texts::default();
        let file = texts.add(ConfigText { path: "a.toml".into(), absolute: "/a.toml".into(), text: "x = 1\nyö = 2\n".into() });
        let error = ConfigError::at(&texts, Spot { file, start: 9, end: 10 }, "wrong").help("Mend it");
        assert_eq!(error.to_string(), "a.toml:2:3: wrong. Mend it");
        assert_eq!(ConfigError::nowhere("gone").to_string(), "gone");
        let long = ConfigError::nowhere(format!("`{}` is no name", "é".repeat(100_000))).to_string();
        assert!(long.len() < 700 && long.starts_with("`éé") && long.ends_with("éé` is no name"), "{long}");
    }
}
