//! What the grammars don't know: valid code they take for errors is written differently for the parser, byte by byte, so that
//! all offsets stay. The lowering reads the original text.

use super::grammar::Kind;
use super::parse::{Parsed, visit_all};
use std::ops::Range;

/// How long the type arguments of a tag may be.
const MAX_TYPE_ARGUMENTS: usize = 1000;

/// A text as the parser is to read it.
pub(super) struct Repair<'t> {
    text: &'t str,
    bytes: Vec<u8>,
    is_changed: bool,
}

impl<'t> Repair<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        let mut repair = Self { text, bytes: text.as_bytes().to_vec(), is_changed: false };
        numbers_after_question_marks(text, &mut repair);
        type_star_exports(text, &mut repair);
        using(text, &mut repair);
        variance(text, &mut repair);
        import_types(text, &mut repair);
        tag_type_arguments(text, &mut repair);
        compared_types(text, &mut repair);
        repair
    }

    /// The text for another attempt, if there is something to be tried. What is bare in JSX only shows in the tree of the
    /// attempt before.
    pub(super) fn next(&mut self, before: &Parsed) -> Option<&str> {
        self.ampersands(before);
        if std::mem::take(&mut self.is_changed) { std::str::from_utf8(&self.bytes).ok() } else { None }
    }

    /// Writes ASCII over ASCII.
    fn write(&mut self, at: usize, with: &str) {
        let old = self.bytes.get_mut(at..at + with.len());
        if let Some(old) = old.filter(|o| o.is_ascii() && *o != with.as_bytes()) {
            old.copy_from_slice(with.as_bytes());
            self.is_changed = true;
        }
    }

    /// Writes one character over a stretch, without its line ends.
    fn fill(&mut self, range: Range<usize>, with: &str) {
        for at in range {
            if !matches!(self.bytes.get(at), Some(b'\n' | b'\r')) {
                self.write(at, with);
            }
        }
    }

    /// `<b>Terms & conditions</b>`, `href="/x?a=1&b=2"`. Where the parser lost its way it has still seen the text before.
    fn ampersands(&mut self, before: &Parsed) {
        let (mut in_text, mut in_strings) = (Vec::new(), Vec::new());
        visit_all(before, |parent, node| match node.kind() {
            Kind::JsxText | Kind::HtmlCharacterReference => in_text.push(node.span().end as usize),
            Kind::Error if is_jsx(parent) => in_text.push(node.span().start as usize),
            Kind::StringFragment => in_strings.push(node.span().end as usize),
            _ => {}
        });
        for at in in_text {
            self.ampersand(at);
        }
        for at in in_strings {
            let rest = self.text.get(at..).unwrap_or_default();
            if rest.starts_with('&') {
                let end = rest.find(['"', '\'', '<', '{', '\n']).unwrap_or(rest.len());
                for (i, _) in rest[..end].match_indices('&') {
                    self.ampersand(at + i);
                }
            }
        }
    }

    /// Replaces an ampersand that begins no character reference.
    fn ampersand(&mut self, at: usize) {
        let rest = self.text.get(at..).unwrap_or_default();
        if rest.starts_with('&') && !is_entity(rest) {
            self.write(at, "_");
        }
    }
}

fn is_jsx(kind: Kind) -> bool {
    matches!(kind, Kind::JsxElement | Kind::JsxOpeningElement | Kind::JsxSelfClosingElement | Kind::JsxAttribute)
}

/// Whether the text begins with a character reference: `&amp;`.
fn is_entity(text: &str) -> bool {
    let name = text[1..].trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '#');
    name.starts_with(';') && !text.starts_with("&;")
}

/// `a?.5:1` is a condition, not a member.
fn numbers_after_question_marks(text: &str, repair: &mut Repair<'_>) {
    for (i, _) in text.match_indices("?.") {
        if text.as_bytes().get(i + 2).is_some_and(u8::is_ascii_digit) {
            repair.write(i + 1, "0");
        }
    }
}

/// `export type * from "x"`.
fn type_star_exports(text: &str, repair: &mut Repair<'_>) {
    for (i, found) in text.match_indices("export type") {
        let end = i + found.len();
        if text[end..].trim_start().starts_with('*') {
            repair.write(end - "type".len(), "    ");
        }
    }
}

/// `await using x = …` and `for (using x of …)` are declarations; elsewhere `using` is a name.
fn using(text: &str, repair: &mut Repair<'_>) {
    for (i, found) in text.match_indices("using") {
        let (before, after) = (&text[..i], &text[i + found.len()..]);
        if before.ends_with(is_word) || after.starts_with(is_word) {
            continue;
        }
        let name = after.trim_start();
        let is_declaration = name.len() < after.len() && name.starts_with(is_word) && {
            let rest = name.trim_start_matches(is_word).trim_start();
            rest.starts_with('=') || rest.starts_with("of ") || rest.starts_with(':')
        };
        if !is_declaration {
            repair.write(i, "usinG");
            continue;
        }
        repair.write(i, "const");
        let before = before.trim_end();
        if let Some(outer) = before.strip_suffix("await")
            && !outer.ends_with(is_word)
        {
            repair.write(outer.len(), "     ");
        }
    }
}

/// `interface X<in out T>`.
fn variance(text: &str, repair: &mut Repair<'_>) {
    for (i, _) in text.match_indices(['<', ',']) {
        let mut at = i + 1;
        for word in ["in", "out"] {
            let rest = &text[at..];
            let start = at + rest.len() - rest.trim_start().len();
            let Some(after) = text[start..].strip_prefix(word) else {
                continue;
            };
            let is_modifier = after.starts_with(char::is_whitespace) && after.trim_start().starts_with(is_word);
            if is_modifier {
                repair.write(start, &"   "[..word.len()]);
                at = start + word.len();
            }
        }
    }
}

/// `import("x").T` in a type: what is called there is a name to the parser.
fn import_types(text: &str, repair: &mut Repair<'_>) {
    for (i, found) in text.match_indices("import(") {
        let before = text[..i].trim_end();
        let arguments = i + found.len() - 1;
        let Some(end) = text[arguments..].find(')').map(|e| arguments + e + 1) else {
            continue;
        };
        let member = text[end..].strip_prefix('.').unwrap_or_default();
        let is_type = ["typeof", " as"].iter().any(|w| before.ends_with(w))
            || member.starts_with(char::is_uppercase) && before.ends_with([':', '|', '&', '<']);
        if is_type {
            repair.fill(arguments..end, "_");
        }
    }
}

/// `"u"<typeof window`, as minifiers write it, begins no type arguments.
fn compared_types(text: &str, repair: &mut Repair<'_>) {
    for (i, _) in text.match_indices("<typeof") {
        if text[..i].ends_with(['"', '\'', '`']) {
            repair.write(i, ">");
        }
    }
}

/// ``tag<T>`…` ``.
fn tag_type_arguments(text: &str, repair: &mut Repair<'_>) {
    for (i, _) in text.match_indices(">`") {
        let mut depth = 0;
        for (at, byte) in text.bytes().enumerate().take(i + 1).rev().take(MAX_TYPE_ARGUMENTS) {
            match byte {
                b'>' => depth += 1,
                b'<' => depth -= 1,
                b'`' => break,
                _ => {}
            }
            if depth == 0 {
                if text[..at].ends_with(is_word) {
                    repair.fill(at..i + 1, " ");
                }
                break;
            }
        }
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '$'
}

#[cfg(test)]
mod tests {
    use super::super::parse::parse;
    use super::*;
    use crate::source::Dialect;

    fn parses(text: &str) -> bool {
        !parse(text, Dialect::Tsx).unwrap().root().has_error()
    }

    #[test]
    fn ampersands_in_jsx_are_text() {
        assert!(parses("const a = <p title=\"x&y&z=1&a&b&c&d&e&f=&amp;&g\">Q&A</p>;"));
        assert!(parses("const a = <p>Terms & conditions &amp; {b & c} R & D</p>;"));
        assert!(parses("const f = () => { return (<div><p>A & B</p>{x.map(y => <a>{y} & {z}</a>)}</div>); }"));
    }

    #[test]
    fn minified_tests_are_no_types() {
        assert!(parses("let r=e.r(1),a=\"u\"<typeof window,n=a?()=>{}:r.b,l=[c<d,f>(g)];"));
    }

    #[test]
    fn valid_code_the_grammar_refuses_is_parsed() {
        assert!(parses("const a = b?.5:1;"));
        assert!(parses("export type * from './x'; export type * as T from './y';"));
        assert!(parses("const r = await using(a); exports.using = using;"));
        assert!(parses("async function f() { await using a = b(); for (using c of d) {} }"));
        assert!(parses("interface X<in out T, out U> {} class Y<in T> {}"));
        assert!(parses("const a = b as import('x').C[]; const d = await e<typeof import('y')>(); let f: import('z').G<H>;"));
        assert!(parses("const a = styled.p<{ b: C<D>; }>`${(p) => p.b}`;"));
    }

    #[test]
    fn the_text_keeps_its_length() {
        let text = "é export type * from 'x'; a?.5:1; using(x)";
        assert_eq!(std::str::from_utf8(&Repair::new(text).bytes), Ok("é export      * from 'x'; a?05:1; usinG(x)"));
    }

    #[test]
    fn other_code_stays_as_it_is() {
        let text = "import('x').then(y); { a: import('y') }; a < b > `c`; using = 1; f(in_, out); z & y";
        let repaired = Repair::new(text).bytes;
        assert_eq!(std::str::from_utf8(&repaired), Ok(text.replace("using", "usinG").as_str()));
    }
}
