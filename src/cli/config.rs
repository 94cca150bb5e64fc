//! `config`: what holds for a file, and where each value comes from; or the schema of configuration files.

use super::args::{ConfigArgs, ConfigCommand, ListFormat};
use super::exit::ExitStatus;
use super::output;
use super::terminal::Terminal;
use cohere_lint::config::explain::Explanation;
use cohere_lint::config::text::Origin;
use cohere_lint::engine::{ConfigQuery, Engine};
use cohere_lint::report::terminal_markdown::aligned;
use cohere_lint::report::{Color, Style};
use std::io::{self, Write};

/// Runs the command.
///
/// # Errors
/// When the path isn't there, the configuration is faulty, or standard output can't be written to.
pub fn run(args: &ConfigArgs, terminal: &Terminal) -> anyhow::Result<ExitStatus> {
    let engine = Engine::new()?;
    if let Some(ConfigCommand::Schema) = args.command {
        let schema = engine.config_schema();
        output::to_stdout(|out| {
            serde_json::to_writer_pretty(&mut *out, &schema)?;
            writeln!(out)
        })?;
        return Ok(ExitStatus::Clean);
    }
    let query = ConfigQuery { root: args.root.clone(), path: args.path.clone(), choice: args.config.choice() };
    let explanation = engine.explain_config(&query)?;
    output::to_stdout(|out| match args.output_format {
        ListFormat::Json => {
            serde_json::to_writer_pretty(&mut *out, &explanation)?;
            writeln!(out)
        }
        ListFormat::Text => text(&explanation, &terminal.style(), out),
    })?;
    Ok(ExitStatus::Clean)
}

fn text(explanation: &Explanation, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let path = style.paint(Color::Strong, &explanation.path);
    match explanation.files.split_first() {
        None => writeln!(out, "{path}: no configuration; the defaults hold")?,
        Some((first, [])) => writeln!(out, "{path}: {first}")?,
        Some((first, rest)) => writeln!(out, "{path}: {first}, which extends {}", rest.join(", which extends "))?,
    }
    if explanation.excluded {
        writeln!(out, "It is left out (`exclude`).")?;
    }
    if let Some(kind) = explanation.kind {
        writeln!(out, "It is judged as {kind} code.")?;
    }
    let from = |origin: &Option<Origin>, default: &str| match origin {
        Some(origin) => format!("{}:{}", origin.file, origin.line),
        None => default.to_owned(),
    };
    let mut rows = vec![["SETTING", "VALUE", "FROM"].map(str::to_owned).to_vec()];
    rows.extend(explanation.settings.iter().map(|s| vec![s.key.clone(), s.value.to_string(), from(&s.origin, "default")]));
    writeln!(out)?;
    out.write_all(aligned(&rows, style).as_bytes())?;
    let mut rows = vec![["RULE", "SEVERITY", "FROM"].map(str::to_owned).to_vec()];
    rows.extend(explanation.rules.iter().map(|rule| {
        let severity =
            if rule.runs { style.paint(Color::of(rule.severity), rule.severity.as_str()) } else { style.paint(Color::Dim, "off") };
        vec![rule.id.to_string(), severity, from(&rule.origin, "default")]
    }));
    writeln!(out)?;
    out.write_all(aligned(&rows, style).as_bytes())
}
