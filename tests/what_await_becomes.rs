//! The statements of the guide's page "What `await` becomes".

#![allow(dead_code, unreachable_pub, reason = "an example has a `main`, and a scene is recorded elsewhere")]

#[path = "../crates/pollscope/examples/executor.rs"]
mod executor;
#[path = "scenes/what_await_becomes.rs"]
mod scenes;

use std::cell::{Cell, RefCell};
use std::future::{pending, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;

use futures::FutureExt as _;
use pollscope::testing::Draw;
use pollscope::{Outcome, Recording};

use self::executor::{Clock, Executor};
use self::scenes::{Cached, DynSource, Folder, Page, Total};

const SECOND: Duration = Duration::from_secs(1);

/// The calls that the pages of one future have seen, in order.
type Log = Rc<RefCell<Vec<String>>>;

/// A page that is there at its last poll, and before it wakes at each poll or never.
struct Scripted {
    name: &'static str,
    polls: usize,
    wakes: bool,
    value: u32,
    log: Log,
}

impl Future for Scripted {
    type Output = u32;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<u32> {
        self.polls -= 1;
        let result = if self.polls == 0 { Poll::Ready(self.value) } else { Poll::Pending };
        if result.is_pending() && self.wakes {
            cx.waker().wake_by_ref();
        }
        self.log.borrow_mut().push(format!("{} {result:?}", self.name));
        result
    }
}

impl Drop for Scripted {
    fn drop(&mut self) {
        self.log.borrow_mut().push(format!("{} dropped", self.name));
    }
}

#[derive(Default)]
struct CountsWakes(AtomicUsize);

impl Wake for CountsWakes {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

/// Makes a future of two pages, and polls it until its end, or drops it after `most` polls.
///
/// Returns the result of each poll with the number of wakes, and the calls that the pages have seen.
fn polled(
    make: impl Fn(Page, Page) -> Page,
    pages: [(usize, u32, bool); 2],
    most: usize,
) -> (Vec<String>, Vec<String>) {
    let log = Log::default();
    let [first, second] = [("first", pages[0]), ("second", pages[1])].map(|(name, (polls, value, wakes))| -> Page {
        Box::pin(Scripted { name, polls, wakes, value, log: log.clone() })
    });
    let counter = Arc::new(CountsWakes::default());
    let waker = Waker::from(counter.clone());
    let mut future = make(first, second);
    let mut results = Vec::new();
    for _ in 0..most {
        let result = future.as_mut().poll(&mut Context::from_waker(&waker));
        results.push(format!("{result:?}, {} wakes", counter.0.load(Ordering::Relaxed)));
        log.borrow_mut().push("the poll returns".to_owned());
        if result.is_ready() {
            break;
        }
    }
    drop(future);
    let log = log.take();
    (results, log)
}

fn async_function(first: Page, second: Page) -> Page {
    Box::pin(scenes::total(first, second))
}

fn state_machine(first: Page, second: Page) -> Page {
    Box::pin(Total::First { first, second })
}

#[test]
fn the_state_machine_does_what_the_async_function_does_poll_by_poll() {
    let mut draw = Draw::named("the state machine");
    for first in 1..=4 {
        for second in 1..=4 {
            // The last value is beyond the end.
            for most in 0..=first + second {
                let mut page = |polls| (polls, draw.within(1..=1 << 30) as u32, draw.within(0..=1) == 1);
                let pages = [page(first), page(second)];
                let expected = polled(async_function, pages, most);
                assert_eq!(polled(state_machine, pages, most), expected, "{pages:?}, dropped after {most} polls");
                // A page that is there does not end a poll: the next one is asked within the same poll.
                assert_eq!(expected.0.len(), most.min(first + second - 1), "{pages:?}");
            }
        }
    }
}

#[test]
fn neither_may_be_polled_after_its_end() {
    for make in [async_function, state_machine] {
        let mut future = make(Box::pin(async { 1 }), Box::pin(async { 2 }));
        let mut cx = Context::from_waker(Waker::noop());
        assert_eq!(future.as_mut().poll(&mut cx), Poll::Ready(3));
        assert!(catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(&mut cx).is_ready())).is_err());
    }
}

/// Runs an executor whose time passes at once, and returns the pauses in between.
fn run(executor: &mut Executor) -> Vec<Duration> {
    let pauses = RefCell::new(Vec::new());
    executor.run(|pause| pauses.borrow_mut().push(pause));
    pauses.into_inner()
}

#[test]
fn the_executor_has_at_most_fifty_lines() {
    let code = include_str!("../crates/pollscope/examples/executor.rs");
    let (_, listing) = code.split_once("// ANCHOR: executor\n").expect("its listing begins");
    let (listing, _) = listing.split_once("// ANCHOR_END: executor\n").expect("its listing ends");
    let lines = listing.lines().filter(|line| !line.trim().is_empty() && !line.trim().starts_with("//"));
    assert!(lines.count() <= 50);
}

#[test]
fn the_executor_polls_a_task_at_its_start_and_after_each_wake() {
    let (recording, clock) = (Recording::start(), Clock::default());
    let mut executor = Executor::new(&clock);
    let sleeping = async move {
        for _ in 0..3 {
            clock.sleep(SECOND).await;
        }
    };
    executor.spawn(recording.future("sleeps", sleeping));
    executor.spawn(recording.future("is ready", async {}));
    executor.spawn(recording.future("wakes itself", tokio::task::yield_now()));
    executor.spawn(recording.future("is never woken", pending()));
    assert_eq!(run(&mut executor), [SECOND; 3]);

    let trace = recording.trace();
    let polls = ["sleeps", "is ready", "wakes itself", "is never woken"].map(|name| trace.lane(name).polls());
    assert_eq!(polls, [4, 1, 2, 1]);
    assert_eq!(trace.lane("sleeps").outcome(), Outcome::Finished);
    assert_eq!(trace.lane("is never woken").outcome(), Outcome::Unfinished);
}

#[test]
fn its_timers_fire_in_the_order_of_their_times() {
    let mut draw = Draw::named("timers");
    let clock = Clock::default();
    let mut executor = Executor::new(&clock);
    let ended = Rc::new(RefCell::new(Vec::new()));
    let mut times: Vec<Duration> = (0..100).map(|_| Duration::from_nanos(draw.within(0..=5_000_000_000))).collect();
    times.extend([Duration::ZERO, SECOND, SECOND]);
    for &time in &times {
        let (clock, ended) = (clock.clone(), ended.clone());
        executor.spawn(async move {
            clock.sleep(time).await;
            ended.borrow_mut().push(time);
        });
    }
    let passed: Duration = run(&mut executor).iter().sum();
    times.sort();
    assert_eq!(passed, times[times.len() - 1]);
    assert_eq!(ended.take(), times);
}

#[test]
fn a_timer_that_was_dropped_is_not_waited_for() {
    let clock = Clock::default();
    let mut executor = Executor::new(&clock);
    executor.spawn(async move {
        let long = clock.sleep(60 * SECOND);
        let short = clock.sleep(SECOND);
        futures::future::select(long, short).await;
    });
    assert_eq!(run(&mut executor), [SECOND]);
}

#[test]
fn the_last_waker_is_the_one_that_is_called() {
    let clock = Clock::default();
    let mut executor = Executor::new(&clock);
    let mut sleep = clock.sleep(SECOND);
    assert!(sleep.poll_unpin(&mut Context::from_waker(Waker::noop())).is_pending());
    executor.spawn(sleep);
    assert_eq!(run(&mut executor), [SECOND], "the executor's waker replaces the first one");
    executor.spawn(clock.sleep(SECOND));
    assert_eq!(run(&mut executor), [SECOND], "the clock has gone on");
}

#[test]
fn a_task_that_is_woken_too_often_is_polled_too_often_and_an_ended_one_is_not() {
    let kept: Rc<Cell<Option<Waker>>> = Rc::default();
    let mut executor = Executor::new(&Clock::default());
    let polls = Rc::new(Cell::new(0));
    let (keep, count) = (kept.clone(), polls.clone());
    executor.spawn(poll_fn(move |cx| {
        count.set(count.get() + 1);
        keep.set(Some(cx.waker().clone()));
        if count.get() < 3 { Poll::Pending } else { Poll::Ready(()) }
    }));
    run(&mut executor);
    assert_eq!(polls.get(), 1);
    // A waker may be called on any thread.
    let waker = kept.take().expect("the task has kept its waker");
    std::thread::spawn(move || (0..4).for_each(|_| waker.wake_by_ref())).join().expect("the thread wakes the task");
    run(&mut executor);
    assert_eq!(polls.get(), 3);
}

#[test]
fn its_tasks_need_not_be_send() {
    let clock = Clock::default();
    let mut executor = Executor::new(&clock);
    let shared = Rc::new(Cell::new(0));
    for _ in 0..2 {
        let (clock, shared) = (clock.clone(), shared.clone());
        executor.spawn(async move {
            clock.sleep(SECOND).await;
            shared.set(shared.get() + 1);
        });
    }
    run(&mut executor);
    assert_eq!(shared.get(), 2);
}

#[tokio::test]
async fn tokio_has_local_tasks_which_need_not_be_send() {
    let shared = Rc::new(Cell::new(1));
    let inside = shared.clone();
    let tasks = tokio::task::LocalSet::new();
    tasks.spawn_local(async move {
        tokio::task::yield_now().await;
        inside.set(2);
    });
    tasks.await;
    assert_eq!(shared.get(), 2);
}

#[test]
fn ten_thousand_waiting_tasks_need_less_than_five_megabytes() {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = runtime.enable_time().start_paused(true).build().expect("a runtime can be started");
    let used = allocation_counter::measure(|| runtime.block_on(scenes::ten_thousand_tasks()));
    assert!((1_000_000..5_000_000).contains(&used.bytes_max), "{} bytes", used.bytes_max);
}

#[test]
fn a_channel_of_tokio_works_on_any_executor_and_its_timer_does_not() {
    let (send, mut receive) = tokio::sync::mpsc::channel(1);
    let received = Rc::new(Cell::new(0));
    let mut executor = Executor::new(&Clock::default());
    let sum = received.clone();
    executor.spawn(async move {
        while let Some(number) = receive.recv().await {
            sum.set(sum.get() + number);
        }
    });
    executor.spawn(async move {
        for number in 1..=3 {
            let _ = send.send(number).await;
        }
    });
    run(&mut executor);
    assert_eq!(received.get(), 6);

    executor.spawn(async { tokio::time::sleep(SECOND).await });
    let panic = catch_unwind(AssertUnwindSafe(|| run(&mut executor))).expect_err("there is no runtime of tokio");
    let message =
        panic.downcast_ref::<String>().map_or_else(|| panic.downcast_ref::<&str>().copied(), |text| Some(text));
    assert!(message.is_some_and(|text| text.contains("there is no reactor running")), "{message:?}");
}

#[tokio::test]
async fn only_an_await_that_is_not_ready_yields() {
    let recording = Recording::start();
    scenes::tasks_that_await(&recording).await;
    let trace = recording.trace();
    let polls = ["ready", "yields", "receives"].map(|name| trace.lane(name).polls());
    // Tokio lets a task have 128 ready results at a time: 300 rows and the end take three polls.
    assert_eq!(polls, [1, 4, 3]);
}

#[tokio::test]
async fn async_functions_in_traits() {
    assert_eq!(scenes::spawned(Cached(7)).await, Some(7));
    let sources: [Box<dyn DynSource>; 2] = [Box::new(Cached(7)), Box::new(Cached(8))];
    assert_eq!(scenes::sum(&sources).await, 15);
}

#[test]
fn the_state_of_a_function_contains_that_of_what_it_awaits_unless_it_is_in_a_box() {
    async fn kept() -> usize {
        let kept = [1; 1000];
        tokio::task::yield_now().await;
        kept.iter().sum()
    }

    async fn inside() -> usize {
        kept().await
    }

    async fn in_a_box() -> usize {
        Box::pin(kept()).await
    }

    assert!(size_of_val(&kept()) >= size_of::<[usize; 1000]>());
    assert!(size_of_val(&inside()) >= size_of_val(&kept()));
    assert!(size_of_val(&in_a_box()) < 100);
}

#[test]
fn a_folder_in_a_folder_is_counted() {
    let folder = |files, folders| Folder { files, folders };
    let deep = (1..=1000).fold(folder(0, Vec::new()), |inner, files| folder(files, vec![inner]));
    let mut counting = std::pin::pin!(scenes::count(&deep));
    assert_eq!(counting.as_mut().now_or_never(), Some(500_500));
}
