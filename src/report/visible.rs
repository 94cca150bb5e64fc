//! Makes text from other people's files safe to print on a terminal.

use std::borrow::Cow;
use unicode_width::UnicodeWidthChar;

/// Columns between tab stops.
pub(super) const TAB_WIDTH: usize = 4;
/// The longest message printed, in characters.
const LONGEST: usize = 1_000;

/// The text with what would steer a terminal or hide from the reader replaced, and cut where no reader would go on.
pub(super) fn visible(text: &str) -> Cow<'_, str> {
    if text.len() <= LONGEST && !text.contains(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut shown: String = text.chars().take(LONGEST).map(shown).collect();
    if text.chars().nth(LONGEST).is_some() {
        shown.push('…');
    }
    Cow::Owned(shown)
}

/// The character as it may be printed: control characters as their pictures, invisible direction marks as the replacement character.
pub(super) fn shown(char: char) -> char {
    match char {
        '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(char)).unwrap_or('\u{fffd}'),
        '\u{7f}' => '\u{2421}',
        _ if is_hidden(char) => '\u{fffd}',
        _ => char,
    }
}

/// How many columns a character takes, a tab as many as it can.
pub(super) fn width(char: char) -> usize {
    if char == '\t' { TAB_WIDTH } else { shown(char).width().unwrap_or(0) }
}

/// Control characters, and marks that turn the direction of what follows.
fn is_hidden(char: char) -> bool {
    char.is_control()
        || matches!(char, '\u{200e}' | '\u{200f}' | '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_and_direction_marks_are_shown_not_obeyed() {
        assert_eq!(visible("a\u{1b}[2Jb\u{9b}c\u{202e}d\re\u{7}"), "a␛[2Jb\u{fffd}c\u{fffd}d␍e␇");
        assert_eq!(visible("naïve 日本 😀"), "naïve 日本 😀");
    }

    #[test]
    fn endless_text_ends() {
        assert_eq!(visible(&"é".repeat(5_000)).chars().count(), LONGEST + 1);
        assert_eq!(visible(&"é".repeat(LONGEST)).chars().count(), LONGEST);
    }
}
