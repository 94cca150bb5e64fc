use super::*;
use crate::checklist::AttestedFile;
use crate::checklist::list::List;
use crate::cohere::catalog::Catalog;
use crate::cohere::usage::Usages;
use crate::finding::{FindingBuilder, Severity};
use crate::source::{ConfigFormat, FileId, Span};
use crate::syntax::deployment::DeploymentFile;
use jiff::civil::date;

/// A file whose findings don't count.
const ASIDE: FileId = FileId(9);

const DAY: Date = date(2026, 11, 21);

/// What an item is decided on, by default a service with a call of each kind and nothing else.
struct Case {
    using: Use,
    findings: Vec<Finding>,
    files: Vec<DeploymentFile>,
    attestations: Vec<Attestation>,
    off: &'static [&'static str],
}

impl Default for Case {
    fn default() -> Self {
        let using = Use { any: 4, calls: 3, chat: 1, embed: 1, rerank: 1, is_service: true };
        Self { using, findings: Vec::new(), files: Vec::new(), attestations: Vec::new(), off: &[] }
    }
}

impl Case {
    fn decide(&self, item: &str) -> (Status, String) {
        let outcome = self.outcome(item);
        (outcome.status, outcome.reason)
    }

    fn outcome(&self, item: &str) -> Outcome {
        let usages = Usages::default();
        let files: Vec<&DeploymentFile> = self.files.iter().collect();
        let locate = |_| ("app.py".to_owned(), 1);
        let read = || files.clone();
        let operations = Operations::new(&usages, Catalog::embedded().unwrap(), &read);
        let runs = |rule: &str| !self.off.contains(&rule);
        let (findings, attestations) = (&self.findings, &self.attestations);
        let counts = |finding: &Finding| finding.primary.file != ASIDE;
        let facts = Facts {
            using: self.using,
            findings,
            counts: &counts,
            runs: &runs,
            operations: &operations,
            locate: &locate,
            attestations,
            as_of: DAY,
        };
        decide(List::embedded().unwrap().item(item).unwrap(), &facts)
    }
}

fn finding(rule: &str) -> Finding {
    FindingBuilder::new(rule, Severity::Warning, FileId(0), Span::default()).build()
}

fn script(text: &str) -> Vec<DeploymentFile> {
    vec![DeploymentFile::new(FileId(1), "ops/run.sh", ConfigFormat::Shell, text)]
}

fn attestation(item: &str) -> Attestation {
    Attestation {
        item: item.to_owned(),
        who: "Ada".to_owned(),
        when: date(2026, 10, 1),
        expires: DAY,
        links: vec!["https://example.com/board".to_owned()],
        files: Vec::new(),
        path: Some("cohere-lint.toml".to_owned()),
        line: Some(3),
    }
}

fn attested(item: &str, change: impl FnOnce(&mut Attestation)) -> Case {
    let mut attestation = attestation(item);
    change(&mut attestation);
    Case { attestations: vec![attestation], ..Case::default() }
}

#[test]
fn what_the_project_does_not_do_is_not_applicable() {
    let case = |using| Case { using, findings: vec![finding("missing-input-type")], ..Case::default() };
    let none = case(Use::default());
    assert_eq!(none.decide("input-types"), (Status::NotApplicable, "no use of Cohere found".into()));
    assert_eq!(none.decide("billing-alerts").0, Status::NotApplicable);
    let chat = case(Use { any: 2, calls: 1, chat: 1, ..Use::default() });
    for (item, reason) in
        [("input-types", "no embed calls"), ("bounded-rerank", "no rerank calls"), ("cached-queries", "no embed or rerank calls")]
    {
        assert_eq!(chat.decide(item), (Status::NotApplicable, reason.into()), "{item}");
    }
    assert_eq!(case(Use { any: 1, calls: 1, embed: 1, ..Use::default() }).decide("token-limits").1, "no chat calls");
}

#[test]
fn rules_alone_decide_where_nothing_else_is_asked_for() {
    assert_eq!(Case::default().decide("token-limits"), (Status::Passed, "looked at 1 chat call".into()));
    assert_eq!(Case::default().decide("cached-queries").1, "looked at 2 embed and rerank calls");
    assert_eq!(Case::default().decide("named-models").1, "looked at 3 calls");
    let clients = Case { using: Use { any: 1, ..Use::default() }, ..Case::default() };
    assert_eq!(clients.decide("named-models").1, "looked at the clients");
}

#[test]
fn findings_fail_and_nobody_can_vouch_them_away() {
    let findings = vec![finding("missing-model"), finding("missing-max-tokens"), finding("missing-model")];
    let case = Case { findings, attestations: vec![attestation("named-models")], ..Case::default() };
    let outcome = case.outcome("named-models");
    assert_eq!((outcome.status, outcome.reason.as_str()), (Status::Failed, "2 findings in 3 calls"));
    assert_eq!(outcome.findings, [0, 2]);
    assert_eq!(case.decide("token-limits"), (Status::Failed, "1 finding in 1 chat call".into()));
}

#[test]
fn findings_beside_the_application_do_not_count() {
    let aside = FindingBuilder::new("missing-model", Severity::Error, ASIDE, Span::default()).build();
    let case = Case { findings: vec![aside], ..Case::default() };
    assert_eq!(case.decide("named-models"), (Status::Passed, "looked at 3 calls".into()));
}

#[test]
fn a_rule_that_did_not_run_proves_nothing() {
    let case = Case { off: &["missing-max-tokens"], ..Case::default() };
    assert_eq!(case.decide("token-limits"), (Status::NeedsPerson, "`missing-max-tokens` did not run".into()));
    let vouched = Case { attestations: vec![attestation("token-limits")], ..case };
    assert_eq!(vouched.decide("token-limits").0, Status::Passed);
    let workflow = "jobs:\n  a:\n    env:\n      CO_API_KEY: ${{ secrets.CO_API_KEY }}\n    steps:\n      - run: kubectl apply -f k8s\n";
    let files = || vec![DeploymentFile::new(FileId(1), ".github/workflows/a.yml", ConfigFormat::Yaml, workflow)];
    let with_evidence = Case { files: files(), off: &["plaintext-key-in-config"], ..Case::default() };
    assert_eq!(with_evidence.decide("key-from-secret-store").0, Status::NeedsPerson);
    assert_eq!(Case { files: files(), ..Case::default() }.decide("key-from-secret-store").0, Status::Passed);
}

#[test]
fn evidence_decides_before_people_do() {
    let whole = "kubectl rollout undo deployment/api\ncurl -fsS https://api.example.com/healthz\n";
    let found = Case { files: script(whole), attestations: vec![attestation("rollback")], ..Case::default() };
    let outcome = found.outcome("rollback");
    assert_eq!((outcome.status, outcome.evidence.len()), (Status::Passed, 2));
    assert!(!outcome.reason.contains("Ada"));
    let missing = Case { files: script("kubectl apply -f k8s\n"), ..Case::default() };
    assert_eq!(missing.decide("rollback").0, Status::Failed);
    let vouched = Case { attestations: vec![attestation("rollback")], ..missing };
    assert_eq!(vouched.decide("rollback"), (Status::Passed, "attested by Ada on 2026-10-01".into()));
    assert_eq!(Case::default().decide("rollback").0, Status::NeedsPerson);
}

#[test]
fn what_only_a_person_knows_needs_one() {
    assert_eq!(Case::default().decide("billing-alerts"), (Status::NeedsPerson, "Set them in the dashboard".into()));
    let outcome = attested("billing-alerts", |_| {}).outcome("billing-alerts");
    assert_eq!(outcome.status, Status::Passed);
    let evidence: Vec<_> = outcome.evidence.iter().map(|e| (e.text.as_str(), e.path.as_deref(), e.line)).collect();
    assert_eq!(
        evidence,
        [("attested by Ada on 2026-10-01, until 2026-11-21", Some("cohere-lint.toml"), Some(3)), ("https://example.com/board", None, None),]
    );
}

#[test]
fn an_attestation_that_does_not_hold_fails_the_item() {
    let decide = |change: fn(&mut Attestation)| attested("billing-alerts", change).decide("billing-alerts");
    let file = |text: Option<&str>| AttestedFile { name: "docs/keys.md".into(), text: text.map(str::to_owned) };
    assert_eq!(decide(|a| a.expires = date(2026, 11, 20)), (Status::Failed, "the attestation of Ada expired on 2026-11-20".into()));
    assert_eq!(decide(|a| a.when = date(2026, 11, 22)), (Status::Failed, "the attestation of Ada is of 2026-11-22, a day to come".into()));
    let missing = attested("billing-alerts", |a| a.files.push(file(None)));
    assert_eq!(missing.decide("billing-alerts").1, "the attestation of Ada names `docs/keys.md`, which is not there");

    let rotation = |files: Vec<AttestedFile>| attested("key-rotation", |a| a.files = files).decide("key-rotation");
    assert_eq!(rotation(vec![file(Some("# Keys\n\nRotate them in March.\n"))]).0, Status::Passed);
    assert_eq!(
        rotation(vec![file(Some("# Lunch\n"))]),
        (Status::Failed, "the attestation of Ada names `docs/keys.md`, which does not speak of it".into())
    );
    assert_eq!(rotation(Vec::new()), (Status::Failed, "the attestation of Ada names no file in which it is written down".into()));
}
