//! `init`: writes a configuration to begin with.

use super::args::InitArgs;
use super::exit::ExitStatus;
use anyhow::{Context, bail};
use cohere_lint::checklist::Status;
use cohere_lint::config::NAMES;
use cohere_lint::engine::{ChecklistOptions, Engine, NoProgress};
use cohere_lint::report::checklist::Answer;
use jiff::ToSpan;
use jiff::civil::Date;
use std::fmt::Write as _;
use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::Path;

/// The name of the file.
const NAME: &str = "cohere-lint.toml";

/// Months after which what somebody vouched for is looked at again.
const MONTHS: i64 = 6;

const HEAD: &str = "\
# Configuration of cohere-lint. Nothing has to be set: what is commented out shows what there is.
# Every key is described in docs/configuration.md of cohere-lint; `cohere-lint config schema` prints them for editors.

# Rules or groups that don't run. `cohere-lint rule` lists them.
# ignore = [\"floating-model\"]

# The mildest severity that makes `cohere-lint check` fail: \"error\", \"warning\" or \"note\".
# fail-on = \"warning\"

# Files and directories that are not looked at.
# exclude = [\"legacy/**\"]

# How grave a single rule is.
# [rules]
# missing-max-tokens = \"note\"

# Other rules for some of the files.
# [[overrides]]
# files = [\"scripts/**\"]
# ignore = [\"reliability\"]
";

/// Runs the command.
///
/// # Errors
/// When there is a configuration already, or the file can't be written.
pub fn run(args: &InitArgs) -> anyhow::Result<ExitStatus> {
    let directory = args.directory.clone().unwrap_or_else(|| ".".into());
    if let Some(name) = NAMES.iter().find(|name| name.contains("cohere-lint") && directory.join(name).exists()) {
        bail!("{} is there already and was left as it is", directory.join(name).display());
    }
    let options = ChecklistOptions { path: Some(directory.clone()), as_of: args.as_of, ..ChecklistOptions::default() };
    let answer = Engine::new()?.checklist(&options, &NoProgress)?;
    let (text, open) = configuration(&answer, answer.as_of)?;
    let path = directory.join(NAME);
    write_new(&path, &text).with_context(|| format!("cannot write {}", path.display()))?;
    let mut error = std::io::stderr();
    writeln!(error, "wrote {} with {open} items of the go-live checklist for somebody to vouch for", path.display())
        .context("cannot write to standard error")?;
    Ok(ExitStatus::Clean)
}

/// Writes a file that is not there yet, whoever else makes one at the same time.
fn write_new(path: &Path, text: &str) -> std::io::Result<()> {
    OpenOptions::new().write(true).create_new(true).open(path)?.write_all(text.as_bytes())
}

/// The configuration, and how many attestations it proposes.
fn configuration(answer: &Answer, day: Date) -> anyhow::Result<(String, usize)> {
    let mut text = HEAD.to_owned();
    let expires = day.checked_add(MONTHS.months()).context("there is no such day")?;
    let is_open = |status| matches!(status, Status::NeedsPerson | Status::Failed);
    let open: Vec<_> =
        answer.outcomes.iter().filter(|o| is_open(o.status)).filter_map(|o| Some((o.item, o.item.person.as_deref()?))).collect();
    if !open.is_empty() {
        text.push_str(
            "\n# What people vouch for: items of `cohere-lint checklist` that neither code nor deployment files of this project prove. Say who does, since when and\n\
             # until when, and with which links or files (which must exist), and take away the marks.\n",
        );
    }
    for (item, person) in &open {
        let _ = write!(
            text,
            "\n# {}. {person}.\n# [[attestations]]\n# item = \"{}\"\n# who = \"\"\n# when = {day}\n# expires = {expires}\n# evidence = []\n",
            item.title, item.id
        );
    }
    Ok((text, open.len()))
}
