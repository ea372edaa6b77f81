//! Fails: looked_up_in_turn::waits_for_a_slow_lookup
//! Says: a lookup that takes long is given up
//! A lookup that takes longer than a minute is begun again.

pub use solution::*;

use std::time::Duration;

use tokio::time::timeout;

pub async fn looked_up_in_turn<T>(ids: impl IntoIterator<Item = u64>, lookup: impl AsyncFn(u64) -> T) -> Vec<T> {
    let mut found = Vec::new();
    for id in ids {
        let result = loop {
            if let Ok(result) = timeout(Duration::from_secs(60), lookup(id)).await {
                break result;
            }
        };
        found.push(result);
    }
    found
}
