//! Sources.

mod rest;

pub use rest::{Reading, Rest, RestError, RestOptions};
