//! What holds for one file, and where each value comes from.

use super::Configuration;
use super::file::{HostKind, List};
use super::located::Located;
use super::resolve::{FAIL_ON, Request};
use super::text::{Origin, Spot};
use super::vocabulary::Vocabulary;
use crate::finding::Severity;
use crate::source::FileRole;
use serde::Serialize;
use serde_json::{Value, json};
use smol_str::SmolStr;
use std::path::Path;

/// What holds for a file.
#[derive(Debug, Serialize)]
pub struct Explanation {
    /// The file or directory asked about.
    pub path: String,
    /// The configuration files, the nearest first, each followed by what it extends.
    pub files: Vec<String>,
    /// It is left out.
    pub excluded: bool,
    /// What it is for: `application`, `test`, `notebook`, `example`; nothing of a directory.
    pub kind: Option<&'static str>,
    /// What is set.
    pub settings: Vec<Setting>,
    /// Every rule.
    pub rules: Vec<Rule>,
}

/// A value that is set.
#[derive(Debug, Serialize)]
pub struct Setting {
    /// Its key, as in the file: `models.allow`.
    pub key: String,
    /// The value.
    pub value: Value,
    /// Where it comes from; nothing where it is the default.
    pub origin: Option<Origin>,
}

/// How a rule judges.
#[derive(Debug, Serialize)]
pub struct Rule {
    /// Its id.
    pub id: SmolStr,
    /// It runs.
    pub runs: bool,
    /// How grave it is.
    pub severity: Severity,
    /// Where that comes from; nothing where it is the rule's own.
    pub origin: Option<Origin>,
}

impl Configuration {
    /// What holds for a file. `shown` is its path for people, `role` what its path alone says it is for.
    pub fn explain(&self, absolute: &Path, shown: &str, role: Option<FileRole>, vocabulary: &Vocabulary) -> Explanation {
        // What a directory's configuration says is asked of a file in it.
        let inside = if role.is_none() { absolute.join("_") } else { absolute.to_path_buf() };
        let (_, profile) = self.profile_at(&inside);
        let file = &profile.file;
        let overrides = profile.overrides_for(&inside);
        let request = Request::default();
        let mut explanation = Explanation {
            path: shown.to_owned(),
            files: profile.chain.iter().filter_map(|file| self.texts().get(*file)).map(|text| text.path.clone()).collect(),
            excluded: profile.excludes(absolute),
            kind: role.map(|role| kind(profile.role(absolute).unwrap_or(role))),
            settings: Vec::new(),
            rules: Vec::new(),
        };
        let mut add = |key: &str, value: Value, spot: Option<Spot>| {
            explanation.settings.push(Setting { key: key.to_owned(), value, origin: spot.and_then(|spot| self.texts().origin(spot)) });
        };
        let mut lists = |prefix: &str, entries: &[(&str, &Option<List>)]| {
            for (key, list) in entries {
                if let Some(list) = list {
                    add(&format!("{prefix}{key}"), texts(list), Some(list.spot));
                }
            }
        };
        lists("", &[("select", &file.select), ("ignore", &file.ignore), ("exclude", &file.exclude)]);
        let kinds = &file.files;
        lists(
            "files.",
            &[("application", &kinds.application), ("test", &kinds.test), ("notebook", &kinds.notebook), ("example", &kinds.example)],
        );
        lists("credentials.", &[("environment", &file.credentials.environment)]);
        lists("models.", &[("allow", &file.models.allow)]);
        for over in overrides.iter().filter_map(|i| profile.override_at(*i)) {
            lists("overrides.", &[("select", &over.select), ("ignore", &over.ignore)]);
        }
        if let Some(kinds) = &kinds.judge_as_application {
            let names: Vec<String> = kinds.iter().map(|k| format!("{:?}", k.value).to_lowercase()).collect();
            add("files.judge-as-application", json!(names), Some(kinds.spot));
        }
        add("pedantic", json!(file.pedantic.as_ref().is_some_and(|p| p.value)), file.pedantic.as_ref().map(|p| p.spot));
        let fail_on = file.fail_on.as_ref().map_or(FAIL_ON, |severity| severity.value);
        add("fail-on", json!(Severity::from(fail_on)), file.fail_on.as_ref().map(|severity| severity.spot));
        for ban in &file.models.deny {
            add("models.deny", json!({ "model": ban.model, "reason": ban.reason }), Some(ban.spot));
        }
        for host in &file.private_hosts {
            let kind = if host.kind == HostKind::Proxy { "proxy" } else { "deployment" };
            add("private-hosts", json!({ "host": host.host.value, "kind": kind }), Some(host.spot));
        }
        file.routes.iter().for_each(|route| add("routes", json!(route.id), Some(route.spot)));
        file.custom_rules.iter().for_each(|rule| add("custom-rules", json!(rule.id.value), Some(rule.spot)));
        for attestation in &file.attestations {
            let value = json!({ "item": attestation.item.value, "who": attestation.who.value, "expires": attestation.expires.value });
            add("attestations", value, Some(attestation.spot));
        }
        for rule in profile.candidates(vocabulary) {
            let id = SmolStr::from(rule.id);
            let decision = profile.decide(&rule, &overrides, &request);
            let own = profile.custom_rules.iter().find(|custom| custom.rule.id == id).map(|custom| custom.page.front.severity);
            let severity = own.or(vocabulary.rule(&id).map(|known| known.severity)).unwrap_or(FAIL_ON);
            for (name, value, spot) in &decision.options {
                add(&format!("rules.{id}.{name}"), option(value), Some(*spot));
            }
            let origin = decision.spot.and_then(|spot| self.texts().origin(spot));
            explanation.rules.push(Rule { id, runs: decision.runs, severity: decision.severity.unwrap_or(severity.into()), origin });
        }
        explanation
    }
}

fn texts(list: &Located<Vec<Located<SmolStr>>>) -> Value {
    list.iter().map(|text| Value::from(text.value.as_str())).collect()
}

fn option(value: &crate::cohere::catalog::options::OptionValue) -> Value {
    use crate::cohere::catalog::options::OptionValue;
    match value {
        OptionValue::Boolean(value) => json!(value),
        OptionValue::Integer(number) => json!(number),
        OptionValue::Number(number) => json!(number),
        OptionValue::String(text) => json!(text),
        OptionValue::Strings(texts) => json!(texts),
    }
}

/// What people call a kind of file.
pub fn kind(role: FileRole) -> &'static str {
    match role {
        FileRole::Application => "application",
        FileRole::Test => "test",
        FileRole::Notebook => "notebook",
        FileRole::Example => "example",
    }
}
