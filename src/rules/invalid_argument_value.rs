use super::{Context, Reporter};
use crate::cohere::catalog::schema::{Model, RouteKind};
use crate::cohere::usage::{Argument, Call, Constant, Possible};
use crate::finding::{FindingBuilder, Severity};

/// Reports values outside what is documented.
pub fn check(context: &Context<'_>, report: &mut Reporter<'_>) {
    for call in context.usages.calls.iter().filter(|c| c.removed().is_none() && passes_on(c)) {
        if call.client.is_some_and(|c| context.usages.clients[c].has_own_server) {
            continue;
        }
        let models = call.known_models(context.catalog).unwrap_or_default();
        for argument in &call.arguments.items {
            for possible in argument.possible.iter().filter(|p| !(p.is_picked || p.came_from_outside && (p.is_in_test || argument.open))) {
                let Some(fault) = fault(call, &models, argument, possible) else { continue };
                let finding = describe(report.at(possible.place), call, argument, possible, &fault);
                report.push(&call.surroundings, finding);
            }
        }
    }
}

/// Whether the road hands values on as they are: not to several vendors, each with values of its own.
fn passes_on(call: &Call) -> bool {
    call.method.is_none_or(|m| m.only_models.is_empty())
}

/// What is wrong with a value.
struct Fault {
    value: String,
    allowed: String,
    severity: Severity,
}

fn fault(call: &Call, models: &[&Model], argument: &Argument, possible: &Possible) -> Option<Fault> {
    let (wire, value) = (&argument.wire, &possible.value);
    let is_direct = matches!(call.route.kind, RouteKind::Sdk | RouteKind::Http);
    let error = |value: String, allowed: String| Some(Fault { value, allowed, severity: Severity::Error });
    // Functions that take one text or several make a list of the one before they pass it on.
    let is_written_here = !possible.came_from_outside;
    if is_direct && is_written_here && call.endpoint.lists.contains(wire) && matches!(value, Constant::Text(_) | Constant::Int(_) | Constant::Bool(_)) {
        return error(show(value), "a list".to_owned());
    }
    if let Some(allowed) = allowed(call, models, wire) {
        let items = if let Constant::List(items) = value { items.as_slice() } else { std::slice::from_ref(value) };
        let wrong = items.iter().find(|item| !matches!(item, Constant::Text(_) | Constant::Int(_)) || !fits(&allowed, item));
        let wrong = wrong.filter(|item| matches!(item, Constant::Text(_) | Constant::Int(_)))?;
        let is_case = |text: &str| allowed.iter().any(|a| a.as_str().is_some_and(|a| a.eq_ignore_ascii_case(text)));
        let severity = if matches!(wrong, Constant::Text(text) if is_case(text)) { Severity::Warning } else { Severity::Error };
        let names: Vec<String> = allowed.iter().map(|a| format!("`{}`", a.to_string().trim_matches('"'))).collect();
        return Some(Fault { value: show(wrong), allowed: format!("one of {}", names.join(", ")), severity });
    }
    let [low, high] = *call.endpoint.ranges.get(wire)?;
    let number = match value {
        Constant::Int(i) => *i as f64,
        Constant::Float(f) => *f,
        _ => return None,
    };
    if (low..=high).contains(&number) {
        return None;
    }
    let range = if high.is_finite() { format!("between {low} and {high}") } else { format!("{low} or more") };
    error(show(value), range)
}

/// The closed set of values an argument may have with the models at hand.
fn allowed(call: &Call, models: &[&Model], wire: &str) -> Option<Vec<toml::Value>> {
    let of_endpoint = call.endpoint.values.get(wire)?;
    let of_model = |model: &&Model| match wire {
        "output_dimension" => Some(model.dimensions.iter().map(|d| toml::Value::Integer(i64::from(*d))).collect::<Vec<_>>()),
        _ => model.values.get(wire).cloned(),
    };
    // What one of several models takes may be meant for that one. A model that takes no such argument is another rule's matter.
    let own: Option<Vec<Vec<toml::Value>>> = models.iter().filter(|m| !m.refuses.iter().any(|r| r == wire)).map(of_model).collect();
    match own {
        Some(sets) if sets.iter().any(|s| !s.is_empty()) => Some(sets.concat()),
        _ => Some(of_endpoint.clone()),
    }
}

fn fits(allowed: &[toml::Value], value: &Constant) -> bool {
    allowed.iter().any(|a| match value {
        Constant::Text(text) => a.as_str() == Some(text),
        Constant::Int(i) => a.as_integer() == Some(*i),
        _ => false,
    })
}

fn show(value: &Constant) -> String {
    match value {
        Constant::Text(text) => format!("`\"{text}\"`"),
        Constant::Int(i) => format!("`{i}`"),
        Constant::Float(f) => format!("`{f}`"),
        Constant::Bool(b) => format!("`{b}`"),
        _ => "This value".to_owned(),
    }
}

fn describe(finding: FindingBuilder, call: &Call, argument: &Argument, possible: &Possible, fault: &Fault) -> FindingBuilder {
    let why = match fault.severity {
        Severity::Error => "The server refuses the request with 400 or 422",
        _ => "It is documented in other letter case, and other spellings may be refused",
    };
    let mut finding = finding
        .severity(fault.severity)
        .confidence(call.confidence)
        .words(
            format!("{} is no value for `{}` of `{}`", fault.value, argument.written, call.callee),
            why,
            format!("Pass {}", fault.allowed),
        )
        .label("not allowed");
    if possible.place.file != call.place.file || !call.place.span.contains(possible.place.span) {
        finding = finding.related(call.name.file, call.name.span, format!("reaches `{}` here", call.callee));
    }
    finding.flow(possible.flow.iter().cloned())
}
