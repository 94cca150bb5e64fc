//! What only looks like a file: links, pipes, devices; and places that can't be read or written.
#![cfg(unix)]

use super::harness::{program, run};
use super::{APP, harness::Project, judged};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::{Command, Stdio};

#[test]
fn links_in_circles_and_out_of_the_root() {
    let outside = Project::new(&[("secret.py", &APP.replace("command-r", "command-nightly")), ("tree/deep.py", APP)]);
    let project = Project::new(&[("app.py", APP), ("sub/b.txt", "")]);
    symlink(".", project.path("loop")).unwrap();
    symlink("..", project.path("sub/up")).unwrap();
    symlink("self.py", project.path("self.py")).unwrap();
    symlink("missing.py", project.path("dangling.py")).unwrap();
    symlink("app.py", project.path("again.py")).unwrap();
    symlink(outside.path("secret.py"), project.path("secret.py")).unwrap();
    symlink(outside.path("tree"), project.path("tree")).unwrap();
    symlink(outside.path("package.json"), project.path("package.json")).unwrap();
    let run = judged(&project, "links");
    assert_eq!(run.out.matches("[retired-model]").count(), 1, "each file once, none from outside: {}", run.out);
    assert!(run.out.contains("secret.py: note[link-out-of-root] the link leads out of the project"), "{}", run.out);
    assert!(!run.out.contains("again.py: ") && !run.out.contains("dangling.py: "), "{}", run.out);
}

#[test]
fn pipes_and_devices_are_not_opened() {
    let project = Project::new(&[("app.py", APP)]);
    let made = Command::new("mkfifo").args([project.path("pipe.py"), project.path("package.json")]).status();
    if !made.is_ok_and(|status| status.success()) {
        eprintln!("skipped: mkfifo is not there");
        return;
    }
    symlink("/dev/zero", project.path("zero.py")).unwrap();
    symlink("/dev/stdin", project.path("stdin.ts")).unwrap();
    let run = judged(&project, "pipes");
    assert!(run.out.contains("pipe.py: note[special-file] it is a pipe, socket or device and was not opened"), "{}", run.out);
    // Named by hand they are a fault, and are not opened either.
    for name in ["pipe.py", "zero.py"] {
        let run = project.check(&[name, "--output-format", "concise"]);
        assert_eq!(run.code, 2, "{name}: {run:?}");
    }
}

#[test]
fn a_socket_is_not_opened() {
    let project = Project::new(&[("app.py", APP)]);
    let _socket = std::os::unix::net::UnixListener::bind(project.path("socket.py")).unwrap();
    let run = judged(&project, "socket");
    assert!(run.out.contains("socket.py: note[special-file]"), "{}", run.out);
}

#[test]
fn trees_that_may_not_be_written() {
    let project = Project::new(&[("app.py", APP), ("sub/b.py", APP)]);
    for name in ["sub", "."] {
        std::fs::set_permissions(project.path(name), PermissionsExt::from_mode(0o555)).unwrap();
    }
    let run = judged(&project, "read-only");
    assert_eq!(run.out.matches("[retired-model]").count(), 2, "{}", run.out);
    for name in [".", "sub"] {
        std::fs::set_permissions(project.path(name), PermissionsExt::from_mode(0o755)).unwrap();
    }
    let names: Vec<_> = std::fs::read_dir(project.path(".")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names.len(), 2, "a run leaves nothing behind: {names:?}");
}

#[test]
fn trees_that_may_not_be_read() {
    let project = Project::new(&[("app.py", APP), ("closed/b.py", APP), ("open/c.py", APP)]);
    std::fs::set_permissions(project.path("closed"), PermissionsExt::from_mode(0o0)).unwrap();
    std::fs::set_permissions(project.path("open/c.py"), PermissionsExt::from_mode(0o0)).unwrap();
    let may_read_all = std::fs::read(project.path("open/c.py")).is_ok();
    let run = project.check(&["--select", "retired-model", "--output-format", "concise"]);
    std::fs::set_permissions(project.path("closed"), PermissionsExt::from_mode(0o755)).unwrap();
    assert!(run.out.contains("app.py:5:15: error[retired-model]"), "{run:?}");
    if may_read_all {
        eprintln!("skipped: this user may read everything");
        return;
    }
    assert_eq!(run.code, 2, "{run:?}");
    assert!(run.out.contains("closed: ") && run.out.contains("open/c.py: error[unreadable-file]"), "{}", run.out);
}

#[test]
fn a_full_disk_is_told() {
    if !Path::new("/dev/full").exists() {
        eprintln!("skipped: /dev/full is not there");
        return;
    }
    let project = Project::new(&[("app.py", APP)]);
    for format in super::FORMATS {
        let run = project.check(&["--output-format", format, "--output-file", "/dev/full"]);
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{format}: {run:?}");
        assert!(run.error.starts_with("error: cannot write /dev/full: "), "{format}: {run:?}");
    }
    let run = project.check(&["--baseline", "/dev/full", "--write-baseline"]);
    assert_eq!(run.code, 2, "{run:?}");
    // Standard output that takes nothing.
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output =
        program(&project.path(".")).args(["check", "--output-format", "json"]).stdout(full).stderr(Stdio::piped()).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).starts_with("error: cannot write to standard output: "), "{output:?}");
    for command in [&["checklist"][..], &["models"], &["rule"], &["config", "schema"], &["completions", "bash"]] {
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let output = program(&project.path(".")).args(command).stdout(full).stderr(Stdio::piped()).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{command:?}: {output:?}");
        assert!(!output.stderr.is_empty() && !String::from_utf8_lossy(&output.stderr).contains("panicked"), "{command:?}: {output:?}");
    }
}

#[test]
fn a_closed_pipe_is_quiet() {
    let text = format!("import cohere\nco = cohere.ClientV2()\n{}", "co.chat(model=\"command-r\")\n".repeat(3000));
    let project = Project::new(&[("app.py", &text)]);
    let commands = super::FORMATS.map(|format| vec!["check", "--output-format", format]);
    let others = [vec!["checklist"], vec!["models"], vec!["rule", "retired-model"], vec!["config", "schema"], vec!["completions", "zsh"]];
    for command in commands.into_iter().chain(others) {
        let mut child = program(&project.path(".")).args(&command).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{command:?}");
        assert!(matches!(output.status.code(), Some(0 | 1)), "{command:?}: {output:?}");
    }
    // And nobody at all to tell anything.
    let mut child = program(&project.path(".")).args(["check", "missing"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop((child.stdout.take(), child.stderr.take()));
    assert_eq!(child.wait().unwrap().code(), Some(2));
}

#[test]
fn names_that_are_no_text() {
    use std::os::unix::ffi::OsStrExt;
    let project = Project::new(&[("app.py", APP)]);
    let name = std::ffi::OsStr::from_bytes(b"\xff\xfe\n\x1b[2J.py");
    if std::fs::write(project.path(".").join(name), APP).is_err() {
        eprintln!("skipped: this file system takes no such names");
        return;
    }
    for format in super::FORMATS {
        let run = project.check(&["--select", "retired-model", "--output-format", format]);
        assert!(run.code == 1 && !run.out.contains('\u{1b}'), "{format}: {run:?}");
    }
    let mut command = program(&project.path("."));
    let named = run(command.arg("check").arg(name).args(["--output-format", "concise"]), "");
    assert_eq!(named.code, 1, "{named:?}");
    assert!(!named.error.contains('\u{1b}'), "{named:?}");
}
