//! Comments that silence a finding: `# cohere-lint: ignore[rule-id, …] reason`.
//!
//! The comment may use any marker of the language (`#`, `//`, `/* */`) and counts
//! - on the finding's own line, behind or before the code;
//! - alone on the line above the finding, also as one of several comment lines that stand right above it;
//! - on any line of the finding's statement.
//!
//! `ignore-file[rule-id, …]` counts for the whole file and stands before its first code (a docstring, `"use client"` and
//! `#![…]` may come first). What follows the bracket is the reason. Rules are named one by one: a bare `ignore`, an empty
//! bracket, a group or a wildcard silences nothing and is reported, since it would also hide what nobody has looked at yet.

mod parse;

use super::Finding;
use crate::program::Comment;
use crate::source::{FileId, LineIndex, Span};
use smol_str::SmolStr;
use std::ops::RangeInclusive;
use std::sync::atomic::{AtomicBool, Ordering};

/// Which findings a directive is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Scope {
    /// Those on the line it stands on (`own`), or further down to the line right below its block of comments (`below`).
    Line { own: u32, below: Option<u32> },
    /// All of the file's.
    File,
}

/// A rule named in a directive.
#[derive(Debug)]
struct Named {
    rule: SmolStr,
    span: Span,
    used: AtomicBool,
}

/// One suppression comment.
#[derive(Debug)]
struct Directive {
    /// From `cohere-lint:` to the closing bracket.
    span: Span,
    /// The comment with the space before it, when there is nothing else in the comment: what goes when the directive goes.
    removal: Option<Span>,
    scope: Scope,
    rules: Vec<Named>,
    reason: bool,
}

/// A suppression that has no effect as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Malformed {
    /// The words at fault.
    pub span: Span,
    /// What is wrong.
    pub message: String,
    /// What to write.
    pub help: &'static str,
}

/// A rule named in a suppression, for findings about suppressions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedRule {
    /// The name as written.
    pub rule: SmolStr,
    /// Where it stands.
    pub span: Span,
    /// What to delete to be rid of it: the whole comment when nothing of it is of use, else the name with its comma.
    pub removal: Option<Span>,
}

/// The suppressions of one file. Remembers which were of use.
#[derive(Debug)]
pub struct Suppressions {
    file: FileId,
    starts: Vec<u32>,
    directives: Vec<Directive>,
    malformed: Vec<Malformed>,
}

impl Suppressions {
    /// Whether any of the comments may be one of these at all.
    pub fn are_in(text: &str, comments: &[Comment]) -> bool {
        comments.iter().any(|comment| text.get(comment.span.range()).is_some_and(|text| text.contains(parse::TOOL)))
    }

    /// Reads the suppression comments of a file.
    pub fn parse(file: FileId, text: &str, lines: &LineIndex, comments: &[Comment]) -> Self {
        let starts = std::iter::once(0).chain(memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at as u32 + 1)).collect();
        let mut suppressions = Self { file, starts, directives: Vec::new(), malformed: Vec::new() };
        parse::Parser::new(text, lines, comments).read(&mut suppressions);
        suppressions
    }

    /// The suppression that covers a finding, if one does; it counts as used from now on.
    pub fn covers(&self, finding: &Finding) -> Option<usize> {
        if finding.primary.file != self.file {
            return None;
        }
        let primary = self.lines_of(finding.primary.span);
        let statement = self.lines_of(finding.statement.to(finding.primary.span));
        let above = |own: u32, below: u32| {
            let within = |line: u32| own < line && line <= below;
            within(*primary.start()) || within(*primary.end()) || within(*statement.start())
        };
        let covers = |directive: &Directive, whole_file: bool| match directive.scope {
            Scope::File => whole_file,
            Scope::Line { own, below } => !whole_file && (statement.contains(&own) || below.is_some_and(|below| above(own, below))),
        };
        let named = |directive: &'_ Directive| directive.rules.iter().position(|named| named.rule == finding.rule);
        // The nearest comment is the one that was meant; what the whole file ignores comes last.
        [false, true].into_iter().find_map(|whole_file| {
            let mut candidates = self.directives.iter().enumerate().rev().filter(|(_, directive)| covers(directive, whole_file));
            let (index, rule) = candidates.find_map(|(index, directive)| Some((index, named(directive)?)))?;
            self.directives[index].rules[rule].used.store(true, Ordering::Relaxed);
            Some(index)
        })
    }

    /// The rules named in suppressions that covered nothing. `judged` tells the rules that had their say in this run:
    /// of the others nobody knows, and names of no rule at all are for [`Suppressions::unknown`].
    pub fn unused(&self, judged: &dyn Fn(&str) -> bool) -> Vec<NamedRule> {
        self.select(|named| judged(&named.rule) && !named.used.load(Ordering::Relaxed))
    }

    /// The names in suppressions that are no rule's.
    pub fn unknown(&self, known: &dyn Fn(&str) -> bool) -> Vec<NamedRule> {
        self.select(|named| !known(&named.rule))
    }

    /// Suppressions that have no effect as they are written.
    pub fn malformed(&self) -> &[Malformed] {
        &self.malformed
    }

    /// The places of suppressions that don't say why.
    pub fn without_reason(&self) -> Vec<Span> {
        self.directives.iter().filter(|directive| !directive.reason).map(|directive| directive.span).collect()
    }

    fn select(&self, wanted: impl Fn(&Named) -> bool) -> Vec<NamedRule> {
        let mut selected = Vec::new();
        for directive in &self.directives {
            let all = directive.rules.iter().all(&wanted);
            for (index, named) in directive.rules.iter().enumerate().filter(|(_, named)| wanted(named)) {
                let removal = if all { directive.removal } else { Some(with_comma(&directive.rules, index)) };
                selected.push(NamedRule { rule: named.rule.clone(), span: named.span, removal });
            }
        }
        selected
    }

    /// The lines a span stands on, counted over the whole text.
    fn lines_of(&self, span: Span) -> RangeInclusive<u32> {
        let line = |offset: u32| self.starts.partition_point(|&start| start <= offset).saturating_sub(1) as u32;
        line(span.start)..=line(span.end.saturating_sub(1).max(span.start))
    }
}

/// A name with the comma and space that part it from the next name, or from the one before if it is the last.
fn with_comma(rules: &[Named], index: usize) -> Span {
    let span = rules[index].span;
    match (rules.get(index + 1), index.checked_sub(1)) {
        (Some(next), _) => Span { start: span.start, end: next.span.start },
        (None, Some(before)) => Span { start: rules[before].span.end, end: span.end },
        (None, None) => span,
    }
}

#[cfg(test)]
mod tests;
