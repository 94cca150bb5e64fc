//! The reports of the demo project.

use super::harness::Project;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The formats of a report.
pub const FORMATS: [&str; 11] =
    ["full", "concise", "json", "jsonl", "sarif", "github", "gitlab", "junit", "checkstyle", "rdjson", "markdown"];

/// Three rules whose findings have all that a report can show: a flow, related places, a secret, a fix, another file.
const RULES: &str = "hardcoded-api-key,retired-model,unhandled-call,wrong-credential-name";

/// Takes out of a snapshot what changes from run to run and from release to release.
pub fn settled(check: impl FnOnce()) {
    let mut settings = insta::Settings::clone_current();
    settings.add_filter(r"\d+\.\d\d s\b", "[TIME]");
    settings.add_filter(r#""(version|semanticVersion)": "\d+\.\d+\.\d+""#, r#""$1": "[VERSION]""#);
    settings.add_filter(r"cohere-lint \d+\.\d+\.\d+", "cohere-lint [VERSION]");
    settings.set_prepend_module_to_snapshot(false);
    settings.bind(check);
}

#[test]
fn full_shows_the_code_around() {
    let run = Project::demo().check(&["--select", RULES]);
    assert_eq!((run.code, run.error.as_str()), (1, ""));
    settled(|| insta::assert_snapshot!("demo-full", run.out));
}

#[test]
fn concise_is_a_line_a_finding() {
    let run = Project::demo().check(&["--output-format", "concise"]);
    assert_eq!((run.code, run.error.as_str()), (1, ""));
    settled(|| insta::assert_snapshot!("demo-concise", run.out));
}

#[test]
fn json_is_one_object() {
    let run = Project::demo().check(&["--select", RULES, "--output-format", "json"]);
    assert_eq!((run.code, run.error.as_str()), (1, ""));
    settled(|| insta::assert_snapshot!("demo-json", run.out));
}

#[test]
fn jsonl_holds_the_same_findings_as_json() {
    let project = Project::demo();
    let whole = project.json(&[]);
    let run = project.check(&["--output-format", "jsonl"]);
    let lines: Vec<Value> = run.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let fingerprints = |findings: &mut dyn Iterator<Item = &Value>| findings.map(|f| f["fingerprint"].clone()).collect::<Vec<_>>();
    let expected = fingerprints(&mut whole["findings"].as_array().unwrap().iter());
    assert_eq!(fingerprints(&mut lines.iter().filter(|line| line["type"] == "finding")), expected);
    assert_eq!(lines.last().unwrap()["type"], "summary");
}

#[test]
fn sarif_is_valid_and_names_its_rules() {
    let run = Project::demo().check(&["--select", RULES, "--output-format", "sarif"]);
    assert_eq!((run.code, run.error.as_str()), (1, ""));
    let mut document: Value = serde_json::from_str(&run.out).unwrap();
    let whole = Project::demo().check(&["--output-format", "sarif", "--pedantic"]);
    let schema = schema();
    for document in [&document, &serde_json::from_str(&whole.out).unwrap()] {
        let errors: Vec<_> = schema.iter_errors(document).map(|error| format!("{}: {error}", error.instance_path())).collect();
        assert!(errors.is_empty(), "{errors:#?}");
    }
    // The rules carry their whole pages; what counts here is that results point at the right ones.
    let rules = document["runs"][0]["tool"]["driver"]["rules"].take();
    for result in document["runs"][0]["results"].as_array_mut().unwrap() {
        let index = result["ruleIndex"].take().as_u64().unwrap();
        assert_eq!(rules[usize::try_from(index).unwrap()]["id"], result["ruleId"]);
        result["ruleIndex"] = json!("[INDEX]");
    }
    settled(|| insta::assert_snapshot!("demo-sarif", serde_json::to_string_pretty(&document).unwrap()));
}

#[test]
fn every_format_ends_with_the_same_exit_code() {
    let project = Project::demo();
    for format in FORMATS {
        let code = |arguments: &[&str]| project.check(&[arguments, &["--output-format", format]].concat()).code;
        assert_eq!(code(&[]), 1, "{format}");
        assert_eq!(code(&["--exit-zero"]), 0, "{format}");
        assert_eq!(code(&["--select", "deprecated-model"]), 0, "{format}");
    }
}

#[test]
fn the_order_does_not_depend_on_threads() {
    let project = Project::demo();
    let with_threads = |count: &str| {
        let mut command = super::harness::program(&project.path("."));
        command.env("RAYON_NUM_THREADS", count).args(["check", "--output-format", "json", "--as-of", super::harness::DAY]);
        super::harness::run(&mut command, "").out
    };
    let alone = with_threads("1");
    for _ in 0..3 {
        assert_eq!(with_threads("4"), alone);
    }
}

/// The official schema, from a published package whose sources hold it. Cargo fetches them with the other dependencies, never
/// compiles them, and knows where they are.
fn schema() -> jsonschema::Validator {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
    let arguments = ["metadata", "--format-version", "1", "--manifest-path"];
    let output = Command::new(env!("CARGO")).args(arguments).arg(manifest).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let package = metadata["packages"].as_array().unwrap().iter().find(|package| package["name"] == "serde-sarif").unwrap();
    let sources = PathBuf::from(package["manifest_path"].as_str().unwrap()).with_file_name("src");
    let mut schema: Value = serde_json::from_str(&std::fs::read_to_string(sources.join("schema.json")).unwrap()).unwrap();
    for definition in ["run", "toolComponent"] {
        // Its pattern has a stray bracket, which strict readers of regular expressions refuse. The reports write no language.
        schema["definitions"][definition]["properties"]["language"].as_object_mut().unwrap().remove("pattern");
    }
    jsonschema::options().should_validate_formats(true).build(&schema).unwrap()
}
