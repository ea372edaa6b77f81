//! The typed form: order, groups, errors, limits, and runs that repeat or overlap.

mod blocking;
mod errors;
mod fan_out;
mod groups;
mod limits;
mod observed;
mod panics;
mod reports;
mod runs;
mod sequences;
mod support;
