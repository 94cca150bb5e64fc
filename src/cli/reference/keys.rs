//! The page on the configuration's keys, read off its JSON schema.

use super::cell;
use serde_json::Value;
use std::fmt::Write as _;

/// The page.
pub(super) fn page(schema: &Value) -> String {
    let mut text = "# Keys of the configuration\n\nEvery key of `cohere-lint.toml`, `[tool.cohere-lint]` and `\"cohere-lint\"`, from the schema that `cohere-lint config schema` prints. \
                    [Configuration](../configuration.md) explains them, with examples.\n\n"
        .to_owned();
    let mut tables = vec![(String::new(), schema)];
    let mut seen: Vec<&Value> = Vec::new();
    while !tables.is_empty() {
        let (path, table) = tables.remove(0);
        if !path.is_empty() {
            let _ = write!(text, "\n## `{path}`\n\n");
        }
        text.push_str("| Key | Value | Meaning |\n|---|---|---|\n");
        for (key, value) in properties(table).filter(|(key, _)| *key != "$schema") {
            let (shown, inner) = kind(schema, value);
            let _ = writeln!(text, "| `{key}` | {shown} | {} |", cell(value["description"].as_str().unwrap_or_default()));
            // The table of rules has a key for each; they stand on a page of their own.
            if let Some(inner) = inner.filter(|inner| *key != "rules" && !seen.contains(inner)) {
                seen.push(inner);
                tables.push((if path.is_empty() { key.clone() } else { format!("{path}.{key}") }, inner));
            }
        }
    }
    text
}

fn properties(table: &Value) -> impl Iterator<Item = (&String, &Value)> {
    table["properties"].as_object().into_iter().flatten()
}

/// What a key holds, in words, and the table it holds, if it does.
fn kind<'s>(schema: &'s Value, value: &'s Value) -> (String, Option<&'s Value>) {
    if let Some(name) = value["$ref"].as_str().and_then(|name| name.strip_prefix("#/definitions/")) {
        return kind(schema, &schema["definitions"][name]);
    }
    if let Some(one_of) = ["anyOf", "oneOf", "allOf"].iter().find_map(|key| value[*key].as_array()) {
        let kinds: Vec<_> = one_of.iter().filter(|one| one["type"] != "null").map(|one| kind(schema, one)).collect();
        let mut words: Vec<String> = Vec::new();
        for (word, _) in &kinds {
            if !words.contains(word) {
                words.push(word.clone());
            }
        }
        return (words.join(" or "), kinds.into_iter().find_map(|(_, table)| table));
    }
    if let Some(values) = value["enum"].as_array() {
        return (values.iter().map(|value| format!("`{}`", value.as_str().unwrap_or_default())).collect::<Vec<_>>().join(", "), None);
    }
    if let Some(constant) = value["const"].as_str() {
        return (format!("`{constant}`"), None);
    }
    let types: Vec<&str> = match &value["type"] {
        Value::String(one) => vec![one],
        Value::Array(several) => several.iter().filter_map(Value::as_str).filter(|one| *one != "null").collect(),
        _ => Vec::new(),
    };
    match types.as_slice() {
        ["array"] => {
            let (word, table) = kind(schema, &value["items"]);
            (format!("list of {word}"), table)
        }
        ["object"] => ("table".to_owned(), value["properties"].is_object().then_some(value)),
        ["boolean"] => ("true or false".to_owned(), None),
        [] => ("any".to_owned(), None),
        _ => (types.join(" or "), None),
    }
}
