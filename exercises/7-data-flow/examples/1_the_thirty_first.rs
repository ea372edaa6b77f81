//! Some futures take ten seconds, and one more, the last in the list, fails after one second. `try_join_all` returns the first
//! error. After how many seconds does it come, with 30 futures, and with 31?

use std::time::Duration;

use futures::future::try_join_all;
use tokio::time::{Instant, sleep};

async fn step(seconds: u64) -> Result<u64, &'static str> {
    sleep(Duration::from_secs(seconds)).await;
    if seconds == 1 { Err("it fails") } else { Ok(seconds) }
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    for number in [30, 31] {
        let start = Instant::now();
        let steps = (1..number).map(|_| step(10)).chain([step(1)]);
        let _ = try_join_all(steps).await;
        println!("the error comes after {} s", start.elapsed().as_secs());
    }
}

//? Up to thirty futures are polled together, and the first error in time ends all. With more than thirty, `try_join_all` takes
//? the results in the order of the list, and so it sees the error only when the futures before it have ended. Nothing says so
//? when it happens: the program is only slower. `try_collect` on a `FuturesUnordered` returns the first error with any number.
