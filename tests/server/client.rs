//! A client of the server, in memory, that remembers what it was told.

use cohere_lint::engine::Engine;
use cohere_lint::server::{Ending, Settings, serve};
use lsp_server::{Connection, Message, Notification, Request, RequestId, Response};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// The catalogue is read once for all tests.
static ENGINE: LazyLock<Arc<Engine>> = LazyLock::new(|| Arc::new(Engine::new().unwrap()));

/// Longer than any answer takes, on however busy a machine.
const PATIENCE: Duration = Duration::from_secs(120);

/// The day the tests take place.
const DAY: &str = "2026-11-21";

/// A project on disk.
pub struct Project {
    directory: tempfile::TempDir,
}

impl Project {
    /// A project of files.
    pub fn new(files: &[(&str, &str)]) -> Self {
        let project = Self { directory: tempfile::tempdir().unwrap() };
        // Nothing above the directory is to count.
        std::fs::create_dir(project.root().join(".git")).unwrap();
        files.iter().for_each(|(name, text)| project.write(name, text));
        project
    }

    /// Writes a file.
    pub fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    /// Its root.
    pub fn root(&self) -> &Path {
        self.directory.path()
    }

    /// A file of it.
    pub fn path(&self, name: &str) -> PathBuf {
        self.root().join(name)
    }

    /// The URI of a file of it.
    pub fn uri(&self, name: &str) -> String {
        format!("file://{}", self.path(name).display())
    }
}

/// A client.
pub struct Client {
    connection: Connection,
    server: Option<JoinHandle<Ending>>,
    next: i32,
    /// What was published last for each URI.
    pub published: BTreeMap<String, Value>,
    /// Everything else the server told or asked.
    pub heard: Vec<(String, Value)>,
    responses: Vec<Response>,
    /// What the server said of itself.
    pub initialized: Value,
}

impl Client {
    /// A client that works in some folders.
    pub fn new(folders: &[&Path]) -> Self {
        Self::with(folders, json!({}), json!({}))
    }

    /// A client with capabilities and options of its own.
    pub fn with(folders: &[&Path], capabilities: Value, options: Value) -> Self {
        let (ours, theirs) = Connection::memory();
        let settings = Settings { as_of: Some(DAY.parse().unwrap()), ..Settings::default() };
        let server = std::thread::spawn(move || serve(&theirs, ENGINE.clone(), settings));
        let mut client = Self {
            connection: ours,
            server: Some(server),
            next: 0,
            published: BTreeMap::new(),
            heard: Vec::new(),
            responses: Vec::new(),
            initialized: Value::Null,
        };
        let folders: Vec<Value> = folders.iter().map(|path| json!({ "uri": format!("file://{}", path.display()), "name": "x" })).collect();
        let params =
            json!({ "processId": null, "capabilities": capabilities, "workspaceFolders": folders, "initializationOptions": options });
        client.initialized = client.ask("initialize", params).unwrap();
        client.tell("initialized", json!({}));
        client
    }

    /// Tells something.
    pub fn tell(&self, method: &str, params: Value) {
        self.connection.sender.send(Message::Notification(Notification { method: method.to_owned(), params })).unwrap();
    }

    /// Asks something, without waiting.
    pub fn start(&mut self, method: &str, params: Value) -> RequestId {
        self.next += 1;
        let id = RequestId::from(self.next);
        self.connection.sender.send(Message::Request(Request { id: id.clone(), method: method.to_owned(), params })).unwrap();
        id
    }

    /// The answer to a question: its result, or the error's code and words.
    pub fn finish(&mut self, id: &RequestId) -> Result<Value, (i32, String)> {
        self.wait(|client| client.responses.iter().any(|response| response.id == *id));
        let index = self.responses.iter().position(|response| response.id == *id).unwrap();
        self.responses.remove(index).response_result.map_err(|error| (error.code, error.message))
    }

    /// Asks something and waits.
    pub fn ask(&mut self, method: &str, params: Value) -> Result<Value, (i32, String)> {
        let id = self.start(method, params);
        self.finish(&id)
    }

    /// Opens a file of a project with a text.
    pub fn open(&mut self, uri: &str, text: &str) {
        self.published.remove(uri);
        let document = json!({ "uri": uri, "languageId": "x", "version": 1, "text": text });
        self.tell("textDocument/didOpen", json!({ "textDocument": document }));
    }

    /// Changes a file as a whole, and waits for the diagnostics of this version.
    pub fn change(&mut self, uri: &str, version: i32, text: &str) -> Vec<String> {
        let params = json!({ "textDocument": { "uri": uri, "version": version }, "contentChanges": [{ "text": text }] });
        self.tell("textDocument/didChange", params);
        self.wait(|client| client.published.get(uri).is_some_and(|found| found["version"] == version));
        self.rules(uri)
    }

    /// Waits for diagnostics of a file that fulfil a condition.
    pub fn diagnostics(&mut self, uri: &str, wanted: impl Fn(&[Value]) -> bool) -> Vec<Value> {
        self.wait(|client| client.published.get(uri).is_some_and(|found| wanted(found["diagnostics"].as_array().unwrap())));
        self.published[uri]["diagnostics"].as_array().unwrap().clone()
    }

    /// The rules of the diagnostics that were published last.
    pub fn rules(&self, uri: &str) -> Vec<String> {
        let found = self.published.get(uri).and_then(|found| found["diagnostics"].as_array().cloned()).unwrap_or_default();
        found.iter().map(|diagnostic| diagnostic["code"].as_str().unwrap().to_owned()).collect()
    }

    /// Waits until a condition holds.
    pub fn wait(&mut self, holds: impl Fn(&Self) -> bool) {
        let end = Instant::now() + PATIENCE;
        while !holds(self) {
            let message = self.connection.receiver.recv_deadline(end);
            let message = message.unwrap_or_else(|_| panic!("nothing came; published {:#?}, heard {:#?}", self.published, self.heard));
            match message {
                Message::Response(response) => self.responses.push(response),
                Message::Notification(told) if told.method == "textDocument/publishDiagnostics" => {
                    self.published.insert(told.params["uri"].as_str().unwrap().to_owned(), told.params);
                }
                Message::Notification(told) => self.heard.push((told.method, told.params)),
                Message::Request(asked) => self.heard.push((asked.method, asked.params)),
            }
        }
    }

    /// Code actions at the first place of a needle, as (title, action).
    pub fn actions(&mut self, uri: &str, text: &str, needle: &str, only: Option<&str>) -> Vec<(String, Value)> {
        let at = position(text, text.find(needle).unwrap());
        let context = match only {
            Some(kind) => json!({ "diagnostics": [], "only": [kind] }),
            None => json!({ "diagnostics": [] }),
        };
        let params = json!({ "textDocument": { "uri": uri }, "range": { "start": at, "end": at }, "context": context });
        let found = self.ask("textDocument/codeAction", params).unwrap();
        found.as_array().unwrap().iter().map(|action| (action["title"].as_str().unwrap().to_owned(), action.clone())).collect()
    }

    /// What is shown at the first place of a needle.
    pub fn hover(&mut self, uri: &str, text: &str, needle: &str) -> Option<String> {
        let position = position(text, text.find(needle).unwrap() + 1);
        let found = self.ask("textDocument/hover", json!({ "textDocument": { "uri": uri }, "position": position })).unwrap();
        found["contents"]["value"].as_str().map(str::to_owned)
    }

    /// Leaves in order, and tells how the server took it.
    pub fn leave(mut self) -> Ending {
        assert_eq!(self.ask("shutdown", Value::Null).unwrap(), Value::Null);
        self.tell("exit", Value::Null);
        self.server.take().unwrap().join().unwrap()
    }

    /// Leaves without a word.
    pub fn vanish(mut self) -> Ending {
        self.tell("exit", Value::Null);
        self.server.take().unwrap().join().unwrap()
    }
}

/// The position of an offset in a text of nothing but ASCII.
pub fn position(text: &str, offset: usize) -> Value {
    let before = &text[..offset];
    let line = before.matches('\n').count();
    json!({ "line": line, "character": offset - before.rfind('\n').map_or(0, |at| at + 1) })
}

/// A text after the edits of a workspace edit for one file, in ASCII.
pub fn applied(text: &str, edit: &Value, uri: &str) -> String {
    let mut edits: Vec<Value> = match &edit["documentChanges"] {
        Value::Array(documents) => {
            let of_file = documents.iter().filter(|document| document["textDocument"]["uri"] == uri);
            of_file.flat_map(|document| document["edits"].as_array().unwrap().clone()).collect()
        }
        _ => edit["changes"][uri].as_array().unwrap().clone(),
    };
    let starts: Vec<usize> = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
    let offset = |position: &Value| starts[position["line"].as_u64().unwrap() as usize] + position["character"].as_u64().unwrap() as usize;
    edits.sort_by_key(|edit| std::cmp::Reverse(offset(&edit["range"]["start"])));
    let mut text = text.to_owned();
    for edit in edits {
        let range = offset(&edit["range"]["start"])..offset(&edit["range"]["end"]);
        text.replace_range(range, edit["newText"].as_str().unwrap());
    }
    text
}
