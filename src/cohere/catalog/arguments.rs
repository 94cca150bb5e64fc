//! What arguments mean, for people who read a call.

use serde::Deserialize;
use smol_str::SmolStr;
use std::collections::BTreeMap;

/// `arguments.toml`.
#[derive(Clone, Debug, Default, Deserialize, PartialEq)]
pub struct Arguments {
    /// Where the words come from.
    #[serde(default)]
    pub source: Vec<String>,
    /// By operation (`chat`, …, `client` for constructors, `any` for all) and wire name.
    #[serde(flatten)]
    pub by_operation: BTreeMap<SmolStr, BTreeMap<SmolStr, String>>,
}

impl Arguments {
    /// What an argument of an operation means, or of a constructor where there is none.
    pub fn about(&self, wire: &str, operation: Option<&str>) -> Option<&str> {
        let of = |table: &str| self.by_operation.get(table)?.get(wire).map(String::as_str);
        of(operation.unwrap_or("client")).or_else(|| of("any"))
    }
}

#[cfg(test)]
mod tests {
    use crate::cohere::catalog::Catalog;

    #[test]
    fn arguments_are_told_of_operations_there_are() {
        let catalog = Catalog::embedded().unwrap();
        let arguments = &catalog.arguments;
        assert!(!arguments.source.is_empty());
        for (operation, table) in arguments.by_operation.iter().filter(|(name, _)| !matches!(name.as_str(), "any" | "client")) {
            let endpoints: Vec<_> = catalog.endpoints.endpoints.iter().filter(|e| e.operation == *operation).collect();
            for wire in table.keys() {
                let knows = |e: &crate::cohere::catalog::schema::Endpoint| {
                    let named = |names: &[smol_str::SmolStr]| names.contains(wire);
                    named(&e.required) || named(&e.optional) || e.foreign.contains_key(wire) || e.removed_arguments.contains_key(wire)
                };
                assert!(endpoints.iter().any(|e| knows(e)), "{operation} has no argument `{wire}`");
            }
        }
        assert!(arguments.about("input_type", Some("embed")).unwrap().contains("search_query"));
        assert_eq!(arguments.about("model", None), arguments.about("model", Some("chat")));
        assert_eq!(arguments.about("nothing", Some("chat")), None);
    }
}
