//! What a project adds to the catalogue: wrappers, hosts and credentials of its own, and what its own rules ask about.

use super::load::{Catalog, CatalogError, route_file};
use super::schema::Route;
use smol_str::SmolStr;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// What a project adds to the catalogue.
#[derive(Clone, Debug, Default)]
pub struct Additions {
    /// Wrappers of its own.
    pub routes: Vec<Route>,
    /// Environment variables of its own that hold a Cohere key.
    pub key_variables: Vec<SmolStr>,
    /// Hosts that hand on to Cohere.
    pub proxies: Vec<SmolStr>,
    /// Hosts of private deployments.
    pub deployments: Vec<SmolStr>,
    /// Calls its own rules ask about: the symbol called, and the names of what it takes by position.
    pub watched: BTreeMap<SmolStr, Vec<SmolStr>>,
}

impl Additions {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.routes.is_empty()
            && self.key_variables.is_empty()
            && self.proxies.is_empty()
            && self.deployments.is_empty()
            && self.watched.is_empty()
    }

    /// Texts one of which every file that is concerned holds.
    pub fn anchors(&self) -> Vec<SmolStr> {
        let symbols = self.routes.iter().flat_map(super::validate::symbols).chain(self.watched.keys());
        let packages = symbols.filter_map(|symbol| package(symbol)).map(SmolStr::from);
        let names = self.key_variables.iter().chain(&self.proxies).chain(&self.deployments);
        let mut anchors: Vec<SmolStr> = packages.chain(names.cloned()).collect();
        anchors.sort_unstable();
        anchors.dedup();
        anchors
    }
}

/// How the package of a symbol stands in an import: `mycompany`, `@mycompany/llm`, `my_crate`. What is built into a language has none.
fn package(symbol: &str) -> Option<&str> {
    let (ecosystem, path) = symbol.split_once(':')?;
    let end = match ecosystem {
        "npm" if path.starts_with('@') => path.match_indices('/').nth(1).map(|(i, _)| i).or_else(|| path.find('.')),
        "npm" => path.find(['/', '.']),
        _ => path.find('.'),
    };
    let package = &path[..end.unwrap_or(path.len())];
    (!matches!(package, "builtins" | "globalThis" | "std")).then_some(package)
}

impl Catalog {
    /// The embedded catalogue with what a project adds. Each set of additions is merged once and kept for the life of the process: usages
    /// point into the catalogue.
    ///
    /// # Errors
    /// With everything that contradicts itself, or the catalogue, in what is added.
    pub fn extended(additions: &Additions) -> Result<&'static Self, Vec<CatalogError>> {
        static KNOWN: Mutex<Vec<(String, &'static Catalog)>> = Mutex::new(Vec::new());
        let base = Self::embedded().map_err(|error| vec![error])?;
        if additions.is_empty() {
            return Ok(base);
        }
        let key = format!("{additions:?}");
        let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, catalog)) = known.iter().find(|(other, _)| *other == key) {
            return Ok(catalog);
        }
        let catalog: &'static Self = Box::leak(Box::new(Self::merge(base, additions)?));
        known.push((key, catalog));
        Ok(catalog)
    }

    fn merge(base: &Self, additions: &Additions) -> Result<Self, Vec<CatalogError>> {
        if let Some(taken) = additions.routes.iter().find(|own| base.routes.iter().any(|route| route.id == own.id)) {
            let message = "is the id of a route that is known already".to_owned();
            return Err(vec![CatalogError::Inconsistent { file: route_file(taken), place: taken.id.to_string(), message }]);
        }
        let mut endpoints = base.endpoints.clone();
        endpoints.hosts.extend(additions.proxies.iter().chain(&additions.deployments).map(|host| host.to_lowercase().into()));
        let mut routes = base.routes.clone();
        routes.extend(additions.routes.iter().cloned());
        let mut catalog = Self::assemble(base.models.clone(), endpoints, base.environment.clone(), routes).map_err(|error| vec![error])?;
        catalog.frameworks = base.frameworks.clone();
        catalog.flows = base.flows.clone();
        catalog.arguments = base.arguments.clone();
        let own: Vec<String> = additions.routes.iter().map(route_file).collect();
        let is_own = |error: &CatalogError| matches!(error, CatalogError::Inconsistent { file, .. } if own.contains(file));
        let errors: Vec<CatalogError> = catalog.validate().into_iter().filter(is_own).collect();
        if !errors.is_empty() {
            return Err(errors);
        }
        let mut additions = additions.clone();
        // Rules ask by any name a thing has; the analysis finds it by the one the catalogue uses.
        additions.watched = additions.watched.into_iter().map(|(symbol, names)| (catalog.canonical(&symbol), names)).collect();
        catalog.additions = additions;
        Ok(catalog)
    }

    /// The names of what a call of `symbol` takes by position, if a rule of the project's own asks about it, and the symbol it asks by.
    pub fn watched(&self, symbol: &str) -> Option<(&SmolStr, &[SmolStr])> {
        if self.additions.watched.is_empty() {
            return None;
        }
        self.additions.watched.get_key_value(&self.canonical(symbol)).map(|(symbol, names)| (symbol, names.as_slice()))
    }

    /// Whether a host is a private deployment's, whose models have names of their own.
    pub fn is_private(&self, host: &str) -> bool {
        self.additions.deployments.iter().any(|known| known.eq_ignore_ascii_case(host))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cohere::catalog::load::parse;

    fn route(text: &str) -> Route {
        parse("r", &format!("id = \"ours\"\nname = \"ours\"\necosystem = \"python\"\nkind = \"wrapper\"\n{text}")).unwrap()
    }

    #[test]
    fn additions_are_merged_once() {
        let own = route(
            "client = [{ paths = [\"python:ours.llm.Client\"] }]\nmethod = [{ paths = [\"python:ours.llm.Client().ask\"], endpoint = \"chat@v2\" }]",
        );
        let additions = Additions {
            routes: vec![own],
            deployments: vec!["LLM.example.com".into()],
            watched: BTreeMap::from([("python:cohere.client_v2.ClientV2".into(), Vec::new())]),
            ..Additions::default()
        };
        let catalog = Catalog::extended(&additions).unwrap();
        assert!(std::ptr::eq(catalog, Catalog::extended(&additions).unwrap()));
        assert_eq!(catalog.method("python:ours.llm.Client().ask", None).map(|m| m.endpoint.id.as_str()), Some("chat@v2"));
        assert!(catalog.url("https://llm.example.com/v2/chat").is_some_and(|url| catalog.is_private(&url.host)));
        assert!(!catalog.is_private("api.cohere.com"));
        assert!(catalog.watched("python:cohere.ClientV2").is_some());
        assert_eq!(additions.anchors(), ["LLM.example.com", "cohere", "ours"]);
        assert!(std::ptr::eq(Catalog::extended(&Additions::default()).unwrap(), Catalog::embedded().unwrap()));
    }

    #[test]
    fn what_is_added_is_validated_like_the_catalogue() {
        let told = |route: Route| {
            let errors = Catalog::extended(&Additions { routes: vec![route], ..Additions::default() }).unwrap_err();
            errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
        };
        let wrong = route(
            "method = [{ paths = [\"python:ours.ask\"], endpoint = \"chatter\" }, { paths = [\"npm:ours.ask\"], endpoint = \"chat@v2\" }]",
        );
        insta::assert_snapshot!(told(wrong), @r"
        catalog/routes/ours.toml: npm:ours.ask: is a symbol of another ecosystem
        catalog/routes/ours.toml: python:ours.ask: chatter is no endpoint
        ");
        let taken = Route { id: "cohere-python".into(), ..route("") };
        assert!(told(taken).contains("is the id of a route that is known already"));
    }

    #[test]
    fn packages_are_found_as_imports_write_them() {
        assert_eq!(package("npm:@a/b/c.D().e"), Some("@a/b"));
        assert_eq!(package("npm:@a/b.D"), Some("@a/b"));
        assert_eq!(package("npm:a/b.D"), Some("a"));
        assert_eq!(package("python:a.b.C"), Some("a"));
        assert_eq!(package("python:builtins.open"), None);
    }
}
