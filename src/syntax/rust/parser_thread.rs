//! A thread with a big stack, kept for each thread that parses: making one for every file costs more than parsing a small one.

use std::any::Any;
use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender, channel};

/// What is run on the thread.
type Job = Box<dyn FnOnce() + Send>;

/// Why there is no answer.
#[derive(Debug)]
pub(super) enum Failed {
    /// No thread could be made.
    NoThread(std::io::Error),
    /// The job panicked.
    Panicked(Box<dyn Any + Send>),
}

thread_local! {
    static COMPANION: RefCell<Option<Sender<Job>>> = const { RefCell::new(None) };
}

/// Runs a job on this thread's companion, which has a stack of `stack_size` bytes, and waits for it. The companion ends with this thread.
///
/// # Errors
/// When there is no such thread to be had, or the job panics.
pub(super) fn run<T: Send + 'static>(stack_size: usize, job: impl FnOnce() -> T + Send + 'static) -> Result<T, Failed> {
    let (answer, answered) = channel();
    let mut job: Job = Box::new(move || {
        // Nobody hears the answer only if the asking thread is gone.
        let _ = answer.send(catch_unwind(AssertUnwindSafe(job)));
    });
    COMPANION
        .with_borrow_mut(|companion| {
            if let Some(jobs) = companion {
                match jobs.send(job) {
                    Ok(()) => return Ok(()),
                    Err(unsent) => job = unsent.0,
                }
            }
            let (jobs, waiting) = channel();
            std::thread::Builder::new().name("rust-parser".into()).stack_size(stack_size).spawn(move || work(&waiting))?;
            // It waits for its first job.
            let _ = jobs.send(job);
            *companion = Some(jobs);
            Ok(())
        })
        .map_err(Failed::NoThread)?;
    match answered.recv() {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(panic)) => Err(Failed::Panicked(panic)),
        Err(gone) => Err(Failed::Panicked(Box::new(gone))),
    }
}

fn work(jobs: &Receiver<Job>) {
    while let Ok(job) = jobs.recv() {
        job();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_thread_does_all_jobs_and_survives_a_panic() {
        let id = || std::thread::current().id();
        let first = run(1 << 20, id).unwrap();
        assert!(matches!(run(1 << 20, || -> u8 { panic!("on purpose") }), Err(Failed::Panicked(_))));
        assert_eq!(run(1 << 20, id).unwrap(), first);
        assert_ne!(first, id());
    }
}
