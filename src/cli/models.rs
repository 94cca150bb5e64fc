//! `models`: what is known of models.

use super::args::{ListFormat, ModelsArgs};
use super::exit::ExitStatus;
use super::knowledge::{Knowledge, ModelRow, ModelStatus};
use super::output;
use super::terminal::Terminal;
use anyhow::bail;
use cohere_lint::report::terminal_markdown::aligned;
use cohere_lint::report::{Color, Style};
use serde::Serialize;
use std::io::{self, Write};

#[derive(Serialize)]
struct Answer<'a> {
    as_of: String,
    checked_on: &'a str,
    models: &'a [ModelRow],
}

/// Runs the command.
///
/// # Errors
/// When the model is unknown or standard output can't be written to.
pub fn run(args: &ModelsArgs, terminal: &Terminal) -> anyhow::Result<ExitStatus> {
    let knowledge = Knowledge::load()?;
    let as_of = args.as_of.unwrap_or_else(|| jiff::Zoned::now().date());
    let models = match &args.id {
        Some(id) => knowledge.find_models(id, as_of),
        None => knowledge.models(as_of),
    };
    if let (Some(id), true) = (&args.id, models.is_empty()) {
        bail!(knowledge.unknown_model(id));
    }
    let answer = Answer { as_of: as_of.to_string(), checked_on: knowledge.checked_on(), models: &models };
    let style = terminal.style();
    output::to_stdout(|out| match (args.output_format, &args.id) {
        (ListFormat::Json, _) => json(&answer, out),
        (ListFormat::Text, Some(_)) => details(&models, &style, out),
        (ListFormat::Text, None) => list(&answer, &style, out),
    })?;
    Ok(ExitStatus::Clean)
}

fn json(answer: &Answer, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, answer)?;
    writeln!(out)
}

/// A table a platform.
fn list(answer: &Answer, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let mut platforms: Vec<&str> = Vec::new();
    for model in answer.models {
        if !platforms.contains(&model.platform) {
            platforms.push(model.platform);
        }
    }
    for platform in platforms {
        let mut rows = vec![["MODEL", "FOR", "STATUS", "SHUT DOWN", "USE INSTEAD"].map(str::to_owned).to_vec()];
        rows.extend(answer.models.iter().filter(|model| model.platform == platform).map(|model| table_row(model, style)));
        writeln!(out, "{}\n\n{}", style.paint(Color::Accent, platform), aligned(&rows, style))?;
    }
    let line = format!("As of {}; the catalogue was checked on {}.", answer.as_of, answer.checked_on);
    writeln!(out, "{}", style.paint(Color::Dim, &line))
}

fn table_row(model: &ModelRow, style: &Style) -> Vec<String> {
    let instead = model.replacement.as_deref().or(model.alias_of.as_deref()).unwrap_or_default();
    vec![
        model.id.clone(),
        model.families.join(", "),
        status(model, style),
        model.shutdown_on.clone().unwrap_or_default(),
        instead.to_owned(),
    ]
}

fn status(model: &ModelRow, style: &Style) -> String {
    let color = match model.status {
        ModelStatus::Live => Color::Good,
        ModelStatus::Deprecated => Color::Warning,
        ModelStatus::Retired => Color::Error,
        ModelStatus::Nightly | ModelStatus::Moving => Color::Note,
    };
    let word = if model.recommended && model.status == ModelStatus::Live { "recommended" } else { model.status.as_str() };
    style.paint(color, word)
}

/// All that is known, a paragraph a platform.
fn details(models: &[ModelRow], style: &Style, out: &mut dyn Write) -> io::Result<()> {
    for (index, model) in models.iter().enumerate() {
        if index > 0 {
            writeln!(out)?;
        }
        writeln!(out, "{} ({}, {})", style.paint(Color::Strong, &model.id), model.platform, model.families.join(", "))?;
        let tokens = |count: Option<u32>| count.map(|count| format!("{} tokens", thousands(count)));
        let dimensions = model.dimensions.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        let lines = [
            ("status", Some(status(model, style))),
            ("stands for", model.alias_of.clone()),
            ("announced", model.deprecated_on.clone()),
            ("shut down", model.shutdown_on.clone()),
            ("use instead", model.replacement.clone()),
            ("context", tokens(model.context_tokens)),
            ("answers", tokens(model.max_output_tokens).map(|tokens| format!("up to {tokens}"))),
            ("dimensions", Some(dimensions).filter(|dimensions| !dimensions.is_empty())),
            ("note", model.note.clone()),
            ("source", model.source.clone()),
        ];
        for (name, words) in lines {
            let Some(words) = words else { continue };
            let heading = format!("  {}", style.paint(Color::Dim, &format!("{name:<13}")));
            writeln!(out, "{}", style.wrap(&words, &heading, "               "))?;
        }
    }
    Ok(())
}

/// A number with its thousands parted.
fn thousands(number: u32) -> String {
    let digits = number.to_string();
    let parts: Vec<_> = digits.as_bytes().rchunks(3).rev().map(String::from_utf8_lossy).collect();
    parts.join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(id: &str, platform: &'static str, status: ModelStatus) -> ModelRow {
        ModelRow {
            id: id.into(),
            platform,
            families: vec!["chat".into()],
            status,
            recommended: false,
            deprecated_on: None,
            shutdown_on: None,
            replacement: None,
            alias_of: None,
            context_tokens: None,
            max_output_tokens: None,
            dimensions: Vec::new(),
            note: None,
            source: None,
        }
    }

    fn rows() -> [ModelRow; 3] {
        [
            ModelRow { recommended: true, context_tokens: Some(256_000), ..row("command-a-03-2025", "Cohere API", ModelStatus::Live) },
            ModelRow {
                shutdown_on: Some("2025-09-15".into()),
                deprecated_on: Some("2025-09-15".into()),
                replacement: Some("command-a-03-2025".into()),
                note: Some(
                    "The server refuses it since that day, while the page still calls it deprecated and names no day at all.".into(),
                ),
                ..row("command-r", "Cohere API", ModelStatus::Retired)
            },
            row("cohere.command-r-v1:0", "Amazon Bedrock", ModelStatus::Live),
        ]
    }

    fn text(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> String {
        let mut out = Vec::new();
        write(&mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_table_a_platform() {
        let models = rows();
        let answer = Answer { as_of: "2026-11-21".into(), checked_on: "2026-11-20", models: &models };
        insta::assert_snapshot!(text(|out| list(&answer, &Style::default(), out)), @"
    Cohere API

    MODEL              FOR   STATUS       SHUT DOWN   USE INSTEAD
    command-a-03-2025  chat  recommended
    command-r          chat  retired      2025-09-15  command-a-03-2025

    Amazon Bedrock

    MODEL                  FOR   STATUS  SHUT DOWN  USE INSTEAD
    cohere.command-r-v1:0  chat  live

    As of 2026-11-21; the catalogue was checked on 2026-11-20.
    ");
    }

    #[test]
    fn all_that_is_known_of_one() {
        let models = rows();
        insta::assert_snapshot!(text(|out| details(&models[..2], &Style { width: 60, ..Style::default() }, out)), @"
    command-a-03-2025 (Cohere API, chat)
      status       recommended
      context      256,000 tokens

    command-r (Cohere API, chat)
      status       retired
      announced    2025-09-15
      shut down    2025-09-15
      use instead  command-a-03-2025
      note         The server refuses it since that day, while
                   the page still calls it deprecated and names
                   no day at all.
    ");
    }

    #[test]
    fn thousands_are_parted() {
        assert_eq!([0, 999, 1_000, 128_000, 1_000_000].map(thousands), ["0", "999", "1,000", "128,000", "1,000,000"]);
    }
}
