//! The checks of chapter 1. Each module is a task, and each test is a sentence about what the code does.
//!
//! The same file checks the exercise and the reference solution. There is nothing to edit here.

use std::any::Any;
use std::cell::Cell;
use std::fmt::Debug;
use std::panic::{AssertUnwindSafe, resume_unwind};
use std::pin::Pin;
use std::task::Poll;
use std::time::Duration;

use async_stream::stream;
use futures::{FutureExt as _, Stream, StreamExt as _};
use pollscope::Recording;
use pollscope::report::{count, expected};
use pollscope::testing::{Draw, paused, paused_for};
use tokio::time::{Instant, sleep};

const SECOND: Duration = Duration::from_secs(1);

/// The limit of the checks in which more than a year passes. Tokio's timers are made for two.
const TWO_YEARS: Duration = Duration::from_secs(60_000_000);

/// Draws a time that is longer than any timeout: more than a year.
fn over_a_year(draw: &mut Draw) -> Duration {
    draw.millis(32_000_000_000..=55_000_000_000)
}

/// Yields many items that are all there. Code that gives way to others at each of them does not count as a busy loop,
/// because a little time passes now and then.
fn many_of<T>(items: impl IntoIterator<Item = T>) -> impl Stream<Item = T> {
    futures::stream::iter(items).enumerate().then(async |(place, item)| {
        if place % 1000 == 999 {
            sleep(Duration::from_millis(1)).await;
        }
        item
    })
}

/// Yields the items, one per second.
fn one_a_second<T>(items: impl IntoIterator<Item = T>) -> impl Stream<Item = T> {
    stream! {
        for item in items {
            sleep(SECOND).await;
            yield item;
        }
    }
}

/// Yields the items, one per second and the last one only after `long`. Counts how often it is polled after its end, as
/// some streams must not be.
fn one_late<T>(
    items: impl IntoIterator<Item = T>,
    long: Duration,
    polls_after_end: &Cell<usize>,
) -> impl Stream<Item = T> {
    let mut items = items.into_iter().peekable();
    let mut inner = Box::pin(stream! {
        while let Some(item) = items.next() {
            sleep(if items.peek().is_some() { SECOND } else { long }).await;
            yield item;
        }
    });
    let mut has_ended = false;
    futures::stream::poll_fn(move |cx| {
        if has_ended {
            polls_after_end.set(polls_after_end.get() + 1);
            return Poll::Ready(None);
        }
        let item = inner.as_mut().poll_next(cx);
        has_ended = matches!(item, Poll::Ready(None));
        item
    })
}

/// Asserts that `read` reads a stream to its end, however long it takes, and does not poll it again after that.
async fn reads_to_the_end<T: Clone, R>(
    recording: &Recording,
    items: [T; 3],
    read: impl AsyncFn(Pin<Box<dyn Stream<Item = T> + '_>>) -> R,
) {
    let long = over_a_year(&mut Draw::of_test());
    // A loop that reads two at a time finds the end at its first or at its second place.
    for length in [3, 0, 1, 2] {
        let last = if length == 3 { long } else { SECOND };
        let takes = if length == 0 { Duration::ZERO } else { SECOND * (length as u32 - 1) + last };
        let polls_after_end = Cell::new(0);
        let started = Instant::now();
        let items = one_late(items[..length].to_vec(), last, &polls_after_end);
        read(Box::pin(recording.stream("the stream", items))).await;
        let took = started.elapsed();
        if length == 3 && took < takes && recording.trace().lane("the stream").items() == 2 {
            expected(format!("to wait {long:?} for the last of three"))
                .but(format!("it took {took:?}"))
                .looks_as_if("it gives up when an item takes long, as with a `timeout`")
                .fail(recording);
        }
        assert_took(recording, started, takes);
        let polls = polls_after_end.get();
        if polls > 0 {
            expected(format!("a stream of {} is not polled again after its end", count(length, "item", "items")))
                .but(format!("it was polled {} after it had returned `None`", count(polls, "time", "times")))
                .looks_as_if("a loop does not end with the first `None`: some streams begin anew then, or panic")
                .fail(recording);
        }
    }
    makes_no_room_in_advance(recording, async |most| {
        let items = futures::stream::iter((0..most).map_while(|place| items.get(place).cloned()));
        read(Box::pin(items)).await;
    })
    .await;
}

/// Asserts that `read` makes no room for items that may never come: its streams say that they have at most so many, and have
/// three.
async fn makes_no_room_in_advance(recording: &Recording, read: impl AsyncFn(usize)) {
    let needed =
        |most: usize| allocation_counter::measure(|| drop(AssertUnwindSafe(read(most)).catch_unwind().now_or_never()));
    let (few, many) = (needed(3).bytes_max, needed(1 << 20).bytes_max);
    let happened = if many > few + (1 << 16) {
        Some(format!("with at most a million it needed {many} bytes, and with at most three {few}"))
    } else {
        let panic = AssertUnwindSafe(read(usize::MAX)).catch_unwind().await.err();
        panic.map(|panic| format!("with at most {} it panicked: {}", usize::MAX, text_of(panic)))
    };
    if let Some(happened) = happened {
        expected("three items are read in the same way, however many the stream's `size_hint` allows at most")
            .but(happened)
            .looks_as_if("memory is reserved for as many items as there can be at most: reserve it for the least number, if at all")
            .without_picture()
            .fail(recording);
    }
}

/// Asserts that calls do not disturb each other: some that run at the same time, and one that was dropped half-way.
///
/// `call` takes some seconds, and gives other results for 0 than for 1.
async fn keeps_calls_apart<R: PartialEq + Debug>(recording: &Recording, call: impl AsyncFn(usize) -> R) {
    let alone = [call(0).await, call(1).await];
    // The first poll comes from elsewhere: a future must keep the waker of the last one.
    let mut first = Box::pin(call(0));
    if first.as_mut().now_or_never().is_none() {
        first.await;
    }
    drop(futures::future::select(Box::pin(call(1)), Box::pin(sleep(3 * SECOND / 2))).await);
    let (one, other) = futures::future::join(call(0), call(1)).await;
    let together = [one, other];
    let shown = |results: &[R; 2]| {
        let shown = format!("{results:?}");
        let end = shown.char_indices().nth(700).map_or(shown.len(), |(end, _)| end);
        shown[..end].to_owned()
    };
    if alone != together {
        expected(format!("two calls at the same time give what each gives alone: {}", shown(&alone)))
            .but(format!("they gave {}", shown(&together)))
            .looks_as_if(
                "calls share something that outlives them: a `static` or `thread_local!` that holds results, a count, or a \
                 limit",
            )
            .without_picture()
            .fail(recording);
    }
}

/// Asserts that the time is that of the stream that the task reads.
#[track_caller]
fn assert_took(recording: &Recording, started: Instant, wanted: Duration) {
    let took = started.elapsed();
    if took != wanted {
        let blocked = recording.trace().lanes().filter_map(|lane| lane.longest_poll()).max() >= Some(SECOND / 2);
        let cause = if took > wanted {
            "it waits for more than this one stream"
        } else if blocked {
            "the thread is blocked, as by `std::thread::sleep`: tokio's clock stands still"
        } else {
            "the stream is not read, or not to its end"
        };
        expected(format!("to take as long as the stream that it reads: {wanted:?}"))
            .but(format!("it took {took:?}"))
            .looks_as_if(cause)
            .fail(recording);
    }
}

/// Returns the text of a panic of the answer. Goes on with the panic of a check or of a `todo!`.
fn text_of(panic: Box<dyn Any + Send>) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str).or(panic.downcast_ref::<&str>().copied());
    match text {
        Some(text) if !text.contains("not yet implemented") && !text.starts_with("expected: ") => text.to_owned(),
        _ => resume_unwind(panic),
    }
}

/// The lookups of the two tasks that look up ids, and what they must have done.
mod lookups {
    use super::*;
    use std::cell::RefCell;
    use std::num::NonZeroUsize;

    /// Looks up an id in `id` seconds, in a lane of its own.
    pub(super) async fn lookup(id: u64) -> String {
        pollscope::future(format!("lookup {id}"), sleep(SECOND * id as u32)).await;
        format!("name {id}")
    }

    pub(super) fn names(ids: &[u64]) -> Vec<String> {
        ids.iter().map(|id| format!("name {id}")).collect()
    }

    fn in_order(names: &[String]) -> Vec<&String> {
        let mut names: Vec<&String> = names.iter().collect();
        names.sort();
        names
    }

    #[track_caller]
    pub(super) fn assert_names(recording: &Recording, ids: &[u64], got: &[String]) {
        let wanted = names(ids);
        if got != wanted {
            let trace = recording.trace();
            let (started, finished) = (trace.started_in_order("lookup"), trace.finished_in_order("lookup"));
            // The second lookup of an id is called `lookup 1 (2)`.
            let is_of = |(lane, id): (&&str, &u64)| lane.split(" (").next() == Some(&format!("lookup {id}"));
            let as_given = started.iter().zip(ids).all(is_of);
            let as_finished: Vec<String> = finished.iter().map(|lane| lane.replace("lookup", "name")).collect();
            let cause = if started.len() < ids.len() {
                Some("not every id is looked up")
            } else if finished.len() < ids.len() {
                Some("not every lookup is awaited to its end")
            } else if started.len() > ids.len() {
                Some("there are more lookups than ids")
            } else if got.len() < wanted.len() {
                Some("not every result is kept")
            } else if !as_given {
                Some("the ids are taken in another order, or other ids are looked up")
            } else if got == as_finished {
                Some(
                    "the results are in the order in which they came: `buffer_unordered` does that, `buffered` keeps \
                     the order",
                )
            } else if in_order(got) == in_order(&wanted) {
                Some("the results are put into another order")
            } else {
                None
            };
            let report = expected(format!("for the ids {ids:?} the results in their order: {wanted:?}"))
                .but(format!("it gave {got:?}"));
            report.looks_as_if_any(cause).fail(recording);
        }
    }

    /// The result of one of many lookups.
    #[derive(Debug)]
    pub(super) struct Name(u64);

    fn are_of(names: &[Name], ids: &[u64]) -> bool {
        names.iter().map(|name| name.0).eq(ids.iter().copied())
    }

    /// Lookups that note what happens to them, for many more ids than a picture could show.
    pub(super) struct Lookups {
        ids: Vec<u64>,
        /// The `size_hint` of the iterator over the ids, if it is not the true one.
        hint: Option<Hint>,
        naps: Vec<Duration>,
        begun: Instant,
        calls: RefCell<Vec<Call>>,
        taken: Cell<usize>,
        done: Cell<usize>,
        in_flight: Cell<usize>,
        most_in_flight: Cell<usize>,
        most_ahead: Cell<usize>,
        /// The number of lookups that had begun when the first one failed.
        begun_at_error: Cell<Option<usize>>,
    }

    #[derive(Clone, Copy)]
    struct Call {
        id: u64,
        started: Duration,
        ended: Option<Duration>,
    }

    /// A lookup that is in flight until it is dropped.
    struct InFlight<'a>(&'a Cell<usize>);

    impl Drop for InFlight<'_> {
        fn drop(&mut self) {
            self.0.set(self.0.get() - 1);
        }
    }

    impl Lookups {
        /// Draws ids, and for each a time that its lookup takes. Every tenth takes none.
        pub(super) fn draw(draw: &mut Draw, length: usize) -> Lookups {
            let nap = |draw: &mut Draw| {
                if draw.usize(0..=9) == 0 { Duration::ZERO } else { draw.millis(1..=3000) }
            };
            let mut ids = draw.list(length, Draw::id);
            // Some are equal: each of them is looked up all the same.
            for place in (5..length).step_by(7) {
                ids[place] = ids[place - 3];
            }
            // Neighbours, too.
            for place in (9..length).step_by(11) {
                ids[place] = ids[place - 1];
            }
            // Borders, and ids that are even or small.
            for (place, id) in (1..).step_by(6).zip([0, u64::MAX, 1, 1 << 63, u64::MAX - 1, 2, 0, u64::MAX]) {
                if let Some(slot) = ids.get_mut(place) {
                    *slot = id;
                }
            }
            Lookups {
                ids,
                hint: None,
                naps: draw.list(length, nap),
                begun: Instant::now(),
                calls: RefCell::default(),
                taken: Cell::new(0),
                done: Cell::new(0),
                in_flight: Cell::new(0),
                most_in_flight: Cell::new(0),
                most_ahead: Cell::new(0),
                begun_at_error: Cell::new(None),
            }
        }

        /// Notes that a lookup fails.
        pub(super) fn note_error(&self) {
            self.begun_at_error.set(self.begun_at_error.get().or(Some(self.begun())));
        }

        /// Takes this time for the lookup of a place.
        pub(super) fn with_nap(mut self, place: usize, nap: Duration) -> Lookups {
            self.naps[place] = nap;
            self
        }

        /// Makes all naps different, and none of them zero.
        pub(super) fn with_distinct_naps(mut self) -> Lookups {
            for (place, nap) in self.naps.iter_mut().enumerate() {
                *nap += Duration::from_millis(place as u64 * 7919 % 997 + 1);
            }
            self
        }

        /// Returns how many ids there are.
        pub(super) fn how_many(&self) -> usize {
            self.ids.len()
        }

        /// Returns how many lookups have begun.
        pub(super) fn begun(&self) -> usize {
            self.calls.borrow().len()
        }

        /// Asserts that the first error in time was returned at once, and that nothing went on after it.
        #[track_caller]
        pub(super) fn must_have_failed(
            &self,
            recording: &Recording,
            got: &Result<Vec<Name>, (usize, Name)>,
            bad: &[usize],
            situation: &str,
        ) {
            let (calls, now) = (self.calls.borrow(), self.begun.elapsed());
            let ended = |place: &usize| calls.get(*place).and_then(|call| call.ended).map(|ended| (ended, *place));
            let first = bad.iter().filter_map(ended).min();
            let late = calls.len() - self.begun_at_error.get().unwrap_or(calls.len());
            let returned = got.as_ref().err().map(|(place, _)| *place);
            let report = expected(format!("{situation}: the first error in time, when it comes, and nothing after it"));
            let Some((moment, _)) = first else {
                report
                    .but(format!(
                        "after {} of {} there was no error",
                        count(calls.len(), "lookup", "lookups"),
                        self.ids.len()
                    ))
                    .looks_as_if("not every id is looked up")
                    .without_picture()
                    .fail(recording)
            };
            let at_once: Vec<usize> =
                bad.iter().filter(|place| ended(place).is_some_and(|(ended, _)| ended == moment)).copied().collect();
            let is_right = returned.is_some_and(|place| at_once.contains(&place));
            if is_right && now == moment && late == 0 && self.in_flight.get() == 0 {
                return;
            }
            let cause = if returned.is_none() {
                "errors are left out, or replaced by something else"
            } else if !is_right && now > moment && returned == bad.iter().min().copied() {
                "an error waits for its turn, in the order of the ids: so do `buffered` and `try_buffered`"
            } else if !is_right {
                "another error is returned than the first one in time"
            } else if now > moment && calls.len() == self.ids.len() {
                "all lookups are waited for, and only then the error is returned"
            } else if now > moment {
                "the error waits for other lookups: for those in flight, or for those before it in the order of the ids"
            } else if late > 0 {
                "other lookups start after the error"
            } else {
                "lookups are in flight after the error, as if they were kept elsewhere"
            };
            report
                .but(format!(
                    "it returned {} after {now:?}; the first error, that of number {}, came after {moment:?}, and {} started \
                     after that",
                    returned.map_or("no error".to_owned(), |place| format!("the error of number {}", place + 1)),
                    at_once.first().map_or(0, |place| place + 1),
                    count(late, "lookup", "lookups"),
                ))
                .looks_as_if(cause)
                .without_picture()
                .fail(recording);
        }

        /// Takes the same time for each lookup, or none.
        pub(super) fn each_in(mut self, nap: Duration) -> Lookups {
            self.naps.fill(nap);
            self
        }

        /// Iterates over the ids, and counts how many are taken.
        pub(super) fn ids(&self) -> impl Iterator<Item = u64> {
            let items = self.ids.iter().copied().inspect(|_| {
                self.taken.set(self.taken.get() + 1);
                let ahead = self.taken.get() - self.done.get();
                self.most_ahead.set(self.most_ahead.get().max(ahead));
            });
            Hinted { items, hint: self.hint }
        }

        /// Looks up an id, in the time of its place. Notes the call at once, before the future is polled.
        pub(super) fn look_up(&self, id: u64) -> impl Future<Output = Name> {
            let place = self.calls.borrow().len();
            self.calls.borrow_mut().push(Call { id, started: self.begun.elapsed(), ended: None });
            self.in_flight.set(self.in_flight.get() + 1);
            self.most_in_flight.set(self.most_in_flight.get().max(self.in_flight.get()));
            let in_flight = InFlight(&self.in_flight);
            async move {
                match self.naps.get(place) {
                    Some(nap) if !nap.is_zero() => sleep(*nap).await,
                    // Now and then some time passes: what gives way to others is no busy loop.
                    _ if place % 1000 == 999 => sleep(Duration::from_millis(1)).await,
                    _ => {}
                }
                drop(in_flight);
                self.done.set(self.done.get() + 1);
                self.calls.borrow_mut()[place].ended = Some(self.begun.elapsed());
                Name(id)
            }
        }

        /// Asserts that these are the results, and that there were never more than `limit` lookups, nor fewer than possible.
        #[track_caller]
        pub(super) fn must_be_looked_up(&self, recording: &Recording, got: &[Name], limit: usize) {
            let calls = self.calls.borrow();
            let situation = format!("{} ids, at most {limit} at a time", self.ids.len());
            self.must_give_results(recording, got, &calls, &situation);
            let most = self.most_in_flight.get();
            if most > limit {
                let cause = if calls.iter().all(|call| call.started.is_zero()) {
                    "all lookups start together: the limit is not used"
                } else if most == limit + 1 {
                    "the limit is off by one: `limit + 1`, or `<=` instead of `<`"
                } else {
                    "the limit is not kept"
                };
                expected(format!("{situation} in flight"))
                    .but(format!("{} in flight at one moment", count(most, "lookup was", "lookups were")))
                    .looks_as_if(cause)
                    .without_picture()
                    .fail(recording);
            }
            let mut allowed = Duration::ZERO;
            for (place, call) in calls.iter().enumerate() {
                if let Some(oldest) = place.checked_sub(limit) {
                    allowed = allowed.max(calls[oldest].ended.unwrap_or_default());
                }
                if call.started <= allowed {
                    continue;
                }
                let still = calls[..place].iter().filter(|call| call.ended > Some(allowed)).count();
                let before = calls[..place].iter().filter_map(|call| call.ended).max();
                let cause = if most < limit.min(calls.len()) {
                    format!("there are never more than {most} in flight, whatever the limit: a limit of its own")
                } else if Some(call.started) == before && still > 0 {
                    "they are looked up in batches: a batch waits for its slowest lookup, while a slot is free"
                        .to_owned()
                } else {
                    "a free slot is not filled at once, as if it waited for several to be free".to_owned()
                };
                expected(format!(
                    "{situation}: lookup {} starts at {allowed:?}, when {} in flight",
                    place + 1,
                    count(still, "is", "are")
                ))
                .but(format!("it started at {:?}", call.started))
                .looks_as_if(cause)
                .without_picture()
                .fail(recording);
            }
            let ahead = self.most_ahead.get();
            if ahead > limit {
                let cause = if ahead == self.ids.len() { ALL_TAKEN } else { TAKEN_AHEAD };
                expected(format!("{situation} taken and not yet looked up"))
                    .but(format!("it had {} at one moment", count(ahead, "id", "ids")))
                    .looks_as_if(cause)
                    .without_picture()
                    .fail(recording);
            }
            let (took, last) = (self.begun.elapsed(), calls.iter().filter_map(|call| call.ended).max());
            if Some(took) != last && !calls.is_empty() {
                expected(format!(
                    "{situation}: the results when the last lookup is done, after {:?}",
                    last.unwrap_or_default()
                ))
                .but(format!("they came after {took:?}"))
                .looks_as_if("it waits for more than the lookups")
                .without_picture()
                .fail(recording);
            }
        }

        #[track_caller]
        fn must_give_results(&self, recording: &Recording, got: &[Name], calls: &[Call], situation: &str) {
            let called: Vec<u64> = calls.iter().map(|call| call.id).collect();
            if are_of(got, &self.ids) && called == self.ids {
                return;
            }
            let sorted = |ids: &[u64]| {
                let mut ids = ids.to_vec();
                ids.sort_unstable();
                ids
            };
            let cause = if called.len() < self.ids.len() {
                "not every id is looked up"
            } else if called.len() > self.ids.len() {
                "there are more lookups than ids"
            } else if called != self.ids && sorted(&called) == sorted(&self.ids) {
                "the ids are taken in another order"
            } else if called != self.ids {
                "other ids are looked up: they are changed on the way, as by a conversion with `as`"
            } else if got.len() < self.ids.len() {
                "not every result is kept"
            } else {
                "the results are put into another order"
            };
            let place = got.iter().zip(&self.ids).position(|(name, id)| name.0 != *id);
            let place = place.unwrap_or(got.len().min(self.ids.len()));
            let shown = |id: Option<u64>| id.map_or("none".to_owned(), |id| format!("that of {id}"));
            expected(format!(
                "{situation}: {} results, of which number {} is {}",
                self.ids.len(),
                place + 1,
                shown(self.ids.get(place).copied())
            ))
            .but(format!(
                "it gave {} of {}: number {} is {}",
                count(got.len(), "result", "results"),
                count(called.len(), "lookup", "lookups"),
                place + 1,
                shown(got.get(place).map(|name| name.0))
            ))
            .looks_as_if(cause)
            .without_picture()
            .fail(recording);
        }

        /// Asserts that there are lookups in flight, and after `running` was dropped no longer.
        #[track_caller]
        pub(super) fn must_stop<F>(&self, recording: &Recording, running: F) {
            let before = self.in_flight.get();
            drop(running);
            let after = self.in_flight.get();
            if before == 0 || after > 0 {
                let cause = if before == 0 {
                    "nothing was looked up before"
                } else {
                    "a lookup is kept alive elsewhere, or leaked"
                };
                expected("when it is dropped half-way, each lookup in flight is dropped")
                    .but(format!("{} in flight before, and {after} after", count(before, "was", "were")))
                    .looks_as_if(cause)
                    .without_picture()
                    .fail(recording);
            }
        }
    }

    /// A promise of how many ids there are: at least, and at most.
    type Hint = (usize, Option<usize>);

    /// An iterator that may have another `size_hint` than its own.
    struct Hinted<I> {
        items: I,
        hint: Option<Hint>,
    }

    impl<I: Iterator> Iterator for Hinted<I> {
        type Item = I::Item;

        fn next(&mut self) -> Option<I::Item> {
            self.items.next()
        }

        fn size_hint(&self) -> Hint {
            self.hint.unwrap_or_else(|| self.items.size_hint())
        }
    }

    /// Promises that are not kept: nothing, too little, too much, and each of them as if it were exact.
    const FALSE_HINTS: [Hint; 9] = [
        (0, None),
        (0, Some(usize::MAX)),
        (3, Some(7)),
        (0, Some(0)),
        (1, Some(1)),
        (29, Some(29)),
        (31, Some(31)),
        (usize::MAX / 2, None),
        (usize::MAX, Some(usize::MAX)),
    ];

    /// Asserts that ids may come from an iterator that knows nothing of its length, or says too little or too much, with each
    /// of these limits.
    pub(super) async fn takes_any_iterator(
        recording: &Recording,
        limits: &[usize],
        look_up: impl AsyncFn(&Lookups, NonZeroUsize) -> Vec<Name>,
    ) {
        for most in limits {
            let limit = NonZeroUsize::MIN.saturating_add(most - 1);
            let lookups = || Lookups::draw(&mut Draw::of_test(), 30).each_in(SECOND);
            // Whatever is wrong with a true hint has another reason.
            let true_hint = lookups();
            let got = look_up(&true_hint, limit).await;
            true_hint.must_be_looked_up(recording, &got, *most);
            for hint in FALSE_HINTS {
                let lookups = Lookups { hint: Some(hint), ..lookups() };
                let got = AssertUnwindSafe(look_up(&lookups, limit)).catch_unwind().await;
                let (at_once, wanted) = (lookups.most_in_flight.get(), true_hint.most_in_flight.get());
                if got.as_ref().is_ok_and(|got| are_of(got, &lookups.ids)) && at_once == wanted {
                    continue;
                }
                let happened = match got {
                    Ok(got) => {
                        format!("it gave {}, and had {at_once} in flight", count(got.len(), "result", "results"))
                    }
                    Err(panic) => format!("it panicked: {}", text_of(panic)),
                };
                expected(format!(
                    "30 results for an iterator of 30 ids, {wanted} in flight at one moment, though its `size_hint` says {hint:?}"
                ))
                .but(happened)
                .looks_as_if("the `size_hint` is taken for the number of ids: it is only what is known before")
                .without_picture()
                .fail(recording);
            }
        }
    }

    /// Asserts that a limit of thousands is kept, and that very many ids are looked up.
    pub(super) async fn keeps_large_limits(
        recording: &Recording,
        look_up: impl AsyncFn(&Lookups, NonZeroUsize) -> Vec<Name>,
    ) {
        let mut draw = Draw::of_test();
        // Many at a time, many that are ready at once, and limits that become 0 in a smaller type.
        let (large, many) = (draw.usize(10_100..=10_500), draw.usize(10_100..=11_000));
        let mut cases = vec![(large, large + 300, SECOND), (7, many, Duration::ZERO), (1 << 16, 50, SECOND)];
        cases.extend(1_usize.checked_shl(32).map(|most| (most, 50, SECOND)));
        for (most, length, nap) in cases {
            let lookups = Lookups::draw(&mut draw, length).each_in(nap);
            let limit = NonZeroUsize::MIN.saturating_add(most - 1);
            // With Tokio's budget, thousands of timers would be polled again and again: 128 may be ready in one poll.
            let looking_up = tokio::task::unconstrained(look_up(&lookups, limit));
            let Ok(got) = tokio::time::timeout(100 * SECOND, looking_up).await else {
                expected(format!("{length} lookups, at most {most} at a time, to come to an end"))
                    .but("it still waited after 100 s")
                    .looks_as_if("the limit becomes zero in a smaller type, as by `as u16`, so that nothing starts")
                    .without_picture()
                    .fail(recording)
            };
            lookups.must_be_looked_up(recording, &got, most);
        }
    }

    /// Asserts that the largest limit is accepted, and that it takes no memory.
    pub(super) async fn accepts_any_limit(
        recording: &Recording,
        look_up: impl AsyncFn(&Lookups, NonZeroUsize) -> Vec<Name>,
    ) {
        // Whoever makes something for each place would do so for ever with the largest limit, so a large one comes first.
        for hint in [None, Some((0, None)), Some((usize::MAX / 2, None)), Some((1 << 30, Some(1 << 30)))] {
            // Lookups that wait, and such as are done at once.
            for nap in [SECOND, Duration::ZERO] {
                let needed = |most: usize| {
                    let lookups = Lookups { hint, ..Lookups::draw(&mut Draw::of_test(), 50).each_in(nap) };
                    let running = look_up(&lookups, NonZeroUsize::MIN.saturating_add(most - 1));
                    allocation_counter::measure(|| drop(running.now_or_never())).bytes_max
                };
                let (few, many) = (needed(50), needed(1 << 20));
                if many > few + (1 << 16) {
                    let says =
                        hint.map_or(String::new(), |hint| format!(", whose iterator has the `size_hint` {hint:?},"));
                    expected(format!("as much memory for 50 ids{says} with a limit of a million as with one of 50"))
                        .but(format!("at its peak it needed {few} bytes with 50, and {many} with a million"))
                        .looks_as_if(
                            "something is made or reserved for each place of the limit, such as a worker or a result",
                        )
                        .without_picture()
                        .fail(recording);
                }
            }
        }
        for hint in [None, Some((usize::MAX / 2, None))] {
            let lookups = Lookups { hint, ..Lookups::draw(&mut Draw::of_test(), 50) };
            match AssertUnwindSafe(look_up(&lookups, NonZeroUsize::MAX)).catch_unwind().await {
                Ok(got) => lookups.must_be_looked_up(recording, &got, usize::MAX),
                Err(panic) => {
                    let text = text_of(panic);
                    let says = hint.map_or(String::new(), |hint| format!(" and the `size_hint` {hint:?}"));
                    expected(format!("50 ids with the largest limit, {}{says}", usize::MAX))
                        .but(format!("it panicked: {text}"))
                        .looks_as_if(
                            "the limit is added to, or a semaphore gets as many permits, or memory is reserved for as many",
                        )
                        .without_picture()
                        .fail(recording);
                }
            }
        }
    }

    /// Asserts that a lookup may take more than a year.
    pub(super) async fn waits_for_slow_lookups(recording: &Recording, look_up: impl AsyncFn(&Lookups) -> Vec<Name>) {
        let mut draw = Draw::of_test();
        let long = over_a_year(&mut draw);
        let mut lookups = Lookups::draw(&mut draw, 3).each_in(SECOND);
        lookups.naps[1] = long;
        let got = look_up(&lookups).await;
        let calls = lookups.calls.borrow();
        if are_of(&got, &lookups.ids) && calls.len() == 3 {
            return;
        }
        expected(format!("three results, of which the second takes {long:?}"))
            .but(format!(
                "it gave {}, after {} in {:?}",
                count(got.len(), "result", "results"),
                count(calls.len(), "lookup", "lookups"),
                lookups.begun.elapsed()
            ))
            .looks_as_if("a lookup that takes long is given up or begun again, as with a `timeout`")
            .without_picture()
            .fail(recording);
    }

    pub(super) const ALL_TAKEN: &str =
        "all ids are taken at the start: they are collected, or each gets a future that waits for a permit";

    pub(super) const TAKEN_AHEAD: &str = "an id is taken while there is no room for its lookup, as by `peekable`, or by a loop that takes it and then waits";

    /// Ids whose lookups take a second each, and how many of them were taken ahead.
    pub(super) struct Taken {
        pub(super) called: Cell<usize>,
        pub(super) done: Cell<usize>,
        count: Cell<usize>,
        most_uncalled: Cell<usize>,
        most_ahead: Cell<usize>,
    }

    impl Taken {
        const ALL: usize = 6;

        pub(super) fn new() -> Taken {
            Taken {
                called: Cell::new(0),
                done: Cell::new(0),
                count: Cell::new(0),
                most_uncalled: Cell::new(0),
                most_ahead: Cell::new(0),
            }
        }

        pub(super) fn ids(&self) -> impl Iterator<Item = u64> {
            [1_u64; Taken::ALL].into_iter().inspect(|_| {
                self.count.set(self.count.get() + 1);
                let ahead_of = |past: &Cell<usize>| self.count.get().saturating_sub(past.get());
                self.most_uncalled.set(self.most_uncalled.get().max(ahead_of(&self.called)));
                self.most_ahead.set(self.most_ahead.get().max(ahead_of(&self.done)));
            })
        }

        /// Notes the call at once, before the future is polled.
        pub(super) fn look_up(&self, id: u64) -> impl Future<Output = ()> {
            self.called.set(self.called.get() + 1);
            async move {
                lookup(id).await;
                self.done.set(self.done.get() + 1);
            }
        }

        /// Asserts that at most as many ids were taken as may be in flight.
        #[track_caller]
        pub(super) fn must_be_at_most(&self, recording: &Recording, most: usize) {
            let ahead = self.most_ahead.get();
            if ahead > most {
                let cause = if self.called.get() < Taken::ALL {
                    "not every id is looked up"
                } else if self.most_uncalled.get() == Taken::ALL {
                    ALL_TAKEN
                } else if ahead == Taken::ALL {
                    "`lookup` is called for every id first: that makes all futures before there is room for them"
                } else {
                    TAKEN_AHEAD
                };
                expected(format!("at most {} taken and not yet looked up", count(most, "id", "ids")))
                    .but(format!("it had {} at one moment", count(ahead, "id", "ids")))
                    .looks_as_if(cause)
                    .fail(recording);
            }
        }
    }
}

mod async_comprehension {
    use super::*;
    use ::async_comprehension::async_comprehension;

    #[test]
    fn collects_ten_numbers_from_0_to_10() {
        paused(async |recording| {
            let numbers = recording.future("task", async_comprehension()).await;
            if numbers.len() != 10 || !numbers.iter().all(|number| (0.0..10.0).contains(number)) {
                let cause = match numbers.len() {
                    0 => "nothing is collected",
                    10 => "they are changed on the way, or do not come from `async_generator`",
                    1..10 => "not all of them are collected",
                    _ => "more is collected than one generator gives",
                };
                expected("the ten numbers of `async_generator`, each from 0 up to, but not including, 10")
                    .but(format!("it gave {numbers:.3?}"))
                    .looks_as_if(cause)
                    .fail(&recording);
            }
            // The chance that one number of the generator fits into an `f32` is 1 in 500 million, and that it has at most
            // twelve decimals 1 in a hundred.
            let is_rounded =
                |number: &f64| f64::from(*number as f32) == *number || (number * 1e12).round() / 1e12 == *number;
            if numbers.iter().all(is_rounded) {
                expected("the ten numbers of `async_generator`, unchanged")
                    .but(format!("each of {numbers:?} fits into an `f32`, or has at most twelve decimals"))
                    .looks_as_if("they go through an `f32`, or are rounded")
                    .without_picture()
                    .fail(&recording);
            }
            // Where random numbers come from shows in the source only.
            let Some((all, own)) = source().zip(own_code()) else { return };
            let calls = words_of(&own).filter(|word| *word == "async_generator").count();
            let named_elsewhere = all
                .split(';')
                .filter(|statement| !is_import(statement))
                .any(|statement| words_of(statement).any(|word| word == "async_generator"));
            // A path such as `async_generator::async_generator()` has the word twice.
            let called = own.replace(' ', "").matches("async_generator()").count();
            let cause = if called > 1 {
                "numbers of several generators are put together"
            } else if calls == 0 && !named_elsewhere {
                "it draws numbers of its own: those of the stream are asked for"
            } else {
                return;
            };
            expected("the ten numbers of one `async_generator`")
                .but(format!("its code calls `async_generator` {}", count(called, "time", "times")))
                .looks_as_if(cause)
                .without_picture()
                .fail(&recording);
        });
    }

    #[test]
    fn takes_ten_seconds() {
        paused(async |recording| {
            let started = Instant::now();
            recording.future("task", async_comprehension()).await;
            assert_took(&recording, started, 10 * SECOND);
        });
    }

    #[test]
    fn leaves_the_numbers_in_their_order() {
        paused(async |recording| {
            let numbers = recording.future("first", async_comprehension()).await;
            let again = recording.future("second", async_comprehension()).await;
            if numbers.len() != 10 || again.len() != 10 {
                expected("ten numbers in their order")
                    .but(format!("there were {}, and then {}", numbers.len(), again.len()))
                    .without_picture()
                    .fail(&recording);
            }
            let both = |sorted: fn(&f64, &f64) -> bool| numbers.is_sorted_by(sorted) && again.is_sorted_by(sorted);
            let cause = if both(|one, next| one < next) {
                "they are sorted, the smallest first"
            } else if both(|one, next| one > next) {
                "they are sorted, the largest first"
            } else if let Some(word) = changes_the_order() {
                // Only the generator knows the order of random numbers, so this shows in the source only.
                expected("ten random numbers in their order")
                    .but(format!("the code calls `{word}`, which puts them into another one"))
                    .looks_as_if("they are turned round, or moved")
                    .without_picture()
                    .fail(&recording);
            } else {
                return;
            };
            expected(
                "ten random numbers in their order: the chance that they are sorted in both of two runs is below 1 in 10^12",
            )
            .but(format!("there were {numbers:.3?} first, and then {again:.3?}"))
            .looks_as_if(cause)
            .without_picture()
            .fail(&recording);
        });
    }

    /// Reads the source of the library under test without its comments. It is `src/lib.rs`, unless the manifest names another file.
    ///
    /// `None` if there is no such file, as where these checks run on the reference solution.
    fn source() -> Option<String> {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
        let manifest = std::fs::read_to_string(folder.join("Cargo.toml")).ok()?;
        let of_lib = manifest.split_once("[lib]").map(|(_, rest)| rest.split("\n[").next().unwrap_or(rest));
        let path = of_lib.and_then(|of_lib| of_lib.lines().find_map(|line| line.strip_prefix("path = ")));
        let path = path.map_or("src/lib.rs".to_owned(), |path| path.trim().trim_matches('"').replace("\\\\", "\\"));
        let source = std::fs::read_to_string(folder.join(path)).ok()?;
        Some(source.lines().map(|line| line.split("//").next().unwrap_or(line).to_owned() + "\n").collect())
    }

    /// Returns the code of `async_comprehension`, after its name.
    fn own_code() -> Option<String> {
        let source = source()?;
        let (_, function) = source.split_once("fn async_comprehension(")?;
        function.split("\n}").next().map(str::to_owned)
    }

    fn words_of(code: &str) -> impl Iterator<Item = &str> {
        code.split(|letter: char| !(letter.is_alphanumeric() || letter == '_'))
    }

    fn is_import(statement: &str) -> bool {
        let statement = statement.trim_start();
        (statement.starts_with("use ") || statement.starts_with("pub use "))
            && !statement.contains("async_generator as")
    }

    /// Returns the word by which the code of `async_comprehension` changes the order of a list, if there is one.
    fn changes_the_order() -> Option<&'static str> {
        let code = own_code()?;
        let words: Vec<&str> = words_of(&code).collect();
        let others =
            ["reverse", "rev", "rotate_left", "rotate_right", "swap", "shuffle", "push_front", "swap_remove", "pop"];
        let at_the_front = ["insert(0,", "remove(0)"];
        let code = code.replace(' ', "");
        let called = others.into_iter().find(|other| words.contains(other));
        called.or_else(|| at_the_front.into_iter().find(|call| code.contains(call)))
    }

    #[test]
    fn gives_other_numbers_each_time() {
        paused(async |recording| {
            let numbers = recording.future("first", async_comprehension()).await;
            let again = recording.future("second", async_comprehension()).await;
            if numbers.iter().any(|number| again.contains(number)) {
                let rounded = |number: &f64| (number * 1e3).round() / 1e3 == *number;
                let cause = if numbers == again {
                    Some("each run gives the same numbers: they are hard-coded, kept, or drawn from a fixed seed")
                } else if numbers.iter().chain(&again).all(rounded) {
                    Some("numbers are rounded, or taken from a list")
                } else {
                    None
                };
                let report =
                    expected("ten new numbers in each run: the chance that two of twenty are equal is 1 in 10^13")
                        .but(format!("there were {numbers:.3?} first, and then {again:.3?}"))
                        .without_picture();
                report.looks_as_if_any(cause).fail(&recording);
            }
        });
    }

    #[test]
    fn keeps_two_calls_apart() {
        paused(async |recording| {
            drop(futures::future::select(Box::pin(async_comprehension()), Box::pin(sleep(5 * SECOND / 2))).await);
            let call = async |delay| {
                sleep(delay).await;
                let begun = Instant::now();
                let mut numbers = Box::pin(async_comprehension());
                // The first poll comes from elsewhere: a future must keep the waker of the last one.
                let numbers = match numbers.as_mut().now_or_never() {
                    Some(numbers) => numbers,
                    None => numbers.await,
                };
                (numbers, begun.elapsed())
            };
            let (one, other) = futures::future::join(call(Duration::ZERO), call(3 * SECOND / 2)).await;
            let is_whole = |(numbers, took): &(Vec<f64>, Duration)| numbers.len() == 10 && *took == 10 * SECOND;
            let in_common = one.0.iter().filter(|number| other.0.contains(number)).count();
            if is_whole(&one) && is_whole(&other) && in_common == 0 {
                return;
            }
            let shown = |(numbers, took): &(Vec<f64>, Duration)| {
                format!("{} after {took:?}", count(numbers.len(), "number", "numbers"))
            };
            let report = expected(
                "of two calls at the same time, after one was dropped half-way, each gives ten numbers of its own after 10 s",
            )
            .but(format!("they gave {} and {}, of which {in_common} are in both", shown(&one), shown(&other)));
            let alone = call(Duration::ZERO).await;
            let cause = is_whole(&alone).then_some("calls share something that outlives them, such as a `static`");
            report.looks_as_if_any(cause).without_picture().fail(&recording);
        });
    }
}

mod above {
    use super::*;
    use ::async_comprehension::above;

    fn bits(numbers: &[f64]) -> Vec<u64> {
        numbers.iter().map(|number| number.to_bits()).collect()
    }

    /// Returns the likeliest reason why these are not the numbers above the threshold.
    fn wrongly_kept(numbers: &[f64], threshold: f64, kept: &[f64], pulled: usize) -> Option<&'static str> {
        let (above, others): (Vec<f64>, Vec<f64>) = numbers.iter().partition(|number| **number > threshold);
        let mut single = above.clone();
        single.dedup();
        let alike = |one: &[f64], other: &[f64]| {
            let (mut one, mut other) = (one.to_vec(), other.to_vec());
            one.sort_by(f64::total_cmp);
            other.sort_by(f64::total_cmp);
            one == other
        };
        let sorted = kept.is_sorted() || kept.iter().rev().is_sorted();
        let fitting = numbers.iter().take_while(|number| **number > threshold).count();
        if pulled == fitting + 1 && kept == &numbers[..fitting] {
            Some("it stops at the first number that does not fit: `take_while` is not `filter`")
        } else if pulled < numbers.len() {
            Some("it stops before the numbers end")
        } else if kept == others {
            Some("the condition is the wrong way round")
        } else if alike(kept, &above) {
            Some(if sorted { "they are sorted" } else { "their order is lost" })
        } else if kept == single {
            Some("of equal numbers only one is kept")
        } else if alike(kept, &single) {
            Some("of equal numbers only one is kept, and the order is lost")
        } else if threshold == 0.0
            && kept.len() > above.len()
            && kept.iter().all(|number| *number == 0.0 || above.contains(number))
        {
            Some("`0.0` is taken for greater than `-0.0`, as by `total_cmp`: they are equal")
        } else if kept.iter().any(|number| others.contains(number)) {
            Some("numbers are kept that are not above the threshold")
        } else if kept.len() < above.len() && kept.iter().all(|number| above.contains(number)) {
            Some("numbers are left out that are above the threshold")
        } else {
            None
        }
    }

    #[test]
    fn keeps_what_is_greater_in_its_order() {
        paused(async |recording| {
            // The equal numbers are not the last ones, to tell a lost duplicate from a lost end.
            let numbers = [7.5, 2.0, 9.25, 5.5, 5.5, 5.0, 8.0];
            let stream = recording.stream("numbers", one_a_second(numbers));
            let kept = recording.future("above", above(stream, 5.25)).await;
            let wanted = [7.5, 9.25, 5.5, 5.5, 8.0];
            if kept != wanted {
                let pulled = recording.trace().lane("numbers").items();
                let report = expected(format!("of {numbers:?} those above 5.25: {wanted:?}"))
                    .but(format!("it pulled {}, and kept {kept:?}", count(pulled, "number", "numbers")));
                report.looks_as_if_any(wrongly_kept(&numbers, 5.25, &kept, pulled)).fail(&recording);
            }
        });
    }

    #[test]
    fn leaves_out_what_is_equal() {
        paused(async |recording| {
            let kept = recording.future("above", above(one_a_second([4.0, 5.0, f64::NAN, 6.0]), 5.0)).await;
            if kept != [6.0] {
                let cause = match kept[..] {
                    [5.0, 6.0] => Some("it keeps an equal number: `>=` instead of `>`"),
                    [nan, 6.0] if nan.is_nan() => Some("it keeps `NaN`, which is not `<=`, but not `>` either"),
                    [5.0, nan, 6.0] if nan.is_nan() => {
                        Some("it keeps an equal number and `NaN`: neither is `<`, but neither is `>`")
                    }
                    _ => None,
                };
                let report =
                    expected("of [4.0, 5.0, NaN, 6.0] those above 5.0: [6.0]").but(format!("it kept {kept:?}"));
                report.looks_as_if_any(cause).fail(&recording);
            }
        });
    }

    #[test]
    fn compares_exactly_and_keeps_all_of_many() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let close = draw.f64(-1.0..1.0);
            let length = draw.usize(10_100..=11_000);
            let mut numbers = draw.list(length, |draw| draw.f64(-1.0..1.0));
            numbers.extend_from_within(..20);
            let borders = [close, 0.0, f64::INFINITY, f64::NEG_INFINITY, f64::NAN, f64::MAX, f64::MIN];
            numbers.extend(borders);
            numbers.extend([close.next_up(), close.next_down(), -0.0, f64::MIN_POSITIVE, 5e-324, -5e-324]);
            draw.shuffle(&mut numbers);
            for threshold in borders.into_iter().chain([-0.0, f64::MIN_POSITIVE, 5e-324, -5e-324]) {
                let mut pulled = 0;
                let stream = many_of(numbers.clone()).inspect(|_| pulled += 1);
                let kept = above(stream, threshold).await;
                let is_above = |number: &&f64| number.partial_cmp(&&threshold) == Some(std::cmp::Ordering::Greater);
                let wanted: Vec<f64> = numbers.iter().filter(is_above).copied().collect();
                if kept == wanted && bits(&kept) != bits(&wanted) {
                    expected(format!("of {} numbers those above {threshold:?}, unchanged", numbers.len()))
                        .but("it changed a zero: `-0.0` is another number than `0.0`, though they are equal")
                        .looks_as_if("the numbers are changed on the way, as by an addition")
                        .without_picture()
                        .fail(&recording);
                }
                if kept == wanted && pulled < numbers.len() {
                    expected(format!("all {} numbers are read, also where none is above {threshold:?}", numbers.len()))
                        .but(format!("it read {pulled}"))
                        .looks_as_if("it returns as soon as it knows that nothing more is greater")
                        .without_picture()
                        .fail(&recording);
                }
                if kept == wanted {
                    continue;
                }
                let wrong = (0..).zip(kept.iter().zip(&wanted)).find(|(_, (kept, wanted))| kept != wanted);
                let place = wrong.map_or(kept.len().min(wanted.len()), |(place, _)| place);
                let shown = |list: &[f64]| list.get(place).map_or("no more".to_owned(), |number| format!("{number:?}"));
                let next_to = [close, close.next_up(), close.next_down()];
                let differs = |number: &f64| kept.contains(number) != wanted.contains(number);
                let cause = if kept.len() < wanted.len() && wanted.starts_with(&kept) {
                    Some("it stops before the numbers end, or keeps only so many")
                } else if differs(&f64::INFINITY) && kept.len() + 1 == wanted.len() {
                    Some("infinity is left out, although it is greater")
                } else if threshold == close && next_to.iter().any(differs) {
                    Some(
                        "numbers close to the threshold are on its wrong side: they are compared as `f32`, or with a tolerance",
                    )
                } else {
                    wrongly_kept(&numbers, threshold, &kept, pulled)
                };
                let report = expected(format!(
                    "of {} numbers the {} above {threshold:?}: {} comes as number {}",
                    numbers.len(),
                    wanted.len(),
                    shown(&wanted),
                    place + 1
                ))
                .but(format!("it kept {}, and number {} is {}", kept.len(), place + 1, shown(&kept)))
                .without_picture();
                report.looks_as_if_any(cause).fail(&recording);
            }
        });
    }

    #[test]
    fn compares_any_numbers() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let any = |draw: &mut Draw| match draw.usize(0..=9) {
                0 => *draw.pick(&[f64::INFINITY, f64::NEG_INFINITY, f64::NAN]),
                _ => draw.any_f64(),
            };
            for _ in 0..600 {
                let length = draw.usize(0..=9);
                let numbers = draw.list(length, any);
                let of_them = length > 0 && draw.usize(0..=1) == 0;
                let threshold = if of_them { *draw.pick(&numbers) } else { any(&mut draw) };
                let kept = above(futures::stream::iter(numbers.clone()), threshold).await;
                let wanted: Vec<f64> = numbers.iter().copied().filter(|number| *number > threshold).collect();
                if bits(&kept) != bits(&wanted) {
                    expected(format!("of {numbers:?} those above {threshold:?}: {wanted:?}"))
                        .but(format!("it kept {kept:?}"))
                        .looks_as_if_any(wrongly_kept(&numbers, threshold, &kept, length))
                        .without_picture()
                        .fail(&recording);
                }
            }
        });
    }

    #[test]
    fn reads_the_stream_to_its_end() {
        paused_for(TWO_YEARS, async |recording| {
            let started = Instant::now();
            let numbers = recording.stream("numbers", one_a_second([1.0, 9.0, 2.0, 3.0]));
            recording.future("above", above(numbers, 5.0)).await;
            assert_took(&recording, started, 4 * SECOND);
            reads_to_the_end(&recording, [1.0, 9.0, 6.0], async |numbers| above(numbers, 5.0).await).await;
            // Nothing is greater than these, and the stream is read all the same.
            for threshold in [f64::NAN, f64::INFINITY] {
                let started = Instant::now();
                above(recording.stream("numbers", one_a_second([1.0, 9.0])), threshold).await;
                assert_took(&recording, started, 2 * SECOND);
            }
        });
    }

    #[test]
    fn keeps_two_calls_apart() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let numbers = [(); 2].map(|()| draw.list(9, |draw| draw.f64(-10.0..10.0)));
            let call = async |which: usize| above(one_a_second(numbers[which].clone()), 0.0).await;
            keeps_calls_apart(&recording, call).await;
        });
    }
}

mod by_initial {
    use super::*;
    use ::async_comprehension::by_initial;
    use std::collections::{BTreeMap, BTreeSet};

    fn names(names: &[&str]) -> impl Stream<Item = String> + use<> {
        one_a_second(names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>())
    }

    #[track_caller]
    fn assert_grouped(
        recording: &Recording,
        given: &[&str],
        grouped: &BTreeMap<char, Vec<String>>,
        wanted: &[(char, &[&str])],
    ) {
        let wanted: BTreeMap<char, Vec<String>> =
            wanted.iter().map(|(c, names)| (*c, names.iter().map(|name| (*name).to_owned()).collect())).collect();
        if *grouped != wanted {
            let pulled = recording.trace().lane("names").items();
            let report = expected(format!("{given:?} by first letter: {wanted:?}"))
                .but(format!("it pulled {}, and gave {grouped:?}", count(pulled, "name", "names")));
            let cause = if pulled < given.len() {
                Some("it stops before the names end")
            } else {
                wrongly_grouped(given, grouped, &wanted)
            };
            report.looks_as_if_any(cause).fail(recording);
        }
    }

    /// Returns the likeliest reason why these are not the groups of the given names.
    fn wrongly_grouped(
        given: &[&str],
        grouped: &BTreeMap<char, Vec<String>>,
        wanted: &BTreeMap<char, Vec<String>>,
    ) -> Option<&'static str> {
        let in_order = |map: &BTreeMap<char, Vec<String>>| {
            let mut names: Vec<String> = map.values().flatten().cloned().collect();
            names.sort();
            names
        };
        let singles = |names: Vec<String>| names.into_iter().collect::<BTreeSet<String>>();
        let alone = |name: &&str| Some((name.chars().next()?, vec![(*name).to_owned()]));
        let last_of_each: BTreeMap<char, Vec<String>> = given.iter().filter_map(alone).collect();
        let first_of_each: BTreeMap<char, Vec<String>> = given.iter().rev().filter_map(alone).collect();
        let (got, all) = (in_order(grouped), in_order(wanted));
        let mut last_run_of_each: BTreeMap<char, Vec<String>> = BTreeMap::new();
        for run in given.chunk_by(|one, next| one.chars().next() == next.chars().next()) {
            if let Some(initial) = run[0].chars().next() {
                last_run_of_each.insert(initial, run.iter().map(|name| (*name).to_owned()).collect());
            }
        }

        if *grouped == last_run_of_each && last_run_of_each != last_of_each {
            Some("only neighbours are grouped, and a later group replaces an earlier one of the same letter")
        } else if got.iter().any(String::is_empty) {
            Some("a name without letters is kept")
        } else if *grouped == last_of_each {
            Some("a new name replaces the previous one: add it to the list of its letter")
        } else if *grouped == first_of_each {
            Some("a name is left out if its letter has one already: add it to the list of its letter")
        } else if got == all {
            Some(wrong_letters(grouped).unwrap_or("the names of a letter are put into another order"))
        } else if got.len() < all.len() && singles(got.clone()) == singles(all.clone()) {
            Some("of equal names only one is kept")
        } else if got.len() < all.len() && got.iter().all(|name| all.contains(name)) {
            Some("names are lost")
        } else {
            None
        }
    }

    /// Returns what the names under a wrong letter have in common, if there are any.
    fn wrong_letters(grouped: &BTreeMap<char, Vec<String>>) -> Option<&'static str> {
        let misplaced: Vec<(char, &str)> = grouped
            .iter()
            .flat_map(|(letter, names)| names.iter().map(move |name| (*letter, name.as_str())))
            .filter(|(letter, name)| !name.starts_with(*letter))
            .collect();
        let first_byte = |(letter, name): &(char, &str)| name.bytes().next().map(char::from) == Some(*letter);
        let other_case = |(letter, name): &(char, &str)| {
            name.chars().next().is_some_and(|initial| initial.to_lowercase().eq(letter.to_lowercase()))
        };
        if misplaced.is_empty() {
            None
        } else if misplaced.iter().all(|(letter, name)| name.trim_start().starts_with(*letter)) {
            Some("spaces at the beginning are skipped: the first character is meant, whatever it is")
        } else if misplaced.iter().all(first_byte) {
            Some("the first byte is taken for the first letter")
        } else if misplaced.iter().all(other_case) {
            Some("the case of letters is changed, as by `to_uppercase`")
        } else {
            Some("names are listed under a letter that is not their first")
        }
    }

    #[test]
    fn puts_names_under_their_first_letter_in_their_order() {
        paused(async |recording| {
            // Neighbours of one initial, and others that come back to it.
            let given = ["Grace", "Ada", "Alan", "Guido", "Barbara", "Grace"];
            let names = recording.stream("names", names(&given));
            let grouped = recording.future("by_initial", by_initial(names)).await;
            let wanted: [(char, &[&str]); 3] =
                [('A', &["Ada", "Alan"]), ('B', &["Barbara"]), ('G', &["Grace", "Guido", "Grace"])];
            assert_grouped(&recording, &given, &grouped, &wanted);
        });
    }

    #[test]
    fn takes_a_letter_as_it_is_written() {
        paused(async |recording| {
            let given = ["Émile", "ada", "Ada", "Élodie", "李"];
            let names = recording.stream("names", names(&given));
            let grouped = recording.future("by_initial", by_initial(names)).await;
            let wanted: [(char, &[&str]); 4] =
                [('A', &["Ada"]), ('a', &["ada"]), ('É', &["Émile", "Élodie"]), ('李', &["李"])];
            assert_grouped(&recording, &given, &grouped, &wanted);
        });
    }

    #[test]
    fn takes_any_first_character_of_any_number_of_names() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let mut initials =
                vec![' ', '\t', '3', '-', '_', '\u{301}', '\u{feff}', '\0', 'ß', 'ﬁ', 'İ', 'i', '🦀', 'a', 'A'];
            // What stands for "none" or "damaged" elsewhere, separators, private ones, and the last of each range.
            initials.extend([
                '\u{fffd}', '\u{ffff}', '\u{1b}', '\u{7f}', '\u{80}', '\u{85}', '\u{a0}', '\u{ad}', '\u{200b}',
            ]);
            initials.extend(['\u{2028}', '\u{202e}', '\u{d7ff}', '\u{e000}', '\u{3000}', '\u{10000}', '\u{10ffff}']);
            let length = draw.usize(2000..=3000);
            let mut given = draw.list(length, |draw| format!("{}{}", draw.pick(&initials), draw.word(0..=2)));
            // Thousands have the same initial, and some of them nothing else.
            let length = draw.usize(10_100..=11_000);
            given.extend(draw.list(length, |draw| "q".to_owned() + &draw.word(0..=2)));
            given.extend(["e\u{301}ric", "3com", " Ada", "\u{1F468}\u{200D}\u{1F469}"].map(str::to_owned));
            given.extend(["Ada\n", "Ada ", "Ada\r\n", "Ada\u{a0}", "\tGrace  Hopper"].map(str::to_owned));
            given.extend([300, 70_000].map(|length| draw.word(length..=length)));
            given.extend(draw.list(2000, |draw| draw.any_text(0..=3)));
            // Thousands of initials, each with a name or two.
            let many = draw.usize(10_100..=11_000);
            given.extend((0..many as u32).filter_map(|step| char::from_u32(0x4e00 + step)).map(String::from));
            draw.shuffle(&mut given);
            let mut wanted: BTreeMap<char, Vec<String>> = BTreeMap::new();
            for name in &given {
                if let Some(initial) = name.chars().next() {
                    wanted.entry(initial).or_default().push(name.clone());
                }
            }
            let grouped = by_initial(many_of(given)).await;
            if grouped == wanted {
                return;
            }
            let letters = wanted.keys().chain(grouped.keys());
            let letter = letters.copied().find(|letter| grouped.get(letter) != wanted.get(letter)).unwrap_or_default();
            let under = |map: &BTreeMap<char, Vec<String>>| map.get(&letter).cloned().unwrap_or_default();
            let (got, asked_for) = (under(&grouped), under(&wanted));
            let wrong = got.iter().zip(&asked_for).position(|(got, wanted)| got != wanted);
            let place = wrong.unwrap_or(got.len().min(asked_for.len()));
            let shown = |names: &[String]| {
                let cut = |name: &String| format!("{:?}", name.chars().take(40).collect::<String>());
                names.get(place).map_or("none".to_owned(), cut)
            };
            let (all_got, all): (BTreeSet<&String>, BTreeSet<&String>) =
                (grouped.values().flatten().collect(), wanted.values().flatten().collect());
            let is_lost = |name: &&&String| !all_got.contains(**name);
            let no_letter = |name: &&String| !name.starts_with(char::is_alphabetic);
            let lost: Vec<&str> = all.iter().filter(is_lost).map(|name| name.as_str()).collect();
            let cause = if all_got.iter().any(|name| !name.is_empty() && !all.contains(*name)) {
                Some("names are changed, as by `trim` or `to_lowercase`, or cut")
            } else if all_got.iter().any(|name| name.is_empty()) {
                Some("an empty name is kept, which has no initial")
            } else if grouped.iter().any(|(letter, names)| names.iter().any(|name| !name.starts_with(*letter))) {
                Some(wrong_letters(&grouped).unwrap_or("the first letter is looked for, not the first character"))
            } else if !lost.is_empty() && lost.iter().all(|name| name.trim().is_empty()) {
                Some("a name of nothing but white space is taken for empty: it has an initial")
            } else if !lost.is_empty() && lost.iter().all(|name| name.starts_with(|initial| initial > '\u{ffff}')) {
                Some("initials above U+FFFF are lost, such as emoji: in UTF-16 they are two units, but one `char`")
            } else if !lost.is_empty() && all.iter().filter(is_lost).all(no_letter) {
                Some("names are left out that do not begin with a letter: a space or a digit is a first character, too")
            } else if grouped.len() < wanted.len() {
                Some("initials are lost, as if there were only so many")
            } else if grouped.values().map(Vec::len).sum::<usize>() < wanted.values().map(Vec::len).sum() {
                Some("names are lost: each letter keeps only so many, or each name only once")
            } else {
                Some("the names of a letter are put into another order")
            };
            let report = expected(format!(
                "{} under {letter:?}, of which number {} is {}",
                count(asked_for.len(), "name", "names"),
                place + 1,
                shown(&asked_for)
            ))
            .but(format!("it gave {}, and number {} is {}", count(got.len(), "name", "names"), place + 1, shown(&got)))
            .without_picture();
            report.looks_as_if_any(cause).fail(&recording);
        });
    }

    #[test]
    fn leaves_out_an_empty_name() {
        paused(async |recording| {
            let given = ["Ada", "Alan", "", "Barbara"];
            let names = recording.stream("names", names(&given));
            let grouped = recording.future("by_initial", by_initial(names)).await;
            assert_grouped(&recording, &given, &grouped, &[('A', &["Ada", "Alan"]), ('B', &["Barbara"])]);
        });
    }

    #[test]
    fn reads_the_stream_to_its_end() {
        paused_for(TWO_YEARS, async |recording| {
            let started = Instant::now();
            let names = recording.stream("names", names(&["Ada", "Barbara", "Ada"]));
            recording.future("by_initial", by_initial(names)).await;
            assert_took(&recording, started, 3 * SECOND);
            let names = ["Ada", "", "Barbara"].map(str::to_owned);
            reads_to_the_end(&recording, names, async |names| by_initial(names).await).await;
        });
    }

    #[test]
    fn keeps_two_calls_apart() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let names = [(); 2].map(|()| draw.list(9, |draw| draw.word(1..=3)));
            keeps_calls_apart(&recording, async |which: usize| by_initial(one_a_second(names[which].clone())).await)
                .await;
        });
    }
}

mod looked_up_in_turn {
    use super::lookups::{Lookups, Taken, assert_names, lookup, takes_any_iterator, waits_for_slow_lookups};
    use super::*;
    use ::async_comprehension::looked_up_in_turn;

    #[test]
    fn gives_the_results_in_the_order_of_the_ids() {
        paused(async |recording| {
            let ids = [3, 1, 2];
            let got = recording.future("looked_up_in_turn", looked_up_in_turn(ids, lookup)).await;
            assert_names(&recording, &ids, &got);
        });
    }

    #[test]
    fn begins_a_lookup_when_the_one_before_is_done() {
        paused(async |recording| {
            let started = Instant::now();
            recording.future("looked_up_in_turn", looked_up_in_turn([3, 1, 2], lookup)).await;
            recording.assert_in_flight_at_most("lookup", 1);
            let took = started.elapsed();
            if took != 6 * SECOND {
                let ended = recording.trace().finished_in_order("lookup").len();
                let cause = match ended {
                    0..3 => Some("not all of them are awaited to their end"),
                    3 if took > 6 * SECOND => Some("it waits for more than the lookups"),
                    3 => None,
                    _ => Some("there are more lookups than ids"),
                };
                let report = expected("lookups of 3, 1 and 2 seconds one after the other: 6s")
                    .but(format!("it took {took:?}, and {} ended", count(ended, "lookup", "lookups")));
                report.looks_as_if_any(cause).fail(&recording);
            }
        });
    }

    #[test]
    fn takes_no_id_before_its_turn() {
        paused(async |recording| {
            let taken = Taken::new();
            let ids = taken.ids();
            recording.future("looked_up_in_turn", looked_up_in_turn(ids, |id| taken.look_up(id))).await;
            taken.must_be_at_most(&recording, 1);
        });
    }

    #[test]
    fn looks_up_each_of_many_ids_once() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let length = draw.usize(300..=400);
            for length in [length, 1] {
                let lookups = Lookups::draw(&mut draw, length);
                let got = looked_up_in_turn(lookups.ids(), |id| lookups.look_up(id)).await;
                lookups.must_be_looked_up(&recording, &got, 1);
            }
            // More than a `u16` can count, and too many for calls within calls.
            let length = draw.usize(70_000..=80_000);
            let lookups = Lookups::draw(&mut draw, length).each_in(Duration::ZERO);
            let got = looked_up_in_turn(lookups.ids(), |id| lookups.look_up(id)).await;
            lookups.must_be_looked_up(&recording, &got, 1);
        });
    }

    #[test]
    fn takes_any_iterator_of_ids() {
        paused(async |recording| {
            takes_any_iterator(&recording, &[1], async |lookups, _| {
                looked_up_in_turn(lookups.ids(), |id| lookups.look_up(id)).await
            })
            .await;
        });
    }

    #[test]
    fn waits_for_a_slow_lookup() {
        paused_for(TWO_YEARS, async |recording| {
            waits_for_slow_lookups(&recording, async |lookups| {
                looked_up_in_turn(lookups.ids(), |id| lookups.look_up(id)).await
            })
            .await;
        });
    }

    #[test]
    fn keeps_two_calls_apart() {
        paused(async |recording| {
            let call = async |which: usize| {
                let started = Instant::now();
                let ids = [[2, 3, 1, 4], [5, 1, 2, 2]][which];
                (looked_up_in_turn(ids, lookup).await, started.elapsed())
            };
            keeps_calls_apart(&recording, call).await;
        });
    }

    #[test]
    fn stops_when_it_is_dropped() {
        paused(async |recording| {
            let lookups = Lookups::draw(&mut Draw::of_test(), 50);
            let mut running = Box::pin(looked_up_in_turn(lookups.ids(), |id| lookups.look_up(id)));
            let half_way = sleep(20 * SECOND);
            let _ = futures::future::select(running.as_mut(), std::pin::pin!(half_way)).await;
            lookups.must_stop(&recording, running);
        });
    }

    #[test]
    fn no_ids_give_no_results_at_once() {
        paused(async |recording| {
            let got = looked_up_in_turn([], lookup).now_or_never();
            if got != Some(Vec::new()) {
                let report = expected("an empty list for no ids, at the first poll")
                    .but(got.as_ref().map_or("it waits".to_owned(), |got| format!("it gave {got:?}")))
                    .without_picture();
                let cause = got.is_none().then_some("something waits although there is nothing to wait for");
                report.looks_as_if_any(cause).fail(&recording);
            }
        });
    }
}

mod looked_up_together {
    use super::lookups::{
        Lookups, Taken, accepts_any_limit, assert_names, keeps_large_limits, lookup, takes_any_iterator,
        waits_for_slow_lookups,
    };
    use super::*;
    use ::async_comprehension::looked_up_together;
    use std::num::NonZeroUsize;

    /// Asserts that there were at most so many lookups in flight.
    #[track_caller]
    fn must_be_at_most(recording: &Recording, most: usize) {
        let trace = recording.trace();
        let (reached, all) = (trace.max_in_flight("lookup"), trace.started_in_order("lookup").len());
        if reached == most + 1 && reached < all {
            expected(format!("at most {} in flight", count(most, "lookup", "lookups")))
                .but(format!("{reached} were"))
                .looks_as_if("the limit is off by one: `limit + 1`, or `<=` instead of `<`")
                .fail(recording);
        }
        recording.assert_in_flight_at_most("lookup", most);
    }

    fn limit(limit: usize) -> NonZeroUsize {
        NonZeroUsize::new(limit).expect("no test uses a limit of zero")
    }

    #[test]
    fn starts_as_many_as_the_limit_allows() {
        paused(async |recording| {
            let started = Instant::now();
            let ids = [1; 6];
            let got = recording.future("looked_up_together", looked_up_together(ids, lookup, limit(3))).await;
            assert_names(&recording, &ids, &got);
            recording.assert_in_flight_reaches("lookup", 3);
            recording.assert_in_flight_at_most("lookup", 3);
            let took = started.elapsed();
            if took != 2 * SECOND {
                let trace = recording.trace();
                let starts: Vec<Duration> =
                    trace.started_in_order("lookup").iter().filter_map(|lane| trace.lane(lane).started_at()).collect();
                let cause = (starts.iter().filter(|start| start.is_zero()).count() == 3
                    && starts.iter().any(|start| *start > SECOND))
                .then_some("a free slot is not filled at once, as if it waited for several to be free");
                expected("six lookups of one second, three at a time: 2s")
                    .but(format!("it took {took:?}, and they started at {starts:?}"))
                    .looks_as_if_any(cause)
                    .fail(&recording);
            }
        });
    }

    #[test]
    fn never_has_more_in_flight_than_the_limit() {
        paused(async |recording| {
            recording.future("looked_up_together", looked_up_together([2, 1, 3, 1, 2], lookup, limit(2))).await;
            must_be_at_most(&recording, 2);
        });
    }

    #[test]
    fn looks_up_one_at_a_time_where_the_limit_is_one() {
        paused(async |recording| {
            recording.future("looked_up_together", looked_up_together([2, 1, 3], lookup, limit(1))).await;
            must_be_at_most(&recording, 1);
        });
    }

    #[test]
    fn gives_the_results_in_the_order_of_the_ids() {
        paused(async |recording| {
            // The lookups end in another order, and neither sorted nor reversed is it that of the ids.
            let ids = [3, 5, 1, 4, 2];
            let got = recording.future("looked_up_together", looked_up_together(ids, lookup, limit(5))).await;
            assert_names(&recording, &ids, &got);
        });
    }

    #[test]
    fn starts_the_next_when_the_oldest_is_done() {
        paused(async |recording| {
            let started = Instant::now();
            let ids = [1, 3, 2];
            let got = recording.future("looked_up_together", looked_up_together(ids, lookup, limit(2))).await;
            assert_names(&recording, &ids, &got);
            let took = started.elapsed();
            if took != 3 * SECOND {
                let report = expected(
                    "lookups of 1, 3 and 2 seconds, two at a time: the third starts when the first is done, 3s",
                )
                .but(format!("it took {took:?}"));
                let trace = recording.trace();
                let started = ids.map(|id| trace.lane(&format!("lookup {id}")).started_at());
                let cause = if trace.max_in_flight("lookup") == 1 {
                    Some("each one is awaited before the next one starts")
                } else if started == [0, 0, 3].map(|second| Some(SECOND * second)) {
                    Some("they are looked up in batches: a batch waits for its slowest lookup, while a slot is free")
                } else if started == [0, 0, 1].map(|second| Some(SECOND * second)) {
                    Some("it waits for more than the lookups")
                } else {
                    Some("a slot stays free although there is another id")
                };
                report.looks_as_if_any(cause).fail(&recording);
            }
        });
    }

    #[test]
    fn takes_no_id_before_there_is_room() {
        paused(async |recording| {
            let taken = Taken::new();
            let ids = taken.ids();
            recording.future("looked_up_together", looked_up_together(ids, |id| taken.look_up(id), limit(2))).await;
            taken.must_be_at_most(&recording, 2);
        });
    }

    #[test]
    fn a_lookup_that_is_woken_is_polled_at_once() {
        paused(async |recording| {
            recording.future("looked_up_together", looked_up_together([3, 1, 2, 2, 1], lookup, limit(3))).await;
            recording.assert_promptly_polled("lookup", Duration::ZERO);
        });
    }

    #[test]
    fn keeps_any_limit_with_many_ids() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let cases = [
                (draw.usize(7..=13), draw.usize(150..=200)),
                (draw.usize(100..=130), draw.usize(500..=600)),
                (draw.usize(1100..=1300), draw.usize(2500..=3000)),
                (2, draw.usize(30..=50)),
                (1, draw.usize(30..=50)),
                // More places than ids, as many, and one more or less.
                (draw.usize(60..=70), draw.usize(30..=50)),
                (23, 23),
                (24, 23),
                (23, 24),
                (1, 1),
                (2, 1),
            ];
            for (most, length) in cases {
                let lookups = Lookups::draw(&mut draw, length);
                let got = looked_up_together(lookups.ids(), |id| lookups.look_up(id), limit(most)).await;
                lookups.must_be_looked_up(&recording, &got, most);
            }
        });
    }

    #[test]
    fn keeps_a_very_large_limit_and_takes_very_many_ids() {
        paused(async |recording| {
            keeps_large_limits(&recording, async |lookups, most| {
                looked_up_together(lookups.ids(), |id| lookups.look_up(id), most).await
            })
            .await;
        });
    }

    #[test]
    fn takes_any_iterator_of_ids() {
        paused(async |recording| {
            takes_any_iterator(&recording, &[9, 1, usize::MAX], async |lookups, most| {
                looked_up_together(lookups.ids(), |id| lookups.look_up(id), most).await
            })
            .await;
        });
    }

    #[test]
    fn waits_for_a_slow_lookup() {
        paused_for(TWO_YEARS, async |recording| {
            waits_for_slow_lookups(&recording, async |lookups| {
                looked_up_together(lookups.ids(), |id| lookups.look_up(id), limit(2)).await
            })
            .await;
        });
    }

    #[test]
    fn keeps_two_calls_apart() {
        paused(async |recording| {
            let call = async |which: usize| {
                let started = Instant::now();
                let ids = [[2, 3, 1, 4, 1], [5, 1, 2, 2, 3]][which];
                (looked_up_together(ids, lookup, limit(2 + which)).await, started.elapsed())
            };
            keeps_calls_apart(&recording, call).await;
        });
    }

    #[test]
    fn accepts_the_largest_limit() {
        paused(async |recording| {
            accepts_any_limit(&recording, async |lookups, most| {
                looked_up_together(lookups.ids(), |id| lookups.look_up(id), most).await
            })
            .await;
        });
    }

    #[test]
    fn stops_when_it_is_dropped() {
        paused(async |recording| {
            let lookups = Lookups::draw(&mut Draw::of_test(), 50);
            let mut running = Box::pin(looked_up_together(lookups.ids(), |id| lookups.look_up(id), limit(5)));
            let half_way = sleep(5 * SECOND);
            let _ = futures::future::select(running.as_mut(), std::pin::pin!(half_way)).await;
            lookups.must_stop(&recording, running);
        });
    }

    #[test]
    fn no_ids_give_no_results_at_once() {
        paused(async |recording| {
            let got = looked_up_together([], lookup, limit(4)).now_or_never();
            if got != Some(Vec::new()) {
                let report = expected("an empty list for no ids, at the first poll")
                    .but(got.as_ref().map_or("it waits".to_owned(), |got| format!("it gave {got:?}")))
                    .without_picture();
                let cause = got.is_none().then_some("something waits although there is nothing to wait for");
                report.looks_as_if_any(cause).fail(&recording);
            }
        });
    }
}

mod parsed {
    use super::*;
    use ::async_comprehension::{ParseLineError, parsed};

    fn lines(lines: &[&str]) -> impl Stream<Item = String> + use<> {
        one_a_second(lines.iter().map(|line| (*line).to_owned()).collect::<Vec<_>>())
    }

    /// Returns the likeliest reason why there is no error for bad lines.
    fn without_error(lines: &[&str], numbers: &[f64]) -> Option<&'static str> {
        let good: Vec<f64> = lines.iter().filter_map(|line| line.parse().ok()).collect();
        let before: Vec<f64> = lines.iter().map_while(|line| line.parse().ok()).collect();
        if numbers.len() == lines.len() {
            Some("a bad line is taken for a number")
        } else if numbers == good && good == before {
            Some("the bad line is left out, but there is no error")
        } else if numbers == good {
            Some("bad lines are skipped")
        } else if numbers == before {
            Some("the numbers end at the bad line, but without an error")
        } else {
            None
        }
    }

    #[test]
    fn gives_the_number_of_each_line() {
        paused(async |recording| {
            let got = recording.future("parsed", parsed(lines(&["1.5", "-2", "3e2"]))).await;
            if got != Ok(vec![1.5, -2.0, 300.0]) {
                let is_wanted = |number: &f64| [1.5, -2.0, 300.0].contains(number);
                let cause = match &got {
                    Err(_) => Some("a good line is rejected"),
                    Ok(numbers) if !numbers.iter().all(is_wanted) => Some("the numbers are not those of the lines"),
                    Ok(numbers) if numbers.len() < 3 => Some("good lines are lost"),
                    Ok(numbers) if numbers.len() == 3 => Some("the numbers are put into another order"),
                    Ok(_) => Some("there are more numbers than lines"),
                };
                let report = expected(r#"for "1.5", "-2" and "3e2" the numbers [1.5, -2.0, 300.0]"#)
                    .but(format!("it gave {got:?}"));
                report.looks_as_if_any(cause).fail(&recording);
            }
        });
    }

    #[test]
    fn names_the_first_bad_line_by_number_and_text() {
        paused(async |recording| {
            let given = ["1", "2", "tree", "4", "fife"];
            let got = recording.future("parsed", parsed(lines(&given))).await;
            let (line, text) = match &got {
                Err(ParseLineError { line, text, .. }) => (*line, text.as_str()),
                Ok(numbers) => {
                    let report =
                        expected("an error: the third line is \"tree\"").but(format!("it gave Ok({numbers:?})"));
                    report.looks_as_if_any(without_error(&given, numbers)).fail(&recording)
                }
            };
            if (line, text) != (3, "tree") {
                let cause = match (line, text) {
                    (2, "tree") => "the lines are counted from 0, but people count them from 1",
                    (_, "tree") => "the line is counted wrongly",
                    (_, "fife") => "it names the last bad line instead of the first one",
                    (_, text) if given.contains(&text) => "the error names a good line",
                    _ => "the text of the error is not that of the line",
                };
                expected("line 3, \"tree\"")
                    .but(format!("it named line {line}, {text:?}"))
                    .looks_as_if(cause)
                    .fail(&recording);
            }
        });
    }

    #[test]
    fn pulls_no_line_after_a_bad_one() {
        paused(async |recording| {
            let given = ["1", "two", "3", "4"];
            let lines = recording.stream("lines", lines(&given));
            let got = recording.future("parsed", parsed(lines)).await;
            let pulled = recording.trace().lane("lines").items();
            if got.is_ok() || pulled != 2 {
                let cause = match (&got, pulled) {
                    (Ok(numbers), _) => without_error(&given, numbers),
                    (Err(_), 0 | 1) => Some("an error is returned before the bad line is read"),
                    (Err(_), 3) => Some("another line is asked for before the error is returned"),
                    (Err(_), _) => Some("all lines are read before the error is returned"),
                };
                let report = expected("two lines pulled: the second one is bad")
                    .but(format!("it pulled {}, and gave {got:?}", count(pulled, "line", "lines")));
                report.looks_as_if_any(cause).fail(&recording);
            }
        });
    }

    #[test]
    fn keeps_the_text_of_a_bad_line_as_it_stood() {
        paused(async |recording| {
            for bad in ["", " 1.5", "1,5 "] {
                let got = recording.future("parsed", parsed(lines(&[bad]))).await;
                let text = got.as_ref().err().map(|error| error.text.as_str());
                if text != Some(bad) {
                    let cause = match &got {
                        Ok(numbers) if *numbers == [1.5] => {
                            Some("the line is trimmed or corrected before it is parsed")
                        }
                        Ok(numbers) => without_error(&[bad], numbers),
                        Err(error) if error.text == bad.trim() => Some("the text of the error is trimmed"),
                        Err(_) => Some("the text of the error is not that of the line"),
                    };
                    let report = expected(format!("the line {bad:?} is rejected, and the error has this text"))
                        .but(format!("it gave {got:?}"));
                    report.looks_as_if_any(cause).fail(&recording);
                }
            }
        });
    }

    #[test]
    fn tells_in_words_which_line_is_bad_and_why() {
        paused(async |recording| {
            let given = ["1", "two"];
            let got = recording.future("parsed", parsed(lines(&given))).await;
            let error = got.as_ref().err();
            let words = error.map(ToString::to_string);
            let reason = error.and_then(std::error::Error::source).map(ToString::to_string);
            let wanted = (Some(r#"line 2 is not a number: "two""#), Some("invalid float literal"));
            if (words.as_deref(), reason.as_deref()) != wanted {
                let cause = match &got {
                    Ok(numbers) => without_error(&given, numbers),
                    Err(error) if error.text != "two" => Some("the text of the error is not that of the line"),
                    Err(error) if error.line != 2 => Some("the line is counted wrongly"),
                    Err(_) if words.as_deref() == wanted.0 => Some("the source is the error of another text"),
                    Err(_) => None,
                };
                let report = expected(format!("the error and its source to say {wanted:?}"))
                    .but(format!("they say {words:?} and {reason:?}"))
                    .without_picture();
                report.looks_as_if_any(cause).fail(&recording);
            }
        });
    }

    #[test]
    fn reads_every_form_of_a_number_exactly() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let length = draw.usize(700..=900);
            let mut given = draw.list(length, |draw| {
                let number = draw.f64(-1000.0..1000.0);
                match draw.usize(0..=3) {
                    0 => format!("{number:e}"),
                    1 => format!("{number:E}"),
                    2 if number > 0.0 => format!("+{number:?}"),
                    _ => format!("{number:?}"),
                }
            });
            let borders = [
                "inf",
                "-inf",
                "+Infinity",
                "NaN",
                "-nan",
                "-0",
                "0",
                "5.",
                ".5",
                "007",
                "1e400",
                "-1e400",
                "1e-400",
                "4.9e-324",
                "1.7976931348623157e308",
                "9007199254740993",
                "18446744073709551615",
                "0.1",
                "1E5",
            ];
            given.extend(borders.map(str::to_owned));
            // Numbers of thousands of digits, of which each could count.
            given.extend([3000, 70_000].map(|length| format!("0.{}{}", "0".repeat(length), "7")));
            given.extend([3000, 70_000].map(|length| format!("{}.5", "0".repeat(length))));
            given.push(format!("1.{}e-{}", "3".repeat(2000), "0".repeat(2000)));
            draw.shuffle(&mut given);
            let got = parsed(futures::stream::iter(given.clone())).await;
            let numbers = match &got {
                Ok(numbers) => numbers.as_slice(),
                Err(error) => expected(format!("{} good lines are parsed", given.len()))
                    .but(format!(
                        "it rejected line {}, {:?}: {}",
                        error.line,
                        error.text.chars().take(60).collect::<String>(),
                        error.source
                    ))
                    .looks_as_if(if error.text.len() > 100 {
                        "a long line is cut, or not read: `str::parse::<f64>` accepts it"
                    } else {
                        "a line is rejected that `str::parse::<f64>` accepts"
                    })
                    .without_picture()
                    .fail(&recording),
            };
            let exact = |text: &String| text.parse::<f64>().expect("each line is good");
            for (place, text) in given.iter().enumerate() {
                let (number, wanted) = (numbers.get(place), exact(text));
                if number
                    .is_some_and(|number| number.to_bits() == wanted.to_bits() || number.is_nan() && wanted.is_nan())
                {
                    continue;
                }
                let cause = match number {
                    Some(number) if *number == f64::from(wanted as f32) && wanted != 0.0 => {
                        Some("the number goes through an `f32`, which has only seven digits")
                    }
                    Some(number) if *number == 0.0 && wanted == 0.0 => Some("the sign of a zero is lost"),
                    Some(_) if numbers.len() < given.len() => Some("good lines are left out"),
                    Some(number) if (number - wanted).abs() < 1e-3 => Some("the number is rounded"),
                    Some(_) => None,
                    None => Some("the numbers end before the lines do"),
                };
                let cause = if text.len() > 100 { Some("a long line is cut, or not read") } else { cause };
                let text: String = text.chars().take(60).collect();
                let report =
                    expected(format!("for line {} of {}, {text:?}, the number {wanted:?}", place + 1, given.len()))
                        .but(number.map_or("it has no number".to_owned(), |number| format!("it gave {number:?}")))
                        .without_picture();
                report.looks_as_if_any(cause).fail(&recording);
            }
        });
    }

    /// Texts that are no number, though some look like one.
    const NO_NUMBERS: &[&str] = &[
        "",
        " ",
        "1 ",
        " 1",
        "1.5\n",
        "\t2",
        "1_000",
        "1,5",
        "0x10",
        "１",
        "\u{feff}1",
        "--1",
        "+-1",
        "+",
        ".",
        "e5",
        "1e",
        "1e5.0",
        "nan0",
        "infinit",
        "∞",
        "1f64",
        "true",
        "# 1",
        "1;",
        "1%",
        "$1",
        "1 2",
        "(1)",
        "0b1",
        "0o7",
        "1..2",
        "1.2.3",
        "1e5e5",
        "NaN(1)",
        "null",
        "-",
        "-.",
        "½",
        "\u{0663}",
        "1L",
        "\"1\"",
    ];

    /// Returns a bad line of every kind.
    fn bad_lines(draw: &mut Draw) -> Vec<String> {
        let mut bad_lines: Vec<String> = NO_NUMBERS.iter().copied().map(str::to_owned).collect();
        // Every kind of space, and what is not seen, on either side.
        let spaces = ('\0'..='\u{3000}').filter(|letter| letter.is_whitespace());
        for space in spaces.chain(['\0', '\u{200b}', '\u{feff}', '\u{ad}']) {
            bad_lines.extend([format!("{space}1"), format!("1{space}")]);
        }
        bad_lines.extend(["1\r\n", "1\n\n"].map(str::to_owned));
        bad_lines.extend([3000, 70_000].map(|length| draw.word(length..=length) + "!"));
        bad_lines
    }

    #[test]
    fn stops_at_every_kind_of_bad_line() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            for (place, bad) in bad_lines(&mut draw).iter().map(String::as_str).enumerate() {
                // Before one of them, more good lines than a `u16` can count.
                // Each is the very first line, too.
                for before in [
                    0,
                    if bad == "1f64" {
                        65_540
                    } else if place < 4 {
                        draw.usize(260..=400)
                    } else {
                        1
                    },
                ] {
                    let mut given = draw.list(before, |draw| draw.f64(-10.0..10.0).to_string());
                    given.push(bad.to_owned());
                    given.extend(draw.list(3, |draw| draw.f64(0.0..1.0).to_string()));
                    let mut pulled = 0;
                    let got = parsed(many_of(given).inspect(|_| pulled += 1)).await;
                    let source = bad.parse::<f64>().expect_err("each of them is bad");
                    let wanted = ParseLineError { line: before + 1, text: bad.to_owned(), source };
                    if got.as_ref() == Err(&wanted) && pulled == before + 1 {
                        continue;
                    }
                    let cause = match &got {
                        Ok(numbers) if numbers.len() == before => {
                            Some("the numbers end at the bad line, but without an error")
                        }
                        Ok(numbers) if numbers.len() == before + 3 => Some("the bad line is skipped"),
                        Ok(_) => Some("a bad line is taken for a number"),
                        Err(error) if error.line != wanted.line => Some("the line is counted wrongly"),
                        Err(error) if error.text != wanted.text => {
                            Some("the text of the error is not that of the line")
                        }
                        Err(error) if error.source != wanted.source => Some("the source is the error of another text"),
                        Err(_) => Some("lines are pulled after the bad one"),
                    };
                    let cut = |error: ParseLineError| match error.text.chars().count() {
                        ..=60 => format!("{error:?}"),
                        length => format!(
                            "an error for line {} of {length} characters, {:?}: {}",
                            error.line,
                            error.text.chars().take(30).collect::<String>(),
                            error.source
                        ),
                    };
                    let got = got.map_or_else(cut, |numbers| count(numbers.len(), "number", "numbers"));
                    let report =
                        expected(format!("{} pulled, and {}", count(before + 1, "line", "lines"), cut(wanted)))
                            .but(format!("it pulled {pulled}, and gave {got}"))
                            .without_picture();
                    report.looks_as_if_any(cause).fail(&recording);
                }
            }
        });
    }

    #[test]
    fn does_what_str_parse_does() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            for _ in 0..600 {
                let length = draw.usize(1..=5);
                let given = draw.list(length, |draw| match draw.usize(0..=7) {
                    0 => draw.any_text(0..=3),
                    1 => format!("{}{}", draw.any_f64(), draw.any_text(1..=1)),
                    2 => format!("{:e}", draw.any_f64()),
                    _ => draw.any_f64().to_string(),
                });
                let mut pulled = 0;
                let got = parsed(futures::stream::iter(given.clone()).inspect(|_| pulled += 1)).await;
                let mut wanted = Ok(Vec::new());
                for (text, line) in given.iter().zip(1..) {
                    match (text.parse::<f64>(), &mut wanted) {
                        (Ok(number), Ok(numbers)) => numbers.push(number),
                        (Err(source), Ok(_)) => wanted = Err(ParseLineError { line, text: text.clone(), source }),
                        (_, Err(_)) => {}
                    }
                }
                let bits = |numbers: &Vec<f64>| numbers.iter().map(|number| number.to_bits()).collect::<Vec<u64>>();
                let lines = wanted.as_ref().map_or_else(|error| error.line, Vec::len);
                if got.as_ref().map(bits) != wanted.as_ref().map(bits) || pulled != lines {
                    expected(format!("of {given:?}, by {}: {wanted:?}", count(lines, "line", "lines")))
                        .but(format!("it pulled {pulled}, and gave {got:?}"))
                        .without_picture()
                        .fail(&recording);
                }
            }
        });
    }

    #[test]
    fn reads_the_stream_to_its_end() {
        paused_for(TWO_YEARS, async |recording| {
            let lines = ["1", "2.5", "3"].map(str::to_owned);
            reads_to_the_end(&recording, lines, async |lines| parsed(lines).await).await;
        });
    }

    #[test]
    fn keeps_two_calls_apart() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let mut lines = [(); 2].map(|()| draw.list(9, |draw| draw.f64(-10.0..10.0).to_string()));
            lines[1][6].push('!');
            keeps_calls_apart(&recording, async |which: usize| parsed(one_a_second(lines[which].clone())).await).await;
        });
    }

    #[test]
    fn no_lines_are_no_numbers() {
        paused(async |recording| {
            let got = recording.future("parsed", parsed(lines(&[]))).await;
            if got != Ok(Vec::new()) {
                expected("Ok([]) when there is no line")
                    .but(format!("it gave {got:?}"))
                    .without_picture()
                    .fail(&recording);
            }
        });
    }
}

mod summary {
    use super::*;
    use ::async_comprehension::{Summary, summary};

    fn equal(one: f64, other: f64) -> bool {
        (one - other).abs() <= 1e-9 * one.abs().max(other.abs()).max(1e-300)
    }

    /// Returns the mean, summed up with what each addition loses.
    fn exact_mean(scores: &[f64]) -> f64 {
        let (mut sum, mut lost) = (0.0_f64, 0.0);
        for score in scores {
            let next = sum + score;
            lost += if sum.abs() >= score.abs() { (sum - next) + score } else { (score - next) + sum };
            sum = next;
        }
        (sum + lost) / scores.len() as f64
    }

    #[track_caller]
    fn assert_summary(recording: &Recording, scores: &[f64], got: Option<Summary>, wanted: Summary) {
        let largest = wanted.min.abs().max(wanted.max.abs());
        let good = got.is_some_and(|got| {
            let off = (got.mean - wanted.mean).abs();
            got.count == wanted.count
                && (off < largest / 1e9 || got.mean == wanted.mean)
                && got.min == wanted.min
                && got.max == wanted.max
        });
        if !good {
            let last = &scores[scores.len().saturating_sub(8)..];
            let shown = if last.len() < scores.len() {
                format!("{} scores that end with {last:?}", scores.len())
            } else {
                format!("{scores:?}")
            };
            let report = expected(format!("of {shown}: {wanted:?}")).but(format!("it gave {got:?}"));
            let report = if scores.len() > 8 { report.without_picture() } else { report };
            report.looks_as_if_any(wrong_summary(scores, got, wanted)).fail(recording);
        }
    }

    /// Returns the likeliest reason why this is not the summary of the scores.
    fn wrong_summary(scores: &[f64], got: Option<Summary>, wanted: Summary) -> Option<&'static str> {
        let Some(Summary { count, mean, min, max }) = got else {
            return Some("it gives `None` although there are scores");
        };
        let (counted, sum) = (wanted.count as f64, wanted.mean * wanted.count as f64);
        // The usual beginnings of a fold that does not begin with the first score.
        let begins = [0.0, f64::MIN, f64::MAX, f64::MIN_POSITIVE, f64::INFINITY, f64::NEG_INFINITY];
        let strange = |end: f64| begins.contains(&end) && !scores.contains(&end);
        let by_halves = scores.iter().copied().reduce(f64::midpoint).unwrap_or_default();
        let is_f32 = |number: f64, wanted: f64| number != wanted && number == f64::from(wanted as f32);
        let largest = wanted.min.abs().max(wanted.max.abs());
        if count < wanted.count {
            Some("not every score is counted, or in a type that is too small")
        } else if count > wanted.count {
            Some("the count is higher than the number of scores")
        } else if is_f32(min, wanted.min) || is_f32(max, wanted.max) || (is_f32(mean, wanted.mean) && mean != 0.0) {
            Some("something goes through an `f32`, which has only seven digits")
        } else if mean.is_nan() && scores.iter().all(|score| *score == 0.0) {
            Some("zero is divided by zero, as by a scale that is the largest score")
        } else if !mean.is_finite() {
            Some("something overflows on the way, though the mean itself is not too large")
        } else if (min, max) != (wanted.min, wanted.max) {
            if (min, max) == (wanted.max, wanted.min) {
                Some("smallest and largest are swapped")
            } else if strange(min) || strange(max) {
                Some("smallest or largest begins with a number that is not a score: begin with the first score")
            } else if scores.contains(&min) && scores.contains(&max) {
                Some("a score is kept that is not the smallest, or not the largest")
            } else {
                None
            }
        } else if equal(mean, sum) {
            Some("the mean is the sum: divide it by the count")
        } else if equal(mean, sum / (counted - 1.0)) || equal(mean, sum / (counted + 1.0)) {
            Some("the sum is divided by a number other than the count")
        } else if equal(mean, f64::midpoint(min, max)) {
            Some("the mean is the midpoint of smallest and largest: divide the sum by the count")
        } else if (mean - by_halves).abs() < largest / 1e9 {
            Some("each mean is halfway between the last mean and the new score, so that late scores count more")
        } else if means_of_means(scores).any(|other| (mean - other).abs() < largest / 1e9) {
            Some(
                "it is the mean of the means of parts that are not equally long: the last part counts as much as a longer one",
            )
        } else if (mean - wanted.mean).abs() < largest / 1e4 {
            Some("the mean is rounded, or its rounding errors add up, as in an `f32`")
        } else {
            None
        }
    }

    /// Returns the means of the means of parts, of the usual lengths.
    fn means_of_means(scores: &[f64]) -> impl Iterator<Item = f64> {
        let lengths = (1..=16).map(|power| 1 << power).chain([3, 5, 10, 50, 100, 500, 1000, 5000, 10_000]);
        lengths.filter(|length| !scores.len().is_multiple_of(*length)).map(|length| {
            let means: Vec<f64> = scores.chunks(length).map(exact_mean).collect();
            exact_mean(&means)
        })
    }

    #[test]
    fn gives_count_mean_smallest_and_largest() {
        paused(async |recording| {
            let scores = [70.0, 82.5, 55.0, 91.0];
            let got = recording.future("summary", summary(one_a_second(scores))).await;
            assert_summary(&recording, &scores, got, Summary { count: 4, mean: 74.625, min: 55.0, max: 91.0 });
        });
    }

    #[test]
    fn gives_none_where_there_are_no_scores() {
        paused(async |recording| {
            let got = recording.future("summary", summary(one_a_second([]))).await;
            if got.is_some() {
                let cause = got
                    .is_some_and(|got| got.mean.is_nan())
                    .then_some("zero is divided by zero: without scores there is no mean");
                let report =
                    expected("`None` when there are no scores").but(format!("it gave {got:?}")).without_picture();
                report.looks_as_if_any(cause).fail(&recording);
            }
        });
    }

    #[test]
    fn takes_scores_below_zero_and_a_single_one() {
        paused(async |recording| {
            let scores = [-3.0, -1.0, -2.0];
            let got = recording.future("below zero", summary(one_a_second(scores))).await;
            assert_summary(&recording, &scores, got, Summary { count: 3, mean: -2.0, min: -3.0, max: -1.0 });
            let got = recording.future("single", summary(one_a_second([42.0]))).await;
            assert_summary(&recording, &[42.0], got, Summary { count: 1, mean: 42.0, min: 42.0, max: 42.0 });
        });
    }

    #[test]
    fn holds_for_small_large_opposite_and_many_scores() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let mut drawn = |scale: f64, length: usize| draw.list(length, |draw| scale * draw.f64(-1.0..1.0));
            let mut up = drawn(100.0, 45);
            up.sort_by(f64::total_cmp);
            let down: Vec<f64> = up.iter().rev().copied().collect();
            let cases = [
                drawn(100.0, 47),
                up,
                down,
                drawn(1e-300, 53),
                drawn(1e300, 41),
                drawn(1.0, 43).iter().map(|score| score - 1e6).collect(),
                vec![1e300, -1e300, 1e300, -1e300, -1e300],
                vec![0.1; 30],
                vec![0.0, -0.0],
                vec![-4.7],
                // More than a `u16` can count.
                drawn(1000.0, 150_001),
            ];
            for scores in cases {
                let got = summary(many_of(scores.clone())).await;
                let min = scores.iter().copied().fold(f64::INFINITY, f64::min);
                let max = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
                let wanted = Summary { count: scores.len(), mean: exact_mean(&scores), min, max };
                assert_summary(&recording, &scores, got, wanted);
            }
        });
    }

    /// Draws any score that the contract allows: zero, or one whose absolute value is between 1e-300 and 1e300.
    fn any_allowed(draw: &mut Draw) -> f64 {
        let score = draw.any_f64();
        if score == 0.0 || (1e-300..=1e300).contains(&score.abs()) { score } else { any_allowed(draw) }
    }

    #[test]
    fn holds_for_any_scores() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            for case in 0..600 {
                let length = draw.usize(1..=9);
                let mut scores = draw.list(length, any_allowed);
                // All above zero, or all below, too.
                match case % 3 {
                    0 => scores.iter_mut().for_each(|score| *score = score.abs()),
                    1 => scores.iter_mut().for_each(|score| *score = -score.abs()),
                    _ => {}
                }
                let got = summary(futures::stream::iter(scores.clone())).await;
                let min = scores.iter().copied().fold(f64::INFINITY, f64::min);
                let max = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
                let wanted = Summary { count: length, mean: exact_mean(&scores), min, max };
                assert_summary(&recording, &scores, got, wanted);
            }
        });
    }

    #[test]
    fn needs_no_more_memory_for_more_scores() {
        paused(async |recording| {
            let peak = |length: u32| {
                let scores = futures::stream::iter((0..length).map(f64::from));
                let used = allocation_counter::measure(|| {
                    assert!(
                        summary(scores).now_or_never().flatten().is_some(),
                        "the scores are all there: it can be ready"
                    );
                });
                used.bytes_max
            };
            let (few, many) = (peak(100), peak(100_000));
            if many > few {
                let cause = if many >= 100_000 * 8 {
                    "the scores are collected, or something else is kept for each; fold them instead"
                } else {
                    "scores are kept in a list or a buffer: fold them instead"
                };
                expected("as much memory for 100,000 scores as for 100")
                    .but(format!("at its peak it needed {few} bytes for 100, and {many} for 100,000"))
                    .looks_as_if(cause)
                    .without_picture()
                    .fail(&recording);
            }
        });
    }

    #[test]
    fn reads_the_stream_to_its_end() {
        paused_for(TWO_YEARS, async |recording| {
            let started = Instant::now();
            let scores = recording.stream("scores", one_a_second([1.0, 2.0, 3.0]));
            recording.future("summary", summary(scores)).await;
            assert_took(&recording, started, 3 * SECOND);
            reads_to_the_end(&recording, [1.5, 2.0, -3.0], async |scores| summary(scores).await).await;
        });
    }

    #[test]
    fn keeps_two_calls_apart() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let scores = [(); 2].map(|()| draw.list(9, |draw| draw.f64(-10.0..10.0)));
            keeps_calls_apart(&recording, async |which: usize| summary(one_a_second(scores[which].clone())).await)
                .await;
        });
    }
}

mod try_looked_up {
    use super::lookups::{
        Lookups, Name, Taken, accepts_any_limit, keeps_large_limits, takes_any_iterator, waits_for_slow_lookups,
    };
    use super::*;
    use ::async_comprehension::try_looked_up;
    use std::convert::Infallible;
    use std::num::NonZeroUsize;

    fn limit(limit: usize) -> NonZeroUsize {
        NonZeroUsize::new(limit).expect("no test uses a limit of zero")
    }

    /// Looks up the ids of lookups that all succeed.
    async fn look_up(lookups: &Lookups, most: NonZeroUsize) -> Vec<Name> {
        let lookup = async |id| Ok::<Name, Infallible>(lookups.look_up(id).await);
        match try_looked_up(lookups.ids(), lookup, most).await {
            Ok(found) => found,
            Err(never) => match never {},
        }
    }

    #[test]
    fn gives_the_results_in_the_order_of_the_ids() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let cases = [
                (draw.usize(7..=13), draw.usize(150..=200)),
                (draw.usize(1100..=1300), draw.usize(2500..=3000)),
                (1, draw.usize(30..=50)),
                (draw.usize(60..=70), draw.usize(30..=50)),
                (23, 23),
                (24, 23),
                (23, 24),
                (3, 1),
                (1, 1),
            ];
            for (most, length) in cases {
                let lookups = Lookups::draw(&mut draw, length);
                let got = look_up(&lookups, limit(most)).await;
                lookups.must_be_looked_up(&recording, &got, most);
            }
        });
    }

    type Failing<'a> = Pin<Box<dyn Future<Output = Result<Vec<Name>, (usize, Name)>> + 'a>>;

    /// Looks up the ids, of which those in the places `bad` fail. The future is not to be dropped before it is examined: what is
    /// in flight then is kept by nobody else.
    fn failing<'a>(lookups: &'a Lookups, bad: &'a [usize], most: NonZeroUsize) -> (Failing<'a>, String) {
        let lookup = move |id| {
            let (place, looking_up) = (lookups.begun(), lookups.look_up(id));
            async move {
                let name = looking_up.await;
                if !bad.contains(&place) {
                    return Ok(name);
                }
                lookups.note_error();
                Err((place, name))
            }
        };
        let situation = format!(
            "{} lookups, at most {most} at a time, of which {} fail: number {}",
            lookups.how_many(),
            bad.len(),
            bad.iter().take(12).map(|place| (place + 1).to_string()).collect::<Vec<String>>().join(", ")
        );
        (Box::pin(try_looked_up(lookups.ids(), lookup, most)), situation)
    }

    #[test]
    fn returns_the_first_error_in_time() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let length = draw.usize(90..=110);
            let some = draw.list(9, |draw| draw.usize(0..=80));
            // One, the first, the last, two of which the later one is much faster, all, and some.
            let cases = [vec![40], vec![0], vec![length - 1], vec![30, 32], (0..length).collect(), some];
            for bad in cases {
                let most = draw.usize(5..=9);
                let mut lookups = Lookups::draw(&mut draw, length);
                if bad.len() == 2 {
                    lookups = lookups.with_nap(30, 900 * SECOND).with_nap(32, SECOND / 10);
                }
                // Errors of one moment would be equally good.
                let lookups = lookups.with_distinct_naps();
                let (mut running, situation) = failing(&lookups, &bad, limit(most));
                let got = running.as_mut().await;
                lookups.must_have_failed(&recording, &got, &bad, &situation);
            }
        });
    }

    #[test]
    fn returns_any_error_of_one_moment() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            // Lookups that end together, and such as end at once.
            for nap in [SECOND, Duration::ZERO] {
                for bad in [vec![0], vec![1, 3], vec![4], vec![2, 17], vec![11, 12], vec![39], (0..40).collect()] {
                    let most = draw.usize(3..=9);
                    let lookups = Lookups::draw(&mut draw, 40).each_in(nap);
                    let (mut running, situation) = failing(&lookups, &bad, limit(most));
                    let got = running.as_mut().await;
                    lookups.must_have_failed(&recording, &got, &bad, &situation);
                }
            }
        });
    }

    #[test]
    fn takes_no_id_before_there_is_room() {
        paused(async |recording| {
            let taken = Taken::new();
            let ids = taken.ids();
            let lookup = |id| taken.look_up(id).map(Ok::<(), Infallible>);
            let _ = recording.future("try_looked_up", try_looked_up(ids, lookup, limit(2))).await;
            taken.must_be_at_most(&recording, 2);
        });
    }

    #[test]
    fn accepts_the_largest_limit() {
        paused(async |recording| accepts_any_limit(&recording, look_up).await);
    }

    #[test]
    fn keeps_a_very_large_limit_and_takes_very_many_ids() {
        paused(async |recording| keeps_large_limits(&recording, look_up).await);
    }

    #[test]
    fn takes_any_iterator_of_ids() {
        paused(async |recording| {
            takes_any_iterator(&recording, &[9, 1, usize::MAX], look_up).await;
        });
    }

    #[test]
    fn waits_for_a_slow_lookup() {
        paused_for(TWO_YEARS, async |recording| {
            waits_for_slow_lookups(&recording, async |lookups| look_up(lookups, limit(2)).await).await;
        });
    }

    #[test]
    fn waits_for_a_late_error() {
        paused_for(TWO_YEARS, async |recording| {
            let mut draw = Draw::of_test();
            let long = over_a_year(&mut draw);
            let lookups = Lookups::draw(&mut draw, 3).each_in(SECOND).with_nap(1, long);
            let (mut running, situation) = failing(&lookups, &[1], limit(2));
            let got = running.as_mut().await;
            lookups.must_have_failed(&recording, &got, &[1], &format!("{situation}, after {long:?}"));
        });
    }

    #[test]
    fn stops_when_it_is_dropped() {
        paused(async |recording| {
            let lookups = Lookups::draw(&mut Draw::of_test(), 50);
            let mut running = Box::pin(look_up(&lookups, limit(5)));
            let half_way = sleep(5 * SECOND);
            let _ = futures::future::select(running.as_mut(), std::pin::pin!(half_way)).await;
            lookups.must_stop(&recording, running);
        });
    }

    #[test]
    fn no_ids_give_no_results_at_once() {
        paused(async |recording| {
            let lookups = Lookups::draw(&mut Draw::of_test(), 0);
            let got = look_up(&lookups, limit(4)).now_or_never();
            if !got.as_ref().is_some_and(Vec::is_empty) {
                let report = expected("an empty list for no ids, at the first poll")
                    .but(got.as_ref().map_or("it waits".to_owned(), |got| format!("it gave {got:?}")))
                    .without_picture();
                let cause = got.is_none().then_some("something waits although there is nothing to wait for");
                report.looks_as_if_any(cause).fail(&recording);
            }
        });
    }

    #[test]
    fn keeps_two_calls_apart() {
        paused(async |recording| {
            let call = async |which: usize| {
                let started = Instant::now();
                let ids = [[2, 3, 1, 4, 1], [5, 1, 2, 7, 3]][which];
                let lookup = async |id| {
                    sleep(SECOND * id as u32).await;
                    if id == 7 { Err(id) } else { Ok(id) }
                };
                (try_looked_up(ids, lookup, limit(2 + which)).await, started.elapsed())
            };
            keeps_calls_apart(&recording, call).await;
        });
    }
}

mod joined {
    use super::*;
    use ::async_comprehension::joined;
    use futures::stream::{empty, iter, pending};
    use std::cmp::Ordering;

    /// One side of a join: keys, and the time that each item takes from when it is asked for.
    #[derive(Clone, Debug)]
    struct Side {
        items: Vec<(u64, String)>,
        waits: Vec<Duration>,
    }

    impl Side {
        fn draw(draw: &mut Draw, name: &str, keys: &[u64]) -> Side {
            let items = keys.iter().map(|key| (*key, format!("{name} {key} {}", draw.word(0..=3)))).collect();
            let waits = draw.list(keys.len(), |draw| draw.millis(1..=3000));
            Side { items, waits }
        }

        fn stream(&self) -> impl Stream<Item = (u64, String)> + use<> {
            let Side { items, waits } = self.clone();
            stream! {
                for (item, wait) in items.into_iter().zip(waits) {
                    sleep(wait).await;
                    yield item;
                }
            }
        }

        /// Notes the time that an item takes, and returns true if there is one.
        fn take(&self, taken: &mut usize, time: &mut Duration) -> bool {
            *time += self.waits.get(*taken).copied().unwrap_or_default();
            *taken += 1;
            *taken <= self.items.len()
        }
    }

    type Joined = Vec<(u64, String, String)>;

    /// The result of a join, the number of items that it takes of each side, and the time that it takes.
    struct Wanted {
        joined: Joined,
        taken: [usize; 2],
        time: Duration,
    }

    fn wanted(left: &Side, right: &Side) -> Wanted {
        let (mut lefts, mut rights) = (0, 0);
        let (mut joined, mut time) = (Vec::new(), Duration::ZERO);
        let mut order = Ordering::Equal;
        loop {
            let (mut left_time, mut right_time) = (Duration::ZERO, Duration::ZERO);
            let has_left = order == Ordering::Greater || left.take(&mut lefts, &mut left_time);
            let has_right = order == Ordering::Less || right.take(&mut rights, &mut right_time);
            // The end of one comes at once, and ends the wait for the other.
            if !has_left || !has_right {
                let taken = |taken: usize, side: &Side, other_ended: bool| {
                    let is_cut_off = other_ended && order == Ordering::Equal && taken <= side.items.len();
                    if is_cut_off { taken - 1 } else { taken.min(side.items.len()) }
                };
                let taken = [taken(lefts, left, !has_right), taken(rights, right, !has_left)];
                return Wanted { joined, taken, time };
            }
            time += left_time.max(right_time);
            let (one, other) = (&left.items[lefts - 1], &right.items[rights - 1]);
            order = one.0.cmp(&other.0);
            if order == Ordering::Equal {
                joined.push((one.0, one.1.clone(), other.1.clone()));
            }
        }
    }

    /// Draws two lists of keys, of which some are in both.
    fn keys(draw: &mut Draw, length: usize) -> [Vec<u64>; 2] {
        let (mut left, mut right) = (vec![], vec![]);
        for _ in 0..length {
            let key = draw.u64();
            match draw.usize(0..=3) {
                0 => left.push(key),
                1 => right.push(key),
                _ => {
                    left.push(key);
                    right.push(key);
                }
            }
        }
        // Borders, and keys that an `f64` takes for equal.
        left.extend([0, u64::MAX, (1 << 60) + 1, 1 << 61]);
        right.extend([0, u64::MAX, 1 << 60, (1 << 61) + 1]);
        [left, right].map(|mut keys| {
            keys.sort_unstable();
            keys.dedup();
            keys
        })
    }

    #[track_caller]
    fn must_be_joined(recording: &Recording, got: &Joined, wanted: &Joined, sides: [&Side; 2]) {
        if got == wanted {
            return;
        }
        let keys = |joined: &Joined| joined.iter().map(|(key, _, _)| *key).collect::<Vec<u64>>();
        let is_swapped = |(key, left, right): &(u64, String, String)| {
            wanted.contains(&(*key, right.clone(), left.clone())) && left != right
        };
        let has = |side: &Side, key: u64| side.items.iter().any(|item| item.0 == key);
        let lacks =
            |key: u64| !keys(got).contains(&key) && got.len() + 1 == wanted.len() && keys(wanted).contains(&key);
        let in_another_order =
            OTHER_ORDERS.into_iter().find(|(order, _)| keys(got) == joined_by(sides, *order)).map(|(_, cause)| cause);
        let cause = if in_another_order.is_some() && keys(got) != keys(wanted) {
            in_another_order
        } else if lacks(0) {
            Some("the key 0 is left out, as if it meant that no key has come yet")
        } else if lacks(u64::MAX) {
            Some("the largest key is taken for the end of a side")
        } else if keys(got) == keys(wanted) && got.iter().any(is_swapped) {
            Some("the items are swapped: the left one comes first")
        } else if keys(got) == keys(wanted) {
            Some("an item is taken from another key: keep each with its own")
        } else if got.iter().any(|(key, _, _)| !sides.iter().all(|side| has(side, *key))) {
            Some("keys are joined that only one side has, or that differ by little, as in an `f64`")
        } else if got.len() < wanted.len() && wanted.starts_with(got) {
            Some("it ends too early: one side has more items, and so has the other")
        } else if got.len() < wanted.len() {
            Some(
                "keys are missed: of two different keys only the smaller is passed over, and the larger waits for its match",
            )
        } else {
            None
        };
        let place = got.iter().zip(wanted).position(|(got, wanted)| got != wanted);
        let place = place.unwrap_or(got.len().min(wanted.len()));
        expected(format!(
            "of {} and {} items {} joined: number {} is {:?}",
            sides[0].items.len(),
            sides[1].items.len(),
            wanted.len(),
            place + 1,
            wanted.get(place)
        ))
        .but(format!("it gave {}: number {} is {:?}", got.len(), place + 1, got.get(place)))
        .looks_as_if_any(cause)
        .without_picture()
        .fail(recording);
    }

    #[test]
    fn gives_each_key_that_both_have_with_both_items() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            for length in [draw.usize(200..=300), 1, 0, draw.usize(10_100..=11_000)] {
                let [lefts, rights] = keys(&mut draw, length);
                let (left, right) = (Side::draw(&mut draw, "left", &lefts), Side::draw(&mut draw, "right", &rights));
                let got = joined(many_of(left.items.clone()), many_of(right.items.clone())).await;
                must_be_joined(&recording, &got, &wanted(&left, &right).joined, [&left, &right]);
            }
            for _ in 0..600 {
                let [left, right] = few(&mut draw);
                let got = joined(iter(left.items.clone()), iter(right.items.clone())).await;
                must_be_joined(&recording, &got, &wanted(&left, &right).joined, [&left, &right]);
            }
        });
    }

    /// Draws two sides of a few keys each: some close to each other, some far apart.
    fn few(draw: &mut Draw) -> [Side; 2] {
        const KEYS: [u64; 12] =
            [0, 1, 2, 3, 4, 1 << 31, 1 << 32, 1 << 53, (1 << 53) + 1, 1 << 63, u64::MAX - 1, u64::MAX];
        ["left", "right"].map(|name| {
            let length = draw.usize(0..=6);
            let mut keys = draw.list(length, |draw| *draw.pick(&KEYS));
            keys.sort_unstable();
            keys.dedup();
            Side::draw(draw, name, &keys)
        })
    }

    /// Returns the keys that a join finds if it compares them in this way.
    fn joined_by(sides: [&Side; 2], order: fn(u64, u64) -> Ordering) -> Vec<u64> {
        let [mut lefts, mut rights] = sides.map(|side| side.items.iter().map(|item| item.0).peekable());
        let mut joined = Vec::new();
        while let (Some(left), Some(right)) = (lefts.peek().copied(), rights.peek().copied()) {
            let order = order(left, right);
            if order.is_eq() {
                joined.push(left);
            }
            if order.is_le() {
                lefts.next();
            }
            if order.is_ge() {
                rights.next();
            }
        }
        joined
    }

    /// A way to compare keys, and the cause if a join uses it.
    type OtherOrder = (fn(u64, u64) -> Ordering, &'static str);

    const OTHER_ORDERS: [OtherOrder; 3] = [
        (
            |left, right| left.wrapping_sub(right).cast_signed().cmp(&0),
            "keys are compared by their difference, which wraps around if they are far apart",
        ),
        (
            |left, right| left.cast_signed().cmp(&right.cast_signed()),
            "keys are compared as `i64`, in which large ones are negative",
        ),
        (
            |left, right| (left as f64).total_cmp(&(right as f64)),
            "keys are compared as `f64`, which takes large ones that differ by little for equal",
        ),
    ];

    #[test]
    fn waits_for_both_at_the_same_time() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let small: [(&[u64], &[u64]); 4] =
                [(&[1, 2, 3], &[1, 2, 3]), (&[1, 5, 6], &[2, 3, 5, 6]), (&[4, 5], &[1, 2, 3, 4, 5]), (&[7], &[7])];
            let mut cases = small.map(|(lefts, rights)| [lefts.to_vec(), rights.to_vec()]).to_vec();
            cases.push(keys(&mut draw, 100));
            let mut cases: Vec<[Side; 2]> = cases
                .into_iter()
                .map(|[lefts, rights]| [Side::draw(&mut draw, "left", &lefts), Side::draw(&mut draw, "right", &rights)])
                .collect();
            cases.extend(draw.list(100, few));
            for [left, right] in cases {
                let wanted = wanted(&left, &right);
                let pulled = [Cell::new(0), Cell::new(0)];
                let count = |side: usize| pulled[side].set(pulled[side].get() + 1);
                let started = Instant::now();
                let (lefts, rights) = (left.stream().inspect(|_| count(0)), right.stream().inspect(|_| count(1)));
                let got = joined(lefts, rights).await;
                let (took, taken) = (started.elapsed(), pulled.map(|pulled| pulled.get()));
                must_be_joined(&recording, &got, &wanted.joined, [&left, &right]);
                if took == wanted.time && taken == wanted.taken {
                    continue;
                }
                let all = [left.items.len(), right.items.len()];
                let one_more_than_the_end = |side: usize| {
                    taken[side] == wanted.taken[side] + 1
                        && taken[1 - side] == wanted.taken[1 - side]
                        && taken[1 - side] == all[1 - side]
                };
                let cause = if one_more_than_the_end(0) || one_more_than_the_end(1) {
                    Some("one side has ended, and it still waits for the other")
                } else if taken.iter().zip(wanted.taken).any(|(taken, wanted)| *taken > wanted) {
                    Some("more is taken than needed: only the side with the smaller key goes on")
                } else if took > wanted.time {
                    Some(
                        "it waits for one side and then for the other, where it needs an item of both: `join` and `try_join` \
                         wait for both at the same time",
                    )
                } else {
                    None
                };
                let last = |side: &Side| {
                    format!("{} of which the first come after {:?}", side.items.len(), first(&side.waits))
                };
                expected(format!(
                    "of {} on the left, and {} on the right, to take {} and {} items, in {:?}",
                    last(&left),
                    last(&right),
                    wanted.taken[0],
                    wanted.taken[1],
                    wanted.time
                ))
                .but(format!("it took {} and {} items, in {took:?}", taken[0], taken[1]))
                .looks_as_if_any(cause)
                .without_picture()
                .fail(&recording);
            }
        });
    }

    #[test]
    fn waits_however_long_a_side_waits() {
        paused_for(TWO_YEARS, async |recording| {
            let mut draw = Draw::of_test();
            let [mut left, mut right] = ["left", "right"].map(|name| Side::draw(&mut draw, name, &[3, 5, 8]));
            // One for each side alone, and one for both at the same time.
            right.items.remove(1);
            right.waits.remove(1);
            left.waits[2] = draw.millis(16_000_000_000..=18_000_000_000);
            right.waits[1] = draw.millis(36_000_000_000..=38_000_000_000);
            let wanted = wanted(&left, &right);
            let started = Instant::now();
            let got = joined(left.stream(), right.stream()).await;
            let took = started.elapsed();
            if got != wanted.joined || took != wanted.time {
                expected(format!("{:?}, after {:?}", wanted.joined, wanted.time))
                    .but(format!("it gave {got:?}, after {took:?}"))
                    .looks_as_if_any(
                        (took < wanted.time).then_some("a side that waits long is given up, as with a `timeout`"),
                    )
                    .without_picture()
                    .fail(&recording);
            }
        });
    }

    #[test]
    fn keeps_one_item_of_each_side() {
        paused(async |recording| {
            // No key is on both sides, so that the result needs no memory.
            let peak = |length: u64| {
                // Their `size_hint` does not say how many there are.
                let side = |first: u64| {
                    let mut keys = (0..length).map(move |place| 2 * place + first);
                    iter(std::iter::from_fn(move || keys.next().map(|key| (key, key))))
                };
                let (left, right) = (side(0), side(1));
                let used = allocation_counter::measure(|| {
                    let mut running = Box::pin(joined(left, right));
                    // One poll, unless the code gives way to others.
                    let got = (0..1_000_000).find_map(|_| running.as_mut().now_or_never());
                    assert!(got.is_some_and(|got| got.is_empty()), "no key is on both sides");
                });
                used.bytes_max
            };
            let (few, many) = (peak(10), peak(20_000));
            if many > few + 1000 {
                expected("as much memory for 20,000 items of each side as for ten, if no key is on both")
                    .but(format!("at its peak it needed {few} bytes for ten, and {many} for 20,000"))
                    .looks_as_if("items are kept in a list, a map or a buffer: one of each side is enough")
                    .without_picture()
                    .fail(&recording);
            }
            makes_no_room_in_advance(&recording, async |most| {
                let side = || iter((0..most).map_while(|place| (place < 3).then_some((place as u64, ()))));
                joined(side(), side()).await;
            })
            .await;
        });
    }

    fn first(waits: &[Duration]) -> &[Duration] {
        &waits[..waits.len().min(4)]
    }

    type Rows = Pin<Box<dyn Stream<Item = (u64, u64)>>>;

    #[test]
    fn ends_as_soon_as_one_side_ends() {
        paused(async |recording| {
            let rows = |keys: &[u64]| iter(keys.iter().map(|key| (*key, *key)).collect::<Vec<(u64, u64)>>());
            let counted = || iter((0_u64..).map(|key| (2 * key, key)));
            // The other side goes on for ever, or never gives another item.
            let both = |key| (key, key, key);
            let cases: [(_, Rows, Rows, _); 7] = [
                ("one without items and one that waits for ever", Box::pin(empty()), Box::pin(pending()), vec![]),
                ("one that waits for ever and one without items", Box::pin(pending()), Box::pin(empty()), vec![]),
                (
                    "the key 4, and all even numbers without end",
                    Box::pin(rows(&[4])),
                    Box::pin(counted()),
                    vec![(4, 4, 2)],
                ),
                (
                    "all even numbers without end, and the keys 3 and 6",
                    Box::pin(counted()),
                    Box::pin(rows(&[3, 6])),
                    vec![(6, 3, 6)],
                ),
                (
                    "the key 1, and 1 before it waits for ever",
                    Box::pin(rows(&[1])),
                    Box::pin(rows(&[1]).chain(pending())),
                    vec![both(1)],
                ),
                (
                    "2 before it waits for ever, and the keys 1 and 2",
                    Box::pin(rows(&[2]).chain(pending())),
                    Box::pin(rows(&[1, 2])),
                    vec![both(2)],
                ),
                (
                    "9 before it waits for ever, and the keys 1 and 2",
                    Box::pin(rows(&[9]).chain(pending())),
                    Box::pin(rows(&[1, 2])),
                    vec![],
                ),
            ];
            for (place, (sides, left, right, wanted)) in cases.into_iter().enumerate() {
                // More items than this are too many, and some answers would take them for ever.
                let (left, right) = (
                    recording.stream(format!("left {place}"), left),
                    recording.stream(format!("right {place}"), right),
                );
                let most = |taken: usize| async move { assert!(taken < 1000, "more than a thousand items are taken") };
                let left = left.enumerate().then(move |(taken, item)| most(taken).map(move |()| item));
                let right = right.enumerate().then(move |(taken, item)| most(taken).map(move |()| item));
                let got = tokio::time::timeout(100 * SECOND, joined(left, right)).await;
                if got.as_ref() == Ok(&wanted) {
                    continue;
                }
                let report = expected(format!("of {sides}: {wanted:?}, at once"));
                let trace = recording.trace();
                let is_unread = |side: &str| trace.lane(&format!("{side} {place}")).polls() == 0;
                let report = if let Ok(got) = &got {
                    report.but(format!("it gave {got:?}"))
                } else if is_unread("left") || is_unread("right") {
                    report
                        .but("it still waited after 100 s")
                        .looks_as_if("one side is read to its end before the other is asked: it may have none")
                } else {
                    report.but("it still waited after 100 s").looks_as_if(
                        "it waits for the other side although one has ended: with `join`, the end of one does not end the \
                         wait, but with `try_join` an error does",
                    )
                };
                report.fail(&recording);
            }
        });
    }

    #[test]
    fn polls_no_side_after_its_end() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let rows = |keys: [u64; 3]| keys.map(|key| (key, key));
            for (lefts, rights) in [([1, 2, 3], [1, 2, 3]), ([1, 2, 9], [2, 5, 7]), ([4, 5, 6], [1, 2, 3])] {
                let after_end = [Cell::new(0), Cell::new(0)];
                let long = draw.millis(2_000..=700_000);
                let left = one_late(rows(lefts), long, &after_end[0]);
                let right = one_late(rows(rights), long, &after_end[1]);
                joined(left, right).await;
                let polls = after_end.map(|polls| polls.get());
                if polls != [0, 0] {
                    expected(format!("no side of {lefts:?} and {rights:?} is polled again after its end"))
                        .but(format!("after their ends, they were polled {} and {} times", polls[0], polls[1]))
                        .looks_as_if(
                            "the end of one side does not end the loop: some streams begin anew then, or panic",
                        )
                        .fail(&recording);
                }
            }
        });
    }

    #[test]
    fn keeps_two_calls_apart() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let sides = [(); 2].map(|()| {
                let [lefts, rights] = keys(&mut draw, 6);
                (Side::draw(&mut draw, "left", &lefts), Side::draw(&mut draw, "right", &rights))
            });
            let call = async |which: usize| joined(sides[which].0.stream(), sides[which].1.stream()).await;
            keeps_calls_apart(&recording, call).await;
        });
    }
}
