//! Lists a project: what could be read as code, which manifests and configuration there are, what is left out.

use super::limits::{Limits, SkipCounts, SkipReason, left_out, oversized};
use super::{CandidateKind, ConfigFormat, FileRole, Notification, NotificationLevel};
use super::{classify, config_format, content, kind, manifest, role_of, vendored};
use globset::GlobSet;
use ignore::{DirEntry, WalkBuilder, WalkState};
use rustc_hash::FxHashMap;
use std::path::{Path, PathBuf};
use std::sync::mpsc::Sender;

/// Configuration larger than this is data.
pub(super) const MAX_CONFIG_SIZE: u64 = 1 << 20;

/// A directory with more configuration files of one format holds data.
const MAX_CONFIGS: usize = 100;

/// Hidden directories that hold configuration worth reading.
const HIDDEN_DIRECTORIES: &[&str] =
    &[".github", ".gitea", ".forgejo", ".circleci", ".buildkite", ".devcontainer", ".streamlit", ".vscode", ".gitlab", ".azure-pipelines"];

/// How a project is walked.
#[derive(Clone, Debug)]
pub struct WalkOptions {
    /// Bounds on what is read.
    pub limits: Limits,
    /// Paths, relative to the root, that are left out; a match on a directory leaves out all of it.
    pub exclude: GlobSet,
    /// Leave out what `.gitignore` and `.ignore` files name, with or without a git repository around.
    pub respect_gitignore: bool,
    /// Leave out vendored trees, virtual environments and build output.
    pub skip_vendored: bool,
    /// How many threads walk; as many as fit the machine when 0.
    pub threads: usize,
}

impl Default for WalkOptions {
    fn default() -> Self {
        Self { limits: Limits::default(), exclude: GlobSet::empty(), respect_gitignore: true, skip_vendored: true, threads: 0 }
    }
}

/// A file that could be read as code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Path relative to the project root, with forward slashes.
    pub path: String,
    /// Where the file is on disk.
    pub absolute: PathBuf,
    /// How it is read.
    pub kind: CandidateKind,
    /// What it is for.
    pub role: FileRole,
    /// Its size in bytes when it was listed.
    pub size: u64,
}

/// A configuration or deployment file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigFile {
    /// Path relative to the project root, with forward slashes.
    pub path: String,
    /// Where the file is on disk.
    pub absolute: PathBuf,
    /// How it is written.
    pub format: ConfigFormat,
    /// Its size in bytes when it was listed.
    pub size: u64,
}

/// What a walk found. Everything is sorted by path, whatever the threads did.
#[derive(Clone, Debug, Default)]
pub struct Discovery {
    /// The project root, absolute.
    pub root: PathBuf,
    /// Files that could be read as code.
    pub candidates: Vec<Candidate>,
    /// Manifests, lock files, compiler configuration: paths relative to the root.
    pub manifests: Vec<String>,
    /// Configuration and deployment files.
    pub configs: Vec<ConfigFile>,
    /// Those that are too large to be any.
    pub large_configs: Vec<ConfigFile>,
    /// What was left out for which reason. A tree counts once.
    pub skipped: SkipCounts,
}

enum Found {
    Candidate(Candidate),
    Manifest(String),
    Config(ConfigFile),
    Skipped(SkipReason),
    Trouble(Notification),
}

/// Lists the whole project under `root`, in parallel. Trouble becomes notifications; the walk goes on.
pub fn discover(root: &Path, options: &WalkOptions, notify: &mut Vec<Notification>) -> Discovery {
    let root = std::path::absolute(root).unwrap_or_else(|_| root.to_path_buf());
    let mut discovery = Discovery { root: root.clone(), ..Discovery::default() };
    let mut builder = WalkBuilder::new(&root);
    builder
        .hidden(false)
        .ignore(options.respect_gitignore)
        .git_ignore(options.respect_gitignore)
        .git_exclude(options.respect_gitignore)
        .parents(options.respect_gitignore)
        // A developer's own global excludes would make two machines disagree about one project.
        .git_global(false)
        .require_git(false)
        .follow_links(false)
        .threads(options.threads);
    let (sender, receiver) = std::sync::mpsc::channel();
    builder.build_parallel().run(|| {
        let sender = sender.clone();
        let root = root.as_path();
        Box::new(move |entry| match entry {
            Ok(entry) => visit(root, &entry, options, &sender),
            Err(error) => {
                send(&sender, Found::Trouble(unlisted(root, &error)));
                WalkState::Continue
            }
        })
    });
    drop(sender);
    let mut troubles = Vec::new();
    for found in receiver {
        match found {
            Found::Candidate(candidate) => discovery.candidates.push(candidate),
            Found::Manifest(path) => discovery.manifests.push(path),
            Found::Config(config) if config.size > MAX_CONFIG_SIZE => discovery.large_configs.push(config),
            Found::Config(config) => discovery.configs.push(config),
            Found::Skipped(reason) => *discovery.skipped.entry(reason.as_str()).or_default() += 1,
            Found::Trouble(trouble) => troubles.push(trouble),
        }
    }
    discovery.candidates.sort_unstable_by(|a, b| a.path.cmp(&b.path));
    discovery.manifests.sort_unstable();
    discovery.large_configs.sort_unstable_by(|a, b| a.path.cmp(&b.path));
    drop_data(&mut discovery);
    discovery.configs.sort_unstable_by(|a, b| a.path.cmp(&b.path));
    troubles.sort_by(|a, b| (&a.path, &a.message).cmp(&(&b.path, &b.message)));
    notify.extend(troubles);
    discovery
}

/// Drops the configuration files of directories that hold so many of one format that they are data or recordings.
fn drop_data(discovery: &mut Discovery) {
    let place = |config: &ConfigFile| (config.path.rsplit_once('/').map_or("", |(dir, _)| dir).to_owned(), config.format);
    let mut counts: FxHashMap<(String, ConfigFormat), usize> = FxHashMap::default();
    for config in &discovery.configs {
        *counts.entry(place(config)).or_default() += 1;
    }
    let before = discovery.configs.len();
    discovery
        .configs
        .retain(|config| config.format == ConfigFormat::Dotenv || counts.get(&place(config)).is_none_or(|&count| count <= MAX_CONFIGS));
    let dropped = before - discovery.configs.len();
    if dropped > 0 {
        discovery.skipped.insert(SkipReason::Data.as_str(), dropped);
    }
}

/// A candidate for one file named by hand, whatever the walk would have said about it; `None` when nothing reads
/// such a file as code.
///
/// # Errors
/// When the file isn't there, can't be looked at, or is no regular file.
pub fn candidate_for(root: &Path, absolute: &Path) -> Result<Option<Candidate>, Notification> {
    let path = relative(root, absolute);
    let Some(kind) = classify(absolute) else { return Ok(None) };
    let trouble = |message: String| Notification {
        level: NotificationLevel::Error,
        id: "unreadable-file",
        message,
        path: Some(path.clone()),
        line: None,
    };
    let metadata = std::fs::metadata(absolute).map_err(|error| trouble(format!("the file can't be read: {error}")))?;
    if !metadata.is_file() {
        return Err(trouble("not a regular file".to_owned()));
    }
    let role = role_of(&path, kind);
    Ok(Some(Candidate { path, absolute: absolute.to_path_buf(), kind, role, size: metadata.len() }))
}

/// Whether a directory is left out for its name's dot.
pub(super) fn is_hidden(name: &str) -> bool {
    name.starts_with('.') && !HIDDEN_DIRECTORIES.contains(&name)
}

fn visit(root: &Path, entry: &DirEntry, options: &WalkOptions, sender: &Sender<Found>) -> WalkState {
    let Some(file_type) = entry.file_type() else { return WalkState::Continue };
    if entry.depth() == 0 {
        return WalkState::Continue;
    }
    let name = entry.file_name().to_string_lossy();
    let path = relative(root, entry.path());
    let excluded = !options.exclude.is_empty() && options.exclude.is_match(&path);
    if file_type.is_dir() {
        if is_hidden(&name) {
            return WalkState::Skip;
        }
        let vendored = || options.skip_vendored.then(|| vendored::skip_directory(entry.path(), &name)).flatten();
        return match excluded.then_some(SkipReason::Excluded).or_else(vendored) {
            Some(reason) => {
                send(sender, Found::Skipped(reason));
                WalkState::Skip
            }
            None => WalkState::Continue,
        };
    }
    let found = if excluded {
        classify(entry.path()).map(|_| Found::Skipped(SkipReason::Excluded))
    } else {
        describe(root, entry, &name, path, options, sender)
    };
    if let Some(found) = found {
        send(sender, found);
    }
    WalkState::Continue
}

/// What one entry that is no directory contributes.
fn describe(root: &Path, entry: &DirEntry, name: &str, path: String, options: &WalkOptions, sender: &Sender<Found>) -> Option<Found> {
    let is_hidden = name.starts_with('.');
    let code = if is_hidden { None } else { classify(entry.path()) };
    let is_manifest = manifest::is_manifest(&path);
    let config = config_format(name).filter(|_| !is_manifest);
    if code.is_none() && !is_manifest && config.is_none() {
        return kind::is_declaration_file(name).then_some(Found::Skipped(SkipReason::Declaration));
    }
    let file_type = entry.file_type()?;
    if !file_type.is_file() {
        let reason = if file_type.is_symlink() { SkipReason::SymbolicLink } else { SkipReason::NotRegular };
        if let Some(note) = left_out(&path, reason).filter(|_| reason == SkipReason::NotRegular || leads_out(root, entry.path())) {
            send(sender, Found::Trouble(note));
        }
        return Some(Found::Skipped(reason));
    }
    // `setup.py` is both a manifest and code; a file that a linter should read is never lost to its other use.
    if is_manifest {
        send(sender, Found::Manifest(path.clone()));
    }
    if code.is_none() && config.is_none() {
        return None;
    }
    // Gone between listing and now: nothing to report.
    let size = entry.metadata().ok()?.len();
    let absolute = entry.path().to_path_buf();
    let Some(kind) = code else {
        return config.map(|format| Found::Config(ConfigFile { path, absolute, format, size }));
    };
    if kind.language() == super::Language::TypeScript && (content::has_minified_name(name) || vendored::has_content_hash(name)) {
        return Some(Found::Skipped(SkipReason::Minified));
    }
    let role = role_of(&path, kind);
    let candidate = Candidate { path, absolute, kind, role, size };
    if size > options.limits.for_kind(kind) {
        send(sender, Found::Trouble(oversized(&candidate, &options.limits)));
        return Some(Found::Skipped(SkipReason::Oversized));
    }
    Some(Found::Candidate(candidate))
}

/// Whether a link leads to something that is there and lies outside the root.
fn leads_out(root: &Path, link: &Path) -> bool {
    let target = link.canonicalize();
    target.is_ok_and(|target| root.canonicalize().is_ok_and(|root| !target.starts_with(root)))
}

/// The receiver outlives the walk, so a failed send can't happen and would not matter.
fn send(sender: &Sender<Found>, found: Found) {
    let _ = sender.send(found);
}

fn unlisted(root: &Path, error: &ignore::Error) -> Notification {
    Notification {
        level: NotificationLevel::Warning,
        id: "unreadable-file",
        message: match error.io_error() {
            Some(io) => format!("it could not be listed: {io}"),
            None => "it could not be listed".to_owned(),
        },
        path: error_path(error).map(|path| relative(root, path)),
        line: None,
    }
}

fn error_path(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => error_path(err),
        _ => None,
    }
}

/// A path as reports show it: relative to the root where it lies below it, with forward slashes.
pub fn relative(root: &Path, path: &Path) -> String {
    let inner = path.strip_prefix(root).unwrap_or(path);
    let text = inner.to_string_lossy();
    if std::path::MAIN_SEPARATOR == '/' { text.into_owned() } else { text.replace(std::path::MAIN_SEPARATOR, "/") }
}

#[cfg(test)]
mod tests;
