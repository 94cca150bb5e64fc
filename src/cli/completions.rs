//! `completions`: a script that completes commands and options in a shell.

use super::args::{Cli, CompletionsArgs};
use super::exit::ExitStatus;
use super::output;
use clap::CommandFactory;

/// Runs the command.
///
/// # Errors
/// When standard output can't be written to.
pub fn run(args: &CompletionsArgs) -> anyhow::Result<ExitStatus> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "cohere-lint", &mut script);
    output::to_stdout(|out| out.write_all(&script))?;
    Ok(ExitStatus::Clean)
}
