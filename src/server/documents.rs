//! The files an editor has open, as it has them.

use super::positions::{Encoding, Lines};
use lsp_types::{TextDocumentContentChangeEvent, Uri};
use rustc_hash::FxHashMap;
use std::path::PathBuf;
use std::sync::Arc;

/// A file that is open.
#[derive(Clone, Debug)]
pub struct Document {
    /// What the editor calls it.
    pub uri: Uri,
    /// Where it would be on disk.
    pub path: PathBuf,
    /// Its version, which grows with each change.
    pub version: i32,
    /// Its text.
    pub text: Arc<str>,
}

/// Everything that is open, by URI.
#[derive(Debug, Default)]
pub struct Documents(FxHashMap<String, Document>);

impl Documents {
    /// Opens a file, or takes the text anew of one that was open already.
    pub fn open(&mut self, document: Document) {
        self.0.insert(document.uri.as_str().to_owned(), document);
    }

    /// Applies changes in order. Nothing where the file isn't open.
    pub fn change(&mut self, uri: &Uri, version: i32, changes: &[TextDocumentContentChangeEvent], encoding: Encoding) -> Option<&Document> {
        let document = self.0.get_mut(uri.as_str())?;
        let mut text = document.text.to_string();
        for change in changes {
            match change.range {
                None => text.clone_from(&change.text),
                Some(range) => {
                    let lines = Lines::new(&text, encoding);
                    let start = lines.offset(range.start);
                    let end = lines.offset(range.end).max(start);
                    text.replace_range(start..end, &change.text);
                }
            }
        }
        document.version = version;
        document.text = text.into();
        Some(document)
    }

    /// Closes a file.
    pub fn close(&mut self, uri: &Uri) -> Option<Document> {
        self.0.remove(uri.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lsp_types::{Position, Range};
    use std::str::FromStr;

    fn change(range: Option<[u32; 4]>, text: &str) -> TextDocumentContentChangeEvent {
        let range = range.map(|[a, b, c, d]| Range { start: Position::new(a, b), end: Position::new(c, d) });
        TextDocumentContentChangeEvent { range, range_length: None, text: text.to_owned() }
    }

    #[test]
    fn changes_are_applied_one_after_the_other() {
        let uri = Uri::from_str("file:///a.py").unwrap();
        let mut documents = Documents::default();
        documents.open(Document { uri: uri.clone(), path: "/a.py".into(), version: 1, text: "a = '𝄞'\nb\n".into() });
        let changes = [change(Some([0, 7, 0, 7]), "!"), change(Some([1, 0, 2, 0]), "c"), change(Some([1, 1, 1, 1]), "d")];
        let document = documents.change(&uri, 2, &changes, Encoding::Utf16).unwrap();
        assert_eq!((&*document.text, document.version), ("a = '𝄞!'\ncd", 2));
        assert_eq!(&*documents.change(&uri, 3, &[change(None, "new")], Encoding::Utf8).unwrap().text, "new");
        let wild = [change(Some([9, 9, 3, 0]), "x")];
        assert_eq!(&*documents.change(&uri, 4, &wild, Encoding::Utf8).unwrap().text, "newx", "a range that is none inserts");
        assert!(documents.close(&uri).is_some());
        assert!(documents.change(&uri, 5, &wild, Encoding::Utf8).is_none());
    }
}
