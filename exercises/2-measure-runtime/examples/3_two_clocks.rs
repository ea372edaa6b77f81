//! Tokio's clock is paused in this program: it jumps to the next timer when nothing else is left to do. A sleep of
//! an hour is measured with tokio's clock and with that of the standard library. What does the program print?

use std::time::Duration;

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let tokio_start = tokio::time::Instant::now();
    let std_start = std::time::Instant::now();
    tokio::time::sleep(Duration::from_secs(3600)).await;
    println!("tokio's clock: an hour has passed: {}", tokio_start.elapsed() == Duration::from_secs(3600));
    println!("the real clock: an hour has passed: {}", std_start.elapsed() >= Duration::from_secs(3600));
}

//? The sleep follows tokio's clock, which jumped an hour ahead at once, and by exactly an hour. The real clock knows
//? nothing of it. So code that measures with `std::time::Instant` cannot be checked on a paused clock.
