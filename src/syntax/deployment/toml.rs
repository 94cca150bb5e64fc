//! TOML.

use super::{Document, NodeId, NodeKind, ParseError};
use crate::source::Span;
use ::toml::Spanned;
use ::toml::de::{DeTable, DeValue};

/// Reads the file, past its errors.
pub(super) fn read(text: &str, document: &mut Document) {
    let (table, errors) = DeTable::parse_recoverable(text);
    for error in errors {
        let offset = error.span().map_or(0, |span| span.start as u32);
        document.errors.push(ParseError { message: error.message().to_owned(), offset });
    }
    let span = span_of(&table);
    let root = add_table(table.get_ref(), span, document);
    document.roots.extend(root);
}

fn add(value: &Spanned<DeValue<'_>>, document: &mut Document) -> Option<NodeId> {
    let span = span_of(value);
    match value.get_ref() {
        DeValue::String(text) => document.scalar(span, text.as_ref()),
        DeValue::Integer(number) => document.scalar(span, number.to_string()),
        DeValue::Float(number) => document.scalar(span, number.to_string()),
        DeValue::Boolean(value) => document.scalar(span, value.to_string()),
        DeValue::Datetime(date) => document.scalar(span, date.to_string()),
        DeValue::Array(items) => {
            let items = items.iter().map_while(|item| add(item, document)).collect();
            document.push(span, NodeKind::Sequence(items))
        }
        DeValue::Table(table) => add_table(table, span, document),
    }
}

fn add_table(table: &DeTable<'_>, span: Span, document: &mut Document) -> Option<NodeId> {
    let mut entries = Vec::with_capacity(table.len());
    for (key, value) in table {
        let Some(name) = document.scalar(span_of(key), key.get_ref().as_ref()) else { break };
        let Some(value) = add(value, document) else { break };
        entries.push((name, value));
    }
    document.push(span, NodeKind::Mapping(entries))
}

fn span_of<T>(spanned: &Spanned<T>) -> Span {
    let range = spanned.span();
    Span::new(range.start, range.end)
}
