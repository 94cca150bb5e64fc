//! What the grammars don't know: valid code they take for errors or for something else is written differently for the parser,
//! byte by byte, so that all offsets stay. The lowering reads the original text.

use super::grammar::{Kind, SyntaxNode};
use super::parse::{Parsed, visit_all};
use std::ops::Range;

/// How long the type arguments and the names of modules may be that are looked at: each is searched on its own.
const MAX_TYPE_ARGUMENTS: usize = 500;

/// A text as the parser is to read it.
pub(super) struct Repair<'t> {
    text: &'t str,
    bytes: Vec<u8>,
    has_errors: bool,
    is_changed: bool,
}

impl<'t> Repair<'t> {
    /// A text whose tree has errors or not.
    pub(super) fn new(text: &'t str, has_errors: bool) -> Self {
        let mut repair = Self { text, bytes: text.as_bytes().to_vec(), has_errors, is_changed: false };
        import_types(text, &mut repair);
        if has_errors {
            numbers_after_question_marks(text, &mut repair);
            type_star_exports(text, &mut repair);
            using(text, &mut repair);
            variance(text, &mut repair);
            tag_type_arguments(text, &mut repair);
            compared_types(text, &mut repair);
        }
        repair
    }

    /// Whether a tree without errors may be wrong.
    pub(super) fn is_suspect(text: &str) -> bool {
        let bytes = text.as_bytes();
        memchr::memchr2_iter(b'>', b'!', bytes).any(|i| {
            let before = i.checked_sub(1).and_then(|b| bytes.get(b)).copied().unwrap_or(b' ');
            let after = bytes.get(i + 1).copied().unwrap_or(b' ');
            match bytes[i] {
                b'>' => matches!(after, b'(' | b'`') && before != b'=',
                _ => after != b'=' && (before.is_ascii_alphanumeric() || matches!(before, b'_' | b'$' | b')' | b']' | 0x80..)),
            }
        })
    }

    /// The text for another attempt, if there is something to be tried. Some of it only shows in the tree of the attempt
    /// before.
    pub(super) fn next(&mut self, before: &Parsed) -> Option<&str> {
        if self.has_errors {
            self.ampersands(before);
        }
        // Where the parser is lost, what it took for operands says nothing.
        if !self.is_changed {
            self.operands(before);
        }
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

    /// Writes blanks over anything but line ends.
    fn blank(&mut self, range: Range<usize>) {
        for byte in self.bytes.get_mut(range).unwrap_or_default() {
            if !matches!(byte, b'\n' | b'\r' | b' ') {
                *byte = b' ';
                self.is_changed = true;
            }
        }
    }

    /// What belongs to the last operand of an operator, not to the whole operation: `await f<T>(x)`, `!a!.b`.
    fn operands(&mut self, before: &Parsed) {
        let (mut blanked, mut compared) = (Vec::new(), Vec::new());
        visit_all(before, |_, node| match node.kind() {
            Kind::CallExpression | Kind::NewExpression | Kind::InstantiationExpression => {
                let Some(arguments) = node.type_arguments().map(|t| t.span()) else {
                    return;
                };
                let text = self.text.get(arguments.range()).filter(|t| t.len() < MAX_TYPE_ARGUMENTS).unwrap_or_default();
                if text.contains("&&") {
                    compared.push(arguments.start as usize);
                } else if node.function().is_some_and(|f| is_operation(f.kind())) {
                    blanked.push(arguments.range());
                }
            }
            Kind::NonNullExpression => {
                let is_wrong =
                    node.inner().is_some_and(|i| is_operation(i.kind()) || i.kind() == Kind::NewExpression && i.arguments().is_none());
                let end = node.span().end as usize;
                blanked.extend(is_wrong.then(|| end - 1..end));
            }
            Kind::BinaryExpression => blanked.extend(compared_tag(node, self.text)),
            _ => {}
        });
        for range in blanked {
            self.blank(range);
        }
        // `a < b && c > (d)`: the other comparison binds alike and begins no type arguments.
        for at in compared {
            self.write(at, ">");
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
        let mut done = 0;
        for at in in_strings {
            let rest = self.text.get(at..).unwrap_or_default();
            if at >= done && rest.starts_with('&') {
                let end = rest.find(['"', '\'', '<', '{', '\n']).unwrap_or(rest.len());
                for (i, _) in rest[..end].match_indices('&') {
                    self.ampersand(at + i);
                }
                done = at + end;
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

/// Whether nodes of this kind bind looser than calls and members.
fn is_operation(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::ArrowFunction
            | Kind::AsExpression
            | Kind::AssignmentExpression
            | Kind::AugmentedAssignmentExpression
            | Kind::AwaitExpression
            | Kind::BinaryExpression
            | Kind::SatisfiesExpression
            | Kind::TernaryExpression
            | Kind::TypeAssertion
            | Kind::UnaryExpression
            | Kind::UpdateExpression
            | Kind::YieldExpression
    )
}

/// The type arguments of a tag that were taken for two comparisons.
fn compared_tag(node: SyntaxNode<'_>, text: &str) -> Option<Range<usize>> {
    let close = node.operator().filter(|o| o.token() == ">")?;
    let open = node.left()?.operator().filter(|o| o.token() == "<")?;
    let range = open.span().to(close.span()).range();
    text.get(range.end..).is_some_and(|t| t.starts_with('`')).then_some(range)
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
            repair.blank(end - "type".len()..end);
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
            repair.blank(outer.len()..before.len());
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
                repair.blank(start..start + word.len());
                at = start + word.len();
            }
        }
    }
}

/// `import("x").T` in a type: what is called there is a name to the parser. `f<typeof import("x")>(y)` is taken for
/// comparisons otherwise.
fn import_types(text: &str, repair: &mut Repair<'_>) {
    for (i, found) in text.match_indices("import(") {
        let before = text[..i].trim_end();
        let arguments = i + found.len() - 1;
        let mut bytes = text.as_bytes()[arguments..].iter().take(MAX_TYPE_ARGUMENTS);
        let Some(end) = bytes.position(|b| *b == b')').map(|e| arguments + e + 1) else {
            continue;
        };
        let member = text[end..].strip_prefix('.').unwrap_or_default();
        let is_type = before.ends_with("typeof")
            || repair.has_errors && before.ends_with(" as")
            || repair.has_errors && member.starts_with(char::is_uppercase) && before.ends_with([':', '|', '&', '<']);
        if is_type {
            repair.write(arguments, &"_".repeat(end - arguments));
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
                    repair.blank(at..i + 1);
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
    use crate::source::{Dialect, FileId};

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

    fn dump(text: &str) -> String {
        super::super::lower(FileId(0), text, Dialect::Ts).unwrap().dump()
    }

    #[test]
    fn type_arguments_do_not_change_what_is_called() {
        for (typed, plain) in [
            ("await a.b<T>(c).d;", "await a.b(c).d;"),
            ("!f<T>(x) && void g<'é'>(y);", "!f(x) && void g(y);"),
            ("a + f<{ b:\n C }>(x) + d;", "a + f(x) + d;"),
            ("await sql<T>`x`; a || sql<T>`y`.z;", "await sql`x`; a || sql`y`.z;"),
            ("vi.real<typeof import('a')>('b');", "vi.real('b');"),
            ("x = await f<T>(y)!.z;", "x = await f(y).z;"),
        ] {
            assert_eq!(dump(typed), dump(plain), "{typed}");
        }
    }

    #[test]
    fn assertions_belong_to_their_operand() {
        for text in [
            "!a!.b",
            "await a!.b(c)",
            "a && b!.c(d)",
            "a + b!.c + d",
            "typeof a![0]",
            "a ? b : c!.d",
            "a = b!.c",
            "a ??= b!.c",
            "() => a!.b",
            "new a!.b(c)",
            "new a!(b)",
            "new a().b!.c",
            "yield_(a!.b)",
            "-a()!.b",
            "a![b]!.c!(d)",
            "a as B",
            "!!a!.b!.c && !d!",
        ] {
            let plain = text.replace("!.", ".").replace("![", "[").replace("!(", "(").replace("d!", "d");
            assert_eq!(dump(text), dump(&plain), "{text}");
        }
    }

    #[test]
    fn comparisons_are_no_type_arguments() {
        assert_eq!(
            dump("for (; i < a.length && b > (c); ) {} if (d < e && f > (g)) {} h(i<j&&k>(l));"),
            "0 [module > loop] switch(((i < a.length) && (b > c)); )\n\
             1 [module] switch(((d < e) && (f > g)); )\n\
             2 [module] h(((i < j) && (k > l)))\n"
        );
    }

    #[test]
    fn the_text_keeps_its_length() {
        let text = "é export type * from 'x'; a?.5:1; using(x)";
        assert_eq!(std::str::from_utf8(&Repair::new(text, true).bytes), Ok("é export      * from 'x'; a?05:1; usinG(x)"));
    }

    #[test]
    fn other_code_stays_as_it_is() {
        let text = "import('x').then(y); { a: import('y') }; a < b > `c`; using = 1; f(in_, out); z & y";
        let repaired = Repair::new(text, true).bytes;
        assert_eq!(std::str::from_utf8(&repaired), Ok(text.replace("using", "usinG").as_str()));
    }
}
