use super::*;
use crate::source::{ConfigFormat, FileId};

/// What a finder says of files, and where what convinced it stands.
fn asked(id: &str, files: &[(&str, ConfigFormat, &str)]) -> (Proof, Vec<String>) {
    let read = |(index, (path, format, text)): (usize, &(&str, ConfigFormat, &str))| {
        DeploymentFile::new(FileId(index as u32), path, *format, text)
    };
    let files: Vec<DeploymentFile> = files.iter().enumerate().map(read).collect();
    let read = || files.iter().collect();
    let usages = Usages::default();
    let proof = Operations::new(&usages, Catalog::embedded().unwrap(), &read).proof(id).unwrap().clone();
    let place = |evidence: &Evidence| {
        let file = &files[evidence.place.file.0 as usize];
        format!("{}:{}", file.path, file.lines.position(&file.text, evidence.place.span.start).line)
    };
    let places = match &proof {
        Proof::Found(_, evidence) | Proof::Missing(_, evidence) => evidence.iter().map(place).collect(),
        Proof::Unknown(_) => Vec::new(),
    };
    (proof, places)
}

fn ask(id: &str, files: &[(&str, ConfigFormat, &str)]) -> Proof {
    asked(id, files).0
}

/// Where the evidence stands of what was found.
fn found(id: &str, files: &[(&str, ConfigFormat, &str)]) -> Vec<String> {
    let (proof, places) = asked(id, files);
    assert!(matches!(proof, Proof::Found(..)), "{proof:?}");
    places
}

/// Where the evidence stands of what is missing.
fn missing(id: &str, files: &[(&str, ConfigFormat, &str)]) -> Vec<String> {
    let (proof, places) = asked(id, files);
    assert!(is_missing(&proof), "{proof:?}");
    places
}

fn is_missing(proof: &Proof) -> bool {
    matches!(proof, Proof::Missing(..))
}

fn is_unknown(proof: &Proof) -> bool {
    matches!(proof, Proof::Unknown(_))
}

const DEPLOYMENT: &str = "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: api\nspec:\n  replicas: 2\n";

#[test]
fn rollouts_of_every_kind() {
    let rolling = format!("{DEPLOYMENT}  strategy:\n    rollingUpdate:\n      maxSurge: 1\n");
    assert_eq!(found("gradual-rollout", &[("k8s/api.yaml", ConfigFormat::Yaml, &rolling)]), ["k8s/api.yaml:9"]);
    let canary = "apiVersion: flagger.app/v1beta1\nkind: Canary\nmetadata:\n  name: api\nspec: {analysis: {interval: 1m}}\n";
    assert_eq!(
        found("gradual-rollout", &[("a.yaml", ConfigFormat::Yaml, DEPLOYMENT), ("c.yaml", ConfigFormat::Yaml, canary)]),
        ["c.yaml:4"]
    );
    let rollout = "apiVersion: argoproj.io/v1alpha1\nkind: Rollout\nmetadata: {name: api}\nspec:\n  strategy:\n    canary:\n      steps:\n        - setWeight: 10\n";
    assert_eq!(found("gradual-rollout", &[("r.yaml", ConfigFormat::Yaml, rollout)]), ["r.yaml:6"]);
    let routes = "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: api}\nspec:\n  http:\n    - route:\n        - weight: 90\n        - weight: 10\n";
    assert_eq!(found("gradual-rollout", &[("v.yaml", ConfigFormat::Yaml, routes)]), ["v.yaml:3"]);
    let script = "set -e\nkubectl -n prod rollout pause deployment/api\nsleep 600\n";
    assert_eq!(found("gradual-rollout", &[("deploy.sh", ConfigFormat::Shell, script)]), ["deploy.sh:2"]);
    let compose = "services:\n  api:\n    deploy:\n      update_config:\n        parallelism: 1\n";
    assert_eq!(found("gradual-rollout", &[("docker-compose.yml", ConfigFormat::Yaml, compose)]), ["docker-compose.yml:5"]);
}

#[test]
fn no_rollout_is_told_from_no_deployment() {
    assert!(is_unknown(&ask("gradual-rollout", &[("a.yaml", ConfigFormat::Yaml, DEPLOYMENT)])), "Kubernetes rolls by default");
    let compose = "services:\n  api:\n    image: a\n";
    assert!(is_unknown(&ask("gradual-rollout", &[("compose.yaml", ConfigFormat::Yaml, compose)])), "a developer's");
    let listed = "# Notes\n\n```sh\ngcloud logs read\naws s3 cp a b\n```\n";
    assert!(is_unknown(&ask("gradual-rollout", &[("README.md", ConfigFormat::Markdown, listed)])), "no release");
    let action = "jobs:\n  a:\n    steps:\n      - uses: google-github-actions/deploy-cloudrun@v2\n";
    assert_eq!(missing("gradual-rollout", &[(".github/workflows/a.yml", ConfigFormat::Yaml, action)]), [".github/workflows/a.yml:4"]);
    let recreate = format!("{DEPLOYMENT}  strategy:\n    type: Recreate\n");
    assert_eq!(missing("gradual-rollout", &[("a.yaml", ConfigFormat::Yaml, &recreate)]), ["a.yaml:8"]);
    assert!(is_unknown(&ask("gradual-rollout", &[("a.yaml", ConfigFormat::Yaml, "weight: 3\nkind: Canary\n")])));
    assert!(is_unknown(&ask("gradual-rollout", &[])));
}

#[test]
fn rollbacks_need_a_look_at_health() {
    let undo = "kubectl rollout undo deployment/api\n";
    assert!(is_missing(&ask("rollback", &[("rollback.sh", ConfigFormat::Shell, undo)])));
    let whole = format!("{undo}curl -fsS https://api.example.com/healthz\n");
    assert_eq!(found("rollback", &[("rollback.sh", ConfigFormat::Shell, &whole)]), ["rollback.sh:1", "rollback.sh:2"]);
    let before = format!("curl -fsS https://api.example.com/healthz\n{undo}");
    assert!(is_missing(&ask("rollback", &[("rollback.sh", ConfigFormat::Shell, &before)])));
    let runbook = format!("# Back\n\n```sh\n{undo}kubectl rollout status deployment/api\n```\n");
    assert_eq!(found("rollback", &[("docs/runbook.md", ConfigFormat::Markdown, &runbook)]).len(), 2);
    assert_eq!(missing("rollback", &[("a.yaml", ConfigFormat::Yaml, DEPLOYMENT)]), ["a.yaml:4"]);
    assert!(is_unknown(&ask("rollback", &[("README.md", ConfigFormat::Markdown, "# Hello\n\nUse `kubectl rollout undo`.\n")])));
}

const RULES: &str = "\
groups:
  - name: llm
    rules:
      - alert: CohereServerErrors
        expr: sum(rate(cohere_requests_total{status=~\"5..\"}[5m])) / sum(rate(cohere_requests_total[5m])) > 0.05
      - alert: CohereUnauthorized
        expr: increase(cohere_requests_total{status=\"401\"}[5m]) > 0
      - alert: SlowRequests
        expr: histogram_quantile(0.95, http_request_duration_seconds) > 10
";

#[test]
fn alerts_are_told_apart() {
    let files = [("alerts.yml", ConfigFormat::Yaml, RULES)];
    assert_eq!(found("alert-server-errors", &files), ["alerts.yml:4"]);
    assert_eq!(found("alert-unauthorized", &files), ["alerts.yml:6"]);
    for missing in ["alert-unreachable", "alert-rate-limits", "alert-cost"] {
        assert!(is_missing(&ask(missing, &files)), "{missing}");
    }
    // One that looks like it, but speaks of the service's own requests.
    let Proof::Missing(reason, near) = ask("alert-latency", &files) else { panic!() };
    assert!(reason.contains("does not name Cohere") && near[0].text.contains("SlowRequests"), "{reason}");
    assert!(is_unknown(&ask("alert-latency", &[("a.yaml", ConfigFormat::Yaml, DEPLOYMENT)])));
}

#[test]
fn alerts_of_every_format() {
    let operator = "apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nspec:\n  groups:\n    - rules:\n        - alert: A\n          expr: cohere_up == 0\n";
    assert_eq!(found("alert-unreachable", &[("p.yaml", ConfigFormat::Yaml, operator)]), ["p.yaml:6"]);
    let grafana =
        r#"{"groups": [{"rules": [{"title": "Cohere 429", "condition": "C", "data": [{"model": {"expr": "rate(x[1m]) > 10"}}]}]}]}"#;
    assert_eq!(found("alert-rate-limits", &[("g.json", ConfigFormat::Json, grafana)]), ["g.json:1"]);
    let datadog = r#"{"name": "Cohere tokens a day", "type": "metric alert", "query": "sum(last_1d):sum:cohere.tokens{*} > 1000000"}"#;
    assert_eq!(found("alert-cost", &[("d.json", ConfigFormat::Json, datadog)]), ["d.json:1"]);
    let alarm = "Resources:\n  Slow:\n    Type: AWS::CloudWatch::Alarm\n    Properties:\n      AlarmName: cohere-chat-p95\n      ExtendedStatistic: p95\n";
    assert_eq!(found("alert-latency", &[("c.yaml", ConfigFormat::Yaml, alarm)]), ["c.yaml:5"]);
}

#[test]
fn keys_from_secret_stores() {
    let pod = format!(
        "{DEPLOYMENT}  template:\n    spec:\n      containers:\n        - env:\n            - name: CO_API_KEY\n              valueFrom:\n                secretKeyRef: {{name: cohere, key: token}}\n"
    );
    assert_eq!(found("secret-store", &[("a.yaml", ConfigFormat::Yaml, &pod)]), ["a.yaml:11"]);
    let external =
        "apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata: {name: llm}\nspec:\n  data:\n    - secretKey: CO_API_KEY\n";
    assert_eq!(found("secret-store", &[("e.yaml", ConfigFormat::Yaml, external)]), ["e.yaml:3"]);
    let workflow = "jobs:\n  a:\n    env:\n      CO_API_KEY: ${{ secrets.CO_API_KEY }}\n    steps:\n      - run: pytest\n";
    let path = ".github/workflows/a.yml";
    let Proof::Unknown(reason) = ask("secret-store", &[(path, ConfigFormat::Yaml, workflow)]) else { panic!() };
    assert!(reason.contains("deploys nothing"), "{reason}");
    let release = workflow.replace("pytest", "gcloud run deploy api --image a");
    assert_eq!(found("secret-store", &[(path, ConfigFormat::Yaml, &release)]), [".github/workflows/a.yml:4"]);
    let compose = "services:\n  api:\n    secrets: [cohere_api_key]\n";
    assert_eq!(found("secret-store", &[("compose.yaml", ConfigFormat::Yaml, compose)]), ["compose.yaml:3"]);
    let other = "jobs:\n  a:\n    env:\n      OPENAI_API_KEY: ${{ secrets.OPENAI }}\n";
    assert!(is_unknown(&ask("secret-store", &[(".github/workflows/a.yml", ConfigFormat::Yaml, other)])));
}

#[test]
fn staging_is_asked_with_the_status_page() {
    let path = ".github/workflows/deploy.yml";
    let staging = "jobs:\n  a:\n    steps:\n      - run: curl -fsS https://staging.example.com/healthz\n";
    assert!(is_missing(&ask("staging", &[(path, ConfigFormat::Yaml, staging)])));
    let both = format!("{staging}      - run: curl -fsS https://status.cohere.com/api/v2/status.json\n      - run: kubectl apply -f k8s\n");
    assert_eq!(found("staging", &[(path, ConfigFormat::Yaml, &both)]).len(), 2);
    let deploys = "jobs:\n  a:\n    steps:\n      - run: kubectl apply -f k8s\n";
    assert_eq!(missing("staging", &[(path, ConfigFormat::Yaml, deploys)]), [".github/workflows/deploy.yml:4"]);
    assert!(is_unknown(&ask("staging", &[(path, ConfigFormat::Yaml, "jobs:\n  a:\n    steps:\n      - run: npm test\n")])));
}

#[test]
fn other_things_rotate_too() {
    for text in [
        "Turn on token rotation in the app's settings.",
        "Logs rotate daily. The API key is in the vault.",
        "The key opens the rotating door.",
    ] {
        let Proof::Unknown(reason) = ask("key-rotation", &[("README.md", ConfigFormat::Markdown, &format!("# A\n\n{text}\n"))]) else {
            panic!()
        };
        assert!(reason.starts_with("no runbook"), "{text}: {reason}");
    }
    let Proof::Unknown(reason) = ask("key-rotation", &[("README.md", ConfigFormat::Markdown, "# Key rotation\n")]) else { panic!() };
    assert!(reason.starts_with("README.md:1 "), "{reason}");
}

#[test]
fn a_runbook_is_not_yet_a_rotation_that_was_tried() {
    let Proof::Unknown(reason) =
        ask("key-rotation", &[("docs/keys.md", ConfigFormat::Markdown, "# Keys\n\nRotate the API key like this.\n")])
    else {
        panic!()
    };
    assert!(reason.starts_with("docs/keys.md:1 "), "{reason}");
}

#[test]
fn what_deploys_without_a_page_on_its_keys_lacks_one() {
    let deployed = ("k8s/api.yaml", ConfigFormat::Yaml, DEPLOYMENT);
    let page = ("docs/keys.md", ConfigFormat::Markdown, "# Keys\n\nRotate the API key like this.\n");
    assert_eq!(missing("key-rotation", &[deployed]), ["k8s/api.yaml:4"]);
    assert!(is_unknown(&ask("key-rotation", &[page, deployed])), "whether it was tried, nobody knows");
}

#[test]
fn releases_are_told_from_pages_about_them() {
    let page = "# Deploying\n\n```sh\ngcloud run deploy api --image a\n```\n";
    assert!(is_unknown(&ask("rollback", &[("README.md", ConfigFormat::Markdown, page)])));
    let build = "steps:\n  - name: cloud-sdk\n    entrypoint: gcloud\n    args:\n      - run\n      - deploy\n      - api\n";
    assert_eq!(missing("rollback", &[("cloudbuild.yaml", ConfigFormat::Yaml, build)]), ["cloudbuild.yaml:5"]);
}
