//! Strings, bytes, f-strings and numbers.

use super::kinds::{Kind, Parts, children, kind};
use super::lowerer::{Lowerer, span};
use crate::program::{ExprId, ExprKind, Literal, TemplatePart};
use tree_sitter::Node;

/// A string that is being put together from its pieces.
#[derive(Default)]
struct Pieces {
    parts: Vec<TemplatePart>,
    text: String,
    bytes: bool,
}

impl Pieces {
    fn push_text(&mut self) {
        if !self.text.is_empty() {
            self.parts.push(TemplatePart::Text(std::mem::take(&mut self.text).into()));
        }
    }

    fn finish(mut self) -> ExprKind {
        if self.parts.is_empty() {
            return ExprKind::Literal(if self.bytes { Literal::Bytes(self.text.into()) } else { Literal::Str(self.text.into()) });
        }
        self.push_text();
        ExprKind::Template(self.parts)
    }
}

/// The prefix of a string.
#[derive(Clone, Copy)]
struct Prefix {
    is_raw: bool,
    is_bytes: bool,
    /// An f-string or t-string.
    is_format: bool,
}

impl Lowerer<'_> {
    pub(super) fn string(&mut self, node: Node<'_>) -> ExprId {
        let mut pieces = Pieces::default();
        if !self.append_string(node, &mut pieces) {
            return self.unknown_with_children(node);
        }
        self.b.expr(pieces.finish(), span(node))
    }

    /// `"a" f"{b}" 'c'`.
    pub(super) fn concatenated_string(&mut self, node: Node<'_>) -> ExprId {
        self.recover_inside(node);
        let mut pieces = Pieces::default();
        for part in children(node) {
            if kind(part) == Kind::String {
                self.append_string(part, &mut pieces);
            }
        }
        self.b.expr(pieces.finish(), span(node))
    }

    /// Decodes one string token; `false` for what only looks like a string (Python 2's backquotes).
    fn append_string(&mut self, node: Node<'_>, pieces: &mut Pieces) -> bool {
        let parts = children(node);
        let Some(start) = parts.first().filter(|s| kind(**s) == Kind::StringStart) else {
            return false;
        };
        let opening = self.word(*start);
        if opening.ends_with('`') {
            return false;
        }
        let has = |c: char| opening.contains([c, c.to_ascii_uppercase()]);
        let prefix = Prefix { is_raw: has('r'), is_bytes: has('b'), is_format: has('f') || has('t') };
        pieces.bytes |= prefix.is_bytes;
        let mut at = start.end_byte();
        let mut end = node.end_byte();
        for part in parts {
            match kind(part) {
                Kind::Interpolation => {
                    self.decode(at, part.start_byte(), prefix, pieces);
                    at = part.end_byte();
                    self.interpolation(part, pieces);
                }
                Kind::StringEnd => end = part.start_byte(),
                Kind::Error => self.recover(part),
                _ => {}
            }
        }
        self.decode(at, end, prefix, pieces);
        true
    }

    fn decode(&self, start: usize, end: usize, prefix: Prefix, pieces: &mut Pieces) {
        let raw = self.text.get(start..end).unwrap_or_default();
        if prefix.is_bytes && !prefix.is_raw {
            pieces.text.push_str(&decode_bytes(raw));
        } else {
            decode_text(raw, prefix, &mut pieces.text);
        }
    }

    /// `{value!r:format}`. Converted or formatted, the value is no longer the one inserted.
    fn interpolation(&mut self, node: Node<'_>, pieces: &mut Pieces) {
        self.recover_inside(node);
        let Some(inner) = node.expression() else {
            return;
        };
        let value = self.expression(inner);
        let conversion = node.type_conversion();
        let format = node.format_specifier();
        // `{value=}` writes the expression too.
        let after = conversion.or(format).map_or(node.end_byte().saturating_sub(1), |n| n.start_byte());
        let is_spelled_out = self.text.get(inner.end_byte()..after).is_some_and(|rest| rest.contains('='));
        if is_spelled_out {
            let spelled = self.text.get(node.start_byte() + 1..after).unwrap_or_default();
            pieces.text.push_str(spelled);
        }
        pieces.push_text();
        let is_changed = format.is_some() || is_spelled_out || conversion.is_some_and(|c| self.word(c) != "!s");
        let value = if is_changed {
            let mut inside = vec![value];
            for nested in format.map(children).unwrap_or_default() {
                if kind(nested) == Kind::FormatExpression
                    && let Some(nested) = nested.expression()
                {
                    inside.push(self.expression(nested));
                }
            }
            self.b.unknown(inside, span(node))
        } else {
            value
        };
        pieces.parts.push(TemplatePart::Expr(value));
    }

    pub(super) fn number(&mut self, node: Node<'_>) -> ExprId {
        let literal = parse_number(self.word(node));
        match literal {
            Some(literal) => self.b.expr(ExprKind::Literal(literal), span(node)),
            None => self.unknown(node),
        }
    }
}

fn parse_number(word: &str) -> Option<Literal> {
    let digits: String = word.chars().filter(|c| *c != '_').map(|c| c.to_ascii_lowercase()).collect();
    for (prefix, radix) in [("0x", 16), ("0o", 8), ("0b", 2)] {
        if let Some(digits) = digits.strip_prefix(prefix) {
            return i64::from_str_radix(digits.trim_end_matches('l'), radix).ok().map(Literal::Int);
        }
    }
    // Python 2 marks long integers with an `L`. Imaginary numbers end in `j` and parse as nothing.
    let digits = digits.trim_end_matches('l');
    digits.parse().map(Literal::Int).ok().or_else(|| digits.parse().map(Literal::Float).ok())
}

/// Decodes a piece of a string into `out`.
fn decode_text(raw: &str, prefix: Prefix, out: &mut String) {
    let mut rest = raw;
    let special: &[char] = if prefix.is_format { &['\\', '\r', '{', '}'] } else { &['\\', '\r'] };
    while let Some(i) = rest.find(special) {
        out.push_str(&rest[..i]);
        let c = rest.as_bytes()[i];
        rest = &rest[i + 1..];
        match c {
            // The source's line ends don't matter: a string has `\n`.
            b'\r' => {
                out.push('\n');
                rest = rest.strip_prefix('\n').unwrap_or(rest);
            }
            b'{' | b'}' => {
                out.push(char::from(c));
                rest = rest.strip_prefix(char::from(c)).unwrap_or(rest);
            }
            _ if prefix.is_raw => out.push('\\'),
            _ => rest = decode_escape(rest, out),
        }
    }
    out.push_str(rest);
}

/// Decodes what follows a backslash; what is left after it.
fn decode_escape<'r>(rest: &'r str, out: &mut String) -> &'r str {
    let Some(c) = rest.chars().next() else {
        out.push('\\');
        return rest;
    };
    let after = &rest[c.len_utf8()..];
    match c {
        '\n' => return after,
        '\r' => return after.strip_prefix('\n').unwrap_or(after),
        '\\' | '\'' | '"' => out.push(c),
        'a' => out.push('\x07'),
        'b' => out.push('\x08'),
        'f' => out.push('\x0c'),
        'n' => out.push('\n'),
        'r' => out.push('\r'),
        't' => out.push('\t'),
        'v' => out.push('\x0b'),
        '0'..='7' => return decode_digits(rest, 8, 1, 3, out).unwrap_or(rest),
        'x' | 'u' | 'U' => {
            let count = match c {
                'x' => 2,
                'u' => 4,
                _ => 8,
            };
            if let Some(left) = decode_digits(after, 16, count, count, out) {
                return left;
            }
            out.push('\\');
            out.push(c);
        }
        // Also `\N{…}`: the names of characters are not known here.
        _ => {
            out.push('\\');
            out.push(c);
        }
    }
    after
}

/// Reads `min` to `max` digits as a character; lone surrogates become the replacement character.
fn decode_digits<'r>(rest: &'r str, radix: u32, min: usize, max: usize, out: &mut String) -> Option<&'r str> {
    let count = rest.bytes().take(max).take_while(|b| char::from(*b).is_digit(radix)).count();
    if count < min {
        return None;
    }
    let code = u32::from_str_radix(&rest[..count], radix).ok()?;
    out.push(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
    Some(&rest[count..])
}

/// Decodes a piece of a bytes literal, as far as it is UTF-8.
fn decode_bytes(raw: &str) -> String {
    let mut bytes = Vec::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(i) = rest.find('\\') {
        bytes.extend_from_slice(&rest.as_bytes()[..i]);
        let escape = &rest[i + 1..];
        let mut decoded = String::new();
        rest = match escape.bytes().next() {
            Some(b'u' | b'U' | b'N') => {
                decoded.push('\\');
                escape
            }
            _ => decode_escape(escape, &mut decoded),
        };
        // `\xff` is one byte, not the character of that number.
        let is_number = matches!(escape.bytes().next(), Some(b'x' | b'0'..=b'7'));
        match decoded.chars().next() {
            Some(c) if is_number && decoded.chars().count() == 1 && u32::from(c) < 256 => bytes.push(u32::from(c) as u8),
            _ => bytes.extend_from_slice(decoded.as_bytes()),
        }
    }
    bytes.extend_from_slice(rest.as_bytes());
    String::from_utf8(bytes).unwrap_or_else(|e| String::from_utf8_lossy(e.as_bytes()).into_owned())
}
