//! Deployment files that nobody wrote in good faith: the checklist is answered, says what it could not read, and its other answers stay.

use super::checklist::{checklist, items};
use super::harness::{Project, Run};
use std::fs::File;

const APP: &str = "\
import cohere
from fastapi import FastAPI

app = FastAPI()
co = cohere.ClientV2(timeout=30)


@app.post(\"/ask\")
def ask(question: str):
    return co.chat(model=\"command-a-03-2025\", messages=[{\"role\": \"user\", \"content\": question}])
";

/// Evidence that has to be found whatever stands beside it.
const MANIFEST: &str = "\
apiVersion: apps/v1
kind: Deployment
metadata: { name: api }
spec: { strategy: { type: Recreate } }
";

const BRACKETS: usize = 100_000;
const LARGE: u64 = 100 << 20;

fn project() -> Project {
    Project::new(&[("app.py", APP), ("k8s/api.yaml", MANIFEST)])
}

/// Answers the checklist of a project and checks that what is known of its other files is known still.
fn answer(project: &Project, what: &str) -> Run {
    let items = items(project, &[]);
    let known = |item: &str| items[item].0.as_str();
    assert_eq!((known("token-limits"), known("gradual-rollout"), known("named-models")), ("failed", "failed", "passed"), "{what}");
    let run = checklist(project, &["--allow-open"]);
    assert!(run.code == 1 || run.code == 2, "{what}: {run:?}");
    assert!(run.out.contains("k8s/api.yaml:4 the Deployment `api` replaces"), "{what}: {}", run.out);
    run
}

/// The answer beside a file.
fn beside(name: &str, bytes: &[u8]) -> Run {
    let project = project();
    project.write(name, bytes);
    answer(&project, name)
}

/// Fails unless the answer is whole but for what is told of this file.
fn assert_told(run: &Run, name: &str, words: &str) {
    let told = run.out.split("\n").any(|line| line.contains(name) && line.contains(words));
    assert!(told && run.code == 1, "{name}: {run:?}");
}

#[test]
fn what_is_broken_is_told_with_its_line() {
    assert_told(&beside("ops/a.yaml", b"groups: [1, 2\nkind: :\n\t- x\n"), "ops/a.yaml:", "what stands before was read");
    assert_told(&beside("ops/a.json", b"{\"groups\": [1, \n"), "ops/a.json:", "what stands before was read");
    assert_told(&beside("ops/a.toml", b"a = [1\n[b\n"), "ops/a.toml:", "what stands before was read");
}

#[test]
fn files_of_100_mb_are_left_out_and_said_to_be() {
    for name in ["ops/a.yaml", ".env", "ops/a.toml", "ops/run.sh", "Dockerfile", "ops/a.json", "docs/a.md"] {
        let project = project();
        project.write(name, b"a: 1\n");
        // Sparse: it has its size without taking it.
        File::options().write(true).open(project.path(name)).unwrap().set_len(LARGE).unwrap();
        assert_told(&answer(&project, name), name, "it has 100 MB");
    }
}

#[test]
fn anchors_do_not_explode() {
    let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..60 {
        let list = vec![format!("*a{}", level - 1); 10].join(", ");
        bomb.push_str(&format!("a{level}: &a{level} [{list}]\n"));
    }
    bomb.push_str("apiVersion: v1\nkind: Deployment\nmetadata: *a59\nspec: *a59\nitems: *a59\nalert: *a59\nexpr: x\nservices: *a59\n");
    beside("ops/a.yaml", bomb.as_bytes());
    beside("ops/compose.yaml", bomb.as_bytes());
    beside("ops/a.yaml", bomb.replace("kind: Deployment", "kind: VirtualService").as_bytes());
    let merges: String = (1..1_000).map(|i| format!("m{i}: &m{i}\n  <<: [*m{}, *m{}]\n", i - 1, i - 1)).collect();
    beside("ops/a.yaml", format!("m0: &m0 {{a: 1}}\n{merges}").as_bytes());
    beside("ops/a.yaml", b"a: &a [*a, &b {c: *b, <<: *b}]\n<<: *a\n");
}

#[test]
fn nesting_ends() {
    for (name, open, close) in [
        ("ops/a.yaml", "[", "]"),
        ("ops/a.yaml", "{a: ", "}"),
        ("ops/a.yaml", "- ", ""),
        ("ops/a.json", "[", "]"),
        ("ops/a.json", "{\"a\":", "}"),
        ("ops/a.md", "> ", ""),
        ("ops/a.sh", "$(", ")"),
    ] {
        beside(name, format!("{}1{}\n", open.repeat(BRACKETS), close.repeat(BRACKETS)).as_bytes());
        beside(name, open.repeat(BRACKETS).as_bytes());
    }
    beside("ops/a.toml", format!("a = {}1{}\n", "[".repeat(BRACKETS), "]".repeat(BRACKETS)).as_bytes());
    beside("ops/a.toml", format!("[{}a]\n", "a.".repeat(BRACKETS)).as_bytes());
    let deeper: String = (0..2_000).map(|depth| format!("{}a:\n", " ".repeat(depth))).collect();
    beside("ops/a.yaml", deeper.as_bytes());
}

#[test]
fn what_is_no_text_is_no_evidence() {
    beside("ops/a.yaml", b"alert: \xff\xfe\xc3\x28\nexpr: \x80\n");
    beside(".env", b"CO_API_KEY=\xc3\x28\n");
    beside("Dockerfile", b"FROM a\nRUN \xff\n");
    beside("ops/run.sh", b"\x00\x01\x02kubectl apply -f k8s\n");
    let project = project();
    std::fs::create_dir_all(project.path("Dockerfile/.env/compose.yaml")).unwrap();
    answer(&project, "directories");
}

#[cfg(unix)]
mod on_unix {
    use super::*;
    use std::os::unix::fs::symlink;
    use std::process::Command;

    #[test]
    fn links_in_circles_are_not_followed() {
        let project = project();
        symlink(".", project.path("k8s/again")).unwrap();
        symlink("..", project.path("k8s/up")).unwrap();
        symlink("b.yaml", project.path("a.yaml")).unwrap();
        symlink("a.yaml", project.path("b.yaml")).unwrap();
        symlink("k8s/api.yaml", project.path("deploy.yaml")).unwrap();
        symlink("/dev/zero", project.path("Dockerfile")).unwrap();
        let run = answer(&project, "links");
        assert_eq!(run.out.matches("the Deployment `api` replaces").count(), 1, "{}", run.out);
    }

    #[test]
    fn pipes_are_not_opened() {
        let project = project();
        for name in [".env", "deploy.yaml", "Dockerfile", "run.sh", "README.md"] {
            if !Command::new("mkfifo").arg(project.path(name)).status().is_ok_and(|status| status.success()) {
                eprintln!("skipped: mkfifo is not there");
                return;
            }
        }
        answer(&project, "pipes");
    }
}
