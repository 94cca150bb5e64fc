//! Where Python looks for modules, worked out once for each directory: every import of every file asks.

use super::files::Files;
use crate::cohere::catalog::Catalog;
use crate::source::Project;
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::{Arc, Mutex, PoisonError};

/// What resolving a Python import asks of a project.
#[derive(Debug)]
pub struct PythonPaths {
    /// Import names of the packages that are known to reach Cohere: they count as installed even where no manifest names them.
    known: FxHashSet<String>,
    roots: Mutex<FxHashMap<Box<str>, Arc<[String]>>>,
}

impl PythonPaths {
    /// Nothing is worked out yet.
    pub fn new(catalog: &Catalog) -> Self {
        let routes = catalog.routes.iter().filter(|route| route.ecosystem == "python");
        let known = routes.flat_map(|route| &route.packages).map(|package| package.replace('-', "_")).collect();
        Self { known, roots: Mutex::default() }
    }

    /// Whether a package of this import name is known.
    pub fn knows(&self, name: &str) -> bool {
        self.known.contains(name)
    }

    /// The directories from which the absolute imports of a file resolve, nearest first.
    pub fn roots(&self, project: &Project, files: &Files, path: &str) -> Arc<[String]> {
        let directory = path.rfind('/').map_or("", |i| &path[..i]);
        if let Some(known) = self.roots.lock().unwrap_or_else(PoisonError::into_inner).get(directory) {
            return known.clone();
        }
        let mut roots: Vec<String> = project.python_roots_for(path).into_iter().map(str::to_owned).collect();
        // Every directory above the file may be the one it is run from.
        let mut dir = path;
        while let Some(i) = dir.rfind('/') {
            dir = &dir[..i];
            if !roots.iter().any(|r| r == dir) && files.find(&format!("{dir}/__init__.py")).is_none() {
                roots.push(dir.to_owned());
            }
        }
        if !roots.iter().any(String::is_empty) {
            roots.push(String::new());
        }
        let roots: Arc<[String]> = roots.into();
        self.roots.lock().unwrap_or_else(PoisonError::into_inner).insert(directory.into(), roots.clone());
        roots
    }
}
