//! Strings, templates and numbers.

use super::grammar::{Kind, SyntaxNode};
use super::lowerer::Lowerer;
use crate::program::{ExprId, ExprKind, Literal, TemplatePart};
use crate::source::Span;
use smol_str::SmolStr;
use std::borrow::Cow;

impl<'s> Lowerer<'s> {
    /// Adds a string constant.
    pub(super) fn string(&mut self, node: SyntaxNode<'_>) -> ExprId {
        let text = self.string_value(node);
        self.b.string(&text, node.span())
    }

    /// The text of a quoted string.
    pub(super) fn string_value(&self, node: SyntaxNode<'_>) -> Cow<'s, str> {
        decode(self.inside(node))
    }

    /// What stands between a node's quotes.
    pub(super) fn inside(&self, node: SyntaxNode<'_>) -> &'s str {
        let text = self.word(node);
        let Some(quote) = text.chars().next() else {
            return text;
        };
        let text = &text[quote.len_utf8()..];
        text.strip_suffix(quote).unwrap_or(text)
    }

    /// The text of a string or a template without insertions.
    pub(super) fn constant_string(&self, node: SyntaxNode<'_>) -> Option<SmolStr> {
        let is_constant = match node.kind() {
            Kind::String => true,
            Kind::TemplateString => node.child_of_kind(Kind::TemplateSubstitution).is_none(),
            _ => false,
        };
        is_constant.then(|| self.string_value(node).as_ref().into())
    }

    /// `` `a ${b}` ``; without insertions it is a string like any other.
    pub(super) fn template(&mut self, node: SyntaxNode<'_>) -> ExprId {
        let substitutions: Vec<_> = node.children().into_iter().filter(|c| c.kind() == Kind::TemplateSubstitution).collect();
        if substitutions.is_empty() {
            return self.string(node);
        }
        let span = node.span();
        let mut parts = Vec::new();
        let mut from = span.start + 1;
        for substitution in substitutions {
            self.recover_inside(substitution);
            let at = substitution.span();
            self.template_text(Span { start: from, end: at.start }, &mut parts);
            let value = match substitution.inner() {
                Some(inner) => self.expression(inner),
                None => self.unknown(substitution),
            };
            parts.push(TemplatePart::Expr(value));
            from = at.end;
        }
        let is_closed = self.word(node).ends_with('`');
        self.template_text(Span { start: from, end: span.end - u32::from(is_closed) }, &mut parts);
        self.b.expr(ExprKind::Template(parts), span)
    }

    fn template_text(&self, at: Span, parts: &mut Vec<TemplatePart>) {
        let text = self.text.get(at.range()).unwrap_or_default();
        if !text.is_empty() {
            parts.push(TemplatePart::Text(decode(text).as_ref().into()));
        }
    }

    pub(super) fn number(&mut self, node: SyntaxNode<'_>) -> ExprId {
        match number(self.word(node)) {
            Some(literal) => self.literal(literal, node.span()),
            None => self.unknown(node),
        }
    }
}

/// The value of a number as written.
fn number(text: &str) -> Option<Literal> {
    let digits = text.replace('_', "");
    // Past its prefix a hexadecimal number may hold any of the letters that mean something elsewhere.
    let radix = match digits.as_bytes() {
        [b'0', b'x' | b'X', ..] => 16,
        [b'0', b'o' | b'O', ..] => 8,
        [b'0', b'b' | b'B', ..] => 2,
        _ => 10,
    };
    let digits = digits.strip_suffix('n').unwrap_or(&digits);
    if radix == 10 {
        return digits.parse().map(Literal::Int).or_else(|_| digits.parse().map(Literal::Float)).ok();
    }
    let digits = digits.get(2..)?;
    let integer = i64::from_str_radix(digits, radix).map(Literal::Int);
    integer.or_else(|_| u128::from_str_radix(digits, radix).map(|n| Literal::Float(n as f64))).ok()
}

/// Replaces the escapes of a string or template.
fn decode(text: &str) -> Cow<'_, str> {
    if !text.contains('\\') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        rest = escape(&rest[at + 1..], &mut out);
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// Decodes one escape, its backslash left out, and gives back what follows it.
fn escape<'a>(text: &'a str, out: &mut String) -> &'a str {
    let mut chars = text.chars();
    let Some(first) = chars.next() else {
        out.push('\\');
        return text;
    };
    let rest = chars.as_str();
    match first {
        'n' => out.push('\n'),
        't' => out.push('\t'),
        'r' => out.push('\r'),
        'b' => out.push('\u{8}'),
        'f' => out.push('\u{c}'),
        'v' => out.push('\u{b}'),
        '0'..='7' => {
            let digits = text.len() - text.trim_start_matches(|c: char| ('0'..='7').contains(&c)).len();
            let digits = digits.min(if first <= '3' { 3 } else { 2 });
            out.extend(u32::from_str_radix(&text[..digits], 8).ok().and_then(char::from_u32));
            return &text[digits..];
        }
        // A line that goes on.
        '\r' => return rest.strip_prefix('\n').unwrap_or(rest),
        '\n' | '\u{2028}' | '\u{2029}' => {}
        'x' => return hexadecimal(rest, 2, out),
        'u' => return unicode(rest, out),
        other => out.push(other),
    }
    rest
}

/// `\xHH` and `\uHHHH` after their letter.
fn hexadecimal<'a>(text: &'a str, digits: usize, out: &mut String) -> &'a str {
    match code(text, digits) {
        Some(code) => {
            out.push(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
            &text[digits..]
        }
        None => text,
    }
}

fn code(text: &str, digits: usize) -> Option<u32> {
    let digits = text.get(..digits).filter(|d| d.bytes().all(|b| b.is_ascii_hexdigit()))?;
    u32::from_str_radix(digits, 16).ok()
}

/// `\u{…}`, `\uHHHH` and surrogate pairs, after their `u`.
fn unicode<'a>(text: &'a str, out: &mut String) -> &'a str {
    if let Some(braced) = text.strip_prefix('{')
        && let Some((digits, rest)) = braced.split_once('}')
    {
        let code = u32::from_str_radix(digits, 16).ok().and_then(char::from_u32);
        out.push(code.unwrap_or(char::REPLACEMENT_CHARACTER));
        return rest;
    }
    if let Some(high @ 0xd800..0xdc00) = code(text, 4)
        && let Some(after) = text[4..].strip_prefix("\\u")
        && let Some(low @ 0xdc00..0xe000) = code(after, 4)
    {
        out.extend(char::from_u32(0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00)));
        return &after[4..];
    }
    hexadecimal(text, 4, out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_decoded() {
        assert_eq!(decode(r"a\n\t\'\\b"), "a\n\t'\\b");
        assert_eq!(decode(r"\x41\u0042\u{43}\u{1F600}\uD83D\uDE00"), "ABC😀😀");
        assert_eq!(decode("a\\\nb\\\r\nc"), "abc");
        assert_eq!(decode(r"\0\101\q"), "\0Aq");
        assert_eq!(decode(r"\uD83D \u{ffffffff} \u{zz}"), "\u{fffd} \u{fffd} \u{fffd}");
    }

    #[test]
    fn broken_escapes_do_no_harm() {
        for text in ["\\", "\\x", "\\x4", "\\u", "\\u{", "\\u{12", "\\u12é", "\\xé", "\\uD83D\\u", "\\uD83D\\uDé"] {
            decode(text);
        }
    }

    #[test]
    fn numbers_are_read() {
        assert_eq!(number("1_000"), Some(Literal::Int(1000)));
        assert_eq!(number("0xFFn"), Some(Literal::Int(255)));
        assert_eq!(number("0b101"), Some(Literal::Int(5)));
        assert_eq!(number("0o17"), Some(Literal::Int(15)));
        assert_eq!(number("96n"), Some(Literal::Int(96)));
        assert_eq!(number("1.5e3"), Some(Literal::Float(1500.0)));
        assert_eq!(number(".5"), Some(Literal::Float(0.5)));
        assert_eq!(number("5."), Some(Literal::Float(5.0)));
        assert_eq!(number("99999999999999999999"), Some(Literal::Float(1e20)));
        assert_eq!(number("0xFFFFFFFFFFFFFFFFFF"), Some(Literal::Float(4722366482869645213695.0)));
    }
}
