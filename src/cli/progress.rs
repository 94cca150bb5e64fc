//! A bar on standard error, for runs that take their time.

use cohere_lint::engine::Progress;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// How long a run stays silent.
const PATIENCE: Duration = Duration::from_millis(500);

/// Shows how far a run is once it has taken half a second. Gone without a trace when dropped.
#[derive(Debug)]
pub struct Bar {
    bar: ProgressBar,
    started: Instant,
    shown: AtomicBool,
    target: fn() -> ProgressDrawTarget,
}

impl Bar {
    /// A bar that is not yet shown.
    pub fn new() -> Self {
        Self::on(ProgressDrawTarget::stderr)
    }

    fn on(target: fn() -> ProgressDrawTarget) -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        if let Ok(style) = ProgressStyle::with_template("{msg:>12.cyan.bold} [{bar:30}] {pos}/{len}") {
            bar.set_style(style.progress_chars("=> "));
        }
        Self { bar, started: Instant::now(), shown: AtomicBool::new(false), target }
    }

    fn show_when_due(&self) {
        if self.started.elapsed() >= PATIENCE && !self.shown.swap(true, Ordering::Relaxed) {
            self.bar.set_draw_target((self.target)());
        }
    }
}

impl Progress for Bar {
    fn stage(&self, name: &'static str, steps: usize) {
        self.show_when_due();
        self.bar.set_length(steps as u64);
        self.bar.set_position(0);
        self.bar.set_message(name);
    }

    fn step(&self) {
        self.show_when_due();
        self.bar.inc(1);
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_runs_show_nothing() {
        let mut bar = Bar::on(ProgressDrawTarget::hidden);
        bar.stage("parsing", 3);
        std::thread::scope(|scope| {
            for _ in 0..3 {
                scope.spawn(|| bar.step());
            }
        });
        assert_eq!((bar.bar.position(), bar.bar.length()), (3, Some(3)));
        assert!(!bar.shown.load(Ordering::Relaxed));
        bar.started -= PATIENCE;
        bar.step();
        assert!(bar.shown.load(Ordering::Relaxed));
    }
}
