use super::{Context, Reporter};

/// Reports, once, a service that is deployed from a repository without a page on replacing its key.
pub fn check(context: &Context<'_>, report: &mut Reporter<'_>) {
    let Some((operations, service)) = context.deployable() else { return };
    if !service.has_key {
        return;
    }
    let Some((_, evidence)) = operations.missing("key-rotation") else { return };
    report.advise(
        evidence,
        &service,
        "deployed here",
        (
            "No page here tells how the API key is replaced",
            "The day a key leaks is the wrong day to find out where it is used, and who may make a new one",
            "Write down how the key is rotated without an outage (two keys valid at once, restart, revoke), try it, and keep the page beside the deployment",
        ),
    );
}
