//! Very many files, findings, lines and modules.

use super::{APP, harness::Project, judged};
use std::fmt::Write;

#[test]
fn fifty_thousand_tiny_files() {
    let project = Project::new(&[("app.py", APP)]);
    for directory in 0..50 {
        let path = project.path(&format!("d{directory}"));
        std::fs::create_dir(&path).unwrap();
        for file in 0..1000 {
            std::fs::write(path.join(format!("f{file}.{}", ["py", "ts", "rs"][file % 3])), "x\n").unwrap();
        }
    }
    let document = project.json(&["--select", "retired-model"]);
    assert_eq!(document["summary"]["files_scanned"], 50_001);
    assert_eq!(document["summary"]["files_parsed"], 1, "what doesn't speak of Cohere is not parsed");
    assert_eq!(document["findings"].as_array().unwrap().len(), 1);
}

#[test]
#[cfg_attr(debug_assertions, ignore = "at full size: cargo test --release --test hostile")]
fn a_hundred_thousand_findings_in_a_file() {
    let calls = 34_000;
    let text = format!("import cohere\nco = cohere.Client()\n{}", "co.chat(model=\"command-r\")\n".repeat(calls));
    let project = Project::new(&[("app.py", &text)]);
    let rules = &["--select", "retired-model,missing-max-tokens,unhandled-call"];
    assert_eq!(project.json(rules)["findings"].as_array().unwrap().len(), 3 * calls);
    for format in super::FORMATS {
        let run = project.check(&[rules, &["--output-format", format][..]].concat());
        assert!(run.code == 1 && run.out.len() < 500 * (1 << 20), "{format}: {} bytes", run.out.len());
    }
}

#[test]
#[cfg_attr(debug_assertions, ignore = "at full size: cargo test --release --test hostile")]
fn very_many_clients_functions_and_handlers() {
    let mut python = "import cohere\nfrom fastapi import FastAPI\napp = FastAPI()\n".to_owned();
    let mut typescript =
        "import express from \"express\";\nimport { CohereClient } from \"cohere-ai\";\nconst app = express();\n".to_owned();
    for i in 0..5_000 {
        writeln!(python, "@app.post('/{i}')\ndef f{i}(q):\n  try:\n    c{i} = cohere.ClientV2()\n    r = c{i}.chat(model='command-r', messages=q)\n  except Exception as e:\n    print(e)\n  return r").unwrap();
        writeln!(typescript, "app.post('/{i}', async (req, res) => {{ const c{i} = new CohereClient(); res.json(await c{i}.chat({{ model: 'command-r' }})); }});").unwrap();
    }
    let project = Project::new(&[("app.py", APP), ("many.py", &python), ("many.ts", &typescript)]);
    let run = judged(&project, "clients");
    assert_eq!(run.out.matches("error[retired-model]").count(), 10_001);
}

#[test]
fn a_name_that_is_given_a_value_very_often() {
    let python =
        format!("import cohere\nco = cohere.ClientV2()\n{}", "if a:\n  m = 'command-r'\nco.chat(model=m, messages=[])\n".repeat(10_000));
    let project = Project::new(&[("app.py", APP), ("many.py", &python)]);
    judged(&project, "assignments");
}

#[test]
#[cfg_attr(debug_assertions, ignore = "at full size: cargo test --release --test hostile")]
fn ten_thousand_modules_in_a_circle() {
    let modules = 10_000;
    let project = Project::new(&[("app.py", APP)]);
    for i in 0..modules {
        let next = (i + 1) % modules;
        let text = format!("from m{next} import *\nfrom m{next} import name{i}\nimport cohere\nco{i} = cohere.Client(name{i})\n");
        project.write(&format!("m{i}.py"), text.as_bytes());
    }
    judged(&project, "circle");
}

#[test]
fn lines_of_twenty_megabytes() {
    let long = "a".repeat(20 << 20);
    let project = Project::new(&[("app.py", APP), ("long.py", &format!("import cohere; x = '{long}'; cohere.Client('y')\n"))]);
    let run = judged(&project, "long");
    assert!(run.out.contains("long.py: note[oversized-file] the file is larger than 2048 KiB"), "{}", run.out);
    assert!(run.out.contains("--max-file-size"), "the way out is told: {}", run.out);
    // And the way out works.
    let run = project.check(&["--max-file-size", "30000", "--output-format", "concise"]);
    assert!(!run.out.contains("oversized-file") && run.out.contains("long.py:1:"), "{}", &run.out[..run.out.len().min(2000)]);
}
