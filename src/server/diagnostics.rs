//! Findings as diagnostics.

use super::places::Places;
use crate::cohere::catalog::pages::ShownAs;
use crate::engine::Checked;
use crate::finding::{Applicability, Edit, Finding, Fix, Severity};
use lsp_types::{
    CodeDescription, Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, DiagnosticTag, NumberOrString, TextEdit, Uri,
};
use serde_json::json;
use std::str::FromStr;

/// The name by which diagnostics are known as ours.
pub const SOURCE: &str = "cohere-lint";

/// A finding as a diagnostic of its file; nothing where its place isn't known.
pub fn diagnostic(finding: &Finding, checked: &Checked, places: &mut Places<'_>) -> Option<Diagnostic> {
    let rule = checked.report.rule(&finding.rule);
    let href = rule.filter(|rule| !rule.url.is_empty()).and_then(|rule| Uri::from_str(&rule.url).ok());
    let related: Vec<DiagnosticRelatedInformation> = finding
        .flow
        .iter()
        .chain(&finding.related)
        .filter_map(|label| {
            Some(DiagnosticRelatedInformation { location: places.location(label.file, label.span)?, message: label.text.to_string() })
        })
        .collect();
    let fixes: Vec<_> = finding.fixes.iter().filter_map(|fix| fix_object(fix, places)).collect();
    Some(Diagnostic {
        range: places.range(finding.primary.file, finding.primary.span)?,
        severity: Some(severity(finding.severity)),
        code: Some(NumberOrString::String(finding.rule.to_string())),
        code_description: href.map(|href| CodeDescription { href }),
        source: Some(SOURCE.to_owned()),
        message: message(finding),
        related_information: Some(related).filter(|related| !related.is_empty()),
        tags: rule.and_then(|rule| rule.shown_as).map(|shown| vec![tag(shown)]),
        data: Some(json!({ "fingerprint": finding.fingerprint, "fixes": fixes })),
    })
}

/// The three parts of a finding's words, a line each.
fn message(finding: &Finding) -> String {
    let parts = [&finding.message, &finding.why, &finding.help];
    let parts: Vec<&str> = parts.into_iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
    parts.join("\n")
}

fn severity(severity: Severity) -> DiagnosticSeverity {
    match severity {
        Severity::Error => DiagnosticSeverity::ERROR,
        Severity::Warning => DiagnosticSeverity::WARNING,
        Severity::Note => DiagnosticSeverity::INFORMATION,
    }
}

fn tag(shown: ShownAs) -> DiagnosticTag {
    match shown {
        ShownAs::Deprecated => DiagnosticTag::DEPRECATED,
        ShownAs::Unnecessary => DiagnosticTag::UNNECESSARY,
    }
}

/// The edits of a fix by file; nothing where one of them has no place in its file, as in notebooks.
pub fn text_edits(fix: &Fix, places: &mut Places<'_>) -> Option<Vec<(Uri, TextEdit)>> {
    fix.edits.iter().map(|edit| text_edit(edit, places)).collect()
}

/// An edit as the editor applies it.
pub fn text_edit(edit: &Edit, places: &mut Places<'_>) -> Option<(Uri, TextEdit)> {
    if places.is_notebook(edit.file) {
        return None;
    }
    let location = places.location(edit.file, edit.span)?;
    Some((location.uri, TextEdit { range: location.range, new_text: edit.replacement.clone() }))
}

/// A fix for clients that apply it by themselves.
fn fix_object(fix: &Fix, places: &mut Places<'_>) -> Option<serde_json::Value> {
    let edits = text_edits(fix, places)?;
    let edits: Vec<_> =
        edits.into_iter().map(|(uri, edit)| json!({ "uri": uri.as_str(), "range": edit.range, "newText": edit.new_text })).collect();
    let is_safe = fix.applicability == Applicability::Safe;
    Some(json!({ "title": fix.title, "safe": is_safe, "edits": edits }))
}
