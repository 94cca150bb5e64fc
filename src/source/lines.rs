//! Byte offset → position.

/// Maps byte offsets of a file's text to positions.
#[derive(Debug, Default)]
pub struct LineIndex {}
