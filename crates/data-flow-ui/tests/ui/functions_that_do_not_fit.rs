//! The second function takes another type than the first one returns.

use std::convert::Infallible;

use data_flow::step;

async fn count(text: String) -> Result<usize, Infallible> {
    Ok(text.len())
}

async fn shout(text: String) -> Result<String, Infallible> {
    Ok(text.to_uppercase())
}

fn main() {
    let _ = step(count) | shout;
}
