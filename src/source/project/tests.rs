use super::*;
use crate::source::{WalkOptions, discover};
use std::path::Path;

/// A project made of files, and what the reader had to say about it.
fn project(files: &[(&str, &str)]) -> (Project, Vec<Notification>) {
    let root = tempfile::tempdir().unwrap();
    for (path, text) in files {
        write(root.path(), path, text.as_bytes());
    }
    let mut notify = Vec::new();
    let discovery = discover(root.path(), &WalkOptions::default(), &mut notify);
    let project = Project::build(&discovery, &mut notify);
    (project, notify)
}

fn write(root: &Path, path: &str, bytes: &[u8]) {
    let path = root.join(path);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, bytes).unwrap();
}

/// `version@manifest:line`, with `=` before exact versions and the upper bound behind.
fn version(project: &Project, file: &str, language: Language, package: &str) -> String {
    project.package_version(file, language, package).map_or("none".to_owned(), |v| {
        let upper = v.upper.map(|u| format!("<{u}")).unwrap_or_default();
        format!("{}{}{upper} {}:{}", if v.exact { "=" } else { "" }, v.version, v.manifest, v.line)
    })
}

#[test]
fn lock_files_win_in_one_directory_and_nearer_directories_over_farther() {
    let lock = "[[package]]\nname = \"cohere\"\nversion = \"5.13.0\"\n";
    let (project, _) = project(&[
        ("pyproject.toml", "[project]\nname='a'\ndependencies = ['cohere>=5']\n"),
        ("uv.lock", lock),
        ("old/requirements.txt", "cohere==4.27\n"),
        ("loose/requirements.txt", "cohere>=4,<5\n"),
        ("member/pyproject.toml", "[project]\nname='b'\ndependencies = ['cohere>=5.1']\n"),
        ("stray/pyproject.toml", "[project]\nname='c'\ndependencies = ['cohere<5']\n"),
    ]);
    let at = |file: &str| version(&project, file, Language::Python, "Cohere");
    assert_eq!(at("app/main.py"), "=5.13.0 uv.lock:3");
    assert_eq!(at("old/deep/x.py"), "=4.27 old/requirements.txt:1");
    assert_eq!(at("loose/x.py"), "4<5 loose/requirements.txt:1");
    assert_eq!(at("member/x.py"), "=5.13.0 uv.lock:3");
    assert_eq!(at("stray/x.py"), "<5 stray/pyproject.toml:3");
    assert_eq!(version(&project, "x.py", Language::Python, "openai"), "none");
    assert_eq!(version(&project, "x.py", Language::TypeScript, "cohere"), "none");
}

#[test]
fn requirements_include_each_other_and_come_in_utf16() {
    let root = tempfile::tempdir().unwrap();
    let utf16: Vec<u8> =
        [0xfeff_u16].into_iter().chain("openai==1\r\ncohere==5.5.8\r\n".encode_utf16()).flat_map(u16::to_le_bytes).collect();
    write(root.path(), "requirements.txt", &utf16);
    write(root.path(), "a/requirements.txt", b"-r ../shared/deps.in\n-r requirements.txt\n-r missing.txt\n");
    write(root.path(), "shared/deps.in", b"-r ../a/requirements.txt\ncohere~=5.2\n");
    write(root.path(), "b/requirements/prod.txt", b"cohere==5.0\n");
    let mut notify = Vec::new();
    let discovery = discover(root.path(), &WalkOptions::default(), &mut notify);
    let project = Project::build(&discovery, &mut notify);
    let at = |file: &str| version(&project, file, Language::Python, "cohere");
    assert_eq!(at("x.py"), "=5.5.8 requirements.txt:2");
    assert_eq!(at("a/x.py"), "5.2<6.0.0 shared/deps.in:2");
    assert_eq!(at("b/src/x.py"), "=5.0 b/requirements/prod.txt:1");
    assert!(notify.is_empty());
}

#[test]
fn npm_workspaces() {
    let lock = "importers:\n  .:\n    dependencies: {}\n  apps/web:\n    dependencies:\n      cohere-ai:\n        specifier: 'catalog:'\n        version: 7.9.5\npackages:\n  cohere-ai@7.14.0:\n    x: y\n  cohere-ai@7.9.5:\n    x: y\n";
    let (pnpm, _) = project(&[
        ("package.json", "{\"name\": \"root\", \"private\": true}"),
        ("pnpm-lock.yaml", lock),
        ("apps/web/package.json", "{\"name\": \"web\", \"dependencies\": {\"cohere-ai\": \"catalog:\"}}"),
        ("apps/api/package.json", "{\"name\": \"api\", \"dependencies\": {\"cohere-ai\": \"~7.14.0\"}}"),
    ]);
    assert_eq!(version(&pnpm, "apps/web/src/a.ts", Language::TypeScript, "cohere-ai"), "=7.9.5 pnpm-lock.yaml:8");
    assert_eq!(version(&pnpm, "apps/api/src/a.ts", Language::TypeScript, "cohere-ai"), "=7.14.0 pnpm-lock.yaml:10");
    let (catalog, _) = project(&[
        ("pnpm-workspace.yaml", "catalog:\n  cohere-ai: ^7.1.0\n"),
        ("a/package.json", "{\"name\": \"a\", \"dependencies\": {\"cohere-ai\": \"catalog:\"}}"),
    ]);
    assert_eq!(version(&catalog, "a/x.ts", Language::TypeScript, "cohere-ai"), "7.1.0<8.0.0 pnpm-workspace.yaml:2");
}

#[test]
fn notebooks_bring_their_own_versions() {
    let (project, _) = project(&[("requirements.txt", "cohere==4.0\n")]);
    let raw = r#"{"cells":[{"cell_type":"code","source":"!pip install cohere==5.1\nimport cohere"}]}"#;
    let file = SourceFile::in_memory("n.ipynb", raw).unwrap();
    assert_eq!(project.package_version_in(&file, "cohere").unwrap().version, "5.1");
    let file = SourceFile::in_memory("n.ipynb", &raw.replace("==5.1", "")).unwrap();
    assert_eq!(project.package_version_in(&file, "cohere").unwrap().version, "4.0");
}

#[test]
fn malformed_manifests_are_reported_and_the_rest_is_read() {
    let deep = "{\"dependencies\": ".repeat(50_000);
    let (project, notify) = project(&[
        ("a/package.json", "{\"name\": "),
        ("b/pyproject.toml", "[project\n"),
        ("c/package-lock.json", &deep),
        ("d/tsconfig.json", &"[".repeat(200_000)),
        ("e/Cargo.toml", "\0\0"),
        ("package.json", "{\"name\": \"x\", \"dependencies\": {\"cohere-ai\": \"7.0.0\"}}"),
    ]);
    let mut shown: Vec<_> = notify.iter().map(|n| (n.id, n.path.as_deref().unwrap())).collect();
    shown.sort();
    let expected = ["a/package.json", "b/pyproject.toml", "c/package-lock.json", "e/Cargo.toml"].map(|path| ("invalid-manifest", path));
    assert_eq!(shown, expected);
    assert_eq!(version(&project, "c/x.ts", Language::TypeScript, "cohere-ai"), "=7.0.0 package.json:1");
}

fn mapped(project: &Project, file: &str, import: &str) -> Vec<String> {
    project.ts_config_for(file).map(|config| config.candidates(import)).unwrap_or_default()
}

#[test]
fn compiler_configuration_with_comments_and_inheritance() {
    let (project, _) = project(&[
        (
            "tsconfig.json",
            "{ // root\n \"compilerOptions\": {\"baseUrl\": \".\", \"paths\": {\"@/*\": [\"./src/*\", \"./lib/*\"], \"@/special/*\": [\"x/*\"], \"exact\": [\"e.ts\"],}},\n}",
        ),
        ("apps/web/tsconfig.json", "{\"extends\": [\"./missing.json\", \"@repo/config/base.json\", \"../../shared/options\"]}"),
        ("shared/options.json", "{\"compilerOptions\": {\"baseUrl\": \"./src\"}}"),
        ("packages/config/package.json", "{\"name\": \"@repo/config\"}"),
        (
            "packages/config/base.json",
            "{\"compilerOptions\": {\"paths\": {\"~/*\": [\"${configDir}/app/*\"], \"up/*\": [\"../../../../x/*\"]}}}",
        ),
        ("loop/tsconfig.json", "{\"extends\": \"./tsconfig.json\"}"),
    ]);
    assert_eq!(mapped(&project, "src/a.ts", "@/lib/cohere"), ["src/lib/cohere", "lib/lib/cohere"]);
    assert_eq!(mapped(&project, "src/a.ts", "@/special/y"), ["x/y"]);
    assert_eq!(mapped(&project, "src/a.ts", "exact"), ["e.ts"]);
    assert_eq!(mapped(&project, "apps/web/b/a.ts", "~/c"), ["apps/web/app/c"]);
    assert_eq!(project.ts_config_for("apps/web/a.ts").unwrap().base_url.as_deref(), Some("shared/src"));
    assert_eq!(project.ts_config_for("loop/a.ts").unwrap().paths, []);
}

#[test]
fn solution_files_and_svelte() {
    let (project, _) = project(&[
        (
            "web/tsconfig.json",
            "{\"files\": [], \"references\": [{\"path\": \"./tsconfig.node.json\"}, {\"path\": \"./tsconfig.app.json\"}]}",
        ),
        ("web/tsconfig.node.json", "{\"compilerOptions\": {\"paths\": {\"@/*\": [\"./node/*\"]}}, \"include\": [\"vite.config.ts\"]}"),
        ("web/tsconfig.app.json", "{\"compilerOptions\": {\"paths\": {\"@/*\": [\"./src/*\"]}}, \"include\": [\"src/**/*.ts\"]}"),
        ("kit/svelte.config.js", "export default {}"),
        ("kit/tsconfig.json", "{\"extends\": \"./.svelte-kit/tsconfig.json\"}"),
    ]);
    assert_eq!(mapped(&project, "web/src/a.ts", "@/b"), ["web/src/b"]);
    assert_eq!(mapped(&project, "web/vite.config.ts", "@/b"), ["web/node/b"]);
    assert_eq!(mapped(&project, "kit/src/routes/+page.svelte", "$lib/cohere"), ["kit/src/lib/cohere"]);
}

#[test]
fn workspace_packages_lead_to_their_source() {
    let exports = "{\"name\": \"@a/ai\", \"exports\": {\".\": {\"types\": \"./dist/index.d.ts\", \"import\": \"./dist/esm/index.mjs\"}, \"./client\": \"./dist/client.js\", \"./util/*\": \"./dist/util/*.js\", \"./data\": null}, \"imports\": {\"#x\": \"./src/x.ts\"}}";
    let (project, _) = project(&[
        ("packages/ai/package.json", exports),
        ("packages/ai/src/index.ts", ""),
        ("packages/ai/src/client.tsx", ""),
        ("packages/ai/src/util/a.ts", ""),
        ("packages/plain/package.json", "{\"name\": \"plain\", \"main\": \"lib/main.js\", \"private\": true}"),
        ("packages/plain/lib/main.js", ""),
        ("node/package.json", "{\"name\": \"native\", \"main\": \"dist/index.js\"}"),
        ("node/tsconfig.json", "{\"include\": [\"native/**/*.ts\"]}"),
        ("node/native/index.ts", ""),
        ("packages/bare/package.json", "{\"name\": \"bare\"}"),
        ("packages/bare/src/index.ts", ""),
        ("packages/bare/src/package.json", "{\"type\": \"module\"}"),
        ("templates/x/y/package.json", "{\"name\": \"bare\"}"),
    ]);
    let ai = project.npm_package_by_name("@a/ai").unwrap();
    assert_eq!(ai.entry(".").as_deref(), Some("packages/ai/src/index.ts"));
    assert_eq!(ai.entry("./client").as_deref(), Some("packages/ai/src/client.tsx"));
    assert_eq!(ai.entry("./util/a").as_deref(), Some("packages/ai/src/util/a"));
    assert_eq!(ai.import("#x").as_deref(), Some("packages/ai/src/x.ts"));
    assert!(ai.is_library && !ai.private);
    assert_eq!(project.npm_package_by_name("plain").unwrap().entry(".").as_deref(), Some("packages/plain/lib/main.js"));
    assert_eq!(project.npm_package_by_name("native").unwrap().entry(".").as_deref(), Some("node/native/index.ts"));
    let bare = project.npm_package_for("packages/bare/src/deep/a.ts").unwrap();
    assert_eq!((bare.name.as_str(), bare.entry(".").as_deref()), ("bare", Some("packages/bare/src/index.ts")));
    assert_eq!(project.npm_package_by_name("bare").unwrap().dir, "packages/bare");
    assert_eq!(project.package_for("packages/ai/src/a.ts", Language::TypeScript).unwrap().name, "@a/ai");
}

#[test]
fn cargo_workspaces() {
    let (project, _) = project(&[
        ("Cargo.toml", "[workspace]\nmembers = ['*']\n[workspace.dependencies]\nco = { package = 'cohere-rust', version = '0.6' }\n"),
        ("Cargo.lock", "[[package]]\nname = \"cohere_rust\"\nversion = \"0.6.1\"\n"),
        (
            "core/Cargo.toml",
            "[package]\nname = 'my-core'\ndescription = 'x'\nlicense = 'MIT'\n[dependencies]\nco.workspace = true\nrig-core = '0.5'\n[dev-dependencies]\nx = { package = 'y', version = '1' }\n",
        ),
        ("core/src/lib.rs", ""),
        ("core/src/bin/tool.rs", ""),
        ("core/src/bin/big/main.rs", ""),
        ("core/src/bin/big/part.rs", ""),
        ("core/examples/e.rs", ""),
        ("core/build.rs", ""),
        (
            "app/Cargo.toml",
            "[package]\nname = 'app'\n[lib]\nname = 'engine'\npath = 'code/engine.rs'\n[[bin]]\nname = 'a'\npath = 'code/a.rs'\n",
        ),
        ("app/src/main.rs", ""),
    ]);
    let core = project.crate_for("core/src/x/y.rs").unwrap();
    assert_eq!((core.name.as_str(), core.lib_name.as_str(), core.lib_root.as_deref()), ("my-core", "my_core", Some("core/src/lib.rs")));
    assert_eq!(core.bin_roots, ["core/src/bin/big/main.rs", "core/src/bin/tool.rs"]);
    assert_eq!(core.other_roots, ["core/build.rs", "core/examples/e.rs"]);
    let dependencies: Vec<_> = core.dependencies.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    assert_eq!(dependencies, [("co", "cohere-rust"), ("rig_core", "rig-core"), ("x", "y")]);
    let app = project.crate_for("app/src/main.rs").unwrap();
    assert_eq!((app.lib_name.as_str(), app.lib_root.as_deref()), ("engine", Some("app/code/engine.rs")));
    assert_eq!(app.bin_roots, ["app/code/a.rs", "app/src/main.rs"]);
    assert!(core.is_library && !app.is_library && project.crates().len() == 2);
    assert_eq!(version(&project, "core/src/lib.rs", Language::Rust, "cohere_rust"), "=0.6.1 Cargo.lock:3");
}

#[test]
fn python_roots_and_packages() {
    let (project, _) = project(&[
        (
            "pyproject.toml",
            "[build-system]\nrequires=[]\n[project]\nname = 'lib-a'\nkeywords = ['x']\n[tool.maturin]\npython-source = 'py'\n",
        ),
        ("src/lib_a/__init__.py", ""),
        ("src/lib_a/sub/__init__.py", ""),
        ("py/x.py", ""),
        ("tests/test_a.py", ""),
        ("services/api/app/__init__.py", ""),
        ("services/api/app/main.py", ""),
        ("src/spaces/embedders/cohere/__init__.py", ""),
        ("src/lib_a/plugins/cohere/__init__.py", ""),
        ("site/manage.py", ""),
        ("tool/setup.py", "from setuptools import setup\nsetup(\n    name='tool',\n    version='1')\n"),
        ("tool/ruff/pyproject.toml", "[tool.ruff]\nline-length = 100\n"),
        ("tool/ruff/a.py", ""),
    ]);
    assert_eq!(project.python_roots(), ["", "py", "services/api", "site", "src", "tool", "tool/ruff"]);
    assert_eq!(project.python_roots_for("services/api/app/main.py")[..3], ["services/api", "", "src"]);
    assert_eq!(project.python_script_root("services/api/app/main.py"), Some("services/api/app"));
    assert_eq!(project.python_script_root("tests/test_a.py"), None);
    assert_eq!(project.python_roots_for("tests/test_a.py")[..3], ["tests", "", "src"]);
    let package = |file: &str| project.package_for(file, Language::Python).map(|p| (p.name, p.is_library));
    assert_eq!(package("src/lib_a/sub/x.py"), Some(("lib-a".to_owned(), true)));
    assert_eq!(package("tool/ruff/a.py"), Some(("tool".to_owned(), true)));
}

#[test]
fn an_unpacked_wheel_is_a_library() {
    let (project, _) = project(&[("tool-1.0.dist-info/METADATA", "Name: tool\n"), ("tool/__init__.py", "")]);
    let package = project.package_for("tool/__init__.py", Language::Python).map(|p| (p.name, p.is_library));
    assert_eq!(package, Some(("tool".to_owned(), true)));
}

#[cfg(unix)]
#[test]
fn a_pipe_among_the_manifests_is_never_opened() {
    let root = tempfile::tempdir().unwrap();
    write(root.path(), "requirements.txt", b"-r pipe.in\ncohere==5.0\n");
    write(root.path(), "tsconfig.json", b"{\"extends\": \"./pipe.in\"}");
    let made = std::process::Command::new("mkfifo").arg(root.path().join("pipe.in")).status().is_ok_and(|s| s.success());
    let mut notify = Vec::new();
    let discovery = discover(root.path(), &WalkOptions::default(), &mut notify);
    let project = Project::build(&discovery, &mut notify);
    assert!(made && version(&project, "x.py", Language::Python, "cohere").starts_with("=5.0"));
}
