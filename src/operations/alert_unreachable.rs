//! An alert on Cohere that can't be reached.

use super::alerts::prove;
use super::{Operations, Proof};

/// Looks for it among the alerts that name Cohere.
pub fn find(operations: &Operations<'_>) -> Proof {
    prove(operations, "Cohere being unreachable", |alert| alert.says(&["unreachable", "unavailable", "probe_success", "up{", "up ==", "healthy", "health_check", "healthcheck", "_up ", "_up{", "down"]))
}
