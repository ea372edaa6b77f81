//! Chapter 4: three jobs of five seconds are given up after two. One is awaited as a future, one is a task whose handle is
//! dropped, and one is a task in a `JoinSet`. How many of them come to their end?

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use tokio::task::{JoinSet, LocalSet, spawn_local};
use tokio::time::{sleep, timeout};

async fn job(done: Rc<Cell<u32>>) {
    sleep(Duration::from_secs(5)).await;
    done.set(done.get() + 1);
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let two_seconds = Duration::from_secs(2);
    let (future, task, set) = (Rc::default(), Rc::default(), Rc::default());
    LocalSet::new()
        .run_until(async {
            let _ = timeout(two_seconds, job(Rc::clone(&future))).await;
            let _ = timeout(two_seconds, spawn_local(job(Rc::clone(&task)))).await;
            let mut tasks = JoinSet::new();
            tasks.spawn_local(job(Rc::clone(&set)));
            let _ = timeout(two_seconds, tasks.join_next()).await;
            drop(tasks);
            sleep(Duration::from_secs(60)).await;
        })
        .await;
    println!("as a future: {}", future.get());
    println!("as a task: {}", task.get());
    println!("in a set: {}", set.get());
}

//? A future that is dropped does not go on. A task belongs to the runtime, and dropping its handle only means that nobody waits
//? for it. A `JoinSet` aborts its tasks when it is dropped.
