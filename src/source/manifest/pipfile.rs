//! `Pipfile` and `Pipfile.lock`.

use super::pyproject::{child, poetry_range};
use super::range::{Syntax, VersionRange};
use super::{Manifest, ManifestError, json_error, pep503, toml_table};
use crate::source::LineIndex;
use serde::Deserialize;
use serde_json::value::RawValue;
use std::collections::BTreeMap;

/// Reads a `Pipfile`.
///
/// # Errors
/// When it is no TOML and nothing could be read.
pub fn parse(text: &str) -> Result<Manifest, ManifestError> {
    let (table, error) = toml_table(text);
    let lines = LineIndex::new(text);
    let mut manifest = Manifest::default();
    for section in ["packages", "dev-packages"] {
        for (name, value) in child(table.get_ref(), section).into_iter().flatten() {
            manifest.push(pep503(name.get_ref()), poetry_range(value), lines.line_of(name.span().start as u32));
        }
    }
    match error {
        Some(error) if manifest.entries.is_empty() => Err(error),
        _ => Ok(manifest),
    }
}

#[derive(Deserialize)]
struct Lock<'a> {
    #[serde(borrow)]
    default: Option<BTreeMap<String, &'a RawValue>>,
    #[serde(borrow)]
    develop: Option<BTreeMap<String, &'a RawValue>>,
}

#[derive(Deserialize)]
struct Locked {
    version: Option<String>,
}

/// Reads a `Pipfile.lock`.
///
/// # Errors
/// When it is not JSON of that shape.
pub fn parse_lock(text: &str) -> Result<Manifest, ManifestError> {
    let lock: Lock<'_> = serde_json::from_str(text).map_err(|error| json_error(&error))?;
    let lines = LineIndex::new(text);
    let mut manifest = Manifest::default();
    for (name, value) in lock.default.into_iter().chain(lock.develop).flatten() {
        let Ok(Locked { version: Some(version) }) = serde_json::from_str(value.get()) else { continue };
        let offset = value.get().as_ptr() as usize - text.as_ptr() as usize;
        manifest.push(pep503(&name), VersionRange::parse(&version, Syntax::Pep440), lines.line_of(offset as u32));
    }
    Ok(manifest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pipfile_and_lock() {
        let manifest = parse("[packages]\ncohere = \"~=4.0\"\nb = {version = \"*\"}\n[dev-packages]\nc = \"==1.2\"\n").unwrap();
        let shown: Vec<_> = manifest.entries.iter().map(|e| (e.name.as_str(), e.range.lower.as_deref())).collect();
        assert_eq!(shown, [("b", None), ("cohere", Some("4.0")), ("c", Some("1.2"))]);
        let lock = parse_lock(
            "{\"_meta\": {},\n\"default\": {\n\"cohere\": {\n\"hashes\": [], \"version\": \"==4.27\"}, \"local\": {\"path\": \".\"}}}",
        )
        .unwrap();
        assert_eq!((lock.entries[0].range.clone(), lock.entries[0].line), (VersionRange::pinned("4.27"), 3));
        assert!(parse_lock("{\"default\":").is_err());
    }
}
