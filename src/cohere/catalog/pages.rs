//! The pages of the rules, `rules/<rule-id>.md`: documentation, help text and tests in one.
//!
//! A page is front matter in TOML between lines of `+++`, then Markdown. Its examples are fenced blocks that say after their language
//! whether the rule must find something there:
//!
//! ````text
//! ```python bad
//! ```typescript good file=src/a.ts version="cohere-ai 7.9.5" as-of=2026-01-01
//! ````
//!
//! Blocks that follow each other and carry the same `example=name` are the files of one project. A line of a bad example that ends in a
//! comment `# finding` or `// finding` is one on which a finding must stand. Blocks that say neither `bad` nor `good` are plain text.

use super::load::{CatalogError, RULES};
use super::options::OptionSpec;
use crate::finding::Severity;
use crate::source::Language;
use jiff::civil::Date;
use serde::Deserialize;
use smol_str::SmolStr;
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// How grave the findings of a rule are, unless the finding knows better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PageSeverity {
    /// The request fails, or money or a secret is lost.
    Error,
    /// It will hurt in production.
    Warning,
    /// Advice.
    Note,
}

impl From<PageSeverity> for Severity {
    fn from(severity: PageSeverity) -> Self {
        match severity {
            PageSeverity::Note => Self::Note,
            PageSeverity::Warning => Self::Warning,
            PageSeverity::Error => Self::Error,
        }
    }
}

/// What a page says about its rule before the text.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct FrontMatter {
    /// The rule's id; the file's name.
    pub id: SmolStr,
    /// A line that says what is wrong.
    pub title: String,
    /// The group it belongs to: `secrets`, `api-version`, `models`, `requests`, `reliability`, `performance`, `operations`, `hygiene`.
    pub group: SmolStr,
    /// How grave it is.
    pub severity: PageSeverity,
    /// Its number in the Common Weakness Enumeration.
    #[serde(default)]
    pub cwe: Option<u32>,
    /// The item of the go-live checklist it decides on.
    #[serde(default)]
    pub checklist: Option<SmolStr>,
    /// The release that brought it.
    pub since: SmolStr,
    /// Reported under `--pedantic` alone.
    #[serde(default)]
    pub pedantic: bool,
    /// It runs only where somebody asks for it by its name.
    #[serde(default)]
    pub off_by_default: bool,
    /// The languages it reads: `python`, `typescript`, `rust`; none for rules about configuration.
    pub languages: Vec<SmolStr>,
    /// What a project's configuration may set about it.
    #[serde(default)]
    pub options: BTreeMap<SmolStr, OptionSpec>,
    /// It speaks of application code alone, whatever its group.
    #[serde(default)]
    pub application_only: bool,
}

impl FrontMatter {
    /// Whether its findings in tests, notebooks and examples are left out: what matters there is that the code runs, not how it fails.
    pub fn is_application_only(&self) -> bool {
        self.application_only || matches!(self.group.as_str(), "reliability" | "performance")
    }
}

/// The page of a rule.
#[derive(Clone, Debug)]
pub struct RulePage {
    /// What it says about the rule.
    pub front: FrontMatter,
    /// The text after the front matter.
    pub markdown: String,
    /// The examples in it.
    pub examples: Vec<Example>,
}

/// A small project that the rule must, or must not, find something in.
#[derive(Clone, Debug, PartialEq)]
pub struct Example {
    /// The name that its blocks share, if it has several files.
    pub name: Option<SmolStr>,
    /// The language of its first file.
    pub language: Language,
    /// Whether the rule must find something.
    pub is_bad: bool,
    /// Its files.
    pub files: Vec<ExampleFile>,
    /// The day to judge it by.
    pub as_of: Option<Date>,
    /// The versions of packages it is locked to.
    pub packages: Vec<(SmolStr, SmolStr)>,
    /// Whether it is judged under `--pedantic`.
    pub pedantic: bool,
    /// The line of the page that its first block begins on, from 1.
    pub line: usize,
}

/// A file of an example.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExampleFile {
    /// Its path in the project.
    pub name: SmolStr,
    /// Its text.
    pub text: String,
    /// The lines, from 1, on which a finding must stand.
    pub findings: Vec<usize>,
}

/// The pages of all rules, by id.
///
/// # Errors
/// When a page is malformed; the message names it and the line.
pub fn rule_pages() -> Result<&'static [RulePage], CatalogError> {
    static PAGES: OnceLock<Result<Vec<RulePage>, CatalogError>> = OnceLock::new();
    PAGES.get_or_init(read_pages).as_ref().map(Vec::as_slice).map_err(Clone::clone)
}

/// The page of a rule.
///
/// # Errors
/// When any page is malformed.
pub fn rule_page(id: &str) -> Result<Option<&'static RulePage>, CatalogError> {
    Ok(rule_pages()?.iter().find(|page| page.front.id == id))
}

fn read_pages() -> Result<Vec<RulePage>, CatalogError> {
    let mut pages = Vec::new();
    for file in RULES.files() {
        let Some(name) = file.path().to_str().filter(|name| name.ends_with(".md")) else { continue };
        let text = file.contents_utf8().ok_or_else(|| CatalogError::Syntax { file: name.into(), message: "is no UTF-8".into() })?;
        pages.push(RulePage::parse(name, text)?);
    }
    pages.sort_by(|a, b| a.front.id.cmp(&b.front.id));
    Ok(pages)
}

impl RulePage {
    /// Reads a page; `file` is its path for messages.
    ///
    /// # Errors
    /// When the front matter, an example's head or a fence is malformed.
    pub fn parse(file: &str, text: &str) -> Result<Self, CatalogError> {
        let fail = |line: usize, message: String| CatalogError::Syntax { file: file.into(), message: format!("line {line}: {message}") };
        let rest = text.strip_prefix("+++\n").ok_or_else(|| fail(1, "a page begins with front matter between lines of +++".into()))?;
        let (front, markdown) =
            rest.split_once("\n+++\n").ok_or_else(|| fail(1, "the front matter doesn't end with a line of +++".into()))?;
        let first_line = front.lines().count() + 3;
        let front: FrontMatter = super::load::parse(file, front)?;
        if file.rsplit('/').next() != Some(&format!("{}.md", front.id)) {
            return Err(fail(2, format!("the page of {} has another file name", front.id)));
        }
        let examples = examples(markdown, first_line).map_err(|(line, message)| fail(line, message))?;
        Ok(Self { front, markdown: markdown.trim_start().into(), examples })
    }
}

/// The examples in a text whose first line has this number.
///
/// # Errors
/// When an example's head or a fence is malformed: the line, and what is wrong.
pub fn examples(markdown: &str, first_line: usize) -> Result<Vec<Example>, (usize, String)> {
    let mut examples: Vec<Example> = Vec::new();
    let blocks = Blocks { lines: markdown.lines().enumerate(), first_line };
    for block in blocks {
        let (line, head, text) = block.map_err(|line| (line, "the block is never closed".to_owned()))?;
        let Some(head) = Head::parse(head).map_err(|message| (line, message))? else { continue };
        let file = head.file(text);
        match examples.last_mut() {
            Some(example) if head.example.is_some() && example.name == head.example => example.files.push(file),
            _ => examples.push(head.example_of(file, line).map_err(|message| (line, message))?),
        }
    }
    Ok(examples)
}

/// The fenced blocks of a text: the line of the head, the head, and the text inside. An unclosed one is its line.
struct Blocks<'t, I: Iterator<Item = (usize, &'t str)>> {
    lines: I,
    first_line: usize,
}

impl<'t, I: Iterator<Item = (usize, &'t str)>> Iterator for Blocks<'t, I> {
    type Item = Result<(usize, &'t str, String), usize>;

    fn next(&mut self) -> Option<Self::Item> {
        let (start, head) = self.lines.by_ref().find(|(_, line)| line.starts_with("```"))?;
        let line = start + self.first_line;
        let fence = &head[..head.len() - head.trim_start_matches('`').len()];
        let mut text = String::new();
        for (_, inside) in self.lines.by_ref() {
            if inside.trim_end() == fence {
                return Some(Ok((line, &head[fence.len()..], text)));
            }
            text.push_str(inside);
            text.push('\n');
        }
        Some(Err(line))
    }
}

/// What stands after the fence of an example.
#[derive(Debug, Default)]
struct Head {
    language: SmolStr,
    is_bad: Option<bool>,
    pedantic: bool,
    file: Option<SmolStr>,
    example: Option<SmolStr>,
    as_of: Option<Date>,
    packages: Vec<(SmolStr, SmolStr)>,
}

impl Head {
    /// Reads it; `None` for a block that is no example.
    fn parse(text: &str) -> Result<Option<Self>, String> {
        let mut words = words(text)?.into_iter();
        let mut head = Self { language: words.next().unwrap_or_default().into(), ..Self::default() };
        for word in words {
            match word.split_once('=') {
                None if word == "bad" || word == "good" => head.is_bad = Some(word == "bad"),
                None if word == "pedantic" => head.pedantic = true,
                Some(("file", name)) => head.file = Some(name.into()),
                Some(("example", name)) => head.example = Some(name.into()),
                Some(("as-of", day)) => head.as_of = Some(day.parse().map_err(|_| format!("{day} is no date"))?),
                Some(("version", versions)) => head.packages = packages(versions)?,
                _ => return Err(format!("`{word}` says nothing about an example")),
            }
        }
        Ok((head.is_bad.is_some() || head.example.is_some()).then_some(head))
    }

    fn language(&self) -> Option<Language> {
        match self.language.as_str() {
            "python" => Some(Language::Python),
            "typescript" | "tsx" | "javascript" | "jsx" => Some(Language::TypeScript),
            "rust" => Some(Language::Rust),
            // Configuration belongs to no language: the manifests written beside it may be any one's.
            "yaml" | "json" | "toml" | "dotenv" | "dockerfile" | "sh" | "markdown" if self.file.is_some() => Some(Language::Python),
            _ => None,
        }
    }

    fn file(&self, text: String) -> ExampleFile {
        let name = self.file.clone().unwrap_or_else(|| {
            SmolStr::new(match self.language.as_str() {
                "python" => "app.py",
                "typescript" => "src/app.ts",
                "tsx" => "src/app.tsx",
                "javascript" => "src/app.js",
                "jsx" => "src/app.jsx",
                "rust" => "src/main.rs",
                _ => "file",
            })
        });
        let marked = |line: &str| line.ends_with("# finding") || line.ends_with("// finding");
        let findings = text.lines().enumerate().filter(|(_, line)| marked(line.trim_end())).map(|(i, _)| i + 1).collect();
        ExampleFile { name, text, findings }
    }

    fn example_of(self, file: ExampleFile, line: usize) -> Result<Example, String> {
        let language = self.language().ok_or_else(|| format!("{} is no language that rules read", self.language))?;
        let is_bad = self.is_bad.ok_or("an example is `bad` or `good`")?;
        Ok(Example {
            name: self.example,
            language,
            is_bad,
            files: vec![file],
            as_of: self.as_of,
            packages: self.packages,
            pedantic: self.pedantic,
            line,
        })
    }
}

/// Splits at blanks; double quotes keep blanks together.
fn words(text: &str) -> Result<Vec<String>, String> {
    let mut words = vec![String::new()];
    let mut quoted = false;
    for c in text.trim().chars() {
        match c {
            '"' => quoted = !quoted,
            ' ' if !quoted => words.push(String::new()),
            _ => words.last_mut().into_iter().for_each(|word| word.push(c)),
        }
    }
    words.retain(|word| !word.is_empty());
    if quoted { Err("a quotation mark is never closed".into()) } else { Ok(words) }
}

/// Reads `cohere 5.3.0, httpx 0.27`.
fn packages(text: &str) -> Result<Vec<(SmolStr, SmolStr)>, String> {
    let pair = |part: &str| {
        let (name, version) = part.trim().split_once(' ').ok_or_else(|| format!("`{part}` is no package with a version"))?;
        Ok((name.into(), version.trim().into()))
    };
    text.split(',').map(pair).collect()
}

#[cfg(test)]
mod tests;
