//! Keys that stand in configuration and deployment files. Part of the table of usages.

use super::usage::Place;
use crate::finding::redact::{is_placeholder, looks_like_key};

/// A key written into a file that is no code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigKey {
    /// The value. Never shown.
    pub place: Place,
    /// The name it stands under, as written.
    pub name: String,
    /// What takes it over from the file.
    pub goes_to: GoesTo,
}

/// What takes a value over from the file it stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GoesTo {
    /// Whoever reads the file.
    Readers,
    /// A dotenv file's process.
    Process,
    /// Every layer of an image.
    Image,
    /// A cluster's objects.
    Cluster,
}

/// Whether a value under a key's name is one: no placeholder, no reference, and long and mixed as keys are.
pub fn is_key(text: &str) -> bool {
    let is_word = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
    let is_mixed = text.bytes().any(|b| b.is_ascii_digit()) && text.bytes().any(|b| b.is_ascii_alphabetic());
    looks_like_key(text) || (text.len() >= 24 && text.bytes().all(is_word) && is_mixed && !is_placeholder(text))
}
