//! A circuit breaker through which every call goes.

use super::{Evidence, Operations, Proof};
use crate::cohere::usage::Call;
use crate::source::FileRole;

/// Looks at what stands around the calls that requests wait for; at all calls where no request is seen to.
pub fn find(operations: &Operations<'_>) -> Proof {
    let usages = operations.usages;
    // A probe has to see the API as it is.
    let is_probe = |index: usize| usages.probes.iter().any(|probe| probe.calls.contains(&index));
    let calls: Vec<&Call> = usages
        .calls
        .iter()
        .enumerate()
        .filter(|(index, call)| call.surroundings.role == FileRole::Application && !is_probe(*index))
        .map(|(_, call)| call)
        .collect();
    let waited_for: Vec<&Call> = calls.iter().copied().filter(|call| call.runs.per_request.is_some()).collect();
    let calls = if waited_for.is_empty() { calls } else { waited_for };
    if calls.is_empty() {
        return Proof::Unknown("no call was found that a breaker could stand around".to_owned());
    }
    let is_inside = |call: &&Call| call.protection.breakers.iter().any(|breaker| breaker.always);
    let (inside, outside): (Vec<&Call>, Vec<&Call>) = calls.iter().copied().partition(is_inside);
    let all = calls.len();
    let several = |count: usize| if count == 1 { "1 call".to_owned() } else { format!("{count} calls") };
    match (inside.is_empty(), outside.is_empty()) {
        (_, true) => {
            let breakers = inside.iter().flat_map(|call| &call.protection.breakers);
            let mut evidence: Vec<_> = breakers.map(|b| Evidence::new(format!("the breaker `{}`", b.what), b.place)).collect();
            evidence.sort();
            evidence.dedup();
            Proof::Found(format!("{} behind a circuit breaker", several(all)), evidence)
        }
        (true, false) => Proof::Missing(format!("no circuit breaker stands around {}", several(all)), Vec::new()),
        (false, false) => {
            let evidence = outside.iter().map(|call| Evidence::new(format!("`{}` goes around it", call.callee), call.place));
            Proof::Missing(format!("{} of {all} go around the circuit breaker", several(outside.len())), evidence.collect())
        }
    }
}
