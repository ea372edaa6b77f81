//! Three web APIs in one small local server for tests: GitHub's repository search, JSONPlaceholder's posts and Random User.
//!
//! Latency, faults, rate limits and barriers come on demand. The server needs no network, and its data are made up. A seed
//! repeats everything that is drawn at random.
//!
//! ```
//! use std::time::Duration;
//! use api_server::{ApiServer, Behavior, Config, Fault, Latency, Route};
//!
//! let server = ApiServer::start(
//!     Config::new()
//!         .seed(7)
//!         .posts(100)
//!         .route(Route::Posts, Behavior::new().latency(Latency::fixed(Duration::from_millis(20))))
//!         .path("/posts/3", Behavior::new().script([Fault::Status(503), Fault::Status(503)]))
//!         .route(Route::Users, Behavior::new().barrier(3)),
//! )?;
//! assert!(server.url_of("/posts/3").starts_with("http://127.0.0.1:"));
//! assert_eq!(server.counts_of(Route::Posts).started, 0);
//! # Ok::<(), api_server::StartError>(())
//! ```
//!
//! # Tests that do not depend on the speed of the machine
//!
//! A barrier, not the clock, shows that requests are concurrent: with [`Behavior::barrier`] the server answers when a number
//! of requests is in flight, and not before. And a test does not sleep until something has happened. It waits for the count
//! that shows it:
//!
//! - [`ApiServer::wait_until`] blocks a thread until the counts are as wanted.
//! - [`ApiServer::reaches`] is for async code, which waits for requests that it sends from the same runtime.
//! - [`ApiServer::settled`] waits until nothing moves any more, to show that something does *not* happen.
//!
//! The [`Counts`] also contain the largest number of requests in flight, and the number that clients have given up.
//! With the feature `pollscope`, the module `testing` has assertions built on these.
//!
//! # Overview
//!
//! A [`Config`] sets the amount of data, the address, and a [`Behavior`] for each [`Route`] or path that should behave in a
//! special way. A [`Fault`] is one way in which a response goes wrong. Faults and latencies can be parsed from texts; a
//! [`FaultRule`] such as `posts=503@0.1` is made for a command line.
//!
//! The README lists parameters, headers and errors. Deviations from the real APIs are documented at each route.

mod api;
mod barrier;
mod behavior;
mod body;
mod config;
mod content;
mod counts;
mod data;
mod dataset;
mod fault;
mod json;
mod latency;
mod limit;
mod query;
mod reply;
mod requests;
mod rng;
mod route;
mod rules;
mod server;
mod service;
#[cfg(feature = "pollscope")]
pub mod testing;

pub use behavior::Behavior;
pub use config::{Config, Loopback};
pub use counts::{Connections, Counts, MAX_COUNTED_PATHS, WaitTimeout};
pub use fault::{Fault, FaultError, FaultRule, FaultRuleError, RetryAfter, When};
pub use latency::{Latency, LatencyError};
pub use limit::{LimitStatus, RateLimit};
pub use requests::{Request, Requests};
pub use route::{Route, Target, TargetError};
pub use server::{ApiServer, StartError};
