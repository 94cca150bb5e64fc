//! `package-lock.json` and `npm-shrinkwrap.json`, versions 1 to 3.

use super::range::VersionRange;
use super::{Entry, Manifest, ManifestError, json_error};
use crate::source::LineIndex;
use serde::Deserialize;
use serde_json::value::RawValue;
use std::collections::BTreeMap;

#[derive(Deserialize)]
struct Lock<'a> {
    /// Versions 2 and 3: by the place in the tree.
    #[serde(borrow)]
    packages: Option<BTreeMap<String, &'a RawValue>>,
    /// Versions 1 and 2: by name, nested.
    #[serde(borrow)]
    dependencies: Option<BTreeMap<String, &'a RawValue>>,
}

#[derive(Deserialize)]
struct Package {
    /// Only there where it differs from the place (aliases).
    name: Option<String>,
    version: Option<String>,
}

/// Reads a lock file. Packages installed inside other packages don't matter to the project's own code.
///
/// # Errors
/// When it is not JSON of that shape.
pub fn parse(text: &str) -> Result<Manifest, ManifestError> {
    let lock: Lock<'_> = serde_json::from_str(text).map_err(|error| json_error(&error))?;
    let lines = LineIndex::new(text);
    let mut manifest = Manifest::default();
    let mut push = |name: &str, member: Option<&str>, value: &RawValue| {
        let Ok(Package { name: real, version: Some(version) }) = serde_json::from_str(value.get()) else { return };
        let name = real.unwrap_or_else(|| name.to_owned());
        let offset = value.get().as_ptr() as usize - text.as_ptr() as usize;
        let line = lines.line_of(offset as u32);
        manifest.entries.push(Entry { name, range: VersionRange::pinned(&version), line, member: member.map(str::to_owned) });
    };
    match lock.packages {
        Some(packages) => {
            for (place, value) in packages {
                let Some((member, name)) = place.split_once("node_modules/") else { continue };
                if !name.contains("node_modules/") {
                    push(name, Some(member.trim_end_matches('/')).filter(|m| !m.is_empty()), value);
                }
            }
        }
        None => {
            for (name, value) in lock.dependencies.into_iter().flatten() {
                push(&name, None, value);
            }
        }
    }
    Ok(manifest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<(String, String, u32, Option<String>)> {
        parse(text).unwrap().entries.into_iter().map(|e| (e.name, e.range.lower.unwrap_or_default(), e.line, e.member)).collect()
    }

    #[test]
    fn by_place() {
        let text = "{\"lockfileVersion\": 3, \"packages\": {\n\"\": {\"version\": \"1.0.0\"},\n\"node_modules/cohere-ai\": {\"version\": \"7.9.5\"},\n\"apps/web/node_modules/cohere-ai\": {\"version\": \"6.2.2\"},\n\"node_modules/a/node_modules/cohere-ai\": {\"version\": \"5.0.0\"},\n\"node_modules/co\": {\"name\": \"@ai-sdk/cohere\", \"version\": \"1.0.0\"}}}";
        assert_eq!(
            shown(text),
            [
                ("cohere-ai".into(), "6.2.2".into(), 4, Some("apps/web".into())),
                ("@ai-sdk/cohere".into(), "1.0.0".into(), 6, None),
                ("cohere-ai".into(), "7.9.5".into(), 3, None),
            ]
        );
    }

    #[test]
    fn by_name() {
        let text = "{\"lockfileVersion\": 1, \"dependencies\": {\n\"cohere-ai\": {\"version\": \"5.0.2\", \"dependencies\": {\"x\": {\"version\": \"1\"}}}}}";
        assert_eq!(shown(text), [("cohere-ai".into(), "5.0.2".into(), 2, None)]);
        assert!(parse("{\"packages\": {\"a\": {").is_err());
    }
}
