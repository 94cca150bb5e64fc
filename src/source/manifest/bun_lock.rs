//! `bun.lock`: JSON with trailing commas in which every package stands on a line of its own.

use super::Manifest;
use super::range::VersionRange;

/// Reads the packages of a lock file. Keys with a further package in front (`a/cohere-ai`) are installed inside it.
pub fn parse(text: &str) -> Manifest {
    let mut manifest = Manifest::default();
    for (number, line) in (1..).zip(text.lines()) {
        let Some((key, rest)) = line.trim_start().strip_prefix('"').and_then(|l| l.split_once("\": [\"")) else { continue };
        let Some(resolved) = rest.split('"').next() else { continue };
        let Some(at) = resolved.get(1..).and_then(|r| r.find('@')).map(|at| at + 1) else { continue };
        let (name, version) = (&resolved[..at], &resolved[at + 1..]);
        if version.starts_with(|c: char| c.is_ascii_digit()) && (key == name || !key.ends_with(name)) {
            manifest.push(name.to_owned(), VersionRange::pinned(version), number);
        }
    }
    manifest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packages() {
        let text = "{\n \"workspaces\": {\"\": {\"dependencies\": {\"cohere-ai\": \"^7\"}}},\n \"packages\": {\n  \"cohere-ai\": [\"cohere-ai@7.9.5\", \"\", {}, \"sha\"],\n  \"x/cohere-ai\": [\"cohere-ai@6.0.0\", \"\", {}],\n  \"local\": [\"local@workspace:a\"],\n  \"@ai-sdk/cohere\": [\"@ai-sdk/cohere@1.0.0\"],\n";
        let shown: Vec<_> = parse(text).entries.into_iter().map(|e| (e.name, e.range.lower.unwrap_or_default(), e.line)).collect();
        assert_eq!(
            shown,
            [("cohere-ai".into(), "7.9.5".into(), 4), ("@ai-sdk/cohere".into(), "1.0.0".into(), 7)] as [(String, String, u32); 2]
        );
    }
}
