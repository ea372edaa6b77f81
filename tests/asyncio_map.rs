//! The Rust half of the guide's page "From asyncio to Rust", with one test for each row. The Python half has tests of the
//! same names.

use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use api_server::{ApiServer, Config};
use async_stream::{stream, try_stream};
use futures::stream::FuturesUnordered;
use futures::{Stream, StreamExt as _, TryStreamExt as _, future, stream};
use tokio::runtime::{Handle, Runtime, RuntimeFlavor};
use tokio::sync::{Barrier, Notify, Semaphore, broadcast, mpsc, oneshot, watch};
use tokio::task::{JoinHandle, JoinSet, spawn_blocking, yield_now};
use tokio::time::{Instant, MissedTickBehavior, interval, sleep, timeout};
use tokio_util::sync::CancellationToken;

const SECOND: Duration = Duration::from_secs(1);

/// Adds one to its count when it is dropped.
struct CountsDrops(Arc<AtomicUsize>);

impl Drop for CountsDrops {
    fn drop(&mut self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

async fn after(seconds: u32) -> u32 {
    sleep(SECOND * seconds).await;
    seconds
}

fn count() -> Arc<AtomicUsize> {
    Arc::new(AtomicUsize::new(0))
}

fn of(count: &AtomicUsize) -> usize {
    count.load(Ordering::Relaxed)
}

#[test]
fn running_a_runtime_inside_a_runtime_is_refused() {
    #[tokio::main(flavor = "current_thread")]
    async fn main() -> u32 {
        after(0).await
    }

    assert_eq!(main(), 0);
    let runtime =
        || -> Runtime { tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime") };
    assert_eq!(runtime().block_on(after(0)), 0);
    let refused = |start: &dyn Fn()| {
        runtime().block_on(async { std::panic::catch_unwind(std::panic::AssertUnwindSafe(start)).is_err() })
    };
    let nested = runtime();
    assert!(refused(&|| nested.block_on(async {})));
    assert!(refused(&|| assert_eq!(main(), 0)));
}

#[tokio::test]
async fn calling_an_async_function_runs_nothing() {
    async fn f(runs: &AtomicUsize) {
        runs.fetch_add(1, Ordering::Relaxed);
        yield_now().await;
    }

    // That the compiler warns is in book/ui/never_awaited.rs.
    let runs = count();
    let future = f(&runs);
    assert_eq!(of(&runs), 0);
    future.await;
    assert_eq!(of(&runs), 1);
}

#[tokio::test(start_paused = true)]
async fn two_awaits_are_sequential() {
    let start = Instant::now();
    let (one, other) = (after(1), after(2));
    one.await;
    other.await;
    assert_eq!(start.elapsed(), 3 * SECOND);
}

#[tokio::test(start_paused = true)]
async fn a_task_starts_before_it_is_awaited() {
    let start = Instant::now();
    let (one, other) = (tokio::spawn(after(1)), tokio::spawn(after(2)));
    assert_eq!((one.await.ok(), other.await.ok()), (Some(1), Some(2)));
    assert_eq!(start.elapsed(), 2 * SECOND);
}

#[tokio::test(start_paused = true)]
async fn a_task_goes_on_without_its_handle() {
    let (sender, receiver) = oneshot::channel();
    let handle: JoinHandle<_> = tokio::spawn(async {
        sleep(SECOND).await;
        sender.send(7)
    });
    drop(handle);
    assert_eq!(receiver.await, Ok(7));
}

#[tokio::test(start_paused = true)]
async fn a_cancelled_task_says_so() {
    let handle = tokio::spawn(after(1));
    handle.abort();
    assert!(handle.await.is_err_and(|error| error.is_cancelled()));

    // Any other future is dropped.
    let dropped = count();
    let mut future = Box::pin(async {
        let _guard = CountsDrops(Arc::clone(&dropped));
        after(1).await
    });
    assert!(future::poll_immediate(&mut future).await.is_none());
    drop(future);
    assert_eq!(of(&dropped), 1);
}

#[tokio::test]
async fn what_goes_wrong_in_a_task_comes_out_where_it_is_awaited() {
    let task = tokio::spawn(async { "x".parse::<u32>() });
    let value: Result<u32, _> = task.await.expect("it does not panic");
    assert!(value.is_err());
    let task = tokio::spawn(async { panic!("on purpose") });
    assert!(task.await.is_err_and(|error| error.is_panic()));
}

#[tokio::test(start_paused = true)]
async fn together_takes_as_long_as_the_slowest_and_keeps_the_order() {
    let start = Instant::now();
    assert_eq!(tokio::join!(after(3), after(1), after(2)), (3, 1, 2));
    assert_eq!(start.elapsed(), 3 * SECOND);
    assert_eq!(future::join_all([after(3), after(1), after(2)]).await, [3, 1, 2]);
    assert_eq!(start.elapsed(), 6 * SECOND);
    // All of them are in one task.
    let task = tokio::spawn(async {
        (tokio::task::id(), tokio::join!(async { tokio::task::id() }, async { tokio::task::id() }))
    });
    let (own, (one, other)) = task.await.expect("it does not panic");
    assert_eq!((one, other), (own, own));
}

#[tokio::test(start_paused = true)]
async fn the_first_error_of_several() {
    let (finished, dropped) = (count(), count());
    let sibling = async || {
        let _guard = CountsDrops(Arc::clone(&dropped));
        sleep(2 * SECOND).await;
        finished.fetch_add(1, Ordering::Relaxed);
        Ok(())
    };
    let fails = async || {
        sleep(SECOND).await;
        Err::<(), _>("broken")
    };
    assert_eq!(future::try_join(sibling(), fails()).await, Err("broken"));
    // In Rust the siblings are dropped at once: none of them ever finishes.
    assert_eq!(of(&dropped), 1);
    let all = [future::Either::Left(sibling()), future::Either::Right(fails()), future::Either::Left(sibling())];
    assert_eq!(future::try_join_all(all).await, Err("broken"));
    assert_eq!(of(&dropped), 3);
    sleep(5 * SECOND).await;
    assert_eq!(of(&finished), 0);
}

#[tokio::test(start_paused = true)]
async fn all_results_the_failed_ones_too() {
    let job = async |n: u32| -> Result<u32, &str> { if n == 2 { Err("broken") } else { Ok(after(n).await) } };
    assert_eq!(future::join_all([job(1), job(2), job(3)]).await, [Ok(1), Err("broken"), Ok(3)]);
}

#[tokio::test(start_paused = true)]
async fn a_group_that_is_left_early_leaves_nothing_running() {
    let (finished, dropped) = (count(), count());
    let mut group = JoinSet::new();
    for seconds in [1, 2] {
        let (finished, guard) = (Arc::clone(&finished), CountsDrops(Arc::clone(&dropped)));
        group.spawn(async move {
            let _guard = guard;
            sleep(SECOND * seconds).await;
            finished.fetch_add(1, Ordering::Relaxed);
        });
    }
    group.join_next().await;
    drop(group);
    // It does not wait for the end of the task that it cancels.
    assert_eq!(of(&dropped), 1);
    sleep(5 * SECOND).await;
    assert_eq!((of(&finished), of(&dropped)), (1, 2));

    // An error in one task does not cancel the other.
    let mut group = JoinSet::new();
    group.spawn(async { Err("broken") });
    group.spawn(async { Ok(after(1).await) });
    assert_eq!(group.join_next().await.and_then(Result::ok), Some(Err("broken")));
    assert_eq!(group.join_next().await.and_then(Result::ok), Some(Ok(1)));
}

#[tokio::test(start_paused = true)]
async fn results_as_they_come() {
    async fn job(steps: Arc<AtomicUsize>) {
        for _ in 0..3 {
            sleep(SECOND).await;
            steps.fetch_add(1, Ordering::Relaxed);
        }
    }

    let mut jobs: FuturesUnordered<_> = [after(3), after(1), after(2)].into_iter().collect();
    let mut came = Vec::new();
    while let Some(seconds) = jobs.next().await {
        came.push(seconds);
    }
    assert_eq!(came, [1, 2, 3]);

    let mut jobs: JoinSet<u32> = [after(3), after(1), after(2)].into_iter().collect();
    let mut came = Vec::new();
    while let Some(seconds) = jobs.join_next().await {
        came.push(seconds.expect("it does not panic"));
    }
    assert_eq!(came, [1, 2, 3]);

    // A job in a `FuturesUnordered` makes progress only while it is polled. One in a `JoinSet` needs nobody.
    let (polled, spawned) = (count(), count());
    let mut futures: FuturesUnordered<_> = [job(Arc::clone(&polled))].into_iter().collect();
    let mut set = JoinSet::new();
    set.spawn(job(Arc::clone(&spawned)));
    sleep(5 * SECOND).await;
    assert_eq!((of(&polled), of(&spawned)), (0, 3));
    futures.next().await;
    assert_eq!(of(&polled), 3);
}

#[tokio::test(start_paused = true)]
async fn the_first_of_two() {
    let dropped = count();
    let slow = async || {
        let _guard = CountsDrops(Arc::clone(&dropped));
        after(2).await
    };
    let first = tokio::select! {
        seconds = slow() => seconds,
        seconds = after(1) => seconds,
    };
    assert_eq!(first, 1);
    // In Rust the loser is dropped; in Python it is still pending.
    assert_eq!(of(&dropped), 1);

    let mut kept = pin!(slow());
    let first = tokio::select! {
        seconds = &mut kept => seconds,
        seconds = after(1) => seconds,
    };
    assert_eq!((first, of(&dropped)), (1, 1));
    // Passed as `&mut future`, it is still there.
    assert_eq!((kept.await, of(&dropped)), (2, 2));
}

#[tokio::test(start_paused = true)]
async fn a_limit_of_time() {
    let (start, dropped) = (Instant::now(), count());
    let slow = async {
        let _guard = CountsDrops(Arc::clone(&dropped));
        after(5).await
    };
    assert!(timeout(SECOND, slow).await.is_err());
    assert_eq!((start.elapsed(), of(&dropped)), (SECOND, 1));
}

#[tokio::test(start_paused = true)]
async fn cleaning_up_when_cancelled() {
    let cleaned = count();
    let work = async {
        // The clean-up for every way out is in `drop`, which cannot await.
        let _guard = CountsDrops(Arc::clone(&cleaned));
        sleep(5 * SECOND).await;
    };
    assert!(timeout(SECOND, work).await.is_err());
    assert_eq!(of(&cleaned), 1);
}

#[tokio::test]
async fn one_item_after_the_other() {
    let mut xs = pin!(one_to_four());
    let mut sum = 0;
    while let Some(x) = xs.next().await {
        sum += x;
    }
    assert_eq!(sum, 10);
}

#[tokio::test]
async fn a_generator_stands_still_between_its_items() {
    let steps = count();
    let counted = Arc::clone(&steps);
    let mut numbers = pin!(stream! {
        for n in 1..=3 {
            counted.fetch_add(1, Ordering::Relaxed);
            yield n;
        }
    });
    assert_eq!(of(&steps), 0);
    assert_eq!(numbers.next().await, Some(1));
    assert_eq!(of(&steps), 1);
}

#[tokio::test]
async fn leaving_a_loop_half_way() {
    let cleaned = count();
    {
        let guard = CountsDrops(Arc::clone(&cleaned));
        let mut numbers = pin!(stream! {
            let _guard = guard;
            for n in 1..=3 {
                yield n;
            }
        });
        while let Some(n) = numbers.next().await {
            if n == 2 {
                break;
            }
        }
        // The loop has ended, but the stream is still there.
        assert_eq!(of(&cleaned), 0);
    }
    // In Rust the generator is dropped at the end of its scope; in Python its `finally` runs later.
    assert_eq!(of(&cleaned), 1);
}

#[tokio::test(start_paused = true)]
async fn a_comprehension_that_awaits_is_sequential() {
    let start = Instant::now();
    let xs = [1, 2, 3];
    let results: Vec<u32> = stream::iter(xs).then(after).collect().await;
    assert_eq!(results, [1, 2, 3]);
    assert_eq!(start.elapsed(), 6 * SECOND);

    let (start, runs) = (Instant::now(), count());
    let counted = async |seconds| {
        runs.fetch_add(1, Ordering::Relaxed);
        after(seconds).await
    };
    let futures: Vec<_> = stream::iter([1, 2, 3]).map(counted).collect().await;
    assert_eq!((futures.len(), of(&runs)), (3, 0));
    let results: Vec<u32> = stream::iter(futures).buffered(3).collect().await;
    assert_eq!((results, of(&runs)), (vec![1, 2, 3], 3));
    assert_eq!(start.elapsed(), 3 * SECOND);
}

#[tokio::test(start_paused = true)]
async fn several_at_once_with_a_limit() {
    let (now, most) = (count(), count());
    let job = async |seconds: u32| {
        most.fetch_max(now.fetch_add(1, Ordering::Relaxed) + 1, Ordering::Relaxed);
        after(seconds).await;
        now.fetch_sub(1, Ordering::Relaxed);
        seconds
    };
    let results: Vec<u32> = stream::iter([3, 1, 2, 1]).map(job).buffered(2).collect().await;
    assert_eq!(results, [3, 1, 2, 1]);
    assert_eq!(of(&most), 2);
    let results: Vec<u32> = stream::iter([3, 1, 1]).map(job).buffer_unordered(2).collect().await;
    assert_eq!(results, [1, 1, 3]);
    let never = stream::iter([1]).map(job).buffered(0).collect::<Vec<u32>>();
    assert!(timeout(100 * SECOND, never).await.is_err());
}

#[tokio::test(start_paused = true)]
async fn a_full_queue_makes_the_sender_wait() {
    let (send, mut receive) = mpsc::channel(1);
    send.send(1).await.expect("the receiver is there");
    let another = send.clone();
    assert!(timeout(SECOND, another.send(2)).await.is_err());
    assert_eq!(receive.recv().await, Some(1));
    assert!(timeout(SECOND, another.send(2)).await.is_ok());

    let (send, mut receive) = mpsc::unbounded_channel();
    for n in 0..1000 {
        send.send(n).expect("the receiver is there");
    }
    assert_eq!(receive.recv().await, Some(0));
}

#[tokio::test]
async fn the_end_of_a_queue() {
    let (send, mut receive) = mpsc::channel(4);
    send.send(1).await.expect("the receiver is there");
    drop(send);
    assert_eq!((receive.recv().await, receive.recv().await), (Some(1), None));
}

#[tokio::test]
async fn one_at_a_time_across_an_await() {
    let balance = tokio::sync::Mutex::new(100);
    let withdraw = async || {
        let mut balance = balance.lock().await;
        let before = *balance;
        yield_now().await;
        *balance = before - 10;
    };
    future::join_all((0..3).map(|_| withdraw())).await;
    assert_eq!(*balance.lock().await, 70);
}

#[tokio::test]
async fn telling_many_that_something_happened() {
    let (sender, receiver) = watch::channel(false);
    let waits = async |mut receiver: watch::Receiver<bool>| receiver.wait_for(|happened| *happened).await.is_ok();
    let all = future::join(future::join_all([waits(receiver.clone()), waits(receiver.clone())]), async {
        yield_now().await;
        sender.send(true).is_ok()
    });
    assert_eq!(all.await, (vec![true, true], true));
    // It keeps the value for receivers that come late.
    assert!(waits(receiver).await);

    let notify = Notify::new();
    let all = future::join(future::join_all([notify.notified(), notify.notified()]), async {
        yield_now().await;
        notify.notify_waiters();
    });
    assert_eq!(all.await.0.len(), 2);

    let token = CancellationToken::new();
    let all = future::join(future::join_all([token.cancelled(), token.cancelled()]), async {
        yield_now().await;
        token.cancel();
    });
    assert_eq!(all.await.0.len(), 2);
}

#[tokio::test]
async fn a_result_that_somebody_else_sets() {
    let (set, result) = oneshot::channel();
    tokio::spawn(async { set.send(42) });
    assert_eq!(result.await, Ok(42));
    let (set, result) = oneshot::channel::<u32>();
    drop(set);
    assert!(result.await.is_err());
}

#[tokio::test]
async fn blocking_work_goes_to_a_thread() {
    let here = std::thread::current().id();
    let there = spawn_blocking(|| std::thread::current().id()).await.expect("it does not panic");
    assert_ne!(here, there);

    // It cannot be stopped once it runs.
    let (started, has_started) = oneshot::channel();
    let (go_on, may_go_on) = std::sync::mpsc::channel::<()>();
    let (done, is_done) = oneshot::channel();
    let work = spawn_blocking(move || {
        started.send(()).expect("the test waits for it");
        may_go_on.recv().expect("the test sends it");
        done.send(7).expect("the test waits for it");
    });
    has_started.await.expect("it starts");
    work.abort();
    go_on.send(()).expect("it waits for it");
    assert_eq!(is_done.await, Ok(7));
}

#[tokio::test]
async fn letting_others_run() {
    let steps = count();
    let other = tokio::spawn({
        let steps = Arc::clone(&steps);
        async move { steps.fetch_add(1, Ordering::Relaxed) }
    });
    assert_eq!(of(&steps), 0);
    yield_now().await;
    assert_eq!(of(&steps), 1);
    assert_eq!(other.await.ok(), Some(0));
}

#[tokio::test(start_paused = true)]
async fn a_test_need_not_wait_for_its_sleeps() {
    let start = Instant::now();
    sleep(24 * 60 * 60 * SECOND).await;
    assert_eq!(start.elapsed(), 24 * 60 * 60 * SECOND);

    // The clock cannot be paused on a runtime with several threads.
    let on_several_threads = std::thread::spawn(|| {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_time().build();
        runtime.expect("a runtime").block_on(async { tokio::time::pause() });
    });
    assert!(on_several_threads.join().is_err());
}

#[tokio::test]
async fn a_test_that_is_async_itself() {
    assert!(Handle::try_current().is_ok());
}

#[test]
fn two_tasks_on_two_threads() {
    #[tokio::main(worker_threads = 2)]
    async fn main() -> (Option<bool>, Option<bool>) {
        assert_eq!(Handle::current().runtime_flavor(), RuntimeFlavor::MultiThread);
        // Each task blocks its thread until the other one has arrived: on one thread, both would wait forever.
        let both = Arc::new(std::sync::Barrier::new(2));
        let meet = || {
            let both = Arc::clone(&both);
            tokio::spawn(async move { both.wait().is_leader() })
        };
        let (one, other) = (meet(), meet());
        (one.await.ok(), other.await.ok())
    }

    let leaders = main();
    assert_ne!(leaders.0, leaders.1);
}

#[tokio::test]
async fn a_context_variable_in_a_new_task() {
    tokio::task_local! {
        static REQUEST: u32;
    }

    let seen = async || REQUEST.try_with(|request| *request).ok();
    REQUEST
        .scope(7, async {
            assert_eq!(seen().await, Some(7));
            // Python copies the context into a new task. In Rust a new task starts without it.
            assert_eq!(tokio::spawn(seen()).await.ok(), Some(None));
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn what_goes_on_when_its_waiter_gives_up() {
    let mut handle = tokio::spawn(after(3));
    assert!(timeout(SECOND, &mut handle).await.is_err());
    assert_eq!(handle.await.ok(), Some(3));
}

#[tokio::test(start_paused = true)]
async fn to_be_cancelled_and_to_go_on() {
    let finished = count();
    let stubborn = async {
        sleep(2 * SECOND).await;
        finished.fetch_add(1, Ordering::Relaxed);
    };
    // There is nothing that `stubborn` could catch.
    assert!(timeout(SECOND, stubborn).await.is_err());
    sleep(5 * SECOND).await;
    assert_eq!(of(&finished), 0);
}

#[tokio::test]
async fn a_thread_gives_work_to_the_runtime() {
    let runtime = Handle::current();
    let (sender, receiver) = oneshot::channel();
    let thread = std::thread::spawn(move || drop(runtime.spawn(async { sender.send(7) })));
    assert_eq!(receiver.await, Ok(7));
    assert!(thread.join().is_ok());
}

#[tokio::test(start_paused = true)]
async fn something_later() {
    let (start, (sender, receiver)) = (Instant::now(), oneshot::channel());
    let f = move || sender.send(start.elapsed()).expect("the test waits for it");
    tokio::spawn(async move {
        sleep(2 * SECOND).await;
        f();
    });
    assert_eq!(receiver.await, Ok(2 * SECOND));
}

#[tokio::test(start_paused = true)]
async fn again_and_again() {
    let times = async |behavior: Option<MissedTickBehavior>, work: Duration| {
        let start = Instant::now();
        let mut ticks = interval(SECOND);
        if let Some(behavior) = behavior {
            ticks.set_missed_tick_behavior(behavior);
        }
        let mut times = Vec::new();
        for n in 0..4 {
            ticks.tick().await;
            times.push(start.elapsed());
            if n == 0 {
                sleep(work).await;
            }
        }
        times
    };
    // Work between the ticks does not delay them.
    assert_eq!(times(None, SECOND / 2).await, [0, 1, 2, 3].map(|tick| SECOND * tick));
    // After a delay, the ticks that were missed follow at once.
    let burst = [Duration::ZERO, 5 * SECOND / 2, 5 * SECOND / 2, 3 * SECOND];
    assert_eq!(times(None, 5 * SECOND / 2).await, burst);
    let skipped = [Duration::ZERO, 5 * SECOND / 2, 3 * SECOND, 4 * SECOND];
    assert_eq!(times(Some(MissedTickBehavior::Skip), 5 * SECOND / 2).await, skipped);
}

#[tokio::test(start_paused = true)]
async fn several_wait_for_each_other() {
    let (start, barrier) = (Instant::now(), Barrier::new(2));
    let party = async |seconds| {
        after(seconds).await;
        barrier.wait().await;
        start.elapsed().as_secs()
    };
    assert_eq!(future::join(party(1), party(3)).await, (3, 3));
}

#[tokio::test(start_paused = true)]
async fn leaving_a_block() {
    let closed = count();
    let block = async |fails: bool, waits: u32| {
        let _resource = CountsDrops(Arc::clone(&closed));
        after(waits).await;
        if fails { Err("broken") } else { Ok(()) }
    };
    assert_eq!((block(false, 0).await, of(&closed)), (Ok(()), 1));
    assert_eq!((block(true, 0).await, of(&closed)), (Err("broken"), 2));
    assert!(timeout(SECOND, block(false, 2)).await.is_err());
    assert_eq!(of(&closed), 3);
}

/// Appends its name to the list when it is dropped.
struct Opened<'a>(&'static str, &'a std::sync::Mutex<Vec<&'static str>>);

impl Drop for Opened<'_> {
    fn drop(&mut self) {
        self.1.lock().expect("nobody panics").push(self.0);
    }
}

#[tokio::test]
async fn what_was_opened_last_is_closed_first() {
    let closed = std::sync::Mutex::new(Vec::new());
    {
        let _file = Opened("file", &closed);
        let _connection = Opened("connection", &closed);
        yield_now().await;
    }
    assert_eq!(closed.into_inner().expect("nobody panics"), ["connection", "file"]);
}

#[tokio::test]
async fn closing_a_generator() {
    let numbers = |guard| {
        stream! {
            let _guard: CountsDrops = guard;
            yield 1;
            yield 2;
        }
    };
    let cleaned = count();
    let mut xs = Box::pin(numbers(CountsDrops(Arc::clone(&cleaned))));
    assert_eq!(xs.next().await, Some(1));
    drop(xs);
    assert_eq!(of(&cleaned), 1);

    let cleaned = count();
    {
        let mut xs = pin!(numbers(CountsDrops(Arc::clone(&cleaned))));
        assert_eq!(xs.next().await, Some(1));
        // This drops a reference. The stream itself stays until the end of its scope.
        #[expect(clippy::drop_non_drop, reason = "this is what is shown")]
        drop(xs);
        assert_eq!(of(&cleaned), 0);
    }
    assert_eq!(of(&cleaned), 1);
}

fn one_to_four() -> impl Stream<Item = u32> {
    stream! {
        for n in 1..=4 {
            yield_now().await;
            yield n;
        }
    }
}

#[tokio::test]
async fn collecting_a_stream() {
    let xs = one_to_four();
    let list: Vec<u32> = xs.collect().await;
    assert_eq!(list, [1, 2, 3, 4]);
    let xs = one_to_four();
    let set: std::collections::BTreeSet<u32> = xs.collect().await;
    assert_eq!(set.len(), 4);
}

#[tokio::test]
async fn a_condition_in_a_comprehension() {
    let xs = one_to_four();
    let large = xs.filter(|n| future::ready(*n > 2));
    assert_eq!(large.collect::<Vec<_>>().await, [3, 4]);
}

#[tokio::test]
async fn adding_up_without_a_list() {
    let xs = one_to_four();
    assert_eq!(xs.fold(0, async |sum, n| sum + n).await, 10);
}

#[tokio::test]
async fn the_end_of_a_stream() {
    let mut xs = pin!(stream::iter([1]));
    assert_eq!(xs.next().await, Some(1));
    assert_eq!(xs.next().await, None);
    assert_eq!(xs.next().await.unwrap_or(7), 7);
}

#[tokio::test]
async fn an_error_in_a_generator() {
    let numbers = |lines: [&'static str; 3]| {
        try_stream! {
            for line in lines {
                let number: u32 = line.parse().map_err(|_| line)?;
                yield number;
            }
        }
    };
    assert_eq!(numbers(["1", "2", "3"]).try_collect::<Vec<u32>>().await, Ok(vec![1, 2, 3]));
    let items: Vec<Result<u32, &str>> = numbers(["1", "x", "3"]).collect().await;
    // The error is an item, and the last one.
    assert_eq!(items, [Ok(1), Err("x")]);
}

#[tokio::test]
async fn a_full_queue_refuses_at_once() {
    let (send, mut receive) = mpsc::channel(1);
    assert!(send.try_send(1).is_ok());
    assert!(matches!(send.try_send(2), Err(mpsc::error::TrySendError::Full(2))));
    assert_eq!(receive.try_recv(), Ok(1));
    assert!(receive.try_recv().is_err());
}

#[tokio::test]
async fn waiting_until_a_queue_is_worked_off() {
    let (send, mut receive) = mpsc::channel(1);
    let worker = tokio::spawn(async move {
        let mut sum = 0;
        while let Some(n) = receive.recv().await {
            sum += n;
        }
        sum
    });
    for n in 1..=3 {
        send.send(n).await.expect("the worker is there");
    }
    // No finished items are counted: the worker ends when the last sender is gone, and returns its sum.
    drop(send);
    assert_eq!(worker.await.ok(), Some(6));
}

#[tokio::test(start_paused = true)]
async fn several_workers_on_one_queue() {
    let (send, receive) = mpsc::unbounded_channel();
    let receive = tokio::sync::Mutex::new(receive);
    for n in 1..=4 {
        send.send(n).expect("the receiver is there");
    }
    drop(send);
    let worker = async || {
        let mut done = 0;
        // Each worker holds the lock while it waits for an item, and releases it before it works on the item.
        while let Some(_n) = async { receive.lock().await.recv().await }.await {
            sleep(SECOND).await;
            done += 1;
        }
        done
    };
    let start = Instant::now();
    assert_eq!(future::join(worker(), worker()).await, (2, 2));
    assert_eq!(start.elapsed(), 2 * SECOND);
}

#[tokio::test]
async fn waiting_until_a_condition_holds() {
    let (set, mut stock) = watch::channel(0);
    let buyer = async move { stock.wait_for(|stock| *stock >= 3).await.map(|stock| *stock).ok() };
    let seller = async {
        for delivered in 1..=3 {
            yield_now().await;
            set.send_replace(delivered);
        }
    };
    assert_eq!(future::join(buyer, seller).await.0, Some(3));
}

#[tokio::test(start_paused = true)]
async fn a_number_of_permits() {
    let (start, permits) = (Instant::now(), Semaphore::new(2));
    let job = async || {
        let _permit = permits.acquire().await.expect("nobody closes it");
        sleep(SECOND).await;
    };
    future::join_all((0..4).map(|_| job())).await;
    assert_eq!(start.elapsed(), 2 * SECOND);
}

#[tokio::test]
async fn telling_everyone_everything() {
    // Three is rounded up to four.
    let (send, mut one) = broadcast::channel(3);
    let mut other = send.subscribe();
    send.send(0).expect("there are receivers");
    assert_eq!((one.recv().await, other.recv().await), (Ok(0), Ok(0)));
    for news in 1..=4 {
        send.send(news).expect("there are receivers");
    }
    assert_eq!(other.recv().await, Ok(1));
    send.send(5).expect("there are receivers");
    // The channel keeps four messages. A slower receiver learns how many it missed.
    assert_eq!(one.recv().await, Err(broadcast::error::RecvError::Lagged(1)));
    assert_eq!(one.recv().await, Ok(2));
}

#[tokio::test(start_paused = true)]
async fn the_time_that_passed() {
    let (start, real) = (Instant::now(), std::time::Instant::now());
    let year = Duration::from_secs(365 * 24 * 60 * 60);
    sleep(year).await;
    assert_eq!(start.elapsed(), year);
    // `std::time::Instant` is not paused with it: no test takes a year.
    assert!(real.elapsed() < year);
}

fn server() -> ApiServer {
    ApiServer::start(Config::new().posts(3)).expect("a free port")
}

/// Returns a client that asks the server itself, and not a proxy that the environment names.
fn client() -> reqwest::Client {
    reqwest::Client::builder().no_proxy().build().expect("a client")
}

#[tokio::test]
async fn one_client_for_many_requests() {
    let server = server();
    let client: reqwest::Client = client();
    for post in 1..=3 {
        let answer = client.clone().get(server.url_of(&format!("/posts/{post}"))).send().await;
        assert!(answer.expect("the server answers").text().await.is_ok());
    }
    assert_eq!(server.connections().accepted, 1);
}

#[tokio::test]
async fn an_error_status_is_an_answer() {
    let server = server();
    let client = client();
    let answer = client.get(server.url_of("/posts/4")).send().await.expect("404 is an answer");
    assert!(answer.error_for_status().is_err_and(|error| error.status().is_some_and(|status| status == 404)));
}
