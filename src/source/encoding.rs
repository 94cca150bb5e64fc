//! Bytes → text.

use encoding_rs::{Encoding as Codec, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// How a file's bytes spell its text; what a fix needs to know to write it back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TextEncoding {
    /// UTF-8.
    #[default]
    Utf8,
    /// UTF-8 behind a byte-order mark. The mark is not part of the text: column 1 is the first real character.
    Utf8Bom,
    /// UTF-16 behind a byte-order mark, as PowerShell writes it, or some other encoding: can't be written back in place.
    Other,
}

/// A decoded file.
#[derive(Debug, PartialEq, Eq)]
pub struct Decoded {
    /// The text, without a byte-order mark.
    pub text: String,
    /// What it was decoded from.
    pub encoding: TextEncoding,
    /// The encoding that was guessed at, where the bytes are not what they should be.
    pub guessed: Option<&'static str>,
}

/// Whether bytes begin with a UTF-16 byte-order mark: such text is full of NUL bytes and still text.
pub fn is_utf16(bytes: &[u8]) -> bool {
    matches!(bytes, [0xff, 0xfe, ..] | [0xfe, 0xff, ..])
}

/// Decodes a file. Never fails: bytes that are no UTF-8 are read in the encoding that a Python coding cookie in the
/// first two lines declares, else as Windows' Latin-1, which has a character for every byte.
pub fn decode(bytes: &[u8]) -> Decoded {
    let decoded = |text: String, encoding| Decoded { text, encoding, guessed: None };
    match bytes {
        [0xef, 0xbb, 0xbf, rest @ ..] => decode_utf8(rest, TextEncoding::Utf8Bom),
        [0xff, 0xfe, rest @ ..] => decoded(UTF_16LE.decode_without_bom_handling(rest).0.into_owned(), TextEncoding::Other),
        [0xfe, 0xff, rest @ ..] => decoded(UTF_16BE.decode_without_bom_handling(rest).0.into_owned(), TextEncoding::Other),
        _ => decode_utf8(bytes, TextEncoding::Utf8),
    }
}

fn decode_utf8(bytes: &[u8], encoding: TextEncoding) -> Decoded {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Decoded { text: text.to_owned(), encoding, guessed: None };
    }
    let declared = coding_cookie(bytes).filter(|&codec| codec != UTF_8);
    let codec = declared.unwrap_or(WINDOWS_1252);
    let (text, malformed) = codec.decode_without_bom_handling(bytes);
    let guessed = (declared.is_none() || malformed).then(|| codec.name());
    Decoded { text: text.into_owned(), encoding: TextEncoding::Other, guessed }
}

/// The encoding a Python source declares (PEP 263).
fn coding_cookie(bytes: &[u8]) -> Option<&'static Codec> {
    let head = &bytes[..bytes.len().min(400)];
    head.split(|&b| b == b'\n').take(2).find_map(|line| {
        let line = String::from_utf8_lossy(line);
        let comment = line.trim_start().strip_prefix('#')?;
        let rest = comment.split_once("coding")?.1.strip_prefix([':', '='])?.trim_start();
        let label: String = rest.chars().take_while(|c| c.is_ascii_alphanumeric() || "-_.".contains(*c)).collect();
        // Python spells its codecs with underscores, and Latin-1 in a way the web doesn't know.
        let label = label.replace('_', "-").to_ascii_lowercase();
        Codec::for_label(if matches!(label.as_str(), "latin-1" | "iso-latin-1") { b"latin1" } else { label.as_bytes() })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn utf8_with_and_without_mark() {
        assert_eq!(decode("é".as_bytes()), Decoded { text: "é".into(), encoding: TextEncoding::Utf8, guessed: None });
        assert_eq!(decode("\u{feff}é".as_bytes()), Decoded { text: "é".into(), encoding: TextEncoding::Utf8Bom, guessed: None });
    }

    #[test]
    fn utf16_of_either_order() {
        let little: Vec<u8> = [0xfeff_u16].into_iter().chain("cohere é".encode_utf16()).flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = [0xfeff_u16].into_iter().chain("cohere é".encode_utf16()).flat_map(u16::to_be_bytes).collect();
        assert_eq!(decode(&little).text, "cohere é");
        assert_eq!(decode(&big).text, "cohere é");
        assert!(is_utf16(&little) && is_utf16(&big) && !is_utf16(b"co"));
        assert_eq!(decode(&little[..little.len() - 1]).text, "cohere \u{fffd}", "half a unit at the end");
    }

    #[test]
    fn declared_and_guessed_encodings() {
        let declared = decode(b"#!/usr/bin/python\n# -*- coding: latin_1 -*-\nx = '\xe9'\n");
        assert!(declared.text.contains("'é'") && declared.guessed.is_none());
        let guessed = decode(b"x = '\xe9'\n");
        assert_eq!((guessed.text.as_str(), guessed.guessed), ("x = 'é'\n", Some("windows-1252")));
        assert!(decode(b"# coding: klingon\nx = '\xe9'\n").guessed.is_some());
    }
}
