//! One file a rule, named as its id. A rule reads usages and makes findings; it never sees syntax.
//!
//! A file that holds `pub fn check(context: &Context<'_>, report: &mut Reporter<'_>)` is a rule: the build registers it, its page
//! under `rules/` gives it its severity, group and words of explanation.

use crate::cohere::catalog::Catalog;
use crate::cohere::models::ModelUse;
use crate::cohere::usage::{Place, Surroundings, Usages};
use crate::finding::suppression::Suppressions;
use crate::finding::{Finding, FindingBuilder, Severity};
use crate::source::{FileId, FileRole, Span};

include!(concat!(env!("OUT_DIR"), "/rules.rs"));

/// A rule as the engine runs it.
#[derive(Debug)]
pub struct Rule {
    /// Its id.
    pub id: &'static str,
    /// Reads the usages.
    pub check: Option<fn(&Context<'_>, &mut Reporter<'_>)>,
    /// Reads the suppression comments of a file, after all other rules ran.
    pub check_suppressions: Option<fn(&SuppressionContext<'_>, &mut Reporter<'_>)>,
}

/// What rules read.
#[derive(Debug)]
pub struct Context<'a> {
    /// Every usage of the project.
    pub usages: &'a Usages,
    /// Every model literal that reaches a call, with what is to be said of it.
    pub models: &'a [ModelUse],
    /// What is known of Cohere.
    pub catalog: &'static Catalog,
    /// The day against which models are judged.
    pub as_of: jiff::civil::Date,
}

/// What rules about suppression comments read, a file at a time.
pub struct SuppressionContext<'a> {
    /// The file.
    pub file: FileId,
    /// Its suppression comments.
    pub suppressions: &'a Suppressions,
    /// Whether a rule had its say in this run: of the others nobody knows whether a suppression is of use.
    pub judged: &'a dyn Fn(&str) -> bool,
    /// Whether a rule of this name exists.
    pub known: &'a dyn Fn(&str) -> bool,
}

impl SuppressionContext<'_> {
    /// A place in the file.
    pub fn place(&self, span: Span) -> Place {
        Place { file: self.file, span, statement: span }
    }

    /// Comments stand nowhere in particular.
    pub fn surroundings(&self) -> Surroundings {
        Surroundings { role: FileRole::Application, function: None, is_library: false }
    }
}

/// Takes the findings of one rule.
#[derive(Debug)]
pub struct Reporter<'a> {
    rule: &'static str,
    severity: Severity,
    application_only: bool,
    findings: &'a mut Vec<Finding>,
}

impl<'a> Reporter<'a> {
    /// A reporter for a rule with its page's severity. `application_only` drops what stands in tests, notebooks and examples.
    pub fn new(rule: &'static str, severity: Severity, application_only: bool, findings: &'a mut Vec<Finding>) -> Self {
        Self { rule, severity, application_only, findings }
    }

    /// Starts a finding at a place, with the rule's own severity.
    pub fn at(&self, place: Place) -> FindingBuilder {
        FindingBuilder::new(self.rule, self.severity, place.file, place.span).statement(place.statement)
    }

    /// Adds a finding about something that stands in these surroundings.
    pub fn push(&mut self, surroundings: &Surroundings, finding: FindingBuilder) {
        if self.application_only && surroundings.role != FileRole::Application {
            return;
        }
        self.findings.push(finding.symbol(surroundings.function.clone()).build());
    }
}
