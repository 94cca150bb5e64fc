//! A configuration, checked and ready to be asked about files.

use super::custom::{CustomRule, GROUP};
use super::error::{ConfigError, advice};
use super::file::{AttestationEntry, ConfigFile, FileKind, List, OverrideEntry, RuleEntry};
use super::globs::Globs;
use super::load::Loaded;
use super::located::Named;
use super::text::Texts;
use super::vocabulary::Vocabulary;
use crate::source::FileRole;
use jiff::civil::Date;
use smol_str::SmolStr;
use std::path::Path;

/// A configuration that holds for some files.
#[derive(Clone, Debug, Default)]
pub struct Profile {
    /// What it says.
    pub file: ConfigFile,
    /// The files it comes from, the nearest first; none where there is no configuration.
    pub chain: Vec<u32>,
    /// Its rules of the project's own.
    pub custom_rules: Vec<CustomRule>,
    exclude: Globs,
    overrides: Vec<Globs>,
    kinds: Vec<(FileRole, Globs)>,
}

impl Profile {
    /// Checks a configuration: every name is known, every pattern and date is one.
    ///
    /// # Errors
    /// With everything that is wrong.
    pub fn new(loaded: Loaded, texts: &mut Texts, root: &Path, vocabulary: &Vocabulary) -> Result<Self, Vec<ConfigError>> {
        let Loaded { file, chain } = loaded;
        let mut errors = Vec::new();
        let mut keep = |result: Result<Globs, ConfigError>| result.map_err(|error| errors.push(error)).unwrap_or_default();
        let exclude = keep(Globs::new(texts, file.exclude.as_ref()));
        let overrides = file.overrides.iter().map(|entry| keep(Globs::new(texts, Some(&entry.files)))).collect();
        let kinds = [
            (FileRole::Application, &file.files.application),
            (FileRole::Test, &file.files.test),
            (FileRole::Notebook, &file.files.notebook),
            (FileRole::Example, &file.files.example),
        ];
        let kinds =
            kinds.map(|(role, list)| (role, keep(Globs::new(texts, list.as_ref())))).into_iter().filter(|(_, globs)| !globs.is_empty());
        let kinds = kinds.collect();
        let mut custom_rules: Vec<CustomRule> = Vec::new();
        for entry in &file.custom_rules {
            match entry.ready(texts, root, vocabulary) {
                Ok(rule) if custom_rules.iter().any(|known| known.rule.id == rule.rule.id) => {
                    errors.push(ConfigError::at(texts, rule.spot, format!("the rule `{}` is described twice", rule.rule.id)));
                }
                Ok(rule) => custom_rules.push(rule),
                Err(error) => errors.push(error),
            }
        }
        let profile = Self { file, chain, custom_rules, exclude, overrides, kinds };
        profile.check(texts, vocabulary, &mut errors);
        if errors.is_empty() { Ok(profile) } else { Err(errors) }
    }

    /// Whether a file is left out.
    pub fn excludes(&self, absolute: &Path) -> bool {
        self.exclude.fit(absolute)
    }

    /// What a file is for, where the configuration says so.
    pub fn role(&self, absolute: &Path) -> Option<FileRole> {
        self.kinds.iter().find(|(_, globs)| globs.fit(absolute)).map(|(role, _)| *role)
    }

    /// Whether rules that are about applications only speak in files of a kind.
    pub fn judges_as_application(&self, role: FileRole) -> bool {
        let kind = match role {
            FileRole::Application => return true,
            FileRole::Test => FileKind::Test,
            FileRole::Notebook => FileKind::Notebook,
            FileRole::Example => FileKind::Example,
        };
        self.file.files.judge_as_application.as_ref().is_some_and(|kinds| kinds.iter().any(|k| k.value == kind))
    }

    /// The overrides that hold for a file, by position.
    pub fn overrides_for(&self, absolute: &Path) -> Vec<usize> {
        (0..self.overrides.len()).filter(|i| self.overrides[*i].fit(absolute)).collect()
    }

    /// An override.
    pub fn override_at(&self, index: usize) -> Option<&OverrideEntry> {
        self.file.overrides.get(index).map(|entry| &entry.value)
    }

    fn check(&self, texts: &Texts, vocabulary: &Vocabulary, errors: &mut Vec<ConfigError>) {
        let lists =
            |select: &Option<List>, ignore: &Option<List>| [select.clone(), ignore.clone()].into_iter().flatten().collect::<Vec<_>>();
        let mut all = lists(&self.file.select, &self.file.ignore);
        self.file.overrides.iter().for_each(|entry| all.extend(lists(&entry.select, &entry.ignore)));
        for name in all.iter().flat_map(|list| &list.value) {
            if !self.knows(name, vocabulary) && !vocabulary.is_group(name) {
                errors.push(
                    ConfigError::at(texts, name.spot, format!("unknown rule or group `{}`", name.value))
                        .help(self.advice(name, vocabulary, true)),
                );
            }
        }
        self.check_rules(&self.file.rules, texts, vocabulary, errors);
        self.file.overrides.iter().for_each(|entry| self.check_rules(&entry.rules, texts, vocabulary, errors));
        for entry in &self.file.attestations {
            check_attestation(entry, texts, vocabulary, errors);
        }
        for host in &self.file.private_hosts {
            if host.host.is_empty() || host.host.contains(['/', ' ', '@', '*']) {
                errors.push(
                    ConfigError::at(texts, host.host.spot, format!("`{}` is no host", host.host.value))
                        .help("Write its name alone, without scheme and path: `llm.example.com`"),
                );
            }
        }
    }

    fn knows(&self, id: &str, vocabulary: &Vocabulary) -> bool {
        vocabulary.rule(id).is_some() || self.custom_rules.iter().any(|rule| rule.rule.id == id)
    }

    fn advice(&self, name: &str, vocabulary: &Vocabulary, groups: bool) -> String {
        let mut known: Vec<&str> = vocabulary.rules.iter().map(|rule| rule.id.as_str()).collect();
        known.extend(self.custom_rules.iter().map(|rule| rule.rule.id.as_str()));
        if groups {
            known.extend(vocabulary.rules.iter().map(|rule| rule.group.as_str()).chain(["all", GROUP]));
            known.sort_unstable();
            known.dedup();
        }
        let near = advice(name, known.into_iter());
        if near.starts_with("Did") { near } else { "`cohere-lint rule` lists them".to_owned() }
    }

    fn check_rules(&self, rules: &Named<RuleEntry>, texts: &Texts, vocabulary: &Vocabulary, errors: &mut Vec<ConfigError>) {
        for (id, entry) in &rules.0 {
            if !self.knows(id, vocabulary) {
                errors
                    .push(ConfigError::at(texts, id.spot, format!("unknown rule `{}`", id.value)).help(self.advice(id, vocabulary, false)));
                continue;
            }
            let specs = vocabulary.rule(id).map(|rule| &rule.options);
            for (name, value) in &entry.options {
                match specs.and_then(|specs| specs.get(&name.value)) {
                    Some(spec) if value.is_of(spec.kind) => {}
                    Some(spec) => errors.push(ConfigError::at(texts, value.spot, format!("`{}` is {}", name.value, spec.kind.words()))),
                    None => {
                        let known = specs.into_iter().flat_map(|specs| specs.keys()).map(SmolStr::as_str).chain(["severity"]);
                        let message = format!("`{}` has no option `{}`", id.value, name.value);
                        errors.push(ConfigError::at(texts, name.spot, message).help(advice(name, known)));
                    }
                }
            }
        }
    }
}

fn check_attestation(entry: &AttestationEntry, texts: &Texts, vocabulary: &Vocabulary, errors: &mut Vec<ConfigError>) {
    if !vocabulary.checklist.is_empty() && !vocabulary.checklist.contains(&entry.item.value) {
        let known = vocabulary.checklist.iter().map(SmolStr::as_str);
        let message = format!("`{}` is no item of the checklist", entry.item.value);
        errors.push(ConfigError::at(texts, entry.item.spot, message).help(advice(&entry.item, known)));
    }
    if entry.who.trim().is_empty() {
        errors.push(ConfigError::at(texts, entry.who.spot, "nobody vouches for this").help("Name a person or a team"));
    }
    let mut days = [&entry.when, &entry.expires].into_iter().map(|text| {
        let day = text.parse::<Date>();
        if day.is_err() {
            errors.push(ConfigError::at(texts, text.spot, format!("`{}` is no day", text.value)).help("Days are written `2026-01-31`"));
        }
        day.ok()
    });
    if let (Some(Some(when)), Some(Some(expires))) = (days.next(), days.next())
        && expires <= when
    {
        errors.push(ConfigError::at(texts, entry.expires.spot, "it expires before it begins"));
    }
}
