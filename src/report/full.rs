//! Frames with the code, for people.

use super::place::name;
use super::snippet::{Layout, Lines, Mark, Role, Snippet, near_each_other};
use super::style::{NO_HYPHENS, SPACES};
use super::summary::{closing_line, left_out, plural};
use super::visible::{TAB_WIDTH, visible};
use super::{Color, Report, Style};
use crate::finding::{Confidence, Finding, Severity};
use crate::source::{FileId, Notification, NotificationLevel};
use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, SourceCode, ThemeStyles};
use rustc_hash::{FxHashMap, FxHashSet};
use std::fmt::{self, Display};
use std::io::{self, Write};

/// The widest line of code shown, in columns.
const WIDEST: usize = 160;
/// The narrowest page that code is cut to.
const NARROWEST: usize = 40;
/// How many frames a finding gets.
const FRAMES: usize = 6;
/// What a frame needs beside the code: line numbers and rules.
const GUTTER: usize = 10;
/// How many notifications of one kind are listed.
const NOTIFICATIONS: usize = 5;

/// Writes the whole report.
pub(super) fn write(report: &Report, out: &mut dyn Write, style: &Style) -> io::Result<()> {
    let mut frames = Frames { report, style, lines: FxHashMap::default(), said: FxHashSet::default() };
    for finding in &report.findings {
        out.write_all(frames.finding(finding).as_bytes())?;
    }
    notifications(report, out, style)?;
    if let Some(left_out) = left_out(report) {
        writeln!(out, "{}", style.paint(Color::Dim, &left_out))?;
    }
    writeln!(out, "{}", closing_line(report, style))
}

/// The findings alone, each with its frames.
pub fn frames(report: &Report, style: &Style) -> String {
    let mut frames = Frames { report, style, lines: FxHashMap::default(), said: FxHashSet::default() };
    report.findings.iter().map(|finding| frames.finding(finding)).collect()
}

struct Frames<'a> {
    report: &'a Report,
    style: &'a Style,
    lines: FxHashMap<FileId, Lines>,
    /// Reasons given so far, by rule: a reason is read once, however many findings share it.
    said: FxHashSet<(String, String)>,
}

/// Labels that are shown together.
struct Group {
    file: FileId,
    marks: Vec<Mark>,
}

impl Frames<'_> {
    fn finding(&mut self, finding: &Finding) -> String {
        let mut text = String::new();
        let groups = self.groups(finding);
        let more = groups.len().saturating_sub(FRAMES);
        for (index, group) in groups.into_iter().take(FRAMES).enumerate() {
            self.frame(finding, group, index == 0, &mut text);
        }
        if more > 0 {
            text.push_str(&format!(
                "  {}\n",
                self.style.paint(Color::Dim, &format!("and {} (the JSON report has them all)", plural(more, "more place")))
            ));
        }
        if self.said.insert((finding.rule.to_string(), finding.why.clone())) {
            self.advice("why:", &finding.why, &mut text);
        }
        self.advice("help:", &finding.help, &mut text);
        let url = self.report.rule(&finding.rule).map_or("", |rule| rule.url.as_str());
        if !url.is_empty() && !self.style.hyperlinks && self.said.insert((finding.rule.to_string(), url.to_owned())) {
            text.push_str(&format!("  {} {}\n", self.style.paint(Color::Dim, "docs:"), self.style.paint(Color::Dim, &visible(url))));
        }
        text.push('\n');
        text
    }

    /// The labels of a finding in groups, in the order to be read: what is wrong, then how it came to that, then what else to see.
    fn groups(&mut self, finding: &Finding) -> Vec<Group> {
        let mut groups = Vec::new();
        for file in files_of(finding) {
            let marks = marks_of(finding, file);
            match self.report.file(file) {
                Some(shown) => {
                    let lines = self.lines.entry(file).or_insert_with(|| Lines::new(&shown.text));
                    groups.extend(near_each_other(shown, lines, marks).into_iter().map(|marks| Group { file, marks }));
                }
                None if file == finding.primary.file => groups.push(Group { file, marks }),
                None => {}
            }
        }
        groups.sort_by_key(|group| group.marks.iter().map(|mark| mark.order).min());
        groups
    }

    /// Adds a frame, with the message above it if it is the first.
    fn frame(&mut self, finding: &Finding, group: Group, first: bool, text: &mut String) {
        let budget = self.style.width.saturating_sub(GUTTER).clamp(NARROWEST, WIDEST);
        let layout = Layout { budget, cut: if self.style.unicode { "…" } else { "..." } };
        let snippet = self.report.file(group.file).map(|shown| {
            let lines = self.lines.entry(group.file).or_insert_with(|| Lines::new(&shown.text));
            Snippet::new(shown, lines, group.marks, layout)
        });
        let styles: Vec<_> =
            snippet.iter().flat_map(|snippet| &snippet.marks).map(|mark| self.color(mark.role, finding.severity)).collect();
        let message = if first { message(finding) } else { String::new() };
        let shown = Shown { message, severity: finding.severity, snippet };
        let mut rendered = String::new();
        // The renderer writes into a string and reads a source that never fails: there is nothing an error could tell.
        let _ = self.handler(finding, styles).render_report(&mut rendered, &shown);
        // A frame further down has a line for a message all the same.
        for line in rendered.lines().skip(usize::from(!first)) {
            text.push_str(line.trim_end());
            text.push('\n');
        }
    }

    fn handler(&self, finding: &Finding, highlights: Vec<owo_colors::Style>) -> GraphicalReportHandler {
        let mut theme = if self.style.unicode { GraphicalTheme::unicode_nocolor() } else { GraphicalTheme::none() };
        let color = |color: Color| if self.style.color { color.style() } else { owo_colors::Style::new() };
        let severity = color(Color::of(finding.severity));
        theme.styles = ThemeStyles {
            error: severity,
            warning: severity,
            advice: severity,
            link: color(Color::Accent),
            linum: color(Color::Dim),
            ..ThemeStyles::none()
        };
        if !highlights.is_empty() {
            theme.styles.highlights = highlights;
        }
        let url = self.report.rule(&finding.rule).map_or("", |rule| rule.url.as_str());
        let heading = format!("{}[{}]:", finding.severity.as_str(), self.style.link(url, &visible(&finding.rule)));
        theme.characters.error.clone_from(&heading);
        theme.characters.warning.clone_from(&heading);
        theme.characters.advice = heading;
        GraphicalReportHandler::new_themed(theme)
            .with_width(self.style.width)
            .with_urls(false)
            .tab_width(TAB_WIDTH)
            .with_word_separator(SPACES)
            .with_word_splitter(NO_HYPHENS)
            .without_syntax_highlighting()
    }

    fn color(&self, role: Role, severity: Severity) -> owo_colors::Style {
        match (self.style.color, role) {
            (false, _) => owo_colors::Style::new(),
            (true, Role::Primary) => Color::of(severity).style(),
            (true, _) => Color::Accent.style(),
        }
    }

    /// Adds a paragraph with its heading.
    fn advice(&self, heading: &str, words: &str, text: &mut String) {
        if words.is_empty() {
            return;
        }
        let initial = format!("  {} ", self.style.paint(Color::Strong, &format!("{heading:<5}")));
        text.push_str(&self.style.wrap(&visible(words), &initial, "        "));
        text.push('\n');
    }
}

/// The files of a finding in the order they are shown: its own, then along the path, then the related.
fn files_of(finding: &Finding) -> Vec<FileId> {
    let mut files = vec![finding.primary.file];
    for label in finding.flow.iter().chain(&finding.related) {
        if !files.contains(&label.file) {
            files.push(label.file);
        }
    }
    files
}

/// The labels of a finding in one file; the steps of the path have their numbers.
fn marks_of(finding: &Finding, file: FileId) -> Vec<Mark> {
    let steps = finding.flow.len();
    let numbered = finding.flow.iter().enumerate().map(|(index, label)| {
        let text = if steps == 1 { label.text.to_string() } else { format!("{}. {}", index + 1, label.text) };
        (Role::Flow, label, text)
    });
    let primary = std::iter::once((Role::Primary, &finding.primary, finding.primary.text.to_string()));
    let related = finding.related.iter().map(|label| (Role::Related, label, label.text.to_string()));
    let labels = primary.chain(numbered).chain(related).enumerate().filter(|(_, (_, label, _))| label.file == file);
    labels.map(|(order, (role, label, text))| Mark { role, order, span: label.span, text: visible(&text).into_owned() }).collect()
}

fn message(finding: &Finding) -> String {
    let message = visible(&finding.message);
    match finding.confidence {
        Confidence::High => message.into_owned(),
        Confidence::Medium => format!("{message} (likely)"),
        Confidence::Low => format!("{message} (a guess)"),
    }
}

/// Writes what went wrong with inputs, a line each, the like of each other cut short.
pub(super) fn notifications(report: &Report, out: &mut dyn Write, style: &Style) -> io::Result<()> {
    let mut seen: FxHashMap<&str, usize> = FxHashMap::default();
    for notification in &report.notifications {
        let count = seen.entry(notification.id).or_default();
        *count += 1;
        if *count <= NOTIFICATIONS {
            writeln!(out, "{}", notification_line(notification, style))?;
        }
    }
    let mut more: Vec<_> = seen.into_iter().filter(|(_, count)| *count > NOTIFICATIONS).collect();
    more.sort_unstable();
    for (id, count) in more {
        writeln!(out, "{}", style.paint(Color::Dim, &format!("and {} more {id} (the JSON report has them all)", count - NOTIFICATIONS)))?;
    }
    if report.notifications.is_empty() { Ok(()) } else { writeln!(out) }
}

/// `src/a.py:3: warning[syntax-error] 12 lines were not understood`
pub(super) fn notification_line(notification: &Notification, style: &Style) -> String {
    let (level, color) = match notification.level {
        NotificationLevel::Note => ("note", Color::Note),
        NotificationLevel::Warning => ("warning", Color::Warning),
        NotificationLevel::Error => ("error", Color::Error),
    };
    let place = match (&notification.path, notification.line) {
        (Some(path), Some(line)) => format!("{}:{line}: ", name(path, None)),
        (Some(path), None) => format!("{}: ", name(path, None)),
        (None, _) => String::new(),
    };
    format!("{place}{} {}", style.paint(color, &format!("{level}[{}]", notification.id)), visible(&notification.message))
}

/// A finding as the renderer takes it.
#[derive(Debug)]
struct Shown<'a> {
    message: String,
    severity: Severity,
    snippet: Option<Snippet<'a>>,
}

impl Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Shown<'_> {}

impl Diagnostic for Shown<'_> {
    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
            Severity::Note => miette::Severity::Advice,
        })
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.snippet.as_ref().map(|snippet| snippet as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let marks = &self.snippet.as_ref()?.marks;
        Some(Box::new(marks.iter().map(|mark| {
            let text = (!mark.text.is_empty()).then(|| mark.text.clone());
            let span = mark.span.range();
            match mark.role {
                Role::Primary => LabeledSpan::new_primary_with_span(text, span),
                _ => LabeledSpan::new_with_span(text, span),
            }
        })))
    }
}

#[cfg(test)]
mod tests;
