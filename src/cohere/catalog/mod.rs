//! What the product knows about Cohere, loaded from `rules/`.

mod index;
mod load;
mod lookup;
mod models;
pub mod schema;
pub mod version;

pub use load::{Catalog, CatalogError};
pub use lookup::{ClientRef, CohereUrl, ConstantRef, MethodRef, SenderRef};
pub use models::{ModelName, ModelState};
