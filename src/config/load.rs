//! Reads configuration files and what they build on.

use super::de::ShapeError;
use super::error::ConfigError;
use super::file::ConfigFile;
use super::located::Located;
use super::merge::over;
use super::node::{Node, NodeValue, SyntaxError};
use super::text::{ConfigText, Spot, Texts, joined};
use crate::source::relative;
use serde::Deserialize;
use smol_str::SmolStr;
use std::path::{Path, PathBuf};

/// Larger files are no configuration.
const MAX_SIZE: u64 = 1 << 20;

/// Longest chain of files that build on each other.
const MAX_CHAIN: usize = 32;

/// The names of configuration files, nearest to the tool first: of several in one directory the first holds.
pub const NAMES: [&str; 4] = ["cohere-lint.toml", ".cohere-lint.toml", "pyproject.toml", "package.json"];

/// What a configuration is called in the manifests that may hold one.
const KEY: &str = "cohere-lint";

/// A configuration with all it builds on.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// What holds.
    pub file: ConfigFile,
    /// The files it comes from, the one that was asked for first.
    pub chain: Vec<u32>,
}

/// Reads the configuration in a file, with all it builds on; nothing where a manifest holds none.
///
/// # Errors
/// When a file can't be read, has another shape than it should, or builds on itself.
pub fn load(texts: &mut Texts, root: &Path, path: &Path) -> Result<Option<Loaded>, ConfigError> {
    let Some(file) = open(texts, root, path)? else { return Ok(None) };
    let Some(node) = section(texts, file)? else { return Ok(None) };
    let mut found = shape(texts, root, node)?;
    let mut chain = vec![file];
    while let Some(extends) = found.extends.take() {
        let target = joined(texts.directory(extends.spot), &extends);
        stays_inside(texts, root, extends.spot, &target)?;
        if chain.iter().any(|f| texts.get(*f).is_some_and(|text| text.absolute == target)) {
            return Err(ConfigError::at(texts, extends.spot, "these files extend each other in a circle")
                .help(format!("The circle: {}", circle(texts, &chain, &target))));
        }
        if chain.len() >= MAX_CHAIN {
            return Err(ConfigError::at(texts, extends.spot, "too many files build on each other"));
        }
        let next = open(texts, root, &target).map_err(|error| ConfigError::at(texts, extends.spot, error.message))?;
        let node = next.map_or(Ok(None), |next| section(texts, next))?;
        let (Some(next), Some(node)) = (next, node) else {
            return Err(ConfigError::at(texts, extends.spot, format!("`{}` holds no configuration", extends.value)));
        };
        chain.push(next);
        found = over(found, shape(texts, root, node)?);
    }
    Ok(Some(Loaded { file: found, chain }))
}

/// Whether a file that goes by the name of a configuration may hold one: of manifests only those that speak of this tool, which are
/// nearly none. Trouble with reading it is left to whoever reads it in earnest.
pub fn may_hold(path: &Path) -> bool {
    let is_manifest = matches!(path.file_name().and_then(|name| name.to_str()), Some("pyproject.toml" | "package.json"));
    !is_manifest || std::fs::read(path).is_ok_and(|bytes| memchr::memmem::find(&bytes, KEY.as_bytes()).is_some())
}

/// Opens a file, unless it is a manifest that doesn't speak of this tool: nearly all of them. Each file is read once.
fn open(texts: &mut Texts, root: &Path, path: &Path) -> Result<Option<u32>, ConfigError> {
    if let Some(known) = texts.find(path) {
        return Ok(Some(known));
    }
    let text = read(root, path)?;
    let is_manifest = matches!(path.file_name().and_then(|name| name.to_str()), Some("pyproject.toml" | "package.json"));
    if is_manifest && memchr::memmem::find(text.text.as_bytes(), KEY.as_bytes()).is_none() {
        return Ok(None);
    }
    Ok(Some(texts.add(text)))
}

/// Refuses a file that lies neither below the root nor below the directory of the file that names it: what is wrong in it would be quoted, and a
/// stranger's configuration could show any file of the machine.
fn stays_inside(texts: &Texts, root: &Path, spot: Spot, target: &Path) -> Result<(), ConfigError> {
    // What isn't there is told by whoever reads it.
    let Ok(real) = target.canonicalize() else { return Ok(()) };
    let holds = |directory: &Path| directory.canonicalize().is_ok_and(|directory| real.starts_with(directory));
    if holds(root) || holds(texts.directory(spot)) {
        return Ok(());
    }
    Err(ConfigError::at(texts, spot, "this file lies outside the project")
        .help("Keep it in the project, or give --root a directory that holds both"))
}

/// The files of a circle, as people follow it.
fn circle(texts: &Texts, chain: &[u32], target: &Path) -> String {
    let files: Vec<_> = chain.iter().filter_map(|file| texts.get(*file)).collect();
    let from = files.iter().position(|text| text.absolute == target).unwrap_or(0);
    let mut names: Vec<String> = files[from..].iter().map(|text| format!("`{}`", text.path)).collect();
    names.extend(names.first().cloned());
    names.join(" → ")
}

/// Reads a file that a configuration names, relative to the one that names it, and tells its position.
///
/// # Errors
/// When it can't be read.
pub(super) fn read_beside(texts: &mut Texts, root: &Path, name: &Located<SmolStr>) -> Result<u32, ConfigError> {
    let path = joined(texts.directory(name.spot), name);
    stays_inside(texts, root, name.spot, &path)?;
    if let Some(known) = texts.find(&path) {
        return Ok(known);
    }
    let text = read(root, &path).map_err(|error| ConfigError::at(texts, name.spot, error.message))?;
    Ok(texts.add(text))
}

fn read(root: &Path, path: &Path) -> Result<ConfigText, ConfigError> {
    let shown = relative(root, path);
    let fail = |why: String| ConfigError::nowhere(format!("`{shown}` can't be read: {why}"));
    let metadata = std::fs::metadata(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => fail("no such file".to_owned()),
        _ => fail(error.to_string()),
    })?;
    if !metadata.is_file() {
        return Err(fail("it is no file".to_owned()));
    }
    if metadata.len() > MAX_SIZE {
        return Err(fail(format!("it is larger than {} KiB", MAX_SIZE >> 10)));
    }
    let bytes = std::fs::read(path).map_err(|error| fail(error.to_string()))?;
    let text = String::from_utf8(bytes).map_err(|_| fail("it is no UTF-8".to_owned()))?;
    // A mark at the beginning is no part of what is written; positions count without it.
    let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
    Ok(ConfigText { path: relative(root, path), absolute: PathBuf::from(path), text })
}

/// The part of a file that is configuration; nothing where a manifest holds none.
fn section(texts: &Texts, file: u32) -> Result<Option<Node>, ConfigError> {
    let Some(text) = texts.get(file) else { return Ok(None) };
    let wrong = |error: SyntaxError| ConfigError::at(texts, error.spot, error.message);
    let name = text.absolute.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    Ok(match name {
        "pyproject.toml" => {
            let mut node = Node::from_toml(file, &text.text).map_err(wrong)?;
            node.get_mut("tool").and_then(|tool| tool.get_mut(KEY)).map(std::mem::take)
        }
        "package.json" => {
            let mut node = Node::from_json(file, &text.text).map_err(wrong)?;
            node.get_mut(KEY).map(std::mem::take)
        }
        _ if name.ends_with(".json") => Some(Node::from_json(file, &text.text).map_err(wrong)?),
        _ => Some(Node::from_toml(file, &text.text).map_err(wrong)?),
    })
}

impl Default for Node {
    fn default() -> Self {
        Self { value: NodeValue::Null, spot: Spot::default() }
    }
}

/// Brings a tree into shape, routes that stand in files of their own included.
fn shape(texts: &mut Texts, root: &Path, mut node: Node) -> Result<ConfigFile, ConfigError> {
    let is_empty = |node: &Node| matches!(&node.value, NodeValue::Null);
    if is_empty(&node) {
        return Ok(ConfigFile::default());
    }
    // An editor's schema reference is no setting.
    if let NodeValue::Table(entries) = &mut node.value {
        entries.retain(|(key, _)| key.name != "$schema");
    }
    if let Some(Node { value: NodeValue::Array(routes), .. }) = node.get_mut("routes") {
        for route in routes {
            let Some(Node { value: NodeValue::String(name), spot }) = route.get("file") else { continue };
            if let NodeValue::Table(entries) = &route.value
                && let Some((key, _)) = entries.iter().find(|(key, _)| key.name != "file")
            {
                return Err(ConfigError::at(texts, key.spot, "a route is in a file or stands here, not both"));
            }
            let name = Located { value: SmolStr::from(name.as_str()), spot: *spot };
            let file = read_beside(texts, root, &name)?;
            let text = texts.get(file).cloned();
            *route = match text {
                Some(text) => Node::from_toml(file, &text.text).map_err(|error| ConfigError::at(texts, error.spot, error.message))?,
                None => continue,
            };
        }
    }
    ConfigFile::deserialize(&node).map_err(|error: ShapeError| {
        let spot = error.spot.unwrap_or(node.spot);
        ConfigError::at(texts, spot, error.message).help(error.help)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn project(files: &[(&str, &str)]) -> tempfile::TempDir {
        let directory = tempfile::tempdir().unwrap();
        for (name, text) in files {
            let path = directory.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        directory
    }

    fn loaded(files: &[(&str, &str)]) -> Result<Option<Loaded>, String> {
        let directory = project(files);
        let mut texts = Texts::default();
        load(&mut texts, directory.path(), &directory.path().join(files[0].0)).map_err(|error| error.to_string())
    }

    #[test]
    fn all_four_places_hold_the_same() {
        for (name, text) in [
            ("cohere-lint.toml", "ignore = [\"a\"]\n"),
            (".cohere-lint.toml", "ignore = [\"a\"]\n"),
            ("pyproject.toml", "[project]\nname = \"x\"\n[tool.cohere-lint]\nignore = [\"a\"]\n"),
            ("package.json", "{\"name\": \"x\", \"cohere-lint\": {\"$schema\": \"x\", \"ignore\": [\"a\"]}}"),
        ] {
            let found = loaded(&[(name, text)]).unwrap().unwrap();
            assert_eq!(found.file.ignore.unwrap()[0].as_str(), "a", "{name}");
        }
        assert!(loaded(&[("pyproject.toml", "[project]\nname = \"cohere-lint\"\n")]).unwrap().is_none());
        assert!(loaded(&[("package.json", "{\"devDependencies\": {\"cohere-lint\": \"1\"}}")]).unwrap().is_none());
        assert!(loaded(&[("cohere-lint.toml", "")]).unwrap().is_some());
    }

    #[test]
    fn what_it_extends_is_read_and_the_nearer_wins() {
        let found = loaded(&[
            ("a/cohere-lint.toml", "extends = \"../base.toml\"\npedantic = false\n"),
            ("base.toml", "extends = \"pyproject.toml\"\npedantic = true\nfail-on = \"note\"\n"),
            ("pyproject.toml", "[tool.cohere-lint]\nfail-on = \"error\"\nignore = [\"a\"]\n"),
        ]);
        let found = found.unwrap().unwrap();
        assert_eq!(found.chain.len(), 3);
        assert_eq!(found.file.pedantic.map(|p| p.value), Some(false));
        assert_eq!(found.file.fail_on.map(|f| f.value), Some(crate::cohere::catalog::pages::PageSeverity::Note));
        assert!(found.file.ignore.is_some());
    }

    #[test]
    fn circles_and_missing_files_are_errors() {
        let error = loaded(&[("cohere-lint.toml", "extends = \"b.toml\"\n"), ("b.toml", "extends = \"cohere-lint.toml\"\n")]).unwrap_err();
        assert_eq!(
            error,
            "b.toml:1:11: these files extend each other in a circle. The circle: `cohere-lint.toml` → `b.toml` → `cohere-lint.toml`"
        );
        let error = loaded(&[("cohere-lint.toml", "x = 1\n")]).unwrap_err();
        assert!(error.starts_with("cohere-lint.toml:1:1: unknown key `x`"), "{error}");
        let error = loaded(&[("cohere-lint.toml", "\nextends = \"gone.toml\"\n")]).unwrap_err();
        assert_eq!(error, "cohere-lint.toml:2:11: `gone.toml` can't be read: no such file");
        let error = loaded(&[("cohere-lint.toml", "extends = \"pyproject.toml\"\n"), ("pyproject.toml", "[project]\n")]).unwrap_err();
        assert_eq!(error, "cohere-lint.toml:1:11: `pyproject.toml` holds no configuration");
        let error = loaded(&[("cohere-lint.toml", "select = [\n")]).unwrap_err();
        assert!(error.starts_with("cohere-lint.toml:"), "{error}");
    }

    #[test]
    fn a_route_may_stand_in_a_file_of_its_own() {
        let route = "id = \"ours\"\nname = \"ours\"\necosystem = \"python\"\nkind = \"wrapper\"\n";
        let found = loaded(&[("cohere-lint.toml", "[[routes]]\nfile = \"lint/ours.toml\"\n"), ("lint/ours.toml", route)]).unwrap().unwrap();
        assert_eq!((found.file.routes[0].id.as_str(), found.file.routes[0].spot.file), ("ours", 1));
        let error =
            loaded(&[("cohere-lint.toml", "[[routes]]\nfile = \"r.toml\"\n"), ("r.toml", "id = \"ours\"\nnam = \"x\"\n")]).unwrap_err();
        assert_eq!(error, "r.toml:2:1: unknown key `nam`. Did you mean `name`?");
        let error = loaded(&[("cohere-lint.toml", "[[routes]]\nfile = \"r.toml\"\nid = \"x\"\n"), ("r.toml", route)]).unwrap_err();
        assert_eq!(error, "cohere-lint.toml:3:1: a route is in a file or stands here, not both");
    }
}
