//! Which lines changed since a revision, as git tells.

use rustc_hash::FxHashMap;
use std::ops::RangeInclusive;
use std::path::Path;
use std::process::{Command, Stdio};

/// The lines of a project that are new or changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    files: FxHashMap<String, Lines>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Lines {
    /// The file is new.
    All,
    /// Lines from 1, in order.
    Some(Vec<RangeInclusive<u32>>),
}

/// Why changes can't be told.
#[derive(Debug, thiserror::Error)]
pub enum ChangesError {
    /// There is no git.
    #[error("cannot run git: {0}")]
    NoGit(std::io::Error),
    /// Git refused.
    #[error("git {command} failed: {reason}")]
    Refused {
        /// The command.
        command: &'static str,
        /// What git said.
        reason: String,
    },
}

impl Changes {
    /// The lines of the files under `root` that changed since the branch left `revision`: committed, staged, unstaged, and files git doesn't track yet.
    ///
    /// # Errors
    /// When there is no git, no repository, or no such revision.
    pub fn since(root: &Path, revision: &str) -> Result<Self, ChangesError> {
        // No program that the repository's own configuration names may run.
        let diff = ["diff", "--merge-base", "--unified=0", "--no-color", "--no-ext-diff", "--no-textconv", "--relative", "--no-renames"];
        let prefixes = ["--src-prefix=a/", "--dst-prefix=b/", "--end-of-options", revision, "--"];
        let text = git(root, "diff", &[diff.as_slice(), &prefixes].concat())?;
        let mut changes = Self::default();
        changes.read_diff(&text);
        let untracked = git(root, "ls-files", &["ls-files", "--others", "--exclude-standard", "-z"])?;
        for path in untracked.split('\0').filter(|path| !path.is_empty()) {
            changes.files.insert(path.to_owned(), Lines::All);
        }
        Ok(changes)
    }

    /// Whether one of these lines of a file changed.
    pub fn touch(&self, path: &str, lines: RangeInclusive<u32>) -> bool {
        match self.files.get(path) {
            None => false,
            Some(Lines::All) => true,
            Some(Lines::Some(changed)) => changed.iter().any(|range| range.start() <= lines.end() && lines.start() <= range.end()),
        }
    }

    /// Reads the output of `git diff --unified=0`.
    fn read_diff(&mut self, text: &str) {
        let mut path = None;
        // Lines of the hunk at hand that are content, whatever they look like.
        let mut content = 0;
        for line in text.lines() {
            if content > 0 && matches!(line.as_bytes().first(), Some(b'+' | b'-')) {
                content -= 1;
            } else if let Some(name) = line.strip_prefix("+++ ") {
                path = file_name(name);
            } else if let Some((removed, added)) = hunk(line) {
                content = removed.1 + added.1;
                if let Some(path) = path.as_ref().filter(|_| added.1 > 0) {
                    let lines = self.files.entry(path.clone()).or_insert_with(|| Lines::Some(Vec::new()));
                    if let Lines::Some(lines) = lines {
                        lines.push(added.0..=added.0.saturating_add(added.1 - 1));
                    }
                }
            }
        }
    }
}

/// Asks git.
pub(super) fn git(root: &Path, command: &'static str, arguments: &[&str]) -> Result<String, ChangesError> {
    let mut git = Command::new("git");
    git.args(["-c", "core.fsmonitor=false", "-c", "core.quotePath=false"]).arg("-C").arg(root).args(arguments);
    // A pre-commit hook's index is the right one; messages are read by people, and a prompt would hang.
    git.env("GIT_OPTIONAL_LOCKS", "0").env("GIT_TERMINAL_PROMPT", "0").stdin(Stdio::null());
    let output = git.output().map_err(ChangesError::NoGit)?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        let reason = said.lines().find(|line| !line.trim().is_empty()).unwrap_or("it did not say why").trim();
        return Err(ChangesError::Refused { command, reason: reason.trim_start_matches("fatal: ").to_owned() });
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The path behind `+++ `: `b/src/a.py`, in quotes where it has characters that would break the line.
fn file_name(name: &str) -> Option<String> {
    let name = name.strip_suffix('\t').unwrap_or(name);
    let name = match name.strip_prefix('"').and_then(|name| name.strip_suffix('"')) {
        Some(quoted) => unquoted(quoted),
        None => name.to_owned(),
    };
    name.strip_prefix("b/").map(str::to_owned)
}

/// Undoes the quoting of C that git uses.
fn unquoted(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'\\' {
            bytes.push(byte);
            continue;
        }
        match rest.next() {
            Some(b'n') => bytes.push(b'\n'),
            Some(b't') => bytes.push(b'\t'),
            Some(b'r') => bytes.push(b'\r'),
            Some(b'a') => bytes.push(7),
            Some(b'b') => bytes.push(8),
            Some(b'v') => bytes.push(11),
            Some(b'f') => bytes.push(12),
            Some(first @ b'0'..=b'7') => {
                let digits = [first, rest.next().unwrap_or(b'0'), rest.next().unwrap_or(b'0')];
                bytes.push(digits.iter().fold(0u8, |value, digit| value.wrapping_mul(8).wrapping_add(digit.wrapping_sub(b'0'))));
            }
            Some(other) => bytes.push(other),
            None => {}
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// First line and count of what a hunk removes and adds: `@@ -3,2 +3 @@`.
fn hunk(line: &str) -> Option<((u32, u32), (u32, u32))> {
    let (removed, rest) = line.strip_prefix("@@ -")?.split_once(" +")?;
    let (added, _) = rest.split_once(" @@")?;
    let range = |text: &str| match text.split_once(',') {
        Some((start, count)) => Some((start.parse().ok()?, count.parse().ok()?)),
        None => Some((text.parse().ok()?, 1)),
    };
    Some((range(removed)?, range(added)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hunks_name_new_lines() {
        let mut changes = Changes::default();
        changes.read_diff(
            "diff --git a/a.py b/a.py\n--- a/a.py\n+++ b/a.py\n@@ -1 +1,2 @@ def f():\n-x\n+y\n+++ z\n@@ -9,3 +11,0 @@\n-a\n-b\n--- c\n\
             diff --git a/b c b/b c\n--- a/b c\n+++ b/b c\t\n@@ -0,0 +7 @@\n+x\n\\ No newline at end of file\n\
             --- a/gone\n+++ /dev/null\n@@ -1 +0,0 @@\n-x\n+++ \"b/t\\303\\251\\tx\"\n@@ -1 +4,2 @@\n-x\n+y\n+z\n",
        );
        assert!(changes.touch("a.py", 1..=1) && changes.touch("a.py", 2..=40) && !changes.touch("a.py", 3..=40));
        assert!(changes.touch("b c", 5..=9) && !changes.touch("b c", 8..=9));
        assert!(changes.touch("té\tx", 5..=5));
        assert_eq!(changes.files.len(), 3);
    }

    #[test]
    fn a_name_that_is_none_is_refused() {
        let directory = tempfile::tempdir().unwrap();
        let error = Changes::since(directory.path(), "main").unwrap_err().to_string();
        assert!(error.contains("git"), "{error}");
    }
}
