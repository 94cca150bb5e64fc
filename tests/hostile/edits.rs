//! Files that somebody works on, with more broken than whole versions: what is kept from one check to the next never shows in the answer.

use super::APP;
use super::determinism::Shuffle;
use super::harness::Project;
use cohere_lint::engine::{CheckOptions, Engine, NoProgress, Workbench};
use cohere_lint::report::Report;
use std::sync::Arc;

/// What is put in: what opens and closes, and what the rules look for.
const PIECES: [&str; 16] = [
    "",
    "(",
    ")",
    "{",
    "\"",
    "'''",
    "`",
    "/*",
    "\n",
    "\n    ",
    "#",
    "command-r",
    "import cohere\n",
    "co.chat(model=\"command-r\")",
    "async ",
    "from app import *\n",
];

/// What a report says.
fn answer(report: &Report) -> Vec<String> {
    let findings = report.findings.iter().map(|finding| format!("{finding:#?}"));
    findings.chain(report.notifications.iter().map(|notification| format!("{notification:?}"))).collect()
}

/// Edits a file over and over, and holds each answer against one that is made from nothing.
fn edited(name: &str, text: &str, rounds: usize) {
    let project = Project::new(&[("app.py", APP), (name, text)]);
    let (root, file) = (project.path("."), project.path(name));
    let engine = Arc::new(Engine::new().unwrap());
    let day = Some(jiff::civil::date(2026, 11, 21));
    let options = CheckOptions { root: Some(root.clone()), paths: vec![root], pedantic: true, as_of: day, ..CheckOptions::default() };
    let mut bench = Workbench::new(engine.clone(), options.clone());
    let mut text: Vec<char> = text.chars().collect();
    let whole = text.clone();
    let mut order = Shuffle(11);
    for round in 0..rounds {
        // Now and then it is whole again.
        if round % 8 == 7 {
            text.clone_from(&whole);
        }
        let from = order.below(text.len() + 1);
        let to = text.len().min(from + order.below(6));
        text.splice(from..to, PIECES[order.below(PIECES.len())].chars());
        let now: String = text.iter().collect();
        bench.set_buffer(&file, Some(now.as_str().into()));
        let kept = bench.check(&NoProgress).unwrap().report;
        let fresh = engine.check(&CheckOptions { stdin: Some((file.clone(), now.clone())), ..options.clone() }, &NoProgress).unwrap();
        assert_eq!(answer(&kept), answer(&fresh), "{name} in round {round}:\n{now}");
    }
}

#[test]
fn python() {
    edited(
        "input.py",
        &format!(
            "{APP}\n\ndef ask(q):\n    try:\n        return co.chat(model=MODEL, message=q)\n    except Exception:\n        pass\n\nMODEL = \"command\"\n"
        ),
        64,
    );
}

#[test]
fn typescript() {
    let text = "import { CohereClientV2 } from \"cohere-ai\";\nconst co = new CohereClientV2();\nexport const ask = async (q: string) => {\n  const a = await co.chat({ model: \"command-r\", messages: [{ role: \"user\", content: `x ${q}` }] });\n  console.log(a.message);\n};\n";
    edited("input.ts", text, 64);
}

#[test]
fn rust() {
    let text = "use cohere_rust::Cohere;\n\nasync fn ask(co: &Cohere, q: &str) -> String {\n    let model = \"command-r\";\n    let answer = co.chat(model, q).await.unwrap();\n    println!(\"{answer:?}\");\n    answer.text\n}\n";
    edited("input.rs", text, 64);
}

#[test]
fn a_file_that_no_longer_speaks_of_cohere_is_not_told_of() {
    let project = Project::new(&[("app.py", APP), ("input.py", APP)]);
    let (root, file) = (project.path("."), project.path("input.py"));
    let options = CheckOptions { root: Some(root.clone()), paths: vec![root], ..CheckOptions::default() };
    let mut bench = Workbench::new(Arc::new(Engine::new().unwrap()), options);
    let mut told = |text: &str| {
        bench.set_buffer(&file, Some(text.into()));
        bench.check(&NoProgress).unwrap().report.notifications.len()
    };
    assert_eq!(told(&format!("{APP}x = )\n")), 1, "skipped code in a file that matters");
    assert_eq!(told("imp)cohere\n"), 0);
}

#[test]
fn a_file_that_cannot_be_parsed_and_does_not_matter_is_not_told_of() {
    let project = Project::new(&[("app.py", APP), ("input.rs", "fn f() {}\n")]);
    let (root, file) = (project.path("."), project.path("input.rs"));
    let options = CheckOptions { root: Some(root.clone()), paths: vec![root], ..CheckOptions::default() };
    let mut bench = Workbench::new(Arc::new(Engine::new().unwrap()), options);
    let mut told = |text: &str| {
        bench.set_buffer(&file, Some(text.into()));
        bench.check(&NoProgress).unwrap().report.notifications.iter().map(|n| n.id).collect::<Vec<_>>()
    };
    assert!(told("fn f() {}\n").is_empty());
    assert!(told("fn (\n").is_empty());
    assert!(told("fn ((\n").is_empty(), "nor when it is broken otherwise");
    assert_eq!(told("use cohere_rust::Cohere;\nfn (\n"), ["syntax-error"], "one that matters is");
    assert!(told("fn ((\n").is_empty());
}
