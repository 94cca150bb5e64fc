use super::*;

fn shown(document: &Document, id: NodeId) -> String {
    match &document.node(id).kind {
        NodeKind::Scalar(text) => format!("{text:?}"),
        NodeKind::Sequence(items) => format!("[{}]", items.iter().map(|i| shown(document, *i)).collect::<Vec<_>>().join(", ")),
        NodeKind::Mapping(entries) => {
            let pair = |(k, v): &(NodeId, NodeId)| format!("{}: {}", document.text(*k).unwrap_or("?"), shown(document, *v));
            format!("{{{}}}", entries.iter().map(pair).collect::<Vec<_>>().join(", "))
        }
        NodeKind::Alias(_) => "*".to_owned(),
    }
}

fn trees(format: ConfigFormat, text: &str) -> String {
    let document = read(format, text);
    assert_eq!(document.errors, [], "{text}");
    document.roots.iter().map(|root| shown(&document, *root)).collect::<Vec<_>>().join(" | ")
}

/// What stands at the place of the value under a path.
fn quoted<'t>(format: ConfigFormat, text: &'t str, path: &[&str]) -> &'t str {
    let document = read(format, text);
    let value = document.at(document.roots[0], path).unwrap();
    &text[document.span(value).range()]
}

fn commands(format: ConfigFormat, text: &str) -> Vec<String> {
    read(format, text).commands.iter().map(|c| c.words.join(" ")).collect()
}

#[test]
fn yaml_has_documents_anchors_and_merge_keys() {
    let text = "a: &x\n  k: 1\n  l: [é, 'two']\nb:\n  <<: *x\n  k: 2\n---\n- c\n";
    assert_eq!(trees(ConfigFormat::Yaml, text), r#"{a: {k: "1", l: ["é", "two"]}, b: {<<: {k: "1", l: ["é", "two"]}, k: "2"}} | ["c"]"#);
    let document = read(ConfigFormat::Yaml, text);
    assert_eq!(document.text_at(document.roots[0], &["b", "k"]), Some("2"));
    let merged = document.at(document.roots[0], &["b", "l"]).unwrap();
    assert_eq!(document.items(merged).len(), 2);
    assert_eq!(quoted(ConfigFormat::Yaml, text, &["a", "l"]), "[é, 'two']");
    for (line, value) in [("k: \"v\\\"\" # \"c\"\n", "\"v\\\"\""), ("k: 'it''s' # c\n", "'it''s'"), ("k: plain text # c\n", "plain text")] {
        assert_eq!(quoted(ConfigFormat::Yaml, line, &["k"]), value);
    }
}

#[test]
fn yaml_that_breaks_off_keeps_what_came_before() {
    let document = read(ConfigFormat::Yaml, "a: 1\nb:\n  c: 2\n  d: [1, 2\ne: }\n");
    assert_eq!(document.errors.len(), 1);
    assert_eq!(document.text_at(document.roots[0], &["b", "c"]), Some("2"));
}

#[test]
fn yaml_templates_are_set_aside() {
    let text = "{{- if .Values.on }}\nenv:\n  - name: CO_API_KEY\n    value: {{ .Values.key | quote }}\n{{- end }}\nimage: \"{{ .Values.image }}:1\"\n";
    let document = read(ConfigFormat::Yaml, text);
    assert_eq!(document.errors, []);
    let value = document.pairs().find(|(k, _)| document.text(*k) == Some("value")).unwrap().1;
    assert_eq!(document.text(value), Some("{{ .Values.key | quote }}"));
}

#[test]
fn aliases_do_not_multiply() {
    let mut text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for i in 1..40 {
        text.push_str(&format!("a{i}: &a{i} [{}]\n", [format!("*a{}", i - 1).as_str(); 9].join(", ")));
    }
    let document = read(ConfigFormat::Yaml, &text);
    assert_eq!(document.errors, []);
    assert!(document.nodes.len() < 1_000);
    assert_eq!(document.values().count(), 9);
    // An alias to what it stands in is no tree.
    let document = read(ConfigFormat::Yaml, "a: &a\n  b: *a\n");
    assert!(document.at(document.roots[0], &["a", "b", "b", "b"]).is_none());
}

#[test]
fn files_that_are_data_are_cut() {
    let text = "- a\n".repeat(MAX_NODES + 10);
    let document = read(ConfigFormat::Yaml, &text);
    assert!(document.nodes.len() <= MAX_NODES);
    assert_eq!(document.errors.len(), 1);
}

#[test]
fn json_has_comments_and_places() {
    let text = "{\n  // why\n  \"a\": [1, true, null,],\n  \"b\": {\"c\": \"d\\n\"},\n}\n";
    assert_eq!(trees(ConfigFormat::Json, text), r#"{a: ["1", "true", "null"], b: {c: "d\n"}}"#);
    assert_eq!(quoted(ConfigFormat::Json, text, &["b", "c"]), "\"d\\n\"");
    assert_eq!(read(ConfigFormat::Json, &"[".repeat(1_000_000)).errors.len(), 1);
}

#[test]
fn toml_goes_on_past_an_error() {
    let text = "a = \"x\"\n[t.u]\nb = [1, 2.5]\nc = 2026-11-21\n";
    assert_eq!(trees(ConfigFormat::Toml, text), r#"{a: "x", t: {u: {b: ["1", "2.5"], c: "2026-11-21"}}}"#);
    assert_eq!(quoted(ConfigFormat::Toml, text, &["a"]), "\"x\"");
    let document = read(ConfigFormat::Toml, "a = \"x\"\nb = = 1\nc = 3\n");
    assert!(!document.errors.is_empty());
    assert_eq!(document.text_at(document.roots[0], &["a"]), Some("x"));
}

#[test]
fn dotenv_values_lose_quotes_and_comments() {
    let text = "# c\nexport A=\"x y\" # z\nB = plain # why\r\nC=\nD='q'\nnot an assignment\n";
    assert_eq!(trees(ConfigFormat::Dotenv, text), r#"{A: "x y", B: "plain", C: "", D: "q"}"#);
    assert_eq!(quoted(ConfigFormat::Dotenv, text, &["A"]), "x y");
}

#[test]
fn dockerfiles_set_variables_and_run_commands() {
    let text = "FROM python:3.12 AS base\nENV A=1 B=\"two words\" \\\n    # why\n    C='3'\nENV OLD some value\nARG KEY\nRUN pip install x && \\\n    kubectl rollout status deploy/x\nCMD [\"python\", \"app.py\"]\n";
    let document = read(ConfigFormat::Dockerfile, text);
    let mut set = Vec::new();
    for (key, value) in document.pairs().filter(|(_, value)| document.text(*value).is_some()) {
        set.push(format!("{}={}", document.text(key).unwrap(), document.text(value).unwrap()));
    }
    for wanted in ["A=1", "B=two words", "C=3", "OLD=some value", "FROM=python:3.12 AS base"] {
        assert!(set.iter().any(|s| s == wanted), "{wanted} in {set:?}");
    }
    let run = commands(ConfigFormat::Dockerfile, text);
    assert!(run.contains(&"kubectl rollout status deploy/x".to_owned()) && run.contains(&"pip install x".to_owned()), "{run:?}");
}

#[test]
fn scripts_are_commands() {
    let text = "set -e\nA=1 kubectl rollout undo deploy/api --to-revision=\"$1\" > log\nif curl -fsS \"https://x/health\"; then echo $(date +%s); fi\n";
    assert_eq!(
        commands(ConfigFormat::Shell, text),
        ["set -e", "kubectl rollout undo deploy/api --to-revision=\"$1\"", "curl -fsS https://x/health", "echo $(date +%s)", "date +%s"]
    );
    let document = read(ConfigFormat::Shell, text);
    assert!(text[document.commands[1].span.range()].starts_with("A=1 kubectl"));
}

#[test]
fn scripts_inside_workflows_are_commands() {
    let text = "jobs:\n  a:\n    steps:\n      - run: |\n          kubectl rollout pause deploy/api\n          sleep 600\n      - name: x\n        run: echo ${{ github.sha }}\n---\ncommand: [kubectl, rollout, undo]\nargs: [\"sh\", \"-c\", \"a b\"]\n";
    let run = commands(ConfigFormat::Yaml, text);
    for wanted in ["kubectl rollout pause deploy/api", "sleep 600", "kubectl rollout undo"] {
        assert!(run.iter().any(|r| r == wanted), "{wanted} in {run:?}");
    }
}

#[test]
fn runbooks_have_sections_and_commands() {
    let text = "intro\n\n# Roll back\n\nRun `undo`:\n\n```console\n$ kubectl rollout undo deploy/api\n```\n\n## Keys\n\nRotate them.\n";
    let document = read(ConfigFormat::Markdown, text);
    let headings: Vec<&str> = document.sections.iter().map(|s| s.heading.as_str()).collect();
    assert_eq!(headings, ["", "Roll back", "Keys"]);
    assert_eq!(commands(ConfigFormat::Markdown, text), ["kubectl rollout undo deploy/api"]);
    assert!(document.sections[1].text.contains("undo"));
}

#[test]
fn nothing_brings_a_parser_down() {
    let deep = ["[", "{", "{a: ", "- ", "&a [", "((", "$(", "`", "> "].map(|s| s.repeat(100_000));
    let odd =
        ["\u{feff}a: 1", "\0", "a: *b", "<<: *x", "%YAML 9.9\n---\n", "\t- x", "é: [ü", "{{", "ENV", "ENV A", "=", "a = ", "\\", "\"", "'"];
    for format in [
        ConfigFormat::Yaml,
        ConfigFormat::Json,
        ConfigFormat::Toml,
        ConfigFormat::Dotenv,
        ConfigFormat::Dockerfile,
        ConfigFormat::Shell,
        ConfigFormat::Markdown,
    ] {
        for text in deep.iter().map(String::as_str).chain(odd) {
            let document = read(format, text);
            for (id, _) in document.values() {
                assert!(document.span(id).end as usize <= text.len());
            }
        }
    }
}

#[test]
fn merges_of_merges_cost_a_bounded_number_of_looks() {
    let ladder: String = (1..40).map(|i| format!("m{i}: &m{i}\n  <<: [*m{0}, *m{0}]\n", i - 1)).collect();
    let document = read(ConfigFormat::Yaml, &format!("m0: &m0 {{a: 1}}\n{ladder}"));
    let top = document.get(document.roots[0], "m39").unwrap();
    let mut fuel = MAX_MERGED;
    assert_eq!(document.look_up(top, "absent", MAX_ALIASES, &mut fuel), None);
    assert_eq!(fuel, 0, "it asked as often as it may, not 2^16 times");
    let near = document.get(document.roots[0], "m3").unwrap();
    assert_eq!(document.text_at(near, &["a"]), Some("1"));
    assert!(document.nodes.len() < 300, "{}", document.nodes.len());
}
