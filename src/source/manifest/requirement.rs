//! One Python requirement (PEP 508), as it stands in requirements files, `pyproject.toml` and on command lines.

use super::pep503;
use super::range::{Syntax, VersionRange};

/// The normalised name and the versions of `name[extras] >=1,<2 ; marker`; `None` where there is no name. A direct
/// reference (`name @ https://…`) sets no bound.
pub fn parse(text: &str) -> Option<(String, VersionRange)> {
    // In a requirements file a comment needs a blank before it: URLs carry fragments.
    let text = text.split(" #").next().unwrap_or(text).trim();
    let text = text.split(" --hash").next().unwrap_or(text);
    let end = text.find(|c: char| !(c.is_ascii_alphanumeric() || "-_.".contains(c))).unwrap_or(text.len());
    let (name, rest) = text.split_at(end);
    if !name.starts_with(|c: char| c.is_ascii_alphanumeric()) {
        return None;
    }
    let mut rest = rest.trim_start();
    if let Some(extras) = rest.strip_prefix('[') {
        rest = extras.split_once(']')?.1.trim_start();
    }
    let rest = rest.split(';').next().unwrap_or(rest).trim();
    if rest.starts_with(['/', ':', '\\', '+']) {
        // A path or a URL.
        return None;
    }
    let range = if rest.starts_with('@') { VersionRange::default() } else { VersionRange::parse(rest, Syntax::Pep440) };
    Some((pep503(name), range))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Option<String> {
        let (name, range) = parse(text)?;
        Some(format!("{name} {}", range.lower.unwrap_or_default()))
    }

    #[test]
    fn requirements() {
        for (text, expected) in [
            ("cohere==5.1.0", "cohere 5.1.0"),
            ("Cohere~=5.1 ; python_version >= '3.8'", "cohere 5.1"),
            ("langchain_cohere [all] (>=0.1,<0.3)", "langchain-cohere 0.1"),
            ("cohere @ git+https://example.org/x.git@v5", "cohere "),
            ("cohere>=4.5,<5 # v4 only", "cohere 4.5"),
            ("cohere==5.0 --hash=sha256:abc", "cohere 5.0"),
            ("cohere", "cohere "),
        ] {
            assert_eq!(shown(text).as_deref(), Some(expected), "{text}");
        }
        for text in ["", "-r other.txt", "# cohere==5", "./local/x.whl", "https://example.org/cohere-5.whl", "[x]"] {
            assert_eq!(shown(text), None, "{text}");
        }
    }
}
