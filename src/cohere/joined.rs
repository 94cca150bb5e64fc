//! Usages of parts that were followed apart, as one table.

use super::flows::{ForeignRead, Leak, VectorUse};
use super::probes::Probe;
use super::usage::{Call, Client, Place, Usages};

impl Usages {
    /// One table of what was found in parts of a project that share no file. The order of the parts means nothing but for what stands at one place.
    pub fn joined(parts: Vec<Self>) -> Self {
        let mut parts = parts.into_iter();
        let mut all = parts.next().unwrap_or_default();
        let mut is_one = true;
        for part in parts {
            is_one = false;
            all.append(part);
        }
        if !is_one {
            all.settle();
        }
        all
    }

    /// Whether a client gets its key from the environment, but no variable it reads is seen: then it matters which ones others set.
    pub fn rest_on_variables(&self) -> bool {
        self.clients.iter().any(|client| {
            let gets_none = client.entry.credential.as_ref().is_some_and(|credential| client.arguments.lacks(credential));
            gets_none && !client.entry.credential_env.iter().any(|read| self.key_variables.contains(&read.name))
        })
    }

    /// Adds what another part holds behind what is here.
    fn append(&mut self, mut part: Self) {
        let (clients, calls) = (self.clients.len(), self.calls.len());
        part.renumber(|client| client + clients, |call| call + calls);
        self.clients.append(&mut part.clients);
        self.calls.append(&mut part.calls);
        self.credentials.append(&mut part.credentials);
        self.foreign_reads.append(&mut part.foreign_reads);
        self.leaks.append(&mut part.leaks);
        self.vector_uses.append(&mut part.vector_uses);
        self.key_uses.append(&mut part.key_uses);
        self.trial_signs.append(&mut part.trial_signs);
        self.inlined_keys.append(&mut part.inlined_keys);
        self.watched.append(&mut part.watched);
        self.removed_names.append(&mut part.removed_names);
        self.config_keys.append(&mut part.config_keys);
        self.probes.append(&mut part.probes);
        self.key_variables.append(&mut part.key_variables);
        self.calling_directories.append(&mut part.calling_directories);
        self.request_handlers += part.request_handlers;
        self.has_described_routes |= part.has_described_routes;
        self.uses_keys |= part.uses_keys;
        self.has_own_key |= part.has_own_key;
    }

    /// Puts everything in order of place again.
    fn settle(&mut self) {
        let clients = order(&self.clients, |client: &Client| client.place);
        let calls = order(&self.calls, |call: &Call| call.place);
        self.renumber(|client| clients[client], |call| calls[call]);
        self.clients.sort_by_key(|client| client.place);
        self.calls.sort_by_key(|call| call.place);
        self.credentials.sort_by_key(|credential| (credential.place.file, credential.key));
        self.foreign_reads.sort_by_key(|read: &ForeignRead| read.place);
        // A file that several parts look into is none of theirs, and what is logged there is told once.
        self.leaks.sort_by_key(|leak: &Leak| (leak.place, leak.what as u8));
        self.leaks.dedup_by_key(|leak| leak.place);
        self.vector_uses.sort_by_key(|used: &VectorUse| (used.call, used.place));
        self.key_uses.sort_by_key(|used| (used.used_at, used.place));
        self.trial_signs.sort_by_key(|sign| sign.place);
        self.trial_signs.dedup_by_key(|sign| sign.place);
        self.inlined_keys.sort_by_key(|key| key.place);
        self.watched.sort_by_key(|call| call.place);
        self.removed_names.sort_by_key(|used| used.place);
        self.calling_directories.sort_unstable();
        self.calling_directories.dedup();
        self.probes.sort_by_key(|probe: &Probe| probe.place);
        self.place_probes();
        self.key_variables.sort_unstable();
        self.key_variables.dedup();
    }

    /// Gives clients and calls other numbers wherever they are named by them.
    fn renumber(&mut self, client: impl Fn(usize) -> usize, call: impl Fn(usize) -> usize) {
        for made in &mut self.clients {
            made.calls.iter_mut().for_each(|number| *number = call(*number));
            made.calls.sort_unstable();
        }
        self.calls.iter_mut().filter_map(|call| call.client.as_mut()).for_each(|number| *number = client(*number));
        self.foreign_reads.iter_mut().for_each(|read| read.call = call(read.call));
        self.vector_uses.iter_mut().for_each(|used| used.call = call(used.call));
        self.probes.iter_mut().flat_map(|probe| &mut probe.calls).for_each(|number| *number = call(*number));
    }
}

/// Where each element goes when the list is put in order of place.
fn order<T>(list: &[T], place: impl Fn(&T) -> Place) -> Vec<usize> {
    let mut sorted: Vec<usize> = (0..list.len()).collect();
    sorted.sort_by_key(|index| place(&list[*index]));
    let mut goes_to = vec![0; list.len()];
    for (to, from) in sorted.into_iter().enumerate() {
        goes_to[from] = to;
    }
    goes_to
}
