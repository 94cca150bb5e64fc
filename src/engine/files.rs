//! The files of a run: read, decoded and lowered when first asked for, each at most once.

use super::buffers::Buffers;
use super::deployments::Deployments;
use crate::program::{Comment, Module};
use crate::source::{self, Candidate, Discovery, FileId, Limits, LineIndex, Notification, NotificationLevel, SkipReason, SourceFile};
use crate::syntax;
use crate::syntax::deployment::DeploymentFile;
use rustc_hash::{FxHashMap, FxHashSet};
use std::borrow::Cow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

/// Syntax errors told of one file; the first says enough.
const LINES_IN_MESSAGE: usize = 3;

/// A file that could be read, and its lowered form where it could be parsed.
#[derive(Debug)]
pub struct Loaded {
    /// The decoded file.
    pub source: SourceFile,
    /// The lowered file.
    pub module: Option<Module>,
}

/// The files of a run. A [`FileId`] is an index into the candidates, which are sorted by path.
#[derive(Debug)]
pub struct Files {
    candidates: Vec<Candidate>,
    /// The deployment files.
    pub deployments: Deployments,
    loaded: Vec<OnceLock<Option<Box<Loaded>>>>,
    /// Whether somebody asked for a file since the choice of files began.
    asked: Vec<AtomicBool>,
    by_path: FxHashMap<String, FileId>,
    directories: FxHashSet<String>,
    limits: Limits,
    buffers: Buffers,
    notifications: Mutex<Vec<Notification>>,
    /// What was lowered, and how long it took.
    parsed: Mutex<Vec<(FileId, Duration)>>,
    skipped: Mutex<FxHashMap<FileId, SkipReason>>,
}

impl Files {
    /// The files a walk found. `buffers` holds the texts of those that an editor or a pipe has otherwise than the disk.
    pub fn new(discovery: &Discovery, limits: Limits, buffers: Buffers) -> Self {
        let candidates = discovery.candidates.clone();
        let by_path = candidates.iter().enumerate().map(|(i, c)| (c.path.clone(), FileId(i as u32))).collect();
        let mut directories = FxHashSet::default();
        for candidate in &candidates {
            let mut path = candidate.path.as_str();
            while let Some(i) = path.rfind('/') {
                path = &path[..i];
                if !directories.insert(path.to_owned()) {
                    break;
                }
            }
        }
        let loaded = candidates.iter().map(|_| OnceLock::new()).collect();
        let asked = candidates.iter().map(|_| AtomicBool::new(false)).collect();
        let deployments = Deployments::new(&discovery.configs, &discovery.large_configs, candidates.len() as u32, buffers.clone());
        Self {
            candidates,
            deployments,
            loaded,
            asked,
            by_path,
            directories,
            limits,
            buffers,
            notifications: Mutex::default(),
            parsed: Mutex::default(),
            skipped: Mutex::default(),
        }
    }

    /// Every file, in order.
    pub fn ids(&self) -> impl Iterator<Item = FileId> + use<> {
        (0..self.candidates.len() as u32).map(FileId)
    }

    /// Where every file is on disk, in the order of their names.
    pub fn absolutes(&self) -> impl Iterator<Item = &Path> {
        self.candidates.iter().map(|candidate| candidate.absolute.as_path()).chain(self.deployments.absolutes())
    }

    /// How many files there are.
    pub fn len(&self) -> usize {
        self.candidates.len()
    }

    /// What the walk said of a file.
    pub fn candidate(&self, file: FileId) -> &Candidate {
        &self.candidates[file.0 as usize]
    }

    /// What the walk said of a code file; nothing of others.
    pub fn candidate_of(&self, file: FileId) -> Option<&Candidate> {
        self.candidates.get(file.0 as usize)
    }

    /// The path of any file, relative to the project root.
    pub fn path(&self, file: FileId) -> &str {
        let code = self.candidates.get(file.0 as usize).map(|candidate| candidate.path.as_str());
        code.or_else(|| self.deployments.candidate(file).map(|config| config.path.as_str())).unwrap_or_default()
    }

    /// Text and lines of any file that was read.
    pub fn text(&self, file: FileId) -> Option<(&str, &Arc<LineIndex>)> {
        let code = self.loaded.get(file.0 as usize).and_then(|slot| slot.get()?.as_deref());
        let code = code.map(|loaded| (&*loaded.source.text, &loaded.source.lines));
        code.or_else(|| self.deployments.loaded(file).map(|read| (&*read.text, &read.lines)))
    }

    /// The comments of any file that was read, as far as they may silence a finding.
    pub fn comments(&self, file: FileId) -> Cow<'_, [Comment]> {
        match self.loaded.get(file.0 as usize) {
            Some(slot) => Cow::Borrowed(slot.get().and_then(|l| l.as_deref()?.module.as_ref()).map_or(&[], |m| m.comments.as_slice())),
            None => Cow::Owned(self.deployments.loaded(file).map(DeploymentFile::comments).unwrap_or_default()),
        }
    }

    /// The file at a path relative to the root.
    pub fn find(&self, path: &str) -> Option<FileId> {
        self.by_path.get(path).copied()
    }

    /// Whether any file lies below a directory.
    pub fn is_directory(&self, path: &str) -> bool {
        path.is_empty() || self.directories.contains(path)
    }

    /// Reads a file's bytes, for scanning; nothing where they are no source.
    pub fn bytes<'b>(&self, file: FileId, buffer: &'b mut Vec<u8>) -> Option<&'b [u8]> {
        let candidate = self.candidate(file);
        if self.is_unsaved(candidate, buffer) {
            return Some(buffer);
        }
        match source::load::read_source(candidate, &self.limits, buffer) {
            Ok(()) => Some(buffer),
            Err(error) => {
                self.tell(file, error);
                None
            }
        }
    }

    /// Whether somebody has the text of a code file otherwise than the disk.
    pub fn has_buffer(&self, file: FileId) -> bool {
        self.buffers.get(&self.candidate(file).path).is_some()
    }

    /// Keeps the text of a code file that is the same as what was read.
    pub fn set_buffer(&mut self, file: FileId, buffer: Option<Arc<str>>) {
        let path = self.candidate(file).path.clone();
        self.buffers.set(path, buffer);
    }

    /// Forgets what was read of a code file. From now on its text is that of the buffer, or without one that on disk.
    pub fn renew(&mut self, file: FileId, buffer: Option<Arc<str>>) {
        let path = self.candidate(file).path.clone();
        if let Some(slot) = self.loaded.get_mut(file.0 as usize) {
            slot.take();
        }
        self.parsed.get_mut().unwrap_or_else(PoisonError::into_inner).retain(|(id, _)| *id != file);
        self.notifications.get_mut().unwrap_or_else(PoisonError::into_inner).retain(|n| n.path.as_ref() != Some(&path));
        self.skipped.get_mut().unwrap_or_else(PoisonError::into_inner).remove(&file);
        self.buffers.set(path, buffer);
    }

    /// Reads a file's bytes whatever they are; nothing where they can't be read.
    pub fn raw<'b>(&self, file: FileId, buffer: &'b mut Vec<u8>) -> Option<&'b [u8]> {
        let candidate = self.candidate(file);
        (self.is_unsaved(candidate, buffer) || source::load::read(candidate, &self.limits, buffer).is_ok()).then_some(&**buffer)
    }

    /// Whether somebody has a file's text otherwise than the disk; then it is in the buffer.
    fn is_unsaved(&self, candidate: &Candidate, buffer: &mut Vec<u8>) -> bool {
        let Some(text) = self.buffers.get(&candidate.path) else { return false };
        buffer.clear();
        buffer.extend_from_slice(text.as_bytes());
        true
    }

    /// The file, read and lowered now if it wasn't yet.
    pub fn get(&self, file: FileId) -> Option<&Loaded> {
        self.set_asked(file, true);
        self.loaded[file.0 as usize].get_or_init(|| self.load(file).map(Box::new)).as_deref()
    }

    /// Whether a code file was asked for since [`Files::forget_asked`]: what is wrong with others is of no concern.
    pub fn is_asked(&self, file: FileId) -> bool {
        self.asked.get(file.0 as usize).is_some_and(|asked| asked.load(Ordering::Relaxed))
    }

    /// Makes a code file one that was asked for, or none.
    pub fn set_asked(&self, file: FileId, is_asked: bool) {
        if let Some(asked) = self.asked.get(file.0 as usize).filter(|asked| asked.load(Ordering::Relaxed) != is_asked) {
            asked.store(is_asked, Ordering::Relaxed);
        }
    }

    /// Begins anew to tell which files are asked for.
    pub fn forget_asked(&self) {
        self.ids().for_each(|file| self.set_asked(file, false));
    }

    /// The code file if it is loaded already.
    pub fn loaded(&self, file: FileId) -> Option<&Loaded> {
        self.loaded.get(file.0 as usize)?.get()?.as_deref()
    }

    /// The files that were lowered so far.
    pub fn parsed_ids(&self) -> Vec<FileId> {
        self.parsed.lock().unwrap_or_else(PoisonError::into_inner).iter().map(|(id, _)| *id).collect()
    }

    /// How many files were lowered so far.
    pub fn parsed(&self) -> usize {
        self.parsed.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// How long it took to read, parse and lower each file that was lowered.
    pub fn parse_times(&self) -> Vec<(String, Duration)> {
        let parsed = self.parsed.lock().unwrap_or_else(PoisonError::into_inner);
        parsed.iter().map(|(id, took)| (self.path(*id).to_owned(), *took)).collect()
    }

    /// What went wrong so far, in order of path.
    pub fn notifications(&self) -> Vec<Notification> {
        let mut all = self.notifications.lock().unwrap_or_else(PoisonError::into_inner).clone();
        all.extend(self.deployments.notifications());
        all.sort_by(|a, b| (&a.path, a.line, a.id, &a.message).cmp(&(&b.path, b.line, b.id, &b.message)));
        all.dedup();
        all
    }

    /// Files left out when they were read, by reason.
    pub fn skipped(&self) -> source::SkipCounts {
        let mut counts = source::SkipCounts::default();
        for reason in self.skipped.lock().unwrap_or_else(PoisonError::into_inner).values() {
            *counts.entry(reason.as_str()).or_default() += 1;
        }
        counts
    }

    /// Adds a notification.
    pub fn notify(&self, notification: Notification) {
        self.notifications.lock().unwrap_or_else(PoisonError::into_inner).push(notification);
    }

    fn tell(&self, file: FileId, error: source::LoadError) {
        let (reason, notification) = match error {
            source::LoadError::Skipped(reason) => (Some(reason), None),
            source::LoadError::SkippedWithNote(reason, note) => (Some(reason), Some(note)),
            source::LoadError::Failed(note) => (None, Some(note)),
        };
        if let Some(reason) = reason {
            self.skipped.lock().unwrap_or_else(PoisonError::into_inner).insert(file, reason);
        }
        if let Some(notification) = notification {
            self.notify(notification);
        }
    }

    fn load(&self, id: FileId) -> Option<Loaded> {
        let started = Instant::now();
        let candidate = self.candidate(id);
        let mut notify = Vec::new();
        let source = match self.buffers.get(&candidate.path) {
            Some(text) => source::load::from_text(candidate, text.to_string(), source::TextEncoding::Utf8, &mut notify),
            None => source::load::load(candidate, &self.limits, &mut notify),
        };
        notify.into_iter().for_each(|n| self.notify(n));
        let source = match source {
            Ok(source) => source,
            Err(error) => {
                self.tell(id, error);
                return None;
            }
        };
        // A front end that panics takes its file down, not the run.
        let lowered = catch_unwind(AssertUnwindSafe(|| syntax::lower(id, &source)));
        let module = match lowered {
            Ok(Ok(module)) => {
                self.parsed.lock().unwrap_or_else(PoisonError::into_inner).push((id, started.elapsed()));
                self.tell_skipped(&source, &module);
                Some(module)
            }
            Ok(Err(error)) => {
                let line = match &error {
                    syntax::SyntaxError::Unparsable { offset, .. } => {
                        Some(source.lines.position(&source.text, u32::try_from(*offset).unwrap_or(u32::MAX)).raw_line)
                    }
                    _ => None,
                };
                self.notify(Notification {
                    level: NotificationLevel::Error,
                    id: "syntax-error",
                    message: format!("the file was not analysed: {error}; mend it, or exclude it in the configuration"),
                    path: Some(source.path.clone()),
                    line,
                });
                None
            }
            Err(_) => {
                self.notify(Notification {
                    level: NotificationLevel::Error,
                    id: "internal-error",
                    message: "the parser failed on this file, which is a fault of cohere-lint's: please report it. The run went on without the file"
                        .to_owned(),
                    path: Some(source.path.clone()),
                    line: None,
                });
                None
            }
        };
        Some(Loaded { source, module })
    }

    fn tell_skipped(&self, source: &SourceFile, module: &Module) {
        let Some(first) = module.skipped.first() else { return };
        let lines: Vec<String> = module
            .skipped
            .iter()
            .take(LINES_IN_MESSAGE)
            .map(|span| {
                let at = source.lines.position(&source.text, span.start);
                at.cell.map_or_else(|| at.line.to_string(), |cell| format!("{} of cell {cell}", at.line))
            })
            .collect();
        let more = module.skipped.len().saturating_sub(LINES_IN_MESSAGE);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        self.notify(Notification {
            level: NotificationLevel::Warning,
            id: "syntax-error",
            message: format!("syntax errors: skipped code at line {}{more}; the rest of the file was analysed", lines.join(", ")),
            path: Some(source.path.clone()),
            line: Some(source.lines.position(&source.text, first.start).raw_line),
        });
    }
}
