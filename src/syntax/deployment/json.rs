//! JSON, with what configuration files add to it: comments and trailing commas.

use super::{Document, NodeId, NodeKind, ParseError};
use crate::source::Span;
use jsonc_parser::ast::{ObjectPropName, Value};
use jsonc_parser::common::Ranged;
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};

/// Reads the file. The parser bounds nesting by itself.
pub(super) fn read(text: &str, document: &mut Document) {
    match parse_to_ast(text, &CollectOptions::default(), &ParseOptions::default()) {
        Ok(parsed) => {
            let root = parsed.value.and_then(|value| add(&value, document));
            document.roots.extend(root);
        }
        Err(error) => {
            let offset = error.range().start as u32;
            document.errors.push(ParseError { message: error.kind().to_string(), offset });
        }
    }
}

fn add(value: &Value<'_>, document: &mut Document) -> Option<NodeId> {
    let span = span_of(value);
    match value {
        Value::StringLit(literal) => document.scalar(span, literal.value.as_ref()),
        Value::NumberLit(literal) => document.scalar(span, literal.value),
        Value::BooleanLit(literal) => document.scalar(span, if literal.value { "true" } else { "false" }),
        Value::NullKeyword(_) => document.scalar(span, "null"),
        Value::Array(array) => {
            let items = array.elements.iter().map_while(|element| add(element, document)).collect();
            document.push(span, NodeKind::Sequence(items))
        }
        Value::Object(object) => {
            let mut entries = Vec::with_capacity(object.properties.len());
            for property in &object.properties {
                let (name, at) = match &property.name {
                    ObjectPropName::String(literal) => (literal.value.as_ref(), span_of(literal)),
                    ObjectPropName::Word(literal) => (literal.value, span_of(literal)),
                };
                let Some(key) = document.scalar(at, name) else { break };
                let Some(value) = add(&property.value, document) else { break };
                entries.push((key, value));
            }
            document.push(span, NodeKind::Mapping(entries))
        }
    }
}

fn span_of(ranged: &impl Ranged) -> Span {
    let range = ranged.range();
    Span::new(range.start, range.end)
}
