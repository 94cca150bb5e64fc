use super::*;
use globset::{Glob, GlobSetBuilder};

fn write(root: &Path, path: &str, bytes: &[u8]) {
    let path = root.join(path);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, bytes).unwrap();
}

fn walked(files: &[&str], options: &WalkOptions) -> (Discovery, Vec<Notification>) {
    let root = tempfile::tempdir().unwrap();
    for file in files {
        write(root.path(), file, b"x");
    }
    let mut notify = Vec::new();
    (discover(root.path(), options, &mut notify), notify)
}

fn paths(discovery: &Discovery) -> Vec<&str> {
    discovery.candidates.iter().map(|c| c.path.as_str()).collect()
}

fn skipped(discovery: &Discovery) -> Vec<(&str, usize)> {
    discovery.skipped.iter().map(|(reason, count)| (*reason, *count)).collect()
}

#[test]
fn finds_code_manifests_and_configuration() {
    let files = [
        "src/app.py",
        "web/a.vue",
        "n.ipynb",
        "setup.py",
        "requirements.txt",
        "web/package.json",
        "web/tsconfig.app.json",
        ".env",
        ".github/workflows/ci.yml",
        ".streamlit/secrets.toml",
        ".hidden/a.py",
        ".git/config.py",
        ".secret.py",
        "Dockerfile",
        "readme.md",
        "types.d.ts",
        "stub.pyi",
    ];
    let (discovery, notify) = walked(&files, &WalkOptions::default());
    assert_eq!(paths(&discovery), ["n.ipynb", "setup.py", "src/app.py", "web/a.vue"]);
    assert_eq!(discovery.manifests, ["requirements.txt", "setup.py", "web/package.json", "web/tsconfig.app.json"]);
    let configs: Vec<_> = discovery.configs.iter().map(|c| c.path.as_str()).collect();
    assert_eq!(configs, [".env", ".github/workflows/ci.yml", ".streamlit/secrets.toml", "Dockerfile", "readme.md"]);
    assert_eq!(skipped(&discovery), [("declaration", 2)]);
    assert!(notify.is_empty());
    assert!(discovery.candidates.iter().all(|c| c.size == 1 && c.absolute.is_absolute()));
}

#[test]
fn leaves_out_what_is_not_the_projects_own() {
    let files = [
        "node_modules/x/a.js",
        "sub/node_modules/x/a.js",
        "env/pyvenv.cfg",
        "env/lib/a.py",
        "src/env/a.ts",
        "static/jquery.min.js",
        "static/app.8f2c1d3e.js",
        "pkg/__pycache__/a.py",
        "dist/bundle.js.map",
        "dist/bundle.js",
    ];
    let (discovery, _) = walked(&files, &WalkOptions::default());
    assert_eq!(paths(&discovery), ["src/env/a.ts"]);
    assert_eq!(skipped(&discovery), [("build-output", 2), ("minified", 2), ("vendored", 2), ("virtual-environment", 1)]);
    let all = WalkOptions { skip_vendored: false, ..WalkOptions::default() };
    assert_eq!(paths(&walked(&files, &all).0).len(), 6);
}

#[test]
fn gitignore_holds_without_a_repository_unless_told_otherwise() {
    let root = tempfile::tempdir().unwrap();
    write(root.path(), ".gitignore", b"generated/\n*.local.py\n");
    write(root.path(), "a.py", b"");
    write(root.path(), "b.local.py", b"");
    write(root.path(), "generated/c.py", b"");
    write(root.path(), "sub/.gitignore", b"!b.local.py\nd.py\n");
    write(root.path(), "sub/b.local.py", b"");
    write(root.path(), "sub/d.py", b"");
    let mut notify = Vec::new();
    assert_eq!(paths(&discover(root.path(), &WalkOptions::default(), &mut notify)), ["a.py", "sub/b.local.py"]);
    let all = WalkOptions { respect_gitignore: false, ..WalkOptions::default() };
    assert_eq!(discover(root.path(), &all, &mut notify).candidates.len(), 5);
    let given = candidate_for(root.path(), &root.path().join("generated/c.py")).unwrap().unwrap();
    assert_eq!(given.path, "generated/c.py");
}

#[test]
fn excludes_and_limits() {
    let exclude = GlobSetBuilder::new().add(Glob::new("legacy").unwrap()).add(Glob::new("**/*.gen.py").unwrap()).build().unwrap();
    let options = WalkOptions { exclude, limits: Limits { max_file_size: 10, max_notebook_size: 30 }, ..WalkOptions::default() };
    let root = tempfile::tempdir().unwrap();
    write(root.path(), "legacy/a.py", b"");
    write(root.path(), "src/x.gen.py", b"");
    write(root.path(), "big.py", &[b'x'; 11]);
    write(root.path(), "big.ipynb", &[b'x'; 30]);
    let mut notify = Vec::new();
    let discovery = discover(root.path(), &options, &mut notify);
    assert_eq!(paths(&discovery), ["big.ipynb"]);
    assert_eq!(skipped(&discovery), [("excluded", 2), ("oversized", 1)]);
    assert_eq!(
        notify.iter().map(|n| (n.id, n.path.as_deref(), n.level)).collect::<Vec<_>>(),
        [("oversized-file", Some("big.py"), NotificationLevel::Note)]
    );
}

#[test]
fn directories_full_of_json_are_data() {
    let files: Vec<String> =
        (0..150).map(|i| format!("records/{i}.json")).chain(["config/a.json".to_owned(), "records/.env".to_owned()]).collect();
    let (discovery, _) = walked(&files.iter().map(String::as_str).collect::<Vec<_>>(), &WalkOptions::default());
    assert_eq!(discovery.configs.iter().map(|c| c.path.as_str()).collect::<Vec<_>>(), ["config/a.json", "records/.env"]);
    assert_eq!(skipped(&discovery), [("data", 150)]);
}

#[cfg(unix)]
#[test]
fn links_pipes_and_locked_directories_do_no_harm() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let root = tempfile::tempdir().unwrap();
    write(root.path(), "a.py", b"x");
    write(root.path(), "locked/b.py", b"x");
    symlink(root.path(), root.path().join("loop")).unwrap();
    symlink(root.path().join("a.py"), root.path().join("link.py")).unwrap();
    symlink("/nowhere", root.path().join("dangling.py")).unwrap();
    let made = std::process::Command::new("mkfifo").arg(root.path().join("pipe.py")).status().is_ok_and(|s| s.success());
    std::fs::set_permissions(root.path().join("locked"), std::fs::Permissions::from_mode(0o000)).unwrap();
    let is_locked = std::fs::read_dir(root.path().join("locked")).is_err();
    let mut notify = Vec::new();
    let discovery = discover(root.path(), &WalkOptions::default(), &mut notify);
    std::fs::set_permissions(root.path().join("locked"), std::fs::Permissions::from_mode(0o755)).unwrap();
    assert_eq!(discovery.skipped.get("symbolic-link"), Some(&2));
    assert_eq!(discovery.skipped.get("not-regular"), made.then_some(&1));
    assert!(paths(&discovery).contains(&"a.py"));
    if is_locked {
        assert_eq!(notify.iter().map(|n| (n.id, n.path.as_deref())).collect::<Vec<_>>(), [("unreadable-file", Some("locked"))]);
    }
    if made {
        assert!(candidate_for(root.path(), &root.path().join("pipe.py")).is_err());
    }
}

#[test]
fn a_root_that_is_not_there() {
    let mut notify = Vec::new();
    let discovery = discover(Path::new("/nowhere/at/all"), &WalkOptions::default(), &mut notify);
    assert!(discovery.candidates.is_empty() && notify.len() == 1);
}
