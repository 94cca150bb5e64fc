//! What is known of frameworks: how an application hands them the functions they run for each request. Data of the catalogue.

use rustc_hash::FxHashMap;
use serde::Deserialize;
use smol_str::SmolStr;

/// A framework that runs functions of the application for each request, message or interaction.
///
/// Symbols of npm leave out `.default`: `npm:express()` is the application however Express is imported.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Framework {
    /// Its name, as people write it.
    pub name: SmolStr,
    /// Objects with members that register handlers: `python:fastapi.FastAPI()`.
    #[serde(default)]
    pub objects: Vec<SmolStr>,
    /// These members: `get`, `add_api_route`. The name of an HTTP method is the method.
    #[serde(default)]
    pub members: Vec<SmolStr>,
    /// Functions, decorators and attributes that register handlers: `python:django.urls.path`, `npm:@nestjs/common.Get`.
    #[serde(default)]
    pub functions: Vec<SmolStr>,
    /// Those of the members by which it reads its routes from a file that describes them: `add_api`. Which functions they are isn't followed.
    #[serde(default)]
    pub describing_members: Vec<SmolStr>,
    /// Decorators of a class that say what the paths of its handlers begin with.
    #[serde(default)]
    pub prefixes: Vec<SmolStr>,
    /// Functions whose argument the framework runs for each request beside the handler: `python:fastapi.Depends`.
    #[serde(default)]
    pub dependencies: Vec<SmolStr>,
    /// Classes whose methods are handlers.
    #[serde(default)]
    pub classes: Vec<HandlerClass>,
    /// Files whose exports are handlers by their place.
    #[serde(default)]
    pub files: Vec<HandlerFile>,
    /// A directive at the top of a file that makes all its exports handlers.
    #[serde(default)]
    pub directive: Option<SmolStr>,
    /// Functions that are handlers by name and parameters.
    #[serde(default)]
    pub named: Vec<NamedHandler>,
    /// Calls at the top level of a file that tell a script which is run anew for each interaction: the beginning of their symbols.
    #[serde(default)]
    pub scripts: Vec<SmolStr>,
    /// What an application keeps between requests can't hold credentials: they come with the request.
    #[serde(default)]
    pub credentials_come_with_requests: bool,
    /// What it runs handlers for, where that isn't an HTTP request: `message`, `interaction`, `invocation`.
    #[serde(default)]
    pub runs_for: Option<SmolStr>,
    /// Where this comes from.
    #[serde(default)]
    pub source: String,
}

/// Classes whose methods are handlers.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct HandlerClass {
    /// What they extend.
    pub bases: Vec<SmolStr>,
    /// The methods.
    pub methods: Vec<SmolStr>,
}

/// Files whose exports are handlers.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct HandlerFile {
    /// The directory the routes begin in, with those that may stand before it: `app`, `src/app`.
    pub root: SmolStr,
    /// The file's name without its extension, or `*`.
    pub name: SmolStr,
    /// The exports; `default` and members of the default export (`default.fetch`) too.
    pub exports: Vec<SmolStr>,
    /// The file's name is part of the path.
    #[serde(default)]
    pub is_in_path: bool,
    /// A package the project's `package.json` must name: `next`.
    #[serde(default)]
    pub package: Option<SmolStr>,
}

/// A function that is a handler by its name and first parameter.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct NamedHandler {
    /// The ecosystem: `python`, `npm`, `rust`.
    pub ecosystem: SmolStr,
    /// The function's name.
    pub function: SmolStr,
    /// Names its first parameter may have.
    pub parameter: Vec<SmolStr>,
}

/// How one router is put into another, whatever the framework.
#[derive(Clone, Debug, Default)]
pub struct Mounting {
    /// The methods: `use`, `include_router`. A text in front is the path.
    pub members: Vec<SmolStr>,
    /// Arguments of these methods and of the routers themselves that hold the path: `prefix`.
    pub arguments: Vec<SmolStr>,
    /// Those of the methods that take a function, and let it fill a router: `register`.
    pub plugging: Vec<SmolStr>,
}

/// The frameworks, ready to be asked.
#[derive(Clone, Debug, Default)]
pub struct Frameworks {
    /// How routers are put into one another.
    pub mounts: Mounting,
    all: Vec<Framework>,
    registrations: FxHashMap<SmolStr, usize>,
    dependencies: FxHashMap<SmolStr, usize>,
    names: Vec<SmolStr>,
}

impl Frameworks {
    /// Indexes frameworks.
    pub fn new(all: Vec<Framework>, mounts: Mounting) -> Self {
        let mut registrations = FxHashMap::default();
        let mut dependencies = FxHashMap::default();
        for (i, framework) in all.iter().enumerate() {
            for object in &framework.objects {
                for member in &framework.members {
                    registrations.insert(SmolStr::from(format!("{object}.{member}")), i);
                }
            }
            registrations.extend(framework.functions.iter().map(|f| (f.clone(), i)));
            dependencies.extend(framework.dependencies.iter().map(|f| (f.clone(), i)));
        }
        let mut names: Vec<SmolStr> = registrations.keys().filter_map(|s| s.rsplit(['.', ':', '/']).next()).map(SmolStr::from).collect();
        names.sort_unstable();
        names.dedup();
        Self { mounts, all, registrations, dependencies, names }
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = (usize, &Framework)> {
        self.all.iter().enumerate()
    }

    /// A framework by its place in the list.
    pub fn get(&self, index: usize) -> Option<&Framework> {
        self.all.get(index)
    }

    /// Whether calling `symbol` reads routes from a file that describes them.
    pub fn describes(&self, symbol: &str) -> bool {
        let Some((object, member)) = symbol.rsplit_once('.') else { return false };
        self.all.iter().any(|f| f.describing_members.iter().any(|m| m == member) && f.objects.iter().any(|o| o == object))
    }

    /// The names of such members.
    pub fn describing_names(&self) -> Vec<SmolStr> {
        self.all.iter().flat_map(|f| f.describing_members.iter().cloned()).collect()
    }

    /// Whether `symbol` is an object with members that register handlers.
    pub fn is_object(&self, symbol: &str) -> bool {
        self.all.iter().any(|f| f.objects.iter().any(|o| o == symbol))
    }

    /// The framework that calling `symbol`, or decorating with it, registers a handler with.
    pub fn registered_by(&self, symbol: &str) -> Option<usize> {
        self.registrations.get(normal(symbol).as_str()).copied()
    }

    /// Whether the framework runs what `symbol` is given for each request.
    pub fn is_dependency(&self, symbol: &str) -> bool {
        self.dependencies.contains_key(normal(symbol).as_str())
    }

    /// Last names of everything that registers a handler.
    pub fn names(&self) -> &[SmolStr] {
        &self.names
    }
}

/// A symbol as the tables have it: a default export and the module are one, whichever way the package is imported.
pub fn normal(symbol: &str) -> SmolStr {
    if symbol.starts_with("npm:") && symbol.contains(".default") { symbol.replace(".default", "").into() } else { symbol.into() }
}

/// `GET`, where a name is an HTTP method's.
pub fn http_method(name: &str) -> Option<SmolStr> {
    let name = match name {
        "del" => "delete",
        name => name,
    };
    let upper = name.to_ascii_uppercase();
    matches!(upper.as_str(), "GET" | "POST" | "PUT" | "PATCH" | "DELETE" | "HEAD" | "OPTIONS").then(|| upper.into())
}
