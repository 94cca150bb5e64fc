//! A key that stands in the code stands in no report.

use super::formats::FORMATS;
use super::harness::Project;
use cohere_lint::finding::redact::looks_like_key;

/// Makes texts of a key's shape. They are made when the test runs, so that its own source holds none.
struct Keys {
    state: u64,
    made: Vec<String>,
}

impl Keys {
    fn next(&mut self) -> String {
        const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
        loop {
            let key: String = (0..40).map(|_| char::from(LETTERS[self.random() as usize % LETTERS.len()])).collect();
            if looks_like_key(&key) {
                self.made.push(key.clone());
                return key;
            }
        }
    }

    /// SplitMix64.
    fn random(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.state ^ (self.state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// The text with a new key for every `KEY`.
    fn fill(&mut self, template: &str) -> String {
        let mut parts = template.split("KEY!");
        let first = parts.next().unwrap_or_default().to_owned();
        parts.fold(first, |text, part| text + &self.next() + part)
    }
}

const PYTHON: &str = r#"
import os
import cohere
import requests
from langchain_cohere import ChatCohere
from settings import SETTINGS, STORED

co = cohere.Client("KEY!")
named = cohere.ClientV2(api_key="KEY!", timeout=10)
fallback = cohere.ClientV2(os.getenv("CO_API_KEY", "KEY!"))
other = cohere.ClientV2(os.environ.get("COHERE_API_KEY") or 'KEY!')
stored = cohere.ClientV2(STORED)
listed = cohere.ClientV2(SETTINGS["cohere"]["key"])
chat = ChatCohere(cohere_api_key="KEY!", model="command-r")
os.environ["CO_API_KEY"] = "KEY!"
# The old Cohere key: KEY!

def make(key="KEY!"):
    return cohere.AsyncClientV2(key)

def call(text):
    headers = {"Authorization": f"Bearer KEY!", "X-Trace": "1"}
    requests.post("https://api.cohere.com/v1/generate", headers=headers, json={"prompt": text})
    co.generate(prompt=text, model="KEY!")  # a key where the model belongs
    make().chat(model="command-r", messages=[{"role": "user", "content": "my key is KEY!"}])

class Settings:
    key = "KEY!"
    client = cohere.Client(key)

co.chat(message="KEY!", model="command-r")  # cohere-lint: ignore[retired-model] KEY!
call("KEY!"); co.chat(model="command-r", api_key="KEY!"
"#;

const SETTINGS: &str = "STORED = \"KEY!\"\nSETTINGS = {\"cohere\": {\"key\": \"KEY!\"}}\nPLAIN = \"hunter2-of-the-team\"\n";

/// A credential without a key's shape is one by its place.
const PLAIN: &str = "import cohere\nfrom settings import PLAIN\nco = cohere.ClientV2(PLAIN)\nco.chat(model=PLAIN, messages=[])\n";

const TYPESCRIPT: &str = r#"
import { CohereClient, CohereClientV2 } from "cohere-ai";
import axios from "axios";
import { key } from "./key";
const legacy = require("cohere-ai");

legacy.init("KEY!");
export const a = new CohereClient({ token: "KEY!" });
const b = new CohereClientV2({ token: process.env.CO_API_KEY ?? "KEY!" });
const c = new CohereClientV2({ token: process.env.CO_API_KEY || `KEY!` });
const d = new CohereClientV2({ apiKey: "KEY!" });
const e = new CohereClientV2({ token: key });
const f = new CohereClientV2({ token: () => "KEY!" });

export async function call(prompt: string, token = "KEY!") {
  await new CohereClient({ token }).generate({ prompt, model: "KEY!" });
  await fetch("https://api.cohere.ai/v1/chat", { method: "POST", headers: { Authorization: "Bearer KEY!" }, body: "{}" });
  await axios.post("https://api.cohere.com/generate", { prompt }, { headers: { Authorization: `Bearer ${"KEY!"}` } });
  /* Cohere: KEY! */ await a.chat({ message: "KEY!", model: "command-r" });
}
call("KEY!");
"#;

const VUE: &str = "<script setup lang=\"ts\">\nimport { CohereClient } from \"cohere-ai\";\nconst co = new CohereClient({ token: \"KEY!\" });\nco.generate({ prompt: \"KEY!\" });\n</script>\n<template>KEY!</template>\n";

const RUST: &str = r#"
use cohere_rust::Cohere;
const STORED: &str = "KEY!";

pub fn clients() -> [Cohere; 2] {
    [Cohere::new("https://api.cohere.com/v1", "KEY!"), Cohere::new("https://api.cohere.com/v1", STORED)]
}

pub async fn call(client: &reqwest::Client) {
    let _key = std::env::var("CO_API_KEY").unwrap_or_else(|_| "KEY!".to_string());
    client.post("https://api.cohere.com/v1/generate").bearer_auth("KEY!").send().await.unwrap();
    client.post("https://api.cohere.com/v1/generate").header("Authorization", format!("Bearer {}", "KEY!")).send().await.unwrap();
}
"#;

const NOTEBOOK: &str = r##"{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [
 {"cell_type": "code", "id": "a", "metadata": {}, "outputs": [], "execution_count": null,
  "source": ["import cohere\n", "co = cohere.Client('KEY!')\n", "co.generate(prompt='KEY!')"]},
 {"cell_type": "code", "id": "b", "metadata": {}, "outputs": [], "execution_count": null, "source": 7, "KEY!": "KEY!"}
]}"##;

#[test]
fn no_report_holds_a_key() {
    let mut keys = Keys { state: 7, made: Vec::new() };
    let project = Project::empty();
    for (name, template) in [
        ("app.py", PYTHON),
        ("settings.py", SETTINGS),
        ("plain.py", PLAIN),
        ("tests/test_app.py", PYTHON),
        ("web/app.ts", TYPESCRIPT),
        ("web/key.ts", "export const key = \"KEY!\";\n"),
        ("web/App.vue", VUE),
        ("src/lib.rs", RUST),
        ("broken.rs", "// cohere\nfn f() { let key = \"KEY!\n"),
        ("notes.ipynb", NOTEBOOK),
        ("broken.ipynb", "{\"cells\": \"import cohere KEY!\"}"),
        (".env", "CO_API_KEY=KEY!\n"),
    ] {
        project.write(name, keys.fill(template).as_bytes());
    }
    keys.made.push("hunter2-of-the-team".to_owned());

    let found = project.found(&["--select", "hardcoded-api-key"]);
    assert!(found.len() > 40, "{} credentials found: {found:#?}", found.len());
    let leaked = |report: &str| keys.made.iter().filter(|key| report.contains(key.as_str())).cloned().collect::<Vec<_>>();
    for format in FORMATS {
        for pedantic in [&[][..], &["--pedantic"]] {
            let run = project.check(&[pedantic, &["--output-format", format]].concat());
            assert!(run.out.len() > 1000, "{run:?}");
            assert_eq!((leaked(&run.out), leaked(&run.error)), (Vec::new(), Vec::new()), "{format}");
        }
        let run = project.check(&["--output-format", format, "--output-file", "report.out"]);
        let report = std::fs::read_to_string(project.path("report.out")).unwrap();
        assert_eq!((leaked(&report), leaked(&run.error)), (Vec::new(), Vec::new()), "{format}");
    }
    let input = std::fs::read_to_string(project.path("app.py")).unwrap();
    let run = project.check_with(&["--stdin-filename", "typed.py"], &input);
    assert!(run.out.contains("typed.py"));
    assert_eq!(leaked(&run.out), Vec::<String>::new());
}
