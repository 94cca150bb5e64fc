//! What goes to the client.

use crossbeam_channel::Sender;
use lsp_server::{Message, Request, RequestId, Response};
use lsp_types::notification::{LogMessage, Notification, ShowMessage};
use lsp_types::{LogMessageParams, MessageType, ShowMessageParams};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Sends to the client, from any thread. A client that is gone hears nothing, which is no trouble.
#[derive(Clone, Debug)]
pub struct Outbox {
    sender: Sender<Message>,
    requests: Arc<AtomicU64>,
}

impl Outbox {
    /// An outbox of a conversation.
    pub fn new(sender: Sender<Message>) -> Self {
        Self { sender, requests: Arc::default() }
    }

    /// Tells something.
    pub fn notify<N: Notification>(&self, params: N::Params) {
        let _ = self.sender.send(Message::Notification(lsp_server::Notification::new(N::METHOD.to_owned(), params)));
    }

    /// Asks for something. The answers to all that is asked are of no interest: they say that it was done.
    pub fn ask<R: lsp_types::request::Request>(&self, params: R::Params) {
        let id = RequestId::from(format!("cohere-lint/{}", self.requests.fetch_add(1, Ordering::Relaxed)));
        let _ = self.sender.send(Message::Request(Request::new(id, R::METHOD.to_owned(), params)));
    }

    /// Answers.
    pub fn respond(&self, response: Response) {
        let _ = self.sender.send(Message::Response(response));
    }

    /// Writes into the client's log.
    pub fn log(&self, typ: MessageType, message: impl Into<String>) {
        self.notify::<LogMessage>(LogMessageParams { typ, message: message.into() });
    }

    /// Shows a message to the user.
    pub fn show(&self, typ: MessageType, message: impl Into<String>) {
        self.notify::<ShowMessage>(ShowMessageParams { typ, message: message.into() });
    }
}
