//! Chapter 6: the pipeline over three web APIs, to production strength.

mod record;

pub use record::{Data, Record};
