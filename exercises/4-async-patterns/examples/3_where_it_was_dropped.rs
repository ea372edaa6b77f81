//! A transfer takes two steps with a wait in between, and a timeout of one second. Which lines does the program print, and in which
//! order?

use std::time::Duration;

use tokio::time::{sleep, timeout};

struct Guard;

impl Drop for Guard {
    fn drop(&mut self) {
        println!("the guard is dropped");
    }
}

async fn transfer() {
    let _guard = Guard;
    println!("taken from the first account");
    sleep(Duration::from_secs(2)).await;
    println!("given to the second account");
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let result = timeout(Duration::from_secs(1), transfer()).await;
    println!("the timeout is over: {}", result.is_err());
    sleep(Duration::from_secs(10)).await;
    println!("ten seconds later");
}

//? `timeout` drops the future that is late. It is dropped at its `.await`, so the second step never runs, also not later, and the money
//? is gone. What the future owns is dropped with it, and that is the only code that still runs: before `timeout` returns.
