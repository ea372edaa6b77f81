//! Chapter 7: data flow.
//!
//! Replace each `todo!` with your own code. The comment above a function is its contract.

/// TODO: the contract of `data_flow`: what it takes and returns, in which order and time, and what happens at the limits,
/// on an error and when it is dropped.
pub async fn data_flow() {
    todo!("TODO: say what is to be done")
}
