//! JSON with comments and trailing commas, as `tsconfig.json` is written. Blanked down to plain JSON, it goes to a parser
//! that bounds its recursion: a JSON5 parser without a bound could be made to overflow the stack.

use serde_json::Value;

/// Parses JSON that may hold comments and trailing commas.
pub fn parse(text: &str) -> Option<Value> {
    serde_json::from_str(&plain(text.trim_start_matches('\u{feff}'))).ok()
}

/// The text with comments blanked and trailing commas gone.
fn plain(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out: Vec<u8> = Vec::with_capacity(bytes.len());
    let mut last_comma = None;
    let mut i = 0;
    while let Some(&byte) = bytes.get(i) {
        let start = i;
        match (byte, bytes.get(i + 1)) {
            (b'"', _) => {
                i += 1;
                while let Some(&inner) = bytes.get(i) {
                    i += if inner == b'\\' { 2 } else { 1 };
                    if inner == b'"' {
                        break;
                    }
                }
                last_comma = None;
                out.extend_from_slice(&bytes[start..i.min(bytes.len())]);
                continue;
            }
            (b'/', Some(b'/')) => {
                i = memchr::memchr2(b'\n', b'\r', &bytes[i..]).map_or(bytes.len(), |end| i + end);
                continue;
            }
            (b'/', Some(b'*')) => {
                i = memchr::memmem::find(&bytes[i + 2..], b"*/").map_or(bytes.len(), |end| i + end + 4);
                continue;
            }
            (b',', _) => last_comma = Some(out.len()),
            (b']' | b'}', _) => {
                if let Some(comma) = last_comma.take() {
                    out[comma] = b' ';
                }
            }
            (b' ' | b'\t' | b'\r' | b'\n', _) => {}
            _ => last_comma = None,
        }
        out.push(byte);
        i += 1;
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn comments_and_commas() {
        let text = "\u{feff}// head\n{ /* a, */ \"a\": [1, 2, /* x */ ], // end\n \"b/*\": \"//,}\\\"\", }";
        assert_eq!(parse(text), Some(json!({"a": [1, 2], "b/*": "//,}\""})));
        for text in ["", "{", "{\"a", "/*", "{\"a\\", "[,,]", "//"] {
            assert_eq!(parse(text), None, "{text}");
        }
        assert_eq!(parse(&"[".repeat(1_000_000)), None);
    }
}
