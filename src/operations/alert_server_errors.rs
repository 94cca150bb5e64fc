//! An alert on server errors.

use super::alerts::prove;
use super::{Operations, Proof};

/// Looks for it among the alerts that name Cohere.
pub fn find(operations: &Operations<'_>) -> Proof {
    prove(operations, "server errors", |alert| alert.says(&["5xx", "5..", "5[0-9]", "5\\d", "500", "503", "server_error", "server error", "error_rate", "error rate", "errorrate"]))
}
