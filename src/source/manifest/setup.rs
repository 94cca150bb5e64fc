//! `setup.py` and `setup.cfg`. A `setup.py` is a program; its requirements are nearly always plain strings.

use super::{Manifest, requirement};

/// Reads the string literals of a `setup.py` that read as requirements with a version.
pub fn parse_py(text: &str) -> Manifest {
    let mut manifest = Manifest::default();
    if !text.contains("setuptools") && !text.contains("distutils") {
        // Applications call their start-up code so as well.
        return manifest;
    }
    for (number, line) in (1..).zip(text.lines()) {
        let code = line.trim_start();
        if code.starts_with('#') {
            continue;
        }
        // The classifier "Python :: 3" and `version="1.0"` are strings too, but no requirements.
        for literal in literals(code) {
            let has_operator = ["==", ">=", "<=", "~=", ">", "<"].iter().any(|op| literal.contains(op));
            if let Some((name, range)) = requirement::parse(literal).filter(|_| has_operator || is_alone(code, literal)) {
                manifest.push(name, range, number);
            }
        }
    }
    manifest
}

/// A line of a list that holds nothing but one name: `"cohere",`.
fn is_alone(code: &str, literal: &str) -> bool {
    code.trim_matches(['"', '\'', ',', ' ', '[', ']', '\r']) == literal
}

fn literals(code: &str) -> impl Iterator<Item = &str> {
    let mut rest = code;
    std::iter::from_fn(move || {
        let start = rest.find(['"', '\''])?;
        let quote = rest[start..].chars().next()?;
        let inner = &rest[start + 1..];
        let end = inner.find(quote)?;
        rest = &inner[end + 1..];
        Some(&inner[..end])
    })
}

/// Reads the requirement lists of a `setup.cfg`.
pub fn parse_cfg(text: &str) -> Manifest {
    let mut manifest = Manifest::default();
    let mut section = "";
    let mut in_list = false;
    for (number, line) in (1..).zip(text.lines()) {
        let trimmed = line.trim();
        if trimmed.starts_with(['#', ';']) || trimmed.is_empty() {
            continue;
        }
        if line.starts_with('[') {
            section = trimmed.trim_matches(['[', ']']);
            in_list = false;
        } else if line.starts_with(char::is_whitespace) {
            if in_list && let Some((name, range)) = requirement::parse(trimmed) {
                manifest.push(name, range, number);
            }
        } else {
            let (key, value) = trimmed.split_once('=').unwrap_or((trimmed, ""));
            let key = key.trim();
            in_list = section == "options.extras_require" || section == "options" && matches!(key, "install_requires" | "tests_require");
            if in_list && let Some((name, range)) = requirement::parse(value) {
                manifest.push(name, range, number);
            }
        }
    }
    manifest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(manifest: &Manifest) -> Vec<(&str, Option<&str>, u32)> {
        manifest.entries.iter().map(|e| (e.name.as_str(), e.range.lower.as_deref(), e.line)).collect()
    }

    #[test]
    fn setup_py() {
        let text = "from setuptools import setup\nsetup(\n name='x', version='1.0',\n classifiers=['Python :: 3'],\n install_requires=[\n  'cohere>=4.5,<5',\n  \"numpy\",\n  # 'old==1'\n ])\n";
        assert_eq!(shown(&parse_py(text)), [("cohere", Some("4.5"), 6), ("numpy", None, 7)]);
        assert!(parse_py("import setuptools\nx = 'unterminated >= 1").entries.is_empty());
        assert!(parse_py("MODEL = 'cohere>=4'").entries.is_empty(), "not about packaging");
    }

    #[test]
    fn setup_cfg() {
        let text = "[metadata]\nname = x\n[options]\npython_requires = >=3.8\ninstall_requires =\n    cohere ~= 4.0\n    # no\n    b; python_version < '3'\n[options.extras_require]\nall = c==1\n";
        assert_eq!(shown(&parse_cfg(text)), [("cohere", Some("4.0"), 6), ("b", None, 8), ("c", Some("1"), 10)]);
    }
}
