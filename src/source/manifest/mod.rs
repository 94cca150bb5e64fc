//! Manifests and lock files: which versions of which packages a project asks for or has. One file a format.

mod bun_lock;
mod cargo;
pub(crate) use cargo::dependency_tables;
mod conda;
mod package_json;
mod package_lock;
mod pipfile;
mod pnpm;
mod pyproject;
pub mod range;
pub mod requirement;
mod requirements;
mod setup;
mod toml_lock;
mod yarn_lock;

use super::{Language, LineIndex};
use range::VersionRange;

/// The version of a package that a manifest or lock file names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackageVersion {
    /// The version as written; of a range the lowest version it allows. Empty where there is no bound below (`*`, `<5`).
    pub version: String,
    /// The version is certain: it comes from a lock file or an exact pin.
    pub exact: bool,
    /// Where a range is bounded above, that bound.
    pub upper: Option<String>,
    /// Whether `upper` itself is allowed.
    pub upper_inclusive: bool,
    /// The file that says so, relative to the project root.
    pub manifest: String,
    /// The line of that file, from 1.
    pub line: u32,
}

impl PackageVersion {
    /// A version from the range a file gives.
    pub fn from_range(range: VersionRange, manifest: &str, line: u32) -> Self {
        let VersionRange { lower, upper, upper_inclusive, exact } = range;
        Self { version: lower.unwrap_or_default(), exact, upper, upper_inclusive, manifest: manifest.to_owned(), line }
    }

    /// The bounds again.
    pub fn range(&self) -> VersionRange {
        VersionRange {
            lower: Some(self.version.clone()).filter(|v| !v.is_empty()),
            upper: self.upper.clone(),
            upper_inclusive: self.upper_inclusive,
            exact: self.exact,
        }
    }
}

/// A package by its normalised name, with the version that was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Requirement {
    /// The package's name as its ecosystem normalises it.
    pub name: String,
    /// The version.
    pub version: PackageVersion,
}

impl Requirement {
    /// A requirement that stands in a file.
    pub fn new(name: String, range: VersionRange, manifest: &str, line: u32) -> Self {
        Self { name, version: PackageVersion::from_range(range, manifest, line) }
    }
}

/// One package named by a manifest or lock file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The normalised name.
    pub name: String,
    /// The versions asked for; one version in a lock file.
    pub range: VersionRange,
    /// The line, from 1.
    pub line: u32,
    /// For workspaces: the directory the entry speaks for, relative to the manifest's own.
    pub member: Option<String>,
}

/// What a manifest or lock file says about packages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Manifest {
    /// The packages; in files that rank their sections, those that matter most first.
    pub entries: Vec<Entry>,
    /// Files it includes (`-r other.txt`), relative to its own directory.
    pub includes: Vec<String>,
}

impl Manifest {
    fn push(&mut self, name: String, range: VersionRange, line: u32) {
        self.entries.push(Entry { name, range, line, member: None });
    }
}

/// A manifest that can't be read as what it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ManifestError {
    /// The parser's words.
    pub message: String,
    /// The line it stopped at.
    pub line: Option<u32>,
}

/// The formats that name packages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ManifestKind {
    /// `requirements*.txt` and constraints.
    Requirements,
    /// `pyproject.toml`.
    Pyproject,
    /// `uv.lock`, `poetry.lock`, `pdm.lock`, `pylock.toml`.
    PythonLock,
    /// `Pipfile`.
    Pipfile,
    /// `Pipfile.lock`.
    PipfileLock,
    /// `setup.py`.
    SetupPy,
    /// `setup.cfg`.
    SetupCfg,
    /// conda's `environment.yml`.
    Conda,
    /// `package.json`.
    PackageJson,
    /// `package-lock.json` and `npm-shrinkwrap.json`.
    PackageLock,
    /// `pnpm-lock.yaml`.
    PnpmLock,
    /// `pnpm-workspace.yaml`, for its catalogs.
    PnpmWorkspace,
    /// `yarn.lock`, version 1 and berry.
    YarnLock,
    /// `bun.lock`, the textual one.
    BunLock,
    /// `Cargo.toml`.
    CargoToml,
    /// `Cargo.lock`.
    CargoLock,
}

impl ManifestKind {
    /// The format of a file, by its path relative to the project root.
    pub fn of(path: &str) -> Option<Self> {
        let (directory, name) = path.rsplit_once('/').unwrap_or(("", path));
        let kind = match name {
            "pyproject.toml" => Self::Pyproject,
            "uv.lock" | "poetry.lock" | "pdm.lock" | "pylock.toml" => Self::PythonLock,
            "Pipfile" => Self::Pipfile,
            "Pipfile.lock" => Self::PipfileLock,
            "setup.py" => Self::SetupPy,
            "setup.cfg" => Self::SetupCfg,
            "environment.yml" | "environment.yaml" => Self::Conda,
            "package.json" => Self::PackageJson,
            "package-lock.json" | "npm-shrinkwrap.json" => Self::PackageLock,
            "pnpm-lock.yaml" => Self::PnpmLock,
            "pnpm-workspace.yaml" => Self::PnpmWorkspace,
            "yarn.lock" => Self::YarnLock,
            "bun.lock" => Self::BunLock,
            "Cargo.toml" => Self::CargoToml,
            "Cargo.lock" => Self::CargoLock,
            _ => {
                let stem = name.strip_suffix(".txt").or_else(|| name.strip_suffix(".in"))?.to_ascii_lowercase();
                let named = stem.contains("requirement") || stem.starts_with("constraints");
                return (named || is_requirements_directory(directory)).then_some(Self::Requirements);
            }
        };
        Some(kind)
    }

    /// The language whose packages it names.
    pub fn language(self) -> Language {
        match self {
            Self::Requirements | Self::Pyproject | Self::PythonLock | Self::Pipfile | Self::PipfileLock => Language::Python,
            Self::SetupPy | Self::SetupCfg | Self::Conda => Language::Python,
            Self::PackageJson | Self::PackageLock | Self::PnpmLock | Self::PnpmWorkspace | Self::YarnLock | Self::BunLock => {
                Language::TypeScript
            }
            Self::CargoToml | Self::CargoLock => Language::Rust,
        }
    }

    /// Whether it says what was resolved, not what was asked for.
    pub fn is_lock(self) -> bool {
        matches!(
            self,
            Self::PythonLock | Self::PipfileLock | Self::PackageLock | Self::PnpmLock | Self::YarnLock | Self::BunLock | Self::CargoLock
        )
    }
}

/// Whether a directory is the kind that holds nothing but requirements files (`requirements/base.txt`).
pub fn is_requirements_directory(directory: &str) -> bool {
    matches!(directory.rsplit('/').next(), Some("requirements" | "reqs"))
}

/// Whether a file, by its path, belongs to what describes the project: manifests, lock files, compiler configuration.
pub fn is_manifest(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let is_script_config = |base: &str| name.strip_prefix(base).is_some_and(|rest| rest.starts_with('.') && rest.ends_with(".json"));
    ManifestKind::of(path).is_some() || is_script_config("tsconfig") || is_script_config("jsconfig")
}

/// Reads a manifest or lock file.
///
/// # Errors
/// When the text is not of its format.
pub fn parse(kind: ManifestKind, text: &str) -> Result<Manifest, ManifestError> {
    match kind {
        ManifestKind::Requirements => Ok(requirements::parse(text)),
        ManifestKind::Pyproject => pyproject::parse(text),
        ManifestKind::PythonLock => Ok(toml_lock::parse(text, pep503)),
        ManifestKind::Pipfile => pipfile::parse(text),
        ManifestKind::PipfileLock => pipfile::parse_lock(text),
        ManifestKind::SetupPy => Ok(setup::parse_py(text)),
        ManifestKind::SetupCfg => Ok(setup::parse_cfg(text)),
        ManifestKind::Conda => Ok(conda::parse(text)),
        ManifestKind::PackageJson => package_json::parse(text),
        ManifestKind::PackageLock => package_lock::parse(text),
        ManifestKind::PnpmLock => Ok(pnpm::parse_lock(text)),
        ManifestKind::PnpmWorkspace => Ok(pnpm::parse_workspace(text)),
        ManifestKind::YarnLock => Ok(yarn_lock::parse(text)),
        ManifestKind::BunLock => Ok(bun_lock::parse(text)),
        ManifestKind::CargoToml => cargo::parse(text),
        ManifestKind::CargoLock => Ok(toml_lock::parse(text, crate_name)),
    }
}

/// A package's name as its ecosystem compares it.
pub fn normalize(language: Language, name: &str) -> String {
    match language {
        Language::Python => pep503(name),
        Language::TypeScript => name.to_owned(),
        Language::Rust => crate_name(name),
    }
}

/// PEP 503: lower case, runs of `-`, `_` and `.` are one hyphen.
fn pep503(name: &str) -> String {
    let mut normal = String::with_capacity(name.len());
    for c in name.chars() {
        if matches!(c, '-' | '_' | '.') {
            if !normal.ends_with('-') {
                normal.push('-');
            }
        } else {
            normal.push(c.to_ascii_lowercase());
        }
    }
    normal
}

/// Cargo takes `-` and `_` for the same.
fn crate_name(name: &str) -> String {
    name.replace('_', "-")
}

/// TOML with positions; what can be read of a broken file, and the first error.
fn toml_table(text: &str) -> (toml::Spanned<toml::de::DeTable<'_>>, Option<ManifestError>) {
    let (table, errors) = toml::de::DeTable::parse_recoverable(text);
    let error = errors.first().map(|error| ManifestError {
        message: error.message().to_owned(),
        line: error.span().map(|span| LineIndex::new(text).line_of(span.start as u32)),
    });
    (table, error)
}

/// An error of the JSON parser.
fn json_error(error: &serde_json::Error) -> ManifestError {
    ManifestError { message: error.to_string(), line: u32::try_from(error.line()).ok().filter(|&line| line > 0) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_by_name() {
        assert_eq!(ManifestKind::of("a/requirements-dev.txt"), Some(ManifestKind::Requirements));
        assert_eq!(ManifestKind::of("dev-requirements.txt"), Some(ManifestKind::Requirements));
        assert_eq!(ManifestKind::of("requirements/base.in"), Some(ManifestKind::Requirements));
        assert_eq!(ManifestKind::of("a/notes.txt"), None);
        assert_eq!(ManifestKind::of("pnpm-lock.yaml"), Some(ManifestKind::PnpmLock));
        assert!(is_manifest("web/tsconfig.app.json") && is_manifest("jsconfig.json") && !is_manifest("tsconfig.md"));
        assert!(!is_manifest("src/mytsconfig.json"));
    }

    #[test]
    fn names() {
        assert_eq!(normalize(Language::Python, "Langchain_.Cohere"), "langchain-cohere");
        assert_eq!(normalize(Language::Rust, "cohere_rust"), "cohere-rust");
        assert_eq!(normalize(Language::TypeScript, "@ai-sdk/cohere"), "@ai-sdk/cohere");
    }
}
