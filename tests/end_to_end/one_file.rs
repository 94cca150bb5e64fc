//! What is said of one file is what a run over the whole project says of it.

use cohere_lint::engine::{CheckOptions, Engine, NoProgress};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Rule, line, column and words of the findings of each file.
type Found = BTreeMap<PathBuf, Vec<(String, u32, u32, String)>>;

fn found(engine: &Engine, root: &Path, path: &Path, pedantic: bool) -> Found {
    let options = CheckOptions {
        root: Some(root.to_path_buf()),
        paths: vec![path.to_path_buf()],
        as_of: Some(jiff::civil::date(2026, 11, 21)),
        pedantic,
        ..CheckOptions::default()
    };
    let report = engine.check(&options, &NoProgress).unwrap();
    let mut all = Found::new();
    for finding in &report.findings {
        let file = root.join(&report.file(finding.primary.file).unwrap().path);
        let told = (finding.rule.to_string(), finding.start.line, finding.start.column, finding.message.clone());
        all.entry(file).or_default().push(told);
    }
    all
}

#[test]
fn a_file_alone_is_judged_as_in_its_project() {
    let engine = Engine::new().unwrap();
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let mut looked_at = 0;
    for fixture in
        ["demo", "projects/handlers-python", "projects/handlers-typescript", "projects/routes-rust", "projects/versions-wrappers"]
    {
        let root = fixtures.join(fixture);
        for pedantic in [false, true] {
            let whole = found(&engine, &root, &root, pedantic);
            for (file, findings) in &whole {
                let alone = found(&engine, &root, file, pedantic);
                assert_eq!(alone.get(file), Some(findings), "{}", file.display());
                assert_eq!(alone.len(), 1);
                looked_at += 1;
            }
        }
    }
    assert!(looked_at > 20, "{looked_at}");
}

#[test]
fn a_variable_that_another_part_reads_counts() {
    let root = tempfile::tempdir().unwrap();
    let client = root.path().join("client.ts");
    std::fs::write(
        &client,
        "import { CohereClientV2 } from \"cohere-ai\";\n\nexport const co = new CohereClientV2({ timeoutInSeconds: 20 });\n",
    )
    .unwrap();
    std::fs::write(root.path().join("other.ts"), "export const key = process.env.COHERE_API_KEY;\n").unwrap();
    let engine = Engine::new().unwrap();
    let whole = found(&engine, root.path(), root.path(), false);
    assert_eq!(found(&engine, root.path(), &client, false).get(&client), whole.get(&client));
    assert!(whole[&client].iter().any(|(rule, ..)| rule == "wrong-credential-name"), "{whole:?}");
}
