use super::*;
use crate::finding::{FindingBuilder, Severity};
use crate::report::fixture::{self, APP};
use crate::source::Span;
use serde_json::Value;
use std::path::PathBuf;
use std::process::Command;
use std::sync::LazyLock;

/// The official schema, from the sources of a published package that ships it. They are fetched with the other dependencies
/// and never compiled; cargo knows where they are.
static SCHEMA_FILE: LazyLock<jsonschema::Validator> = LazyLock::new(|| {
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
    let output = Command::new(env!("CARGO")).args(["metadata", "--format-version", "1", "--manifest-path", manifest]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let package = metadata["packages"].as_array().unwrap().iter().find(|package| package["name"] == "serde-sarif").unwrap();
    let manifest = PathBuf::from(package["manifest_path"].as_str().unwrap());
    let schema = std::fs::read_to_string(manifest.with_file_name("src").join("schema.json")).unwrap();
    let mut schema: Value = serde_json::from_str(&schema).unwrap();
    for definition in ["run", "toolComponent"] {
        // Its pattern has a stray bracket, which strict readers of regular expressions refuse. We write no language.
        schema["definitions"][definition]["properties"]["language"].as_object_mut().unwrap().remove("pattern");
    }
    jsonschema::options().should_validate_formats(true).build(&schema).unwrap()
});

/// The document of a report, held against the schema.
#[track_caller]
fn sarif(report: &Report, exit_code: u8) -> Value {
    let mut out = Vec::new();
    write(report, &mut out, exit_code).unwrap();
    valid(serde_json::from_slice(&out).unwrap())
}

#[track_caller]
fn valid(document: Value) -> Value {
    let errors: Vec<_> = SCHEMA_FILE.iter_errors(&document).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    document
}

#[test]
fn a_project() {
    let mut document = sarif(&fixture::project(), 1);
    for key in ["version", "semanticVersion"] {
        document["runs"][0]["tool"]["driver"][key] = "VERSION".into();
    }
    insta::assert_snapshot!(serde_json::to_string_pretty(&document).unwrap());
}

#[test]
fn the_schema_is_held_against_something() {
    let mut document = sarif(&fixture::project(), 1);
    document["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"]["startLine"] = 0.into();
    assert!(!SCHEMA_FILE.is_valid(&document));
}

#[test]
fn empty_and_failed_runs_are_documents_too() {
    let empty = sarif(&Report::default(), 0);
    assert_eq!(empty["runs"][0]["results"], serde_json::json!([]));
    assert_eq!(empty["runs"][0]["invocations"][0]["executionSuccessful"], true);
    assert_eq!(empty["runs"][0]["taxonomies"], Value::Null);
    let failed = sarif(&fixture::clean(), 2);
    assert_eq!(failed["runs"][0]["invocations"][0]["executionSuccessful"], false);
    assert_eq!(failed["runs"][0]["invocations"][0]["exitCode"], 2);
}

#[test]
fn no_result_is_without_a_place() {
    let report = fixture::hostile();
    let document = sarif(&report, 1);
    let run = &document["runs"][0];
    let results = run["results"].as_array().unwrap();
    assert_eq!(results.len(), report.findings.len() - 1);
    for result in results {
        let uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].as_str().unwrap();
        assert!(uri.is_ascii() && uri.contains("%1B") && uri.contains("%0D%0A") && !uri.contains(' '), "{uri}");
    }
    assert_eq!(run["invocations"][0]["toolExecutionNotifications"][0]["descriptor"]["id"], "findings-without-location");
}

#[test]
fn paths_are_relative_uris() {
    assert_eq!(encoded("web/run [id].ts"), "web/run%20%5Bid%5D.ts");
    assert_eq!(encoded("./a/é#?.py"), "a/%C3%A9%23%3F.py");
    assert_eq!(encoded("c:x/%41.py"), "c%3Ax/%2541.py");
}

#[test]
fn of_too_many_the_gravest_stay_in_their_order() {
    let mut report = Report::default();
    fixture::file(&mut report, APP, "a.py", "abcdef");
    for (index, severity) in [Severity::Note, Severity::Error, Severity::Warning, Severity::Error, Severity::Note].into_iter().enumerate() {
        fixture::push(&mut report, FindingBuilder::new("r", severity, APP, Span::new(index, index + 1)).words("m", "", ""));
    }
    let limits = Limits { results: 3, ..Limits::GITHUB };
    let document = valid(serde_json::to_value(document(&report, 1, &limits)).unwrap());
    let levels: Vec<_> =
        document["runs"][0]["results"].as_array().unwrap().iter().map(|result| result["level"].as_str().unwrap()).collect();
    assert_eq!(levels, ["error", "warning", "error"]);
    let notification = &document["runs"][0]["invocations"][0]["toolExecutionNotifications"][0];
    assert_eq!(
        notification["message"]["text"],
        "left out: 2 findings, the least grave; code scanning takes 3 findings of a run and 10 MB at most"
    );
}

#[test]
fn a_report_that_would_be_too_big_loses_the_least_grave() {
    let mut report = Report::default();
    fixture::file(&mut report, APP, "a.py", "abcdef");
    let long = "x".repeat(10_000);
    for severity in [Severity::Note, Severity::Error, Severity::Warning] {
        fixture::push(&mut report, FindingBuilder::new("r", severity, APP, Span::new(0, 1)).words(&long, "", ""));
    }
    let limits = Limits { bytes: 25_000, ..Limits::GITHUB };
    let document = valid(serde_json::to_value(document(&report, 1, &limits)).unwrap());
    assert!(serde_json::to_string_pretty(&document["runs"][0]["results"]).unwrap().len() <= limits.bytes);
    let levels: Vec<_> = document["runs"][0]["results"].as_array().unwrap().iter().map(|result| &result["level"]).collect();
    assert_eq!(levels, ["error", "warning"]);
    assert!(left_out(&report).is_empty(), "three findings are nothing to GitHub");
}

#[test]
fn places_beyond_what_is_shown_are_left_out_and_told() {
    let mut report = Report::default();
    fixture::file(&mut report, APP, "a.py", "abcdef");
    let mut builder = FindingBuilder::new("r", Severity::Error, APP, Span::new(0, 1)).words("m", "", "");
    for _ in 0..1_500 {
        builder = builder.related(APP, Span::new(1, 2), "again");
    }
    let step = Label { file: APP, span: Span::new(1, 2), text: "then".into() };
    fixture::push(&mut report, builder.flow(vec![step; 1_500]));
    let document = sarif(&report, 1);
    let result = &document["runs"][0]["results"][0];
    assert_eq!(result["relatedLocations"].as_array().unwrap().len(), 99);
    assert_eq!(result["codeFlows"][0]["threadFlows"][0]["locations"].as_array().unwrap().len(), 1_000);
    let notification = &document["runs"][0]["invocations"][0]["toolExecutionNotifications"][0];
    assert_eq!(notification["descriptor"]["id"], "too-many-locations");
    assert_eq!(left_out(&report), [notification["message"]["text"].as_str().unwrap()]);
}

#[test]
fn rules_have_few_tags_and_a_name_besides_their_id() {
    let document = sarif(&fixture::project(), 1);
    for rule in document["runs"][0]["tool"]["driver"]["rules"].as_array().unwrap() {
        assert!(rule["properties"]["tags"].as_array().unwrap().len() <= 10, "{rule}");
        assert_ne!(rule["id"], rule["name"]);
    }
}

#[test]
fn the_parts_of_a_message_are_sentences() {
    let finding = |message: &str, why: &str, help: &str| {
        message_of(FindingBuilder::new("r", Severity::Error, APP, Span::default()).words(message, why, help))
    };
    assert_eq!(finding("`x` is gone", "It fails.", "Use `y`"), "`x` is gone. It fails. Use `y`.");
    assert_eq!(finding("`x` is gone", "", " "), "`x` is gone.");
}

fn message_of(builder: FindingBuilder) -> String {
    message(&builder.build())
}

#[test]
fn a_notebook_has_lines_of_its_raw_file_and_no_columns() {
    let document = sarif(&fixture::project(), 1);
    let result = &document["runs"][0]["results"][3];
    assert_eq!(result["locations"][0]["physicalLocation"]["region"], serde_json::json!({ "startLine": 41, "endLine": 41 }));
    assert_eq!(result["properties"]["cell"], 3);
}
