//! `rules/catalog/frameworks.toml`: how frameworks come by the functions they run, and what keeps an object for the next run.

use crate::analysis::execution::Framework;
use rustc_hash::FxHashSet;
use serde::Deserialize;
use smol_str::SmolStr;

/// `rules/catalog/frameworks.toml`. The analysis' own tables: nothing in them is about Cohere.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct FrameworksFile {
    /// Methods that run the function they are given for each element: `map`, `forEach`, `apply`.
    #[serde(default)]
    pub iterating_methods: Vec<SmolStr>,
    /// Functions that do: `python:builtins.map`.
    #[serde(default)]
    pub iterating_functions: Vec<SmolStr>,
    /// Methods that make an iterator, where `map` is not an iterator's alone (Rust).
    #[serde(default)]
    pub iterator_makers: Vec<SmolStr>,
    /// Functions that count, whose numbers are attempts more often than elements.
    #[serde(default)]
    pub counting_functions: Vec<SmolStr>,
    /// Decorators that leave a function what it is.
    #[serde(default)]
    pub plain_decorators: Vec<SmolStr>,
    /// Methods that put a router into another: `use`, `include_router`.
    #[serde(default)]
    pub mounting_methods: Vec<SmolStr>,
    /// Methods that have a function fill a router: `register`.
    #[serde(default)]
    pub plugging_methods: Vec<SmolStr>,
    /// Arguments of these, and of routers, that hold the path: `prefix`.
    #[serde(default)]
    pub mounting_arguments: Vec<SmolStr>,
    /// Members by which an application registers what runs when it starts: `on_event`.
    #[serde(default)]
    pub starting_members: Vec<SmolStr>,
    /// Arguments that take such a function: `lifespan`.
    #[serde(default)]
    pub starting_arguments: Vec<SmolStr>,
    /// Functions and classes that make a response of their arguments: `python:flask.jsonify`.
    #[serde(default)]
    pub responses: Vec<SmolStr>,
    /// Methods that give their arguments to a response, whatever it is: `json`, `send`.
    #[serde(default)]
    pub response_methods: Vec<SmolStr>,
    /// Members of an answer that count or name something and hold no text of it: `usage`, `id`.
    #[serde(default)]
    pub counting_members: Vec<SmolStr>,
    /// Methods that put their argument into a container: `set`, `setdefault`.
    #[serde(default)]
    pub keeping_methods: Vec<SmolStr>,
    /// Parts of the paths under which services answer for their health, in small letters and digits.
    #[serde(default)]
    pub probe_names: Vec<SmolStr>,
    /// Names that calls of all sorts go by: that a file calls something so doesn't tell that a client may be handed to it.
    #[serde(default)]
    pub everyday_calls: FxHashSet<SmolStr>,
    /// Parts of a path before such a name that leave it the service's own; behind others, names that say more than health are of something else.
    #[serde(default)]
    pub probe_parents: Vec<SmolStr>,
    /// The frameworks.
    #[serde(default, rename = "framework")]
    pub frameworks: Vec<Framework>,
}

#[cfg(test)]
mod tests {
    use crate::cohere::catalog::Catalog;

    #[test]
    fn every_framework_says_how_it_comes_by_its_handlers() {
        let catalog = Catalog::embedded().expect("the catalogue under rules/");
        assert!(catalog.frameworks.frameworks.len() > 30);
        for framework in &catalog.frameworks.frameworks {
            let ways = framework.functions.len()
                + framework.classes.len()
                + framework.files.len()
                + framework.named.len()
                + framework.scripts.len();
            assert!(ways > 0 || (!framework.objects.is_empty() && !framework.members.is_empty()), "{}", framework.name);
            assert!(!framework.source.is_empty(), "{}", framework.name);
            let symbols = framework.objects.iter().chain(&framework.functions).chain(&framework.scripts);
            for symbol in symbols {
                assert!(["python:", "npm:", "rust:"].iter().any(|e| symbol.starts_with(e)), "{symbol}");
                assert!(!symbol.contains(".default"), "{symbol}: leave `.default` out");
            }
        }
    }
}
