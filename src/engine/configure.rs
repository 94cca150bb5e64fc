//! The project's configuration, as the engine reads and uses it: what it may name, what it adds to the catalogue, what it says of files.

use super::scope::{Scope, absolute};
use super::{CheckOptions, Engine, EngineError};
use crate::analysis::Stubs;
use crate::checklist::list::List;
use crate::cohere::catalog::pages::rule_pages;
use crate::cohere::catalog::{Additions, Catalog, CatalogError};
use crate::config::explain::Explanation;
use crate::config::file::HostKind;
use crate::config::{Choice, ConfigError, Configuration, KnownRule, NAMES, Request, Vocabulary, schema};
use crate::report::RuleInfo;
use crate::source::{Discovery, FileRole, Notification, NotificationLevel, SkipReason, classify, listed_beside, relative, role_of};
use smol_str::SmolStr;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The names a configuration may use.
///
/// # Errors
/// When a page is broken.
pub fn vocabulary(catalog: &Catalog) -> Result<Vocabulary, EngineError> {
    let pages = rule_pages().map_err(|e| EngineError::Catalog(e.to_string()))?;
    let rules = pages.iter().map(|page| KnownRule {
        id: page.front.id.clone(),
        group: page.front.group.clone(),
        title: page.front.title.clone(),
        severity: page.front.severity,
        off_by_default: page.front.off_by_default,
        options: page.front.options.clone(),
    });
    let mut endpoints: Vec<SmolStr> = catalog.endpoints.endpoints.iter().flat_map(|e| [e.id.clone(), e.operation.clone()]).collect();
    endpoints.sort_unstable();
    endpoints.dedup();
    let checklist = List::embedded().map_err(|e| EngineError::Catalog(e.to_string()))?;
    let checklist = checklist.items.iter().map(|item| item.id.clone()).collect();
    Ok(Vocabulary { rules: rules.collect(), endpoints, checklist })
}

/// The files of a project that go by the name of a configuration, absolute.
pub fn found(discovery: &Discovery) -> Vec<PathBuf> {
    let name = |path: &str| path.rsplit('/').next().is_some_and(|name| NAMES.contains(&name));
    let manifests = discovery.manifests.iter().filter(|path| name(path)).map(|path| discovery.root.join(path));
    manifests.chain(discovery.configs.iter().filter(|c| name(&c.path)).map(|c| c.absolute.clone())).collect()
}

/// What a request asks of rules.
pub fn request(options: &CheckOptions) -> Request {
    Request { select: options.select.clone(), ignore: options.ignore.clone(), pedantic: options.pedantic, fail_on: options.fail_on }
}

/// The catalogue and what the analysis is told of it, with what a configuration adds.
///
/// # Errors
/// When what it adds is faulty.
pub fn knowledge(engine: &Engine, configuration: &Configuration) -> Result<(&'static Catalog, Arc<Stubs>, Additions), EngineError> {
    let additions = additions(configuration);
    if additions.is_empty() {
        return Ok((engine.catalog, engine.stubs.clone(), additions));
    }
    let catalog = Catalog::extended(&additions)
        .map_err(|errors| EngineError::Config(errors.into_iter().map(|error| config_error(configuration, error)).collect()))?;
    Ok((catalog, Arc::new(crate::cohere::stubs(catalog)), additions))
}

fn additions(configuration: &Configuration) -> Additions {
    let hosts = |kind: HostKind| {
        let hosts = configuration.hosts().into_iter().filter(move |host| host.kind == kind);
        hosts.map(|host| host.host.value.clone()).collect()
    };
    let mut watched: BTreeMap<SmolStr, Vec<SmolStr>> = BTreeMap::new();
    for rule in configuration.custom_rules() {
        for symbol in &rule.rule.targets.symbols {
            let parameters = watched.entry(symbol.clone()).or_default();
            if parameters.is_empty() {
                parameters.clone_from(&rule.parameters);
            }
        }
    }
    Additions {
        routes: configuration.routes().into_iter().map(|route| route.value.clone()).collect(),
        key_variables: configuration.key_variables(),
        proxies: hosts(HostKind::Proxy),
        deployments: hosts(HostKind::Deployment),
        watched,
    }
}

/// What is wrong with a route, at the place where the configuration describes it.
fn config_error(configuration: &Configuration, error: CatalogError) -> ConfigError {
    let CatalogError::Inconsistent { file, place, message } = &error else { return ConfigError::nowhere(error.to_string()) };
    let id = file.rsplit('/').next().unwrap_or_default().trim_end_matches(".toml");
    match configuration.routes().into_iter().find(|route| route.id == id) {
        Some(route) => configuration.error_in(route.spot, place, format!("{place} {message}")),
        None => ConfigError::nowhere(error.to_string()),
    }
}

/// Takes out of a project what the configuration leaves out, and puts in what it says files are for. A file that was named and is left out
/// all the same is told if `tell` says so.
pub fn apply(configuration: &Configuration, discovery: &mut Discovery, tell: &dyn Fn(&str) -> bool, notifications: &mut Vec<Notification>) {
    if configuration.is_empty() {
        return;
    }
    let root = discovery.root.clone();
    let before = discovery.candidates.len();
    discovery.candidates.retain(|candidate| {
        let excluded = configuration.excludes(&candidate.absolute);
        if excluded && tell(&candidate.path) {
            notifications.push(Notification {
                level: NotificationLevel::Note,
                id: "excluded-file",
                message: "the configuration leaves this file out".to_owned(),
                path: Some(candidate.path.clone()),
                line: None,
            });
        }
        !excluded
    });
    let dropped = before - discovery.candidates.len();
    if dropped > 0 {
        *discovery.skipped.entry(SkipReason::Excluded.as_str()).or_default() += dropped;
    }
    discovery.configs.retain(|config| !configuration.excludes(&config.absolute));
    discovery.manifests.retain(|path| !configuration.excludes(&root.join(path)));
    notifications.retain(|n| n.id == "excluded-file" || !n.path.as_ref().is_some_and(|path| configuration.excludes(&root.join(path))));
    for candidate in &mut discovery.candidates {
        if let Some(role) = configuration.profile_at(&candidate.absolute).1.role(&candidate.absolute) {
            candidate.role = role;
        }
    }
}

/// The role that rules judge a file by.
pub fn judged_role(configuration: &Configuration, absolute: &Path, role: FileRole) -> FileRole {
    if configuration.profile_at(absolute).1.judges_as_application(role) { FileRole::Application } else { role }
}

/// Which configuration to ask about which file.
#[derive(Clone, Debug, Default)]
pub struct ConfigQuery {
    /// Where the project is, as in [`CheckOptions`].
    pub root: Option<PathBuf>,
    /// The file or directory; the current directory when `None`.
    pub path: Option<PathBuf>,
    /// Which configuration holds.
    pub choice: Choice,
}

impl Engine {
    /// The JSON schema of a configuration file.
    pub fn config_schema(&self) -> serde_json::Value {
        schema::schema(&self.vocabulary)
    }

    /// What the configuration says of a file, and where.
    ///
    /// # Errors
    /// When the path isn't there or the configuration is faulty.
    pub fn explain_config(&self, query: &ConfigQuery) -> Result<Explanation, EngineError> {
        let (configuration, scope, path) = self.configuration_above(query)?;
        knowledge(self, &configuration)?;
        let shown = relative(&scope.root, &path);
        let role = if path.is_dir() { None } else { classify(&path).map(|kind| role_of(&shown, kind)).or(Some(FileRole::Application)) };
        let shown = if shown.is_empty() || path == scope.root { ".".to_owned() } else { shown };
        Ok(configuration.explain(&path, &shown, role, &self.vocabulary))
    }

    /// Every rule that a run on a path would know, those of the project's own included.
    ///
    /// # Errors
    /// As [`Engine::explain_config`].
    pub fn rules_for(&self, query: &ConfigQuery) -> Result<Vec<RuleInfo>, EngineError> {
        let (configuration, ..) = self.configuration_above(query)?;
        let (catalog, ..) = knowledge(self, &configuration)?;
        Ok(super::rulebook::RuleBook::new(&configuration, &Request::default(), &self.vocabulary, catalog, std::iter::empty())?.infos())
    }

    /// The configuration of one path: only the directories above it are looked into.
    fn configuration_above(&self, query: &ConfigQuery) -> Result<(Configuration, Scope, PathBuf), EngineError> {
        let path = query.path.clone().unwrap_or_else(|| PathBuf::from("."));
        let options = CheckOptions { root: query.root.clone(), paths: vec![path.clone()], ..CheckOptions::default() };
        let scope = Scope::resolve(&options)?;
        let path = absolute(&path);
        let mut found = Vec::new();
        let from = if path.is_dir() { Some(path.as_path()) } else { path.parent() };
        for directory in from.into_iter().flat_map(Path::ancestors).take_while(|directory| directory.starts_with(&scope.root)) {
            found.extend(listed_beside(directory, &NAMES));
        }
        let configuration = Configuration::read(&query.choice, &scope.root, &found, &self.vocabulary).map_err(EngineError::Config)?;
        Ok((configuration, scope, path))
    }
}
