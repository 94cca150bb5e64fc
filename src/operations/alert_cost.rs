//! An alert on what is spent.

use super::alerts::prove;
use super::{Operations, Proof};

/// Looks for it among the alerts that name Cohere.
pub fn find(operations: &Operations<'_>) -> Proof {
    prove(operations, "what is spent on tokens", |alert| alert.says(&["cost", "spend", "budget", "billed", "token"]) && !alert.says(&["invalid_token", "token expired"]))
}
