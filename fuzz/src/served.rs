//! A language server that is told and asked whatever a client may say.

use super::{APP, Project, day, engine};
use cohere_lint::server::{Settings, serve as run};
use lsp_server::{Connection, Message, Notification, Request, RequestId};
use serde_json::{Value, json};
use std::sync::{Mutex, OnceLock};
use std::time::Duration;

/// Stands for the URI of the open file.
const HERE: &str = "@";

/// More messages are only more of the same.
const MAX_MESSAGES: usize = 12;

/// As long is waited for an answer.
const PATIENCE: Duration = Duration::from_secs(50);

/// A client of a server that stays from one input to the next, as it does in an editor.
struct Client {
    connection: Connection,
    project: Project,
    asked: i32,
}

/// Opens a file, sends the messages of the input, one a line, and asks about the file: there must be an answer. A message is `{"method": …, "params": …}`,
/// with an `"id"` if it is a question.
pub fn serve(input: &str) {
    static CLIENT: OnceLock<Mutex<Client>> = OnceLock::new();
    let mut client = CLIENT.get_or_init(|| Mutex::new(Client::new())).lock().expect("a panic ends the process");
    let uri = client.uri();
    client.tell("textDocument/didOpen", json!({ "textDocument": { "uri": uri, "languageId": "python", "version": 1, "text": APP } }));
    for line in input.lines().take(MAX_MESSAGES) {
        let Ok(mut message) = serde_json::from_str::<Value>(line) else { continue };
        if place(&mut message, &uri)
            && let Some(method) = message["method"].as_str().filter(|method| !matches!(*method, "shutdown" | "exit" | "initialize"))
        {
            let (method, params) = (method.to_owned(), message["params"].clone());
            if message["id"].is_null() { client.tell(&method, params) } else { client.ask(&method, params) }
        }
    }
    client.ask("textDocument/hover", json!({ "textDocument": { "uri": uri }, "position": { "line": 3, "character": 16 } }));
    client.tell("textDocument/didClose", json!({ "textDocument": { "uri": uri } }));
}

/// Puts the open file's URI where it is meant. Whether the message names no other file: the machine's own are not to be read.
fn place(value: &mut Value, uri: &str) -> bool {
    match value {
        Value::String(text) if text == HERE => {
            uri.clone_into(text);
            true
        }
        Value::String(text) => !text.to_ascii_lowercase().contains("file:"),
        Value::Array(items) => items.iter_mut().all(|item| place(item, uri)),
        Value::Object(members) => members.values_mut().all(|item| place(item, uri)),
        _ => true,
    }
}

impl Client {
    fn new() -> Self {
        let project = Project::new("input.py");
        let (connection, theirs) = Connection::memory();
        let settings = Settings { as_of: Some(day()), pedantic: true, ..Settings::default() };
        std::thread::spawn(move || run(&theirs, engine().clone(), settings));
        let mut client = Self { connection, project, asked: 0 };
        let folder = json!([{ "uri": format!("file://{}", client.project.root.path().display()), "name": "x" }]);
        client.ask("initialize", json!({ "processId": null, "capabilities": {}, "workspaceFolders": folder }));
        client.tell("initialized", json!({}));
        client
    }

    fn uri(&self) -> String {
        format!("file://{}", self.project.file.display())
    }

    fn tell(&self, method: &str, params: Value) {
        let told = Notification { method: method.to_owned(), params };
        self.connection.sender.send(Message::Notification(told)).expect("the server listens");
    }

    /// Asks, and waits for the answer.
    fn ask(&mut self, method: &str, params: Value) {
        self.asked += 1;
        let id = RequestId::from(self.asked);
        self.connection.sender.send(Message::Request(Request { id: id.clone(), method: method.to_owned(), params })).expect("the server listens");
        loop {
            match self.connection.receiver.recv_timeout(PATIENCE).expect("an answer") {
                Message::Response(response) if response.id == id => return,
                _ => {}
            }
        }
    }
}
