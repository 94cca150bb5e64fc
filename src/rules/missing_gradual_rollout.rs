use super::{Context, Reporter};

/// Reports, once, a service whose releases reach all users at once.
pub fn check(context: &Context<'_>, report: &mut Reporter<'_>) {
    let Some((operations, service)) = context.deployable() else { return };
    let Some((reason, evidence)) = operations.missing("gradual-rollout") else { return };
    report.advise(
        evidence,
        &service,
        "released here",
        (
            &format!("A release reaches all users at once: {reason}"),
            "A new prompt or model is a change that no test covers: what goes wrong with it goes wrong for everybody",
            "Let a few users have it first (a canary, weights, a rolling update that pauses) and watch errors, 429s and latency for ten minutes",
        ),
    );
}
