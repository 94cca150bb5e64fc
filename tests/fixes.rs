//! Every edit that a finding carries leaves code that parses, and the finding is gone; so does the comment that silences it.

use cohere_lint::cohere::catalog::pages::{Example, rule_pages};
use cohere_lint::engine::{CheckOptions, Engine, NoProgress, silencing_edit};
use cohere_lint::finding::Edit;
use cohere_lint::report::Report;
use cohere_lint::source::{FileId, Language, SourceFile};
use cohere_lint::syntax;
use std::fmt::Write as _;
use std::path::Path;

/// A project on disk that is checked again and again.
struct Project<'e> {
    engine: &'e Engine,
    options: CheckOptions,
}

impl Project<'_> {
    fn check(&self) -> Report {
        self.engine.check(&self.options, &NoProgress).unwrap()
    }

    fn root(&self) -> &Path {
        self.options.root.as_deref().unwrap()
    }

    /// Why code with these edits is worse than before, or has the finding still. The files are put back.
    fn try_edits(&self, before: &Report, rule: &str, file: FileId, edits: &[Edit]) -> Option<String> {
        let mut changed: Vec<(String, String, String)> = Vec::new();
        for edit in edits {
            let Some(path) = before.file(edit.file).map(|file| file.path.clone()) else {
                return Some("the edit is of no file that is shown".to_owned());
            };
            if !changed.iter().any(|(known, ..)| *known == path) {
                let text = std::fs::read_to_string(self.root().join(&path)).unwrap();
                let mut own: Vec<&Edit> = edits.iter().filter(|other| other.file == edit.file).collect();
                own.sort_by_key(|edit| std::cmp::Reverse(edit.span.start));
                let mut edited = text.clone();
                own.iter().for_each(|edit| edited.replace_range(edit.span.range(), &edit.replacement));
                changed.push((path, text, edited));
            }
        }
        let mut failure = None;
        for (path, text, edited) in &changed {
            if skipped(path, edited) > skipped(path, text) {
                failure = Some(format!("{path} does not parse any more:\n{edited}"));
            }
            std::fs::write(self.root().join(path), edited).unwrap();
        }
        let (had, has) = (count(before, rule, file), count(&self.check(), rule, file));
        if has >= had {
            let edited: String = changed.iter().map(|(path, _, text)| format!("--- {path}\n{text}")).collect();
            failure = failure.or_else(|| Some(format!("{had} findings before, {has} after:\n{edited}")));
        }
        for (path, text, _) in &changed {
            std::fs::write(self.root().join(path), text).unwrap();
        }
        failure
    }
}

/// How many stretches of a file can't be made sense of; of one that can't be parsed at all many.
fn skipped(path: &str, text: &str) -> usize {
    match SourceFile::in_memory(path, text) {
        Some(file) => syntax::lower(FileId(0), &file).map_or(1000, |module| module.skipped.len()),
        None => 0,
    }
}

fn count(report: &Report, rule: &str, file: FileId) -> usize {
    report.findings.iter().filter(|finding| finding.rule == rule && finding.primary.file == file).count()
}

fn write(root: &Path, name: &str, text: &str) {
    let path = root.join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

fn manifests(root: &Path, example: &Example) {
    let pins = |format: fn(&str, &str) -> String| example.packages.iter().map(|(n, v)| format(n, v)).collect::<Vec<_>>();
    match example.language {
        _ if example.packages.is_empty() => {}
        Language::Python => write(root, "requirements.txt", &pins(|n, v| format!("{n}=={v}\n")).concat()),
        Language::TypeScript => {
            let pins = pins(|n, v| format!("\"{n}\": \"{v}\"")).join(", ");
            write(root, "package.json", &format!("{{\"name\": \"example\", \"private\": true, \"dependencies\": {{{pins}}}}}\n"));
        }
        Language::Rust => {
            let pins = pins(|n, v| format!("{n} = \"={v}\"\n")).concat();
            write(root, "Cargo.toml", &format!("[package]\nname = \"example\"\nversion = \"0.1.0\"\n\n[dependencies]\n{pins}"));
        }
    }
}

#[test]
fn what_a_finding_offers_ends_it() {
    let engine = Engine::new().unwrap();
    let (mut fixes, mut comments, mut failures) = (0, 0, String::new());
    for page in rule_pages().unwrap() {
        for example in page.examples.iter().filter(|example| example.is_bad) {
            let root = tempfile::tempdir().unwrap();
            example.files.iter().for_each(|file| write(root.path(), &file.name, &file.text));
            manifests(root.path(), example);
            let options = CheckOptions {
                root: Some(root.path().to_path_buf()),
                paths: vec![root.path().to_path_buf()],
                pedantic: example.pedantic,
                as_of: Some(example.as_of.unwrap_or(jiff::civil::date(2026, 11, 21))),
                ..CheckOptions::default()
            };
            let project = Project { engine: &engine, options };
            let report = project.check();
            let place = format!("rules/{}.md:{}", page.front.id, example.line);
            for finding in report.findings.iter().filter(|finding| finding.rule == page.front.id) {
                let file = finding.primary.file;
                let path = report.file(file).unwrap().path.clone();
                if path.ends_with(".ipynb") {
                    continue;
                }
                for fix in &finding.fixes {
                    fixes += 1;
                    if let Some(why) = project.try_edits(&report, &finding.rule, file, &fix.edits) {
                        let _ = writeln!(failures, "{place}: `{}`: {why}", fix.title);
                    }
                }
                let text = std::fs::read_to_string(root.path().join(&path)).unwrap();
                if let Some(edit) = silencing_edit(finding, &path, &text, "it is known") {
                    comments += 1;
                    if let Some(why) = project.try_edits(&report, &finding.rule, file, &[edit]) {
                        let _ = writeln!(failures, "{place}: the comment: {why}");
                    }
                }
            }
        }
    }
    assert!(failures.is_empty(), "\n{failures}");
    assert!(fixes > 40 && comments > 150, "{fixes} fixes, {comments} comments");
}
