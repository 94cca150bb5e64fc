//! Finds what looks like a credential, of whatever vendor.

use super::{entropy, is_placeholder, looks_like_key};

/// Prefixes that vendors give their keys, with the least number of characters after them.
const PREFIXES: &[(&str, usize)] = &[
    ("sk-", 20),
    ("sk_live_", 16),
    ("sk_test_", 16),
    ("rk_live_", 16),
    ("ghp_", 30),
    ("gho_", 30),
    ("ghu_", 30),
    ("ghs_", 30),
    ("ghr_", 30),
    ("github_pat_", 30),
    ("glpat-", 20),
    ("hf_", 30),
    ("co_", 48),
    ("AKIA", 16),
    ("ASIA", 16),
    ("AIza", 30),
    ("GOCSPX-", 20),
    ("ya29.", 30),
    ("xoxb-", 20),
    ("xoxp-", 20),
    ("xapp-", 20),
    ("npm_", 30),
    ("pypi-", 50),
    ("gsk_", 30),
    ("xai-", 40),
    ("pplx-", 30),
    ("tvly-", 20),
    ("pcsk_", 30),
    ("lsv2_", 30),
    ("r8_", 30),
    ("dop_v1_", 40),
    ("shpat_", 30),
    ("whsec_", 24),
    ("SG.", 40),
];

/// The shortest thing after `Bearer` that is taken for a token.
const SHORTEST_BEARER: usize = 16;
/// The length of the secret half of an AWS key pair.
const AWS_SECRET_LENGTH: usize = 40;

/// The longest stretch looked at for one credential: hostile text must not cost more than its length.
const LONGEST: usize = 512;

/// Adds the ranges of all credentials in the text.
pub(super) fn credentials(text: &str, ranges: &mut Vec<(usize, usize)>) {
    private_keys(text, ranges);
    passwords(text, ranges);
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if !is_token(bytes[at]) {
            at += 1;
            continue;
        }
        let end = run(bytes, at, is_token);
        token(text, at, end, ranges);
        at = end;
    }
}

/// Looks at one maximal run of characters that credentials are made of.
fn token(text: &str, start: usize, end: usize, ranges: &mut Vec<(usize, usize)>) {
    let whole = &text[start..end];
    if whole.len() < SHORTEST_BEARER {
        return;
    }
    if is_bearer(&text[..start]) && !is_placeholder(whole) && whole.bytes().any(|b| b.is_ascii_digit()) {
        ranges.push((start, end));
        return;
    }
    if whole.len() == AWS_SECRET_LENGTH
        && has_all_kinds(whole)
        && entropy(whole.as_bytes()) > 4.3
        && line_before(text, start).contains("secret")
    {
        ranges.push((start, end));
        return;
    }
    let bytes = text.as_bytes();
    let mut at = start;
    while at < end {
        if !is_word(bytes[at]) {
            at += 1;
            continue;
        }
        let stop = run(bytes, at, is_word).min(end);
        let length = jwt(&text[at..end]).or_else(|| prefixed(&text[at..end], stop - at));
        match length {
            Some(length) => {
                ranges.push((at, at + length));
                at += length;
            }
            None => {
                bare_keys(text, at, stop, ranges);
                at = stop;
            }
        }
    }
}

/// Keys without a prefix, which may stand in a longer word (`key_…`).
fn bare_keys(text: &str, start: usize, end: usize, ranges: &mut Vec<(usize, usize)>) {
    let mut at = start;
    for piece in text[start..end].split(['_', '-']) {
        if looks_like_key(piece) {
            ranges.push((at, at + piece.len()));
        }
        at += piece.len() + 1;
    }
}

/// The length of a vendor's key that begins here; `word` is the length of the first word.
fn prefixed(rest: &str, word: usize) -> Option<usize> {
    PREFIXES.iter().find_map(|(prefix, least)| {
        let body = rest.strip_prefix(prefix)?;
        let length = if prefix.ends_with('.') {
            body.bytes().take(LONGEST).take_while(|&b| is_word(b) || b == b'.').count()
        } else {
            word.checked_sub(prefix.len())?
        };
        let body = &body[..length];
        let random =
            body.bytes().any(|b| b.is_ascii_digit()) && body.bytes().any(|b| b.is_ascii_alphabetic()) && entropy(body.as_bytes()) > 2.5;
        (length >= *least && random).then_some(prefix.len() + length)
    })
}

/// The length of a JSON web token that begins here: two or three parts, the first of which is the encoding of `{"`.
fn jwt(rest: &str) -> Option<usize> {
    let bytes = rest.as_bytes();
    let header = if rest.starts_with("eyJ") { run(bytes, 0, is_word) } else { 0 };
    if header < 10 || bytes.get(header) != Some(&b'.') {
        return None;
    }
    let payload = run(bytes, header + 1, is_word);
    if payload - header < 10 {
        return None;
    }
    Some(if bytes.get(payload) == Some(&b'.') { run(bytes, payload + 1, is_word) } else { payload })
}

/// The bodies of PEM private keys.
fn private_keys(text: &str, ranges: &mut Vec<(usize, usize)>) {
    const OPENING: &str = "PRIVATE KEY-----";
    let mut from = 0;
    while let Some(found) = text[from..].find(OPENING) {
        let start = from + found + OPENING.len();
        let end = text[start..].find("-----").map_or(text.len(), |length| start + length);
        if line_before(text, start).contains("-----begin ") {
            ranges.push((start, end));
        }
        from = end;
    }
}

/// The passwords in addresses: `postgres://user:password@host`.
fn passwords(text: &str, ranges: &mut Vec<(usize, usize)>) {
    let bytes = text.as_bytes();
    for scheme in memchr::memmem::find_iter(bytes, "://") {
        let start = scheme + "://".len();
        let authority = || {
            bytes[start..].iter().take(LONGEST).take_while(|b| !b.is_ascii_whitespace() && !matches!(b, b'/' | b'"' | b'\'' | b'`' | b'<'))
        };
        let Some(host) = authority().position(|&b| b == b'@') else { continue };
        let Some(colon) = authority().take(host).position(|&b| b == b':') else { continue };
        let (from, to) = (start + colon + 1, start + host);
        if from < to && !is_placeholder(&text[from..to]) {
            ranges.push((from, to));
        }
    }
}

fn is_bearer(before: &str) -> bool {
    let before = before.trim_end_matches([' ', '\t']);
    let start = before.len().checked_sub("bearer".len()).and_then(|start| before.get(start..));
    start.is_some_and(|word| word.eq_ignore_ascii_case("bearer"))
}

/// What stands before on the line, at most a screen's width of it, in lower case.
fn line_before(text: &str, end: usize) -> String {
    let start = text.floor_char_boundary(end.saturating_sub(80));
    let before = &text[start..end];
    before.rsplit('\n').next().unwrap_or(before).to_ascii_lowercase()
}

fn has_all_kinds(token: &str) -> bool {
    let has = |kind: fn(&u8) -> bool| token.as_bytes().iter().any(kind);
    has(u8::is_ascii_lowercase) && has(u8::is_ascii_uppercase) && has(u8::is_ascii_digit)
}

fn run(bytes: &[u8], start: usize, accepts: impl Fn(u8) -> bool) -> usize {
    bytes[start..].iter().position(|&byte| !accepts(byte)).map_or(bytes.len(), |length| start + length)
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')
}

fn is_token(byte: u8) -> bool {
    is_word(byte) || matches!(byte, b'.' | b'/' | b'+' | b'~')
}
