//! The one door through which the command line, the hook and the editor ask for an answer.

mod anywhere;
mod bases;
mod bearings;
#[cfg(test)]
mod boundaries;
mod buffers;
mod carriers;
mod checklist;
mod components;
mod configure;
mod deployments;
mod examples;
mod exporters;
mod face;
mod files;
mod helpers;
mod hits;
mod judge;
mod narrow;
mod parts;
mod python_paths;
mod reach;
mod rulebook;
mod scope;
mod seen;
mod session;
mod silence;
mod stopwatch;
mod text_imports;
mod workbench;
mod workspace;

pub use checklist::ChecklistOptions;
pub use configure::ConfigQuery;
pub use examples::{ExampleRun, RuleTest};
pub use silence::silencing_edit;
pub use workbench::{Checked, Workbench};

use crate::analysis::Stubs;
use crate::cohere::catalog::Catalog;
use crate::config::{Choice, ConfigError, Vocabulary};
use crate::finding::Severity;
use crate::finding::baseline::Baseline;
use crate::report::Report;
use crate::source::ChangesError;
use judge::Bar;
use session::Session;
use std::path::PathBuf;
use std::sync::Arc;

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
    /// Leave out what a run over the whole project leaves out, also if it is named.
    pub force_exclude: bool,
    /// A revision: findings on lines that have not changed since are not reported.
    pub changed_since: Option<String>,
}

/// Told how far a run is. Called from several threads.
pub trait Progress: Sync {
    /// A stage began, with the number of steps it has.
    fn stage(&self, name: &'static str, steps: usize);
    /// One step of the stage is done.
    fn step(&self);
    /// Whether nobody waits for the answer any more; the run then ends with [`EngineError::Cancelled`] as soon as it can.
    fn is_cancelled(&self) -> bool {
        false
    }
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
    /// Nobody waited for the answer any more.
    #[error("cancelled")]
    Cancelled,
    /// The run itself failed.
    #[error("internal error: {0}; please report it")]
    Internal(String),
    /// The catalogue in the binary is broken.
    #[error("the built-in catalogue is broken: {0}")]
    Catalog(String),
}

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
        let mut session = Session::open(self, options)?;
        let analysed = session.analyse(Bar::Configured, progress)?;
        Ok(session.report(analysed))
    }
}
