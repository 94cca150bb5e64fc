//! `checklist`: answers the go-live checklist.

use super::args::ChecklistArgs;
use super::exit::ExitStatus;
use super::output;
use super::progress::Bar;
use super::terminal::Terminal;
use anyhow::Context;
use cohere_lint::engine::{ChecklistOptions, Engine, NoProgress};
use cohere_lint::report::checklist;
use std::io::Write;

/// Runs the command.
///
/// # Errors
/// When the request is wrong or the answer can't be written.
pub fn run(args: &ChecklistArgs, terminal: &Terminal) -> anyhow::Result<ExitStatus> {
    let options = ChecklistOptions { root: args.root.clone(), path: args.path.clone(), config: args.config.choice(), as_of: args.as_of };
    let engine = Engine::new()?;
    let answer = if terminal.progress && !args.no_progress {
        engine.checklist(&options, &Bar::new())?
    } else {
        engine.checklist(&options, &NoProgress)?
    };
    let status = ExitStatus::of_checklist(&answer, args.allow_open);
    let style = if args.output_file.is_some() { terminal.file_style() } else { terminal.style() };
    let write = |out: &mut dyn Write| checklist::write(args.output_format.into(), &answer, out, &style);
    match &args.output_file {
        None => output::to_stdout(write)?,
        Some(path) => {
            output::to_file(path, write)?;
            let line = checklist::closing_line(&answer, &terminal.error_style());
            writeln!(std::io::stderr(), "{line}").context("cannot write to standard error")?;
        }
    }
    Ok(status)
}
