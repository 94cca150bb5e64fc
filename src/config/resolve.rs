//! Which rules run in a file, and how.
//!
//! Three things have a say: the configuration, its overrides for some files, and the command line. A rule named by its id counts for
//! more than its group, the group for more than `all`; at equal weight `ignore` wins.

use super::file::{List, RuleSeverity};
use super::merge::add;
use super::profile::Profile;
use super::text::Spot;
use super::vocabulary::Vocabulary;
use crate::cohere::catalog::options::OptionValue;
use crate::cohere::catalog::pages::PageSeverity;
use crate::finding::Severity;
use crate::rules::declared::ModelPolicy;
use rustc_hash::FxHashMap;
use smol_str::SmolStr;

/// What the command line asks for; it wins over any configuration.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// Rules or groups to run; as configured when empty.
    pub select: Vec<String>,
    /// Rules or groups not to run.
    pub ignore: Vec<String>,
    /// Report guesses and advice too.
    pub pedantic: bool,
    /// The mildest severity that fails a run, where it was asked for.
    pub fail_on: Option<Severity>,
}

/// What holds for a file.
#[derive(Clone, Debug, Default)]
pub struct FileSettings {
    /// The rules that run, by id.
    pub rules: FxHashMap<SmolStr, RuleChoice>,
    /// Guesses and advice are reported too.
    pub pedantic: bool,
    /// The mildest severity that makes a run fail.
    pub fail_on: Option<Severity>,
    /// The models that may be named.
    pub models: ModelPolicy,
}

/// What is chosen for a rule in a file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RuleChoice {
    /// How grave it is, where somebody chose.
    pub severity: Option<Severity>,
    /// The options that are set.
    pub options: Vec<(SmolStr, OptionValue)>,
}

/// Whether a rule runs, and what decided that.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Decision {
    /// It runs.
    pub runs: bool,
    /// How grave it is, where somebody chose.
    pub severity: Option<Severity>,
    /// The options that are set, with their places.
    pub options: Vec<(SmolStr, OptionValue, Spot)>,
    /// What the configuration says that decided, if anything did.
    pub spot: Option<Spot>,
}

/// A rule that may run.
#[derive(Clone, Copy, Debug)]
pub struct Candidate<'a> {
    /// Its id.
    pub id: &'a str,
    /// Its group.
    pub group: &'a str,
    /// It runs only where somebody asks for it by its name.
    pub off_by_default: bool,
}

/// How closely a list of names fits a rule.
fn weight<'n>(names: impl Iterator<Item = &'n str>, id: &str, group: &str) -> Option<u8> {
    names
        .filter_map(|name| match name {
            _ if name == id => Some(2),
            _ if name == group => Some(1),
            "all" => Some(0),
            _ => None,
        })
        .max()
}

/// Whether a rule runs by one pair of lists.
fn chosen(select: Option<Option<u8>>, ignore: Option<u8>) -> bool {
    match (select.unwrap_or(Some(0)), ignore) {
        (None, _) => false,
        (Some(_), None) => true,
        (Some(select), Some(ignore)) => select > ignore,
    }
}

fn in_list(list: &List, id: &str, group: &str) -> Option<u8> {
    weight(list.iter().map(|name| name.value.as_str()), id, group)
}

impl Profile {
    /// Whether and how a rule runs where these overrides hold.
    pub fn decide(&self, rule: &Candidate<'_>, overrides: &[usize], request: &Request) -> Decision {
        let Candidate { id, group, off_by_default } = *rule;
        let entry = |rules: &super::located::Named<super::file::RuleEntry>| {
            rules.0.iter().find(|(name, _)| name.value == id).map(|(_, e)| e.clone())
        };
        let asked = !request.select.is_empty();
        let mut said = entry(&self.file.rules).unwrap_or_default();
        let mut decision = Decision { runs: true, ..Decision::default() };
        let by_request = weight(request.ignore.iter().map(String::as_str), id, group);
        let named = |weight: Option<u8>| weight == Some(2);
        let mut is_named;
        if asked {
            is_named = named(weight(request.select.iter().map(String::as_str), id, group));
            // Who asks for a rule gets it, though the configuration leaves it out everywhere; what an override says of some files stays.
            decision.runs = chosen(Some(weight(request.select.iter().map(String::as_str), id, group)), by_request);
            said.severity = said.severity.filter(|severity| severity.value != RuleSeverity::Off);
        } else {
            let select = self.file.select.as_ref().map(|list| in_list(list, id, group));
            is_named = select.is_some_and(named);
            let ignore = self.file.ignore.as_ref().and_then(|list| in_list(list, id, group));
            decision.runs = chosen(select, ignore);
            if !decision.runs {
                decision.spot = self.file.ignore.as_ref().filter(|_| ignore.is_some()).or(self.file.select.as_ref()).map(|list| list.spot);
            }
        }
        for over in overrides.iter().filter_map(|i| self.override_at(*i)) {
            let ignore = over.ignore.as_ref().and_then(|list| in_list(list, id, group));
            match &over.select {
                Some(select) => {
                    let weight = in_list(select, id, group);
                    let runs = chosen(Some(weight), ignore);
                    is_named |= named(weight) && !asked;
                    decision.runs = if asked { decision.runs && runs } else { runs };
                    decision.spot = Some(select.spot);
                }
                None if ignore.is_some() => {
                    decision.runs = false;
                    decision.spot = over.ignore.as_ref().map(|list| list.spot);
                }
                None => {}
            }
            if let Some(entry) = entry(&over.rules) {
                add(&mut said, entry);
            }
        }
        if let Some(severity) = &said.severity {
            match severity.value {
                RuleSeverity::Off => decision.runs = false,
                RuleSeverity::Error => decision.severity = Some(Severity::Error),
                RuleSeverity::Warning => decision.severity = Some(Severity::Warning),
                RuleSeverity::Note => decision.severity = Some(Severity::Note),
            }
            decision.spot = Some(severity.spot);
        }
        is_named |= decision.severity.is_some() && !asked;
        decision.runs &= (asked || by_request.is_none()) && (is_named || !off_by_default);
        decision.options = said.options.iter().map(|(name, value)| (name.value.clone(), value.value.clone(), value.spot)).collect();
        decision
    }

    /// Every rule that may run where this holds: the product's and its own.
    pub fn candidates<'a>(&'a self, vocabulary: &'a Vocabulary) -> impl Iterator<Item = Candidate<'a>> {
        let built_in =
            vocabulary.rules.iter().map(|rule| Candidate { id: &rule.id, group: &rule.group, off_by_default: rule.off_by_default });
        let own = self.custom_rules.iter().map(|rule| Candidate { id: &rule.rule.id, group: super::custom::GROUP, off_by_default: false });
        built_in.chain(own)
    }

    /// What holds for files of which these overrides speak.
    pub fn settings(&self, overrides: &[usize], request: &Request, vocabulary: &Vocabulary) -> FileSettings {
        let mut rules = FxHashMap::default();
        for rule in self.candidates(vocabulary) {
            let decision = self.decide(&rule, overrides, request);
            if decision.runs {
                let options = decision.options.into_iter().map(|(name, value, _)| (name, value)).collect();
                rules.insert(rule.id.into(), RuleChoice { severity: decision.severity, options });
            }
        }
        let fail_on = self.file.fail_on.as_ref().map(|severity| Severity::from(severity.value));
        FileSettings {
            rules,
            pedantic: request.pedantic || self.file.pedantic.as_ref().is_some_and(|p| p.value),
            fail_on: request.fail_on.or(fail_on),
            models: self.file.models.policy(),
        }
    }
}

/// The severity that fails a run where nobody says.
pub const FAIL_ON: PageSeverity = PageSeverity::Warning;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::load::Loaded;
    use crate::config::node::Node;
    use crate::config::text::{ConfigText, Texts};
    use crate::config::vocabulary::KnownRule;
    use serde::Deserialize;
    use std::path::Path;

    fn vocabulary() -> Vocabulary {
        let rule = |id: &str, group: &str| KnownRule {
            id: id.into(),
            group: group.into(),
            title: String::new(),
            severity: PageSeverity::Warning,
            off_by_default: id == "d",
            options: Default::default(),
        };
        Vocabulary { rules: vec![rule("a", "x"), rule("b", "x"), rule("c", "y"), rule("d", "x")], ..Vocabulary::default() }
    }

    fn runs(config: &str, path: &str, select: &[&str], ignore: &[&str]) -> String {
        let mut texts = Texts::default();
        let file = texts.add(ConfigText { path: "c.toml".into(), absolute: "/p/c.toml".into(), text: config.into() });
        let shape = crate::config::file::ConfigFile::deserialize(&Node::from_toml(file, config).unwrap()).unwrap();
        let loaded = Loaded { file: shape, chain: vec![file] };
        let profile = Profile::new(loaded, &mut texts, Path::new("/p"), &vocabulary()).unwrap();
        let owned = |names: &[&str]| names.iter().map(ToString::to_string).collect();
        let request = Request { select: owned(select), ignore: owned(ignore), ..Request::default() };
        let settings = profile.settings(&profile.overrides_for(Path::new(path)), &request, &vocabulary());
        let mut rules: Vec<_> =
            settings.rules.iter().map(|(id, choice)| format!("{id}{}", choice.severity.map_or("", |s| &s.as_str()[..1]))).collect();
        rules.sort();
        rules.join(" ")
    }

    #[test]
    fn an_id_counts_for_more_than_its_group() {
        let run = |config: &str| runs(config, "/p/f.py", &[], &[]);
        assert_eq!(run(""), "a b c");
        assert_eq!(run("select = [\"x\"]"), "a b");
        assert_eq!(run("select = [\"a\", \"y\"]\nignore = [\"x\"]"), "a c");
        assert_eq!(run("ignore = [\"x\"]"), "c");
        assert_eq!(run("select = [\"x\"]\nignore = [\"x\"]"), "");
        assert_eq!(run("select = [\"all\"]\nignore = [\"b\"]"), "a c");
        assert_eq!(run("[rules]\na = \"off\"\nb = \"error\""), "be c");
        // `d` is off unless it is named.
        assert_eq!(run("select = [\"x\", \"d\"]"), "a b d");
        assert_eq!(run("[rules]\nd = \"note\""), "a b c dn");
    }

    #[test]
    fn overrides_hold_for_their_files_and_later_ones_win() {
        let config = "[rules]\nc = \"off\"\n[[overrides]]\nfiles = [\"t/**\"]\nignore = [\"x\"]\n[[overrides]]\nfiles = [\"t/*.py\"]\nselect = [\"a\", \"c\"]\nrules.c = \"note\"\n";
        assert_eq!(runs(config, "/p/f.py", &[], &[]), "a b");
        assert_eq!(runs(config, "/p/t/f.ts", &[], &[]), "");
        assert_eq!(runs(config, "/p/t/f.py", &[], &[]), "a cn");
    }

    #[test]
    fn the_command_line_wins_but_for_what_overrides_say_of_some_files() {
        let config =
            "ignore = [\"a\"]\nselect = [\"x\"]\n[rules]\nc = \"off\"\nb = \"note\"\n[[overrides]]\nfiles = [\"t\"]\nignore = [\"y\"]\n";
        assert_eq!(runs(config, "/p/f.py", &[], &[]), "bn");
        assert_eq!(runs(config, "/p/f.py", &["a", "y"], &[]), "a c");
        assert_eq!(runs(config, "/p/f.py", &["d"], &[]), "d");
        assert_eq!(runs(config, "/p/f.py", &["all"], &["c"]), "a bn");
        assert_eq!(runs(config, "/p/f.py", &[], &["x"]), "");
        assert_eq!(runs(config, "/p/t/f.py", &["all"], &[]), "a bn");
    }
}
