//! npm packages of the project: what another package of the workspace gets when it imports one.

use super::paths::{ancestors, join, parent};
use super::{Disk, jsonc, publish};
use crate::source::Discovery;
use rustc_hash::{FxHashMap, FxHashSet};
use serde_json::{Map, Value};

/// How deep the conditions of an `exports` field may nest.
const MAX_CONDITIONS: usize = 8;

/// The conditions of an `exports` field, those that lead to source first. `types` is a last resort that still tells
/// where the source is.
const CONDITIONS: &[&str] = &["source", "development", "bun", "import", "module", "node", "default", "require", "browser", "types"];

/// A package of this project.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NpmPackage {
    /// Its directory, relative to the root.
    pub dir: String,
    /// Its name; empty where it has none.
    pub name: String,
    /// What can be imported: the subpath as `exports` spells it (`.`, `./client`, `./*`) and the file behind it, relative
    /// to the root. Where that file is built, the source it is built from, if that can be told.
    pub entries: Vec<(String, String)>,
    /// The package's own `#aliases`, with their targets relative to the root.
    pub imports: Vec<(String, String)>,
    /// Never published.
    pub private: bool,
    /// Published for others to call.
    pub is_library: bool,
}

impl NpmPackage {
    /// The file behind an import of this package, by its subpath (`.` or `./client`).
    pub fn entry(&self, subpath: &str) -> Option<String> {
        lookup(&self.entries, subpath)
    }

    /// The file behind one of the package's own `#aliases`.
    pub fn import(&self, alias: &str) -> Option<String> {
        lookup(&self.imports, alias)
    }
}

/// The exact key, else the pattern with the longest text before its `*`.
fn lookup(table: &[(String, String)], key: &str) -> Option<String> {
    if let Some((_, target)) = table.iter().find(|(known, _)| known == key) {
        return Some(target.clone());
    }
    let matching = table.iter().filter_map(|(pattern, target)| {
        let (before, after) = pattern.split_once('*')?;
        let middle = key.strip_prefix(before)?.strip_suffix(after)?;
        Some((before.len(), target.replacen('*', middle, 1)))
    });
    matching.max_by_key(|(length, _)| *length).map(|(_, target)| target)
}

/// All packages of the project.
#[derive(Debug, Default)]
pub struct NpmPackages {
    packages: Vec<NpmPackage>,
    by_name: FxHashMap<String, usize>,
    by_dir: FxHashMap<String, usize>,
}

impl NpmPackages {
    /// Reads the `package.json` files that a walk found.
    pub fn build(discovery: &Discovery, files: &FxHashSet<String>, disk: &mut Disk) -> Self {
        let mut all = Self::default();
        for path in discovery.manifests.iter().filter(|path| super::paths::file_name(path) == "package.json") {
            let Some(Value::Object(json)) = disk.read(path).and_then(|text| jsonc::parse(&text)) else { continue };
            // `{"type": "module"}` in the middle of a package only steers Node.
            if !["name", "dependencies", "devDependencies", "scripts", "workspaces"].iter().any(|key| json.contains_key(*key)) {
                continue;
            }
            let sources = source_directories(parent(path), disk);
            let package = read(parent(path), &json, &sources, files);
            let index = all.packages.len();
            all.by_dir.insert(package.dir.clone(), index);
            // Of two packages with one name (a template's copy) the one nearer the root is meant.
            let depth = |dir: &str| dir.matches('/').count();
            let known = all.by_name.get(&package.name).and_then(|&i| all.packages.get(i)).map(|p| depth(&p.dir));
            if !package.name.is_empty() && known.is_none_or(|known| depth(&package.dir) < known) {
                all.by_name.insert(package.name.clone(), index);
            }
            all.packages.push(package);
        }
        all
    }

    /// The package with a name.
    pub fn by_name(&self, name: &str) -> Option<&NpmPackage> {
        self.packages.get(*self.by_name.get(name)?)
    }

    /// The package a file belongs to.
    pub fn package_for(&self, file: &str) -> Option<&NpmPackage> {
        let index = ancestors(file).find_map(|dir| self.by_dir.get(dir))?;
        self.packages.get(*index)
    }

    /// The package of this project that an import names, and the rest of the import.
    pub fn split_import<'a>(&self, import: &'a str) -> Option<(&NpmPackage, &'a str)> {
        let slash = import.find('/');
        let end = if import.starts_with('@') { slash.and_then(|s| import[s + 1..].find('/').map(|e| s + 1 + e)) } else { slash };
        let (name, rest) = end.map_or((import, ""), |end| (&import[..end], &import[end + 1..]));
        Some((self.by_name(name)?, rest))
    }
}

/// Where a package keeps the source of what it builds: by convention, and by its compiler's configuration.
fn source_directories(dir: &str, disk: &mut Disk) -> Vec<String> {
    let mut directories = vec!["src".to_owned(), "lib".to_owned()];
    let config = join(dir, "tsconfig.json").and_then(|path| disk.read(&path)).and_then(|text| jsonc::parse(&text));
    if let Some(config) = config {
        let root = config.get("compilerOptions").and_then(|options| options.get("rootDir")).and_then(Value::as_str);
        let included = config.get("include").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
        let fronts = root.into_iter().chain(included).filter_map(|path| path.trim_start_matches("./").split(['/', '*']).next());
        for front in fronts.filter(|front| !front.is_empty() && !front.starts_with('.')) {
            if !directories.iter().any(|known| known == front) {
                directories.push(front.to_owned());
            }
        }
    }
    directories
}

fn read(dir: &str, json: &Map<String, Value>, sources: &[String], files: &FxHashSet<String>) -> NpmPackage {
    let text = |key: &str| json.get(key).and_then(Value::as_str);
    let private = json.get("private").and_then(Value::as_bool).unwrap_or(false);
    let mut package = NpmPackage {
        dir: dir.to_owned(),
        name: text("name").unwrap_or_default().to_owned(),
        private,
        is_library: publish::is_npm_library(json),
        ..NpmPackage::default()
    };
    let place = |target: &str| source_of(dir, target, sources, files);
    match json.get("exports") {
        Some(Value::Object(map)) if map.keys().any(|key| key.starts_with('.')) => {
            for (subpath, value) in map {
                package.entries.extend(target(value, 0).and_then(place).map(|file| (subpath.clone(), file)));
            }
        }
        Some(value) => package.entries.extend(target(value, 0).and_then(place).map(|file| (".".to_owned(), file))),
        None => {}
    }
    if !package.entries.iter().any(|(subpath, _)| subpath == ".") {
        let named = ["source", "module", "main", "types", "typings"].iter().filter_map(|key| text(key)).filter_map(place);
        // The first that is really there, else the first that is named, else what Node tries.
        let named: Vec<String> = named.collect();
        let fallback = ["index.ts", "src/index.ts", "index.js", "src/index.js", "index.tsx", "src/index.tsx"];
        let found = named.iter().find(|file| files.contains(*file)).cloned();
        let found =
            found.or_else(|| fallback.iter().filter_map(|f| join(dir, f)).find(|f| files.contains(f))).or_else(|| named.first().cloned());
        package.entries.extend(found.map(|file| (".".to_owned(), file)));
    }
    for (alias, value) in json.get("imports").and_then(Value::as_object).into_iter().flatten() {
        package.imports.extend(target(value, 0).and_then(place).map(|file| (alias.clone(), file)));
    }
    package
}

/// The file behind a value of `exports`, by the first condition that leads to one.
fn target(value: &Value, depth: usize) -> Option<&str> {
    match value {
        Value::String(path) => Some(path),
        Value::Array(several) => several.iter().find_map(|one| target(one, depth)),
        Value::Object(conditions) if depth < MAX_CONDITIONS => {
            let known = CONDITIONS.iter().filter_map(|condition| conditions.get(*condition));
            known.chain(conditions.values()).find_map(|inner| target(inner, depth + 1))
        }
        _ => None,
    }
}

/// The file a target names or, where that is built and not here, the source it is built from. Patterns keep their `*`.
fn source_of(dir: &str, target: &str, sources: &[String], files: &FxHashSet<String>) -> Option<String> {
    let path = join(dir, target)?;
    if files.contains(&path) {
        return Some(path);
    }
    let inner = target.trim_start_matches("./");
    let stem = source_stem(inner);
    // `dist/esm/client.js` may come from `src/client.ts`, `src/esm/client.ts` or `client.ts`.
    let mut bases: Vec<String> = vec![stem.to_owned()];
    let mut rest = stem;
    while let Some((front, back)) = rest.split_once('/') {
        if !is_output_name(front) {
            break;
        }
        bases.extend(sources.iter().map(|source| format!("{source}/{back}")));
        bases.push(back.to_owned());
        rest = back;
    }
    if inner.contains('*') {
        // No file to look for; a directory that has sources will do.
        let has_sources = |base: &String| {
            let front = base.split('*').next().and_then(|front| join(dir, front)).unwrap_or_default();
            files.iter().any(|file| super::paths::is_inside(file, &front))
        };
        return bases.iter().find(|base| has_sources(base)).and_then(|base| join(dir, base)).or(Some(path));
    }
    let extensions = ["ts", "tsx", "mts", "cts", "js", "jsx", "mjs", "cjs", "vue", "svelte"];
    let candidates = bases.iter().flat_map(|base| {
        let file = extensions.iter().map(move |extension| format!("{base}.{extension}"));
        file.chain(extensions.iter().map(move |extension| format!("{base}/index.{extension}")))
    });
    candidates.filter_map(|candidate| join(dir, &candidate)).find(|candidate| files.contains(candidate)).or(Some(path))
}

/// A path without the extension a build gives it.
fn source_stem(path: &str) -> &str {
    let endings = [".d.ts", ".d.mts", ".d.cts", ".js", ".mjs", ".cjs", ".jsx", ".ts", ".tsx"];
    endings.iter().find_map(|ending| path.strip_suffix(ending)).unwrap_or(path)
}

/// Directories that builds write to, the second level (`dist/esm`) included.
fn is_output_name(name: &str) -> bool {
    ["dist", "build", "out", "lib", "esm", "cjs", "es", "umd", "types", "node", "browser", "_esm", "_cjs", "output"].contains(&name)
}
