//! Configuration files as they were read, and places in them.

use serde::Serialize;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A file that holds configuration, or something a configuration names (a route, a page).
#[derive(Debug)]
pub struct ConfigText {
    /// Its path as reports show it: relative to the project root where it lies below it.
    pub path: String,
    /// Where it is on disk.
    pub absolute: PathBuf,
    /// What it says.
    pub text: String,
}

impl ConfigText {
    /// The directory that its globs and paths are relative to.
    pub fn directory(&self) -> &Path {
        self.absolute.parent().unwrap_or(&self.absolute)
    }
}

/// A place in one of the files of a [`Texts`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Spot {
    /// The file's position.
    pub file: u32,
    /// The first byte.
    pub start: u32,
    /// The byte behind the last.
    pub end: u32,
}

impl Spot {
    /// The bytes.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// Where a value comes from, as people say it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Origin {
    /// The file's path as reports show it.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
}

/// Every file that was read for the configuration of a run.
#[derive(Clone, Debug, Default)]
pub struct Texts(Vec<Arc<ConfigText>>);

impl Texts {
    /// Adds a file and tells its position.
    pub fn add(&mut self, text: ConfigText) -> u32 {
        self.0.push(Arc::new(text));
        self.0.len() as u32 - 1
    }

    /// The file at a position.
    pub fn get(&self, file: u32) -> Option<&Arc<ConfigText>> {
        self.0.get(file as usize)
    }

    /// The position of a file that was read before.
    pub fn find(&self, absolute: &Path) -> Option<u32> {
        self.0.iter().position(|text| text.absolute == absolute).map(|i| i as u32)
    }

    /// The directory that what stands at a place is relative to.
    pub fn directory(&self, spot: Spot) -> &Path {
        self.get(spot.file).map_or(Path::new(""), |text| text.directory())
    }

    /// Where something comes from.
    pub fn origin(&self, spot: Spot) -> Option<Origin> {
        let text = self.get(spot.file)?;
        let before = text.text.get(..spot.start as usize).unwrap_or(&text.text);
        Some(Origin { file: text.path.clone(), line: memchr::memchr_iter(b'\n', before.as_bytes()).count() + 1 })
    }
}

/// An absolute path without `.` and `..`, links left alone.
pub fn joined(directory: &Path, path: &str) -> PathBuf {
    let mut out = PathBuf::new();
    for part in directory.join(path).components() {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_a_line() {
        let mut texts = Texts::default();
        let file = texts.add(ConfigText { path: "a.toml".into(), absolute: "/p/a.toml".into(), text: "x = 1\ny = 2\n".into() });
        let line = |start| texts.origin(Spot { file, start, end: start + 1 }).unwrap().line;
        assert_eq!((line(0), line(5), line(6), line(900)), (1, 1, 2, 3));
        assert_eq!(texts.directory(Spot { file, start: 0, end: 0 }), Path::new("/p"));
        assert_eq!(joined(Path::new("/p/q"), "../r/./a.toml"), Path::new("/p/r/a.toml"));
    }
}
