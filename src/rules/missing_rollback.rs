use super::{Context, Reporter};

/// Reports, once, a service that is deployed without a way back, or with one after which nobody looks.
pub fn check(context: &Context<'_>, report: &mut Reporter<'_>) {
    let Some((operations, service)) = context.deployable() else { return };
    let Some((reason, evidence)) = operations.missing("rollback") else { return };
    report.advise(
        evidence,
        &service,
        "no way back",
        (
            &format!("A bad release has no tried way back: {reason}"),
            "In an outage nobody reads documentation: each minute in which the way back is looked up is a minute of outage",
            "Write one command down that brings the last release back (`kubectl rollout undo`, or your platform's) and asks the health endpoint after it",
        ),
    );
}
