//! The deployment files of a run: read and parsed when first asked for, each at most once.

use crate::source::{Anchors, ConfigFile, ConfigFormat, FileId, Notification, NotificationLevel, load, stands_among_tests};
use crate::syntax::deployment::DeploymentFile;
use rayon::prelude::*;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::{Mutex, OnceLock, PoisonError};

/// Files that are read for what a project shows of its operation at most: more is data, whatever it is called.
const MAX_FILES: usize = 2_000;

/// Their bytes together at most.
const MAX_BYTES: u64 = 64 << 20;

/// Their names follow those of the code files.
#[derive(Debug)]
pub struct Deployments {
    first: u32,
    files: Vec<ConfigFile>,
    large: Vec<ConfigFile>,
    loaded: Vec<OnceLock<Option<Box<DeploymentFile>>>>,
    telling: OnceLock<Vec<FileId>>,
    notifications: Mutex<Vec<Notification>>,
}

impl Deployments {
    /// The deployment files a walk found, and those too large to be any, named from `first` on. Those of tests are left out: they deploy nothing.
    pub fn new(configs: &[ConfigFile], large: &[ConfigFile], first: u32) -> Self {
        let outside_tests = |files: &[ConfigFile]| files.iter().filter(|file| !stands_among_tests(&file.path)).cloned().collect::<Vec<_>>();
        let (files, large) = (outside_tests(configs), outside_tests(large));
        let loaded = files.iter().map(|_| OnceLock::new()).collect();
        Self { first, files, large, loaded, telling: OnceLock::new(), notifications: Mutex::default() }
    }

    /// Every file, in order of path.
    pub fn ids(&self) -> impl Iterator<Item = FileId> + use<> {
        let first = self.first;
        (0..self.files.len() as u32).map(move |index| FileId(first + index))
    }

    /// Where they are on disk, in order.
    pub fn absolutes(&self) -> impl Iterator<Item = &Path> {
        self.files.iter().map(|file| file.absolute.as_path())
    }

    /// What the walk said of a file; nothing where it is no deployment file.
    pub fn candidate(&self, id: FileId) -> Option<&ConfigFile> {
        self.files.get(self.index(id)?)
    }

    /// A file, read now if it wasn't yet.
    pub fn get(&self, id: FileId) -> Option<&DeploymentFile> {
        let index = self.index(id)?;
        let file = self.files.get(index)?;
        self.loaded.get(index)?.get_or_init(|| self.load(id, file).map(Box::new)).as_deref()
    }

    /// A file if it is read already.
    pub fn loaded(&self, id: FileId) -> Option<&DeploymentFile> {
        self.loaded.get(self.index(id)?)?.get()?.as_deref()
    }

    /// The files that hold one of the strings, scripts and pages left out. Only these are parsed; one that can't be read holds nothing.
    pub fn holding(&self, anchors: &Anchors) -> Vec<&DeploymentFile> {
        let ids: Vec<FileId> = self.ids().collect();
        let hit = |id: FileId| {
            let index = self.index(id)?;
            let file = self.files.get(index).filter(|file| !matches!(file.format, ConfigFormat::Shell | ConfigFormat::Markdown))?;
            let text = load::read_config(file).ok()??;
            if !anchors.hit(text.as_bytes()) {
                return None;
            }
            self.loaded.get(index)?.get_or_init(|| self.parse(id, file, &text).map(Box::new)).as_deref()
        };
        ids.into_par_iter().filter_map(hit).collect()
    }

    /// The files that are worth reading when all of them are wanted, read.
    pub fn worth_reading(&self) -> Vec<&DeploymentFile> {
        let ids = self.telling.get_or_init(|| {
            self.tell_of_large_files();
            self.most_telling()
        });
        ids.par_iter().filter_map(|id| self.get(*id)).collect()
    }

    /// Says which files were left out for their size. Large JSON files and pages are mostly data: one line says so of all.
    fn tell_of_large_files(&self) {
        let way_out = "configuration is read up to 1 MB. Split it, or say in the checklist's attestations what stands in it";
        let (data, others): (Vec<_>, Vec<_>) =
            self.large.iter().partition(|file| matches!(file.format, ConfigFormat::Json | ConfigFormat::Markdown));
        let large = |message: String, file: &ConfigFile| Notification {
            level: NotificationLevel::Warning,
            id: "large-file",
            message,
            path: Some(file.path.clone()),
            line: None,
        };
        for file in others {
            self.tell(large(format!("not read: it has {} MB, and {way_out}", file.size >> 20), file));
        }
        if let Some(file) = data.first() {
            let others = match data.len() {
                1 => String::new(),
                several => format!(", like {} more JSON files and pages", several - 1),
            };
            self.tell(large(format!("taken for data{others}, and not read: it has {} MB, and {way_out}", file.size >> 20), file));
        }
    }

    /// Their names, sorted: what deploys before what tells of it, what lies high before what
    /// lies deep, until it is enough.
    fn most_telling(&self) -> Vec<FileId> {
        let mut order: Vec<(bool, usize, FileId, u64)> = self
            .ids()
            .zip(&self.files)
            .map(|(id, file)| {
                let is_data = matches!(file.format, ConfigFormat::Json | ConfigFormat::Markdown);
                (is_data, file.path.matches('/').count(), id, file.size)
            })
            .collect();
        order.sort_unstable();
        let all = order.len();
        let mut bytes = 0;
        let fits = |(_, _, _, size): &(bool, usize, FileId, u64)| {
            bytes += size;
            bytes <= MAX_BYTES
        };
        let mut taken: Vec<FileId> = order.into_iter().take(MAX_FILES).take_while(fits).map(|(_, _, id, _)| id).collect();
        taken.sort_unstable();
        if taken.len() < all {
            let left = all - taken.len();
            let message = format!("{left} of {all} configuration files and pages were not read: there are too many of them");
            self.tell(Notification { level: NotificationLevel::Warning, id: "too-many-files", message, path: None, line: None });
        }
        taken
    }

    /// What went wrong so far.
    pub fn notifications(&self) -> Vec<Notification> {
        self.notifications.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn index(&self, id: FileId) -> Option<usize> {
        id.0.checked_sub(self.first).map(|index| index as usize)
    }

    fn tell(&self, notification: Notification) {
        self.notifications.lock().unwrap_or_else(PoisonError::into_inner).push(notification);
    }

    fn load(&self, id: FileId, file: &ConfigFile) -> Option<DeploymentFile> {
        match load::read_config(file) {
            Ok(text) => self.parse(id, file, &text?),
            Err(notification) => {
                self.tell(notification);
                None
            }
        }
    }

    fn parse(&self, id: FileId, file: &ConfigFile, text: &str) -> Option<DeploymentFile> {
        let about = |level, id, message, line| Notification { level, id, message, path: Some(file.path.clone()), line };
        // A parser that panics takes its file down, not the run.
        let Ok(read) = catch_unwind(AssertUnwindSafe(|| DeploymentFile::new(id, &file.path, file.format, text))) else {
            let message =
                "the parser failed on this file, which is a fault of cohere-lint's: please report it. The run went on without the file";
            self.tell(about(NotificationLevel::Error, "internal-error", message.to_owned(), None));
            return None;
        };
        if let Some(error) = read.document.errors.first() {
            let line = read.lines.position(&read.text, error.offset).line;
            let message = format!("not understood from line {line} on: {}; what stands before was read", error.message);
            self.tell(about(NotificationLevel::Warning, "syntax-error", message, Some(line)));
        }
        Some(read)
    }
}
