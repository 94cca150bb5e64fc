//! One file a rule, named as its id. A rule reads usages and makes findings; it never sees syntax.
//!
//! A file that holds `pub fn check(context: &Context<'_>, report: &mut Reporter<'_>)` is a rule: the build registers it, its page
//! under `rules/` gives it its severity, group and words of explanation.

use crate::cohere::catalog::Catalog;
use crate::cohere::catalog::options::Options;
use crate::cohere::models::ModelUse;
use crate::cohere::service::Service;
use crate::cohere::usage::{Place, Surroundings, Usages};
use crate::finding::suppression::Suppressions;
use crate::finding::{Finding, FindingBuilder, Severity};
use crate::operations::{Evidence, Operations};
use crate::source::{FileId, FileRole, Span};

pub mod declared;

use declared::ModelPolicy;

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
    /// What the project shows of how it is run; nothing where nobody would be shown what is said of it.
    pub operations: Option<&'a Operations<'a>>,
}

impl<'a> Context<'a> {
    /// For rules about operation: what the project shows of it, where it is a service that uses Cohere and somebody would be shown what is said.
    pub fn deployable(&self) -> Option<(&'a Operations<'a>, Service<'a>)> {
        Some((self.operations?, self.usages.service()?))
    }
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
        Surroundings::of_the_project()
    }
}

/// How a rule judges in a file, by the configuration that holds there.
#[derive(Clone, Debug)]
pub struct Setting {
    /// How grave its findings are.
    pub severity: Severity,
    /// Somebody chose the severity: it holds for all its findings, also those that the rule thinks milder or graver.
    pub is_chosen: bool,
    /// It is silent outside application code.
    pub application_only: bool,
    /// Its options.
    pub options: Options,
}

/// What the configuration says of rules, file by file.
pub trait Settings {
    /// How a rule judges in a file; nothing where it is off.
    fn setting(&self, rule: &str, file: FileId) -> Option<&Setting>;

    /// The models that code in a file may name; nothing where nobody says.
    fn models(&self, _file: FileId) -> Option<&ModelPolicy> {
        None
    }
}

/// Related places shown of what a project shows of its operation.
const MOST_SHOWN: usize = 3;

/// Takes the findings of one rule.
pub struct Reporter<'a> {
    rule: &'a str,
    settings: &'a dyn Settings,
    findings: &'a mut Vec<Finding>,
}

impl<'a> Reporter<'a> {
    /// A reporter for a rule. What stands in a file in which the rule is off is dropped.
    pub fn new(rule: &'a str, settings: &'a dyn Settings, findings: &'a mut Vec<Finding>) -> Self {
        Self { rule, settings, findings }
    }

    /// Starts a finding at a place, with the severity the rule has there.
    pub fn at(&self, place: Place) -> FindingBuilder {
        let severity = self.settings.setting(self.rule, place.file).map_or(Severity::Warning, |s| s.severity);
        FindingBuilder::new(self.rule, severity, place.file, place.span).statement(place.statement)
    }

    /// The rule's options in a file; nothing where it is off.
    pub fn options(&self, file: FileId) -> Option<&'a Options> {
        self.settings.setting(self.rule, file).map(|s| &s.options)
    }

    /// The models that code in a file may name; nothing where nobody says.
    pub fn models(&self, file: FileId) -> Option<&'a ModelPolicy> {
        self.settings.models(file)
    }

    /// Adds a finding about the project's operation, of a message, a reason and help: at what shows it, or else where the service begins to use Cohere.
    pub fn advise(&mut self, shown_by: &[Evidence], service: &Service<'_>, label: &str, (message, why, help): (&str, &str, &str)) {
        let place = shown_by.first().map_or(service.anchor, |evidence| evidence.place);
        let others = shown_by.iter().skip(1).take(MOST_SHOWN);
        let finding = others.fold(self.at(place).words(message, why, help).label(label), |finding, evidence| {
            finding.related(evidence.place.file, evidence.place.span, evidence.text.as_str())
        });
        self.push(&Surroundings::of_the_project(), finding);
    }

    /// Adds a finding about something that stands in these surroundings.
    pub fn push(&mut self, surroundings: &Surroundings, finding: FindingBuilder) {
        let mut finding = finding.symbol(surroundings.function.clone()).build();
        let Some(setting) = self.settings.setting(self.rule, finding.primary.file) else { return };
        if setting.application_only && surroundings.role != FileRole::Application {
            return;
        }
        if setting.is_chosen {
            finding.severity = setting.severity;
        }
        self.findings.push(finding);
    }
}
