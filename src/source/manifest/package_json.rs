//! `package.json`: what a package asks for.

use super::range::{Syntax, VersionRange};
use super::{Manifest, ManifestError, json_error};
use crate::source::LineIndex;
use serde_json::value::RawValue;
use std::collections::BTreeMap;

type Members<'a> = BTreeMap<String, &'a RawValue>;

/// Reads the dependencies of a `package.json`. Sections of the wrong shape say nothing.
///
/// # Errors
/// When it is no JSON object.
pub fn parse(text: &str) -> Result<Manifest, ManifestError> {
    let root: Members<'_> = serde_json::from_str(text).map_err(|error| json_error(&error))?;
    let lines = LineIndex::new(text);
    let mut manifest = Manifest::default();
    let mut push = |section: Option<&&RawValue>| {
        let members: Members<'_> = section.and_then(|raw| serde_json::from_str(raw.get()).ok()).unwrap_or_default();
        for (name, value) in members {
            let Ok(requirement) = serde_json::from_str::<String>(value.get()) else { continue };
            let offset = value.get().as_ptr() as usize - text.as_ptr() as usize;
            let (name, range) = resolve_alias(name, &requirement);
            manifest.push(name, range, lines.line_of(offset as u32));
        }
    };
    // Later sections matter less, so a package's own needs come first.
    for section in ["dependencies", "optionalDependencies", "peerDependencies", "devDependencies"] {
        push(root.get(section));
    }
    // bun keeps its catalog here.
    if let Some(workspaces) = root.get("workspaces").and_then(|raw| serde_json::from_str::<Members<'_>>(raw.get()).ok()) {
        push(workspaces.get("catalog"));
    }
    Ok(manifest)
}

/// `"my-cohere": "npm:cohere-ai@^7"` is cohere-ai.
fn resolve_alias(name: String, requirement: &str) -> (String, VersionRange) {
    let Some(target) = requirement.strip_prefix("npm:") else {
        return (name, VersionRange::parse(requirement, Syntax::Npm));
    };
    match target.rfind('@').filter(|&at| at > 0) {
        Some(at) => (target[..at].to_owned(), VersionRange::parse(&target[at + 1..], Syntax::Npm)),
        None => (target.to_owned(), VersionRange::default()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_lines_and_aliases() {
        let text = "{\n \"name\": \"x\",\n \"dependencies\": {\n  \"cohere-ai\": \"^7.9.5\",\n  \"odd\": {},\n  \"c\": \"npm:@ai-sdk/cohere@1.0.0\"\n },\n \"devDependencies\": []\n}";
        let manifest = parse(text).unwrap();
        let shown: Vec<_> = manifest.entries.iter().map(|e| (e.name.as_str(), e.range.lower.as_deref(), e.line)).collect();
        assert_eq!(shown, [("@ai-sdk/cohere", Some("1.0.0"), 6), ("cohere-ai", Some("7.9.5"), 4)]);
        assert_eq!(parse("{\n\"dependencies\": {").unwrap_err().line, Some(2));
        assert!(parse("[]").is_err());
        assert!(parse(&"{\"a\":".repeat(100_000)).is_err());
    }
}
