//! A check on the real clock. When nothing is left to do for it can only be seen by asking, again and again.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Wake, Waker};

use super::paused::{MOST_POLLS_AT_ONCE, polls_for_ever};
use crate::recording::Recording;
use crate::report::expected;

/// What the watching thread asks, and what the check's runtime answers.
#[derive(Debug, Default)]
pub(super) struct Turns {
    polls: AtomicU64,
    asked: AtomicBool,
    gives_up: AtomicBool,
    waker: Mutex<Option<Waker>>,
}

impl Turns {
    /// How often the check was polled.
    pub(super) fn polls(&self) -> u64 {
        self.polls.load(Ordering::Relaxed)
    }

    /// Whether the runtime has had a turn since this was asked before. Asks for the next one.
    pub(super) fn ask(&self) -> bool {
        let has_answered = !self.asked.swap(true, Ordering::Relaxed);
        self.wake();
        has_answered
    }

    /// Lets the check fail, for waiting for ever, on its own thread.
    pub(super) fn give_up(&self) {
        self.gives_up.store(true, Ordering::Relaxed);
        self.wake();
    }

    fn wake(&self) {
        if let Some(waker) = &*self.waker.lock().unwrap_or_else(PoisonError::into_inner) {
            waker.wake_by_ref();
        }
    }

    /// The runtime has a turn.
    fn answer(&self, waker: &Waker) {
        *self.waker.lock().unwrap_or_else(PoisonError::into_inner) = Some(waker.clone());
        self.asked.store(false, Ordering::Relaxed);
    }
}

/// Knows whether it was the check that was woken, or only a question.
struct Woken {
    is_woken: AtomicBool,
    waker: Waker,
}

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.is_woken.store(true, Ordering::Release);
        self.waker.wake_by_ref();
    }
}

/// Drives the check, and ends it when it polls for ever, or when the watching thread has given it up.
pub(super) async fn bounded(check: impl Future<Output = ()>, recording: &Recording, turns: &Turns) {
    let mut check = pin!(check);
    let mut woken: Option<Arc<Woken>> = None;
    let mut polls_in_a_row = 0;
    poll_fn(|cx| {
        turns.answer(cx.waker());
        if turns.gives_up.load(Ordering::Relaxed) {
            expected("the check comes to an end")
                .but("it waits for something that never comes: nothing happens any more")
                .looks_as_if("what it waits for is not asked for before something else is done, or nobody wakes it")
                .fail(recording);
        }
        // The check keeps the waker of its first poll: the task that it lives in does not change.
        let woken =
            woken.get_or_insert_with(|| Arc::new(Woken { is_woken: AtomicBool::new(true), waker: cx.waker().clone() }));
        if !woken.is_woken.swap(false, Ordering::Acquire) {
            return Poll::Pending;
        }
        turns.polls.fetch_add(1, Ordering::Relaxed);
        let poll = check.as_mut().poll(&mut Context::from_waker(&Waker::from(Arc::clone(woken))));
        polls_in_a_row = if woken.is_woken.load(Ordering::Acquire) { polls_in_a_row + 1 } else { 0 };
        if polls_in_a_row >= MOST_POLLS_AT_ONCE {
            polls_for_ever(&format!("{MOST_POLLS_AT_ONCE} polls")).fail(recording);
        }
        poll
    })
    .await;
}
