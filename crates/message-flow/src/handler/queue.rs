//! The bounded queue of a processor.
//!
//! `tokio::sync::mpsc` cannot drop its oldest message, and drops what is in it, without a word, together with its receiver.
//! Here, what is left comes out of [`Queue::close_now`], and is reported.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::{Notify, Semaphore};

use crate::delivery::Delivery;
use crate::handler::{Overflow, QueueOptions};

/// The result of a push that does not wait.
#[derive(Debug)]
pub(super) enum Pushed {
    Accepted,
    /// Accepted, in place of the oldest one.
    Displaced(Delivery),
    /// Not accepted: the queue is full, and drops what comes.
    Refused(Delivery),
    /// Not accepted: the emitter has to wait.
    Full(Delivery),
    /// Not accepted, for ever.
    Closed(Delivery),
}

#[derive(Debug)]
struct State {
    waiting: VecDeque<Delivery>,
    closed: bool,
    /// The processor waits for a message.
    idle: bool,
}

/// A bounded queue with any number of emitters and one processor. Emitters that wait get their turns in order.
#[derive(Debug)]
pub(super) struct Queue {
    state: Mutex<State>,
    /// One permit for each message that fits in, if emitters wait for room.
    room: Semaphore,
    filled: Notify,
    options: QueueOptions,
}

impl Queue {
    pub(super) fn new(options: QueueOptions) -> Queue {
        Queue {
            state: Mutex::new(State { waiting: VecDeque::new(), closed: false, idle: false }),
            room: Semaphore::new(options.capacity.min(Semaphore::MAX_PERMITS)),
            filled: Notify::new(),
            options,
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a message, if that needs no waiting.
    pub(super) fn try_push(&self, delivery: Delivery) -> Pushed {
        if self.options.overflow == Overflow::Block {
            return match self.room.try_acquire() {
                Ok(room) => {
                    room.forget();
                    self.push_into_room(delivery)
                }
                Err(tokio::sync::TryAcquireError::NoPermits) => Pushed::Full(delivery),
                Err(tokio::sync::TryAcquireError::Closed) => Pushed::Closed(delivery),
            };
        }
        let mut state = self.state();
        if state.closed {
            return Pushed::Closed(delivery);
        }
        if state.waiting.len() < self.options.capacity {
            self.add(state, delivery);
            return Pushed::Accepted;
        }
        let oldest = if self.options.overflow == Overflow::DropOldest { state.waiting.pop_front() } else { None };
        match oldest {
            Some(oldest) => {
                self.add(state, delivery);
                Pushed::Displaced(oldest)
            }
            None => Pushed::Refused(delivery),
        }
    }

    /// Adds a message, and waits for room. Gives it back if the queue is closed meanwhile. If the future is dropped, the
    /// message was not added.
    pub(super) async fn push(&self, delivery: Delivery) -> Result<(), Delivery> {
        let Ok(room) = self.room.acquire().await else { return Err(delivery) };
        room.forget();
        match self.push_into_room(delivery) {
            Pushed::Closed(delivery) => Err(delivery),
            _ => Ok(()),
        }
    }

    fn push_into_room(&self, delivery: Delivery) -> Pushed {
        let state = self.state();
        if state.closed {
            return Pushed::Closed(delivery);
        }
        self.add(state, delivery);
        Pushed::Accepted
    }

    fn add(&self, mut state: MutexGuard<'_, State>, delivery: Delivery) {
        state.waiting.push_back(delivery);
        let wake = std::mem::take(&mut state.idle);
        drop(state);
        if wake {
            self.filled.notify_one();
        }
    }

    /// Waits for messages, and moves up to `most` of them to `taken`. Returns the length that the queue had, or `None` if it
    /// is closed and empty. If the future is dropped, nothing was taken.
    pub(super) async fn take(&self, taken: &mut VecDeque<Delivery>, most: usize) -> Option<usize> {
        loop {
            {
                let mut state = self.state();
                let length = state.waiting.len();
                if length > 0 {
                    let count = length.min(most);
                    taken.extend(state.waiting.drain(..count));
                    drop(state);
                    if self.options.overflow == Overflow::Block {
                        self.room.add_permits(count);
                    }
                    return Some(length);
                }
                if state.closed {
                    return None;
                }
                state.idle = true;
            }
            self.filled.notified().await;
        }
    }

    /// Closes the queue for new messages. What is in it can still be taken.
    pub(super) fn close(&self) {
        self.state().closed = true;
        self.room.close();
        self.filled.notify_one();
    }

    /// Closes the queue, and returns what is in it.
    pub(super) fn close_now(&self) -> VecDeque<Delivery> {
        self.close();
        std::mem::take(&mut self.state().waiting)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;
    use std::pin::pin;
    use std::sync::Arc;

    use futures_util::{FutureExt as _, poll};

    use super::{Pushed, Queue};
    use crate::delivery::Delivery;
    use crate::handler::{Overflow, QueueOptions};

    fn delivery(number: u64) -> Delivery {
        Delivery { payload: Arc::new(number), from: 0, event: "number", number, attempts: 0, receipt: None }
    }

    fn queue(capacity: usize, overflow: Overflow) -> Queue {
        Queue::new(QueueOptions { capacity, overflow })
    }

    fn numbers(taken: &mut VecDeque<Delivery>) -> Vec<u64> {
        taken.drain(..).map(|delivery| delivery.number).collect()
    }

    async fn take(queue: &Queue, most: usize) -> Vec<u64> {
        let mut taken = VecDeque::new();
        queue.take(&mut taken, most).await;
        numbers(&mut taken)
    }

    #[tokio::test]
    async fn a_full_queue_makes_emitters_wait_in_their_order() {
        let queue = queue(2, Overflow::Block);
        assert!(matches!(queue.try_push(delivery(1)), Pushed::Accepted));
        assert!(matches!(queue.try_push(delivery(2)), Pushed::Accepted));
        assert!(matches!(queue.try_push(delivery(3)), Pushed::Full(_)));
        let (mut third, mut fourth) = (pin!(queue.push(delivery(3))), pin!(queue.push(delivery(4))));
        assert!(poll!(third.as_mut()).is_pending());
        assert!(poll!(fourth.as_mut()).is_pending());
        assert_eq!(take(&queue, 1).await, [1]);
        // The room belongs to the emitter that waits, not to one that comes now.
        assert!(matches!(queue.try_push(delivery(5)), Pushed::Full(_)));
        assert!(poll!(fourth.as_mut()).is_pending());
        assert!(poll!(third).is_ready());
        assert_eq!(take(&queue, 9).await, [2, 3]);
        assert!(poll!(fourth).is_ready());
        assert_eq!(take(&queue, 9).await, [4]);
    }

    #[tokio::test]
    async fn a_queue_drops_its_oldest_or_the_newest_message() {
        let oldest = queue(2, Overflow::DropOldest);
        let newest = queue(2, Overflow::DropNewest);
        for number in 1..=2 {
            assert!(matches!(oldest.try_push(delivery(number)), Pushed::Accepted));
            assert!(matches!(newest.try_push(delivery(number)), Pushed::Accepted));
        }
        assert!(matches!(oldest.try_push(delivery(3)), Pushed::Displaced(Delivery { number: 1, .. })));
        assert!(matches!(newest.try_push(delivery(3)), Pushed::Refused(Delivery { number: 3, .. })));
        assert_eq!(take(&oldest, 9).await, [2, 3]);
        assert_eq!(take(&newest, 9).await, [1, 2]);
    }

    #[tokio::test]
    async fn a_closed_queue_gives_messages_back_and_what_is_in_it_out() {
        for overflow in [Overflow::Block, Overflow::DropOldest, Overflow::DropNewest] {
            let queue = queue(2, overflow);
            assert!(matches!(queue.try_push(delivery(1)), Pushed::Accepted));
            queue.close();
            assert!(matches!(queue.try_push(delivery(2)), Pushed::Closed(Delivery { number: 2, .. })));
            assert_eq!(queue.push(delivery(3)).await.unwrap_err().number, 3);
            assert_eq!(take(&queue, 9).await, [1]);
            assert_eq!(queue.take(&mut VecDeque::new(), 9).await, None);
        }
    }

    #[tokio::test]
    async fn closing_wakes_the_emitter_and_the_processor() {
        let queue = queue(1, Overflow::Block);
        let mut taken = VecDeque::new();
        {
            let mut take = pin!(queue.take(&mut taken, 1));
            assert!(poll!(take.as_mut()).is_pending());
            queue.close();
            assert_eq!(take.now_or_never(), Some(None));
        }
        let queue = Queue::new(QueueOptions { capacity: 1, overflow: Overflow::Block });
        assert!(matches!(queue.try_push(delivery(1)), Pushed::Accepted));
        let mut waits = pin!(queue.push(delivery(2)));
        assert!(poll!(waits.as_mut()).is_pending());
        assert_eq!(numbers(&mut queue.close_now()), [1]);
        assert_eq!(waits.await.unwrap_err().number, 2);
    }

    #[tokio::test]
    async fn a_take_that_is_dropped_takes_nothing() {
        let queue = queue(4, Overflow::Block);
        let mut taken = VecDeque::new();
        {
            let mut take = pin!(queue.take(&mut taken, 4));
            assert!(poll!(take.as_mut()).is_pending());
            assert!(matches!(queue.try_push(delivery(1)), Pushed::Accepted));
        }
        assert_eq!(taken.len(), 0);
        assert_eq!(take(&queue, 4).await, [1]);
    }
}
