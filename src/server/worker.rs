//! The thread that checks. Everything that needs a project's state runs here, one thing after the other.

use super::actions::{ActionContext, actions, silence};
use super::capabilities::Client;
use super::commands::{EXPLAIN, Explain, RESTART, SILENCE, Silence, argument};
use super::hover::{HoverContext, hover};
use super::outbox::Outbox;
use super::places::{OpenFiles, Places};
use super::positions::Lines;
use super::progress::{CheckProgress, Wanted};
use super::projects::Projects;
use super::publish;
use super::settings::{PageBy, Settings};
use super::uri::path_of;
use crate::cohere::catalog::Catalog;
use crate::cohere::catalog::pages::rule_pages;
use crate::engine::EngineError;
use crate::report::RuleInfo;
use crossbeam_channel::{Receiver, RecvTimeoutError};
use lsp_server::{ErrorCode, RequestId, Response};
use lsp_types::request::{ApplyWorkspaceEdit, ShowDocument};
use lsp_types::{ApplyWorkspaceEditParams, CodeActionParams, ExecuteCommandParams, HoverParams, MessageType, ShowDocumentParams, Uri};
use rustc_hash::{FxHashMap, FxHashSet};
use serde_json::{Value, json};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// A check that takes longer is worth waiting for the next keystroke.
const CHEAP: Duration = Duration::from_millis(25);
/// As long is waited at most.
const LONGEST_PAUSE: Duration = Duration::from_millis(400);
/// How long is waited before a project is read from the start: a checkout changes many files at once.
const PAUSE_ON_DISK: Duration = Duration::from_millis(150);

/// Requests that somebody still waits for.
pub type Pending = Arc<Mutex<FxHashSet<RequestId>>>;

/// Something to do. The number is that of its coming in.
#[derive(Debug)]
pub enum Task {
    /// A file was opened or changed.
    Changed { uri: Uri, path: PathBuf, version: i32, text: Arc<str> },
    /// A file was closed.
    Closed { path: PathBuf },
    /// Files changed on disk. `check` even if nothing seems to have: somebody saved.
    OnDisk { paths: Vec<PathBuf>, check: bool },
    /// Folders came and went.
    Folders { added: Vec<PathBuf>, removed: Vec<PathBuf> },
    /// Other settings.
    Settings(Box<Settings>),
    /// A question.
    Ask(RequestId, Question),
}

/// What is asked.
#[derive(Debug)]
pub enum Question {
    /// What is under the pointer.
    Hover(HoverParams),
    /// What can be done here.
    Actions(CodeActionParams),
    /// To do something.
    Command(ExecuteCommandParams),
}

/// What the thread works with.
pub struct Worker {
    pub projects: Projects,
    pub outbox: Outbox,
    pub client: Client,
    pub wanted: Arc<Wanted>,
    pub pending: Pending,
    open: OpenFiles,
    texts: FxHashMap<PathBuf, Arc<str>>,
    /// The number of what came in last of all that was taken up.
    seen: u64,
    checks: u64,
    /// How long the last check of changed files took.
    last_took: Duration,
}

impl Worker {
    /// A worker that has nothing open.
    pub fn new(projects: Projects, outbox: Outbox, client: Client, wanted: Arc<Wanted>, pending: Pending) -> Self {
        Self {
            projects,
            outbox,
            client,
            wanted,
            pending,
            open: OpenFiles::default(),
            texts: FxHashMap::default(),
            seen: 0,
            checks: 0,
            last_took: Duration::ZERO,
        }
    }

    /// Works until nobody has anything to do any more.
    pub fn run(mut self, tasks: &Receiver<(u64, Task)>) {
        let mut due = Some(Instant::now());
        loop {
            let task = match due {
                Some(due) => match tasks.recv_deadline(due) {
                    Ok(task) => Some(task),
                    Err(RecvTimeoutError::Timeout) => None,
                    Err(RecvTimeoutError::Disconnected) => return,
                },
                None => match tasks.recv() {
                    Ok(task) => Some(task),
                    Err(_) => return,
                },
            };
            let taken = task.is_some();
            // What goes wrong here is a fault of ours, and no reason to leave the user without the rest.
            let done = catch_unwind(AssertUnwindSafe(|| match task {
                Some((number, task)) => self.take(number, task),
                None => self.check(),
            }));
            if done.is_err() {
                let message = "cohere-lint: the analysis failed, which is a fault of cohere-lint's: please report it";
                self.outbox.log(MessageType::ERROR, message);
                for project in self.projects.iter_mut() {
                    project.bench.restart();
                    // The same would go wrong again; the next change may differ.
                    project.dirty = project.dirty && taken;
                }
            }
            due = self.projects.iter().any(|project| project.dirty && !project.broken).then(|| Instant::now() + self.pause());
        }
    }

    /// How long to wait for more before checking.
    fn pause(&self) -> Duration {
        if self.projects.iter().any(|project| project.dirty && project.last.is_some() && project.bench.starts_anew()) {
            PAUSE_ON_DISK
        } else if self.last_took <= CHEAP {
            Duration::ZERO
        } else {
            self.last_took.min(LONGEST_PAUSE)
        }
    }

    fn take(&mut self, number: u64, task: Task) {
        self.seen = number;
        match task {
            Task::Changed { uri, path, version, text } => self.changed(uri, path, version, text),
            Task::Closed { path } => self.closed(&path),
            Task::OnDisk { paths, check } => self.on_disk(&paths, check),
            Task::Folders { added, removed } => self.folders(added, &removed),
            Task::Settings(settings) => {
                self.projects.reset(*settings);
                self.hand_over_buffers();
            }
            Task::Ask(id, question) => self.answer(&id, question),
        }
    }

    fn changed(&mut self, uri: Uri, path: PathBuf, version: i32, text: Arc<str>) {
        let is_new = self.open.insert(path.clone(), (uri, version)).is_none();
        self.texts.insert(path.clone(), text.clone());
        if is_new {
            self.projects.add_file(&path);
        }
        for project in self.projects.iter_mut() {
            project.dirty |= project.bench.set_buffer(&path, Some(text.clone()));
        }
        // Another version wants its diagnostics even where they are the same.
        if let Some(index) = self.projects.owner(&path)
            && !self.projects.get(index).is_some_and(|project| project.dirty)
        {
            self.publish(index);
        }
    }

    fn closed(&mut self, path: &PathBuf) {
        self.open.remove(path);
        self.texts.remove(path);
        if let Some(project) = self.projects.remove_file(path) {
            publish::take_back(project, &self.outbox);
        }
        for project in self.projects.iter_mut() {
            project.dirty |= project.bench.set_buffer(path, None);
        }
        if let Some(index) = self.projects.owner(path) {
            self.publish(index);
        }
    }

    fn on_disk(&mut self, paths: &[PathBuf], check: bool) {
        for project in self.projects.iter_mut() {
            if check && !self.client.watches {
                project.dirty |= project.bench.look_again();
            }
            for path in paths {
                let changed = project.bench.disk_changed(path) || check && project.holds(path);
                project.dirty |= changed;
                // A faulty configuration may be mended now.
                project.broken &= !changed;
            }
        }
    }

    fn folders(&mut self, added: Vec<PathBuf>, removed: &[PathBuf]) {
        for folder in removed {
            if let Some(project) = self.projects.remove_folder(folder) {
                publish::take_back(project, &self.outbox);
            }
        }
        for folder in added {
            let inside: Vec<PathBuf> = self.open.keys().filter(|path| path.starts_with(&folder)).cloned().collect();
            for path in inside {
                if let Some(project) = self.projects.remove_file(&path) {
                    publish::take_back(project, &self.outbox);
                }
            }
            self.projects.add_folder(folder);
        }
        for path in self.open.keys() {
            self.projects.add_file(path);
        }
        self.hand_over_buffers();
    }

    fn hand_over_buffers(&mut self) {
        for project in self.projects.iter_mut() {
            for (path, text) in &self.texts {
                project.dirty |= project.bench.set_buffer(path, Some(text.clone()));
            }
        }
    }

    /// Checks what changed, and publishes what was found.
    fn check(&mut self) {
        let encoding = self.projects.encoding;
        let (mut checked, mut shown) = (Vec::new(), Vec::new());
        for (index, project) in self.projects.iter_mut().enumerate().filter(|(_, project)| project.dirty && !project.broken) {
            self.checks += 1;
            let is_whole = project.bench.starts_anew();
            let progress = if is_whole {
                let outbox = Some(&self.outbox).filter(|_| self.client.progress);
                CheckProgress::whole(&self.wanted, outbox, self.checks, &project.name())
            } else {
                CheckProgress::silent(&self.wanted, self.seen)
            };
            let started = Instant::now();
            let outcome = project.bench.check(&progress);
            drop(progress);
            if !is_whole {
                self.last_took = started.elapsed();
            }
            match outcome {
                Ok(answer) => {
                    project.dirty = false;
                    project.last = Some(answer);
                    project.config_errors.clear();
                    checked.push(index);
                }
                // What is newer waits in the queue.
                Err(EngineError::Cancelled) => {}
                Err(error) => {
                    project.dirty = false;
                    project.broken = true;
                    let (files, messages) = publish::told(error, encoding);
                    project.config_errors = files;
                    shown.extend(messages);
                    checked.push(index);
                }
            }
        }
        for message in shown {
            self.outbox.show(MessageType::ERROR, format!("cohere-lint: {message}"));
        }
        for index in checked {
            self.publish(index);
        }
    }

    fn publish(&mut self, index: usize) {
        publish::publish(&mut self.projects, index, &self.open, &self.outbox);
    }

    fn answer(&mut self, id: &RequestId, question: Question) {
        // An answer about text that wasn't looked at yet would be about another text.
        if self.is_pending(id) && self.projects.iter().any(|project| project.dirty && !project.broken) {
            self.check();
        }
        if !self.is_pending(id) {
            return;
        }
        let answer = catch_unwind(AssertUnwindSafe(|| match question {
            Question::Hover(params) => Ok(self.hover(&params)),
            Question::Actions(params) => Ok(self.actions(&params)),
            Question::Command(params) => self.command(&params),
        }));
        let response = match answer {
            Ok(Ok(value)) => Response::new_ok(id.clone(), value),
            Ok(Err(why)) => Response::new_err(id.clone(), ErrorCode::InvalidParams as i32, why),
            Err(_) => {
                Response::new_err(id.clone(), ErrorCode::InternalError as i32, "cohere-lint failed on this; please report it".to_owned())
            }
        };
        if self.pending.lock().unwrap_or_else(PoisonError::into_inner).remove(id) {
            self.outbox.respond(response);
        }
    }

    fn is_pending(&self, id: &RequestId) -> bool {
        self.pending.lock().unwrap_or_else(PoisonError::into_inner).contains(id)
    }

    fn hover(&self, params: &HoverParams) -> Value {
        let place = &params.text_document_position_params;
        let Some(path) = path_of(&place.text_document.uri) else { return Value::Null };
        let (Some(text), Ok(catalog)) = (self.texts.get(&path), Catalog::embedded()) else { return Value::Null };
        let project = self.projects.owner(&path).and_then(|index| self.projects.get(index));
        let shown = project.and_then(|project| project.shown(&path));
        let checked = project.and_then(|project| project.last.as_ref()).zip(shown.as_deref());
        let built_in: Vec<RuleInfo>;
        let rules = match checked {
            Some((checked, _)) => checked.report.rules.as_slice(),
            None => {
                built_in = rule_pages().map(|pages| pages.iter().map(RuleInfo::of).collect()).unwrap_or_default();
                &built_in
            }
        };
        let as_of = self.projects.settings().as_of.unwrap_or_else(|| jiff::Zoned::now().date());
        let context = HoverContext { catalog, checked, rules, as_of };
        let lines = Lines::new(text, self.projects.encoding);
        json!(hover(&context, &path, &lines, text, place.position))
    }

    fn actions(&self, params: &CodeActionParams) -> Value {
        let Some(path) = path_of(&params.text_document.uri) else { return json!([]) };
        match self.action_context(&path) {
            Some(context) => json!(actions(&context, &path, params.range, params.context.only.as_deref())),
            None => json!([]),
        }
    }

    fn action_context(&self, path: &PathBuf) -> Option<ActionContext<'_>> {
        let project = self.projects.get(self.projects.owner(path)?)?;
        let versioned = self.client.versioned_edits;
        let checked = project.last.as_ref()?;
        Some(ActionContext { checked, encoding: self.projects.encoding, open: &self.open, versioned, text: self.texts.get(path)? })
    }

    fn command(&mut self, params: &ExecuteCommandParams) -> Result<Value, String> {
        match params.command.as_str() {
            EXPLAIN => self.explain(&argument::<Explain>(&params.arguments)?.rule),
            SILENCE => self.silence(&argument(&params.arguments)?),
            RESTART => {
                self.projects.reset(self.projects.settings().clone());
                self.hand_over_buffers();
                Ok(Value::Null)
            }
            other => Err(format!("there is no command `{other}`")),
        }
    }

    /// Shows the page of a rule, and gives it back for clients that show it themselves.
    fn explain(&self, id: &str) -> Result<Value, String> {
        let own = self.projects.iter().filter_map(|project| project.last.as_ref()).find_map(|checked| checked.report.rule(id).cloned());
        let built_in = || rule_pages().ok()?.iter().find(|page| page.front.id == id).map(RuleInfo::of);
        let rule = own.or_else(built_in).ok_or_else(|| format!("there is no rule `{id}`"))?;
        if self.projects.settings().pages == PageBy::Server {
            match Uri::from_str(&rule.url) {
                Ok(uri) if self.client.shows_documents && !rule.url.is_empty() => {
                    let params = ShowDocumentParams { uri, external: Some(true), take_focus: None, selection: None };
                    self.outbox.ask::<ShowDocument>(params);
                }
                _ => {
                    let words = rule.markdown.split("\n```").next().unwrap_or_default().trim();
                    self.outbox.show(MessageType::INFO, format!("{}: {}\n\n{words}", rule.id, rule.title));
                }
            }
        }
        Ok(json!({ "rule": rule.id, "title": rule.title, "markdown": rule.markdown, "url": rule.url }))
    }

    fn silence(&self, what: &Silence) -> Result<Value, String> {
        let path = path_of(&what.uri).ok_or("the URI names no file")?;
        let context = self.action_context(&path).ok_or("the file is not open")?;
        let finding = context.checked.report.findings.iter().find(|finding| finding.fingerprint == what.fingerprint);
        let finding = finding.ok_or("the finding is gone")?;
        let mut places = Places::new(context.checked, context.encoding, context.open);
        let edit = silence(&context, finding, &mut places, &what.reason).ok_or("no comment can stand there")?;
        let label = Some(format!("Silence `{}`", finding.rule));
        self.outbox.ask::<ApplyWorkspaceEdit>(ApplyWorkspaceEditParams { label, edit });
        Ok(Value::Null)
    }
}
