//! `init` writes a configuration once, and it is one.

use super::checklist::items;
use super::harness::{DAY, Project, Run, program, run};

const APP: &str = "import cohere\n\nco = cohere.ClientV2()\nprint(co.models.list())\n";

fn init(project: &Project, arguments: &[&str]) -> Run {
    run(program(&project.path("")).args(["--color", "never", "init", "--as-of", DAY]).args(arguments), "")
}

#[test]
fn it_proposes_what_is_open() {
    let project = Project::new(&[("app.py", APP)]);
    let made = init(&project, &[]);
    assert_eq!((made.code, made.out.as_str()), (0, ""), "{}", made.error);
    assert!(made.error.contains("items of the go-live checklist"), "{}", made.error);
    let text = std::fs::read_to_string(project.path("cohere-lint.toml")).unwrap();
    assert!(text.lines().all(|line| line.is_empty() || line.starts_with('#')), "{text}");
    assert!(text.contains("# item = \"billing-alerts\"") && text.contains("# expires = 2027-05-21"), "{text}");
    assert_eq!(project.check(&["--exit-zero"]).code, 0, "a configuration that says nothing holds together");
    // With its marks taken away it holds together.
    let lines: Vec<&str> = text.lines().collect();
    let at = lines.iter().position(|line| line.contains("\"billing-alerts\"")).unwrap();
    let filled: Vec<String> = lines[at - 1..at + 5].iter().map(|line| line[2..].replace("who = \"\"", "who = \"Ada\"")).collect();
    project.write("cohere-lint.toml", filled.join("\n").as_bytes());
    assert_eq!(items(&project, &[])["billing-alerts"].1, "attested by Ada on 2026-11-21");
}

#[test]
fn it_never_writes_over_anything() {
    for name in ["cohere-lint.toml", ".cohere-lint.toml"] {
        let project = Project::new(&[("app.py", APP), (name, "fail-on = \"error\"\n")]);
        let refused = init(&project, &[]);
        assert_eq!(refused.code, 2);
        assert!(refused.error.contains("is there already and was left as it is"), "{}", refused.error);
        assert_eq!(std::fs::read_to_string(project.path(name)).unwrap(), "fail-on = \"error\"\n");
    }
}
