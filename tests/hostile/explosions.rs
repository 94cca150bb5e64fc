//! Small programs of which there are exponentially many readings.

use super::{beside, harness::Project};
use std::fmt::Write;

const ROUNDS: usize = 60;

/// Lines made one from the other: `first`, then `next` with `{i}` and `{j}` for this round and the one before.
fn chained(before: &str, first: &str, next: &str, last: &str) -> String {
    let mut text = format!("{before}{first}\n");
    for i in 1..=ROUNDS {
        writeln!(text, "{}", next.replace("{i}", &i.to_string()).replace("{j}", &(i - 1).to_string())).unwrap();
    }
    text.push_str(&last.replace("{n}", &ROUNDS.to_string()));
    text
}

#[test]
fn python_values() {
    let before = "import cohere\nco = cohere.ClientV2()\n";
    let model = "co.chat(model=x{n}, messages=[])\n";
    for (what, first, next, last) in [
        ("choice", "x0 = 'a'", "x{i} = x{j} if c else x{j} + 'z'", model),
        ("sum", "x0 = 'a' if c else 'b'", "x{i} = x{j} + x{j}", model),
        ("template", "x0 = 'a' if c else 'b'", "x{i} = f'{x{j}}{x{j}}'", model),
        ("merge", "x0 = {'model': 'command-r'}", "x{i} = {**x{j}, **x{j}}", "co.chat(**x{n})\n"),
        ("union", "x0 = {'model': 'command-r'}", "x{i} = x{j} | x{j}", "co.chat(**x{n})\n"),
        ("list", "x0 = ['a']", "x{i} = x{j} + x{j}", "co.embed(texts=x{n}, model='m')\n"),
        ("nested", "x0 = ['a']", "x{i} = [*x{j}, *x{j}]", "co.embed(texts=x{n}, model='m')\n"),
        ("calls", "def f0(a): return co.chat(model=a)", "def f{i}(a): return f{j}(a) if c else f{j}(a + 'b')", "f{n}('command-r')\n"),
        ("closures", "x0 = lambda a: a", "x{i} = lambda a: x{j}(x{j}(a))", "co.chat(model=x{n}('command-r'))\n"),
        ("classes", "class A0: m = 'command-r'", "class A{i}(A{j}, A{j}): pass", "co.chat(model=A{n}().m)\n"),
        ("attributes", "x0 = object()", "x{i} = object(); x{i}.a = x{j}; x{i}.b = x{j}", "co.chat(model=x{n}.a.b)\n"),
    ] {
        beside(&format!("{what}.py"), chained(before, first, next, last).as_bytes());
    }
}

#[test]
fn typescript_values() {
    let before = "import { CohereClientV2 } from \"cohere-ai\";\nconst co = new CohereClientV2();\n";
    let model = "co.chat({ model: x{n}, messages: [] });\n";
    for (what, first, next, last) in [
        ("choice", "const x0 = 'a';", "const x{i} = c ? x{j} : x{j} + 'z';", model),
        ("sum", "const x0 = c ? 'a' : 'b';", "const x{i} = x{j} + x{j};", model),
        ("template", "const x0 = c ? 'a' : 'b';", "const x{i} = `${x{j}}${x{j}}`;", model),
        ("spread", "const x0 = { model: 'command-r' };", "const x{i} = { ...x{j}, ...x{j} };", "co.chat(x{n});\n"),
        ("list", "const x0 = ['a'];", "const x{i} = [...x{j}, ...x{j}];", "co.embed({ texts: x{n} });\n"),
        ("calls", "const f0 = (a) => co.chat({ model: a });", "const f{i} = (a) => c ? f{j}(a) : f{j}(a + 'b');", "f{n}('command-r');\n"),
        ("types", "type X0 = 'a' | 'b';", "type X{i} = `${X{j}}${X{j}}`;", "declare const m: X{n}; co.chat({ model: m });\n"),
    ] {
        beside(&format!("{what}.ts"), chained(before, first, next, last).as_bytes());
    }
}

#[test]
fn rust_values() {
    let before = "use cohere_rust::Cohere;\nfn main() {\nlet co = Cohere::default();\n";
    for (what, first, next, last) in [
        ("choice", "let x0 = \"a\";", "let x{i} = if c { x{j} } else { concat!(x{j}, x{j}) };", "co.chat(x{n});\n}\n"),
        ("format", "let x0 = \"a\";", "let x{i} = format!(\"{x{j}}{x{j}}\");", "co.chat(x{n});\n}\n"),
        ("json", "let x0 = 1;", "let x{i} = json!({ \"a\": x{j}, \"b\": x{j} });", "co.chat(x{n});\n}\n"),
    ] {
        beside(&format!("{what}.rs"), chained(before, first, next, last).as_bytes());
    }
}

#[test]
fn everything_calls_everything() {
    let functions = 120;
    let mut text = "import cohere\nco = cohere.ClientV2()\n".to_owned();
    for i in 0..functions {
        writeln!(text, "def f{i}(a):\n  co.chat(model=a, messages=[])").unwrap();
        (0..functions).for_each(|j| writeln!(text, "  f{j}(a + 'x')").unwrap());
    }
    beside("dense.py", text.as_bytes());
}

#[test]
fn modules_that_import_each_other_all() {
    let modules = 80;
    let project = Project::new(&[("app.py", super::APP)]);
    for i in 0..modules {
        let stars: String = (0..modules).filter(|j| *j != i).map(|j| format!("from m{j} import *\n")).collect();
        project.write(&format!("m{i}.py"), format!("{stars}import cohere\nx{i} = x{}\n", (i + 1) % modules).as_bytes());
    }
    super::judged(&project, "stars");
}
