//! Markdown on a terminal and as plain text: rule pages.

use super::{Color, Style};
use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};
use unicode_width::UnicodeWidthStr;

/// Wide enough that nothing is wrapped.
const UNWRAPPED: usize = 10_000;

/// A page laid out for a terminal.
pub fn render(markdown: &str, style: &Style) -> String {
    let mut page = Page {
        style,
        out: String::new(),
        line: String::new(),
        indents: Vec::new(),
        lists: Vec::new(),
        marker: None,
        strong: 0,
        link: None,
        code: false,
        table: Vec::new(),
    };
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES) {
        page.event(event);
    }
    page.out.trim_matches('\n').to_owned()
}

/// A page as plain text, a line a paragraph.
pub fn plain(markdown: &str) -> String {
    render(markdown, &Style { width: UNWRAPPED, ..Style::default() })
}

/// The text of the first paragraph.
pub fn first_paragraph(markdown: &str) -> String {
    let mut text = String::new();
    for event in Parser::new(markdown).skip_while(|event| !matches!(event, Event::Start(Tag::Paragraph))) {
        match event {
            Event::End(TagEnd::Paragraph) => break,
            Event::Text(words) => text.push_str(&words),
            Event::Code(code) => text.push_str(&format!("`{code}`")),
            Event::SoftBreak | Event::HardBreak => text.push(' '),
            _ => {}
        }
    }
    text
}

struct Page<'a> {
    style: &'a Style,
    out: String,
    /// The paragraph being read.
    line: String,
    /// The indents of the lists and quotes around it.
    indents: Vec<String>,
    /// The number of the next item of each list around it, where they have numbers.
    lists: Vec<Option<u64>>,
    /// What stands before the first line of a list item.
    marker: Option<String>,
    strong: usize,
    link: Option<(String, usize)>,
    code: bool,
    table: Vec<Vec<String>>,
}

impl Page<'_> {
    fn event(&mut self, event: Event) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) if self.code => self.line.push_str(&text),
            Event::Text(text) if self.strong > 0 => self.line.push_str(&self.style.paint(Color::Strong, &text)),
            Event::Text(text) => self.line.push_str(&text),
            Event::Code(code) if self.style.color => self.line.push_str(&self.style.paint(Color::Accent, &code)),
            Event::Code(code) => self.line.push_str(&format!("`{code}`")),
            Event::SoftBreak => self.line.push(' '),
            Event::HardBreak => self.line.push('\n'),
            Event::Rule => self.out.push('\n'),
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag) {
        match tag {
            Tag::Heading { .. } => self.strong += 1,
            Tag::Strong | Tag::Emphasis => self.strong += 1,
            Tag::Link { dest_url, .. } => self.link = Some((dest_url.into_string(), self.line.len())),
            Tag::CodeBlock(kind) => {
                self.flush();
                self.caption(&kind);
                self.code = true;
            }
            Tag::BlockQuote(_) => self.indents.push("  ".to_owned()),
            Tag::Item => {
                // A nested list begins within the item around it.
                self.flush();
                let bullet = if self.style.unicode { "• " } else { "- " };
                let marker = match self.lists.last_mut() {
                    Some(Some(number)) => {
                        *number += 1;
                        format!("{}. ", *number - 1)
                    }
                    _ => bullet.to_owned(),
                };
                self.indents.push(" ".repeat(marker.width()));
                self.marker = Some(marker);
            }
            Tag::List(first) => {
                self.flush();
                self.lists.push(first);
            }
            Tag::TableHead | Tag::TableRow => self.table.push(Vec::new()),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Heading(_) => {
                self.strong = self.strong.saturating_sub(1);
                self.paragraph();
            }
            TagEnd::Strong | TagEnd::Emphasis => self.strong = self.strong.saturating_sub(1),
            TagEnd::Paragraph => self.paragraph(),
            TagEnd::Link => self.end_link(),
            TagEnd::CodeBlock => self.code_block(),
            TagEnd::BlockQuote(_) => {
                self.indents.pop();
            }
            TagEnd::Item => {
                self.flush();
                self.indents.pop();
                self.marker = None;
            }
            TagEnd::List(_) => {
                self.lists.pop();
                if self.lists.is_empty() {
                    self.out.push('\n');
                }
            }
            TagEnd::TableCell => {
                let cell = std::mem::take(&mut self.line);
                self.table.last_mut().into_iter().for_each(|row| row.push(cell.clone()));
            }
            TagEnd::Table => {
                let rows = std::mem::take(&mut self.table);
                self.out.push_str(&aligned(&rows, self.style));
                self.out.push('\n');
            }
            _ => {}
        }
    }

    /// A link whose address the text doesn't show gets it behind, if the terminal can't make it one.
    fn end_link(&mut self) {
        let Some((url, start)) = self.link.take() else { return };
        let text = self.line.split_off(start.min(self.line.len()));
        let shown = if self.style.hyperlinks || text.contains(&url) || !url.contains("://") { String::new() } else { format!(" ({url})") };
        self.line.push_str(&self.style.link(&url, &text));
        self.line.push_str(&shown);
    }

    fn paragraph(&mut self) {
        self.flush();
        self.out.push('\n');
    }

    /// Writes the paragraph being read, wrapped and indented.
    fn flush(&mut self) {
        let line = std::mem::take(&mut self.line);
        if line.is_empty() {
            return;
        }
        let indent = self.indents.concat();
        let first = match self.marker.take() {
            Some(marker) => format!("{}{marker}", &indent[..indent.len() - marker.width()]),
            None => indent.clone(),
        };
        self.out.push_str(&self.style.wrap(&line, &first, &indent));
        self.out.push('\n');
    }

    /// Says of an example whether the rule finds something in it, and which file it is.
    fn caption(&mut self, kind: &CodeBlockKind) {
        let CodeBlockKind::Fenced(info) = kind else { return };
        let words = info.split_whitespace().filter_map(|word| match word {
            "bad" => Some(self.style.paint(Color::Error, "Bad")),
            "good" => Some(self.style.paint(Color::Good, "Good")),
            _ => word.strip_prefix("file=").map(|file| self.style.paint(Color::Dim, file)),
        });
        let caption = words.collect::<Vec<_>>().join(" ");
        if !caption.is_empty() {
            self.out.push_str(&format!("{}  {caption}\n", self.indents.concat()));
        }
    }

    fn code_block(&mut self) {
        self.code = false;
        let code = std::mem::take(&mut self.line);
        let indent = self.indents.concat();
        for line in code.lines() {
            // How examples say where the rule must find something.
            let found = line.strip_suffix("# finding").or_else(|| line.strip_suffix("// finding"));
            let mark = if self.style.unicode { "← found here" } else { "<- found here" };
            let line = match found {
                Some(code) => format!("{indent}    {code}{}", self.style.paint(Color::Error, mark)),
                None => format!("{indent}    {line}"),
            };
            self.out.push_str(line.trim_end());
            self.out.push('\n');
        }
        self.out.push('\n');
    }
}

/// Rows in columns as wide as their widest cell, two spaces between them, the first row as headings.
pub fn aligned(rows: &[Vec<String>], style: &Style) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |cell: &String| textwrap::core::display_width(cell);
    let widths: Vec<usize> =
        (0..columns).map(|column| rows.iter().filter_map(|row| row.get(column)).map(width).max().unwrap_or(0)).collect();
    let mut text = String::new();
    for (index, row) in rows.iter().enumerate() {
        let mut line = String::new();
        for (column, cell) in row.iter().enumerate() {
            line.push_str(&if index == 0 { style.paint(Color::Strong, cell) } else { cell.clone() });
            line.push_str(&" ".repeat(widths[column] + 2 - width(cell)));
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "# retired-model\n\n## What\n\nA **model** past its shutdown, see [the\nlist](https://docs.example.com/models) and `rule`.\n\n\
        - one item that is long enough to be wrapped on a narrow terminal\n- two\n  - nested\n\n1. first\n2. second\n\n\
        ```python bad file=a.py version=\"cohere 5\"\nco.chat(\n    model=\"command\")  # finding\n\n```\n\n| id | day |\n|---|---|\n| `command-r` | 2025-09-15 |\n| x | – |\n\n> quoted\n";

    #[test]
    fn a_page_on_a_narrow_terminal() {
        insta::assert_snapshot!(render(PAGE, &Style { width: 40, ..Style::default() }), @r#"
    retired-model

    What

    A model past its shutdown, see the list
    (https://docs.example.com/models) and
    `rule`.

    • one item that is long enough to be
      wrapped on a narrow terminal
    • two
      • nested

    1. first
    2. second

      Bad a.py
        co.chat(
            model="command")  ← found here


    id           day
    `command-r`  2025-09-15
    x            –

      quoted
    "#);
    }

    #[test]
    fn colours_and_links_where_the_terminal_has_them() {
        let style = Style { color: true, hyperlinks: true, ..Style::default() };
        let page = render("**a** `b` [c](https://d)", &style);
        assert_eq!(page, "\u{1b}[1ma\u{1b}[0m \u{1b}[34mb\u{1b}[0m \u{1b}]8;;https://d\u{1b}\\c\u{1b}]8;;\u{1b}\\");
    }

    #[test]
    fn the_first_paragraph_is_what_the_rule_finds() {
        assert_eq!(first_paragraph(PAGE), "A model past its shutdown, see the list and `rule`.");
        assert_eq!(first_paragraph("# only\n"), "");
        assert_eq!(plain(""), "");
    }
}
