//! The checks of chapter 5. Each module is a task, and each test is a sentence about what the code does.
//!
//! The same file checks the exercise and the reference solution. There is nothing to edit here.

use std::any::Any;
use std::collections::HashSet;
use std::fmt::Debug;
use std::num::{NonZeroU32, NonZeroUsize};
use std::panic::{AssertUnwindSafe, resume_unwind};
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use futures::{FutureExt as _, Stream, StreamExt as _, future, stream};
use pollscope::Recording;
use pollscope::report::{count, expected};
use pollscope::testing::{Draw, paused, paused_for};
use tokio::time::{Instant, Sleep, sleep, sleep_until, timeout};

const SECOND: Duration = Duration::from_secs(1);
const MILLISECOND: Duration = Duration::from_millis(1);

/// Half an hour: nothing that a check waits for takes as long, and the check is not over yet.
const LONG: Duration = Duration::from_secs(1800);

const DETACHED: &str = "a task goes on after its stream: dropping a `JoinHandle` detaches its task, and ends nothing";

const EAGER: &str =
    "the body of the function does the work: only what is inside of the stream waits for the first poll";

const AFTER_END: &str =
    "it asks again after the first `None`: some streams begin anew then, or panic (`fuse` prevents it)";

/// The largest limits, and those of which 32 bits leave nothing, or one.
const HUGE: [usize; 4] = [usize::MAX, usize::MAX / 2, 1 << 32, (1 << 32) + 1];

const HUGE_CAUSE: &str = "the number is cut to 32 bits, or to a limit of its own";

const STARVED: &str = "the timer is asked only when the input has no item (starvation): ask the timer first";

fn limit(limit: usize) -> NonZeroUsize {
    NonZeroUsize::new(limit).expect("a limit above zero")
}

fn rate(rate: u32) -> NonZeroU32 {
    NonZeroU32::new(rate).expect("a rate above zero")
}

/// Lets all that can run now do so. On a paused clock, the sleep ends when nothing else can happen.
async fn settle() {
    sleep(MILLISECOND).await;
}

/// The traces that a [`Source`] leaves.
#[derive(Clone, Default)]
struct Seen(Arc<Marks>);

#[derive(Default)]
struct Marks {
    pulled: AtomicUsize,
    polls: AtomicUsize,
    polls_after_end: AtomicUsize,
    is_dropped: AtomicBool,
}

impl Seen {
    fn pulled(&self) -> usize {
        self.0.pulled.load(Ordering::Relaxed)
    }

    fn is_dropped(&self) -> bool {
        self.0.is_dropped.load(Ordering::Relaxed)
    }

    /// Asserts that the source was read to its end, and not polled after that.
    #[track_caller]
    fn must_have_ended_once(&self, recording: &Recording) {
        let polls = self.0.polls_after_end.load(Ordering::Relaxed);
        if polls > 0 {
            expected("the input is not polled again after its end")
                .but(format!("it was polled {} after it had returned `None`", count(polls, "time", "times")))
                .looks_as_if(AFTER_END)
                .without_picture()
                .fail(recording);
        }
    }

    /// Asserts that nothing was asked for yet.
    #[track_caller]
    fn must_be_untouched(&self, recording: &Recording) {
        let polls = self.0.polls.load(Ordering::Relaxed);
        if polls > 0 {
            expected("nothing is pulled before the first poll")
                .but(format!("the input was polled {}", count(polls, "time", "times")))
                .looks_as_if(EAGER)
                .without_picture()
                .fail(recording);
        }
    }
}

/// A stream whose items are there from the moment on that each of them says, counted from when it was made.
struct Source<T> {
    start: Instant,
    items: Box<dyn Iterator<Item = (Duration, T)> + Send>,
    next: Option<(Pin<Box<Sleep>>, T)>,
    has_ended: bool,
    seen: Seen,
}

impl<T> Unpin for Source<T> {}

impl<T> Stream for Source<T> {
    type Item = T;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<T>> {
        let marks = self.seen.0.clone();
        marks.polls.fetch_add(1, Ordering::Relaxed);
        if self.has_ended {
            marks.polls_after_end.fetch_add(1, Ordering::Relaxed);
            return Poll::Ready(None);
        }
        if self.next.is_none() {
            let Some((at, item)) = self.items.next() else {
                self.has_ended = true;
                return Poll::Ready(None);
            };
            self.next = Some((Box::pin(sleep_until(self.start + at)), item));
        }
        let start = self.start;
        if let Some((due, _)) = &mut self.next
            && due.deadline() > start.max(Instant::now())
        {
            ready!(due.as_mut().poll(cx));
        }
        marks.pulled.fetch_add(1, Ordering::Relaxed);
        Poll::Ready(self.next.take().map(|(_, item)| item))
    }
}

impl<T> Drop for Source<T> {
    fn drop(&mut self) {
        self.seen.0.is_dropped.store(true, Ordering::Relaxed);
    }
}

/// Makes a stream of items, each with the moment from which on it is there.
fn timed<T, I>(seen: &Seen, items: I) -> Source<T>
where
    I: IntoIterator<Item = (Duration, T), IntoIter: Send + 'static>,
{
    let items = Box::new(items.into_iter());
    Source { start: Instant::now(), items, next: None, has_ended: false, seen: seen.clone() }
}

/// Makes a stream of items that are all there.
fn at_hand<T, I>(seen: &Seen, items: I) -> Source<T>
where
    I: IntoIterator<Item = T, IntoIter: Send + 'static>,
{
    timed(seen, items.into_iter().map(|item| (Duration::ZERO, item)))
}

/// The number of things that are in flight, and the most that were.
#[derive(Clone, Default)]
struct InFlight(Arc<[AtomicUsize; 2]>);

/// One of the things in flight, until it is dropped.
struct Flying(InFlight);

impl InFlight {
    fn begin(&self) -> Flying {
        let now = self.0[0].fetch_add(1, Ordering::Relaxed) + 1;
        self.0[1].fetch_max(now, Ordering::Relaxed);
        Flying(self.clone())
    }

    fn most(&self) -> usize {
        self.0[1].load(Ordering::Relaxed)
    }
}

impl Drop for Flying {
    fn drop(&mut self) {
        self.0.0[0].fetch_sub(1, Ordering::Relaxed);
    }
}

/// The tokio tasks on which work was polled. The check itself is none.
#[derive(Clone, Default)]
struct Tasks(Arc<Mutex<HashSet<Option<tokio::task::Id>>>>);

impl Tasks {
    /// Notes the task that polls this.
    fn note(&self) {
        self.get().insert(tokio::task::try_id());
    }

    fn get(&self) -> std::sync::MutexGuard<'_, HashSet<Option<tokio::task::Id>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Makes a channel that always has another item for two seconds: its source fills it again before the next millisecond.
fn always_full<T: Clone + Send + 'static>(item: T) -> impl Stream<Item = T> {
    let (sender, mut receiver) = tokio::sync::mpsc::channel(1000);
    let source = tokio_util::task::AbortOnDropHandle::new(tokio::spawn(async move {
        for _ in 0..2000 {
            while sender.try_send(item.clone()).is_ok() {}
            tokio::time::advance(MILLISECOND).await;
        }
    }));
    stream::poll_fn(move |cx| {
        let _until_it_is_dropped = &source;
        receiver.poll_recv(cx)
    })
}

/// Shows a list, or the beginning of a long one.
fn shown<T: Debug>(list: &[T]) -> String {
    match list.len() {
        0..=14 => format!("{list:?}"),
        many => {
            let begin = format!("{:?}", &list[..8]);
            format!("{}, ...], {many} in all", begin.trim_end_matches(']'))
        }
    }
}

/// Asserts that these are the items. If no cause is given, it looks for one.
#[track_caller]
fn assert_items<T: PartialEq + Debug>(
    recording: &Recording,
    situation: &str,
    got: &[T],
    wanted: &[T],
    cause: Option<&str>,
) {
    if got == wanted {
        return;
    }
    let count_in = |list: &[T], item: &T| list.iter().filter(|other| *other == item).count();
    let are_the_same =
        || got.len() == wanted.len() && wanted.iter().all(|item| count_in(got, item) == count_in(wanted, item));
    let cause = cause.or_else(|| {
        if got.is_empty() {
            Some("it yields nothing: the stream is empty, or ends at once")
        } else if got.len() < wanted.len() && wanted.starts_with(got) {
            Some("it ends too early, or something is lost at the end")
        } else if got.len() > wanted.len() && got.starts_with(wanted) {
            Some("it goes on where it should have ended")
        } else if are_the_same() {
            Some("the order is lost")
        } else if got.len() < wanted.len() && got.iter().all(|item| wanted.contains(item)) {
            Some("something is lost on the way")
        } else {
            None
        }
    });
    let place = got.iter().zip(wanted).take_while(|(got, wanted)| got == wanted).count();
    let at = |list: &[T]| list.get(place).map_or("nothing more".to_owned(), |item| format!("{item:?}"));
    let report = expected(format!("{situation}: {}", shown(wanted))).but(format!(
        "it yielded {}; number {} is {}, and should be {}",
        shown(got),
        place + 1,
        at(got),
        at(wanted)
    ));
    let report = if wanted.len() > 20 { report.without_picture() } else { report };
    report.looks_as_if_any(cause).fail(recording);
}

/// Asserts that as much time has passed since `start` as was to pass.
#[track_caller]
fn assert_passed(recording: &Recording, situation: &str, start: Instant, wanted: Duration, cause: Option<&str>) {
    let took = start.elapsed();
    if took != wanted {
        expected(format!("{situation} at {wanted:?}"))
            .but(format!("it was at {took:?}"))
            .looks_as_if_any(cause)
            .fail(recording);
    }
}

/// Asserts that all copies of a probe are gone after a stream was dropped, and that its input is.
async fn assert_all_dropped(recording: &Recording, situation: &str, probe: &Arc<()>, seen: &Seen, is_spawned: bool) {
    let left_at_once = Arc::strong_count(probe) - 1;
    settle().await;
    let left = if is_spawned { Arc::strong_count(probe) - 1 } else { left_at_once };
    if left > 0 || !seen.is_dropped() {
        let input = if seen.is_dropped() { "is dropped" } else { "is not" };
        expected(format!("{situation}: dropped, it drops its input, and all that it holds"))
            .but(format!("{} left, and the input {input}", count(left, "item is", "items are")))
            .looks_as_if(DETACHED)
            .fail(recording);
    }
}

/// The kinds of values that code panics with: those of `panic!` without and with arguments, and any other.
const PAYLOADS: [fn() -> Box<dyn Any + Send>; 3] =
    [|| Box::new("a text"), || Box::new("a string".to_owned()), || Box::new(2_147_483_659_u64)];

fn payload(value: &(dyn Any + Send)) -> String {
    if let Some(text) = value.downcast_ref::<&str>() {
        format!("{text:?}, a `&str`")
    } else if let Some(text) = value.downcast_ref::<String>() {
        format!("{text:?}, a `String`")
    } else if let Some(number) = value.downcast_ref::<u64>() {
        format!("{number}, a `u64`")
    } else {
        "a value of another type".to_owned()
    }
}

/// Reads a stream up to a panic, and returns the items before it, and the payload.
async fn up_to_a_panic<T>(stream: impl Stream<Item = T>) -> (Vec<T>, Option<String>) {
    let mut stream = pin!(stream);
    let mut items = Vec::new();
    loop {
        match AssertUnwindSafe(stream.next()).catch_unwind().await {
            Ok(Some(item)) => items.push(item),
            Ok(None) => return (items, None),
            Err(panic) => return (items, Some(payload(&*panic))),
        }
    }
}

/// Asserts that a stream yields these items and then panics.
async fn assert_panics<T: PartialEq + Debug>(
    recording: &Recording,
    situation: &str,
    stream: impl Stream<Item = T>,
    wanted: &[T],
    panic: &str,
) {
    let (items, got) = up_to_a_panic(stream).await;
    if items != wanted || got.as_deref() != Some(panic) {
        let cause = match &got {
            None => Some(
                "the panic has ended a task and closed its channel, and that looks like a good end: nobody asks the \
                 `JoinHandle` or `JoinSet`",
            ),
            Some(other) if other != panic => Some(
                "the stream panics with a value of its own: `resume_unwind(error.into_panic())` keeps the original one",
            ),
            Some(_) if items.len() < wanted.len() => Some("what was done before the panic is thrown away"),
            Some(_) if items.len() > wanted.len() => Some("the panic is caught, and kept until its turn"),
            Some(_) => None,
        };
        let got = got.map_or("ended without a panic".to_owned(), |got| format!("panicked with {got}"));
        expected(format!("{situation}: {}, and then a panic with {panic}", shown(wanted)))
            .but(format!("it yielded {} and {got}", shown(&items)))
            .looks_as_if_any(cause)
            .without_picture()
            .fail(recording);
    }
}

/// Asserts that `work` does not panic at its largest arguments.
async fn assert_takes<T>(recording: &Recording, situation: &str, cause: &str, work: impl Future<Output = T>) -> T {
    match AssertUnwindSafe(work).catch_unwind().await {
        Ok(output) => output,
        Err(panic) => expected(format!("{situation} is fine"))
            .but(format!("it panicked with {}", payload(&*panic)))
            .looks_as_if(cause)
            .without_picture()
            .fail(recording),
    }
}

mod two_stages {
    use super::*;
    use ::backpressure::two_stages;

    /// Makes a stage that takes this time for each item, in a lane of its own, and then does `work`.
    fn stage<T: Debug + Send + 'static, U: Send + 'static>(
        recording: &Recording,
        name: &'static str,
        time: Duration,
        flying: &InFlight,
        work: impl Fn(T) -> U + Clone + Send + 'static,
    ) -> impl FnMut(T) -> Pin<Box<dyn Future<Output = U> + Send>> + Send + 'static {
        let (recording, flying) = (recording.clone(), flying.clone());
        move |item| {
            let (flying, work, lane) = (flying.clone(), work.clone(), format!("{name} {item:?}"));
            let job = async move {
                let _flying = flying.begin();
                if !time.is_zero() {
                    sleep(time).await;
                }
                work(item)
            };
            Box::pin(recording.future(lane, job))
        }
    }

    /// Calls a stage that takes a millisecond.
    async fn a_moment(item: u64) -> u64 {
        sleep(MILLISECOND).await;
        item
    }

    /// Calls a stage that is ready at once.
    async fn nothing(item: u64) -> u64 {
        item
    }

    #[test]
    fn takes_six_seconds_for_five_numbers() {
        paused(async |recording| {
            let (seen, flying) = (Seen::default(), InFlight::default());
            let start = Instant::now();
            let stream = two_stages(
                at_hand(&seen, 0..5),
                stage(&recording, "first", SECOND, &flying, |x: i32| x * 2),
                stage(&recording, "second", SECOND, &flying, |x: i32| x + 3),
                limit(1),
            );
            let got: Vec<i32> = recording.stream("two_stages", stream).collect().await;
            assert_items(&recording, "`x * 2` and then `+ 3`, of 0 to 4", &got, &[3, 5, 7, 9, 11], None);
            let cause = match start.elapsed().as_secs() {
                10 => Some("each item goes through both stages before the next one begins"),
                2 => Some("all items go through a stage at the same time"),
                _ => None,
            };
            assert_passed(&recording, "the end", start, 6 * SECOND, cause);
            seen.must_have_ended_once(&recording);
        });
    }

    #[test]
    fn each_stage_works_on_one_item_while_the_other_works() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            for is_first_slower in [true, false] {
                let (fast, slow) = (draw.millis(100..=400), draw.millis(500..=900));
                let (one, other) = if is_first_slower { (slow, fast) } else { (fast, slow) };
                let items = draw.usize(70..=99);
                let numbers = draw.list(items, |draw| draw.id() / 2);
                let flying = [InFlight::default(), InFlight::default()];
                let (seen, quiet) = (Seen::default(), Recording::start());
                let calls = Arc::new(AtomicUsize::new(0));
                let mut first = stage(&quiet, "first", one, &flying[0], |number: u64| number ^ 1);
                let (pulled, ahead) = (seen.clone(), Arc::new(AtomicUsize::new(0)));
                let most_ahead = ahead.clone();
                let first = move |number| {
                    let call = calls.fetch_add(1, Ordering::Relaxed) + 1;
                    ahead.fetch_max(pulled.pulled() - call, Ordering::Relaxed);
                    first(number)
                };
                let second = stage(&quiet, "second", other, &flying[1], |number: u64| number.wrapping_mul(3));
                let start = Instant::now();
                let got: Vec<u64> =
                    two_stages(at_hand(&seen, numbers.clone()), first, second, limit(draw.usize(1..=9)))
                        .collect()
                        .await;
                let wanted: Vec<u64> = numbers.iter().map(|number| (number ^ 1).wrapping_mul(3)).collect();
                let situation = format!("{items} items, {one:?} in the first stage and {other:?} in the second");
                assert_items(&recording, &situation, &got, &wanted, None);
                for (name, flying) in ["first", "second"].into_iter().zip(&flying) {
                    if flying.most() != 1 {
                        expected(format!("{situation}: one item at a time in the {name} stage"))
                            .but(format!("there were {}", flying.most()))
                            .looks_as_if("a stage does not await its item before it takes the next one")
                            .without_picture()
                            .fail(&recording);
                    }
                }
                let most = most_ahead.load(Ordering::Relaxed);
                if most > 0 {
                    expected(format!("{situation}: an input is pulled when `first` is ready for it"))
                        .but(format!("{} pulled before", count(most, "input was", "inputs were")))
                        .looks_as_if("the inputs are collected, or read by a task of their own")
                        .without_picture()
                        .fail(&recording);
                }
                let wanted = fast + slow * u32::try_from(items).unwrap_or(u32::MAX);
                let cause = if start.elapsed() > wanted { "one stage waits for the other" } else { "time is skipped" };
                assert_passed(&recording, &format!("{situation}: the end"), start, wanted, Some(cause));
            }
        });
    }

    #[test]
    fn each_stage_is_a_task_of_its_own_and_may_take_long() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let (at, time) = (draw.within(3..=20), draw.millis(600_000..=900_000));
            let tasks = [Tasks::default(), Tasks::default()];
            let stage = |stage: usize| {
                let tasks = tasks[stage].clone();
                move |number: u64| {
                    let tasks = tasks.clone();
                    async move {
                        tasks.note();
                        if number == at {
                            sleep(time).await;
                        }
                        number
                    }
                }
            };
            let start = Instant::now();
            let stream = two_stages(at_hand(&Seen::default(), 0..40), stage(0), stage(1), limit(draw.usize(1..=9)));
            let all = async { stream.collect::<Vec<u64>>().await };
            let situation = format!("item {at} takes {time:?} in each stage");
            let cause = "there is a limit of time, such as a `timeout`";
            let got = assert_takes(&recording, &situation, cause, all).await;
            assert_items(&recording, &situation, &got, &(0..40).collect::<Vec<_>>(), None);
            assert_passed(&recording, &format!("{situation}: the end"), start, 2 * time, Some(cause));
            let (first, second) = (tasks[0].get().clone(), tasks[1].get().clone());
            if !first.is_disjoint(&second) || first.contains(&None) || second.contains(&None) {
                let cause = if first.contains(&None) || second.contains(&None) {
                    "it is polled by the consumer, not by a task"
                } else {
                    "both are polled by one task, as by `join!`: while one of them computes, the other one stands still"
                };
                expected("each stage on a tokio task of its own")
                    .but("a task of the one is also a task of the other, or the consumer's")
                    .looks_as_if(cause)
                    .without_picture()
                    .fail(&recording);
            }
        });
    }

    #[test]
    fn runs_ahead_of_a_busy_consumer_up_to_the_capacity() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            for capacity in [1, 2, draw.usize(70..=99), draw.usize(10_001..=10_100)] {
                let seen = Seen::default();
                let mut stream = pin!(two_stages(
                    at_hand(&seen, 0..20 * capacity as u64 + 2000),
                    a_moment,
                    a_moment,
                    limit(capacity)
                ));
                for yielded in 1..=5 {
                    let got = stream.next().await;
                    assert_items(&recording, "the numbers as they are", &[got], &[Some(yielded as u64 - 1)], None);
                    let before = seen.pulled();
                    // Long enough to fill the channel, at a millisecond for each item, and longer than any patience.
                    sleep(100 * SECOND).await;
                    let ahead = seen.pulled() - yielded;
                    if !(capacity..=capacity + 3).contains(&ahead) {
                        let cause = if ahead < capacity && seen.pulled() == before {
                            "the stages work only while the consumer waits, because nobody else polls them: a task of its own \
                             goes on. Or the channel has less room than the capacity"
                        } else if ahead < capacity {
                            "the channel has less room than the capacity"
                        } else if ahead > 4 * capacity + 500 {
                            "there is no bound: an unbounded channel, or a `collect`"
                        } else {
                            "there is more room than one channel of that capacity, and one item for the consumer"
                        };
                        expected(format!(
                            "with a capacity of {capacity}, from {capacity} to {} inputs pulled and not yielded, while the \
                             consumer is busy",
                            capacity + 3
                        ))
                        .but(format!("there were {ahead}"))
                        .looks_as_if(cause)
                        .without_picture()
                        .fail(&recording);
                    }
                }
            }
        });
    }

    #[test]
    fn takes_the_largest_capacity() {
        paused(async |recording| {
            let seen = Seen::default();
            let cause = "the channel has a largest capacity, `Semaphore::MAX_PERMITS`, or its memory is taken at once";
            let all = async { two_stages(at_hand(&seen, 0..300), nothing, nothing, NonZeroUsize::MAX).collect().await };
            let got: Vec<u64> = assert_takes(&recording, "a capacity of `usize::MAX`", cause, all).await;
            assert_items(&recording, "300 numbers", &got, &(0..300).collect::<Vec<_>>(), None);
            for capacity in HUGE {
                let seen = Seen::default();
                let situation = format!("a capacity of {capacity}");
                let mut stream = pin!(two_stages(at_hand(&seen, 0..300), nothing, nothing, limit(capacity)));
                assert_takes(&recording, &situation, cause, stream.next()).await;
                settle().await;
                if seen.pulled() != 300 {
                    expected(format!("{situation}: there is room for all of 300 numbers while the consumer is busy"))
                        .but(format!("{} were pulled", seen.pulled()))
                        .looks_as_if(HUGE_CAUSE)
                        .without_picture()
                        .fail(&recording);
                }
            }
            let got: Vec<u64> = two_stages(at_hand(&seen, []), nothing, nothing, NonZeroUsize::MAX).collect().await;
            assert_items(&recording, "no inputs", &got, &[], None);
        });
    }

    #[test]
    fn pulls_nothing_before_the_first_poll() {
        paused(async |recording| {
            let seen = Seen::default();
            let _stream = two_stages(at_hand(&seen, 0..9), nothing, nothing, limit(3));
            settle().await;
            seen.must_be_untouched(&recording);
        });
    }

    #[test]
    fn a_panic_reaches_the_consumer_after_the_results_before_it() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            for (kind, raise) in PAYLOADS.iter().enumerate() {
                let wanted = payload(&*raise());
                for place in ["the input", "`first`", "the call of `first`", "`second`", "the call of `second`"] {
                    let at = if kind == 0 { 0 } else { draw.within(9..=30) };
                    let stage = |name: &str| {
                        let (panics, panics_before) = (name == place, format!("the call of {name}") == place);
                        move |number: u64| {
                            // Before there is a future.
                            if panics_before && number == at {
                                resume_unwind(raise());
                            }
                            async move {
                                sleep(MILLISECOND).await;
                                if panics && number == at {
                                    resume_unwind(raise());
                                }
                                number
                            }
                        }
                    };
                    let of_input = place == "the input";
                    let inputs = at_hand(&Seen::default(), 0..50)
                        .map(move |number| if of_input && number == at { resume_unwind(raise()) } else { number });
                    // The input does not end: a panic must not wait for it.
                    let inputs = inputs.chain(stream::pending());
                    let stream = two_stages(inputs, stage("`first`"), stage("`second`"), limit(draw.usize(1..=9)));
                    let situation = format!("a panic in {place}, at item {at}");
                    assert_panics(&recording, &situation, stream, &(0..at).collect::<Vec<_>>(), &wanted).await;
                }
            }
        });
    }

    #[test]
    fn dropped_it_ends_both_stages() {
        paused(async |recording| {
            // How long the stages take, and how long the consumer waits before it goes.
            let times = [
                ("before anything is done", LONG, LONG, MILLISECOND),
                ("while the second stage works", MILLISECOND, LONG, SECOND),
                ("while the stages wait for the consumer", MILLISECOND, MILLISECOND, SECOND),
            ];
            for (situation, one, other, wait) in times {
                let (seen, probe) = (Seen::default(), Arc::new(()));
                let items = (0..10_000).map({
                    let probe = probe.clone();
                    move |_| probe.clone()
                });
                let wait_for = |time| {
                    move |item| async move {
                        sleep(time).await;
                        item
                    }
                };
                let mut stream = Box::pin(two_stages(at_hand(&seen, items), wait_for(one), wait_for(other), limit(2)));
                drop(timeout(wait, stream.next()).await);
                sleep(wait).await;
                drop(stream);
                assert_all_dropped(&recording, situation, &probe, &seen, true).await;
            }
        });
    }
}

mod batches {
    use super::*;
    use ::backpressure::batches;

    type Timed<T> = Vec<(Duration, T)>;

    /// Returns the batches that must come, and when.
    fn wanted(items: &Timed<u64>, max_len: usize, max_wait: Duration) -> Timed<Vec<u64>> {
        let mut rest = items.as_slice();
        let mut batches = Vec::new();
        while let Some((first, _)) = rest.first() {
            let over = *first + max_wait;
            let len = rest.iter().take(max_len).take_while(|(at, _)| *at < over).count();
            let (batch, others) = rest.split_at(len);
            let at = if len == max_len || others.is_empty() { batch[len - 1].0 } else { over };
            batches.push((at, batch.iter().map(|(_, item)| *item).collect()));
            rest = others;
        }
        batches
    }

    async fn with_times<T>(stream: impl Stream<Item = T>) -> Timed<T> {
        let start = Instant::now();
        stream.map(|batch| (start.elapsed(), batch)).collect().await
    }

    /// Draws items whose moments are never those at which a batch is over.
    fn drawn(draw: &mut Draw, len: usize, most: u64, max_wait: Duration) -> Timed<u64> {
        let mut at = Duration::ZERO;
        let mut items: Timed<u64> = Vec::new();
        while items.len() < len {
            let gap = draw.millis(1..=most);
            if items.iter().all(|(other, _)| *other + max_wait != at + gap) {
                at += gap;
                items.push((at, draw.id()));
            }
        }
        items
    }

    #[test]
    fn yields_a_full_batch_at_once() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            for max_len in [1, 2, draw.usize(70..=99), draw.usize(10_001..=10_100)] {
                let (seen, len) = (Seen::default(), 3 * max_len + max_len / 2);
                let numbers = draw.list(len, Draw::id);
                let start = Instant::now();
                let mut got = Vec::new();
                let mut stream = pin!(batches(at_hand(&seen, numbers.clone()), limit(max_len), SECOND));
                while let Some(batch) = stream.next().await {
                    got.push(batch);
                    let taken: usize = got.iter().map(Vec::len).sum();
                    if seen.pulled() != taken {
                        expected("no item is pulled for the next batch before the consumer asks for it")
                            .but(format!("{} items were pulled for {taken} in batches", seen.pulled()))
                            .looks_as_if(
                                "a full batch is noticed only when the next item is there, or a task reads ahead",
                            )
                            .without_picture()
                            .fail(&recording);
                    }
                }
                let wanted: Vec<Vec<u64>> = numbers.chunks(max_len).map(<[u64]>::to_vec).collect();
                let situation = format!("{len} items that are there, in batches of {max_len}");
                assert_items(&recording, &situation, &got, &wanted, None);
                let cause = "a full batch, or the end, waits for the time to be over";
                assert_passed(&recording, &format!("{situation}: the end"), start, Duration::ZERO, Some(cause));
                seen.must_have_ended_once(&recording);
            }
        });
    }

    #[test]
    fn yields_what_there_is_when_the_first_item_has_waited_long_enough() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            for most in [100, 400, 3000] {
                let (max_len, max_wait) = (draw.usize(5..=9), draw.millis(700..=1300));
                let items = drawn(&mut draw, 99, most, max_wait);
                let wanted = wanted(&items, max_len, max_wait);
                let moment =
                    |item: Option<&u64>| items.iter().find(|(_, other)| Some(other) == item).map(|(at, _)| *at);
                let input = timed(&Seen::default(), items.clone());
                let got = with_times(batches(input, limit(max_len), max_wait)).await;
                let first = got.iter().zip(&wanted).find(|(got, wanted)| got != wanted);
                let cause = match first {
                    Some(((_, got), _)) if got.is_empty() => {
                        Some("the time is over, and there is nothing in the batch")
                    }
                    Some(((at, got), (due, _)))
                        if at > due && moment(got.last()).is_some_and(|last| last + max_wait == *at) =>
                    {
                        Some("each item begins the wait anew: a timer is made, or reset, in each turn of the loop")
                    }
                    Some(((at, got), (due, _))) if at > due && got.len() == max_len => {
                        Some("nothing but its length ends a batch")
                    }
                    Some(((at, got), (due, wanted))) if got == wanted && at > due => {
                        Some("a batch waits although it is full, or longer than from its first item on")
                    }
                    Some(((at, _), (due, _))) if at < due => Some(
                        "the wait begins before the first item is there: with the batch before, or by a fixed interval",
                    ),
                    _ => None,
                };
                let situation = format!("batches of {max_len}, or after {max_wait:?}, of items up to {most} ms apart");
                assert_items(&recording, &situation, &got, &wanted, cause);
            }
        });
    }

    #[test]
    fn waits_exactly_as_long_as_it_is_told() {
        paused_for(LONG * 1000, async |recording| {
            let mut draw = Draw::of_test();
            let mut waits = draw.list(20, |draw| draw.duration(MILLISECOND / 10..=3 * SECOND));
            waits.extend(draw.list(9, |draw| draw.duration(LONG..=LONG * 40)));
            for max_wait in waits {
                let start = Instant::now();
                let mut stream =
                    pin!(batches(stream::once(future::ready(7)).chain(stream::pending()), limit(5), max_wait));
                let got = stream.next().await;
                let took = start.elapsed();
                assert_items(&recording, "one item", &[got], &[Some(vec![7])], None);
                // Tokio's timers round up to the next millisecond.
                if !(max_wait..=max_wait + MILLISECOND).contains(&took) {
                    expected(format!("a batch that is not full after {max_wait:?}, or up to a millisecond later"))
                        .but(format!("it came after {took:?}"))
                        .looks_as_if("the wait is rounded: to whole units, or to the digits of an `f32`")
                        .without_picture()
                        .fail(&recording);
                }
            }
        });
    }

    #[test]
    fn an_item_does_not_prolong_the_wait() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let gap = draw.millis(70..=99);
            let max_wait = gap * 40 + gap / 2;
            let items = (1..400).map(move |number| (gap * number, number));
            let input = recording.stream("input", timed(&Seen::default(), items));
            let start = Instant::now();
            let mut stream = pin!(batches(input, NonZeroUsize::MAX, max_wait));
            let got = stream.next().await.map_or(0, |batch| batch.len());
            let took = start.elapsed();
            if took != gap + max_wait || got != 41 {
                let cause = (took > gap + max_wait)
                    .then_some("each item begins the wait anew: a timer is made, or reset, in each turn of the loop");
                expected(format!("an item each {gap:?}: a batch of 41 at {:?}", gap + max_wait))
                    .but(format!("a batch of {got} came at {took:?}"))
                    .looks_as_if_any(cause)
                    .without_picture()
                    .fail(&recording);
            }
        });
    }

    #[test]
    fn the_time_counts_while_the_input_always_has_an_item() {
        paused(async |recording| {
            let max_wait = Draw::of_test().millis(70..=99);
            let start = Instant::now();
            let mut stream = pin!(batches(always_full(()), NonZeroUsize::MAX, max_wait));
            for number in 1..=3 {
                stream.next().await;
                // The source and the stream take turns, so some milliseconds more may pass.
                let (due, at) = (max_wait * number, start.elapsed());
                if !(due..=due + 10 * MILLISECOND * number).contains(&at) {
                    expected(format!(
                        "a wait of {max_wait:?}, and a channel that is always full: batch {number} at {due:?}"
                    ))
                    .but(format!("it came at {at:?}"))
                    .looks_as_if(STARVED)
                    .without_picture()
                    .fail(&recording);
                }
            }
        });
    }

    #[test]
    fn the_time_counts_while_nobody_polls() {
        paused(async |recording| {
            let max_wait = Draw::of_test().millis(2000..=3000);
            let items = [(Duration::ZERO, 1), (LONG / 2, 2)];
            let mut stream = pin!(batches(timed(&Seen::default(), items), limit(5), max_wait));
            if timeout(max_wait / 2, stream.next()).await.is_ok() {
                expected("a batch is not yielded before its time").but("it came at once").fail(&recording);
            }
            sleep(max_wait).await;
            let start = Instant::now();
            let got = stream.next().await;
            let cause = "the wait begins anew with each poll: the timer is not kept in the stream";
            assert_passed(
                &recording,
                "the batch whose time is over when it is asked for",
                start,
                Duration::ZERO,
                Some(cause),
            );
            assert_items(&recording, "one item was there", &[got], &[Some(vec![1])], None);
        });
    }

    #[test]
    fn loses_nothing_if_the_consumer_stops_waiting() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let (max_len, max_wait) = (draw.usize(5..=9), draw.millis(700..=1300));
            let items = drawn(&mut draw, 99, 300, max_wait);
            let wanted = wanted(&items, max_len, max_wait);
            let patience = draw.millis(50..=90);
            let start = Instant::now();
            let mut stream = pin!(batches(timed(&Seen::default(), items), limit(max_len), max_wait));
            let mut got = Vec::new();
            loop {
                match timeout(patience, stream.next()).await {
                    Ok(Some(batch)) => got.push((start.elapsed(), batch)),
                    Ok(None) => break,
                    Err(_) => {}
                }
            }
            let cause = "the items are kept in a future that `timeout` drops, and not in the stream";
            let situation = format!("batches of {max_len}, or after {max_wait:?}, asked for again each {patience:?}");
            assert_items(&recording, &situation, &got, &wanted, Some(cause));
        });
    }

    #[test]
    fn takes_any_wait_and_any_length() {
        paused(async |recording| {
            let items = || (1..=300_u32).map(|number| (SECOND * number, number));
            let cause = "`Instant::now() + max_wait` overflows: `sleep` takes any time; or memory for the largest batch is \
                         taken at once";
            let all = async {
                batches(timed(&Seen::default(), items()), NonZeroUsize::MAX, Duration::MAX).collect::<Vec<_>>().await
            };
            let got = assert_takes(&recording, "the largest length and the longest wait", cause, all).await;
            assert_items(&recording, "300 items, one a second", &got, &[(1..=300).collect::<Vec<_>>()], None);

            for max_len in HUGE {
                let stream = batches(at_hand(&Seen::default(), 0..300), limit(max_len), SECOND);
                let situation = format!("300 items in batches of {max_len}");
                let got = assert_takes(&recording, &situation, cause, stream.collect::<Vec<_>>()).await;
                assert_items(&recording, &situation, &got, &[(0..300).collect::<Vec<_>>()], Some(HUGE_CAUSE));
            }

            let zero = batches(timed(&Seen::default(), items()), limit(7), Duration::ZERO);
            let mut late = Duration::ZERO;
            let start = Instant::now();
            let mut got = Vec::new();
            let mut zero = pin!(zero);
            while let Some(batch) = zero.next().await {
                late = late.max(start.elapsed().saturating_sub(SECOND * batch[0]));
                got.push(batch);
            }
            let wanted: Vec<Vec<u32>> = (1..=300).map(|number| vec![number]).collect();
            assert_items(&recording, "a wait of zero, and an item each second", &got, &wanted, None);
            if late > MILLISECOND {
                expected("with a wait of zero each item comes when it is there")
                    .but(format!("one was {late:?} late"))
                    .without_picture()
                    .fail(&recording);
            }
            let none: Vec<Vec<u32>> = batches(at_hand(&Seen::default(), []), limit(1), Duration::ZERO).collect().await;
            assert_items(&recording, "no items, no batches", &none, &[], None);
        });
    }

    #[test]
    fn pulls_nothing_before_the_first_poll_and_drops_what_it_holds() {
        paused(async |recording| {
            let (seen, probe) = (Seen::default(), Arc::new(()));
            let items = [(Duration::ZERO, probe.clone()), (SECOND, probe.clone()), (LONG, probe.clone())];
            let mut stream = Box::pin(batches(timed(&seen, items), limit(5), LONG));
            settle().await;
            seen.must_be_untouched(&recording);
            let _ = timeout(2 * SECOND, stream.next()).await;
            drop(stream);
            assert_all_dropped(&recording, "half a batch", &probe, &seen, false).await;
        });
    }
}

mod merged {
    use super::*;
    use ::backpressure::merged;

    #[test]
    fn yields_each_item_as_soon_as_it_is_there() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            for streams in [1, 2, draw.usize(5..=9), draw.usize(70..=99)] {
                // All moments differ.
                let mut moments: Vec<u64> =
                    (1..=streams as u64 * 7).map(|place| place * 13 + place * place % 11).collect();
                // The last one comes some minutes later.
                if let Some(last) = moments.last_mut() {
                    *last += 300_000;
                }
                draw.shuffle(&mut moments);
                let mut all = Vec::new();
                let mut lists: Vec<Vec<(Duration, u64)>> = Vec::new();
                for moments in moments.chunks_mut(7) {
                    moments.sort_unstable();
                    let list: Vec<_> = moments.iter().map(|at| (Duration::from_millis(*at), draw.id())).collect();
                    all.extend(list.clone());
                    lists.push(list);
                }
                all.sort_unstable();
                let start = Instant::now();
                let inputs: Vec<_> = lists.into_iter().map(|list| timed(&Seen::default(), list)).collect();
                let got: Vec<_> = merged(inputs).map(|item| (start.elapsed(), item)).collect().await;
                let in_time = got.iter().zip(&all).all(|(got, wanted)| got.0 == wanted.0);
                let cause = (!in_time && got.len() == all.len())
                    .then_some("a stream waits for another one: they are read in turn, or item by item of each");
                assert_items(&recording, &format!("{streams} streams, with their times"), &got, &all, cause);
            }
        });
    }

    #[test]
    fn starves_none_while_others_always_have_an_item() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            for streams in [2, draw.usize(5..=9), draw.usize(70..=99)] {
                let inputs: Vec<_> =
                    (0..streams).map(|stream| at_hand(&Seen::default(), std::iter::repeat_n(stream, 200))).collect();
                let got: Vec<usize> = merged(inputs).take(streams * 20).collect().await;
                assert_fair(&recording, &got, streams);
            }
        });
    }

    #[test]
    fn starves_none_while_others_end() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            for streams in [3, draw.usize(5..=9), draw.usize(70..=99)] {
                let lengths = draw.list(streams, |draw| draw.usize(0..=30));
                let inputs: Vec<_> = lengths
                    .iter()
                    .enumerate()
                    .map(|(stream, length)| at_hand(&Seen::default(), std::iter::repeat_n(stream, *length)))
                    .collect();
                let got: Vec<usize> = merged(inputs).collect().await;
                for one in 0..streams {
                    let mut since = vec![0; streams];
                    // After its last item, a stream waits no more.
                    let last = got.iter().rposition(|item| *item == one).unwrap_or(0);
                    for item in &got[..last] {
                        if *item == one {
                            since.fill(0);
                            continue;
                        }
                        since[*item] += 1;
                        if since[*item] > 1 {
                            expected(format!("of {streams} streams, of which some end, each gives one item in its turn"))
                                .but(format!(
                                    "two of stream {} came before one of stream {}, which was ready",
                                    item + 1,
                                    one + 1
                                ))
                                .looks_as_if("a stream that ends shifts the others, and one of them misses its turn; or the order is left to chance")
                                .without_picture()
                                .fail(&recording);
                        }
                    }
                }
            }
        });
    }

    /// Asserts that between two items of a stream there is at most one of each other stream.
    #[track_caller]
    fn assert_fair(recording: &Recording, got: &[usize], streams: usize) {
        for one in 0..streams {
            let mut since = vec![0; streams];
            for item in got {
                if *item == one {
                    since.fill(0);
                    continue;
                }
                since[*item] += 1;
                if since[*item] > 1 {
                    let in_a_row = got.windows(2).any(|pair| pair[0] == pair[1]) && got.contains(&one);
                    let cause = if in_a_row {
                        "a stream gives several items in a row"
                    } else if got.iter().all(|item| *item != one) {
                        "the streams before it always come first: so they do with `flatten`, with a `select!` that is `biased`, \
                         or if each poll asks from the first one on"
                    } else {
                        "it is left to chance, or to the order of the streams, which one comes next"
                    };
                    expected(format!("of {streams} streams that always have an item, each gives one in its turn"))
                        .but(format!(
                            "two of stream {} came before one of stream {}: {}",
                            item + 1,
                            one + 1,
                            shown(got)
                        ))
                        .looks_as_if(cause)
                        .without_picture()
                        .fail(recording);
                }
            }
        }
    }

    #[test]
    fn a_stream_that_gets_an_item_later_is_not_starved_either() {
        paused(async |recording| {
            let busy = Draw::of_test().usize(20..=40);
            let due = 3 * SECOND;
            let start = Instant::now();
            let mut inputs: Vec<_> =
                (0..busy).map(|_| at_hand(&Seen::default(), std::iter::repeat_n("busy", 10_000))).collect();
            inputs.push(timed(&Seen::default(), [(due, "late")]));
            let mut stream = pin!(merged(inputs));
            let mut others = 0;
            while let Some(item) = stream.next().await {
                if item == "late" {
                    break;
                }
                sleep(10 * MILLISECOND).await;
                others += usize::from(start.elapsed() > due + 20 * MILLISECOND);
                if others > busy {
                    expected(format!("an item that is ready waits for at most one of each of {busy} other streams"))
                        .but("all of them have given one since, and it has not come")
                        .looks_as_if("streams that were not ready once are not polled again while others are ready")
                        .without_picture()
                        .fail(&recording);
                }
            }
        });
    }

    #[test]
    fn ends_when_all_have_ended() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            for streams in [0, 1, 3, draw.usize(300..=400)] {
                let lengths = draw.list(streams, |draw| draw.usize(0..=4));
                let seen: Vec<Seen> = lengths.iter().map(|_| Seen::default()).collect();
                let inputs: Vec<_> = lengths
                    .iter()
                    .zip(&seen)
                    .enumerate()
                    .map(|(stream, (length, seen))| {
                        timed(seen, (0..*length).map(move |item| (SECOND * item as u32, (stream, item))))
                    })
                    .collect();
                let mut got: Vec<_> = merged(inputs).collect().await;
                let are_in_order = |stream: usize| got.iter().filter(|item| item.0 == stream).is_sorted();
                if let Some(stream) = (0..streams).find(|stream| !are_in_order(*stream)) {
                    expected("the items of each stream stay in their order")
                        .but(format!("those of stream {} do not", stream + 1))
                        .without_picture()
                        .fail(&recording);
                }
                got.sort_unstable();
                let all: Vec<_> =
                    (0..streams).flat_map(|stream| (0..lengths[stream]).map(move |item| (stream, item))).collect();
                let cause = (got.len() < all.len()).then_some("it ends with the first stream that ends");
                assert_items(&recording, &format!("all items of {streams} streams"), &got, &all, cause);
                for seen in seen {
                    seen.must_have_ended_once(&recording);
                }
            }
        });
    }

    #[test]
    fn takes_an_item_only_to_yield_it() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let streams = draw.usize(5..=9);
            let seen: Vec<Seen> = draw.list(streams, |_| Seen::default());
            let inputs: Vec<_> = seen.iter().map(|seen| at_hand(seen, 0..20)).collect();
            let mut stream = Box::pin(merged(inputs));
            settle().await;
            for seen in &seen {
                seen.must_be_untouched(&recording);
            }
            for yielded in 1..=50 {
                stream.next().await;
                settle().await;
                let pulled: usize = seen.iter().map(Seen::pulled).sum();
                if pulled != yielded {
                    expected(format!("of {streams} streams {yielded} items pulled, as many as were yielded"))
                        .but(format!("{pulled} were pulled"))
                        .looks_as_if("items are taken from several streams and kept, or a task reads ahead")
                        .without_picture()
                        .fail(&recording);
                }
            }
            drop(stream);
            settle().await;
            let left = seen.iter().filter(|seen| !seen.is_dropped()).count();
            if left > 0 {
                expected("dropped, it drops all its streams")
                    .but(format!("{left} of {streams} are still there"))
                    .looks_as_if(DETACHED)
                    .fail(&recording);
            }
        });
    }
}

mod recovered {
    use super::*;
    use ::backpressure::recovered;
    use tokio::sync::mpsc;

    type Record = Result<u64, u64>;

    /// Draws records, of which about a third is bad, with some bad ones in a row.
    fn drawn(draw: &mut Draw, len: usize) -> Vec<Record> {
        let mut records: Vec<Record> =
            draw.list(len, |draw| if draw.usize(0..=2) == 0 { Err(draw.id()) } else { Ok(draw.id()) });
        for place in (len / 2..).take(len / 9) {
            records[place] = Err(draw.id());
        }
        records
    }

    /// Splits records into the good and the bad ones.
    fn split(records: &[Record]) -> (Vec<Record>, Vec<u64>) {
        let good = records.iter().filter(|record| record.is_ok()).copied().collect();
        (good, records.iter().filter_map(|record| record.err()).collect())
    }

    #[test]
    fn goes_on_after_bad_records_and_loses_none() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            for (room, len) in [(1, draw.usize(300..=400)), (draw.usize(70..=99), 300), (3, 1)] {
                let (seen, mut records) = (Seen::default(), drawn(&mut draw, len));
                // A stream that yields nothing is another mistake than one that ends with the first bad record.
                records[0] = Ok(draw.id());
                let (sender, mut receiver) = mpsc::channel(room);
                let good = recovered(at_hand(&seen, records.clone()), sender).collect::<Vec<Record>>();
                let bad = async {
                    let mut bad = Vec::new();
                    while let Some(error) = receiver.recv().await {
                        // Slower than the records: the channel is full most of the time.
                        sleep(MILLISECOND).await;
                        bad.push(error);
                    }
                    bad
                };
                let (good, bad) = future::join(good, bad).await;
                let (wanted_good, wanted_bad) = split(&records);
                let first_bad = records.iter().take_while(|record| record.is_ok()).count();
                let cause = (first_bad > 0 && good.len() == first_bad && good.len() < wanted_good.len())
                    .then_some("it ends with the first bad record, as `while let Some(Ok(..))` and `try_collect` do");
                assert_items(&recording, &format!("the good ones of {len} records"), &good, &wanted_good, cause);
                let cause = (bad.len() < wanted_bad.len())
                    .then_some("an error is thrown away while the channel is full: `try_send` does not wait");
                assert_items(&recording, "the dead letters", &bad, &wanted_bad, cause);
                seen.must_have_ended_once(&recording);
            }
        });
    }

    #[test]
    fn waits_while_the_dead_letters_are_full() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            for room in [1, 2, draw.usize(70..=99)] {
                let seen = Seen::default();
                let records = std::iter::repeat_n(Err(1), room + 2).chain(std::iter::repeat_n(Ok(2), 1000));
                let (sender, mut receiver) = mpsc::channel(room);
                let mut stream = pin!(recovered(at_hand(&seen, records), sender));
                for received in 0..2 {
                    let came = timeout(LONG / 9, stream.next()).await;
                    let pulled = seen.pulled();
                    if came.is_ok() || pulled != room + received + 1 {
                        let cause = if matches!(came, Ok(Some(Err(_)))) {
                            "an error waits for room only for some time, and is yielded then"
                        } else if matches!(came, Ok(None)) {
                            "it ends, with records left"
                        } else if came.is_ok() {
                            "a bad record does not wait for room: it is thrown away, or kept, or sent by a task of its own"
                        } else if pulled > room + received + 1 {
                            "it reads on while an error waits for room"
                        } else {
                            "it does not read at all"
                        };
                        expected(format!(
                            "room for {room}, and {} bad records: it waits with number {} in hand",
                            room + 2,
                            room + received + 1
                        ))
                        .but(format!(
                            "it had pulled {pulled}, and {}",
                            match came {
                                Ok(Some(Ok(_))) => "yielded the next good one",
                                Ok(Some(Err(_))) => "yielded the error",
                                Ok(None) => "ended",
                                Err(_) => "waited",
                            }
                        ))
                        .looks_as_if(cause)
                        .without_picture()
                        .fail(&recording);
                    }
                    receiver.recv().await;
                }
                let start = Instant::now();
                let got = stream.next().await;
                assert_items(&recording, "after all errors have room", &[got], &[Some(Ok::<u64, u64>(2))], None);
                assert_passed(&recording, "it goes on when there is room,", start, Duration::ZERO, None);
            }
        });
    }

    #[test]
    fn yields_an_error_that_nobody_receives() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            // The receiver is gone from the start, or after this many good records, or while an error waits for room.
            for (situation, room, after) in [
                ("before the first record", 5, 0),
                ("half-way", 400, draw.usize(30..=50)),
                ("while an error waits", 1, 0),
            ] {
                let records = drawn(&mut draw, 300);
                let (sender, receiver) = mpsc::channel(room);
                let mut stream = pin!(recovered(at_hand(&Seen::default(), records.clone()), sender));
                let (mut got, mut letters, mut receiver) = (Vec::new(), Vec::new(), Some(receiver));
                loop {
                    if room > 1
                        && got.len() >= after
                        && let Some(mut receiver) = receiver.take()
                    {
                        while let Ok(error) = receiver.try_recv() {
                            letters.push(error);
                        }
                    }
                    match timeout(SECOND, stream.next()).await {
                        Ok(Some(record)) => got.push(record),
                        Ok(None) => break,
                        Err(_) => match receiver.take() {
                            Some(mut receiver) => letters.extend(receiver.try_recv()),
                            None => expected("it does not wait for a receiver that is gone")
                                .but("it waited")
                                .without_picture()
                                .fail(&recording),
                        },
                    }
                }
                let mut sent = letters.iter();
                let wanted: Vec<Record> = {
                    let mut next = sent.next();
                    let is_sent = |record: &Record| match (record, next) {
                        (Err(error), Some(letter)) if error == letter => {
                            next = sent.next();
                            true
                        }
                        _ => false,
                    };
                    let mut is_sent = is_sent;
                    records.iter().filter(|record| !is_sent(record)).copied().collect()
                };
                let cause = if got.len() < wanted.len() && wanted.starts_with(&got) {
                    Some("it ends when an error cannot be sent")
                } else if got.len() < wanted.len() && got.iter().all(Result::is_ok) {
                    Some("an error that cannot be sent is thrown away: `send` gives it back in its `SendError`")
                } else {
                    None
                };
                let situation = format!("the receiver is dropped {situation}, after {} letters", letters.len());
                assert_items(&recording, &situation, &got, &wanted, cause);
            }
        });
    }

    #[test]
    fn drops_its_sender_when_it_ends() {
        paused(async |recording| {
            let (sender, mut receiver) = mpsc::channel(5);
            let records = [Ok(1), Err(2), Ok(3)];
            let mut stream = pin!(recovered(at_hand(&Seen::default(), records), sender));
            while stream.next().await.is_some() {}
            let letter = receiver.recv().await;
            assert_items(&recording, "the dead letters", &[letter], &[Some(2)], None);
            if timeout(SECOND, receiver.recv()).await != Ok(None) {
                expected("the channel of dead letters ends with the stream, even if the stream is not dropped")
                    .but("it is still open")
                    .looks_as_if("the sender lives as long as the stream, in a closure: whoever waits for the last letter waits for ever")
                    .without_picture()
                    .fail(&recording);
            }
        });
    }

    #[test]
    fn pulls_one_record_when_it_is_asked_and_drops_what_it_holds() {
        paused(async |recording| {
            let (seen, probe) = (Seen::default(), Arc::new(()));
            let records =
                [Ok(probe.clone()), Ok(probe.clone()), Err(probe.clone()), Err(probe.clone()), Ok(probe.clone())];
            let (sender, receiver) = mpsc::channel(1);
            let mut stream = Box::pin(recovered(at_hand(&seen, records), sender));
            settle().await;
            seen.must_be_untouched(&recording);
            for asked in 1..=2 {
                drop(stream.next().await);
                settle().await;
                if seen.pulled() != asked {
                    expected(format!("{} pulled", count(asked, "record", "records")))
                        .but(format!("it pulled {}", seen.pulled()))
                        .looks_as_if("it reads ahead of the consumer")
                        .without_picture()
                        .fail(&recording);
                }
            }
            drop(timeout(SECOND, stream.next()).await);
            drop(stream);
            drop(receiver);
            assert_all_dropped(&recording, "while an error waits for room", &probe, &seen, false).await;
        });
    }
}

mod window_means {
    use super::*;
    use ::backpressure::{Reading, window_means};

    type Timed = Vec<(Duration, Reading)>;

    /// Draws readings, of which about half are active, at moments that are never the end of a window.
    fn drawn(draw: &mut Draw, len: usize, most: u64, window: Duration) -> Timed {
        let mut at = Duration::ZERO;
        let mut reading = |draw: &mut Draw| {
            at += draw.millis(1..=most);
            while at.as_millis().is_multiple_of(window.as_millis()) {
                at += MILLISECOND;
            }
            (at, Reading { value: draw.f64(-100.0..100.0), active: draw.usize(0..=1) == 0 })
        };
        draw.list(len, &mut reading)
    }

    /// Returns the means of the windows, up to the last reading.
    fn means(readings: &Timed, window: Duration) -> Vec<Option<f64>> {
        let place = |at: Duration| (at.as_millis() / window.as_millis()) as usize;
        let last = readings.last().map_or(0, |(at, _)| place(*at));
        let mean = |number| {
            let active: Vec<f64> = readings
                .iter()
                .filter(|(at, reading)| place(*at) == number && reading.active)
                .map(|(_, reading)| reading.value)
                .collect();
            (!active.is_empty()).then(|| active.iter().sum::<f64>() / active.len() as f64)
        };
        let mut means: Vec<_> = (0..=last).map(mean).collect();
        // The last window is not over when the readings end.
        if means.last() == Some(&None) {
            means.pop();
        }
        means
    }

    /// Asserts that the means are these, to within a billionth of the largest value.
    #[track_caller]
    fn assert_means(
        recording: &Recording,
        situation: &str,
        got: &[Option<f64>],
        wanted: &[Option<f64>],
        readings: &Timed,
    ) {
        let largest = readings.iter().map(|(_, reading)| reading.value.abs()).fold(0.0, f64::max);
        let equal = |pair: (&Option<f64>, &Option<f64>)| match pair {
            (Some(got), Some(wanted)) => (got - wanted).abs() <= largest * 1e-9,
            (None, None) => true,
            _ => false,
        };
        let wrong = got.iter().zip(wanted).position(|pair| !equal(pair));
        if got.len() == wanted.len() && wrong.is_none() {
            return;
        }
        let place = wrong.unwrap_or_else(|| got.len().min(wanted.len()));
        let at = |list: &[Option<f64>]| list.get(place).map_or("missing".to_owned(), |mean| format!("{mean:?}"));
        let all: Vec<f64> = readings.iter().map(|(_, reading)| reading.value).collect();
        let cause = match (got.get(place), wanted.get(place)) {
            (None, _) if got.is_empty() => Some("it yields nothing: the stream is empty, or ends at once"),
            (Some(Some(got)), Some(Some(wanted))) if (got - wanted).abs() <= largest * 1e-4 => {
                Some("the mean is nearly right: something is rounded, as in an `f32`, which has seven digits")
            }
            (Some(None), Some(Some(_))) => {
                Some("there was an active reading, and whatever its value is, it has a mean")
            }
            (Some(Some(mean)), _) if mean.is_nan() => {
                Some("a sum of nothing is divided by zero: an empty window has no mean")
            }
            (Some(Some(mean)), Some(None)) if *mean == 0.0 => {
                Some("an empty window is reported as zero, which is a reading, too")
            }
            (Some(Some(mean)), Some(None)) if got[..place].contains(&Some(*mean)) => {
                Some("what a window has added up is kept for the next one")
            }
            (Some(Some(_)), Some(None)) if all.len() > 1 => Some("readings of a sensor that is off are counted"),
            (Some(Some(_)), Some(Some(_))) => {
                Some("other readings are counted: those that are off, those of another window, or those before")
            }
            (Some(Some(_)), None) => Some("there is a window too many at the end"),
            (Some(None), None) => Some("the last window yields although it has no active reading"),
            (None, Some(Some(_))) => Some("the last window is lost when the readings end"),
            (_, Some(None)) => Some("an empty window is left out"),
            _ => None,
        };
        expected(format!("{situation}: {} windows, and as window {} {}", wanted.len(), place + 1, at(wanted)))
            .but(format!("it yielded {} windows, and window {} is {}", got.len(), place + 1, at(got)))
            .looks_as_if_any(cause)
            .without_picture()
            .fail(recording);
    }

    #[test]
    fn yields_the_mean_of_the_active_readings_of_each_window() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            // The readings of the original come five a second, and there are ten of them.
            for (len, most) in [(10, 400), (300, 300), (99, 3000)] {
                let window = draw.millis(700..=1300);
                let readings = drawn(&mut draw, len, most, window);
                let seen = Seen::default();
                let input = timed(&seen, readings.clone());
                let start = Instant::now();
                let mut stream = pin!(window_means(input, window));
                let mut got = Vec::new();
                while let Some(mean) = stream.next().await {
                    got.push(mean);
                    let due = window * got.len() as u32;
                    let last = readings.last().map_or(Duration::ZERO, |(at, _)| *at);
                    if start.elapsed() != due && start.elapsed() != last {
                        expected(format!("window {} yields when it is over, at {due:?}", got.len()))
                            .but(format!("it yielded at {:?}", start.elapsed()))
                            .looks_as_if("a window is noticed only with a reading, or begins with one")
                            .without_picture()
                            .fail(&recording);
                    }
                }
                let situation = format!("{len} readings, in windows of {window:?}");
                assert_means(&recording, &situation, &got, &means(&readings, window), &readings);
                seen.must_have_ended_once(&recording);
            }
        });
    }

    #[test]
    fn an_empty_window_yields_none() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let window = draw.millis(700..=1300);
            let on = |value| Reading { value, active: true };
            let off = |value| Reading { value, active: false };
            // The first, third and fourth window have nothing active; the last one neither.
            let readings = vec![
                (window / 3, off(draw.f64(5.0..9.0))),
                (window * 4 / 3, on(draw.f64(5.0..9.0))),
                (window * 5 / 3, off(draw.f64(5.0..9.0))),
                (window * 13 / 3, on(-0.0)),
                (window * 16 / 3, off(draw.f64(5.0..9.0))),
            ];
            let got: Vec<_> = window_means(timed(&Seen::default(), readings.clone()), window).collect().await;
            assert_means(&recording, "windows without an active reading", &got, &means(&readings, window), &readings);
            let got: Vec<_> = window_means(at_hand(&Seen::default(), []), window).collect().await;
            assert_means(&recording, "no readings", &got, &[], &readings);
        });
    }

    #[test]
    fn does_not_drift_when_the_consumer_is_busy() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let window = draw.millis(700..=1300);
            let start = Instant::now();
            let mut stream = pin!(window_means(stream::pending(), window));
            for number in 1..=70 {
                let got = stream.next().await;
                assert_items(&recording, "a window without readings", &[got], &[Some(None)], None);
                let cause = "a window begins when the one before is taken: the time of the consumer is added each time";
                assert_passed(&recording, &format!("window {number}"), start, window * number, Some(cause));
                sleep(draw.millis(1..=600)).await;
            }
        });
    }

    #[test]
    fn a_window_is_over_in_time_while_there_is_always_another_reading() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let (window, value) = (draw.millis(70..=99), draw.f64(5.0..9.0));
            let start = Instant::now();
            let mut stream = pin!(window_means(always_full(Reading { value, active: true }), window));
            for number in 1..=3 {
                let mean = stream.next().await.flatten();
                // The source and the stream take turns, so some milliseconds more may pass.
                let (due, at) = (window * number, start.elapsed());
                let is_right = mean.is_some_and(|mean| (mean - value).abs() < 1e-6);
                if !(due..=due + 10 * MILLISECOND).contains(&at) || !is_right {
                    expected(format!(
                        "windows of {window:?}, and a channel that is always full of readings of {value}: window {number} at {due:?}"
                    ))
                    .but(format!("it came at {at:?}, with {mean:?}"))
                    .looks_as_if(STARVED)
                    .without_picture()
                    .fail(&recording);
                }
            }
        });
    }

    #[test]
    fn a_window_need_not_be_a_whole_number_of_milliseconds() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            for longest in [MILLISECOND * 3 / 2, 20 * MILLISECOND, SECOND] {
                let window = draw.duration(MILLISECOND..=longest);
                let start = Instant::now();
                let mut stream = pin!(window_means(stream::pending(), window));
                for number in 1..=700 {
                    stream.next().await;
                    let (due, at) = (window * number, start.elapsed());
                    // Tokio's timers round up to the next millisecond.
                    if !(due..=due + MILLISECOND).contains(&at) {
                        expected(format!(
                            "windows of {window:?}: number {number} at {due:?}, or up to a millisecond later"
                        ))
                        .but(format!("it was at {at:?}"))
                        .looks_as_if("the window is rounded, and the errors add up")
                        .without_picture()
                        .fail(&recording);
                    }
                }
            }
        });
    }

    #[test]
    fn a_late_consumer_gets_the_windows_that_it_missed() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            // A `select!` that draws lots is wrong in half of the cases.
            for _ in 0..30 {
                // Even, so that half of it is a whole number of milliseconds.
                let window = draw.millis(350..=650) * 2;
                let (one, other) = (draw.f64(5.0..9.0), draw.f64(5.0..9.0));
                let readings = [(window / 2, one), (window * 3 / 2, other)]
                    .map(|(at, value)| (at, Reading { value, active: true }));
                let input = timed(&Seen::default(), readings).chain(stream::pending());
                let start = Instant::now();
                let mut stream = pin!(window_means(input, window));
                drop(timeout(window * 3 / 4, stream.next()).await);
                sleep_until(start + window * 11 / 2).await;
                let mut got = Vec::new();
                for number in 1..=6 {
                    got.push(stream.next().await.flatten());
                    let due = (window * number).max(window * 11 / 2);
                    let cause = "windows that were missed are skipped, or begin when the consumer asks";
                    assert_passed(&recording, &format!("window {number}, asked for late,"), start, due, Some(cause));
                }
                let wanted = [Some(one), None, None, None, None, Some(other)];
                let cause = "what a window has is yielded before the next reading is pulled: of a timer and a reading that are \
                             both ready, the timer goes first";
                let situation =
                    format!("one reading before the consumer was away for five windows, and {other} waiting");
                assert_items(&recording, &situation, &got, &wanted, Some(cause));
            }
        });
    }

    #[test]
    fn begins_with_the_first_poll_and_takes_any_length() {
        paused(async |recording| {
            let (seen, reading) = (Seen::default(), Reading { value: 1e100, active: true });
            let readings =
                vec![(3 * SECOND, reading), (7 * SECOND, Reading { value: -9e99, ..reading }), (8 * SECOND, reading)];
            let stream = window_means(timed(&seen, readings.clone()), 3 * SECOND / 2);
            settle().await;
            seen.must_be_untouched(&recording);
            sleep_until(Instant::now() + SECOND - MILLISECOND).await;
            let start = Instant::now();
            let got: Vec<_> = stream.map(|mean| (start.elapsed(), mean)).collect().await;
            // The first window begins at 1 s.
            let wanted = [(3, None), (6, Some(1e100)), (9, None), (12, None), (14, Some((1e100 - 9e99) / 2.0))]
                .map(|(halves, mean)| (SECOND * halves / 2, mean));
            let split = |list: &[(Duration, Option<f64>)]| list.iter().copied().unzip::<_, _, Vec<_>, Vec<_>>();
            let ((came, got), (due, wanted)) = (split(&got), split(&wanted));
            let situation = "windows of 1.5 s, the first of which begins at 1 s";
            assert_items(&recording, situation, &came, &due, None);
            assert_means(&recording, situation, &got, &wanted, &readings);

            let cause = "a sum of times overflows: `interval` takes any length";
            let all = async { window_means(timed(&seen, readings.clone()), Duration::MAX).collect::<Vec<_>>().await };
            let got = assert_takes(&recording, "the longest window", cause, all).await;
            assert_means(&recording, "the longest window", &got, &[Some((2e100 - 9e99) / 3.0)], &readings);

            let start = Instant::now();
            let mut shortest = pin!(window_means(stream::pending(), MILLISECOND));
            for _ in 0..300 {
                shortest.next().await;
            }
            assert_passed(&recording, "300 windows of a millisecond", start, 300 * MILLISECOND, None);
        });
    }

    #[test]
    fn keeps_no_readings() {
        paused(async |recording| {
            let reading = Reading { value: 1.0, active: true };
            let input = stream::repeat(reading).take(100_000).chain(stream::pending());
            let mut stream = pin!(window_means(input, SECOND));
            let poll = || {
                // Without the budget of a task, which would end this poll after 128 readings.
                let mut next = pin!(tokio::task::unconstrained(stream.next()));
                assert!(next.as_mut().now_or_never().is_none(), "no window is over while no time passes");
            };
            let used = allocation_counter::measure(poll).bytes_max;
            if used > 20_000 {
                expected("a window of 100,000 readings needs no more memory than one of ten")
                    .but(format!("it needed {used} bytes"))
                    .looks_as_if("the readings of a window are kept: a sum and a count are enough")
                    .without_picture()
                    .fail(&recording);
            }
            assert_items(&recording, "the mean of ones", &[stream.next().await], &[Some(Some(1.0))], None);
        });
    }

    #[test]
    fn dropped_it_drops_its_input() {
        paused(async |recording| {
            let (seen, probe) = (Seen::default(), Arc::new(()));
            let reading = Reading { value: 1.0, active: true };
            let mut stream = Box::pin(window_means(timed(&seen, [(SECOND, reading), (LONG, reading)]), 5 * SECOND));
            drop(timeout(2 * SECOND, stream.next()).await);
            drop(stream);
            assert_all_dropped(&recording, "half a window", &probe, &seen, false).await;
        });
    }
}

mod rate_limited {
    use super::*;
    use ::backpressure::rate_limited;

    /// A bucket of tokens, as it should be.
    struct Bucket {
        per_second: f64,
        burst: f64,
        tokens: f64,
        /// The moment at which it had that many.
        at: f64,
    }

    impl Bucket {
        fn new(per_second: u32, burst: u32) -> Bucket {
            Bucket { per_second: f64::from(per_second), burst: f64::from(burst), tokens: f64::from(burst), at: 0.0 }
        }

        /// Takes a token for an item that was there at this moment, in seconds, and returns when there is one.
        fn take(&mut self, at: f64) -> f64 {
            let at = at.max(self.at);
            self.tokens = (self.tokens + (at - self.at) * self.per_second).min(self.burst);
            let wait = ((1.0 - self.tokens) / self.per_second).max(0.0);
            self.tokens = (self.tokens + wait * self.per_second - 1.0).max(0.0);
            self.at = at + wait;
            self.at
        }
    }

    /// Asserts that an item came at its moment, or at most two milliseconds later.
    #[track_caller]
    fn assert_in_time(recording: &Recording, situation: &str, number: usize, came: Duration, due: f64, gap: f64) {
        let late = came.as_secs_f64() - due;
        if !(-1e-6..=0.002 + 1e-6).contains(&late) {
            let cause = if late < 0.0 && late.abs() < 2.0 * gap {
                "the bucket holds a token too many: one that is taken ahead, or more than `burst` after a pause"
            } else if late < 0.0 {
                "the bucket holds more than `burst` after a pause, or is refilled too fast"
            } else if number > 3 && late < 0.01 * number as f64 * gap.max(0.1) {
                "the distances are rounded, and the errors add up: count from one moment, not from item to item"
            } else {
                "a token is not there when it should be: the bucket does not start full, or is refilled too late"
            };
            expected(format!("{situation}: item {number} at {due:.4} s, or up to 2 ms later"))
                .but(format!("it came at {:.4} s", came.as_secs_f64()))
                .looks_as_if(cause)
                .without_picture()
                .fail(recording);
        }
    }

    #[test]
    fn yields_a_burst_and_then_one_item_after_the_other() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let (some, many) = (draw.usize(20..=60) as u32, draw.usize(70..=99) as u32);
            for (per_second, burst) in
                [(1, 1), (3, 1), (7, 2), (some, many), (many, some), (999, 1), (7001, 3), (60_013, many)]
            {
                let items = (burst as usize + 1000).min(burst as usize + per_second as usize * 1000);
                let seen = Seen::default();
                let mut bucket = Bucket::new(per_second, burst);
                let start = Instant::now();
                let mut number = 0;
                let mut got = Vec::new();
                let mut stream = pin!(rate_limited(at_hand(&seen, 0..items), rate(per_second), rate(burst)));
                let situation = format!("{per_second} a second, with bursts of {burst}");
                loop {
                    let asked = start.elapsed().as_secs_f64();
                    let Some(item) = stream.next().await else { break };
                    number += 1;
                    got.push(item);
                    let due = bucket.take(asked);
                    let gap = f64::from(per_second).recip();
                    assert_in_time(&recording, &situation, number, start.elapsed(), due, gap);
                }
                assert_items(&recording, &situation, &got, &(0..items).collect::<Vec<_>>(), None);
                seen.must_have_ended_once(&recording);
            }
        });
    }

    #[test]
    fn gathers_no_more_than_a_burst_in_a_pause() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            for waits_for in ["the input", "the consumer"] {
                for (per_second, burst) in [(3, 1), (11, 4), (draw.usize(20..=60) as u32, draw.usize(70..=99) as u32)] {
                    let full = f64::from(burst) / f64::from(per_second);
                    // Pauses in which the bucket becomes full several times over, or in part.
                    let pauses = [draw.f64(3.0..5.0), draw.f64(0.3..0.8), draw.f64(1.1..1.9)].map(|part| part * full);
                    let group = 2 * burst as usize + 3;
                    let seen = Seen::default();
                    let of_input = waits_for == "the input";
                    let (mut bucket, start) = (Bucket::new(per_second, burst), Instant::now());
                    let (sender, receiver) = tokio::sync::mpsc::unbounded_channel();
                    let input = stream::unfold(receiver, async |mut receiver| Some((receiver.recv().await?, receiver)));
                    let endless = at_hand(&seen, 0..10_000);
                    let input = if of_input { input.boxed_local() } else { endless.boxed_local() };
                    let mut stream = pin!(rate_limited(input, rate(per_second), rate(burst)));
                    let situation =
                        format!("{per_second} a second, with bursts of {burst}, after a pause of {waits_for}");
                    for (pause, number) in pauses.iter().zip(0..) {
                        let mut asked = start.elapsed();
                        if of_input {
                            // It is asked before the pause, and waits for the item.
                            let pause = Duration::from_secs_f64(*pause);
                            let waited = timeout(pause, stream.next()).await;
                            assert_items(&recording, "nothing is there", &[waited.is_ok()], &[false], None);
                            asked = start.elapsed();
                            for item in 0..group {
                                let _ = sender.send(number * group + item);
                            }
                        } else if number > 0 {
                            sleep(Duration::from_secs_f64(*pause)).await;
                            asked = start.elapsed();
                        }
                        for item in 1..=group {
                            stream.next().await;
                            let due = bucket.take(asked.as_secs_f64());
                            assert_in_time(
                                &recording,
                                &situation,
                                item,
                                start.elapsed(),
                                due,
                                f64::from(per_second).recip(),
                            );
                            asked = start.elapsed();
                        }
                    }
                }
            }
        });
    }

    #[test]
    fn pulls_one_item_when_it_is_asked() {
        paused(async |recording| {
            let (seen, probe) = (Seen::default(), Arc::new(()));
            let items = (0..10_000).map({
                let probe = probe.clone();
                move |_| probe.clone()
            });
            let mut stream = Box::pin(rate_limited(at_hand(&seen, items), rate(2), rate(3)));
            settle().await;
            seen.must_be_untouched(&recording);
            for asked in 1..=9 {
                drop(stream.next().await);
                sleep(MILLISECOND * 100).await;
                if seen.pulled() != asked {
                    expected(format!("{} pulled, as many as were asked for", count(asked, "item", "items")))
                        .but(format!("it pulled {}", seen.pulled()))
                        .looks_as_if("it reads ahead while the consumer is busy")
                        .without_picture()
                        .fail(&recording);
                }
            }
            drop(timeout(MILLISECOND, stream.next()).await);
            drop(stream);
            assert_all_dropped(&recording, "while an item waits for its token", &probe, &seen, false).await;
        });
    }

    #[test]
    fn the_end_needs_no_token() {
        paused(async |recording| {
            for burst in [1, 3] {
                let start = Instant::now();
                let items = at_hand(&Seen::default(), 0..burst);
                let got: Vec<u32> = rate_limited(items, rate(1), rate(burst)).collect().await;
                assert_items(&recording, "a burst", &got, &(0..burst).collect::<Vec<_>>(), None);
                let cause = "it waits for a token before it knows that there is an item";
                assert_passed(&recording, "the end after a burst is", start, Duration::ZERO, Some(cause));
            }
        });
    }

    #[test]
    fn takes_the_largest_rates() {
        paused(async |recording| {
            let pause = 100 * SECOND;
            let cause = "something overflows, or memory for the largest burst is taken at once";
            for (per_second, burst) in [(u32::MAX, u32::MAX), (1, u32::MAX), (u32::MAX, 1)] {
                let start = Instant::now();
                let all = async {
                    // The bucket has been full for a long time by the second half.
                    let items = (0..600).map(move |item| (if item < 300 { Duration::ZERO } else { pause }, item));
                    rate_limited(timed(&Seen::default(), items), rate(per_second), rate(burst))
                        .collect::<Vec<u32>>()
                        .await
                };
                let situation = format!("{per_second} a second, with bursts of {burst},");
                let got = assert_takes(&recording, &situation, cause, all).await;
                assert_items(&recording, &situation, &got, &(0..600).collect::<Vec<_>>(), None);
                // A burst of one is used up in each millisecond, the resolution of the timers.
                let most = if burst == 1 { 600 * MILLISECOND } else { 2 * MILLISECOND };
                if start.elapsed() > pause + most {
                    expected(format!("{situation} 600 items as soon as they are there"))
                        .but(format!("they were there at {pause:?}, and came at {:?}", start.elapsed()))
                        .looks_as_if("an item waits for the next millisecond although there is a token for it")
                        .without_picture()
                        .fail(&recording);
                }
            }
        });
    }

    #[test]
    fn small_parts_of_a_token_add_up_in_a_large_bucket() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let (per_second, burst) = (3, draw.usize(100_000..=110_000) as u32);
            // Most of the bucket is left while one item after the other comes, and then the rest of it is taken.
            let (at_once, slowly) = (draw.usize(10_000..=20_000), 20_000);
            let items = at_once + slowly + burst as usize;
            let moments =
                (0..items).map(move |item| (MILLISECOND * item.saturating_sub(at_once).min(slowly) as u32, item));
            let mut stream = pin!(rate_limited(timed(&Seen::default(), moments), rate(per_second), rate(burst)));
            let start = Instant::now();
            // Those that came back in the slow part.
            let wanted = burst as usize + slowly * per_second as usize / 1000;
            for _ in 0..wanted - 1 {
                stream.next().await;
            }
            let (took, due) = (start.elapsed(), MILLISECOND * slowly as u32);
            if took > due + 2 * MILLISECOND {
                expected(format!("{per_second} a second, with bursts of {burst}: {} items in {due:?}", wanted - 1))
                    .but(format!("the last one came at {took:?}"))
                    .looks_as_if(
                        "a part of a token is lost each time: an `f32` does not hold it beside a hundred thousand",
                    )
                    .without_picture()
                    .fail(&recording);
            }
        });
    }

    #[test]
    fn distances_need_not_be_whole_nanoseconds() {
        paused(async |recording| {
            let per_second = Draw::of_test().usize(505_000_000..=520_000_000) as u32;
            // The timers have a resolution of a millisecond. The bucket has room for more than come in one, also if their distance
            // is cut to a nanosecond.
            let burst = per_second / 1000 * 12 / 10;
            let items = burst as usize + per_second as usize / 1000 * 11 / 10;
            let mut stream = pin!(rate_limited(stream::iter(0..items), rate(per_second), rate(burst)));
            let start = Instant::now();
            while stream.next().await.is_some() {}
            let due = (items - burst as usize) as f64 / f64::from(per_second);
            let situation = format!("{per_second} a second, with bursts of {burst}");
            assert_in_time(&recording, &situation, items, start.elapsed(), due, f64::from(per_second).recip());
        });
    }

    #[test]
    fn a_pause_of_days_fills_the_bucket_once() {
        paused_for(LONG * 1000, async |recording| {
            let mut draw = Draw::of_test();
            let (per_second, burst) = (draw.usize(1_000_001..=1_100_000) as u32, 5000);
            for pause in [LONG * 12, LONG * 48, LONG * 480] {
                let (start, items) = (Instant::now(), 9000);
                let moments = (0..=items).map(move |item| (if item == 0 { Duration::ZERO } else { pause }, item));
                let mut stream = pin!(rate_limited(timed(&Seen::default(), moments), rate(per_second), rate(burst)));
                for _ in 0..=items {
                    stream.next().await;
                }
                // The bucket is full at the end of the pause, and that is not much.
                let due = pause.as_secs_f64() + f64::from(items - burst) / f64::from(per_second);
                let situation = format!("{per_second} a second, with bursts of {burst}, after a pause of {pause:?}");
                assert_in_time(&recording, &situation, items as usize, start.elapsed(), due, 1e-6);
            }
        });
    }

    #[test]
    fn the_bucket_does_not_fill_before_the_first_poll() {
        paused(async |recording| {
            let stream = rate_limited(at_hand(&Seen::default(), 0..20), rate(2), rate(3));
            sleep(100 * SECOND).await;
            let start = Instant::now();
            let got = stream.map(|_| start.elapsed().as_secs_f64()).collect::<Vec<f64>>().await;
            let mut bucket = Bucket::new(2, 3);
            for (came, number) in got.into_iter().zip(1..) {
                let situation = "2 a second, with bursts of 3, first polled late";
                assert_in_time(&recording, situation, number, Duration::from_secs_f64(came), bucket.take(0.0), 0.5);
            }
        });
    }
}

mod drained {
    use super::*;
    use ::backpressure::drained;
    use futures::Sink;
    use std::sync::MutexGuard;
    use tokio_util::sync::CancellationToken;

    const LOSER: &str = "the branch that loses a `select!` is dropped, with the item or the count that it has in hand: only \
                         what is cancellation safe may lose";

    /// The part of a sink that fails.
    #[derive(Clone, Copy, Debug, PartialEq)]
    enum Step {
        Ready,
        Send,
        Flush,
        Close,
    }

    /// The traces that a sink leaves.
    #[derive(Default)]
    struct State<T> {
        received: Vec<T>,
        flushed: usize,
        /// The polls of `close`.
        closes: usize,
        is_closed: bool,
        is_dropped: bool,
    }

    struct Shared<T>(Arc<Mutex<State<T>>>);

    impl<T> Clone for Shared<T> {
        fn clone(&self) -> Self {
            Shared(self.0.clone())
        }
    }

    impl<T> Shared<T> {
        fn state(&self) -> MutexGuard<'_, State<T>> {
            self.0.lock().unwrap_or_else(PoisonError::into_inner)
        }
    }

    /// A sink with a buffer: what it has received is written by a flush, which takes `time`.
    struct Slow<T> {
        shared: Shared<T>,
        time: Duration,
        /// The step that fails, and the number of items before it.
        fails: Option<(Step, usize)>,
        /// The item after which the token is cancelled, from within the sink.
        cancels: Option<(usize, CancellationToken)>,
        busy: Option<Pin<Box<Sleep>>>,
        /// A close takes `time`, too, also if there is nothing to write.
        closing: Option<Pin<Box<Sleep>>>,
    }

    impl<T> Unpin for Slow<T> {}

    impl<T> Slow<T> {
        fn new(time: Duration) -> (Slow<T>, Shared<T>) {
            let empty = State { received: Vec::new(), flushed: 0, closes: 0, is_closed: false, is_dropped: false };
            let shared = Shared(Arc::new(Mutex::new(empty)));
            (Slow { shared: shared.clone(), time, fails: None, cancels: None, busy: None, closing: None }, shared)
        }

        fn try_step(&self, step: Step) -> Result<(), Step> {
            let received = self.shared.state().received.len();
            match self.fails {
                Some((fails, after)) if fails == step && received >= after => Err(step),
                _ => Ok(()),
            }
        }

        fn poll_written(&mut self, cx: &mut Context<'_>) -> Poll<()> {
            let received = self.shared.state().received.len();
            if self.shared.state().flushed < received {
                if !self.time.is_zero() {
                    let time = self.time;
                    let busy = self.busy.get_or_insert_with(|| Box::pin(sleep(time)));
                    ready!(busy.as_mut().poll(cx));
                    self.busy = None;
                }
                self.shared.state().flushed = received;
            }
            Poll::Ready(())
        }
    }

    impl<T> Sink<T> for Slow<T> {
        type Error = Step;

        fn poll_ready(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), Step>> {
            // Its buffer has room for two items.
            let state = self.shared.state();
            let is_full = state.received.len() >= state.flushed + 2;
            drop(state);
            if is_full {
                ready!(self.poll_written(cx));
            }
            Poll::Ready(self.try_step(Step::Ready))
        }

        fn start_send(mut self: Pin<&mut Self>, item: T) -> Result<(), Step> {
            self.try_step(Step::Send)?;
            assert!(!self.shared.state().is_closed, "an item is sent to a sink that is closed");
            self.shared.state().received.push(item);
            let received = self.shared.state().received.len();
            if let Some((_, token)) = self.cancels.take_if(|(after, _)| *after == received) {
                token.cancel();
            }
            Ok(())
        }

        fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), Step>> {
            self.try_step(Step::Flush)?;
            self.poll_written(cx).map(Ok)
        }

        fn poll_close(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), Step>> {
            self.shared.state().closes += 1;
            self.try_step(Step::Close)?;
            ready!(self.poll_written(cx));
            let time = self.time;
            ready!(self.closing.get_or_insert_with(|| Box::pin(sleep(time))).as_mut().poll(cx));
            self.shared.state().is_closed = true;
            Poll::Ready(Ok(()))
        }
    }

    impl<T> Drop for Slow<T> {
        fn drop(&mut self) {
            self.shared.state().is_dropped = true;
        }
    }

    /// Asserts that the sink has received and written these items, and is closed, and that the result is their number.
    #[track_caller]
    fn assert_delivered(
        recording: &Recording,
        situation: &str,
        result: Result<u64, Step>,
        sink: &Shared<u64>,
        wanted: &[u64],
    ) {
        let state = sink.state();
        let cause = (state.received.len() < wanted.len() && wanted.starts_with(&state.received)).then_some(LOSER);
        assert_items(recording, situation, &state.received, wanted, cause);
        let is_written = state.flushed == state.received.len();
        if !state.is_closed || !is_written {
            expected(format!("{situation}: the sink is closed before it returns"))
                .but(format!(
                    "it is {}, and {} of {} items are written",
                    if state.is_closed { "closed" } else { "open" },
                    state.flushed,
                    state.received.len()
                ))
                .looks_as_if(
                    "it returns without `close`: dropping a sink closes nothing, and does not write its buffer",
                )
                .without_picture()
                .fail(recording);
        }
        if result != Ok(wanted.len() as u64) {
            expected(format!("{situation}: it returns Ok({})", wanted.len()))
                .but(format!("it returned {result:?}"))
                .looks_as_if_any(result.is_ok().then_some(LOSER))
                .without_picture()
                .fail(recording);
        }
    }

    #[test]
    fn delivers_all_items_and_closes_the_sink() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            for (len, time) in
                [(0, SECOND), (1, SECOND), (draw.usize(300..=400), draw.millis(1..=9)), (400, Duration::ZERO)]
            {
                let (seen, items) = (Seen::default(), draw.list(len, Draw::id));
                let (sink, shared) = Slow::new(time);
                let result = drained(at_hand(&seen, items.clone()), CancellationToken::new(), sink).await;
                assert_delivered(
                    &recording,
                    &format!("{len} items, and a sink that needs {time:?}"),
                    result,
                    &shared,
                    &items,
                );
                seen.must_have_ended_once(&recording);
            }
        });
    }

    #[test]
    fn pulls_no_more_after_the_cancellation_and_delivers_what_was_pulled() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let (gap, time) = (draw.millis(300..=400), draw.millis(450..=600));
            // While the input waits, and while the sink is busy, in many places; and with a sink that takes minutes.
            let cases = (0..40).map(|part| (gap * part / 3 + MILLISECOND, time));
            for (at, time) in cases.chain([(SECOND, draw.millis(100_000..=200_000))]) {
                let (seen, token) = (Seen::default(), CancellationToken::new());
                let items = (1..).map(move |number: u32| (gap * number, u64::from(number)));
                let (sink, shared) = Slow::new(time);
                let pulled_by_then = async {
                    sleep(at).await;
                    token.cancel();
                    seen.pulled()
                };
                let (result, pulled) =
                    future::join(timeout(LONG, drained(timed(&seen, items), token.clone(), sink)), pulled_by_then)
                        .await;
                let situation =
                    format!("cancelled after {at:?}, when {} pulled", count(pulled, "item was", "items were"));
                let Ok(result) = result else {
                    expected(format!("{situation}: it returns"))
                        .but("it goes on")
                        .looks_as_if("the token is looked at only at the end of the input, or never")
                        .without_picture()
                        .fail(&recording)
                };
                assert_delivered(&recording, &situation, result, &shared, &(1..=pulled as u64).collect::<Vec<_>>());
                if seen.pulled() != pulled {
                    expected(format!("{situation}: it pulls no more"))
                        .but(format!("it pulled {}", seen.pulled()))
                        .without_picture()
                        .fail(&recording);
                }
            }
        });
    }

    #[test]
    fn an_item_that_is_ready_at_the_cancellation_is_not_pulled() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            for after in [0, 1, draw.usize(9..=20)] {
                // A `select!` that draws lots is wrong in half of the cases.
                for _ in 0..30 {
                    let (seen, token) = (Seen::default(), CancellationToken::new());
                    let (mut sink, shared) = Slow::new(Duration::ZERO);
                    sink.cancels = Some((after, token.clone()));
                    if after == 0 {
                        token.cancel();
                    }
                    let result = drained(at_hand(&seen, 0..1000), token, sink).await;
                    if seen.pulled() != after {
                        expected(format!(
                            "cancelled after {}, it pulls no more, although there are some",
                            count(after, "item", "items")
                        ))
                        .but(format!("it pulled {}", seen.pulled()))
                        .looks_as_if(
                            "of a token and an item that are both ready, the item may win: ask the token first",
                        )
                        .without_picture()
                        .fail(&recording);
                    }
                    let situation = format!("cancelled after {}", count(after, "item", "items"));
                    assert_delivered(&recording, &situation, result, &shared, &(0..after as u64).collect::<Vec<_>>());
                }
            }
        });
    }

    #[test]
    fn an_item_that_is_pulled_in_the_moment_of_the_cancellation_is_delivered() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            for after in [1, draw.usize(9..=20)] {
                for waits in [false, true] {
                    for _ in 0..30 {
                        let (seen, token) = (Seen::default(), CancellationToken::new());
                        let (sink, shared) = Slow::new(Duration::ZERO);
                        let start = if waits { SECOND } else { Duration::ZERO };
                        let items = (0..1000).map(move |number| (start * number, u64::from(number)));
                        let of_input = token.clone();
                        // The poll that yields the item cancels.
                        let input = timed(&seen, items).inspect(move |number| {
                            if *number + 1 == after as u64 {
                                of_input.cancel();
                            }
                        });
                        let result = drained(input, token, sink).await;
                        let situation = format!("the input cancels while it yields {}", count(after, "item", "items"));
                        if shared.state().received.len() < seen.pulled() {
                            expected(format!("{situation}: what was pulled is delivered"))
                                .but(format!("of {} it delivered {}", seen.pulled(), shared.state().received.len()))
                                .looks_as_if(
                                    "the token is asked again between the pull and the delivery, and the item is thrown away",
                                )
                                .without_picture()
                                .fail(&recording);
                        }
                        let wanted: Vec<u64> = (0..after as u64).collect();
                        assert_delivered(&recording, &situation, result, &shared, &wanted);
                    }
                }
            }
        });
    }

    #[test]
    fn an_error_after_the_cancellation_comes_back_too() {
        paused(async |recording| {
            for after in [1, Draw::of_test().usize(9..=20)] {
                let (seen, token) = (Seen::default(), CancellationToken::new());
                let (mut sink, _shared) = Slow::<u64>::new(Duration::ZERO);
                // Of its steps, this is the one that each answer takes after the last item.
                sink.fails = Some((Step::Close, after));
                sink.cancels = Some((after, token.clone()));
                let result = timeout(LONG, drained(at_hand(&seen, 0..1000), token, sink)).await;
                if result != Ok(Err(Step::Close)) {
                    expected(format!(
                        "cancelled after {}, and then the sink fails: Err(Close)",
                        count(after, "item", "items")
                    ))
                    .but(format!("it returned {:?}", result.ok()))
                    .looks_as_if("what the sink says is not looked at any more after the cancellation")
                    .without_picture()
                    .fail(&recording);
                }
            }
        });
    }

    #[test]
    fn nothing_stays_in_the_buffer_while_the_input_waits() {
        paused(async |recording| {
            let items = [(Duration::ZERO, 1), (SECOND, 2), (SECOND, 3), (SECOND, 4), (LONG, 5)];
            let (sink, shared) = Slow::<u64>::new(MILLISECOND);
            let mut work = Box::pin(drained(timed(&Seen::default(), items), CancellationToken::new(), sink));
            for (until, wanted) in [(SECOND / 2, 1), (SECOND, 4)] {
                drop(timeout(until, &mut work).await);
                let (flushed, received) = {
                    let state = shared.state();
                    (state.flushed, state.received.len())
                };
                if (flushed, received) != (wanted, wanted) {
                    expected(format!("while the input waits, {} written", count(wanted, "item is", "items are")))
                        .but(format!("{received} were sent, and {flushed} are written"))
                        .looks_as_if("`feed` leaves items in the sink's buffer, and nobody calls `flush`")
                        .without_picture()
                        .fail(&recording);
                }
            }
        });
    }

    #[test]
    fn a_slow_sink_slows_it_down() {
        paused(async |recording| {
            let (seen, token) = (Seen::default(), CancellationToken::new());
            let (sink, shared) = Slow::<u64>::new(SECOND);
            let mut work = Box::pin(drained(at_hand(&seen, 0..10_000), token, sink));
            for _ in 0..70 {
                drop(timeout(SECOND, &mut work).await);
                let (pulled, received) = (seen.pulled(), shared.state().received.len());
                if pulled > received + 1 {
                    expected("at most one item in hand that the sink has not taken")
                        .but(format!("it pulled {pulled}, and the sink has taken {received}"))
                        .looks_as_if("the input is collected, or read by a task of its own")
                        .without_picture()
                        .fail(&recording);
                }
            }
        });
    }

    #[test]
    fn returns_the_first_error_of_the_sink() {
        paused(async |recording| {
            let after = Draw::of_test().usize(9..=20);
            for step in [Step::Ready, Step::Send, Step::Flush, Step::Close] {
                for after in [0, after] {
                    let (seen, token) = (Seen::default(), CancellationToken::new());
                    let (mut sink, shared) = Slow::<u64>::new(Duration::ZERO);
                    sink.fails = Some((step, after));
                    // An error of a flush shows when the input waits, at the latest.
                    let items = match step {
                        Step::Ready | Step::Send => 10_000,
                        Step::Flush => after + 1,
                        Step::Close => 30,
                    };
                    let input = at_hand(&seen, (0..).take(items));
                    let waits = step == Step::Flush;
                    let input = input.chain(if waits {
                        stream::pending().left_stream()
                    } else {
                        stream::empty().right_stream()
                    });
                    let result = timeout(LONG, drained(input, token, sink)).await;
                    // Who flushes when the input waits may have pulled more: the sink has room for two.
                    let most = if step == Step::Close { 30 } else { after + 3 };
                    if result != Ok(Err(step)) || seen.pulled() > most {
                        expected(format!(
                            "the sink fails after {}: Err({step:?}) at once",
                            count(after, "item", "items")
                        ))
                        .but(format!(
                            "it returned {:?}, with {} pulled",
                            result.ok(),
                            count(seen.pulled(), "item", "items")
                        ))
                        .looks_as_if("an error of the sink is thrown away, or the first one only")
                        .without_picture()
                        .fail(&recording);
                    }
                    let closes = shared.state().closes;
                    if closes > usize::from(step == Step::Close) {
                        expected(format!("after the error of {step:?} it returns at once"))
                            .but("it called `close` before, which may take long")
                            .looks_as_if("the sink is closed after an error, too")
                            .without_picture()
                            .fail(&recording);
                    }
                }
            }
        });
    }

    #[test]
    fn lets_others_run_while_all_is_ready() {
        paused(async |recording| {
            let (seen, token) = (Seen::default(), CancellationToken::new());
            let (sink, _shared) = Slow::<u64>::new(Duration::ZERO);
            let others = tokio::spawn({
                let token = token.clone();
                async move {
                    for _ in 0..10 {
                        tokio::task::yield_now().await;
                    }
                    token.cancel();
                }
            });
            let many = 1_000_000;
            let _ = drained(at_hand(&seen, 0..many), token, sink).await;
            if seen.pulled() as u64 == many {
                expected("another task gets its turn while the input and the sink are always ready")
                    .but(format!("{many} items went through before it had ten turns"))
                    .looks_as_if(
                        "no `await` of the loop ever waits, so the thread is never given up: `tokio::task::consume_budget` or \
                         `yield_now` does that",
                    )
                    .without_picture()
                    .fail(&recording);
            }
            let _ = others.await;
        });
    }

    #[test]
    fn dropped_it_drops_what_it_holds() {
        paused(async |recording| {
            let (seen, probe) = (Seen::default(), Arc::new(()));
            let items = (0..10_000).map({
                let probe = probe.clone();
                move |_| probe.clone()
            });
            let (sink, shared) = Slow::new(SECOND);
            let mut work = Box::pin(drained(at_hand(&seen, items), CancellationToken::new(), sink));
            drop(timeout(3 * SECOND, &mut work).await);
            drop(work);
            let is_dropped = shared.state().is_dropped;
            shared.state().received.clear();
            assert_all_dropped(&recording, "while the sink is busy", &probe, &seen, false).await;
            if !is_dropped {
                expected("dropped, it drops the sink").but("it is still there").looks_as_if(DETACHED).fail(&recording);
            }
        });
    }
}

mod mapped {
    use super::*;
    use ::backpressure::mapped;

    #[test]
    fn yields_the_results_in_order_with_as_many_at_once_as_the_limit_allows() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            for most in [1, 2, draw.usize(70..=99), draw.usize(10_001..=10_100)] {
                let (seen, flying) = (Seen::default(), InFlight::default());
                let mut naps = draw.list(most + most.min(200) * 2 + 5, |draw| draw.millis(1..=3000));
                // One takes minutes.
                naps[most / 2] = draw.millis(300_000..=400_000);
                let calls = flying.clone();
                let call = move |nap: Duration| {
                    let calls = calls.clone();
                    async move {
                        let _flying = calls.begin();
                        sleep(nap).await;
                        nap.as_millis()
                    }
                };
                let got: Vec<u128> = mapped(at_hand(&seen, naps.clone()), limit(most), call).collect().await;
                let wanted: Vec<u128> = naps.iter().map(Duration::as_millis).collect();
                let situation = format!("{} calls, {most} at a time", naps.len());
                let cause =
                    (got.is_sorted() && most > 300).then_some("the results come as they are ready, not in order");
                assert_items(&recording, &situation, &got, &wanted, cause);
                if flying.most() != most {
                    let cause = if flying.most() > most {
                        "the limit is not kept"
                    } else {
                        "the limit is not used to the full"
                    };
                    expected(format!("{situation}: {most} in flight at the most crowded moment"))
                        .but(format!("there were {}", flying.most()))
                        .looks_as_if(cause)
                        .without_picture()
                        .fail(&recording);
                }
                seen.must_have_ended_once(&recording);
            }
        });
    }

    #[test]
    fn calls_go_on_while_the_consumer_is_busy() {
        paused(async |recording| {
            let recorder = recording.clone();
            let call = move |seconds: u32| {
                let steps = async move {
                    // Many awaits: each one needs a poll.
                    for _ in 0..4 {
                        sleep(SECOND * seconds / 4).await;
                    }
                    seconds
                };
                recorder.future(format!("call {seconds}"), steps)
            };
            let stream = mapped(at_hand(&Seen::default(), [1, 2, 3, 4]), limit(4), call);
            let mut stream = pin!(recording.stream("mapped", stream));
            let mut got = vec![stream.next().await];
            recording.future("busy", sleep(100 * SECOND)).await;
            let start = Instant::now();
            for _ in 0..3 {
                got.push(stream.next().await);
            }
            assert_items(&recording, "the results", &got, &[Some(1), Some(2), Some(3), Some(4)], None);
            for seconds in 1..=4 {
                let name = format!("call {seconds}");
                let ended = recording.trace().lane(&name).ended_at();
                if ended != Some(SECOND * seconds) {
                    expected(format!("`{name}` is done after {seconds} s, while the consumer is busy"))
                        .but(format!("it was done after {ended:?}"))
                        .looks_as_if(
                            "nobody polls the calls while the consumer is busy: `buffered` polls only when it is polled. A task \
                             of its own is polled when it is woken",
                        )
                        .fail(&recording);
                }
            }
            assert_passed(&recording, "the results that were ready came", start, Duration::ZERO, None);
        });
    }

    #[test]
    fn begins_calls_only_when_the_consumer_asks() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            for most in [1, 2, draw.usize(70..=99)] {
                let (seen, flying) = (Seen::default(), InFlight::default());
                let calls = flying.clone();
                let call = move |item: u64| {
                    let calls = calls.clone();
                    async move {
                        let _flying = calls.begin();
                        sleep(MILLISECOND).await;
                        item
                    }
                };
                let stream = mapped(at_hand(&seen, 0..20 * most as u64 + 1000), limit(most), call);
                settle().await;
                seen.must_be_untouched(&recording);
                let mut stream = pin!(stream);
                for yielded in 1..=5 {
                    let got = stream.next().await;
                    assert_items(&recording, "the items", &[got], &[Some(yielded as u64 - 1)], None);
                    sleep(SECOND).await;
                    let ahead = seen.pulled() - yielded;
                    if ahead > most || ahead + 1 < most {
                        let cause = if ahead > most {
                            "results pile up: a call whose result is not yielded must count, too"
                        } else {
                            "the limit is not used to the full"
                        };
                        expected(format!(
                            "limit {most}: at most {most} pulled and not yielded, and not fewer than {}",
                            most - 1
                        ))
                        .but(format!("there were {ahead}"))
                        .looks_as_if(cause)
                        .without_picture()
                        .fail(&recording);
                    }
                }
            }
        });
    }

    #[test]
    fn an_input_that_waits_keeps_no_result_back() {
        paused(async |recording| {
            let nap = Draw::of_test().millis(1000..=3000);
            let items = [(Duration::ZERO, 1), (Duration::ZERO, 2), (LONG / 2, 3)];
            let call = move |item: u32| async move {
                sleep(nap).await;
                item
            };
            let start = Instant::now();
            let stream = mapped(timed(&Seen::default(), items), limit(70), call);
            let got: Vec<_> = stream.map(|item| (start.elapsed(), item)).collect().await;
            let wanted = [(nap, 1), (nap, 2), (LONG / 2 + nap, 3)];
            let cause =
                "it waits for the input until there are as many calls as the limit allows, although there are results";
            assert_items(&recording, "two items, and a third one much later", &got, &wanted, Some(cause));
        });
    }

    #[test]
    fn a_call_begins_as_soon_as_its_item_is_there() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let (early, late) = (draw.millis(1000..=2000), draw.millis(9000..=9900));
            // The first call is still in flight when the second item comes.
            let items = [(Duration::ZERO, late), (early, early)];
            let call = move |nap: Duration| async move {
                let begun = Instant::now();
                sleep(nap).await;
                begun
            };
            let start = Instant::now();
            let stream = mapped(timed(&Seen::default(), items), limit(2), call);
            let got: Vec<_> = stream.map(|begun| (begun - start, start.elapsed())).collect().await;
            let wanted = [(Duration::ZERO, late), (early, late)];
            let cause = "it waits for the oldest call only, and does not look at the input meanwhile";
            assert_items(&recording, "when two calls begin, and when their results come", &got, &wanted, Some(cause));
        });
    }

    #[test]
    fn takes_the_largest_limit() {
        paused(async |recording| {
            let start = Instant::now();
            let cause = "memory for that many is taken at once, or the limit is too large for a semaphore or a channel";
            let call = |item: u32| async move {
                sleep(SECOND).await;
                item
            };
            for (most, number) in HUGE.into_iter().zip(1..) {
                let all =
                    async { mapped(at_hand(&Seen::default(), 0..400), limit(most), call).collect::<Vec<_>>().await };
                let situation = format!("a limit of {most}");
                let got = assert_takes(&recording, &situation, cause, all).await;
                assert_items(&recording, &format!("{situation}, 400 calls"), &got, &(0..400).collect::<Vec<_>>(), None);
                let situation = format!("{situation}: 400 calls of a second at once are done");
                assert_passed(&recording, &situation, start, SECOND * number, Some(HUGE_CAUSE));
            }
        });
    }

    #[test]
    fn a_panic_of_a_call_reaches_the_consumer_in_its_place() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            for (kind, raise) in PAYLOADS.iter().enumerate() {
                let at = if kind == 0 { 0 } else { draw.within(5..=20) };
                let call = move |number: u64| async move {
                    // The call that panics is done before those in front of it.
                    sleep(if number == at { MILLISECOND } else { SECOND }).await;
                    if number == at {
                        resume_unwind(raise());
                    }
                    number
                };
                let stream = mapped(at_hand(&Seen::default(), 0..50), limit(draw.usize(2..=9)), call);
                let situation = format!("a panic in call {at}");
                assert_panics(&recording, &situation, stream, &(0..at).collect::<Vec<_>>(), &payload(&*raise())).await;
            }
        });
    }

    #[test]
    fn gives_each_call_a_task_of_its_own() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let (tasks, calls) = (Tasks::default(), draw.usize(70..=99));
            let of_call = tasks.clone();
            let call = move |nap: Duration| {
                let tasks = of_call.clone();
                async move {
                    tasks.note();
                    sleep(nap).await;
                }
            };
            let naps = draw.list(calls, |draw| draw.millis(1..=3000));
            mapped(at_hand(&Seen::default(), naps), limit(draw.usize(5..=9)), call).count().await;
            let tasks = tasks.get().clone();
            if tasks.len() != calls || tasks.contains(&None) {
                let by = if tasks.contains(&None) { "the consumer" } else { "a task that polls several" };
                expected(format!("each of {calls} calls on a tokio task of its own"))
                    .but(format!("they were polled by {}", count(tasks.len(), "task", "tasks")))
                    .looks_as_if(format!("{by} polls them, so one that computes holds up the others"))
                    .without_picture()
                    .fail(&recording);
            }
        });
    }

    #[test]
    fn a_panic_of_f_itself_goes_on_at_once() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            for (kind, raise) in PAYLOADS.iter().enumerate() {
                let at = if kind == 0 { 0 } else { draw.within(5..=20) };
                for most in [1, at + 1, 1000] {
                    let call = move |number: u64| {
                        // Before there is a future.
                        if number == at {
                            resume_unwind(raise());
                        }
                        async move {
                            sleep(SECOND).await;
                            number
                        }
                    };
                    let start = Instant::now();
                    let stream = mapped(at_hand(&Seen::default(), 0..50), limit(most as usize), call);
                    // With a limit of one it is called when those before it are done; else at the first poll.
                    let before = if most == 1 { at } else { 0 };
                    let situation = format!("a panic of `f` for item {at}, with a limit of {most}");
                    let wanted: Vec<u64> = (0..before).collect();
                    assert_panics(&recording, &situation, stream, &wanted, &payload(&*raise())).await;
                    let cause = "the panic of `f` is caught, and kept until its turn";
                    assert_passed(&recording, &situation, start, SECOND * before as u32, Some(cause));
                }
            }
        });
    }

    #[test]
    fn dropped_it_ends_all_calls() {
        paused(async |recording| {
            for (situation, time) in [("while the calls wait", LONG), ("while the results wait", MILLISECOND)] {
                let (seen, probe) = (Seen::default(), Arc::new(()));
                let items = (0..10_000).map({
                    let probe = probe.clone();
                    move |_| probe.clone()
                });
                let call = move |item: Arc<()>| async move {
                    sleep(time).await;
                    item
                };
                let mut stream = Box::pin(mapped(at_hand(&seen, items), limit(70), call));
                drop(timeout(SECOND, stream.next()).await);
                drop(stream);
                assert_all_dropped(&recording, situation, &probe, &seen, true).await;
            }
        });
    }
}

mod ticks {
    use super::*;
    use ::backpressure::ticks;
    use tokio_test::{assert_pending, assert_ready, task};

    #[test]
    fn yields_each_number_when_it_is_due() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            for length in [0, 1, 2, draw.usize(70..=99)] {
                let every = draw.millis(100..=900);
                let start = Instant::now();
                let stream = Box::pin(recording.stream("ticks", ticks(length, every)));
                let got: Vec<_> = stream.map(|number| (start.elapsed(), number)).collect().await;
                let wanted: Vec<_> = (0..length).map(|number| (every * (number as u32 + 1), number)).collect();
                let numbers_only =
                    |list: &[(Duration, usize)]| list.iter().map(|(_, number)| *number).collect::<Vec<_>>();
                let cause = (numbers_only(&got) == numbers_only(&wanted)).then_some(
                    "a number comes too early or too late: the first one is due after `every`, not at once, and the others are \
                     counted from it",
                );
                assert_items(&recording, &format!("{length} numbers, one each {every:?}"), &got, &wanted, cause);
                let cause = "the end waits for one time more: after the last number the stream ends at once";
                let situation = format!("the end after {length} numbers, one each {every:?},");
                assert_passed(&recording, &situation, start, every * length as u32, Some(cause));
            }
            let none = timeout(SECOND, Box::pin(ticks(0, Duration::MAX)).next()).await;
            assert_items(&recording, "no numbers, and the longest time", &[none], &[Ok(None)], None);
        });
    }

    #[test]
    fn the_time_need_not_be_a_whole_number_of_milliseconds() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            for longest in [MILLISECOND, 3 * MILLISECOND, SECOND] {
                let every = draw.duration(Duration::from_micros(100)..=longest);
                let start = Instant::now();
                let mut stream = Box::pin(ticks(700, every));
                for number in 1..=700 {
                    stream.next().await;
                    let (due, at) = (every * number, start.elapsed());
                    // Tokio's timers round up to the next millisecond.
                    if !(due..=due + MILLISECOND).contains(&at) {
                        expected(format!("one each {every:?}: tick {number} at {due:?}, or up to a millisecond later"))
                            .but(format!("it came at {at:?}"))
                            .looks_as_if("the time is rounded, and the errors add up")
                            .without_picture()
                            .fail(&recording);
                    }
                }
            }
        });
    }

    #[test]
    fn is_polled_once_for_each_wake() {
        paused(async |recording| {
            let length = Draw::of_test().usize(70..=99);
            // Not in the recording of the check: it would be a long picture of the same.
            let polled = Recording::start();
            let stream = polled.stream("ticks", ticks(length, SECOND));
            Box::pin(stream).collect::<Vec<_>>().await;
            let polls = polled.trace().lane("ticks").polls();
            // One that is not ready and one that is, for each number, and one for the end.
            let most = 2 * length + 1;
            if polls > most {
                expected(format!("{length} numbers take at most {most} polls"))
                    .but(format!("they took {polls}"))
                    .looks_as_if(
                        "it wakes itself and is polled again and again: `wake_by_ref` before `Pending` is a busy loop",
                    )
                    .without_picture()
                    .fail(&recording);
            }
        });
    }

    #[test]
    fn wakes_the_task_that_has_polled_it_last() {
        paused(async |recording| {
            for length in [1, 5] {
                let stream = Arc::new(std::sync::Mutex::new(Box::pin(ticks(length, SECOND))));
                let poll = |stream: &Arc<std::sync::Mutex<Pin<Box<_>>>>| {
                    let stream = stream.clone();
                    future::poll_fn(move |cx| {
                        let mut stream: std::sync::MutexGuard<'_, Pin<Box<backpressure::Ticks>>> =
                            stream.lock().expect("no poll panics");
                        stream.as_mut().poll_next(cx)
                    })
                };
                for number in 0..length {
                    let (mut one, mut other) = (task::spawn(poll(&stream)), task::spawn(poll(&stream)));
                    assert_pending!(one.poll(), "number {number} is not due yet");
                    assert_pending!(other.poll(), "number {number} is not due yet");
                    sleep(SECOND + MILLISECOND / 2).await;
                    if !other.is_woken() {
                        let cause = if one.is_woken() {
                            "the waker of the first poll is kept: each poll has its own, and the last one counts"
                        } else {
                            "nobody has the waker: `Pending` was returned without polling the timer after it was set anew"
                        };
                        expected("the task that has polled last is woken when the number is due")
                            .but(format!(
                                "it is not; the one before {}",
                                if one.is_woken() { "is" } else { "is not, either" }
                            ))
                            .looks_as_if(cause)
                            .without_picture()
                            .fail(&recording);
                    }
                    let got = assert_ready!(other.poll(), "number {number} is due");
                    assert_items(&recording, "the number that was due", &[got], &[Some(number)], None);
                }
            }
        });
    }

    #[test]
    fn says_exactly_how_many_are_to_come() {
        paused(async |recording| {
            let length = Draw::of_test().usize(70..=99);
            let mut stream = Box::pin(ticks(length, SECOND));
            for left in (0..=length).rev() {
                for moment in ["before it is polled", "while it waits"] {
                    let got = stream.size_hint();
                    if got != (left, Some(left)) {
                        let cause = if got == (0, None) {
                            "`size_hint` is the one that a stream has if it defines none"
                        } else if got.0 == length {
                            "`size_hint` does not count down"
                        } else {
                            "`size_hint` is not what is left"
                        };
                        expected(format!(
                            "{moment} number {}: a `size_hint` of {:?}",
                            length - left + 1,
                            (left, Some(left))
                        ))
                        .but(format!("it was {got:?}"))
                        .looks_as_if(cause)
                        .without_picture()
                        .fail(&recording);
                    }
                    if left > 0 && timeout(SECOND / 4, stream.next()).await.is_ok() {
                        expected("a number comes after a second")
                            .but("it came at once")
                            .without_picture()
                            .fail(&recording);
                    }
                }
                stream.next().await;
            }
            assert_items(
                &recording,
                "of the largest count",
                &[ticks(usize::MAX, SECOND).size_hint()],
                &[(usize::MAX, Some(usize::MAX))],
                None,
            );
        });
    }

    #[test]
    fn returns_none_again_after_its_end() {
        paused(async |recording| {
            for length in [0, 1, 5] {
                let mut stream = Box::pin(ticks(length, SECOND));
                let mut got = Vec::new();
                for _ in 0..length + 4 {
                    match timeout(LONG / 10, AssertUnwindSafe(stream.next()).catch_unwind()).await {
                        Ok(Ok(item)) => got.push(format!("{item:?}")),
                        Ok(Err(panic)) => {
                            got.push(format!("a panic with {}", payload(&*panic)));
                            break;
                        }
                        Err(_) => {
                            got.push("nothing for minutes".to_owned());
                            break;
                        }
                    }
                }
                let wanted: Vec<_> = (0..length).map(Some).chain([None; 4]).map(|item| format!("{item:?}")).collect();
                let cause = "the end is not remembered: after it, each poll must find it again";
                assert_items(&recording, &format!("{length} numbers, and four polls more"), &got, &wanted, Some(cause));
            }
        });
    }

    #[test]
    fn a_late_consumer_gets_what_it_has_missed_at_once() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let (length, every) = (40, draw.millis(100..=900));
            let start = Instant::now();
            let mut stream = Box::pin(ticks(length, every));
            let mut asked = Duration::ZERO;
            for number in 0..length {
                // Now and then the consumer is busy for several numbers.
                if number % 7 == 3 {
                    sleep(every * draw.usize(2..=4) as u32 + every / 3).await;
                    asked = start.elapsed();
                }
                let got = stream.next().await;
                assert_items(&recording, "the numbers", &[got], &[Some(number)], None);
                let due = (every * (number as u32 + 1)).max(asked);
                let cause = if start.elapsed() > due {
                    "each number is counted from the one before: what is late makes all others late"
                } else {
                    "a number comes before it is due"
                };
                assert_passed(&recording, &format!("number {number}, one each {every:?},"), start, due, Some(cause));
            }
        });
    }

    #[test]
    fn counts_from_the_call_and_takes_any_time() {
        paused(async |recording| {
            let start = Instant::now();
            let mut stream = Box::pin(ticks(3, SECOND));
            sleep(SECOND / 2).await;
            stream.next().await;
            assert_passed(
                &recording,
                "counted from the call, the first number",
                start,
                SECOND,
                Some("the timer begins with the first poll"),
            );

            let cause = "`Instant::now() + every` overflows: `sleep` takes any time";
            let longest = async {
                let mut stream = Box::pin(ticks(3, Duration::MAX));
                (timeout(LONG, stream.next()).await.is_err(), stream.size_hint())
            };
            let got = assert_takes(&recording, "the longest time", cause, longest).await;
            assert_items(
                &recording,
                "no number for half an hour, and three to come",
                &[got],
                &[(true, (3, Some(3)))],
                None,
            );

            let start = Instant::now();
            let got: Vec<usize> = Box::pin(ticks(300, Duration::ZERO)).collect().await;
            assert_items(&recording, "300 numbers without a time", &got, &(0..300).collect::<Vec<_>>(), None);
            if start.elapsed() > MILLISECOND {
                expected("with a time of zero all numbers are due at once")
                    .but(format!("they took {:?}", start.elapsed()))
                    .looks_as_if(
                        "a timer of no time is waited for anew for each number, and each wait lasts a millisecond",
                    )
                    .without_picture()
                    .fail(&recording);
            }
        });
    }
}

mod crawled {
    use super::*;
    use ::backpressure::crawled;
    use std::cell::RefCell;

    /// Draws the links of pages: some to themselves, some twice, some in circles, and some pages to very many.
    fn drawn(draw: &mut Draw, pages: usize) -> Vec<Vec<usize>> {
        (0..pages)
            .map(|page| {
                let links = if page % 17 == 3 { draw.usize(60..=90) } else { draw.usize(0..=3) };
                let mut links = draw.list(links, |draw| draw.usize(0..=pages - 1));
                links.extend(links.first().copied());
                if page % 5 == 0 {
                    links.push(page);
                }
                links
            })
            .collect()
    }

    /// Returns the pages that can be reached, in the order in which they are found one after the other.
    fn reached(links: &[Vec<usize>], start: &[usize]) -> Vec<usize> {
        let mut found: Vec<usize> = Vec::new();
        let add = |found: &mut Vec<usize>, page: usize| {
            if !found.contains(&page) {
                found.push(page);
            }
        };
        for page in start {
            add(&mut found, *page);
        }
        let mut next = 0;
        while next < found.len() {
            for page in &links[found[next]] {
                add(&mut found, *page);
            }
            next += 1;
        }
        found
    }

    /// Collects what a crawl yields, or stops after minutes in which nothing comes.
    async fn all<P>(recording: &Recording, situation: &str, stream: impl Stream<Item = P>) -> Vec<P> {
        let mut stream = pin!(stream);
        let mut pages = Vec::new();
        loop {
            match timeout(LONG / 20, stream.next()).await {
                // Several times as many as there are in any check.
                Ok(Some(_)) if pages.len() == 50_000 => expected(format!("{situation}: it comes to an end"))
                    .but("after 50,000 pages it goes on")
                    .looks_as_if("a page is visited again each time that it is linked")
                    .without_picture()
                    .fail(recording),
                Ok(Some(page)) => pages.push(page),
                Ok(None) => return pages,
                Err(_) => expected(format!("{situation}: it comes to an end"))
                    .but(format!("after {} it waited for ever", count(pages.len(), "page", "pages")))
                    .looks_as_if(
                        "it waits for itself: for room in a channel that only it empties, or for a channel to close whose sender \
                         it holds (a deadlock)",
                    )
                    .without_picture()
                    .fail(recording),
            }
        }
    }

    #[test]
    fn visits_each_page_once_in_the_order_in_which_they_are_found() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            for pages in [1, draw.usize(300..=400)] {
                let links = drawn(&mut draw, pages);
                let start = if pages == 1 { vec![0] } else { vec![5, 3, 5, pages - 1] };
                let begun = RefCell::new(Vec::new());
                let visit = |page: usize| {
                    begun.borrow_mut().push(page);
                    future::ready(links[page].clone())
                };
                let got = all(&recording, "one visit at a time", crawled(start.clone(), limit(1), visit)).await;
                let wanted = reached(&links, &start);
                let cause =
                    (begun.borrow().len() > wanted.len()).then_some("a page is visited again when it is linked again");
                assert_items(&recording, &format!("{pages} pages, one visit at a time"), &begun.take(), &wanted, cause);
                assert_items(&recording, "what it yields", &got, &wanted, None);
            }
        });
    }

    #[test]
    fn has_as_many_visits_in_flight_as_the_limit_allows() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            for most in [1, 2, draw.usize(9..=20)] {
                let links = drawn(&mut draw, 300);
                let (flying, start) = (InFlight::default(), vec![3, 20, 37]);
                let naps = draw.list(300, |draw| draw.millis(1..=3000));
                let visit = |page: usize| {
                    let (flying, nap, links) = (flying.clone(), naps[page], links[page].clone());
                    async move {
                        let _flying = flying.begin();
                        sleep(nap).await;
                        links
                    }
                };
                let mut wanted = reached(&links, &start);
                let situation = format!("{} pages, {most} visits at once", wanted.len());
                let mut got = all(&recording, &situation, crawled(start, limit(most), visit)).await;
                got.sort_unstable();
                wanted.sort_unstable();
                assert_items(&recording, &situation, &got, &wanted, None);
                if flying.most() != most {
                    expected(format!("{situation}: {most} in flight at the most crowded moment"))
                        .but(format!("there were {}", flying.most()))
                        .looks_as_if(if flying.most() > most {
                            "the limit is not kept"
                        } else {
                            "the limit is not used to the full"
                        })
                        .without_picture()
                        .fail(&recording);
                }
            }
        });
    }

    #[test]
    fn a_page_may_have_more_links_than_the_limit() {
        paused(async |recording| {
            let (few, many) = (Draw::of_test().usize(300..=400), Draw::of_test().usize(10_001..=10_100));
            for most in [1, 3].into_iter().chain(HUGE) {
                let links = if most == usize::MAX { many } else { few };
                let flying = InFlight::default();
                let visit = |page: usize| {
                    // From the call on.
                    let flying = flying.begin();
                    async move {
                        let _flying = flying;
                        sleep(MILLISECOND).await;
                        if page == 0 { (0..=links).collect() } else { vec![0] }
                    }
                };
                let situation = format!("a page with {links} links, and a limit of {most}");
                let cause = "memory for the limit is taken at once, or it is too large for a channel or a semaphore";
                let crawl =
                    AssertUnwindSafe(all(&recording, &situation, crawled([0], limit(most), visit))).catch_unwind();
                let mut got = match crawl.await {
                    Ok(got) => got,
                    Err(panic) if payload(&*panic).contains("expected: ") => resume_unwind(panic),
                    Err(panic) => expected(format!("{situation} is fine"))
                        .but(format!("it panicked with {}", payload(&*panic)))
                        .looks_as_if(cause)
                        .without_picture()
                        .fail(&recording),
                };
                got.sort_unstable();
                assert_items(&recording, &situation, &got, &(0..=links).collect::<Vec<_>>(), None);
                let wanted = most.min(links);
                if flying.most() != wanted {
                    expected(format!("{situation}: {wanted} visits at the most crowded moment"))
                        .but(format!("there were {}", flying.most()))
                        .looks_as_if(if flying.most() > wanted {
                            "`visit` is called before there is room, and its future waits"
                        } else {
                            "there is a limit of its own, below the one that is given; or the number is cut to 32 bits"
                        })
                        .without_picture()
                        .fail(&recording);
                }
            }
        });
    }

    /// A page that counts how often pages are compared.
    #[derive(Clone, Debug)]
    struct Compared<'c>(usize, &'c AtomicUsize);

    impl PartialEq for Compared<'_> {
        fn eq(&self, other: &Self) -> bool {
            self.1.fetch_add(1, Ordering::Relaxed);
            self.0 == other.0
        }
    }

    impl Eq for Compared<'_> {}

    impl std::hash::Hash for Compared<'_> {
        fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
            self.0.hash(state);
        }
    }

    #[test]
    fn compares_a_link_with_few_pages_however_many_there_are() {
        paused(async |recording| {
            let (links, compared) = (Draw::of_test().usize(3000..=4000), AtomicUsize::new(0));
            let visit = |page: Compared<'_>| {
                let found = if page.0 == 0 { 0..links } else { 0..1 };
                future::ready(found.map(|page| Compared(page, &compared)).collect())
            };
            let got = crawled([Compared(0, &compared)], limit(3), visit).count().await;
            assert_items(&recording, "the number of pages", &[got], &[links], None);
            let (most, compared) = (20 * links, compared.load(Ordering::Relaxed));
            if compared > most {
                expected(format!("of {links} pages, each link is compared with a few"))
                    .but(format!("there were {compared} comparisons"))
                    .looks_as_if(
                        "the pages that were seen are searched one after the other: a `HashSet` finds one at once",
                    )
                    .without_picture()
                    .fail(&recording);
            }
        });
    }

    #[test]
    fn yields_a_page_when_its_visit_is_done() {
        paused(async |recording| {
            // Page 0 links to 1 and 2; 1 takes more than a minute, and 2 links to 3.
            let visit = |page: u32| async move {
                sleep(SECOND * [1, 80, 2, 3][page as usize]).await;
                [vec![1, 2], vec![], vec![3], vec![]][page as usize].clone()
            };
            let start = Instant::now();
            let stream = crawled([0], limit(2), visit).map(|page| (start.elapsed().as_secs(), page));
            let got = all(&recording, "four pages", stream).await;
            let is_cut_short = got.iter().any(|(at, page)| *page == 1 && *at < 81);
            let cause = if is_cut_short {
                "there is a limit of time, such as a `timeout`"
            } else {
                "a page waits for others that were found with it"
            };
            assert_items(
                &recording,
                "the pages, and the second of each",
                &got,
                &[(1, 0), (3, 2), (6, 3), (81, 1)],
                Some(cause),
            );
            let none = all(&recording, "no page", crawled([], limit(3), visit)).await;
            assert_items(&recording, "no page to begin with", &none, &[], None);
        });
    }

    #[test]
    fn visits_only_when_it_is_polled_and_drops_what_it_holds() {
        paused(async |recording| {
            let (seen, probe) = (Seen::default(), Arc::new(()));
            let calls = AtomicUsize::new(0);
            let visit = |page: u64| {
                calls.fetch_add(1, Ordering::Relaxed);
                let probe = probe.clone();
                async move {
                    sleep(SECOND * page as u32).await;
                    drop(probe);
                    vec![page + 1, page + 100, page + 1000]
                }
            };
            let mut stream = Box::pin(crawled([1], limit(2), visit));
            settle().await;
            let before = calls.load(Ordering::Relaxed);
            stream.next().await;
            settle().await;
            let after = calls.load(Ordering::Relaxed);
            if (before, after) != (0, 1) {
                expected("no visit before the first poll, and one before the first page is yielded")
                    .but(format!("there were {before}, and {after}"))
                    .looks_as_if(EAGER)
                    .without_picture()
                    .fail(&recording);
            }
            drop(timeout(SECOND, stream.next()).await);
            drop(stream);
            // There is no input: it counts as dropped.
            seen.0.is_dropped.store(true, Ordering::Relaxed);
            assert_all_dropped(&recording, "while two visits are in flight", &probe, &seen, false).await;
        });
    }
}

mod tee {
    use super::*;
    use ::backpressure::tee;

    #[test]
    fn both_yield_all_items_in_order() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            for (len, capacity) in [(0, 3), (1, 1), (draw.usize(300..=400), draw.usize(5..=9))] {
                let (seen, items) = (Seen::default(), draw.list(len, Draw::id));
                let (one, other) = tee(at_hand(&seen, items.clone()), limit(capacity));
                // One is much slower than the other.
                let slow = other.enumerate().then(async |(number, item)| {
                    // Once it needs minutes.
                    sleep(if number == 2 { 300 * SECOND } else { SECOND }).await;
                    item
                });
                let (one, other) = future::join(one.collect::<Vec<_>>(), slow.collect::<Vec<_>>()).await;
                let situation = format!("{len} items, and room for {capacity}");
                assert_items(&recording, &format!("{situation}, the fast one"), &one, &items, None);
                let cause = (other.len() < items.len()).then_some(
                    "items are skipped for the slow one: a `broadcast` channel does that (`Lagged`), and so does `try_send`",
                );
                assert_items(&recording, &format!("{situation}, the slow one"), &other, &items, cause);
                seen.must_have_ended_once(&recording);
            }
        });
    }

    #[test]
    fn the_slower_one_sets_the_pace() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            for capacity in [1, 2, draw.usize(70..=99), draw.usize(10_001..=10_100)] {
                for is_first_slow in [true, false] {
                    let seen = Seen::default();
                    let (one, other) = tee(at_hand(&seen, 0..20 * capacity as u64 + 2000), limit(capacity));
                    let (one, other) = (one.boxed_local(), other.boxed_local());
                    let (mut slow, mut fast) = if is_first_slow { (one, other) } else { (other, one) };
                    for taken in 0..=5 {
                        while let Ok(Some(_)) = timeout(MILLISECOND, fast.next()).await {
                            if seen.pulled() > taken + 5 * capacity + 100 {
                                break;
                            }
                        }
                        sleep(SECOND).await;
                        let ahead = seen.pulled() - taken;
                        if !(capacity..=capacity + 1).contains(&ahead) {
                            let cause = if ahead == 0 {
                                "nothing is read before a stream is polled, or only what one of them asks for"
                            } else if ahead < capacity {
                                "there is less room than the capacity"
                            } else {
                                "there is no bound for the slow one, or a larger one"
                            };
                            expected(format!(
                                "room for {capacity}: the slow one has taken {taken}, and {} or {} are pulled",
                                taken + capacity,
                                taken + capacity + 1
                            ))
                            .but(format!("{} are pulled", seen.pulled()))
                            .looks_as_if(cause)
                            .without_picture()
                            .fail(&recording);
                        }
                        slow.next().await;
                    }
                }
            }
        });
    }

    #[test]
    fn one_goes_on_when_the_other_is_dropped() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            for is_first_dropped in [true, false] {
                // Before anything is read, and while the room of the one that is dropped is full, or that of both is.
                for (wait, reads_at_once) in [(Duration::ZERO, true), (SECOND, true), (SECOND, false)] {
                    let (len, capacity) = (draw.usize(300..=400), draw.usize(2..=9));
                    let (one, other) = tee(at_hand(&Seen::default(), 0..len), limit(capacity));
                    let (one, other) = (one.boxed_local(), other.boxed_local());
                    let (dropped, kept) = if is_first_dropped { (one, other) } else { (other, one) };
                    sleep(wait).await;
                    let reading = async {
                        sleep(if reads_at_once { Duration::ZERO } else { 2 * SECOND }).await;
                        kept.collect::<Vec<_>>().await
                    };
                    let (got, ()) = future::join(timeout(LONG, reading), async {
                        sleep(SECOND).await;
                        drop(dropped);
                    })
                    .await;
                    let cause = "it waits for room in a channel that nobody reads any more, or ends with the first stream that is \
                                 dropped";
                    let got = got.unwrap_or_default();
                    let is_gap = got.len() < len && got.last() == Some(&(len - 1));
                    let cause = if is_gap {
                        "the item in hand is lost for both when one cannot take it: the other send is dropped, as by `try_join!`"
                    } else {
                        cause
                    };
                    let situation = format!("{len} items, and one stream is dropped");
                    assert_items(&recording, &situation, &got, &(0..len).collect::<Vec<_>>(), Some(cause));
                }
            }
        });
    }

    #[test]
    fn drops_the_input_when_both_are_dropped() {
        paused(async |recording| {
            let times = [("while the input waits", LONG), ("while there is no room", Duration::ZERO)];
            for (situation, at) in times {
                let (seen, probe) = (Seen::default(), Arc::new(()));
                let items = (0..10_000).map({
                    let probe = probe.clone();
                    move |_| (at, probe.clone())
                });
                let (one, other) = tee(timed(&seen, items), limit(5));
                settle().await;
                drop(one);
                settle().await;
                if seen.is_dropped() {
                    expected("one stream is left, and the input goes on").but("it is dropped").fail(&recording);
                }
                drop(other);
                assert_all_dropped(&recording, situation, &probe, &seen, true).await;
            }
        });
    }

    #[test]
    fn takes_the_largest_capacity() {
        paused(async |recording| {
            let cause = "the channel has a largest capacity, `Semaphore::MAX_PERMITS`, or its memory is taken at once";
            let all = async {
                let (one, other) = tee(at_hand(&Seen::default(), 0..300), NonZeroUsize::MAX);
                // One after the other: there is room for all.
                (one.collect::<Vec<_>>().await, other.collect::<Vec<_>>().await)
            };
            let (one, other) = assert_takes(&recording, "a capacity of `usize::MAX`", cause, all).await;
            let wanted: Vec<i32> = (0..300).collect();
            assert_items(&recording, "one", &one, &wanted, None);
            assert_items(&recording, "the other", &other, &wanted, None);
            for capacity in HUGE {
                let seen = Seen::default();
                let situation = format!("a capacity of {capacity}");
                let made = async { tee(at_hand(&seen, 0..300), limit(capacity)) };
                let _both = assert_takes(&recording, &situation, cause, made).await;
                settle().await;
                if seen.pulled() != 300 {
                    expected(format!("{situation}: there is room for all of 300 items"))
                        .but(format!("{} were pulled", seen.pulled()))
                        .looks_as_if(HUGE_CAUSE)
                        .without_picture()
                        .fail(&recording);
                }
            }
        });
    }
}
