//! An alert on refused keys.

use super::alerts::prove;
use super::{Operations, Proof};

/// Looks for it among the alerts that name Cohere.
pub fn find(operations: &Operations<'_>) -> Proof {
    prove(operations, "refused keys (401)", |alert| alert.says(&["401", "unauthorized", "unauthorised", "invalid_token", "invalidtoken"]))
}
