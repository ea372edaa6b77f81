//! Chapter 6: the pipeline over three web APIs, to production strength.

pub mod http;
mod record;

pub use record::{Data, Record};
