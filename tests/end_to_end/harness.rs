//! Projects made for a test, and runs of the program in them.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// A run that takes longer hangs, however busy the machine is.
const PATIENCE: Duration = Duration::from_secs(900);

/// The day all runs judge by.
pub const DAY: &str = "2026-11-21";

/// A directory with files.
pub struct Project(tempfile::TempDir);

impl Project {
    /// An empty project.
    pub fn empty() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// A project with these files.
    pub fn new(files: &[(&str, &str)]) -> Self {
        let project = Self::empty();
        for (name, text) in files {
            project.write(name, text.as_bytes());
        }
        project
    }

    /// A copy of `fixtures/demo`.
    pub fn demo() -> Self {
        Self::demo_at(".")
    }

    /// A copy of `fixtures/demo` in a directory.
    pub fn demo_at(directory: &str) -> Self {
        Self::fixture_at("demo", directory)
    }

    /// A copy of a directory of `fixtures/` in a directory.
    pub fn fixture_at(name: &str, directory: &str) -> Self {
        let project = Self::empty();
        let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name);
        for entry in walkdir::WalkDir::new(&from).into_iter().map(Result::unwrap).filter(|e| e.file_type().is_file()) {
            let name = Path::new(directory).join(entry.path().strip_prefix(&from).unwrap());
            project.write(&name.to_string_lossy(), &std::fs::read(entry.path()).unwrap());
        }
        project
    }

    /// Adds a file.
    pub fn write(&self, name: &str, bytes: &[u8]) {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }

    /// The path of a file.
    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Runs `check` with these arguments.
    pub fn check(&self, arguments: &[&str]) -> Run {
        self.check_with(arguments, "")
    }

    /// Runs `check` with a text on standard input.
    pub fn check_with(&self, arguments: &[&str], input: &str) -> Run {
        let common = ["--color", "never", "check", "--as-of", DAY];
        run(program(self.0.path()).args(common).args(arguments), input)
    }

    /// Runs `check --output-format json` and gives the document.
    pub fn json(&self, arguments: &[&str]) -> serde_json::Value {
        let run = self.check(&[arguments, &["--output-format", "json"]].concat());
        serde_json::from_str(&run.out).unwrap_or_else(|error| panic!("{error}\n{}\n{}", run.out, run.error))
    }

    /// What `check` finds, as `path:line rule`.
    pub fn found(&self, arguments: &[&str]) -> Vec<String> {
        let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
        let document = self.json(arguments);
        let findings = document["findings"].as_array().unwrap();
        findings.iter().map(|f| format!("{}:{} {}", text(&f["path"]), f["line"], text(&f["rule"]))).collect()
    }
}

/// What a run of the program left.
#[derive(Debug)]
pub struct Run {
    /// The exit code.
    pub code: i32,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub error: String,
}

/// The program in a directory and an environment of its own.
pub fn program(directory: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cohere-lint"));
    command.current_dir(directory).env_clear().env("LANG", "C.UTF-8");
    // Windows programs don't start without it.
    if let Some(root) = std::env::var_os("SystemRoot") {
        command.env("SystemRoot", root);
    }
    command
}

/// Runs a command to its end; one that hangs or dies of a signal fails the test.
pub fn run(command: &mut Command, input: &str) -> Run {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let out = reader(child.stdout.take().unwrap());
    let error = reader(child.stderr.take().unwrap());
    // Who doesn't read its input may be gone before it is written.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    let status = wait(&mut child);
    let (out, error) = (out.join().unwrap(), error.join().unwrap());
    match status.code() {
        Some(code) => Run { code, out, error },
        None => panic!("the program died: {status}\n{out}\n{error}"),
    }
}

fn wait(child: &mut Child) -> std::process::ExitStatus {
    let started = Instant::now();
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            return status;
        }
        if started.elapsed() > PATIENCE {
            child.kill().unwrap();
            panic!("the program hangs");
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

fn reader(mut pipe: impl Read + Send + 'static) -> JoinHandle<String> {
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        pipe.read_to_end(&mut bytes).unwrap();
        String::from_utf8(bytes).unwrap()
    })
}
