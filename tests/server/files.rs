//! Opening, changing, saving, watching: what of the project counts when.

use crate::client::{Client, Project, position};
use serde_json::{Value, json};

const CLIENT: &str = "import cohere\n\nco = cohere.ClientV2(timeout=20)\n";
const CALL: &str = "from client import co\n\nMODEL = \"command-r\"\n\n\ndef answer(q):\n    try:\n        return co.chat(model=MODEL, messages=[{\"role\": \"user\", \"content\": q}], max_tokens=10)\n    except Exception as e:\n        raise RuntimeError from e\n";

fn has(rule: &'static str) -> impl Fn(&[Value]) -> bool {
    move |found| found.iter().any(|diagnostic| diagnostic["code"] == rule)
}

#[test]
fn a_diagnostic_says_all_there_is_to_say() {
    let project = Project::new(&[("client.py", CLIENT), ("app.py", CALL)]);
    let mut client = Client::new(&[project.root()]);
    let uri = project.uri("app.py");
    let found = client.diagnostics(&uri, has("retired-model"));
    let retired = found.iter().find(|d| d["code"] == "retired-model").unwrap();
    assert_eq!((&retired["source"], &retired["severity"], &retired["tags"]), (&json!("cohere-lint"), &json!(1), &json!([2])));
    assert!(retired["codeDescription"]["href"].as_str().unwrap().ends_with("rules/retired-model.md"));
    assert_eq!(retired["range"]["start"], position(CALL, CALL.find("\"command-r\"").unwrap()));
    assert!(retired["message"].as_str().unwrap().contains("was shut down on 2025-09-15"));
    let related = retired["relatedInformation"].as_array().unwrap();
    assert!(related.iter().any(|r| r["location"]["uri"] == uri.as_str() && r["location"]["range"]["start"]["line"] == 7), "{related:?}");
    assert!(
        retired["data"]["fingerprint"].is_string()
            && retired["data"]["fixes"][0]["edits"][0]["newText"].as_str().unwrap().starts_with("command-")
    );
    client.leave();
}

#[test]
fn unsaved_text_counts_across_files() {
    let project = Project::new(&[("client.py", CLIENT), ("app.py", CALL), ("models.py", "CHAT = \"command-a-03-2025\"\n")]);
    let mut client = Client::new(&[project.root()]);
    let (app, models) = (project.uri("app.py"), project.uri("models.py"));
    client.diagnostics(&app, has("retired-model"));
    client.open(&app, CALL);
    let imported = CALL.replace("MODEL = \"command-r\"\n", "from models import CHAT as MODEL\n");
    assert!(!client.change(&app, 2, &imported).contains(&"retired-model".to_owned()));
    // The literal is in another file, and neither is saved.
    client.open(&models, "CHAT = \"command-a-03-2025\"\n");
    assert!(client.change(&models, 2, "CHAT = \"command-light\"\n").contains(&"retired-model".to_owned()));
    // Closed without saving, the file is as it is on disk.
    client.tell("textDocument/didClose", json!({ "textDocument": { "uri": models } }));
    client.diagnostics(&models, |found| found.is_empty());
    client.leave();
}

#[test]
fn small_changes_are_put_together() {
    let project = Project::new(&[("client.py", CLIENT)]);
    let mut client = Client::new(&[project.root()]);
    let uri = project.uri("new/app.py");
    // A file that is saved nowhere yet.
    client.open(&uri, "# é𝄞\nx = 1\n");
    let at = |line: u32, character: u32| json!({ "line": line, "character": character });
    let change = |start: Value, end: Value, text: &str| json!({ "range": { "start": start, "end": end }, "text": text });
    let changes = [
        change(at(0, 3), at(0, 5), "x"),
        change(at(1, 0), at(2, 0), "import cohere\nco = cohere.Client()\nco.chat(message='x', model='command-r')\n"),
    ];
    client.tell("textDocument/didChange", json!({ "textDocument": { "uri": uri, "version": 2 }, "contentChanges": changes }));
    let found = client.diagnostics(&uri, has("retired-model"));
    let retired = found.iter().find(|d| d["code"] == "retired-model").unwrap();
    assert_eq!(retired["range"]["start"], at(3, 27));
    client.leave();
}

#[test]
fn columns_are_counted_as_agreed() {
    let text = "import cohere\nco = cohere.ClientV2()\nco.chat(messages=['é𝄞'], model='command-r')\n";
    let project = Project::new(&[("app.py", text)]);
    for (offered, answered, column) in [("utf-8", "utf-8", 35), ("utf-16", "utf-16", 32), ("utf-32", "utf-32", 31)] {
        let capabilities = json!({ "general": { "positionEncodings": [offered] } });
        let mut client = Client::with(&[project.root()], capabilities, json!({}));
        assert_eq!(client.initialized["capabilities"]["positionEncoding"], answered);
        let found = client.diagnostics(&project.uri("app.py"), has("retired-model"));
        let retired = found.iter().find(|d| d["code"] == "retired-model").unwrap();
        assert_eq!(retired["range"]["start"], json!({ "line": 2, "character": column }), "{offered}");
        client.leave();
    }
}

#[test]
fn the_disk_is_watched() {
    let project = Project::new(&[("client.py", CLIENT)]);
    let capabilities = json!({ "workspace": { "didChangeWatchedFiles": { "dynamicRegistration": true } } });
    let mut client = Client::with(&[project.root()], capabilities, json!({}));
    client.wait(|client| client.heard.iter().any(|(method, _)| method == "client/registerCapability"));
    let uri = project.uri("app.py");
    let changed = |kind: u32| json!({ "changes": [{ "uri": uri, "type": kind }] });
    project.write("app.py", CALL);
    client.tell("workspace/didChangeWatchedFiles", changed(1));
    client.diagnostics(&uri, has("retired-model"));
    project.write("app.py", &CALL.replace("command-r", "command-a-03-2025"));
    client.tell("workspace/didChangeWatchedFiles", changed(2));
    client.diagnostics(&uri, |found| !has("retired-model")(found));
    project.write("app.py", CALL);
    client.tell("workspace/didChangeWatchedFiles", changed(2));
    client.diagnostics(&uri, has("retired-model"));
    std::fs::remove_file(project.path("app.py")).unwrap();
    client.tell("workspace/didChangeWatchedFiles", changed(3));
    client.diagnostics(&uri, |found| found.is_empty());
    client.leave();
}

#[test]
fn saving_checks_again() {
    let project = Project::new(&[("client.py", CLIENT), ("app.py", CALL)]);
    let mut client = Client::new(&[project.root()]);
    let uri = project.uri("app.py");
    client.diagnostics(&uri, has("retired-model"));
    // Another program changed another file, nobody watches, and the client saves.
    project.write("app.py", &CALL.replace("command-r", "command-a-03-2025"));
    client.tell("textDocument/didSave", json!({ "textDocument": { "uri": project.uri("client.py") } }));
    client.diagnostics(&uri, |found| !has("retired-model")(found));
    client.leave();
}

#[test]
fn saving_takes_up_what_others_did() {
    let app = CALL.replace("MODEL = \"command-r\"\n", "from models import CHAT as MODEL\n");
    let project = Project::new(&[("client.py", CLIENT), ("app.py", &app), ("models.py", "CHAT = \"command-a-03-2025\"\n")]);
    let mut client = Client::new(&[project.root()]);
    client.open(&project.uri("app.py"), &app);
    client.wait(|client| client.published.contains_key(&project.uri("app.py")));
    project.write("models.py", "CHAT = \"command-light\"\n");
    client.tell("textDocument/didSave", json!({ "textDocument": { "uri": project.uri("app.py") } }));
    client.diagnostics(&project.uri("models.py"), has("retired-model"));
    client.leave();
}

#[test]
fn a_configuration_is_judged_and_heeded() {
    let project = Project::new(&[("client.py", CLIENT), ("app.py", CALL)]);
    let mut client = Client::new(&[project.root()]);
    let (app, configuration) = (project.uri("app.py"), project.uri("cohere-lint.toml"));
    client.diagnostics(&app, has("retired-model"));
    let save = |client: &Client| client.tell("textDocument/didSave", json!({ "textDocument": { "uri": configuration } }));
    project.write("cohere-lint.toml", "ignore = [\"retired-modle\"]\n");
    save(&client);
    let found = client.diagnostics(&configuration, |found| !found.is_empty());
    assert!(found[0]["message"].as_str().unwrap().contains("retired-model"), "{found:?}");
    assert_eq!((&found[0]["code"], &found[0]["range"]["start"]["line"]), (&json!("configuration"), &json!(0)));
    // What was known of the code stays meanwhile.
    assert!(client.rules(&app).contains(&"retired-model".to_owned()));
    project.write("cohere-lint.toml", "ignore = [\"retired-model\"]\n");
    save(&client);
    client.diagnostics(&configuration, |found| found.is_empty());
    client.diagnostics(&app, |found| !has("retired-model")(found));
    client.leave();
}

#[test]
fn each_folder_is_a_project_of_its_own() {
    let one = Project::new(&[("client.py", CLIENT), ("app.py", CALL)]);
    let two = Project::new(&[("client.py", CLIENT), ("app.py", CALL), ("cohere-lint.toml", "ignore = [\"retired-model\"]\n")]);
    let mut client = Client::new(&[one.root(), two.root()]);
    client.diagnostics(&one.uri("app.py"), has("retired-model"));
    client.open(&two.uri("app.py"), CALL);
    client.wait(|client| client.published.contains_key(&two.uri("app.py")));
    assert!(!client.rules(&two.uri("app.py")).contains(&"retired-model".to_owned()));
    let folder = |project: &Project| json!({ "uri": project.uri("").trim_end_matches('/'), "name": "x" });
    client.tell("workspace/didChangeWorkspaceFolders", json!({ "event": { "added": [], "removed": [folder(&one)] } }));
    client.diagnostics(&one.uri("app.py"), |found| found.is_empty());
    client.tell("workspace/didChangeWorkspaceFolders", json!({ "event": { "added": [folder(&one)], "removed": [] } }));
    client.diagnostics(&one.uri("app.py"), has("retired-model"));
    client.leave();
}

#[test]
fn a_file_outside_every_folder_is_checked_while_it_is_open() {
    let project = Project::new(&[("client.py", CLIENT), ("app.py", CALL)]);
    let mut client = Client::new(&[]);
    let uri = project.uri("app.py");
    client.open(&uri, CALL);
    client.diagnostics(&uri, has("retired-model"));
    client.tell("textDocument/didClose", json!({ "textDocument": { "uri": uri } }));
    client.diagnostics(&uri, |found| found.is_empty());
    assert!(!client.published.contains_key(&project.uri("client.py")));
    client.leave();
}

#[test]
fn settings_change_what_is_found() {
    let project = Project::new(&[("client.py", CLIENT), ("app.py", CALL)]);
    let mut client = Client::with(&[project.root()], json!({}), json!({ "ignore": ["retired-model"], "diagnostics": "openFiles" }));
    let uri = project.uri("app.py");
    client.open(&uri, CALL);
    client.diagnostics(&uri, |found| !has("retired-model")(found));
    client.tell("workspace/didChangeConfiguration", json!({ "settings": { "cohere-lint": { "ignore": [] } } }));
    client.diagnostics(&uri, has("retired-model"));
    client.tell("workspace/didChangeConfiguration", json!({ "settings": { "cohere-lint": { "asOf": "2024-01-01" } } }));
    client.diagnostics(&uri, |found| !has("retired-model")(found));
    client.leave();
}

#[test]
fn a_notebook_on_disk_gives_lines_of_the_file() {
    let cell = r#"{"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": null, "source": ["import cohere\n", "co = cohere.ClientV2()\n", "co.chat(model='command-r', messages=[])\n"]}"#;
    let text = format!("{{\n \"cells\": [\n{cell}\n ],\n \"metadata\": {{}}, \"nbformat\": 4, \"nbformat_minor\": 5\n}}\n");
    let project = Project::new(&[("a.ipynb", &text)]);
    let mut client = Client::new(&[project.root()]);
    let uri = project.uri("a.ipynb");
    let found = client.diagnostics(&uri, has("retired-model"));
    let retired = found.iter().find(|d| d["code"] == "retired-model").unwrap();
    assert_eq!(retired["range"]["start"], json!({ "line": 2, "character": 0 }));
    // An edit made for the cells' text would break the file.
    assert_eq!(retired["data"]["fixes"], json!([]));
    client.open(&uri, &text);
    client.diagnostics(&uri, has("retired-model"));
    let titles: Vec<String> = client.actions(&uri, &text, "import cohere", None).into_iter().map(|(title, _)| title).collect();
    assert!(!titles.is_empty() && titles.iter().all(|title| title.starts_with("Explain")), "{titles:?}");
    client.leave();
}
