//! The comment that silences a finding: where it can stand, and how it is written there.

use crate::finding::suppression::Suppressions;
use crate::finding::{Edit, Finding, FindingBuilder};
use crate::program::Comment;
use crate::source::{FileId, Language, LineIndex, SourceFile, Span, classify, config_format};
use crate::syntax;
use crate::syntax::deployment::DeploymentFile;
use std::path::Path;
use std::sync::Arc;

/// The insertion that silences a finding in its file, whose text and path are given. Nothing where no comment can: in notebooks as they lie on
/// disk, in JSON.
///
/// Where a comment may stand is the grammar's to say (the text of a JSX element, a template string), so each place is tried: the file is parsed with
/// the comment in it, and the comment must be one, silence the finding and leave the rest whole.
pub fn silencing_edit(finding: &Finding, path: &str, text: &str, reason: &str) -> Option<Edit> {
    let markers = Markers::of(path)?;
    let directive = format!("cohere-lint: ignore[{}] {}", finding.rule, reason.trim());
    let before = Parsed::new(path, text)?;
    let (statement, primary) = (finding.statement.to(finding.primary.span).start, finding.primary.span.start);
    let break_at = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let line = |comment: &str| format!("{comment}{directive}");
    let above = |offset: u32, comment: String| {
        let (start, indent) = line_start(text, offset as usize);
        (start, format!("{indent}{comment}{break_at}"))
    };
    let behind = |offset: u32| (line_end(text, offset as usize), format!("  {}", line(markers.line)));
    let mut places = vec![above(statement, line(markers.line)), above(primary, line(markers.line)), behind(primary)];
    if markers.jsx {
        places.push(above(primary, format!("{{/* {directive} */}}")));
    }
    places.into_iter().find_map(|(at, inserted)| {
        let mut changed = text.to_owned();
        changed.insert_str(at, &inserted);
        let silences = Parsed::new(path, &changed)?.silences(finding, at, inserted.len(), &before);
        silences.then(|| Edit { file: finding.primary.file, span: Span::new(at, at), replacement: inserted })
    })
}

/// How comments are written in a file.
struct Markers {
    line: &'static str,
    jsx: bool,
}

impl Markers {
    fn of(path: &str) -> Option<Self> {
        let name = path.rsplit('/').next().unwrap_or(path);
        let hash = Some(Self { line: "# ", jsx: false });
        match classify(Path::new(path)) {
            Some(crate::source::CandidateKind::Notebook) => None,
            Some(kind) if kind.language() == Language::Python => hash,
            Some(kind) => Some(Self { line: "// ", jsx: kind.language() == Language::TypeScript }),
            None => match config_format(name)? {
                crate::source::ConfigFormat::Json | crate::source::ConfigFormat::Markdown => None,
                _ => hash,
            },
        }
    }
}

/// A file as far as suppressions are concerned.
struct Parsed {
    text: Arc<str>,
    lines: Arc<LineIndex>,
    comments: Vec<Comment>,
    /// Ranges that were not understood.
    skipped: usize,
}

impl Parsed {
    fn new(path: &str, text: &str) -> Option<Self> {
        const FILE: FileId = FileId(0);
        if classify(Path::new(path)).is_some() {
            let source = SourceFile::in_memory(path, text)?;
            let module = syntax::lower(FILE, &source).ok()?;
            return Some(Self { text: source.text, lines: source.lines, comments: module.comments, skipped: module.skipped.len() });
        }
        let format = config_format(path.rsplit('/').next().unwrap_or(path))?;
        let file = DeploymentFile::new(FILE, path, format, text);
        let skipped = file.document.errors.len();
        Some(Self { comments: file.comments(), text: text.into(), lines: Arc::new(LineIndex::new(text)), skipped })
    }

    fn silences(&self, finding: &Finding, at: usize, length: usize, before: &Self) -> bool {
        let moved = |offset: u32| if offset as usize >= at { offset + length as u32 } else { offset };
        let span = |span: Span| Span { start: moved(span.start), end: moved(span.end) };
        let moved = FindingBuilder::new(&finding.rule, finding.severity, FileId(0), span(finding.primary.span));
        let moved = moved.statement(span(finding.statement)).build();
        let suppressions = Suppressions::parse(FileId(0), &self.text, &self.lines, &self.comments);
        let is_comment = self.comments.len() == before.comments.len() + 1;
        is_comment && self.skipped <= before.skipped && suppressions.covers(&moved).is_some()
    }
}

/// Where the line of an offset begins, and the blanks it begins with.
fn line_start(text: &str, offset: usize) -> (usize, &str) {
    let start = text.get(..offset).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
    let line = &text[start..];
    (start, &line[..line.len() - line.trim_start_matches([' ', '\t']).len()])
}

/// Where the line of an offset ends.
fn line_end(text: &str, offset: usize) -> usize {
    let end = text.get(offset..).and_then(|rest| rest.find('\n')).map_or(text.len(), |at| offset + at);
    if text[..end].ends_with('\r') { end - 1 } else { end }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Severity;

    /// The text after the finding at `needle`, whose statement is `statement`, was silenced.
    fn silenced(path: &str, text: &str, needle: &str, statement: &str) -> Option<String> {
        let span = |part: &str| text.find(part).map(|at| Span::new(at, at + part.len())).unwrap();
        let finding = FindingBuilder::new("retired-model", Severity::Error, FileId(3), span(needle)).statement(span(statement)).build();
        let edit = silencing_edit(&finding, path, text, "as agreed")?;
        let mut text = text.to_owned();
        text.replace_range(edit.span.range(), &edit.replacement);
        Some(text)
    }

    #[test]
    fn it_stands_above_the_statement() {
        let text = "def f():\n    r = co.chat(\n        model='command-r',\n    )\n";
        let after = silenced("a.py", text, "'command-r'", "r = co.chat(\n        model='command-r',\n    )").unwrap();
        assert_eq!(after, text.replace("    r =", "    # cohere-lint: ignore[retired-model] as agreed\n    r ="));
        let text = "fn f() {\r\n\tlet m = \"command-r\";\r\n}\r\n";
        let after = silenced("a.rs", text, "\"command-r\"", "let m = \"command-r\";").unwrap();
        assert_eq!(after, text.replace("\tlet", "\t// cohere-lint: ignore[retired-model] as agreed\r\n\tlet"));
    }

    #[test]
    fn it_stands_where_the_grammar_lets_it() {
        let text = "const p = (\n  <ul>\n    <li>{ask(\"command-r\")}</li>\n  </ul>\n);\n";
        let after = silenced("a.tsx", text, "\"command-r\"", "ask(\"command-r\")").unwrap();
        assert!(after.contains("    {/* cohere-lint: ignore[retired-model] as agreed */}\n    <li>"), "{after}");
        let text = "const s = `\n${ask(\"command-r\")}\n`;\n";
        assert_eq!(silenced("a.ts", text, "\"command-r\"", "ask(\"command-r\")"), None, "a template string has room for none");
        let text = "<template><p/></template>\n<script>\nconst m = 'command-r'\n</script>\n";
        assert!(silenced("a.vue", text, "'command-r'", "const m = 'command-r'").unwrap().contains(">\n// cohere-lint"));
    }

    #[test]
    fn configuration_has_comments_too_but_for_json() {
        let after = silenced("app.yaml", "a:\n  key: x1\n", "x1", "x1").unwrap();
        assert_eq!(after, "a:\n  # cohere-lint: ignore[retired-model] as agreed\n  key: x1\n");
        assert!(silenced(".env", "A=1\nKEY=x1\n", "x1", "x1").unwrap().starts_with("A=1\n# cohere-lint"));
        assert_eq!(silenced("a.json", "{\"a\": \"x1\"}", "x1", "x1"), None);
        assert_eq!(silenced("a.ipynb", "{\"cells\": []}", "cells", "cells"), None);
    }
}
