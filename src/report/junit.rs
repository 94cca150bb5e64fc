//! JUnit's XML, which shows findings as failed tests.

use super::Report;
use super::place::Place;
use super::visible::visible;
use crate::finding::Finding;
use crate::source::{Notification, NotificationLevel};
use quick_junit::{NonSuccessKind, TestCase, TestCaseStatus, TestSuite};
use std::collections::BTreeMap;
use std::io::{self, Write};

/// Writes a suite a file with findings. A run without any is one passed test: servers take an empty report for a broken one.
pub(super) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let mut suites: BTreeMap<String, Vec<TestCase>> = BTreeMap::new();
    for finding in &report.findings {
        let path = Place::of_finding(report, finding).map_or_else(String::new, |place| visible(place.path).into_owned());
        suites.entry(path).or_default().push(failure(report, finding));
    }
    for notification in report.notifications.iter().filter(|notification| notification.level != NotificationLevel::Note) {
        let path = notification.path.as_deref().map_or_else(String::new, |path| visible(path).into_owned());
        suites.entry(path).or_default().push(trouble(notification));
    }
    if suites.is_empty() {
        suites.insert("cohere-lint".to_owned(), vec![TestCase::new("no findings", TestCaseStatus::success())]);
    }
    let mut document = quick_junit::Report::new("cohere-lint");
    for (path, cases) in suites {
        let mut suite = TestSuite::new(path);
        suite.add_test_cases(cases);
        document.add_test_suite(suite);
    }
    // Written apart, so that a reader who left early is told from a fault.
    let text = document.to_string().map_err(io::Error::other)?;
    out.write_all(text.as_bytes())
}

fn failure(report: &Report, finding: &Finding) -> TestCase {
    let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
    status.set_type(finding.severity.as_str()).set_message(visible(&finding.message).into_owned());
    let place = Place::of_finding(report, finding);
    let place = place.map_or_else(String::new, |place| format!("{}:{}:{}\n", place.name(), place.start.line, place.start.column));
    let sentences = [&finding.why, &finding.help];
    let rest: Vec<_> = sentences.into_iter().filter(|sentence| !sentence.is_empty()).map(|sentence| visible(sentence)).collect();
    status.set_description(format!("{place}{}", rest.join("\n")));
    let mut case = TestCase::new(format!("{}:{}:{}", finding.rule, finding.start.line, finding.start.column), status);
    case.set_classname(format!("cohere-lint.{}", finding.rule));
    case
}

fn trouble(notification: &Notification) -> TestCase {
    let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
    status.set_type(notification.id).set_message(visible(&notification.message).into_owned());
    let mut case = TestCase::new(notification.id, status);
    case.set_classname("cohere-lint");
    case
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    fn junit(report: &Report) -> String {
        let mut out = Vec::new();
        write(report, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_suite_a_file() {
        insta::assert_snapshot!(junit(&fixture::project()));
    }

    #[test]
    fn a_clean_run_is_one_passed_test() {
        let text = junit(&fixture::clean());
        assert!(text.contains("tests=\"1\"") && text.contains("failures=\"0\""), "{text}");
    }

    #[test]
    fn hostile_names_can_be_read_back() {
        let report = quick_junit::Report::deserialize_from_str(&junit(&fixture::hostile())).unwrap();
        assert_eq!(report.failures, fixture::hostile().findings.len());
    }
}
