//! Where a label points, as people count.

use super::Report;
use crate::finding::{Finding, Label};
use crate::source::{FileId, Position, Span};

/// A range in a file.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place<'a> {
    pub(super) path: &'a str,
    pub(super) start: Position,
    pub(super) end: Position,
}

impl<'a> Place<'a> {
    /// The place of a finding; `None` if its file is not among the report's.
    pub(super) fn of_finding(report: &'a Report, finding: &Finding) -> Option<Self> {
        let file = report.file(finding.primary.file)?;
        Some(Self { path: &file.path, start: finding.start, end: finding.end })
    }

    /// The place of a label.
    pub(super) fn of_label(report: &'a Report, label: &Label) -> Option<Self> {
        Self::of(report, label.file, label.span)
    }

    /// The place of a span.
    pub(super) fn of(report: &'a Report, file: FileId, span: Span) -> Option<Self> {
        let (start, end) = report.positions(file, span)?;
        Some(Self { path: &report.file(file)?.path, start, end })
    }

    /// `path`, or `path:cell 3` in a notebook.
    pub(super) fn name(&self) -> String {
        name(self.path, self.start.cell)
    }
}

/// `path`, or `path:cell 3` in a notebook; safe to print.
pub(super) fn name(path: &str, cell: Option<u32>) -> String {
    let path = super::visible::visible(path);
    match cell {
        Some(cell) => format!("{path}:cell {cell}"),
        None => path.into_owned(),
    }
}
