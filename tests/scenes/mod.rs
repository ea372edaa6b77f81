//! What the guide's pages about symptoms and about pollscope show. Each function is a listing on a page as it stands here,
//! and `book_traces.rs` records it and asserts what the page says of it.

pub mod contention;
pub mod hangs;
mod in_a_test;
pub mod memory;
pub mod missing;
pub mod slow;
