//! How far a long check is, told to the editor.

use super::outbox::Outbox;
use crate::engine::Progress;
use lsp_types::notification::Progress as ProgressNotification;
use lsp_types::request::WorkDoneProgressCreate;
use lsp_types::{
    NumberOrString, ProgressParams, ProgressParamsValue, WorkDoneProgress, WorkDoneProgressBegin, WorkDoneProgressCreateParams,
    WorkDoneProgressEnd, WorkDoneProgressReport,
};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How often it is told at most.
const EVERY: Duration = Duration::from_millis(100);

/// Tells whether a check is still waited for: as long as nothing newer came in than what it was started with.
#[derive(Debug, Default)]
pub struct Wanted {
    latest: AtomicU64,
    stopping: AtomicBool,
}

impl Wanted {
    /// Something came in; its number.
    pub fn came(&self) -> u64 {
        self.latest.fetch_add(1, Ordering::SeqCst) + 1
    }

    /// The number of what came in last.
    pub fn latest(&self) -> u64 {
        self.latest.load(Ordering::SeqCst)
    }

    /// Nothing is waited for any more.
    pub fn stop(&self) {
        self.stopping.store(true, Ordering::SeqCst);
    }
}

/// The progress of one check.
#[derive(Debug)]
pub struct CheckProgress<'w> {
    wanted: &'w Wanted,
    /// The number of what it was started with; a check that reads the whole project isn't given up for a keystroke.
    since: Option<u64>,
    shown: Option<Shown>,
}

#[derive(Debug)]
struct Shown {
    outbox: Outbox,
    token: NumberOrString,
    stage: Mutex<(&'static str, usize)>,
    done: AtomicUsize,
    last: Mutex<Instant>,
}

impl<'w> CheckProgress<'w> {
    /// A check that nobody is told of.
    pub fn silent(wanted: &'w Wanted, since: u64) -> Self {
        Self { wanted, since: Some(since), shown: None }
    }

    /// A check that reads a whole project. It is told of where the client wants that.
    pub fn whole(wanted: &'w Wanted, outbox: Option<&Outbox>, number: u64, project: &str) -> Self {
        let shown = outbox.map(|outbox| {
            let token = NumberOrString::String(format!("cohere-lint/check/{number}"));
            outbox.ask::<WorkDoneProgressCreate>(WorkDoneProgressCreateParams { token: token.clone() });
            let shown = Shown {
                outbox: outbox.clone(),
                token,
                stage: Mutex::new(("", 0)),
                done: AtomicUsize::new(0),
                last: Mutex::new(Instant::now()),
            };
            shown.tell(WorkDoneProgress::Begin(WorkDoneProgressBegin {
                title: format!("cohere-lint: {project}"),
                cancellable: Some(false),
                message: None,
                percentage: None,
            }));
            shown
        });
        Self { wanted, since: None, shown }
    }
}

impl Drop for CheckProgress<'_> {
    fn drop(&mut self) {
        if let Some(shown) = &self.shown {
            shown.tell(WorkDoneProgress::End(WorkDoneProgressEnd { message: None }));
        }
    }
}

impl Shown {
    fn tell(&self, value: WorkDoneProgress) {
        let value = ProgressParamsValue::WorkDone(value);
        self.outbox.notify::<ProgressNotification>(ProgressParams { token: self.token.clone(), value });
    }

    fn report(&self) {
        let (name, steps) = *self.stage.lock().unwrap_or_else(PoisonError::into_inner);
        let done = self.done.load(Ordering::Relaxed);
        let message = if steps > 1 { format!("{name} {done}/{steps}") } else { name.to_owned() };
        self.tell(WorkDoneProgress::Report(WorkDoneProgressReport { cancellable: Some(false), message: Some(message), percentage: None }));
    }
}

impl Progress for CheckProgress<'_> {
    fn stage(&self, name: &'static str, steps: usize) {
        let Some(shown) = &self.shown else { return };
        *shown.stage.lock().unwrap_or_else(PoisonError::into_inner) = (name, steps);
        shown.done.store(0, Ordering::Relaxed);
        shown.report();
    }

    fn step(&self) {
        let Some(shown) = &self.shown else { return };
        shown.done.fetch_add(1, Ordering::Relaxed);
        // Who finds the clock taken leaves the telling to whoever took it.
        let Ok(mut last) = shown.last.try_lock() else { return };
        if last.elapsed() >= EVERY {
            *last = Instant::now();
            shown.report();
        }
    }

    fn is_cancelled(&self) -> bool {
        let is_old = |since: u64| self.wanted.latest.load(Ordering::SeqCst) != since;
        self.wanted.stopping.load(Ordering::SeqCst) || self.since.is_some_and(is_old)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_check_is_given_up_for_what_is_newer() {
        let wanted = Wanted::default();
        let since = wanted.came();
        let small = CheckProgress::silent(&wanted, since);
        let whole = CheckProgress::whole(&wanted, None, 1, "x");
        assert!(!small.is_cancelled() && !whole.is_cancelled());
        wanted.came();
        assert!(small.is_cancelled() && !whole.is_cancelled());
        wanted.stop();
        assert!(whole.is_cancelled());
    }

    #[test]
    fn begin_stages_and_end_are_told() {
        let (sender, receiver) = crossbeam_channel::unbounded();
        let outbox = Outbox::new(sender);
        let wanted = Wanted::default();
        let progress = CheckProgress::whole(&wanted, Some(&outbox), 7, "shop");
        progress.stage("scanning", 3);
        progress.step();
        drop(progress);
        let told: Vec<String> = receiver.try_iter().map(|m| serde_json::to_string(&m).unwrap()).collect();
        assert_eq!(told.len(), 4, "{told:?}");
        assert!(told[0].contains("window/workDoneProgress/create") && told[1].contains("begin") && told[1].contains("shop"));
        assert!(told[2].contains("scanning 0/3") && told[3].contains("end"));
    }
}
