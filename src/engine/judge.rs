//! Usages → findings: runs the rules, then suppressions, masks and fingerprints.

use super::files::Files;
use super::rulebook::RuleBook;
use crate::finding::fingerprint::{Fingerprints, Identity};
use crate::finding::suppression::Suppressions;
use crate::finding::{Confidence, Finding, redact};
use crate::report::ReportFile;
use crate::rules::{Context, Reporter, SuppressionContext};
use crate::source::{FileId, Span};
use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;
use std::time::{Duration, Instant};

/// What came of judging.
#[derive(Debug, Default)]
pub struct Judgement {
    /// The findings to report, sorted.
    pub findings: Vec<Finding>,
    /// Findings that a comment silenced.
    pub suppressed: usize,
    /// Findings that only `--pedantic` shows.
    pub hidden: usize,
}

/// Which findings are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bar {
    /// As asked for or configured: advice and guesses under `--pedantic` alone.
    Configured,
    /// All that rules are sure of, those whose every word is advice among them.
    Advice,
}

impl Bar {
    fn shows(self, finding: &Finding, book: &RuleBook) -> bool {
        let is_guess = finding.confidence == Confidence::Low;
        match self {
            Self::Configured => book.is_pedantic(finding.primary.file) || !(finding.pedantic || is_guess),
            Self::Advice => !is_guess && (!finding.pedantic || book.is_advice(&finding.rule)),
        }
    }
}

/// Runs the selected rules over a project's usages.
///
/// `took` is told how long each rule ran.
pub fn run_rules(context: &Context<'_>, book: &RuleBook, took: &mut Vec<(SmolStr, Duration)>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for rule in book.running() {
        let (front, first, started) = (rule.front(), findings.len(), Instant::now());
        rule.check(context, &mut Reporter::new(&front.id, book, &mut findings));
        findings[first..].iter_mut().for_each(|f| f.pedantic |= front.pedantic);
        took.push((front.id.clone(), started.elapsed()));
    }
    findings
}

/// Applies suppressions, the pedantic bar and fingerprints to findings of the files in `reported`.
pub fn settle(mut findings: Vec<Finding>, files: &Files, reported: &dyn Fn(FileId) -> bool, book: &RuleBook, bar: Bar) -> Judgement {
    let mut judgement = Judgement::default();
    findings.retain(|f| reported(f.primary.file));
    let mut suppressions: FxHashMap<FileId, Suppressions> = FxHashMap::default();
    for id in files.parsed_ids().into_iter().chain(files.deployments.ids()).filter(|id| reported(*id)) {
        let (comments, Some((text, lines))) = (files.comments(id), files.text(id)) else { continue };
        if Suppressions::are_in(text, &comments) {
            suppressions.insert(id, Suppressions::parse(id, text, lines, &comments));
        }
    }
    // What is silenced counts as silenced even where it would not have been shown: its suppression is of use.
    findings.retain(|f| {
        let silenced = suppressions.get(&f.primary.file).is_some_and(|s| s.covers(f).is_some());
        judgement.suppressed += usize::from(silenced);
        !silenced
    });
    check_suppressions(&suppressions, &mut findings, book);
    findings.retain(|f| {
        let shown = bar.shows(f, book);
        judgement.hidden += usize::from(!shown);
        shown
    });
    locate(&mut findings, files);
    judgement.findings = findings;
    judgement
}

fn check_suppressions(suppressions: &FxHashMap<FileId, Suppressions>, findings: &mut Vec<Finding>, book: &RuleBook) {
    let known = |name: &str| book.knows(name);
    let mut order: Vec<_> = suppressions.iter().collect();
    order.sort_unstable_by_key(|(id, _)| **id);
    let mut found = Vec::new();
    for rule in book.running() {
        let Some(check) = rule.suppression_check() else { continue };
        for (file, suppressions) in &order {
            let judged = |name: &str| book.runs_in(name, **file);
            let context = SuppressionContext { file: **file, suppressions, judged: &judged, known: &known };
            check(&context, &mut Reporter::new(&rule.front().id, book, &mut found));
        }
    }
    // A suppression of these rules silences them like any other.
    found.retain(|f| suppressions.get(&f.primary.file).is_none_or(|s| s.covers(f).is_none()));
    findings.extend(found);
}

/// Sorts, fills in positions and fingerprints, drops what is said twice.
fn locate(findings: &mut Vec<Finding>, files: &Files) {
    for finding in findings.iter_mut() {
        let Some((text, lines)) = files.text(finding.primary.file) else { continue };
        finding.start = lines.position(text, finding.primary.span.start);
        finding.end = lines.position(text, finding.primary.span.end);
    }
    findings.sort_by(|a, b| {
        let key = |f: &Finding| (f.primary.file, f.primary.span.start, f.primary.span.end);
        key(a)
            .cmp(&key(b))
            .then_with(|| a.rule.cmp(&b.rule))
            .then_with(|| b.severity.cmp(&a.severity))
            .then_with(|| a.message.cmp(&b.message))
    });
    findings.dedup_by(|b, a| a.rule == b.rule && a.primary.file == b.primary.file && a.primary.span == b.primary.span);
    let secrets = secrets(findings);
    let mut fingerprints = Fingerprints::default();
    for finding in findings.iter_mut() {
        let Some((text, _)) = files.text(finding.primary.file) else { continue };
        let tokens = finding.primary.span;
        let masked = masked_text(text, tokens, secrets.get(&finding.primary.file).map(Vec::as_slice).unwrap_or_default());
        finding.fingerprint = fingerprints.next(Identity {
            rule: &finding.rule,
            path: files.path(finding.primary.file),
            symbol: finding.symbol.as_deref().unwrap_or_default(),
            text: &masked,
        });
    }
}

/// The text of a span with the secrets in it masked.
fn masked_text(text: &str, span: Span, secrets: &[Span]) -> String {
    let within = |s: &Span| Span { start: s.start.max(span.start) - span.start, end: s.end.min(span.end) - span.start };
    let inside: Vec<Span> = secrets.iter().filter(|s| s.start < span.end && span.start < s.end).map(within).collect();
    redact::mask(text.get(span.range()).unwrap_or_default(), &inside)
}

fn secrets(findings: &[Finding]) -> FxHashMap<FileId, Vec<Span>> {
    let mut secrets: FxHashMap<FileId, Vec<Span>> = FxHashMap::default();
    for (file, span) in findings.iter().flat_map(|f| &f.secrets) {
        secrets.entry(*file).or_default().push(*span);
    }
    secrets
}

/// Masks every known secret in the words of findings.
pub fn mask_words(findings: &mut [Finding], known_secrets: &[(FileId, Span)], files: &Files) {
    let spans = findings.iter().flat_map(|f| &f.secrets).chain(known_secrets);
    let texts: FxHashSet<&str> = spans.filter_map(|(file, span)| files.text(*file)?.0.get(span.range())).collect();
    let texts: Vec<&str> = texts.into_iter().map(|text| text.trim_matches(['"', '\'', '`'])).collect();
    let mask = |text: &str| redact::mask_words(text, &texts);
    for finding in findings {
        for words in [&mut finding.message, &mut finding.why, &mut finding.help] {
            *words = mask(words);
        }
        for label in std::iter::once(&mut finding.primary).chain(&mut finding.related).chain(&mut finding.flow) {
            label.text = mask(&label.text).into();
        }
        for fix in &mut finding.fixes {
            fix.title = mask(&fix.title);
        }
    }
}

/// The files that findings point into, with every known secret masked.
pub fn report_files(findings: &[Finding], known_secrets: &[(FileId, Span)], files: &Files) -> FxHashMap<FileId, ReportFile> {
    let mut secrets = secrets(findings);
    for (file, span) in known_secrets {
        secrets.entry(*file).or_default().push(*span);
    }
    let labels = findings.iter().flat_map(|f| std::iter::once(&f.primary).chain(&f.related).chain(&f.flow));
    let wanted: FxHashSet<FileId> = labels.map(|l| l.file).collect();
    wanted
        .into_iter()
        .filter_map(|id| {
            let (text, lines) = files.text(id)?;
            let text = redact::mask(text, secrets.get(&id).map(Vec::as_slice).unwrap_or_default());
            Some((id, ReportFile { path: files.path(id).to_owned(), text, lines: lines.clone() }))
        })
        .collect()
}
