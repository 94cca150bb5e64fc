//! A health endpoint that reaches Cohere, cheaply, and tells a rate limit from an outage.

use super::{Evidence, Operations, Proof};
use crate::cohere::probes::{Probe, ProbeFault};

/// Looks among the handlers whose path speaks of health.
pub fn find(operations: &Operations<'_>) -> Proof {
    let usages = operations.usages;
    if usages.has_described_routes && usages.probes.iter().all(|probe| probe.calls.is_empty()) {
        return Proof::Unknown("routes are read from a file that describes them, which isn't followed".to_owned());
    }
    let mut judged: Vec<(Vec<ProbeFault>, &Probe)> =
        usages.probes.iter().map(|probe| (probe.faults(usages, operations.catalog), probe)).collect();
    // One good one is enough: a liveness probe beside it had better not ask anybody.
    judged.sort_by_key(|(faults, probe)| (probe.calls.is_empty(), faults.len(), probe.place));
    let Some((faults, probe)) = judged.first() else {
        let handlers = match usages.request_handlers {
            0 => return Proof::Unknown("no request handler was found, so none that answers for health".to_owned()),
            1 => "the one request handler does not answer".to_owned(),
            several => format!("none of {several} request handlers answers"),
        };
        return Proof::Missing(format!("{handlers} for health: no path says health, ready, live or status"), Vec::new());
    };
    let name = probe.handler.describe();
    if faults.is_empty() {
        let calls = probe.calls.iter().map(|index| &usages.calls[*index]);
        let calls = calls.map(|call| Evidence::new(format!("asks `{}`", call.callee), call.place));
        let evidence = std::iter::once(Evidence::new(name.clone(), probe.place)).chain(calls).collect();
        return Proof::Found(format!("{name} reaches Cohere, cheaply, and tells a rate limit from an outage"), evidence);
    }
    let words = |faults: &[ProbeFault]| faults.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let evidence = judged.iter().map(|(faults, probe)| Evidence::new(format!("{} {}", probe.handler.describe(), words(faults)), probe.place));
    Proof::Missing(format!("{name} {}", words(faults)), evidence.collect())
}
