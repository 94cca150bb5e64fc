//! Finds what would make an application's use of the Cohere API fail, leak or cost in production.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

pub mod analysis;
pub mod checklist;
pub mod cohere;
pub mod config;
pub mod engine;
pub mod finding;
pub mod operations;
pub mod program;
pub mod report;
pub mod rules;
pub mod source;
pub mod syntax;
