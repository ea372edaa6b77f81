#![doc = include_str!("../README.md")]

mod assertions;
pub mod draw;
mod guard;
mod lane;
mod mutex;
mod names;
mod recording;
pub mod report;
mod shared;
mod show;
#[cfg(feature = "testing")]
pub mod testing;
mod time;
pub mod trace;
mod view;
mod words;

pub use guard::Guard;
pub use lane::{Lane, future, stream};
pub use recording::{Entered, Recording};
pub use shared::Limits;
pub use trace::Trace;
pub use view::{LaneView, Outcome};
