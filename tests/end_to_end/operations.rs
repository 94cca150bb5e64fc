//! The rules about a project's operation: what they share with the checklist, and what they leave unread.

use super::checklist::items;
use super::harness::Project;
use cohere_lint::checklist::list::List;

const SERVICE: &str = "\
import cohere
from fastapi import FastAPI

app = FastAPI()
co = cohere.ClientV2(timeout=30)


@app.post(\"/ask\")
def ask(question: str):
    return co.chat(model=\"command-a-03-2025\", max_tokens=300, messages=[{\"role\": \"user\", \"content\": question}])
";

const BROKEN: &str = "kind: [Deployment\na: b: c\n";

fn operations(project: &Project, arguments: &[&str]) -> Vec<String> {
    project.found(&[&["--select", "operations"], arguments].concat())
}

#[test]
fn they_speak_under_pedantic_alone() {
    let project = Project::fixture_at("checklist/not-ready", ".");
    assert!(operations(&project, &[]).is_empty());
    assert_eq!(
        operations(&project, &["--pedantic"]),
        [
            "app.py:7 missing-health-check",
            "k8s/api.yaml:4 missing-key-rotation",
            "k8s/api.yaml:4 missing-rollback",
            "k8s/api.yaml:7 missing-gradual-rollout",
            "ops/alerts.yaml:4 missing-alerts",
        ]
    );
    assert!(operations(&Project::fixture_at("checklist/ready", "."), &["--pedantic"]).is_empty());
}

#[test]
fn what_the_checklist_fails_by_evidence_a_rule_reports() {
    let project = Project::fixture_at("checklist/not-ready", ".");
    project.write("cohere-lint.toml", b"");
    let items = items(&project, &[]);
    let found = project.found(&["--pedantic"]);
    let mut count = 0;
    for item in List::embedded().unwrap().items.iter().filter(|item| items[item.id.as_str()].0 == "failed" && !item.reported_by.is_empty())
    {
        count += 1;
        let is_reported = item.reported_by.iter().any(|rule| found.iter().any(|line| line.ends_with(&format!(" {rule}"))));
        assert!(is_reported, "{}: {found:#?}", item.id);
    }
    assert!(count >= 10, "{count}");
}

#[test]
fn deployment_files_are_read_when_somebody_is_shown_what_they_say() {
    let project = Project::new(&[("app.py", SERVICE), ("k8s/api.yaml", BROKEN)]);
    let is_read = |arguments: &[&str]| project.check(arguments).out.contains("k8s/api.yaml");
    assert!(is_read(&["--pedantic"]));
    for arguments in [&[][..], &["--select", "missing-rollback"], &["--pedantic", "--ignore", "operations"]] {
        assert!(!is_read(arguments), "{arguments:?}");
    }
    // What is no service has no operation to speak of.
    let script =
        Project::new(&[("app.py", "import cohere\n\nco = cohere.ClientV2()\nprint(co.models.list())\n"), ("k8s/api.yaml", BROKEN)]);
    assert!(!script.check(&["--pedantic"]).out.contains("k8s/api.yaml"));
}

#[test]
fn a_comment_in_a_deployment_file_accepts_a_finding() {
    let manifest = "\
apiVersion: apps/v1
kind: Deployment
metadata: { name: api }
spec:
  strategy:
    # cohere-lint: ignore[missing-gradual-rollout] one replica, and nobody uses it at night
    type: Recreate
";
    let project = Project::new(&[("app.py", SERVICE), ("k8s/api.yaml", manifest)]);
    let found = operations(&project, &["--pedantic"]);
    assert!(found.iter().all(|line| !line.ends_with("missing-gradual-rollout")), "{found:?}");
    assert!(found.contains(&"k8s/api.yaml:3 missing-rollback".to_owned()), "{found:?}");
}

#[test]
fn a_health_endpoint_counts_wherever_it_stands() {
    let apart = "from fastapi import APIRouter\n\nrouter = APIRouter()\n\n\n@router.get(\"/healthz\")\ndef health():\n    return {\"status\": \"ok\"}\n";
    let project = Project::new(&[("app.py", SERVICE), ("routers/health.py", apart)]);
    assert!(operations(&project, &["--pedantic"]).contains(&"routers/health.py:6 missing-health-check".to_owned()));
    let reason = &items(&project, &[])["health-endpoint"].1;
    assert_eq!(reason, "the handler of `GET /healthz` does not reach Cohere");
}
