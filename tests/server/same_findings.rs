//! What the server publishes is what the command line reports.

use crate::client::{Client, Project};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

/// Path, rule, line, column and the message's first sentence of a finding.
type Told = (String, String, u64, u64, u64, u64, String);

/// A copy of a directory of `fixtures/`, and the names of its files.
fn copy(fixture: &str) -> (Project, Vec<String>) {
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(fixture);
    let project = Project::new(&[]);
    let mut names = Vec::new();
    for entry in walkdir::WalkDir::new(&from).into_iter().map(Result::unwrap).filter(|entry| entry.file_type().is_file()) {
        let name = entry.path().strip_prefix(&from).unwrap().to_string_lossy().into_owned();
        let to = project.path(&name);
        std::fs::create_dir_all(to.parent().unwrap()).unwrap();
        std::fs::copy(entry.path(), to).unwrap();
        names.push(name);
    }
    (project, names)
}

fn by_command_line(project: &Project) -> BTreeSet<Told> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cohere-lint"));
    command.args(["check", "--as-of", "2026-11-21", "--output-format", "json", "."]).current_dir(project.root());
    let output = command.output().unwrap();
    let document: Value = serde_json::from_slice(&output.stdout).unwrap();
    let number = |finding: &Value, name: &str| finding[name].as_u64().unwrap();
    let text = |finding: &Value, name: &str| finding[name].as_str().unwrap().to_owned();
    let told = |f: &Value| {
        let range = ["line", "column", "end_line", "end_column"].map(|name| number(f, name));
        (text(f, "path"), text(f, "rule"), range[0], range[1], range[2], range[3], text(f, "message"))
    };
    // A notebook's places are cells there and lines of the file here.
    document["findings"].as_array().unwrap().iter().filter(|f| f.get("cell").is_none()).map(told).collect()
}

fn by_server(client: &Client, project: &Project) -> BTreeSet<Told> {
    let mut all = BTreeSet::new();
    for (uri, published) in &client.published {
        let path = uri.strip_prefix(&project.uri("")).unwrap().to_owned();
        for diagnostic in published["diagnostics"].as_array().unwrap().iter().filter(|_| !path.ends_with(".ipynb")) {
            let at = |end: &str, part: &str| diagnostic["range"][end][part].as_u64().unwrap() + 1;
            let message = diagnostic["message"].as_str().unwrap().lines().next().unwrap().to_owned();
            let rule = diagnostic["code"].as_str().unwrap().to_owned();
            let place = [at("start", "line"), at("start", "character"), at("end", "line"), at("end", "character")];
            all.insert((path.clone(), rule, place[0], place[1], place[2], place[3], message));
        }
    }
    all
}

fn utf_32() -> Value {
    json!({ "general": { "positionEncodings": ["utf-32"] } })
}

/// Waits until the server has seen a file that exists for this purpose alone.
fn settle(client: &mut Client, project: &Project, version: i32) {
    let uri = project.uri("zz_probe.py");
    if version == 1 {
        client.open(&uri, "pass\n");
        client.wait(|client| client.published.contains_key(&uri));
    } else {
        client.change(&uri, version, "pass  # again\n");
    }
}

#[test]
fn fixtures_give_the_same_in_the_editor() {
    let mut found = 0;
    for fixture in
        ["demo", "projects/handlers-python", "projects/handlers-typescript", "projects/routes-rust", "projects/versions-wrappers"]
    {
        let (project, _) = copy(fixture);
        let expected = by_command_line(&project);
        let mut client = Client::with(&[project.root()], utf_32(), json!({}));
        settle(&mut client, &project, 1);
        assert_eq!(by_server(&client, &project), expected, "{fixture}");
        found += expected.len();
        client.leave();
    }
    assert!(found > 20, "{found}");
}

#[test]
fn what_is_kept_between_checks_changes_nothing() {
    let (project, names) = copy("demo");
    let expected = by_command_line(&project);
    let mut client = Client::with(&[project.root()], utf_32(), json!({}));
    settle(&mut client, &project, 1);
    // Every file is opened, broken, emptied, and put right again; what is found in the end is what a fresh run finds.
    let code = |name: &&String| name.ends_with(".py") || name.ends_with(".ts") || name.ends_with(".tsx") || name.ends_with(".rs");
    for name in names.iter().filter(code) {
        let (uri, text) = (project.uri(name), std::fs::read_to_string(project.path(name)).unwrap());
        client.open(&uri, &text);
        client.change(&uri, 2, &text[..text.floor_char_boundary(text.len() / 2)]);
        client.change(&uri, 3, "");
        client.change(&uri, 4, &format!("\n{text}"));
        client.change(&uri, 5, &text);
        assert_eq!(by_server(&client, &project), expected, "after {name}");
    }
    assert!(!expected.is_empty());
    client.leave();
}

#[test]
fn a_change_in_the_editor_is_found_like_one_on_disk() {
    let (project, names) = copy("demo");
    let mut client = Client::with(&[project.root()], utf_32(), json!({}));
    settle(&mut client, &project, 1);
    let name =
        names.iter().find(|name| name.ends_with(".py") && std::fs::read_to_string(project.path(name)).unwrap().contains("cohere")).unwrap();
    let text = std::fs::read_to_string(project.path(name)).unwrap();
    let changed = format!("import cohere\n\nlate = cohere.ClientV2('co')\nlate.chat(model='command-r', messages=[])\n\n{text}");
    client.open(&project.uri(name), &text);
    client.change(&project.uri(name), 2, &changed);
    let before = by_server(&client, &project);
    project.write(name, &changed);
    assert_eq!(before, by_command_line(&project));
    client.leave();
}

/// What each file of a made-up repository may hold: services that stand apart, until one takes its client from another or both use a helper.
const VARIANTS: &[(&str, &[&str])] = &[
    ("one/__init__.py", &["", "from .client import co\n"]),
    (
        "one/client.py",
        &[
            "import cohere\n\nco = cohere.ClientV2(timeout=20)\n",
            "import cohere\n\nco = cohere.Client('not-a-key')\n",
            "import os\nimport cohere\n\nMODEL = 'command-r'\nco = cohere.ClientV2(os.environ['COHERE_KEY'])\n",
            "co = None\n",
        ],
    ),
    (
        "one/app.py",
        &[
            "from one.client import co\n\n\ndef answer(text):\n    return co.chat(model='command-light', messages=[{'role': 'user', 'content': text}])\n",
            "from two.client import co\nfrom shared import ask\n\n\ndef answer(text):\n    return ask(co, text)\n",
            "from one import co\n\n\ndef answer(text):\n    try:\n        return co.chat(model='command-r', messages=[])\n    except Exception:\n        return None\n",
            "from one.client import co, MODEL\nfrom three.run import keep\n\n\n@keep\ndef answer(text):\n    print(text)\n    return co.chat(model=MODEL, messages=[text])\n",
            "def answer(text:\n    return text\n",
        ],
    ),
    (
        "two/client.py",
        &[
            "import cohere\n\n\ndef make(key=None):\n    return cohere.Client(api_key=key)\n\n\nco = make()\n",
            "from one.client import co\n",
            "import cohere\n\nco = cohere.ClientV2()\n\n\nclass Base:\n    def ask(self, text):\n        return co.embed(texts=[text], model='embed-english-v2.0')\n",
        ],
    ),
    (
        "two/app.py",
        &[
            "from two.client import co\nfrom shared import ask\n\nask(co, 'hello')\n",
            "from two.client import co\nimport requests\n\nco.generate('x')\nrequests.post('https://api.cohere.com/v1/chat', json={'model': 'command'})\n",
            "from two.client import Base\n\n\nclass Own(Base):\n    pass\n\n\nfor text in ['a', 'b']:\n    Own().ask(text)\n",
            "",
        ],
    ),
    (
        "shared.py",
        &[
            "def ask(client, text):\n    return client.chat(message=text, model='command-nightly')\n",
            "def ask(client, text):\n    try:\n        return client.chat(message=text)\n    except ValueError:\n        pass\n",
            "import logging\n\n\ndef ask(client, text):\n    answer = client.chat(message=text, max_tokens=9)\n    logging.info(answer.text)\n    return answer\n",
        ],
    ),
    (
        "three/run.py",
        &[
            "import tenacity\n\n\n@tenacity.retry\ndef keep(f):\n    return f\n",
            "def keep(f):\n    def inner(*args):\n        try:\n            return f(*args)\n        except Exception:\n            return None\n    return inner\n",
        ],
    ),
    (
        "web/client.ts",
        &[
            "import { CohereClient } from \"cohere-ai\";\n\nexport const co = new CohereClient({ token: \"x\" });\n",
            "import { CohereClientV2 } from \"cohere-ai\";\n\nexport const co = new CohereClientV2({});\nexport function ask(m: string) {\n  return co.chat({ model: \"command-r\", messages: [{ role: \"user\", content: m }] });\n}\n",
        ],
    ),
    (
        "web/app.ts",
        &[
            "import { co } from \"./client\";\n\nexport async function go() {\n  co.chat({ message: \"hi\", model: \"command\" });\n}\n",
            "import { ask } from \"./client\";\n\nexport async function go() {\n  try {\n    await ask(\"hi\");\n  } catch {}\n}\n",
            "export const nothing = 1;\n",
        ],
    ),
];

#[test]
fn parts_that_join_and_split_are_found_like_new_ones() {
    let mut random = 11_u64;
    let mut next = |most: usize| {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (random >> 33) as usize % most
    };
    let first: Vec<(&str, &str)> = VARIANTS.iter().map(|(name, variants)| (*name, variants[0])).collect();
    let project = Project::new(&first);
    let mut client = Client::with(&[project.root()], utf_32(), json!({}));
    settle(&mut client, &project, 1);
    for (name, text) in &first {
        client.open(&project.uri(name), text);
    }
    let (mut seen, mut different) = (BTreeSet::new(), 0);
    for version in 2..60 {
        let (name, variants) = VARIANTS[next(VARIANTS.len())];
        // Half of the edits are such as change nothing but places.
        let text = format!("{}{}", "\n".repeat(next(3)), variants[next(variants.len())]);
        project.write(name, &text);
        client.change(&project.uri(name), version, &text);
        settle(&mut client, &project, version);
        let expected = by_command_line(&project);
        assert_eq!(by_server(&client, &project), expected, "after edit {version}, of {name}:\n{text}");
        different += usize::from(seen.insert(format!("{expected:?}")));
    }
    assert!(different > 15, "{different}");
    client.leave();
}
