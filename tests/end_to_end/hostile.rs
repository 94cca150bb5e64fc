//! Input that nobody wrote in good faith: the run ends, says what it could not read, and reports the rest.

use super::harness::{Project, Run};

const BRACKETS: usize = 100_000;

/// A file with one finding, which must be there whatever stands beside it.
const APP: &str = "\
import cohere

co = cohere.ClientV2()
print(co.models.get(\"command-r\"))
co.chat(model=\"command-r\", messages=[])
";

fn beside(name: &str, bytes: &[u8]) -> (Project, Run) {
    let project = Project::new(&[("app.py", APP)]);
    project.write(name, bytes);
    let run = project.check(&["--select", "retired-model", "--output-format", "concise"]);
    assert!(run.out.starts_with("app.py:5:15: error[retired-model]"), "{name}: {run:?}");
    assert!(run.code == 1 || run.code == 2, "{name}: {run:?}");
    (project, run)
}

#[test]
fn deep_nesting() {
    let nested = |open: &str, close: &str| format!("{}1{}", open.repeat(BRACKETS), close.repeat(BRACKETS));
    for (name, before, after) in [
        ("deep.py", "import cohere\nx = ", "\n"),
        ("deep.ts", "import \"cohere-ai\";\nconst x = ", ";\n"),
        ("deep.jsx", "import \"cohere-ai\";\nconst x = ", ";\n"),
        ("deep.rs", "// cohere\nfn main() { let x = ", "; }\n"),
    ] {
        for (open, close) in [("(", ")"), ("[", "]"), ("[", ""), ("{", "}"), ("((", ")")] {
            beside(name, format!("{before}{}{after}", nested(open, close)).as_bytes());
        }
    }
}

#[test]
fn deep_nesting_without_brackets() {
    let n = 20_000;
    for (name, text) in [
        ("unary.py", format!("import cohere\nx = {}True\n", "not ".repeat(n))),
        ("chain.py", format!("import cohere\nx = cohere{}\n", ".a".repeat(n))),
        ("calls.py", format!("import cohere\nx = cohere{}\n", "()".repeat(n))),
        ("indent.py", format!("import cohere\n{}pass\n", (0..1000).map(|i| format!("{}if x:\n", " ".repeat(i))).collect::<String>())),
        ("arrows.ts", format!("import \"cohere-ai\";\nconst f = {}1;\n", "a => ".repeat(n))),
        ("ternary.ts", format!("import \"cohere-ai\";\nconst x = {}1;\n", "a ? b : ".repeat(n))),
        ("template.ts", format!("import \"cohere-ai\";\nconst x = {}1{};\n", "`${".repeat(n), "}`".repeat(n))),
        ("tags.tsx", format!("import \"cohere-ai\";\nconst x = {}{};\n", "<a>".repeat(n), "</a>".repeat(n))),
        ("types.ts", format!("import \"cohere-ai\";\ntype T = {}1{};\n", "A<".repeat(n), ">".repeat(n))),
        ("unary.rs", format!("// cohere\nfn f() {{ let x = {}true; }}\n", "!".repeat(n))),
        ("chain.rs", format!("// cohere\nfn f() {{ x{}; }}\n", ".a()".repeat(n))),
        ("sum.rs", format!("// cohere\nfn f() {{ 1{}; }}\n", " + 1".repeat(n))),
        ("else.rs", format!("// cohere\nfn f() {{ {}{{}} }}\n", "if a {} else ".repeat(n))),
        ("types.rs", format!("// cohere\ntype T = {}u8{};\n", "Vec<".repeat(n), ">".repeat(n))),
    ] {
        beside(name, text.as_bytes());
    }
}

#[test]
fn one_line_of_twenty_megabytes() {
    let long = "a".repeat(20 << 20);
    for (name, text) in [("long.py", format!("import cohere; x = '{long}'")), ("long.js", format!("require('cohere-ai');/*{long}*/"))] {
        let (_, run) = beside(name, text.as_bytes());
        assert!(run.out.contains(&format!("{name}: note[oversized-file]")), "{}", run.out);
        assert_eq!(run.code, 1, "a note is no failure");
    }
}

#[test]
fn a_finding_far_right_on_a_long_line() {
    let text = format!("import cohere; co = cohere.ClientV2(); x = '{}'; co.chat(model='command-r', messages=[])\n", "a".repeat(200_000));
    let project = Project::new(&[("wide.py", &text)]);
    for format in super::formats::FORMATS {
        let run = project.check(&["--select", "retired-model", "--output-format", format]);
        assert_eq!(run.code, 1, "{run:?}");
        // SARIF carries the pages of all rules; the line itself would come on top of them.
        let most = if format == "sarif" { 900_000 } else { 400_000 };
        assert!(run.out.len() < most, "{format}: {} bytes", run.out.len());
    }
}

#[test]
fn nul_bytes_and_text_that_is_no_utf8() {
    beside("nul.py", b"import cohere\nx = '\0'\n");
    beside("nuls.ts", &[b"import 'cohere-ai';".as_slice(), &[0; 9000]].concat());
    beside("binary.rs", &(0..=255).cycle().take(20_000).collect::<Vec<u8>>());
    let (_, run) = beside("latin.py", b"import cohere  # caf\xe9\n");
    assert!(run.out.contains("latin.py: warning[not-utf8]"), "{}", run.out);
    beside("broken.ipynb", b"{\"cells\": [{\"cell_type\": \"code\", \"source\": [\"import cohere\"");
    beside("lone.py", b"import cohere\nx = '\xed\xa0\x80'\n");
}

#[test]
fn manifests_nobody_can_read() {
    for (name, text) in [
        ("package.json", "{".repeat(10_000)),
        ("pyproject.toml", "[".repeat(10_000)),
        ("tsconfig.json", "{\"extends\": \"./tsconfig.json\"}".to_owned()),
        ("Cargo.toml", "\u{0}".repeat(100)),
        ("requirements.txt", "-r requirements.txt\n-r ../../../etc/passwd\n".to_owned()),
        (".gitignore", "[".repeat(1000)),
    ] {
        beside(name, text.as_bytes());
    }
}

#[test]
fn modules_that_import_each_other_in_circles() {
    let n = 60;
    let project = Project::new(&[("app.py", APP)]);
    for i in 0..n {
        let stars: String = (0..n).filter(|j| *j != i).map(|j| format!("from m{j} import *\n")).collect();
        project.write(&format!("m{i}.py"), format!("{stars}import cohere\nx{i} = x{}\n", (i + 1) % n).as_bytes());
    }
    let run = project.check(&["--select", "retired-model", "--output-format", "concise"]);
    assert_eq!(run.code, 1, "{run:?}");
}

#[cfg(unix)]
mod unix {
    use super::*;
    use std::os::unix::fs::{PermissionsExt, symlink};
    use std::process::Command;

    #[test]
    fn links_in_a_circle_and_to_nowhere() {
        let project = Project::new(&[("app.py", APP)]);
        symlink(".", project.path("loop")).unwrap();
        symlink("../..", project.path("above")).unwrap();
        symlink("missing.py", project.path("dangling.py")).unwrap();
        symlink("self.py", project.path("self.py")).unwrap();
        symlink("app.py", project.path("again.py")).unwrap();
        let found = project.found(&["--select", "retired-model"]);
        assert_eq!(found, ["app.py:5 retired-model"], "a file is read where it is, once");
    }

    #[test]
    fn pipes_are_not_opened() {
        let project = Project::new(&[("app.py", APP)]);
        if !Command::new("mkfifo").arg(project.path("pipe.py")).status().is_ok_and(|status| status.success()) {
            eprintln!("skipped: mkfifo is not there");
            return;
        }
        assert_eq!(project.found(&["--select", "retired-model"]), ["app.py:5 retired-model"]);
        let run = project.check(&["pipe.py", "--output-format", "concise"]);
        assert!(run.code == 2 && run.out.contains("pipe.py: error[unreadable-file] not a regular file"), "{run:?}");
    }

    #[test]
    fn what_may_not_be_read_is_told() {
        let (project, _) = beside("closed.py", b"import cohere\n");
        std::fs::set_permissions(project.path("closed.py"), PermissionsExt::from_mode(0o0)).unwrap();
        if std::fs::read(project.path("closed.py")).is_ok() {
            eprintln!("skipped: this user may read everything");
            return;
        }
        let run = project.check(&["--select", "retired-model", "--output-format", "concise"]);
        assert!(run.code == 2 && run.out.contains("closed.py: error[unreadable-file]"), "{run:?}");
        assert!(run.out.contains("app.py:5:15: error[retired-model]"), "{}", run.out);
    }

    #[test]
    fn names_of_files_do_not_reach_the_terminal_raw() {
        let project = Project::new(&[("a\u{1b}[31m\n.py", APP)]);
        for format in crate::formats::FORMATS {
            let run = project.check(&["--select", "retired-model", "--output-format", format]);
            assert!(run.code == 1 && !run.out.contains('\u{1b}'), "{format}: {run:?}");
        }
    }
}
