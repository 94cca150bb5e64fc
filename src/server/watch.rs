//! Which files the client is asked to watch.

use crate::config::NAMES;
use lsp_types::{DidChangeWatchedFilesRegistrationOptions, FileSystemWatcher, GlobPattern, Registration, RegistrationParams};

/// Code, and what manifests, deployment files and configuration are called.
const PATTERNS: &[&str] = &[
    "**/*.{py,ipynb,ts,mts,cts,tsx,js,mjs,cjs,jsx,vue,svelte,rs}",
    "**/*.{toml,yaml,yml,json,lock,txt,cfg}",
    "**/{.env,.env.*,*.env,Dockerfile,Containerfile,Dockerfile.*}",
    "**/{.gitignore,.ignore,Pipfile,yarn.lock}",
];

/// Asks the client to tell of changes on disk.
pub fn registration() -> RegistrationParams {
    let hidden = NAMES.iter().filter(|name| name.starts_with('.')).map(|name| format!("**/{name}"));
    let patterns = PATTERNS.iter().map(|pattern| (*pattern).to_owned()).chain(hidden);
    let watchers = patterns.map(|pattern| FileSystemWatcher { glob_pattern: GlobPattern::String(pattern), kind: None }).collect();
    let options = DidChangeWatchedFilesRegistrationOptions { watchers };
    RegistrationParams {
        registrations: vec![Registration {
            id: "cohere-lint/files".to_owned(),
            method: "workspace/didChangeWatchedFiles".to_owned(),
            register_options: serde_json::to_value(options).ok(),
        }],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_of_a_configuration_is_watched() {
        let text = serde_json::to_string(&registration()).unwrap();
        assert!(NAMES.iter().all(|name| !name.starts_with('.') || text.contains(name)), "{text}");
        assert!(NAMES.iter().all(|name| name.starts_with('.') || name.ends_with(".toml") || name.ends_with(".json")));
    }
}
