//! The limits of a check on the real clock. The watchdog learns that nothing is left to do by a heartbeat of the runtime.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::task::{Context, Poll, Wake, Waker};

use super::paused::{MAX_POLLS_AT_ONCE, polls_for_ever};
use crate::mutex::Mutex;
use crate::recording::Recording;
use crate::report::expected;

/// The requests of the watchdog for a sign of life, and the answers of the check's runtime.
#[derive(Debug, Default)]
pub(super) struct Heartbeat {
    polls: AtomicU64,
    is_requested: AtomicBool,
    gives_up: AtomicBool,
    waker: Mutex<Option<Waker>>,
}

impl Heartbeat {
    /// Returns the number of polls of the check.
    pub(super) fn polls(&self) -> u64 {
        self.polls.load(Ordering::Relaxed)
    }

    /// Returns true if the runtime has answered the last request, and makes the next one.
    pub(super) fn request(&self) -> bool {
        let is_answered = !self.is_requested.swap(true, Ordering::Relaxed);
        self.wake();
        is_answered
    }

    /// Makes the check fail, on its own thread, because it waits for ever.
    pub(super) fn give_up(&self) {
        self.gives_up.store(true, Ordering::Relaxed);
        self.wake();
    }

    fn wake(&self) {
        if let Some(waker) = &*self.waker.lock() {
            waker.wake_by_ref();
        }
    }

    /// Answers the last request. Called when the runtime polls.
    fn answer(&self, waker: &Waker) {
        *self.waker.lock() = Some(waker.clone());
        self.is_requested.store(false, Ordering::Relaxed);
    }
}

/// A waker that tells a wake of the check from a request of the watchdog.
struct CheckWaker {
    is_woken: AtomicBool,
    waker: Waker,
}

impl Wake for CheckWaker {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.is_woken.store(true, Ordering::Release);
        self.waker.wake_by_ref();
    }
}

/// Runs the check, and fails if it polls for ever, or if the watchdog has given up.
pub(super) async fn bounded(check: impl Future<Output = ()>, recording: &Recording, heartbeat: &Heartbeat) {
    let mut check = pin!(check);
    let mut check_waker: Option<Arc<CheckWaker>> = None;
    let mut polls_in_a_row = 0;
    poll_fn(|cx| {
        heartbeat.answer(cx.waker());
        if heartbeat.gives_up.load(Ordering::Relaxed) {
            expected("the check comes to an end")
                .but("it waits for something that never comes: nothing happens any more")
                .looks_as_if("what it waits for is not asked for before something else is done, or nobody wakes it")
                .fail(recording);
        }
        // The waker of the first poll serves for all: the check stays in one task.
        let check_waker = check_waker
            .get_or_insert_with(|| Arc::new(CheckWaker { is_woken: AtomicBool::new(true), waker: cx.waker().clone() }));
        if !check_waker.is_woken.swap(false, Ordering::Acquire) {
            return Poll::Pending;
        }
        heartbeat.polls.fetch_add(1, Ordering::Relaxed);
        let poll = check.as_mut().poll(&mut Context::from_waker(&Waker::from(Arc::clone(check_waker))));
        polls_in_a_row = if check_waker.is_woken.load(Ordering::Acquire) { polls_in_a_row + 1 } else { 0 };
        if polls_in_a_row >= MAX_POLLS_AT_ONCE {
            polls_for_ever(&format!("{MAX_POLLS_AT_ONCE} polls")).fail(recording);
        }
        poll
    })
    .await;
}
