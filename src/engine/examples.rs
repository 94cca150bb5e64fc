//! Runs the examples of a project's own rules, as the product's tests run those of its pages.

use super::configure::found;
use super::scope::Scope;
use super::{CheckOptions, Engine, EngineError, NoProgress};
use crate::cohere::catalog::pages::Example;
use crate::config::{Choice, Configuration, Origin};
use crate::source::{Language, WalkOptions, discover};
use smol_str::SmolStr;
use std::io;
use std::path::{Path, PathBuf};

/// What came of the examples of one rule.
#[derive(Debug)]
pub struct RuleTest {
    /// The rule.
    pub rule: SmolStr,
    /// Where it is described.
    pub origin: Option<Origin>,
    /// Its examples.
    pub examples: Vec<ExampleRun>,
}

/// What came of one example.
#[derive(Debug)]
pub struct ExampleRun {
    /// Where it stands.
    pub origin: Option<Origin>,
    /// Something must be found in it.
    pub is_bad: bool,
    /// Its language.
    pub language: Language,
    /// Why it does not hold, if so.
    pub failure: Option<String>,
}

impl Engine {
    /// Runs the examples of the rules that the configuration of the named paths describes.
    ///
    /// # Errors
    /// When the request or the configuration is faulty, or no room for the examples can be made.
    pub fn test_rules(&self, options: &CheckOptions) -> Result<Vec<RuleTest>, EngineError> {
        let scope = Scope::resolve(options)?;
        let discovery = discover(&scope.root, &WalkOptions::default(), &mut Vec::new());
        let configuration =
            Configuration::read(&options.config, &scope.root, &found(&discovery), &self.vocabulary).map_err(EngineError::Config)?;
        super::configure::knowledge(self, &configuration)?;
        let mut tests = Vec::new();
        for custom in configuration.custom_rules() {
            let described = configuration.texts().get(custom.spot.file);
            let is_named =
                described.is_some_and(|text| options.config != Choice::Discover || scope.reports(&text.path) || scope.governs(&text.path));
            let holder = configuration.profiles().iter().find(|p| p.custom_rules.iter().any(|rule| rule.rule.id == custom.rule.id));
            let file = holder.and_then(|profile| profile.chain.first()).and_then(|file| configuration.texts().get(*file));
            let Some(file) = file.filter(|_| is_named) else { continue };
            let run = |example: &Example| {
                let failure = self.run_example(&custom.rule.id, example, &file.absolute);
                Ok(ExampleRun {
                    origin: configuration.texts().get(custom.page_file).map(|t| Origin { file: t.path.clone(), line: example.line }),
                    is_bad: example.is_bad,
                    language: example.language,
                    failure: failure.map_err(|error| EngineError::Internal(format!("no room for an example: {error}")))?,
                })
            };
            let examples = custom.page.examples.iter().map(run).collect::<Result<_, EngineError>>()?;
            tests.push(RuleTest { rule: custom.rule.id.clone(), origin: configuration.texts().origin(custom.spot), examples });
        }
        Ok(tests)
    }

    /// Why an example does not hold under a configuration, if so.
    fn run_example(&self, rule: &str, example: &Example, config: &Path) -> io::Result<Option<String>> {
        let directory = tempfile::Builder::new().prefix("cohere-lint-").tempdir()?;
        for file in &example.files {
            if Path::new(file.name.as_str()).components().any(|part| !matches!(part, std::path::Component::Normal(_))) {
                return Ok(Some(format!("`{}` is no path within an example", file.name)));
            }
            write(directory.path(), &file.name, &file.text)?;
        }
        write_manifest(directory.path(), example)?;
        let root: PathBuf = directory.path().to_path_buf();
        let options = CheckOptions {
            root: Some(root.clone()),
            paths: vec![root],
            select: vec![rule.to_owned()],
            pedantic: example.pedantic,
            as_of: example.as_of,
            config: Choice::Only(config.to_path_buf()),
            ..CheckOptions::default()
        };
        let report = match self.check(&options, &NoProgress) {
            Ok(report) => report,
            Err(error) => return Ok(Some(error.to_string())),
        };
        let found = report.findings.iter().filter(|f| f.rule == rule).map(|finding| {
            let path = report.file(finding.primary.file).map_or("", |file| file.path.as_str());
            (path, finding.start.line as usize, finding.message.as_str())
        });
        Ok(verdict(example, &found.collect::<Vec<_>>()))
    }
}

/// Why what was found is not what an example says, if so.
fn verdict(example: &Example, found: &[(&str, usize, &str)]) -> Option<String> {
    if example.is_bad && found.is_empty() {
        return Some("a bad example in which nothing was found".to_owned());
    }
    if let (false, Some((path, line, message))) = (example.is_bad, found.first()) {
        return Some(format!("a good example in which something was found, at {path}:{line}: {message}"));
    }
    for file in &example.files {
        for line in &file.findings {
            if !found.iter().any(|(path, at, _)| *path == file.name && at == line) {
                let others: Vec<String> = found.iter().map(|(path, line, _)| format!("{path}:{line}")).collect();
                return Some(format!("no finding on line {line} of {}, but at {}", file.name, others.join(", ")));
            }
        }
    }
    None
}

fn write(root: &Path, name: &str, text: &str) -> io::Result<()> {
    let path = root.join(name);
    path.parent().map_or(Ok(()), std::fs::create_dir_all)?;
    std::fs::write(path, text)
}

/// The manifest that locks the packages of an example.
fn write_manifest(root: &Path, example: &Example) -> io::Result<()> {
    if example.packages.is_empty() {
        return Ok(());
    }
    let pins = |format: fn(&str, &str) -> String| example.packages.iter().map(|(n, v)| format(n, v)).collect::<Vec<_>>();
    match example.language {
        Language::Python => write(root, "requirements.txt", &(pins(|n, v| format!("{n}=={v}")).join("\n") + "\n")),
        Language::TypeScript => {
            let pins = pins(|n, v| format!("\"{n}\": \"{v}\"")).join(", ");
            write(root, "package.json", &format!("{{\"name\": \"example\", \"private\": true, \"dependencies\": {{{pins}}}}}\n"))
        }
        Language::Rust => {
            let pins = pins(|n, v| format!("{n} = \"={v}\"")).join("\n");
            write(root, "Cargo.toml", &format!("[package]\nname = \"example\"\nversion = \"0.1.0\"\n\n[dependencies]\n{pins}\n"))
        }
    }
}
