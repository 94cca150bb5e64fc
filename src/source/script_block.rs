//! Vue and Svelte components: everything but the scripts blanked, so that every offset and line stays where it was.

use super::Dialect;

/// The component's text with all but its `<script>` contents turned into blanks, and the grammar the scripts need.
/// `None` when there is no script with code in it.
pub fn extract(text: &str) -> Option<(String, Dialect)> {
    let mut blocks = Vec::new();
    let mut dialect = Dialect::Tsx;
    let mut at = 0;
    while let Some(found) = memchr::memchr(b'<', text.as_bytes().get(at..)?) {
        let start = at + found;
        let rest = &text[start..];
        if rest.starts_with("<!--") {
            at = rest.find("-->").map_or(text.len(), |end| start + end + 3);
            continue;
        }
        at = start + 1;
        let Some(attributes_start) = tag(rest, "<script") else { continue };
        let Some(tag_end) = tag_end(&rest[attributes_start..]) else { break };
        let attributes = &rest[attributes_start..attributes_start + tag_end];
        let body = start + attributes_start + tag_end + 1;
        if attributes.ends_with('/') {
            at = body;
            continue;
        }
        let length = find_ignoring_case(&text[body..], "</script").unwrap_or(text.len() - body);
        at = body + length;
        let kind = attribute(attributes, "type").unwrap_or_default();
        if !(kind.is_empty() || kind.contains("javascript") || kind.contains("typescript") || kind == "module" || kind == "ts") {
            continue;
        }
        match attribute(attributes, "lang").unwrap_or(kind) {
            "ts" | "typescript" | "text/typescript" => dialect = Dialect::Ts,
            _ => {}
        }
        blocks.push(body..body + length);
    }
    if blocks.iter().all(|block| text[block.clone()].trim().is_empty()) {
        return None;
    }
    let mut script = String::with_capacity(text.len());
    let mut from = 0;
    for block in blocks {
        blank(&text[from..block.start], &mut script);
        script.push_str(&text[block.clone()]);
        from = block.end;
    }
    blank(&text[from..], &mut script);
    Some((script, dialect))
}

/// Appends as many bytes of blanks, keeping line breaks.
pub(super) fn blank(text: &str, into: &mut String) {
    into.extend(text.bytes().map(|b| if matches!(b, b'\n' | b'\r') { b as char } else { ' ' }));
}

/// Where the attributes of a tag begin, if this is the tag.
fn tag(text: &str, name: &str) -> Option<usize> {
    let head = text.get(..name.len())?;
    let next = text.as_bytes().get(name.len())?;
    (head.eq_ignore_ascii_case(name) && (next.is_ascii_whitespace() || matches!(next, b'>' | b'/'))).then_some(name.len())
}

/// The offset of the `>` that ends a tag; one inside quotes (`generic="T extends Map<string, X>"`) doesn't.
fn tag_end(text: &str) -> Option<usize> {
    let mut quote = None;
    for (i, byte) in text.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return Some(i),
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
    }
    None
}

/// The value of an attribute, quoted or not.
fn attribute<'a>(attributes: &'a str, name: &str) -> Option<&'a str> {
    let mut rest = attributes;
    while let Some(found) = rest.find(name) {
        let is_word = rest[..found].chars().next_back().is_none_or(char::is_whitespace);
        let after = rest[found + name.len()..].trim_start();
        rest = &rest[found + name.len()..];
        let Some(value) = after.strip_prefix('=').filter(|_| is_word) else { continue };
        let value = value.trim_start();
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
        return match quote {
            Some(quote) => value[1..].split(quote).next(),
            None => value.split(|c: char| c.is_whitespace() || c == '/').next(),
        };
    }
    None
}

fn find_ignoring_case(text: &str, needle: &str) -> Option<usize> {
    memchr::memchr_iter(b'<', text.as_bytes()).find(|&i| text.get(i..i + needle.len()).is_some_and(|s| s.eq_ignore_ascii_case(needle)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_stay_where_they_are() {
        let text = "<template>\n  <p>{{ é }}</p>\n</template>\n<script setup lang=\"ts\">\nconst a = 1;\n</script>\n<style>x</style>\n";
        let (script, dialect) = extract(text).unwrap();
        assert_eq!(script.len(), text.len());
        assert_eq!(script.find("const a"), text.find("const a"));
        assert_eq!(script.trim(), "const a = 1;");
        assert_eq!((dialect, script.matches('\n').count()), (Dialect::Ts, text.matches('\n').count()));
    }

    #[test]
    fn several_blocks_and_odd_tags() {
        let text = "<script context='module'>export const a = '>';</script>\n<SCRIPT generic=\"T extends Map<string, X>\">let b;</SCRIPT>";
        let (script, dialect) = extract(text).unwrap();
        assert_eq!(script.split_whitespace().collect::<Vec<_>>().join(" "), "export const a = '>'; let b;");
        assert_eq!(dialect, Dialect::Tsx);
    }

    #[test]
    fn no_script_no_code() {
        for text in [
            "<template>x</template>",
            "<script src=\"./a.ts\"></script>",
            "<script src=x />",
            "<!-- <script>let a;</script> -->",
            "<script type=\"application/ld+json\">{}</script>",
            "<scripty>let a;</scripty>",
            "",
            "<script",
        ] {
            assert_eq!(extract(text), None, "{text}");
        }
        assert_eq!(extract("<script>let a").unwrap().0.trim(), "let a", "half-written");
    }
}
