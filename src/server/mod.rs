//! The language server: the engine's answers in an editor, while somebody types.
//!
//! One thread reads what the client says and keeps the open files; another one checks (`worker`). What is found is what the command line
//! finds: both ask the same [`Engine`](crate::engine::Engine), the server through a [`Workbench`](crate::engine::Workbench), which keeps what did
//! not change between two checks.

mod actions;
mod capabilities;
mod commands;
mod config_diagnostics;
mod diagnostics;
mod documents;
mod hover;
mod main_loop;
mod outbox;
mod places;
mod positions;
mod progress;
mod projects;
mod publish;
mod settings;
mod transport;
mod uri;
mod watch;
mod worker;

pub use main_loop::{Ending, serve};
pub use settings::{DiagnosticScope, PageBy, Settings};
pub use transport::stdio;
