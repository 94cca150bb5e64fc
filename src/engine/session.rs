//! One run, stage by stage: what every question to the engine has in common.

use super::bearings::Carriers;
use super::files::Files;
use super::judge::{self, Bar, Judgement};
use super::narrow;
use super::parts::{Following, Parts};
use super::python_paths::PythonPaths;
use super::reach::{Lookout, Marks, Scanned};
use super::rulebook::RuleBook;
use super::scope::Scope;
use super::seen::Seen;
use super::stopwatch::Stopwatch;
use super::workspace::{ProjectWorkspace, dotenv_names};
use super::{CheckOptions, Engine, EngineError, Progress, configure, reach};
use crate::analysis::Stubs;
use crate::cohere::catalog::Catalog;
use crate::cohere::collect::config_keys;
use crate::cohere::configuration::{ConfigKey, GoesTo};
use crate::cohere::models::model_uses;
use crate::cohere::usage::Usages;
use crate::config::Configuration;
use crate::finding::Finding;
use crate::finding::redact::mask_words;
use crate::operations::Operations;
use crate::report::{Report, ReportFile, Summary, Timings};
use crate::rules::Context;
use crate::source::{
    Anchors, Changes, Discovery, FileId, FileRole, Limits, Notification, NotificationLevel, Project, Span, WalkOptions, discover, relative,
    tracked,
};
use crate::syntax::deployment::DeploymentFile;
use jiff::civil::Date;
use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

/// A run for so many files at most looks only at the parts of the project that hold them.
const MAX_NARROW: usize = 200;

/// Texts one of which every file that speaks of Cohere holds.
const ANCHORS: &[&str] = &["cohere", "co_api_key"];

/// A run, from the request up to what its files are.
pub(super) struct Session {
    options: CheckOptions,
    started: Instant,
    stopwatch: Stopwatch,
    changes: Option<Changes>,
    discovery: Discovery,
    catalog: &'static Catalog,
    stubs: Arc<Stubs>,
    lookout: Lookout,
    marks: Marks,
    project: Project,
    python_paths: PythonPaths,
    dotenv_names: Vec<String>,
    notifications: Vec<Notification>,
    /// What the files' bytes show and which of them are analysed, kept between the checks of one project.
    pub(super) scanned: Option<Vec<Scanned>>,
    pub(super) chosen: Option<Choice>,
    /// What was found in the parts of the project.
    pub(super) parts: Parts,
    /// The project is checked again: what was found is kept.
    pub(super) keeps: bool,
    /// What git said last of which paths it tracks.
    pub(super) tracked: Mutex<Option<Tracked>>,
    /// What the run is about.
    pub scope: Scope,
    /// The day it judges by.
    pub as_of: Date,
    /// The project's configuration.
    pub configuration: Configuration,
    /// The rules, file by file.
    pub book: RuleBook,
    /// The files.
    pub files: Files,
}

/// The files to analyse, and which of their names carry Cohere.
pub(super) type Choice = (Arc<[FileId]>, Arc<Carriers>);

/// Paths, and those of them that git tracks, if it could tell.
pub(super) type Tracked = (Vec<String>, Option<FxHashSet<String>>);

/// What the analysis gave.
pub(super) struct Analysed {
    /// The project's use of Cohere.
    pub usages: Usages,
    judgement: Judgement,
    report_files: FxHashMap<FileId, ReportFile>,
    rule_times: Vec<(SmolStr, Duration)>,
}

impl Analysed {
    /// What was found, in the report's order.
    pub fn findings(&self) -> &[Finding] {
        &self.judgement.findings
    }
}

impl Session {
    /// Resolves a request, lists the project, reads its configuration and manifests.
    ///
    /// # Errors
    /// When the request or the configuration is wrong.
    pub fn open(engine: &Engine, options: &CheckOptions) -> Result<Self, EngineError> {
        Self::open_with(engine, options, &[])
    }

    /// As [`Session::open`], with texts that hold instead of those on disk, by absolute path. Those outside the project are of no concern.
    pub(super) fn open_with(engine: &Engine, options: &CheckOptions, buffers: &[(PathBuf, Arc<str>)]) -> Result<Self, EngineError> {
        let started = Instant::now();
        let mut scope = Scope::resolve(options)?;
        for (path, text) in buffers.iter().filter(|(path, _)| path.starts_with(&scope.root)) {
            scope.unsaved.set(relative(&scope.root, path), Some(text.clone()));
        }
        let as_of = options.as_of.unwrap_or_else(|| jiff::Zoned::now().date());
        let mut limits = Limits::default();
        if let Some(size) = options.max_file_size {
            limits.max_file_size = size;
        }
        let changes = narrow::changes(options, &scope)?;
        let mut notifications = Vec::new();
        let walk = WalkOptions { limits, ..WalkOptions::default() };
        let stopwatch = Stopwatch::default();
        let mut discovery = stopwatch.time("listing files", || discover(&scope.root, &walk, &mut notifications));
        let found = configure::found(&discovery);
        let read = || Configuration::read(&options.config, &scope.root, &found, &engine.vocabulary).map_err(EngineError::Config);
        let configuration = stopwatch.time("configuration", read)?;
        let (catalog, stubs, additions) = configure::knowledge(engine, &configuration)?;
        scope.add_named_files(&mut discovery, options.force_exclude, &mut notifications);
        let tell_excluded = |path: &str| scope.names(path) && !options.force_exclude;
        configure::apply(&configuration, &mut discovery, &tell_excluded, &mut notifications);
        let project = stopwatch.time("manifests", || Project::build(&discovery, &mut notifications));
        let files = Files::new(&discovery, limits, scope.unsaved.clone());
        let request = configure::request(options);
        let book = RuleBook::new(&configuration, &request, &engine.vocabulary, catalog, files.absolutes())?;
        let dotenv_names = dotenv_names(&discovery);
        let anchors = Anchors::new(ANCHORS.iter().map(|anchor| SmolStr::new_static(anchor)).chain(additions.anchors()));
        Ok(Self {
            options: options.clone(),
            started,
            stopwatch,
            changes,
            discovery,
            catalog,
            stubs,
            lookout: Lookout { anchors, probes: None },
            marks: Marks::new(catalog),
            project,
            python_paths: PythonPaths::new(catalog),
            dotenv_names,
            notifications,
            scanned: None,
            chosen: None,
            parts: Parts::default(),
            keeps: false,
            tracked: Mutex::default(),
            scope,
            as_of,
            configuration,
            book,
            files,
        })
    }

    /// Reads the code, follows it and judges it.
    ///
    /// # Errors
    /// When the analysis breaks down.
    pub fn analyse(&mut self, bar: Bar, progress: &dyn Progress) -> Result<Analysed, EngineError> {
        let (chosen, carriers) = match self.chosen.take() {
            Some(chosen) => chosen,
            None => self.choose(bar, progress)?,
        };
        self.chosen = Some((chosen.clone(), carriers.clone()));
        progress.stage("analysing", 1);
        // What nobody asks for is not read. Keys that stand there are masked in what is said of operation, so those who say it ask for it, too.
        let is_asked = self.book.reads_configuration() || self.shows_operation(bar);
        let holding = || if is_asked { self.files.deployments.holding(&self.lookout.anchors) } else { Vec::new() };
        let configs = self.stopwatch.time("deployment files", holding);
        let mut parts = std::mem::take(&mut self.parts);
        let workspace = self.workspace(progress);
        workspace.carriers.get_or_init(|| carriers);
        let following = Following { workspace: &workspace, stubs: &self.stubs, chosen: &chosen, keeps: self.keeps };
        let usages = self.stopwatch.time("following usages", || self.follow(&mut parts, &following, bar)).map_err(EngineError::Internal)?;
        let analysed = self.judge(usages, &configs, bar);
        self.parts = parts;
        progress.step();
        // What was cut short is no answer.
        if progress.is_cancelled() { Err(EngineError::Cancelled) } else { Ok(analysed) }
    }

    /// The files to analyse.
    fn choose(&mut self, bar: Bar, progress: &dyn Progress) -> Result<Choice, EngineError> {
        self.files.forget_asked();
        if self.scanned.is_none() && self.shows_operation(bar) {
            self.lookout.probes = Some(Anchors::new(probe_anchors(&self.catalog.frameworks.probe_names)));
        }
        let scan = || self.stopwatch.time("scanning", || reach::scan(&self.files, &self.lookout, &self.marks, progress));
        let scanned = self.scanned.take().unwrap_or_else(scan);
        if progress.is_cancelled() {
            return Err(EngineError::Cancelled);
        }
        let (chosen, carriers) = reach::reach(&self.files, &self.workspace(progress), &scanned, &self.marks, progress, &self.stopwatch);
        self.scanned = Some(scanned);
        if progress.is_cancelled() { Err(EngineError::Cancelled) } else { Ok((chosen.into(), Arc::new(carriers))) }
    }

    /// The project as the analysis asks for it.
    pub(super) fn workspace<'s>(&'s self, progress: &'s dyn Progress) -> ProjectWorkspace<'s> {
        let Self { catalog, configuration, files, project, python_paths, dotenv_names, .. } = self;
        let (carriers, seen, whole) = (OnceLock::new(), Seen::default(), None);
        ProjectWorkspace { files, project, python_paths, dotenv_names, catalog, configuration, progress, carriers, seen, whole }
    }

    /// Finds the usages that the run's findings are made of. Those of a few files stand in the parts that hold them.
    fn follow(&self, parts: &mut Parts, following: &Following<'_>, bar: Bar) -> Result<Usages, String> {
        let files: Vec<FileId> = self.files.ids().filter(|file| self.reports(*file)).collect();
        let are_known =
            !following.keeps && files.len() <= MAX_NARROW && files.iter().all(|file| following.chosen.binary_search(file).is_ok());
        if are_known && !self.shows_operation(bar) {
            let usages = parts.follow(following, &|part| files.iter().any(|file| part.binary_search(file).is_ok()))?;
            // Whether a variable is the only one of its kind shows in the whole project alone.
            if !usages.rest_on_variables() {
                return Ok(usages);
            }
        }
        parts.follow(following, &|_| true)
    }

    fn judge(&self, mut usages: Usages, configs: &[&DeploymentFile], bar: Bar) -> Analysed {
        let Self { catalog, files, book, as_of, stopwatch, .. } = self;
        let keys = config_keys(configs.iter().copied(), catalog);
        let key_places: Vec<(FileId, Span)> = keys.iter().map(|key| (key.place.file, key.place.span)).collect();
        usages.config_keys = self.committed(keys);
        let models = model_uses(&usages, catalog, *as_of);
        let read = || files.deployments.worth_reading();
        let operations = Operations::new(&usages, catalog, &read);
        let operations = self.shows_operation(bar).then_some(&operations);
        let context = Context { usages: &usages, models: &models, catalog, as_of: *as_of, operations };
        let mut rule_times = Vec::new();
        let findings = stopwatch.time("rules", || judge::run_rules(&context, book, &mut rule_times));
        let settle = || judge::settle(findings, files, &|file| self.reports(file), book, bar);
        let mut judgement = stopwatch.time("suppressions and fingerprints", settle);
        let credentials = usages.credentials.iter().filter(|c| !c.is_placeholder).map(|c| (c.place.file, c.key));
        let secrets: Vec<(FileId, Span)> = credentials.chain(key_places).collect();
        judge::mask_words(&mut judgement.findings, &secrets, files);
        let report_files = judge::report_files(&judgement.findings, &secrets, files);
        Analysed { usages, judgement, report_files, rule_times }
    }

    /// Whether anybody is shown what is said of the project's operation: without `--pedantic` nothing is read for it.
    fn shows_operation(&self, bar: Bar) -> bool {
        bar == Bar::Advice || self.book.is_anywhere_pedantic()
    }

    /// Begins another check of the same project.
    pub(super) fn begin(&mut self) {
        self.started = Instant::now();
        self.stopwatch = Stopwatch::default();
        self.as_of = self.options.as_of.unwrap_or_else(|| jiff::Zoned::now().date());
    }

    /// Forgets which files git tracks.
    pub(super) fn forget_tracked(&mut self) {
        *self.tracked.get_mut().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// Reads anew which variables the project's dotenv files set.
    pub(super) fn forget_environment(&mut self) {
        self.dotenv_names = dotenv_names(&self.discovery);
    }

    /// What is looked for in the bytes of every file.
    pub(super) fn lookout(&self) -> &Lookout {
        &self.lookout
    }

    /// How code that speaks to Cohere is told from code that speaks of it.
    pub(super) fn marks(&self) -> &Marks {
        &self.marks
    }

    /// What is known of Cohere, by this project's configuration.
    pub fn catalog(&self) -> &'static Catalog {
        self.catalog
    }

    /// Path and line of a place in code or in a deployment file.
    pub fn line_of(&self, file: FileId, offset: u32) -> (String, u32) {
        let line = self.files.text(file).map_or(1, |(text, lines)| lines.position(text, offset).line);
        (self.files.path(file).to_owned(), line)
    }

    /// The keys that whoever gets the repository gets. Where git can't tell, a dotenv file counts as what it mostly is: somebody's own.
    fn committed(&self, mut keys: Vec<ConfigKey>) -> Vec<ConfigKey> {
        if keys.is_empty() {
            return keys;
        }
        let mut paths: Vec<&str> = keys.iter().map(|key| self.files.path(key.place.file)).collect();
        paths.dedup();
        let mut known = self.tracked.lock().unwrap_or_else(PoisonError::into_inner);
        // Asking git is dear beside everything else here.
        if known.as_ref().is_none_or(|(asked, _)| *asked != paths) {
            *known = Some((paths.iter().map(ToString::to_string).collect(), tracked(&self.scope.root, &paths)));
        }
        let tracked = known.as_ref().and_then(|(_, tracked)| tracked.as_ref());
        keys.retain(|key| match tracked {
            Some(tracked) => tracked.contains(self.files.path(key.place.file)),
            None => key.goes_to != GoesTo::Process,
        });
        keys
    }

    /// Whether a finding stands in what ships, or is about a secret, which is nobody's to see wherever it stands.
    pub fn is_about_application(&self, finding: &Finding) -> bool {
        let file = finding.primary.file;
        let role = || {
            let candidate = self.files.candidate_of(file)?;
            Some(configure::judged_role(&self.configuration, &candidate.absolute, candidate.role))
        };
        self.book.is_of_group(&finding.rule, "secrets") || role().is_none_or(|role| role == FileRole::Application)
    }

    /// Whether what a notification says matters to this check. A file may have been parsed for the check before alone, or to see whether it matters: then
    /// its faults are of no concern, and that the rest of it was analysed is not true.
    fn is_of_concern(&self, notification: &Notification) -> bool {
        let file = notification.path.as_deref().and_then(|path| self.files.find(path));
        let (true, Some(file)) = (matches!(notification.id, "syntax-error" | "internal-error"), file) else { return true };
        let is_chosen = || self.chosen.as_ref().is_none_or(|(chosen, _)| chosen.binary_search(&file).is_ok());
        self.files.is_asked(file) && (notification.level == NotificationLevel::Error || is_chosen())
    }

    /// Whether the run is about a file.
    pub fn reports(&self, file: FileId) -> bool {
        self.scope.reports(self.files.path(file))
    }

    /// Lays out the report.
    pub fn report(&self, analysed: Analysed) -> Report {
        self.report_with_usages(analysed).0
    }

    /// Lays out the report, and gives back what it was made from.
    pub(super) fn report_with_usages(&self, analysed: Analysed) -> (Report, Usages) {
        let Analysed { usages, mut judgement, report_files, rule_times } = analysed;
        let Self { options, scope, book, files, .. } = self;
        let narrowed = narrow::narrow(&mut judgement.findings, self.changes.as_ref(), options, scope, book, files);
        let mut notifications = self.notifications.clone();
        notifications.extend(files.notifications().into_iter().filter(|notification| self.is_of_concern(notification)));
        notifications.extend(narrowed.comparison.as_ref().and_then(narrow::stale_entries));
        // Parsers quote what they choke on.
        for notification in &mut notifications {
            notification.message = mask_words(&notification.message, &[]);
        }
        let mut files_skipped = self.discovery.skipped.clone();
        crate::source::add_counts(&mut files_skipped, &files.skipped());
        let summary = Summary {
            files_scanned: files.len(),
            files_parsed: files.parsed(),
            files_skipped,
            clients: usages.clients.iter().filter(|c| self.reports(c.place.file)).count(),
            calls: usages.calls.iter().filter(|c| self.reports(c.place.file)).count(),
            suppressed: judgement.suppressed,
            hidden: judgement.hidden,
            known: narrowed.comparison.as_ref().map_or(0, |comparison| comparison.known),
            unchanged: narrowed.unchanged,
            as_of: self.as_of.to_string(),
            elapsed: self.started.elapsed(),
        };
        let rules = book.infos();
        let fail_on = judgement.findings.iter().map(|f| (f.primary.file, book.fail_on(f.primary.file))).collect();
        let baseline = narrowed.comparison;
        let timings = Timings { stages: self.stopwatch.stages(), files: files.parse_times(), rules: rule_times };
        (Report { findings: judgement.findings, notifications, summary, files: report_files, rules, baseline, fail_on, timings }, usages)
    }
}

/// Texts one of which a file with a health endpoint holds: the names in a path; where a name is no everyday word, in quotes too.
fn probe_anchors(names: &[SmolStr]) -> impl Iterator<Item = SmolStr> + '_ {
    let telling = |name: &SmolStr| name.starts_with("health") || name.ends_with('z');
    let quoted = names.iter().filter(move |name| telling(name)).flat_map(|name| [format!("\"{name}"), format!("'{name}")]);
    names.iter().map(|name| format!("/{name}")).chain(quoted).map(SmolStr::from)
}
