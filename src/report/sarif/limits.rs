//! What code scanning takes of a report, and what is left out of one that has more.
//!
//! The numbers are those of GitHub's page on results that exceed its limits
//! (<https://docs.github.com/en/code-security/code-scanning/troubleshooting-sarif-uploads/results-exceed-limit>). A report over a hard limit is refused
//! as a whole; of what is over a soft one GitHub shows a part of its own choosing, so we choose.

use crate::finding::{Finding, Label};
use crate::report::Report;
use crate::report::summary::plural;

/// Bounds on a report.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    /// Results of the run.
    pub(super) results: usize,
    /// Related places of a result. GitHub refuses 1,000 and shows 100, the result's own among them.
    pub(super) locations: usize,
    /// Steps of a code flow before the last, the finding itself. GitHub refuses 10,000 and shows 1,000.
    pub(super) steps: usize,
    /// Size of the results in bytes, as JSON. GitHub takes 10 MB of gzip; reports are a thirteenth when zipped, so this leaves room for worse ones.
    pub(super) bytes: usize,
}

/// What of a report's findings is written.
pub(super) struct Kept<'a> {
    /// The findings, in the report's order.
    pub(super) findings: Vec<&'a Finding>,
    /// What was left out: the id of a notification, and its words.
    pub(super) left_out: Vec<(&'static str, String)>,
}

impl Limits {
    /// Those of GitHub's code scanning.
    pub(super) const GITHUB: Self = Self { results: 25_000, locations: 99, steps: 999, bytes: 80_000_000 };

    /// The findings that fit: all that have a place, of too many the gravest.
    pub(super) fn keep<'a>(&self, report: &'a Report) -> Kept<'a> {
        let (placed, lost): (Vec<&Finding>, Vec<&Finding>) =
            report.findings.iter().partition(|finding| report.file(finding.primary.file).is_some());
        let all = placed.len();
        let findings = self.gravest(report, placed);
        let dropped = all - findings.len();
        let cut = findings.iter().filter(|finding| finding.related.len() > self.locations || finding.flow.len() > self.steps).count();
        let mut left_out = Vec::new();
        if !lost.is_empty() {
            left_out.push(("findings-without-location", format!("left out: {} without a place in a file", plural(lost.len(), "finding"))));
        }
        if dropped > 0 {
            let words = format!(
                "left out: {}, the least grave; code scanning takes {} of a run and 10 MB at most",
                plural(dropped, "finding"),
                plural(self.results, "finding")
            );
            left_out.push(("too-many-results", words));
        }
        if cut > 0 {
            let words = format!("left out: places of {} beyond those that code scanning shows", plural(cut, "finding"));
            left_out.push(("too-many-locations", words));
        }
        Kept { findings, left_out }
    }

    /// As many findings as may be, in their order, without the least grave.
    fn gravest<'a>(&self, report: &Report, findings: Vec<&'a Finding>) -> Vec<&'a Finding> {
        let sizes: Vec<usize> = findings.iter().map(|finding| self.size(report, finding)).collect();
        if findings.len() <= self.results && sizes.iter().sum::<usize>() <= self.bytes {
            return findings;
        }
        let mut order: Vec<usize> = (0..findings.len()).collect();
        order.sort_by_key(|&index| std::cmp::Reverse((findings[index].severity, findings[index].confidence)));
        let mut bytes = 0;
        let fits = |index: &usize| {
            bytes += sizes[*index];
            bytes <= self.bytes
        };
        let mut kept: Vec<usize> = order.into_iter().take(self.results).take_while(fits).collect();
        kept.sort_unstable();
        kept.into_iter().map(|index| findings[index]).collect()
    }

    /// About how much a finding takes as JSON, rather too much than too little.
    fn size(&self, report: &Report, finding: &Finding) -> usize {
        const RESULT: usize = 900;
        const PLACE: usize = 600;
        let place = |label: &Label| PLACE + label.text.len() + report.file(label.file).map_or(0, |file| file.path.len());
        let labels = finding.related.iter().take(self.locations).chain(finding.flow.iter().take(self.steps));
        let edits = finding.fixes.iter().flat_map(|fix| &fix.edits).map(|edit| PLACE + edit.replacement.len());
        let words = finding.message.len() + finding.why.len() + finding.help.len();
        RESULT + words + place(&finding.primary) + labels.map(place).sum::<usize>() + edits.sum::<usize>()
    }
}
