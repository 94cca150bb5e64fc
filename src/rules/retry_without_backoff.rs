use super::{Context, Reporter};
use crate::cohere::usage::{Call, Pause, Place, RetryLoop, Setting, Usages};

/// Functions between a loop and the call that it tries again.
const MAX_STEPS: usize = 3;

/// Reports hand-written retries that don't back off, that repeat what can't succeed, or that multiply the SDK's own.
pub fn check(context: &Context<'_>, report: &mut Reporter<'_>) {
    let mut seen: Vec<Place> = Vec::new();
    // Whoever asks for a job's state again and again is no retry.
    for call in context.usages.calls.iter().filter(|c| !c.endpoint.families.is_empty() && !c.endpoint.v1_only) {
        for found in &call.protection.retry_loops {
            // Further out it is a job that is done again, of which the call is a small part.
            if found.steps > MAX_STEPS || seen.contains(&found.place) {
                continue;
            }
            let Some((message, why, help)) = fault(context.usages, call, found) else { continue };
            seen.push(found.place);
            let finding = report
                .at(found.place)
                .confidence(call.confidence)
                .words(message, why, help)
                .label("tries again")
                .related(call.name.file, call.name.span, "the call");
            report.push(&found.surroundings, finding);
        }
    }
}

fn fault(usages: &Usages, call: &Call, found: &RetryLoop) -> Option<(String, String, String)> {
    let callee = &call.callee;
    let sdk = sdk_retries(usages, call);
    let library = match sdk {
        Some(_) => "Leave it to the SDK's own retries (`max_retries`), which back off and heed `Retry-After`",
        None => "Let the pause double with each try, with some chance in it, or use a library that does",
    };
    match found.pause {
        Pause::None => Some((
            format!("`{callee}` is tried again at once when it fails"),
            "A rate limit or an outage lasts longer than a loop: all tries are used up within a second, and add to the load that made them fail".into(),
            library.into(),
        )),
        Pause::Constant => Some((
            format!("`{callee}` is tried again after the same pause each time"),
            "Clients that failed together come back together, at the same rate: the limit that refused them refuses them again".into(),
            library.into(),
        )),
        Pause::Long | Pause::Growing if !found.tells_errors_apart => Some((
            format!("`{callee}` is tried again whatever the error"),
            "An invalid key (401), a wrong argument (400) or a model that is gone (404) fails the same way each time: the caller waits for nothing".into(),
            "Try again after 429 and 5xx only, and raise the rest".into(),
        )),
        Pause::Long | Pause::Growing => sdk.map(|retries| {
            (
                format!("This loop around `{callee}` multiplies the SDK's own retries"),
                format!("The SDK tries {} times before the loop sees an error: each round of the loop is as many requests and waits", retries + 1),
                "Drop the loop and set `max_retries`, or turn the SDK's retries off for this client".into(),
            )
        }),
    }
}

/// How often the SDK tries again by itself.
fn sdk_retries(usages: &Usages, call: &Call) -> Option<u32> {
    let default = call.default_resilience().filter(|d| d.retries > 0 && d.backs_off)?;
    let streams = call.method.is_some_and(|m| m.streams);
    let is_off = call.own_retries() == Setting::Off || call.client.is_some_and(|c| usages.clients[c].retries() == Setting::Off);
    (!is_off && (!streams || default.retries_streams)).then_some(default.retries)
}
