//! `Cargo.toml`: what a crate or a workspace asks for.

use super::pyproject::child;
use super::range::{Syntax, VersionRange};
use super::{Manifest, ManifestError, crate_name, toml_table};
use crate::source::LineIndex;
use toml::de::{DeTable, DeValue};

/// Reads the dependencies of a `Cargo.toml`.
///
/// # Errors
/// When it is no TOML and nothing could be read.
pub fn parse(text: &str) -> Result<Manifest, ManifestError> {
    let (table, error) = toml_table(text);
    let root = table.get_ref();
    let lines = LineIndex::new(text);
    let mut manifest = Manifest::default();
    for dependencies in dependency_tables(root) {
        for (key, value) in dependencies {
            let table = value.get_ref().as_table();
            let text = |name: &str| table.and_then(|t| t.get(name)).and_then(|v| v.get_ref().as_str());
            let range = match value.get_ref() {
                DeValue::String(version) => VersionRange::parse(version, Syntax::Cargo),
                // `workspace = true`: the workspace's own table speaks, one directory or more up.
                _ if table.is_some_and(|t| t.contains_key("workspace")) => continue,
                _ => text("version").map(|v| VersionRange::parse(v, Syntax::Cargo)).unwrap_or_default(),
            };
            let name = text("package").unwrap_or(key.get_ref());
            manifest.push(crate_name(name), range, lines.line_of(key.span().start as u32));
        }
    }
    match error {
        Some(error) if manifest.entries.is_empty() => Err(error),
        _ => Ok(manifest),
    }
}

/// Every table of dependencies: the crate's, each target's, the workspace's.
pub(crate) fn dependency_tables<'a, 'i>(root: &'a DeTable<'i>) -> Vec<&'a DeTable<'i>> {
    let kinds = ["dependencies", "dev-dependencies", "build-dependencies"];
    let targets = child(root, "target").into_iter().flatten().filter_map(|(_, target)| target.get_ref().as_table());
    std::iter::once(root)
        .chain(targets)
        .flat_map(|table| kinds.into_iter().filter_map(move |kind| child(table, kind)))
        .chain(child(root, "workspace").and_then(|workspace| child(workspace, "dependencies")))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_renames_and_workspaces() {
        let text = "[package]\nname = 'x'\n[dependencies]\ncohere_rust = '0.6'\nco = { package = 'rig-core', version = '=0.5.0' }\nshared = { workspace = true }\nlocal = { path = '../l' }\n[target.'cfg(unix)'.dependencies]\nlibc = '1'\n[workspace.dependencies]\nshared = '2'\n";
        let mut shown: Vec<_> = parse(text)
            .unwrap()
            .entries
            .into_iter()
            .map(|e| format!("{}:{} {}", e.line, e.name, e.range.lower.unwrap_or_default()))
            .collect();
        shown.sort();
        assert_eq!(shown, ["11:shared 2", "4:cohere-rust 0.6", "5:rig-core 0.5.0", "7:local ", "9:libc 1"]);
        assert!(parse("[dependencies\nx = 1").is_err());
    }
}
