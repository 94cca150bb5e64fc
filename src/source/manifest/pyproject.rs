//! `pyproject.toml`: PEP 621 and PEP 735 tables, Poetry's, PDM's and uv's own.

use super::range::{Syntax, VersionRange};
use super::{Manifest, ManifestError, pep503, requirement, toml_table};
use crate::source::LineIndex;
use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue};

/// Reads the dependencies of a `pyproject.toml`, as far as it can be read.
///
/// # Errors
/// When it is no TOML and nothing could be read.
pub fn parse(text: &str) -> Result<Manifest, ManifestError> {
    let (table, error) = toml_table(text);
    let mut reader = Reader { lines: LineIndex::new(text), manifest: Manifest::default() };
    let root = table.get_ref();
    if let Some(project) = child(root, "project") {
        reader.requirements(array(project, "dependencies"));
        reader.groups(child(project, "optional-dependencies"));
    }
    reader.groups(child(root, "dependency-groups"));
    if let Some(tool) = child(root, "tool") {
        if let Some(poetry) = child(tool, "poetry") {
            for name in ["dependencies", "dev-dependencies"] {
                reader.poetry(child(poetry, name));
            }
            for (_, group) in child(poetry, "group").into_iter().flatten() {
                reader.poetry(group.get_ref().as_table().and_then(|group| child(group, "dependencies")));
            }
        }
        reader.groups(child(tool, "pdm").and_then(|pdm| child(pdm, "dev-dependencies")));
        reader.requirements(child(tool, "uv").and_then(|uv| array(uv, "dev-dependencies")));
        for (_, environment) in child(tool, "hatch").and_then(|hatch| child(hatch, "envs")).into_iter().flatten() {
            let Some(environment) = environment.get_ref().as_table() else { continue };
            reader.requirements(array(environment, "dependencies"));
            reader.requirements(array(environment, "extra-dependencies"));
        }
    }
    match error {
        Some(error) if reader.manifest.entries.is_empty() => Err(error),
        _ => Ok(reader.manifest),
    }
}

struct Reader {
    lines: LineIndex,
    manifest: Manifest,
}

impl Reader {
    fn requirements(&mut self, list: Option<&DeArray<'_>>) {
        for item in list.into_iter().flat_map(|list| list.iter()) {
            if let Some((name, range)) = item.get_ref().as_str().and_then(requirement::parse) {
                self.manifest.push(name, range, self.lines.line_of(item.span().start as u32));
            }
        }
    }

    fn groups(&mut self, groups: Option<&DeTable<'_>>) {
        for (_, group) in groups.into_iter().flatten() {
            self.requirements(group.get_ref().as_array());
        }
    }

    fn poetry(&mut self, dependencies: Option<&DeTable<'_>>) {
        for (name, value) in dependencies.into_iter().flatten() {
            let line = self.lines.line_of(name.span().start as u32);
            self.manifest.push(pep503(name.get_ref()), poetry_range(value), line);
        }
    }
}

/// `"^5.1"`, `{ version = "^5.1", extras = […] }`, or a list of such for several platforms.
pub(super) fn poetry_range(value: &Spanned<DeValue<'_>>) -> VersionRange {
    match value.get_ref() {
        DeValue::String(text) => VersionRange::parse(text, Syntax::Poetry),
        DeValue::Table(table) => table.get("version").map(poetry_range).unwrap_or_default(),
        DeValue::Array(list) => list.iter().next().map(poetry_range).unwrap_or_default(),
        _ => VersionRange::default(),
    }
}

pub(super) fn child<'a, 'i>(table: &'a DeTable<'i>, name: &str) -> Option<&'a DeTable<'i>> {
    table.get(name)?.get_ref().as_table()
}

fn array<'a, 'i>(table: &'a DeTable<'i>, name: &str) -> Option<&'a DeArray<'i>> {
    table.get(name)?.get_ref().as_array()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<(String, String, u32)> {
        parse(text).unwrap().entries.into_iter().map(|e| (e.name, e.range.lower.unwrap_or_default(), e.line)).collect()
    }

    fn entry(name: &str, version: &str, line: u32) -> (String, String, u32) {
        (name.into(), version.into(), line)
    }

    #[test]
    fn standard_tables() {
        let text = "[project]\nname = 'x'\ndependencies = [\n  'cohere>=5.1',\n  'Open_AI',\n]\n[project.optional-dependencies]\nall = ['a==1']\n[dependency-groups]\ndev = ['b~=2.0', {include-group = 'x'}]\n";
        assert_eq!(shown(text), [entry("cohere", "5.1", 4), entry("open-ai", "", 5), entry("a", "1", 8), entry("b", "2.0", 10)]);
    }

    #[test]
    fn poetry_tables() {
        let text = "[tool.poetry.dependencies]\npython = '^3.9'\ncohere = { version = '^4.27', extras = ['x'] }\n[tool.poetry.group.dev.dependencies]\nb = [{version = '1.0', python = '<3'}]\n[tool.poetry.dev-dependencies]\nc = {path = '../c'}\n";
        let found = shown(text);
        assert!(found.contains(&entry("cohere", "4.27", 3)) && found.contains(&entry("b", "1.0", 5)) && found.contains(&entry("c", "", 7)));
    }

    #[test]
    fn broken_files() {
        let partly = parse("[project]\ndependencies = ['cohere==5']\n[broken\nx = \n").unwrap();
        assert_eq!(partly.entries[0].name, "cohere");
        assert_eq!(parse("\n[project\nname").unwrap_err().line, Some(2));
        assert!(parse("project = 3\ntool = []\n").unwrap().entries.is_empty());
    }
}
