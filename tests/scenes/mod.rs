//! What the guide's pages about symptoms and about pollscope show. Each function is a listing on a page as it stands here,
//! and `book_traces.rs` records it and asserts what the page says of it.

pub(crate) mod contention;
pub(crate) mod hangs;
mod in_a_test;
pub(crate) mod memory;
pub(crate) mod missing;
pub(crate) mod slow;
