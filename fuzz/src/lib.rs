//! What all targets do: put the input into a project, check it with every rule, write every report.
//!
//! libFuzzer ends the process at any panic, those that the engine would have caught among them. What remains to be looked for is what the engine itself
//! calls a fault of its own.
#![forbid(unsafe_code)]

use cohere_lint::engine::{CheckOptions, ChecklistOptions, Engine, EngineError, NoProgress};
use cohere_lint::report::checklist::ChecklistFormat;
use cohere_lint::report::{self, Format, Report, Style, WriteOptions};
use std::path::Path;
use std::sync::OnceLock;
use tempfile::TempDir;

/// Every format of a report.
const FORMATS: [Format; 11] = [
    Format::Full,
    Format::Concise,
    Format::Json,
    Format::Jsonl,
    Format::Sarif,
    Format::Github,
    Format::Gitlab,
    Format::Junit,
    Format::Checkstyle,
    Format::Rdjson,
    Format::Markdown,
];

/// A file with findings: it must be judged whatever stands beside it.
pub const APP: &str = "import cohere\n\nco = cohere.ClientV2()\nco.chat(model=\"command-r\", messages=[])\n";

fn engine() -> &'static Engine {
    static ENGINE: OnceLock<Engine> = OnceLock::new();
    ENGINE.get_or_init(|| Engine::new().expect("the catalogue loads"))
}

/// Checks code that no disk holds, by the name of its file.
pub fn check_code(name: &str, text: &str) {
    static ROOT: OnceLock<TempDir> = OnceLock::new();
    let root = ROOT.get_or_init(directory).path();
    let file = root.join(name);
    // The file must be there to be read under its name.
    if !file.exists() {
        std::fs::write(&file, "").expect("a temporary file");
    }
    let options = CheckOptions { stdin: Some((file, text.to_owned())), ..options(root) };
    judge(engine().check(&options, &NoProgress));
}

/// Checks a project of one input, by the path at which it stands, beside a file with findings.
pub fn check_project(name: &str, bytes: &[u8], with_checklist: bool) {
    let root = directory();
    let file = root.path().join(name);
    std::fs::create_dir_all(file.parent().expect("a directory")).expect("a temporary directory");
    std::fs::write(file, bytes).expect("a temporary file");
    std::fs::write(root.path().join("app.py"), APP).expect("a temporary file");
    judge(engine().check(&options(root.path()), &NoProgress));
    if with_checklist {
        let options = ChecklistOptions { root: Some(root.path().to_owned()), path: Some(root.path().to_owned()), as_of: Some(jiff::civil::date(2026, 11, 21)), ..Default::default() };
        if let Ok(answer) = engine().checklist(&options, &NoProgress) {
            for format in [ChecklistFormat::Text, ChecklistFormat::Markdown, ChecklistFormat::Json, ChecklistFormat::Html] {
                let _ = report::checklist::write(format, &answer, &mut Vec::new(), &Style::default());
            }
        }
    }
}

fn directory() -> TempDir {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() }.expect("a temporary directory")
}

fn options(root: &Path) -> CheckOptions {
    CheckOptions { root: Some(root.to_owned()), paths: vec![root.to_owned()], pedantic: true, as_of: Some(jiff::civil::date(2026, 11, 21)), ..CheckOptions::default() }
}

fn judge(outcome: Result<Report, EngineError>) {
    let report = match outcome {
        Ok(report) => report,
        Err(error @ (EngineError::Internal(_) | EngineError::Catalog(_))) => panic!("{error}"),
        Err(_) => return,
    };
    for notification in &report.notifications {
        assert_ne!(notification.id, "internal-error", "{notification:?}");
    }
    for format in FORMATS {
        let mut out = Vec::new();
        report::write(format, &report, &mut out, &WriteOptions::default()).expect("memory takes everything");
        let text = String::from_utf8(out).expect("a report is UTF-8");
        assert!(!text.chars().any(|c| c == '\u{1b}'), "{format:?} lets an escape through");
        if matches!(format, Format::Json | Format::Sarif | Format::Gitlab | Format::Rdjson) {
            serde_json::from_str::<serde_json::Value>(&text).expect("a report is JSON");
        }
    }
}
