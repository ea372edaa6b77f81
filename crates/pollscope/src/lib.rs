#![doc = include_str!("../README.md")]

mod assertions;
pub mod draw;
mod guard;
mod lane;
mod recording;
pub mod report;
mod show;
#[cfg(feature = "testing")]
pub mod testing;
pub mod trace;
mod view;

pub use guard::Guard;
pub use lane::{Lane, future, stream};
pub use recording::{Entered, Limits, Recording};
pub use trace::Trace;
pub use view::{LaneView, Outcome};
