//! Runs your functions on the real clock: `cargo run -p ex2-measure-runtime --example play`.
//!
//! Each part needs one of the tasks. The program ends with a message at the first one that is still a `todo!`.

use std::num::NonZeroUsize;
use std::time::Duration;

use futures::stream;
use measure_runtime::{compare, sum_collected, sum_streamed, timed};
use pollscope::Recording;
use pollscope::draw::Drawing;
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let recording = Recording::start();
    let entered = recording.enter();
    let jobs = [300, 100, 200].map(|millis| {
        async move || pollscope::future(format!("{millis} ms"), sleep(Duration::from_millis(millis))).await
    });
    let comparison = compare(&jobs).await;
    drop(entered);
    println!("{}", Drawing::of(&recording.trace()).for_terminal());
    println!("{comparison:?}: {:.2} times faster", comparison.speedup());

    // On a real clock no two runs take the same time. That is why a single run says little.
    let timings = timed(NonZeroUsize::MIN.saturating_add(10), async || sleep(Duration::from_millis(10)).await).await;
    println!("a sleep of 10 ms, 11 times: {timings:?}");

    let numbers = || stream::iter((0..1_000_000).map(f64::from));
    println!("collected: {}", sum_collected(numbers()).await);
    println!("streamed:  {}", sum_streamed(numbers()).await);
}
