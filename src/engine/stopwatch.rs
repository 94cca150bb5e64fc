//! Where the time of a run goes.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Times the stages of a run.
#[derive(Debug, Default)]
pub struct Stopwatch {
    stages: Mutex<Vec<(&'static str, Duration)>>,
}

impl Stopwatch {
    /// Runs a stage and notes how long it took. A stage that runs twice is noted once, with the sum.
    pub fn time<T>(&self, stage: &'static str, run: impl FnOnce() -> T) -> T {
        let started = Instant::now();
        let result = run();
        let took = started.elapsed();
        let mut stages = self.stages.lock().unwrap_or_else(PoisonError::into_inner);
        match stages.iter_mut().find(|(name, _)| *name == stage) {
            Some((_, sum)) => *sum += took,
            None => stages.push((stage, took)),
        }
        result
    }

    /// The stages so far, in the order in which they first ended.
    pub fn stages(&self) -> Vec<(&'static str, Duration)> {
        self.stages.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
