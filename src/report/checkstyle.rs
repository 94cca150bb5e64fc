//! Checkstyle's XML, which many continuous-integration servers read.

use super::Report;
use super::place::Place;
use super::visible::visible;
use crate::finding::Severity;
use crate::source::NotificationLevel;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, Event};
use std::collections::BTreeMap;
use std::io::{self, Write};

/// An `error` element, whatever its severity: so the format calls them.
struct Entry<'a> {
    line: u32,
    column: Option<u32>,
    severity: &'static str,
    message: String,
    source: &'a str,
}

/// Writes one `file` element a file with findings, in order of path.
pub(super) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let mut files: BTreeMap<&str, Vec<Entry<'_>>> = BTreeMap::new();
    for finding in &report.findings {
        let place = Place::of_finding(report, finding);
        files.entry(place.map_or("", |place| place.path)).or_default().push(Entry {
            line: finding.start.raw_line,
            column: finding.start.cell.is_none().then_some(finding.start.column),
            severity: match finding.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Note => "info",
            },
            message: format!("{}. {}", finding.message, finding.help),
            source: &finding.rule,
        });
    }
    for notification in &report.notifications {
        files.entry(notification.path.as_deref().unwrap_or_default()).or_default().push(Entry {
            line: notification.line.unwrap_or(1),
            column: None,
            severity: match notification.level {
                NotificationLevel::Error => "error",
                NotificationLevel::Warning => "warning",
                NotificationLevel::Note => "info",
            },
            message: notification.message.clone(),
            source: notification.id,
        });
    }
    let mut xml = quick_xml::Writer::new_with_indent(&mut *out, b' ', 2);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    xml.write_event(Event::Start(BytesStart::new("checkstyle").with_attributes([("version", "4.3")])))?;
    for (path, entries) in files {
        xml.write_event(Event::Start(BytesStart::new("file").with_attributes([("name", visible(path).as_ref())])))?;
        for entry in entries {
            xml.write_event(Event::Empty(element(&entry)))?;
        }
        xml.write_event(Event::End(BytesEnd::new("file")))?;
    }
    xml.write_event(Event::End(BytesEnd::new("checkstyle")))?;
    writeln!(out)
}

fn element(entry: &Entry<'_>) -> BytesStart<'static> {
    let mut element = BytesStart::new("error");
    element.push_attribute(("line", entry.line.to_string().as_str()));
    if let Some(column) = entry.column {
        element.push_attribute(("column", column.to_string().as_str()));
    }
    element.push_attribute(("severity", entry.severity));
    // XML has no way to write a control character, not even escaped.
    element.push_attribute(("message", visible(&entry.message).as_ref()));
    element.push_attribute(("source", format!("cohere-lint.{}", entry.source).as_str()));
    element
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    fn checkstyle(report: &Report) -> String {
        let mut out = Vec::new();
        write(report, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_file_element_a_file() {
        insta::assert_snapshot!(checkstyle(&fixture::project()));
    }

    #[test]
    fn hostile_names_stay_well_formed() {
        let text = checkstyle(&fixture::hostile());
        let mut reader = quick_xml::Reader::from_str(&text);
        let mut errors = 0;
        loop {
            match reader.read_event().unwrap() {
                Event::Eof => break,
                Event::Empty(element) => {
                    element.attributes().for_each(|attribute| drop(attribute.unwrap()));
                    errors += 1;
                }
                _ => {}
            }
        }
        assert_eq!(errors, fixture::hostile().findings.len());
    }
}
