//! Which version of a package a file sees.

use super::paths::{ancestors, file_name, join, parent};
use super::{read_text, unparsable, unreadable};
use crate::source::manifest::range::compare;
use crate::source::manifest::{self, Manifest, ManifestKind, PackageVersion, is_requirements_directory};
use crate::source::{Discovery, Language, Notification};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::path::Path;

/// How deep requirements files may include one another.
const MAX_INCLUDES: usize = 16;

/// One mention of a package.
#[derive(Clone, Debug)]
struct Declared {
    /// The directory it holds for.
    dir: String,
    kind: ManifestKind,
    version: PackageVersion,
}

/// All mentions of all packages.
#[derive(Debug, Default)]
pub struct Versions {
    by_name: FxHashMap<(Language, String), Vec<Declared>>,
}

impl Versions {
    /// Reads all manifests and lock files.
    pub fn build(discovery: &Discovery, notify: &mut Vec<Notification>) -> Self {
        let parsed: Vec<(&String, ManifestKind, Result<Manifest, Notification>)> = discovery
            .manifests
            .par_iter()
            .filter_map(|path| ManifestKind::of(path).map(|kind| (path, kind)))
            .map(|(path, kind)| (path, kind, read(&discovery.root, path, kind)))
            .collect();
        let mut versions = Self::default();
        for (path, kind, outcome) in parsed {
            match outcome {
                Ok(manifest) => versions.add_with_includes(&discovery.root, &effective_directory(path, kind), path, kind, manifest),
                Err(note) => notify.push(note),
            }
        }
        versions
    }

    /// Adds a manifest and, for the same directory, what it includes.
    fn add_with_includes(&mut self, root: &Path, dir: &str, path: &str, kind: ManifestKind, manifest: Manifest) {
        let mut pending = vec![(path.to_owned(), manifest)];
        let mut seen = vec![path.to_owned()];
        while let Some((path, manifest)) = pending.pop() {
            for include in &manifest.includes {
                let Some(file) = join(parent(&path), include) else { continue };
                if seen.len() < MAX_INCLUDES && !seen.contains(&file) {
                    // One that is missing would be pip's trouble, not the reader's.
                    pending.extend(read(root, &file, kind).ok().map(|included| (file.clone(), included)));
                    seen.push(file);
                }
            }
            self.add(dir, &path, kind, manifest);
        }
    }

    fn add(&mut self, dir: &str, path: &str, kind: ManifestKind, manifest: Manifest) {
        for entry in manifest.entries {
            let dir = match &entry.member {
                Some(member) => match join(dir, member) {
                    Some(dir) => dir,
                    None => continue,
                },
                None => dir.to_owned(),
            };
            let version = PackageVersion::from_range(entry.range, path, entry.line);
            self.by_name.entry((kind.language(), entry.name)).or_default().push(Declared { dir, kind, version });
        }
    }

    /// See [`super::Project::package_version`].
    pub fn find(&self, file: &str, language: Language, package: &str) -> Option<PackageVersion> {
        let all = self.by_name.get(&(language, manifest::normalize(language, package)))?;
        let mut asked: Option<&Declared> = None;
        for dir in ancestors(file) {
            let here = || all.iter().filter(|declared| declared.dir == dir);
            let is_nearest = asked.is_none();
            if asked.is_none_or(|near| !near.version.range().is_bounded()) {
                asked = best(here().filter(|d| !d.kind.is_lock())).or(asked);
            }
            if let Some(locked) = resolved(here().filter(|d| d.kind.is_lock()), asked, is_nearest) {
                return Some(locked.version.clone());
            }
            if asked.is_some_and(|near| near.version.exact || is_complete(near.kind)) {
                break;
            }
        }
        asked.map(|declared| declared.version.clone())
    }
}

/// Whether nothing further up speaks for a manifest of this kind: pip installs what a requirements file says.
fn is_complete(kind: ManifestKind) -> bool {
    matches!(kind, ManifestKind::Requirements | ManifestKind::Conda | ManifestKind::Pipfile)
}

/// The mention that says most: an exact pin, else a range, else the first.
fn best<'a>(declared: impl Iterator<Item = &'a Declared>) -> Option<&'a Declared> {
    let rank = |d: &Declared| (d.version.exact, d.version.range().is_bounded(), !is_development(&d.version.manifest));
    declared.fold(None, |best: Option<&Declared>, next| match best {
        Some(best) if rank(best) >= rank(next) => Some(best),
        _ => Some(next),
    })
}

fn is_development(manifest: &str) -> bool {
    let name = file_name(manifest);
    ["dev", "test", "doc", "lint"].iter().any(|word| name.contains(word))
}

/// The newest locked version that fits what was asked for. In the manifest's own directory the lock file wins even if
/// it doesn't fit; further up it then belongs to something else.
fn resolved<'a>(locked: impl Iterator<Item = &'a Declared>, asked: Option<&Declared>, is_nearest: bool) -> Option<&'a Declared> {
    let newest = |a: &'a Declared, b: &'a Declared| if compare(&b.version.version, &a.version.version).is_gt() { b } else { a };
    let all: Vec<&Declared> = locked.collect();
    let fitting = all.iter().copied().filter(|d| asked.is_none_or(|a| a.version.range().allows(&d.version.version))).reduce(newest);
    fitting.or_else(|| if is_nearest { all.into_iter().reduce(newest) } else { None })
}

/// The directory a manifest speaks for: its own, or the one above for `requirements/base.txt`.
fn effective_directory(path: &str, kind: ManifestKind) -> String {
    let dir = parent(path);
    let dir = if kind == ManifestKind::Requirements && is_requirements_directory(dir) { parent(dir) } else { dir };
    dir.to_owned()
}

fn read(root: &Path, path: &str, kind: ManifestKind) -> Result<Manifest, Notification> {
    let text = read_text(&root.join(path)).map_err(|error| unreadable(path, &error))?;
    manifest::parse(kind, &text).map_err(|error| unparsable(path, &error))
}
