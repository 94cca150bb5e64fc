//! Rules of a project's own: found like any other, named like any other, with examples that can be run.

use super::harness::{Project, Run, program, run};
use serde_json::Value;

const RULES: &str = r#"
[[custom-rules]]
id = "chat-needs-safety-mode"
title = "Chat without a safety mode"
severity = "error"
endpoints = ["chat"]
requires = "safety_mode"
message = "`{callee}` chooses no safety mode"
why = "The default may change"
help = "Set `safety_mode`"
examples = '''
```python bad
import cohere

cohere.ClientV2().chat(model="command-a-03-2025", messages=[])  # finding
```

```python good
import cohere

cohere.ClientV2().chat(model="command-a-03-2025", messages=[], safety_mode="STRICT")
```

```typescript bad
import { CohereClientV2 } from "cohere-ai";

new CohereClientV2({ token: process.env.CO_API_KEY }).chat({ model: "command-a-03-2025", messages: [] }); // finding
```
'''

[[custom-rules]]
id = "cool-temperature"
title = "Temperature above what was agreed on"
endpoints = ["chat"]
forbids = { argument = "temperature", above = 0.7 }

[[custom-rules]]
id = "old-gateway"
title = "The old gateway"
symbols = ["python:mycompany.llm.Client().ask", "npm:@mycompany/llm.Gateway"]
use-instead = "`Client.send`"

[[custom-rules]]
id = "ask-with-a-budget"
title = "A question without a budget"
severity = "note"
symbols = ["python:mycompany.llm.Client().ask"]
parameters = ["question", "budget"]
requires = ["budget"]
page = "lint/ask-with-a-budget.md"

[[custom-rules]]
id = "tenant-is-known"
title = "A tenant that is none"
symbols = ["python:mycompany.llm.Client().ask"]
allows = { argument = "tenant", values = ["eu", "us"], globs = ["test-*"] }

[[custom-rules]]
id = "no-r-models-for-rerank"
title = "A reranker of the old family"
endpoints = ["rerank"]
models = { deny = [{ model = "rerank-v3.0*", reason = "contract" }, "rerank-english-*"] }
"#;

const PAGE: &str = "\
Every question has a budget.

```python bad
from mycompany.llm import Client

Client().ask(\"why?\")  # finding
```

```python good
from mycompany.llm import Client

Client().ask(\"why?\", 3)
Client().ask(\"why?\", budget=3)
```
";

const APP: &str = "\
import cohere
from mycompany.llm import Client

HOT = 0.9
client = Client()
co = cohere.ClientV2()
client.ask(\"why?\", 5, tenant=\"eu\")
client.ask(\"why?\", tenant=\"mars\")
client.ask(\"why?\", tenant=\"test-1\", budget=2)
co.chat(model=\"command-a-03-2025\", messages=[], temperature=HOT, safety_mode=\"STRICT\")
co.chat(model=\"command-a-03-2025\", messages=[], temperature=0.3)
co.rerank(model=\"rerank-english-v3.0\", query=\"q\", documents=[])
";

fn project(files: &[(&str, &str)]) -> Project {
    let common = [("cohere-lint.toml", RULES), ("lint/ask-with-a-budget.md", PAGE)];
    Project::new(&[&common, files].concat())
}

fn command(project: &Project, arguments: &[&str]) -> Run {
    run(program(&project.path(".")).args(["--color", "never"]).args(arguments), "")
}

#[test]
fn each_kind_finds_what_it_says() {
    let found = project(&[("app.py", APP)]).found(&["--select", "custom"]);
    assert_eq!(
        found,
        [
            "app.py:7 old-gateway",
            "app.py:8 ask-with-a-budget",
            "app.py:8 old-gateway",
            "app.py:8 tenant-is-known",
            "app.py:9 old-gateway",
            "app.py:10 cool-temperature",
            "app.py:11 chat-needs-safety-mode",
            "app.py:12 no-r-models-for-rerank",
        ]
    );
}

#[test]
fn files_that_never_say_cohere_are_read_too() {
    let typescript = "import { Gateway } from \"@mycompany/llm\";\n\nexport const gateway = new Gateway({ url: \"https://x.example\" });\n";
    let found = project(&[("src/app.ts", typescript)]).found(&["--select", "custom"]);
    assert_eq!(found, ["src/app.ts:3 old-gateway"]);
    let python = [
        ("clients.py", "from mycompany.llm import Client\n\nclient = Client()\n"),
        ("app.py", "from clients import client\n\nclient.ask(\"why?\", 3)\n"),
    ];
    assert_eq!(project(&python).found(&["--select", "custom"]), ["app.py:3 old-gateway"]);
}

#[test]
fn they_are_selected_suppressed_and_graded_like_any_other() {
    let silenced = APP.replace("tenant=\"mars\")", "tenant=\"mars\")  # cohere-lint: ignore[tenant-is-known, old-gateway] the rover");
    let project = project(&[("app.py", &silenced)]);
    let found = project.found(&["--select", "custom,hygiene"]);
    assert!(!found.iter().any(|finding| finding.starts_with("app.py:8 old") || finding.starts_with("app.py:8 tenant")), "{found:?}");
    assert!(!found.iter().any(|finding| finding.ends_with("suppression")), "{found:?}");
    assert_eq!(project.found(&["--select", "cool-temperature"]), ["app.py:10 cool-temperature"]);
    assert!(!project.found(&["--ignore", "custom"]).iter().any(|finding| finding.ends_with("cool-temperature")));
    let document = project.json(&["--select", "chat-needs-safety-mode"]);
    let finding = &document["findings"][0];
    assert_eq!((&finding["severity"], &finding["message"]), (&"error".into(), &"`cohere.ClientV2.chat` chooses no safety mode".into()));
    project.write("cohere-lint.toml", format!("[rules]\nold-gateway = \"off\"\ncool-temperature = \"error\"\n{RULES}").as_bytes());
    assert!(!project.found(&[]).iter().any(|finding| finding.ends_with("old-gateway")));
    assert_eq!(project.json(&["--select", "cool-temperature"])["findings"][0]["severity"], "error");
}

#[test]
fn they_are_listed_explained_and_described_in_sarif() {
    let project = project(&[("app.py", APP)]);
    let list = command(&project, &["rule"]);
    assert!(
        list.out.contains("chat-needs-safety-mode") && list.out.contains("custom") && list.out.contains("retired-model"),
        "{}",
        list.out
    );
    let one = command(&project, &["rule", "ask-with-a-budget"]);
    assert!(one.out.contains("Every question has a budget."), "{}{}", one.out, one.error);
    assert_eq!(command(&project, &["rule", "ask-with-a-budget", "--isolated"]).code, 2);
    let sarif: Value = serde_json::from_str(&project.check(&["--output-format", "sarif", "--select", "custom"]).out).unwrap();
    let rules = sarif["runs"][0]["tool"]["driver"]["rules"].as_array().unwrap();
    let result = &sarif["runs"][0]["results"][0];
    assert_eq!(rules[usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap()]["id"], result["ruleId"]);
    assert!(rules.iter().any(|rule| rule["id"] == "cool-temperature"));
}

#[test]
fn a_rule_holds_for_the_files_of_its_configuration() {
    let project = Project::new(&[
        ("one/cohere-lint.toml", RULES.split("[[custom-rules]]").nth(2).map(|r| format!("[[custom-rules]]{r}")).unwrap().as_str()),
        ("one/app.py", APP),
        ("two/app.py", APP),
    ]);
    assert_eq!(project.found(&["--select", "cool-temperature"]), ["one/app.py:10 cool-temperature"]);
}

#[test]
fn their_examples_can_be_run() {
    let project = project(&[]);
    let run = command(&project, &["test"]);
    assert_eq!(run.code, 0, "{}{}", run.out, run.error);
    assert!(run.out.contains("chat-needs-safety-mode (cohere-lint.toml:3): 3 examples hold"), "{}", run.out);
    assert!(run.out.contains("ask-with-a-budget (cohere-lint.toml:44): 2 examples hold"), "{}", run.out);
    assert!(run.out.contains("old-gateway") && run.out.contains("no examples") && run.out.ends_with("5 held, 0 failed\n"), "{}", run.out);
    project.write(
        "lint/ask-with-a-budget.md",
        PAGE.replace("budget=3", "limit=3").replace("ask(\"why?\")  #", "ask(\"why?\", 3)  #").as_bytes(),
    );
    let run = command(&project, &["test"]);
    assert_eq!(run.code, 1);
    assert!(run.out.contains("  lint/ask-with-a-budget.md:3: a bad example in which nothing was found"), "{}", run.out);
    assert!(run.out.contains("  lint/ask-with-a-budget.md:9: a good example in which something was found, at app.py:4: "), "{}", run.out);
    assert_eq!(command(&project, &["test", "--isolated"]).code, 0);
    assert!(command(&Project::empty(), &["test"]).out.starts_with("no rules of the project's own"));
}

#[test]
fn faulty_rules_are_told_where_they_stand() {
    let told = |text: &str| {
        let run = Project::new(&[("cohere-lint.toml", text)]).check(&[]);
        assert_eq!(run.code, 2, "{text}");
        run.error
    };
    let rule = "[[custom-rules]]\nid = \"mine\"\ntitle = \"t\"\n";
    for (text, words) in [
        (format!("{rule}endpoints = [\"chat\"]\n"), "the rule `mine` demands nothing"),
        (format!("{rule}endpoints = [\"chat\"]\nrequires = \"a\"\nuse-instead = \"b\"\n"), "demands several things"),
        (format!("{rule}requires = \"a\"\n"), "the rule `mine` is about no call"),
        (format!("{rule}endpoints = [\"chatt\"]\nrequires = \"a\"\n"), "Did you mean `chat`?"),
        (format!("{rule}symbols = [\"mycompany.llm\"]\nrequires = \"a\"\n"), "`mycompany.llm` is no symbol"),
        (format!("{rule}endpoints = [\"chat\"]\nforbids = {{ argument = \"a\" }}\n"), "says nothing of the values"),
        (format!("{rule}endpoints = [\"chat\"]\nrequires = \"a\"\npage = \"gone.md\"\n"), "`gone.md` can't be read"),
        (format!("{rule}endpoints = [\"chat\"]\nrequires = \"a\"\nexamples = \"```python bad\"\n"), "the block is never closed"),
        (
            format!("{rule}endpoints = [\"chat\"]\nrequires = \"a\"\n").replace("mine", "retired-model"),
            "is a rule or group of cohere-lint itself",
        ),
        (format!("{rule}endpoints = [\"chat\"]\nrequires = \"a\"\n{rule}endpoints = [\"chat\"]\nrequires = \"b\"\n"), "is described twice"),
    ] {
        let error = told(&text);
        assert!(error.contains(words), "{words}: {error}");
        assert!(error.contains("cohere-lint.toml:"), "{error}");
    }
}
