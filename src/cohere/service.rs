//! Whether the project is a service that lives on Cohere, as rules about its operation ask. Part of the table of usages.

use super::usage::{Call, Place, Surroundings, Usages};
use crate::finding::Confidence;
use crate::source::FileRole;

/// A service that uses Cohere.
#[derive(Clone, Copy, Debug)]
pub struct Service<'a> {
    /// Where its use of Cohere begins: the first client that is made, else the first call.
    pub anchor: Place,
    /// Where that stands.
    pub surroundings: &'a Surroundings,
    /// It asks a model to write.
    pub chats: bool,
}

impl Usages {
    /// The service that this project is; nothing where it answers no requests, or where only libraries, tests, notebooks and examples use Cohere.
    pub fn service(&self) -> Option<Service<'_>> {
        if self.request_handlers == 0 {
            return None;
        }
        let ships = |surroundings: &Surroundings| surroundings.role == FileRole::Application && !surroundings.is_library;
        let calls = || self.calls.iter().filter(|call| ships(&call.surroundings) && call.confidence > Confidence::Low);
        let first = calls().next()?;
        let client = self.clients.iter().find(|client| ships(&client.surroundings) && !client.calls.is_empty());
        let (anchor, surroundings) = client.map_or((first.name, &first.surroundings), |client| (client.name, &client.surroundings));
        Some(Service { anchor, surroundings, chats: calls().any(is_chat) })
    }
}

fn is_chat(call: &Call) -> bool {
    matches!(call.endpoint.operation.as_str(), "chat" | "generate")
}
