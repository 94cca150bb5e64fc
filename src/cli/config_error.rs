//! What is wrong with a configuration, in frames like those of findings.

use cohere_lint::config::ConfigError;
use cohere_lint::finding::{FindingBuilder, Severity};
use cohere_lint::report::{Report, ReportFile, Style, frames};
use cohere_lint::source::{FileId, LineIndex, Span};
use std::sync::Arc;

/// The errors, each with the lines it is about.
pub fn render(errors: &[ConfigError], style: &Style) -> String {
    let mut report = Report::default();
    for (index, error) in errors.iter().enumerate() {
        let file = FileId(index as u32);
        let span = error.place.as_ref().map_or(Span::default(), |(_, range)| Span::new(range.start, range.end));
        let message = match &error.place {
            Some(_) => error.message.clone(),
            None => error.to_string(),
        };
        report.findings.push(FindingBuilder::new("configuration", Severity::Error, file, span).words(message, "", &error.help).build());
        if let Some((text, _)) = &error.place {
            let lines = Arc::new(LineIndex::new(&text.text));
            report.files.insert(file, ReportFile { path: text.path.clone(), text: text.text.clone(), lines });
        }
    }
    frames(&report, style)
}
