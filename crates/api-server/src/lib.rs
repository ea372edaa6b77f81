//! GitHub's repository search, JSONPlaceholder's posts and Random User in one small local server, with latency, faults and
//! rendezvous on demand.

mod api;
mod asked;
mod body;
mod conduct;
mod config;
mod content;
mod counts;
mod data;
mod draw;
mod fault;
mod gate;
mod json;
mod lanes;
mod latency;
mod limit;
mod reply;
mod requests;
mod route;
mod server;
mod service;
mod world;

pub use conduct::Conduct;
pub use config::{Config, Loopback};
pub use counts::{Connections, Counts, NotReached, PATHS_COUNTED};
pub use fault::{Fault, FaultError, FaultRule, FaultRuleError, RetryAfter, When};
pub use latency::{Latency, LatencyError};
pub use limit::{LimitStatus, RateLimit};
pub use requests::{Request, Requests};
pub use route::{Route, Target, TargetError};
pub use server::{ApiServer, StartError};
