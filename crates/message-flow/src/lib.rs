#![doc = include_str!("../README.md")]
// The traits promise that their futures are `Send`, and each implementation repeats it.
#![allow(clippy::manual_async_fn)]

#[cfg(feature = "conformance")]
pub mod conformance;
mod delivery;
mod error;
mod flow;
pub mod handler;
mod ledger;
mod manager;
mod message;
mod outbox;
pub mod output;
mod processor;
mod report;
mod restart;
mod source;
#[cfg(feature = "rest")]
pub mod sources;
mod worker;

pub use delivery::{Delivery, Outcome, Receipt};
pub use error::{BoxError, Fault, Stopped, WiringError};
pub use flow::{Flow, ManagerEnding, ManagerSummary, Running, Summary};
pub use handler::{AsyncProtocol, MessageHandler, Overflow, Protocol, QueueOptions, SyncProtocol};
pub use ledger::Counts;
pub use manager::{EventName, Manager, NoOptions, Registry};
pub use message::{Event, Events, Message};
pub use outbox::Outbox;
pub use processor::{BlockingProcessor, Processor};
pub use report::{FileReport, Incident, LogReport, Report, Unhandled};
pub use restart::{Restart, RestartOn};
pub use source::{Emitter, Source};
