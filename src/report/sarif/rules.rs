//! Rules and the weaknesses they find, as SARIF describes them.

use super::model::{ComponentReference, Configuration, Help, Relationship, Rule, RuleProperties, Target, Taxon, Taxonomy, Text};
use crate::finding::Severity;
use crate::report::{RuleInfo, terminal_markdown};

/// The common weakness enumeration: the only taxonomy of the run.
const CWE: ComponentReference = ComponentReference { name: "CWE", index: 0 };

/// The rules in the order given: results name them by index.
pub(super) fn rules(infos: &[RuleInfo]) -> Vec<Rule<'_>> {
    infos.iter().map(rule).collect()
}

/// The reference to the taxonomy, and the taxonomy, if any rule needs it.
pub(super) fn taxonomies(infos: &[RuleInfo]) -> (Vec<ComponentReference>, Vec<Taxonomy>) {
    let mut numbers: Vec<u32> = infos.iter().filter_map(|info| info.cwe).collect();
    numbers.sort_unstable();
    numbers.dedup();
    if numbers.is_empty() {
        return (Vec::new(), Vec::new());
    }
    let taxon = |number: u32| Taxon { id: number.to_string(), help_uri: format!("https://cwe.mitre.org/data/definitions/{number}.html") };
    let taxonomy = Taxonomy {
        name: CWE.name,
        organization: "MITRE",
        information_uri: "https://cwe.mitre.org/",
        short_description: "The MITRE Common Weakness Enumeration".into(),
        is_comprehensive: false,
        taxa: numbers.into_iter().map(taxon).collect(),
    };
    (vec![CWE], vec![taxonomy])
}

/// The level of a severity.
pub(super) fn level(severity: Severity) -> &'static str {
    severity.as_str()
}

fn rule(info: &RuleInfo) -> Rule<'_> {
    let secret = info.group == "secrets";
    let mut tags = vec!["cohere".to_owned(), info.group.to_string()];
    if secret {
        tags.push("security".to_owned());
    }
    tags.extend(info.cwe.map(|number| format!("external/cwe/cwe-{number:03}")));
    let help_uri = Some(info.url.as_str()).filter(|url| !url.is_empty());
    Rule {
        id: &info.id,
        name: name(&info.id),
        short_description: info.title.as_str().into(),
        full_description: Text { text: full_description(info) },
        help: help(info),
        help_uri,
        default_configuration: Configuration { level: level(info.severity) },
        relationships: info.cwe.into_iter().map(relationship).collect(),
        properties: RuleProperties {
            tags,
            precision: "high",
            problem_severity: match info.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Note => "recommendation",
            },
            security_severity: secret.then(|| security_severity(info.severity)),
        },
    }
}

/// The id as a name, which SARIF wants to be another text: `retired-model` is `RetiredModel`.
fn name(id: &str) -> String {
    let word = |word: &str| {
        let mut chars = word.chars();
        chars.next().map(|first| first.to_uppercase().chain(chars).collect::<String>()).unwrap_or_default()
    };
    id.split('-').map(word).collect()
}

fn relationship(number: u32) -> Relationship {
    Relationship { target: Target { id: number.to_string(), tool_component: CWE }, kinds: ["superset"] }
}

/// GitHub's scale: high from 7.0, medium from 4.0, low from 0.1.
fn security_severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "8.0",
        Severity::Warning => "5.0",
        Severity::Note => "3.0",
    }
}

/// The page's first paragraph; the title where there is none.
fn full_description(info: &RuleInfo) -> String {
    let paragraph = terminal_markdown::first_paragraph(&info.markdown);
    if paragraph.is_empty() { info.title.clone() } else { paragraph }
}

/// The page. Scanning services insist on some text.
fn help(info: &RuleInfo) -> Help {
    let text = terminal_markdown::plain(&info.markdown);
    if text.is_empty() {
        return Help { text: info.title.clone(), markdown: info.title.clone() };
    }
    Help { text, markdown: info.markdown.trim().to_owned() }
}
