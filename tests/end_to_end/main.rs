//! The program from outside, on whole projects: its reports in every format, its exit codes, and what hostile input and secrets
//! can do to it.
//!
//! A report that changed on purpose is accepted with `INSTA_UPDATE=always cargo test --test end_to_end`.

mod baseline;
mod checklist;
mod checklist_demo;
mod config_keys;
mod configuration;
mod documents;
mod exit_codes;
mod formats;
mod harness;
mod health;
mod hostile;
mod hostile_config;
mod init;
mod one_file;
mod operations;
mod options;
mod own_rules;
mod packages;
mod reading;
mod run_documents;
mod secrets;
mod suppression;
