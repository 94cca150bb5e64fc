//! What the product knows about Cohere, loaded from `rules/`.

pub mod arguments;
pub mod browser;
mod environment;
mod extend;
pub mod flows;
pub mod frameworks;
mod index;
mod load;
mod lookup;
mod models;
pub mod options;
pub mod pages;
pub mod schema;
mod validate;
pub mod version;

pub use extend::Additions;
pub use load::{Catalog, CatalogError};
pub use lookup::{ClientRef, CohereUrl, ConstantRef, MethodRef, SenderRef, wire_name};
pub use models::{ModelName, ModelState};
