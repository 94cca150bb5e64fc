use super::{Context, Reporter};
use crate::cohere::catalog::schema::{DefaultResilience, RouteKind};
use crate::cohere::usage::{Argument, ArgumentTable, Call, Client, Constant, Place, Setting, Usages};
use crate::finding::Confidence;
use smol_str::SmolStr;

const WHY: &str = "Rate limits (429) and server errors (5xx) pass within seconds; without a second try each of them reaches the user";
const BY_HAND: &str = "wrap the calls in a retry with exponential back-off (tenacity, p-retry, backon)";

/// Reports clients and calls that nobody tries again.
pub fn check(context: &Context<'_>, report: &mut Reporter<'_>) {
    let mut seen: Vec<Place> = Vec::new();
    for client in context.usages.clients.iter().filter(|c| matches!(c.route.kind, RouteKind::Sdk | RouteKind::Wrapper)) {
        of_client(context.usages, client, &mut seen, report);
    }
    for call in &context.usages.calls {
        let options = call.route.request_options.as_ref();
        if call.own_retries() == Setting::Off && !call.is_retried_from_outside() {
            let place = options.and_then(|o| zero(&call.protection.options, &o.retries));
            switched_off(call.callee.as_str(), place, call, &mut seen, report);
        }
        if is_bare(call) && !seen.contains(&call.name) {
            seen.push(call.name);
            by_nobody(call, report);
        }
    }
}

fn of_client(usages: &Usages, client: &Client, seen: &mut Vec<Place>, report: &mut Reporter<'_>) {
    let calls = || client.calls.iter().map(|i| &usages.calls[*i]);
    let retried_by_hand = |c: &Call| c.is_retried_from_outside();
    if client.retries() == Setting::Off {
        let is_cleared = |c: &Call| c.own_retries() == Setting::On || retried_by_hand(c);
        if let Some(place) = zero(&client.arguments, &client.entry.retries).filter(|p| !seen.contains(p))
            && (client.calls.is_empty() || !calls().all(is_cleared))
        {
            seen.push(place);
            let finding = report
                .at(place)
                .words(format!("`{}` is told never to try again", client.class), WHY, "Remove the setting, or set it to 2 or more")
                .label("no retries")
                .related(client.name.file, client.name.span, "the client");
            report.push(&client.surroundings, finding);
        }
        return;
    }
    let Some(default) = client.default_resilience().filter(|d| client.route.kind == RouteKind::Sdk && !(d.retries > 0 && d.backs_off)) else {
        return;
    };
    // Setting a number of tries mends what tries too seldom, not what pauses too short.
    let is_mended = |setting: Setting| default.retries == 0 && setting == Setting::On;
    let is_cleared = |c: &Call| is_mended(c.own_retries()) || retried_by_hand(c);
    let is_legacy = client.symbol.ends_with(".init");
    let own = usages.calls.iter().filter(|c| c.name.file == client.name.file && c.client.is_none() && c.route.id == client.route.id);
    let of_legacy: Vec<&Call> = if is_legacy { own.collect() } else { calls().collect() };
    if is_mended(client.retries()) || (!of_legacy.is_empty() && of_legacy.iter().all(|c| is_cleared(c))) {
        return;
    }
    let first_of_file = |p: &Place| p.file == client.name.file && is_legacy;
    if seen.iter().any(first_of_file) || seen.contains(&client.name) {
        return;
    }
    seen.push(client.name);
    let confidence = if of_legacy.is_empty() { Confidence::Medium } else { Confidence::High };
    let finding = report.at(client.name).confidence(confidence).words(message(client, default), WHY, help(client, default)).label("no retries");
    report.push(&client.surroundings, finding);
}

fn message(client: &Client, default: &DefaultResilience) -> String {
    let version = client.version.as_ref().map(|v| v.describe()).unwrap_or_default();
    match default.retries {
        0 => format!("`{}` tries nothing again: {version} has no retries unless told", client.class),
        n => format!("`{}` retries {n} times within milliseconds: the back-off of {version} is broken", client.class),
    }
}

fn help(client: &Client, default: &DefaultResilience) -> String {
    let latest = client.route.latest.as_deref().unwrap_or("the newest version");
    let package = client.version.as_ref().map_or("the SDK", |v| v.package.as_str());
    let option = client.route.request_options.as_ref().and_then(|o| Some((o.at.as_str(), o.retries.first()?)));
    match option {
        Some((at, name)) if default.retries == 0 && !at.is_empty() && at.parse::<usize>().is_err() => {
            format!("Upgrade {package} to {latest}, which retries with back-off, pass `{at}={{\"{name}\": 3}}` to each call, or {BY_HAND}")
        }
        _ => format!("Upgrade {package} to {latest}, which retries with back-off, or {BY_HAND}"),
    }
}

fn switched_off(callee: &str, place: Option<Place>, call: &Call, seen: &mut Vec<Place>, report: &mut Reporter<'_>) {
    let Some(place) = place.filter(|p| !seen.contains(p)) else { return };
    seen.push(place);
    let finding = report
        .at(place)
        .confidence(call.confidence)
        .words(format!("`{callee}` is told never to try again"), WHY, "Remove the setting, or set it to 2 or more")
        .label("no retries")
        .related(call.name.file, call.name.span, "the call");
    report.push(&call.surroundings, finding);
}

/// Raw HTTP and crates that try nothing again by themselves, with nothing around.
fn is_bare(call: &Call) -> bool {
    let is_bare_route = match call.route.kind {
        RouteKind::Http => call.url.is_some() && !call.protection.sender_retries,
        RouteKind::Crate => call.default_resilience().is_some_and(|d| d.retries == 0),
        _ => false,
    };
    is_bare_route && !call.endpoint.families.is_empty() && !call.is_retried_from_outside() && call.protection.retry_loops.is_empty()
}

fn by_nobody(call: &Call, report: &mut Reporter<'_>) {
    let confidence = if call.protection.retries_elsewhere { Confidence::Low } else { call.confidence };
    let finding = report
        .at(call.name)
        .confidence(confidence)
        .words(
            format!("Nothing tries `{}` again when Cohere is busy", call.callee),
            WHY,
            "Retry 429 and 5xx with exponential back-off, heeding `Retry-After`; a library does it in a line",
        )
        .label("no retries");
    report.push(&call.surroundings, finding);
}

/// Where one of these options is set to zero.
fn zero(table: &ArgumentTable, names: &[SmolStr]) -> Option<Place> {
    let argument: &Argument = table.items.iter().find(|a| names.contains(&a.written))?;
    argument.possible.iter().find(|p| matches!(p.value, Constant::Int(0) | Constant::Bool(false))).map(|p| p.place)
}
