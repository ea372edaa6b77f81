//! A message comes every second, and a loop of 20 messages also waits for a timer of three seconds, in two ways. How often does
//! the timer fire?

use std::time::Duration;

use tokio::time::{interval, sleep};

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let mut messages = interval(Duration::from_secs(1));
    let mut fired = 0;
    for _ in 0..20 {
        tokio::select! {
            biased;
            _ = messages.tick() => {}
            () = sleep(Duration::from_secs(3)) => fired += 1,
        }
    }
    println!("a new sleep in each turn, fired: {fired}");

    let mut timer = Box::pin(sleep(Duration::from_secs(3)));
    let (mut fired, mut received) = (0, 0);
    while received < 20 {
        tokio::select! {
            biased;
            _ = messages.tick() => received += 1,
            () = &mut timer => {
                fired += 1;
                timer = Box::pin(sleep(Duration::from_secs(3600)));
            }
        }
    }
    println!("one sleep outside of the loop, fired: {fired}");
}

//? `select!` drops the branch that loses. In the first loop that is a new sleep in each turn, which begins at three seconds again, and a
//? message always comes before. In the second loop the turns borrow one sleep, which goes on while others win.
