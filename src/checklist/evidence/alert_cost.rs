//! An alert on what is spent.

use super::alerts::prove;
use super::{Material, Proof};

/// Looks for it among the alerts that name Cohere.
pub fn find(material: &Material<'_>) -> Proof {
    prove(material, "what is spent on tokens", |alert| alert.says(&["cost", "spend", "budget", "billed", "token"]) && !alert.says(&["invalid_token", "token expired"]))
}
