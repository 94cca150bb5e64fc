//! Dockerfiles: instructions with their lines joined. `ENV` and `ARG` become mappings, `RUN` and its kin commands.

use super::{Document, NodeId, NodeKind, shell};
use crate::source::Span;

/// Instructions that run a command.
const SHELL: &[&str] = &["RUN", "CMD", "ENTRYPOINT", "HEALTHCHECK"];

/// Reads the file as one list of one-key mappings: `{ENV: {NAME: value}}`, `{FROM: "python:3.12"}`.
pub(super) fn read(text: &str, document: &mut Document) {
    let mut items = Vec::new();
    for instruction in instructions(text) {
        let Some(item) = add(text, &instruction, document) else { break };
        items.push(item);
    }
    let root = document.push(Span::new(0, text.len()), NodeKind::Sequence(items));
    document.roots.extend(root);
}

/// An instruction: its keyword and what stands behind it.
struct Instruction {
    keyword: Span,
    rest: Span,
}

fn add(text: &str, instruction: &Instruction, document: &mut Document) -> Option<NodeId> {
    let keyword = text.get(instruction.keyword.range()).unwrap_or_default().to_ascii_uppercase();
    let rest = text.get(instruction.rest.range()).unwrap_or_default();
    let value = if matches!(keyword.as_str(), "ENV" | "ARG" | "LABEL") {
        let pairs = pairs(rest, instruction.rest.start as usize);
        let mut entries = Vec::with_capacity(pairs.len());
        for (name, value) in pairs {
            let words = |span: Span| text.get(span.range()).unwrap_or_default().to_owned();
            entries.push((document.scalar(name, words(name))?, document.scalar(value, words(value))?));
        }
        document.push(instruction.rest, NodeKind::Mapping(entries))?
    } else {
        if SHELL.contains(&keyword.as_str()) {
            shell::inside(&joined(rest), instruction.rest, document);
        }
        document.scalar(instruction.rest, joined(rest))?
    };
    let key = document.scalar(instruction.keyword, keyword)?;
    document.push(instruction.keyword.to(instruction.rest), NodeKind::Mapping(vec![(key, value)]))
}

/// The instructions of the file, lines that end in a backslash joined with the next.
fn instructions(text: &str) -> Vec<Instruction> {
    let mut found = Vec::new();
    let mut lines = text.split_inclusive('\n').scan(0, |at, line| {
        let start = *at;
        *at += line.len();
        Some((start, line))
    });
    while let Some((start, line)) = lines.next() {
        let trimmed = line.trim_start();
        if trimmed.is_empty() || trimmed.starts_with('#') {
            continue;
        }
        let first = start + line.len() - trimmed.len();
        let mut end = start + line.trim_end().len();
        let mut goes_on = line.trim_end().ends_with('\\');
        while goes_on {
            let Some((start, line)) = lines.next() else { break };
            // Comments and empty lines inside an instruction don't end it.
            goes_on = line.trim_end().ends_with('\\') || line.trim_start().starts_with('#') || line.trim().is_empty();
            end = start + line.trim_end().len();
        }
        let whole = text.get(first..end).unwrap_or_default();
        let keyword = whole.find(char::is_whitespace).unwrap_or(whole.len());
        let rest = whole[keyword..].len() - whole[keyword..].trim_start().len() + keyword;
        found.push(Instruction { keyword: Span::new(first, first + keyword), rest: Span::new(first + rest, end) });
    }
    found
}

/// The text of a continued instruction on one line, comments left out.
fn joined(text: &str) -> String {
    let lines = text.lines().filter(|line| !line.trim_start().starts_with('#'));
    lines.map(|line| line.trim_end().trim_end_matches('\\')).collect::<Vec<_>>().join(" ")
}

/// `NAME=value` words, or the old `NAME value`; quotes are left out of the value.
fn pairs(rest: &str, start: usize) -> Vec<(Span, Span)> {
    let words = words(rest);
    let at = |from: usize, to: usize| Span::new(start + from, start + to);
    if let Some((from, to)) = words.first().filter(|(from, to)| !rest[*from..*to].contains('=')) {
        let (value_from, value_to) = (words.get(1).map_or(*to, |w| w.0), words.last().map_or(*to, |w| w.1.max(*to)));
        return vec![(at(*from, *to), at(value_from, value_to))];
    }
    let pair = |(from, to): &(usize, usize)| {
        let word = &rest[*from..*to];
        let (name, value) = word.split_once('=')?;
        let quoted = value.len() > 1 && ['"', '\''].iter().any(|q| value.starts_with(*q) && value.ends_with(*q));
        let inset = usize::from(quoted);
        let value_from = from + name.len() + 1;
        Some((at(*from, from + name.len()), at(value_from + inset, to - inset)))
    };
    words.iter().filter_map(pair).collect()
}

/// The words of a line: quotes hold blanks together, backslashes at line ends are blanks.
fn words(text: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let (mut begin, mut quote, mut escaped) = (None, None, false);
    for (at, c) in text.char_indices() {
        let is_continuation = c == '\\' && text[at + 1..].trim_start_matches([' ', '\t', '\r']).starts_with('\n');
        if quote.is_none() && (c.is_whitespace() || is_continuation) {
            found.extend(begin.take().map(|from| (from, at)));
            continue;
        }
        begin.get_or_insert(at);
        match (c, quote) {
            _ if escaped => escaped = false,
            ('\\', _) => escaped = true,
            ('"' | '\'', None) => quote = Some(c),
            (c, Some(open)) if c == open => quote = None,
            _ => {}
        }
    }
    found.extend(begin.map(|from| (from, text.len())));
    found
}
