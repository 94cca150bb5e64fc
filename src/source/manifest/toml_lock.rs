//! `uv.lock`, `poetry.lock`, `pdm.lock`, `pylock.toml` and `Cargo.lock`: tables named `package` with `name` and
//! `version`. Tools write them, one key a line, so lines are read instead of megabytes of TOML.

use super::Manifest;
use super::range::VersionRange;

/// Reads a lock file; `normalize` is the ecosystem's way with names.
pub fn parse(text: &str, normalize: fn(&str) -> String) -> Manifest {
    let mut manifest = Manifest::default();
    let mut in_package = false;
    let mut name: Option<String> = None;
    for (number, line) in (1..).zip(text.lines()) {
        if line.starts_with('[') {
            in_package = matches!(line.trim(), "[[package]]" | "[[packages]]");
            name = None;
        } else if !in_package {
        } else if let Some(value) = string(line, "name") {
            name = Some(normalize(value));
        } else if let Some(version) = string(line, "version")
            && let Some(name) = name.take()
        {
            manifest.push(name, VersionRange::pinned(version), number);
        }
    }
    manifest
}

/// The value of `key = "value"`.
fn string<'a>(line: &'a str, key: &str) -> Option<&'a str> {
    let value = line.strip_prefix(key)?.trim_start().strip_prefix('=')?.trim();
    value.strip_prefix('"')?.strip_suffix('"')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::manifest::{crate_name, pep503};

    #[test]
    fn packages_only() {
        let text = "version = 1\n\n[[package]]\nname = \"Cohere\"\nversion = \"5.1.0\"\n\n[package.dependencies]\nname = \"x\"\nversion = \"9\"\n\n[[package]]\nname = \"local\"\nsource = { virtual = \".\" }\n[metadata]\nversion = \"2\"\n";
        let manifest = parse(text, pep503);
        let [entry] = manifest.entries.as_slice() else { panic!("one package") };
        assert_eq!((entry.name.as_str(), entry.range.lower.as_deref(), entry.range.exact, entry.line), ("cohere", Some("5.1.0"), true, 5));
        let half = parse("[[package]]\nname = \"cohere_rust\"\nversion = \"0.6.0\"\n[[package]]\nname = \"x", crate_name);
        assert_eq!(half.entries[0].name, "cohere-rust");
        assert_eq!(half.entries.len(), 1);
    }
}
