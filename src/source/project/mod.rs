//! What surrounds the code: packages, their versions, and how one file's import finds another.

mod crates;
mod jsonc;
mod npm;
pub mod paths;
mod publish;
mod python;
mod tsconfig;
mod versions;

pub use crates::CargoCrate;
pub use npm::NpmPackage;
pub use tsconfig::TsConfig;

use super::manifest::ManifestError;
use super::{Discovery, Language, Notification, NotificationLevel, PackageVersion, SourceFile, encoding};
use rustc_hash::{FxHashMap, FxHashSet};
use std::fs::File;
use std::io::Read;
use std::path::PathBuf;

/// The largest manifest or lock file that is read.
const MAX_MANIFEST_SIZE: u64 = 32 << 20;

/// The package a file belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackageInfo {
    /// Its directory, relative to the root.
    pub dir: String,
    /// Its name; empty where it has none.
    pub name: String,
    /// Whether it is published for others to call, by the evidence of its manifest.
    pub is_library: bool,
}

/// A project's packages, versions and import roots. Whatever can't be read is as if it weren't there.
#[derive(Debug, Default)]
pub struct Project {
    files: FxHashSet<String>,
    versions: versions::Versions,
    ts_configs: tsconfig::TsConfigs,
    npm: npm::NpmPackages,
    crates: crates::Crates,
    python: python::PythonLayout,
}

impl Project {
    /// Reads the manifests, lock files and compiler configuration that a walk found.
    pub fn build(discovery: &Discovery, notify: &mut Vec<Notification>) -> Self {
        let files: FxHashSet<String> = discovery.candidates.iter().map(|candidate| candidate.path.clone()).collect();
        let mut disk = Disk { root: discovery.root.clone(), texts: FxHashMap::default() };
        let versions = versions::Versions::build(discovery, notify);
        let npm = npm::NpmPackages::build(discovery, &files, &mut disk);
        let ts_configs = tsconfig::TsConfigs::build(discovery, &files, &npm, &mut disk);
        let crates = crates::Crates::build(discovery, &files, &mut disk);
        let python = python::PythonLayout::build(discovery, &mut disk);
        Self { files, versions, ts_configs, npm, crates, python }
    }

    /// The version of a package as a file sees it: from the nearest lock file upwards, else the nearest manifest that
    /// names the package. A lock file further up speaks for a nearer manifest if its version fits there.
    pub fn package_version(&self, file: &str, language: Language, package: &str) -> Option<PackageVersion> {
        self.versions.find(file, language, package)
    }

    /// As [`Project::package_version`], but what a notebook installs for itself comes first.
    pub fn package_version_in(&self, file: &SourceFile, package: &str) -> Option<PackageVersion> {
        file.notebook_version(package).cloned().or_else(|| self.package_version(&file.path, file.language, package))
    }

    /// The compiler configuration that holds for a TypeScript or JavaScript file.
    pub fn ts_config_for(&self, file: &str) -> Option<&TsConfig> {
        self.ts_configs.config_for(file)
    }

    /// The package of this workspace with that name.
    pub fn npm_package_by_name(&self, name: &str) -> Option<&NpmPackage> {
        self.npm.by_name(name)
    }

    /// The npm package a file belongs to.
    pub fn npm_package_for(&self, file: &str) -> Option<&NpmPackage> {
        self.npm.package_for(file)
    }

    /// All crates of the project, by directory.
    pub fn crates(&self) -> &[CargoCrate] {
        self.crates.all()
    }

    /// The crate a file belongs to.
    pub fn crate_for(&self, file: &str) -> Option<&CargoCrate> {
        self.crates.crate_for(file)
    }

    /// The directories from which absolute imports resolve, sorted; a script's own directory comes on top.
    pub fn python_roots(&self) -> &[String] {
        self.python.roots()
    }

    /// Whether Python certainly looks for modules in a directory: a manifest or a script says so, not just the packages in it.
    pub fn is_python_root_by_manifest(&self, dir: &str) -> bool {
        self.python.is_sure_root(dir)
    }

    /// The directories to try for an absolute import in one file, in order: its own unless that is a package, the roots
    /// above it from the nearest, then all other roots.
    pub fn python_roots_for<'a>(&'a self, file: &'a str) -> Vec<&'a str> {
        self.python.roots_for(file)
    }

    /// The directory of a file inside a package, which is searched only when the file is run as a script. To be tried
    /// last, and not for the names of external packages: beside `reranker/cohere.py`, `import cohere` means the SDK.
    pub fn python_script_root<'a>(&self, file: &'a str) -> Option<&'a str> {
        self.python.script_root(file)
    }

    /// The package a file belongs to, by the manifests of a language.
    pub fn package_for(&self, file: &str, language: Language) -> Option<PackageInfo> {
        match language {
            Language::TypeScript => {
                self.npm.package_for(file).map(|p| PackageInfo { dir: p.dir.clone(), name: p.name.clone(), is_library: p.is_library })
            }
            Language::Rust => {
                self.crates.crate_for(file).map(|c| PackageInfo { dir: c.dir.clone(), name: c.name.clone(), is_library: c.is_library })
            }
            Language::Python => self.python.package_for(file).cloned(),
        }
    }

    /// Whether a file is among those that could be read as code.
    pub fn has_file(&self, path: &str) -> bool {
        self.files.contains(path)
    }
}

/// Reads files by their path relative to the root, each once.
struct Disk {
    root: PathBuf,
    texts: FxHashMap<String, Option<std::sync::Arc<str>>>,
}

impl Disk {
    /// The text of a file; trouble is not reported here, the reader of versions does that.
    fn read(&mut self, path: &str) -> Option<std::sync::Arc<str>> {
        if let Some(known) = self.texts.get(path) {
            return known.clone();
        }
        let text = read_text(&self.root.join(path)).ok().map(std::sync::Arc::from);
        self.texts.insert(path.to_owned(), text.clone());
        text
    }
}

/// Reads a regular file of sensible size, in whatever encoding.
fn read_text(path: &std::path::Path) -> std::io::Result<String> {
    // Looked at before it is opened: opening a pipe waits for somebody to write into it.
    let metadata = std::fs::metadata(path)?;
    if !metadata.is_file() || metadata.len() > MAX_MANIFEST_SIZE {
        return Err(std::io::Error::other("not a regular file, or too large for a manifest"));
    }
    let mut bytes = Vec::new();
    File::open(path)?.take(MAX_MANIFEST_SIZE).read_to_end(&mut bytes)?;
    Ok(encoding::decode(&bytes).text)
}

fn unreadable(path: &str, error: &std::io::Error) -> Notification {
    Notification {
        level: NotificationLevel::Warning,
        id: "unreadable-file",
        message: format!("the manifest can't be read, so the versions in it are unknown: {error}"),
        path: Some(path.to_owned()),
        line: None,
    }
}

fn unparsable(path: &str, error: &ManifestError) -> Notification {
    Notification {
        level: NotificationLevel::Warning,
        id: "invalid-manifest",
        message: format!("the manifest is malformed, so the versions in it are unknown: {}", error.message),
        path: Some(path.to_owned()),
        line: error.line,
    }
}

#[cfg(test)]
mod tests;
