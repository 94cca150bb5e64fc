//! Notebooks: the code cells as one Python text, each line of which remembers its cell and its line in the file.

use super::lines::CellLine;
use super::{LineIndex, Notification, NotificationLevel, Requirement, magics, pip_install};
use serde::Deserialize;
use serde::de::{Deserializer, Error, Visitor};
use serde_json::value::RawValue;

/// The code of a notebook.
#[derive(Debug)]
pub struct Notebook {
    /// The code cells' text, joined with line breaks; lines that are no Python are blank.
    pub text: String,
    /// For each line of the text, where it comes from.
    pub cells: Vec<CellLine>,
    /// Packages that the notebook itself installs with a version.
    pub requirements: Vec<Requirement>,
    /// Cells that could not be understood.
    pub warnings: Vec<Notification>,
}

/// Why a notebook could not be read at all.
#[derive(Debug)]
pub struct NotebookError {
    /// The parser's words.
    pub message: String,
    /// The line it stopped at.
    pub line: Option<u32>,
}

#[derive(Deserialize)]
struct Root<'a> {
    #[serde(borrow)]
    cells: Option<Vec<&'a RawValue>>,
    #[serde(borrow)]
    worksheets: Option<Vec<Worksheet<'a>>>,
    #[serde(borrow)]
    metadata: Option<&'a RawValue>,
}

/// Version 3 of the format keeps the cells one level down.
#[derive(Deserialize)]
struct Worksheet<'a> {
    #[serde(borrow)]
    cells: Option<Vec<&'a RawValue>>,
}

#[derive(Deserialize)]
struct Cell<'a> {
    cell_type: Option<Text>,
    #[serde(borrow)]
    source: Option<&'a RawValue>,
    /// What `source` was called in version 3.
    #[serde(borrow)]
    input: Option<&'a RawValue>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Metadata {
    kernelspec: Option<Kernel>,
    language_info: Option<Kernel>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Kernel {
    language: Option<String>,
    name: Option<String>,
}

/// Reads a notebook; `None` when it holds no Python.
///
/// # Errors
/// When the text is not JSON, or JSON of some other shape.
pub fn read(raw: &str, path: &str) -> Result<Option<Notebook>, NotebookError> {
    if raw.trim().is_empty() {
        return Ok(None);
    }
    let root: Root<'_> = serde_json::from_str(raw)
        .map_err(|error| NotebookError { message: error.to_string(), line: u32::try_from(error.line()).ok().filter(|&line| line > 0) })?;
    if root.metadata.is_some_and(is_foreign) {
        return Ok(None);
    }
    let older = root.worksheets.unwrap_or_default().into_iter().filter_map(|sheet| sheet.cells).flatten();
    let cells = root.cells.unwrap_or_default().into_iter().chain(older);
    let lines = LineIndex::new(raw);
    let raw_line = |value: &RawValue| lines.line_of((value.get().as_ptr() as usize - raw.as_ptr() as usize) as u32);
    let mut notebook = Notebook { text: String::new(), cells: Vec::new(), requirements: Vec::new(), warnings: Vec::new() };
    for (number, cell) in (1..).zip(cells) {
        match fragments(cell) {
            Ok(Some(fragments)) => {
                let fragments: Vec<(String, u32)> = fragments.into_iter().map(|(text, value)| (text, raw_line(value))).collect();
                notebook.push_cell(number, &fragments, path);
            }
            Ok(None) => {}
            Err(error) => notebook.warnings.push(Notification {
                level: NotificationLevel::Warning,
                id: "syntax-error",
                message: format!("cell {number} of the notebook was not understood: {error}"),
                path: Some(path.to_owned()),
                line: Some(raw_line(cell)),
            }),
        }
    }
    // The text ends with a line break, and the empty line behind it needs a place too.
    if let Some(&last) = notebook.cells.last() {
        notebook.cells.push(CellLine { line: last.line + 1, ..last });
    }
    Ok((!notebook.text.trim().is_empty() || !notebook.requirements.is_empty()).then_some(notebook))
}

impl Notebook {
    fn push_cell(&mut self, number: u32, fragments: &[(String, u32)], path: &str) {
        let mut source = String::new();
        // The raw line for each line of the cell: that of the string in which the line begins.
        let mut raw_lines: Vec<u32> = Vec::new();
        for (text, raw_line) in fragments {
            if source.is_empty() || source.ends_with('\n') {
                raw_lines.push(*raw_line);
            }
            let inner = text.strip_suffix('\n').unwrap_or(text);
            raw_lines.extend(memchr::memchr_iter(b'\n', inner.as_bytes()).map(|_| *raw_line));
            source.push_str(text);
        }
        let cleaned = magics::clean(&source);
        for (line, command) in cleaned.commands {
            let raw_line = raw_lines.get(line).copied().unwrap_or(1);
            self.requirements.extend(pip_install::requirements(&command, path, raw_line));
        }
        if cleaned.text.trim().is_empty() {
            return;
        }
        self.text.push_str(&cleaned.text);
        if !cleaned.text.ends_with('\n') {
            self.text.push('\n');
        }
        let lines = memchr::memchr_iter(b'\n', cleaned.text.as_bytes()).count() + usize::from(!cleaned.text.ends_with('\n'));
        let last = raw_lines.last().copied().unwrap_or(1);
        self.cells.extend((0..lines).map(|line| CellLine {
            cell: number,
            line: line as u32 + 1,
            raw_line: raw_lines.get(line).copied().unwrap_or(last),
        }));
    }
}

/// Whether the metadata names a kernel that doesn't speak Python.
fn is_foreign(metadata: &RawValue) -> bool {
    let metadata: Metadata = serde_json::from_str(metadata.get()).unwrap_or_default();
    let spoken = |kernel: Option<Kernel>, by_name: bool| kernel.and_then(|k| if by_name { k.name } else { k.language });
    let language = spoken(metadata.language_info, true).or_else(|| spoken(metadata.kernelspec, false));
    language.is_some_and(|language| {
        let language = language.to_ascii_lowercase();
        !(language.is_empty() || language.contains("python") || language == "sage")
    })
}

/// The strings of a code cell's source, each with the JSON value it stands in; `None` for other cells.
fn fragments(cell: &RawValue) -> Result<Option<Vec<(String, &RawValue)>>, serde_json::Error> {
    let cell: Cell<'_> = serde_json::from_str(cell.get())?;
    if cell.cell_type.is_none_or(|kind| kind.0 != "code") {
        return Ok(None);
    }
    let Some(source) = cell.source.or(cell.input) else { return Ok(None) };
    let values: Vec<&RawValue> = if source.get().starts_with('[') { serde_json::from_str(source.get())? } else { vec![source] };
    let strings: Result<Vec<_>, _> = values.into_iter().map(|value| Ok((serde_json::from_str::<Text>(value.get())?.0, value))).collect();
    strings.map(Some)
}

/// A JSON string; halves of surrogate pairs, which JSON may hold and Rust may not, become replacement characters.
struct Text(String);

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TextVisitor;
        impl Visitor<'_> for TextVisitor {
            type Value = Text;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a string")
            }
            fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Text, E> {
                Ok(Text(String::from_utf8_lossy(bytes).into_owned()))
            }
        }
        deserializer.deserialize_bytes(TextVisitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn notebook(raw: &str) -> Notebook {
        read(raw, "n.ipynb").unwrap().unwrap()
    }

    const TWO_CELLS: &str = r##"{
 "cells": [
  {"cell_type": "markdown", "source": ["# Title"]},
  {
   "cell_type": "code",
   "outputs": [{"text": ["\ud800 broken"]}],
   "source": [
    "%pip install cohere==5.1.0\n",
    "import cohere\n",
    "co = cohere.Client('é')"
   ]
  },
  {"cell_type": "code", "source": "x = 1\ny = '\ud83d'\n"}
 ],
 "metadata": {"kernelspec": {"language": "python", "name": "x"}},
 "nbformat": 4
}"##;

    #[test]
    fn lines_know_their_cell_and_raw_line() {
        let notebook = notebook(TWO_CELLS);
        let blank = " ".repeat("%pip install cohere==5.1.0".len());
        assert_eq!(notebook.text, format!("{blank}\nimport cohere\nco = cohere.Client('é')\nx = 1\ny = '\u{fffd}\u{fffd}\u{fffd}'\n"));
        let index = LineIndex::notebook(&notebook.text, notebook.cells);
        let at = |needle: &str| {
            let position = index.position(&notebook.text, notebook.text.find(needle).unwrap() as u32);
            (position.cell, position.line, position.column, position.raw_line)
        };
        assert_eq!(at("cohere\n"), (Some(2), 2, 8, 9));
        assert_eq!(at(")\nx"), (Some(2), 3, 23, 10));
        assert_eq!(at("y ="), (Some(3), 2, 1, 13));
        let end = index.position(&notebook.text, notebook.text.len() as u32);
        assert_eq!((end.cell, end.line), (Some(3), 3));
    }

    #[test]
    fn requirements_of_the_notebook_itself() {
        let notebook = notebook(TWO_CELLS);
        let [requirement] = notebook.requirements.as_slice() else { panic!("one requirement") };
        assert_eq!((requirement.name.as_str(), requirement.version.version.as_str()), ("cohere", "5.1.0"));
        assert_eq!((requirement.version.exact, requirement.version.line), (true, 8));
    }

    #[test]
    fn version_3_and_cells_on_one_line() {
        let raw = r#"{"worksheets":[{"cells":[{"cell_type":"code","language":"python","input":["a = 1\n","b = 2"]},{"cell_type":"code","input":"c = 3"}]}],"nbformat":3}"#;
        let notebook = notebook(raw);
        assert_eq!(notebook.text, "a = 1\nb = 2\nc = 3\n");
        assert_eq!(notebook.cells[2], CellLine { cell: 2, line: 1, raw_line: 1 });
    }

    #[test]
    fn other_kernels_and_empty_notebooks_hold_no_code() {
        let foreign = r#"{"cells":[{"cell_type":"code","source":"library(x)"}],"metadata":{"language_info":{"name":"R"}}}"#;
        for raw in [foreign, "", "{}", r#"{"cells":[]}"#, r#"{"cells":[{"cell_type":"markdown","source":"x"}]}"#] {
            assert!(read(raw, "n.ipynb").unwrap().is_none(), "{raw}");
        }
    }

    #[test]
    fn broken_cells_do_not_hide_the_others() {
        let raw = "{\"cells\":[\n{\"cell_type\":\"code\",\"source\":[1]},\n7,\n{\"cell_type\":\"code\",\"source\":[\"a = 1\"]}]}";
        let notebook = notebook(raw);
        assert_eq!(notebook.text, "a = 1\n");
        assert_eq!(notebook.warnings.iter().map(|w| w.line).collect::<Vec<_>>(), [Some(2), Some(3)]);
        assert_eq!(notebook.cells[0].cell, 3);
    }

    #[test]
    fn garbage_is_an_error_with_a_line() {
        assert_eq!(read("{\n\"cells\": [", "n.ipynb").unwrap_err().line, Some(2));
        assert!(read("[1, 2]", "n.ipynb").is_err());
        assert!(read(&"[".repeat(200_000), "n.ipynb").is_err());
        assert!(read(&format!("{{\"cells\": {}", "[".repeat(200_000)), "n.ipynb").is_err());
    }
}
