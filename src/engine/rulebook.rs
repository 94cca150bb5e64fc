//! The rules of a run, those of the product and the project's own alike, and how each judges in each file.

use super::EngineError;
use crate::cohere::catalog::Catalog;
use crate::cohere::catalog::options::Options;
use crate::cohere::catalog::pages::{FrontMatter, RulePage, rule_pages};
use crate::config::{Configuration, FAIL_ON, FileSettings, Request, RuleChoice, Vocabulary};
use crate::finding::Severity;
use crate::report::RuleInfo;
use crate::rules::declared::{self, Declared, ModelPolicy};
use crate::rules::{Context, RULES, Reporter, Rule, Setting, Settings};
use crate::source::FileId;
use rustc_hash::FxHashMap;
use smol_str::SmolStr;
use std::borrow::Cow;
use std::path::Path;

/// The rules of a run.
#[derive(Debug)]
pub struct RuleBook {
    entries: Vec<Entry>,
    /// How rules judge, by what holds in a file.
    tables: Vec<Table>,
    /// The table of each file; the first for all where there is only one.
    of_file: Vec<u32>,
}

/// A rule of a run.
#[derive(Debug)]
pub struct Entry {
    page: Cow<'static, RulePage>,
    judge: Judge,
}

#[derive(Debug)]
enum Judge {
    BuiltIn(&'static Rule),
    Declared(Box<Declared>),
}

/// How rules judge in some files.
#[derive(Debug)]
struct Table {
    settings: FxHashMap<SmolStr, Setting>,
    pedantic: bool,
    fail_on: Severity,
    models: Option<ModelPolicy>,
}

impl Entry {
    /// What its page says about it.
    pub fn front(&self) -> &FrontMatter {
        &self.page.front
    }

    /// Lets it judge the usages.
    pub fn check(&self, context: &Context<'_>, report: &mut Reporter<'_>) {
        match &self.judge {
            Judge::BuiltIn(rule) => rule.check.into_iter().for_each(|check| check(context, report)),
            Judge::Declared(rule) => declared::check(rule, context, report),
        }
    }

    /// What it says of suppressions, if it is about those.
    pub fn suppression_check(&self) -> Option<fn(&crate::rules::SuppressionContext<'_>, &mut Reporter<'_>)> {
        if let Judge::BuiltIn(rule) = &self.judge { rule.check_suppressions } else { None }
    }
}

impl RuleBook {
    /// The rules that a configuration and a request let run in files.
    ///
    /// # Errors
    /// When the request names no rule, or a page is broken.
    pub fn new<'f>(
        configuration: &Configuration,
        request: &Request,
        vocabulary: &Vocabulary,
        catalog: &Catalog,
        files: impl Iterator<Item = &'f Path>,
    ) -> Result<Self, EngineError> {
        let mut book = Self { entries: entries(configuration, catalog)?, tables: Vec::new(), of_file: Vec::new() };
        for name in request.select.iter().chain(&request.ignore) {
            if !vocabulary.is_group(name) && !book.knows(name) {
                return Err(EngineError::UnknownRule { name: name.clone(), suggestion: book.suggestion(name) });
            }
        }
        if configuration.is_empty() {
            book.tables.extend(configuration.profiles().first().map(|none| book.table(none.settings(&[], request, vocabulary))));
            return Ok(book);
        }
        // Few sets of overrides hold at once, however many files there are.
        let mut known: FxHashMap<(usize, Vec<usize>), u32> = FxHashMap::default();
        for file in files {
            let (index, profile) = configuration.profile_at(file);
            let overrides = profile.overrides_for(file);
            let table = *known.entry((index, overrides)).or_insert_with_key(|(_, overrides)| {
                let table = book.table(profile.settings(overrides, request, vocabulary));
                book.tables.push(table);
                book.tables.len() as u32 - 1
            });
            book.of_file.push(table);
        }
        Ok(book)
    }

    fn table(&self, found: FileSettings) -> Table {
        let setting = |entry: &Entry, choice: &RuleChoice| {
            let front = entry.front();
            let mut options = Options::defaults(&front.options);
            choice.options.iter().for_each(|(name, value)| options.set(name, value.clone()));
            Setting {
                severity: choice.severity.unwrap_or(front.severity.into()),
                is_chosen: choice.severity.is_some(),
                application_only: front.is_application_only(),
                options,
            }
        };
        let settings = self.entries.iter().filter_map(|entry| {
            let choice = found.rules.get(&entry.front().id)?;
            Some((entry.front().id.clone(), setting(entry, choice)))
        });
        let models = Some(found.models).filter(|policy| *policy != ModelPolicy::default());
        Table { settings: settings.collect(), pedantic: found.pedantic, fail_on: found.fail_on.unwrap_or(FAIL_ON.into()), models }
    }

    fn table_of(&self, file: FileId) -> Option<&Table> {
        self.tables.get(self.of_file.get(file.0 as usize).copied().unwrap_or(0) as usize)
    }

    /// The rules that run in any file.
    pub fn running(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(|entry| self.runs_somewhere(&entry.front().id))
    }

    /// Whether a rule runs in any file.
    pub fn runs_somewhere(&self, rule: &str) -> bool {
        self.tables.iter().any(|table| table.settings.contains_key(rule))
    }

    /// Whether a rule runs in a file.
    pub fn runs_in(&self, rule: &str, file: FileId) -> bool {
        self.setting(rule, file).is_some()
    }

    /// Whether there is such a rule.
    pub fn knows(&self, rule: &str) -> bool {
        self.entries.iter().any(|entry| entry.front().id == rule)
    }

    /// Whether a rule belongs to a group.
    pub fn is_of_group(&self, rule: &str, group: &str) -> bool {
        self.entries.iter().any(|entry| entry.front().id == rule && entry.front().group == group)
    }

    /// Whether everything a rule says is advice.
    pub fn is_advice(&self, rule: &str) -> bool {
        self.entries.iter().any(|entry| entry.front().id == rule && entry.front().pedantic)
    }

    /// Whether a rule runs that reads files of configuration, and does so for more than advice: such a rule speaks of no language.
    pub fn reads_configuration(&self) -> bool {
        self.running().any(|entry| entry.front().languages.is_empty() && !entry.front().pedantic)
    }

    /// Whether guesses and advice about any file are reported.
    pub fn is_anywhere_pedantic(&self) -> bool {
        self.tables.iter().any(|table| table.pedantic)
    }

    /// Whether guesses and advice about a file are reported.
    pub fn is_pedantic(&self, file: FileId) -> bool {
        self.table_of(file).is_some_and(|table| table.pedantic)
    }

    /// The mildest severity of a finding in a file that makes the run fail.
    pub fn fail_on(&self, file: FileId) -> Severity {
        self.table_of(file).map_or(FAIL_ON.into(), |table| table.fail_on)
    }

    /// Every rule, for reports.
    pub fn infos(&self) -> Vec<RuleInfo> {
        let info = |entry: &Entry| match &entry.judge {
            Judge::BuiltIn(_) => RuleInfo::of(&entry.page),
            Judge::Declared(_) => RuleInfo::of_project(&entry.page),
        };
        self.entries.iter().map(info).collect()
    }

    fn suggestion(&self, name: &str) -> String {
        let names = self.entries.iter().flat_map(|e| [e.front().id.as_str(), e.front().group.as_str()]);
        let nearest = names.map(|n| (strsim::jaro_winkler(n, name), n)).max_by(|a, b| a.0.total_cmp(&b.0));
        nearest.filter(|(score, _)| *score > 0.8).map(|(_, n)| format!(", did you mean `{n}`?")).unwrap_or_default()
    }
}

impl Settings for RuleBook {
    fn setting(&self, rule: &str, file: FileId) -> Option<&Setting> {
        self.table_of(file)?.settings.get(rule)
    }

    fn models(&self, file: FileId) -> Option<&ModelPolicy> {
        self.table_of(file)?.models.as_ref()
    }
}

/// Every rule there is, by id.
fn entries(configuration: &Configuration, catalog: &Catalog) -> Result<Vec<Entry>, EngineError> {
    let pages = rule_pages().map_err(|e| EngineError::Catalog(e.to_string()))?;
    let built_in = pages.iter().filter_map(|page| {
        let rule = RULES.iter().find(|rule| rule.id == page.front.id)?;
        Some(Entry { page: Cow::Borrowed(page), judge: Judge::BuiltIn(rule) })
    });
    let own = configuration.custom_rules().into_iter().map(|custom| {
        let mut rule = custom.rule.clone();
        // Usages go by the names the catalogue uses.
        rule.targets.symbols.iter_mut().for_each(|symbol| *symbol = catalog.canonical(symbol));
        Entry { page: Cow::Owned(custom.page.clone()), judge: Judge::Declared(Box::new(rule)) }
    });
    let mut entries: Vec<Entry> = built_in.chain(own).collect();
    entries.sort_by(|a, b| a.front().id.cmp(&b.front().id));
    Ok(entries)
}
