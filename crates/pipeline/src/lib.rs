//! The pipeline of chapter 6 as a library and a program for work: all pages of three web APIs, fetched reliably and
//! written to a file or a database.
//!
//! # What it builds on
//!
//! A [`Record`] and how one is made of an item (`record_of_post` and the like, with their `BadItem` error) are those that
//! learners write in chapter 6: this crate depends on that chapter's solution for them, and on chapter 3's for the retry
//! [`Policy`](http::Policy). Everything around them is this crate's own.
//!
//! # Layout
//!
//! - [`http`]: fetches the pages of a source, with timeouts, retries, a rate limit and a cache.
//! - [`paged`]: the three sources over all their pages, as streams of records.
//! - [`sinks`]: tables, NDJSON, CSV, `SQLite` and Postgres, and the batches that they take.
//! - [`dead_letters`]: a file of the items that became no record.
//! - [`tally`]: the figures of a run.

mod blocking;
pub mod dead_letters;
pub mod http;
pub mod paged;
pub mod sinks;
pub mod tally;

pub use three_api_pipeline::{Data, Record};
