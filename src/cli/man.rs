//! `man`: manual pages, for packages.

use super::args::{Cli, ManArgs};
use super::exit::ExitStatus;
use super::output;
use anyhow::Context;
use clap::CommandFactory;
use clap_mangen::Man;

/// Runs the command.
///
/// # Errors
/// When standard output or the directory can't be written to.
pub fn run(args: &ManArgs) -> anyhow::Result<ExitStatus> {
    let command = Cli::command();
    match &args.directory {
        None => output::to_stdout(|out| Man::new(command).render(out))?,
        Some(directory) => {
            let context = || format!("cannot write to {}", directory.display());
            std::fs::create_dir_all(directory).and_then(|()| clap_mangen::generate_to(command, directory)).with_context(context)?;
        }
    }
    Ok(ExitStatus::Clean)
}
