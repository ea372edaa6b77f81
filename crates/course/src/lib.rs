//! The course as a library: everything that the runner, the guide and the author's tool share.
//!
//! | module | knows |
//! |---|---|
//! | [`workspace`], [`chapter`], [`task`], [`names`], [`selection`] | the chapters and their tasks |
//! | [`readme`], [`hints`], [`contract`], [`prediction`], [`question`] | the texts of a chapter |
//! | [`source`], [`signature`] | the Rust files of the course: parsing, items, imports, changed signatures |
//! | [`progress`] | the learner's progress |
//! | [`cargo`], [`process`], [`libtest`], [`outcome`] | building and running checks |
//! | [`ansi`], [`status`], [`error`], [`fs`], [`watcher`], [`browser`] | terminal and system |

pub mod ansi;
pub mod browser;
pub mod cargo;
pub mod chapter;
mod checks;
pub mod contract;
pub mod error;
pub mod fs;
pub mod hints;
pub mod libtest;
pub mod names;
pub mod outcome;
pub mod prediction;
pub mod process;
pub mod progress;
pub mod question;
pub mod readme;
pub mod selection;
pub mod signature;
pub mod source;
pub mod status;
pub mod task;
pub mod watcher;
pub mod workspace;
