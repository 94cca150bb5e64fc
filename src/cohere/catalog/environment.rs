//! Questions to the catalogue about the languages' own libraries.

use super::load::Catalog;
use super::schema::{CallWrapper, EnvRead};
use smol_str::{SmolStr, format_smolstr};

impl Catalog {
    /// How calling `symbol` reads an environment variable, if it does.
    pub fn env_read(&self, symbol: &str) -> Option<&EnvRead> {
        let symbol = self.canonical(symbol);
        self.environment.env_reads.iter().find(|read| read.path == symbol)
    }

    /// Whether members and items of `symbol` are environment variables.
    pub fn is_env_object(&self, symbol: &str) -> bool {
        self.environment.env_objects.contains(&self.canonical(symbol))
    }

    /// Whether fields of subclasses of `symbol` are environment variables.
    pub fn is_env_class(&self, symbol: &str) -> bool {
        self.environment.env_classes.contains(&self.canonical(symbol))
    }

    /// The position of the argument that a call of `symbol` stands for.
    pub fn transparent(&self, symbol: &str) -> Option<usize> {
        let symbol = self.canonical(symbol);
        let own = self.environment.transparent.get(&symbol);
        own.or_else(|| self.routes.iter().find_map(|route| route.transparent.get(&symbol))).copied()
    }

    /// Whether `method` of any value of `ecosystem` gives the value itself.
    pub fn is_transparent_method(&self, ecosystem: &str, method: &str) -> bool {
        self.environment.transparent_methods.get(ecosystem).is_some_and(|methods| methods.iter().any(|known| known == method))
    }

    /// The position of the argument that the generic type `symbol` stands for.
    pub fn transparent_type(&self, symbol: &str) -> Option<usize> {
        self.environment.transparent_types.get(&self.canonical(symbol)).copied()
    }

    /// What it means to give a function to `symbol`, by calling it or as its decorator. Calls of a decorator's maker (`retry()`) have
    /// the call in the symbol.
    pub fn wrappers(&self, symbol: &str) -> impl Iterator<Item = &CallWrapper> {
        let symbol = self.canonical(symbol);
        self.environment.wrappers.iter().filter(move |wrapper| wrapper.paths.contains(&symbol))
    }

    /// Whether a handler of `symbol` catches everything.
    pub fn is_catch_all(&self, symbol: &str) -> bool {
        self.environment.catch_all.contains(&self.canonical(symbol))
    }

    /// Whether a handler of `symbol` sees nothing that a request raises.
    pub fn is_unrelated_error(&self, symbol: &str) -> bool {
        self.environment.unrelated_errors.contains(&self.canonical(symbol))
    }

    /// Whether calling `symbol` gives an object in which nothing is set.
    pub fn is_empty_object(&self, symbol: &str) -> bool {
        self.environment.empty_objects.contains(&self.canonical(symbol))
    }

    /// The environment variable a member of an environment object names: `npm:globalThis.process.env.CO_API_KEY`.
    pub fn env_member(&self, symbol: &str) -> Option<SmolStr> {
        let symbol = self.canonical(symbol);
        let (object, name) = symbol.rsplit_once('.')?;
        self.environment.env_objects.iter().any(|known| known == object).then(|| format_smolstr!("{name}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn catalog() -> &'static Catalog {
        Catalog::embedded().expect("the catalogue under rules/")
    }

    #[test]
    fn environment_variables_are_read_in_every_language() {
        let fallback = |symbol| catalog().env_read(symbol).map(|read| read.fallback);
        assert_eq!(fallback("python:os.getenv"), Some(Some(1)));
        assert_eq!(fallback("npm:globalThis.Deno.env.get"), Some(None));
        assert_eq!(fallback("rust:std.env.var"), Some(None));
        assert_eq!(fallback("rust:std.env.args"), None);
        assert!(catalog().is_env_object("npm:node:process.env"));
        assert_eq!(catalog().env_member("npm:$env/static/private.CO_API_KEY").as_deref(), Some("CO_API_KEY"));
        assert_eq!(catalog().env_member("npm:globalThis.process.argv"), None);
    }

    #[test]
    fn wrappers_of_values_are_seen_through() {
        assert_eq!(catalog().transparent("python:typing.cast"), Some(1));
        assert_eq!(catalog().transparent("rust:std.sync.Arc.new"), Some(0));
        assert_eq!(catalog().transparent("rust:cohere_rust.api.EmbedModel.Custom"), Some(0));
        assert_eq!(catalog().transparent("python:builtins.len"), None);
        assert_eq!(catalog().transparent_type("rust:std.option.Option"), Some(0));
        assert!(catalog().is_transparent_method("rust", "to_string"));
        assert!(!catalog().is_transparent_method("python", "to_string"));
    }

    #[test]
    fn wrappers_of_functions_say_what_they_do() {
        let retries = |symbol| catalog().wrappers(symbol).any(|wrapper| wrapper.retries);
        assert!(retries("python:tenacity.retry()"));
        assert!(retries("npm:p-retry.default"));
        assert!(!retries("python:functools.wraps()"));
        assert!(catalog().wrappers("python:functools.lru_cache").all(|wrapper| wrapper.caches));
    }

    #[test]
    fn errors_are_told_apart() {
        assert!(catalog().is_catch_all("python:builtins.Exception"));
        assert!(catalog().is_unrelated_error("python:builtins.KeyError"));
        assert!(!catalog().is_unrelated_error("python:builtins.OSError"));
    }
}
