//! `pnpm-lock.yaml`, versions 5 to 9, and the catalogs of `pnpm-workspace.yaml`. pnpm writes them in one fixed layout,
//! so their lines and indents are read; a YAML parser takes seconds for the larger ones.

use super::range::{Syntax, VersionRange};
use super::{Entry, Manifest};

/// Reads a lock file.
pub fn parse_lock(text: &str) -> Manifest {
    let mut manifest = Manifest::default();
    let mut section = "";
    // Where we are: the importer, its group of dependencies, the package.
    let (mut importer, mut group, mut package) = (String::new(), "", String::new());
    for (number, line) in (1..).zip(text.lines()) {
        let body = line.trim_start();
        let indent = line.len() - body.len();
        if body.is_empty() || body.starts_with('#') {
            continue;
        }
        let Some((key, value)) = key_value(body) else { continue };
        if indent == 0 {
            section = key;
            (importer, group, package) = (String::new(), key, String::new());
            continue;
        }
        match section {
            "importers" if indent == 2 => importer = if key == "." { String::new() } else { key.to_owned() },
            "importers" if indent == 4 => group = key,
            "packages" if indent == 2 => {
                if let Some((name, version)) = package_key(key) {
                    manifest.push(name.to_owned(), VersionRange::pinned(version), number);
                }
            }
            // Dependencies stand below their importer, or at the top of a file without workspaces.
            "importers" | "dependencies" | "devDependencies" | "optionalDependencies" => {
                let base = if section == "importers" { 6 } else { 2 };
                if !group.to_ascii_lowercase().ends_with("dependencies") {
                    continue;
                }
                if indent == base {
                    package = key.to_owned();
                }
                let version = if indent == base { Some(value) } else { Some(value).filter(|_| indent == base + 2 && key == "version") };
                let version = version.map(resolved).filter(|v| v.starts_with(|c: char| c.is_ascii_digit()));
                if let Some(version) = version {
                    let member = Some(importer.clone()).filter(|m| !m.is_empty());
                    manifest.entries.push(Entry { name: package.clone(), range: VersionRange::pinned(version), line: number, member });
                }
            }
            _ => {}
        }
    }
    manifest
}

/// Reads the catalogs of a workspace file: what `catalog:` in a package's own manifest stands for.
pub fn parse_workspace(text: &str) -> Manifest {
    let mut manifest = Manifest::default();
    let mut section = "";
    for (number, line) in (1..).zip(text.lines()) {
        let body = line.trim_start();
        let indent = line.len() - body.len();
        let Some((key, value)) = key_value(body) else { continue };
        if indent == 0 {
            section = key;
        } else if matches!(section, "catalog" | "catalogs") && !value.is_empty() {
            manifest.push(key.to_owned(), VersionRange::parse(value, Syntax::Npm), number);
        }
    }
    manifest
}

/// `'@ai-sdk/cohere': value` → the unquoted key and value.
fn key_value(body: &str) -> Option<(&str, &str)> {
    let (key, rest) = match body.strip_prefix(['\'', '"']) {
        Some(inner) => {
            let end = inner.find(['\'', '"'])?;
            (&inner[..end], &inner[end + 1..])
        }
        // A key may hold colons (`link:../x`); the one that ends it is followed by a blank or nothing.
        None => {
            let end = body.find(": ").or_else(|| body.trim_end().strip_suffix(':').map(str::len))?;
            (&body[..end], &body[end..])
        }
    };
    let value = rest.strip_prefix(':')?.trim();
    let value = value.strip_prefix(['\'', '"']).map_or(value, |v| v.trim_end_matches(['\'', '"']));
    Some((key, value))
}

/// The version of `7.9.5(encoding@0.1.13)` and of version 5's `7.9.5_peer@1`.
fn resolved(version: &str) -> &str {
    version.split(['(', '_']).next().unwrap_or(version)
}

/// `cohere-ai@7.9.5(peer@1)`, `/cohere-ai@7.9.5`, `/@ai-sdk/cohere/1.0.0` → name and version.
fn package_key(key: &str) -> Option<(&str, &str)> {
    let is_older = key.starts_with('/');
    let key = key.trim_start_matches('/').split('(').next()?;
    let at = key.get(1..)?.find('@').map(|at| at + 1);
    let split = match at {
        Some(at) => at,
        None if is_older => key.rfind('/')?,
        None => return None,
    };
    let version = resolved(&key[split + 1..]);
    version.starts_with(|c: char| c.is_ascii_digit()).then(|| (&key[..split], version))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(manifest: Manifest) -> Vec<String> {
        let show = |e: Entry| format!("{}:{} {}@{}", e.line, e.member.unwrap_or_default(), e.name, e.range.lower.unwrap_or_default());
        manifest.entries.into_iter().map(show).collect()
    }

    #[test]
    fn version_9_with_importers() {
        let text = "lockfileVersion: '9.0'\n\nimporters:\n\n  .:\n    dependencies:\n      '@langchain/cohere':\n        specifier: ^1.0.0\n        version: 1.0.2(@langchain/core@1.1.20)\n  packages/a:\n    devDependencies:\n      cohere-ai:\n        specifier: ^7.0.0\n        version: 7.10.0\n      local:\n        specifier: workspace:*\n        version: link:../b\n\npackages:\n\n  cohere-ai@7.20.0:\n    resolution: {integrity: x}\n    dependencies:\n      x: 1.0.0\n";
        assert_eq!(shown(parse_lock(text)), ["9: @langchain/cohere@1.0.2", "14:packages/a cohere-ai@7.10.0", "21: cohere-ai@7.20.0"]);
    }

    #[test]
    fn versions_5_and_6_without_importers() {
        let five = "lockfileVersion: 5.4\nspecifiers:\n  cohere-ai: ^6.0.0\ndependencies:\n  cohere-ai: 6.2.2_a@1.0.0\npackages:\n  /@ai-sdk/cohere/1.0.0:\n    dev: false\n";
        assert_eq!(shown(parse_lock(five)), ["5: cohere-ai@6.2.2", "7: @ai-sdk/cohere@1.0.0"]);
        let six = "lockfileVersion: '6.0'\ndependencies:\n  cohere-ai:\n    specifier: ^7.0.0\n    version: 7.9.0(x@1)\npackages:\n  /cohere-ai@7.9.0(x@1):\n    dev: false\n";
        assert_eq!(shown(parse_lock(six)), ["5: cohere-ai@7.9.0", "7: cohere-ai@7.9.0"]);
    }

    #[test]
    fn catalogs_and_garbage() {
        let text = "packages:\n  - 'apps/*'\ncatalog:\n  cohere-ai: ^7.1.0\ncatalogs:\n  next:\n    '@ai-sdk/cohere': 2.0.0\n";
        assert_eq!(shown(parse_workspace(text)), ["4: cohere-ai@7.1.0", "7: @ai-sdk/cohere@2.0.0"]);
        assert!(shown(parse_lock("importers:\n  '\n    :\n      é: \n\t\t'x\npackages:\n  @:\n  /:\n  '@@':\n")).is_empty());
    }
}
