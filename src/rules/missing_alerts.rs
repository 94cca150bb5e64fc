use super::{Context, Reporter};

/// The alerts a service needs: the finder of each, and what it is on.
const ALERTS: &[(&str, &str)] = &[
    ("alert-unreachable", "outages of Cohere"),
    ("alert-server-errors", "its server errors"),
    ("alert-rate-limits", "rate limits"),
    ("alert-latency", "slow answers"),
    ("alert-unauthorized", "a refused key"),
    ("alert-cost", "tokens spent"),
];

/// Reports, once, a project whose alerts leave something about Cohere out.
pub fn check(context: &Context<'_>, report: &mut Reporter<'_>) {
    let Some((operations, service)) = context.deployable() else { return };
    let applies = |id: &str| service.chats || id != "alert-latency";
    let missing: Vec<_> =
        ALERTS.iter().filter(|(id, _)| applies(id)).filter_map(|(id, on)| Some((*on, operations.missing(id)?.1))).collect();
    let Some((_, evidence)) = missing.first() else { return };
    let on: Vec<&str> = missing.iter().map(|(on, _)| *on).collect();
    report.advise(
        evidence,
        &service,
        "alerts are defined here",
        (
            &format!("No alert tells of {}", on.join(", ")),
            "What nobody is told of is noticed by users first, and a bill at the end of the month",
            "Define an alert for each, on the metrics of the calls themselves, with `cohere` in its name or condition",
        ),
    );
}
