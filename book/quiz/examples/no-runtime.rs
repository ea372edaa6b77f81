//! Polls a sleep of tokio's by hand, outside of its runtime.

use std::panic::catch_unwind;
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

fn main() {
    std::panic::set_hook(Box::new(|_| {}));
    let polled = catch_unwind(|| {
        let mut sleeping = pin!(async { tokio::time::sleep(Duration::from_millis(1)).await });
        let mut poll = || sleeping.as_mut().poll(&mut Context::from_waker(Waker::noop()));
        let _ = poll();
        std::thread::sleep(Duration::from_millis(2));
        poll()
    });
    let answer = match polled {
        Ok(Poll::Ready(())) => "it sleeps as usual",
        Ok(Poll::Pending) => "it waits forever",
        Err(_) => "it panics",
    };
    println!("{answer}");
}
