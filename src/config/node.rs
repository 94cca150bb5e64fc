//! TOML and JSON as one tree whose every value and key knows where it stands.

use super::text::Spot;
use jsonc_parser::ast;
use jsonc_parser::common::Ranged;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A value and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// The value.
    pub value: NodeValue,
    /// Where it stands; of a table with a header of its own, the header.
    pub spot: Spot,
}

/// A value.
#[derive(Clone, Debug, PartialEq)]
pub enum NodeValue {
    /// `null` of JSON.
    Null,
    /// A truth value.
    Bool(bool),
    /// A whole number.
    Integer(i64),
    /// Any other number.
    Float(f64),
    /// A text, or a date of TOML as it is written.
    String(String),
    /// A list.
    Array(Vec<Node>),
    /// A table, in the order written.
    Table(Vec<(Key, Node)>),
}

/// A key of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct Key {
    /// The key.
    pub name: String,
    /// Where it stands.
    pub spot: Spot,
}

/// Why a text is no tree: the message and the bytes it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// What is wrong.
    pub message: String,
    /// Where.
    pub spot: Spot,
}

impl Node {
    /// Reads TOML.
    ///
    /// # Errors
    /// When it is none.
    pub fn from_toml(file: u32, text: &str) -> Result<Self, SyntaxError> {
        let root = DeTable::parse(text).map_err(|error| {
            let span = error.span().unwrap_or_default();
            SyntaxError { message: one_line(error.message()), spot: spot(file, span.start, span.end) }
        })?;
        Ok(Self { value: toml_table(file, root.get_ref()), spot: spot(file, root.span().start, root.span().end) })
    }

    /// Reads JSON.
    ///
    /// # Errors
    /// When it is none.
    pub fn from_json(file: u32, text: &str) -> Result<Self, SyntaxError> {
        let parsed = jsonc_parser::parse_to_ast(text, &jsonc_parser::CollectOptions::default(), &jsonc_parser::ParseOptions::default());
        let parsed = parsed.map_err(|error| {
            let range = error.range();
            SyntaxError { message: one_line(&error.kind().to_string()), spot: spot(file, range.start, range.end) }
        })?;
        Ok(match parsed.value {
            Some(value) => json_value(file, &value),
            None => Self { value: NodeValue::Table(Vec::new()), spot: spot(file, 0, 0) },
        })
    }

    /// What stands under a key, if this is a table that has it.
    pub fn get(&self, name: &str) -> Option<&Self> {
        let NodeValue::Table(entries) = &self.value else { return None };
        entries.iter().find(|(key, _)| key.name == name).map(|(_, node)| node)
    }

    /// As [`Node::get`], to be changed.
    pub fn get_mut(&mut self, name: &str) -> Option<&mut Self> {
        let NodeValue::Table(entries) = &mut self.value else { return None };
        entries.iter_mut().find(|(key, _)| key.name == name).map(|(_, node)| node)
    }
}

fn one_line(message: &str) -> String {
    message.trim().trim_end_matches('.').replace('\n', ", ")
}

fn spot(file: u32, start: usize, end: usize) -> Spot {
    Spot { file, start: start as u32, end: end as u32 }
}

fn toml_table(file: u32, table: &DeTable<'_>) -> NodeValue {
    let at = |span: std::ops::Range<usize>| spot(file, span.start, span.end);
    let entry = |(key, value): (&Spanned<toml::de::DeString<'_>>, &Spanned<DeValue<'_>>)| {
        (Key { name: key.get_ref().to_string(), spot: at(key.span()) }, toml_value(file, value))
    };
    let mut entries: Vec<(Key, Node)> = table.iter().map(entry).collect();
    entries.sort_by_key(|(key, _)| key.spot);
    NodeValue::Table(entries)
}

fn toml_value(file: u32, value: &Spanned<DeValue<'_>>) -> Node {
    let kind = match value.get_ref() {
        DeValue::String(text) => NodeValue::String(text.to_string()),
        DeValue::Integer(integer) => match i64::from_str_radix(integer.as_str(), integer.radix()) {
            Ok(number) => NodeValue::Integer(number),
            Err(_) => NodeValue::Float(f64::INFINITY),
        },
        DeValue::Float(float) => NodeValue::Float(float.as_str().parse().unwrap_or(f64::NAN)),
        DeValue::Boolean(value) => NodeValue::Bool(*value),
        DeValue::Datetime(datetime) => NodeValue::String(datetime.to_string()),
        DeValue::Array(items) => NodeValue::Array(items.iter().map(|item| toml_value(file, item)).collect()),
        DeValue::Table(table) => toml_table(file, table),
    };
    Node { value: kind, spot: spot(file, value.span().start, value.span().end) }
}

fn json_value(file: u32, value: &ast::Value<'_>) -> Node {
    let range = value.range();
    let kind = match value {
        ast::Value::StringLit(text) => NodeValue::String(text.value.to_string()),
        ast::Value::NumberLit(number) => match number.value.parse::<i64>() {
            Ok(integer) => NodeValue::Integer(integer),
            Err(_) => NodeValue::Float(number.value.parse().unwrap_or(f64::NAN)),
        },
        ast::Value::BooleanLit(value) => NodeValue::Bool(value.value),
        ast::Value::Array(array) => NodeValue::Array(array.elements.iter().map(|item| json_value(file, item)).collect()),
        ast::Value::Object(object) => NodeValue::Table(
            object
                .properties
                .iter()
                .map(|property| {
                    let name = property.name.range();
                    let key = Key { name: property.name.as_str().to_owned(), spot: spot(file, name.start, name.end) };
                    (key, json_value(file, &property.value))
                })
                .collect(),
        ),
        ast::Value::NullKeyword(_) => NodeValue::Null,
    };
    Node { value: kind, spot: spot(file, range.start, range.end) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_and_key_knows_its_place() {
        let text = "a = 1\n[b.c]\nd = [\"x\", 2.5, 2026-01-02]\n";
        let node = Node::from_toml(3, text).unwrap();
        let d = node.get("b").and_then(|b| b.get("c")).and_then(|c| c.get("d")).unwrap();
        assert_eq!(&text[d.spot.range()], "[\"x\", 2.5, 2026-01-02]");
        let NodeValue::Array(items) = &d.value else { panic!("a list") };
        assert_eq!(items[2].value, NodeValue::String("2026-01-02".into()));
        assert_eq!((&text[items[1].spot.range()], d.spot.file), ("2.5", 3));
        let NodeValue::Table(entries) = &node.value else { panic!("a table") };
        assert_eq!(&text[entries[0].0.spot.range()], "a");
    }

    #[test]
    fn json_is_read_alike() {
        let text = r#"{"cohere-lint": {"pedantic": true, "select": ["a"], "n": null, "x": -3, "y": 1e2}}"#;
        let node = Node::from_json(0, text).unwrap();
        let inner = node.get("cohere-lint").unwrap();
        assert_eq!(inner.get("pedantic").map(|n| &n.value), Some(&NodeValue::Bool(true)));
        assert_eq!(inner.get("x").map(|n| &n.value), Some(&NodeValue::Integer(-3)));
        assert_eq!(inner.get("y").map(|n| &n.value), Some(&NodeValue::Float(100.0)));
        assert_eq!(&text[inner.get("select").unwrap().spot.range()], "[\"a\"]");
    }

    #[test]
    fn errors_say_where() {
        let error = Node::from_toml(0, "a = 1\nb = \n").unwrap_err();
        assert!(error.spot.start >= 6, "{error:?}");
        assert!(Node::from_json(0, "{\"a\": ").is_err());
        assert!(Node::from_toml(0, &format!("a = {}", "[".repeat(100_000))).is_err());
        assert!(Node::from_json(0, &"[".repeat(100_000)).is_err());
    }
}
