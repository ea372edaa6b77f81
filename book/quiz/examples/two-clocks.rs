//! An hour on a paused clock, measured with both clocks.

use std::time::Duration;

const HOUR: Duration = Duration::from_secs(3600);

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let (tokio, std) = (tokio::time::Instant::now(), std::time::Instant::now());
    tokio::time::sleep(HOUR).await;
    println!(
        "{}",
        match (tokio.elapsed() >= HOUR, std.elapsed() >= HOUR) {
            (true, true) => "both an hour",
            (true, false) => "tokio an hour, std much less",
            (false, true) => "std an hour, tokio much less",
            (false, false) => "both much less",
        }
    );
}
