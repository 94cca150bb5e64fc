//! Candidate → source file.

use super::limits::{Limits, SkipReason, left_out, oversized};
use super::walk::MAX_CONFIG_SIZE;
use super::{Candidate, CandidateKind, ConfigFile, LineIndex, Notification, NotificationLevel, SourceFile, TextEncoding};
use super::{content, encoding, notebook, script_block};
use std::fs::File;
use std::io::Read;
use std::sync::Arc;

/// Why a file gave no text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LoadError {
    /// It was left out on purpose.
    Skipped(SkipReason),
    /// It was left out on purpose, and the user should know.
    SkippedWithNote(SkipReason, Notification),
    /// It could not be read.
    Failed(Notification),
}

/// Reads a file into a buffer, which is cleared first and can be used for the next file.
///
/// # Errors
/// When the file can't be read or has grown past its limit.
pub fn read(candidate: &Candidate, limits: &Limits, buffer: &mut Vec<u8>) -> Result<(), LoadError> {
    buffer.clear();
    let limit = limits.for_kind(candidate.kind);
    // One byte more than allowed tells "too large" from "just fits", however the file grows meanwhile.
    let outcome = File::open(&candidate.absolute).and_then(|file| file.take(limit.saturating_add(1)).read_to_end(buffer));
    match outcome {
        Ok(read) if read as u64 > limit => Err(LoadError::SkippedWithNote(SkipReason::Oversized, oversized(candidate, limits))),
        Ok(_) => Ok(()),
        Err(error) => Err(LoadError::Failed(trouble(
            candidate,
            NotificationLevel::Error,
            "unreadable-file",
            format!("the file can't be read: {error}"),
        ))),
    }
}

/// The text of a file as an editor shows it; nothing where it can't be read.
pub fn text_of(path: &std::path::Path) -> Option<String> {
    let mut bytes = Vec::new();
    File::open(path).and_then(|file| file.take(MAX_CONFIG_SIZE << 6).read_to_end(&mut bytes)).ok()?;
    Some(encoding::decode(&bytes).text)
}

/// Reads a configuration file; nothing where it is no text.
///
/// # Errors
/// When it can't be read.
pub fn read_config(config: &ConfigFile) -> Result<Option<String>, Notification> {
    let mut bytes = Vec::new();
    let outcome = File::open(&config.absolute).and_then(|file| file.take(MAX_CONFIG_SIZE).read_to_end(&mut bytes));
    match outcome {
        Ok(_) if !encoding::is_utf16(&bytes) && memchr::memchr(0, &bytes[..bytes.len().min(8192)]).is_some() => Ok(None),
        Ok(_) => Ok(Some(encoding::decode(&bytes).text)),
        Err(error) => Err(Notification {
            level: NotificationLevel::Error,
            id: "unreadable-file",
            message: format!("the file can't be read: {error}"),
            path: Some(config.path.clone()),
            line: None,
        }),
    }
}

/// Reads a file as [`read`] does, in UTF-8 where it was UTF-16, and refuses what is no source: binary, minified, generated.
///
/// # Errors
/// As [`read`], and for what is left out.
pub fn read_source(candidate: &Candidate, limits: &Limits, buffer: &mut Vec<u8>) -> Result<(), LoadError> {
    read(candidate, limits, buffer)?;
    if encoding::is_utf16(buffer) {
        *buffer = encoding::decode(buffer).text.into_bytes();
    }
    content::skip_content(buffer, candidate.kind).map_or(Ok(()), |reason| Err(skipped(candidate, buffer, reason)))
}

/// Left out, with a note where nobody expects it: video streams are called `.ts`, too.
fn skipped(candidate: &Candidate, bytes: &[u8], reason: SkipReason) -> LoadError {
    let is_expected = reason == SkipReason::Binary && content::is_video_stream(bytes);
    match left_out(&candidate.path, reason).filter(|_| !is_expected) {
        Some(note) => LoadError::SkippedWithNote(reason, note),
        None => LoadError::Skipped(reason),
    }
}

/// Turns a file's bytes into a source file.
///
/// # Errors
/// When the bytes hold no code: binary, a notebook that isn't one, a component without a script.
pub fn decode(candidate: &Candidate, bytes: &[u8], notify: &mut Vec<Notification>) -> Result<SourceFile, LoadError> {
    if content::is_binary(bytes) && !encoding::is_utf16(bytes) {
        return Err(skipped(candidate, bytes, SkipReason::Binary));
    }
    let decoded = encoding::decode(bytes);
    if let Some(guess) = decoded.guessed {
        let message =
            format!("the file is not UTF-8 and was read as {guess}; text outside ASCII may be wrong. Save it as UTF-8 to be sure");
        notify.push(trouble(candidate, NotificationLevel::Warning, "not-utf8", message));
    }
    from_text(candidate, decoded.text, decoded.encoding, notify)
}

/// Turns text into a source file: for decoded files and for an editor's unsaved ones.
///
/// # Errors
/// When the text holds no code.
pub fn from_text(
    candidate: &Candidate,
    text: String,
    encoding: TextEncoding,
    notify: &mut Vec<Notification>,
) -> Result<SourceFile, LoadError> {
    // A stray NUL deep inside is nobody's code, and parsers stumble over it.
    let text = if memchr::memchr(0, text.as_bytes()).is_some() { text.replace('\0', " ") } else { text };
    let mut file = SourceFile {
        path: candidate.path.clone(),
        absolute: candidate.absolute.clone(),
        language: candidate.kind.language(),
        dialect: super::Dialect::Plain,
        role: candidate.role,
        text: Arc::from(""),
        lines: Arc::default(),
        encoding,
        notebook_requirements: Vec::new(),
    };
    match candidate.kind {
        CandidateKind::Code(_, dialect) => {
            file.dialect = dialect;
            file.lines = Arc::new(LineIndex::new(&text));
            file.text = text.into();
        }
        CandidateKind::ScriptBlocks(_) => {
            let Some((script, dialect)) = script_block::extract(&text) else { return Err(LoadError::Skipped(SkipReason::NoCode)) };
            file.dialect = dialect;
            file.lines = Arc::new(LineIndex::new(&script));
            file.text = script.into();
        }
        CandidateKind::Notebook => match notebook::read(&text, &candidate.path) {
            Ok(Some(notebook)) => {
                notify.extend(notebook.warnings);
                file.lines = Arc::new(LineIndex::notebook(&notebook.text, notebook.cells));
                file.text = notebook.text.into();
                file.notebook_requirements = notebook.requirements;
            }
            Ok(None) => return Err(LoadError::Skipped(SkipReason::NoCode)),
            Err(error) => {
                let mut failure = trouble(
                    candidate,
                    NotificationLevel::Error,
                    "syntax-error",
                    format!("the notebook is not valid JSON: {}", error.message),
                );
                failure.line = error.line;
                return Err(LoadError::Failed(failure));
            }
        },
    }
    Ok(file)
}

/// Reads and decodes one file.
///
/// # Errors
/// As [`read`] and [`decode`].
pub fn load(candidate: &Candidate, limits: &Limits, notify: &mut Vec<Notification>) -> Result<SourceFile, LoadError> {
    let mut buffer = Vec::new();
    read(candidate, limits, &mut buffer)?;
    decode(candidate, &buffer, notify)
}

fn trouble(candidate: &Candidate, level: NotificationLevel, id: &'static str, message: String) -> Notification {
    Notification { level, id, message, path: Some(candidate.path.clone()), line: None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Dialect, Language, candidate_for};
    use std::path::Path;

    fn load_bytes(name: &str, bytes: &[u8]) -> (Result<SourceFile, LoadError>, Vec<Notification>) {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        let candidate = candidate_for(root.path(), &path).unwrap().unwrap();
        let mut notify = Vec::new();
        (load(&candidate, &Limits::default(), &mut notify), notify)
    }

    #[test]
    fn a_byte_order_mark_is_not_text() {
        let (file, notify) = load_bytes("a.py", b"\xef\xbb\xbfimport cohere\r\nco = 1\r\n");
        let file = file.unwrap();
        assert_eq!(&*file.text, "import cohere\r\nco = 1\r\n");
        assert_eq!((file.encoding, file.language), (TextEncoding::Utf8Bom, Language::Python));
        assert_eq!(file.lines.position(&file.text, 0).column, 1);
        assert_eq!(file.lines.position(&file.text, 15).line, 2);
        assert!(notify.is_empty());
    }

    #[test]
    fn other_encodings_are_read_with_a_warning() {
        let (file, notify) = load_bytes("a.ts", b"const s = 'caf\xe9';");
        let file = file.unwrap();
        assert_eq!((&*file.text, file.dialect), ("const s = 'café';", Dialect::Ts));
        assert_eq!((notify[0].id, notify[0].path.as_deref()), ("not-utf8", Some("a.ts")));
        let utf16: Vec<u8> = [0xfeff_u16].into_iter().chain("import cohere".encode_utf16()).flat_map(u16::to_le_bytes).collect();
        assert_eq!(&*load_bytes("a.py", &utf16).0.unwrap().text, "import cohere");
    }

    #[test]
    fn binary_is_skipped_and_a_stray_nul_is_not() {
        let error = load_bytes("a.py", b"\x00\x01\x02").0.unwrap_err();
        assert!(matches!(&error, LoadError::SkippedWithNote(SkipReason::Binary, note) if note.id == "binary-file"), "{error:?}");
        let late = format!("{}\0x", "a = 1\n".repeat(2000));
        assert!(load_bytes("a.py", late.as_bytes()).0.unwrap().text.ends_with(" x"));
    }

    #[test]
    fn what_is_no_source_is_told_by_its_content() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("a.js");
        let mut buffer = Vec::new();
        let mut read = |bytes: &[u8]| {
            std::fs::write(&path, bytes).unwrap();
            let candidate = candidate_for(root.path(), &path).unwrap().unwrap();
            read_source(&candidate, &Limits::default(), &mut buffer).map(|()| String::from_utf8(buffer.clone()).unwrap())
        };
        let minified = "!function(e){e.cohere=(1,2)};".repeat(200);
        assert_eq!(read(minified.as_bytes()), Err(LoadError::Skipped(SkipReason::Minified)));
        assert_eq!(read(b"// @generated\nimport 'cohere-ai'"), Err(LoadError::Skipped(SkipReason::Generated)));
        assert!(matches!(read(b"cohere\0"), Err(LoadError::SkippedWithNote(SkipReason::Binary, _))));
        let utf16: Vec<u8> = [0xfeff_u16].into_iter().chain("import 'x'".encode_utf16()).flat_map(u16::to_le_bytes).collect();
        // The buffer is used again: nothing of the file before is left in it.
        assert_eq!(read(&utf16).as_deref(), Ok("import 'x'"));
        assert_eq!(read(b"import").as_deref(), Ok("import"));
        assert!(matches!(load_bytes("g.vue", b"<template>cohere</template>").0, Err(LoadError::Skipped(SkipReason::NoCode))));
    }

    #[test]
    fn gone_grown_and_broken_files_are_reported() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("a.py");
        std::fs::write(&path, "x").unwrap();
        let candidate = candidate_for(root.path(), &path).unwrap().unwrap();
        std::fs::write(&path, vec![b'#'; 100]).unwrap();
        let small = Limits { max_file_size: 50, ..Limits::default() };
        assert!(matches!(load(&candidate, &small, &mut Vec::new()), Err(LoadError::SkippedWithNote(SkipReason::Oversized, _))));
        std::fs::remove_file(&path).unwrap();
        assert!(matches!(load(&candidate, &small, &mut Vec::new()), Err(LoadError::Failed(n)) if n.id == "unreadable-file"));
        let half = load_bytes("n.ipynb", b"{\"cells\": [\n{\"cell_type\": \"code\", \"source\": [\"import co").0;
        assert!(matches!(half, Err(LoadError::Failed(n)) if n.id == "syntax-error" && n.line == Some(2)));
        assert!(candidate_for(root.path(), Path::new("/nowhere/a.py")).is_err());
    }
}
