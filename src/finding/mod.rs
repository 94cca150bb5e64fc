//! What a rule reports: one builder owns a finding, its spans, its words and its edits.

pub mod baseline;
pub mod fingerprint;
pub mod redact;
pub mod suppression;

use crate::source::{FileId, Position, Span};
use serde::Serialize;
use smol_str::SmolStr;

/// How grave a finding is, mildest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Advice.
    Note,
    /// It will hurt in production.
    Warning,
    /// The request fails, or money or a secret is lost.
    Error,
}

impl Severity {
    /// The word for it, as in every report.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// How sure the analysis is that the finding is real, least sure first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Confidence {
    /// By name only; reported under `--pedantic`.
    Low,
    /// Cohere-only evidence, but the receiver wasn't followed to its origin.
    Medium,
    /// Followed from an import or constructor.
    High,
}

/// A place with words to it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Label {
    /// The file.
    pub file: FileId,
    /// The tokens.
    pub span: Span,
    /// What to see there: "made here", "passed here", "called here".
    pub text: SmolStr,
}

/// Whether an edit keeps behaviour but for the fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Applicability {
    /// May be applied without looking.
    Safe,
    /// Needs a person to look.
    Unsafe,
}

/// A replacement of one span.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// The file.
    pub file: FileId,
    /// What is replaced; empty for an insertion.
    pub span: Span,
    /// The new text.
    pub replacement: String,
}

/// A set of edits that belong together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What it does, as a title: "Replace with `command-a-03-2025`".
    pub title: String,
    /// Whether it may be applied without looking.
    pub applicability: Applicability,
    /// The edits.
    pub edits: Vec<Edit>,
}

/// One finding. Built by [`FindingBuilder`] only; secrets in the quoted source are masked before any report sees it.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The rule's id.
    pub rule: SmolStr,
    /// How grave.
    pub severity: Severity,
    /// How sure.
    pub confidence: Confidence,
    /// What is wrong, one sentence without a full stop at the end, concrete names and dates in it.
    pub message: String,
    /// Why it matters.
    pub why: String,
    /// What to do.
    pub help: String,
    /// The smallest telling token range.
    pub primary: Label,
    /// Other places worth seeing (the call, the other definition).
    pub related: Vec<Label>,
    /// How the analysis got there, in order: made, passed, called.
    pub flow: Vec<Label>,
    /// Spans whose lines count for a suppression comment, in the primary's file: the enclosing statement.
    pub statement: Span,
    /// Edits that would mend it.
    pub fixes: Vec<Fix>,
    /// Spans holding secrets, in any file: masked in every output.
    pub secrets: Vec<(FileId, Span)>,
    /// The enclosing function's name, for the fingerprint.
    pub symbol: Option<String>,
    /// Shown under `--pedantic` only.
    pub pedantic: bool,
    /// Stable identity: rule, path, enclosing symbol, normalised tokens and occurrence. Filled by the engine.
    pub fingerprint: String,
    /// The position of the primary span. Filled by the engine.
    pub start: Position,
    /// The end of the primary span. Filled by the engine.
    pub end: Position,
}

/// Makes a [`Finding`].
#[derive(Debug)]
pub struct FindingBuilder(Finding);

impl FindingBuilder {
    /// Starts a finding of `rule` at `span` of `file`.
    pub fn new(rule: &str, severity: Severity, file: FileId, span: Span) -> Self {
        let nowhere = Position { cell: None, line: 1, column: 1, raw_line: 1 };
        Self(Finding {
            rule: rule.into(),
            severity,
            confidence: Confidence::High,
            message: String::new(),
            why: String::new(),
            help: String::new(),
            primary: Label { file, span, text: SmolStr::default() },
            related: Vec::new(),
            flow: Vec::new(),
            statement: span,
            fixes: Vec::new(),
            secrets: Vec::new(),
            symbol: None,
            pedantic: false,
            fingerprint: String::new(),
            start: nowhere,
            end: nowhere,
        })
    }

    /// The three parts: what is wrong, why it matters, what to do.
    pub fn words(mut self, message: impl Into<String>, why: impl Into<String>, help: impl Into<String>) -> Self {
        self.0.message = message.into();
        self.0.why = why.into();
        self.0.help = help.into();
        self
    }

    /// How grave, where it differs from the rule's own.
    pub fn severity(mut self, severity: Severity) -> Self {
        self.0.severity = severity;
        self
    }

    /// How sure.
    pub fn confidence(mut self, confidence: Confidence) -> Self {
        self.0.confidence = confidence;
        self
    }

    /// The words at the primary span.
    pub fn label(mut self, text: impl Into<SmolStr>) -> Self {
        self.0.primary.text = text.into();
        self
    }

    /// Another place worth seeing.
    pub fn related(mut self, file: FileId, span: Span, text: impl Into<SmolStr>) -> Self {
        self.0.related.push(Label { file, span, text: text.into() });
        self
    }

    /// The path by which the analysis got there.
    pub fn flow(mut self, steps: impl IntoIterator<Item = Label>) -> Self {
        self.0.flow.extend(steps);
        self
    }

    /// The statement on whose lines a suppression counts.
    pub fn statement(mut self, span: Span) -> Self {
        self.0.statement = span.to(self.0.primary.span);
        self
    }

    /// An edit that would mend it.
    pub fn fix(mut self, fix: Fix) -> Self {
        self.0.fixes.push(fix);
        self
    }

    /// A span that holds a secret.
    pub fn secret(mut self, file: FileId, span: Span) -> Self {
        self.0.secrets.push((file, span));
        self
    }

    /// The enclosing function's name.
    pub fn symbol(mut self, symbol: Option<String>) -> Self {
        self.0.symbol = symbol;
        self
    }

    /// Shows it under `--pedantic` only.
    pub fn pedantic(mut self, pedantic: bool) -> Self {
        self.0.pedantic = pedantic;
        self
    }

    /// The finding.
    pub fn build(self) -> Finding {
        self.0
    }
}
