//! Judges calls by declared rules.

use super::words::{self, Found};
use super::{Declared, Demand, ModelPolicy, Targets, ValueSet};
use crate::cohere::catalog::schema::Endpoint;
use crate::cohere::models::{ModelUse, Namer, with_use};
use crate::cohere::usage::{Argument, ArgumentTable, Call, Place, Surroundings};
use crate::finding::{Confidence, FindingBuilder, Label};
use crate::rules::{Context, Reporter};

/// A call as declared rules see it, whether it reaches Cohere or something else outside.
struct Seen<'u> {
    name: Place,
    callee: &'u str,
    ecosystem: &'u str,
    arguments: &'u ArgumentTable,
    confidence: Confidence,
    flow: &'u [Label],
    surroundings: &'u Surroundings,
    call: Option<&'u Call>,
}

/// Reports what a declared rule finds.
pub fn check(rule: &Declared, context: &Context<'_>, report: &mut Reporter<'_>) {
    if let Demand::Models(policy) = &rule.demand {
        return models(rule, policy, context, report);
    }
    for seen in seen(&rule.targets, context) {
        if !rule.ecosystems.is_empty() && !rule.ecosystems.iter().any(|e| e == seen.ecosystem) {
            continue;
        }
        match &rule.demand {
            Demand::Requires(names) => names.iter().filter(|name| seen.lacks(name)).for_each(|name| absent(rule, &seen, name, report)),
            Demand::Forbids(name, values) => given(rule, &seen, name, values, true, report),
            Demand::Allows(name, values) => given(rule, &seen, name, values, false, report),
            Demand::Deprecated(_) => {
                let found = Found { callee: seen.callee, ..Found::default() };
                push(rule, &seen, report.at(seen.name).label("deprecated"), &found, report);
            }
            Demand::Models(_) => {}
        }
    }
}

impl Seen<'_> {
    /// Whether it is certain that an argument is not given, by whichever of its names.
    fn lacks(&self, name: &str) -> bool {
        self.arguments.lacks(name) && self.argument(name).is_none() && !self.call.is_some_and(|call| call.is_set_by_route(name))
    }

    fn argument(&self, name: &str) -> Option<&Argument> {
        self.arguments.items.iter().find(|a| a.wire == name || a.written == name)
    }
}

/// The calls a rule is about.
fn seen<'u>(targets: &'u Targets, context: &'u Context<'_>) -> impl Iterator<Item = Seen<'u>> {
    let calls = context.usages.calls.iter().filter(|call| names(targets, call.endpoint)).map(|call| Seen {
        name: call.name,
        callee: &call.callee,
        ecosystem: &call.route.ecosystem,
        arguments: &call.arguments,
        confidence: call.confidence,
        flow: &call.flow,
        surroundings: &call.surroundings,
        call: Some(call),
    });
    let watched = context.usages.watched.iter().filter(|call| targets.symbols.contains(&call.symbol)).map(|call| Seen {
        name: call.name,
        callee: &call.callee,
        ecosystem: call.symbol.split(':').next().unwrap_or_default(),
        arguments: &call.arguments,
        confidence: Confidence::High,
        flow: &call.flow,
        surroundings: &call.surroundings,
        call: None,
    });
    calls.chain(watched)
}

fn names(targets: &Targets, endpoint: &Endpoint) -> bool {
    targets.endpoints.iter().any(|named| *named == endpoint.id || *named == endpoint.operation)
}

fn absent(rule: &Declared, seen: &Seen<'_>, name: &str, report: &mut Reporter<'_>) {
    let found = Found { callee: seen.callee, argument: name, ..Found::default() };
    push(rule, seen, report.at(seen.name).label(format!("no `{name}`")), &found, report);
}

/// Reports an argument that may be in (or, where only those are allowed, out of) a set of values.
fn given(rule: &Declared, seen: &Seen<'_>, name: &str, values: &ValueSet, forbidden: bool, report: &mut Reporter<'_>) {
    let Some(argument) = seen.argument(name) else { return };
    let Some(wrong) = argument.possible.iter().find(|p| values.contains(&p.value) == Some(forbidden)) else { return };
    let value = words::value(&wrong.value);
    let found = Found { callee: seen.callee, argument: name, value: &value, ..Found::default() };
    let mut finding = report.at(argument.value).flow(wrong.flow.iter().cloned());
    if wrong.place.file != argument.value.file || !argument.value.statement.contains(wrong.place.span) {
        finding = finding.related(wrong.place.file, wrong.place.span, "written here");
    }
    push(rule, seen, finding, &found, report);
}

fn push(rule: &Declared, seen: &Seen<'_>, finding: FindingBuilder, found: &Found<'_>, report: &mut Reporter<'_>) {
    let [message, why, help] = words::of(rule, found);
    let finding = finding.confidence(seen.confidence).words(message, why, help).flow(seen.flow.iter().cloned());
    report.push(seen.surroundings, finding);
}

/// Reports models that may not be named: at the literal, once, however many calls it reaches.
fn models(rule: &Declared, policy: &ModelPolicy, context: &Context<'_>, report: &mut Reporter<'_>) {
    for used in context.models {
        let Some(refusal) = policy.refusal(&used.id).filter(|_| used.named_by.iter().any(|namer| is_meant(rule, *namer, used, context)))
        else {
            continue;
        };
        let reason = words::reason(refusal);
        let found = Found { model: &used.id, reason: &reason, ..Found::default() };
        let [message, why, help] = words::of(rule, &found);
        let finding = report.at(used.place).words(message, why, help).label("not for use here");
        report.push(with_use::surroundings(used, context.usages), with_use::describe(finding, used, context.usages));
    }
}

/// Whether a rule is about the calls or objects that name a model.
fn is_meant(rule: &Declared, namer: Namer, used: &ModelUse, context: &Context<'_>) -> bool {
    let (endpoint, route) = match namer {
        Namer::Call(index) => (context.usages.calls[index].endpoint, context.usages.calls[index].route),
        Namer::Client(index) => (used.endpoint, context.usages.clients[index].route),
    };
    let is_endpoint = rule.targets.endpoints.is_empty() || names(&rule.targets, endpoint);
    is_endpoint && (rule.ecosystems.is_empty() || rule.ecosystems.contains(&route.ecosystem))
}
