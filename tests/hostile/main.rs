//! Input that nobody wrote in good faith, at the sizes at which it hurts: the run ends, says what it could not read and what to do about it, and
//! judges the rest. Nothing is timed; a run that hangs or dies fails its test.

#[path = "../end_to_end/harness.rs"]
#[allow(dead_code)]
mod harness;

mod configuration;
mod determinism;
mod edits;
mod encodings;
mod explosions;
mod files;
mod manifests;
mod many;
mod nesting;
mod output;
mod special;

use harness::{Project, Run};

/// A file with one finding, which must be there whatever stands beside it.
const APP: &str = "\
import cohere

co = cohere.ClientV2()
print(co.models.get(\"command-r\"))
co.chat(model=\"command-r\", messages=[])
";

/// The formats of a report.
const FORMATS: [&str; 11] = ["full", "concise", "json", "jsonl", "sarif", "github", "gitlab", "junit", "checkstyle", "rdjson", "markdown"];

/// Checks a file beside one with a finding.
fn beside(name: &str, bytes: &[u8]) -> (Project, Run) {
    let project = Project::new(&[("app.py", APP)]);
    project.write(name, bytes);
    let run = judged(&project, name);
    (project, run)
}

/// Checks a project with [`APP`] in it, whose finding must be there.
fn judged(project: &Project, what: &str) -> Run {
    let run = project.check(&["--select", "retired-model", "--output-format", "concise"]);
    assert!(run.out.contains("app.py:5:15: error[retired-model]"), "{what}: {run:?}");
    assert!(run.code == 1 || run.code == 2, "{what}: {run:?}");
    assert_eq!(run.code == 2, run.out.contains(": error[syntax-error]") || run.out.contains(": error[unreadable-file]"), "{what}: {run:?}");
    assert!(!run.out.contains("internal-error"), "{what}: {run:?}");
    run
}
