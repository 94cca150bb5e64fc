//! Whether a package is published for others to call, or is an application that happens to have a manifest. Templates
//! (`npm init`, `poetry init`) fill in names and entry points nobody uses, so it takes more than those.

use serde_json::{Map, Value};
use toml::de::{DeTable, DeValue};

/// Whether a `package.json` describes a library.
pub fn is_npm_library(json: &Map<String, Value>) -> bool {
    let has = |key: &str| json.get(key).is_some_and(|value| !matches!(value, Value::Null | Value::Bool(false)));
    if json.get("private").and_then(Value::as_bool).unwrap_or(false) || !has("name") {
        return false;
    }
    // A command line tool is called by people, not by code, unless it says what code may import.
    if has("exports") || has("bin") {
        return has("exports");
    }
    // `bun init` names the TypeScript file it makes; what is published is built.
    let built_module = json.get("module").and_then(Value::as_str).is_some_and(|module| !module.ends_with(".ts"));
    if built_module || ["types", "typings", "files", "publishConfig"].iter().any(|key| has(key)) {
        return true;
    }
    // `npm init` writes `"main": "index.js"` into every package.
    let script = |name: &str| json.get("scripts").and_then(|s| s.get(name)).is_some();
    has("main") && has("repository") && !script("start") && !script("dev")
}

/// Whether a `pyproject.toml` describes a library. `has_deployment` tells that a Dockerfile or the like stands beside it.
pub fn is_python_library(root: &DeTable<'_>, has_deployment: bool) -> bool {
    let table = |path: &[&str]| find(root, path).and_then(DeValue::as_table);
    let flag = |path: &[&str]| find(root, path).and_then(DeValue::as_bool);
    let project = table(&["project"]);
    let poetry = table(&["tool", "poetry"]);
    let Some(package) = project.or(poetry) else { return false };
    if !package.contains_key("name")
        || flag(&["tool", "poetry", "package-mode"]) == Some(false)
        || flag(&["tool", "uv", "package"]) == Some(false)
    {
        return false;
    }
    let has = |key: &str| [project, poetry].into_iter().flatten().any(|table| table.contains_key(key));
    let classifiers = [project, poetry].into_iter().flatten().filter_map(|t| t.get("classifiers")).filter_map(|c| c.get_ref().as_array());
    let classifiers: Vec<&str> = classifiers.flat_map(|list| list.iter()).filter_map(|c| c.get_ref().as_str()).collect();
    if classifiers.iter().any(|c| c.starts_with("Private ::")) || !root.contains_key("build-system") {
        return false;
    }
    if !classifiers.is_empty() || has("keywords") {
        return true;
    }
    let links = ["urls", "repository", "homepage", "documentation", "dynamic", "optional-dependencies", "extras", "license"];
    links.iter().any(|key| has(key)) && !has_deployment
}

/// Whether a `setup.py` or `setup.cfg` describes a library: other than a `pyproject.toml`, which configures tools too, it
/// is hardly written for anything else.
pub fn is_setup_library(text: &str, has_deployment: bool) -> bool {
    !text.contains("Private ::") && (text.contains("classifiers") || !has_deployment)
}

/// Whether a file named `setup.py` is the packaging script: applications call their start-up code so as well.
pub fn is_packaging_script(text: &str) -> bool {
    text.contains("setuptools") || text.contains("distutils")
}

/// Whether a `Cargo.toml` with a library target describes a library: crates.io takes no crate without a description and
/// a licence.
pub fn is_rust_library(package: &DeTable<'_>, has_library: bool) -> bool {
    let is_private = match package.get("publish").map(|value| value.get_ref()) {
        Some(DeValue::Boolean(publish)) => !publish,
        Some(DeValue::Array(registries)) => registries.is_empty(),
        _ => false,
    };
    let licensed = package.contains_key("license") || package.contains_key("license-file");
    has_library && !is_private && licensed && package.contains_key("description")
}

fn find<'a, 'i>(table: &'a DeTable<'i>, path: &[&str]) -> Option<&'a DeValue<'i>> {
    let (last, front) = path.split_last()?;
    let table = front.iter().try_fold(table, |table, key| table.get(*key)?.get_ref().as_table())?;
    table.get(*last).map(|value| value.get_ref())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn npm(value: Value) -> bool {
        is_npm_library(value.as_object().unwrap())
    }

    #[test]
    fn npm_packages() {
        assert!(npm(json!({"name": "a", "main": "dist/index.js", "types": "dist/index.d.ts"})));
        assert!(npm(json!({"name": "a", "main": "index.js", "repository": "x/y"})));
        assert!(!npm(json!({"name": "a", "main": "index.js", "license": "ISC"})), "what npm init writes");
        assert!(!npm(json!({"name": "a", "module": "index.ts", "type": "module"})), "what bun init writes");
        assert!(!npm(json!({"name": "a", "bin": "cli.js", "types": "x.d.ts", "files": ["dist"]})), "a command line tool");
        assert!(!npm(json!({"name": "a", "private": true, "exports": "./x.js"})));
        assert!(!npm(json!({"name": "a", "main": "app.js", "repository": "x", "scripts": {"start": "node app.js"}})));
    }

    fn python(text: &str, has_deployment: bool) -> bool {
        is_python_library(DeTable::parse(text).unwrap().get_ref(), has_deployment)
    }

    #[test]
    fn python_packages() {
        let build = "[build-system]\nrequires = []\n";
        assert!(python(&format!("{build}[project]\nname = 'a'\nclassifiers = ['Topic :: X']\n"), true));
        assert!(python(&format!("{build}[tool.poetry]\nname = 'a'\nrepository = 'x'\n"), false));
        assert!(!python(&format!("{build}[tool.poetry]\nname = 'a'\nrepository = 'x'\n"), true), "deployed");
        assert!(!python(&format!("{build}[tool.poetry]\nname = 'a'\nversion = '1'\nauthors = []\n"), false), "what poetry init writes");
        assert!(!python("[project]\nname = 'a'\nkeywords = ['x']\n", false), "can't be built");
        assert!(!python(&format!("{build}[tool.poetry]\nname = 'a'\nkeywords = ['x']\npackage-mode = false\n"), false));
        assert!(!python(&format!("{build}[project]\nname = 'a'\nclassifiers = ['Private :: Do Not Upload']\n"), false));
    }

    #[test]
    fn setup_files() {
        assert!(is_packaging_script("from setuptools import setup") && !is_packaging_script("def setup(app): pass"));
        assert!(is_setup_library("setup(name='x')", false) && !is_setup_library("setup(name='x')", true));
    }

    #[test]
    fn crates() {
        let crate_is = |text: &str| is_rust_library(DeTable::parse(text).unwrap().get_ref(), true);
        assert!(crate_is("name = 'a'\ndescription = 'x'\nlicense.workspace = true\n"));
        assert!(!crate_is("name = 'a'\ndescription = 'x'\nlicense = 'MIT'\npublish = false\n"));
        assert!(!crate_is("name = 'a'\n"));
    }
}
