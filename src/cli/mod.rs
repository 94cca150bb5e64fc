//! The command line: arguments, and one file a command.

pub mod args;
mod check;
mod checklist;
mod completions;
mod config;
mod config_error;
mod exit;
mod init;
mod knowledge;
mod man;
mod models;
mod output;
mod progress;
mod reference;
mod rule;
mod terminal;
mod test;

use args::{Cli, Command};
use cohere_lint::engine::EngineError;
use exit::ExitStatus;
use std::io::Write;
use terminal::Terminal;

/// Runs a command. What keeps it from being run is told on standard error.
pub fn run(cli: Cli) -> ExitStatus {
    let terminal = Terminal::detect(cli.color);
    let status = match cli.command {
        Command::Check(args) => check::run(&args, &terminal),
        Command::Checklist(args) => checklist::run(&args, &terminal),
        Command::Init(args) => init::run(&args),
        Command::Rule(args) => rule::run(&args, &terminal),
        Command::Models(args) => models::run(&args, &terminal),
        Command::Config(args) => config::run(&args, &terminal),
        Command::Test(args) => test::run(&args, &terminal),
        Command::Completions(args) => completions::run(&args),
        Command::Man(args) => man::run(&args),
        Command::Reference(args) => reference::run(&args),
    };
    status.unwrap_or_else(|error| {
        if let Some(EngineError::Config(errors)) = error.downcast_ref() {
            let _ = std::io::stderr().write_all(config_error::render(errors, &terminal.error_style()).as_bytes());
            return ExitStatus::Failed;
        }
        // Standard error may be closed: then there is nobody to tell, and the exit code has to do.
        let _ = writeln!(std::io::stderr(), "{} {error:#}", terminal.alarm("error:"));
        ExitStatus::Failed
    })
}
