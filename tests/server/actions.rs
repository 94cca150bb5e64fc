//! Code actions and commands.

use crate::client::{Client, Project, applied};
use serde_json::{Value, json};

const PYTHON: &str = "import cohere\n\nco = cohere.ClientV2(token=\"x\")\n\n\ndef answer(q):\n    return co.chat(\n        model=\"command-r\",\n        messages=[{\"role\": \"user\", \"content\": q}],\n    )\n";
const TYPESCRIPT: &str = "import { CohereClientV2 } from \"cohere-ai\";\n\nconst co = new CohereClientV2({ apiKey: process.env.CO_API_KEY });\n\nexport const ask = (q: string) =>\n  co.chat({ model: \"command-r\", messages: [{ role: \"user\", content: q }] });\n";

/// Opens a file, applies the action whose title begins so, and gives the rules before and after with the new text.
fn apply(name: &str, text: &str, needle: &str, title: &str, capabilities: Value) -> (Vec<String>, Vec<String>, String) {
    let project = Project::new(&[("keep.txt", "")]);
    let mut client = Client::with(&[project.root()], capabilities, json!({}));
    let uri = project.uri(name);
    client.open(&uri, text);
    client.diagnostics(&uri, |found| !found.is_empty());
    let before = client.rules(&uri);
    let actions = client.actions(&uri, text, needle, None);
    let (_, action) = actions.iter().find(|(found, _)| found.starts_with(title)).unwrap_or_else(|| panic!("{actions:#?}"));
    assert_eq!(action["kind"], "quickfix");
    assert!(!action["diagnostics"].as_array().unwrap().is_empty());
    let after = applied(text, &action["edit"], &uri);
    let rules = client.change(&uri, 2, &after);
    client.leave();
    (before, rules, after)
}

fn count(rules: &[String], rule: &str) -> usize {
    rules.iter().filter(|found| *found == rule).count()
}

#[test]
fn a_model_is_replaced() {
    for (name, text) in [("a.py", PYTHON), ("a.ts", TYPESCRIPT)] {
        let (before, after, changed) = apply(name, text, "command-r", "Replace with", json!({}));
        assert_eq!((count(&before, "retired-model"), count(&after, "retired-model")), (1, 0), "{changed}");
        assert!(!changed.contains("\"command-r\"") && changed.matches('"').count() == text.matches('"').count(), "{changed}");
    }
}

#[test]
fn a_key_gets_the_name_the_client_reads() {
    let versioned = json!({ "workspace": { "workspaceEdit": { "documentChanges": true } } });
    let (before, after, changed) = apply("a.ts", TYPESCRIPT, "apiKey", "Rename `apiKey` to `token`", versioned);
    assert_eq!((count(&before, "wrong-credential-name"), count(&after, "wrong-credential-name")), (1, 0));
    assert!(changed.contains("{ token: process.env.CO_API_KEY }"), "{changed}");
}

#[test]
fn a_finding_is_silenced_with_a_reason() {
    for (name, text, comment) in [("a.py", PYTHON, "    # "), ("a.ts", TYPESCRIPT, "// ")] {
        let (before, after, changed) = apply(name, text, "command-r", "Silence `retired-model`", json!({}));
        assert_eq!((count(&before, "retired-model"), count(&after, "retired-model")), (1, 0), "{changed}");
        assert_eq!(count(&after, "suppression-without-reason") + count(&after, "unused-suppression"), 0);
        assert!(changed.contains(&format!("{comment}cohere-lint: ignore[retired-model] <say why>\n")), "{changed}");
    }
}

#[test]
fn a_client_may_ask_for_the_reason_itself() {
    let project = Project::new(&[("keep.txt", "")]);
    let mut client = Client::new(&[project.root()]);
    let uri = project.uri("a.py");
    client.open(&uri, PYTHON);
    let found = client.diagnostics(&uri, |found| !found.is_empty());
    let retired = found.iter().find(|d| d["code"] == "retired-model").unwrap();
    let argument = json!({ "uri": uri, "fingerprint": retired["data"]["fingerprint"], "reason": "gone next week" });
    client.ask("workspace/executeCommand", json!({ "command": "cohere-lint.silence", "arguments": [argument] })).unwrap();
    client.wait(|client| client.heard.iter().any(|(method, _)| method == "workspace/applyEdit"));
    let (_, asked) = client.heard.iter().find(|(method, _)| method == "workspace/applyEdit").unwrap();
    assert!(applied(PYTHON, &asked["edit"], &uri).contains("# cohere-lint: ignore[retired-model] gone next week\n"));
    let wrong = json!({ "command": "cohere-lint.silence", "arguments": [{ "uri": uri, "fingerprint": "?", "reason": "x" }] });
    assert!(client.ask("workspace/executeCommand", wrong).unwrap_err().1.contains("gone"));
    client.leave();
}

#[test]
fn all_safe_fixes_are_applied_at_once() {
    let text = TYPESCRIPT.replace("\n\nexport", "\n// cohere-lint: ignore[missing-model] because\nexport");
    let project = Project::new(&[("keep.txt", "")]);
    let mut client = Client::new(&[project.root()]);
    let uri = project.uri("a.ts");
    client.open(&uri, &text);
    client.diagnostics(&uri, |found| !found.is_empty());
    let actions = client.actions(&uri, &text, "import", Some("source.fixAll"));
    assert_eq!(actions.len(), 1, "{actions:?}");
    let after = applied(&text, &actions[0].1["edit"], &uri);
    assert!(after.contains("token: process") && !after.contains("cohere-lint: ignore"), "{after}");
    // Nobody is offered it who didn't ask.
    assert!(client.actions(&uri, &text, "apiKey", None).iter().all(|(_, action)| action["kind"] == "quickfix"));
    client.leave();
}

#[test]
fn a_rule_is_explained() {
    let project = Project::new(&[("a.py", PYTHON)]);
    let mut client = Client::with(&[project.root()], json!({ "window": { "showDocument": { "support": true } } }), json!({}));
    let uri = project.uri("a.py");
    client.open(&uri, PYTHON);
    client.diagnostics(&uri, |found| !found.is_empty());
    let actions = client.actions(&uri, PYTHON, "command-r", None);
    let (_, explain) = actions.iter().find(|(title, _)| title == "Explain `retired-model`").unwrap();
    let command = &explain["command"];
    let page = client.ask("workspace/executeCommand", json!({ "command": command["command"], "arguments": command["arguments"] })).unwrap();
    assert!(page["markdown"].as_str().unwrap().contains("## What it finds") && page["title"].is_string());
    client.wait(|client| client.heard.iter().any(|(method, _)| method == "window/showDocument"));
    let unknown =
        client.ask("workspace/executeCommand", json!({ "command": "cohere-lint.explainRule", "arguments": [{ "rule": "none" }] }));
    assert!(unknown.unwrap_err().1.contains("no rule `none`"));
    client.leave();
}
