//! Markdown runbooks: headings and what they say, code blocks as scripts.

use super::{Document, Section, shell};
use crate::source::Span;
use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};

/// Languages of code blocks that are scripts; blocks without one are taken for scripts too.
const SHELLS: &[&str] = &["", "sh", "bash", "shell", "console", "zsh", "shell-session"];

/// Reads the file.
pub(super) fn read(text: &str, document: &mut Document) {
    let mut section = Section { heading: String::new(), text: String::new(), span: Span::default() };
    let (mut in_heading, mut script) = (false, None);
    for (event, range) in Parser::new(text).into_offset_iter() {
        let span = Span::new(range.start, range.end);
        match event {
            Event::Start(Tag::Heading { .. }) => {
                let next = Section { heading: String::new(), text: String::new(), span };
                finish(std::mem::replace(&mut section, next), document);
                in_heading = true;
            }
            Event::End(TagEnd::Heading(_)) => in_heading = false,
            Event::Start(Tag::CodeBlock(kind)) => {
                let language = match &kind {
                    CodeBlockKind::Fenced(info) => info.split([' ', ',']).next().unwrap_or_default().to_lowercase(),
                    CodeBlockKind::Indented => String::new(),
                };
                script = SHELLS.contains(&language.as_str()).then(String::new);
            }
            Event::End(TagEnd::CodeBlock) => {
                if let Some(script) = script.take() {
                    shell::inside(&script, span, document);
                }
            }
            Event::Text(words) | Event::Code(words) => {
                if let Some(script) = &mut script {
                    // Sessions show the prompt.
                    script.extend(words.split_inclusive('\n').map(|line| line.strip_prefix("$ ").unwrap_or(line)));
                }
                let into = if in_heading { &mut section.heading } else { &mut section.text };
                into.push_str(&words);
            }
            Event::SoftBreak | Event::HardBreak => section.text.push('\n'),
            Event::End(TagEnd::Paragraph | TagEnd::Item) => section.text.push('\n'),
            _ => {}
        }
        section.span = section.span.to(span);
    }
    finish(section, document);
}

fn finish(section: Section, document: &mut Document) {
    if !section.heading.is_empty() || !section.text.trim().is_empty() {
        document.sections.push(section);
    }
}
