//! How a report for people looks.

use crate::finding::Severity;
use textwrap::{Options, WordSeparator, WordSplitter};

/// Lines break at spaces only: dates, rule ids and model ids are one word each.
pub(super) const SPACES: WordSeparator = WordSeparator::AsciiSpace;
/// See [`SPACES`].
pub(super) const NO_HYPHENS: WordSplitter = WordSplitter::NoHyphenation;

/// What the reader's terminal can do. Whoever starts a run decides; a report only obeys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// Use colours.
    pub color: bool,
    /// Use characters outside ASCII for frames and marks.
    pub unicode: bool,
    /// Make rule ids links to their pages.
    pub hyperlinks: bool,
    /// Columns to fill.
    pub width: usize,
}

impl Default for Style {
    fn default() -> Self {
        Self { color: false, unicode: true, hyperlinks: false, width: 100 }
    }
}

/// What a colour says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Color {
    /// An error.
    Error,
    /// A warning.
    Warning,
    /// A note.
    Note,
    /// All is well.
    Good,
    /// Less important than what stands around it.
    Dim,
    /// A heading.
    Strong,
    /// A word to be told from what stands around it: code, a path.
    Accent,
}

impl Color {
    /// The colour of a severity.
    pub fn of(severity: Severity) -> Self {
        match severity {
            Severity::Error => Self::Error,
            Severity::Warning => Self::Warning,
            Severity::Note => Self::Note,
        }
    }

    /// The terminal's own colours, which its owner has made legible.
    pub(super) fn style(self) -> owo_colors::Style {
        let style = owo_colors::Style::new();
        match self {
            Self::Error => style.red().bold(),
            Self::Warning => style.yellow().bold(),
            Self::Note => style.cyan().bold(),
            Self::Good => style.green(),
            Self::Dim => style.dimmed(),
            Self::Strong => style.bold(),
            Self::Accent => style.blue(),
        }
    }
}

impl Style {
    /// The text in a colour, if there are colours.
    pub fn paint(&self, color: Color, text: &str) -> String {
        if self.color { color.style().style(text).to_string() } else { text.to_owned() }
    }

    /// A paragraph wrapped to the page, `first` before its first line and `rest` before the others.
    pub fn wrap(&self, text: &str, first: &str, rest: &str) -> String {
        let options = Options::new(self.width).word_separator(SPACES).word_splitter(NO_HYPHENS);
        textwrap::fill(text, options.initial_indent(first).subsequent_indent(rest))
    }

    /// The text as a link, if there are links.
    pub fn link(&self, url: &str, text: &str) -> String {
        let printable = !url.is_empty() && url.bytes().all(|byte| byte.is_ascii_graphic());
        if self.hyperlinks && printable { format!("\u{1b}]8;;{url}\u{1b}\\{text}\u{1b}]8;;\u{1b}\\") } else { text.to_owned() }
    }
}
