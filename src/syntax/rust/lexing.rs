//! Text → tokens. What can't be lexed (a bracket or quote left open while typing) is left out, item by item.

use proc_macro2::{LexError, TokenStream};
use std::borrow::Cow;
use std::ops::Range;
use std::str::FromStr as _;

/// The tokens of a text.
pub(super) struct Lexed<'t> {
    pub tokens: TokenStream,
    /// What was lexed: the text with blanks for what was left out, every other byte in its place.
    pub text: Cow<'t, str>,
    /// What was left out.
    pub skipped: Vec<Range<usize>>,
}

/// Lexes a text.
///
/// # Errors
/// When nothing of it can be lexed.
pub(super) fn lex(text: &str) -> Result<Lexed<'_>, LexError> {
    let error = match TokenStream::from_str(text) {
        Ok(tokens) => return Ok(Lexed { tokens, text: Cow::Borrowed(text), skipped: Vec::new() }),
        Err(error) => error,
    };
    let (broken, whole): (Vec<_>, Vec<_>) =
        chunks(text).into_iter().partition(|range| TokenStream::from_str(&text[range.clone()]).is_err());
    if whole.iter().all(|range| text[range.clone()].trim().is_empty()) {
        return Err(error);
    }
    let mut mended = String::with_capacity(text.len());
    let mut at = 0;
    for range in &broken {
        mended.push_str(&text[at..range.start]);
        mended.extend(text[range.clone()].bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }));
        at = range.end;
    }
    mended.push_str(&text[at..]);
    let tokens = TokenStream::from_str(&mended).map_err(|_| error)?;
    Ok(Lexed { tokens, text: Cow::Owned(mended), skipped: broken })
}

/// Runs of lines that are likely whole items: up to a `}` in the first column, or a line from there that ends in one or in `;`.
fn chunks(text: &str) -> Vec<Range<usize>> {
    let mut chunks = Vec::new();
    let (mut start, mut at) = (0, 0);
    for line in text.split_inclusive('\n') {
        at += line.len();
        let from_margin = !line.starts_with(char::is_whitespace);
        if line.starts_with('}') || from_margin && line.trim_end().ends_with([';', '}']) {
            chunks.push(start..at);
            start = at;
        }
    }
    if start < text.len() {
        chunks.push(start..text.len());
    }
    chunks
}
