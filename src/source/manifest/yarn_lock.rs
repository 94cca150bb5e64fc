//! `yarn.lock`: version 1's own format and berry's YAML, which look alike line by line.

use super::Manifest;
use super::range::VersionRange;

/// Reads a lock file.
pub fn parse(text: &str) -> Manifest {
    let mut manifest = Manifest::default();
    let mut names: Vec<String> = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        if line.starts_with('#') || line.trim().is_empty() {
            continue;
        }
        if !line.starts_with(' ') {
            names = keys(line);
        } else if let Some(version) = version(line) {
            for name in names.drain(..) {
                manifest.push(name, VersionRange::pinned(version), number);
            }
        }
    }
    manifest
}

/// `  version "7.9.5"` and `  version: 7.9.5`.
fn version(line: &str) -> Option<&str> {
    let value = line.strip_prefix("  version")?;
    let value = value.strip_prefix(':').unwrap_or(value).trim().trim_matches('"');
    // Berry's workspaces are 0.0.0-use.local.
    (value.starts_with(|c: char| c.is_ascii_digit()) && !value.ends_with("-use.local")).then_some(value)
}

/// The packages of `"@a/b@^1", "@a/b@npm:^2":`, each once.
fn keys(line: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for pattern in line.trim_end_matches(':').split(',') {
        let pattern = pattern.trim().trim_matches('"');
        let Some(at) = pattern.get(1..).and_then(|rest| rest.find('@')).map(|at| at + 1) else { continue };
        // An alias (`x@npm:cohere-ai@7`) is the package behind it.
        let requirement = pattern[at + 1..].strip_prefix("npm:").unwrap_or("");
        let alias = requirement.rfind('@').filter(|&at| at > 0).map(|at| &requirement[..at]);
        let name = alias.unwrap_or(&pattern[..at]);
        if !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<String> {
        parse(text).entries.into_iter().map(|e| format!("{}:{}@{}", e.line, e.name, e.range.lower.unwrap_or_default())).collect()
    }

    #[test]
    fn version_1_and_berry() {
        let one = "# yarn lockfile v1\n\n\"@langchain/cohere@^0.0.7\":\n  version \"0.0.7\"\n  dependencies:\n    cohere-ai \"^7.0.0\"\n\ncohere-ai@^7.0.0, cohere-ai@^7.1.0:\n  version \"7.9.5\"\n";
        assert_eq!(shown(one), ["4:@langchain/cohere@0.0.7", "9:cohere-ai@7.9.5"]);
        let berry = "__metadata:\n  version: 6\n\n\"cohere-ai@npm:^7.0.0\":\n  version: 7.10.0\n  resolution: \"cohere-ai@npm:7.10.0\"\n\n\"co@npm:cohere-ai@6\":\n  version: 6.2.2\n\n\"app@workspace:.\":\n  version: 0.0.0-use.local\n";
        assert_eq!(shown(berry), ["5:cohere-ai@7.10.0", "9:cohere-ai@6.2.2"]);
        assert!(shown("@\n  version 1\n,:\n  version: x\n").is_empty());
    }
}
