//! Where an answer goes: standard output, whose reader may leave early, or a file.

use anyhow::Context;
use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::Path;

/// Writes an answer to standard output. A reader who has seen enough (`| head`) is no failure.
///
/// # Errors
/// When standard output can't be written to.
pub fn to_stdout(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> anyhow::Result<()> {
    let mut out = BufWriter::new(io::stdout().lock());
    match write(&mut out).and_then(|()| out.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => {
            // What is left in the buffer would meet the closed pipe again when it is dropped.
            let _ = out.into_parts();
            Ok(())
        }
        result => result.context("cannot write to standard output"),
    }
}

/// Writes an answer to a file, which is touched only when the answer is complete.
///
/// # Errors
/// When the file can't be written.
pub fn to_file(path: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> anyhow::Result<()> {
    let mut answer = Vec::new();
    write(&mut answer).and_then(|()| std::fs::write(path, answer)).with_context(|| format!("cannot write {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_named_when_it_cannot_be_written() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("missing").join("report.json");
        let error = to_file(&path, |out| out.write_all(b"x")).unwrap_err();
        assert!(format!("{error:#}").contains("report.json"), "{error:#}");
        let path = directory.path().join("report.json");
        to_file(&path, |out| out.write_all(b"x")).unwrap();
        assert_eq!(std::fs::read(path).unwrap(), b"x");
    }
}
