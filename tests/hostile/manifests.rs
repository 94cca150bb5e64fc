//! Manifests, lock files and compiler configuration that bite.

use super::{APP, beside, harness::Project, judged};

const ROUNDS: usize = 30;

/// YAML whose aliases stand for ten times as much in each line.
fn yaml_bomb(key: &str) -> String {
    let lines = (1..ROUNDS).map(|i| format!("a{i}: &a{i} [{}]\n", vec![format!("*a{}", i - 1); 10].join(",")));
    format!("{key}\na0: &a0 [x]\n{}", lines.collect::<String>())
}

#[test]
fn nesting_and_bombs() {
    let json = |open: &str, close: &str, n: usize| format!("{}1{}", open.repeat(n), close.repeat(n));
    for (name, text) in [
        ("package.json", format!("{{\"dependencies\": {}}}", json("{\"a\":", "}", 100_000))),
        ("package-lock.json", format!("{{\"lockfileVersion\": 3, \"packages\": {}}}", json("{\"a\":", "}", 100_000))),
        (
            "package-lock.json",
            format!(
                "{{\"lockfileVersion\": 1, \"dependencies\": {}}}",
                json("{\"a\":{\"version\":\"1\",\"dependencies\":", "}}", 50_000).replace('1', "{}")
            ),
        ),
        ("tsconfig.json", format!("{{\"compilerOptions\": {}}}", json("[", "]", 500_000))),
        ("pnpm-lock.yaml", yaml_bomb("lockfileVersion: 6")),
        ("pnpm-lock.yaml", json("[", "]", 300_000)),
        ("pnpm-workspace.yaml", yaml_bomb("packages: ['**']")),
        ("environment.yml", yaml_bomb("dependencies: [cohere=5]")),
        ("bun.lock", json("[", "]", 300_000)),
        ("yarn.lock", format!("{}a@1:\n  version 1\n", "a@1, ".repeat(200_000))),
        ("pyproject.toml", format!("a = {}", json("[", "]", 300_000))),
        ("pyproject.toml", format!("a{} = 1", ".a".repeat(300_000))),
        ("pyproject.toml", format!("[{}a]", "a.".repeat(300_000))),
        ("poetry.lock", "[[package]]\nname = \"cohere\"\nversion = \"5.0.0\"\n".repeat(20_000)),
        ("Cargo.toml", format!("[dependencies]\na = {}", json("{a=", "}", 100_000))),
        ("Cargo.lock", "[[package]]\n".repeat(100_000)),
        ("Pipfile", "\u{0}".repeat(100_000)),
        ("requirements.txt", format!("cohere{}\n", ">=1,".repeat(200_000))),
        ("requirements.txt", format!("cohere=={}\n", "1.".repeat(300_000))),
        ("requirements.txt", "-r requirements.txt\n-c /dev/zero\n-r ../../../etc/passwd\n".repeat(1000)),
        ("setup.py", format!("setup(install_requires={}{})\n", "[".repeat(300_000), "]".repeat(300_000))),
    ] {
        let (_, run) = beside(name, text.as_bytes());
        assert!(!run.out.contains("root:x:"), "nothing outside is read: {}", run.out);
    }
}

#[test]
fn yaml_that_merges_itself_tenfold() {
    let lines = (1..ROUNDS).map(|i| format!("a{i}: &a{i}\n  <<: [{}]\n", vec![format!("*a{}", i - 1); 10].join(",")));
    let text = format!("# cohere\nCO_API_KEY: x\na0: &a0\n  x: 1\n{}", lines.collect::<String>());
    let project = Project::new(&[("app.py", APP), ("deploy.yaml", &text), ("aliases.yml", &yaml_bomb("CO_API_KEY: x"))]);
    judged(&project, "merge");
}

#[test]
fn versions_without_end() {
    let ranges = serde_json::json!({"dependencies": {"cohere-ai": format!("{}^8", "^7 || ".repeat(100_000))}});
    let project = Project::new(&[("app.py", APP), ("package.json", &ranges.to_string()), ("a.ts", "import \"cohere-ai\";\n")]);
    judged(&project, "ranges");
    let packages: serde_json::Map<String, serde_json::Value> =
        (0..200_000).map(|i| (format!("node_modules/a{i}"), serde_json::json!({"version": format!("1.0.{i}")}))).collect();
    let lock = serde_json::json!({"lockfileVersion": 3, "packages": packages}).to_string();
    judged(&Project::new(&[("app.py", APP), ("package.json", "{}"), ("package-lock.json", &lock)]), "lock");
}

#[test]
fn configuration_that_extends_itself() {
    let project = Project::new(&[
        ("app.py", APP),
        ("a.ts", "import { co } from \"@/client\";\nimport \"cohere-ai\";\n"),
        ("tsconfig.json", "{\"extends\": \"./tsconfig.a.json\"}"),
        ("tsconfig.a.json", "{\"extends\": [\"./tsconfig.json\", \"./tsconfig.a.json\"]}"),
        ("up/tsconfig.json", &format!("{{\"extends\": \"{}etc/passwd\"}}", "../".repeat(10_000))),
    ]);
    // Each extends the next twice: two to the sixtieth ways to read them.
    for i in 0..60 {
        project.write(
            &format!("deep/tsconfig.{i}.json"),
            format!("{{\"extends\": [\"./tsconfig.{0}.json\", \"./tsconfig.{0}.json\"]}}", i + 1).as_bytes(),
        );
    }
    project.write("deep/tsconfig.json", b"{\"extends\": \"./tsconfig.0.json\"}");
    project.write("deep/a.ts", b"import { x } from \"@/y\";\nimport \"cohere-ai\";\n");
    judged(&project, "extends");
}

#[test]
fn workspaces_that_hold_everything() {
    let members = ["**", "**/**", "**/**/**/**/**/**/**/**/**/**/**/**/*"].repeat(100);
    let wide = serde_json::json!({"workspaces": members}).to_string();
    let project = Project::new(&[
        ("app.py", APP),
        ("package.json", &wide),
        ("Cargo.toml", "[workspace]\nmembers = [\"**\", \"**/*\", \"a\"]\n"),
        ("a/Cargo.toml", "[package]\nname = \"a\"\nworkspace = \"..\"\n[dependencies]\na = { path = \"../a\" }\n"),
    ]);
    for depth in 1..100 {
        project.write(
            &format!("{}package.json", "d/".repeat(depth)),
            format!("{{\"name\": \"p{depth}\", \"workspaces\": [\"..\", \"**\"]}}").as_bytes(),
        );
    }
    judged(&project, "workspaces");
}

#[test]
fn path_mappings_without_end() {
    let paths: serde_json::Map<String, serde_json::Value> =
        (0..5_000).map(|i| (format!("a{i}*"), serde_json::json!(vec!["*".repeat(100); 10]))).collect();
    let config = serde_json::json!({"compilerOptions": {"baseUrl": ".", "paths": paths}}).to_string();
    let imports: String = (0..2_000).map(|i| format!("import x{i} from \"a{i}\";\n")).collect();
    judged(&Project::new(&[("app.py", APP), ("tsconfig.json", &config), ("a.ts", &format!("import \"cohere-ai\";\n{imports}"))]), "paths");
}

#[test]
fn ignore_files_that_match_slowly() {
    let lines: String = (0..2_000).map(|i| format!("{}{i}\n", "*a".repeat(30))).collect();
    let stars = format!("{}x\n{}\n", "**/".repeat(5_000), "{a,b}".repeat(200));
    let project = Project::new(&[("app.py", APP), (".gitignore", &lines), ("sub/.ignore", &stars)]);
    for i in 0..50 {
        project.write(&format!("{}/{}{i}.py", "a".repeat(40), "a".repeat(100)), b"import cohere\n");
    }
    project.write("sub/a.py", b"import cohere\n");
    judged(&project, "ignore");
}
