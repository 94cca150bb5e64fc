//! Configuration of the program's own that bites: it is refused with its place, or it holds; it never hangs.

use super::{APP, harness::Project};

fn with(name: &str, text: &str) -> super::Run {
    let run = Project::new(&[("app.py", APP), (name, text)]).check(&["--output-format", "concise"]);
    assert!(
        run.code == 1 && run.out.contains("app.py:5:15: error[retired-model]") || run.code == 2 && !run.error.is_empty(),
        "{name}: {run:?}"
    );
    assert!(!run.error.contains("internal error") && run.error.len() < 1 << 20, "{name}: {} bytes", run.error.len());
    run
}

#[test]
fn patterns() {
    for pattern in [
        "{a,b}".repeat(40),
        "**/".repeat(20_000),
        format!("{}a{}", "{".repeat(20_000), "}".repeat(20_000)),
        "[a-z]".repeat(20_000),
        "*a".repeat(50_000),
        "a".repeat(1 << 20),
        "[".to_owned(),
        "{a,".to_owned(),
    ] {
        with("cohere-lint.toml", &format!("exclude = [\"{pattern}\"]\n"));
        with("cohere-lint.toml", &format!("[[overrides]]\nfiles = [\"{pattern}\"]\nignore = [\"missing-timeout\"]\n"));
    }
    let many: Vec<String> = (0..3_000).map(|i| format!("\"**/a{i}/**/*{{x,y,z}}[a-z]*\"")).collect();
    with("cohere-lint.toml", &format!("exclude = [{}]\n", many.join(",")));
}

#[test]
fn texts() {
    for text in [
        format!("a = {}{}", "[".repeat(300_000), "]".repeat(300_000)),
        format!("a{} = 1", ".a".repeat(200_000)),
        "\u{0}\u{1}\u{2}".to_owned(),
        "\u{1b}]0;title\u{7} = 1".to_owned(),
        "extends = \"cohere-lint.toml\"\n".to_owned(),
        format!("extends = \"{}etc/passwd\"\n", "../".repeat(10_000)),
        "extends = \"/dev/zero\"\n".to_owned(),
        format!("exclude = [{}]\n", "\"a\",".repeat(100_000)),
    ] {
        let run = with("cohere-lint.toml", &text);
        assert!(!run.error.contains(['\u{1b}', '\u{7}']) && !run.error.contains("root:x:"), "{}", run.error);
    }
    with("package.json", &format!("{{\"cohere-lint\": {}1{}}}", "[".repeat(300_000), "]".repeat(300_000)));
    with("pyproject.toml", &format!("[tool.cohere-lint]\na = {}", "[".repeat(300_000)));
}

#[test]
fn chains_of_configurations() {
    let project = Project::new(&[("app.py", APP)]);
    for i in 0..2_000 {
        project.write(&format!("c{i}.toml"), format!("extends = \"c{}.toml\"\n", i + 1).as_bytes());
    }
    project.write("c2000.toml", b"");
    project.write("cohere-lint.toml", b"extends = \"c0.toml\"\n");
    let run = project.check(&[]);
    assert!(run.code == 1 || run.code == 2, "{run:?}");
}
