//! Keeps credentials out of everything that is shown: frames, reports, logs, baselines, the editor.

mod placeholder;
mod scan;

pub use placeholder::is_placeholder;

use crate::source::Span;

/// Secrets at least this long keep their first characters, so that two of them can be told apart.
const LONG_SECRET: usize = 20;
/// How many characters a long secret keeps.
const KEPT: usize = 2;
/// The length of every Cohere API key.
const COHERE_KEY_LENGTH: usize = 40;

/// A copy of `text` in which `secrets`, and everything else that looks like a credential of any vendor, is masked.
///
/// The copy has the same length in bytes and in code points and the same line breaks, so every span and position of the
/// text holds in it. Neighbouring lines are shown with a finding, hence the search for credentials no rule asked about.
pub fn mask(text: &str, secrets: &[Span]) -> String {
    let mut ranges: Vec<(usize, usize)> = secrets.iter().filter_map(|span| inner(text, *span)).collect();
    scan::credentials(text, &mut ranges);
    if ranges.is_empty() {
        return text.to_owned();
    }
    ranges.sort_unstable();
    let mut masked = String::with_capacity(text.len());
    let mut done = 0;
    for (start, end) in ranges {
        let (secret, first) = (start.max(done), start >= done);
        if end <= secret {
            continue;
        }
        masked.push_str(&text[done..secret]);
        push_masked(&mut masked, &text[secret..end], first);
        done = end;
    }
    masked.push_str(&text[done..]);
    masked
}

/// A copy of a message in which `secrets` (their texts), and everything else that looks like a credential, is masked.
///
/// Messages quote names and values of the code, and a key may stand where a model's id belongs.
pub fn mask_words(text: &str, secrets: &[&str]) -> String {
    let alphanumeric = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let stands_alone =
        |at: usize, secret: &str| !alphanumeric(text[..at].chars().next_back()) && !alphanumeric(text[at + secret.len()..].chars().next());
    let places = |secret: &str| -> Vec<Span> {
        let found = text.match_indices(secret).filter(|(at, found)| stands_alone(*at, found));
        found.map(|(at, found)| Span::new(at, at + found.len())).collect()
    };
    let spans: Vec<Span> = secrets.iter().filter(|secret| !secret.is_empty()).flat_map(|secret| places(secret)).collect();
    mask(text, &spans)
}

/// Whether a token has the look of a Cohere API key: 40 alphanumerics of both cases with a digit, too random for a digest or a name.
pub fn looks_like_key(token: &str) -> bool {
    let bytes = token.as_bytes();
    bytes.len() == COHERE_KEY_LENGTH
        && bytes.iter().all(u8::is_ascii_alphanumeric)
        && bytes.iter().any(u8::is_ascii_lowercase)
        && bytes.iter().any(u8::is_ascii_uppercase)
        && bytes.iter().any(u8::is_ascii_digit)
        && !bytes.iter().all(u8::is_ascii_hexdigit)
        && entropy(bytes) > 4.0
        && !is_name(bytes)
}

/// Whether the characters change their kind so seldom that they make up words (`BedrockAI21ChatCompleteResponseTransform`).
/// Of random tokens one in four hundred is mistaken for a name.
fn is_name(token: &[u8]) -> bool {
    let kind = |byte: u8| (byte.is_ascii_uppercase(), byte.is_ascii_digit());
    let changes = token.windows(2).filter(|pair| kind(pair[0]) != kind(pair[1])).count();
    let digits = token.iter().filter(|byte| byte.is_ascii_digit()).count();
    changes < 14 || (digits < 2 && changes < 19)
}

/// Shannon entropy in bits a byte.
fn entropy(bytes: &[u8]) -> f64 {
    let mut counts = [0u32; 256];
    for &byte in bytes {
        counts[usize::from(byte)] += 1;
    }
    let length = bytes.len() as f64;
    counts.iter().filter(|&&count| count > 0).map(|&count| f64::from(count) / length).map(|share| -share * share.log2()).sum()
}

/// The range of a secret within the text, on character boundaries, without the quotes of a literal that it may include.
fn inner(text: &str, span: Span) -> Option<(usize, usize)> {
    let range = span.range();
    let start = text.floor_char_boundary(range.start.min(text.len()));
    let end = text.ceil_char_boundary(range.end.min(text.len()));
    let secret = text.get(start..end).filter(|secret| !secret.is_empty())?;
    let opening = secret.find(['"', '\'', '`']).filter(|&prefix| prefix <= 2 && secret[..prefix].bytes().all(|b| b.is_ascii_alphabetic()));
    let quoted = opening.and_then(|prefix| {
        let quote = secret[prefix..].chars().next()?;
        let body = secret[prefix..].trim_start_matches(quote);
        let lead = secret.len() - body.len();
        let body = body.trim_end_matches(quote);
        (!body.is_empty() && lead + body.len() < secret.len()).then_some((start + lead, start + lead + body.len()))
    });
    Some(quoted.unwrap_or((start, end)))
}

fn push_masked(out: &mut String, secret: &str, first: bool) {
    let kept = if first && secret.chars().nth(LONG_SECRET - 1).is_some() { KEPT } else { 0 };
    for (index, char) in secret.chars().enumerate() {
        out.push(match char {
            '\n' | '\r' => char,
            _ if index < kept && char.is_ascii_alphanumeric() => char,
            _ => filler(char.len_utf8()),
        });
    }
}

/// A harmless character of a length in bytes.
fn filler(length: usize) -> char {
    match length {
        1 => '*',
        2 => '·',
        3 => '•',
        _ => '🞄',
    }
}

#[cfg(test)]
mod tests;
