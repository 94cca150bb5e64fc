//! What all targets do: put the input into a project, check it with every rule, write a report.
//!
//! libFuzzer ends the process at any panic, those that the engine would have caught among them. What remains to be looked for is what the engine itself
//! calls a fault of its own, reports that are not what they say they are, and answers that depend on what was asked before.
//!
//! An execution should cost a millisecond, so projects stay from one to the next (as they do under an editor), and of the formats of reports each input gets one.
//! Which one, the input decides: what was found once is found again.
#![forbid(unsafe_code)]

mod edits;
mod served;

pub use edits::edit;
pub use served::serve;

use cohere_lint::engine::{CheckOptions, ChecklistOptions, Engine, EngineError, NoProgress, Workbench};
use cohere_lint::report::checklist::ChecklistFormat;
use cohere_lint::report::{self, Format, Report, Style, WriteOptions};
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock};
use tempfile::TempDir;

/// The formats of a report that cost next to nothing.
const FORMATS: [Format; 10] = [
    Format::Full,
    Format::Concise,
    Format::Json,
    Format::Jsonl,
    Format::Github,
    Format::Gitlab,
    Format::Junit,
    Format::Checkstyle,
    Format::Rdjson,
    Format::Markdown,
];

/// One input of so many gets a report in SARIF, which carries the pages of all rules.
const SARIF_EVERY: u64 = 64;

/// A file with findings: it must be judged whatever stands beside it.
pub const APP: &str = "import cohere\n\nco = cohere.ClientV2()\nco.chat(model=\"command-r\", messages=[])\n";

/// A project that stays while one of its files changes.
struct Project {
    root: TempDir,
    file: PathBuf,
    bench: Workbench,
}

impl Project {
    /// A project with [`APP`] in it and an empty file of this name.
    fn new(name: &str) -> Self {
        let root = directory();
        let file = root.path().join(name);
        std::fs::create_dir_all(file.parent().expect("a directory")).expect("a temporary directory");
        std::fs::write(root.path().join("app.py"), APP).expect("a temporary file");
        std::fs::write(&file, "").expect("a temporary file");
        let bench = Workbench::new(engine().clone(), options(root.path()));
        Self { root, file, bench }
    }
}

fn engine() -> &'static Arc<Engine> {
    static ENGINE: OnceLock<Arc<Engine>> = OnceLock::new();
    ENGINE.get_or_init(|| Arc::new(Engine::new().expect("the catalogue loads")))
}

/// Does something with the project for files of this name.
fn with_project<T>(name: &str, then: impl FnOnce(&mut Project) -> T) -> T {
    static PROJECTS: Mutex<Option<HashMap<String, Project>>> = Mutex::new(None);
    let mut projects = PROJECTS.lock().expect("a panic ends the process");
    then(projects.get_or_insert_default().entry(name.to_owned()).or_insert_with(|| Project::new(name)))
}

/// Checks code that no disk holds, by the name of its file.
///
/// `mention` is a line that brings Cohere in. It goes behind a text that never names it, which would not even be parsed.
pub fn check_code(name: &str, text: &str, mention: &str) {
    let text: Arc<str> = if text.to_ascii_lowercase().contains("cohere") { text.into() } else { format!("{text}\n{mention}\n").into() };
    with_project(name, |project| {
        project.bench.set_buffer(&project.file, Some(text.clone()));
        judge(project.bench.check(&NoProgress).map(|checked| checked.report), &text);
    });
}

/// Checks a project of one input, by the path at which it stands, beside a file with findings.
pub fn check_project(name: &str, bytes: &[u8]) {
    with_project(name, |project| {
        std::fs::write(&project.file, bytes).expect("a temporary file");
        judge(engine().check(&options(project.root.path()), &NoProgress), bytes);
    });
}

/// As [`check_project`], by way of the checklist.
pub fn check_list(name: &str, bytes: &[u8]) {
    with_project(name, |project| {
        std::fs::write(&project.file, bytes).expect("a temporary file");
        let root = Some(project.root.path().to_owned());
        let options = ChecklistOptions { path: root.clone(), root, as_of: Some(day()), ..Default::default() };
        let answer = match engine().checklist(&options, &NoProgress) {
            Ok(answer) => answer,
            Err(error) => return blame(&error),
        };
        let formats = [ChecklistFormat::Text, ChecklistFormat::Markdown, ChecklistFormat::Json, ChecklistFormat::Html];
        let format = formats[number_of(bytes) as usize % formats.len()];
        let mut out = Vec::new();
        report::checklist::write(format, &answer, &mut out, &Style::default()).expect("memory takes everything");
        holds(&out, matches!(format, ChecklistFormat::Json));
    });
}

fn directory() -> TempDir {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() }.expect("a temporary directory")
}

fn day() -> jiff::civil::Date {
    jiff::civil::date(2026, 11, 21)
}

fn options(root: &Path) -> CheckOptions {
    CheckOptions { root: Some(root.to_owned()), paths: vec![root.to_owned()], pedantic: true, as_of: Some(day()), ..CheckOptions::default() }
}

/// A number that is the input's own.
fn number_of(input: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    input.hash(&mut hasher);
    hasher.finish()
}

fn judge(outcome: Result<Report, EngineError>, input: impl Hash) {
    let report = match outcome {
        Ok(report) => report,
        Err(error) => return blame(&error),
    };
    for notification in &report.notifications {
        assert_ne!(notification.id, "internal-error", "{notification:?}");
    }
    let number = number_of(input);
    let format = if number.is_multiple_of(SARIF_EVERY) { Format::Sarif } else { FORMATS[(number / SARIF_EVERY) as usize % FORMATS.len()] };
    let mut out = Vec::new();
    report::write(format, &report, &mut out, &WriteOptions::default()).expect("memory takes everything");
    holds(&out, matches!(format, Format::Json | Format::Sarif | Format::Gitlab | Format::Rdjson));
}

/// What every report is.
fn holds(out: &[u8], is_json: bool) {
    let text = std::str::from_utf8(out).expect("a report is UTF-8");
    assert!(!text.contains('\u{1b}'), "a report lets an escape through");
    if is_json {
        serde_json::from_str::<serde::de::IgnoredAny>(text).expect("a report is JSON");
    }
}

/// A request may be refused, but not for a fault of the engine's.
fn blame(error: &EngineError) {
    assert!(!matches!(error, EngineError::Internal(_) | EngineError::Catalog(_)), "{error}");
}
