//! The scenes on the guide's pages about symptoms and about pollscope. Each function is a listing on a page;
//! `book_traces.rs` records it, and asserts what the page says about it.

pub mod blocked;
pub mod cancelled;
pub mod contention;
pub mod flows;
pub mod hangs;
mod in_a_test;
pub mod memory;
pub mod missing;
pub mod pace;
pub mod slow;
pub mod ticks;
pub mod what_await_becomes;
