//! A project's configuration: found beside the code, read, checked, and asked about files.
//!
//! It stands before the engine. It knows the shapes of the catalogue's entries and of declared rules, but no entry: which rules,
//! groups, options and endpoints there are, the engine hands over as a [`Vocabulary`]; what a configuration adds to the catalogue
//! (routes, hosts, variables), the engine takes and merges.

pub mod custom;
mod de;
pub mod error;
pub mod explain;
pub mod file;
mod globs;
mod load;
pub mod located;
mod merge;
mod node;
mod profile;
mod resolve;
pub mod schema;
pub mod text;
pub mod vocabulary;

pub use custom::CustomRule;
pub use error::ConfigError;
pub use load::NAMES;
pub use profile::Profile;
pub use resolve::{FAIL_ON, FileSettings, Request, RuleChoice};
pub use text::{Origin, Texts};
pub use vocabulary::{KnownRule, Vocabulary};

use crate::cohere::catalog::schema::Route;
use file::{AttestationEntry, HostEntry};
use located::Located;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use smol_str::SmolStr;
use std::path::{Path, PathBuf};
use std::sync::{PoisonError, RwLock};

/// Which configuration a run takes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Choice {
    /// For each file the nearest above it.
    #[default]
    Discover,
    /// One file for everything.
    Only(PathBuf),
    /// None.
    Isolated,
}

/// The configuration of a run.
#[derive(Debug, Default)]
pub struct Configuration {
    texts: Texts,
    /// The first is the empty one.
    profiles: Vec<Profile>,
    /// Profiles by the directory they hold below, absolute.
    by_directory: FxHashMap<PathBuf, usize>,
    /// The one that holds for everything, if one was chosen.
    only: Option<usize>,
    /// What was found for directories so far: every file of a directory asks the same.
    nearest: RwLock<FxHashMap<PathBuf, usize>>,
}

impl Configuration {
    /// Reads what a run takes. `found` are the files that go by the name of a configuration, absolute.
    ///
    /// # Errors
    /// With everything that is wrong with the files.
    pub fn read(choice: &Choice, root: &Path, found: &[PathBuf], vocabulary: &Vocabulary) -> Result<Self, Vec<ConfigError>> {
        let mut configuration = Self { profiles: vec![Profile::default()], ..Self::default() };
        match choice {
            Choice::Isolated => {}
            Choice::Only(path) => {
                let path = text::joined(&std::env::current_dir().unwrap_or_default(), &path.to_string_lossy());
                match configuration.add(root, &path, vocabulary)? {
                    Some(index) => configuration.only = Some(index),
                    None => return Err(vec![ConfigError::nowhere(format!("`{}` holds no configuration", path.display()))]),
                }
            }
            Choice::Discover => configuration.discover(root, found, vocabulary)?,
        }
        configuration.check_names()?;
        Ok(configuration)
    }

    fn add(&mut self, root: &Path, path: &Path, vocabulary: &Vocabulary) -> Result<Option<usize>, Vec<ConfigError>> {
        let Some(loaded) = load::load(&mut self.texts, root, path).map_err(|error| vec![error])? else { return Ok(None) };
        self.profiles.push(Profile::new(loaded, &mut self.texts, root, vocabulary)?);
        Ok(Some(self.profiles.len() - 1))
    }

    /// Takes for each directory the first of its configuration files, from the root downwards. One that lies below a directory which the
    /// configuration above it leaves out is left out too.
    fn discover(&mut self, root: &Path, found: &[PathBuf], vocabulary: &Vocabulary) -> Result<(), Vec<ConfigError>> {
        let rank = |path: &Path| NAMES.iter().position(|name| path.file_name().is_some_and(|n| n == *name));
        let held = found.par_iter().filter(|path| load::may_hold(path));
        let mut files: Vec<(&Path, usize, &PathBuf)> = held.filter_map(|path| Some((path.parent()?, rank(path)?, path))).collect();
        files.sort_by_key(|(directory, rank, _)| (directory.components().count(), directory.to_path_buf(), *rank));
        let mut errors = Vec::new();
        for (directory, _, path) in files {
            if self.by_directory.contains_key(directory) || self.excludes(directory) {
                continue;
            }
            match self.add(root, path, vocabulary) {
                Ok(Some(index)) => {
                    // From above downwards: nothing that was found so far is changed by it.
                    self.by_directory.insert(directory.to_path_buf(), index);
                }
                Ok(None) => {}
                Err(found) => errors.extend(found),
            }
        }
        if errors.is_empty() { Ok(()) } else { Err(errors) }
    }

    /// Names hold for the whole run: reports and suppressions know nothing of directories. So no two profiles may mean different things by
    /// one.
    fn check_names(&self) -> Result<(), Vec<ConfigError>> {
        let mut errors = Vec::new();
        let mut seen: FxHashMap<(&str, &str), text::Spot> = FxHashMap::default();
        for profile in &self.profiles {
            let rules = profile.custom_rules.iter().map(|rule| ("rule", rule.rule.id.as_str(), rule.spot));
            let routes = profile.file.routes.iter().map(|route| ("route", route.id.as_str(), route.spot));
            for (what, name, spot) in rules.chain(routes) {
                match seen.get(&(what, name)) {
                    Some(earlier) if *earlier != spot => {
                        let elsewhere = self.texts.origin(*earlier).map(|o| format!("{}:{}", o.file, o.line)).unwrap_or_default();
                        let error = ConfigError::at(&self.texts, spot, format!("the {what} `{name}` is described in `{elsewhere}` too"));
                        errors.push(error.help("Put it into one file that both extend, or give it another id"));
                    }
                    Some(_) => {}
                    None => {
                        seen.insert((what, name), spot);
                    }
                }
            }
        }
        if errors.is_empty() { Ok(()) } else { Err(errors) }
    }

    /// An error about something in the entry that stands at a place: at the words it is about, where they stand there.
    pub fn error_in(&self, spot: text::Spot, words: &str, message: String) -> ConfigError {
        let first = words.split(", ").next().unwrap_or_default();
        let text = self.texts.get(spot.file).and_then(|text| text.text.get(spot.start as usize..)).unwrap_or_default();
        let place = text.find(first).filter(|_| !first.is_empty()).map(|at| {
            let start = spot.start + at as u32;
            text::Spot { start, end: start + first.len() as u32, ..spot }
        });
        ConfigError::at(&self.texts, place.unwrap_or(spot), message)
    }

    /// Whether there is none: then nothing needs to be asked about files.
    pub fn is_empty(&self) -> bool {
        self.profiles.len() <= 1
    }

    /// The files it was read from.
    pub fn texts(&self) -> &Texts {
        &self.texts
    }

    /// What holds for a file, by its absolute path: the position and the profile.
    pub fn profile_at(&self, absolute: &Path) -> (usize, &Profile) {
        let index = self.only.or_else(|| absolute.parent().map(|directory| self.nearest(directory))).unwrap_or(0);
        (index, &self.profiles[index])
    }

    fn nearest(&self, directory: &Path) -> usize {
        if self.by_directory.is_empty() {
            return 0;
        }
        if let Some(known) = self.nearest.read().unwrap_or_else(PoisonError::into_inner).get(directory) {
            return *known;
        }
        let found = directory.ancestors().find_map(|directory| self.by_directory.get(directory).copied()).unwrap_or(0);
        self.nearest.write().unwrap_or_else(PoisonError::into_inner).insert(directory.to_path_buf(), found);
        found
    }

    /// Every profile that holds for some files.
    pub fn profiles(&self) -> &[Profile] {
        &self.profiles
    }

    /// Whether a file or directory is left out.
    pub fn excludes(&self, absolute: &Path) -> bool {
        !self.is_empty() && self.profile_at(absolute).1.excludes(absolute)
    }

    /// The rules of the project's own, each once, with their profile's position.
    pub fn custom_rules(&self) -> Vec<&CustomRule> {
        let mut rules: Vec<&CustomRule> = Vec::new();
        for rule in self.profiles.iter().flat_map(|profile| &profile.custom_rules) {
            if !rules.iter().any(|known| known.rule.id == rule.rule.id) {
                rules.push(rule);
            }
        }
        rules
    }

    /// The wrappers of the project's own, each once. They hold for the whole run: a client made in one package may be called in another.
    pub fn routes(&self) -> Vec<&Located<Route>> {
        let mut routes: Vec<&Located<Route>> = Vec::new();
        for route in self.profiles.iter().flat_map(|profile| &profile.file.routes) {
            if !routes.iter().any(|known| known.id == route.id) {
                routes.push(route);
            }
        }
        routes
    }

    /// Environment variables that hold a key, as the whole run knows them.
    pub fn key_variables(&self) -> Vec<SmolStr> {
        let lists = self.profiles.iter().filter_map(|profile| profile.file.credentials.environment.as_ref());
        let mut names: Vec<SmolStr> = lists.flat_map(|list| &list.value).map(|name| name.value.clone()).collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    /// Hosts that serve Cohere's API, as the whole run knows them.
    pub fn hosts(&self) -> Vec<&HostEntry> {
        let mut hosts: Vec<&HostEntry> = Vec::new();
        for host in self.profiles.iter().flat_map(|profile| &profile.file.private_hosts) {
            if !hosts.iter().any(|known| known.host == host.host) {
                hosts.push(&host.value);
            }
        }
        hosts
    }

    /// What people vouch for, with where it is written.
    pub fn attestations(&self) -> Vec<(&AttestationEntry, Option<Origin>)> {
        let mut found: Vec<(&AttestationEntry, text::Spot)> = Vec::new();
        for entry in self.profiles.iter().flat_map(|profile| &profile.file.attestations) {
            if !found.iter().any(|(_, spot)| *spot == entry.spot) {
                found.push((&entry.value, entry.spot));
            }
        }
        found.into_iter().map(|(entry, spot)| (entry, self.texts.origin(spot))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(files: &[(&str, &str)]) -> (tempfile::TempDir, Result<Configuration, Vec<ConfigError>>) {
        let directory = tempfile::tempdir().unwrap();
        let mut found = Vec::new();
        for (name, text) in files {
            let path = directory.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(&path, text).unwrap();
            found.push(path);
        }
        let read = Configuration::read(&Choice::Discover, directory.path(), &found, &Vocabulary::default());
        (directory, read)
    }

    #[test]
    fn the_nearest_holds_and_of_one_directory_the_first() {
        let (directory, read) = read(&[
            ("package.json", "{\"cohere-lint\": {\"pedantic\": true}}"),
            (".cohere-lint.toml", "fail-on = \"note\"\n"),
            ("a/pyproject.toml", "[project]\nname = \"x\"\n"),
            ("a/b/cohere-lint.toml", "pedantic = true\n"),
        ]);
        let configuration = read.unwrap();
        let at = |path: &str| configuration.profile_at(&directory.path().join(path)).1.file.clone();
        assert!(at("x.py").fail_on.is_some() && at("x.py").pedantic.is_none());
        assert!(at("a/x.py").fail_on.is_some() && at("a/x.py").pedantic.is_none());
        assert!(at("a/b/c/x.py").fail_on.is_none() && at("a/b/c/x.py").pedantic.is_some());
        assert_eq!(configuration.profile_at(Path::new("/elsewhere/x.py")).0, 0);
    }

    #[test]
    fn below_what_is_left_out_nothing_is_configured() {
        let (directory, read) = read(&[("cohere-lint.toml", "exclude = [\"old\"]\n"), ("old/cohere-lint.toml", "nonsense = 1\n")]);
        let configuration = read.unwrap();
        assert!(configuration.excludes(&directory.path().join("old/x.py")));
        assert!(!configuration.excludes(&directory.path().join("new/x.py")));
    }

    #[test]
    fn everything_that_is_wrong_is_told_at_once() {
        let (_directory, read) =
            read(&[("a/cohere-lint.toml", "x = 1\n"), ("b/cohere-lint.toml", "exclude = [\"[\"]\nselect = [\"y\"]\n")]);
        let told: Vec<String> = read.unwrap_err().iter().map(ToString::to_string).collect();
        assert_eq!(told.len(), 3, "{told:?}");
        assert!(told[0].starts_with("a/cohere-lint.toml:1:1: unknown key `x`"), "{told:?}");
    }

    #[test]
    fn a_configuration_that_was_chosen_holds_everywhere() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("strict.toml");
        std::fs::write(&path, "pedantic = true\n").unwrap();
        let read = |choice: Choice| Configuration::read(&choice, directory.path(), &[], &Vocabulary::default());
        let chosen = read(Choice::Only(path)).unwrap();
        assert!(chosen.profile_at(Path::new("/elsewhere/x.py")).1.file.pedantic.is_some());
        assert!(read(Choice::Isolated).unwrap().is_empty());
        assert!(read(Choice::Only(directory.path().join("gone.toml"))).is_err());
    }
}
