//! `server`: speaks the language server protocol over standard input and output.

use super::args::ServerArgs;
use super::exit::ExitStatus;
use anyhow::Context;
use cohere_lint::engine::Engine;
use cohere_lint::server::{Ending, Settings, serve, stdio};
use std::sync::Arc;

/// Runs the command.
///
/// # Errors
/// When the catalogue is broken, or the client can't be written to.
pub fn run(args: &ServerArgs) -> anyhow::Result<ExitStatus> {
    let settings = Settings {
        select: args.select.clone(),
        ignore: args.ignore.clone(),
        pedantic: args.pedantic,
        config: args.config.choice(),
        as_of: args.as_of,
        ..Settings::default()
    };
    let engine = Arc::new(Engine::new()?);
    let (connection, threads) = stdio().context("cannot read standard input")?;
    let ending = serve(&connection, engine, settings);
    drop(connection);
    match ending {
        Ending::Orderly => {
            threads.join().context("cannot write to standard output")?;
            Ok(ExitStatus::Clean)
        }
        // The protocol's code for a client that leaves without a word.
        Ending::Sudden => Ok(ExitStatus::Findings),
    }
}
