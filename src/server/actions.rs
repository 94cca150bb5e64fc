//! Code actions: the edits a finding carries, silencing it, explaining its rule.

use super::commands::{EXPLAIN, explain_arguments};
use super::diagnostics::{diagnostic, text_edit, text_edits};
use super::places::{OpenFiles, Places};
use super::positions::Encoding;
use crate::engine::{Checked, silencing_edit};
use crate::finding::{Applicability, Edit, Finding, Fix};
use lsp_types::{
    CodeAction, CodeActionKind, CodeActionOrCommand, Command, Diagnostic, DocumentChanges, OneOf, OptionalVersionedTextDocumentIdentifier,
    Range, TextDocumentEdit, TextEdit, Uri, WorkspaceEdit,
};
use std::collections::{BTreeMap, HashMap};
use std::path::Path;

/// The kind of the action that applies every safe fix of a file.
pub const FIX_ALL: &str = "source.fixAll.cohere-lint";

/// The reason that a silencing comment is given where the client can't ask for one: it is to be replaced.
pub const NO_REASON: &str = "<say why>";

/// What actions are made from.
#[derive(Debug)]
pub struct ActionContext<'a> {
    /// The last check of the project.
    pub checked: &'a Checked,
    /// In what positions are counted.
    pub encoding: Encoding,
    /// What is open.
    pub open: &'a OpenFiles,
    /// The client understands edits that name the version they are for.
    pub versioned: bool,
    /// The text of the file, as the client has it.
    pub text: &'a str,
}

/// The actions of the findings of a file that touch a range.
pub fn actions(context: &ActionContext<'_>, path: &Path, range: Range, only: Option<&[CodeActionKind]>) -> Vec<CodeActionOrCommand> {
    let mut places = Places::new(context.checked, context.encoding, context.open);
    let mut all = Vec::new();
    let here: Vec<&Finding> =
        context.checked.report.findings.iter().filter(|f| places.path(f.primary.file).is_some_and(|found| found == path)).collect();
    if wants(only, &CodeActionKind::QUICKFIX) {
        for finding in &here {
            let Some(diagnostic) = diagnostic(finding, context.checked, &mut places) else { continue };
            if touches(diagnostic.range, range) {
                of_finding(context, finding, &diagnostic, &mut places, &mut all);
            }
        }
    }
    // Asked for by name alone: an editor may run it on every save.
    if only.is_some_and(|_| wants(only, &CodeActionKind::from(FIX_ALL)))
        && let Some(edit) = fix_all(context, &here, &mut places)
    {
        all.push(CodeActionOrCommand::CodeAction(CodeAction {
            title: "Apply all safe fixes of cohere-lint".to_owned(),
            kind: Some(FIX_ALL.into()),
            edit: Some(edit),
            ..CodeAction::default()
        }));
    }
    all
}

fn of_finding(
    context: &ActionContext<'_>,
    finding: &Finding,
    diagnostic: &Diagnostic,
    places: &mut Places<'_>,
    all: &mut Vec<CodeActionOrCommand>,
) {
    let quick = |title: String| CodeAction {
        title,
        kind: Some(CodeActionKind::QUICKFIX),
        diagnostics: Some(vec![diagnostic.clone()]),
        ..CodeAction::default()
    };
    for fix in &finding.fixes {
        let Some(edits) = text_edits(fix, places) else { continue };
        let is_preferred = Some(fix.applicability == Applicability::Safe);
        let edit = Some(workspace_edit(context, edits));
        all.push(CodeActionOrCommand::CodeAction(CodeAction { edit, is_preferred, ..quick(fix.title.clone()) }));
    }
    if let Some(edit) = silence(context, finding, places, NO_REASON) {
        let title = format!("Silence `{}` here, with a reason", finding.rule);
        all.push(CodeActionOrCommand::CodeAction(CodeAction { edit: Some(edit), ..quick(title) }));
    }
    let title = format!("Explain `{}`", finding.rule);
    let command = Command { title: title.clone(), command: EXPLAIN.to_owned(), arguments: Some(explain_arguments(&finding.rule)) };
    all.push(CodeActionOrCommand::CodeAction(CodeAction { command: Some(command), ..quick(title) }));
}

/// The edit that silences a finding, for a reason.
pub fn silence(context: &ActionContext<'_>, finding: &Finding, places: &mut Places<'_>, reason: &str) -> Option<WorkspaceEdit> {
    let path = &context.checked.report.file(finding.primary.file)?.path;
    let edit = silencing_edit(finding, path, context.text, reason)?;
    Some(workspace_edit(context, vec![text_edit(&edit, places)?]))
}

/// Every safe fix of a file, but for those that would overlap one taken before.
fn fix_all(context: &ActionContext<'_>, findings: &[&Finding], places: &mut Places<'_>) -> Option<WorkspaceEdit> {
    let mut taken: Vec<&Edit> = Vec::new();
    let mut edits = Vec::new();
    let safe = |fix: &&Fix| fix.applicability == Applicability::Safe;
    for fix in findings.iter().filter_map(|finding| finding.fixes.iter().find(safe)) {
        let clashes = |edit: &Edit| {
            let meets = |other: &&Edit| other.file == edit.file && other.span.start <= edit.span.end && edit.span.start <= other.span.end;
            taken.iter().any(meets)
        };
        if fix.edits.iter().any(clashes) {
            continue;
        }
        if let Some(found) = text_edits(fix, places) {
            taken.extend(&fix.edits);
            edits.extend(found);
        }
    }
    (!edits.is_empty()).then(|| workspace_edit(context, edits))
}

fn workspace_edit(context: &ActionContext<'_>, edits: Vec<(Uri, TextEdit)>) -> WorkspaceEdit {
    let mut by_file: BTreeMap<String, (Uri, Vec<TextEdit>)> = BTreeMap::new();
    for (uri, edit) in edits {
        by_file.entry(uri.as_str().to_owned()).or_insert_with(|| (uri, Vec::new())).1.push(edit);
    }
    if !context.versioned {
        // A set of URIs is what the protocol's map asks for; their inner cells are never changed.
        #[allow(clippy::mutable_key_type)]
        let changes: HashMap<Uri, Vec<TextEdit>> = by_file.into_values().collect();
        return WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() };
    }
    let version = |uri: &Uri| context.open.values().find(|(open, _)| open == uri).map(|(_, version)| *version);
    let documents = by_file.into_values().map(|(uri, edits)| TextDocumentEdit {
        text_document: OptionalVersionedTextDocumentIdentifier { version: version(&uri), uri },
        edits: edits.into_iter().map(OneOf::Left).collect(),
    });
    WorkspaceEdit { document_changes: Some(DocumentChanges::Edits(documents.collect())), ..WorkspaceEdit::default() }
}

/// Whether a kind is asked for: by its own name or by one above it.
fn wants(only: Option<&[CodeActionKind]>, kind: &CodeActionKind) -> bool {
    let is_above = |asked: &CodeActionKind| {
        kind.as_str().strip_prefix(asked.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('.') || asked.as_str().is_empty())
    };
    only.is_none_or(|only| only.iter().any(is_above))
}

fn touches(a: Range, b: Range) -> bool {
    a.start <= b.end && b.start <= a.end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_is_meant_by_those_above_it() {
        let kinds = |names: &[&str]| names.iter().map(|name| CodeActionKind::from((*name).to_owned())).collect::<Vec<_>>();
        let wants = |names: &[&str], kind: &str| wants(Some(&kinds(names)), &CodeActionKind::from(kind.to_owned()));
        assert!(wants(&["quickfix"], "quickfix") && wants(&["source.fixAll"], FIX_ALL) && wants(&[FIX_ALL], FIX_ALL));
        assert!(!wants(&["source.fix"], FIX_ALL) && !wants(&["refactor"], "quickfix"));
    }
}
