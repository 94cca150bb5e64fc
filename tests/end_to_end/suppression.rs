//! Comments that silence findings.

use super::harness::Project;

fn found(text: &str) -> Vec<String> {
    Project::new(&[("app.ts", text)]).found(&["--select", "secrets,models,hygiene"])
}

const CLIENT: &str = "import { CohereClientV2 } from \"cohere-ai\";\nconst co = new CohereClientV2({ token: process.env.CO_API_KEY });\n";

#[test]
fn on_the_line_above_and_anywhere_in_the_statement() {
    let plain = format!("{CLIENT}co.chat({{\n  model: \"command-r\",\n  messages: [],\n}});\n");
    assert_eq!(found(&plain), ["app.ts:4 retired-model"]);
    let comment = "// cohere-lint: ignore[retired-model] moved next week";
    for silenced in [
        plain.replace("\"command-r\",", &format!("\"command-r\", {comment}")),
        plain.replace("  model:", &format!("  {comment}\n  model:")),
        plain.replace("co.chat({", &format!("{comment}\nco.chat({{")),
        plain.replace("messages: [],", &format!("messages: [], {comment}")),
        plain.replace("\"command-r\",", "\"command-r\", /* cohere-lint: ignore[v1-client, retired-model] */").replace("v1-client, ", ""),
    ] {
        assert_eq!(found(&silenced), [] as [&str; 0], "{silenced}");
    }
}

#[test]
fn for_a_whole_file() {
    let text = format!("// cohere-lint: ignore-file[retired-model] a museum\n{CLIENT}co.chat({{ model: \"command-r\", messages: [] }});\n");
    let project = Project::new(&[("app.ts", &text)]);
    let document = project.json(&["--select", "models"]);
    assert_eq!(document["findings"].as_array().unwrap().len(), 0);
    assert_eq!(document["summary"]["suppressed"], 1);
}

#[test]
fn one_that_silences_nothing_is_a_finding() {
    let text = format!("{CLIENT}// cohere-lint: ignore[retired-model] gone\nco.chat({{ model: \"command-a-03-2025\", messages: [] }});\n");
    assert_eq!(found(&text), ["app.ts:3 unused-suppression"]);
    let elsewhere = Project::new(&[("app.ts", &text)]).found(&["--select", "secrets,hygiene"]);
    assert_eq!(elsewhere, [] as [&str; 0], "a rule that did not run can't tell");
}

#[test]
fn it_is_not_the_line_but_the_rule() {
    let text = format!("{CLIENT}co.chat({{ model: \"command-r\", messages: [] }}); // cohere-lint: ignore[unknown-model]\n");
    assert_eq!(found(&text), ["app.ts:3 retired-model", "app.ts:3 unused-suppression"]);
}
