//! The pipeline of chapter 6 as a library and a program for work: it fetches all pages of three web APIs reliably, and
//! writes their records to a terminal, a file or a database.
//!
//! # What it builds on
//!
//! This crate depends on the solution of chapter 6 for what a learner writes there: the [`Record`], and the functions that
//! make one of an item (`record_of_post` and the others, with the error `BadItem`). It depends on the solution of chapter 3
//! for the retry [`Policy`](http::Policy) and the parser of `Retry-After`. It does not use the chapter's `Source`: that
//! fetches a single page into memory, and [`PagedSource`](source::PagedSource) streams any number of them.
//!
//! # Layout
//!
//! - [`http`]: fetches the pages of a source, with timeouts, retries, a rate limit and a cache.
//! - [`source`]: the three sources over all their pages, as streams of records.
//! - [`sinks`]: the places that records are written to, and the batches that they take.
//! - [`dead_letters`]: a file of the items that became no record.
//! - [`stats`]: the statistics of a run, for the summary and the metrics.
//! - [`Chain`]: an error with its causes, as the program shows it.
//!
//! The program is in `main.rs`, and its options in `cli.rs`.

mod blocking;
mod chain;
pub mod dead_letters;
pub mod http;
pub mod sinks;
pub mod source;
pub mod stats;

pub use chain::Chain;
pub use three_api_pipeline::{Data, ErrorKind, Record};
