//! An alert on slow answers.

use super::alerts::prove;
use super::{Material, Proof};

/// Looks for it among the alerts that name Cohere.
pub fn find(material: &Material<'_>) -> Proof {
    prove(material, "the latency of chat", |alert| alert.says(&["p95", "p99", "0.95", "0.99", "latency", "duration_seconds", "quantile"]))
}
