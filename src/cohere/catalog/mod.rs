//! What the product knows about Cohere, loaded from `rules/catalog/`.

pub mod schema;
pub mod version;
