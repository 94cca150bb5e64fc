//! Dotenv files: `KEY=value` a line, `export` before it or not, quotes around the value or not.

use super::{Document, NodeKind};
use crate::source::Span;

/// Reads the file as one mapping.
pub(super) fn read(text: &str, document: &mut Document) {
    let mut entries = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if let Some((name, value)) = assignment(line, start) {
            let unquoted = |span: Span| text.get(span.range()).unwrap_or_default().to_owned();
            let Some(key) = document.scalar(name, unquoted(name)) else { break };
            let Some(value) = document.scalar(value, unquoted(value)) else { break };
            entries.push((key, value));
        }
        start += line.len();
    }
    let root = document.push(Span::new(0, text.len()), NodeKind::Mapping(entries));
    document.roots.extend(root);
}

/// The places of name and value, quotes left out.
fn assignment(line: &str, start: usize) -> Option<(Span, Span)> {
    let trimmed = line.trim_start();
    let trimmed = trimmed.strip_prefix("export ").unwrap_or(trimmed).trim_start();
    if trimmed.starts_with('#') {
        return None;
    }
    let (name, value) = trimmed.split_once('=')?;
    let name_start = start + line.len() - trimmed.len();
    let name = name.trim_end();
    let is_name = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'-'));
    let value_start = start + line.len() - value.trim_start().len();
    let value = value.trim();
    is_name.then(|| {
        let (skipped, length) = bare(value);
        let from = value_start + skipped;
        (Span::new(name_start, name_start + name.len()), Span::new(from, from + length))
    })
}

/// How many bytes stand before the value itself, and how long it is: quotes and the comment behind it are not it.
fn bare(value: &str) -> (usize, usize) {
    for quote in ['"', '\'', '`'] {
        if let Some(end) = value.strip_prefix(quote).and_then(|inner| inner.find(quote)) {
            return (1, end);
        }
    }
    let end = value.find(" #").unwrap_or(value.len());
    (0, value[..end].trim_end().len())
}
