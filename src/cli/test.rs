//! `test`: runs the examples of a project's own rules.

use super::args::TestArgs;
use super::exit::ExitStatus;
use super::output;
use super::terminal::Terminal;
use cohere_lint::config::text::Origin;
use cohere_lint::engine::{CheckOptions, Engine, RuleTest};
use cohere_lint::report::{Color, Style};
use std::io::{self, Write};

/// Runs the command. An example that does not hold makes the exit code 1.
///
/// # Errors
/// When the configuration is faulty or standard output can't be written to.
pub fn run(args: &TestArgs, terminal: &Terminal) -> anyhow::Result<ExitStatus> {
    let options =
        CheckOptions { root: args.root.clone(), paths: args.paths.clone(), config: args.config.choice(), ..CheckOptions::default() };
    let tests = Engine::new()?.test_rules(&options)?;
    output::to_stdout(|out| write(&tests, &terminal.style(), out))?;
    let fails = tests.iter().flat_map(|test| &test.examples).any(|example| example.failure.is_some());
    Ok(if fails { ExitStatus::Findings } else { ExitStatus::Clean })
}

fn write(tests: &[RuleTest], style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let place = |origin: &Option<Origin>| origin.as_ref().map(|o| format!("{}:{}", o.file, o.line)).unwrap_or_default();
    let (mut held, mut failed) = (0, 0);
    for test in tests {
        let failures: Vec<_> = test.examples.iter().filter_map(|example| Some((example, example.failure.as_ref()?))).collect();
        (held, failed) = (held + test.examples.len() - failures.len(), failed + failures.len());
        let verdict = match (failures.len(), test.examples.len()) {
            (_, 0) => style.paint(Color::Warning, "no examples"),
            (0, 1) => style.paint(Color::Good, "1 example holds"),
            (0, all) => style.paint(Color::Good, &format!("{all} examples hold")),
            (failed, all) => style.paint(Color::Error, &format!("{failed} of {all} examples fail")),
        };
        writeln!(out, "{} ({}): {verdict}", style.paint(Color::Strong, &test.rule), place(&test.origin))?;
        for (example, failure) in failures {
            writeln!(out, "  {}: {failure}", place(&example.origin))?;
        }
    }
    match tests.is_empty() {
        true => writeln!(out, "no rules of the project's own: `custom-rules` in a configuration file describes them"),
        false => writeln!(out, "\n{held} held, {failed} failed"),
    }
}
