//! Whether the project is a service that lives on Cohere, as rules about its operation ask. Part of the table of usages.

use super::usage::{Call, Client, Place, Surroundings, Usages};
use crate::finding::Confidence;
use crate::source::FileRole;

/// A service that uses Cohere.
#[derive(Clone, Copy, Debug)]
pub struct Service<'a> {
    /// Where its use of Cohere begins: a call that answers requests, or its client, before others; a client before a call; the first of them.
    pub anchor: Place,
    /// Where that stands.
    pub surroundings: &'a Surroundings,
    /// It asks a model to write.
    pub chats: bool,
    /// It has a key of its own: a proxy for other people's keys has none to replace, and none to be asked after.
    pub has_key: bool,
}

impl Usages {
    /// The service that this project is; nothing where it answers no requests, or where only libraries, tests, notebooks and examples use Cohere.
    pub fn service(&self) -> Option<Service<'_>> {
        if self.request_handlers == 0 && !self.has_described_routes {
            return None;
        }
        let ships = |surroundings: &Surroundings| surroundings.role == FileRole::Application && !surroundings.is_library;
        let calls = || self.calls.iter().filter(|call| ships(&call.surroundings) && call.confidence > Confidence::Low);
        // A repository may hold programs beside the service.
        let answers = |call: &&Call| call.runs.per_request.is_some();
        let first = calls().find(answers).or_else(|| calls().next())?;
        let is_used = |client: &&Client| ships(&client.surroundings) && !client.calls.is_empty();
        let own = first.client.and_then(|index| self.clients.get(index)).filter(is_used);
        let client = own.or_else(|| self.clients.iter().find(is_used)).filter(|_| first.client.is_some() || !answers(&first));
        let (anchor, surroundings) = client.map_or((first.name, &first.surroundings), |client| (client.name, &client.surroundings));
        Some(Service { anchor, surroundings, chats: calls().any(is_chat), has_key: self.has_own_key || !self.uses_keys })
    }
}

fn is_chat(call: &Call) -> bool {
    matches!(call.endpoint.operation.as_str(), "chat" | "generate")
}
