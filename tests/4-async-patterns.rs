//! The checks of chapter 4. Each module is a task, and each test is a sentence about what the code does.
//!
//! The same file checks the exercise and the reference solution. There is nothing to edit here.

use std::any::Any;
use std::collections::HashSet;
use std::fmt::{Debug, Display};
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures::FutureExt as _;
use futures::future::Either;
use pollscope::report::{count, expected};
use pollscope::testing::{Draw, live, paused};
use pollscope::{Lane, Recording};
use tokio::task::Id;
use tokio::time::{Instant, sleep};

const MILLISECOND: Duration = Duration::from_millis(1);

const SECOND: Duration = Duration::from_secs(1);

/// Waits until every task of the paused runtime waits for a timer or for a message.
async fn settled() {
    // The clock advances by itself only when nothing else can be done.
    sleep(MILLISECOND).await;
}

/// Returns the text of a panic, or the number that a check has thrown.
fn text(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned())
        .or_else(|| panic.downcast_ref::<u64>().map(|number| format!("the number {number}")))
        .unwrap_or_else(|| "something else than a text".to_owned())
}

/// Awaits the future, and returns the text of its panic if it panics.
async fn caught<T>(future: impl Future<Output = T>) -> Result<T, String> {
    AssertUnwindSafe(future).catch_unwind().await.map_err(|panic| text(&*panic))
}

/// Describes a result of [`caught`].
fn outcome<T: Debug>(result: &Result<T, String>) -> String {
    match result {
        Ok(value) => format!("it returned {value:?}"),
        Err(panic) => format!("it panicked: {panic}"),
    }
}

/// Locks, also after a panic of another task.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The jobs of a check, and what became of them.
#[derive(Clone, Default)]
struct Jobs(Arc<Seen>);

#[derive(Default)]
struct Seen {
    begun: AtomicUsize,
    ended: AtomicUsize,
    /// The jobs that were begun and whose future still exists.
    alive: AtomicUsize,
    tasks: Mutex<HashSet<Id>>,
    begun_at: Mutex<Vec<Instant>>,
}

/// A job that was begun. Its future holds this, so it is dropped with it.
struct Begun(Jobs);

impl Jobs {
    /// Begins a job.
    fn begin(&self) -> Begun {
        self.0.begun.fetch_add(1, Ordering::Relaxed);
        self.0.alive.fetch_add(1, Ordering::Relaxed);
        locked(&self.0.tasks).extend(tokio::task::try_id());
        locked(&self.0.begun_at).push(Instant::now());
        Begun(self.clone())
    }

    /// Returns a job that takes some time.
    async fn job(self, nap: Duration) {
        let begun = self.begin();
        sleep(nap).await;
        begun.end();
    }

    fn begun(&self) -> usize {
        self.0.begun.load(Ordering::Relaxed)
    }

    fn ended(&self) -> usize {
        self.0.ended.load(Ordering::Relaxed)
    }

    fn alive(&self) -> usize {
        self.0.alive.load(Ordering::Relaxed)
    }

    /// Returns the times at which jobs began, from the first poll of the check on.
    fn begun_after(&self, start: Instant) -> Vec<Duration> {
        locked(&self.0.begun_at).iter().map(|at| *at - start).collect()
    }

    /// Asserts that each job ran on a tokio task of its own.
    #[track_caller]
    fn assert_tasks(&self, recording: &Recording) {
        let (tasks, begun) = (locked(&self.0.tasks).len(), self.begun());
        if tasks != begun {
            expected(format!("each of {} on a tokio task of its own", count(begun, "job", "jobs")))
                .but(format!("they ran on {}", count(tasks, "task", "tasks")))
                .looks_as_if("they are polled together by one task, as by `join_all`, or spawned as one")
                .fail(recording);
        }
    }

    /// Asserts that no job goes on: none is alive, and none ends later.
    async fn assert_all_over(&self, recording: &Recording, situation: &str) {
        let (alive, ended) = (self.alive(), self.ended());
        sleep(100 * SECOND).await;
        if alive > 0 || self.ended() != ended {
            expected(format!("{situation}, no job goes on"))
                .but(format!(
                    "{} still there, of which {} to the end later",
                    count(alive, "job was", "jobs were"),
                    count(self.ended() - ended, "came", "came")
                ))
                .looks_as_if(
                    "tasks outlive the future that spawned them: a `JoinHandle` that is dropped detaches its task",
                )
                .fail(recording);
        }
    }
}

impl Begun {
    /// Ends the job.
    fn end(self) {
        self.0.0.ended.fetch_add(1, Ordering::Relaxed);
    }
}

impl Drop for Begun {
    fn drop(&mut self) {
        self.0.0.alive.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Gives the future a lane in the picture, if there are only a few.
fn lane<F: Future>(recording: &Recording, are_few: bool, name: impl Display, future: F) -> Either<Lane<F>, F> {
    if are_few { Either::Left(recording.future(name.to_string(), future)) } else { Either::Right(future) }
}

/// Asserts that it took the time that it must.
#[track_caller]
fn assert_took(recording: &Recording, situation: &str, started: Instant, wanted: Duration, cause: Option<&str>) {
    let took = started.elapsed();
    if took != wanted {
        expected(format!("{situation}: it takes {wanted:?}"))
            .but(format!("it took {took:?}"))
            .looks_as_if_any(cause)
            .fail(recording);
    }
}

/// Polls the future until nothing else can be done, or for some time.
async fn polled_for<T>(future: impl Future<Output = T> + Unpin, time: Duration) -> Option<T> {
    tokio::time::timeout(time, future).await.ok()
}

mod run_all {
    use super::*;
    use ::async_patterns::{Outcome, run_all};
    use std::panic::panic_any;

    type Job<T> = Pin<Box<dyn Future<Output = T> + Send>>;

    /// Returns a job that takes some time, and returns its number or panics with it.
    fn job(jobs: &Jobs, nap: Duration, number: u64, panics: bool) -> Job<u64> {
        let jobs = jobs.clone();
        Box::pin(async move {
            let begun = jobs.begin();
            sleep(nap).await;
            assert!(!panics, "job {number}");
            begun.end();
            number
        })
    }

    #[test]
    fn gives_the_outcomes_in_the_order_of_the_jobs() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            for length in [0, 1, draw.usize(7..=12), draw.usize(300..=400)] {
                let mut plans = draw.list(length, |draw| (draw.millis(1..=4000), draw.id(), draw.within(0..=3) == 0));
                if let Some(plan) = plans.get_mut(length / 2) {
                    *plan = (draw.millis(600_000..=900_000), draw.id(), false);
                }
                let jobs = Jobs::default();
                let all = plans.iter().map(|(nap, number, panics)| job(&jobs, *nap, *number, *panics));
                let outcomes = run_all(all.collect::<Vec<_>>()).await;
                let wanted: Vec<_> = plans
                    .iter()
                    .map(|(_, number, panics)| match panics {
                        true => Outcome::Panicked(format!("job {number}")),
                        false => Outcome::Done(*number),
                    })
                    .collect();
                if outcomes != wanted {
                    let mut by_end: Vec<_> = plans.iter().zip(&wanted).collect();
                    by_end.sort_by_key(|((nap, ..), _)| *nap);
                    let is_by_end = by_end.iter().map(|(_, outcome)| *outcome).eq(&outcomes);
                    let done = wanted.iter().filter(|outcome| matches!(outcome, Outcome::Done(_)));
                    let differs = outcomes.iter().zip(&wanted).position(|(one, other)| one != other);
                    let at = differs.unwrap_or(outcomes.len().min(wanted.len()));
                    let is_long = differs == Some(length / 2) && matches!(outcomes[at], Outcome::Panicked(_));
                    let cause = if is_by_end {
                        Some("they are in the order in which the jobs ended")
                    } else if done.eq(&outcomes) {
                        Some("the jobs that panicked are left out")
                    } else if is_long && outcomes.len() == wanted.len() {
                        Some("a job that takes minutes is given up: there is a limit of time")
                    } else {
                        None
                    };
                    expected(format!("for {length} jobs {} outcomes, number {at} {:?}", wanted.len(), wanted.get(at)))
                        .but(format!("there were {}, number {at} {:?}", outcomes.len(), outcomes.get(at)))
                        .looks_as_if_any(cause)
                        .without_picture()
                        .fail(&recording);
                }
            }
        });
    }

    #[test]
    fn runs_all_jobs_at_the_same_time() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            for length in [1, 2, draw.usize(5..=9), draw.usize(10_001..=10_100)] {
                let naps = draw.list(length, |draw| draw.millis(10..=4000));
                let (jobs, started) = (Jobs::default(), Instant::now());
                let all =
                    naps.iter().map(|nap| lane(&recording, (3..=9).contains(&length), "job", jobs.clone().job(*nap)));
                run_all(all).await;
                let at_once = jobs.begun_after(started).iter().filter(|at| at.is_zero()).count();
                if at_once != length {
                    let cause = match at_once {
                        1 => "each one is awaited before the next one is spawned",
                        _ => "there is a limit, or they run in chunks",
                    };
                    expected(format!("{} that begin at once", count(length, "job", "jobs")))
                        .but(format!("{at_once} did"))
                        .looks_as_if(cause)
                        .fail(&recording);
                }
                let longest = naps.iter().max().copied().unwrap_or_default();
                assert_took(&recording, &format!("{length} jobs, the longest {longest:?}"), started, longest, None);
            }
        });
    }

    #[test]
    fn gives_each_job_a_task_of_its_own() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let jobs = Jobs::default();
            let naps = draw.list(70, |draw| draw.millis(1..=500));
            run_all(naps.into_iter().map(|nap| jobs.clone().job(nap))).await;
            jobs.assert_tasks(&recording);
        });
    }

    #[test]
    fn gives_the_message_of_a_panic() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let (word, number) = (draw.word(5..=9), draw.id());
            let long = draw.word(3000..=4000);
            let any = format!(" {}\n{}\n", draw.any_text(9..=20), draw.any_text(9..=20));
            let texts = [word.clone(), String::new(), "two\nlines".to_owned(), any, "  ".to_owned(), long];
            let mut wanted = vec!["a fixed text".to_owned(), number.to_string()];
            let mut jobs: Vec<Job<()>> =
                vec![Box::pin(async { panic!("a fixed text") }), Box::pin(async move { panic!("{number}") })];
            for text in texts {
                wanted.push(text.clone());
                jobs.push(Box::pin(async move { panic_any(text) }));
            }
            jobs.push(Box::pin(async {
                sleep(SECOND).await;
                panic_any("after a wait")
            }));
            wanted.push("after a wait".to_owned());
            let others: [Job<()>; 4] = [
                Box::pin(async { panic_any(404) }),
                Box::pin(async { panic_any(()) }),
                Box::pin(async { panic_any(Box::<str>::from("a box")) }),
                Box::pin(async { panic_any(Arc::new("a shared text".to_owned())) }),
            ];
            for other in others {
                jobs.push(other);
                wanted.push("unknown panic".to_owned());
            }
            for (outcome, wanted) in run_all(jobs).await.into_iter().zip(wanted) {
                let wanted = Outcome::Panicked(wanted);
                if outcome != wanted {
                    let cause = match &wanted {
                        Outcome::Panicked(text) if text == "unknown panic" => None,
                        Outcome::Panicked(text) if text.is_empty() => Some("an empty text is taken for no text"),
                        Outcome::Panicked(text) if matches!(&outcome, Outcome::Panicked(got) if !got.is_empty() && text.contains(got)) => {
                            Some("only a part of the message is kept")
                        }
                        _ if outcome == Outcome::Panicked("unknown panic".to_owned()) => Some(
                            "only one type of payload is looked at: `panic!(\"text\")` has a `&'static str`, and a panic with \
                             arguments a `String`",
                        ),
                        _ => Some("the message is not that of the payload: `JoinError::into_panic` returns it"),
                    };
                    expected(format!("{wanted:.120?}"))
                        .but(format!("{outcome:.200?}"))
                        .looks_as_if_any(cause)
                        .without_picture()
                        .fail(&recording);
                }
            }
        });
    }

    #[test]
    fn a_panic_takes_no_other_job_with_it() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let length = draw.usize(6..=9);
            for bad in [0, draw.usize(1..=length - 2), length - 1] {
                for at in [Duration::ZERO, draw.millis(500..=1500)] {
                    let naps = draw.list(length, |draw| draw.millis(2000..=4000));
                    let (jobs, started) = (Jobs::default(), Instant::now());
                    let all = naps.iter().enumerate().map(|(index, nap)| {
                        if index == bad { job(&jobs, at, 0, true) } else { job(&jobs, *nap, index as u64, false) }
                    });
                    let result = caught(run_all(all.collect::<Vec<_>>())).await;
                    let done = result
                        .as_ref()
                        .map_or(0, |all| all.iter().filter(|one| matches!(one, Outcome::Done(_))).count());
                    if done != length - 1 || jobs.ended() != length - 1 {
                        let cause = match &result {
                            Err(_) => "the panic goes on to the caller: awaiting a `JoinHandle` returns it as an error",
                            Ok(_) => "the others are ended when one of them panics",
                        };
                        expected(format!(
                            "job {bad} of {length} panics after {at:?}, and the others come to their end"
                        ))
                        .but(format!("{} of the others did, and {}", jobs.ended(), outcome(&result)))
                        .looks_as_if(cause)
                        .fail(&recording);
                    }
                    let mut others = naps.iter().enumerate().filter(|(index, _)| *index != bad).map(|(_, nap)| *nap);
                    let longest = others.by_ref().max().unwrap_or_default();
                    assert_took(&recording, "all others are awaited", started, longest, None);
                }
            }
        });
    }

    #[test]
    fn dropped_it_aborts_the_jobs_that_have_not_ended() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            for length in [1, draw.usize(5..=9), draw.usize(70..=90)] {
                let jobs = Jobs::default();
                let mut naps = draw.list(length, |draw| draw.millis(2000..=90_000));
                // One of them has ended by then.
                naps.push(draw.millis(1..=900));
                let all =
                    naps.iter().map(|nap| lane(&recording, (3..=9).contains(&length), "job", jobs.clone().job(*nap)));
                let running = Box::pin(run_all(all.collect::<Vec<_>>()));
                polled_for(running, SECOND).await;
                settled().await;
                let situation = format!("dropped after a second, with {} under way", count(length, "job", "jobs"));
                jobs.assert_all_over(&recording, &situation).await;
            }
        });
    }

    #[test]
    fn begins_with_its_first_poll() {
        paused(async |recording| {
            let jobs = Jobs::default();
            let running = run_all([jobs.clone().job(SECOND), jobs.clone().job(SECOND)]);
            settled().await;
            let begun = jobs.begun();
            drop(running);
            settled().await;
            if begun + jobs.begun() > 0 {
                expected("no job begins before the first poll").but(format!("{begun} did")).fail(&recording);
            }
        });
    }
}

mod cancellable {
    use super::*;
    use ::async_patterns::cancellable;
    use std::cell::{Cell, RefCell};
    use tokio::sync::oneshot;
    use tokio_util::sync::CancellationToken;

    /// The events of a check, in their order.
    #[derive(Default)]
    struct Log(RefCell<Vec<&'static str>>);

    impl Log {
        fn add(&self, what: &'static str) {
            self.0.borrow_mut().push(what);
        }

        fn take(&self) -> String {
            self.0.take().join(", ")
        }
    }

    /// Writes to the log when it is dropped.
    struct OnDrop<'l>(&'l Log, &'static str);

    impl Drop for OnDrop<'_> {
        fn drop(&mut self) {
            self.0.add(self.1);
        }
    }

    /// Returns work that takes some time.
    async fn work(log: &Log, nap: Duration, result: u64) -> u64 {
        let _dropped = OnDrop(log, "the work is dropped");
        log.add("the work begins");
        sleep(nap).await;
        log.add("the work ends");
        result
    }

    /// Returns a cleanup that takes some time. It begins with the call that makes it, as that of a plain function may.
    fn cleanup(log: &Log, nap: Duration) -> impl Future<Output = ()> {
        log.add("the cleanup is called");
        async move {
            let _dropped = OnDrop(log, "the cleanup is dropped");
            log.add("the cleanup begins");
            sleep(nap).await;
            log.add("the cleanup ends");
        }
    }

    #[track_caller]
    fn assert_log(recording: &Recording, situation: &str, log: &Log, wanted: &[&str], cause: &str) {
        let (got, wanted) = (log.take(), wanted.join(", "));
        if got != wanted {
            expected(format!("{situation}: {wanted}")).but(got).looks_as_if(cause).fail(recording);
        }
    }

    #[track_caller]
    fn assert_result(
        recording: &Recording,
        situation: &str,
        got: Option<u64>,
        wanted: Option<u64>,
        cause: Option<&str>,
    ) {
        if got != wanted {
            expected(format!("{situation}: {wanted:?}"))
                .but(format!("it returned {got:?}"))
                .looks_as_if_any(cause)
                .fail(recording);
        }
    }

    #[test]
    fn gives_the_result_of_the_work() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            for nap in [Duration::ZERO, draw.millis(1..=4000), draw.millis(2_400_000..=3_000_000)] {
                let (log, token, id, started) = (Log::default(), CancellationToken::new(), draw.id(), Instant::now());
                let result = cancellable(&token, work(&log, nap, id), || cleanup(&log, SECOND)).await;
                assert_result(&recording, &format!("work of {nap:?}"), result, Some(id), None);
                let wanted = ["the work begins", "the work ends", "the work is dropped"];
                let cause = "the cleanup runs in any case, like a `finally`";
                assert_log(&recording, "after a result there is no cleanup", &log, &wanted, cause);
                assert_took(&recording, "the work alone", started, nap, None);
                token.cancel();
                settled().await;
                let cause = "a task waits for the cancellation";
                assert_log(&recording, "cancelled after the result, nothing more", &log, &[], cause);
            }
        });
    }

    #[test]
    fn cancelled_it_drops_the_work_and_awaits_the_cleanup_once() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            for length in [Duration::ZERO, draw.millis(500..=4000), draw.millis(900_000..=1_200_000)] {
                for cancels in [1, 2] {
                    let (log, parent, started) = (Log::default(), CancellationToken::new(), Instant::now());
                    let token = parent.child_token();
                    let at = draw.millis(1..=3000);
                    let running = async {
                        let work = recording.future("work", work(&log, 4 * SECOND, 7));
                        cancellable(&token, work, || recording.future("cleanup", cleanup(&log, length))).await
                    };
                    let cancelling = async {
                        sleep(at).await;
                        // The token of the parent, too, cancels.
                        if cancels == 1 {
                            parent.cancel();
                        } else {
                            token.cancel();
                        }
                        token.cancel();
                    };
                    let (result, ()) = futures::future::join(running, cancelling).await;
                    assert_result(&recording, &format!("cancelled after {at:?}"), result, None, None);
                    let wanted = [
                        "the work begins",
                        "the work is dropped",
                        "the cleanup is called",
                        "the cleanup begins",
                        "the cleanup ends",
                        "the cleanup is dropped",
                    ];
                    let took = started.elapsed();
                    let got = log.0.borrow().join(", ");
                    let cause = if took >= 4 * SECOND && length < SECOND {
                        "the work goes on after the cancellation"
                    } else if got.contains("the cleanup is called, the work is dropped") {
                        "`cleanup` is called while the work still exists, and only its future is awaited after the drop"
                    } else if !got.contains("the cleanup begins") {
                        "the cleanup is not awaited: its future does nothing by itself"
                    } else if !got.contains("the cleanup ends") {
                        "the cleanup is given up before it is done, or left to a task"
                    } else if got.matches("the cleanup begins").count() > 1 {
                        "the cleanup is called twice"
                    } else {
                        "the work still exists while the cleanup runs: what is in a variable lives to the end of its scope"
                    };
                    assert_log(&recording, &format!("cancelled after {at:?}"), &log, &wanted, cause);
                    assert_took(&recording, &format!("cancelled after {at:?}"), started, at + length, None);
                }
            }
        });
    }

    #[test]
    fn a_result_that_is_ready_wins() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            // A `select!` that draws lots would lose the result in half of the cases.
            for case in 0..64 {
                let (token, id, calls) = (CancellationToken::new(), draw.id(), Cell::new(0));
                let (sender, receiver) = oneshot::channel();
                let work = async {
                    if case % 4 == 0 {
                        sleep(SECOND).await;
                        // The last poll of the work is the one that cancels.
                        token.cancel();
                        return id;
                    }
                    receiver.await.unwrap_or_default()
                };
                let running = cancellable(&token, work, async || calls.set(calls.get() + 1));
                let ending = async {
                    sleep(SECOND).await;
                    // Nothing is polled in between.
                    match case % 4 {
                        0 => {}
                        1 => {
                            let _ = sender.send(id);
                            token.cancel();
                        }
                        _ => {
                            token.cancel();
                            let _ = sender.send(id);
                        }
                    }
                };
                let (result, ()) = futures::future::join(running, ending).await;
                let (situation, cause) = match case % 4 {
                    0 => (
                        "the last step of the work cancels the token",
                        "the token is asked once more when the work has ended, and its result thrown away",
                    ),
                    _ => (
                        "the work is ready when the token is cancelled",
                        "the cancellation is looked at first, or `select!` draws lots: `biased` keeps the order",
                    ),
                };
                assert_result(&recording, situation, result, Some(id), Some(cause));
                if calls.get() > 0 {
                    expected("no cleanup after a result").but(format!("{} calls", calls.get())).fail(&recording);
                }
            }
        });
    }

    #[test]
    fn cancelled_before_the_first_poll_the_work_never_runs() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            for case in 0..64 {
                let (log, parent, id) = (Log::default(), CancellationToken::new(), draw.id());
                let token = parent.child_token();
                let polls = Cell::new(0);
                // Ready at once, and yet it must not be polled.
                let work = async {
                    polls.set(polls.get() + 1);
                    id
                };
                if case % 3 == 0 {
                    token.cancel();
                }
                let running = cancellable(&token, work, || cleanup(&log, SECOND));
                match case % 3 {
                    1 => token.cancel(),
                    2 => parent.cancel(),
                    _ => {}
                }
                let result = running.await;
                if polls.get() > 0 {
                    expected("with a token that is cancelled already, the work is never polled")
                        .but(format!("it was polled, and the result was {result:?}"))
                        .looks_as_if("the token is not looked at before the first poll of the work")
                        .fail(&recording);
                }
                assert_result(&recording, "cancelled before the first poll", result, None, None);
                let wanted =
                    ["the cleanup is called", "the cleanup begins", "the cleanup ends", "the cleanup is dropped"];
                let cause = "the cleanup is left out where the work never ran";
                assert_log(&recording, "cancelled before the first poll", &log, &wanted, cause);
            }
        });
    }

    #[test]
    fn a_panic_goes_on_to_the_caller() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            for nap in [Duration::ZERO, draw.millis(1..=500)] {
                let (token, calls, message) = (CancellationToken::new(), Cell::new(0), draw.word(5..=9));
                let work = async {
                    sleep(nap).await;
                    std::panic::panic_any(message.clone())
                };
                let result: Result<Option<u64>, String> =
                    caught(cancellable(&token, work, async || calls.set(calls.get() + 1))).await;
                if result != Err(message.clone()) || calls.get() > 0 {
                    let cause = (calls.get() > 0).then_some("a panic is taken for a cancellation");
                    expected(format!("the panic {message:?} of the work goes on, without a cleanup"))
                        .but(format!("{}, after {}", outcome(&result), count(calls.get(), "cleanup", "cleanups")))
                        .looks_as_if_any(cause)
                        .fail(&recording);
                }
                token.cancel();
                let cleanup = async || {
                    sleep(nap).await;
                    std::panic::panic_any(message.clone())
                };
                let result = caught(cancellable(&token, std::future::pending::<u64>(), cleanup)).await;
                if result != Err(message.clone()) {
                    expected(format!("the panic {message:?} of the cleanup goes on"))
                        .but(outcome(&result))
                        .looks_as_if("the panic is caught, or stays in a task that nobody awaits")
                        .fail(&recording);
                }
            }
        });
    }

    #[test]
    fn dropped_it_drops_the_work_or_the_cleanup() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let at = draw.millis(1..=900);
            let cases: [(bool, &[&str]); 2] = [
                (false, &["the work begins", "the work is dropped"]),
                (true, &["the cleanup is called", "the cleanup begins", "the cleanup is dropped"]),
            ];
            for (is_cancelled, wanted) in cases {
                let (log, token) = (Log::default(), CancellationToken::new());
                if is_cancelled {
                    token.cancel();
                }
                let running = Box::pin(cancellable(&token, work(&log, 4 * SECOND, 7), || cleanup(&log, 4 * SECOND)));
                polled_for(running, at).await;
                token.cancel();
                sleep(10 * SECOND).await;
                let where_it_was = if is_cancelled { "cleanup" } else { "work" };
                let cause = "it goes on in a task, or a drop guard begins something";
                assert_log(&recording, &format!("dropped in its {where_it_was}"), &log, wanted, cause);
            }
        });
    }
}

mod with_resource {
    use super::*;
    use ::async_patterns::{Pool, with_resource};

    /// A connection, and how often it was used.
    struct Connection {
        id: u64,
        uses: u64,
    }

    /// A pool that writes down what happens to its connections.
    struct Recorded {
        acquire: Duration,
        release: Duration,
        error: Option<String>,
        next: AtomicUsize,
        log: Mutex<Vec<String>>,
    }

    impl Recorded {
        fn new(draw: &mut Draw) -> Arc<Recorded> {
            let (acquire, release) = (draw.millis(100..=900), draw.millis(100..=900));
            Arc::new(Recorded { acquire, release, error: None, next: AtomicUsize::new(1), log: Mutex::default() })
        }

        /// Returns a pool that takes minutes, so that a limit of half a minute or so is found.
        fn slow(draw: &mut Draw) -> Arc<Recorded> {
            let (acquire, release) = (draw.millis(100_000..=200_000), draw.millis(100_000..=200_000));
            Arc::new(Recorded { acquire, release, error: None, next: AtomicUsize::new(1), log: Mutex::default() })
        }

        fn add(&self, what: impl Into<String>) {
            locked(&self.log).push(what.into());
        }

        #[track_caller]
        fn assert_log(&self, recording: &Recording, situation: &str, wanted: &[&str], not_released: &str) {
            let got = locked(&self.log).clone();
            if got != wanted {
                let got_text = got.join(", ");
                let has = |log: &[String], start: &str| log.iter().any(|what| what.starts_with(start));
                let wants_release = wanted.iter().any(|what| what.starts_with("releasing"));
                let cause = if !wants_release && has(&got, "acquired") {
                    Some("a task goes on to wait for a resource that nobody wants any more")
                } else if wants_release && !has(&got, "releasing") {
                    Some(not_released)
                } else if wants_release && !has(&got, "released") {
                    Some(
                        "the release is not awaited, or dropped half-way: only a task outlives the future that began it",
                    )
                } else {
                    None
                };
                expected(format!("{situation}: {}", wanted.join(", ")))
                    .but(got_text)
                    .looks_as_if_any(cause)
                    .fail(recording);
            }
        }
    }

    /// Writes to the log when it is dropped.
    struct OnDrop(Arc<Recorded>, &'static str);

    impl Drop for OnDrop {
        fn drop(&mut self) {
            self.0.add(self.1);
        }
    }

    impl Pool for Recorded {
        type Resource = Connection;
        type Error = String;

        async fn acquire(&self) -> Result<Connection, String> {
            self.add("acquiring");
            pollscope::future("acquire", sleep(self.acquire)).await;
            if let Some(error) = &self.error {
                return Err(error.clone());
            }
            let id = self.next.fetch_add(1, Ordering::Relaxed) as u64;
            self.add(format!("acquired {id}"));
            Ok(Connection { id, uses: 0 })
        }

        async fn release(&self, connection: Connection) {
            let Connection { id, uses } = connection;
            self.add(format!("releasing {id}, used {uses} times"));
            pollscope::future("release", sleep(self.release)).await;
            self.add(format!("released {id}"));
        }
    }

    /// Uses a connection for some time, and returns a result.
    async fn used<T>(
        pool: &Arc<Recorded>,
        connection: &mut Connection,
        nap: Duration,
        result: Result<T, String>,
    ) -> Result<T, String> {
        let _dropped = OnDrop(Arc::clone(pool), "no longer used");
        pool.add(format!("using {}", connection.id));
        connection.uses += 1;
        pollscope::future("use", sleep(nap)).await;
        connection.uses += 1;
        result
    }

    const WHOLE: [&str; 6] =
        ["acquiring", "acquired 1", "using 1", "no longer used", "releasing 1, used 2 times", "released 1"];

    #[test]
    fn acquires_uses_and_releases_and_gives_the_result() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            for nap in [Duration::ZERO, draw.millis(1..=4000), draw.millis(2_400_000..=3_000_000)] {
                let pool = if nap < 10 * SECOND { Recorded::new(&mut draw) } else { Recorded::slow(&mut draw) };
                let (id, started) = (draw.id(), Instant::now());
                let result = with_resource(&pool, async |connection| used(&pool, connection, nap, Ok(id)).await).await;
                pool.assert_log(
                    &recording,
                    "a success, when it returns",
                    &WHOLE,
                    "the release is missing, or left to a task that nobody awaits",
                );
                if result != Ok(id) {
                    expected(format!("Ok({id})")).but(format!("it returned {result:?}")).fail(&recording);
                }
                let wanted = pool.acquire + nap + pool.release;
                assert_took(&recording, "acquired, used and released", started, wanted, None);
            }
        });
    }

    #[test]
    fn an_error_comes_back_after_the_release() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            for (nap, pool) in [
                (Duration::ZERO, Recorded::new(&mut draw)),
                (draw.millis(1..=4000), Recorded::new(&mut draw)),
                (SECOND, Recorded::slow(&mut draw)),
            ] {
                let word = draw.word(5..=9);
                let failing = Err::<(), _>(word.clone());
                let result = with_resource(&pool, async |connection| used(&pool, connection, nap, failing).await).await;
                pool.assert_log(
                    &recording,
                    "an error, when it returns",
                    &WHOLE,
                    "`?` returns before the release, or the release is left to a task that nobody awaits",
                );
                if result != Err(word.clone()) {
                    expected(format!("the error {word:?}")).but(format!("it returned {result:?}")).fail(&recording);
                }
            }
        });
    }

    #[test]
    fn a_panic_goes_on_after_the_release() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            for (nap, pool) in [
                (Duration::ZERO, Recorded::new(&mut draw)),
                (draw.millis(1..=4000), Recorded::new(&mut draw)),
                (SECOND, Recorded::slow(&mut draw)),
            ] {
                let id = draw.id();
                let using = with_resource(&pool, async |connection| {
                    used(&pool, connection, nap, Ok(())).await?;
                    std::panic::panic_any::<u64>(id)
                });
                let result: Result<Result<(), String>, String> = caught(using).await;
                pool.assert_log(&recording, "a panic, when it goes on", &WHOLE, "a panic unwinds past the code after the `await`: `catch_unwind` stops it until the release is done");
                let wanted = format!("the number {id}");
                if result != Err(wanted.clone()) {
                    expected(format!("the panic goes on: {wanted}"))
                        .but(outcome(&result))
                        .looks_as_if("the payload is not that of the panic: `resume_unwind` passes it on as it is")
                        .fail(&recording);
                }
            }
        });
    }

    #[test]
    fn an_error_of_acquire_comes_back_and_nothing_is_used() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let word = draw.word(5..=9);
            let mut pool = Recorded::new(&mut draw);
            if let Some(pool) = Arc::get_mut(&mut pool) {
                pool.error = Some(word.clone());
            }
            let result = with_resource(&pool, async |connection| used(&pool, connection, SECOND, Ok(())).await).await;
            settled().await;
            pool.assert_log(&recording, "there is no resource", &["acquiring"], "");
            if result != Err(word.clone()) {
                expected(format!("the error {word:?}")).but(format!("it returned {result:?}")).fail(&recording);
            }
        });
    }

    /// Drops the future while the resource is in use, and asserts that the pool gets it back.
    async fn assert_released_after_a_drop(recording: &Recording, pool: &Arc<Recorded>, nap: Duration) {
        let using = with_resource(pool, async |connection| used(pool, connection, 10 * SECOND, Ok(())).await);
        polled_for(Box::pin(using), pool.acquire + nap).await;
        let so_far = ["acquiring", "acquired 1", "using 1", "no longer used"];
        let log = locked(&pool.log).clone();
        if log[..log.len().min(4)] != so_far {
            pool.assert_log(recording, "dropped while in use, the use is dropped", &so_far, "");
        }
        let later = 20 * SECOND + pool.release;
        sleep(later).await;
        let mut wanted = so_far.to_vec();
        wanted.extend(["releasing 1, used 1 times", "released 1"]);
        pool.assert_log(
            recording,
            &format!("{later:?} after it was dropped while in use"),
            &wanted,
            "code after an `await` does not run in a future that was dropped: only `Drop` does",
        );
    }

    #[test]
    fn dropped_while_in_use_it_is_released_on_a_task() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let (pool, nap) = (Recorded::new(&mut draw), draw.millis(1..=900));
            assert_released_after_a_drop(&recording, &pool, nap).await;
        });
    }

    #[test]
    fn dropped_while_in_use_the_release_may_take_long() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let (pool, nap) = (Recorded::slow(&mut draw), draw.millis(1..=900));
            assert_released_after_a_drop(&recording, &pool, nap).await;
        });
    }

    #[test]
    fn begins_with_its_first_poll() {
        paused(async |recording| {
            let pool = Recorded::new(&mut Draw::of_test());
            let using = with_resource(&pool, async |connection| used(&pool, connection, SECOND, Ok(())).await);
            settled().await;
            drop(using);
            sleep(20 * SECOND).await;
            let log = locked(&pool.log).join(", ");
            if !log.is_empty() {
                expected("before the first poll, nothing is asked of the pool")
                    .but(log)
                    .looks_as_if("a task is spawned in the call: an `async fn` does nothing before it is polled")
                    .fail(&recording);
            }
        });
    }

    #[test]
    fn dropped_while_it_is_released_the_release_comes_to_its_end() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            for end in ["a success", "an error", "a panic"] {
                let (pool, nap) = (Recorded::new(&mut draw), draw.millis(1..=900));
                let using = with_resource(&pool, async |connection| {
                    let result = if end == "an error" { Err("it fails".to_owned()) } else { Ok(()) };
                    used(&pool, connection, nap, result).await?;
                    assert!(end != "a panic", "it panics");
                    Ok(())
                });
                polled_for(Box::pin(using), pool.acquire + nap + pool.release / 2).await;
                sleep(20 * SECOND).await;
                pool.assert_log(
                    &recording,
                    &format!("some time after it was dropped while it released, after {end}"),
                    &WHOLE,
                    "the release never begins",
                );
            }
        });
    }

    #[test]
    fn dropped_while_it_waits_for_a_resource_nothing_is_released() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let pool = Recorded::new(&mut draw);
            let using = with_resource(&pool, async |connection| used(&pool, connection, SECOND, Ok(())).await);
            polled_for(Box::pin(using), pool.acquire / 2).await;
            sleep(20 * SECOND).await;
            pool.assert_log(&recording, "some time after it was dropped while it waited", &["acquiring"], "");
        });
    }

    #[test]
    fn dropped_on_another_thread_it_is_released_in_its_runtime() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let (pool, nap) = (Recorded::new(&mut draw), draw.millis(1..=900));
            let of_use = pool.clone();
            let mut using = Box::pin(async move {
                with_resource(&of_use, async |connection| {
                    of_use.add(format!("using {}", connection.id));
                    sleep(10 * SECOND).await;
                    Ok(())
                })
                .await
            });
            polled_for(using.as_mut(), pool.acquire + nap).await;
            // A thread outside of the runtime.
            let dropped = std::thread::spawn(move || drop(using)).join();
            sleep(20 * SECOND).await;
            if dropped.is_err() {
                expected("it can be dropped on any thread")
                    .but("dropping it there panicked")
                    .looks_as_if("`tokio::spawn` is called outside of the runtime: keep the `Handle::current()`")
                    .fail(&recording);
            }
            let wanted = ["acquiring", "acquired 1", "using 1", "releasing 1, used 0 times", "released 1"];
            pool.assert_log(
                &recording,
                "some time after it was dropped on another thread",
                &wanted,
                "code after an `await` does not run in a future that was dropped: only `Drop` does",
            );
        });
    }

    #[test]
    fn each_of_many_is_released_once() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let length = draw.usize(70..=90);
            let pool = Recorded::new(&mut draw);
            let plans = draw.list(length, |draw| (draw.millis(1..=4000), draw.within(0..=3)));
            let uses = plans.iter().map(|(nap, kind)| {
                let pool = &pool;
                let using = with_resource(pool, async move |connection| {
                    connection.uses = connection.id;
                    sleep(*nap).await;
                    match kind {
                        0 => Err("it fails".to_owned()),
                        1 => panic!("it panics"),
                        _ => Ok(()),
                    }
                });
                // Some are dropped half-way.
                caught(polled_for(Box::pin(using), if *kind == 2 { 2 * SECOND } else { 60 * SECOND }))
            });
            futures::future::join_all(uses).await;
            sleep(20 * SECOND).await;
            let mut released: Vec<String> =
                locked(&pool.log).iter().filter(|what| what.starts_with("releasing")).cloned().collect();
            let mut wanted: Vec<String> = (1..=length).map(|id| format!("releasing {id}, used {id} times")).collect();
            released.sort_unstable();
            wanted.sort_unstable();
            if released != wanted {
                expected(format!("each of {length} connections is released once"))
                    .but(format!("there were {} releases", released.len()))
                    .without_picture()
                    .fail(&recording);
            }
        });
    }
}

/// Work that blocks its thread until the check lets it go on.
mod blocking {
    use super::*;
    use futures::future::{MaybeDone, maybe_done};
    use std::sync::Condvar;
    use std::thread::{self, ThreadId};
    use tokio::sync::watch;

    /// The work that was called.
    #[derive(Clone, Default)]
    pub(super) struct Counts {
        pub(super) begun: usize,
        pub(super) ended: usize,
        /// The most that were at work at the same time.
        pub(super) peak: usize,
        /// The calls on the async thread, on which nothing may block.
        pub(super) on_async_thread: usize,
        /// The numbers of those that are at work, in the order in which they began.
        pub(super) at_work: Vec<usize>,
    }

    /// Holds work until it is let go.
    pub(super) struct Gate {
        async_thread: ThreadId,
        counts: watch::Sender<Counts>,
        /// The numbers of the calls that may end, and whether all may.
        open: Mutex<(HashSet<usize>, bool)>,
        changed: Condvar,
    }

    /// Work that can be polled again when it is done.
    pub(super) struct Work<F: Future>(Pin<Box<MaybeDone<F>>>, Arc<Gate>);

    impl<F: Future> Work<F> {
        pub(super) fn as_mut(&mut self) -> Pin<&mut MaybeDone<F>> {
            self.0.as_mut()
        }
    }

    impl<F: Future> Drop for Work<F> {
        fn drop(&mut self) {
            // The future of an answer may wait for its threads when it is dropped. A check that fails lets them go first.
            if thread::panicking() {
                Held(self.1.clone()).let_all_go();
            }
        }
    }

    /// Lets a day pass for all timers.
    pub(super) async fn a_day_passes() {
        tokio::time::pause();
        tokio::time::advance(24 * 3600 * SECOND).await;
        tokio::time::resume();
    }

    pub(super) fn work<F: Future>(held: &Held, work: F) -> Work<F> {
        Work(Box::pin(maybe_done(work)), held.0.clone())
    }

    /// Awaits the work, and returns its output.
    pub(super) async fn output<F: Future>(mut work: Work<F>) -> F::Output {
        work.as_mut().await;
        work.as_mut().take_output().expect("nobody else takes it")
    }

    /// Lets all work go when it is dropped, also by a check that fails: a runtime waits for its threads.
    pub(super) struct Held(pub(super) Arc<Gate>);

    impl Held {
        pub(super) fn new() -> Held {
            let (counts, _) = watch::channel(Counts::default());
            let async_thread = thread::current().id();
            Held(Arc::new(Gate { async_thread, counts, open: Mutex::default(), changed: Condvar::new() }))
        }

        /// Lets the call with this number end.
        pub(super) fn let_go(&self, number: usize) {
            locked(&self.0.open).0.insert(number);
            self.0.changed.notify_all();
        }

        pub(super) fn let_all_go(&self) {
            locked(&self.0.open).1 = true;
            self.0.changed.notify_all();
        }

        pub(super) fn counts(&self) -> Counts {
            self.0.counts.borrow().clone()
        }

        /// Waits until nothing has changed in so many turns of another thread.
        ///
        /// Work and turns wait for the same pool of threads: a machine that starts no thread has no turns either.
        async fn quiet(&self, turns: usize) {
            let (mut quiet, mut seen) = (0, self.counts());
            while quiet < turns {
                let _ = tokio::task::spawn_blocking(|| thread::sleep(2 * MILLISECOND)).await;
                let now = self.counts();
                let is_same = (now.begun, now.ended) == (seen.begun, seen.ended);
                quiet = if is_same { quiet + 1 } else { 0 };
                seen = now;
            }
        }

        /// Runs `work` until so many calls have begun, or until nothing happens any more. Returns the calls so far.
        pub(super) async fn reach(&self, work: Pin<&mut impl Future<Output = ()>>, begun: usize) -> Counts {
            let mut counts = self.0.counts.subscribe();
            let reached = async {
                let _ = counts.wait_for(|counts| counts.begun >= begun).await;
            };
            let (reached, quiet) = (std::pin::pin!(reached), std::pin::pin!(self.quiet(1000)));
            futures::future::select(work, futures::future::select(reached, quiet)).await;
            self.counts()
        }

        /// Runs `work` until nothing happens any more. Returns the calls so far.
        pub(super) async fn settle(&self, work: Pin<&mut impl Future<Output = ()>>) -> Counts {
            futures::future::select(work, std::pin::pin!(self.quiet(20))).await;
            self.counts()
        }

        /// Waits until so many calls have ended.
        pub(super) async fn ended(&self, ended: usize) {
            let mut counts = self.0.counts.subscribe();
            let _ = counts.wait_for(|counts| counts.ended >= ended).await;
        }
    }

    impl Drop for Held {
        fn drop(&mut self) {
            self.let_all_go();
        }
    }

    impl Gate {
        /// Blocks the thread until this call may end, but not the async thread. Returns true if it was held.
        pub(super) fn wait(&self) -> bool {
            let is_on_async_thread = thread::current().id() == self.async_thread;
            let mut number = 0;
            self.counts.send_modify(|counts| {
                number = counts.begun;
                counts.begun += 1;
                counts.on_async_thread += usize::from(is_on_async_thread);
                counts.at_work.push(number);
                counts.peak = counts.peak.max(counts.at_work.len());
            });
            if !is_on_async_thread {
                let mut open = locked(&self.open);
                while !open.1 && !open.0.contains(&number) {
                    open = self.changed.wait(open).unwrap_or_else(PoisonError::into_inner);
                }
            }
            self.counts.send_modify(|counts| {
                counts.ended += 1;
                counts.at_work.retain(|at_work| *at_work != number);
            });
            !is_on_async_thread
        }
    }

    /// Asserts that no work ran on the async thread.
    #[track_caller]
    pub(super) fn assert_off_async_thread(recording: &Recording, counts: &Counts) {
        if counts.on_async_thread > 0 {
            expected("work that takes long runs on a thread that may block")
                .but(format!(
                    "{} of {} ran on the async thread, where all other tasks wait meanwhile",
                    counts.on_async_thread,
                    count(counts.begun, "call", "calls")
                ))
                .looks_as_if("it is called in async code: `spawn_blocking` runs it on a thread of its own")
                .fail(recording);
        }
    }
}

mod digest_all {
    use super::blocking::{Held, a_day_passes, assert_off_async_thread, output, work};
    use super::*;
    use ::async_patterns::digest_all;
    use std::num::NonZeroUsize;
    use std::pin::pin;

    fn workers(workers: usize) -> NonZeroUsize {
        NonZeroUsize::new(workers).unwrap_or(NonZeroUsize::MIN)
    }

    /// Returns a number that depends on each byte and its place.
    fn digest(bytes: &[u8]) -> u64 {
        bytes
            .iter()
            .fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3))
    }

    /// Draws inputs of many lengths, of which some are equal.
    fn inputs(draw: &mut Draw, length: usize) -> Vec<Vec<u8>> {
        draw.list(length, |draw| {
            let bytes = *draw.pick(&[0, 1, 2, 300]);
            draw.list(bytes, |draw| draw.within(0..=255) as u8)
        })
    }

    #[track_caller]
    fn assert_digests(recording: &Recording, situation: &str, got: &[u64], inputs: &[Vec<u8>]) {
        let wanted: Vec<u64> = inputs.iter().map(|input| digest(input)).collect();
        if got != wanted {
            let (mut sorted, mut sorted_wanted) = (got.to_vec(), wanted.clone());
            sorted.sort_unstable();
            sorted_wanted.sort_unstable();
            let cause = (sorted == sorted_wanted).then_some("they are in the order in which they were done");
            let at = got.iter().zip(&wanted).position(|(one, other)| one != other).unwrap_or(0);
            expected(format!("{situation}: {} digests, number {at} {:?}", wanted.len(), wanted.get(at)))
                .but(format!("there were {}, number {at} {:?}", got.len(), got.get(at)))
                .looks_as_if_any(cause)
                .fail(recording);
        }
    }

    #[test]
    fn gives_the_digests_in_the_order_of_the_inputs() {
        live(async |recording| {
            let mut draw = Draw::of_test();
            for (length, at_once) in
                [(0, 1), (1, 1), (draw.usize(9..=15), 1), (draw.usize(300..=400), draw.usize(3..=9))]
            {
                let inputs = inputs(&mut draw, length);
                let got = digest_all(inputs.clone(), workers(at_once), digest).await;
                assert_digests(&recording, &format!("{length} inputs, {at_once} at once"), &got, &inputs);
            }
            // The last one is done first.
            let (held, inputs) = (Held::new(), inputs(&mut draw, 9));
            let gate = held.0.clone();
            let mut digesting = work(
                &held,
                digest_all(inputs.clone(), workers(9), move |input: &[u8]| {
                    gate.wait();
                    digest(input)
                }),
            );
            held.reach(digesting.as_mut(), 9).await;
            for number in (1..9).rev() {
                held.let_go(number);
                held.settle(digesting.as_mut()).await;
            }
            held.let_all_go();
            assert_digests(&recording, "the last one is done first", &output(digesting).await, &inputs);
        });
    }

    #[test]
    fn computes_on_threads_that_may_block() {
        live(async |recording| {
            let mut draw = Draw::of_test();
            let (held, inputs) = (Held::new(), inputs(&mut draw, 12));
            let gate = held.0.clone();
            // The heart beats on the async thread, and each digest waits for one beat of it.
            let (to_heart, mut of_digest) = tokio::sync::mpsc::unbounded_channel::<std::sync::mpsc::Sender<()>>();
            let heart = tokio::spawn(async move {
                let mut beats = 0;
                while let Some(answer) = of_digest.recv().await {
                    beats += 1;
                    let _ = answer.send(());
                }
                beats
            });
            held.let_all_go();
            let digests = digest_all(inputs.clone(), workers(3), move |input: &[u8]| {
                if gate.wait() {
                    let (answer, beat) = std::sync::mpsc::channel();
                    let _ = to_heart.send(answer);
                    let _ = beat.recv();
                }
                digest(input)
            })
            .await;
            assert_off_async_thread(&recording, &held.counts());
            assert_digests(&recording, "with a heartbeat", &digests, &inputs);
            let beats = heart.await.unwrap_or(0);
            if beats != inputs.len() {
                expected(format!("{} beats, one for each digest", inputs.len()))
                    .but(format!("there were {beats}"))
                    .fail(&recording);
            }
        });
    }

    #[test]
    fn computes_as_many_at_once_as_there_are_workers() {
        live(async |recording| {
            let mut draw = Draw::of_test();
            // Some of the 512 threads are left for the turns of the check.
            for at_once in [1, 2, draw.usize(5..=9), draw.usize(70..=90), draw.usize(470..=490)] {
                let length = at_once + draw.usize(5..=9);
                let (held, inputs) = (Held::new(), inputs(&mut draw, length));
                let gate = held.0.clone();
                let mut digesting = work(
                    &held,
                    digest_all(inputs.clone(), workers(at_once), move |input: &[u8]| {
                        gate.wait();
                        digest(input)
                    }),
                );
                let mut wanted = at_once;
                while wanted < length {
                    held.reach(digesting.as_mut(), wanted).await;
                    let counts = held.settle(digesting.as_mut()).await;
                    assert_off_async_thread(&recording, &counts);
                    let at_work = counts.at_work.len();
                    if at_work != at_once {
                        let cause = if at_work > at_once {
                            "the limit is not kept, or `workers` plays no part"
                        } else if counts.ended > 0 {
                            "a place stays empty although inputs are left: results wait there for an older one, as by `buffered`, \
                             all of a chunk for its last one, or each worker has inputs of its own that no other takes"
                        } else if at_work == 1 {
                            "each one is awaited before the next one begins, or holds a lock that the others need: the guard in the \
                             condition of a `while let` lives to the end of its body"
                        } else {
                            "there is a limit of its own, below `workers`"
                        };
                        expected(format!("{at_once} at work, of {length}, with {} done", counts.ended))
                            .but(format!("{at_work} were"))
                            .looks_as_if(cause)
                            .fail(&recording);
                    }
                    // The one that began last ends first: an older one still goes on.
                    held.let_go(counts.at_work[at_once - 1]);
                    wanted += 1;
                }
                held.let_all_go();
                let digests = output(digesting).await;
                assert_digests(&recording, &format!("{length} inputs, {at_once} at once"), &digests, &inputs);
                let peak = held.counts().peak;
                if peak > at_once {
                    expected(format!("never more than {at_once} at work"))
                        .but(format!("{peak} were, at one moment"))
                        .fail(&recording);
                }
            }
        });
    }

    #[test]
    fn accepts_the_largest_number_of_workers() {
        live(async |recording| {
            let mut draw = Draw::of_test();
            let length = draw.usize(20..=30);
            // Also those of which 32 bits leave nothing, or one.
            for at_once in [NonZeroUsize::MAX, workers(usize::MAX / 2), workers(1 << 32), workers((1 << 32) + 1)] {
                let (held, inputs) = (Held::new(), inputs(&mut draw, length));
                let gate = held.0.clone();
                let compute = move |input: &[u8]| {
                    gate.wait();
                    digest(input)
                };
                let mut digesting = work(&held, caught(digest_all(inputs.clone(), at_once, compute)));
                let counts = held.reach(digesting.as_mut(), length).await;
                held.let_all_go();
                let digests = output(digesting).await;
                let Ok(digests) = digests else {
                    expected(format!("{at_once} workers are no error"))
                        .but(outcome(&digests))
                        .looks_as_if(
                            "a thread, a permit or memory is taken for each worker: `Semaphore` has a largest number",
                        )
                        .fail(&recording)
                };
                if counts.begun != length {
                    expected(format!("with {at_once} workers all {length} at once"))
                        .but(format!("{} were", counts.begun))
                        .fail(&recording);
                }
                assert_digests(&recording, "the largest number of workers", &digests, &inputs);
            }
        });
    }

    #[test]
    fn a_panic_goes_on_to_the_caller_and_no_other_begins() {
        live(async |recording| {
            let mut draw = Draw::of_test();
            let (length, id) = (draw.usize(20..=30), draw.id());
            for bad in [0, 1] {
                let (held, inputs) = (Held::new(), inputs(&mut draw, length));
                let gate = held.0.clone();
                let calls = AtomicUsize::new(0);
                let mut digesting = work(
                    &held,
                    caught(digest_all(inputs, workers(2), move |_: &[u8]| {
                        let number = calls.fetch_add(1, Ordering::Relaxed);
                        gate.wait();
                        if number == bad {
                            std::panic::panic_any::<u64>(id);
                        }
                        0
                    })),
                );
                held.reach(digesting.as_mut(), 2).await;
                held.let_go(bad);
                // If others begin, they are held. A thread may take long to panic on a busy machine: until then, nothing is seen.
                held.reach(digesting.as_mut(), usize::MAX).await;
                held.let_all_go();
                let result = output(digesting).await;
                let counts = held.settle(pin!(std::future::pending::<()>())).await;
                let wanted = format!("the number {id}");
                if result != Err(wanted.clone()) {
                    expected(format!("the panic of a digest goes on: {wanted}"))
                        .but(outcome(&result))
                        .looks_as_if(
                            "the error of the task is left out, or unwrapped: `JoinError::into_panic` has the payload",
                        )
                        .fail(&recording);
                }
                if counts.begun > 3 {
                    expected("after a panic no other digest begins")
                        .but(format!("{} of {length} began", counts.begun))
                        .looks_as_if(if counts.begun == length {
                            "all are handed to the threads at once, or other workers take one after the other: nothing stops them"
                        } else {
                            "the panic is noticed late: only in its turn, when all before it are done"
                        })
                        .fail(&recording);
                }
            }
        });
    }

    #[test]
    fn waits_for_a_digest_however_long_it_takes() {
        live(async |recording| {
            let mut draw = Draw::of_test();
            let (held, inputs) = (Held::new(), inputs(&mut draw, 9));
            let gate = held.0.clone();
            let compute = move |input: &[u8]| {
                gate.wait();
                digest(input)
            };
            let mut digesting = work(&held, caught(digest_all(inputs.clone(), workers(3), compute)));
            held.reach(digesting.as_mut(), 3).await;
            a_day_passes().await;
            held.settle(digesting.as_mut()).await;
            held.let_all_go();
            let digests = output(digesting).await;
            let wanted: Vec<u64> = inputs.iter().map(|input| digest(input)).collect();
            if digests.as_ref() != Ok(&wanted) {
                expected(format!("digests that take a day are awaited: {wanted:?}"))
                    .but(outcome(&digests))
                    .looks_as_if("there is a limit of time, such as a `timeout`")
                    .fail(&recording);
            }
        });
    }

    #[test]
    fn dropped_it_begins_no_other() {
        live(async |recording| {
            let mut draw = Draw::of_test();
            let (at_once, length) = (draw.usize(3..=5), draw.usize(20..=30));
            let (held, inputs) = (Held::new(), inputs(&mut draw, length));
            let gate = held.0.clone();
            let mut digesting = work(
                &held,
                digest_all(inputs, workers(at_once), move |_: &[u8]| {
                    gate.wait();
                    0
                }),
            );
            let counts = held.reach(digesting.as_mut(), at_once).await;
            assert_off_async_thread(&recording, &counts);
            drop(digesting);
            held.let_all_go();
            held.ended(counts.begun).await;
            let counts = held.settle(pin!(std::future::pending::<()>())).await;
            if counts.begun != at_once {
                expected(format!("dropped with {at_once} at work, no other of {length} begins"))
                    .but(format!("{} began", counts.begun))
                    .looks_as_if("all are handed to the threads at once, or a task goes on after the drop")
                    .fail(&recording);
            }
        });
    }

    #[test]
    fn begins_with_its_first_poll() {
        live(async |recording| {
            let held = Held::new();
            let gate = held.0.clone();
            held.let_all_go();
            let digesting = digest_all(vec![Vec::new(); 3], workers(2), move |_: &[u8]| {
                gate.wait();
                0
            });
            let counts = held.settle(pin!(std::future::pending::<()>())).await;
            drop(digesting);
            if counts.begun > 0 {
                expected("no digest begins before the first poll")
                    .but(format!("{} did", counts.begun))
                    .fail(&recording);
            }
        });
    }
}

mod read_lines {
    use super::*;
    use ::async_patterns::{End, Received, read_lines};
    use std::collections::VecDeque;
    use std::io::{self, ErrorKind};
    use std::task::{Context, Poll};
    use tokio::io::{AsyncRead, ReadBuf};
    use tokio_test::io::Builder;
    use tokio_util::sync::CancellationToken;

    /// A thing that a reader does.
    #[derive(Clone)]
    enum Step {
        Bytes(Vec<u8>),
        Wait(Duration),
        Cancel(CancellationToken),
        /// Waits until this is true. It wakes nobody.
        Until(Arc<AtomicBool>),
        Fail(ErrorKind, String),
    }

    /// A reader that does one thing after the other, and counts the bytes that were read.
    struct Script {
        steps: VecDeque<Step>,
        wait: Option<Pin<Box<tokio::time::Sleep>>>,
        read: Arc<Mutex<Vec<u8>>>,
        dropped: Arc<AtomicUsize>,
    }

    impl Script {
        fn new(steps: impl IntoIterator<Item = Step>) -> Script {
            let steps = steps.into_iter().collect();
            Script { steps, wait: None, read: Arc::default(), dropped: Arc::default() }
        }
    }

    impl Drop for Script {
        fn drop(&mut self) {
            self.dropped.fetch_add(1, Ordering::Relaxed);
        }
    }

    impl AsyncRead for Script {
        fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
            loop {
                if let Some(wait) = &mut self.wait {
                    std::task::ready!(wait.as_mut().poll(cx));
                    self.wait = None;
                }
                match self.steps.pop_front() {
                    None => return Poll::Ready(Ok(())),
                    Some(Step::Wait(time)) => self.wait = Some(Box::pin(sleep(time))),
                    Some(Step::Cancel(token)) => token.cancel(),
                    Some(Step::Until(flag)) => {
                        if !flag.load(Ordering::Relaxed) {
                            self.steps.push_front(Step::Until(flag));
                            return Poll::Pending;
                        }
                    }
                    Some(Step::Fail(kind, text)) => return Poll::Ready(Err(io::Error::new(kind, text))),
                    Some(Step::Bytes(mut bytes)) => {
                        let rest = bytes.split_off(bytes.len().min(buffer.remaining()));
                        buffer.put_slice(&bytes);
                        locked(&self.read).extend(bytes);
                        if !rest.is_empty() {
                            self.steps.push_front(Step::Bytes(rest));
                        }
                        return Poll::Ready(Ok(()));
                    }
                }
            }
        }
    }

    /// Returns the lines in the bytes, and the rest.
    fn split(bytes: &[u8]) -> (Vec<String>, Vec<u8>) {
        let mut lines: Vec<&[u8]> = bytes.split(|byte| *byte == b'\n').collect();
        let rest = lines.pop().unwrap_or_default().to_vec();
        let text = |line: &&[u8]| String::from_utf8_lossy(line.strip_suffix(b"\r").unwrap_or(line)).into_owned();
        (lines.iter().map(text).collect(), rest)
    }

    /// Describes how it ended.
    fn end(end: &End) -> String {
        match end {
            End::Failed(error) => format!("Failed({:?})", error.kind()),
            other => format!("{other:?}"),
        }
    }

    /// Asserts that all of the bytes came, and nothing else.
    #[track_caller]
    fn assert_received(recording: &Recording, situation: &str, got: &Received, bytes: &[u8], wanted_end: &str) {
        let (lines, rest) = split(bytes);
        if got.lines != lines {
            let length = |lines: &[String]| lines.iter().map(String::len).sum::<usize>();
            let replaced = |lines: &[String]| lines.iter().map(|line| line.matches('\u{fffd}').count()).sum::<usize>();
            let differ = got.lines.iter().zip(&lines).find(|(one, other)| one != other);
            let is_off = |(got, wanted): (&String, &String), end: &str| got.strip_suffix(end) == Some(wanted);
            let trimmed = |line: &str| line.trim_matches(|at: char| at.is_whitespace() || at == '\u{feff}').to_owned();
            let without_marks = |line: &str| line.replace('\u{fffd}', "");
            let is_without_marks = |(got, wanted): (&String, &String)| {
                got.len() < wanted.len() && without_marks(got) == without_marks(wanted)
            };
            let is_trimmed =
                |(got, wanted): (&String, &String)| got.len() < wanted.len() && trimmed(got) == trimmed(wanted);
            let cause = if end(&got.end).starts_with("Failed") && !wanted_end.starts_with("Failed") {
                Some("it gives up with an error of its own, although the reader has not failed")
            } else if differ.is_some_and(|pair| is_off(pair, "\r")) {
                Some("the end of a line may be `\\r\\n`")
            } else if got.lines.len() == lines.len() && differ.is_some_and(is_trimmed) {
                Some("more is taken off than the end of the line, which is `\\n` or one `\\r\\n`")
            } else if got.lines.len() > lines.len() {
                Some("a rest is taken for a line, or a line is split where a read ended")
            } else if got.lines.iter().filter(|line| !line.is_empty()).eq(lines.iter().filter(|line| !line.is_empty()))
            {
                Some("empty lines are left out")
            } else if differ.is_some_and(is_without_marks) {
                Some("bytes that are not UTF-8 are left out")
            } else if length(&got.lines) < length(&lines) {
                Some(
                    "bytes are lost: a read that another branch of `select!` interrupts is dropped with what it has read, unless \
                     the buffer outlives the turn",
                )
            } else if replaced(&got.lines) > replaced(&lines) {
                Some("the bytes are decoded before the line is whole: a character may come in two reads")
            } else {
                None
            };
            let at = got.lines.iter().zip(&lines).position(|(one, other)| one != other);
            let at = at.unwrap_or(lines.len().min(got.lines.len()));
            let shown = |lines: &[String]| format!("{:.60?}", lines.get(at));
            expected(format!("{situation}: {} lines, number {at} {}", lines.len(), shown(&lines)))
                .but(format!("there were {}, number {at} {}", got.lines.len(), shown(&got.lines)))
                .looks_as_if_any(cause)
                .without_picture()
                .fail(recording);
        }
        if got.rest != rest {
            let replaced = |bytes: &[u8]| String::from_utf8_lossy(bytes).matches('\u{fffd}').count();
            let cause = if replaced(&got.rest) > replaced(&rest) {
                Some("the bytes are decoded before the line is whole: a character may come in two reads")
            } else if got.rest.is_empty() {
                Some(
                    "the bytes after the last whole line are lost: they are in a reader, or in a future that was dropped",
                )
            } else {
                None
            };
            expected(format!("{situation}: the rest is {:?}", String::from_utf8_lossy(&rest)))
                .but(format!("it was {:?}", String::from_utf8_lossy(&got.rest)))
                .looks_as_if_any(cause)
                .without_picture()
                .fail(recording);
        }
        if end(&got.end) != wanted_end {
            expected(format!("{situation}: it ends with {wanted_end}"))
                .but(format!("it ended with {}", end(&got.end)))
                .without_picture()
                .fail(recording);
        }
    }

    /// Draws a text of some lines with all kinds of ends, bytes and lengths.
    fn text_of(draw: &mut Draw, lines: usize) -> Vec<u8> {
        let mut text = Vec::new();
        for _ in 0..lines {
            match draw.within(0..=9) {
                0 => {}
                1 => text.extend("grüße, \u{1f980}".as_bytes()),
                2 => text.extend([b'x', 0xff, 0xe2, 0x82, b'y']),
                3 => text.extend(b"a\rb"),
                4 => text.extend("\u{feff}after a byte order mark".as_bytes()),
                5 => text.extend(draw.any_text(1..=20).into_bytes()),
                6 => {
                    // Parts of characters, and carriage returns, also at the end.
                    let length = draw.usize(1..=6);
                    text.extend(
                        draw.list(length, |draw| *draw.pick(&[b'\r', b'z', b' ', 0xff, 0xe2, 0x82, 0xac, 0xc3, 0xf0])),
                    );
                }
                _ => text.extend(draw.word(1..=40).into_bytes()),
            }
            let line_end: &[u8] = draw.pick::<&[u8]>(&[b"\n", b"\n", b"\r\n"]);
            text.extend(line_end);
        }
        text
    }

    /// Cuts the bytes at places that are drawn.
    fn cut(draw: &mut Draw, mut bytes: &[u8], most: usize) -> Vec<Vec<u8>> {
        let mut pieces = Vec::new();
        while !bytes.is_empty() {
            let (piece, rest) = bytes.split_at(draw.usize(1..=most).min(bytes.len()));
            pieces.push(piece.to_vec());
            bytes = rest;
        }
        pieces
    }

    #[test]
    fn gives_each_line_without_its_end_and_the_rest_as_it_came() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let rests: [&[u8]; 6] = [b"", b"rest", b"\r", b"a\r", &[0xe2, 0x82], b" "];
            for (length, most) in [(0, 1), (1, 1), (9, 1), (12, 3), (draw.usize(300..=400), 50)] {
                for rest in rests {
                    let mut text = text_of(&mut draw, length);
                    text.extend(rest);
                    let mut reader = Builder::new();
                    for piece in cut(&mut draw, &text, most) {
                        reader.read(&piece);
                    }
                    let got = read_lines(reader.build(), &CancellationToken::new(), |_| ()).await;
                    let situation = format!("{length} lines in pieces of up to {most} bytes, and the rest {rest:?}");
                    assert_received(&recording, &situation, &got, &text, "Eof");
                }
            }
            // A line longer than any buffer.
            let mut text = draw.word(200_000..=300_000).into_bytes();
            text.extend(b"\nshort\nrest");
            let got = read_lines(&text[..], &CancellationToken::new(), |_| ()).await;
            assert_received(&recording, "a very long line", &got, &text, "Eof");
        });
    }

    #[test]
    fn loses_no_byte_when_a_second_passes_within_a_line() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let text = [text_of(&mut draw, 12), b"rest".to_vec()].concat();
            let mut reader = Builder::new();
            for piece in cut(&mut draw, &text, 9) {
                reader.read(&piece).wait(draw.millis(700..=1900));
            }
            let mut calls = 0;
            let got = read_lines(reader.build(), &CancellationToken::new(), |_| calls += 1).await;
            assert_received(&recording, "with more than a second between two pieces", &got, &text, "Eof");
        });
    }

    #[test]
    fn cancelled_it_gives_all_that_was_read() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let text = text_of(&mut draw, 9);
            let pieces = cut(&mut draw, &text, 7);
            for at in 0..pieces.len() {
                let (token, started) = (CancellationToken::new(), Instant::now());
                let steps = pieces.iter().flat_map(|piece| [Step::Wait(400 * MILLISECOND), Step::Bytes(piece.clone())]);
                let reader = Script::new(steps);
                let read = reader.read.clone();
                let when = (400 * MILLISECOND) * at as u32 + draw.millis(1..=399);
                let cancelling = lane(&recording, at == 0, "cancels", async {
                    sleep(when).await;
                    token.cancel();
                });
                let reading = lane(&recording, at == 0, "read_lines", read_lines(reader, &token, |_| ()));
                let (got, ()) = futures::future::join(reading, cancelling).await;
                let situation = format!("cancelled after {at} pieces of {}", pieces.len());
                let read = locked(&read).clone();
                if read != pieces[..at].concat() {
                    expected(format!("{situation}: {} bytes are read", pieces[..at].concat().len()))
                        .but(format!("{} were", read.len()))
                        .looks_as_if("it goes on after the cancellation")
                        .fail(&recording);
                }
                assert_received(&recording, &situation, &got, &read, "Cancelled");
                assert_took(&recording, &situation, started, when, None);
            }
        });
    }

    #[test]
    fn once_cancelled_it_reads_nothing_more() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            // A `select!` that draws lots would read on in half of the cases.
            for case in 0..64 {
                let token = CancellationToken::new();
                let pieces = draw.list(12, |draw| [draw.word(1..=9).into_bytes(), b"\n".to_vec()].concat());
                let before = case % pieces.len();
                let mut steps: Vec<Step> = pieces.iter().cloned().map(Step::Bytes).collect();
                if before == 0 {
                    token.cancel();
                } else {
                    // Cancelled while it reads a piece. The next one would be ready at once.
                    steps.insert(before - 1, Step::Cancel(token.clone()));
                }
                let reader = Script::new(steps);
                let read = reader.read.clone();
                let got = read_lines(reader, &token, |_| ()).await;
                let (read, wanted) = (locked(&read).clone(), pieces[..before].concat());
                if read != wanted {
                    expected(format!("cancelled while it reads piece {before} of 12, it reads no other: {} bytes", wanted.len()))
                        .but(format!("it read {} bytes", read.len()))
                        .looks_as_if(
                            "`select!` draws lots between a reader that is ready and a token that is cancelled: `biased` keeps \
                             the order; or the token is looked at only when the reader waits",
                        )
                        .fail(&recording);
                }
                assert_received(&recording, &format!("cancelled within piece {before}"), &got, &read, "Cancelled");
            }
        });
    }

    #[test]
    fn cancelled_by_progress_it_reads_nothing_more() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            for last in [1, draw.usize(2..=9)] {
                let (token, is_there) = (CancellationToken::new(), Arc::new(AtomicBool::new(false)));
                let before = [draw.word(1..=9).into_bytes(), b"\n".to_vec()].concat();
                let after = draw.word(1..=9).into_bytes();
                let reader =
                    Script::new([Step::Bytes(before.clone()), Step::Until(is_there.clone()), Step::Bytes(after)]);
                let (read, started, mut calls) = (reader.read.clone(), Instant::now(), 0);
                let progress = |_| {
                    calls += 1;
                    if calls == last {
                        // Bytes come at the same moment.
                        is_there.store(true, Ordering::Relaxed);
                        token.cancel();
                    }
                };
                let got = read_lines(reader, &token, progress).await;
                let situation = format!("`progress` cancels in call {last}, when bytes are there");
                let read = locked(&read).clone();
                if read != before {
                    expected(format!("{situation}: it reads nothing more"))
                        .but(format!("it read {} bytes", read.len() - before.len()))
                        .looks_as_if("after a call of `progress` it reads before it looks at the token again")
                        .fail(&recording);
                }
                assert_received(&recording, &situation, &got, &read, "Cancelled");
                assert_took(&recording, &situation, started, SECOND * last as u32, None);
            }
        });
    }

    #[test]
    fn an_error_comes_back_with_what_was_read() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let kinds = [
                ErrorKind::AddrInUse,
                ErrorKind::AddrNotAvailable,
                ErrorKind::AlreadyExists,
                ErrorKind::ArgumentListTooLong,
                ErrorKind::BrokenPipe,
                ErrorKind::ConnectionAborted,
                ErrorKind::ConnectionRefused,
                ErrorKind::ConnectionReset,
                ErrorKind::Deadlock,
                ErrorKind::DirectoryNotEmpty,
                ErrorKind::ExecutableFileBusy,
                ErrorKind::FileTooLarge,
                ErrorKind::HostUnreachable,
                ErrorKind::InvalidData,
                ErrorKind::InvalidInput,
                ErrorKind::IsADirectory,
                ErrorKind::NetworkDown,
                ErrorKind::NetworkUnreachable,
                ErrorKind::NotADirectory,
                ErrorKind::NotConnected,
                ErrorKind::NotFound,
                ErrorKind::NotSeekable,
                ErrorKind::Other,
                ErrorKind::OutOfMemory,
                ErrorKind::PermissionDenied,
                ErrorKind::QuotaExceeded,
                ErrorKind::ReadOnlyFilesystem,
                ErrorKind::ResourceBusy,
                ErrorKind::StaleNetworkFileHandle,
                ErrorKind::StorageFull,
                ErrorKind::TimedOut,
                ErrorKind::TooManyLinks,
                ErrorKind::UnexpectedEof,
                ErrorKind::Unsupported,
                ErrorKind::WouldBlock,
                ErrorKind::WriteZero,
            ];
            for kind in kinds {
                for lines in [0, draw.usize(1..=9)] {
                    let mut text = text_of(&mut draw, lines);
                    text.extend(draw.word(0..=5).into_bytes());
                    let pieces = cut(&mut draw, &text, 20).into_iter().map(Step::Bytes);
                    let message = draw.word(5..=9);
                    let reader = Script::new(pieces.chain([Step::Fail(kind, message.clone())]));
                    let got = read_lines(reader, &CancellationToken::new(), |_| ()).await;
                    let situation = format!("{kind:?} after {lines} lines");
                    assert_received(&recording, &situation, &got, &text, &format!("Failed({kind:?})"));
                    if let End::Failed(error) = &got.end
                        && error.to_string() != message
                    {
                        expected(format!("{situation}: the error of the reader as it is, {message:?}"))
                            .but(format!("{error:?}"))
                            .looks_as_if("an error is made of its kind or its text: what else it says is lost")
                            .without_picture()
                            .fail(&recording);
                    }
                }
            }
        });
    }

    #[test]
    fn calls_progress_at_each_whole_second() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let line = || b"a line\n".to_vec();
            let often = draw.list(2000, |draw| (draw.millis(2..=9), line()));
            let seldom = draw.list(12, |draw| (draw.millis(1100..=3900), line()));
            let parts = draw.list(90, |draw| {
                (draw.millis(30..=90), if draw.within(0..=1) == 0 { line() } else { b"part ".to_vec() })
            });
            let silent = vec![(draw.millis(2_400_000..=2_600_000), line())];
            let none = vec![(draw.millis(100..=900), line())];
            for (name, pieces) in
                [("often", often), ("seldom", seldom), ("in parts", parts), ("late", silent), ("soon", none)]
            {
                let (started, token) = (Instant::now(), CancellationToken::new());
                let (mut at, mut lines, mut arrivals) = (Duration::ZERO, 0, Vec::new());
                let mut steps = Vec::new();
                for (wait, piece) in &pieces {
                    // No piece comes at a whole second, when nobody could say what comes first.
                    let is_whole = (at + *wait).subsec_millis() == 0;
                    let wait = *wait + if is_whole { MILLISECOND } else { Duration::ZERO };
                    at += wait;
                    steps.extend([Step::Wait(wait), Step::Bytes(piece.clone())]);
                    lines += usize::from(piece.ends_with(b"\n"));
                    arrivals.push((at, lines));
                }
                let total = arrivals.last().map_or(Duration::ZERO, |(at, _)| *at);
                let lines_at = |second: u64| {
                    arrivals.iter().rev().find(|(at, _)| *at < SECOND * second as u32).map_or(0, |(_, lines)| *lines)
                };
                let wanted: Vec<(Duration, usize)> =
                    (1..=total.as_secs()).map(|second| (SECOND * second as u32, lines_at(second))).collect();
                let mut calls = Vec::new();
                read_lines(Script::new(steps), &token, |lines| calls.push((started.elapsed(), lines))).await;
                if calls != wanted {
                    let cause = if calls.is_empty() {
                        "the timer is made again in each turn of the loop, so every line puts it off; or nothing else is looked \
                         at while the reader is read"
                    } else if calls.first().is_some_and(|(at, _)| at.is_zero()) {
                        "the first tick of an `interval` comes at once: `interval_at` begins later"
                    } else if calls.len() < wanted.len() {
                        "the timer is begun again by what comes meanwhile, so that it is late or never there"
                    } else {
                        "the count is not that of the whole lines so far"
                    };
                    let at = calls.iter().zip(&wanted).position(|(one, other)| one != other);
                    let at = at.unwrap_or(calls.len().min(wanted.len()));
                    expected(format!(
                        "lines that come {name}, for {total:?}: {} calls of `progress`, number {at} (time, lines): {:?}",
                        wanted.len(),
                        wanted.get(at)
                    ))
                    .but(format!("there were {}, number {at}: {:?}", calls.len(), calls.get(at)))
                    .looks_as_if(cause)
                    .without_picture()
                    .fail(&recording);
                }
            }
        });
    }

    /// A reader that always has some more bytes, because a task is faster than whoever reads.
    struct Busy(tokio::sync::mpsc::Receiver<&'static [u8]>);

    impl AsyncRead for Busy {
        fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
            self.0.poll_recv(cx).map(|bytes| {
                buffer.put_slice(bytes.unwrap_or_default());
                Ok(())
            })
        }
    }

    #[test]
    fn a_reader_that_is_always_ready_does_not_starve_progress() {
        paused(async |recording| {
            let (sender, bytes) = tokio::sync::mpsc::channel::<&[u8]>(1000);
            // It is full again before the next millisecond, for a bit more than two seconds.
            let source = tokio::spawn(async move {
                for _ in 0..2300 {
                    while sender.try_send(b"ab\ncd").is_ok() {}
                    tokio::time::advance(MILLISECOND).await;
                }
            });
            let (started, token, mut calls) = (Instant::now(), CancellationToken::new(), Vec::new());
            read_lines(Busy(bytes), &token, |_| calls.push(started.elapsed())).await;
            let _ = source.await;
            // The source and the reader take turns, so some milliseconds more may pass.
            let in_time =
                |(at, second): (&Duration, u32)| (SECOND * second..=SECOND * second + 10 * MILLISECOND).contains(at);
            if calls.len() != 2 || !calls.iter().zip(1..).all(in_time) {
                expected("bytes that come all the time for 2.3 s: `progress` is called after one second and after two")
                    .but(format!("it was called at {calls:?}"))
                    .looks_as_if("the timer is asked only when the reader has no bytes (starvation): the busiest branch comes last")
                    .without_picture()
                    .fail(&recording);
            }
        });
    }

    #[test]
    fn the_seconds_count_from_the_first_poll() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let (calls, token) = (Mutex::new(Vec::new()), CancellationToken::new());
            let reader = Script::new([Step::Wait(5 * SECOND / 2)]);
            let reading = read_lines(reader, &token, |_| locked(&calls).push(Instant::now()));
            sleep(draw.millis(100..=900)).await;
            let started = Instant::now();
            reading.await;
            let calls: Vec<Duration> = locked(&calls).iter().map(|at| *at - started).collect();
            if calls != [SECOND, 2 * SECOND] {
                expected(format!("`progress` at {:?}, from the first poll on", [SECOND, 2 * SECOND]))
                    .but(format!("it was called at {calls:?}"))
                    .looks_as_if("the timer begins in the call that makes the future, and not with its first poll")
                    .fail(&recording);
            }
        });
    }

    #[test]
    fn dropped_it_drops_the_reader() {
        paused(async |recording| {
            let reader =
                Script::new([Step::Bytes(b"part".to_vec()), Step::Wait(10 * SECOND), Step::Bytes(b"x".to_vec())]);
            let (read, dropped) = (reader.read.clone(), reader.dropped.clone());
            let token = CancellationToken::new();
            polled_for(Box::pin(read_lines(reader, &token, |_| ())), 5 * SECOND / 2).await;
            let is_dropped = dropped.load(Ordering::Relaxed) == 1;
            sleep(20 * SECOND).await;
            if !is_dropped || locked(&read).len() != 4 {
                expected("the reader is dropped with the future")
                    .but("somebody still had it, or read from it")
                    .looks_as_if("a spawned task reads on")
                    .fail(&recording);
            }
        });
    }
}

mod transfer {
    use super::*;
    use ::async_patterns::{TransferError, transfer};
    use std::cell::Cell;
    use tokio::sync::Mutex as Lock;

    fn accounts(balances: impl IntoIterator<Item = u64>) -> Vec<Lock<u64>> {
        balances.into_iter().map(Lock::new).collect()
    }

    /// Returns the balances of all accounts, if none is locked.
    fn balances(accounts: &[Lock<u64>]) -> Option<Vec<u64>> {
        accounts.iter().map(|account| account.try_lock().ok().map(|balance| *balance)).collect()
    }

    #[track_caller]
    fn assert_balances(recording: &Recording, situation: &str, accounts: &[Lock<u64>], wanted: &[u64]) {
        let got = balances(accounts);
        if got.as_deref() != Some(wanted) {
            let total = |balances: &[u64]| balances.iter().map(|balance| u128::from(*balance)).sum::<u128>();
            let cause = match &got {
                None => "a guard is kept: in a task, or for ever",
                Some(got) if total(got) < total(wanted) => "the money is taken before something else can fail or wait",
                Some(got) if total(got) > total(wanted) => "the money is given before it is taken",
                Some(_) => "the balances are changed although the transfer is not done, or the wrong ones are",
            };
            let got = got.map_or_else(|| "an account is still locked".to_owned(), |got| format!("they are {got:?}"));
            expected(format!("{situation}, the balances are {wanted:?}, and none is locked"))
                .but(got)
                .looks_as_if(cause)
                .fail(recording);
        }
    }

    #[test]
    fn moves_the_amount_in_either_direction() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let most = draw.id();
            for length in [2, draw.usize(5..=9), draw.usize(70..=90)] {
                for amount in [0, 1, draw.within(2..=most - 1), most] {
                    for is_upwards in [false, true] {
                        let (low, high) = (draw.usize(0..=length / 2 - 1), draw.usize(length / 2..=length - 1));
                        let (from, to) = if is_upwards { (low, high) } else { (high, low) };
                        let mut wanted = draw.list(length, |draw| draw.within(0..=1000));
                        wanted[from] = most;
                        // Exactly as much as the account can hold in the end.
                        wanted[to] = u64::MAX - amount;
                        let accounts = accounts(wanted.clone());
                        // An approval may take long.
                        let nap = draw.millis(1..=120_000);
                        let result = transfer(&accounts, from, to, amount, async || {
                            sleep(nap).await;
                            true
                        })
                        .await;
                        if result != Ok(()) {
                            // Far from any border of a `u64`, and above the largest `i64`.
                            let probe = self::accounts([5, 1 << 63]);
                            let cause = if result == Err(TransferError::Refused) {
                                "an approval that takes long counts as a refusal"
                            } else if transfer(&probe, 0, 1, 1, async || true).await.is_err() {
                                "the numbers are cut: a `u64` holds more than an `i64`"
                            } else {
                                "a border is off by one: the whole balance may go, and `u64::MAX` may be reached"
                            };
                            expected(format!(
                                "{amount} of {most} are moved to an account that can just hold it, approved after {nap:?}: Ok(())"
                            ))
                            .but(format!("{result:?}"))
                            .looks_as_if(cause)
                            .fail(&recording);
                        }
                        wanted[from] -= amount;
                        wanted[to] += amount;
                        let situation = format!("after a transfer of {amount} from {from} to {to}");
                        assert_balances(&recording, &situation, &accounts, &wanted);
                    }
                }
            }
        });
    }

    #[test]
    fn asks_once_with_both_accounts_locked_and_no_other() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            for (from, to) in [(1, 3), (3, 1), (0, 4), (4, 0)] {
                let accounts = accounts([500; 5]);
                let (calls, amount) = (Cell::new(0), draw.within(1..=400));
                let free = |accounts: &[Lock<u64>]| -> Vec<usize> {
                    (0..5).filter(|index| accounts[*index].try_lock().is_ok()).collect()
                };
                let others: Vec<usize> = (0..5).filter(|index| *index != from && *index != to).collect();
                let seen = Cell::new((Vec::new(), Vec::new()));
                let nap = draw.millis(1..=4000);
                let approve = async || {
                    calls.set(calls.get() + 1);
                    let before = free(&accounts);
                    sleep(nap).await;
                    seen.set((before, free(&accounts)));
                    true
                };
                let moving = transfer(&accounts, from, to, amount, approve);
                let _ = lane(&recording, from == 1, format!("{from} to {to}"), moving).await;
                if calls.get() != 1 {
                    expected("one call of `approve`").but(format!("there were {}", calls.get())).fail(&recording);
                }
                let (before, after) = seen.take();
                for free in [before, after] {
                    if free != others {
                        let cause = if free.contains(&from) || free.contains(&to) {
                            "a guard is dropped before the answer, or is not taken yet: others see the balances meanwhile"
                        } else {
                            "all accounts are locked, although two are needed"
                        };
                        expected(format!("while it asks, {from} and {to} are locked, and {others:?} are free"))
                            .but(format!("these were free: {free:?}"))
                            .looks_as_if(cause)
                            .fail(&recording);
                    }
                }
            }
        });
    }

    #[test]
    fn transfers_between_others_go_on() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let accounts = accounts([500; 6]);
            let long = draw.millis(900_000..=1_000_000);
            let slow = transfer(&accounts, 1, 4, 100, async || {
                sleep(long).await;
                true
            });
            let started = Instant::now();
            let others = async {
                settled().await;
                for (from, to) in [(0, 2), (5, 3), (2, 5), (3, 0)] {
                    let _ = transfer(&accounts, from, to, 1, async || true).await;
                }
                started.elapsed()
            };
            let (_, took) = futures::future::join(slow, others).await;
            if took > SECOND {
                expected("transfers between other accounts don't wait for one that is being approved")
                    .but(format!("they took {took:?}"))
                    .looks_as_if("one lock is held for all accounts")
                    .fail(&recording);
            }
        });
    }

    #[test]
    fn transfers_in_a_circle_all_end() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            for length in [2, 3, draw.usize(5..=9), draw.usize(70..=90)] {
                for is_backwards in [false, true] {
                    let accounts = Arc::new(accounts(vec![1000; length]));
                    // All of them wait for their first account, and get it at the same moment.
                    let mut guards = Vec::new();
                    for account in accounts.iter() {
                        guards.push(account.lock().await);
                    }
                    let transfers: Vec<_> = (0..length)
                        .map(|index| {
                            let (accounts, next) = (accounts.clone(), (index + 1) % length);
                            let (from, to) = if is_backwards { (next, index) } else { (index, next) };
                            let nap = draw.millis(1..=90);
                            // A task needs a future that is `Send`.
                            let moving = async move {
                                transfer(&accounts, from, to, 10, async || {
                                    sleep(nap).await;
                                    true
                                })
                                .await
                            };
                            let are_few = length <= 3 && !is_backwards;
                            tokio::spawn(lane(&recording, are_few, format!("{from} to {to}"), moving))
                        })
                        .collect();
                    settled().await;
                    drop(guards);
                    let all = futures::future::join_all(transfers);
                    match polled_for(Box::pin(all), 600 * SECOND).await {
                        None => expected(format!("{length} transfers in a circle all end"))
                            .but("some wait for ever")
                            .looks_as_if(
                                "a deadlock: each holds one account and waits for the next one. If all lock in the same order, \
                                 there is no circle",
                            )
                            .fail(&recording),
                        Some(results) => {
                            let failed = results.iter().filter(|result| !matches!(result, Ok(Ok(())))).count();
                            if failed > 0 {
                                expected(format!("{length} transfers in a circle all succeed"))
                                    .but(format!("{failed} failed"))
                                    .looks_as_if("a lock that is taken is an error, instead of a reason to wait")
                                    .fail(&recording);
                            }
                        }
                    }
                    assert_balances(&recording, "after a circle of transfers", &accounts, &vec![1000; length]);
                }
            }
        });
    }

    #[test]
    fn many_transfers_at_once_lose_nothing() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let length = draw.usize(4..=6);
            let accounts = accounts(vec![1000; length]);
            let mut wanted = vec![1000_u64; length];
            let plans = draw.list(400, |draw| {
                let from = draw.usize(0..=length - 1);
                let to = (from + draw.usize(1..=length - 1)) % length;
                (from, to, draw.within(0..=2), draw.millis(0..=20), draw.within(0..=4) > 0)
            });
            let moves = plans.iter().map(|(from, to, amount, nap, says)| {
                transfer(&accounts, *from, *to, *amount, async move || {
                    sleep(*nap).await;
                    *says
                })
            });
            let all = futures::future::join_all(moves);
            let Some(results) = polled_for(Box::pin(all), 1000 * SECOND).await else {
                expected("400 transfers all end")
                    .but("some wait for ever")
                    .looks_as_if("a deadlock: each holds one account and waits for the other one")
                    .fail(&recording)
            };
            for ((from, to, amount, _, _), result) in plans.iter().zip(&results) {
                if result.is_ok() {
                    wanted[*from] = wanted[*from].wrapping_sub(*amount);
                    wanted[*to] = wanted[*to].wrapping_add(*amount);
                }
            }
            assert_balances(&recording, "after 400 transfers", &accounts, &wanted);
        });
    }

    #[test]
    fn dropped_at_any_moment_it_moves_nothing() {
        paused(async |recording| {
            for (from, to) in [(0, 1), (1, 0)] {
                // The locks that somebody else has meanwhile.
                for held in [vec![0], vec![1], vec![0, 1], vec![]] {
                    let accounts = accounts([1000, 2000]);
                    let mut guards = Vec::new();
                    for index in &held {
                        guards.push(accounts[*index].lock().await);
                    }
                    let moving = transfer(&accounts, from, to, 300, async || {
                        sleep(10 * SECOND).await;
                        true
                    });
                    polled_for(Box::pin(moving), SECOND).await;
                    drop(guards);
                    settled().await;
                    let situation = if held.is_empty() {
                        "dropped while it asks".to_owned()
                    } else {
                        format!("dropped while it waits for {held:?}")
                    };
                    assert_balances(&recording, &situation, &accounts, &[1000, 2000]);
                    sleep(20 * SECOND).await;
                    assert_balances(&recording, &format!("{situation}, and later"), &accounts, &[1000, 2000]);
                }
            }
        });
    }

    #[test]
    fn a_panic_of_approve_goes_on_and_moves_nothing() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            for nap in [Duration::ZERO, draw.millis(1..=4000)] {
                let (accounts, word) = (accounts([1000, 2000]), draw.word(5..=9));
                let result = caught(transfer(&accounts, 1, 0, 300, async || {
                    sleep(nap).await;
                    std::panic::panic_any(word.clone())
                }))
                .await;
                if result != Err(word.clone()) {
                    expected(format!("the panic {word:?} goes on")).but(outcome(&result)).fail(&recording);
                }
                assert_balances(&recording, "after a panic of `approve`", &accounts, &[1000, 2000]);
            }
        });
    }

    #[test]
    fn gives_the_first_error_that_applies() {
        use TransferError::{Insufficient, Overflow, Refused, SameAccount, UnknownAccount};
        paused(async |recording| {
            let small = Draw::of_test().within(2..=1000);
            let balances = [small, u64::MAX, 0];
            let cases = [
                (3, 4, u64::MAX, UnknownAccount(3)),
                (usize::MAX, 0, 0, UnknownAccount(usize::MAX)),
                (0, 3, 1, UnknownAccount(3)),
                (0, usize::MAX, u64::MAX, UnknownAccount(usize::MAX)),
                (5, 5, 1, UnknownAccount(5)),
                (0, 0, 1, SameAccount(0)),
                (1, 1, 0, SameAccount(1)),
                (0, 0, u64::MAX, SameAccount(0)),
                (0, 2, small + 1, Insufficient(small)),
                (2, 0, 1, Insufficient(0)),
                (0, 1, u64::MAX, Insufficient(small)),
                (0, 1, 1, Overflow),
                (0, 1, small, Overflow),
                (1, 0, u64::MAX, Overflow),
                (0, 2, small, Refused),
                (1, 2, u64::MAX, Refused),
                (0, 1, 0, Refused),
            ];
            for (from, to, amount, error) in cases {
                let (accounts, calls) = (accounts(balances), Cell::new(0));
                let result = caught(transfer(&accounts, from, to, amount, async || {
                    calls.set(calls.get() + 1);
                    false
                }))
                .await;
                let situation = format!("{amount} from {from} to {to}, of {balances:?}");
                if result != Ok(Err(error)) {
                    expected(format!("{situation}: {error:?}")).but(outcome(&result)).fail(&recording);
                }
                let wanted = usize::from(error == Refused);
                if calls.get() != wanted {
                    expected(format!("{situation}: {}", count(wanted, "call of `approve`", "calls of `approve`")))
                        .but(format!("there were {}", calls.get()))
                        .looks_as_if("it asks before it knows that the transfer is possible")
                        .fail(&recording);
                }
                assert_balances(&recording, &format!("after {error:?}"), &accounts, &balances);
            }
        });
    }

    #[test]
    fn waits_for_a_lock_however_long_it_takes() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            for (from, to) in [(0, 1), (1, 0)] {
                for held in [vec![0], vec![1], vec![0, 1]] {
                    let (accounts, long) = (accounts([1000, 2000]), draw.millis(200_000..=300_000));
                    let mut guards = Vec::new();
                    for index in &held {
                        guards.push(accounts[*index].lock().await);
                    }
                    let freeing = async {
                        sleep(long).await;
                        drop(guards);
                    };
                    let started = Instant::now();
                    let moving = transfer(&accounts, from, to, 300, async || true);
                    let (result, ()) = futures::future::join(moving, freeing).await;
                    let situation = format!("while somebody else has {held:?} for {long:?}, it waits");
                    if result != Ok(()) {
                        expected(format!("{situation}, and moves the amount then"))
                            .but(format!("it returned {result:?}"))
                            .looks_as_if("an account that is locked for long counts as a refusal")
                            .fail(&recording);
                    }
                    assert_took(&recording, &situation, started, long, None);
                    let wanted = if from == 0 { [700, 2300] } else { [1300, 1700] };
                    assert_balances(&recording, "after a long wait", &accounts, &wanted);
                }
            }
        });
    }

    #[test]
    fn waits_for_no_lock_if_an_account_is_wrong() {
        paused(async |recording| {
            let accounts = accounts([1000, 2000]);
            let _guards = (accounts[0].lock().await, accounts[1].lock().await);
            for (from, to) in [(0, 2), (2, 0), (0, 0), (1, 1)] {
                let moving = transfer(&accounts, from, to, 1, async || true);
                if polled_for(Box::pin(moving), SECOND).await.is_none() {
                    expected(format!("a transfer from {from} to {to}, of two accounts, fails at once"))
                        .but("it waits for a lock")
                        .looks_as_if("an account is locked before both are known, or one is locked twice")
                        .fail(&recording);
                }
            }
        });
    }
}

mod all_or_first_error {
    use super::*;
    use ::async_patterns::all_or_first_error;

    type Child = Pin<Box<dyn Future<Output = Result<u64, String>> + Send>>;

    /// The end of a child.
    #[derive(Clone, Debug)]
    enum Plan {
        Succeeds(u64),
        Fails(String),
        Panics(u64),
    }

    fn child(jobs: &Jobs, nap: Duration, plan: Plan) -> Child {
        let jobs = jobs.clone();
        Box::pin(async move {
            let begun = jobs.begin();
            sleep(nap).await;
            begun.end();
            match plan {
                Plan::Succeeds(value) => Ok(value),
                Plan::Fails(error) => Err(error),
                Plan::Panics(number) => std::panic::panic_any::<u64>(number),
            }
        })
    }

    #[test]
    fn gives_the_values_in_the_order_of_the_children() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            for length in [0, 1, draw.usize(7..=12), draw.usize(10_001..=10_100)] {
                let mut plans = draw.list(length, |draw| (draw.millis(1..=4000), draw.id()));
                if let Some((nap, _)) = plans.get_mut(length / 2) {
                    *nap = draw.millis(600_000..=900_000);
                }
                let (jobs, started) = (Jobs::default(), Instant::now());
                let children = plans.iter().map(|(nap, id)| child(&jobs, *nap, Plan::Succeeds(*id)));
                let running = all_or_first_error(children.collect::<Vec<_>>());
                // Without a child, a panic is no limit of time.
                let result = if length == 0 { Ok(running.await) } else { caught(running).await };
                let got = match result {
                    Ok(got) => got,
                    Err(panic) => expected(format!("{length} values, one of them after some minutes"))
                        .but(format!("it panicked: {panic}"))
                        .looks_as_if("there is a limit of time, such as a `timeout`")
                        .without_picture()
                        .fail(&recording),
                };
                let wanted: Vec<u64> = plans.iter().map(|(_, id)| *id).collect();
                if got.as_ref() != Ok(&wanted) {
                    let mut by_end = plans.clone();
                    by_end.sort_by_key(|(nap, _)| *nap);
                    let is_by_end = got.as_ref().is_ok_and(|got| by_end.iter().map(|(_, id)| id).eq(got));
                    let cause = is_by_end.then_some("they are in the order in which the children ended");
                    expected(format!("{length} values: {:?} ...", wanted.first()))
                        .but(format!("{got:.300?}"))
                        .looks_as_if_any(cause)
                        .without_picture()
                        .fail(&recording);
                }
                let longest = plans.iter().map(|(nap, _)| *nap).max().unwrap_or_default();
                let cause = "they don't all run at the same time";
                assert_took(&recording, "as long as the longest child", started, longest, Some(cause));
                jobs.assert_tasks(&recording);
            }
        });
    }

    #[test]
    fn the_first_error_in_time_comes_back_at_once() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            for length in [2, draw.usize(7..=12), draw.usize(70..=90)] {
                for (first, first_at) in [
                    (0, draw.millis(1000..=1900)),
                    (length - 1, draw.millis(1000..=1900)),
                    (length / 2, Duration::ZERO),
                ] {
                    let (jobs, started) = (Jobs::default(), Instant::now());
                    let plans = (0..length).map(|index| {
                        let plan = match (index == first, draw.within(0..=2)) {
                            (true, _) => (first_at, Plan::Fails("the first error".to_owned())),
                            (_, 0) => (draw.millis(2000..=4000), Plan::Fails(format!("the error of {index}"))),
                            (_, 1) => (draw.millis(1..=900), Plan::Succeeds(7)),
                            _ => (draw.millis(2000..=4000), Plan::Succeeds(7)),
                        };
                        let are_few = first == 0 && (3..=12).contains(&length);
                        lane(&recording, are_few, "child", child(&jobs, plan.0, plan.1))
                    });
                    let got = all_or_first_error(plans.collect::<Vec<_>>()).await;
                    if got != Err("the first error".to_owned()) {
                        let cause = match &got {
                            Err(_) => {
                                Some("it is the error of the first child in the list, not the one that came first")
                            }
                            Ok(_) => None,
                        };
                        expected("the error that came first")
                            .but(format!("{got:.300?}"))
                            .looks_as_if_any(cause)
                            .fail(&recording);
                    }
                    let cause = "it waits for the other children, or awaits them one after the other";
                    assert_took(&recording, "an error ends it", started, first_at, Some(cause));
                }
            }
        });
    }

    /// Asserts that the children have ended at the moment when the call is over.
    #[track_caller]
    fn assert_none_alive(recording: &Recording, jobs: &Jobs, situation: &str) {
        if jobs.alive() > 0 {
            expected(format!("{situation}, no child is left"))
                .but(format!("{} of {} had not been dropped yet", jobs.alive(), jobs.begun()))
                .looks_as_if(
                    "it does not wait until the others have ended: `abort` and dropping a `JoinSet` only ask for that, and dropping \
                     a `JoinHandle` does not even ask",
                )
                .fail(recording);
        }
    }

    #[test]
    fn all_children_have_ended_when_it_returns() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            for length in [2, draw.usize(7..=12), draw.usize(70..=90)] {
                for fails in [true, false] {
                    let jobs = Jobs::default();
                    let bad = draw.usize(0..=length - 1);
                    let children = (0..length).map(|index| {
                        let child = match (index == bad, fails) {
                            (true, true) => child(&jobs, SECOND, Plan::Fails("an error".to_owned())),
                            (true, false) => child(&jobs, SECOND, Plan::Panics(7)),
                            _ => child(&jobs, draw.millis(2000..=4000), Plan::Succeeds(7)),
                        };
                        lane(&recording, length == 2, "child", child)
                    });
                    let result = caught(all_or_first_error(children.collect::<Vec<_>>())).await;
                    let situation = format!("when it is over ({})", outcome(&result));
                    assert_none_alive(&recording, &jobs, &situation);
                    jobs.assert_all_over(&recording, &situation).await;
                    if jobs.ended() != 1 {
                        expected("the other children are aborted")
                            .but(format!("{} came to their end", jobs.ended() - 1))
                            .fail(&recording);
                    }
                }
            }
        });
    }

    #[test]
    fn a_panic_goes_on_to_the_caller_at_once() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            for at in [Duration::ZERO, draw.millis(1..=900)] {
                let (jobs, id, started) = (Jobs::default(), draw.id(), Instant::now());
                let children = (0..5).map(|index| match index {
                    3 => child(&jobs, at, Plan::Panics(id)),
                    4 => child(&jobs, 5 * SECOND, Plan::Fails("an error".to_owned())),
                    _ => child(&jobs, 4 * SECOND, Plan::Succeeds(7)),
                });
                let result = caught(all_or_first_error(children.collect::<Vec<_>>())).await;
                let wanted = format!("the number {id}");
                if result != Err(wanted.clone()) {
                    expected(format!("the panic goes on: {wanted}"))
                        .but(outcome(&result))
                        .looks_as_if("the payload of the panic is lost: `JoinError::into_panic` returns it")
                        .fail(&recording);
                }
                assert_took(&recording, "a panic ends it", started, at, None);
            }
        });
    }

    #[test]
    fn begins_with_its_first_poll() {
        paused(async |recording| {
            let jobs = Jobs::default();
            let children = (0..3).map(|_| child(&jobs, SECOND, Plan::Succeeds(7)));
            let running = all_or_first_error(children.collect::<Vec<_>>());
            settled().await;
            drop(running);
            settled().await;
            if jobs.begun() > 0 {
                expected("no child begins before the first poll")
                    .but(format!("{} did", jobs.begun()))
                    .looks_as_if("the tasks are spawned in the call: an `async fn` does nothing before it is polled")
                    .fail(&recording);
            }
        });
    }

    #[test]
    fn dropped_it_aborts_all_children() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let jobs = Jobs::default();
            let length = draw.usize(70..=90);
            let children = (0..length).map(|_| child(&jobs, draw.millis(2000..=9000), Plan::Succeeds(7)));
            let running = Box::pin(all_or_first_error(children.collect::<Vec<_>>()));
            polled_for(running, SECOND).await;
            settled().await;
            jobs.assert_all_over(&recording, &format!("dropped with {length} children under way")).await;
        });
    }
}

mod serve_until {
    use super::*;
    use ::async_patterns::{Served, serve_until};
    use futures::{Stream, StreamExt as _, stream};
    use std::cell::Cell;
    use std::future::pending;
    use tokio_util::sync::CancellationToken;

    /// A request: the time that it takes, and whether its handler panics in the end.
    type Request = (Duration, bool);

    /// Yields each request after a wait.
    fn arriving(requests: Vec<(Duration, Request)>) -> impl Stream<Item = Request> {
        stream::iter(requests).then(async |(wait, request)| {
            sleep(wait).await;
            request
        })
    }

    /// Yields requests at once, and then waits for more, which never come.
    fn waiting(requests: Vec<Request>) -> impl Stream<Item = Request> {
        stream::iter(requests).chain(stream::once(pending()))
    }

    /// Returns a handler that takes as long as the request says.
    fn handler(jobs: &Jobs) -> impl Fn(Request) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        let jobs = jobs.clone();
        move |(nap, panics)| {
            let jobs = jobs.clone();
            Box::pin(async move {
                let begun = jobs.begin();
                sleep(nap).await;
                assert!(!panics, "the handler panics");
                begun.end();
            })
        }
    }

    #[track_caller]
    fn assert_served(recording: &Recording, situation: &str, got: Served, wanted: Served, cause: Option<&str>) {
        if got != wanted {
            expected(format!("{situation}: {wanted:?}")).but(format!("{got:?}")).looks_as_if_any(cause).fail(recording);
        }
    }

    #[test]
    fn handles_each_request_when_it_comes() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            for length in [0, 1, draw.usize(5..=9), draw.usize(10_001..=10_100)] {
                // All of them are under way at the same time.
                let requests = draw.list(length, |draw| (draw.millis(0..=9), (draw.millis(100_000..=200_000), false)));
                let (jobs, started) = (Jobs::default(), Instant::now());
                let arrivals: Vec<Duration> = requests
                    .iter()
                    .scan(Duration::ZERO, |at, (wait, _)| {
                        *at += *wait;
                        Some(*at)
                    })
                    .collect();
                let token = CancellationToken::new();
                let served = serve_until(arriving(requests), &token, SECOND, handler(&jobs)).await;
                let begun = jobs.begun_after(started);
                let late = begun.iter().zip(&arrivals).filter(|(begun, arrival)| begun != arrival).count();
                if late > 0 || begun.len() != arrivals.len() {
                    expected(format!("{} handled when they come", count(length, "request is", "requests are")))
                        .but(format!("{} were handled, and {late} of them late", begun.len()))
                        .looks_as_if("a request waits for the handlers of others")
                        .fail(&recording);
                }
                jobs.assert_tasks(&recording);
                let wanted = Served { finished: length, ..Served::default() };
                assert_served(&recording, &format!("{length} requests, and their end"), served, wanted, None);
            }
        });
    }

    #[test]
    fn waits_for_what_is_under_way_but_not_longer_than_the_grace() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            for length in [1, draw.usize(5..=9), draw.usize(70..=90)] {
                let (shutdown_at, grace) = (draw.millis(1000..=4000), draw.millis(10_000..=20_000));
                let deadline = shutdown_at + grace;
                // Before the shutdown, within the grace, and after it.
                let early = draw.list(length, |draw| (draw.millis(1..=900), false));
                let within = draw.list(length, |draw| (draw.millis(5000..=10_000), false));
                let panicking = draw.list(length, |draw| (draw.millis(5000..=10_000), true));
                let late = draw.list(length + 1, |draw| (deadline + draw.millis(1..=90_000), false));
                let mut requests = [early, within, panicking, late].concat();
                draw.shuffle(&mut requests);
                let (jobs, token, started) = (Jobs::default(), CancellationToken::new(), Instant::now());
                let shutting_down = async {
                    sleep(shutdown_at).await;
                    token.cancel();
                };
                let handle = handler(&jobs);
                let handle = |request| lane(&recording, length == 1, "request", handle(request));
                let serving =
                    lane(&recording, length == 1, "serve", serve_until(waiting(requests), &token, grace, handle));
                let (served, ()) = futures::future::join(serving, shutting_down).await;
                let situation = format!(
                    "{length} before the shutdown, {length} and as many panics within the grace, {} later",
                    length + 1
                );
                let took = started.elapsed();
                if took != deadline {
                    let cause = match took {
                        took if took > deadline => "the grace is for each of them, or there is no bound at all",
                        took if took == shutdown_at => "it does not wait for what is under way",
                        _ => "it gives up before the grace is over",
                    };
                    expected(format!("{situation}: it returns when the grace is over, after {deadline:?}"))
                        .but(format!("it returned after {took:?}"))
                        .looks_as_if(cause)
                        .fail(&recording);
                }
                if jobs.alive() > 0 {
                    expected("when it returns, what it aborted has been dropped")
                        .but(format!("{} had not been", jobs.alive()))
                        .looks_as_if("the handlers are aborted, but it does not wait until they have ended")
                        .fail(&recording);
                }
                let wanted = Served { finished: 2 * length, panicked: length, aborted: length + 1 };
                let cause = if served.finished < 2 * length {
                    Some("those that were done before the shutdown are missing in the count")
                } else if served.panicked < length {
                    Some("a handler that panics after the shutdown is counted as something else")
                } else {
                    None
                };
                assert_served(&recording, &situation, served, wanted, cause);
                jobs.assert_all_over(&recording, "after the shutdown").await;
            }
        });
    }

    #[test]
    fn returns_as_soon_as_all_is_done_after_the_shutdown() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let longest = draw.millis(5000..=8000);
            for (requests, wanted) in
                [(vec![], SECOND), (vec![(SECOND / 2, false)], SECOND), (vec![(longest, false)], longest)]
            {
                for grace in [100 * SECOND, Duration::MAX] {
                    let (jobs, token, started) = (Jobs::default(), CancellationToken::new(), Instant::now());
                    let shutting_down = async {
                        sleep(SECOND).await;
                        token.cancel();
                    };
                    let serving = caught(serve_until(waiting(requests.clone()), &token, grace, handler(&jobs)));
                    let (served, ()) = futures::future::join(serving, shutting_down).await;
                    let Ok(served) = served else {
                        expected(format!("a grace of {grace:?} is no error"))
                            .but(outcome(&served))
                            .looks_as_if(
                                "`Instant::now() + grace` overflows: `timeout` and `sleep` take any `Duration`",
                            )
                            .fail(&recording)
                    };
                    let cause = "it waits for the whole grace, though nothing is under way";
                    let situation = format!("a shutdown after a second, with a grace of {grace:?}");
                    assert_took(&recording, &situation, started, wanted, Some(cause));
                    let finished = Served { finished: requests.len(), ..Served::default() };
                    assert_served(&recording, &situation, served, finished, None);
                }
            }
        });
    }

    #[test]
    fn without_a_grace_it_aborts_at_once() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let length = draw.usize(5..=9);
            let long = draw.list(length, |draw| (draw.millis(2000..=4000), false));
            let short = draw.list(length + 1, |draw| (draw.millis(1..=900), false));
            let (jobs, token, started) = (Jobs::default(), CancellationToken::new(), Instant::now());
            let shutting_down = async {
                sleep(SECOND).await;
                token.cancel();
            };
            let serving = serve_until(waiting([long, short].concat()), &token, Duration::ZERO, handler(&jobs));
            let (served, ()) = futures::future::join(serving, shutting_down).await;
            // A timer of no time may last until the next millisecond.
            if started.elapsed() > SECOND + 2 * MILLISECOND {
                assert_took(&recording, "without a grace", started, SECOND, None);
            }
            let wanted = Served { finished: length + 1, panicked: 0, aborted: length };
            assert_served(&recording, "without a grace", served, wanted, None);
            jobs.assert_all_over(&recording, "after a shutdown without a grace").await;
        });
    }

    #[test]
    fn polls_no_request_after_the_shutdown() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            // A `select!` that draws lots would accept others in half of the cases.
            for case in 0..64 {
                let (jobs, token) = (Jobs::default(), CancellationToken::new());
                let accepted = draw.usize(0..=9);
                let polls = Cell::new(0);
                let is_in_call = case % 4 >= 2;
                let requests = stream::poll_fn(|_| {
                    polls.set(polls.get() + 1);
                    if polls.get() == accepted && !is_in_call {
                        // The request of this poll is the last one.
                        token.cancel();
                    }
                    std::task::Poll::Ready(Some((SECOND, false)))
                });
                let (handle, calls) = (handler(&jobs), Cell::new(0));
                let handle = |request| {
                    calls.set(calls.get() + 1);
                    if calls.get() == accepted && is_in_call {
                        token.cancel();
                    }
                    handle(request)
                };
                if accepted == 0 {
                    token.cancel();
                }
                let grace = if case % 2 == 0 { 2 * SECOND } else { Duration::ZERO };
                let served = serve_until(requests.take(1000), &token, grace, handle).await;
                if polls.get() != accepted {
                    expected(format!("{} before the shutdown, and none after it", count(accepted, "request", "requests")))
                        .but(format!("it polled {}", polls.get()))
                        .looks_as_if(
                            "`select!` draws lots between a request that is ready and the shutdown: `biased` keeps the order; or \
                             the shutdown is looked at only when no request is there",
                        )
                        .fail(&recording);
                }
                let wanted = if case % 2 == 0 {
                    Served { finished: accepted, ..Served::default() }
                } else {
                    Served { aborted: accepted, ..Served::default() }
                };
                assert_served(&recording, &format!("{accepted} requests before the shutdown"), served, wanted, None);
            }
        });
    }

    #[test]
    fn a_handler_that_panics_is_counted_and_takes_nothing_with_it() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            for length in [1, draw.usize(5..=9), draw.usize(70..=90)] {
                let mut requests: Vec<(Duration, Request)> = (0..2 * length)
                    .map(|index| (draw.millis(0..=500), (draw.millis(0..=4000), index % 2 == 0)))
                    .collect();
                requests.push((SECOND, (SECOND, false)));
                let (jobs, token) = (Jobs::default(), CancellationToken::new());
                let served = caught(serve_until(arriving(requests), &token, SECOND, handler(&jobs))).await;
                let Ok(served) = served else {
                    expected("a panic of a handler stays in its task")
                        .but(outcome(&served))
                        .looks_as_if("the error of the task is unwrapped: it has a panic in it")
                        .fail(&recording)
                };
                let wanted = Served { finished: length + 1, panicked: length, aborted: 0 };
                let situation = format!("{length} panics among {} requests", 2 * length + 1);
                assert_served(&recording, &situation, served, wanted, None);
            }
        });
    }

    #[test]
    fn a_panic_of_the_call_goes_on_and_takes_the_handlers_with_it() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            for before in [0, draw.usize(5..=9), draw.usize(70..=90)] {
                let (jobs, token, id) = (Jobs::default(), CancellationToken::new(), draw.id());
                let (handle, calls) = (handler(&jobs), Cell::new(0));
                let handle = |request| {
                    if calls.replace(calls.get() + 1) == before {
                        std::panic::panic_any::<u64>(id);
                    }
                    handle(request)
                };
                let requests = draw.list(before + 3, |draw| (draw.millis(1000..=9000), false));
                let started = Instant::now();
                let serving = caught(serve_until(waiting(requests), &token, SECOND, handle));
                let result = polled_for(Box::pin(serving), 100 * SECOND).await;
                let situation = format!("the call for request {before} panics");
                if result != Some(Err(format!("the number {id}"))) {
                    expected(format!("{situation}: the panic goes on, the number {id}"))
                        .but(result.as_ref().map_or("it went on to serve".to_owned(), outcome))
                        .looks_as_if("a panic of the call is caught, as one of the future that it makes")
                        .fail(&recording);
                }
                assert_took(&recording, &situation, started, Duration::ZERO, None);
                settled().await;
                jobs.assert_all_over(&recording, &situation).await;
            }
        });
    }

    /// Counts the handlers by their end, as they see it themselves.
    #[derive(Clone, Default)]
    struct Ends(Arc<[AtomicUsize; 2]>);

    impl Ends {
        /// Returns a handler that ends or panics at a time, and takes no notice of what nobody hears.
        async fn handle(self, ends_at: Instant, panics: bool) {
            tokio::time::sleep_until(ends_at).await;
            self.0[usize::from(panics)].fetch_add(1, Ordering::Relaxed);
            if panics {
                // Without the message of a panic, which would be printed thousands of times.
                std::panic::resume_unwind(Box::new("the handler panics"));
            }
        }

        fn served(&self, accepted: usize) -> Served {
            let [finished, panicked] = [0, 1].map(|end: usize| self.0[end].load(Ordering::Relaxed));
            Served { finished, panicked, aborted: accepted - finished - panicked }
        }
    }

    #[test]
    fn counts_each_request_by_its_own_end() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            // More than the 128 results after which tokio makes a task wait for its next turn.
            let lengths = [0, 1, 2, draw.usize(5..=9), draw.usize(300..=400), draw.usize(2001..=2100)];
            for (length, grace) in lengths.into_iter().flat_map(|length| [(length, SECOND), (length, Duration::ZERO)]) {
                let bound = SECOND + grace;
                // Before the shutdown, in its moment, in that of the bound, just before it and after it, and much later.
                let before = bound.saturating_sub(MILLISECOND);
                let moments = [SECOND / 2, SECOND, before, bound, bound + MILLISECOND, 100 * SECOND];
                for moment in moments.into_iter().map(Some).chain([None]) {
                    for is_busy in [false, true] {
                        let (ends, token, started) = (Ends::default(), CancellationToken::new(), Instant::now());
                        let requests = draw.list(length, |draw| {
                            let ends_at = moment.unwrap_or(*draw.pick(&moments));
                            (ends_at, draw.within(0..=2) == 0)
                        });
                        let of_handler = ends.clone();
                        let handle = move |(at, panics)| of_handler.clone().handle(started + at, panics);
                        let mut serving = Box::pin(serve_until(waiting(requests), &token, grace, handle));
                        let shutting_down = async {
                            tokio::time::sleep_until(started + SECOND).await;
                            token.cancel();
                        };
                        let served = if is_busy {
                            // Whoever polls it is busy at the shutdown, and for the whole grace.
                            let mut served = polled_for(serving.as_mut(), SECOND / 4).await;
                            shutting_down.await;
                            if served.is_none() {
                                served = polled_for(serving.as_mut(), MILLISECOND / 2).await;
                            }
                            if let Some(served) = served {
                                served
                            } else {
                                tokio::time::sleep_until(started + bound + 5 * SECOND).await;
                                serving.await
                            }
                        } else {
                            futures::future::join(serving, shutting_down).await.0
                        };
                        settled().await;
                        let wanted = ends.served(length);
                        let cause = match served.aborted.cmp(&wanted.aborted) {
                            std::cmp::Ordering::Greater => Some(
                                "what has ended, and was not joined when the time was over, is counted as aborted: only the result \
                                 of each task says how it ended",
                            ),
                            std::cmp::Ordering::Less => {
                                Some("what was aborted is counted as something else, or not at all")
                            }
                            std::cmp::Ordering::Equal => None,
                        };
                        let when = match moment {
                            Some(moment) => format!("all end {moment:?} after the start"),
                            None => "they end at all kinds of times".to_owned(),
                        };
                        let busy = if is_busy { ", and nobody polls it meanwhile" } else { "" };
                        let situation = format!(
                            "{}, a shutdown after 1 s with a grace of {grace:?}; {when}{busy}",
                            count(length, "request", "requests")
                        );
                        assert_served(&recording, &situation, served, wanted, cause);
                    }
                }
            }
        });
    }

    #[test]
    fn keeps_nothing_of_requests_that_have_ended() {
        paused(async |recording| {
            // A runtime on a thread of its own, of which all memory is counted.
            let counting = std::thread::spawn(|| {
                let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build();
                let runtime = runtime.expect("the system can start a runtime");
                [200, 20_200].map(|requests| {
                    let serving = async {
                        // Each is done before the next one comes.
                        let arriving = stream::iter(0..requests).then(async |_| sleep(2 * MILLISECOND).await);
                        let token = CancellationToken::new();
                        let serving = serve_until(arriving, &token, SECOND, async |()| sleep(MILLISECOND).await);
                        let _ = tokio::time::timeout(1000 * SECOND, serving).await;
                    };
                    allocation_counter::measure(|| runtime.block_on(serving)).bytes_max
                })
            });
            let Ok([few, many]) = counting.join() else {
                expected("it serves 20,200 requests, one after the other").but("it panicked").fail(&recording)
            };
            if many > few + 200_000 {
                expected("20,200 requests, one after the other, need no more memory than 200")
                    .but(format!("{} bytes more were in use at the end", many - few))
                    .looks_as_if(
                        "tasks that have ended are kept: a `JoinSet` or a list keeps each one until somebody takes its result",
                    )
                    .without_picture()
                    .fail(&recording);
            }
        });
    }

    #[test]
    fn after_the_end_of_the_requests_it_waits_for_all_unless_it_is_shut_down() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let (long, grace) = (draw.millis(100_000..=200_000), draw.millis(1000..=9000));
            for shutdown_at in [None, Some(draw.millis(1000..=9000))] {
                let (jobs, token, started) = (Jobs::default(), CancellationToken::new(), Instant::now());
                let requests = vec![(Duration::ZERO, (long, false)), (Duration::ZERO, (SECOND / 2, false))];
                let cancelled = token.clone();
                if let Some(at) = shutdown_at {
                    tokio::spawn(async move {
                        sleep(at).await;
                        cancelled.cancel();
                    });
                }
                let served = serve_until(arriving(requests), &token, grace, handler(&jobs)).await;
                let (took, finished, aborted) = match shutdown_at {
                    None => (long, 2, 0),
                    Some(at) => (at + grace, 1, 1),
                };
                let situation = match shutdown_at {
                    None => "the requests end, and there is no shutdown".to_owned(),
                    Some(at) => format!("the requests end, and the shutdown comes after {at:?}"),
                };
                let cause = match shutdown_at {
                    None => "the end of the requests is taken for a shutdown",
                    Some(_) => "after the end of the requests nobody looks at the shutdown",
                };
                assert_took(&recording, &situation, started, took, Some(cause));
                let wanted = Served { finished, panicked: 0, aborted };
                assert_served(&recording, &situation, served, wanted, None);
            }
        });
    }

    #[test]
    fn dropped_it_aborts_all_handlers() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let length = draw.usize(70..=90);
            for is_shut_down in [false, true] {
                let (jobs, token) = (Jobs::default(), CancellationToken::new());
                let requests = draw.list(length, |draw| (draw.millis(5000..=9000), false));
                let shutting_down = async {
                    sleep(SECOND / 2).await;
                    if is_shut_down {
                        token.cancel();
                    }
                    pending::<()>().await;
                };
                let serving = serve_until(waiting(requests), &token, 100 * SECOND, handler(&jobs));
                let both = futures::future::join(serving, Box::pin(shutting_down));
                polled_for(Box::pin(both), SECOND).await;
                settled().await;
                let when = if is_shut_down { "in the grace" } else { "while it serves" };
                jobs.assert_all_over(&recording, &format!("dropped {when}, with {length} under way")).await;
            }
        });
    }
}

mod run_every {
    use super::*;
    use ::async_patterns::{Beats, run_every};
    use std::cell::RefCell;
    use tokio_util::sync::CancellationToken;

    /// Runs jobs that take these times, and cancels after a time. Returns the times at which they began, and the result.
    async fn run(period: Duration, naps: Vec<Duration>, cancel_at: Duration) -> (Vec<Duration>, Beats, Duration) {
        let (begun, started, token) = (RefCell::new(Vec::new()), Instant::now(), CancellationToken::new());
        let job = async || {
            let run = begun.borrow().len();
            begun.borrow_mut().push(started.elapsed());
            let nap = sleep(naps.get(run).copied().unwrap_or_default());
            if naps.len() == 12 { pollscope::future("run", nap).await } else { nap.await }
        };
        let cancelling = async {
            sleep(cancel_at).await;
            token.cancel();
        };
        let running = async { (run_every(period, &token, job).await, started.elapsed()) };
        let ((beats, ended), ()) = futures::future::join(running, cancelling).await;
        (begun.into_inner(), beats, ended)
    }

    #[track_caller]
    fn assert_runs(
        recording: &Recording,
        situation: &str,
        period: Duration,
        naps: &[Duration],
        got: &[Duration],
        wanted: &[Duration],
    ) {
        if got != wanted {
            let is_cut_short = got.windows(2).zip(naps).any(|(pair, nap)| pair[1].saturating_sub(pair[0]) < *nap);
            let is_late = |at: &&Duration| !at.as_nanos().is_multiple_of(period.as_nanos());
            let cause = if got.first().is_some_and(|at| *at == period) {
                "the first run comes only after a period"
            } else if is_cut_short {
                "a run begins before the one before it is done: that one is given up, or on a task"
            } else if got.iter().any(|at| is_late(&at)) {
                "a late run begins at once, or the time is counted from the end of the run before: that is `Burst` or `Delay`, or a \
                 late tick of `Skip`"
            } else if got.len() > wanted.len() {
                "what was missed is made up for"
            } else {
                "a time is left out at which nothing ran"
            };
            expected(format!("{situation}: runs at {wanted:.2?}"))
                .but(format!("they began at {got:.2?}"))
                .looks_as_if(cause)
                .fail(recording);
        }
    }

    #[test]
    fn runs_at_each_multiple_of_the_period() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            for length in [1, draw.usize(5..=9), draw.usize(70..=300)] {
                let period = draw.millis(500..=2000);
                // A run may take any time up to the whole period.
                let mut naps = draw.list(length, |draw| draw.millis(0..=499));
                naps[length / 2] = if length > 1 { period } else { naps[0] };
                let cancel_at = period * (length as u32 - 1) + 499 * MILLISECOND + MILLISECOND / 2;
                let (begun, beats, _) = run(period, naps.clone(), cancel_at).await;
                let wanted: Vec<Duration> = (0..length as u32).map(|run| period * run).collect();
                assert_runs(&recording, &format!("every {period:?}"), period, &naps, &begun, &wanted);
                let wanted = Beats { ran: length, skipped: 0 };
                if beats != wanted {
                    expected(format!("{wanted:?}")).but(format!("{beats:?}")).fail(&recording);
                }
            }
        });
    }

    #[test]
    fn a_run_that_ends_just_when_the_next_one_is_due_is_not_too_long() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            for _ in 0..20 {
                let period = draw.millis(3..=97);
                let naps = draw.list(300, |draw| period * draw.within(1..=3) as u32);
                let total: Duration = naps.iter().sum();
                let skipped: u128 = naps.iter().map(|nap| nap.as_nanos() / period.as_nanos() - 1).sum();
                let (begun, beats, _) = run(period, naps, total.saturating_sub(MILLISECOND)).await;
                let wanted = Beats { ran: 300, skipped: skipped as usize };
                if beats != wanted || begun.len() != 300 {
                    expected(format!("every {period:?}, 300 runs of one to three whole periods: {wanted:?}"))
                        .but(format!("{beats:?}"))
                        .looks_as_if("a quotient of times is rounded, as in an `f64`, or the border is off by one")
                        .without_picture()
                        .fail(&recording);
                }
            }
        });
    }

    #[test]
    fn a_period_need_not_be_a_whole_number_of_milliseconds() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            for longest in [MILLISECOND + MILLISECOND / 2, 20 * MILLISECOND, SECOND] {
                let period = draw.duration(MILLISECOND..=longest);
                let cancel_at = period * 700 + MILLISECOND / 4;
                let (begun, beats, _) = run(period, Vec::new(), cancel_at).await;
                // Tokio's timers round up to the next millisecond.
                let is_late =
                    |(number, at): (u32, &Duration)| !(period * number..=period * number + MILLISECOND).contains(at);
                let wrong = (0..).zip(&begun).find(|pair| is_late(*pair));
                if let Some((number, at)) = wrong {
                    expected(format!(
                        "every {period:?}: run {number} at {:?}, or up to a millisecond later",
                        period * number
                    ))
                    .but(format!("it began at {at:?}"))
                    .looks_as_if("the period is rounded, and the errors add up")
                    .without_picture()
                    .fail(&recording);
                }
                if begun.len() < 700 || beats != (Beats { ran: begun.len(), skipped: 0 }) {
                    expected(format!("every {period:?}, for 700 periods: 700 or 701 runs, and none skipped"))
                        .but(format!("{beats:?}"))
                        .without_picture()
                        .fail(&recording);
                }
            }
        });
    }

    #[test]
    fn skips_the_times_at_which_a_run_is_under_way() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            for length in [12, 13, 14, 15, 70] {
                let period = draw.millis(500..=2000);
                let mut naps = draw.list(length, |draw| match draw.within(0..=2) {
                    0 => draw.millis(0..=499),
                    1 => period * draw.within(1..=3) as u32,
                    _ => draw.millis(500..=9000),
                });
                // One takes minutes, but not in the picture, which would show nothing else.
                if length > 12 {
                    naps[length / 2] = draw.millis(100_000..=300_000);
                }
                let (mut wanted, mut due, mut skipped) = (Vec::new(), Duration::ZERO, 0);
                for nap in &naps {
                    wanted.push(due);
                    let periods = nap.as_nanos().div_ceil(period.as_nanos()).max(1) as u32;
                    skipped += periods as usize - 1;
                    due += period * periods;
                }
                // In the last run, after all of the others.
                let cancel_at = wanted[length - 1] + MILLISECOND;
                let (begun, beats, _) = run(period, naps.clone(), cancel_at).await;
                let situation = format!("every {period:?}, in runs of {naps:.2?}");
                assert_runs(&recording, &situation, period, &naps, &begun, &wanted);
                let wanted = Beats { ran: length, skipped };
                if beats != wanted {
                    expected(format!("{wanted:?}")).but(format!("{beats:?}")).fail(&recording);
                }
            }
        });
    }

    #[test]
    fn a_cancellation_lets_a_run_end_and_begins_no_other() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let (period, nap) = (draw.millis(1000..=2000), draw.millis(500..=900));
            // In a run, between two, and before the first one.
            for (cancel_at, ends_at, runs) in [
                (2 * period + nap / 2, 2 * period + nap, 3),
                (2 * period + nap + MILLISECOND, 2 * period + nap + MILLISECOND, 3),
            ] {
                let (begun, beats, ended) = run(period, vec![nap; 9], cancel_at).await;
                if (begun.len(), beats.ran, ended) != (runs, runs, ends_at) {
                    let cause = if ended < ends_at {
                        "a run is dropped half-way"
                    } else {
                        "it waits for the next time, or runs again, after the cancellation"
                    };
                    expected(format!("cancelled after {cancel_at:?}: {runs} runs, and the end after {ends_at:?}"))
                        .but(format!(
                            "{} runs began, {} are counted, and it ended after {ended:?}",
                            begun.len(),
                            beats.ran
                        ))
                        .looks_as_if(cause)
                        .fail(&recording);
                }
            }
            // A `select!` that draws lots is wrong in half of the cases.
            for case in 0..64 {
                let (token, runs, last) = (CancellationToken::new(), std::cell::Cell::new(0), draw.usize(1..=5));
                // The run itself cancels. It ends at once, or just when the next one is due.
                let nap = if case % 2 == 0 { Duration::ZERO } else { period };
                let started = Instant::now();
                let job = async || {
                    runs.set(runs.get() + 1);
                    if !nap.is_zero() {
                        sleep(nap).await;
                    }
                    if runs.get() == last {
                        token.cancel();
                    }
                };
                let beats = run_every(period, &token, job).await;
                let situation = format!("run {last} cancels, and ends after {nap:?} of {period:?}");
                if runs.get() != last || beats.ran != last {
                    expected(format!("{situation}: {last} runs"))
                        .but(format!("there were {}: {beats:?}", runs.get()))
                        .looks_as_if(
                            "of a token that is cancelled and a run that is due, the run may win: ask the token first",
                        )
                        .fail(&recording);
                }
                assert_took(&recording, &situation, started, period * (last as u32 - 1) + nap, None);
            }
            for _ in 0..64 {
                let (token, runs) = (CancellationToken::new(), std::cell::Cell::new(0));
                token.cancel();
                let beats = run_every(period, &token, async || runs.set(runs.get() + 1)).await;
                if runs.get() > 0 || beats != Beats::default() {
                    expected("cancelled before the first poll, there is no run")
                        .but(format!("there were {}: {beats:?}", runs.get()))
                        .fail(&recording);
                }
            }
        });
    }

    #[test]
    fn counts_the_periods_from_the_first_poll() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let (token, begun, period) = (CancellationToken::new(), RefCell::new(Vec::new()), draw.millis(1000..=2000));
            let running = run_every(period, &token, async || begun.borrow_mut().push(Instant::now()));
            sleep(draw.millis(100..=900)).await;
            let started = Instant::now();
            polled_for(Box::pin(running), period * 5 / 2).await;
            let begun: Vec<Duration> = begun.borrow().iter().map(|at| *at - started).collect();
            if begun != [Duration::ZERO, period, 2 * period] {
                expected(format!("every {period:?}, from the first poll on"))
                    .but(format!("they began at {begun:?}"))
                    .looks_as_if("the time counts from the call that makes the future, and not from its first poll")
                    .fail(&recording);
            }
        });
    }

    #[test]
    fn accepts_the_longest_period_and_none_below_a_millisecond() {
        paused(async |recording| {
            for period in [Duration::MAX, Duration::MAX / 2, MILLISECOND] {
                let running = caught(run(period, Vec::new(), SECOND / 2));
                let result = running.await;
                let runs = if period > SECOND { 1 } else { 500 };
                if !result.as_ref().is_ok_and(|(begun, ..)| begun.len().abs_diff(runs) <= 1) {
                    expected(format!("every {period:?}, for half a second: {runs} runs"))
                        .but(result.map_or_else(|panic| panic, |(begun, ..)| format!("there were {}", begun.len())))
                        .looks_as_if(
                            "a sum of times overflows: `sleep` takes any `Duration`, and `Instant + Duration` does not",
                        )
                        .fail(&recording);
                }
            }
            for period in [Duration::ZERO, Duration::from_nanos(1), Duration::from_nanos(999_999)] {
                let result = caught(run(period, Vec::new(), SECOND / 2)).await;
                if let Ok((begun, ..)) = result {
                    expected(format!("a period of {period:?} is a panic"))
                        .but(format!("there were {} runs", begun.len()))
                        .fail(&recording);
                }
            }
        });
    }

    #[test]
    fn dropped_it_drops_the_run() {
        paused(async |recording| {
            let (jobs, token) = (Jobs::default(), CancellationToken::new());
            let running = run_every(SECOND, &token, async || jobs.clone().job(10 * SECOND).await);
            polled_for(Box::pin(running), SECOND / 2).await;
            settled().await;
            jobs.assert_all_over(&recording, "dropped in a run").await;
        });
    }
}

mod stoppable {
    use super::blocking::{Held, a_day_passes, assert_off_async_thread, output, work};
    use super::*;
    use ::async_patterns::stoppable;
    use std::pin::pin;
    use std::sync::mpsc;
    use tokio_util::sync::CancellationToken;

    #[test]
    fn gives_the_result_of_work_on_a_thread_that_may_block() {
        live(async |recording| {
            let mut draw = Draw::of_test();
            for length in [1, draw.usize(5..=9)] {
                let held = Held::new();
                let ids = draw.list(length, Draw::id);
                let all = ids.iter().map(|id| {
                    let (gate, id) = (held.0.clone(), *id);
                    stoppable(move |_: &CancellationToken| {
                        gate.wait();
                        id
                    })
                });
                let mut working = work(&held, futures::future::join_all(all));
                // All of them block at the same time, and this task goes on.
                let counts = held.reach(working.as_mut(), length).await;
                assert_off_async_thread(&recording, &counts);
                held.let_all_go();
                let got = output(working).await;
                if got != ids {
                    expected(format!("{ids:?}")).but(format!("{got:?}")).fail(&recording);
                }
            }
        });
    }

    #[test]
    fn dropped_it_cancels_the_token_and_not_before() {
        live(async |recording| {
            let held = Held::new();
            let (gate, (to_check, of_work)) = (held.0.clone(), mpsc::channel::<CancellationToken>());
            let mut working = work(
                &held,
                stoppable(move |token: &CancellationToken| {
                    let _ = to_check.send(token.clone());
                    gate.wait();
                }),
            );
            held.reach(working.as_mut(), 1).await;
            let counts = held.settle(working.as_mut()).await;
            assert_off_async_thread(&recording, &counts);
            let Ok(token) = of_work.try_recv() else {
                expected("the work begins with the first poll").but("it did not").fail(&recording)
            };
            if token.is_cancelled() {
                expected("while somebody waits, the token is not cancelled")
                    .but("it is")
                    .looks_as_if(
                        "the drop guard is dropped at once: `let _ =` drops what it gets, `let _guard =` keeps it",
                    )
                    .fail(&recording);
            }
            a_day_passes().await;
            held.settle(working.as_mut()).await;
            if token.is_cancelled() {
                expected("while somebody waits, the token is not cancelled, however long the work takes")
                    .but("after a day it is")
                    .looks_as_if("there is a limit of time, such as a `timeout`")
                    .fail(&recording);
            }
            drop(working);
            if !token.is_cancelled() {
                expected("dropped, it cancels the token")
                    .but("it did not")
                    .looks_as_if(
                        "nothing is done when the future is dropped: a `DropGuard` in it would be dropped, too",
                    )
                    .fail(&recording);
            }
        });
    }

    #[test]
    fn a_panic_goes_on_to_the_caller() {
        live(async |recording| {
            let id = Draw::of_test().id();
            let panicking = stoppable(move |_: &CancellationToken| std::panic::panic_any::<u64>(id));
            let result: Result<(), String> = caught(panicking).await;
            let wanted = format!("the number {id}");
            if result != Err(wanted.clone()) {
                expected(format!("the panic goes on: {wanted}")).but(outcome(&result)).fail(&recording);
            }
        });
    }

    #[test]
    fn begins_with_its_first_poll() {
        live(async |recording| {
            let held = Held::new();
            let gate = held.0.clone();
            let mut working = work(
                &held,
                stoppable(move |_: &CancellationToken| {
                    gate.wait();
                }),
            );
            let before = held.settle(pin!(std::future::pending::<()>())).await.begun;
            let after = held.reach(working.as_mut(), 1).await.begun;
            if (before, after) != (0, 1) {
                expected("the work begins with the first poll, once")
                    .but(format!("it was called {before} times before, and {after} times after it"))
                    .fail(&recording);
            }
        });
    }
}
