//! Finds keys in configuration and deployment files.

use crate::cohere::catalog::Catalog;
use crate::cohere::configuration::{ConfigKey, GoesTo, is_key};
use crate::cohere::usage::Place;
use crate::finding::redact::is_placeholder;
use crate::source::{ConfigFormat, Span};
use crate::syntax::deployment::{DeploymentFile, Document, NodeId};

/// Words in the name of a file that shows what another one looks like.
const SAMPLES: &[&str] = &["example", "sample", "template", "dist", "tmpl", "default"];

/// Keys of lists in which `NAME=value` stands.
const LISTS: &[&str] = &["environment", "env", "args", "build_args", "build-args", "variables"];

/// Names of a key below something that is named after Cohere.
const INNER_NAMES: &[&str] = &["APIKEY", "TOKEN", "KEY", "SECRET"];

/// The keys in these files, in order of place.
pub fn config_keys<'f>(files: impl IntoIterator<Item = &'f DeploymentFile>, catalog: &Catalog) -> Vec<ConfigKey> {
    let names: Vec<String> = catalog.key_variables().map(folded).collect();
    let mut found = Vec::new();
    for file in files {
        if !is_sample(file.name()) && !is_sealed(&file.document) {
            Finder { file, names: &names, found: &mut found }.find();
        }
    }
    found.sort_by_key(|key| key.place);
    found.dedup_by_key(|key| key.place);
    found
}

struct Finder<'a> {
    file: &'a DeploymentFile,
    names: &'a [String],
    found: &'a mut Vec<ConfigKey>,
}

impl Finder<'_> {
    fn find(&mut self) {
        let document = &self.file.document;
        for (key, value) in document.pairs() {
            let Some(name) = document.text(key) else { continue };
            if self.is_name(name) {
                self.add(name, value);
            } else if name.to_ascii_lowercase().contains("cohere") {
                for (inner, value) in document.entries(value) {
                    let is_key = |inner: &&str| INNER_NAMES.contains(&folded(inner).as_str());
                    if let Some(inner) = document.text(*inner).filter(is_key) {
                        self.add(&format!("{name}.{inner}"), *value);
                    }
                }
            }
            if LISTS.contains(&name) {
                document.items(value).iter().for_each(|item| self.assignment(*item));
            }
        }
        for entry in document.mappings() {
            if let (Some(name), Some(value)) = (document.text_at(entry, &["name"]), document.get(entry, "value"))
                && self.is_name(name)
            {
                self.add(name, value);
            }
        }
    }

    fn is_name(&self, name: &str) -> bool {
        // `REACT_APP_COHERE_API_KEY`, `PROD_COHERE_API_KEY`
        let name = folded(name);
        self.names.iter().any(|known| name == *known || known.starts_with("COHERE") && name.ends_with(known.as_str()))
    }

    /// `- CO_API_KEY=…`
    fn assignment(&mut self, item: NodeId) {
        let Some((name, value)) = self.file.document.text(item).and_then(|text| text.split_once('=')) else { return };
        if self.is_name(name.trim()) {
            self.push(name.trim(), value.trim(), self.file.document.node(item).span);
        }
    }

    fn add(&mut self, name: &str, value: NodeId) {
        if let Some(text) = self.file.document.text(value) {
            self.push(name, text.trim(), self.file.document.node(value).span);
        }
    }

    fn push(&mut self, name: &str, text: &str, around: Span) {
        if !is_key(text) || is_placeholder(text) {
            return;
        }
        let written = self.file.text.get(around.range()).unwrap_or_default();
        let span = written.find(text).map_or(around, |at| {
            let start = around.start as usize + at;
            Span::new(start, start + text.len())
        });
        let place = Place { file: self.file.id, span, statement: span };
        self.found.push(ConfigKey { place, name: name.to_owned(), goes_to: self.goes_to() });
    }

    fn goes_to(&self) -> GoesTo {
        let document = &self.file.document;
        match self.file.format {
            ConfigFormat::Dotenv => GoesTo::Process,
            ConfigFormat::Dockerfile => GoesTo::Image,
            _ if document.roots.iter().any(|root| document.text_at(*root, &["apiVersion"]).is_some()) => GoesTo::Cluster,
            _ => GoesTo::Readers,
        }
    }
}

/// `co-api-key`, `CO_API_KEY` and `coApiKey` are one name.
fn folded(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect()
}

fn is_sample(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.split(['.', '-', '_']).any(|part| SAMPLES.contains(&part))
}

/// Whether a tool encrypted what stands here.
fn is_sealed(document: &Document) -> bool {
    document.roots.iter().any(|root| document.get(*root, "sops").is_some() || document.text_at(*root, &["kind"]) == Some("SealedSecret"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::FileId;

    const KEY: &str = "Jx4kPq9vTz2LmW8sRb6NcY1hGd7FuA3eKo5QiXwZ";

    /// The names under which keys are found, each standing where its value does.
    fn names(path: &str, format: ConfigFormat, text: &str) -> Vec<String> {
        let text = text.replace("KEY_HERE", KEY);
        let file = DeploymentFile::new(FileId(0), path, format, &text);
        let keys = config_keys([&file], Catalog::embedded().unwrap());
        assert!(keys.iter().all(|key| &text[key.place.span.range()] == KEY), "{keys:?}");
        keys.into_iter().map(|key| key.name).collect()
    }

    #[test]
    fn keys_stand_in_every_format() {
        use ConfigFormat::{Dockerfile, Dotenv, Json, Toml, Yaml};
        assert_eq!(names(".env", Dotenv, "A=1\nexport CO_API_KEY=\"KEY_HERE\"\n"), ["CO_API_KEY"]);
        assert_eq!(names(".env", Dotenv, "REACT_APP_COHERE_API_KEY =KEY_HERE\n"), ["REACT_APP_COHERE_API_KEY"]);
        assert_eq!(names("Dockerfile", Dockerfile, "FROM a\nENV COHERE_API_KEY=KEY_HERE B=1\n"), ["COHERE_API_KEY"]);
        assert_eq!(names("a.json", Json, r#"{"cohereApiKey": "KEY_HERE", "llm": {"cohere": {"token": "KEY_HERE"}}}"#).len(), 2);
        assert_eq!(names("secrets.toml", Toml, "[cohere]\napi_key = \"KEY_HERE\"\n"), ["cohere.api_key"]);
        assert_eq!(names("compose.yaml", Yaml, "services:\n  a:\n    environment:\n      - CO_API_KEY=KEY_HERE\n"), ["CO_API_KEY"]);
        let pod = "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n    - env:\n        - name: CO_API_KEY\n          value: KEY_HERE\n";
        assert_eq!(names("pod.yaml", Yaml, pod), ["CO_API_KEY"]);
        assert_eq!(names("s.yaml", Yaml, "apiVersion: v1\nkind: Secret\nstringData:\n  co-api-key: 'KEY_HERE'\n"), ["co-api-key"]);
        assert_eq!(names(".github/workflows/a.yml", Yaml, "jobs:\n  a:\n    env:\n      CO_API_KEY: KEY_HERE\n"), ["CO_API_KEY"]);
    }

    #[test]
    fn references_placeholders_and_samples_are_no_keys() {
        use ConfigFormat::{Dotenv, Yaml};
        for value in [
            "",
            "${CO_API_KEY}",
            "$CO_API_KEY",
            "your-cohere-api-key-goes-here-1",
            "<key>",
            "xxxxxxxxxxxxxxxxxxxxxxxx1",
            "changeme",
            "op://vault/cohere/key",
            "ENC[AES256_GCM,data:abc123]",
        ] {
            assert!(names(".env", Dotenv, &format!("CO_API_KEY={value}\n")).is_empty(), "{value}");
        }
        for value in ["${{ secrets.CO_API_KEY }}", "{{ .Values.cohere.key }}", "vault:secret/data/cohere#key"] {
            assert!(names("a.yml", Yaml, &format!("env:\n  CO_API_KEY: {value}\n")).is_empty(), "{value}");
        }
        for path in [".env.example", ".env.sample", "config.template.yaml"] {
            assert!(names(path, Dotenv, "CO_API_KEY=KEY_HERE\n").is_empty(), "{path}");
        }
        assert!(names(".env", Dotenv, "OPENAI_API_KEY=KEY_HERE\n").is_empty());
        assert!(names("a.yaml", Yaml, "CO_API_KEY: KEY_HERE\nsops: {version: 3}\n").is_empty());
        let reference = "env:\n  - name: CO_API_KEY\n    valueFrom: {secretKeyRef: {name: cohere, key: key}}\n";
        assert!(names("a.yaml", Yaml, reference).is_empty());
    }
}
