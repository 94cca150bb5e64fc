//! Finds and reads the directives in comments.

use super::{Directive, Malformed, Named, Scope, Suppressions};
use crate::program::Comment;
use crate::source::{LineIndex, Span};
use std::sync::atomic::AtomicBool;

pub(super) const TOOL: &str = "cohere-lint";
const HELP: &str = "name the rules: `cohere-lint: ignore[rule-id] reason`";
const HELP_FILE: &str = "move it above the first code, or use `ignore[…]` at the place itself";

/// How other tools spell it: with our name in front, a mistake worth telling.
const FOREIGN: &[&str] = &["ignore", "disable", "enable", "allow", "expect", "noqa", "nolint", "nosec", "skip", "suppress", "off", "file"];

pub(super) struct Parser<'a> {
    text: &'a str,
    lines: &'a LineIndex,
    comments: &'a [Comment],
}

/// A comment and the lines it stands on.
struct Placed<'a> {
    comment: &'a str,
    start: usize,
    first: u32,
    last: u32,
    /// Nothing but comments on its lines.
    alone: bool,
}

impl<'a> Parser<'a> {
    pub(super) fn new(text: &'a str, lines: &'a LineIndex, comments: &'a [Comment]) -> Self {
        Self { text, lines, comments }
    }

    /// Adds the directives of all comments, in source order.
    pub(super) fn read(&self, into: &mut Suppressions) {
        if !self.comments.iter().any(|comment| self.slice(comment).contains(TOOL)) {
            return;
        }
        let placed: Vec<Placed> = self.comments.iter().filter_map(|comment| self.place(comment, into)).collect();
        let below = self.lines_below(&placed, into);
        let code = self.first_code(&placed);
        for (placed, below) in placed.iter().zip(below) {
            for (at, marker) in directives(placed.comment) {
                let (at, marker) = (placed.start + at, placed.start + marker);
                self.directive(placed, at, marker, below, code, into);
            }
        }
    }

    fn slice(&self, comment: &Comment) -> &'a str {
        self.text.get(comment.span.range()).unwrap_or_default()
    }

    fn place(&self, comment: &Comment, lines: &Suppressions) -> Option<Placed<'a>> {
        let text = self.text.get(comment.span.range())?;
        let range = comment.span.range();
        let covered = lines.lines_of(comment.span);
        let before = self.text[..range.start].rsplit('\n').next().unwrap_or_default().trim();
        let after = self.text[range.end..].split('\n').next().unwrap_or_default().trim();
        // `{/* … */}` is how JSX writes a comment.
        let alone = matches!((before, after), ("", "") | ("{", "}"));
        Some(Placed { comment: text, start: range.start, first: *covered.start(), last: *covered.end(), alone })
    }

    /// For each comment that stands alone, the line right below the block of comments it belongs to.
    fn lines_below(&self, placed: &[Placed], lines: &Suppressions) -> Vec<Option<u32>> {
        let mut below = vec![None; placed.len()];
        for index in (0..placed.len()).rev().filter(|&index| placed[index].alone) {
            let next = placed[index].last + 1;
            let continued = placed.get(index + 1).filter(|following| following.alone && following.first == next);
            below[index] = match continued {
                Some(_) => below[index + 1],
                None => lines.starts.get(next as usize).filter(|&&start| self.same_cell(placed[index].start, start)).map(|_| next),
            };
        }
        below
    }

    fn same_cell(&self, offset: usize, other: u32) -> bool {
        self.lines.position(self.text, offset as u32).cell == self.lines.position(self.text, other).cell
    }

    /// Where the first code begins, after comments, a docstring, directives such as `"use client"`, and `#!` lines.
    fn first_code(&self, placed: &[Placed]) -> usize {
        let mut comments = placed.iter().peekable();
        let mut at = 0;
        loop {
            let rest = &self.text[at..];
            let trimmed = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
            at += rest.len() - trimmed.len();
            while comments.next_if(|comment| comment.start < at).is_some() {}
            let skipped = match comments.next_if(|comment| comment.start == at) {
                Some(comment) => comment.comment.len(),
                None => preamble(trimmed),
            };
            if skipped == 0 {
                return at;
            }
            at += skipped;
        }
    }

    /// Reads the directive whose name stands at `at`, behind the comment marker at `marker`.
    fn directive(&self, placed: &Placed, at: usize, marker: usize, below: Option<u32>, code: usize, into: &mut Suppressions) {
        let end = placed.start + placed.comment.len();
        let line = self.text[at..end].lines().next().unwrap_or_default();
        let line = line.strip_suffix("*/").unwrap_or(line);
        let Some(rest) = line[TOOL.len()..].trim_start().strip_prefix(':') else { return };
        let rest = rest.trim_start();
        let verb = &rest[..rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(rest.len())];
        let mut wrong = |words: &str, message: String, help| {
            let end = at + line.len() - words.len();
            into.malformed.push(Malformed { span: Span::new(at, end), message, help });
        };
        let after = &rest[verb.len()..];
        let whole_file = verb == "ignore-file";
        if !whole_file && verb != "ignore" {
            if FOREIGN.iter().any(|word| verb.starts_with(word)) {
                wrong(after, format!("`{verb}` is no suppression and silences nothing"), HELP);
            }
            return;
        }
        let Some(list) = after.trim_start().strip_prefix('[') else {
            return wrong(after, format!("`{verb}` without rules silences nothing"), HELP);
        };
        let Some((list, reason)) = list.split_once(']') else {
            return wrong("", format!("`{verb}[` has no closing bracket and silences nothing"), HELP);
        };
        let span = Span::new(at, at + line.len() - reason.len());
        let rules = self.rules(span.range().end - 1 - list.len(), list);
        if rules.is_empty() {
            return wrong(reason, format!("`{verb}[]` without rules silences nothing"), HELP);
        }
        if whole_file && (!placed.alone || placed.start > code) {
            return wrong(reason, "`ignore-file` below the first code silences nothing".to_owned(), HELP_FILE);
        }
        let scope = if whole_file { Scope::File } else { Scope::Line { own: self.line(placed, at), below } };
        let reason = reason.chars().any(char::is_alphanumeric);
        into.directives.push(Directive { span, removal: self.removal(placed, marker), scope, rules, reason });
    }

    fn line(&self, placed: &Placed, at: usize) -> u32 {
        placed.first + memchr::memchr_iter(b'\n', &self.text.as_bytes()[placed.start..at]).count() as u32
    }

    fn rules(&self, mut at: usize, list: &str) -> Vec<Named> {
        let mut rules = Vec::new();
        for item in list.split(',') {
            let name = item.trim();
            let start = at + (item.len() - item.trim_start().len());
            if !name.is_empty() {
                rules.push(Named { rule: name.into(), span: Span::new(start, start + name.len()), used: AtomicBool::new(false) });
            }
            at += item.len() + 1;
        }
        rules
    }

    /// What goes when the directive goes: the comment from `marker` on, with the line if nothing else is on it.
    fn removal(&self, placed: &Placed, marker: usize) -> Option<Span> {
        if placed.first != placed.last {
            return None;
        }
        let end = placed.start + placed.comment.len();
        let line = self.text[..marker].rfind('\n').map_or(0, |at| at + 1);
        let before = &self.text[line..marker];
        let after = self.text[end..].split_inclusive('\n').next().unwrap_or_default();
        if before.trim().is_empty() && after.trim().is_empty() {
            return Some(Span::new(line, end + after.len()));
        }
        (before.trim() != "{").then(|| Span::new(line + before.trim_end().len(), end))
    }
}

/// The places in a comment where the tool is addressed, each with the comment marker before it. It is addressed at the start
/// of a comment or of a line of a block comment, or behind another marker (`# noqa # cohere-lint: …`), never in prose or docs.
fn directives(comment: &str) -> Vec<(usize, usize)> {
    if comment.starts_with("///") || comment.starts_with("//!") {
        return Vec::new();
    }
    let block = comment.starts_with("/*");
    let addressed = comment.match_indices(TOOL).filter_map(|(at, _)| {
        let before = comment[..at].trim_end_matches([' ', '\t']);
        if block {
            let line = before.rsplit('\n').next().unwrap_or_default().trim();
            return (line.trim_start_matches('/').bytes().all(|b| b == b'*')).then_some((at, 0));
        }
        let marker = before.trim_end_matches(['#', '/']);
        let found = marker.len() < before.len() && (marker.is_empty() || marker.ends_with([' ', '\t']));
        found.then_some((at, marker.len()))
    });
    addressed.collect()
}

/// The length of what may stand before an `ignore-file`, if the text begins with it.
fn preamble(text: &str) -> usize {
    let line = text.find('\n').unwrap_or(text.len());
    if text.starts_with("#!") || text.starts_with("//") {
        return line;
    }
    let prefix = text.bytes().take(2).take_while(u8::is_ascii_alphabetic).count();
    let literal = &text[prefix..];
    for quote in ["\"\"\"", "'''"] {
        if let Some(body) = literal.strip_prefix(quote) {
            return body.find(quote).map_or(0, |length| prefix + length + 2 * quote.len());
        }
    }
    let statement = text[prefix..line].trim_end().trim_end_matches(';');
    let quote = statement.chars().next().filter(|quote| matches!(quote, '"' | '\''));
    let alone = quote.is_some_and(|quote| statement.len() > 1 && statement[1..].find(quote) == Some(statement.len() - 2));
    if alone { line } else { 0 }
}
