//! Runs your functions on the real clock: `cargo run -p ex2-measure-runtime --example play`.
//!
//! Each part needs one of the tasks. The program ends with a message at the first one that is still a `todo!`.

use std::cell::RefCell;
use std::num::NonZeroUsize;
use std::time::Duration;

use futures::stream;
use measure_runtime::{compare, load, percentile, sum_collected, sum_streamed, timed};
use pollscope::Recording;
use pollscope::draw::Drawing;
use tokio::time::{Instant, sleep};

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

    // The optional tasks: five sleeps, two at a time, and their percentiles.
    let times = RefCell::new(Vec::new());
    let naps = [10, 20, 30, 40, 250].map(|millis| {
        let times = &times;
        async move || {
            let start = Instant::now();
            sleep(Duration::from_millis(millis)).await;
            times.borrow_mut().push(start.elapsed());
        }
    });
    let load = load(&naps, NonZeroUsize::MIN.saturating_add(1)).await;
    println!("{load:?}: on average {:.2} at a time", load.busy.div_duration_f64(load.took));
    let times = times.take();
    println!("half of them took at most {:?}, all at most {:?}", percentile(&times, 500), percentile(&times, 1000));
}
