//! What a user may set about the server, on its command line or in the editor.

use crate::config::Choice;
use crate::engine::CheckOptions;
use jiff::civil::Date;
use serde::Deserialize;
use serde_json::Value;
use std::path::PathBuf;

/// For which files diagnostics are published.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum DiagnosticScope {
    /// All files of the workspace.
    #[default]
    Workspace,
    /// The files that are open.
    OpenFiles,
}

/// Who shows the page of a rule.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum PageBy {
    /// The server asks the client to open the page's address, or shows a message.
    #[default]
    Server,
    /// The client takes the page out of the command's answer.
    Client,
}

/// The settings of a server.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Settings {
    /// Rules or groups to run.
    pub select: Vec<String>,
    /// Rules or groups not to run.
    pub ignore: Vec<String>,
    /// Guesses and advice too.
    pub pedantic: bool,
    /// Which configuration holds.
    pub config: Choice,
    /// The day models are judged by; today when `None`.
    pub as_of: Option<Date>,
    /// For which files diagnostics are published.
    pub scope: DiagnosticScope,
    /// Who shows the page of a rule.
    pub pages: PageBy,
}

/// The settings as editors send them; what is left out stays as the command line says.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Sent {
    select: Option<Vec<String>>,
    ignore: Option<Vec<String>>,
    pedantic: Option<bool>,
    configuration: Option<String>,
    isolated: Option<bool>,
    as_of: Option<String>,
    diagnostics: Option<DiagnosticScope>,
    explain_rule: Option<PageBy>,
}

impl Settings {
    /// These settings with what an editor sent on top; the second part says what could not be understood.
    pub fn with(&self, sent: &Value) -> (Self, Option<String>) {
        // Some editors send the section by its name, some what is in it.
        let section = sent.get("cohere-lint").unwrap_or(sent);
        if section.is_null() {
            return (self.clone(), None);
        }
        let sent: Sent = match serde_json::from_value(section.clone()) {
            Ok(sent) => sent,
            Err(error) => return (self.clone(), Some(format!("the settings were not understood: {error}"))),
        };
        let mut settings = self.clone();
        let mut trouble = None;
        settings.select = sent.select.unwrap_or(settings.select);
        settings.ignore = sent.ignore.unwrap_or(settings.ignore);
        settings.pedantic = sent.pedantic.unwrap_or(settings.pedantic);
        settings.scope = sent.diagnostics.unwrap_or(settings.scope);
        settings.pages = sent.explain_rule.unwrap_or(settings.pages);
        if let Some(path) = sent.configuration.filter(|path| !path.is_empty()) {
            settings.config = Choice::Only(PathBuf::from(path));
        }
        if sent.isolated == Some(true) {
            settings.config = Choice::Isolated;
        }
        match sent.as_of.filter(|day| !day.is_empty()).map(|day| day.parse::<Date>()) {
            Some(Ok(day)) => settings.as_of = Some(day),
            Some(Err(error)) => trouble = Some(format!("`asOf` is no day: {error}")),
            None => {}
        }
        (settings, trouble)
    }

    /// The request they make of the engine, for some paths.
    pub fn options(&self, paths: Vec<PathBuf>) -> CheckOptions {
        CheckOptions {
            paths,
            select: self.select.clone(),
            ignore: self.ignore.clone(),
            pedantic: self.pedantic,
            config: self.config.clone(),
            as_of: self.as_of,
            ..CheckOptions::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_is_sent_comes_on_top() {
        let given = Settings { pedantic: true, select: vec!["models".into()], ..Settings::default() };
        let (settings, trouble) = given.with(&json!({ "ignore": ["secrets"], "configuration": "", "asOf": "2026-01-02" }));
        assert_eq!(trouble, None);
        assert_eq!((settings.select, settings.ignore, settings.pedantic), (vec!["models".into()], vec!["secrets".into()], true));
        assert_eq!((settings.config, settings.as_of), (Choice::Discover, Some(jiff::civil::date(2026, 1, 2))));
        let (settings, _) = given.with(&json!({ "cohere-lint": { "configuration": "x.toml", "diagnostics": "openFiles" } }));
        assert_eq!((settings.config, settings.scope), (Choice::Only("x.toml".into()), DiagnosticScope::OpenFiles));
    }

    #[test]
    fn nonsense_is_told_and_changes_nothing() {
        let given = Settings::default();
        let (settings, trouble) = given.with(&json!({ "select": 7 }));
        assert_eq!(settings, given);
        assert!(trouble.unwrap().contains("not understood"));
        assert!(given.with(&json!({ "asOf": "yesterday" })).1.unwrap().contains("asOf"));
        assert_eq!(given.with(&Value::Null), (given.clone(), None));
    }
}
