//! Cargo crates: where their module trees begin and what they call their dependencies.

use super::paths::{ancestors, file_name, join, parent};
use super::{Disk, publish};
use crate::source::Discovery;
use crate::source::manifest::dependency_tables;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeMap;
use toml::de::DeTable;

/// A crate of the project.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CargoCrate {
    /// Its directory, relative to the root.
    pub dir: String,
    /// The package's name as written.
    pub name: String,
    /// What other crates call its library: the name with underscores unless `[lib] name` says otherwise.
    pub lib_name: String,
    /// The root file of its library.
    pub lib_root: Option<String>,
    /// The root files of its binaries.
    pub bin_roots: Vec<String>,
    /// The root files of its examples, tests, benches and build script.
    pub other_roots: Vec<String>,
    /// The name by which code calls each dependency → the package's name.
    pub dependencies: BTreeMap<String, String>,
    /// Published for others to call.
    pub is_library: bool,
}

/// All crates of the project.
#[derive(Debug, Default)]
pub struct Crates {
    crates: Vec<CargoCrate>,
    by_dir: FxHashMap<String, usize>,
}

impl Crates {
    /// Reads the `Cargo.toml` files that a walk found.
    pub fn build(discovery: &Discovery, files: &FxHashSet<String>, disk: &mut Disk) -> Self {
        let mut all = Self::default();
        // Renames in a workspace's table hold for the members that inherit from it.
        let mut workspaces: FxHashMap<String, BTreeMap<String, String>> = FxHashMap::default();
        let manifests: Vec<&String> = discovery.manifests.iter().filter(|path| file_name(path) == "Cargo.toml").collect();
        for path in &manifests {
            let Some(text) = disk.read(path) else { continue };
            let (table, _) = DeTable::parse_recoverable(&text);
            if let Some(dependencies) =
                table.get_ref().get("workspace").and_then(|w| w.get_ref().get("dependencies")).and_then(|d| d.get_ref().as_table())
            {
                workspaces.insert(parent(path).to_owned(), renames(dependencies, &BTreeMap::new()));
            }
        }
        for path in manifests {
            let Some(text) = disk.read(path) else { continue };
            let (table, _) = DeTable::parse_recoverable(&text);
            let inherited = ancestors(path).find_map(|dir| workspaces.get(dir)).cloned().unwrap_or_default();
            if let Some(found) = read(parent(path), table.get_ref(), &inherited, files) {
                all.by_dir.insert(found.dir.clone(), all.crates.len());
                all.crates.push(found);
            }
        }
        all
    }

    /// All crates, by directory.
    pub fn all(&self) -> &[CargoCrate] {
        &self.crates
    }

    /// The crate a file belongs to.
    pub fn crate_for(&self, file: &str) -> Option<&CargoCrate> {
        let index = ancestors(file).find_map(|dir| self.by_dir.get(dir))?;
        self.crates.get(*index)
    }
}

fn read(dir: &str, root: &DeTable<'_>, inherited: &BTreeMap<String, String>, files: &FxHashSet<String>) -> Option<CargoCrate> {
    let package = root.get("package")?.get_ref().as_table()?;
    let name = package.get("name")?.get_ref().as_str()?.to_owned();
    let existing = |path: &str| join(dir, path).filter(|path| files.contains(path));
    let target = |section: &str, key: &str| root.get(section).and_then(|t| t.get_ref().get(key)).and_then(|v| v.get_ref().as_str());
    let lib_root = target("lib", "path").and_then(|path| join(dir, path)).or_else(|| existing("src/lib.rs"));
    let lib_name = target("lib", "name").map_or_else(|| name.replace('-', "_"), str::to_owned);
    let listed = |section: &str| -> Vec<String> {
        let targets = root.get(section).and_then(|t| t.get_ref().as_array());
        let targets = targets.into_iter().flat_map(|list| list.iter());
        targets.filter_map(|target| target.get_ref().get("path")?.get_ref().as_str()).filter_map(|path| join(dir, path)).collect()
    };
    let mut bin_roots = listed("bin");
    bin_roots.extend(existing("src/main.rs"));
    bin_roots.extend(automatic_roots(dir, "src/bin", files));
    let mut other_roots: Vec<String> = ["example", "test", "bench"].into_iter().flat_map(listed).collect();
    for directory in ["examples", "tests", "benches"] {
        other_roots.extend(automatic_roots(dir, directory, files));
    }
    other_roots.extend(existing("build.rs"));
    for roots in [&mut bin_roots, &mut other_roots] {
        roots.sort();
        roots.dedup();
    }
    let mut dependencies = BTreeMap::new();
    // The workspace's own table is no dependency of the crate that shares its file.
    let workspace = root.get("workspace").and_then(|w| w.get_ref().get("dependencies")).and_then(|d| d.get_ref().as_table());
    for table in dependency_tables(root).into_iter().filter(|table| workspace.is_none_or(|w| !std::ptr::eq(w, *table))) {
        dependencies.extend(renames(table, inherited));
    }
    let is_library = publish::is_rust_library(package, lib_root.is_some());
    Some(CargoCrate { dir: dir.to_owned(), name, lib_name, lib_root, bin_roots, other_roots, dependencies, is_library })
}

/// The files Cargo takes for roots by their place: `directory/x.rs` and `directory/x/main.rs`.
fn automatic_roots<'a>(dir: &str, directory: &str, files: &'a FxHashSet<String>) -> impl Iterator<Item = String> + use<'a> {
    let prefix = join(dir, directory).map(|path| format!("{path}/")).unwrap_or_default();
    files
        .iter()
        .filter(move |file| {
            let Some(inner) = file.strip_prefix(prefix.as_str()) else { return false };
            match inner.split_once('/') {
                None => inner.ends_with(".rs"),
                Some((_, rest)) => rest == "main.rs",
            }
        })
        .cloned()
}

fn renames(table: &DeTable<'_>, inherited: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let rename = |key: &str, value: &toml::de::DeValue<'_>| {
        let called = key.replace('-', "_");
        let renamed = value.get("package").and_then(|v| v.get_ref().as_str()).map(str::to_owned);
        let inherits = value.get("workspace").is_some();
        let package = renamed.or_else(|| inherited.get(&called).filter(|_| inherits).cloned()).unwrap_or_else(|| key.to_owned());
        (called, package)
    };
    table.iter().map(|(key, value)| rename(key.get_ref(), value.get_ref())).collect()
}
