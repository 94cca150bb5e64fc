//! The go-live checklist from outside: exit codes, formats, attestations.

use super::harness::{DAY, Project, Run, program, run};
use std::collections::BTreeMap;

const CLIENT: &str = "\
import cohere

co = cohere.ClientV2(timeout=30)


def answer(question):
    try:
        return co.chat(model=\"command-a-03-2025\", max_tokens=300, messages=[{\"role\": \"user\", \"content\": question}])
    except Exception as error:
        print(type(error))
        return None
";

const ATTESTATION: &str = "\
[[attestations]]
item = \"billing-alerts\"
who = \"Ada\"
when = \"2026-10-01\"
expires = \"2027-10-01\"
evidence = [\"https://example.com/board\"]
";

/// Runs `checklist` with these arguments.
pub fn checklist(project: &Project, arguments: &[&str]) -> Run {
    let common = ["--color", "never", "checklist", "--as-of", DAY];
    run(program(&project.path("")).args(common).args(arguments), "")
}

/// What became of each item: status and reason.
pub fn items(project: &Project, arguments: &[&str]) -> BTreeMap<String, (String, String)> {
    let run = checklist(project, &[arguments, &["--output-format", "json"]].concat());
    let document: serde_json::Value = serde_json::from_str(&run.out).unwrap_or_else(|error| panic!("{error}\n{}\n{}", run.out, run.error));
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    document["items"].as_array().unwrap().iter().map(|i| (text(&i["id"]), (text(&i["status"]), text(&i["reason"])))).collect()
}

#[test]
fn a_project_without_cohere_has_nothing_to_answer() {
    let run = checklist(&Project::new(&[("app.py", "print('hello')\n")]), &[]);
    assert_eq!((run.code, run.error.as_str()), (0, ""));
    assert!(run.out.contains("no use of Cohere found: 31 not applicable"), "{}", run.out);
}

#[test]
fn open_items_fail_unless_they_may_be_open() {
    let project = Project::new(&[("app.py", CLIENT)]);
    let items = items(&project, &[]);
    assert_eq!(items["named-models"], ("passed".into(), "looked at 1 call".into()));
    assert_eq!(items["input-types"].0, "not applicable");
    assert_eq!(items["billing-alerts"], ("needs a person".into(), "Set them in the dashboard".into()));
    assert!(items.values().all(|(status, _)| status != "failed"), "{items:#?}");
    assert_eq!(checklist(&project, &[]).code, 1);
    let forgiven = checklist(&project, &["--allow-open"]);
    assert_eq!(forgiven.code, 0);
    assert!(forgiven.out.ends_with("not applicable\n") && forgiven.out.contains("open questions: "), "{}", forgiven.out);
}

#[test]
fn a_failed_item_is_1_even_so() {
    let project = Project::new(&[("app.py", &CLIENT.replace("max_tokens=300, ", ""))]);
    assert_eq!(items(&project, &[])["token-limits"], ("failed".into(), "1 finding in 1 chat call".into()));
    assert_eq!(checklist(&project, &["--allow-open"]).code, 1);
}

#[test]
fn advice_decides_too_and_guesses_do_not() {
    let project = Project::new(&[("app.py", &CLIENT.replace("command-a-03-2025", "command-r-08-2024"))]);
    assert!(project.found(&[]).is_empty(), "{:?}", project.found(&[]));
    let superseded = Project::new(&[(
        "app.py",
        "import cohere\n\nco = cohere.ClientV2(timeout=30)\nco.embed(model=\"embed-multilingual-v3.0\", texts=[\"a\"], input_type=\"search_query\", embedding_types=[\"float\"])\n",
    )]);
    assert_eq!(items(&superseded, &[])["recommended-models"].0, "failed");
}

#[test]
fn an_answer_that_misses_a_file_is_2() {
    let project = Project::new(&[("app.py", CLIENT), ("src/lib.rs", "fn f( { cohere_rust::Cohere::default()\n")]);
    let run = checklist(&project, &["--allow-open"]);
    assert_eq!(run.code, 2);
    assert!(run.out.contains("src/lib.rs"), "{}", run.out);
    let broken = Project::new(&[("app.py", CLIENT), ("k8s/api.yaml", "kind: [Deployment\na: b: c\n")]);
    let run = checklist(&broken, &["--allow-open"]);
    assert_eq!(run.code, 0, "a part of a file is missing, not the file");
    assert!(run.out.contains("k8s/api.yaml:") && run.out.contains("what stands before was read"), "{}", run.out);
}

#[test]
fn wrong_usage_is_2() {
    let project = Project::new(&[("app.py", CLIENT)]);
    for arguments in [&["missing"][..], &["--as-of", "soon"], &["--output-format", "sarif"], &["a", "b"]] {
        let run = checklist(&project, arguments);
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{arguments:?}");
        assert!(run.error.starts_with("error: "), "{}", run.error);
    }
}

#[test]
fn people_vouch_in_the_configuration() {
    let status = |config: &str| {
        let project = Project::new(&[("app.py", CLIENT), ("cohere-lint.toml", config), ("docs/keys.md", "# Rotating the key\n")]);
        items(&project, &[])
    };
    let passed = status(ATTESTATION);
    assert_eq!(passed["billing-alerts"], ("passed".into(), "attested by Ada on 2026-10-01".into()));
    let expired = status(&ATTESTATION.replace("2027-10-01", "2026-11-20"));
    assert_eq!(expired["billing-alerts"], ("failed".into(), "the attestation of Ada expired on 2026-11-20".into()));
    let gone = status(&ATTESTATION.replace("https://example.com/board", "docs/board.md"));
    assert_eq!(gone["billing-alerts"], ("failed".into(), "the attestation of Ada names `docs/board.md`, which is not there".into()));
    let rotation = ATTESTATION.replace("billing-alerts", "key-rotation");
    assert_eq!(status(&rotation)["key-rotation"].0, "failed");
    let written = rotation.replace("https://example.com/board", "docs/keys.md#rotating");
    assert_eq!(status(&written)["key-rotation"], ("passed".into(), "attested by Ada on 2026-10-01".into()));
    let typo = Project::new(&[("app.py", CLIENT), ("cohere-lint.toml", &ATTESTATION.replace("billing-alerts", "billing-alert"))]);
    let run = checklist(&typo, &[]);
    assert_eq!(run.code, 2);
    assert!(run.error.contains("Did you mean `billing-alerts`?"), "{}", run.error);
}

#[test]
fn a_rule_that_is_turned_off_leaves_a_question() {
    let config = "ignore = [\"missing-max-tokens\"]\n";
    let project = Project::new(&[("app.py", &CLIENT.replace("max_tokens=300, ", "")), ("cohere-lint.toml", config)]);
    assert_eq!(items(&project, &[])["token-limits"], ("needs a person".into(), "`missing-max-tokens` did not run".into()));
}

#[test]
fn formats_and_files() {
    let project = Project::new(&[("app.py", CLIENT)]);
    let markdown = checklist(&project, &["--output-format", "markdown"]).out;
    assert!(markdown.starts_with("### 🟡 cohere-lint checklist: open questions"), "{markdown}");
    let page = checklist(&project, &["--output-format", "html"]).out;
    assert!(page.starts_with("<!DOCTYPE html>") && page.contains("Go-live checklist") && !page.contains("<script"), "{page}");
    let written = checklist(&project, &["--output-format", "html", "--output-file", "report.html"]);
    assert_eq!((written.code, written.out.as_str()), (1, ""));
    assert!(written.error.starts_with("open questions: "), "{}", written.error);
    assert_eq!(std::fs::read_to_string(project.path("report.html")).unwrap(), page);
}

#[test]
fn evidence_keeps_secrets_to_itself() {
    let key = "Zq8".to_owned() + &"h3LmX7vR2".repeat(4) + "kT9";
    let script = format!("kubectl rollout undo deployment/api\ncurl -H 'Authorization: Bearer {key}' https://api.example.com/healthz\n");
    let project = Project::new(&[("app.py", CLIENT), ("ops/rollback.sh", &script)]);
    for format in ["text", "markdown", "json", "html"] {
        let run = checklist(&project, &["--output-format", format]);
        assert!(run.out.contains("ops/rollback.sh") && !run.out.contains(&key), "{format}\n{}", run.out);
    }
}
