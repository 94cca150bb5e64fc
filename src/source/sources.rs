//! The files of a run.

use super::{FileId, SourceFile};
use rustc_hash::FxHashMap;

/// The run's table of loaded files.
#[derive(Debug, Default)]
pub struct Sources {
    files: Vec<SourceFile>,
    by_path: FxHashMap<String, FileId>,
}

impl Sources {
    /// An empty table.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a file and names it. A file already there under the same path is replaced and keeps its name.
    pub fn add(&mut self, file: SourceFile) -> FileId {
        if let Some(&id) = self.by_path.get(&file.path)
            && let Some(slot) = self.files.get_mut(id.0 as usize)
        {
            *slot = file;
            return id;
        }
        let id = FileId(self.files.len() as u32);
        self.by_path.insert(file.path.clone(), id);
        self.files.push(file);
        id
    }

    /// A file by its name, if there is one.
    pub fn get(&self, id: FileId) -> Option<&SourceFile> {
        self.files.get(id.0 as usize)
    }

    /// The name of the file at a path relative to the project root.
    pub fn id_of(&self, path: &str) -> Option<FileId> {
        self.by_path.get(path).copied()
    }

    /// The file at a path relative to the project root.
    pub fn by_path(&self, path: &str) -> Option<&SourceFile> {
        self.get(self.id_of(path)?)
    }

    /// All files with their names, in the order they were added.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &SourceFile)> {
        (0..).map(FileId).zip(&self.files)
    }

    /// How many files there are.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }
}

impl std::ops::Index<FileId> for Sources {
    type Output = SourceFile;

    fn index(&self, id: FileId) -> &SourceFile {
        &self.files[id.0 as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_by_name_and_path() {
        let mut sources = Sources::new();
        let first = sources.add(SourceFile::in_memory("a.py", "x = 1").unwrap());
        let second = sources.add(SourceFile::in_memory("b.ts", "let y").unwrap());
        assert_eq!(sources.add(SourceFile::in_memory("a.py", "x = 2").unwrap()), first);
        assert_eq!((&*sources[first].text, sources.id_of("b.ts"), sources.len()), ("x = 2", Some(second), 2));
        assert!(sources.by_path("c.py").is_none() && sources.get(FileId(9)).is_none());
        assert_eq!(sources.iter().map(|(id, _)| id).collect::<Vec<_>>(), [first, second]);
    }
}
