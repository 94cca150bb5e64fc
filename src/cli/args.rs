//! What may be written on the command line.

use clap::builder::styling::{AnsiColor, Styles};
use clap::{Args, Parser, Subcommand, ValueEnum};
use cohere_lint::config::Choice;
use cohere_lint::finding::Severity;
use cohere_lint::report;
use jiff::civil::Date;
use std::path::PathBuf;

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default().bold())
    .placeholder(AnsiColor::Cyan.on_default());

/// How `check` ends, as its help tells it.
pub const EXIT_CODES: &str = "\
Exit codes:
  0  nothing as grave as --fail-on
  1  findings
  2  wrong usage, or a file that could not be analysed";

/// How `checklist` ends, as its help tells it.
pub const CHECKLIST_EXIT_CODES: &str = "\
Exit codes:
  0  every item passes or does not apply
  1  an item fails, or needs a person and --allow-open is not given
  2  wrong usage, or a file that could not be analysed";

/// Finds what would make an application's use of the Cohere API fail, leak or cost in production.
///
/// Reads Python, TypeScript, JavaScript and Rust, follows where each client comes from, and needs no network.
#[derive(Debug, Parser)]
#[command(name = "cohere-lint", version, styles = STYLES, arg_required_else_help = true, disable_help_subcommand = true)]
pub struct Cli {
    /// When to use colours.
    #[arg(long, value_name = "WHEN", global = true, value_enum, default_value_t = ColorChoice::Auto)]
    pub color: ColorChoice,
    /// The command.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Check files and directories.
    #[command(after_help = EXIT_CODES)]
    Check(Box<CheckArgs>),
    /// Answer the go-live checklist: what is proven, what fails, what a person has to settle.
    #[command(after_help = CHECKLIST_EXIT_CODES)]
    Checklist(ChecklistArgs),
    /// Write a configuration to begin with.
    Init(InitArgs),
    /// Explain a rule, or list them all.
    Rule(RuleArgs),
    /// Show what is known of a model, or list them all.
    Models(ModelsArgs),
    /// Show which configuration holds for a file, and where each value comes from.
    Config(ConfigArgs),
    /// Run the examples of the project's own rules.
    Test(TestArgs),
    /// Serve an editor: the language server protocol over standard input and output.
    #[command(alias = "lsp")]
    Server(ServerArgs),
    /// Print a completion script for a shell.
    Completions(CompletionsArgs),
    /// Print the manual page, or write a page for each command.
    #[command(hide = true)]
    Man(ManArgs),
    /// Write the reference pages of the documentation.
    #[command(hide = true)]
    Reference(ReferenceArgs),
}

/// Arguments of `check`.
#[derive(Args, Clone, Debug, Default)]
pub struct CheckArgs {
    /// Files and directories to report on; the current directory if there are none. The project around them is read too.
    pub paths: Vec<PathBuf>,

    /// The form of the report.
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t, env = "COHERE_LINT_OUTPUT_FORMAT", help_heading = "Report")]
    pub output_format: OutputFormat,
    /// Write the report to a file.
    #[arg(long, value_name = "FILE", help_heading = "Report")]
    pub output_file: Option<PathBuf>,
    /// The mildest severity that makes the exit code 1.
    #[arg(long, value_name = "SEVERITY", value_enum, help_heading = "Report")]
    pub fail_on: Option<FailOn>,
    /// Let findings not make the exit code 1.
    #[arg(long, help_heading = "Report")]
    pub exit_zero: bool,
    /// Show no progress bar.
    #[arg(long, help_heading = "Report")]
    pub no_progress: bool,
    /// Say on standard error where the time went: by stage, file and rule.
    #[arg(long, help_heading = "Report")]
    pub timings: bool,

    /// Rules or groups to run, parted by commas; all if there are none.
    #[arg(long, value_name = "RULES", value_delimiter = ',', help_heading = "Rules")]
    pub select: Vec<String>,
    /// Rules or groups not to run, parted by commas.
    #[arg(long, value_name = "RULES", value_delimiter = ',', help_heading = "Rules")]
    pub ignore: Vec<String>,
    /// Report guesses and advice too.
    #[arg(long, help_heading = "Rules")]
    pub pedantic: bool,
    /// The day against which models are judged, instead of today.
    #[arg(long, value_name = "YYYY-MM-DD", help_heading = "Rules")]
    pub as_of: Option<Date>,

    /// Report only findings that this file does not know.
    #[arg(long, value_name = "FILE", help_heading = "New findings only")]
    pub baseline: Option<PathBuf>,
    /// Write the findings of this run into the baseline: from now on they are known.
    #[arg(long, requires = "baseline", conflicts_with = "changed_since", help_heading = "New findings only")]
    pub write_baseline: bool,
    /// Take out of the baseline what is not found any more.
    #[arg(long, requires = "baseline", conflicts_with = "write_baseline", help_heading = "New findings only")]
    pub prune: bool,
    /// Report only findings on lines that changed since the branch left this revision.
    #[arg(long, value_name = "REVISION", help_heading = "New findings only")]
    pub changed_since: Option<String>,

    /// Which configuration holds.
    #[command(flatten)]
    pub config: ConfigChoice,

    /// The project's root; else the repository around the paths.
    #[arg(long, value_name = "DIRECTORY", help_heading = "Files")]
    pub root: Option<PathBuf>,
    /// Leave out ignored and vendored files also if they are named, as a run over the whole project does: for hooks.
    #[arg(long, help_heading = "Files")]
    pub force_exclude: bool,
    /// The largest source file that is read, in KiB, instead of 2048.
    #[arg(long, value_name = "KIB", value_parser = clap::value_parser!(u64).range(1..=1_048_576), help_heading = "Files")]
    pub max_file_size: Option<u64>,
    /// Read one file's text from standard input, under this name.
    #[arg(long, value_name = "FILE", help_heading = "Files")]
    pub stdin_filename: Option<PathBuf>,
}

/// Which configuration holds.
#[derive(Args, Clone, Debug, Default)]
pub struct ConfigChoice {
    /// Take this configuration for every file, instead of the nearest one.
    #[arg(long, value_name = "FILE", conflicts_with = "isolated", help_heading = "Configuration")]
    pub config: Option<PathBuf>,
    /// Take no configuration.
    #[arg(long, alias = "no-config", help_heading = "Configuration")]
    pub isolated: bool,
}

impl ConfigChoice {
    /// The choice as the engine takes it.
    pub fn choice(&self) -> Choice {
        match &self.config {
            _ if self.isolated => Choice::Isolated,
            Some(path) => Choice::Only(path.clone()),
            None => Choice::Discover,
        }
    }
}

/// Arguments of `config`.
#[derive(Args, Debug)]
#[command(args_conflicts_with_subcommands = true)]
pub struct ConfigArgs {
    /// What else there is to show.
    #[command(subcommand)]
    pub command: Option<ConfigCommand>,
    /// The file or directory; the current directory if there is none.
    pub path: Option<PathBuf>,
    /// The form of the answer.
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    pub output_format: ListFormat,
    /// The project's root; else the repository around the path.
    #[arg(long, value_name = "DIRECTORY")]
    pub root: Option<PathBuf>,
    /// Which configuration holds.
    #[command(flatten)]
    pub config: ConfigChoice,
}

/// What `config` shows beside what holds for a file.
#[derive(Clone, Copy, Debug, Subcommand)]
pub enum ConfigCommand {
    /// Print the JSON schema of configuration files.
    Schema,
}

/// Arguments of `test`.
#[derive(Args, Debug)]
pub struct TestArgs {
    /// Files and directories whose configuration describes the rules; the current directory if there are none.
    pub paths: Vec<PathBuf>,
    /// The project's root; else the repository around the paths.
    #[arg(long, value_name = "DIRECTORY")]
    pub root: Option<PathBuf>,
    /// Which configuration holds.
    #[command(flatten)]
    pub config: ConfigChoice,
}

/// Arguments of `checklist`.
#[derive(Args, Clone, Debug)]
pub struct ChecklistArgs {
    /// The part of the project it is about; the current directory if there is none. Deployment files count wherever they stand.
    pub path: Option<PathBuf>,
    /// The form of the answer.
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    pub output_format: ChecklistFormat,
    /// Write the answer to a file.
    #[arg(long, value_name = "FILE")]
    pub output_file: Option<PathBuf>,
    /// Let items that need a person not make the exit code 1.
    #[arg(long)]
    pub allow_open: bool,
    /// The day by which models and attestations are judged, instead of today.
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub as_of: Option<Date>,
    /// The project's root; else the repository around the path.
    #[arg(long, value_name = "DIRECTORY")]
    pub root: Option<PathBuf>,
    /// Show no progress bar.
    #[arg(long)]
    pub no_progress: bool,
    /// Which configuration holds.
    #[command(flatten)]
    pub config: ConfigChoice,
}

/// The forms of the checklist's answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum ChecklistFormat {
    /// For a terminal.
    #[default]
    Text,
    /// Markdown, for a comment or a job summary.
    Markdown,
    /// One JSON object.
    Json,
    /// One page, complete in itself.
    Html,
}

impl From<ChecklistFormat> for report::checklist::ChecklistFormat {
    fn from(format: ChecklistFormat) -> Self {
        match format {
            ChecklistFormat::Text => Self::Text,
            ChecklistFormat::Markdown => Self::Markdown,
            ChecklistFormat::Json => Self::Json,
            ChecklistFormat::Html => Self::Html,
        }
    }
}

/// Arguments of `init`.
#[derive(Args, Clone, Debug)]
pub struct InitArgs {
    /// Where it is written; the current directory if there is none.
    pub directory: Option<PathBuf>,
    /// The day from which somebody vouches for items of the checklist, instead of today.
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub as_of: Option<Date>,
}

/// Arguments of `rule`.
#[derive(Args, Debug)]
pub struct RuleArgs {
    /// The rule to explain; a list of all if there is none.
    pub id: Option<String>,
    /// Which configuration describes the project's own rules.
    #[command(flatten)]
    pub config: ConfigChoice,
    /// The form of the answer.
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    pub output_format: ListFormat,
}

/// Arguments of `models`.
#[derive(Args, Debug)]
pub struct ModelsArgs {
    /// The model to show; a list of all if there is none.
    pub id: Option<String>,
    /// The day against which models are judged, instead of today.
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub as_of: Option<Date>,
    /// The form of the answer.
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    pub output_format: ListFormat,
}

/// Arguments of `server`. What the editor sends comes on top.
#[derive(Args, Clone, Debug)]
pub struct ServerArgs {
    /// Speak over standard input and output, as the server always does; editors like to say it.
    #[arg(long)]
    pub stdio: bool,
    /// Rules or groups to run, parted by commas; all if there are none.
    #[arg(long, value_name = "RULES", value_delimiter = ',')]
    pub select: Vec<String>,
    /// Rules or groups not to run, parted by commas.
    #[arg(long, value_name = "RULES", value_delimiter = ',')]
    pub ignore: Vec<String>,
    /// Show guesses and advice too.
    #[arg(long)]
    pub pedantic: bool,
    /// The day against which models are judged, instead of today.
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub as_of: Option<Date>,
    /// Which configuration holds.
    #[command(flatten)]
    pub config: ConfigChoice,
}

/// Arguments of `completions`.
#[derive(Args, Debug)]
pub struct CompletionsArgs {
    /// The shell.
    #[arg(value_enum)]
    pub shell: clap_complete::Shell,
}

/// Arguments of `reference`.
#[derive(Args, Debug)]
pub struct ReferenceArgs {
    /// Where the pages are written.
    pub directory: PathBuf,
}

/// Arguments of `man`.
#[derive(Args, Debug)]
pub struct ManArgs {
    /// Where the pages are written; only that of the program, to standard output, if there is none.
    pub directory: Option<PathBuf>,
}

/// When to use colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ColorChoice {
    /// On a terminal, unless NO_COLOR is set; elsewhere if CLICOLOR_FORCE is.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// The forms of a report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum OutputFormat {
    /// Frames with the code.
    #[default]
    Full,
    /// A line a finding.
    Concise,
    /// One JSON object.
    Json,
    /// A JSON object a line.
    Jsonl,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// Annotations of a GitHub workflow.
    Github,
    /// GitLab's code quality report.
    Gitlab,
    /// JUnit's XML.
    Junit,
    /// Checkstyle's XML.
    Checkstyle,
    /// The Reviewdog Diagnostic Format.
    Rdjson,
    /// Markdown, for a comment or a job summary.
    Markdown,
}

impl From<OutputFormat> for report::Format {
    fn from(format: OutputFormat) -> Self {
        match format {
            OutputFormat::Full => Self::Full,
            OutputFormat::Concise => Self::Concise,
            OutputFormat::Json => Self::Json,
            OutputFormat::Jsonl => Self::Jsonl,
            OutputFormat::Sarif => Self::Sarif,
            OutputFormat::Github => Self::Github,
            OutputFormat::Gitlab => Self::Gitlab,
            OutputFormat::Junit => Self::Junit,
            OutputFormat::Checkstyle => Self::Checkstyle,
            OutputFormat::Rdjson => Self::Rdjson,
            OutputFormat::Markdown => Self::Markdown,
        }
    }
}

/// The forms of a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum ListFormat {
    /// For people.
    #[default]
    Text,
    /// JSON.
    Json,
}

/// The mildest severity that makes a run fail.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum FailOn {
    /// Errors only.
    Error,
    /// Warnings and errors.
    #[default]
    Warning,
    /// Any finding.
    Note,
}

impl From<FailOn> for Severity {
    fn from(fail_on: FailOn) -> Self {
        match fail_on {
            FailOn::Error => Self::Error,
            FailOn::Warning => Self::Warning,
            FailOn::Note => Self::Note,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    fn check(args: &[&str]) -> Result<CheckArgs, String> {
        let cli = Cli::try_parse_from(["cohere-lint", "check"].iter().chain(args)).map_err(|error| error.to_string())?;
        match cli.command {
            Command::Check(args) => Ok(*args),
            other => Err(format!("{other:?}")),
        }
    }

    #[test]
    fn the_definition_holds_together() {
        Cli::command().debug_assert();
    }

    #[test]
    fn lists_may_have_commas_or_be_repeated() {
        let args = check(&["--select", "models,secrets", "--select", "missing-model", "a.py"]).unwrap();
        assert_eq!(args.select, ["models", "secrets", "missing-model"]);
        assert_eq!(args.paths, [PathBuf::from("a.py")]);
    }

    #[test]
    fn a_wrong_day_is_told_from_a_right_one() {
        assert_eq!(check(&["--as-of", "2026-11-21"]).unwrap().as_of, Some(jiff::civil::date(2026, 11, 21)));
        assert!(check(&["--as-of", "21.11.2026"]).unwrap_err().contains("--as-of"));
        assert!(check(&["--as-of", "2026-02-30"]).is_err());
    }

    #[test]
    fn notes_do_not_fail_by_default() {
        assert_eq!(Severity::from(FailOn::default()), Severity::Warning);
        assert_eq!(check(&[]).unwrap().fail_on, None);
    }
}
