//! `tsconfig.json` and `jsconfig.json`: where the names of imports point to.

use super::npm::NpmPackages;
use super::paths::{ancestors, file_name, is_inside, join, parent};
use super::{Disk, jsonc};
use crate::source::Discovery;
use rustc_hash::{FxHashMap, FxHashSet};
use serde_json::Value;

/// How long a chain of `extends` may be.
const MAX_EXTENDS: usize = 16;

/// What of a compiler configuration matters to resolving imports.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TsConfig {
    /// The file, relative to the root.
    pub path: String,
    /// The directory bare imports are tried in, relative to the root.
    pub base_url: Option<String>,
    /// Patterns with at most one `*`, each with its targets relative to the root, in the order they are tried.
    pub paths: Vec<(String, Vec<String>)>,
}

impl TsConfig {
    /// The places an import may mean by the `paths` of this configuration, relative to the root: those of the pattern
    /// that matches with the longest text before its `*`, as the compiler picks.
    pub fn candidates(&self, import: &str) -> Vec<String> {
        let matched = self.paths.iter().filter_map(|(pattern, targets)| match pattern.split_once('*') {
            None => (pattern == import).then_some((usize::MAX, "", targets)),
            Some((before, after)) => {
                let middle = import.strip_prefix(before)?.strip_suffix(after)?;
                Some((before.len(), middle, targets))
            }
        });
        let Some((_, middle, targets)) = matched.max_by_key(|(length, ..)| *length) else { return Vec::new() };
        targets.iter().map(|target| target.replacen('*', middle, 1)).collect()
    }

    fn is_silent(&self) -> bool {
        self.base_url.is_none() && self.paths.is_empty()
    }
}

/// The configurations of one directory: its own, and those a solution file refers to.
#[derive(Debug, Default)]
struct Configs {
    own: TsConfig,
    referenced: Vec<(TsConfig, Vec<String>)>,
}

/// All configurations, by directory.
#[derive(Debug, Default)]
pub struct TsConfigs {
    by_dir: FxHashMap<String, Configs>,
}

impl TsConfigs {
    /// Reads the configurations that a walk found.
    pub fn build(discovery: &Discovery, files: &FxHashSet<String>, npm: &NpmPackages, disk: &mut Disk) -> Self {
        let mut reader = Reader { npm, disk };
        let mut configs = Self::default();
        for path in &discovery.manifests {
            let dir = parent(path);
            let is_better = file_name(path) == "tsconfig.json" || file_name(path) == "jsconfig.json" && !configs.by_dir.contains_key(dir);
            if is_better && let Some(found) = reader.configs(path) {
                configs.by_dir.insert(dir.to_owned(), found);
            }
        }
        // SvelteKit writes the configuration that maps `$lib` on the first run; it is not committed.
        for file in files.iter().filter(|file| matches!(file_name(file), "svelte.config.js" | "svelte.config.ts" | "svelte.config.mjs")) {
            let dir = parent(file);
            let own = &mut configs.by_dir.entry(dir.to_owned()).or_default().own;
            for (pattern, target) in [("$lib", "src/lib"), ("$lib/*", "src/lib/*")] {
                if !own.paths.iter().any(|(known, _)| known == pattern) {
                    own.paths.extend(join(dir, target).map(|target| (pattern.to_owned(), vec![target])));
                }
            }
        }
        configs
    }

    /// The configuration that holds for a file.
    pub fn config_for(&self, file: &str) -> Option<&TsConfig> {
        let configs = ancestors(file).find_map(|dir| self.by_dir.get(dir))?;
        if !configs.own.is_silent() {
            return Some(&configs.own);
        }
        let covers = |includes: &[String]| includes.iter().any(|prefix| is_inside(file, prefix));
        let referenced = || configs.referenced.iter().filter(|(config, _)| !config.is_silent());
        let chosen = referenced().find(|(_, includes)| covers(includes)).or_else(|| referenced().next());
        Some(chosen.map_or(&configs.own, |(config, _)| config))
    }
}

struct Reader<'a> {
    npm: &'a NpmPackages,
    disk: &'a mut Disk,
}

impl Reader<'_> {
    fn configs(&mut self, path: &str) -> Option<Configs> {
        let value = self.read(path)?;
        let own = self.resolve(path, &value, parent(path), 0);
        let mut referenced = Vec::new();
        for reference in value.get("references").and_then(Value::as_array).into_iter().flatten() {
            let Some(target) = reference.get("path").and_then(Value::as_str).and_then(|p| join(parent(path), p)) else { continue };
            let target = if target.ends_with(".json") { target } else { format!("{target}/tsconfig.json") };
            if let Some(inner) = self.read(&target) {
                let config = self.resolve(&target, &inner, parent(&target), 0);
                referenced.push((config, includes(&inner, parent(&target))));
            }
        }
        Some(Configs { own, referenced })
    }

    /// A configuration with what it inherits. `leaf` is the directory of the file that everything is read for.
    fn resolve(&mut self, path: &str, value: &Value, leaf: &str, depth: usize) -> TsConfig {
        let dir = parent(path);
        let mut config = TsConfig { path: path.to_owned(), ..TsConfig::default() };
        let extends: Vec<&str> = match value.get("extends") {
            Some(Value::String(one)) => vec![one],
            Some(Value::Array(several)) => several.iter().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        };
        for name in extends {
            if depth >= MAX_EXTENDS {
                break;
            }
            let Some((base_path, base)) = self.find(dir, name) else { continue };
            let base = self.resolve(&base_path, &base, leaf, depth + 1);
            config.base_url = base.base_url.or(config.base_url);
            config.paths = if base.paths.is_empty() { config.paths } else { base.paths };
        }
        let options = value.get("compilerOptions");
        let place = |from: &str, text: &str| match text.strip_prefix("${configDir}") {
            Some(rest) => join(leaf, rest.trim_start_matches('/')),
            None => join(from, text),
        };
        if let Some(base_url) = options.and_then(|o| o.get("baseUrl")).and_then(Value::as_str) {
            config.base_url = place(dir, base_url).or(config.base_url);
        }
        if let Some(paths) = options.and_then(|o| o.get("paths")).and_then(Value::as_object) {
            let from = config.base_url.clone().unwrap_or_else(|| dir.to_owned());
            config.paths = paths
                .iter()
                .map(|(pattern, targets)| {
                    let targets = targets.as_array().into_iter().flatten().filter_map(Value::as_str);
                    (pattern.clone(), targets.filter_map(|target| place(&from, target)).collect::<Vec<_>>())
                })
                .filter(|(_, targets)| !targets.is_empty())
                .collect();
        }
        config
    }

    /// The file an `extends` names: a path, or a package of this workspace. Installed packages are not here to read.
    fn find(&mut self, dir: &str, name: &str) -> Option<(String, Value)> {
        let target = if name.starts_with('.') {
            join(dir, name)?
        } else {
            let (package, rest) = self.npm.split_import(name)?;
            join(&package.dir, if rest.is_empty() { "tsconfig.json" } else { rest })?
        };
        [target.clone(), format!("{target}.json"), format!("{target}/tsconfig.json")]
            .into_iter()
            .find_map(|path| self.read(&path).map(|value| (path, value)))
    }

    fn read(&mut self, path: &str) -> Option<Value> {
        let text = self.disk.read(path)?;
        jsonc::parse(&text).filter(Value::is_object)
    }
}

/// The directories a configuration covers: the fixed front of its `include` and `files`.
fn includes(value: &Value, dir: &str) -> Vec<String> {
    let lists: Vec<&Vec<Value>> = ["include", "files"].iter().filter_map(|key| value.get(key).and_then(Value::as_array)).collect();
    if lists.is_empty() {
        return vec![dir.to_owned()];
    }
    let fixed = |pattern: &str| {
        let front = pattern.split(['*', '?']).next().unwrap_or(pattern);
        let front = if front.len() < pattern.len() { front.rsplit_once('/').map_or("", |(front, _)| front) } else { front };
        join(dir, front)
    };
    lists.into_iter().flatten().filter_map(Value::as_str).filter_map(fixed).collect()
}
