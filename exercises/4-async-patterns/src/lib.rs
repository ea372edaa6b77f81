//! Chapter 4: async patterns.
//!
//! Replace each `todo!` with your own code. The comment above a function is its contract.

/// TODO: the contract of `async_patterns`: what it takes and returns, in which order and time, and what happens at the limits,
/// on an error and when it is dropped.
pub async fn async_patterns() {
    todo!("TODO: say what is to be done")
}
