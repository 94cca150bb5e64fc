//! The one door through which the command line, the hook and the editor ask for an answer.

mod bases;
mod configure;
mod examples;
mod files;
mod helpers;
mod judge;
mod narrow;
mod reach;
mod rulebook;
mod scope;
mod text_imports;
mod workspace;

pub use configure::ConfigQuery;
pub use examples::{ExampleRun, RuleTest};

use crate::analysis::{Evaluator, Stubs};
use crate::cohere::catalog::Catalog;
use crate::cohere::collect::collect;
use crate::cohere::models::model_uses;
use crate::config::{Choice, ConfigError, Configuration, Vocabulary};
use crate::finding::Severity;
use crate::finding::baseline::Baseline;
use crate::finding::redact::mask_words;
use crate::report::{Report, ReportFile, Summary};
use crate::source::{Anchors, ChangesError, FileId, Limits, Project, WalkOptions, discover};
use files::Files;
use rulebook::RuleBook;
use rustc_hash::FxHashMap;
use scope::Scope;
use smol_str::SmolStr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;
use workspace::{ProjectWorkspace, dotenv_names};

/// What to check and how to judge it.
#[derive(Clone, Debug, Default)]
pub struct CheckOptions {
    /// Where the project is; found from the first path (nearest ancestor with `.git` or a manifest) when `None`.
    pub root: Option<PathBuf>,
    /// Files and directories to report on; the current directory when empty. The project around them is context.
    pub paths: Vec<PathBuf>,
    /// The unsaved text of one file, by the name it has in the project.
    pub stdin: Option<(PathBuf, String)>,
    /// Rules or groups to run; all when empty.
    pub select: Vec<String>,
    /// Rules or groups not to run.
    pub ignore: Vec<String>,
    /// Report guesses and advice too.
    pub pedantic: bool,
    /// The mildest severity that makes a run fail, where it is not as configured.
    pub fail_on: Option<Severity>,
    /// Which configuration holds.
    pub config: Choice,
    /// The day against which models are judged; today when `None`.
    pub as_of: Option<jiff::civil::Date>,
    /// Largest file read, in bytes.
    pub max_file_size: Option<u64>,
    /// Findings that are known, and not to be reported.
    pub baseline: Option<Baseline>,
    /// A revision: findings on lines that have not changed since are not reported.
    pub changed_since: Option<String>,
}

/// Told how far a run is. Called from several threads.
pub trait Progress: Sync {
    /// A stage began, with the number of steps it has.
    fn stage(&self, name: &'static str, steps: usize);
    /// One step of the stage is done.
    fn step(&self);
}

/// A [`Progress`] that shows nothing.
#[derive(Debug, Default)]
pub struct NoProgress;

impl Progress for NoProgress {
    fn stage(&self, _name: &'static str, _steps: usize) {}
    fn step(&self) {}
}

/// Why a run could not be made: exit code 2.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// A path that isn't there.
    #[error("{path}: no such file or directory")]
    MissingPath {
        /// The path as given.
        path: String,
    },
    /// A rule or group that doesn't exist.
    #[error("unknown rule or group `{name}`{suggestion}")]
    UnknownRule {
        /// The name as given.
        name: String,
        /// ", did you mean `…`?" or nothing.
        suggestion: String,
    },
    /// Changes since a revision were asked for, and git can't tell them.
    #[error("cannot tell what changed since `{revision}`: {source}")]
    Changes {
        /// The revision as given.
        revision: String,
        /// What git said.
        source: ChangesError,
    },
    /// The configuration is faulty.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
    Config(Vec<ConfigError>),
    /// The run itself failed.
    #[error("internal error: {0}; please report it")]
    Internal(String),
    /// The catalogue in the binary is broken.
    #[error("the built-in catalogue is broken: {0}")]
    Catalog(String),
}

/// Stack of the thread that analyses: evaluation recurses, bounded but deep.
const ANALYSIS_STACK: usize = 256 << 20;

/// Checks projects. Cheap to make; holds the catalogue.
#[derive(Debug)]
pub struct Engine {
    catalog: &'static Catalog,
    stubs: Arc<Stubs>,
    vocabulary: Vocabulary,
}

impl Engine {
    /// Loads the catalogue.
    ///
    /// # Errors
    /// When the embedded catalogue does not parse.
    pub fn new() -> Result<Self, EngineError> {
        let catalog = Catalog::embedded().map_err(|e| EngineError::Catalog(e.to_string()))?;
        Ok(Self { catalog, stubs: Arc::new(crate::cohere::stubs(catalog)), vocabulary: configure::vocabulary(catalog)? })
    }

    /// Checks a project.
    ///
    /// # Errors
    /// When the request itself is wrong; trouble with single files becomes a notification.
    pub fn check(&self, options: &CheckOptions, progress: &dyn Progress) -> Result<Report, EngineError> {
        let started = Instant::now();
        let scope = Scope::resolve(options)?;
        let as_of = options.as_of.unwrap_or_else(|| jiff::Zoned::now().date());
        let mut limits = Limits::default();
        if let Some(size) = options.max_file_size {
            limits.max_file_size = size;
        }
        let changes = narrow::changes(options, &scope)?;
        let mut notifications = Vec::new();
        let walk = WalkOptions { limits, ..WalkOptions::default() };
        let mut discovery = discover(&scope.root, &walk, &mut notifications);
        let found = configure::found(&discovery);
        let configuration = Configuration::read(&options.config, &scope.root, &found, &self.vocabulary).map_err(EngineError::Config)?;
        let (catalog, stubs, additions) = configure::knowledge(self, &configuration)?;
        scope.add_named_files(&mut discovery, &mut notifications);
        configure::apply(&configuration, &mut discovery, &scope, &mut notifications);
        let book = RuleBook::new(&configuration, &configure::request(options), &self.vocabulary, catalog, &discovery.candidates)?;
        let project = Project::build(&discovery, &mut notifications);
        let files = Files::new(&discovery, limits, scope.unsaved.clone());
        let dotenv_names = dotenv_names(&discovery);
        let workspace = ProjectWorkspace { files: &files, project: &project, dotenv_names, catalog, configuration: &configuration };
        let anchors = Anchors::new(ANCHORS.iter().map(|anchor| SmolStr::new_static(anchor)).chain(additions.anchors()));
        let chosen = reach::reach(&files, &workspace, &anchors, &reach::Marks::new(catalog), progress);
        progress.stage("analysing", 1);
        let run = Run { catalog, stubs: &stubs, workspace: &workspace, files: &files, book: &book, as_of, scope: &scope };
        let analysis = || run.analyse(&chosen);
        let analysed = std::thread::scope(|threads| {
            let thread = std::thread::Builder::new().stack_size(ANALYSIS_STACK).spawn_scoped(threads, analysis);
            thread
                .map_err(|e| EngineError::Internal(e.to_string()))?
                .join()
                .map_err(|_| EngineError::Internal("the analysis failed".to_owned()))
        })?;
        let Analysed { mut judgement, clients, calls, report_files } = analysed;
        let narrowed = narrow::narrow(&mut judgement.findings, changes.as_ref(), options, &scope, &book, &files);
        progress.step();
        notifications.extend(files.notifications());
        notifications.extend(narrowed.comparison.as_ref().and_then(narrow::stale_entries));
        // Parsers quote what they choke on.
        for notification in &mut notifications {
            notification.message = mask_words(&notification.message, &[]);
        }
        let mut files_skipped = discovery.skipped.clone();
        crate::source::add_counts(&mut files_skipped, &files.skipped());
        let summary = Summary {
            files_scanned: files.len(),
            files_parsed: files.parsed(),
            files_skipped,
            clients,
            calls,
            suppressed: judgement.suppressed,
            hidden: judgement.hidden,
            known: narrowed.comparison.as_ref().map_or(0, |comparison| comparison.known),
            unchanged: narrowed.unchanged,
            as_of: as_of.to_string(),
            elapsed: started.elapsed(),
        };
        let rules = book.infos();
        let fail_on = judgement.findings.iter().map(|f| (f.primary.file, book.fail_on(f.primary.file))).collect();
        let baseline = narrowed.comparison;
        Ok(Report { findings: judgement.findings, notifications, summary, files: report_files, rules, baseline, fail_on })
    }
}

/// The parts of one run, borrowed across a thread.
struct Run<'r> {
    catalog: &'static Catalog,
    stubs: &'r Stubs,
    workspace: &'r ProjectWorkspace<'r>,
    files: &'r Files,
    book: &'r RuleBook,
    as_of: jiff::civil::Date,
    scope: &'r Scope,
}

impl Run<'_> {
    fn analyse(&self, chosen: &[FileId]) -> Analysed {
        let Self { catalog, stubs, workspace, files, book, as_of, scope } = *self;
        let evaluator = Evaluator::new(workspace, stubs, chosen);
        let usages = collect(&evaluator, catalog, workspace, chosen);
        let models = model_uses(&usages, catalog, as_of);
        let findings = judge::run_rules(&usages, &models, catalog, as_of, book);
        let reported = |id: FileId| scope.reports(&files.candidate(id).path);
        let mut judgement = judge::settle(findings, files, &reported, book);
        let secrets: Vec<_> = usages.credentials.iter().filter(|c| !c.is_placeholder).map(|c| (c.place.file, c.key)).collect();
        judge::mask_words(&mut judgement.findings, &secrets, files);
        let report_files = judge::report_files(&judgement.findings, &secrets, files);
        let clients = usages.clients.iter().filter(|c| reported(c.place.file)).count();
        let calls = usages.calls.iter().filter(|c| reported(c.place.file)).count();
        Analysed { judgement, clients, calls, report_files }
    }
}

/// What the analysis thread gives back.
struct Analysed {
    judgement: judge::Judgement,
    clients: usize,
    calls: usize,
    report_files: FxHashMap<FileId, ReportFile>,
}

/// Texts one of which every file that speaks of Cohere holds.
const ANCHORS: &[&str] = &["cohere", "co_api_key"];
