//! A small executor with timers, and two tasks on it. Tokio has no part in it.
//!
//! `cargo run -p pollscope --example executor`
//!
//! `store` waits for a row from `fetch`, and `fetch` waits for a timer. Each wake puts a task into the queue of the
//! executor, and each poll takes one out of it.

#![allow(missing_docs, missing_debug_implementations, reason = "the guide explains it")]

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;

use futures::channel::oneshot;
use pollscope::Recording;
use pollscope::draw::Drawing;

// ANCHOR: executor
type Task = Pin<Box<dyn Future<Output = ()>>>;

pub struct Executor {
    tasks: Vec<Option<Task>>,
    queue: Receiver<usize>,
    to_queue: Sender<usize>,
    clock: Clock,
}

impl Executor {
    pub fn new(clock: &Clock) -> Executor {
        let (to_queue, queue) = channel();
        Executor { tasks: Vec::new(), queue, to_queue, clock: clock.clone() }
    }

    // ANCHOR: created
    pub fn spawn(&mut self, future: impl Future<Output = ()> + 'static) {
        self.waker(self.tasks.len()).wake(); // So that it is polled once.
        self.tasks.push(Some(Box::pin(future)));
    }
    // ANCHOR_END: created

    fn waker(&self, id: usize) -> Waker {
        Waker::from(Arc::new(TaskWaker { id, to_queue: self.to_queue.clone() }))
    }

    pub fn run(&mut self, pause: impl Fn(Duration)) {
        loop {
            while let Ok(id) = self.queue.try_recv() {
                self.poll(id);
            }
            // Nothing can continue before the next timer.
            if !self.clock.fire_next_timer(&pause) {
                return;
            }
        }
    }

    fn poll(&mut self, id: usize) {
        let waker = self.waker(id);
        let Some(task) = &mut self.tasks[id] else { return }; // It has ended.
        // ANCHOR: polled
        match task.as_mut().poll(&mut Context::from_waker(&waker)) {
            // ANCHOR_END: polled
            // ANCHOR: pending
            Poll::Pending => {} // Its waker puts it into the queue again.
            // ANCHOR_END: pending
            // ANCHOR: ready
            // ANCHOR: dropped
            Poll::Ready(()) => self.tasks[id] = None,
            // ANCHOR_END: ready
            // ANCHOR_END: dropped
        }
    }
}

struct TaskWaker {
    id: usize,
    to_queue: Sender<usize>,
}

impl Wake for TaskWaker {
    // ANCHOR: woken
    fn wake(self: Arc<Self>) {
        let _ = self.to_queue.send(self.id); // It fails if the executor is gone.
    }
    // ANCHOR_END: woken
}
// ANCHOR_END: executor

// ANCHOR: clock
#[derive(Clone, Default)]
pub struct Clock(Rc<RefCell<Timers>>);

#[derive(Default)]
struct Timers {
    now: Duration,
    count: usize,
    wakers: BTreeMap<(Duration, usize), Waker>,
}

impl Clock {
    pub fn sleep(&self, duration: Duration) -> Sleep {
        let mut timers = self.0.borrow_mut();
        timers.count += 1;
        let timer = (timers.now.saturating_add(duration), timers.count);
        Sleep { timer, clock: self.clone() }
    }

    fn fire_next_timer(&self, pause: impl Fn(Duration)) -> bool {
        let mut timers = self.0.borrow_mut();
        let Some(((at, _), waker)) = timers.wakers.pop_first() else { return false };
        pause(at.saturating_sub(timers.now));
        timers.now = at;
        drop(timers);
        waker.wake();
        true
    }
}
// ANCHOR_END: clock

// ANCHOR: sleep
pub struct Sleep {
    timer: (Duration, usize),
    clock: Clock,
}

impl Future for Sleep {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let mut timers = self.clock.0.borrow_mut();
        if timers.now >= self.timer.0 {
            return Poll::Ready(());
        }
        timers.wakers.insert(self.timer, cx.waker().clone());
        Poll::Pending
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        self.clock.0.borrow_mut().wakers.remove(&self.timer);
    }
}
// ANCHOR_END: sleep

/// Runs the futures that are recorded.
// ANCHOR: scene
pub fn scene(recording: &Recording, pause: impl Fn(Duration)) {
    let clock = Clock::default();
    let mut executor = Executor::new(&clock);
    let (send, receive) = oneshot::channel();
    let fetch = {
        let clock = clock.clone();
        async move {
            clock.sleep(Duration::from_secs(2)).await;
            let _ = send.send("a row");
        }
    };
    let store = async move {
        if receive.await.is_ok() {
            clock.sleep(Duration::from_secs(1)).await;
        }
    };
    executor.spawn(recording.future("store", store));
    executor.spawn(recording.future("fetch", fetch));
    executor.run(pause);
}
// ANCHOR_END: scene

fn main() {
    let recording = Recording::start();
    scene(&recording, std::thread::sleep);
    println!("{}", Drawing::of(&recording.trace()).for_terminal());
}
