//! Exit codes, the same in every format.

use cohere_lint::report::Report;
use cohere_lint::report::checklist::Answer;
use cohere_lint::source::NotificationLevel;
use std::process::ExitCode;

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExitStatus {
    /// Nothing as grave as `--fail-on`.
    Clean,
    /// Findings as grave as `--fail-on`.
    Findings,
    /// Wrong usage, or a file that could not be analysed: the answer is not complete.
    Failed,
}

impl ExitStatus {
    /// The status of a finished run.
    ///
    /// An answer that misses a file is worth less than a bad one, so that decides first. `exit_zero` forgives findings only.
    pub fn of(report: &Report, exit_zero: bool) -> Self {
        if report.notifications.iter().any(|notification| notification.level == NotificationLevel::Error) {
            Self::Failed
        } else if !exit_zero && report.findings.iter().any(|finding| report.fails(finding)) {
            Self::Findings
        } else {
            Self::Clean
        }
    }

    /// The status of an answered checklist: an item fails, or is open and `allow_open` does not forgive that.
    pub fn of_checklist(answer: &Answer, allow_open: bool) -> Self {
        if answer.report.notifications.iter().any(|notification| notification.level == NotificationLevel::Error) {
            Self::Failed
        } else if answer.is_ready(allow_open) {
            Self::Clean
        } else {
            Self::Findings
        }
    }

    /// The number the process ends with.
    pub fn code(self) -> u8 {
        match self {
            Self::Clean => 0,
            Self::Findings => 1,
            Self::Failed => 2,
        }
    }
}

impl From<ExitStatus> for ExitCode {
    fn from(status: ExitStatus) -> Self {
        status.code().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cohere_lint::finding::{FindingBuilder, Severity};
    use cohere_lint::source::{FileId, Notification, Span};

    fn report(severities: &[Severity], levels: &[NotificationLevel]) -> Report {
        let findings = severities.iter().map(|severity| FindingBuilder::new("r", *severity, FileId(0), Span::default()).build());
        let notifications =
            levels.iter().map(|level| Notification { level: *level, id: "x", message: String::new(), path: None, line: None });
        Report { findings: findings.collect(), notifications: notifications.collect(), ..Report::default() }
    }

    #[test]
    fn findings_fail_from_their_bar_on() {
        use Severity::{Error, Note, Warning};
        let with_bar = |severities: &[Severity], fail_on| {
            let mut report = report(severities, &[]);
            report.fail_on.insert(FileId(0), fail_on);
            report
        };
        let status = |severities: &[Severity], fail_on| ExitStatus::of(&with_bar(severities, fail_on), false).code();
        assert_eq!(status(&[], Note), 0);
        assert_eq!(status(&[Note], Warning), 0);
        assert_eq!(status(&[Note, Warning], Warning), 1);
        assert_eq!(status(&[Warning], Error), 0);
        assert_eq!(status(&[Error], Error), 1);
        assert_eq!(status(&[Note], Note), 1);
        assert_eq!(ExitStatus::of(&with_bar(&[Error], Note), true).code(), 0);
    }

    #[test]
    fn an_answer_that_misses_a_file_is_no_answer() {
        let status = |levels: &[NotificationLevel], exit_zero| ExitStatus::of(&report(&[Severity::Error], levels), exit_zero).code();
        assert_eq!(status(&[NotificationLevel::Note, NotificationLevel::Warning], false), 1);
        assert_eq!(status(&[NotificationLevel::Error], false), 2);
        assert_eq!(status(&[NotificationLevel::Error], true), 2);
    }
}
