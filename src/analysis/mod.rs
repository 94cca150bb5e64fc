//! Links modules, resolves names, follows values, finds who handles errors. Knows nothing of Cohere: what lies outside the
//! project is a symbol (see [`external`]).

pub mod arguments;
pub mod around;
mod breakers;
pub mod call_graph;
mod call_index;
mod caught;
mod dynamic_imports;
pub mod evaluate;
pub mod execution;
mod exports;
pub mod external;
mod fixtures;
pub mod flow_tables;
mod growths;
pub mod guards;
pub mod handlers;
mod horizon;
mod index;
mod injection;
pub mod lengths;
pub mod link;
mod members;
mod names;
pub mod origins;
pub mod parts;
pub mod places;
pub mod prospect;
pub mod reactions;
mod results;
pub mod retry_loops;
mod route_errors;
pub mod sequences;
mod serialized;
pub mod sinks;
mod strings;
pub mod stubs;
mod types;
pub mod value;
pub mod waiting;
pub mod workspace;

#[cfg(test)]
mod tests;

pub use evaluate::Evaluator;
pub use execution::Execution;
pub use external::External;
pub use stubs::Stubs;
pub use value::{ClassRef, FunctionRef, ModuleRef, Piece, Site, Step, StepKind, Traced, Value, Values};
pub use workspace::Workspace;
