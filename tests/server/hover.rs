//! What is known of the thing under the pointer.

use crate::client::{Client, Project};
use serde_json::json;

const TEXT: &str = "import cohere\n\nco = cohere.ClientV2(timeout=20)\n# cohere-lint: ignore[missing-max-tokens] short\nco.chat(model=\"command-r\", temperature=0.3, messages=[])\nco.embed(model=\"embed-v4.0\", input_type=\"search_query\", texts=[], embedding_types=[\"float\"])\n";

#[test]
fn models_rules_and_arguments_are_explained() {
    let project = Project::new(&[("keep.txt", "")]);
    let mut client = Client::new(&[project.root()]);
    let uri = project.uri("a.py");
    client.open(&uri, TEXT);
    let model = client.hover(&uri, TEXT, "command-r").unwrap();
    assert!(model.contains("Shut down") && model.contains("2025-09-15") && model.contains("Use instead"), "{model}");
    let rule = client.hover(&uri, TEXT, "missing-max-tokens").unwrap();
    assert!(rule.contains("`missing-max-tokens`") && rule.contains("What it finds"), "{rule}");
    let temperature = client.hover(&uri, TEXT, "temperature").unwrap();
    assert!(temperature.contains("ClientV2.chat") && temperature.contains("From 0 to 1"), "{temperature}");
    let input_type = client.hover(&uri, TEXT, "input_type").unwrap();
    assert!(input_type.contains("search_query") && input_type.contains("Required"), "{input_type}");
    assert!(client.hover(&uri, TEXT, "timeout").unwrap().contains("seconds"));
    assert_eq!(client.hover(&uri, TEXT, "import"), None);
    client.leave();
}

#[test]
fn a_file_that_is_not_open_is_answered_too() {
    let mut client = Client::new(&[]);
    let params = json!({ "textDocument": { "uri": "file:///nowhere/a.py" }, "position": { "line": 9, "character": 9 } });
    assert!(client.ask("textDocument/hover", params).unwrap().is_null());
    client.leave();
}
