//! The program: reads the command line, runs the command, ends with the exit code.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod cli;

use clap::Parser;
use std::process::ExitCode;

/// Parsing and lowering make many small allocations on several threads, which the system's own allocator serves slower.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    // Wrong usage is told by the parser itself, which ends the program with exit code 2.
    cli::run(cli::args::Cli::parse()).into()
}
