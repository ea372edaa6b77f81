//! A test that asserts on the recording of its futures.

use std::time::Duration;

use futures::{StreamExt as _, stream};
use pollscope::testing::paused;
use tokio::time::sleep;

// ANCHOR: in_a_test
#[test]
fn never_more_than_two_at_a_time() {
    paused(async |recording| {
        let fetch = |page| {
            let takes = Duration::from_secs(page);
            recording.future(format!("fetch {page}"), sleep(takes))
        };
        let fetches = stream::iter(1..=4).map(fetch).buffer_unordered(2);
        fetches.collect::<Vec<_>>().await;

        let trace = recording.trace();
        assert_eq!(trace.max_in_flight("fetch"), 2);
        assert!(trace.overlap("fetch 1", "fetch 2"));
        assert_eq!(trace.lane("fetch 4").longest_unpolled(), Duration::ZERO);
    });
}
// ANCHOR_END: in_a_test
