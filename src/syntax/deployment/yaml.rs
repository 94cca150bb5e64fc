//! YAML: several documents in a file, anchors kept as references, so that none multiplies.

use super::{Document, NodeId, NodeKind, ParseError, flow_lists, shell, templates};
use crate::source::Span;
use rustc_hash::FxHashMap;
use saphyr_parser::{Event, Parser, ScalarStyle};

/// Keys whose text is a script: GitHub's and GitLab's steps, Kubernetes' commands, hooks.
const SCRIPT_KEYS: &[&str] = &["run", "script", "before_script", "after_script", "command", "args", "entrypoint"];

/// Reads every document of the file. Template actions (Helm, Jinja) are set aside first.
pub(super) fn read(text: &str, document: &mut Document) {
    let blanked = templates::blank(text);
    parse(text, &blanked, document);
    if let Some(broken) = document.errors.first().map(|error| error.offset)
        && let Some(joined) = flow_lists::joined(&blanked)
    {
        let mut again = Document::default();
        parse(text, &joined, &mut again);
        if again.errors.first().is_none_or(|error| error.offset > broken) {
            *document = again;
        }
    }
    let scripts = scripts(document);
    for (node, script) in scripts {
        let span = document.span(node);
        shell::inside(&script, span, document);
    }
}

/// Reads a text, as `written` has it, into a document.
fn parse(text: &str, written: &str, document: &mut Document) {
    let mut reader = Reader { text, offsets: Offsets::of(written), document, open: Vec::new(), anchors: FxHashMap::default() };
    reader.run(written);
}

/// A container whose end has not come.
struct Open {
    start: u32,
    anchor: usize,
    children: Vec<NodeId>,
    is_mapping: bool,
}

struct Reader<'a> {
    /// The file as it is written.
    text: &'a str,
    offsets: Offsets,
    document: &'a mut Document,
    open: Vec<Open>,
    anchors: FxHashMap<usize, NodeId>,
}

impl Reader<'_> {
    fn run(&mut self, blanked: &str) {
        let mut parser = Parser::new_from_str(blanked);
        while let Some(event) = parser.next_event() {
            let (event, at) = match event {
                Ok(event) => event,
                Err(error) => {
                    let offset = self.offsets.byte(error.marker().index());
                    self.document.errors.push(ParseError { message: error.info().to_owned(), offset });
                    break;
                }
            };
            let span = Span::new(self.offsets.byte(at.start.index()) as usize, self.offsets.byte(at.end.index()) as usize);
            if !self.event(event, span) {
                break;
            }
        }
        // What was open when the parser gave up is worth having all the same.
        let end = self.text.len();
        while !self.open.is_empty() {
            self.close(Span::new(end, end));
        }
    }

    /// Takes an event; `false` when there is no room for more.
    fn event(&mut self, event: Event<'_>, span: Span) -> bool {
        match event {
            Event::Scalar(value, style, anchor, _) => {
                let span = self.tokens(span, &value, style);
                let written = self.text.get(span.range()).unwrap_or_default();
                // A value with a template in it is what is written, not what stands in for it.
                let text =
                    if written.contains("{{") && style == ScalarStyle::Plain { written.trim().to_owned() } else { value.into_owned() };
                let Some(node) = self.document.scalar(span, text) else { return false };
                self.place(node, anchor);
            }
            Event::Alias(anchor) => {
                // An alias inside its own anchor would be a tree without end.
                let kind = match self.anchors.get(&anchor) {
                    Some(target) => NodeKind::Alias(*target),
                    None => NodeKind::Scalar(String::new()),
                };
                let Some(node) = self.document.push(span, kind) else { return false };
                self.place(node, 0);
            }
            Event::SequenceStart(anchor, _) => self.open(span, anchor, false),
            Event::MappingStart(anchor, _) => self.open(span, anchor, true),
            Event::SequenceEnd | Event::MappingEnd => return self.close(span),
            _ => {}
        }
        true
    }

    /// The bytes of a scalar alone: the parser counts the comment behind a quoted one as its own.
    fn tokens(&self, span: Span, value: &str, style: ScalarStyle) -> Span {
        let written = self.text.get(span.range()).unwrap_or_default();
        let length = match style {
            ScalarStyle::Plain if written.starts_with(value) => Some(value.len()),
            ScalarStyle::SingleQuoted => quoted_length(written, '\''),
            ScalarStyle::DoubleQuoted => quoted_length(written, '"'),
            _ => None,
        };
        length.map_or(span, |length| Span { end: span.start + length as u32, ..span })
    }

    fn open(&mut self, span: Span, anchor: usize, is_mapping: bool) {
        self.open.push(Open { start: span.start, anchor, children: Vec::new(), is_mapping });
    }

    fn close(&mut self, bracket: Span) -> bool {
        let Some(open) = self.open.pop() else { return true };
        let last = open.children.last().map_or(open.start, |child| self.document.span(*child).end);
        // A block has no bracket at its end, which is told where the next thing begins: it ends with its last child.
        let end = if bracket.start < bracket.end { bracket.end } else { last }.max(open.start);
        let kind = if open.is_mapping {
            NodeKind::Mapping(open.children.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect())
        } else {
            NodeKind::Sequence(open.children)
        };
        let Some(node) = self.document.push(Span { start: open.start, end }, kind) else { return false };
        self.place(node, open.anchor);
        true
    }

    /// Puts a finished node into the container around it.
    fn place(&mut self, node: NodeId, anchor: usize) {
        if anchor != 0 {
            self.anchors.insert(anchor, node);
        }
        match self.open.last_mut() {
            Some(open) => open.children.push(node),
            None => self.document.roots.push(node),
        }
    }
}

/// How many bytes a quoted text takes with its quotes.
fn quoted_length(written: &str, quote: char) -> Option<usize> {
    let mut chars = written.char_indices().skip(1).peekable();
    while let Some((at, c)) = chars.next() {
        match c {
            '\\' if quote == '"' => drop(chars.next()),
            // Two single quotes are one of the text.
            '\'' if quote == '\'' && chars.peek().is_some_and(|(_, next)| *next == '\'') => drop(chars.next()),
            c if c == quote => return Some(at + 1),
            _ => {}
        }
    }
    None
}

/// The parser counts characters.
enum Offsets {
    /// One byte each.
    Ascii(u32),
    /// Where each character begins, and the end.
    Unicode(Vec<u32>),
}

impl Offsets {
    fn of(text: &str) -> Self {
        if text.is_ascii() {
            return Self::Ascii(text.len() as u32);
        }
        Self::Unicode(text.char_indices().map(|(at, _)| at as u32).chain([text.len() as u32]).collect())
    }

    fn byte(&self, index: usize) -> u32 {
        match self {
            Self::Ascii(len) => (*len).min(index as u32),
            Self::Unicode(starts) => starts.get(index).or(starts.last()).copied().unwrap_or_default(),
        }
    }
}

/// The scripts among a file's values. A list of words is one command: `command: ["kubectl", "rollout", "status"]`; so are `entrypoint: gcloud` and its `args`.
fn scripts(document: &Document) -> Vec<(NodeId, String)> {
    let mut found = Vec::new();
    for mapping in document.mappings() {
        let program = || document.text_at(mapping, &["entrypoint"]).or_else(|| document.text_at(mapping, &["command"]));
        for (key, value) in document.entries(mapping) {
            let Some(key) = document.text(*key).filter(|key| SCRIPT_KEYS.contains(key)) else { continue };
            if let Some(script) = document.text(*value) {
                found.push((*value, script.to_owned()));
                continue;
            }
            let items: Vec<(NodeId, &str)> =
                document.items(*value).iter().filter_map(|item| Some((*item, document.text(*item)?))).collect();
            if items.iter().any(|(_, text)| text.contains([' ', '\n'])) {
                found.extend(items.into_iter().map(|(item, text)| (item, text.to_owned())));
            } else if !items.is_empty() {
                let before = program().filter(|_| key == "args");
                let words: Vec<&str> = before.into_iter().chain(items.iter().map(|(_, text)| *text)).collect();
                found.push((*value, words.join(" ")));
            }
        }
    }
    found
}
