//! The part of `rules/catalog/flows.toml` about what browsers get.

use serde::Deserialize;
use smol_str::SmolStr;

/// How code and variables that reach browsers are told.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct BrowserFacts {
    /// Prefixes of variables that bundlers put into what browsers load.
    pub prefixes: Vec<PublicPrefix>,
    /// Objects whose members are variables that bundlers fill in.
    pub objects: Vec<SmolStr>,
    /// The directive of a module that runs in browsers.
    pub directive: SmolStr,
    /// The directive of a module that runs on the server.
    pub server_directive: SmolStr,
    /// Ends of paths of files that hold components.
    pub extensions: Vec<SmolStr>,
    /// What only components that run in browsers import.
    pub hooks: Vec<SmolStr>,
    /// Modules that keep a file out of browsers.
    pub server_modules: Vec<SmolStr>,
    /// Functions that bundlers take out of what browsers load.
    pub server_functions: Vec<SmolStr>,
    /// Parts of paths of code that runs on a server.
    pub server_paths: Vec<SmolStr>,
    /// Settings of bundlers that put values into what browsers load.
    pub inlined: Vec<Inlined>,
}

/// A prefix of public variables.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct PublicPrefix {
    /// The prefix: `NEXT_PUBLIC_`.
    pub prefix: SmolStr,
    /// Who heeds it: "Next.js".
    pub by: String,
    /// Code that reads such a variable is always bundled.
    #[serde(default)]
    pub always: bool,
}

/// A setting of a bundler that puts values into what browsers load.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Inlined {
    /// The stem of the settings' file: `next.config`.
    pub file: SmolStr,
    /// The key of the object that holds the values.
    pub key: SmolStr,
}

impl BrowserFacts {
    /// The prefix that makes a variable public, if it has one.
    pub fn prefix_of(&self, variable: &str) -> Option<&PublicPrefix> {
        self.prefixes.iter().find(|p| variable.starts_with(p.prefix.as_str()))
    }
}
