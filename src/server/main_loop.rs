//! The conversation with the client: what is asked goes to the worker, what is told is kept and passed on.

use super::capabilities::{Client, server_capabilities};
use super::documents::{Document, Documents};
use super::outbox::Outbox;
use super::progress::Wanted;
use super::projects::Projects;
use super::settings::Settings;
use super::uri::path_of;
use super::watch;
use super::worker::{Pending, Question, Task, Worker};
use crate::engine::Engine;
use crossbeam_channel::{Sender, unbounded};
use lsp_server::{Connection, ErrorCode, Message, Notification, Request, RequestId, Response};
use lsp_types::notification::{
    Cancel, DidChangeConfiguration, DidChangeTextDocument, DidChangeWatchedFiles, DidChangeWorkspaceFolders, DidCloseTextDocument,
    DidOpenTextDocument, DidSaveTextDocument, Exit, Notification as _,
};
use lsp_types::request::{CodeActionRequest, ExecuteCommand, HoverRequest, RegisterCapability, Request as _, Shutdown};
use lsp_types::{InitializeParams, InitializeResult, MessageType, NumberOrString, ServerInfo, WorkspaceFolder};
use serde::de::DeserializeOwned;
use std::path::PathBuf;
use std::sync::{Arc, PoisonError};

/// How a conversation ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// As agreed: the client asked for it first.
    Orderly,
    /// The client left.
    Sudden,
}

/// Serves one client until it leaves. `settings` are those of the command line.
pub fn serve(connection: &Connection, engine: Arc<Engine>, settings: Settings) -> Ending {
    let Ok((id, params)) = connection.initialize_start() else { return Ending::Sudden };
    let outbox = Outbox::new(connection.sender.clone());
    let params: InitializeParams = match serde_json::from_value(params) {
        Ok(params) => params,
        Err(error) => {
            outbox.respond(Response::new_err(id, ErrorCode::InvalidParams as i32, error.to_string()));
            return Ending::Sudden;
        }
    };
    let client = Client::new(&params.capabilities);
    let result = InitializeResult {
        capabilities: server_capabilities(client),
        server_info: Some(ServerInfo { name: "cohere-lint".to_owned(), version: Some(env!("CARGO_PKG_VERSION").to_owned()) }),
    };
    outbox.respond(Response::new_ok(id, result));
    let (settings, trouble) = match &params.initialization_options {
        Some(sent) => settings.with(sent),
        None => (settings, None),
    };
    trouble.into_iter().for_each(|trouble| outbox.show(MessageType::WARNING, format!("cohere-lint: {trouble}")));
    let wanted = Arc::new(Wanted::default());
    let pending = Pending::default();
    let projects = Projects::new(engine, settings.clone(), client.encoding, folders(&params));
    let worker = Worker::new(projects, outbox.clone(), client, wanted.clone(), pending.clone());
    let (tasks, waiting) = unbounded();
    let thread = std::thread::Builder::new().name("checks".to_owned()).spawn(move || worker.run(&waiting));
    let mut server = Server { outbox, client, settings, documents: Documents::default(), tasks, wanted, pending, is_shut_down: false };
    let ending = server.listen(connection);
    server.wanted.stop();
    drop(server);
    if let Ok(thread) = thread {
        // It catches its panics; and if it didn't, the conversation is over all the same.
        let _ = thread.join();
    }
    ending
}

/// The folders a client works in.
#[allow(deprecated)] // Older clients send nothing but `rootUri` or `rootPath`.
fn folders(params: &InitializeParams) -> Vec<PathBuf> {
    match &params.workspace_folders {
        Some(folders) if !folders.is_empty() => folders.iter().filter_map(folder).collect(),
        _ => {
            let root = params.root_uri.as_ref().and_then(path_of);
            root.or_else(|| params.root_path.as_ref().map(PathBuf::from)).into_iter().collect()
        }
    }
}

fn folder(folder: &WorkspaceFolder) -> Option<PathBuf> {
    path_of(&folder.uri)
}

struct Server {
    outbox: Outbox,
    client: Client,
    settings: Settings,
    documents: Documents,
    tasks: Sender<(u64, Task)>,
    wanted: Arc<Wanted>,
    pending: Pending,
    is_shut_down: bool,
}

impl Server {
    fn listen(&mut self, connection: &Connection) -> Ending {
        for message in &connection.receiver {
            match message {
                Message::Notification(told) if told.method == Exit::METHOD => {
                    return if self.is_shut_down { Ending::Orderly } else { Ending::Sudden };
                }
                Message::Notification(told) => self.told(told),
                Message::Request(asked) => self.asked(asked),
                // What the client answers only says that it did what it was asked.
                Message::Response(_) => {}
            }
        }
        Ending::Sudden
    }

    fn asked(&mut self, request: Request) {
        let Request { id, method, params } = request;
        if self.is_shut_down {
            return self.refuse(id, ErrorCode::InvalidRequest, "the server is shut down".to_owned());
        }
        let question = match method.as_str() {
            Shutdown::METHOD => {
                self.is_shut_down = true;
                return self.outbox.respond(Response::new_ok(id, ()));
            }
            HoverRequest::METHOD => read(params).map(Question::Hover),
            CodeActionRequest::METHOD => read(params).map(Question::Actions),
            ExecuteCommand::METHOD => read(params).map(Question::Command),
            _ => return self.refuse(id, ErrorCode::MethodNotFound, format!("`{method}` is not offered")),
        };
        match question {
            Ok(question) => {
                self.pending.lock().unwrap_or_else(PoisonError::into_inner).insert(id.clone());
                // A question is no reason to give up the check whose result it is about.
                self.send(Task::Ask(id, question), false);
            }
            Err(why) => self.refuse(id, ErrorCode::InvalidParams, why),
        }
    }

    fn refuse(&self, id: RequestId, code: ErrorCode, why: String) {
        self.outbox.respond(Response::new_err(id, code as i32, why));
    }

    fn told(&mut self, notification: Notification) {
        let Notification { method, params } = notification;
        let done = match method.as_str() {
            DidOpenTextDocument::METHOD => read(params).map(|told| self.opened(told)),
            DidChangeTextDocument::METHOD => read(params).map(|told| self.changed(&told)),
            DidCloseTextDocument::METHOD => read(params).map(|told| self.closed(&told)),
            DidSaveTextDocument::METHOD => read(params).map(|told| self.saved(&told)),
            DidChangeWatchedFiles::METHOD => read(params).map(|told| self.watched(&told)),
            DidChangeWorkspaceFolders::METHOD => read(params).map(|told| self.folders_changed(&told)),
            DidChangeConfiguration::METHOD => read(params).map(|told| self.settings_changed(&told)),
            Cancel::METHOD => read(params).map(|told| self.cancelled(&told)),
            "initialized" => {
                self.initialized();
                Ok(())
            }
            _ => Ok(()),
        };
        if let Err(why) = done {
            self.outbox.log(MessageType::ERROR, format!("cohere-lint: `{method}` was not understood: {why}"));
        }
    }

    fn initialized(&self) {
        if self.client.watches {
            self.outbox.ask::<RegisterCapability>(watch::registration());
        }
    }

    fn opened(&mut self, told: lsp_types::DidOpenTextDocumentParams) {
        let lsp_types::TextDocumentItem { uri, version, text, .. } = told.text_document;
        let Some(path) = path_of(&uri) else { return };
        let text: Arc<str> = text.into();
        self.documents.open(Document { uri: uri.clone(), path: path.clone(), version, text: text.clone() });
        self.send(Task::Changed { uri, path, version, text }, true);
    }

    fn changed(&mut self, told: &lsp_types::DidChangeTextDocumentParams) {
        let identifier = &told.text_document;
        let changed = self.documents.change(&identifier.uri, identifier.version, &told.content_changes, self.client.encoding);
        if let Some(Document { uri, path, version, text }) = changed.cloned() {
            self.send(Task::Changed { uri, path, version, text }, true);
        }
    }

    fn closed(&mut self, told: &lsp_types::DidCloseTextDocumentParams) {
        if let Some(document) = self.documents.close(&told.text_document.uri) {
            self.send(Task::Closed { path: document.path }, true);
        }
    }

    fn saved(&mut self, told: &lsp_types::DidSaveTextDocumentParams) {
        let paths: Vec<PathBuf> = path_of(&told.text_document.uri).into_iter().collect();
        self.send(Task::OnDisk { paths, check: true }, true);
    }

    fn watched(&mut self, told: &lsp_types::DidChangeWatchedFilesParams) {
        let paths: Vec<PathBuf> = told.changes.iter().filter_map(|change| path_of(&change.uri)).collect();
        self.send(Task::OnDisk { paths, check: false }, true);
    }

    fn folders_changed(&mut self, told: &lsp_types::DidChangeWorkspaceFoldersParams) {
        let added = told.event.added.iter().filter_map(folder).collect();
        let removed = told.event.removed.iter().filter_map(folder).collect();
        self.send(Task::Folders { added, removed }, true);
    }

    fn settings_changed(&mut self, told: &lsp_types::DidChangeConfigurationParams) {
        let (settings, trouble) = self.settings.with(&told.settings);
        trouble.into_iter().for_each(|trouble| self.outbox.show(MessageType::WARNING, format!("cohere-lint: {trouble}")));
        if settings != self.settings {
            self.settings = settings.clone();
            self.send(Task::Settings(Box::new(settings)), true);
        }
    }

    /// What nobody waits for any more is answered at once; whatever the worker makes of it is dropped.
    fn cancelled(&mut self, told: &lsp_types::CancelParams) {
        let id = match &told.id {
            NumberOrString::Number(number) => RequestId::from(*number),
            NumberOrString::String(text) => RequestId::from(text.clone()),
        };
        if self.pending.lock().unwrap_or_else(PoisonError::into_inner).remove(&id) {
            self.refuse(id, ErrorCode::RequestCanceled, "cancelled".to_owned());
        }
    }

    fn send(&self, task: Task, is_news: bool) {
        let number = if is_news { self.wanted.came() } else { self.wanted.latest() };
        // The worker leaves only after this side.
        let _ = self.tasks.send((number, task));
    }
}

fn read<T: DeserializeOwned>(params: serde_json::Value) -> Result<T, String> {
    serde_json::from_value(params).map_err(|error| error.to_string())
}
