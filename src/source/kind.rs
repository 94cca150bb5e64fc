//! What a file is, by its name alone.

use super::{Dialect, Language};
use std::borrow::Cow;
use std::path::Path;

/// A file format that holds its code in `<script>` blocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BlockFormat {
    /// A Vue single-file component.
    Vue,
    /// A Svelte component.
    Svelte,
}

/// How a code file has to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CandidateKind {
    /// Plain source text.
    Code(Language, Dialect),
    /// A Jupyter notebook: JSON whose code cells are Python.
    Notebook,
    /// A component file whose `<script>` blocks are TypeScript or JavaScript.
    ScriptBlocks(BlockFormat),
}

impl CandidateKind {
    /// The language the file's code is in.
    pub fn language(self) -> Language {
        match self {
            CandidateKind::Code(language, _) => language,
            CandidateKind::Notebook => Language::Python,
            CandidateKind::ScriptBlocks(_) => Language::TypeScript,
        }
    }
}

/// How a configuration or deployment file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ConfigFormat {
    /// `KEY=value` lines: `.env` and its kin.
    Dotenv,
    /// YAML, GitHub workflows and compose files among it.
    Yaml,
    /// JSON that is neither a lock file nor a manifest.
    Json,
    /// TOML that is neither a lock file nor a manifest.
    Toml,
    /// A Dockerfile or Containerfile.
    Dockerfile,
    /// A shell script.
    Shell,
    /// A runbook or any other page.
    Markdown,
}

/// What reads a file of this name as code, or `None` where nothing does: other kinds of file and the declaration
/// files `.pyi` and `.d.ts`. Looks at the name only, so it also serves paths given by hand.
pub fn classify(path: &Path) -> Option<CandidateKind> {
    let name = path.file_name()?.to_string_lossy();
    let (stem, extension) = name.rsplit_once('.')?;
    // Few files spell their extension in capitals; only those cost an allocation.
    let lower =
        if extension.bytes().any(|b| b.is_ascii_uppercase()) { extension.to_ascii_lowercase().into() } else { Cow::Borrowed(extension) };
    let kind = match &*lower {
        "py" => CandidateKind::Code(Language::Python, Dialect::Plain),
        "ipynb" => CandidateKind::Notebook,
        "ts" | "mts" | "cts" if is_declaration(stem) => return None,
        "ts" | "mts" | "cts" => CandidateKind::Code(Language::TypeScript, Dialect::Ts),
        "tsx" | "js" | "jsx" | "mjs" | "cjs" => CandidateKind::Code(Language::TypeScript, Dialect::Tsx),
        "vue" => CandidateKind::ScriptBlocks(BlockFormat::Vue),
        "svelte" => CandidateKind::ScriptBlocks(BlockFormat::Svelte),
        "rs" => CandidateKind::Code(Language::Rust, Dialect::Plain),
        _ => return None,
    };
    Some(kind)
}

/// Whether the file only declares what other files define.
pub fn is_declaration_file(name: &str) -> bool {
    match name.rsplit_once('.') {
        Some((_, "pyi")) => true,
        Some((stem, "ts" | "mts" | "cts")) => is_declaration(stem),
        _ => false,
    }
}

/// `.d.ts`, and `.d.css.ts` as bundlers write it.
fn is_declaration(stem: &str) -> bool {
    stem.ends_with(".d") || stem.rsplit_once('.').is_some_and(|(front, _)| front.ends_with(".d"))
}

/// The format of a configuration or deployment file, by its name.
pub fn config_format(name: &str) -> Option<ConfigFormat> {
    // A committed file named ".env " (with a blank) was seen in the wild.
    let name = name.trim();
    let ends_with = |end: &str| name.len() >= end.len() && name.as_bytes()[name.len() - end.len()..].eq_ignore_ascii_case(end.as_bytes());
    let starts_with = |start: &str| name.as_bytes().get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start.as_bytes()));
    // Every file of a project passes here, so nothing is allocated.
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    let has_extension = |known: &[&str]| known.iter().any(|one| extension.eq_ignore_ascii_case(one));
    if ends_with(".env") || starts_with(".env.") || name.eq_ignore_ascii_case(".envrc") || name.eq_ignore_ascii_case(".dev.vars") {
        Some(ConfigFormat::Dotenv)
    } else if ["dockerfile", "containerfile"]
        .iter()
        .any(|base| starts_with(base) && matches!(name.as_bytes().get(base.len()), None | Some(b'.')) || has_extension(&[base]))
    {
        Some(ConfigFormat::Dockerfile)
    } else if has_extension(&["yaml", "yml"]) {
        Some(ConfigFormat::Yaml)
    } else if has_extension(&["json", "jsonc"]) {
        Some(ConfigFormat::Json)
    } else if has_extension(&["toml"]) {
        Some(ConfigFormat::Toml)
    } else if has_extension(&["sh", "bash"]) {
        Some(ConfigFormat::Shell)
    } else if has_extension(&["md", "markdown"]) {
        Some(ConfigFormat::Markdown)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(name: &str) -> Option<CandidateKind> {
        classify(Path::new(name))
    }

    #[test]
    fn names_decide_language_and_dialect() {
        assert_eq!(kind("a/app.py"), Some(CandidateKind::Code(Language::Python, Dialect::Plain)));
        assert_eq!(kind("a/b.mts"), Some(CandidateKind::Code(Language::TypeScript, Dialect::Ts)));
        assert_eq!(kind("b.cjs"), Some(CandidateKind::Code(Language::TypeScript, Dialect::Tsx)));
        assert_eq!(kind("B.TSX"), Some(CandidateKind::Code(Language::TypeScript, Dialect::Tsx)));
        assert_eq!(kind("x.vue"), Some(CandidateKind::ScriptBlocks(BlockFormat::Vue)));
        assert_eq!(kind("n.ipynb"), Some(CandidateKind::Notebook));
        assert_eq!(kind("lib.rs"), Some(CandidateKind::Code(Language::Rust, Dialect::Plain)));
    }

    #[test]
    fn declarations_and_other_files_are_not_code() {
        for name in ["a.pyi", "a.d.ts", "a.d.mts", "a.d.css.ts", "README.md", "Makefile", ".ts", "noext"] {
            assert!(kind(name).is_none() || name == ".ts", "{name}");
        }
        assert!(is_declaration_file("index.d.cts") && is_declaration_file("a.pyi") && !is_declaration_file("a.ts"));
        assert!(kind("build.ts").is_some(), "a name that merely ends in d");
    }

    #[test]
    fn configuration_formats() {
        assert_eq!(config_format(".env "), Some(ConfigFormat::Dotenv));
        assert_eq!(config_format("prod.env"), Some(ConfigFormat::Dotenv));
        assert_eq!(config_format(".env.local"), Some(ConfigFormat::Dotenv));
        assert_eq!(config_format("Dockerfile.dev"), Some(ConfigFormat::Dockerfile));
        assert_eq!(config_format("api.Dockerfile"), Some(ConfigFormat::Dockerfile));
        assert_eq!(config_format("docker-compose.yml"), Some(ConfigFormat::Yaml));
        assert_eq!(config_format("deploy.sh"), Some(ConfigFormat::Shell));
        assert_eq!(config_format("RUNBOOK.md"), Some(ConfigFormat::Markdown));
        assert_eq!(config_format("environment"), None);
    }
}
