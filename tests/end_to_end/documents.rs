//! What the README says is so.

use super::harness::{Project, program, run};
use std::path::Path;

fn repository(name: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap()
}

/// The fenced block that follows a mark.
fn block_after<'t>(text: &'t str, mark: &str) -> &'t str {
    let (_, rest) = text.split_once(mark).unwrap_or_else(|| panic!("no {mark}"));
    let (_, rest) = rest.split_once("```text\n").unwrap();
    rest.split_once("```").unwrap().0
}

#[test]
fn the_readme_shows_what_the_program_prints() {
    let readme = repository("README.md");
    let shown = block_after(&readme, "<!-- from: check fixtures/demo -->").trim_end();
    let printed = Project::demo_at("fixtures/demo").check(&["fixtures/demo", "--root", "."]);
    assert_eq!(printed.code, 1);
    assert!(printed.out.contains(shown), "README.md shows another output than:\n{}", printed.out);
}

#[test]
fn the_readme_names_every_command_and_option() {
    let readme = repository("README.md");
    let help = |arguments: &[&str]| run(program(Path::new(".")).args(arguments), "").out;
    let top = help(&["--help"]);
    let commands = top.split("Commands:\n").nth(1).unwrap().lines().map_while(|line| line.strip_prefix("  ")?.split_whitespace().next());
    let commands: Vec<&str> = commands.collect();
    assert!(commands.contains(&"check"), "{top}");
    for command in &commands {
        assert!(readme.contains(&format!("`cohere-lint {command}")), "README.md does not name the command {command}");
        let help = help(&[command, "--help"]);
        for option in help.split_whitespace().filter(|word| word.starts_with("--") && *word != "--help") {
            assert!(readme.contains(&format!("`{option}")), "README.md does not name {option} of {command}");
        }
    }
}

#[test]
fn the_reference_pages_are_current() {
    let project = Project::empty();
    let ended = run(program(&project.path("")).args(["reference", "pages"]), "");
    assert_eq!(ended.code, 0, "{ended:?}");
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/reference");
    let names = |directory: &Path| {
        let entries = std::fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().file_name());
        entries.collect::<std::collections::BTreeSet<_>>()
    };
    assert_eq!(names(&project.path("pages")), names(&docs));
    for name in names(&docs) {
        let written = std::fs::read_to_string(project.path("pages").join(&name)).unwrap();
        let page = std::fs::read_to_string(docs.join(&name)).unwrap();
        assert!(written == page, "docs/reference/{} is out of date: cargo run -- reference docs/reference", name.display());
    }
}
