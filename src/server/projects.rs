//! The projects under work: one for each folder of the workspace, and one for each file that is open outside of them.

use super::positions::Encoding;
use super::settings::Settings;
use crate::engine::{Checked, Engine, Workbench};
use lsp_types::{Diagnostic, Uri};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What was published of a file: for which version of it, and what.
#[derive(Debug)]
pub struct Published {
    /// The file's URI.
    pub uri: Uri,
    /// The version that the editor had.
    pub version: Option<i32>,
    /// The diagnostics.
    pub diagnostics: Vec<Diagnostic>,
}

/// A project.
#[derive(Debug)]
pub struct Project {
    /// The folder, or the one file.
    pub path: PathBuf,
    /// It stands for one file alone.
    pub is_file: bool,
    /// Its state between checks.
    pub bench: Workbench,
    /// Something changed since the last check.
    pub dirty: bool,
    /// The configuration is faulty: until it changes there is no use in checking.
    pub broken: bool,
    /// The last answer.
    pub last: Option<Checked>,
    /// What was published, by URI.
    pub published: FxHashMap<String, Published>,
    /// What is wrong with its configuration, by file.
    pub config_errors: BTreeMap<PathBuf, Vec<Diagnostic>>,
}

impl Project {
    fn new(engine: &Arc<Engine>, settings: &Settings, path: PathBuf, is_file: bool) -> Self {
        let bench = Workbench::new(engine.clone(), settings.options(vec![path.clone()]));
        Self {
            path,
            is_file,
            bench,
            dirty: true,
            broken: false,
            last: None,
            published: FxHashMap::default(),
            config_errors: BTreeMap::new(),
        }
    }

    /// Its name for people.
    pub fn name(&self) -> String {
        self.path.file_name().map_or_else(|| self.path.display().to_string(), |name| name.to_string_lossy().into_owned())
    }

    /// Whether a file lies in it.
    pub fn holds(&self, path: &Path) -> bool {
        if self.is_file { path == self.path } else { path.starts_with(&self.path) }
    }

    /// The path of a file as its reports write it.
    pub fn shown(&self, path: &Path) -> Option<String> {
        self.last.as_ref().map(|checked| crate::source::relative(&checked.root, path))
    }
}

/// All projects.
#[derive(Debug)]
pub struct Projects {
    engine: Arc<Engine>,
    settings: Settings,
    /// In what positions are counted.
    pub encoding: Encoding,
    all: Vec<Project>,
}

impl Projects {
    /// The projects of some folders.
    pub fn new(engine: Arc<Engine>, settings: Settings, encoding: Encoding, folders: Vec<PathBuf>) -> Self {
        let mut projects = Self { engine, settings, encoding, all: Vec::new() };
        folders.into_iter().for_each(|folder| projects.add_folder(folder));
        projects
    }

    /// How they are checked.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Adds a folder that isn't there yet.
    pub fn add_folder(&mut self, folder: PathBuf) {
        if self.all.iter().all(|project| project.is_file || project.path != folder) {
            self.all.push(Project::new(&self.engine, &self.settings, folder, false));
        }
    }

    /// Takes out the folder, and gives it back for its diagnostics to be taken back.
    pub fn remove_folder(&mut self, folder: &Path) -> Option<Project> {
        let index = self.all.iter().position(|project| !project.is_file && project.path == folder)?;
        Some(self.all.remove(index))
    }

    /// Adds a project for a file that lies in none.
    pub fn add_file(&mut self, path: &Path) {
        if self.owner(path).is_none() {
            self.all.push(Project::new(&self.engine, &self.settings, path.to_path_buf(), true));
        }
    }

    /// Takes out the project of a file that was closed, or that lies in a folder by now.
    pub fn remove_file(&mut self, path: &Path) -> Option<Project> {
        let index = self.all.iter().position(|project| project.is_file && project.path == path)?;
        Some(self.all.remove(index))
    }

    /// Begins every project anew, under other settings. What was published stays until the next check says otherwise.
    pub fn reset(&mut self, settings: Settings) {
        self.settings = settings;
        for project in &mut self.all {
            project.bench = Workbench::new(self.engine.clone(), self.settings.options(vec![project.path.clone()]));
            project.dirty = true;
            project.broken = false;
        }
    }

    /// The project that answers for a file: the innermost that holds it.
    pub fn owner(&self, path: &Path) -> Option<usize> {
        let depth = |index: &usize| self.all[*index].path.components().count();
        (0..self.all.len()).filter(|index| self.all[*index].holds(path)).max_by_key(depth)
    }

    /// A project.
    pub fn get(&self, index: usize) -> Option<&Project> {
        self.all.get(index)
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &Project> {
        self.all.iter()
    }

    /// All of them, to be changed.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut Project> {
        self.all.iter_mut()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_innermost_folder_answers() {
        let engine = Arc::new(Engine::new().unwrap());
        let folders = ["/w", "/w/inner", "/w"].map(PathBuf::from).to_vec();
        let mut projects = Projects::new(engine, Settings::default(), Encoding::Utf8, folders);
        assert_eq!(projects.iter().count(), 2);
        let owner = |projects: &Projects, path: &str| projects.owner(Path::new(path)).map(|i| projects.all[i].path.clone());
        assert_eq!(owner(&projects, "/w/inner/a.py"), Some("/w/inner".into()));
        assert_eq!(owner(&projects, "/w/innermost.py"), Some("/w".into()));
        assert_eq!(owner(&projects, "/else/a.py"), None);
        projects.add_file(Path::new("/else/a.py"));
        projects.add_file(Path::new("/w/a.py"));
        assert_eq!(projects.iter().count(), 3);
        assert!(projects.remove_file(Path::new("/else/a.py")).is_some() && projects.remove_folder(Path::new("/w")).is_some());
        assert_eq!(owner(&projects, "/w/a.py"), None);
    }
}
