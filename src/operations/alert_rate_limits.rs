//! An alert on refused requests: the rate limit.

use super::alerts::prove;
use super::{Operations, Proof};

/// Looks for it among the alerts that name Cohere.
pub fn find(operations: &Operations<'_>) -> Proof {
    prove(operations, "rate limits (429)", |alert| alert.says(&["429", "rate_limit", "ratelimit", "rate limit", "too_many_requests", "toomanyrequests"]))
}
