//! A health endpoint that reaches Cohere, cheaply, and tells a rate limit from an outage.

use super::{Material, Proof};
use crate::checklist::Evidence;
use crate::cohere::probes::Probe;

/// Looks among the handlers whose path speaks of health.
pub fn find(material: &Material<'_>) -> Proof {
    let usages = material.usages;
    let mut judged: Vec<(Vec<String>, &Probe)> = usages.probes.iter().map(|probe| (faults(probe, material), probe)).collect();
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
        let calls = calls.map(|call| material.evidence(format!("asks `{}`", call.callee), call.place));
        let evidence = std::iter::once(material.evidence(name.clone(), probe.place)).chain(calls).collect();
        return Proof::Found(format!("{name} reaches Cohere, cheaply, and tells a rate limit from an outage"), evidence);
    }
    let evidence: Vec<Evidence> =
        judged.iter().map(|(faults, probe)| material.evidence(format!("{} {}", probe.handler.describe(), faults.join(", ")), probe.place)).collect();
    Proof::Missing(format!("{name} {}", faults.join(", ")), evidence)
}

/// What is wrong with a probe: verbs with the handler as their subject.
fn faults(probe: &Probe, material: &Material<'_>) -> Vec<String> {
    if probe.calls.is_empty() {
        return vec!["does not reach Cohere".to_owned()];
    }
    let calls = probe.calls.iter().map(|index| &material.usages.calls[*index]);
    let mut faults: Vec<String> = calls.filter_map(|call| call.is_dear(material.catalog)).take(1).collect();
    if !probe.tells_rate_limits {
        faults.push("takes a rate limit (429) for an outage: nothing in it tells them apart".to_owned());
    }
    faults
}
