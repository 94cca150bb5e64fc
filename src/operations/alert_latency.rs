//! An alert on slow answers.

use super::alerts::prove;
use super::{Operations, Proof};

/// Looks for it among the alerts that name Cohere.
pub fn find(operations: &Operations<'_>) -> Proof {
    prove(operations, "the latency of chat", |alert| alert.says(&["p95", "p99", "0.95", "0.99", "latency", "duration_seconds", "quantile"]))
}
