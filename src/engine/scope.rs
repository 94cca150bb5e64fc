//! What a run is about: the project's root and the paths to report on.

use super::{CheckOptions, EngineError};
use crate::source::{Discovery, Notification, candidate_for, relative};
use std::path::{Path, PathBuf};

/// Files that mark the root of a project, where there is no repository.
const MANIFESTS: &[&str] =
    &["pyproject.toml", "setup.py", "requirements.txt", "package.json", "Cargo.toml", "cohere-lint.toml", ".cohere-lint.toml"];

/// The root and the paths of a run.
#[derive(Debug)]
pub struct Scope {
    /// The project's root, absolute.
    pub root: PathBuf,
    /// Path and text of the file that comes from an editor or a pipe.
    pub unsaved: Option<(String, String)>,
    paths: Vec<PathBuf>,
    /// As reports write them; the empty path is the whole project.
    reported: Vec<String>,
}

impl Scope {
    /// Resolves the paths of a request.
    ///
    /// # Errors
    /// When a path isn't there.
    pub fn resolve(options: &CheckOptions) -> Result<Self, EngineError> {
        let named: Vec<PathBuf> = match (&options.stdin, options.paths.is_empty()) {
            (Some((path, _)), true) => vec![path.clone()],
            (_, true) => vec![PathBuf::from(".")],
            (_, false) => options.paths.clone(),
        };
        let is_unsaved = |path: &PathBuf| options.stdin.as_ref().is_some_and(|(p, _)| p == path);
        let mut paths = Vec::new();
        for path in &named {
            if !path.exists() && !is_unsaved(path) {
                return Err(EngineError::MissingPath { path: path.display().to_string() });
            }
            paths.push(absolute(path));
        }
        let root = match &options.root {
            Some(root) if !root.is_dir() => return Err(EngineError::MissingPath { path: root.display().to_string() }),
            Some(root) => absolute(root),
            None => root_of(&paths),
        };
        let reported = paths.iter().map(|p| relative(&root, p)).collect();
        let unsaved = options.stdin.as_ref().map(|(path, text)| (relative(&root, &absolute(path)), text.clone()));
        Ok(Self { root, unsaved, paths, reported })
    }

    /// Whether findings in a file are reported.
    pub fn reports(&self, path: &str) -> bool {
        self.reported.iter().any(|r| r.is_empty() || path == r || path.strip_prefix(r.as_str()).is_some_and(|rest| rest.starts_with('/')))
    }

    /// Whether a file was named itself, not merely a directory above it.
    pub fn names(&self, path: &str) -> bool {
        self.reported.iter().any(|reported| reported == path)
    }

    /// Whether a file lies in a directory above (or beside) what was named, so that it may hold for it.
    pub fn governs(&self, file: &str) -> bool {
        let directory = file.rsplit_once('/').map_or("", |(directory, _)| directory);
        let is_above = |reported: &String| reported.strip_prefix(directory).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        directory.is_empty() || self.reported.iter().any(is_above)
    }

    /// Adds files named by hand that the walk left out: who names a file wants it read, unless a hook does (`force_exclude`). What is
    /// not yet on disk the walk can't have left out.
    pub fn add_named_files(&self, discovery: &mut Discovery, force_exclude: bool, notify: &mut Vec<Notification>) {
        for path in self.paths.iter().filter(|p| !(p.is_dir() || force_exclude && p.exists())) {
            let shown = relative(&self.root, path);
            if discovery.candidates.iter().any(|c| c.path == shown) {
                continue;
            }
            match candidate_for(&self.root, path) {
                Ok(Some(candidate)) => discovery.candidates.push(candidate),
                Ok(None) => {}
                Err(_) if self.is_unsaved(path) => {
                    if let Some(kind) = crate::source::classify(path) {
                        let role = crate::source::role_of(&shown, kind);
                        discovery.candidates.push(crate::source::Candidate { path: shown, absolute: path.clone(), kind, role, size: 0 });
                    }
                }
                Err(notification) => notify.push(notification),
            }
        }
        discovery.candidates.sort_by(|a, b| a.path.cmp(&b.path));
    }

    fn is_unsaved(&self, path: &Path) -> bool {
        self.unsaved.as_ref().is_some_and(|(p, _)| *p == relative(&self.root, path))
    }
}

/// An absolute path without `.` and `..`, links left alone.
pub fn absolute(path: &Path) -> PathBuf {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            std::path::Component::ParentDir => {
                out.pop();
            }
            std::path::Component::CurDir => {}
            part => out.push(part),
        }
    }
    out
}

/// The repository around the paths; without one the outermost directory with a manifest, else the paths' common directory.
fn root_of(paths: &[PathBuf]) -> PathBuf {
    let mut common: Option<PathBuf> = None;
    for path in paths {
        let dir = if path.is_dir() { path.as_path() } else { path.parent().unwrap_or(path) };
        common = Some(match common {
            None => dir.to_path_buf(),
            Some(before) => before.ancestors().find(|a| dir.starts_with(a)).unwrap_or(dir).to_path_buf(),
        });
    }
    let common = common.unwrap_or_default();
    if let Some(repository) = common.ancestors().find(|a| a.join(".git").exists()) {
        return repository.to_path_buf();
    }
    let mut root = common.clone();
    for dir in common.ancestors().skip(1) {
        if !MANIFESTS.iter().any(|m| dir.join(m).is_file()) {
            break;
        }
        root = dir.to_path_buf();
    }
    root
}
