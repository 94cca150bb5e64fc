//! The page on commands, read off the definition of the command line.

use super::cell;
use clap::{Arg, Command};
use std::fmt::Write as _;

/// The page.
pub(super) fn page(mut command: Command) -> String {
    command.build();
    let mut text = format!("# Commands\n\n{}\n", command.get_about().map(ToString::to_string).unwrap_or_default());
    for command in visible(&command) {
        one(command, &format!("cohere-lint {}", command.get_name()), &mut text);
    }
    text.push_str("\n## Everywhere\n\n");
    arguments(command.get_arguments().filter(|argument| argument.get_long() != Some("version")), &mut text);
    text
}

fn visible(command: &Command) -> impl Iterator<Item = &Command> {
    command.get_subcommands().filter(|command| !command.is_hide_set())
}

fn one(command: &Command, name: &str, text: &mut String) {
    let _ = write!(text, "\n## `{name}`\n\n{}\n", command.get_about().map(ToString::to_string).unwrap_or_default());
    let usage = command.clone().render_usage().to_string();
    let _ = write!(text, "\n```text\n{}\n```\n\n", usage.trim_start_matches("Usage: "));
    arguments(command.get_arguments().filter(|argument| !argument.is_global_set() && argument.get_id() != "help"), text);
    for command in visible(command) {
        one(command, &format!("{name} {}", command.get_name()), text);
    }
}

fn arguments<'a>(arguments: impl Iterator<Item = &'a Arg>, text: &mut String) {
    let rows: Vec<String> = arguments.filter(|argument| !argument.is_hide_set()).map(row).collect();
    if !rows.is_empty() {
        let _ = write!(text, "| Argument | Meaning |\n|---|---|\n{}", rows.concat());
    }
}

fn row(argument: &Arg) -> String {
    let takes_values = argument.get_action().takes_values();
    let names = argument.get_value_names().filter(|_| takes_values).unwrap_or_default();
    let value = names.iter().map(|name| name.as_str()).collect::<Vec<_>>().join(" ");
    let name = match argument.get_long() {
        Some(long) if value.is_empty() => format!("--{long}"),
        Some(long) => format!("--{long} {value}"),
        None => value,
    };
    let mut meaning = cell(&argument.get_help().map(ToString::to_string).unwrap_or_default());
    let listed = |names: Vec<String>| names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    let mut more = Vec::new();
    let values: Vec<String> = argument.get_possible_values().iter().map(|value| value.get_name().to_owned()).collect();
    if takes_values && !values.is_empty() {
        more.push(format!("One of {}", listed(values)));
    }
    let defaults: Vec<String> = argument.get_default_values().iter().map(|value| value.to_string_lossy().into_owned()).collect();
    if takes_values && !defaults.is_empty() {
        more.push(format!("Default: {}", listed(defaults)));
    }
    more.extend(argument.get_env().map(|variable| format!("Also through `{}`", variable.to_string_lossy())));
    for sentence in more {
        // What a help text says first has no full stop.
        meaning.push_str(". ");
        meaning.push_str(&sentence);
    }
    format!("| `{name}` | {meaning} |\n")
}
