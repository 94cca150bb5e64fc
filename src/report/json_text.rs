//! JSON that a terminal takes for text: JSON itself escapes the control characters of ASCII, and lets those beyond through.

use std::io::{self, Write};

/// Passes JSON on with the control characters U+0080 to U+009F escaped. They can stand in strings only.
pub(super) struct JsonText<'o> {
    out: &'o mut dyn Write,
    /// The last byte was the first of a character from U+0080 to U+00BF and was held back.
    is_open: bool,
}

impl<'o> JsonText<'o> {
    /// Writes to `out`.
    pub(super) fn new(out: &'o mut dyn Write) -> Self {
        Self { out, is_open: false }
    }
}

/// The first byte of those characters.
const FIRST: u8 = 0xc2;

impl Write for JsonText<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut rest = bytes;
        while let Some(&byte) = rest.first() {
            if self.is_open {
                self.is_open = false;
                match byte {
                    0x80..=0x9f => write!(self.out, "\\u00{byte:02x}")?,
                    _ => self.out.write_all(&[FIRST, byte])?,
                }
                rest = &rest[1..];
                continue;
            }
            let plain = memchr::memchr(FIRST, rest).unwrap_or(rest.len());
            self.out.write_all(&rest[..plain])?;
            self.is_open = plain < rest.len();
            rest = &rest[(plain + 1).min(rest.len())..];
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn controls_beyond_ascii_are_escaped_wherever_a_write_ends() {
        let text = "{\"a\": \"é\u{9b}2J\u{a0}\u{80}ö\"}";
        let mut whole = Vec::new();
        JsonText::new(&mut whole).write_all(text.as_bytes()).unwrap();
        assert_eq!(String::from_utf8(whole.clone()).unwrap(), "{\"a\": \"é\\u009b2J\u{a0}\\u0080ö\"}");
        let mut parts = Vec::new();
        let mut writer = JsonText::new(&mut parts);
        text.as_bytes().iter().for_each(|byte| writer.write_all(&[*byte]).unwrap());
        assert_eq!(parts, whole);
        let read: serde_json::Value = serde_json::from_slice(&whole).unwrap();
        assert_eq!(read["a"], "é\u{9b}2J\u{a0}\u{80}ö");
    }
}
