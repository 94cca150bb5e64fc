//! How much work parsing a file may cost, counted in the parser's own steps: the same on every machine, however busy.

use std::ops::ControlFlow;
use std::time::{Duration, Instant};
use tree_sitter::ParseState;

/// What is left of the work a file may cost.
pub(super) struct Budget {
    reports: usize,
    deadline: Instant,
}

impl Budget {
    /// How often the parser may report progress (every hundred operations) for each KiB of text. Ordinary code needs about 5, dense bracket
    /// garbage 60.
    pub(super) const REPORTS_PER_KIB: usize = 400;

    /// The most it may report for any file: notebooks may be large.
    const MAX_REPORTS: usize = 1_500_000;

    /// No machine that still answers takes this long for the work allowed; this is the way out of one that doesn't.
    pub(super) const TIME_LIMIT: Duration = Duration::from_secs(180);

    /// A budget for a text.
    pub(super) fn new(text: &str, reports_per_kib: usize) -> Self {
        let reports = (text.len() / 1024 + 64).saturating_mul(reports_per_kib).min(Self::MAX_REPORTS);
        Self { reports, deadline: Instant::now() + Self::TIME_LIMIT }
    }

    /// Takes one report off, and says whether there is more.
    pub(super) fn spend(&mut self, _: &ParseState) -> ControlFlow<()> {
        self.reports = self.reports.saturating_sub(1);
        if self.reports > 0 && Instant::now() < self.deadline { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    }
}
