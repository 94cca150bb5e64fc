//! A line on standard error, for runs that take their time.

use cohere_lint::engine::Progress;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

/// How long a run stays silent.
const PATIENCE: Duration = Duration::from_millis(500);
/// How often the line is drawn while nothing is reported.
const TICK: Duration = Duration::from_millis(100);

const STEPS: &str = "{msg:>12.cyan.bold} [{bar:30}] {pos}/{len}";
const NO_STEPS: &str = "{msg:>12.cyan.bold} {spinner} {elapsed}";

/// Shows how far a run is once it has taken half a second. Gone without a trace when dropped.
#[derive(Debug)]
pub struct Bar {
    bar: ProgressBar,
    /// Dropped to call the timer off.
    running: Option<Sender<()>>,
    timer: Option<JoinHandle<()>>,
}

impl Bar {
    /// A bar that is not yet shown.
    pub fn new() -> Self {
        Self::after(PATIENCE, ProgressDrawTarget::stderr)
    }

    /// A bar that is shown on `target` after `patience`.
    fn after(patience: Duration, target: fn() -> ProgressDrawTarget) -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        let (running, called_off) = channel();
        let shown = bar.clone();
        let wait = move || {
            if called_off.recv_timeout(patience) == Err(RecvTimeoutError::Timeout) {
                shown.set_draw_target(target());
                shown.enable_steady_tick(TICK);
            }
        };
        // Without a timer there is no bar, which is no reason not to run.
        let timer = std::thread::Builder::new().name("progress".to_owned()).spawn(wait).ok();
        Self { bar, running: Some(running), timer }
    }
}

impl Progress for Bar {
    fn stage(&self, name: &'static str, steps: usize) {
        if let Ok(style) = ProgressStyle::with_template(if steps > 1 { STEPS } else { NO_STEPS }) {
            self.bar.set_style(style.progress_chars("=> "));
        }
        self.bar.set_position(0);
        self.bar.set_length(steps as u64);
        self.bar.set_message(name);
    }

    fn step(&self) {
        self.bar.inc(1);
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.running = None;
        if let Some(timer) = self.timer.take() {
            // The timer can't panic, and if it did the bar would still have to go.
            let _ = timer.join();
        }
        self.bar.finish_and_clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    static SHOWN: AtomicUsize = AtomicUsize::new(0);

    fn target() -> ProgressDrawTarget {
        SHOWN.fetch_add(1, Ordering::Relaxed);
        ProgressDrawTarget::hidden()
    }

    #[test]
    fn only_long_runs_show_it_and_steps_come_from_any_thread() {
        let short = Bar::after(Duration::from_secs(60), target);
        short.stage("parsing", 3);
        std::thread::scope(|scope| {
            for _ in 0..3 {
                scope.spawn(|| short.step());
            }
        });
        assert_eq!((short.bar.position(), short.bar.length()), (3, Some(3)));
        drop(short);
        assert_eq!(SHOWN.load(Ordering::Relaxed), 0);
        let long = Bar::after(Duration::ZERO, target);
        long.stage("analysing", 1);
        while SHOWN.load(Ordering::Relaxed) == 0 {
            std::thread::yield_now();
        }
        drop(long);
        assert_eq!(SHOWN.load(Ordering::Relaxed), 1);
    }
}
