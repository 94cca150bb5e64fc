//! Patterns of paths, relative to the directory of the file that holds them.

use super::error::ConfigError;
use super::file::List;
use super::text::Texts;
use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use std::path::{Path, PathBuf};

/// The longest pattern, in bytes. Each becomes part of one automaton, which grows with all of them.
const LONGEST: usize = 1000;

/// The most patterns of one list.
const MOST: usize = 1000;

/// Patterns, each relative to a directory. One without a slash fits at any depth, one that fits a directory fits all below it.
#[derive(Clone, Debug, Default)]
pub struct Globs {
    sets: Vec<(PathBuf, GlobSet)>,
    /// The patterns as written, for those who ask.
    count: usize,
}

impl Globs {
    /// Makes patterns ready.
    ///
    /// # Errors
    /// When one is malformed.
    pub fn new(texts: &Texts, list: Option<&List>) -> Result<Self, ConfigError> {
        let Some(list) = list else { return Ok(Self::default()) };
        let mut sets: Vec<(PathBuf, GlobSetBuilder)> = Vec::new();
        if list.value.len() > MOST {
            let message = format!("these are {} patterns, more than {MOST}", list.value.len());
            return Err(ConfigError::at(texts, list.spot, message).help("Write patterns that fit directories"));
        }
        for pattern in &list.value {
            if pattern.len() > LONGEST {
                let message = format!("this pattern is longer than {LONGEST} bytes");
                return Err(ConfigError::at(texts, pattern.spot, message).help("Write several shorter ones"));
            }
            let directory = texts.directory(pattern.spot);
            let index = match sets.iter().position(|(known, _)| known == directory) {
                Some(index) => index,
                None => {
                    sets.push((directory.to_path_buf(), GlobSetBuilder::new()));
                    sets.len() - 1
                }
            };
            for spelling in spellings(pattern) {
                let glob = GlobBuilder::new(&spelling).literal_separator(true).build();
                let glob = glob.map_err(|error| {
                    ConfigError::at(texts, pattern.spot, format!("`{}` is no pattern: {}", pattern.value, error.kind()))
                })?;
                sets[index].1.add(glob);
            }
            if pattern.starts_with('!') {
                return Err(ConfigError::at(texts, pattern.spot, "a pattern that takes files back is not understood")
                    .help("Write patterns that fit what is meant"));
            }
        }
        let ready = |(directory, builder): (PathBuf, GlobSetBuilder)| match builder.build() {
            Ok(set) => Ok((directory, set)),
            Err(error) => Err(ConfigError::at(texts, list.spot, format!("these patterns can't be used together: {error}"))),
        };
        Ok(Self { count: list.value.len(), sets: sets.into_iter().map(ready).collect::<Result<_, _>>()? })
    }

    /// Whether a path fits one of them.
    pub fn fit(&self, absolute: &Path) -> bool {
        self.sets.iter().any(|(directory, set)| absolute.strip_prefix(directory).is_ok_and(|path| set.is_match(path)))
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }
}

/// A pattern in the ways it is tried: as a file, and as a directory with all below it.
fn spellings(pattern: &str) -> [String; 2] {
    let plain = pattern.trim_start_matches("./");
    let inner = plain.trim_end_matches('/');
    let anywhere = !inner.contains('/');
    let inner = inner.trim_start_matches('/');
    let base = if anywhere { format!("**/{inner}") } else { inner.to_owned() };
    [format!("{base}/**"), base]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::located::Located;
    use crate::config::text::{ConfigText, Spot};

    fn globs(patterns: &[&str]) -> Result<Globs, ConfigError> {
        let mut texts = Texts::default();
        let file = texts.add(ConfigText { path: "a.toml".into(), absolute: "/p/q/a.toml".into(), text: String::new() });
        let spot = Spot { file, start: 0, end: 0 };
        let list = Located { value: patterns.iter().map(|p| Located { value: (*p).into(), spot }).collect(), spot };
        Globs::new(&texts, Some(&list))
    }

    #[test]
    fn patterns_are_relative_to_their_file() {
        let fits = |pattern: &str, path: &str| globs(&[pattern]).unwrap().fit(Path::new(path));
        assert!(fits("src/*.py", "/p/q/src/a.py"));
        assert!(!fits("src/*.py", "/p/q/src/b/a.py") && !fits("src/*.py", "/p/src/a.py"));
        assert!(fits("src/**/*.py", "/p/q/src/b/c/a.py"));
        assert!(fits("generated", "/p/q/x/generated/deep/a.ts") && fits("*.gen.ts", "/p/q/x/a.gen.ts"));
        assert!(fits("./tools/", "/p/q/tools/a.py") && fits("tools/x", "/p/q/tools/x/y.py"));
        assert!(fits("/top", "/p/q/top/a.py") && !fits("/top", "/p/q/x/top/a.py"));
    }

    #[test]
    fn a_malformed_pattern_is_an_error() {
        assert!(globs(&["a["]).unwrap_err().message.contains("is no pattern"));
        assert!(globs(&["!a"]).is_err());
        assert!(globs(&[]).unwrap().is_empty());
    }
}
