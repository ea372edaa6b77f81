//! Chapter 6: the pipeline over three web APIs, to production strength.

mod blocking;
pub mod dead_letters;
pub mod http;
mod record;
pub mod sinks;

pub use record::{Data, Record};
