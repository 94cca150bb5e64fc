//! Shell: the commands a script runs, in order, whatever stands around them.

use super::{Command, Document, ParseError};
use crate::source::Span;
use tree_sitter::{Node, ParseOptions, ParseState, Parser};

/// Scripts larger than this are installers with their payload.
const LARGEST: usize = 256 << 10;

/// Reports of progress (each a hundred operations) the parser may make for a KiB of text: garbage of brackets parses slowly.
const BUDGET: usize = 400;

/// Reads a script that is a file.
pub(super) fn read(text: &str, document: &mut Document) {
    parse(text, None, document);
}

/// Reads a script inside a value: its commands stand where the value does.
pub(super) fn inside(script: &str, at: Span, document: &mut Document) {
    parse(script, Some(at), document);
}

fn parse(text: &str, place: Option<Span>, document: &mut Document) {
    let mut give_up = |message: &str| {
        let offset = place.map_or(0, |span| span.start);
        document.errors.push(ParseError { message: message.to_owned(), offset });
    };
    if text.len() > LARGEST {
        return give_up("the script is too large to be read");
    }
    let mut parser = Parser::new();
    if parser.set_language(&tree_sitter_bash::LANGUAGE.into()).is_err() {
        return give_up("the shell grammar does not fit its parser");
    }
    let mut budget = (text.len() / 1024 + 4) * BUDGET;
    let mut on_progress = |_: &ParseState| {
        budget = budget.saturating_sub(1);
        if budget == 0 { std::ops::ControlFlow::Break(()) } else { std::ops::ControlFlow::Continue(()) }
    };
    let options = ParseOptions::new().progress_callback(&mut on_progress);
    let bytes = text.as_bytes();
    let mut chunk = |at: usize, _| bytes.get(at..).unwrap_or_default();
    let Some(tree) = parser.parse_with_options(&mut chunk, None, Some(options)) else {
        return give_up("reading the script took too long");
    };
    let mut cursor = tree.walk();
    loop {
        let node = cursor.node();
        if node.kind() == "command" {
            document.commands.extend(command(node, text, place));
        }
        // Substitutions inside a command hold commands too.
        if cursor.goto_first_child() {
            continue;
        }
        while !cursor.goto_next_sibling() {
            if !cursor.goto_parent() {
                return;
            }
        }
    }
}

fn command(node: Node<'_>, text: &str, place: Option<Span>) -> Option<Command> {
    let mut cursor = node.walk();
    let is_word =
        |child: &Node<'_>| !matches!(child.kind(), "variable_assignment" | "file_redirect" | "heredoc_redirect" | "herestring_redirect");
    let words: Vec<String> =
        node.named_children(&mut cursor).filter(is_word).filter_map(|child| text.get(child.byte_range())).map(unquoted).collect();
    let span = place.unwrap_or_else(|| Span::new(node.start_byte(), node.end_byte()));
    (!words.is_empty()).then_some(Command { words, span })
}

fn unquoted(word: &str) -> String {
    let inner = ['"', '\''].iter().find_map(|quote| word.strip_prefix(*quote)?.strip_suffix(*quote));
    inner.unwrap_or(word).to_owned()
}
