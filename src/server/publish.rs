//! Tells the client what was found, file by file, as far as it doesn't know it yet.

use super::config_diagnostics::config_diagnostics;
use super::diagnostics::diagnostic;
use super::outbox::Outbox;
use super::places::{OpenFiles, Places, open_uri};
use super::positions::Encoding;
use super::projects::{Project, Projects, Published};
use super::settings::DiagnosticScope;
use crate::engine::{Checked, EngineError};
use lsp_types::notification::PublishDiagnostics;
use lsp_types::{Diagnostic, PublishDiagnosticsParams, Uri};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Publishes what a project's last check found.
pub fn publish(projects: &mut Projects, index: usize, open: &OpenFiles, outbox: &Outbox) {
    let scope = projects.settings().scope;
    let wanted = {
        let Some(project) = projects.get(index) else { return };
        let is_mine = |path: &Path| projects.owner(path) == Some(index) && (scope == DiagnosticScope::Workspace || open.contains_key(path));
        let mut found = project.last.as_ref().map(|checked| of_report(checked, projects.encoding, open, &is_mine)).unwrap_or_default();
        for (path, diagnostics) in &project.config_errors {
            let Some(uri) = open_uri(open, path) else { continue };
            found.entry(uri.as_str().to_owned()).or_insert_with(|| (uri, Vec::new())).1.extend(diagnostics.iter().cloned());
        }
        // Who changed a file waits to hear of it, if only that nothing is found.
        for (path, (uri, _)) in open.iter().filter(|(path, _)| projects.owner(path) == Some(index)) {
            if project.last.is_some() || !path.exists() {
                found.entry(uri.as_str().to_owned()).or_insert_with(|| (uri.clone(), Vec::new()));
            }
        }
        found
    };
    let versions: FxHashMap<&str, i32> = open.values().map(|(uri, version)| (uri.as_str(), *version)).collect();
    let Some(project) = projects.iter_mut().nth(index) else { return };
    // What is found no more is taken back.
    let gone: Vec<String> = project.published.keys().filter(|uri| !wanted.contains_key(*uri)).cloned().collect();
    for published in gone.iter().filter_map(|uri| project.published.remove(uri)) {
        if !published.diagnostics.is_empty() {
            tell(outbox, published.uri, Vec::new(), None);
        }
    }
    for (key, (uri, diagnostics)) in wanted {
        let version = versions.get(key.as_str()).copied();
        let known = project.published.get(&key);
        let is_news = match known {
            Some(known) => known.version != version || known.diagnostics != diagnostics,
            None => true,
        };
        if is_news {
            tell(outbox, uri.clone(), diagnostics.clone(), version);
            project.published.insert(key, Published { uri, version, diagnostics });
        }
    }
}

/// Takes back everything that was published for a project that is gone.
pub fn take_back(project: Project, outbox: &Outbox) {
    for published in project.published.into_values().filter(|published| !published.diagnostics.is_empty()) {
        tell(outbox, published.uri, Vec::new(), None);
    }
}

/// What to tell of a check that could not be made: diagnostics of configuration files, and words that belong to no file.
pub fn told(error: EngineError, encoding: Encoding) -> (BTreeMap<PathBuf, Vec<Diagnostic>>, Vec<String>) {
    match error {
        EngineError::Config(errors) => config_diagnostics(&errors, encoding),
        other => (BTreeMap::new(), vec![other.to_string()]),
    }
}

fn tell(outbox: &Outbox, uri: Uri, diagnostics: Vec<Diagnostic>, version: Option<i32>) {
    outbox.notify::<PublishDiagnostics>(PublishDiagnosticsParams { uri, diagnostics, version });
}

/// The diagnostics of a report by URI.
fn of_report(
    checked: &Checked,
    encoding: Encoding,
    open: &OpenFiles,
    is_mine: &dyn Fn(&Path) -> bool,
) -> BTreeMap<String, (Uri, Vec<Diagnostic>)> {
    let mut places = Places::new(checked, encoding, open);
    let mut found: BTreeMap<String, (Uri, Vec<Diagnostic>)> = BTreeMap::new();
    for finding in &checked.report.findings {
        let file = finding.primary.file;
        if !places.path(file).is_some_and(|path| is_mine(&path)) {
            continue;
        }
        if let (Some(uri), Some(diagnostic)) = (places.uri(file), diagnostic(finding, checked, &mut places)) {
            found.entry(uri.as_str().to_owned()).or_insert_with(|| (uri, Vec::new())).1.push(diagnostic);
        }
    }
    found
}
