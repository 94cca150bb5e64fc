//! The go-live checklist: a run, and behind it the list, item by item.

use super::judge::Bar;
use super::session::Session;
use super::{CheckOptions, Engine, EngineError, Progress};
use crate::checklist::decide::{Facts, Use, decide};
use crate::checklist::list::List;
use crate::checklist::{Attestation, AttestedFile};
use crate::cohere::usage::{Place, Surroundings, Usages};
use crate::config::file::AttestationEntry;
use crate::config::text::{Origin, joined};
use crate::config::{Choice, Configuration};
use crate::finding::redact::mask_words;
use crate::operations::Operations;
use crate::report::checklist::Answer;
use crate::source::{ConfigFile, ConfigFormat, FileId, FileRole, load, relative};
use jiff::civil::Date;
use std::path::{Path, PathBuf};

/// What to answer the checklist for.
#[derive(Clone, Debug, Default)]
pub struct ChecklistOptions {
    /// Where the project is, as in [`CheckOptions`].
    pub root: Option<PathBuf>,
    /// The part of the project it is about; the current directory when `None`. Deployment files count wherever they stand.
    pub path: Option<PathBuf>,
    /// Which configuration holds.
    pub config: Choice,
    /// The day by which models and attestations are judged; today when `None`.
    pub as_of: Option<Date>,
}

impl Engine {
    /// Answers the go-live checklist.
    ///
    /// # Errors
    /// When the request itself is wrong; trouble with single files becomes a notification.
    pub fn checklist(&self, options: &ChecklistOptions, progress: &dyn Progress) -> Result<Answer, EngineError> {
        let list = List::embedded().map_err(|e| EngineError::Catalog(e.to_string()))?;
        let request = CheckOptions {
            root: options.root.clone(),
            paths: options.path.iter().cloned().collect(),
            config: options.config.clone(),
            as_of: options.as_of,
            ..CheckOptions::default()
        };
        let session = Session::open(self, &request)?;
        let analysed = session.analyse(Bar::Advice, progress)?;
        let usages = &analysed.usages;
        let locate = |place: Place| session.line_of(place.file, place.span.start);
        let read = || session.files.deployments.worth_reading();
        let operations = Operations::new(usages, session.catalog(), &read);
        let attestations = attestations(&session.configuration, &session.scope.root);
        let runs = |rule: &str| session.book.runs_somewhere(rule);
        let facts = Facts {
            using: using(usages, &|file| session.reports(file)),
            findings: analysed.findings(),
            counts: &|finding| session.is_about_application(finding),
            runs: &runs,
            operations: &operations,
            locate: &locate,
            attestations: &attestations,
            as_of: session.as_of,
        };
        let mut outcomes: Vec<_> = list.items.iter().map(|item| decide(item, &facts)).collect();
        // Evidence quotes commands, and commands may hold keys.
        for outcome in &mut outcomes {
            outcome.reason = mask_words(&outcome.reason, &[]);
            outcome.evidence.iter_mut().for_each(|evidence| evidence.text = mask_words(&evidence.text, &[]));
        }
        Ok(Answer { list, outcomes, as_of: session.as_of, report: session.report(analysed) })
    }
}

/// What the application does with Cohere, in the files the answer is about.
fn using(usages: &Usages, reported: &dyn Fn(FileId) -> bool) -> Use {
    let counts = |file: FileId, surroundings: &Surroundings| surroundings.role == FileRole::Application && reported(file);
    let mut using = Use { is_service: usages.service().is_some(), ..Use::default() };
    using.any += usages.clients.iter().filter(|client| counts(client.place.file, &client.surroundings)).count();
    for call in usages.calls.iter().filter(|call| counts(call.place.file, &call.surroundings)) {
        using.any += 1;
        using.calls += 1;
        match call.endpoint.operation.as_str() {
            "chat" | "generate" => using.chat += 1,
            "embed" => using.embed += 1,
            "rerank" => using.rerank += 1,
            _ => {}
        }
    }
    using
}

/// What people vouch for. Dates were checked when the configuration was read.
fn attestations(configuration: &Configuration, root: &Path) -> Vec<Attestation> {
    configuration.attestations().into_iter().filter_map(|(entry, origin)| attestation(configuration, root, entry, origin)).collect()
}

fn attestation(configuration: &Configuration, root: &Path, entry: &AttestationEntry, origin: Option<Origin>) -> Option<Attestation> {
    let (links, files): (Vec<_>, Vec<_>) = entry.evidence.0.iter().partition(|evidence| evidence.contains("://"));
    let file = |name: &crate::config::located::Located<smol_str::SmolStr>| {
        // A section of a page may be named: `RUNBOOK.md#keys`.
        let path = name.split('#').next().unwrap_or_default();
        let absolute = joined(configuration.texts().directory(name.spot), path);
        AttestedFile { name: name.to_string(), text: text(&absolute, root) }
    };
    Some(Attestation {
        item: entry.item.to_string(),
        who: entry.who.value.clone(),
        when: entry.when.parse().ok()?,
        expires: entry.expires.parse().ok()?,
        links: links.into_iter().map(|link| link.to_string()).collect(),
        files: files.into_iter().map(file).collect(),
        path: origin.as_ref().map(|origin| origin.file.clone()),
        line: origin.map(|origin| u32::try_from(origin.line).unwrap_or(u32::MAX)),
    })
}

/// The text of a file that is there; what is no text says nothing. A directory is evidence too: of runbooks, of dashboards.
fn text(absolute: &Path, root: &Path) -> Option<String> {
    let metadata = std::fs::metadata(absolute).ok()?;
    if !metadata.is_file() {
        return metadata.is_dir().then(String::new);
    }
    let file = ConfigFile {
        path: relative(root, absolute),
        absolute: absolute.to_path_buf(),
        format: ConfigFormat::Markdown,
        size: metadata.len(),
    };
    load::read_config(&file).ok().map(Option::unwrap_or_default)
}
