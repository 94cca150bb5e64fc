//! What becomes of an item.
//!
//! In this order: an item that speaks of something the project doesn't do is not applicable; findings fail it; then its evidence decides; then what somebody
//! vouches for, which never outweighs a finding: a finding that is accepted is suppressed where it stands, with a reason.

use super::list::{Item, Scope};
use super::{Attestation, Evidence, Outcome, Status};
use crate::cohere::usage::Place;
use crate::finding::Finding;
use crate::operations::{self, Operations, Proof};
use jiff::civil::Date;

/// What the project does with Cohere.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Use {
    /// Clients and calls in application code.
    pub any: usize,
    /// Calls.
    pub calls: usize,
    /// Calls of chat.
    pub chat: usize,
    /// Calls of embed.
    pub embed: usize,
    /// Calls of rerank.
    pub rerank: usize,
    /// Something answers requests.
    pub is_service: bool,
}

impl Use {
    /// How much of it an item speaks to, and the words for it; `None` where it speaks to nothing there is.
    fn of(&self, scope: Scope) -> Option<String> {
        let calls = |count: usize, word: &str| (count > 0).then(|| format!("{count} {word}call{}", if count == 1 { "" } else { "s" }));
        match scope {
            Scope::Any => (self.any > 0).then(|| calls(self.calls, "").unwrap_or_else(|| "the clients".to_owned())),
            Scope::Chat => calls(self.chat, "chat "),
            Scope::Embed => calls(self.embed, "embed "),
            Scope::Rerank => calls(self.rerank, "rerank "),
            Scope::EmbedOrRerank => calls(self.embed + self.rerank, "embed and rerank "),
            Scope::Service => (self.any > 0 && self.is_service).then(|| "the service".to_owned()),
        }
    }
}

/// What items are decided on.
pub struct Facts<'a> {
    /// What the project does with Cohere.
    pub using: Use,
    /// The findings, in the report's order.
    pub findings: &'a [Finding],
    /// Whether a finding is about what ships: tests and examples keep nobody from going live, keys in them do.
    pub counts: &'a dyn Fn(&Finding) -> bool,
    /// Whether a rule had its say anywhere in the project.
    pub runs: &'a dyn Fn(&str) -> bool,
    /// What the project shows of how it is run.
    pub operations: &'a Operations<'a>,
    /// Path and line of a place in code or in a deployment file.
    pub locate: &'a dyn Fn(Place) -> (String, u32),
    /// What people vouch for.
    pub attestations: &'a [Attestation],
    /// The day of the run.
    pub as_of: Date,
}

impl Facts<'_> {
    fn located(&self, evidence: &operations::Evidence) -> Evidence {
        let (path, line) = (self.locate)(evidence.place);
        Evidence::at(evidence.text.clone(), path, line)
    }
}

/// Decides an item.
pub fn decide(item: &'static Item, facts: &Facts<'_>) -> Outcome {
    let outcome = |status, reason: String, evidence| Outcome { item, status, reason, evidence, findings: Vec::new() };
    let Some(looked_at) = facts.using.of(item.applies_to) else {
        return outcome(Status::NotApplicable, not_applicable(item.applies_to, facts.using.any), Vec::new());
    };
    let decides = |finding: &Finding| item.rules.contains(&finding.rule) && (facts.counts)(finding);
    let findings: Vec<usize> = (0..facts.findings.len()).filter(|index| decides(&facts.findings[*index])).collect();
    if !findings.is_empty() {
        let reason = format!("{} in {looked_at}", counted(findings.len(), "finding"));
        return Outcome { findings, ..outcome(Status::Failed, reason, Vec::new()) };
    }
    let off: Vec<String> = item.rules.iter().filter(|rule| !(facts.runs)(rule)).map(|rule| format!("`{rule}`")).collect();
    let attested = facts.attestations.iter().find(|attestation| attestation.item == item.id.as_str());
    let proof = item.evidence.as_deref().and_then(|id| facts.operations.proof(id));
    let located = |evidence: &[operations::Evidence]| {
        let mut located: Vec<Evidence> = evidence.iter().map(|e| facts.located(e)).collect();
        // What stands twice in a line is one piece of evidence to whoever reads it.
        located.dedup();
        located
    };
    match (proof, attested) {
        (Some(Proof::Found(reason, evidence)), _) if off.is_empty() => outcome(Status::Passed, reason.clone(), located(evidence)),
        (_, Some(attestation)) => attest(item, attestation, facts.as_of),
        (Some(Proof::Missing(reason, evidence)), None) => outcome(Status::Failed, reason.clone(), located(evidence)),
        (Some(Proof::Unknown(reason)), None) => outcome(Status::NeedsPerson, reason.clone(), Vec::new()),
        // What nobody looked for is not known to be absent.
        (_, None) if !off.is_empty() => outcome(Status::NeedsPerson, format!("{} did not run", off.join(", ")), Vec::new()),
        (_, None) if item.person.is_some() => outcome(Status::NeedsPerson, item.person.clone().unwrap_or_default(), Vec::new()),
        (_, None) => outcome(Status::Passed, format!("looked at {looked_at}"), Vec::new()),
    }
}

fn not_applicable(scope: Scope, any: usize) -> String {
    let reason = match scope {
        _ if any == 0 => "no use of Cohere found",
        Scope::Chat => "no chat calls",
        Scope::Embed => "no embed calls",
        Scope::Rerank => "no rerank calls",
        Scope::EmbedOrRerank => "no embed or rerank calls",
        Scope::Service => "nothing here answers requests",
        Scope::Any => "nothing to look at",
    };
    reason.to_owned()
}

/// An attestation that holds passes an item; one that doesn't fails it: somebody relied on it.
fn attest(item: &'static Item, attestation: &Attestation, as_of: Date) -> Outcome {
    let Attestation { who, when, expires, .. } = attestation;
    let place =
        Evidence { text: format!("attested by {who} on {when}, until {expires}"), path: attestation.path.clone(), line: attestation.line };
    let files = attestation.files.iter().map(|file| &file.name);
    let evidence = std::iter::once(place).chain(attestation.links.iter().chain(files).map(Evidence::new)).collect();
    let (status, reason) = match broken(item, attestation, as_of) {
        Some(reason) => (Status::Failed, reason),
        None => (Status::Passed, format!("attested by {who} on {when}")),
    };
    Outcome { item, status, reason, evidence, findings: Vec::new() }
}

/// What is wrong with an attestation.
fn broken(item: &Item, attestation: &Attestation, as_of: Date) -> Option<String> {
    let Attestation { who, when, expires, files, .. } = attestation;
    if *expires < as_of {
        return Some(format!("the attestation of {who} expired on {expires}"));
    }
    if *when > as_of {
        return Some(format!("the attestation of {who} is of {when}, a day to come"));
    }
    if let Some(missing) = files.iter().find(|file| file.text.is_none()) {
        return Some(format!("the attestation of {who} names `{}`, which is not there", missing.name));
    }
    let says = |text: &str| item.document_says.iter().any(|word| text.to_lowercase().contains(word.as_str()));
    if item.document_says.is_empty() || files.iter().filter_map(|file| file.text.as_deref()).any(says) {
        return None;
    }
    Some(match files.first() {
        Some(file) => format!("the attestation of {who} names `{}`, which does not speak of it", file.name),
        None => format!("the attestation of {who} names no file in which it is written down"),
    })
}

fn counted(count: usize, word: &str) -> String {
    format!("{count} {word}{}", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests;
