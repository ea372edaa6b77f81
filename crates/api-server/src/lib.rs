//! GitHub's repository search, JSONPlaceholder's posts and Random User in one small local server, with latency, faults and
//! rendezvous on demand. It needs no network, its data are made up, and a seed repeats all that is drawn.
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
//! # Tests that do not depend on the speed of a machine
//!
//! Whether requests are made concurrently is shown by a rendezvous, not by the clock: with [`Behavior::barrier`] the server
//! answers when so many requests are there, and not before. Instead of sleeping until something has happened, a test waits
//! for the count that tells it: [`ApiServer::wait_until`]. How many were in flight at most, and how many clients left
//! before their answer was whole, is in the [`Counts`].
//!
//! # The parts
//!
//! A [`Config`] says how much data there is and where the server listens, and has a [`Behavior`] for each [`Route`] or path
//! that is to behave in a special way. A [`Fault`] is one way to go wrong. Faults and latencies have texts, and a
//! [`FaultRule`] is what a command line takes: `posts=503@0.1`.
//!
//! Which parameters, headers and errors the routes have is in the README. What the real APIs do otherwise is written down
//! where it differs.

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
