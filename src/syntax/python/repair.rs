//! Mends text that doesn't parse, without moving a byte: closes or blanks brackets left open (they would swallow the rest
//! of the file) and blanks notebook magics and dangling dots. Only what a line-by-line look can tell; the parser recovers from the rest.

use crate::source::Span;

/// How many brackets are mended: each may cost a scan to the end of the file.
const MAX_REPAIRS: usize = 64;

/// How many open brackets a closing one may skip to find its own.
const MAX_SKIPPED: usize = 16;

/// Keywords no line inside brackets can begin with.
const STATEMENT_KEYWORDS: &[&str] = &[
    "def", "class", "import", "return", "while", "with", "try", "except", "finally", "raise", "del", "pass", "break", "continue", "global",
    "nonlocal", "assert", "elif",
];

/// A mended text of the same length as the original.
pub(super) struct Repaired {
    pub(super) text: String,
    /// What was blanked.
    pub(super) blanked: Vec<Span>,
}

/// Mends `text`; `None` when there is nothing this can mend.
pub(super) fn repair(text: &str) -> Option<Repaired> {
    let mut mender = Mender { source: text.as_bytes(), bytes: text.as_bytes().to_vec(), blanked: Vec::new() };
    let mut at = 0;
    for _ in 0..MAX_REPAIRS {
        let Some(unclosed) = mender.scan(at) else {
            break;
        };
        mender.close(&unclosed);
        at = unclosed.resume;
    }
    if mender.bytes == mender.source {
        return None;
    }
    Some(Repaired { text: String::from_utf8(mender.bytes).ok()?, blanked: mender.blanked })
}

/// Brackets that are never closed.
struct Unclosed {
    /// The brackets, outermost first, with their offsets.
    brackets: Vec<(usize, u8)>,
    /// Start of the line that goes on with something else.
    resume: usize,
}

struct Mender<'s> {
    source: &'s [u8],
    bytes: Vec<u8>,
    blanked: Vec<Span>,
}

impl Mender<'_> {
    /// Looks for the next unclosed bracket from the line start `from` on, blanking magics on the way.
    fn scan(&mut self, from: usize) -> Option<Unclosed> {
        let source = self.source;
        let mut brackets: Vec<(usize, u8)> = Vec::new();
        let mut statement_indent = 0;
        // Where a statement seems to begin although brackets are open, with the brackets that were open there.
        let mut candidate: Option<Unclosed> = None;
        let mut at = from;
        let mut line_start = true;
        let mut last_code = None;
        while at < source.len() {
            if line_start {
                line_start = false;
                let end = line_end(source, at);
                let line = &source[at..end];
                let indent = line.iter().take_while(|b| matches!(b, b' ' | b'\t')).count();
                let code = &line[indent..];
                if brackets.is_empty() {
                    candidate = None;
                    statement_indent = indent;
                    if is_magic(code) {
                        self.blank(at, end);
                        at = end;
                        continue;
                    }
                } else {
                    let certain = begins_with_keyword(code);
                    if candidate.is_none() && (certain || indent <= statement_indent && begins_with_name(code)) {
                        candidate = Some(Unclosed { brackets: brackets.clone(), resume: at });
                    }
                    if certain {
                        return candidate;
                    }
                }
                at += indent;
                continue;
            }
            match source[at] {
                b'\n' => {
                    line_start = true;
                    // `client.` just being typed would go on with the next statement's first name.
                    if brackets.is_empty()
                        && let Some(dot) = last_code.filter(|i| source[*i] == b'.')
                        && !source[..dot].ends_with(b".")
                    {
                        self.blank(dot, dot + 1);
                    }
                    last_code = None;
                }
                b'#' => {
                    at = line_end(source, at);
                    continue;
                }
                b'\\' => {
                    at += 1;
                    last_code = None;
                }
                quote @ (b'"' | b'\'') => {
                    last_code = Some(at);
                    at = string_end(source, at, quote)?;
                    continue;
                }
                open @ (b'(' | b'[' | b'{') => brackets.push((at, open)),
                close @ (b')' | b']' | b'}') => {
                    let open = match close {
                        b')' => b'(',
                        b']' => b'[',
                        _ => b'{',
                    };
                    if let Some(i) = brackets.iter().rev().take(MAX_SKIPPED).position(|(_, b)| *b == open) {
                        brackets.truncate(brackets.len() - 1 - i);
                    }
                }
                _ => {}
            }
            if source.get(at).is_some_and(|b| !b.is_ascii_whitespace()) {
                last_code = Some(at);
            }
            at += 1;
        }
        if brackets.is_empty() {
            return None;
        }
        Some(candidate.unwrap_or(Unclosed { brackets, resume: source.len() }))
    }

    /// Closes the brackets in the white space before the next statement, or else blanks all from the first of them.
    fn close(&mut self, unclosed: &Unclosed) {
        let Some(&(first, _)) = unclosed.brackets.first() else {
            return;
        };
        // The last line break must stay, except at the end of the file.
        let end = if unclosed.resume < self.source.len() { unclosed.resume.saturating_sub(1) } else { unclosed.resume };
        let mut slack = end;
        while slack > first + 1 && self.source[slack - 1].is_ascii_whitespace() {
            slack -= 1;
        }
        if slack > first + 1 && self.source[slack - 1] == b',' {
            slack -= 1;
        }
        let last_line = self.source[first..slack].iter().rposition(|b| *b == b'\n').map_or(first, |i| first + i);
        let in_comment = self.source[last_line..slack].contains(&b'#');
        if slack + unclosed.brackets.len() <= end && !in_comment {
            for (place, (_, open)) in self.bytes[slack..].iter_mut().zip(unclosed.brackets.iter().rev()) {
                *place = match open {
                    b'(' => b')',
                    b'[' => b']',
                    _ => b'}',
                };
            }
            return;
        }
        self.blank(first, end);
        let before = self.source[..first].iter().rev().find(|b| !matches!(b, b' ' | b'\t'));
        if before.is_none_or(|b| !(b.is_ascii_alphanumeric() || matches!(b, b'_' | b')' | b']' | b'}' | b'"' | b'\'' | 0x80..))) {
            // An operand is due here; a name of no meaning keeps the statement whole.
            self.bytes[first] = b'_';
        }
    }

    /// Overwrites a range with blanks, except for line breaks and comments.
    fn blank(&mut self, start: usize, end: usize) {
        let mut comment = false;
        for byte in &mut self.bytes[start..end] {
            match byte {
                b'\n' => comment = false,
                b'\r' => {}
                b'#' => comment = true,
                _ if comment => {}
                _ => *byte = b' ',
            }
        }
        self.blanked.push(Span::new(start, end));
    }
}

/// The offset of the line break that ends the line of `at`, or the end of the text.
fn line_end(source: &[u8], at: usize) -> usize {
    memchr::memchr(b'\n', &source[at..]).map_or(source.len(), |i| at + i)
}

/// The offset after the string that opens at `at`; an unterminated one ends with its line, `None` when it has three quotes.
fn string_end(source: &[u8], at: usize, quote: u8) -> Option<usize> {
    let triple = source[at..].starts_with(&[quote, quote, quote]);
    let mut i = if triple { at + 3 } else { at + 1 };
    while i < source.len() {
        match source[i] {
            b'\\' => i += 1,
            b'\n' if !triple => return Some(i),
            b if b == quote && !triple => return Some(i + 1),
            b if b == quote && source[i..].starts_with(&[quote, quote, quote]) => return Some(i + 3),
            _ => {}
        }
        i += 1;
    }
    (!triple).then_some(source.len())
}

/// `%pip …`, `!ls`, `?x`, `x?`: what only a notebook understands.
fn is_magic(code: &[u8]) -> bool {
    match code.first() {
        Some(b'%' | b'!' | b'?') => true,
        Some(_) => {
            let code = code.trim_ascii_end();
            code.ends_with(b"?") && !code.iter().any(|b| matches!(b, b'#' | b'"' | b'\''))
        }
        None => false,
    }
}

fn first_word(code: &[u8]) -> &[u8] {
    let end = code.iter().position(|b| !(b.is_ascii_alphanumeric() || *b == b'_')).unwrap_or(code.len());
    &code[..end]
}

/// Whether the line can only begin a statement.
fn begins_with_keyword(code: &[u8]) -> bool {
    let word = first_word(code);
    let next = code[word.len()..].trim_ascii_start();
    match word {
        b"async" => first_word(next) == b"def",
        b"from" => memchr::memmem::find(next, b" import ").is_some(),
        _ => STATEMENT_KEYWORDS.iter().any(|k| k.as_bytes() == word),
    }
}

/// Whether the line could begin a statement, judged together with its indentation.
fn begins_with_name(code: &[u8]) -> bool {
    match code.first() {
        Some(b'@') => true,
        Some(b) => b.is_ascii_alphabetic() || *b == b'_',
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn repaired(text: &str) -> String {
        let mended = repair(text).expect("nothing was mended").text;
        assert_eq!(mended.len(), text.len());
        mended
    }

    #[test]
    fn open_brackets_are_closed_in_the_blank_line() {
        assert_eq!(repaired("co = Client(\n\ndef f(): pass\n"), "co = Client()\ndef f(): pass\n");
        assert_eq!(repaired("f(a, [1,\n  2,\n\n\nreturn x\n"), "f(a, [1,\n  2])\n\nreturn x\n");
        assert_eq!(repaired("co.chat(\n"), "co.chat()");
    }

    #[test]
    fn open_brackets_without_room_are_blanked() {
        assert_eq!(repaired("f(a + b\nclass A: pass\n"), "f      \nclass A: pass\n");
        assert_eq!(repaired("x = {'a': 1\nimport b\n"), "x = _      \nimport b\n");
    }

    #[test]
    fn a_bracket_open_to_the_end_is_cut_at_the_next_statement() {
        assert_eq!(repaired("def f():\n    g(1,\n    y = 2\n\nz = h(2)\n"), "def f():\n    g(1)\n    y = 2\n\nz = h(2)\n");
    }

    #[test]
    fn magics_are_blanked() {
        assert_eq!(repaired("!pip install x\ny = 1\n%time f()\nco??\n"), "              \ny = 1\n         \n    \n");
    }

    #[test]
    fn a_dot_at_the_end_of_a_line_is_blanked() {
        assert_eq!(repaired("co.\nx = 1\ny = b.  # .\n"), "co \nx = 1\ny = b   # .\n");
        assert!(repair("x = (a.\nb)\nfrom .. import c\ny = ...\nz = 'a.'\n# .\nb.\\\nc\n").is_none());
    }

    #[test]
    fn strings_comments_and_closed_brackets_are_left_alone() {
        for text in ["x = '(' # (\ny = \"\"\"\n(\n\"\"\"\n", "f(\n  a\n  % b,\nc\n)\n", "d = {'a?':\n1}\n", "'''(", "f('abc\n)"] {
            assert!(repair(text).is_none(), "{text}");
        }
    }

    #[test]
    fn many_open_brackets_end_in_time() {
        let text = "f(\n".repeat(20_000);
        assert_eq!(repaired(&text).len(), text.len());
    }
}
