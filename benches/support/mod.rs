//! A made-up code base of any size, and what the benchmarks need to look at one stage alone.

pub mod generator;
pub mod memory;
