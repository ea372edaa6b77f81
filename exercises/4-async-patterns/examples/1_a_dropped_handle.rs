//! Three tasks that take a second each. What holds them is dropped at once. Which of them come to their end?

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::sleep;

async fn job(has_ended: Arc<AtomicBool>) {
    sleep(Duration::from_secs(1)).await;
    has_ended.store(true, Ordering::Relaxed);
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let [future, handle, set] = [(); 3].map(|()| Arc::new(AtomicBool::new(false)));

    drop(job(future.clone()));
    drop(tokio::spawn(job(handle.clone())));
    let mut tasks = JoinSet::new();
    tasks.spawn(job(set.clone()));
    drop(tasks);

    sleep(Duration::from_secs(5)).await;
    println!("the dropped future came to its end: {}", future.load(Ordering::Relaxed));
    println!("the task of the dropped handle: {}", handle.load(Ordering::Relaxed));
    println!("the task of the dropped set: {}", set.load(Ordering::Relaxed));
}

//? A future that nobody polls does nothing. A spawned task is polled by the runtime, and its handle is only a way to ask for its result:
//? dropped, it detaches the task, which goes on. A `JoinSet` aborts its tasks when it is dropped. In Python, `asyncio.create_task` is
//? like `spawn`, and a `TaskGroup` awaits its tasks before it is left.
