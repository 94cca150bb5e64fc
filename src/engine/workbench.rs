//! A project that is checked again and again while somebody works on it: what did not change is kept.
//!
//! The stages are those of every run ([`Session`]); between two checks the list of files, the manifests, the configuration, the scanned bytes
//! and the parsed files stay. A file whose text changed is read and parsed anew; the choice of files is made anew if the file shows something
//! else to it than before ([`face`]); a change of what there is (files that come or go, manifests, configuration) begins from the start.

use super::configure::is_configuration;
use super::face::face;
use super::judge::Bar;
use super::reach::scan_file;
use super::session::Session;
use super::{CheckOptions, Engine, EngineError, NoProgress, Progress};
use crate::cohere::usage::Usages;
use crate::report::Report;
use crate::source::{FileId, classify, config_format, is_left_out, is_manifest, load, relative};
use rustc_hash::FxHashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

/// The answer of a check, with what it was made from.
#[derive(Debug)]
pub struct Checked {
    /// What was found.
    pub report: Report,
    /// The project's use of Cohere. Its files are named as in the report.
    pub usages: Usages,
    /// The project's root, absolute.
    pub root: PathBuf,
    paths: FxHashMap<FileId, String>,
}

impl Checked {
    /// The path of a file that makes or calls a client, relative to the root.
    pub fn path(&self, file: FileId) -> Option<&str> {
        self.paths.get(&file).map(String::as_str)
    }
}

/// A project under work.
pub struct Workbench {
    engine: Arc<Engine>,
    options: CheckOptions,
    buffers: FxHashMap<PathBuf, Arc<str>>,
    session: Option<Session>,
    /// What files show to the choice of files, as far as anybody asked.
    faces: FxHashMap<FileId, u64>,
    /// How files were on disk when they were parsed, for those who ask whether they still are.
    stamps: FxHashMap<FileId, Stamp>,
}

/// When a file was changed last, and its size.
type Stamp = (Option<SystemTime>, u64);

impl std::fmt::Debug for Workbench {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Workbench").field("options", &self.options).finish_non_exhaustive()
    }
}

impl Workbench {
    /// A project that has not been looked at yet.
    pub fn new(engine: Arc<Engine>, options: CheckOptions) -> Self {
        Self { engine, options, buffers: FxHashMap::default(), session: None, faces: FxHashMap::default(), stamps: FxHashMap::default() }
    }

    /// Tells the text that an editor has of a file, or that it has let the file go. `path` is absolute. Returns whether anything changed by it.
    pub fn set_buffer(&mut self, path: &Path, text: Option<Arc<str>>) -> bool {
        let before = match &text {
            Some(text) => self.buffers.insert(path.to_path_buf(), text.clone()),
            None => self.buffers.remove(path),
        };
        if before == text {
            return false;
        }
        let Some(session) = &mut self.session else { return true };
        if !path.starts_with(&session.scope.root) {
            return false;
        }
        let shown = relative(&session.scope.root, path);
        if let Some(id) = session.files.find(&shown) {
            let known = before.or_else(|| on_disk(session, id));
            let now = text.clone().or_else(|| on_disk(session, id));
            if now.is_none() {
                self.restart();
            } else if known == now {
                session.files.set_buffer(id, text);
                return false;
            } else {
                self.renew(id, text, known.is_some());
            }
            return true;
        }
        if let Some(id) = session.files.deployments.find(&shown).filter(|_| !is_configuration(path)) {
            session.files.deployments.renew(id, text);
            return true;
        }
        // What is saved nowhere yet is a new file; what the walk left out stays out.
        if classify(path).is_some() && !path.exists() {
            self.restart();
            return true;
        }
        false
    }

    /// Tells that a file was made, changed or deleted on disk. `path` is absolute. Returns whether anything changed by it.
    pub fn disk_changed(&mut self, path: &Path) -> bool {
        let Some(session) = &mut self.session else { return true };
        if !path.starts_with(&session.scope.root) || is_left_out(&session.scope.root, path) {
            return false;
        }
        session.forget_tracked();
        let shown = relative(&session.scope.root, path);
        if is_manifest(&shown) || is_configuration(path) || is_ignore_file(path) {
            self.restart();
            return true;
        }
        let exists = path.exists();
        if let Some(id) = session.files.find(&shown) {
            match (exists, self.buffers.contains_key(path)) {
                (_, true) => return false,
                (true, false) => self.renew(id, None, false),
                (false, false) => self.restart(),
            }
            return true;
        }
        if let Some(id) = session.files.deployments.find(&shown) {
            let text = self.buffers.get(path).cloned();
            session.files.deployments.renew(id, text);
            session.forget_environment();
            if !exists {
                self.restart();
            }
            return true;
        }
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let is_of_interest = classify(path).is_some() || config_format(&name).is_some();
        if is_of_interest && exists {
            self.restart();
            return true;
        }
        false
    }

    /// Looks whether the files that were parsed are on disk as they were: for editors that don't watch files. Returns whether anything changed.
    pub fn look_again(&mut self) -> bool {
        let Some(session) = &self.session else { return true };
        let changed: Vec<FileId> = self.stamps.iter().filter(|(id, known)| stamp(session, **id) != **known).map(|(id, _)| *id).collect();
        for id in &changed {
            self.stamps.remove(id);
            self.renew(*id, None, false);
        }
        !changed.is_empty()
    }

    /// Forgets everything but the buffers: the next check begins from the start.
    pub fn restart(&mut self) {
        self.session = None;
        self.faces.clear();
        self.stamps.clear();
    }

    /// Whether the next check reads the project from the start.
    pub fn starts_anew(&self) -> bool {
        self.session.is_none()
    }

    /// Checks the project as it is now.
    ///
    /// # Errors
    /// As [`Engine::check`]; [`EngineError::Cancelled`] when `progress` says so.
    pub fn check(&mut self, progress: &dyn Progress) -> Result<Checked, EngineError> {
        let mut session = match self.session.take() {
            Some(session) => session,
            None => {
                let buffers: Vec<(PathBuf, Arc<str>)> = self.buffers.iter().map(|(path, text)| (path.clone(), text.clone())).collect();
                Session::open_with(&self.engine, &self.options, &buffers)?
            }
        };
        session.begin();
        session.keeps = true;
        let analysed = session.analyse(Bar::Configured, progress);
        let checked = analysed.map(|analysed| {
            let (report, usages) = session.report_with_usages(analysed);
            let calls = usages.calls.iter().map(|call| call.place.file);
            let files = calls.chain(usages.clients.iter().map(|client| client.place.file));
            let paths = files.map(|file| (file, session.files.path(file).to_owned())).collect();
            Checked { report, usages, paths, root: session.scope.root.clone() }
        });
        for id in session.files.ids().filter(|id| session.files.loaded(*id).is_some() && !session.files.has_buffer(*id)) {
            self.stamps.entry(id).or_insert_with(|| stamp(&session, id));
        }
        // Not before the end: after a panic on the way nobody knows what is whole.
        self.session = Some(session);
        checked
    }

    /// Takes the new text of a file. `is_known` tells that what was read of it before is what it showed so far.
    fn renew(&mut self, id: FileId, text: Option<Arc<str>>, is_known: bool) {
        let Some(session) = &mut self.session else { return };
        self.stamps.remove(&id);
        // Whoever only looks for changes doesn't make it a file that matters.
        let was_asked = session.files.is_asked(id);
        // Names that carry Cohere are those of the last choice: one that is made anew asks for all faces anew.
        let carriers = session.chosen.as_ref().map(|(_, carriers)| carriers.clone());
        let show = |session: &Session| face(&session.workspace(&NoProgress), id, session.lookout(), session.marks(), carriers.as_deref());
        let before = match self.faces.get(&id) {
            Some(known) => Some(*known),
            None => is_known.then(|| show(session)),
        };
        session.files.renew(id, text);
        let after = show(session);
        session.files.set_asked(id, was_asked);
        self.faces.insert(id, after);
        let path = session.files.path(id).to_owned();
        session.parts.forget(&path, id);
        if before != Some(after) {
            session.chosen = None;
            self.faces.clear();
            let scanned = scan_file(&session.files, id, session.lookout(), session.marks(), &mut Vec::new());
            if let Some(slot) = session.scanned.as_mut().and_then(|all| all.get_mut(id.0 as usize)) {
                *slot = scanned;
            }
        }
    }
}

/// How a code file is on disk.
fn stamp(session: &Session, id: FileId) -> Stamp {
    let metadata = std::fs::metadata(&session.files.candidate(id).absolute);
    metadata.map_or((None, 0), |metadata| (metadata.modified().ok(), metadata.len()))
}

/// The text of a code file on disk as an editor would have it.
fn on_disk(session: &Session, id: FileId) -> Option<Arc<str>> {
    load::text_of(&session.files.candidate(id).absolute).map(Arc::from)
}

/// Whether a file says what the walk leaves out.
fn is_ignore_file(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name == ".gitignore" || name == ".ignore")
}
