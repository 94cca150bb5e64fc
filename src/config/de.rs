//! Reads the shapes of [`super::file`] out of a [`Node`]; every error knows the place it is about.

use super::error::advice;
use super::node::{Key, Node, NodeValue};
use super::text::Spot;
use serde::de::value::{StrDeserializer, U32Deserializer};
use serde::de::{
    self, DeserializeSeed, Deserializer, EnumAccess, Expected, IntoDeserializer, MapAccess, SeqAccess, Unexpected, VariantAccess, Visitor,
};
use std::fmt;

/// The name by which [`super::located::Located`] asks for a place.
pub(super) const LOCATED: &str = "$cohere-lint:located";

/// Why a tree has another shape than it should.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShapeError {
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: String,
    /// The place, once it is known.
    pub spot: Option<Spot>,
}

impl ShapeError {
    fn new(message: String) -> Self {
        Self { message, help: String::new(), spot: None }
    }

    /// Gives it a place, if it has none that is nearer.
    fn at(mut self, spot: Spot) -> Self {
        self.spot.get_or_insert(spot);
        self
    }
}

impl fmt::Display for ShapeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for ShapeError {}

impl de::Error for ShapeError {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::new(message.to_string())
    }

    fn invalid_type(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::new(format!("expected {}, found {}", plain(&expected.to_string()), words(found)))
    }

    fn invalid_value(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::invalid_type(found, expected)
    }

    fn unknown_field(field: &str, known: &'static [&'static str]) -> Self {
        Self { help: advice(field, known.iter().copied()), ..Self::new(format!("unknown key `{field}`")) }
    }

    fn unknown_variant(variant: &str, known: &'static [&'static str]) -> Self {
        Self { help: advice(variant, known.iter().copied()), ..Self::new(format!("unknown value `{variant}`")) }
    }

    fn missing_field(field: &'static str) -> Self {
        Self::new(format!("the key `{field}` is missing"))
    }

    fn duplicate_field(field: &'static str) -> Self {
        Self::new(format!("the key `{field}` stands there twice"))
    }
}

/// What the reader of shapes calls things, in words of people who write TOML.
fn plain(expected: &str) -> String {
    match expected {
        "a sequence" => "a list".into(),
        "a map" => "a table".into(),
        "a boolean" => "`true` or `false`".into(),
        "a string" => "a text".into(),
        _ if expected.starts_with("struct ") => "a table".into(),
        _ if ["i", "u"].iter().any(|sign| expected.starts_with(sign)) => "a whole number".into(),
        _ if expected.starts_with('f') => "a number".into(),
        _ => expected.into(),
    }
}

fn words(found: Unexpected<'_>) -> String {
    match found {
        Unexpected::Bool(value) => format!("`{value}`"),
        Unexpected::Unsigned(number) => format!("the number {number}"),
        Unexpected::Signed(number) => format!("the number {number}"),
        Unexpected::Float(number) => format!("the number {number}"),
        Unexpected::Str(text) => format!("the text \"{text}\""),
        Unexpected::Seq => "a list".into(),
        Unexpected::Map => "a table".into(),
        Unexpected::Unit | Unexpected::Option => "nothing".into(),
        other => other.to_string(),
    }
}

impl<'de> Deserializer<'de> for &'de Node {
    type Error = ShapeError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ShapeError> {
        let read = match &self.value {
            NodeValue::Null => visitor.visit_unit(),
            NodeValue::Bool(value) => visitor.visit_bool(*value),
            NodeValue::Integer(number) => visitor.visit_i64(*number),
            NodeValue::Float(number) => visitor.visit_f64(*number),
            NodeValue::String(text) => visitor.visit_borrowed_str(text),
            NodeValue::Array(items) => visitor.visit_seq(Items(items.iter())),
            NodeValue::Table(entries) => visitor.visit_map(Entries { entries: entries.iter(), value: None }),
        };
        read.map_err(|error| error.at(self.spot))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ShapeError> {
        if self.value == NodeValue::Null { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _name: &'static str, visitor: V) -> Result<V::Value, ShapeError> {
        visitor.visit_newtype_struct(self).map_err(|error| error.at(self.spot))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ShapeError> {
        let NodeValue::String(text) = &self.value else { return self.deserialize_any(visitor) };
        visitor.visit_enum(Variant(text)).map_err(|error| error.at(self.spot))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ShapeError> {
        if name == LOCATED { visitor.visit_seq(Place { step: 0, spot: self.spot, inner: self }) } else { self.deserialize_any(visitor) }
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple tuple_struct map
        identifier ignored_any
    }
}

/// The place of a value and the value, as a list of four.
struct Place<D> {
    step: u8,
    spot: Spot,
    inner: D,
}

impl<'de, D: Deserializer<'de, Error = ShapeError> + Copy> SeqAccess<'de> for Place<D> {
    type Error = ShapeError;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, ShapeError> {
        let number = match self.step {
            0 => self.spot.file,
            1 => self.spot.start,
            2 => self.spot.end,
            _ => return seed.deserialize(self.inner).map(Some).map_err(|error| error.at(self.spot)),
        };
        self.step += 1;
        let number: U32Deserializer<ShapeError> = number.into_deserializer();
        seed.deserialize(number).map(Some)
    }
}

/// A key of a table.
#[derive(Clone, Copy)]
struct KeyReader<'de>(&'de Key);

impl<'de> Deserializer<'de> for KeyReader<'de> {
    type Error = ShapeError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ShapeError> {
        visitor.visit_borrowed_str(&self.0.name).map_err(|error: ShapeError| error.at(self.0.spot))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ShapeError> {
        if name == LOCATED { visitor.visit_seq(Place { step: 0, spot: self.0.spot, inner: self }) } else { self.deserialize_any(visitor) }
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct newtype_struct seq
        tuple tuple_struct map enum identifier ignored_any
    }
}

struct Items<'de>(std::slice::Iter<'de, Node>);

impl<'de> SeqAccess<'de> for Items<'de> {
    type Error = ShapeError;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, ShapeError> {
        let Some(node) = self.0.next() else { return Ok(None) };
        seed.deserialize(node).map(Some).map_err(|error| error.at(node.spot))
    }
}

struct Entries<'de> {
    entries: std::slice::Iter<'de, (Key, Node)>,
    value: Option<&'de Node>,
}

impl<'de> MapAccess<'de> for Entries<'de> {
    type Error = ShapeError;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, ShapeError> {
        let Some((key, value)) = self.entries.next() else { return Ok(None) };
        self.value = Some(value);
        seed.deserialize(KeyReader(key)).map(Some).map_err(|error| error.at(key.spot))
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, ShapeError> {
        let node = self.value.take().ok_or_else(|| <ShapeError as de::Error>::custom("a key without a value"))?;
        seed.deserialize(node).map_err(|error| error.at(node.spot))
    }
}

/// A name that stands for one of several things.
struct Variant<'de>(&'de str);

impl<'de> EnumAccess<'de> for Variant<'de> {
    type Error = ShapeError;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), ShapeError> {
        let name: StrDeserializer<'_, ShapeError> = self.0.into_deserializer();
        Ok((seed.deserialize(name)?, self))
    }
}

impl<'de> VariantAccess<'de> for Variant<'de> {
    type Error = ShapeError;

    fn unit_variant(self) -> Result<(), ShapeError> {
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, _seed: T) -> Result<T::Value, ShapeError> {
        Err(de::Error::custom("expected a table"))
    }

    fn tuple_variant<V: Visitor<'de>>(self, _length: usize, _visitor: V) -> Result<V::Value, ShapeError> {
        Err(de::Error::custom("expected a list"))
    }

    fn struct_variant<V: Visitor<'de>>(self, _fields: &'static [&'static str], _visitor: V) -> Result<V::Value, ShapeError> {
        Err(de::Error::custom("expected a table"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::located::Located;
    use serde::Deserialize;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields, rename_all = "kebab-case")]
    #[allow(dead_code, reason = "only its errors and one place are looked at")]
    struct Shape {
        first_one: Option<Located<Vec<Located<String>>>>,
        second: Option<bool>,
        #[serde(default)]
        inner: Vec<Inner>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[allow(dead_code, reason = "only its errors are looked at")]
    struct Inner {
        id: Located<String>,
    }

    fn error(text: &str) -> (String, String, String) {
        let node = Node::from_toml(0, text).unwrap();
        let error = Shape::deserialize(&node).unwrap_err();
        let spot = error.spot.unwrap();
        (error.message, error.help, text[spot.range()].to_owned())
    }

    #[test]
    fn places_come_with_the_values() {
        let text = "first-one = [\"a\", \"b\"]\n";
        let node = Node::from_toml(7, text).unwrap();
        let shape = Shape::deserialize(&node).unwrap();
        let list = shape.first_one.unwrap();
        assert_eq!((&text[list.spot.range()], list.spot.file), ("[\"a\", \"b\"]", 7));
        assert_eq!((list[1].as_str(), &text[list[1].spot.range()]), ("b", "\"b\""));
    }

    #[test]
    fn errors_point_at_the_smallest_thing() {
        let told = |text: &str| error(text);
        assert_eq!(told("frist-one = 1"), ("unknown key `frist-one`".into(), "Did you mean `first-one`?".into(), "frist-one".into()));
        assert_eq!(
            told("second = \"yes\""),
            ("expected `true` or `false`, found the text \"yes\"".into(), String::new(), "\"yes\"".into())
        );
        assert_eq!(told("first-one = [\"a\", 2]"), ("expected a text, found the number 2".into(), String::new(), "2".into()));
        assert_eq!(told("first-one = 2").0, "expected a list, found the number 2");
        let (message, _, at) = told("second = true\n[[inner]]\n");
        assert_eq!((message.as_str(), at.as_str()), ("the key `id` is missing", "[[inner]]"));
        assert_eq!(told("[[inner]]\nid = \"x\"\nidd = 1\n").2, "idd");
    }
}
