//! Comments of deployment files, as far as anybody asks for them: those that name this program.

use super::DeploymentFile;
use crate::program::Comment;
use crate::source::{ConfigFormat, Span};
use memchr::memmem;

const NAME: &[u8] = b"cohere-lint:";

impl DeploymentFile {
    /// The comments that name this program. A text that looks like one counts as one.
    pub fn comments(&self) -> Vec<Comment> {
        let marker = match self.format {
            ConfigFormat::Json => "//",
            ConfigFormat::Markdown => return Vec::new(),
            _ => "#",
        };
        let text = &*self.text;
        let comment = |at: usize| {
            let line = text[..at].rfind('\n').map_or(0, |before| before + 1);
            let start = line + text[line..at].rfind(marker)?;
            let end = text[at..].find('\n').map_or(text.len(), |length| at + length);
            Some(Comment { span: Span::new(start, start + text[start..end].trim_end().len()) })
        };
        memmem::find_iter(text.as_bytes(), NAME).filter_map(comment).collect()
    }
}
