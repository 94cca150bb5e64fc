use super::{Context, Reporter};
use crate::cohere::flows::{Browser, KeyUse, Variable};
use crate::finding::{FindingBuilder, Severity};
use rustc_hash::FxHashSet;

const WHY: &str = "What a browser loads everyone can read: the key can be copied from the page's scripts and used by anybody";
const HELP: &str = "Call Cohere from a route on your server that reads `CO_API_KEY` there, and let the browser call that route; revoke a key that was shipped";

/// Reports keys that reach browsers.
pub fn check(context: &Context<'_>, report: &mut Reporter<'_>) {
    let facts = &context.catalog.flows.browser;
    let mut said = FxHashSet::default();
    for key in &context.usages.key_uses {
        let public = key.variables.iter().find_map(|v| Some((v, facts.prefix_of(&v.name)?)));
        if let Some((variable, prefix)) = public {
            if !said.insert(variable.place) {
                continue;
            }
            let is_shipped = key.browser.is_some() || variable.is_bundled || prefix.always;
            let finding = if is_shipped {
                let message = format!("`{}` is a public variable: {} puts the Cohere API key into what browsers load", variable.name, prefix.by);
                report.at(variable.place).words(message, WHY, HELP)
            } else {
                report.at(variable.place).severity(Severity::Note).words(
                    format!("The Cohere API key is read from `{}`, a name that {} makes public", variable.name, prefix.by),
                    "It is read on the server here, but whatever browser code mentions the variable ships the key",
                    "Name it `CO_API_KEY`, without the public prefix",
                )
            };
            let place = used(finding, key, variable);
            report.push(&key.surroundings, place.label("public name"));
            continue;
        }
        // A key written here is the other rule's; it says where the key goes.
        let (Some(browser), false) = (&key.browser, key.variables.is_empty()) else { continue };
        if !said.insert(key.used_at) {
            continue;
        }
        let reason = match browser {
            Browser::Directive => "in a `\"use client\"` module".to_owned(),
            Browser::Component => "in a component that runs in browsers".to_owned(),
            Browser::ImportedBy(path) => format!("in a module that `{path}` loads in browsers"),
        };
        let finding = report
            .at(key.place)
            .words(format!("The key of {} is used {reason}", key.receiver), WHY, HELP)
            .label("used in a browser")
            .related(key.used_at.file, key.used_at.span, "here");
        report.push(&key.surroundings, finding);
    }
    for inlined in &context.usages.inlined_keys {
        let finding = report
            .at(inlined.place)
            .words(format!("`{}` puts `{}` into what browsers load", inlined.settings, inlined.name), WHY, HELP)
            .label("inlined");
        report.push(&inlined.surroundings, finding);
    }
}

/// Adds where the key is used.
fn used(finding: FindingBuilder, key: &KeyUse, variable: &Variable) -> FindingBuilder {
    if key.used_at.file == variable.place.file && key.used_at.statement.contains(variable.place.span) {
        return finding;
    }
    finding.related(key.used_at.file, key.used_at.span, format!("the key of {}", key.receiver))
}
