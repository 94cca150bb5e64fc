//! Reads the files under `rules/catalog/`, which are part of the binary.

use super::arguments::Arguments;
use super::extend::Additions;
use super::flows::Flows;
use super::frameworks::FrameworksFile;
use super::index::Index;
use super::schema::{EndpointsFile, Environment, ModelsFile, Route};
use include_dir::{Dir, include_dir};
use serde::de::DeserializeOwned;
use std::sync::OnceLock;
use thiserror::Error;

/// The directory `rules/` of the sources.
pub(super) static RULES: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/rules");

/// What the product knows about Cohere: models, endpoints, routes, and the languages' own libraries.
#[derive(Debug)]
pub struct Catalog {
    /// `models.toml`.
    pub models: ModelsFile,
    /// `endpoints.toml`.
    pub endpoints: EndpointsFile,
    /// `environment.toml`.
    pub environment: Environment,
    /// `flows.toml`.
    pub flows: Flows,
    /// `arguments.toml`.
    pub arguments: Arguments,
    /// `frameworks.toml`.
    pub frameworks: FrameworksFile,
    /// The files under `routes/`, by name.
    pub routes: Vec<Route>,
    /// What the project adds; its routes are among the others.
    pub additions: Additions,
    pub(super) index: Index,
}

/// Why the files under `rules/` could not be used.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum CatalogError {
    /// A file that must be there is not.
    #[error("{file}: missing")]
    Missing {
        /// Its path under `rules/`.
        file: String,
    },
    /// A file is not what its schema says; the message names line and column.
    #[error("{file}: {message}")]
    Syntax {
        /// Its path under `rules/`.
        file: String,
        /// What is wrong and where.
        message: String,
    },
    /// Two places contradict each other, or one names something that is nowhere.
    #[error("{file}: {place}: {message}")]
    Inconsistent {
        /// The file's path under `rules/`.
        file: String,
        /// The entry.
        place: String,
        /// What is wrong with it.
        message: String,
    },
}

impl Catalog {
    /// The catalogue this binary was built with, read at the first call.
    ///
    /// # Errors
    /// When a file under `rules/catalog/` is not what its schema says, or two contradict each other; the message names file and place.
    pub fn embedded() -> Result<&'static Self, CatalogError> {
        static CATALOG: OnceLock<Result<Catalog, CatalogError>> = OnceLock::new();
        CATALOG.get_or_init(|| Self::from_dir(&RULES)).as_ref().map_err(Clone::clone)
    }

    fn from_dir(rules: &Dir<'_>) -> Result<Self, CatalogError> {
        let models = read(rules, "catalog/models.toml")?;
        let endpoints = read(rules, "catalog/endpoints.toml")?;
        let environment = read(rules, "catalog/environment.toml")?;
        let directory = rules.get_dir("catalog/routes").ok_or_else(|| CatalogError::Missing { file: "catalog/routes".into() })?;
        let mut names: Vec<_> = directory.files().filter_map(|file| file.path().to_str()).filter(|name| name.ends_with(".toml")).collect();
        names.sort_unstable();
        let routes = names.into_iter().map(|name| read(rules, name)).collect::<Result<Vec<Route>, _>>()?;
        let frameworks = read(rules, "catalog/frameworks.toml")?;
        let flows = read(rules, "catalog/flows.toml")?;
        let arguments = read(rules, "catalog/arguments.toml")?;
        Ok(Self { frameworks, flows, arguments, ..Self::assemble(models, endpoints, environment, routes)? })
    }

    /// Puts a catalogue together from its parsed files and resolves what one entry takes from another.
    pub(super) fn assemble(
        models: ModelsFile,
        endpoints: EndpointsFile,
        environment: Environment,
        mut routes: Vec<Route>,
    ) -> Result<Self, CatalogError> {
        for route in &mut routes {
            take_over_constructors(route)?;
            take_over_parameters(route)?;
        }
        let index = Index::new(&models, &endpoints, &environment, &routes)?;
        let (frameworks, flows, additions) = (FrameworksFile::default(), Flows::default(), Additions::default());
        let arguments = Arguments::default();
        Ok(Self { models, endpoints, environment, frameworks, flows, arguments, routes, additions, index })
    }
}

/// The path of a route's file, for messages.
pub(super) fn route_file(route: &Route) -> String {
    format!("catalog/routes/{}.toml", route.id)
}

fn read<T: DeserializeOwned>(rules: &Dir<'_>, name: &str) -> Result<T, CatalogError> {
    let missing = || CatalogError::Missing { file: name.into() };
    let text = rules.get_file(name).ok_or_else(missing)?.contents_utf8().ok_or_else(missing)?;
    parse(name, text)
}

/// Parses one file; an error names the file, the line and the column.
pub(super) fn parse<T: DeserializeOwned>(name: &str, text: &str) -> Result<T, CatalogError> {
    toml::from_str(text).map_err(|error| CatalogError::Syntax { file: name.into(), message: error.to_string().trim_end().into() })
}

/// Fills in the constructors that are said to be another class's.
fn take_over_constructors(route: &mut Route) -> Result<(), CatalogError> {
    for i in 0..route.clients.len() {
        let Some(from) = route.clients[i].constructor_from.clone() else { continue };
        let Some(source) = route.clients.iter().find(|client| client.constructor_from.is_none() && client.paths.contains(&from)).cloned()
        else {
            return Err(CatalogError::Inconsistent {
                file: route_file(route),
                place: route.clients[i].paths.join(", "),
                message: format!("constructor-from names {from}, which is no class with a constructor of its own here"),
            });
        };
        let client = &mut route.clients[i];
        client.style = source.style;
        client.parameters = source.parameters;
        client.chain = source.chain;
        client.credential = source.credential;
        client.credential_env = source.credential_env;
        client.base_url = source.base_url;
        client.wrong_credentials = source.wrong_credentials;
        client.timeout = source.timeout;
        client.retries = source.retries;
        client.shows_key = client.shows_key.take().or(source.shows_key);
    }
    Ok(())
}

/// Fills in the parameters that are said to be another method's.
fn take_over_parameters(route: &mut Route) -> Result<(), CatalogError> {
    for i in 0..route.methods.len() {
        let Some(from) = route.methods[i].parameters_from.clone() else { continue };
        let Some(source) = route.methods.iter().find(|method| method.parameters_from.is_none() && method.paths.contains(&from)) else {
            return Err(CatalogError::Inconsistent {
                file: route_file(route),
                place: route.methods[i].paths.join(", "),
                message: format!("parameters-from names {from}, which is no method with parameters of its own here"),
            });
        };
        route.methods[i].parameters = source.parameters.clone();
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_catalogue_loads() {
        let catalog = Catalog::embedded().expect("the catalogue under rules/");
        assert!(catalog.models.models.len() > 100);
        assert!(catalog.routes.iter().any(|route| route.id == "cohere-python"));
    }

    #[test]
    fn a_syntax_error_names_file_and_place() {
        let error = parse::<ModelsFile>("catalog/models.toml", "as-of = \"2026-01-01\"\n[[model]]\nid = 5\n").unwrap_err().to_string();
        assert!(error.starts_with("catalog/models.toml: "), "{error}");
        assert!(error.contains("line 3"), "{error}");
    }

    #[test]
    fn constructors_and_parameters_are_taken_over() {
        let catalog = Catalog::embedded().expect("the catalogue under rules/");
        let route = catalog.routes.iter().find(|route| route.id == "cohere-python").expect("the Python SDK");
        let client = route.clients.iter().find(|client| client.paths[0] == "python:cohere.AsyncClientV2").expect("AsyncClientV2");
        assert_eq!(client.credential.as_deref(), Some("api_key"));
        let stream =
            route.methods.iter().find(|method| method.paths[0] == "python:cohere.v2.client.V2Client().chat_stream").expect("chat_stream");
        assert!(stream.parameters.iter().any(|parameter| parameter.name == "messages"));
    }
}
