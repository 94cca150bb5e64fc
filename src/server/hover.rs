//! What is known of the thing under the pointer: a model, a rule, an argument of a call.

use super::positions::Lines;
use crate::cohere::catalog::schema::{Endpoint, Model, Platform};
use crate::cohere::catalog::{Catalog, ModelState};
use crate::cohere::usage::{Argument, ArgumentTable};
use crate::config::NAMES;
use crate::engine::Checked;
use crate::report::RuleInfo;
use crate::source::Span;
use jiff::civil::Date;
use lsp_types::{Hover, HoverContents, MarkupContent, MarkupKind, Position};
use std::path::Path;

/// Characters on either side of the pointer that are looked at: no id is longer.
const MOST: usize = 200;

/// What an answer is made from.
pub struct HoverContext<'a> {
    /// What is known of Cohere.
    pub catalog: &'static Catalog,
    /// The last check of the project, if there was one, and the file's path in it.
    pub checked: Option<(&'a Checked, &'a str)>,
    /// The rules there are.
    pub rules: &'a [RuleInfo],
    /// The day models are judged by.
    pub as_of: Date,
}

/// The answer for a position of a file.
pub fn hover(context: &HoverContext<'_>, path: &Path, lines: &Lines<'_>, text: &str, position: Position) -> Option<Hover> {
    let offset = lines.offset(position);
    let (span, words) =
        argument(context, offset).or_else(|| rule(context, path, lines, text, offset)).or_else(|| model(context, text, offset))?;
    let value = MarkupContent { kind: MarkupKind::Markdown, value: words };
    Some(Hover { contents: HoverContents::Markup(value), range: Some(lines.range(span)) })
}

/// The run of characters around an offset that may be part of a name.
fn token(text: &str, offset: usize, is_part: fn(char) -> bool) -> Span {
    let before = text.get(..offset).unwrap_or_default();
    let start = before.char_indices().rev().take(MOST).take_while(|(_, c)| is_part(*c)).last().map_or(offset, |(at, _)| at);
    let after = text.get(offset..).unwrap_or_default();
    let length: usize = after.chars().take(MOST).take_while(|c| is_part(*c)).map(char::len_utf8).sum();
    Span::new(start, offset + length)
}

/// A model, where its id is all that stands between quotes, or a value of a configuration.
fn model(context: &HoverContext<'_>, text: &str, offset: usize) -> Option<(Span, String)> {
    let span = token(text, offset, |c| c.is_ascii_alphanumeric() || "._:/-".contains(c));
    let id = text.get(span.range())?;
    let quote = |c: Option<char>| c.is_some_and(|c| matches!(c, '"' | '\'' | '`'));
    let is_quoted = quote(text[..span.range().start].chars().next_back()) && quote(text[span.range().end..].chars().next());
    let all = &context.catalog.models.models;
    let found: Vec<&Model> = match all.iter().filter(|m| m.id == id).collect::<Vec<_>>() {
        exact if !exact.is_empty() => exact,
        _ => context.catalog.model(id, Platform::Cohere).into_iter().collect(),
    };
    // A word like `command` or `large` is a model only where one is asked for.
    let found = found.into_iter().filter(|m| !m.ordinary_word || is_quoted && is_model_position(context, offset));
    let words: Vec<String> = found.filter(|m| is_quoted || m.id.contains('-')).map(|m| model_words(m, context.as_of)).collect();
    (!words.is_empty()).then(|| (span, words.join("\n\n---\n\n")))
}

fn is_model_position(context: &HoverContext<'_>, offset: usize) -> bool {
    let Some((checked, path)) = context.checked else { return false };
    let tables = checked.usages.calls.iter().map(|call| &call.arguments).chain(checked.usages.clients.iter().map(|c| &c.arguments));
    tables
        .filter_map(|table| table.get("model"))
        .flat_map(|model| &model.possible)
        .any(|possible| holds(possible.place.span, offset) && checked.report.file(possible.place.file).is_none_or(|file| file.path == path))
}

fn model_words(model: &Model, as_of: Date) -> String {
    let day = |date: Option<Date>| date.map(|date| format!(" on {date}")).unwrap_or_default();
    let state = match model.state(as_of) {
        ModelState::Retired { on } => format!("**Shut down**{}", day(on)),
        ModelState::Deprecated { on, shutdown } => match shutdown {
            Some(end) => format!("**Deprecated**{}; to be shut down on {end}", day(on)),
            None => format!("**Deprecated**{}", day(on)),
        },
        ModelState::Nightly => "Experimental: models come and go under this name".to_owned(),
        ModelState::Moving => "A name that moves from model to model".to_owned(),
        ModelState::Live if model.recommended => "Live, recommended".to_owned(),
        ModelState::Live => "Live".to_owned(),
    };
    let mut lines = vec![format!("**`{}`** · {}", model.id, model.families.join(", ")), String::new(), format!("- {state}")];
    let mut tell = |name: &str, value: Option<String>| lines.extend(value.map(|value| format!("- {name}: {value}")));
    tell("Use instead", model.replacement.as_ref().map(|id| format!("`{id}`")));
    tell("Stands for", model.alias_of.as_ref().map(|id| format!("`{id}`")));
    tell("Context", model.context_tokens.map(|tokens| format!("{tokens} tokens")));
    tell("Longest answer", model.max_output_tokens.map(|tokens| format!("{tokens} tokens")));
    tell("Dimensions", (!model.dimensions.is_empty()).then(|| join(&model.dimensions)));
    tell("Note", model.note.clone());
    lines.push(format!("\nAs of {as_of}"));
    lines.join("\n")
}

fn join<T: ToString>(all: &[T]) -> String {
    all.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

/// A rule, where the tool is addressed: in a comment to it, in its configuration.
fn rule(context: &HoverContext<'_>, path: &Path, lines: &Lines<'_>, text: &str, offset: usize) -> Option<(Span, String)> {
    let span = token(text, offset, |c| c.is_ascii_alphanumeric() || c == '-');
    let id = text.get(span.range())?;
    let rule = context.rules.iter().find(|rule| rule.id == id)?;
    let is_configuration = path.file_name().is_some_and(|name| NAMES.iter().any(|known| name == *known));
    let is_addressed = text.get(lines.line_at(offset).range()).is_some_and(|line| line.contains("cohere-lint"));
    (is_configuration || is_addressed).then(|| (span, rule_words(rule)))
}

/// A rule's title, its standing and the first part of its page.
fn rule_words(rule: &RuleInfo) -> String {
    let page = rule.markdown.trim();
    // Examples are for the page itself.
    let words = page.split("\n```").next().unwrap_or(page).trim();
    let address = if rule.url.is_empty() { String::new() } else { format!("\n\n[The whole page]({})", rule.url) };
    format!("**`{}`** · {} · {}\n\n{}\n\n{words}{address}", rule.id, rule.severity.as_str(), rule.group, rule.title)
}

/// An argument of a call or a constructor, on its name.
fn argument(context: &HoverContext<'_>, offset: usize) -> Option<(Span, String)> {
    let (checked, path) = context.checked?;
    let here = |argument: &&Argument| {
        let of_file = || checked.path(argument.name.file).is_some_and(|file| file == path);
        argument.name.span != argument.value.span && holds(argument.name.span, offset) && of_file()
    };
    let find =
        |table: &'_ ArgumentTable| table.items.iter().find(here).map(|found| (found.name.span, found.wire.clone(), found.written.clone()));
    let calls = checked.usages.calls.iter().filter_map(|call| Some((find(&call.arguments)?, call.callee.as_str(), Some(call.endpoint))));
    let clients = checked.usages.clients.iter().filter_map(|client| Some((find(&client.arguments)?, client.class.as_str(), None)));
    let ((span, wire, written), callee, endpoint) = calls.chain(clients).next()?;
    let about = context.catalog.arguments.about(&wire, endpoint.map(|e| e.operation.as_str()));
    let words = argument_words(&written, &wire, callee, endpoint, about);
    words.map(|words| (span, words))
}

/// What is known of an argument; nothing where that is no more than its name.
fn argument_words(written: &str, wire: &str, callee: &str, endpoint: Option<&Endpoint>, about: Option<&str>) -> Option<String> {
    let mut facts = Vec::new();
    if let Some(endpoint) = endpoint {
        if endpoint.required.iter().any(|name| name == wire) {
            facts.push("Required".to_owned());
        }
        if let Some([least, most]) = endpoint.ranges.get(wire) {
            facts.push(format!("From {least} to {most}"));
        }
        if let Some(values) = endpoint.values.get(wire) {
            facts.push(format!("One of {}", values.iter().map(|v| format!("`{}`", plain(v))).collect::<Vec<_>>().join(", ")));
        }
        if let Some(removed) = endpoint.removed_arguments.get(wire) {
            facts.push(format!("**No longer heeded**: {}", removed.what));
        }
        if let Some(instead) = endpoint.foreign.get(wire) {
            facts.push(format!("**Not an argument of `{}`**; instead: {instead}", endpoint.id));
        }
        if let Some(right) = endpoint.misnamed.get(wire) {
            facts.push(format!("**Called `{right}`** by Cohere"));
        }
    }
    if about.is_none() && facts.is_empty() {
        return None;
    }
    let spelling = if written == wire { String::new() } else { format!(" (`{wire}` on the wire)") };
    let mut words = format!("**`{written}`**{spelling} · `{callee}`");
    for part in about.map(str::to_owned).into_iter().chain((!facts.is_empty()).then(|| format!("- {}", facts.join("\n- ")))) {
        words.push_str("\n\n");
        words.push_str(&part);
    }
    Some(words)
}

fn plain(value: &toml::Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn holds(span: Span, offset: usize) -> bool {
    span.range().start <= offset && offset <= span.range().end
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cohere::catalog::pages::rule_pages;
    use crate::server::positions::Encoding;

    fn ask(path: &str, text: &str, needle: &str) -> Option<String> {
        let rules: Vec<RuleInfo> = rule_pages().unwrap().iter().map(RuleInfo::of).collect();
        let catalog = Catalog::embedded().unwrap();
        let context = HoverContext { catalog, checked: None, rules: &rules, as_of: jiff::civil::date(2026, 11, 21) };
        let lines = Lines::new(text, Encoding::Utf16);
        let position = lines.position(text.find(needle).unwrap() + 1);
        let found = hover(&context, Path::new(path), &lines, text, position)?;
        let HoverContents::Markup(markup) = found.contents else { return None };
        Some(markup.value)
    }

    #[test]
    fn a_model_says_how_it_stands() {
        let words = ask("a.py", "co.chat(model='command-r')", "command-r").unwrap();
        assert!(words.contains("**Shut down** on 2025-09-15") && words.contains("Use instead: `command-"), "{words}");
        assert!(ask("a.py", "m = 'command-a-03-2025'", "command-a").unwrap().contains("Live"));
        assert_eq!(ask("a.py", "x = 'command'", "command"), None, "an ordinary word");
        assert_eq!(ask("a.py", "x = 'gpt-4o'", "gpt"), None);
    }

    #[test]
    fn a_rule_is_explained_where_the_tool_is_addressed() {
        let words = ask("a.py", "x = 1  # cohere-lint: ignore[missing-timeout] why", "missing-timeout").unwrap();
        assert!(
            words.starts_with("**`missing-timeout`** · ") && words.contains("[The whole page](http") && !words.contains("```"),
            "{words}"
        );
        assert!(ask("cohere-lint.toml", "ignore = ['retired-model']", "retired").is_some());
        assert_eq!(ask("a.py", "x = 'missing-timeout'", "missing-timeout"), None);
    }

    #[test]
    fn the_end_of_a_text_is_no_trouble() {
        assert_eq!(ask("a.py", "é", "é"), None);
    }
}
