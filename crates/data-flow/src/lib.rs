#![doc = include_str!("../README.md")]
// The trait promises that the futures of steps are `Send`, and each step repeats it.
#![allow(clippy::manual_async_fn)]

pub mod checkpoint;
mod error;
mod flow;
mod graph;
pub mod named;
mod path;
mod report;
mod run;
#[cfg(feature = "tracing")]
mod span;
pub mod step;
mod watch;

pub use error::{BoxError, ErrorKind, FlowError};
pub use flow::{BoxFlow, Flow, blocking, fan_out, group, map, sequence, source, step};
pub use graph::Graph;
#[doc(hidden)]
pub use graph::{Kind, Node};
pub use path::Path;
pub use report::{Report, State, StepReport};
pub use run::Options;
#[doc(hidden)]
pub use run::Run;
pub use step::{IntoStep, Retry, Step};
pub use tokio_util::sync::CancellationToken;
