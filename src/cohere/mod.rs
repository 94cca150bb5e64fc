//! The catalogue loaded from `rules/`, and the table of usages that rules read.

pub mod catalog;
