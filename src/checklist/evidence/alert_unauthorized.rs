//! An alert on refused keys.

use super::alerts::prove;
use super::{Material, Proof};

/// Looks for it among the alerts that name Cohere.
pub fn find(material: &Material<'_>) -> Proof {
    prove(material, "refused keys (401)", |alert| alert.says(&["401", "unauthorized", "unauthorised", "invalid_token", "invalidtoken"]))
}
