//! Python packages and the directories that absolute imports start from.

use super::paths::{ancestors, file_name, join, parent};
use super::{Disk, PackageInfo, publish};
use crate::source::manifest::ManifestKind;
use crate::source::{Discovery, Language};
use rustc_hash::{FxHashMap, FxHashSet};
use std::path::Path;
use toml::de::{DeTable, DeValue};

/// Files that say that a directory is deployed, not published.
const DEPLOYMENT: &[&str] = &[
    "dockerfile",
    "containerfile",
    "procfile",
    "docker-compose.yml",
    "docker-compose.yaml",
    "compose.yml",
    "compose.yaml",
    "fly.toml",
    "vercel.json",
    "app.yaml",
    "render.yaml",
];

/// The Python side of a project.
#[derive(Debug, Default)]
pub struct PythonLayout {
    roots: Vec<String>,
    /// Those of the roots that are so by the look of what lies in them alone.
    guessed: FxHashSet<String>,
    /// Directories with an `__init__.py`.
    package_dirs: FxHashSet<String>,
    packages: FxHashMap<String, PackageInfo>,
}

impl PythonLayout {
    /// Reads the manifests that a walk found and looks at where the packages lie.
    pub fn build(discovery: &Discovery, disk: &mut Disk) -> Self {
        let files: Vec<&str> =
            discovery.candidates.iter().filter(|c| c.kind.language() == Language::Python).map(|c| c.path.as_str()).collect();
        let mut layout = Self::default();
        let mut roots: FxHashSet<String> = FxHashSet::default();
        roots.insert(String::new());
        for path in &discovery.manifests {
            let Some(kind) = ManifestKind::of(path).filter(|kind| kind.language() == Language::Python) else { continue };
            let dir = parent(path);
            if kind != ManifestKind::SetupPy {
                roots.insert(dir.to_owned());
            }
            match kind {
                ManifestKind::Pyproject => {
                    let Some(text) = disk.read(path) else { continue };
                    let (table, _) = DeTable::parse_recoverable(&text);
                    roots.extend(declared_roots(table.get_ref()).into_iter().filter_map(|root| join(dir, &root)));
                    layout.add_pyproject(dir, table.get_ref(), discovery);
                }
                ManifestKind::SetupPy | ManifestKind::SetupCfg => {
                    let Some(text) = disk.read(path) else { continue };
                    if kind == ManifestKind::SetupPy && !publish::is_packaging_script(&text) {
                        continue;
                    }
                    roots.insert(dir.to_owned());
                    let is_library = publish::is_setup_library(&text, is_deployed(discovery, dir));
                    let name = assigned_name(&text).unwrap_or_default();
                    // A pyproject.toml beside it says more.
                    layout.packages.entry(dir.to_owned()).or_insert(PackageInfo { dir: dir.to_owned(), name, is_library });
                }
                _ => {}
            }
        }
        if let Some(name) = unpacked_wheel(&discovery.root) {
            layout.packages.entry(String::new()).or_insert(PackageInfo { dir: String::new(), name, is_library: true });
        }
        roots.extend(files.iter().filter(|file| file_name(file) == "manage.py").map(|file| parent(file).to_owned()));
        layout.package_dirs = files.iter().filter(|file| file_name(file) == "__init__.py").map(|file| parent(file).to_owned()).collect();
        let sources: Vec<String> = roots.iter().filter_map(|root| join(root, "src")).collect();
        roots.extend(sources);
        let parents = layout.package_parents(&roots);
        layout.guessed = parents.iter().filter(|parent| !roots.contains(*parent)).cloned().collect();
        roots.extend(parents);
        let with_code: FxHashSet<&str> = files.iter().flat_map(|file| ancestors(file)).collect();
        layout.roots = roots.into_iter().filter(|root| root.is_empty() || with_code.contains(root.as_str())).collect();
        layout.roots.sort();
        layout
    }

    fn add_pyproject(&mut self, dir: &str, root: &DeTable<'_>, discovery: &Discovery) {
        let section = |path: &[&str]| path.iter().try_fold(root, |table, key| table.get(*key)?.get_ref().as_table());
        let name =
            [section(&["project"]), section(&["tool", "poetry"])].into_iter().flatten().find_map(|t| t.get("name")?.get_ref().as_str());
        // A file that only configures tools is no package.
        let Some(name) = name else { return };
        let is_library = publish::is_python_library(root, is_deployed(discovery, dir));
        self.packages.insert(dir.to_owned(), PackageInfo { dir: dir.to_owned(), name: name.to_owned(), is_library });
    }

    /// See [`super::Project::python_roots`].
    pub fn roots(&self) -> &[String] {
        &self.roots
    }

    /// See [`super::Project::is_python_root_by_manifest`].
    pub fn is_sure_root(&self, dir: &str) -> bool {
        !self.guessed.contains(dir) && self.roots.binary_search_by(|root| root.as_str().cmp(dir)).is_ok()
    }

    /// See [`super::Project::python_roots_for`].
    pub fn roots_for<'a>(&'a self, file: &'a str) -> Vec<&'a str> {
        let mut ordered: Vec<&str> = Vec::new();
        let own = parent(file);
        if !self.package_dirs.contains(own) {
            ordered.push(own);
        }
        let known = |dir: &str| self.roots.binary_search_by(|root| root.as_str().cmp(dir)).ok().and_then(|i| self.roots.get(i));
        // A root's `src` stands beside the file's path (tests/ next to src/), so it counts as near as its root.
        let near = ancestors(file).filter_map(known).flat_map(|root| [Some(root), join(root, "src").and_then(|src| known(&src))]).flatten();
        for root in near.chain(&self.roots) {
            if !ordered.contains(&root.as_str()) {
                ordered.push(root);
            }
        }
        ordered
    }

    /// See [`super::Project::python_script_root`].
    pub fn script_root<'a>(&self, file: &'a str) -> Option<&'a str> {
        Some(parent(file)).filter(|dir| self.package_dirs.contains(*dir))
    }

    /// The directories without `__init__.py` that hold packages: what Python's path has to contain for those to be
    /// found. Not those inside a package or below a `src`, where a directory without one is a namespace: as a root,
    /// `components/embedders/` would make `import cohere` mean its own `cohere/`.
    fn package_parents(&self, roots: &FxHashSet<String>) -> Vec<String> {
        let is_namespace = |dir: &str| {
            ancestors(dir)
                .any(|above| self.package_dirs.contains(above) || !above.is_empty() && roots.contains(above) && file_name(above) == "src")
        };
        let parents = self.package_dirs.iter().filter(|dir| !dir.is_empty()).map(|dir| parent(dir));
        parents.filter(|dir| !self.package_dirs.contains(*dir) && !is_namespace(dir)).map(str::to_owned).collect()
    }

    /// The package a file belongs to.
    pub fn package_for(&self, file: &str) -> Option<&PackageInfo> {
        ancestors(file).find_map(|dir| self.packages.get(dir))
    }
}

/// The package a directory is the unpacked wheel of: what was built for others to install, without the manifest it was built by.
fn unpacked_wheel(root: &Path) -> Option<String> {
    let entries = std::fs::read_dir(root).ok()?;
    entries.flatten().find_map(|entry| {
        let name = entry.file_name();
        let (package, _) = name.to_str()?.strip_suffix(".dist-info")?.split_once('-')?;
        Some(package.to_owned())
    })
}

/// Whether something in a directory deploys what is in it.
fn is_deployed(discovery: &Discovery, dir: &str) -> bool {
    let prefix = if dir.is_empty() { String::new() } else { format!("{dir}/") };
    let first = discovery.configs.partition_point(|config| config.path < prefix);
    let inside = discovery.configs.iter().skip(first).map_while(|config| config.path.strip_prefix(prefix.as_str()));
    let mut names = inside.filter(|rest| !rest.contains('/')).map(str::to_ascii_lowercase);
    names.any(|name| DEPLOYMENT.contains(&name.as_str())) || discovery.root.join(dir).join("Procfile").is_file()
}

/// Where the build backends are told to look for packages.
fn declared_roots(root: &DeTable<'_>) -> Vec<String> {
    let at = |path: &[&str]| -> Option<&DeValue<'_>> {
        let (first, rest) = path.split_first()?;
        rest.iter().try_fold(root.get(*first)?.get_ref(), |value, key| value.get(*key).map(|v| v.get_ref()))
    };
    let strings = |value: Option<&DeValue<'_>>| -> Vec<String> {
        let list = value.and_then(DeValue::as_array).into_iter().flat_map(|list| list.iter());
        list.filter_map(|item| item.get_ref().as_str()).map(str::to_owned).collect()
    };
    let mut roots = strings(at(&["tool", "setuptools", "packages", "find", "where"]));
    roots.extend(strings(at(&["tool", "pytest", "ini_options", "pythonpath"])));
    roots.extend(at(&["tool", "setuptools", "package-dir", ""]).and_then(DeValue::as_str).map(str::to_owned));
    roots.extend(at(&["tool", "maturin", "python-source"]).and_then(DeValue::as_str).map(str::to_owned));
    let packages = at(&["tool", "poetry", "packages"]).and_then(DeValue::as_array).into_iter().flat_map(|list| list.iter());
    roots.extend(packages.filter_map(|package| package.get_ref().get("from")?.get_ref().as_str()).map(str::to_owned));
    // hatch lists the packages themselves.
    let wheels = strings(at(&["tool", "hatch", "build", "targets", "wheel", "packages"]));
    roots.extend(wheels.iter().filter_map(|package| package.rsplit_once('/')).map(|(front, _)| front.to_owned()));
    roots
}

/// The name in `setup(name="x")` or in a `setup.cfg`.
fn assigned_name(text: &str) -> Option<String> {
    text.lines().find_map(|line| {
        let value = line.trim().split("name").nth(1).filter(|_| line.trim().starts_with("name") || line.contains("(name"))?;
        let value = value.trim_start().strip_prefix('=')?.trim().trim_end_matches([',', ')']).trim_matches(['"', '\'']);
        (!value.is_empty() && value.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c))).then(|| value.to_owned())
    })
}
