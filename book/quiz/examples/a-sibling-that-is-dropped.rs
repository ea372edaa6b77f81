//! A step that writes a row each second, beside one that fails.

use std::cell::Cell;
use std::time::Duration;

use futures::future::try_join;
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let rows = Cell::new(0);
    let backup = async {
        for _ in 0..10 {
            sleep(Duration::from_secs(1)).await;
            rows.set(rows.get() + 1);
        }
        Ok(())
    };
    let fails = async {
        sleep(Duration::from_millis(2500)).await;
        Err::<(), _>("the disk is full")
    };
    let _ = try_join(backup, fails).await;
    sleep(Duration::from_secs(60)).await;
    println!("{}", rows.get());
}
