//! The JSON schema of a configuration file, for editors.

use super::file::ConfigFile;
use super::vocabulary::{KnownRule, Vocabulary};
use crate::cohere::catalog::options::OptionType;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

/// The schema, with every rule and its options by name.
pub fn schema(vocabulary: &Vocabulary) -> Value {
    let schema = SchemaSettings::draft07().into_generator().into_root_schema_for::<ConfigFile>();
    let mut schema = schema.to_value();
    schema["title"] = json!("cohere-lint");
    let own = schema["definitions"]["RuleEntry"].clone();
    let rules: Map<String, Value> = vocabulary.rules.iter().map(|rule| (rule.id.to_string(), rule_schema(rule))).collect();
    let rules = json!({
        "description": schema["properties"]["rules"]["description"],
        "type": "object",
        "properties": rules,
        // Rules of the project's own go by names that only the project knows.
        "additionalProperties": own,
    });
    schema["properties"]["rules"] = rules.clone();
    schema["properties"]["$schema"] = json!({ "type": "string", "description": "This schema, for editors." });
    if let Some(over) = schema["definitions"]["OverrideEntry"]["properties"].as_object_mut() {
        over.insert("rules".to_owned(), rules);
    }
    schema
}

fn rule_schema(rule: &KnownRule) -> Value {
    let mut properties = Map::new();
    properties.insert("severity".to_owned(), json!({ "$ref": "#/definitions/RuleSeverity" }));
    for (name, spec) in &rule.options {
        let mut property = match spec.kind {
            OptionType::Boolean => json!({ "type": "boolean" }),
            OptionType::Integer => json!({ "type": "integer", "minimum": 0 }),
            OptionType::Number => json!({ "type": "number" }),
            OptionType::String => json!({ "type": "string" }),
            OptionType::Strings => json!({ "type": "array", "items": { "type": "string" } }),
        };
        property["description"] = json!(spec.about);
        properties.insert(name.to_string(), property);
    }
    json!({
        "description": rule.title,
        "anyOf": [
            { "$ref": "#/definitions/RuleSeverity" },
            { "type": "object", "properties": properties, "additionalProperties": false },
        ],
    })
}
