//! The run's files and manifests as the analysis and the collector ask for them.

use super::Progress;
use super::anywhere::Answers;
use super::bearings::{Carriers, Taken};
use super::configure::judged_role;
use super::exporters::may_export;
use super::files::Files;
use super::python_paths::PythonPaths;
use super::reach::imported_files;
use super::seen::Seen;
use crate::analysis::Workspace;
use crate::cohere::catalog::Catalog;
use crate::cohere::collect::{Anywhere, FoundVersion, ProjectFacts};
use crate::config::Configuration;
use crate::program::{ImportRef, Module};
use crate::source::{CargoCrate, ConfigFormat, Discovery, FileId, FileRole, Language, Project};
use smol_str::SmolStr;
use std::sync::{Arc, OnceLock};

/// A project: its files and what its manifests say.
pub struct ProjectWorkspace<'a> {
    /// The files.
    pub files: &'a Files,
    /// The manifests.
    pub project: &'a Project,
    /// Where Python looks for modules.
    pub python_paths: &'a PythonPaths,
    /// Names of the variables that dotenv files set.
    pub dotenv_names: &'a [String],
    /// Known packages count as installed even where no manifest names them.
    pub catalog: &'static Catalog,
    /// What the project says of its files.
    pub configuration: &'a Configuration,
    /// Whether anybody still waits for the answer.
    pub progress: &'a dyn Progress,
    /// Which names carry Cohere, once that is known.
    pub carriers: OnceLock<Arc<Carriers>>,
    /// The files that were looked at, where anybody wants to know.
    pub seen: Seen,
    /// What was asked of the project as a whole, with the files it is asked of.
    pub whole: Option<(&'a Answers, &'a [FileId])>,
}

impl Workspace for ProjectWorkspace<'_> {
    fn module(&self, file: FileId) -> Option<&Module> {
        self.seen.add(file);
        self.files.get(file)?.module.as_ref()
    }

    fn path(&self, file: FileId) -> &str {
        &self.files.candidate(file).path
    }

    fn find(&self, path: &str) -> Option<FileId> {
        self.files.find(path)
    }

    fn is_directory(&self, path: &str) -> bool {
        self.files.is_directory(path)
    }

    fn may_export(&self, file: FileId, name: &str) -> bool {
        may_export(self.files, self, file, name, &|file| self.seen.add(file))
    }

    fn may_carry(&self, file: FileId, language: Language, import: &ImportRef) -> bool {
        // A path of Rust needs no import, so not all that leads to Cohere is known.
        if language == Language::Rust {
            return true;
        }
        let Some(carriers) = self.carriers.get() else { return true };
        let from = imported_files(self, file, language, import);
        from.into_iter().flatten().for_each(|file| self.seen.add(file));
        !matches!(carriers.taken_from(from, import), Taken::Nothing)
    }

    fn has_to_do(&self, file: FileId) -> bool {
        self.carriers.get().is_none_or(|carriers| carriers.knows(file))
    }

    fn is_at_hand(&self, file: FileId) -> bool {
        self.whole.is_none_or(|(_, chosen)| chosen.binary_search(&file).is_ok())
    }

    fn python_roots(&self, file: FileId) -> Arc<[String]> {
        self.python_paths.roots(self.project, self.files, self.path(file))
    }

    fn is_sure_python_root(&self, root: &str) -> bool {
        self.project.is_python_root_by_manifest(root)
    }

    fn typescript_candidates(&self, file: FileId, specifier: &str) -> Vec<String> {
        let path = self.path(file);
        let mut out = Vec::new();
        if let Some(config) = self.project.ts_config_for(path) {
            for (pattern, targets) in &config.paths {
                let Some(middle) = matched(pattern, specifier) else { continue };
                out.extend(targets.iter().map(|t| t.replacen('*', middle, 1)));
            }
            if let Some(base) = &config.base_url {
                out.push(join(base, specifier));
            }
        }
        out.extend(self.npm_target(path, specifier));
        // The usual aliases, where nothing maps them.
        let package = self.project.npm_package_for(path).map(|p| p.dir.clone()).unwrap_or_default();
        for alias in ["@/", "~/"] {
            if let Some(rest) = specifier.strip_prefix(alias) {
                out.push(join(&package, rest));
                out.push(join(&join(&package, "src"), rest));
            }
        }
        if let Some(rest) = specifier.strip_prefix("$lib/") {
            out.push(join(&join(&package, "src/lib"), rest));
        } else if specifier == "$lib" {
            out.push(join(&package, "src/lib"));
        }
        out
    }

    fn crate_root(&self, file: FileId) -> Option<FileId> {
        let path = self.path(file);
        let found = self.project.crate_for(path)?;
        let roots = found.lib_root.iter().chain(&found.bin_roots);
        // The library's modules are most of a crate; a binary root is its own.
        if let Some(own) = roots.clone().find(|r| *r == path) {
            return self.files.find(own);
        }
        roots.into_iter().find_map(|r| self.files.find(r))
    }

    fn crate_named(&self, file: FileId, name: &str) -> Option<FileId> {
        let from = self.project.crate_for(self.path(file))?;
        // A crate may call itself by name from its binary, and others by the name its manifest gives them.
        let package = from.dependencies.get(name).map_or(name, String::as_str);
        let is_meant = |c: &&CargoCrate| c.lib_name == name || c.name == package;
        let found = self.project.crates().iter().find(is_meant)?;
        self.files.find(found.lib_root.as_deref()?)
    }

    fn package_directory(&self, file: FileId) -> String {
        let candidate = self.files.candidate(file);
        self.project.package_for(&candidate.path, candidate.kind.language()).map(|p| p.dir).unwrap_or_default()
    }

    fn major_version(&self, file: FileId, package: &str) -> Option<u64> {
        let found = self.project.package_version(self.path(file), Language::TypeScript, package)?;
        crate::cohere::catalog::version::parse_version(&found.version).map(|v| v.major)
    }

    fn is_test(&self, file: FileId) -> bool {
        self.files.candidate(file).role == FileRole::Test
    }

    fn is_dependency(&self, file: FileId, name: &str) -> bool {
        self.python_paths.knows(name) || self.project.package_version(self.path(file), Language::Python, name).is_some()
    }
}

impl<'a> ProjectWorkspace<'a> {
    /// The same project, for somebody who keeps what he looks at.
    pub fn looked_at_by<'b>(&self, seen: Seen, answers: &'b Answers, chosen: &'b [FileId]) -> ProjectWorkspace<'b>
    where
        'a: 'b,
    {
        let Self { files, project, python_paths, dotenv_names, catalog, configuration, progress, ref carriers, .. } = *self;
        let whole = Some((answers, chosen));
        ProjectWorkspace {
            files,
            project,
            python_paths,
            dotenv_names,
            catalog,
            configuration,
            progress,
            carriers: carriers.clone(),
            seen,
            whole,
        }
    }

    /// The file behind a package of the workspace, or one of a package's own `#aliases`.
    fn npm_target(&self, file: &str, specifier: &str) -> Option<String> {
        if specifier.starts_with('#') {
            return self.project.npm_package_for(file)?.import(specifier);
        }
        let split = if specifier.starts_with('@') { specifier.match_indices('/').nth(1) } else { specifier.match_indices('/').next() };
        let (name, rest) = split.map_or((specifier, ""), |(i, _)| specifier.split_at(i));
        let subpath = if rest.is_empty() { ".".to_owned() } else { format!(".{rest}") };
        let package = self.project.npm_package_by_name(name)?;
        package.entry(&subpath).or_else(|| Some(join(&package.dir, rest.trim_start_matches('/'))))
    }
}

/// The names of the variables that a project's dotenv files set. Their values are nobody's business here.
pub fn dotenv_names(discovery: &Discovery) -> Vec<String> {
    let files = discovery.configs.iter().filter(|c| c.format == ConfigFormat::Dotenv);
    let mut names = Vec::new();
    for text in files.filter_map(|c| std::fs::read_to_string(&c.absolute).ok()) {
        let set = text.lines().filter_map(|line| line.trim().trim_start_matches("export ").split_once('=').map(|(name, _)| name.trim()));
        names.extend(set.filter(|n| n.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')).map(str::to_owned));
    }
    names
}

/// What the `*` of a pattern stands for.
fn matched<'s>(pattern: &str, specifier: &'s str) -> Option<&'s str> {
    match pattern.split_once('*') {
        Some((before, after)) => specifier.strip_prefix(before)?.strip_suffix(after),
        None => (pattern == specifier).then_some(""),
    }
}

fn join(dir: &str, rest: &str) -> String {
    if dir.is_empty() { rest.to_owned() } else { format!("{dir}/{rest}") }
}

impl ProjectFacts for ProjectWorkspace<'_> {
    fn package_version(&self, file: FileId, ecosystem: &str, packages: &[SmolStr]) -> Option<FoundVersion> {
        self.seen.add(file);
        let loaded = self.files.loaded(file);
        let language = match ecosystem {
            "python" => Language::Python,
            "rust" => Language::Rust,
            _ => Language::TypeScript,
        };
        let found = packages.iter().find_map(|p| match loaded {
            Some(loaded) if language == Language::Python => self.project.package_version_in(&loaded.source, p),
            _ => self.project.package_version(self.path(file), language, p),
        })?;
        // `>=5` allows the newest, which is what a fresh install gets.
        let is_open = !found.exact && found.upper.is_none();
        (!is_open).then_some(FoundVersion { version: found.version, is_exact: found.exact, manifest: found.manifest })
    }

    fn role(&self, file: FileId) -> FileRole {
        self.files.candidate(file).role
    }

    fn judged_role(&self, file: FileId) -> FileRole {
        let candidate = self.files.candidate(file);
        if self.configuration.is_empty() {
            return candidate.role;
        }
        judged_role(self.configuration, &candidate.absolute, candidate.role)
    }

    fn is_library(&self, file: FileId) -> bool {
        let candidate = self.files.candidate(file);
        self.project.package_for(&candidate.path, candidate.kind.language()).is_some_and(|p| p.is_library)
    }

    fn environment_names(&self) -> &[String] {
        self.dotenv_names
    }

    fn anywhere(&self, asked: &Anywhere) -> bool {
        self.whole.is_some_and(|(answers, chosen)| answers.ask(asked, self.files, chosen, self.catalog))
    }

    fn is_cancelled(&self) -> bool {
        self.progress.is_cancelled()
    }

    fn text(&self, file: FileId) -> &str {
        self.seen.add(file);
        self.files.loaded(file).map_or("", |l| &l.source.text)
    }
}
