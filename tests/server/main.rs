//! The language server as a client meets it.

mod actions;
mod client;
mod files;
mod hover;
mod protocol;
mod same_findings;
