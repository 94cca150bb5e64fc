//! The conversation itself: its beginning and end, faulty messages, cancelling, progress.

use crate::client::{Client, Project};
use cohere_lint::server::Ending;
use serde_json::{Value, json};
use std::io::{Read, Write};
use std::process::{Command, Stdio};

const TEXT: &str = "import cohere\nco = cohere.ClientV2()\nco.chat(model='command-r', messages=[])\n";

#[test]
fn what_is_offered_is_said() {
    let client = Client::new(&[]);
    let offered = &client.initialized["capabilities"];
    assert_eq!(client.initialized["serverInfo"]["name"], "cohere-lint");
    assert_eq!(offered["textDocumentSync"], json!({ "openClose": true, "change": 2, "save": { "includeText": false } }));
    assert_eq!((&offered["positionEncoding"], &offered["hoverProvider"]), (&json!("utf-16"), &json!(true)));
    assert_eq!(offered["codeActionProvider"]["codeActionKinds"], json!(["quickfix", "source.fixAll.cohere-lint"]));
    assert_eq!(client.leave(), Ending::Orderly);
}

#[test]
fn a_client_that_leaves_without_a_word_is_noticed() {
    assert_eq!(Client::new(&[]).vanish(), Ending::Sudden);
}

#[test]
fn faulty_messages_are_answered_and_survived() {
    let project = Project::new(&[("keep.txt", "")]);
    let mut client = Client::new(&[project.root()]);
    assert_eq!(client.ask("textDocument/rename", json!({})).unwrap_err().0, -32601);
    assert_eq!(client.ask("textDocument/hover", json!({ "position": "here" })).unwrap_err().0, -32602);
    assert_eq!(client.ask("workspace/executeCommand", json!({ "command": "rm", "arguments": [] })).unwrap_err().0, -32602);
    client.tell("textDocument/didOpen", json!({ "textDocument": 7 }));
    client.tell("textDocument/didChange", json!({ "textDocument": { "uri": "file:///none.py", "version": 3 }, "contentChanges": [] }));
    client.tell("textDocument/didClose", json!({ "textDocument": { "uri": "file:///none.py" } }));
    client.tell(
        "textDocument/didOpen",
        json!({ "textDocument": { "uri": "untitled:1", "languageId": "python", "version": 1, "text": TEXT } }),
    );
    client.tell("$/something", Value::Null);
    client.tell("workspace/didChangeConfiguration", json!({ "settings": { "select": 3 } }));
    let uri = project.uri("a.py");
    client.open(&uri, TEXT);
    client.diagnostics(&uri, |found| !found.is_empty());
    assert!(
        client
            .heard
            .iter()
            .any(|(method, params)| method == "window/logMessage" && params["message"].as_str().unwrap().contains("didOpen"))
    );
    assert!(client.heard.iter().any(|(method, _)| method == "window/showMessage"));
    assert!(!client.published.keys().any(|uri| uri.starts_with("untitled")));
    assert_eq!(client.leave(), Ending::Orderly);
}

#[test]
fn after_the_shutdown_nothing_is_answered() {
    let mut client = Client::new(&[]);
    client.ask("shutdown", Value::Null).unwrap();
    assert_eq!(client.ask("textDocument/hover", json!({})).unwrap_err().0, -32600);
    assert_eq!(client.vanish(), Ending::Orderly);
}

#[test]
fn what_is_cancelled_is_answered_as_such() {
    let files: Vec<(String, String)> = (0..60).map(|i| (format!("p{i}.py"), TEXT.repeat(30))).collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let project = Project::new(&files);
    let mut client = Client::new(&[project.root()]);
    // The first check is still under way.
    let uri = project.uri("p0.py");
    let asked = client.start("textDocument/hover", json!({ "textDocument": { "uri": uri }, "position": { "line": 0, "character": 0 } }));
    client.tell("$/cancelRequest", json!({ "id": 2 }));
    let answer = client.finish(&asked);
    // Whoever was quicker: there is exactly one answer, and it is the error or the result.
    assert!(matches!(&answer, Err((-32800, _)) | Ok(Value::Null)), "{answer:?}");
    client.tell("$/cancelRequest", json!({ "id": "never asked" }));
    assert_eq!(client.leave(), Ending::Orderly);
}

#[test]
fn many_changes_at_once_end_in_the_last() {
    let project = Project::new(&[("a.py", TEXT)]);
    let mut client = Client::new(&[project.root()]);
    let uri = project.uri("a.py");
    client.open(&uri, TEXT);
    for version in 2..200 {
        let text = if version % 2 == 0 { "pass\n" } else { TEXT };
        let params = json!({ "textDocument": { "uri": uri, "version": version }, "contentChanges": [{ "text": text }] });
        client.tell("textDocument/didChange", params);
    }
    client.wait(|client| client.published.get(&uri).is_some_and(|found| found["version"] == 199));
    assert!(client.rules(&uri).contains(&"retired-model".to_owned()));
    client.leave();
}

#[test]
fn the_first_check_tells_how_far_it_is() {
    let project = Project::new(&[("a.py", TEXT)]);
    let mut client = Client::with(&[project.root()], json!({ "window": { "workDoneProgress": true } }), json!({}));
    client.diagnostics(&project.uri("a.py"), |found| !found.is_empty());
    let kinds: Vec<&str> = client
        .heard
        .iter()
        .filter(|(method, _)| method == "$/progress")
        .filter_map(|(_, params)| params["value"]["kind"].as_str())
        .collect();
    assert_eq!((kinds.first(), kinds.last()), (Some(&"begin"), Some(&"end")));
    assert!(kinds.contains(&"report") && client.heard.iter().any(|(method, _)| method == "window/workDoneProgress/create"));
    client.leave();
}

/// The program over its own input and output.
fn program(input: &str) -> (i32, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_cohere-lint"))
        .args(["server", "--stdio"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(input.as_bytes()).unwrap();
    // A client may keep its end open after it has said that the server is to exit.
    let kept = input.contains("\"exit\"").then_some(stdin);
    let mut out = String::new();
    child.stdout.take().unwrap().read_to_string(&mut out).unwrap();
    let code = child.wait().unwrap().code().unwrap();
    drop(kept);
    (code, out)
}

fn frame(body: &Value) -> String {
    let body = body.to_string();
    format!("Content-Length: {}\r\n\r\n{body}", body.len())
}

#[test]
fn the_program_ends_as_the_protocol_has_it() {
    let initialize = frame(&json!({ "jsonrpc": "2.0", "id": 1, "method": "initialize", "params": { "capabilities": {} } }));
    let shutdown = frame(&json!({ "jsonrpc": "2.0", "id": 2, "method": "shutdown" }));
    let exit = frame(&json!({ "jsonrpc": "2.0", "method": "exit" }));
    let (code, out) = program(&format!("{initialize}Content-Length: 3\r\n\r\n{{x}}{shutdown}{exit}"));
    assert_eq!(code, 0, "{out}");
    assert!(out.contains("\"id\":2") && out.contains("could not be read"), "{out}");
    assert_eq!(program(&format!("{initialize}{exit}")).0, 1);
    assert_eq!(program(&initialize).0, 1, "the input ends");
    let early = frame(&json!({ "jsonrpc": "2.0", "id": 9, "method": "textDocument/hover", "params": {} }));
    assert!(program(&format!("{early}{initialize}{shutdown}{exit}")).1.contains("-32002"));
}
