//! Configuration files: where they are found, what wins, what is wrong with them, what they add.

use super::harness::{Project, Run, program, run};
use serde_json::Value;
use std::path::Path;

/// One warning (`missing-max-tokens`) and one error (`retired-model`).
const APP: &str = "\
import cohere

co = cohere.ClientV2()
try:
    co.chat(model=\"command-r\", messages=[])
except Exception as error:
    print(error)
";

const BOTH: [&str; 2] = ["missing-max-tokens", "retired-model"];

/// TOML as editors hold it against a JSON schema: dates are texts.
fn json(value: toml::Value) -> Value {
    match value {
        toml::Value::String(text) => text.into(),
        toml::Value::Integer(number) => number.into(),
        toml::Value::Float(number) => number.into(),
        toml::Value::Boolean(value) => value.into(),
        toml::Value::Datetime(date) => date.to_string().into(),
        toml::Value::Array(items) => items.into_iter().map(json).collect(),
        toml::Value::Table(table) => table.into_iter().map(|(key, value)| (key, json(value))).collect::<serde_json::Map<_, _>>().into(),
    }
}

/// The blocks of TOML in a page.
fn examples(page: &str) -> Vec<String> {
    let (mut found, mut lines) = (Vec::new(), page.lines());
    while let Some(line) = lines.next() {
        let Some(fence) = line.strip_suffix("toml").filter(|fence| fence.starts_with("```")) else { continue };
        found.push(lines.by_ref().take_while(|line| *line != fence).map(|line| format!("{line}\n")).collect());
    }
    found
}

/// A schema without its list of rules: a new rule touches its page and its file alone, and what the list lacks is allowed all the same.
fn without_rules(schema: &str) -> Value {
    let mut schema: Value = serde_json::from_str(schema).unwrap_or_default();
    schema["properties"]["rules"]["properties"].take();
    schema["definitions"]["OverrideEntry"]["properties"]["rules"]["properties"].take();
    schema
}

/// The rules found in a file.
fn rules(project: &Project, file: &str, arguments: &[&str]) -> Vec<String> {
    let mut found: Vec<String> = project
        .found(arguments)
        .iter()
        .filter_map(|finding| finding.strip_prefix(&format!("{file}:"))?.split_once(' ').map(|(_, rule)| rule.to_owned()))
        .collect();
    found.sort();
    found
}

fn command(project: &Project, arguments: &[&str]) -> Run {
    run(program(&project.path(".")).args(["--color", "never"]).args(arguments), "")
}

#[test]
fn all_four_files_are_read() {
    for (name, text) in [
        ("cohere-lint.toml", "ignore = [\"models\"]\n"),
        (".cohere-lint.toml", "ignore = [\"models\"]\n"),
        ("pyproject.toml", "[tool.cohere-lint]\nignore = [\"models\"]\n"),
        ("package.json", "{\"cohere-lint\": {\"ignore\": [\"models\"]}}\n"),
    ] {
        let project = Project::new(&[("app.py", APP), (name, text)]);
        assert_eq!(rules(&project, "app.py", &[]), ["missing-max-tokens"], "{name}");
    }
    let manifests =
        [("pyproject.toml", "[project]\nname = \"cohere-lint\"\n"), ("package.json", "{\"dependencies\": {\"cohere-lint\": \"1\"}}")];
    let project = Project::new(&[&[("app.py", APP)], &manifests[..]].concat());
    assert_eq!(rules(&project, "app.py", &[]), BOTH);
}

#[test]
fn the_nearest_holds_for_each_file_and_nothing_is_inherited() {
    let project = Project::new(&[
        ("app.py", APP),
        ("cohere-lint.toml", "ignore = [\"retired-model\"]\n"),
        ("one/app.py", APP),
        ("one/cohere-lint.toml", "ignore = [\"missing-max-tokens\"]\n"),
        ("one/deep/app.py", APP),
        ("two/app.py", APP),
        ("two/cohere-lint.toml", "extends = \"../cohere-lint.toml\"\nfail-on = \"error\"\n"),
        ("three/app.py", APP),
    ]);
    assert_eq!(rules(&project, "app.py", &[]), ["missing-max-tokens"]);
    assert_eq!(rules(&project, "one/app.py", &[]), ["retired-model"]);
    assert_eq!(rules(&project, "one/deep/app.py", &[]), ["retired-model"]);
    assert_eq!(rules(&project, "two/app.py", &[]), ["missing-max-tokens"]);
    assert_eq!(rules(&project, "three/app.py", &[]), ["missing-max-tokens"]);
    // What fails a run is a file's matter too.
    assert_eq!(project.check(&["two"]).code, 0);
    assert_eq!(project.check(&["three"]).code, 1);
    assert_eq!(project.check(&["two", "--fail-on", "warning"]).code, 1);
}

#[test]
fn flags_choose_another_file_or_none() {
    let project = Project::new(&[
        ("app.py", APP),
        ("cohere-lint.toml", "ignore = [\"retired-model\"]\n"),
        ("ci/strict.toml", "select = [\"retired-model\"]\n"),
    ]);
    assert_eq!(rules(&project, "app.py", &["--config", "ci/strict.toml"]), ["retired-model"]);
    assert_eq!(rules(&project, "app.py", &["--isolated"]), BOTH);
    assert_eq!(rules(&project, "app.py", &["--no-config"]), BOTH);
    let gone = project.check(&["--config", "gone.toml"]);
    assert_eq!(gone.code, 2);
    assert!(gone.error.contains("`gone.toml` can't be read: no such file"), "{}", gone.error);
}

#[test]
fn severities_options_and_the_command_line() {
    let project = Project::new(&[
        ("app.py", APP),
        ("cohere-lint.toml", "fail-on = \"error\"\n\n[rules]\nretired-model = \"note\"\nmissing-max-tokens = \"off\"\n"),
    ]);
    let severities: Vec<Value> = project.json(&[])["findings"].as_array().unwrap().iter().map(|f| f["severity"].clone()).collect();
    assert_eq!(severities, ["note"]);
    assert_eq!(project.check(&[]).code, 0);
    assert_eq!(project.check(&["--fail-on", "note"]).code, 1);
    // Who asks for a rule gets it, though the configuration turns it off.
    assert_eq!(rules(&project, "app.py", &["--select", "missing-max-tokens"]), ["missing-max-tokens"]);
    assert_eq!(rules(&project, "app.py", &["--ignore", "models"]), [] as [&str; 0]);

    let unknown = APP.replace("command-r", "our-own-tuning");
    let project = Project::new(&[("app.py", &unknown), ("cohere-lint.toml", "[rules.unknown-model]\nknown = [\"our-own-*\"]\n")]);
    assert_eq!(rules(&project, "app.py", &["--isolated"]), ["missing-max-tokens", "unknown-model"]);
    assert_eq!(rules(&project, "app.py", &[]), ["missing-max-tokens"]);
}

#[test]
fn overrides_and_exclusions_go_by_paths_relative_to_their_file() {
    let project = Project::new(&[
        ("app.py", APP),
        ("jobs/app.py", APP),
        ("jobs/nightly/app.py", APP),
        ("gen/app.py", APP),
        ("sub/gen/app.py", APP),
        (
            "cohere-lint.toml",
            "exclude = [\"/gen\"]\n[[overrides]]\nfiles = [\"jobs/**\"]\nignore = [\"requests\"]\n[[overrides]]\nfiles = [\"jobs/nightly/**\"]\nrules.retired-model = \"off\"\n",
        ),
    ]);
    assert_eq!(rules(&project, "app.py", &[]), BOTH);
    assert_eq!(rules(&project, "jobs/app.py", &[]), ["retired-model"]);
    assert_eq!(rules(&project, "jobs/nightly/app.py", &[]), [] as [&str; 0]);
    assert_eq!(rules(&project, "gen/app.py", &[]), [] as [&str; 0]);
    assert_eq!(rules(&project, "sub/gen/app.py", &[]), BOTH);
    // A hook on one file answers as the whole run does.
    let named = project.check(&["gen/app.py"]);
    assert_eq!(named.code, 0);
    assert!(named.out.contains("the configuration leaves this file out"), "{}", named.out);
}

#[test]
fn what_files_are_for_can_be_said() {
    let unhandled = "import cohere\n\nco = cohere.ClientV2()\nco.chat(model=\"command-a-03-2025\", messages=[], max_tokens=5)\n";
    let project = Project::new(&[
        ("app.py", unhandled),
        ("trials/app.py", unhandled),
        ("tests/app.py", unhandled),
        ("examples/app.py", unhandled),
        ("cohere-lint.toml", "[files]\ntest = [\"trials\"]\napplication = [\"tests\"]\njudge-as-application = [\"example\"]\n"),
    ]);
    for (file, found) in [("app.py", true), ("trials/app.py", false), ("tests/app.py", true), ("examples/app.py", true)] {
        assert_eq!(rules(&project, file, &[]).contains(&"unhandled-call".to_owned()), found, "{file}");
    }
    assert_eq!(rules(&project, "examples/app.py", &["--isolated"]), [] as [&str; 0]);
}

#[test]
fn what_is_wrong_is_shown_where_it_stands() {
    let told = |text: &str| {
        let run = Project::new(&[("app.py", APP), ("cohere-lint.toml", text)]).check(&[]);
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{text}");
        run.error
    };
    insta::assert_snapshot!(told("pedantic = true\nselct = [\"models\"]\n"), @r#"
      error[configuration]: unknown key `selct`
       ╭─[cohere-lint.toml:2:1]
     1 │ pedantic = true
     2 │ selct = ["models"]
       · ─────
       ╰────
      help: Did you mean `select`?
    "#);
    let all = told("ignore = [\"model\"]\n[rules]\nretired-modle = \"off\"\nunknown-model = { known = 3, knwon = [] }\n");
    for words in [
        "unknown rule or group `model`",
        "Did you mean `models`?",
        "unknown rule `retired-modle`",
        "Did you mean `retired-model`?",
        "`known` is a list of texts",
        "`unknown-model` has no option `knwon`",
        "Did you mean `known`?",
    ] {
        assert!(all.contains(words), "{words}: {all}");
    }
    assert!(told("fail-on = \"warn\"\n").contains("Did you mean `warning`?"));
    assert!(told("pedantic = \"yes\"\n").contains("expected `true` or `false`, found the text \"yes\""));
    assert!(told("select = [\n").contains("cohere-lint.toml:"));
    assert!(told("exclude = [\"a[\"]\n").contains("`a[` is no pattern"));
    assert!(told("extends = \"cohere-lint.toml\"\n").contains("in a circle"));
    assert!(told("extends = \"gone.toml\"\n").contains("`gone.toml` can't be read: no such file"));
    let attestation = "[[attestations]]\nitem = \"billing-alerts\"\nwho = \"ops\"\nwhen = 2026-01-01\nexpires = ";
    assert!(told(&format!("{attestation}\"soon\"\n")).contains("`soon` is no day"));
    assert!(told(&format!("{attestation}2025-01-01\n")).contains("it expires before it begins"));
    let sound = Project::new(&[("cohere-lint.toml", &format!("{attestation}2027-01-01\nevidence = \"https://example.com/alerts\"\n"))]);
    assert_eq!(sound.check(&[]).code, 0);
}

#[test]
fn errors_of_a_broken_package_json_stand_in_it() {
    let run = Project::new(&[("package.json", "{\n  \"cohere-lint\": {\"pedantc\": true}\n}\n")]).check(&[]);
    assert_eq!(run.code, 2);
    assert!(run.error.contains("package.json:2:19") && run.error.contains("Did you mean `pedantic`?"), "{}", run.error);
}

/// A wrapper of the company's own, from a package outside.
const ROUTE: &str = "\
id = \"ours\"
name = \"our own wrapper\"
ecosystem = \"python\"
kind = \"wrapper\"

[[client]]
paths = [\"python:mycompany.llm.Client\"]
credential = \"key\"
parameters = [\"key\"]

[[method]]
paths = [\"python:mycompany.llm.Client().ask\"]
endpoint = \"chat@v2\"
parameters = [\"messages\", { name = \"limit\", wire = \"max_tokens\" }, \"model\"]
";

const WRAPPED: &str = "\
from mycompany.llm import Client

client = Client(key=\"q7vKfW2mXz9bT4cR8nJ1pL6sD3gH5yA0eUiOtQrY\")
try:
    client.ask(messages=[], model=\"command-r\")
    client.ask(messages=[], limit=5, model=\"command-a-03-2025\")
except Exception as error:
    print(error)
";

#[test]
fn wrappers_of_ones_own_are_followed_like_any_other() {
    let found = ["app.py:3 hardcoded-api-key", "app.py:5 missing-max-tokens", "app.py:5 retired-model"];
    let inline = format!("[[routes]]\n{}", ROUTE.replace("[[client]]", "[[routes.client]]").replace("[[method]]", "[[routes.method]]"));
    let project = Project::new(&[("app.py", WRAPPED), ("cohere-lint.toml", &inline)]);
    assert_eq!(project.found(&[]), found);
    assert_eq!(project.found(&["--isolated"]), [] as [&str; 0]);
    let project =
        Project::new(&[("app.py", WRAPPED), ("cohere-lint.toml", "[[routes]]\nfile = \"lint/ours.toml\"\n"), ("lint/ours.toml", ROUTE)]);
    assert_eq!(project.found(&[]), found);
    // The same validator as for the catalogue, with the place in the file.
    project.write("lint/ours.toml", ROUTE.replace("chat@v2", "chatter").as_bytes());
    let run = project.check(&[]);
    assert_eq!(run.code, 2);
    assert!(run.error.contains("lint/ours.toml:12:11") && run.error.contains("chatter is no endpoint"), "{}", run.error);
    project.write("lint/ours.toml", ROUTE.replace("credential =", "credentail =").as_bytes());
    assert!(project.check(&[]).error.contains("Did you mean `credential`?"));
}

#[test]
fn wrappers_hold_for_the_whole_run_and_mean_one_thing() {
    let project = Project::new(&[
        ("one/cohere-lint.toml", "[[routes]]\nfile = \"../lint/ours.toml\"\n"),
        ("two/cohere-lint.toml", "extends = \"../one/cohere-lint.toml\"\n"),
        ("two/app.py", WRAPPED),
        ("app.py", WRAPPED),
        ("lint/ours.toml", ROUTE),
    ]);
    assert_eq!(project.found(&["--select", "missing-max-tokens"]), ["app.py:5 missing-max-tokens", "two/app.py:5 missing-max-tokens"]);
    project.write("two/cohere-lint.toml", b"[[routes]]\nfile = \"other.toml\"\n");
    project.write("two/other.toml", ROUTE.as_bytes());
    let run = project.check(&[]);
    assert_eq!(run.code, 2);
    assert!(run.error.contains("the route `ours` is described in `lint/ours.toml:1` too"), "{}", run.error);
}

#[test]
fn credentials_of_ones_own_names() {
    let code = "import os\n\nKEY = os.getenv(\"LLM_GATEWAY_SECRET\", \"q7vKfW2mXz9bT4cR8nJ1pL6sD3gH5yA0eUiOtQrY\")\n";
    let project = Project::new(&[("app.py", code), ("cohere-lint.toml", "[credentials]\nenvironment = [\"LLM_GATEWAY_SECRET\"]\n")]);
    assert_eq!(project.found(&[]), ["app.py:3 hardcoded-api-key"]);
    assert_eq!(project.found(&["--isolated"]), [] as [&str; 0]);
}

#[test]
fn private_hosts_are_coheres_and_proxies_serve_its_models() {
    let request = "\
import httpx


def ask(key):
    try:
        return httpx.post(\"https://llm.example.com/v2/chat\", headers={\"Authorization\": key}, json={\"model\": \"command-r\", \"messages\": []})
    except Exception as error:
        return error
";
    let project = Project::new(&[("app.py", request)]);
    assert_eq!(project.found(&[]), [] as [&str; 0]);
    project.write("cohere-lint.toml", b"private-hosts = [\"llm.example.com\"]\n");
    assert_eq!(project.found(&[]), ["app.py:6 missing-max-tokens"], "a private deployment names its models as it likes");
    project.write("cohere-lint.toml", b"private-hosts = [{ host = \"llm.example.com\", kind = \"proxy\" }]\n");
    assert_eq!(project.found(&[]), ["app.py:6 missing-max-tokens", "app.py:6 retired-model"]);
    // The same for a client that is pointed there.
    let client = APP.replace("ClientV2()", "ClientV2(base_url=\"https://llm.example.com\")");
    let project = Project::new(&[("app.py", &client)]);
    assert_eq!(rules(&project, "app.py", &[]), ["missing-max-tokens"]);
    project.write("cohere-lint.toml", b"[[private-hosts]]\nhost = \"llm.example.com\"\nkind = \"proxy\"\n");
    assert_eq!(rules(&project, "app.py", &[]), BOTH);
    project.write("cohere-lint.toml", b"private-hosts = [\"https://llm.example.com/\"]\n");
    assert!(project.check(&[]).error.contains("is no host"));
}

#[test]
fn models_are_allowed_and_denied_a_package_at_a_time() {
    let project = Project::new(&[
        ("one/app.py", &APP.replace("command-r", "command-r-08-2024")),
        (
            "one/cohere-lint.toml",
            "select = [\"disallowed-model\"]\n[models]\ndeny = [{ model = \"command-r*\", reason = \"Legal said no\" }]\n",
        ),
        ("two/app.py", &APP.replace("command-r", "command-r-08-2024")),
        ("two/cohere-lint.toml", "select = [\"disallowed-model\"]\n[models]\nallow = [\"command-a-*\"]\n"),
        ("three/app.py", &APP.replace("command-r", "command-r-08-2024")),
        ("three/cohere-lint.toml", "select = [\"disallowed-model\"]\n"),
    ]);
    assert_eq!(project.found(&[]), ["one/app.py:5 disallowed-model", "two/app.py:5 disallowed-model"]);
    let out = project.check(&[]).out;
    assert!(out.contains("Legal said no") && out.contains("Use one of `command-a-*`"), "{out}");
}

#[test]
fn config_shows_what_holds_and_where_it_comes_from() {
    let project = Project::new(&[
        ("src/app.py", APP),
        (
            "cohere-lint.toml",
            "extends = \"base.toml\"\nignore = [\"floating-model\"]\n\n[rules.unknown-model]\nseverity = \"note\"\nknown = [\"x-*\"]\n",
        ),
        ("base.toml", "fail-on = \"error\"\n"),
    ]);
    let text = command(&project, &["config", "src/app.py"]);
    assert_eq!(text.code, 0, "{}", text.error);
    assert!(
        text.out.starts_with("src/app.py: cohere-lint.toml, which extends base.toml\nIt is judged as application code.\n"),
        "{}",
        text.out
    );
    let line = |words: &[&str]| text.out.lines().any(|line| line.split_whitespace().collect::<Vec<_>>() == words);
    assert!(line(&["ignore", "[\"floating-model\"]", "cohere-lint.toml:2"]), "{}", text.out);
    assert!(line(&["fail-on", "\"error\"", "base.toml:1"]) && line(&["pedantic", "false", "default"]), "{}", text.out);
    assert!(
        line(&["unknown-model", "note", "cohere-lint.toml:5"]) && line(&["floating-model", "off", "cohere-lint.toml:2"]),
        "{}",
        text.out
    );
    let json = command(&project, &["config", "src/app.py", "--output-format", "json"]);
    let document: Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!((&document["path"], &document["kind"], &document["excluded"]), (&"src/app.py".into(), &"application".into(), &false.into()));
    let option = document["settings"].as_array().unwrap().iter().find(|s| s["key"] == "rules.unknown-model.known").unwrap();
    assert_eq!((&option["value"][0], &option["origin"]["line"]), (&"x-*".into(), &6.into()));
    let here = command(&project, &["config"]);
    assert!(here.out.starts_with(".: cohere-lint.toml"), "{}", here.out);
    assert!(command(&Project::empty(), &["config"]).out.contains("no configuration; the defaults hold"));
}

#[test]
fn the_schema_in_the_repository_is_the_programs_and_fits() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("schema/cohere-lint.schema.json");
    let printed = command(&Project::empty(), &["config", "schema"]).out;
    if std::env::var_os("INSTA_UPDATE").is_some_and(|value| value == "always") {
        std::fs::write(&path, &printed).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(
        without_rules(&kept),
        without_rules(&printed),
        "schema/cohere-lint.schema.json is not what `cohere-lint config schema` prints: INSTA_UPDATE=always makes it anew"
    );
    let schema: Value = serde_json::from_str(&printed).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let reads = |text: &str| validator.is_valid(&json(toml::from_str(text).unwrap()));
    let reference = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/configuration.md")).unwrap();
    for example in examples(&reference) {
        assert!(reads(&example), "{example}");
    }
    assert!(reads("[rules]\nretired-model = \"off\"\nmine = \"note\"\n"));
    for wrong in ["selct = []", "[rules]\nretired-model = \"maybe\"", "[rules.unknown-model]\nknwon = []", "[[routes]]\nid = 3"] {
        assert!(!reads(wrong), "{wrong}");
    }
}

#[test]
fn every_example_of_the_reference_is_read() {
    let reference = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/configuration.md")).unwrap();
    let mut count = 0;
    for example in examples(&reference) {
        count += 1;
        let project = Project::new(&[
            ("app.py", APP),
            ("pkg/cohere-lint.toml", &example),
            ("cohere-lint.toml", ""),
            ("pkg/lint/gateway.toml", ROUTE),
            ("pkg/lint/ask-with-a-budget.md", "Calls of the gateway need a budget.\n"),
        ]);
        let run = project.check(&["pkg"]);
        assert_eq!(run.code, 0, "{example}\n{}\n{}", run.error, run.out);
    }
    assert!(count > 5);
    let schema = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("schema/cohere-lint.schema.json")).unwrap();
    let schema: Value = serde_json::from_str(&schema).unwrap();
    for key in schema["properties"].as_object().unwrap().keys() {
        assert!(
            reference.contains(&format!("`{key}`")) || reference.contains(&format!("`[[{key}]]`")),
            "docs/configuration.md does not name {key}"
        );
    }
}

#[test]
fn git_decides_which_files_are_configuration() {
    let project = Project::new(&[("app.py", APP), (".gitignore", "/cohere-lint.toml\n"), ("cohere-lint.toml", "ignore = [\"all\"]\n")]);
    assert_eq!(rules(&project, "app.py", &[]), BOTH, "a file that others don't have must not change the answer");
    assert!(command(&project, &["config"]).out.contains("no configuration"));
}
