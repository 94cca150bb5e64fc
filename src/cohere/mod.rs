//! The catalogue loaded from `rules/`, and the table of usages that rules read.

pub mod catalog;
pub mod collect;
pub mod configuration;
pub mod flows;
mod joined;
pub mod models;
pub mod probes;
pub mod protection;
pub mod runs;
pub mod service;
pub mod signature;
mod stubs;
pub mod usage;

pub use stubs::stubs;
