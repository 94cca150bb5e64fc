//! Findings that are known and put up with: only new ones are reported.
//!
//! A baseline is a text file of JSON objects, one a line: a header, then a finding a line in order of path, rule and fingerprint. So it reads well in a
//! review, and two branches that both changed it merge line by line; entries told twice and headers told twice are one.

use super::{Confidence, Finding};
use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};
use std::fmt::Write as _;

/// The version of the format.
const VERSION: u32 = 1;

/// A known finding.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// The file, relative to the project root.
    pub path: String,
    /// The rule's id.
    pub rule: String,
    /// The finding's identity.
    pub fingerprint: String,
    /// What it said when it was written down, for people.
    #[serde(default)]
    pub message: String,
    /// Only `--pedantic` shows it: a run without can't tell whether it is still there.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub pedantic: bool,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    #[serde(rename = "cohere-lint-baseline")]
    version: u32,
}

/// Why a baseline can't be used.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum BaselineError {
    /// The file doesn't begin as a baseline does.
    #[error("line 1: this is no baseline: it should begin with {{\"cohere-lint-baseline\":{VERSION}}}; --write-baseline writes one")]
    NoHeader,
    /// A later release wrote it.
    #[error(
        "line {line}: version {version} of the format is newer than this release knows ({VERSION}): update cohere-lint, or write it anew with --write-baseline"
    )]
    NewerVersion {
        /// The line, from 1.
        line: usize,
        /// The version it has.
        version: u32,
    },
    /// A line is broken.
    #[error("line {line}, column {column}: {reason}; write the file anew with --write-baseline")]
    Malformed {
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
        /// What is wrong.
        reason: String,
    },
}

/// A set of known findings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baseline {
    entries: FxHashMap<String, Entry>,
}

/// What comes of holding a run's findings against a baseline.
#[derive(Clone, Debug, Default)]
pub struct Comparison {
    /// How many findings were known.
    pub known: usize,
    /// Entries that this run judged and did not find again, in order.
    pub stale: Vec<Entry>,
    /// The baseline with this run's findings added and the stale entries dropped.
    pub updated: Baseline,
    /// The baseline without the stale entries.
    pub pruned: Baseline,
}

impl Baseline {
    /// Reads a baseline.
    ///
    /// # Errors
    /// When the text is no baseline, of a newer version, or broken.
    pub fn parse(text: &str) -> Result<Self, BaselineError> {
        let mut entries = FxHashMap::default();
        let mut has_header = false;
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        for (index, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            if let Ok(header) = serde_json::from_str::<Header>(line) {
                if header.version > VERSION {
                    return Err(BaselineError::NewerVersion { line: index + 1, version: header.version });
                }
                has_header = true;
                continue;
            }
            if !has_header {
                return Err(BaselineError::NoHeader);
            }
            let entry: Entry = serde_json::from_str(line).map_err(|error| BaselineError::Malformed {
                line: index + 1,
                column: error.column().max(1),
                reason: reason(&error),
            })?;
            entries.insert(entry.fingerprint.clone(), entry);
        }
        if has_header { Ok(Self { entries }) } else { Err(BaselineError::NoHeader) }
    }

    /// The text of the baseline: the same for the same findings, whatever their order.
    pub fn render(&self) -> String {
        let mut entries: Vec<&Entry> = self.entries.values().collect();
        entries.sort_unstable();
        let mut text = format!("{{\"cohere-lint-baseline\":{VERSION}}}\n");
        for entry in entries {
            // Strings always serialise, and writing into a string does not fail.
            let _ = writeln!(text, "{}", serde_json::to_string(entry).unwrap_or_default());
        }
        text
    }

    /// How many findings it knows.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether it knows none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Takes the known ones out of `findings`. `path_of` tells a finding's path; `judged` whether this run had its say about an entry: of
    /// the others nobody knows whether they are still there, so they stay.
    pub fn compare(
        &self,
        findings: &mut Vec<Finding>,
        path_of: &dyn Fn(&Finding) -> String,
        judged: &dyn Fn(&Entry) -> bool,
    ) -> Comparison {
        let mut current: FxHashSet<&str> = FxHashSet::default();
        let mut comparison = Comparison::default();
        for finding in findings.iter() {
            current.insert(&finding.fingerprint);
            let entry = Entry {
                path: path_of(finding),
                rule: finding.rule.to_string(),
                fingerprint: finding.fingerprint.clone(),
                message: finding.message.clone(),
                pedantic: finding.pedantic || finding.confidence == Confidence::Low,
            };
            comparison.updated.entries.insert(entry.fingerprint.clone(), entry);
        }
        for (fingerprint, entry) in &self.entries {
            if current.contains(fingerprint.as_str()) || !judged(entry) {
                comparison.pruned.entries.insert(fingerprint.clone(), entry.clone());
                comparison.updated.entries.entry(fingerprint.clone()).or_insert_with(|| entry.clone());
            } else {
                comparison.stale.push(entry.clone());
            }
        }
        comparison.stale.sort_unstable();
        let before = findings.len();
        findings.retain(|finding| !self.entries.contains_key(&finding.fingerprint));
        comparison.known = before - findings.len();
        comparison
    }
}

/// What the parser says, without the place in its own counting.
fn reason(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.rsplit_once(" at line ").map_or(text.clone(), |(reason, _)| reason.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::{FindingBuilder, Severity};
    use crate::source::{FileId, Span};

    fn finding(fingerprint: &str) -> Finding {
        let mut finding =
            FindingBuilder::new("retired-model", Severity::Error, FileId(0), Span::new(0, 1)).words("gone \"now\"\n", "", "").build();
        finding.fingerprint = fingerprint.into();
        finding
    }

    fn compare(baseline: &Baseline, findings: &mut Vec<Finding>, judged: bool) -> Comparison {
        baseline.compare(findings, &|_| "a.py".into(), &|_| judged)
    }

    fn written(fingerprints: &[&str]) -> Baseline {
        let mut findings = fingerprints.iter().map(|f| finding(f)).collect();
        compare(&Baseline::default(), &mut findings, true).updated
    }

    #[test]
    fn what_is_written_is_read() {
        let baseline = written(&["b", "a"]);
        insta::assert_snapshot!(baseline.render(), @r#"
        {"cohere-lint-baseline":1}
        {"path":"a.py","rule":"retired-model","fingerprint":"a","message":"gone \"now\"\n"}
        {"path":"a.py","rule":"retired-model","fingerprint":"b","message":"gone \"now\"\n"}
        "#);
        assert_eq!(Baseline::parse(&baseline.render()).unwrap(), baseline);
        assert_eq!(written(&["a", "b"]).render(), baseline.render());
    }

    #[test]
    fn only_new_findings_are_left() {
        let mut findings = vec![finding("a"), finding("new")];
        let comparison = compare(&written(&["a", "gone"]), &mut findings, true);
        assert_eq!(findings.iter().map(|f| f.fingerprint.as_str()).collect::<Vec<_>>(), ["new"]);
        assert_eq!(comparison.known, 1);
        assert_eq!(comparison.stale.iter().map(|e| e.fingerprint.as_str()).collect::<Vec<_>>(), ["gone"]);
        assert_eq!(comparison.pruned, written(&["a"]));
        assert_eq!(comparison.updated, written(&["a", "new"]));
    }

    #[test]
    fn what_a_run_did_not_judge_stays() {
        let comparison = compare(&written(&["elsewhere"]), &mut vec![finding("a")], false);
        assert!(comparison.stale.is_empty());
        assert_eq!(comparison.pruned, written(&["elsewhere"]));
        assert_eq!(comparison.updated, written(&["a", "elsewhere"]));
    }

    #[test]
    fn two_branches_merge_line_by_line() {
        let (ours, theirs) = (written(&["a", "b"]).render(), written(&["b", "c"]).render());
        assert_eq!(Baseline::parse(&format!("{ours}{theirs}")).unwrap(), written(&["a", "b", "c"]));
        assert_eq!(Baseline::parse(&format!("\u{feff}{}", ours.replace('\n', "\r\n"))).unwrap(), written(&["a", "b"]));
    }

    #[test]
    fn what_is_no_baseline_is_told_with_its_place() {
        assert_eq!(Baseline::parse(""), Err(BaselineError::NoHeader));
        assert_eq!(Baseline::parse("{\"findings\": []}"), Err(BaselineError::NoHeader));
        assert_eq!(Baseline::parse("{\"cohere-lint-baseline\":9}"), Err(BaselineError::NewerVersion { line: 1, version: 9 }));
        let error = Baseline::parse("{\"cohere-lint-baseline\":1}\n\n<<<<<<< HEAD\n").unwrap_err();
        assert_eq!(error.to_string(), "line 3, column 1: expected value; write the file anew with --write-baseline");
        let error = Baseline::parse("{\"cohere-lint-baseline\":1}\n{\"path\":\"a\"}\n").unwrap_err();
        assert!(error.to_string().contains("missing field `rule`"), "{error}");
    }
}
