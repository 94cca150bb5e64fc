//! Between the URIs of editors and the paths of files.

use lsp_types::Uri;
use std::path::{Path, PathBuf};
use std::str::FromStr;

/// The file a URI names; nothing for what lies in no file (`untitled:`, `git:`).
pub fn path_of(uri: &Uri) -> Option<PathBuf> {
    let rest = uri.as_str().strip_prefix("file://")?;
    // `file://server/share` is a file of another machine, but for `localhost`.
    let rest = rest.strip_prefix("localhost").unwrap_or(rest);
    let rest = rest.split(['?', '#']).next().unwrap_or_default();
    let decoded = decode(rest)?;
    let path = match drive(&decoded) {
        Some(path) if cfg!(windows) => path,
        _ => &decoded,
    };
    path.starts_with('/').then(|| PathBuf::from(path)).or_else(|| drive(&decoded).map(PathBuf::from))
}

/// `c:/x` of `/c:/x`.
fn drive(path: &str) -> Option<&str> {
    let inner = path.strip_prefix('/')?;
    let mut chars = inner.chars();
    (chars.next()?.is_ascii_alphabetic() && chars.next()? == ':').then_some(inner)
}

/// The URI of a file, by its absolute path.
pub fn uri_of(path: &Path) -> Option<Uri> {
    let text = path.to_string_lossy();
    let text = if cfg!(windows) { text.replace('\\', "/") } else { text.into_owned() };
    let slash = if text.starts_with('/') { "" } else { "/" };
    Uri::from_str(&format!("file://{slash}{}", encode(&text))).ok()
}

fn encode(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            out.push(byte as char);
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let digits = std::str::from_utf8(rest.get(..2)?).ok()?;
        bytes.push(u8::from_str_radix(digits, 16).ok()?);
        rest = &rest[2..];
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_survive_the_way_there_and_back() {
        for path in ["/a/b.py", "/with space/é#1?.ts", "/100%/[id]/page.tsx"] {
            let uri = uri_of(Path::new(path)).unwrap();
            assert_eq!(path_of(&uri).unwrap(), Path::new(path), "{}", uri.as_str());
        }
    }

    #[test]
    fn what_lies_in_no_file_has_no_path() {
        let path = |uri: &str| path_of(&Uri::from_str(uri).unwrap());
        assert_eq!(path("untitled:Untitled-1"), None);
        assert_eq!(path("file:///a%2Fb%20c"), Some("/a/b c".into()));
        assert_eq!(path("file://localhost/a"), Some("/a".into()));
        assert_eq!(path("file:///a%FF"), None, "no UTF-8");
        assert_eq!(path("git:/a/b.py?x"), None);
    }
}
