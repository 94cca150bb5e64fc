//! `check`: checks files and directories.

use super::args::CheckArgs;
use super::exit::ExitStatus;
use super::output;
use super::progress::Bar;
use super::terminal::Terminal;
use anyhow::{Context, bail};
use cohere_lint::engine::{CheckOptions, Engine, NoProgress};
use cohere_lint::finding::baseline::Baseline;
use cohere_lint::report::{self, Report, WriteOptions, closing_line};
use std::io::{ErrorKind, Read, Write};
use std::path::Path;

/// Runs the command.
///
/// # Errors
/// When the request is wrong or the report can't be written.
pub fn run(args: &CheckArgs, terminal: &Terminal) -> anyhow::Result<ExitStatus> {
    let options = options(args)?;
    let engine = Engine::new()?;
    let mut report =
        if terminal.progress && !args.no_progress { engine.check(&options, &Bar::new())? } else { engine.check(&options, &NoProgress)? };
    keep_baseline(args, &mut report)?;
    let status = ExitStatus::of(&report, args.exit_zero);
    write(args, &report, status, terminal)?;
    if args.timings {
        report.timings.write(report.summary.elapsed, &mut std::io::stderr()).context("cannot write to standard error")?;
    }
    Ok(status)
}

/// The request as the engine takes it.
fn options(args: &CheckArgs) -> anyhow::Result<CheckOptions> {
    if args.paths.iter().any(|path| path == Path::new("-")) {
        bail!("`-` needs a name to know the language by: use --stdin-filename FILE");
    }
    let stdin = args.stdin_filename.as_ref().map(|name| Ok((name.clone(), read_stdin()?)));
    Ok(CheckOptions {
        root: args.root.clone(),
        paths: args.paths.clone(),
        stdin: stdin.transpose().map_err(|error: anyhow::Error| error.context("cannot read standard input"))?,
        select: names(&args.select),
        ignore: names(&args.ignore),
        pedantic: args.pedantic,
        fail_on: args.fail_on.map(Into::into),
        config: args.config.choice(),
        as_of: args.as_of,
        max_file_size: args.max_file_size.map(|kib| kib * 1024),
        baseline: args.baseline.as_deref().map(|path| read_baseline(path, args.write_baseline)).transpose()?,
        force_exclude: args.force_exclude,
        changed_since: args.changed_since.clone(),
    })
}

/// The largest baseline that is read, in bytes: some hundred thousand findings.
const MAX_BASELINE: u64 = 64 << 20;

/// Reads a baseline. Only one that is about to be written may be missing.
fn read_baseline(path: &Path, may_be_missing: bool) -> anyhow::Result<Baseline> {
    let mut text = String::new();
    // One byte more than allowed tells "too large" from "just fits"; a device would have no end.
    match std::fs::File::open(path).and_then(|file| file.take(MAX_BASELINE + 1).read_to_string(&mut text)) {
        Ok(read) if read as u64 > MAX_BASELINE => {
            bail!("cannot use the baseline {}: it is larger than {} MiB", path.display(), MAX_BASELINE >> 20)
        }
        Ok(_) => Baseline::parse(&text).with_context(|| format!("cannot use the baseline {}", path.display())),
        Err(error) if may_be_missing && error.kind() == ErrorKind::NotFound => Ok(Baseline::default()),
        Err(error) => Err(error).with_context(|| format!("cannot read the baseline {} (--write-baseline makes one)", path.display())),
    }
}

/// Writes the baseline if that was asked for. What it knows by then is not reported.
fn keep_baseline(args: &CheckArgs, report: &mut Report) -> anyhow::Result<()> {
    let (Some(path), Some(comparison)) = (&args.baseline, &report.baseline) else { return Ok(()) };
    let kept = match (args.write_baseline, args.prune) {
        (true, _) => &comparison.updated,
        (_, true) => &comparison.pruned,
        _ => return Ok(()),
    };
    output::to_file(path, |out| out.write_all(kept.render().as_bytes()))?;
    let gone = comparison.stale.len();
    writeln!(std::io::stderr(), "{}: {} known findings, {gone} taken out", path.display(), kept.len())
        .context("cannot write to standard error")?;
    report.notifications.retain(|notification| notification.id != "stale-baseline");
    if args.write_baseline {
        report.summary.known += report.findings.len();
        report.findings.clear();
    }
    Ok(())
}

/// The text on standard input. Bytes that are no UTF-8 can't be part of anything that matters, so they don't fail the run.
fn read_stdin() -> anyhow::Result<String> {
    let mut bytes = Vec::new();
    std::io::stdin().lock().read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Names without the spaces and empty places that lists in scripts have.
fn names(list: &[String]) -> Vec<String> {
    list.iter().map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect()
}

fn write(args: &CheckArgs, report: &Report, status: ExitStatus, terminal: &Terminal) -> anyhow::Result<()> {
    let style = if args.output_file.is_some() { terminal.file_style() } else { terminal.style() };
    let options = WriteOptions { style, exit_code: status.code() };
    let write = |out: &mut dyn Write| report::write(args.output_format.into(), report, out, &options);
    match &args.output_file {
        None => output::to_stdout(write)?,
        Some(path) => {
            output::to_file(path, write)?;
            tell(&closing_line(report, &terminal.error_style()))?;
        }
    }
    report::left_out(args.output_format.into(), report).iter().try_for_each(|words| tell(&format!("warning: {words}")))
}

/// A line on standard error.
fn tell(line: &str) -> anyhow::Result<()> {
    writeln!(std::io::stderr(), "{line}").context("cannot write to standard error")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dash_needs_a_name() {
        let args = CheckArgs { paths: vec!["-".into()], ..CheckArgs::default() };
        assert!(options(&args).unwrap_err().to_string().contains("--stdin-filename"));
    }

    #[test]
    fn lists_lose_spaces_and_empty_places() {
        assert_eq!(names(&[" models".into(), String::new(), "secrets ".into()]), ["models", "secrets"]);
    }
}
