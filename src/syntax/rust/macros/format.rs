//! `format!` and its kin: templates with the arguments in their places.

use super::super::lowerer::Lowerer;
use super::args::{self, MacroArg};
use crate::program::{Arg, ArgKind, ExprId, ExprKind, Name, TemplatePart};
use crate::source::Span;
use syn::{Expr, ExprLit, Lit, LitStr, Macro, Token};

/// Macros that take a format string and its arguments, after so many other arguments.
const FORMATTING: [(&str, usize); 40] = [
    ("print", 0),
    ("println", 0),
    ("eprint", 0),
    ("eprintln", 0),
    ("write", 1),
    ("writeln", 1),
    ("panic", 0),
    ("unreachable", 0),
    ("todo", 0),
    ("unimplemented", 0),
    ("assert", 1),
    ("debug_assert", 1),
    ("assert_eq", 2),
    ("assert_ne", 2),
    ("debug_assert_eq", 2),
    ("debug_assert_ne", 2),
    ("anyhow", 0),
    ("bail", 0),
    ("ensure", 1),
    ("eyre", 0),
    ("format_err", 0),
    ("whatever", 0),
    ("log", 1),
    ("trace", 0),
    ("debug", 0),
    ("info", 0),
    ("warn", 0),
    ("error", 0),
    ("event", 1),
    ("span", 1),
    ("trace_span", 0),
    ("debug_span", 0),
    ("info_span", 0),
    ("warn_span", 0),
    ("error_span", 0),
    ("notice", 0),
    ("critical", 0),
    ("fatal", 0),
    ("crit", 0),
    ("printdoc", 0),
];

/// Whether a macro takes a format string.
pub(super) fn is_formatting(name: &str) -> bool {
    FORMATTING.iter().any(|(known, _)| *known == name)
}

/// A part of a format string.
#[derive(Debug, PartialEq)]
enum Piece {
    Text(String),
    Next,
    Numbered(usize),
    /// With the byte range within the literal's source.
    Named(String, std::ops::Range<usize>),
}

impl Lowerer<'_> {
    /// `format!(…)`: the text it builds.
    pub(super) fn formatted(&mut self, mac: &Macro, span: Span) -> Option<ExprId> {
        let args = args::parse(mac.tokens.clone(), false).ok()?;
        let (format, rest) = args.split_first()?;
        let literal = string_literal(format)?;
        let (id, unused) = self.template(literal, rest, span);
        if unused.is_empty() {
            return Some(id);
        }
        let whole = unused.into_iter().map(|arg| arg.value).chain([id]).collect();
        Some(self.b.unknown(whole, span))
    }

    /// `println!(…)` and the like: a call whose format string and arguments are one template.
    pub(super) fn formatted_call(&mut self, mac: &Macro, name: &str, span: Span) -> Option<ExprId> {
        let args = args::parse(mac.tokens.clone(), true).ok()?;
        let before = FORMATTING.iter().find(|(known, _)| *known == name).map_or(0, |(_, before)| *before);
        let position = (before..args.len()).find(|i| string_literal(&args[*i]).is_some());
        let Some((position, literal)) = position.and_then(|i| Some((i, string_literal(&args[i])?))) else {
            let args = args.iter().map(|arg| self.macro_arg(arg)).collect();
            return Some(self.macro_call(mac, args, span));
        };
        let mut lowered: Vec<Arg> = args[..position].iter().map(|arg| self.macro_arg(arg)).collect();
        let rest = &args[position + 1..];
        let mut template_span = self.span(literal.span());
        if let Some(last) = rest.last() {
            template_span = template_span.to(self.macro_arg_span(last));
        }
        let (value, unused) = self.template(literal, rest, template_span);
        lowered.push(Arg { kind: ArgKind::Positional, value, span: template_span });
        lowered.extend(unused);
        Some(self.macro_call(mac, lowered, span))
    }

    /// `concat!("a", "b")`
    pub(super) fn concatenated(&mut self, mac: &Macro, span: Span) -> Option<ExprId> {
        let elements = mac.parse_body_with(syn::punctuated::Punctuated::<Expr, Token![,]>::parse_terminated).ok()?;
        let mut parts = Vec::with_capacity(elements.len());
        for element in &elements {
            let text = match element {
                Expr::Lit(ExprLit { lit, .. }) => match lit {
                    Lit::Str(text) => Some(text.value()),
                    Lit::Char(c) => Some(c.value().to_string()),
                    Lit::Int(i) => Some(i.base10_digits().to_owned()),
                    Lit::Float(f) => Some(f.base10_digits().to_owned()),
                    Lit::Bool(b) => Some(b.value.to_string()),
                    _ => None,
                },
                _ => None,
            };
            parts.push(match text {
                Some(text) => TemplatePart::Text(text.into()),
                None => TemplatePart::Expr(self.expr(element)),
            });
        }
        Some(self.text_or_template(parts, span))
    }

    fn macro_arg_span(&self, arg: &MacroArg) -> Span {
        match arg {
            MacroArg::Value(value) | MacroArg::Named(_, value) => self.expr_span(value),
            MacroArg::Pair(pair) => self.expr_span(&pair.1),
        }
    }

    /// A format string with its arguments in their places, and the arguments it doesn't mention.
    fn template(&mut self, format: &LitStr, args: &[MacroArg], span: Span) -> (ExprId, Vec<Arg>) {
        let literal_span = self.span(format.span());
        let mut args: Vec<(Arg, bool)> = args.iter().map(|arg| (self.macro_arg(arg), false)).collect();
        let mut parts = Vec::new();
        let mut next = 0;
        for piece in pieces(self.source(literal_span)) {
            let position = match &piece {
                Piece::Text(text) => {
                    parts.push(TemplatePart::Text(text.as_str().into()));
                    continue;
                }
                Piece::Next => {
                    next += 1;
                    (next <= args.len()).then(|| next - 1)
                }
                Piece::Numbered(n) => (*n < args.len()).then_some(*n),
                Piece::Named(name, _) => args.iter().position(|(arg, _)| matches!(&arg.kind, ArgKind::Named(n, _) if n == name)),
            };
            let value = match (position, piece) {
                (Some(position), _) => {
                    args[position].1 = true;
                    args[position].0.value
                }
                // A captured variable.
                (None, Piece::Named(name, range)) => {
                    let start = literal_span.start as usize;
                    let span = Span::new(start + range.start, start + range.end);
                    if name == "self" { self.b.expr(ExprKind::This, span) } else { self.b.name(Name::from(name), span) }
                }
                (None, _) => self.nothing(literal_span),
            };
            parts.push(TemplatePart::Expr(value));
        }
        let unused = args.into_iter().filter(|(_, is_used)| !is_used).map(|(arg, _)| arg).collect();
        (self.text_or_template(parts, span), unused)
    }

    /// A template, or plain text if nothing is inserted.
    fn text_or_template(&mut self, parts: Vec<TemplatePart>, span: Span) -> ExprId {
        let texts: Option<String> = parts
            .iter()
            .map(|part| match part {
                TemplatePart::Text(text) => Some(&**text),
                TemplatePart::Expr(_) => None,
            })
            .collect();
        match texts {
            Some(text) => self.b.string(&text, span),
            None => self.b.expr(ExprKind::Template(parts), span),
        }
    }
}

fn string_literal(arg: &MacroArg) -> Option<&LitStr> {
    match arg {
        MacroArg::Value(Expr::Lit(ExprLit { lit: Lit::Str(text), .. })) => Some(text),
        _ => None,
    }
}

/// Takes a string literal's source apart.
fn pieces(source: &str) -> Vec<Piece> {
    let chars = decode(source);
    let mut pieces = Vec::new();
    let mut text = String::new();
    let mut at = 0;
    while let Some(&(c, _)) = chars.get(at) {
        let doubled = chars.get(at + 1).is_some_and(|(next, _)| *next == c);
        match c {
            '{' | '}' if doubled => {
                text.push(c);
                at += 2;
            }
            '{' => {
                let Some(length) = chars[at..].iter().position(|(c, _)| *c == '}') else { break };
                let inside = &chars[at + 1..at + length];
                let name_length = inside.iter().position(|(c, _)| *c == ':').unwrap_or(inside.len());
                let (name, spec) = inside.split_at(name_length);
                if !text.is_empty() {
                    pieces.push(Piece::Text(std::mem::take(&mut text)));
                }
                // `{:.*}` takes its precision from the argument before.
                if spec.windows(2).any(|w| w[0].0 == '.' && w[1].0 == '*') {
                    pieces.push(Piece::Next);
                }
                pieces.push(placeholder(name));
                at += length + 1;
            }
            _ => {
                text.push(c);
                at += 1;
            }
        }
    }
    text.extend(chars.get(at..).unwrap_or_default().iter().map(|(c, _)| *c));
    if !text.is_empty() {
        pieces.push(Piece::Text(text));
    }
    pieces
}

fn placeholder(name: &[(char, std::ops::Range<usize>)]) -> Piece {
    let blanks = name.iter().take_while(|(c, _)| c.is_whitespace()).count();
    let word: String = name.iter().map(|(c, _)| *c).collect();
    let word = word.trim();
    let length = word.chars().count();
    match name.get(blanks..blanks + length) {
        Some([first, .., last]) => numbered_or_named(word, first.1.start..last.1.end),
        Some([only]) => numbered_or_named(word, only.1.clone()),
        _ => Piece::Next,
    }
}

fn numbered_or_named(word: &str, range: std::ops::Range<usize>) -> Piece {
    match word.parse() {
        Ok(position) => Piece::Numbered(position),
        Err(_) => Piece::Named(word.strip_prefix("r#").unwrap_or(word).to_owned(), range),
    }
}

/// The characters a string literal stands for, each with its bytes in the source.
fn decode(source: &str) -> Vec<(char, std::ops::Range<usize>)> {
    let is_raw = source.starts_with('r');
    let start = source.find('"').map_or(0, |quote| quote + 1);
    let end = source.rfind('"').unwrap_or(source.len()).max(start);
    let content = &source[start..end];
    let mut decoded = Vec::with_capacity(content.len());
    let mut chars = content.char_indices().peekable();
    while let Some((offset, c)) = chars.next() {
        let from = start + offset;
        if is_raw || c != '\\' {
            if !(c == '\r' && chars.peek().is_some_and(|(_, next)| *next == '\n')) {
                decoded.push((c, from..from + c.len_utf8()));
            }
            continue;
        }
        let Some((_, escape)) = chars.next() else { break };
        let value = match escape {
            'n' => Some('\n'),
            'r' => Some('\r'),
            't' => Some('\t'),
            '0' => Some('\0'),
            'x' => {
                let digits: String = chars.by_ref().take(2).map(|(_, c)| c).collect();
                u8::from_str_radix(&digits, 16).ok().map(char::from)
            }
            'u' => {
                let digits: String = chars.by_ref().map(|(_, c)| c).take_while(|c| *c != '}').filter(|c| c.is_ascii_hexdigit()).collect();
                u32::from_str_radix(&digits, 16).ok().and_then(char::from_u32)
            }
            '\n' | '\r' => {
                // A continued line: its indentation is no text.
                while chars.next_if(|(_, c)| c.is_whitespace()).is_some() {}
                None
            }
            other => Some(other),
        };
        let to = chars.peek().map_or(end, |(next, _)| start + next);
        decoded.extend(value.map(|value| (value, from..to)));
    }
    decoded
}

#[cfg(test)]
mod tests {
    use super::{Piece, decode, pieces};

    fn text(text: &str) -> Piece {
        Piece::Text(text.into())
    }

    #[test]
    fn placeholders() {
        assert_eq!(
            pieces(r#""a {} {{b}} {0} {name:>5} {:?}!""#),
            [
                text("a "),
                Piece::Next,
                text(" {b} "),
                Piece::Numbered(0),
                text(" "),
                Piece::Named("name".into(), 17..21),
                text(" "),
                Piece::Next,
                text("!"),
            ]
        );
        assert_eq!(pieces(r##"r#"\n{x}"#"##), [text("\\n"), Piece::Named("x".into(), 6..7)]);
        assert_eq!(pieces("\"{ x } {:.*}\""), [Piece::Named("x".into(), 3..4), text(" "), Piece::Next, Piece::Next]);
    }

    #[test]
    fn broken_placeholders_are_text() {
        assert_eq!(pieces("\"a {b\""), [text("a {b")]);
        assert_eq!(pieces("\"a } b\""), [text("a } b")]);
        assert_eq!(pieces(""), []);
    }

    #[test]
    fn escapes() {
        let value = |source: &str| decode(source).into_iter().map(|(c, _)| c).collect::<String>();
        assert_eq!(value(r#""a\n\t\\\"\x41\u{1F600}\0é""#), "a\n\t\\\"A\u{1F600}\0é");
        assert_eq!(value("\"one \\\n   two\""), "one two");
        assert_eq!(decode(r#""\u{e9}x""#)[1], ('x', 7..8));
    }
}
