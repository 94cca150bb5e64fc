//! Finds the comments, which the lexer drops.

use crate::program::Comment;
use crate::source::Span;

/// All line, block and doc comments of `text` from `from` on, in order.
pub(super) fn scan(text: &str, from: usize) -> Vec<Comment> {
    let bytes = text.as_bytes();
    let mut comments = Vec::new();
    let mut at = from;
    while let Some(&byte) = bytes.get(at) {
        at = match byte {
            b'/' if bytes.get(at + 1) == Some(&b'/') => {
                let end = line_end(bytes, at);
                comments.push(Comment { span: Span::new(at, end) });
                end
            }
            b'/' if bytes.get(at + 1) == Some(&b'*') => {
                let end = block_end(bytes, at);
                comments.push(Comment { span: Span::new(at, end) });
                end
            }
            b'"' => string_end(bytes, at + 1),
            b'\'' => quote_end(text, at),
            _ if is_word(byte) => word_end(bytes, at),
            _ => at + 1,
        };
    }
    comments
}

/// The end of a line comment: before its line break.
fn line_end(bytes: &[u8], at: usize) -> usize {
    let end = memchr::memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |n| at + n);
    if end > at && bytes[end - 1] == b'\r' { end - 1 } else { end }
}

/// The end of a block comment, which nests.
fn block_end(bytes: &[u8], mut at: usize) -> usize {
    let mut depth = 0_usize;
    while at < bytes.len() {
        match (bytes[at], bytes.get(at + 1)) {
            (b'/', Some(b'*')) => {
                depth += 1;
                at += 2;
            }
            (b'*', Some(b'/')) => {
                depth -= 1;
                at += 2;
                if depth == 0 {
                    return at;
                }
            }
            _ => at += 1,
        }
    }
    bytes.len()
}

/// The end of a string whose content begins at `at`.
fn string_end(bytes: &[u8], mut at: usize) -> usize {
    while at < bytes.len() {
        match bytes[at] {
            b'"' => return at + 1,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    bytes.len()
}

/// The end of a character literal, or the place after the `'` of a lifetime.
fn quote_end(text: &str, at: usize) -> usize {
    let mut chars = text[at + 1..].chars();
    match chars.next() {
        // An escape: the literal ends at the next quote, the escaped one aside.
        Some('\\') => {
            let escaped = chars.next().map_or(0, char::len_utf8);
            let from = at + 2 + escaped;
            match memchr::memchr2(b'\'', b'\n', &text.as_bytes()[from.min(text.len())..]) {
                Some(n) => from + n + 1,
                None => text.len(),
            }
        }
        Some(c) if chars.next() == Some('\'') => at + 1 + c.len_utf8() + 1,
        _ => at + 1,
    }
}

/// The end of a name or number, or of the raw string it is the prefix of.
fn word_end(bytes: &[u8], start: usize) -> usize {
    let mut at = start;
    while at < bytes.len() && is_word(bytes[at]) {
        at += 1;
    }
    if !matches!(&bytes[start..at], b"r" | b"br" | b"cr") {
        return at;
    }
    let hashes = bytes[at..].iter().take_while(|b| **b == b'#').count();
    if bytes.get(at + hashes) != Some(&b'"') {
        return at;
    }
    let mut from = at + hashes + 1;
    while let Some(n) = bytes.get(from..).and_then(|rest| memchr::memchr(b'"', rest)) {
        from += n + 1;
        if bytes[from..].iter().take(hashes).filter(|b| **b == b'#').count() == hashes {
            return from + hashes;
        }
    }
    bytes.len()
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

#[cfg(test)]
mod tests {
    use super::scan;

    fn comments(text: &str) -> Vec<&str> {
        scan(text, 0).iter().map(|c| &text[c.span.range()]).collect()
    }

    #[test]
    fn finds_every_kind() {
        let text = "//! module\n/// item\r\nfn f() { /* a /* nested */ b */ g(); // end\n}/**/";
        assert_eq!(comments(text), ["//! module", "/// item", "/* a /* nested */ b */", "// end", "/**/"]);
    }

    #[test]
    fn strings_hold_no_comments() {
        let text = r####"let a = "// no \" // no"; let b = r#"// no " // no"#; let c = br"\"; // yes
let d = '"'; let e = '\''; /* yes */ let f: &'static str = "/* no */"; let r = '/'; let s = b'"'; let t = "\\"; // end"####;
        assert_eq!(comments(text), ["// yes", "/* yes */", "// end"]);
    }

    #[test]
    fn raw_names_and_words_ending_in_r_start_no_raw_string() {
        assert_eq!(comments("r#type // a\nlet var\"// no\" // b\nlet é = 'é'; // c"), ["// a", "// b", "// c"]);
    }

    #[test]
    fn unfinished_text_ends_the_scan() {
        for text in ["\"abc", "/* abc", "r#\"abc\"", "'\\", "'", "b'\\u{", "//", "/*"] {
            let _ = scan(text, 0);
        }
        assert_eq!(comments("/* never closed"), ["/* never closed"]);
    }
}
