//! Code that nests, or chains, a million deep.

use super::beside;

const DEEP: usize = 1_000_000;

/// The largest text that is read.
const LARGEST: usize = (2 << 20) - 256;

/// As many of a piece as a million, or as fit.
fn repeated(piece: &str) -> String {
    piece.repeat(DEEP.min(LARGEST / piece.len()))
}

/// Opened and closed a million times, or as often as fits.
fn nested(open: &str, close: &str) -> String {
    let times = DEEP.min(LARGEST / (open.len() + close.len()));
    format!("{}1{}", open.repeat(times), close.repeat(times))
}

fn all(language: &str, before: &str, after: &str, bodies: &[(&str, String)]) {
    for (what, body) in bodies {
        let name = format!("{what}.{language}");
        beside(&name, format!("{before}{body}{after}").as_bytes());
    }
}

#[test]
#[cfg_attr(debug_assertions, ignore = "at full size: cargo test --release --test hostile")]
fn python() {
    all(
        "py",
        "import cohere\nx = ",
        "\n",
        &[
            ("parens", nested("(", ")")),
            ("lists", nested("[", "]")),
            ("unclosed", repeated("[")),
            ("unary", format!("{}1", repeated("-"))),
            ("methods", format!("cohere{}", repeated(".a()"))),
            ("sum", format!("1{}", repeated("+1"))),
            ("text", format!("''{}", repeated("+'a'"))),
            ("templates", nested("f'{", "}'")),
            ("choices", format!("1\nif a: pass\n{}", repeated("elif a: pass\n"))),
        ],
    );
}

#[test]
#[cfg_attr(debug_assertions, ignore = "at full size: cargo test --release --test hostile")]
fn typescript() {
    let before = "import \"cohere-ai\";\nconst x = ";
    all(
        "ts",
        before,
        ";\n",
        &[
            ("parens", nested("(", ")")),
            ("lists", nested("[", "]")),
            ("unary", format!("{}1", repeated("!"))),
            ("methods", format!("co{}", repeated(".a()"))),
            ("sum", format!("1{}", repeated("+1"))),
            ("text", format!("''{}", repeated("+'a'"))),
            ("templates", nested("`${", "}`")),
            ("choices", format!("1; if (a) {{}}{}", repeated(" else if (a) {}"))),
        ],
    );
    all("tsx", before, ";\n", &[("tags", nested("<a>", "</a>")), ("attributes", nested("<a b={", "}/>"))]);
    all("js", before, ";\n", &[("blocks", format!("1; {}", nested("{", "}"))), ("unclosed", repeated("("))]);
}

#[test]
#[cfg_attr(debug_assertions, ignore = "at full size: cargo test --release --test hostile")]
fn rust() {
    all(
        "rs",
        "// cohere_rust::Cohere\nfn main() { let x = ",
        "; }\n",
        &[
            ("parens", nested("(", ")")),
            ("lists", nested("[", "]")),
            ("blocks", nested("{", "}")),
            ("unclosed", repeated("(")),
            ("unary", format!("{}1", repeated("!"))),
            ("references", format!("{}1", repeated("&"))),
            ("methods", format!("co{}", repeated(".a()"))),
            ("sum", format!("1{}", repeated("+1"))),
            ("choices", format!("if a {{}}{}", repeated(" else if a {}"))),
            ("macros", nested("format!(\"{}\", ", ")")),
            ("types", format!("1 as {}u8{}", "Vec<".repeat(400_000), ">".repeat(400_000))),
        ],
    );
}

#[test]
fn what_is_too_deep_is_told() {
    let (_, run) = beside("deep.rs", format!("// cohere_rust::Cohere\nfn f() {{ let x = {}; }}\n", nested("(", ")")).as_bytes());
    assert_eq!(run.code, 2);
    assert!(run.out.contains("deep.rs: error[syntax-error] the file was not analysed: nested too deeply"), "{}", run.out);
    assert!(run.out.contains("exclude it in the configuration"), "{}", run.out);
}

#[test]
#[cfg_attr(debug_assertions, ignore = "at full size: cargo test --release --test hostile")]
fn notebooks_are_larger_and_nest_deeper() {
    for (what, code) in
        [("parens", format!("x = {}1{}", "(".repeat(DEEP), ")".repeat(DEEP))), ("methods", format!("co{}", ".a()".repeat(DEEP)))]
    {
        let cell = serde_json::json!({"cell_type": "code", "source": format!("import cohere\n{code}\n")});
        let notebook = serde_json::json!({"cells": [cell], "metadata": {}, "nbformat": 4});
        beside(&format!("{what}.ipynb"), notebook.to_string().as_bytes());
    }
    beside("open.ipynb", format!("{{\"cells\": {}", "[".repeat(DEEP)).as_bytes());
    beside("closed.ipynb", format!("{{\"cells\": [], \"x\": {}{}}}", "[".repeat(DEEP), "]".repeat(DEEP)).as_bytes());
}

#[test]
fn a_hundred_thousand_deep() {
    for (name, before, after) in [
        ("deep.py", "import cohere\nx = ", "\n"),
        ("deep.ts", "import 'cohere-ai';\nconst x = ", ";\n"),
        ("deep.rs", "// cohere_rust::Cohere\nfn f() { let x = ", "; }\n"),
    ] {
        let body = format!("{}1{}", "[".repeat(DEEP / 10), "]".repeat(DEEP / 10));
        beside(name, format!("{before}{body}{after}").as_bytes());
    }
}
