//! The checks of chapter 2. Each module is a task, and each test is a sentence about what the code does.
//!
//! The same file checks the exercise and the reference solution. There is nothing to edit here.

use std::any::Any;
use std::fmt::Debug;
use std::panic::resume_unwind;
use std::pin::pin;
use std::time::Duration;

use futures::FutureExt as _;
use futures::future;
use pollscope::Recording;
use pollscope::report::{Report, count, expected};
use pollscope::testing::{Draw, paused, paused_for, plain};
use tokio::runtime::{Builder, Handle};
use tokio::time::{Instant, sleep};

const SECOND: Duration = Duration::from_secs(1);

/// The limit of the checks in which months pass. Tokio's timers are made for two years.
const TWO_YEARS: Duration = Duration::from_secs(60_000_000);

const YEAR: Duration = Duration::from_secs(31_556_952);

/// Draws a time of more than three months with nanoseconds: as seconds it needs more digits than an `f64` has.
fn months(draw: &mut Draw) -> Duration {
    draw.duration(8_600_000 * SECOND..=9_400_000 * SECOND)
}

/// Draws a time that is more seconds than a `u32` holds, and more nanoseconds than a `u64`.
fn centuries(draw: &mut Draw) -> Duration {
    // A `Duration` of a `u64` of nanoseconds is at most 584 years.
    draw.duration(300 * YEAR..=310 * YEAR) * 2
}

/// Runs what moves the clock by centuries. Tokio's timers are made for two years, so there is none here, not even that of a
/// limit.
fn without_timers<T>(measuring: impl Future<Output = T>) -> T {
    let runtime = Builder::new_current_thread().enable_time().start_paused(true).build();
    let got = runtime.expect("the system can make a runtime").block_on(async {
        let mut measuring = pin!(measuring);
        for _ in 0..1000 {
            if let Some(got) = measuring.as_mut().now_or_never() {
                return Some(got);
            }
            tokio::task::yield_now().await;
        }
        None
    });
    got.unwrap_or_else(|| {
        expected("a job ends as soon as the clock is moved")
            .but("it still waited after a thousand polls")
            .without_picture()
            .fail(&Recording::start())
    })
}

/// Asserts a time of centuries.
#[track_caller]
fn must_be_centuries(got: Duration, wanted: Duration, what: &str) {
    let in_u64 = Duration::from_nanos(wanted.as_nanos() as u64);
    if got == in_u64 && got != wanted {
        expected(format!("{what}: {wanted:?}"))
            .but(format!("it gave {got:?}"))
            .looks_as_if("the time goes through a `u64` of nanoseconds, which ends after 584 years")
            .without_picture()
            .fail(&Recording::start());
    }
    if let Some(report) = wrong_time(got, wanted, what) {
        report.without_picture().fail(&Recording::start());
    }
}

/// Moves the clock in the call of a job, before there is a future, and returns one that is ready.
fn takes_time_when_called(time: Duration) -> future::Ready<()> {
    // The clock is moved by the first poll.
    let _ = tokio::time::advance(time).now_or_never();
    future::ready(())
}

/// Asserts that the time of the calls counts.
#[track_caller]
fn must_count_calls(recording: &Recording, name: &str, got: Duration, wanted: Duration) {
    if got == wanted {
        return;
    }
    let cause = (got < wanted)
        .then_some("a job is called before the clock is started: what it does in its call is a part of its run");
    expected(format!("`{name}` with jobs that take all their time when they are called: {wanted:?}"))
        .but(format!("it gave {got:?}"))
        .looks_as_if_any(cause)
        .without_picture()
        .fail(recording);
}

/// Asserts that the time of a measurement begins when it is first polled, and not when its future is made.
async fn begins_with_the_first_poll(recording: &Recording, name: &str, measuring: impl Future<Output = Duration>) {
    sleep(Draw::of_test().millis(2000..=9000)).await;
    let started = Instant::now();
    let returned = measuring.await;
    let passed = started.elapsed();
    if returned != passed {
        let cause = (returned > passed)
            .then_some("the clock is started when the future is made: start it inside of the `async`");
        expected(format!(
            "`{name}` to give the {passed:?} from its first poll to its end, however long before it was made"
        ))
        .but(format!("it gave {returned:?}"))
        .looks_as_if_any(cause)
        .without_picture()
        .fail(recording);
    }
}

/// Draws a time that is longer than any timeout, of which two fit into [`TWO_YEARS`].
fn most_of_a_year(draw: &mut Draw) -> Duration {
    draw.millis(25_000_000_000..=29_000_000_000)
}

/// Returns the text of a panic of the answer. Goes on with the panic of a `todo!`.
fn text_of(panic: Box<dyn Any + Send>) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str).or(panic.downcast_ref::<&str>().copied());
    match text {
        Some(text) if !text.contains("not yet implemented") => text.to_owned(),
        _ => resume_unwind(panic),
    }
}

/// The cause if a job or a number that takes long does not come to its end.
const GIVEN_UP: &str = "what takes long is given up, as with a `timeout`";

/// Asserts that calls do not disturb each other: some that run at the same time, and one that was dropped half-way.
///
/// `call` takes some seconds. It may give other results for 0 than for 1.
async fn keeps_calls_apart<R: PartialEq + Debug>(recording: &Recording, call: impl AsyncFn(usize) -> R) {
    let timed = async |which| {
        let started = Instant::now();
        let mut running = Box::pin(call(which));
        // The first poll comes from elsewhere: a future must keep the waker of the last one.
        let result = match running.as_mut().now_or_never() {
            Some(result) => result,
            None => running.await,
        };
        (result, started.elapsed())
    };
    let alone = [timed(0).await, timed(1).await];
    drop(future::select(Box::pin(call(1)), Box::pin(sleep(3 * SECOND / 2))).await);
    let later = async {
        sleep(SECOND / 3).await;
        timed(1).await
    };
    let (one, other) = future::join(timed(0), later).await;
    let again = timed(0).await;
    for (which, (got, wanted)) in [(one, &alone[0]), (other, &alone[1]), (again, &alone[0])].into_iter().enumerate() {
        if got != *wanted {
            let which = ["one of two at the same time", "the other of two at the same time", "one more"][which];
            expected(format!("each call to give what the first one gave, and to take as long: {wanted:?}"))
                .but(format!("{which} gave {got:?}"))
                .looks_as_if(
                    "calls share something that outlives them, such as a `static` that holds a result or a count",
                )
                .without_picture()
                .fail(recording);
        }
    }
}

/// The cause if jobs were called more often than their futures were polled.
const NEVER_POLLED: &str = "the job is called, but its future is not awaited";

/// Returns the verdict on a time that is not the one that passed on tokio's clock, or `None` if it is.
fn wrong_time(returned: Duration, passed: Duration, what: &str) -> Option<Report> {
    if returned == passed {
        return None;
    }
    let report =
        expected(format!("{what}: the {passed:?} that passed on tokio's clock")).but(format!("it gave {returned:?}"));
    let cause = if is_real(returned) {
        "the clock is `std::time::Instant`: it follows real time while the paused clock jumps. \
         `tokio::time::Instant` follows the clock that the sleeps follow"
    } else if passed.is_zero() {
        "no time passed on tokio's clock: the time is hard-coded, or comes from another clock"
    } else if returned.is_zero() {
        "start and end are taken at the same moment, or no time is taken at all"
    } else if let Some(unit) = cut(returned, passed) {
        return Some(report.looks_as_if(cut_to(unit)));
    } else if passed > 1_000_000 * SECOND && returned.abs_diff(passed) < Duration::from_micros(1) {
        "the time goes through seconds of an `f64`, in which long times have no nanoseconds"
    } else if returned < passed {
        "a part of the time is missing, as when the clock is started too late or stopped too early, or shared with other calls"
    } else {
        "it is more than what is to be measured: the clock is started too early or stopped too late, or something is counted twice"
    };
    Some(report.looks_as_if(cause))
}

/// Returns the cause if a time is cut or rounded to a unit.
fn cut_to(unit: &str) -> String {
    format!("the time is cut to whole {unit} or rounded, perhaps to a larger unit: a `Duration` holds nanoseconds")
}

/// Returns the unit in which `returned` is `passed`, cut or rounded to a whole number.
fn cut(returned: Duration, passed: Duration) -> Option<&'static str> {
    let units = [(1_000_000_000, "seconds"), (1_000_000, "milliseconds"), (1000, "microseconds")];
    let is_cut = |unit: u128| returned.as_nanos().is_multiple_of(unit) && returned.abs_diff(passed).as_nanos() < unit;
    units.into_iter().find(|(unit, _)| returned != passed && is_cut(*unit)).map(|(_, unit)| unit)
}

/// Lets a drawn time with nanoseconds pass on the paused clock while the code waits.
async fn nudge() {
    // All futures that are polled together have begun by then.
    sleep(Duration::from_millis(1)).await;
    tokio::time::advance(Draw::of_test().duration(Duration::from_micros(1)..=Duration::from_micros(900))).await;
}

/// Returns true if a time was read from the real clock. Sleeps of whole seconds on the paused clock leave no fraction.
fn is_real(time: Duration) -> bool {
    !time.subsec_nanos().is_multiple_of(1_000_000) && time < SECOND
}

/// Asserts the time of four comprehensions, of which `together` run at once.
#[track_caller]
fn assert_took(recording: &Recording, report: Report, took: Duration, wanted: Duration, together: usize) {
    if took == wanted {
        return;
    }
    let trace = recording.trace();
    let cause = match (trace.finished_in_order("async_comprehension").len(), trace.max_in_flight("async_comprehension"))
    {
        (0, _) => Some("no comprehension is awaited to its end".to_owned()),
        (some @ 1..=3, _) => Some(format!("only {some} of four ran to the end")),
        (5.., _) => Some("there are more than four".to_owned()),
        (_, 4) if together < 4 => Some("the four run at the same time".to_owned()),
        (_, 1) if together > 1 => Some("the four run one after the other".to_owned()),
        (_, were) if were < together => Some(format!("only {were} of the four run at the same time")),
        (_, were) if were > together => Some(format!("{were} of the four run at the same time")),
        _ if took > wanted => Some("it waits for more than the four".to_owned()),
        _ => None,
    };
    report.looks_as_if_any(cause).fail(recording);
}

/// Asserts that four comprehensions ran to their end, `together` of them at once.
#[track_caller]
fn assert_four(recording: &Recording, together: usize) {
    let trace = recording.trace();
    let finished = trace.finished_in_order("async_comprehension").len();
    let started = trace.started_in_order("async_comprehension").len();
    if finished != 4 || started != 4 {
        let cause = if started == 0 && trace.ended_at.is_zero() {
            if Handle::current().metrics().num_alive_tasks() > 0 {
                "a task is spawned and not awaited: here it begins only when the code that spawned it waits for something"
            } else {
                "nothing is awaited: a future that is only created does nothing: it starts with its first poll"
            }
        } else if started == 0 {
            "it waits for something other than `async_comprehension`"
        } else if finished < started {
            "not all that are started are awaited to their end"
        } else if finished < 4 {
            "fewer than four are awaited"
        } else {
            "there are too many of them"
        };
        expected("four comprehensions, run to their end")
            .but(format!("{started} began, and {finished} ended"))
            .looks_as_if(cause)
            .fail(recording);
    }
    recording.assert_in_flight_at_most("async_comprehension", together);
    let reached = trace.max_in_flight("async_comprehension");
    if reached < together {
        let cause = (reached == 1).then_some(
            "each one is awaited before the next one is polled: a future that is only created does nothing: it starts with \
             its first poll",
        );
        let report = expected("all four at the same time").but(format!("never more than {reached} ran at once"));
        report.looks_as_if_any(cause).fail(recording);
    }
}

mod measure_runtime {
    use super::*;
    use ::measure_runtime::measure_runtime;

    #[test]
    fn runs_four_comprehensions_at_the_same_time() {
        paused(async |recording| {
            recording.future("measure_runtime", measure_runtime()).await;
            assert_four(&recording, 4);
        });
    }

    #[test]
    fn takes_ten_seconds() {
        paused(async |recording| {
            let started = Instant::now();
            recording.future("measure_runtime", measure_runtime()).await;
            let took = started.elapsed();
            let report = expected("ten seconds: the four wait at the same time").but(format!("it took {took:?}"));
            assert_took(&recording, report, took, 10 * SECOND, 4);
        });
    }

    #[test]
    fn begins_to_count_with_its_first_poll() {
        paused(async |recording| {
            begins_with_the_first_poll(&recording, "measure_runtime", measure_runtime()).await;
        });
    }

    #[test]
    fn gives_the_time_that_passed() {
        paused(async |recording| {
            let started = Instant::now();
            // The time that passes is no whole number of milliseconds.
            let measuring = async {
                let returned = recording.future("measure_runtime", measure_runtime()).await;
                (returned, started.elapsed())
            };
            let ((returned, passed), ()) = future::join(measuring, nudge()).await;
            if let Some(report) = wrong_time(returned, passed, "the time of the four together") {
                report.fail(&recording);
            }
        });
    }

    #[test]
    fn keeps_two_calls_apart() {
        paused(async |recording| keeps_calls_apart(&recording, async |_| measure_runtime().await).await);
    }
}

mod measure_in_turn {
    use super::*;
    use ::measure_runtime::measure_in_turn;

    #[test]
    fn runs_four_comprehensions_one_after_the_other() {
        paused(async |recording| {
            recording.future("measure_in_turn", measure_in_turn()).await;
            assert_four(&recording, 1);
        });
    }

    #[test]
    fn takes_forty_seconds() {
        paused(async |recording| {
            let started = Instant::now();
            recording.future("measure_in_turn", measure_in_turn()).await;
            let took = started.elapsed();
            let report = expected("four times ten seconds: 40s").but(format!("it took {took:?}"));
            assert_took(&recording, report, took, 40 * SECOND, 1);
        });
    }

    #[test]
    fn begins_to_count_with_its_first_poll() {
        paused(async |recording| {
            begins_with_the_first_poll(&recording, "measure_in_turn", measure_in_turn()).await;
        });
    }

    #[test]
    fn gives_the_time_that_passed() {
        paused(async |recording| {
            let started = Instant::now();
            // The time that passes is no whole number of milliseconds.
            let measuring = async {
                let returned = recording.future("measure_in_turn", measure_in_turn()).await;
                (returned, started.elapsed())
            };
            let ((returned, passed), ()) = future::join(measuring, nudge()).await;
            if let Some(report) = wrong_time(returned, passed, "the time of the four in turn") {
                report.fail(&recording);
            }
        });
    }

    #[test]
    fn keeps_two_calls_apart() {
        paused(async |recording| keeps_calls_apart(&recording, async |_| measure_in_turn().await).await);
    }
}

mod compare {
    use super::*;
    use ::measure_runtime::{Comparison, compare};
    use std::cell::{Cell, RefCell};

    /// Compares jobs of 3, 1 and 2 seconds, and counts the calls.
    async fn compared() -> (Comparison, usize) {
        let called = &Cell::new(0);
        let jobs = [3, 1, 2].map(|n| {
            move || {
                called.set(called.get() + 1);
                async move { pollscope::future(format!("job {n}"), sleep(SECOND * n)).await }
            }
        });
        let comparison = compare(&jobs).await;
        (comparison, called.get())
    }

    fn one_is_never_polled(recording: &Recording, called: usize) -> bool {
        recording.trace().started_in_order("job").len() < called
    }

    /// Returns the likeliest reason why this is not the comparison of the jobs of 3, 1 and 2 seconds.
    fn wrong_comparison(recording: &Recording, comparison: Comparison, passed: Duration) -> Option<&'static str> {
        let Comparison { in_turn, together } = comparison;
        let trace = recording.trace();
        if is_real(in_turn) && is_real(together) {
            return Some("the clock is `std::time::Instant`, which does not follow tokio's paused clock");
        }
        if trace.finished_in_order("job").len() < 6 {
            return Some("not every job runs twice");
        }
        if trace.max_in_flight("job") > 3 {
            return Some("both ways run at the same time");
        }
        let times = [in_turn, together, passed];
        let are = |seconds: [u32; 3]| times == seconds.map(|seconds| SECOND * seconds);
        if are([6, 6, 12]) {
            Some("the jobs run one after the other in both ways")
        } else if are([3, 3, 6]) {
            Some("the jobs run at the same time in both ways")
        } else if are([6, 9, 9]) {
            Some("the second clock is not started again")
        } else if are([9, 3, 9]) {
            Some("the first clock is stopped after both ways")
        } else if are([3, 6, 9]) {
            Some("the two times are swapped")
        } else {
            None
        }
    }

    #[test]
    fn gives_the_time_of_both_ways() {
        paused(async |recording| {
            let started = Instant::now();
            let (comparison, called) = recording.future("compare", compared()).await;
            let passed = started.elapsed();
            let wanted = Comparison { in_turn: 6 * SECOND, together: 3 * SECOND };
            if comparison != wanted || passed != 9 * SECOND {
                let report = expected(format!("for jobs of 3, 1 and 2 seconds {wanted:?}, after 9s"))
                    .but(format!("it gave {comparison:?}, after {passed:?}"));
                let cause = if one_is_never_polled(&recording, called) {
                    Some(NEVER_POLLED)
                } else {
                    wrong_comparison(&recording, comparison, passed)
                };
                report.looks_as_if_any(cause).fail(&recording);
            }
        });
    }

    #[test]
    fn gives_the_time_of_any_number_of_jobs() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            // The first two take no time at all.
            let lengths = [1, 5, 1, draw.usize(5..=9), draw.usize(150..=250), draw.usize(10_100..=10_500)];
            for (case, length) in lengths.into_iter().enumerate() {
                let are_many = length > 10_000;
                let mut naps = draw.list(length, |draw| draw.millis(1..=4000));
                let mut fraction = draw.duration(Duration::from_nanos(1)..=Duration::from_micros(900));
                if case < 2 {
                    naps.fill(Duration::ZERO);
                    fraction = Duration::ZERO;
                } else if are_many {
                    // All end together, so that code which polls all of them for each end has little to do. In turn, few of
                    // them take any time.
                    naps.fill(draw.millis(50..=90));
                    fraction = Duration::ZERO;
                } else if length > 1 {
                    // Two jobs take equally long.
                    naps[length - 1] = naps[0];
                }
                let times = &RefCell::new(Vec::new());
                let jobs: Vec<_> = naps
                    .iter()
                    .map(|&nap| {
                        move || async move {
                            let begun = Instant::now();
                            let ended = times.borrow().len();
                            let takes_time = !are_many || ended >= length || ended % 100 == 0;
                            if !nap.is_zero() && takes_time {
                                sleep(nap).await;
                            }
                            if !fraction.is_zero() {
                                tokio::time::advance(fraction).await;
                            }
                            times.borrow_mut().push((begun, Instant::now()));
                        }
                    })
                    .collect();
                // With Tokio's budget, thousands of timers would be polled again and again: 128 may be ready in one poll.
                let comparison = tokio::task::unconstrained(compare(&jobs)).await;
                let times = times.borrow();
                if times.len() != 2 * naps.len() {
                    let cause = if times.len() != naps.len() {
                        None
                    } else if case < 2 {
                        Some("jobs that took no time the first time do not run again")
                    } else {
                        Some("they run in one way only, and the time of the other is not measured")
                    };
                    expected(format!("{}: each runs twice", count(naps.len(), "job", "jobs")))
                        .but(format!("there came {}", count(times.len(), "run", "runs")))
                        .looks_as_if_any(cause)
                        .without_picture()
                        .fail(&recording);
                }
                let (in_turn, together) = times.split_at(naps.len());
                let whole = |times: &[(Instant, Instant)]| {
                    let begun = times.iter().map(|(begun, _)| *begun).min();
                    let ended = times.iter().map(|(_, ended)| *ended).max();
                    begun.zip(ended).map(|(begun, ended)| ended - begun).unwrap_or_default()
                };
                let at_once = together.iter().filter(|(begun, _)| *begun == together[0].0).count();
                if at_once != naps.len() {
                    expected(format!("the second time, all {} jobs begin at once", naps.len()))
                        .but(format!("{at_once} did"))
                        .looks_as_if("they run in chunks, or with a limit")
                        .without_picture()
                        .fail(&recording);
                }
                for (name, got, wanted) in [
                    ("in_turn", comparison.in_turn, whole(in_turn)),
                    ("together", comparison.together, whole(together)),
                ] {
                    if let Some(report) = wrong_time(got, wanted, &format!("`{name}` of {} jobs", naps.len())) {
                        report.without_picture().fail(&recording);
                    }
                }
            }
        });
    }

    #[test]
    fn measures_months_to_the_nanosecond() {
        paused_for(TWO_YEARS, async |recording| {
            let mut draw = Draw::of_test();
            let long = [months(&mut draw), months(&mut draw)];
            let [one, other] = long;
            let jobs = long.map(|time| move || async move { tokio::time::advance(time).await });
            let got = compare(&jobs[..1]).await;
            // A single job takes as long in both ways.
            for (name, got) in [("in_turn", got.in_turn), ("together", got.together)] {
                if let Some(report) = wrong_time(got, one, &format!("`{name}` of a job that takes months")) {
                    report.without_picture().fail(&recording);
                }
            }
            if let Some(report) = wrong_time(compare(&jobs).await.in_turn, one + other, "`in_turn` of two such jobs") {
                report.without_picture().fail(&recording);
            }
        });
    }

    #[test]
    fn measures_centuries() {
        plain(|| {
            let long = centuries(&mut Draw::of_test());
            let got =
                without_timers(async { compare(&[move || async move { tokio::time::advance(long).await }]).await });
            for (name, got) in [("in_turn", got.in_turn), ("together", got.together)] {
                must_be_centuries(got, long, &format!("`{name}` of a job that takes centuries"));
            }
        });
    }

    #[test]
    fn counts_what_a_job_does_when_it_is_called() {
        paused(async |recording| {
            let time = Draw::of_test().duration(SECOND..=9 * SECOND);
            let got = compare(&[|| takes_time_when_called(time); 3]).await;
            must_count_calls(&recording, "in_turn", got.in_turn, 3 * time);
            must_count_calls(&recording, "together", got.together, 3 * time);
        });
    }

    #[test]
    fn runs_every_job_first_in_turn_and_then_together() {
        paused(async |recording| {
            let (_, called) = recording.future("compare", compared()).await;
            let trace = recording.trace();
            let order = trace.finished_in_order("job");
            let wanted = ["job 3", "job 1", "job 2", "job 1 (2)", "job 2 (2)", "job 3 (2)"];
            if order != wanted {
                let at_once = trace.max_in_flight("job");
                let cause = if one_is_never_polled(&recording, called) {
                    Some(NEVER_POLLED)
                } else if order.len() < wanted.len() {
                    Some("not every job runs twice to its end")
                } else if order.len() > wanted.len() {
                    Some("a job runs more than twice")
                } else if at_once > 3 {
                    Some("both ways run at the same time")
                } else if at_once == 1 {
                    Some("they run one after the other in both ways")
                } else if order.starts_with(&["job 1", "job 2", "job 3"]) && trace.overlap("job 1", "job 3") {
                    Some("they run together first")
                } else {
                    None
                };
                let report =
                    expected(format!("the jobs of 3, 1 and 2 seconds to end in this order: {}", wanted.join(", ")))
                        .but(format!("they ended in this order: {}", order.join(", ")));
                report.looks_as_if_any(cause).fail(&recording);
            }
            for (one, other) in [("job 3", "job 1"), ("job 1", "job 2"), ("job 2", "job 3 (2)")] {
                if trace.overlap(one, other) {
                    expected("one job at a time in turn, and the second way only after the first")
                        .but(format!("`{one}` and `{other}` ran at the same time"))
                        .fail(&recording);
                }
            }
            recording.assert_overlap("job 1 (2)", "job 3 (2)");
        });
    }

    #[test]
    fn calls_each_job_when_its_turn_comes() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let (length, ended) = (draw.usize(5..=9), &Cell::new(0));
            let naps = draw.list(length, |draw| draw.millis(1..=4000));
            let too_early = &Cell::new(None);
            let jobs: Vec<_> = (0..length)
                .map(|job| {
                    let nap = naps[job];
                    move || {
                        if ended.get() < job {
                            too_early.set(Some(job));
                        }
                        // It counts from here.
                        let sleeping = sleep(nap);
                        async move {
                            sleeping.await;
                            ended.set(ended.get() + 1);
                        }
                    }
                })
                .collect();
            let comparison = compare(&jobs).await;
            let total: Duration = naps.iter().sum();
            if too_early.get().is_some() || comparison.in_turn != total {
                let report = expected(format!(
                    "one after the other, {length} jobs take {total:?}, and each is called when the one before it is done"
                ))
                .but(match too_early.get() {
                    Some(job) => format!("job {job} was called before its turn, and they took {:?}", comparison.in_turn),
                    None => format!("they took {:?}", comparison.in_turn),
                })
                .without_picture();
                let cause =
                    too_early.get().map(|_| "all jobs are called first, and their futures are awaited afterwards");
                report.looks_as_if_any(cause).fail(&recording);
            }
        });
    }

    #[test]
    fn no_jobs_take_no_time() {
        paused(async |recording| {
            let jobs: [fn() -> std::future::Ready<()>; 0] = [];
            let comparison = compare(&jobs).await;
            if comparison != (Comparison { in_turn: Duration::ZERO, together: Duration::ZERO }) {
                expected("no time for no jobs")
                    .but(format!("it gave {comparison:?}"))
                    .without_picture()
                    .fail(&recording);
            }
        });
    }

    /// Compares jobs of some seconds; they are others for 0 than for 1.
    async fn of_seconds(which: usize) -> Comparison {
        let jobs = [[3, 1, 2], [2, 4, 1]][which].map(|n| move || sleep(SECOND * n));
        compare(&jobs).await
    }

    #[test]
    fn keeps_two_calls_apart() {
        paused(async |recording| keeps_calls_apart(&recording, of_seconds).await);
    }

    #[test]
    fn begins_to_count_with_its_first_poll() {
        paused(async |recording| {
            let jobs = [3, 1, 2].map(|n| move || sleep(SECOND * n));
            let measuring = compare(&jobs).map(|comparison| comparison.in_turn + comparison.together);
            begins_with_the_first_poll(&recording, "compare", measuring).await;
        });
    }

    #[test]
    fn waits_however_long_a_job_takes() {
        paused_for(TWO_YEARS, async |recording| {
            let long = most_of_a_year(&mut Draw::of_test());
            let Comparison { in_turn, together } = compare(&[move || sleep(long)]).await;
            if [in_turn, together] != [long; 2] {
                expected(format!("both ways to take {long:?}, as the only job does"))
                    .but(format!("they took {in_turn:?} and {together:?}"))
                    .looks_as_if_any((in_turn.min(together) < long).then_some(GIVEN_UP))
                    .without_picture()
                    .fail(&recording);
            }
        });
    }
}

mod speedup {
    use super::*;
    use ::measure_runtime::Comparison;

    #[test]
    fn speedup_is_how_many_times_faster_together_is() {
        paused(async |recording| {
            let comparison = Comparison { in_turn: 40 * SECOND, together: 10 * SECOND };
            let speedup = comparison.speedup();
            if speedup != 4.0 {
                let cause = if speedup == 0.25 {
                    Some("the division is the wrong way round")
                } else if speedup == 30.0 {
                    Some("it is a difference, not a quotient")
                } else if speedup == 0.75 {
                    Some("it is the fraction that is saved, not the quotient of the two")
                } else {
                    None
                };
                let report =
                    expected(format!("4 for {comparison:?}")).but(format!("it gave {speedup}")).without_picture();
                report.looks_as_if_any(cause).fail(&recording);
            }
            let short = Comparison { in_turn: Duration::from_micros(15), together: Duration::from_micros(10) };
            // Not `> 1e-9`, which would be false for `NaN`.
            let close = (short.speedup() - 1.5).abs() <= 1e-9;
            if !close {
                // In whole seconds or milliseconds both are zero, and the quotient of whole microseconds is 1.
                let cut_off = short.speedup().is_nan() || short.speedup() == 1.0;
                let report = expected(format!("1.5 for {short:?}"))
                    .but(format!("it gave {}", short.speedup()))
                    .without_picture();
                let cause =
                    cut_off.then_some("whole numbers are divided, and the fraction is cut off: use `as_secs_f64`");
                report.looks_as_if_any(cause).fail(&recording);
            }
        });
    }

    #[test]
    fn speedup_is_exact_for_any_two_times() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let (nano, micro) = (Duration::from_nanos(1), Duration::from_micros(1));
            let mut pairs = vec![
                (draw.duration(20 * SECOND..=30 * SECOND), draw.duration(SECOND..=9 * SECOND)),
                (Duration::MAX, nano),
                (nano, Duration::MAX),
                (Duration::ZERO, SECOND),
                (SECOND, Duration::ZERO),
                (nano, Duration::ZERO),
                (Duration::MAX, Duration::MAX),
                (micro, micro),
            ];
            for longest in [micro, SECOND, 10_000 * SECOND] {
                pairs.extend(draw.list(20, |draw| (draw.duration(nano..=longest), draw.duration(nano..=longest))));
                pairs.extend(draw.list(200, |draw| (draw.any_duration(longest), draw.any_duration(longest))));
            }
            pairs.extend(draw.list(600, |draw| (draw.any_duration(Duration::MAX), draw.any_duration(Duration::MAX))));
            for (in_turn, together) in pairs {
                let comparison = Comparison { in_turn, together };
                let quotient = |nanos: fn(Duration) -> f64| match (nanos(in_turn), nanos(together)) {
                    (one, other) if one == other => 1.0,
                    (one, other) => one / other,
                };
                let wanted = quotient(|time| time.as_nanos() as f64);
                let got = comparison.speedup();
                // Equal infinities, too. And not `> 1e-12`, which would be false for `NaN`.
                let close = got == wanted || wanted.is_finite() && (got - wanted).abs() <= wanted * 1e-12;
                if !close {
                    let off = (got - wanted).abs();
                    let units: [fn(Duration) -> f64; 3] =
                        [|time| time.as_micros() as f64, |time| time.as_millis() as f64, |time| time.as_secs() as f64];
                    let off_by_units = |got: f64| {
                        got.is_finite() && units.iter().any(|unit| (got - quotient(*unit)).abs() <= got * 1e-12)
                    };
                    let cause = if off_by_units(got) {
                        Some("whole microseconds, milliseconds or seconds are divided: use `as_secs_f64`")
                    } else if got == quotient(|time| time.as_nanos() as u64 as f64) {
                        Some("nanoseconds are put into a `u64`, which holds 584 years of them: a `Duration` holds more")
                    } else if together.is_zero() {
                        Some("it does not return infinity where only `together` is zero")
                    } else if in_turn.is_zero() {
                        Some("it takes `in_turn` alone for both: only if both are zero the factor is 1")
                    } else if got == 1.0 || wanted < 1.0 && got == 0.0 || got.is_nan() {
                        Some("whole numbers are divided, or the factor is limited: use `as_secs_f64`")
                    } else if off <= wanted * 1e-6 {
                        Some("it is calculated in `f32`, which has seven digits")
                    } else if off <= 0.5 {
                        Some(
                            "the speedup is rounded, or whole numbers are divided: show few digits, but keep all of them",
                        )
                    } else {
                        None
                    };
                    expected(format!("a speedup of {wanted:?} for {comparison:?}"))
                        .but(format!("it gave {got:?}"))
                        .looks_as_if_any(cause)
                        .without_picture()
                        .fail(&recording);
                }
            }
        });
    }

    #[test]
    fn no_time_at_all_is_neither_faster_nor_slower() {
        paused(async |recording| {
            let speedup = Comparison { in_turn: Duration::ZERO, together: Duration::ZERO }.speedup();
            if speedup != 1.0 {
                let report = expected("a speedup of 1 if neither way took any time")
                    .but(format!("it gave {speedup}"))
                    .without_picture();
                let cause = speedup.is_nan().then_some("zero is divided by zero");
                report.looks_as_if_any(cause).fail(&recording);
            }
        });
    }
}

mod timed {
    use super::*;
    use ::measure_runtime::{Timings, timed};
    use std::cell::{Cell, RefCell};
    use std::num::NonZeroUsize;
    use std::panic::AssertUnwindSafe;

    /// The result of `timed`, and the counts of calls and runs of the job.
    struct Timed {
        timings: Timings,
        called: usize,
        runs: usize,
    }

    /// Times a job whose runs take these seconds. The first run is the warm-up.
    async fn timings(seconds: &[u32]) -> Timed {
        let (mut called, runs) = (0, Cell::new(0));
        let counted = NonZeroUsize::new(seconds.len() - 1).expect("a test has at least one counted run");
        let timings = timed(counted, || {
            called += 1;
            async {
                // A run too many must be noticed by the count, not cause a panic.
                let nap = seconds.get(runs.get()).copied().unwrap_or(1);
                runs.set(runs.get() + 1);
                pollscope::future("run", sleep(SECOND * nap)).await;
            }
        })
        .await;
        Timed { timings, called, runs: runs.get() }
    }

    #[track_caller]
    fn assert_timings(recording: &Recording, seconds: &[u32], timed: &Timed, wanted: [u32; 3]) {
        let got = timed.timings;
        let [min, median, max] = wanted.map(|seconds| SECOND * seconds);
        let wanted = Timings { min, median, max };
        if got == wanted {
            return;
        }
        let report =
            expected(format!("for a warm-up of {} s and runs of {:?} s {wanted:?}", seconds[0], &seconds[1..]))
                .but(format!("it gave {got:?}"));
        let cause = if timed.runs < timed.called { Some(NEVER_POLLED) } else { wrong_timings(seconds, got, wanted) };
        report.looks_as_if_any(cause).fail(recording);
    }

    /// Returns the likeliest reason why these are not the timings of runs of these seconds, the warm-up first.
    fn wrong_timings(seconds: &[u32], got: Timings, wanted: Timings) -> Option<&'static str> {
        let warm_up = SECOND * seconds[0];
        let runs: Vec<Duration> = seconds[1..].iter().map(|seconds| SECOND * *seconds).collect();
        let mut sorted = runs.clone();
        sorted.sort_unstable();
        let half = runs.len() / 2;
        let (first, last) = (runs[0], runs[runs.len() - 1]);
        let total: Duration = runs.iter().sum();
        if is_real(got.min) && is_real(got.max) {
            Some("the clock is `std::time::Instant`, which does not follow tokio's paused clock")
        } else if got.max.is_zero() {
            Some("start and end are taken at the same moment, or no time is taken at all")
        } else if got.max == warm_up || got.min == warm_up {
            Some("the first run, the warm-up, is counted")
        } else if got.max == total && got.min == first || got.max == total + warm_up && got.min == first + warm_up {
            Some("the clock goes on from run to run: start it again before each run")
        } else if (got.min, got.max) == (wanted.max, wanted.min) {
            Some("the fastest and the slowest are swapped")
        } else if (got.min, got.max) == (first, last) {
            Some("the runs are not sorted")
        } else if (got.min, got.max) != (wanted.min, wanted.max) {
            None
        } else if got.median == runs[half] || got.median == (runs[(runs.len() - 1) / 2] + runs[half]) / 2 {
            Some("the median is taken from runs that are not sorted")
        } else if got.median.abs_diff(total / runs.len() as u32) < Duration::from_millis(1) {
            Some("the mean is taken instead of the median")
        } else if got.median == (got.min + got.max) / 2 {
            Some("the median is halfway between fastest and slowest, instead of the run in the middle")
        } else if runs.len().is_multiple_of(2) && [sorted[half - 1], sorted[half]].contains(&got.median) {
            Some("only one of the two runs in the middle is taken")
        } else {
            None
        }
    }

    #[test]
    fn gives_the_fastest_the_middle_and_the_slowest_run() {
        paused(async |recording| {
            // The median is neither the mean, nor halfway between the ends, nor the run in the middle of the row.
            let seconds = &[60, 5, 1, 11, 2, 7];
            let got = recording.future("timed", timings(seconds)).await;
            assert_timings(&recording, seconds, &got, [1, 5, 11]);
        });
    }

    #[test]
    fn does_not_count_the_warm_up() {
        paused(async |recording| {
            for seconds in [&[60, 3, 2, 4], &[1, 30, 20, 40]] {
                let got = recording.future("timed", timings(seconds)).await;
                let mut counted = [seconds[1], seconds[2], seconds[3]];
                counted.sort_unstable();
                assert_timings(&recording, seconds, &got, counted);
            }
        });
    }

    #[test]
    fn runs_the_job_once_more_than_it_counts_one_at_a_time() {
        paused(async |recording| {
            let Timed { timings: got, called, runs } = recording.future("timed", timings(&[4, 3, 2, 1])).await;
            if runs != 4 {
                let report = expected("a warm-up and three counted runs: the job runs four times")
                    .but(format!("it ran {}", count(runs, "time", "times")));
                let cause = if runs < called {
                    Some(NEVER_POLLED)
                } else {
                    (runs == 3 && got.max == 4 * SECOND).then_some("there is no warm-up")
                };
                report.looks_as_if_any(cause).fail(&recording);
            }
            recording.assert_in_flight_at_most("run", 1);
        });
    }

    #[test]
    fn the_median_of_an_even_number_is_between_the_two_in_the_middle() {
        paused(async |recording| {
            let seconds = &[60, 8, 16, 1, 12, 4, 2];
            let got = recording.future("timed", timings(seconds)).await;
            assert_timings(&recording, seconds, &got, [1, 6, 16]);
        });
    }

    /// Returns true if this is the result without the runs that took no time.
    fn is_of_the_others(name: &str, got: Duration, sorted: &[Duration]) -> bool {
        let others: Vec<Duration> = sorted.iter().copied().filter(|time| !time.is_zero()).collect();
        let (first, two) = (others[0], others[(others.len() - 1) / 2] + others[others.len() / 2]);
        name == "min" && got == first || name == "median" && (2 * got).abs_diff(two) <= Duration::from_nanos(1)
    }

    #[test]
    fn gives_exact_times_for_any_number_of_runs() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let (even, many) = (draw.usize(10..=20) * 2, draw.usize(500..=600));
            let very_many = draw.usize(10_100..=10_500);
            let mut lengths = vec![1, 2, 2, 3, 4, 4, even, even, even + 1, many, many + 1, very_many];
            lengths.extend(draw.list(100, |draw| draw.usize(1..=9)));
            for (case, counted) in lengths.into_iter().enumerate() {
                let mut naps = draw.list(counted + 1, |draw| draw.millis(1..=3000));
                if counted == 3 {
                    // Equal times.
                    let nap = naps[0];
                    naps.fill(nap);
                }
                if case > 11 {
                    // Some are equal, or take no time.
                    let few = [Duration::ZERO, draw.millis(1..=900), draw.millis(1..=900)];
                    naps = draw.list(counted + 1, |draw| *draw.pick(&few));
                }
                let some_take_no_time = counted > 100;
                if some_take_no_time {
                    naps.iter_mut().step_by(3).for_each(|nap| *nap = Duration::ZERO);
                }
                if counted == very_many {
                    // Fewer than half take some time, or the check would take too long.
                    naps.iter_mut()
                        .enumerate()
                        .filter(|(run, _)| run % 5 > 1)
                        .for_each(|(_, nap)| *nap = Duration::ZERO);
                    for nap in &mut naps {
                        *nap /= 10;
                    }
                }
                let fraction = draw.duration(Duration::from_nanos(1)..=Duration::from_micros(900));
                let took = RefCell::new(Vec::new());
                let runs = NonZeroUsize::new(counted).expect("it is not zero");
                let got = timed(runs, async || {
                    let begun = Instant::now();
                    let run = took.borrow().len();
                    let nap = naps.get(run).copied().unwrap_or(SECOND);
                    if !nap.is_zero() {
                        sleep(nap).await;
                        // Even and odd nanoseconds.
                        tokio::time::advance(fraction + Duration::from_nanos(run as u64 % 4 / 2)).await;
                    }
                    took.borrow_mut().push(begun.elapsed());
                })
                .await;
                let all = took.take();
                if all.len() != counted + 1 {
                    expected(format!("a warm-up and {counted} counted runs"))
                        .but(format!("it ran {}", count(all.len() as u64, "time", "times")))
                        .without_picture()
                        .fail(&recording);
                }
                let mut sorted = all[1..].to_vec();
                sorted.sort_unstable();
                let two = sorted[(counted - 1) / 2] + sorted[counted / 2];
                for (name, got, wanted) in [
                    ("min", got.min, sorted[0]),
                    ("median", got.median, two / 2),
                    ("max", got.max, sorted[counted - 1]),
                ] {
                    // Half a nanosecond may be rounded.
                    let is_rounded = name == "median" && (2 * got).abs_diff(two) <= Duration::from_nanos(1);
                    if got == wanted || is_rounded {
                        continue;
                    }
                    let is_mean = name == "median" && counted % 2 == 0;
                    let what = match counted {
                        ..=3 => format!("`{name}` of {:?} after a warm-up of {:?}", &all[1..], all[0]),
                        _ => format!("`{name}` of {counted} runs"),
                    };
                    let report = expected(format!("{what}: {wanted:?}")).but(format!("it gave {got:?}"));
                    let mut once = sorted.clone();
                    once.dedup();
                    let of_once = match name {
                        "median" => (once[(once.len() - 1) / 2] + once[once.len() / 2]) / 2,
                        _ => got,
                    };
                    let cause = if got == all[0] && !sorted.contains(&got) {
                        Some("the first run, the warm-up, is counted".to_owned())
                    } else if once.len() < sorted.len()
                        && name == "median"
                        && got.abs_diff(of_once) <= Duration::from_nanos(1)
                    {
                        Some("equal times are counted once, as in a set".to_owned())
                    } else if let Some(unit) = cut(got, wanted) {
                        Some(cut_to(unit))
                    } else if is_mean && got.abs_diff(wanted) <= Duration::from_nanos(1) {
                        Some("two halves are rounded, and then added: divide the sum".to_owned())
                    } else if is_mean && sorted.contains(&got) {
                        Some("only one of the two runs in the middle is taken".to_owned())
                    } else if got.abs_diff(wanted) < Duration::from_millis(1) {
                        Some("the time loses its last digits, as in an `f32`".to_owned())
                    } else if some_take_no_time && is_of_the_others(name, got, &sorted) {
                        Some("runs that took no time are not counted".to_owned())
                    } else {
                        None
                    };
                    report.looks_as_if_any(cause).without_picture().fail(&recording);
                }
            }
        });
    }

    #[test]
    fn runs_to_the_end_without_a_rest() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let (length, run) = (draw.usize(5..=9), Cell::new(0));
            let naps = draw.list(length + 1, |draw| draw.millis(1000..=90_000));
            let ended = Cell::new(0);
            let start = Instant::now();
            let runs = NonZeroUsize::new(length).expect("it is not zero");
            let _ = timed(runs, async || {
                let nap = naps.get(run.get()).copied().unwrap_or(SECOND);
                run.set(run.get() + 1);
                sleep(nap).await;
                ended.set(ended.get() + 1);
            })
            .await;
            let (passed, total): (Duration, Duration) = (start.elapsed(), naps.iter().sum());
            if ended.get() <= length {
                expected(format!("the warm-up and {length} runs come to their end, which takes {naps:?}"))
                    .but(format!("{} of them did", ended.get()))
                    .looks_as_if("a run is left before it is done, such as the warm-up after a while")
                    .without_picture()
                    .fail(&recording);
            }
            if passed != total {
                let report = expected(format!("the warm-up and {length} runs, one after the other, take {total:?}"))
                    .but(format!("it took {passed:?}"))
                    .without_picture();
                let cause = (passed > total).then_some("it waits between the runs");
                report.looks_as_if_any(cause).fail(&recording);
            }
        });
    }

    #[test]
    fn measures_months_to_the_nanosecond() {
        paused_for(TWO_YEARS, async |recording| {
            let mut draw = Draw::of_test();
            let long = draw.list(3, months);
            let run = Cell::new(0);
            let got = timed(NonZeroUsize::MIN.saturating_add(1), async || {
                let place = run.replace(run.get() + 1);
                tokio::time::advance(long.get(place).copied().unwrap_or(SECOND)).await;
            })
            .await;
            let (min, max) = (long[1].min(long[2]), long[1].max(long[2]));
            let median = (min + max) / 2;
            for (name, got, wanted) in [("min", got.min, min), ("median", got.median, median), ("max", got.max, max)] {
                let is_rounded = name == "median" && (2 * got).abs_diff(min + max) <= Duration::from_nanos(1);
                if got == wanted || is_rounded {
                    continue;
                }
                let close = got.abs_diff(wanted) < SECOND;
                let cause = if close {
                    "the time loses its last digits: as seconds in an `f64`, months have no nanoseconds"
                } else {
                    "the time goes through a type that is too small"
                };
                expected(format!("`{name}` of two runs that take months: {wanted:?}"))
                    .but(format!("it gave {got:?}"))
                    .looks_as_if(cause)
                    .without_picture()
                    .fail(&recording);
            }
        });
    }

    #[test]
    fn measures_centuries() {
        plain(|| {
            let long = centuries(&mut Draw::of_test());
            let got =
                without_timers(async { timed(NonZeroUsize::MIN, async || tokio::time::advance(long).await).await });
            for (name, got) in [("min", got.min), ("median", got.median), ("max", got.max)] {
                must_be_centuries(got, long, &format!("`{name}` of a run that takes centuries"));
            }
        });
    }

    #[test]
    fn counts_what_a_job_does_when_it_is_called() {
        paused(async |recording| {
            let time = Draw::of_test().duration(SECOND..=9 * SECOND);
            let got = timed(NonZeroUsize::MIN.saturating_add(2), || takes_time_when_called(time)).await;
            for (name, got) in [("min", got.min), ("median", got.median), ("max", got.max)] {
                must_count_calls(&recording, name, got, time);
            }
        });
    }

    #[test]
    fn takes_the_largest_number_of_runs() {
        paused(async |recording| {
            // Those after it become few in a smaller type.
            let mut many = vec![NonZeroUsize::MAX];
            many.extend([16, 32].into_iter().filter_map(|bits| NonZeroUsize::new(1_usize.checked_shl(bits)? + 2)));
            for runs in many {
                takes_so_many(&recording, runs).await;
            }
        });
    }

    /// Asserts that so many runs go on for at least a hundred.
    async fn takes_so_many(recording: &Recording, runs: NonZeroUsize) {
        let run = Cell::new(0);
        let running = AssertUnwindSafe(tokio::time::timeout(
            100 * SECOND,
            timed(runs, async || {
                run.set(run.get() + 1);
                sleep(SECOND).await;
            }),
        ))
        .catch_unwind()
        .await;
        let is_few = running.as_ref().is_ok_and(Result::is_ok);
        let but = match running {
            // Whatever is ready at the hundredth second may come first.
            Ok(Err(_)) if (99..=101).contains(&run.get()) => return,
            Ok(Err(_)) => format!("in a hundred seconds there were {}", run.get()),
            Ok(Ok(timings)) => format!("it returned {timings:?}"),
            Err(panic) => format!("it panicked: {}", text_of(panic)),
        };
        let what =
            if runs == NonZeroUsize::MAX { "the largest number of runs".to_owned() } else { format!("{runs} runs") };
        expected(format!("with {what} it runs the job, once a second, until it is dropped"))
            .but(but)
            .looks_as_if(if is_few && runs < NonZeroUsize::MAX {
                "the number of runs goes through a smaller type, as by `as u32`"
            } else {
                "it allocates memory for all runs in advance, or calculates one more than the largest number"
            })
            .without_picture()
            .fail(recording);
    }

    #[test]
    fn one_run_is_fastest_middle_and_slowest() {
        paused(async |recording| {
            let seconds = &[60, 3];
            let got = recording.future("timed", timings(seconds)).await;
            assert_timings(&recording, seconds, &got, [3, 3, 3]);
        });
    }

    #[test]
    fn waits_for_nothing_but_the_job() {
        paused(async |recording| {
            let called = Cell::new(0);
            let runs = NonZeroUsize::MIN.saturating_add(Draw::of_test().usize(20..=40));
            let timing = timed(runs, async || called.set(called.get() + 1));
            let when_made = called.get();
            // Whoever gives way to other tasks is not ready at the first poll.
            let timings = timing.now_or_never();
            let (all, called) = (runs.get() + 1, called.get());
            if when_made > 0 || timings.is_none() || called != all {
                let report = expected(format!(
                    "{all} runs that wait for nothing are all done at the first poll, and none before"
                ))
                .but(format!(
                    "it ran {when_made} before, and {} by the end of the first poll",
                    count(called, "time", "times")
                ))
                .without_picture();
                let cause = if when_made > 0 {
                    Some("the job is called when the future is made: make the call inside of the `async`")
                } else {
                    timings
                        .is_none()
                        .then_some("it waits for something else, or gives way to other tasks between the runs")
                };
                report.looks_as_if_any(cause).fail(&recording);
            }
        });
    }

    #[test]
    fn waits_however_long_a_run_takes() {
        paused_for(TWO_YEARS, async |recording| {
            let mut draw = Draw::of_test();
            let long = [most_of_a_year(&mut draw), most_of_a_year(&mut draw)];
            let (run, ended) = (Cell::new(0), Cell::new(0));
            let got = timed(NonZeroUsize::MIN, async || {
                let nap = long.get(run.replace(run.get() + 1)).copied().unwrap_or(SECOND);
                sleep(nap).await;
                ended.set(ended.get() + 1);
            })
            .await;
            let wanted = Timings { min: long[1], median: long[1], max: long[1] };
            if got != wanted || ended.get() != 2 {
                expected(format!("after a warm-up of {:?}, which comes to its end, {wanted:?}", long[0]))
                    .but(format!("it gave {got:?}, and {} came to the end", count(ended.get(), "run", "runs")))
                    .looks_as_if_any((ended.get() < 2).then_some(GIVEN_UP))
                    .without_picture()
                    .fail(&recording);
            }
        });
    }

    #[test]
    fn keeps_two_calls_apart() {
        paused(async |recording| {
            let call = async |which: usize| {
                let (naps, run) = ([[4, 1, 3, 2], [2, 5, 1, 1]][which], Cell::new(0));
                timed(NonZeroUsize::MIN.saturating_add(2), async || {
                    let nap = naps.get(run.replace(run.get() + 1)).copied().unwrap_or(9);
                    sleep(SECOND * nap).await;
                })
                .await
            };
            keeps_calls_apart(&recording, call).await;
        });
    }
}

/// The numbers of the checks of the sums.
mod numbers {
    use super::*;
    use futures::{Stream, StreamExt as _, stream};
    use std::cell::Cell;
    use std::panic::AssertUnwindSafe;
    use std::pin::Pin;
    use std::task::Poll;

    /// Returns the peak of heap memory, in bytes, that `sum` needs for `length` numbers, of which it must return the sum.
    #[track_caller]
    pub(super) fn peak<F: Future<Output = f64>>(
        recording: &Recording,
        name: &str,
        length: u32,
        sum: impl FnOnce(stream::Iter<Numbers>) -> F,
    ) -> u64 {
        let numbers = stream::iter(Numbers(0..length));
        // A stream that is always ready needs no runtime: polls on this thread return the sum, the first of them unless the
        // code gives way to others.
        let got = Cell::new(None);
        let used = allocation_counter::measure(|| {
            let mut sum = pin!(sum(numbers));
            got.set((0..10_000_000).find_map(|_| sum.as_mut().now_or_never()));
        });
        // Whole numbers of this size have no rounding, in whichever order they are added.
        let wanted = f64::from(length) * f64::from(length - 1) / 2.0;
        match got.get() {
            Some(sum) if sum == wanted => used.bytes_max,
            got => {
                let cause = got.filter(|got| *got < wanted).map(|_| "it adds only some of the numbers");
                let report = expected(format!("`{name}` of the numbers from 0 to {}: {wanted}", length - 1))
                    .but(got.map_or_else(
                        || "it is still waiting, although all numbers are there".to_owned(),
                        |got| format!("it gave {got}"),
                    ))
                    .without_picture();
                report.looks_as_if_any(cause).fail(recording)
            }
        }
    }

    /// An iterator without a size hint, so that nobody can reserve memory in advance.
    pub(super) struct Numbers(std::ops::Range<u32>);

    impl Iterator for Numbers {
        type Item = f64;

        fn next(&mut self) -> Option<f64> {
            self.0.next().map(f64::from)
        }
    }

    /// Returns three numbers, one a second.
    pub(super) fn one_a_second() -> impl Stream<Item = f64> {
        stream::iter([1.5, -4.0, 10.25]).then(async |number| {
            sleep(SECOND).await;
            number
        })
    }

    /// Asserts the sum of [`one_a_second`].
    #[track_caller]
    pub(super) fn assert_sum(recording: &Recording, name: &str, sum: f64) {
        if sum == 7.75 {
            return;
        }
        let cause = [1.5, -4.0, 10.25].into_iter().find_map(|number| {
            if sum == 7.75 - number {
                Some(format!("{number} is left out"))
            } else if sum == 7.75 + number {
                Some(format!("{number} is counted twice"))
            } else {
                None
            }
        });
        let report = expected(format!("`{name}` of 1.5, -4 and 10.25: 7.75")).but(format!("it gave {sum}"));
        report.looks_as_if_any(cause).fail(recording);
    }

    /// Asserts that `sum` takes any few numbers, in any order, also such as are not finite.
    pub(super) async fn takes_any(
        recording: &Recording,
        name: &str,
        sum: impl AsyncFn(stream::Iter<std::vec::IntoIter<f64>>) -> f64,
    ) {
        let mut draw = Draw::of_test();
        for _ in 0..1000 {
            let length = draw.usize(1..=9);
            let numbers = draw.list(length, |draw| match draw.usize(0..=29) {
                0 => *draw.pick(&[f64::INFINITY, f64::NEG_INFINITY, f64::NAN]),
                // Without those of which nine overflow.
                _ => draw.any_f64().clamp(-1e300, 1e300),
            });
            let wanted = numbers.iter().fold(0.0, |sum, number| sum + number);
            let size: f64 = numbers.iter().map(|number| number.abs()).sum();
            let got = sum(stream::iter(numbers.clone())).await;
            let is_right = got == wanted || got.is_nan() && wanted.is_nan() || (got - wanted).abs() <= size * 1e-12;
            // What is infinite is not close to anything.
            if !is_right || got.is_finite() != wanted.is_finite() {
                expected(format!("`{name}` of {numbers:?}: {wanted:?}"))
                    .but(format!("it gave {got:?}"))
                    .without_picture()
                    .fail(recording);
            }
        }
    }

    /// Asserts that `sum` keeps all digits of drawn numbers, and what is not finite.
    pub(super) async fn assert_digits(
        recording: &Recording,
        name: &str,
        sum: impl AsyncFn(stream::Iter<std::vec::IntoIter<f64>>) -> f64,
    ) {
        let mut draw = Draw::of_test();
        for (length, range) in [(1, -1.0..1.0), (7, -100.0..100.0), (draw.usize(2000..=3000), -1e9..1e9)] {
            let mut numbers = draw.list(length, |draw| draw.f64(range.clone()));
            // Equal ones count as well.
            numbers.extend_from_within(length / 2..);
            let (wanted, size) =
                numbers.iter().fold((0.0, 0.0), |(sum, size), number| (sum + number, size + number.abs()));
            // Numbers come after it, too.
            let infinite = numbers.iter().copied().chain([f64::INFINITY, 1.0, -2.0]).collect::<Vec<_>>();
            let missing = infinite.iter().copied().chain([f64::NAN, 1.0]).collect::<Vec<_>>();
            let opposite = infinite.iter().copied().chain([f64::NEG_INFINITY]).collect::<Vec<_>>();
            for (numbers, wanted) in
                [(numbers, wanted), (infinite, f64::INFINITY), (missing, f64::NAN), (opposite, f64::NAN)]
            {
                let got = sum(stream::iter(numbers.clone())).await;
                // Another order of the numbers gives other last digits.
                if got == wanted || got.is_nan() && wanted.is_nan() || (got - wanted).abs() <= size * 1e-12 {
                    continue;
                }
                let mut once = numbers.clone();
                once.truncate(length);
                let cause = if wanted == f64::INFINITY && got.is_nan() {
                    Some("it subtracts infinity from infinity on the way, as a compensated sum does")
                } else if !wanted.is_finite() {
                    Some("it leaves out what is not finite, or adds whole numbers")
                } else if (got - once.iter().sum::<f64>()).abs() <= size * 1e-12 {
                    Some("equal numbers are counted once")
                } else if (got - wanted).abs() <= size * 1e-5 {
                    Some("it adds in `f32`, which has seven digits")
                } else if got.fract() == 0.0 {
                    Some("it adds whole numbers: the fractions are lost")
                } else {
                    None
                };
                let what = match &numbers[..] {
                    few if few.len() < 10 => format!("of {few:?}"),
                    many => format!("of {} numbers, the first of them {:?}", many.len(), many[0]),
                };
                expected(format!("`{name}` {what}: {wanted:?}"))
                    .but(format!("it gave {got:?}"))
                    .looks_as_if_any(cause)
                    .without_picture()
                    .fail(recording);
            }
        }
    }

    /// Asserts that `sum` reads streams to their ends, however long that takes, and does not poll them again after that.
    pub(super) async fn reads_to_the_end(
        recording: &Recording,
        name: &str,
        sum: impl AsyncFn(Pin<Box<dyn Stream<Item = f64> + '_>>) -> f64,
    ) {
        let long = Draw::of_test().millis(32_000_000_000..=55_000_000_000);
        // The sum is known before the end of the last two streams.
        let streams: [&[(Duration, f64)]; 5] = [
            &[(SECOND, 1.5), (long, -4.0)],
            &[],
            &[(SECOND, 1.5)],
            &[(SECOND, f64::NAN), (SECOND, 1.0), (SECOND, 2.0)],
            &[(SECOND, f64::INFINITY), (SECOND, 1.0)],
        ];
        for items in streams {
            let (polls, has_ended) = (Cell::new(0), Cell::new(false));
            let mut slow = Box::pin(stream::iter(items).then(async |(wait, number)| {
                sleep(*wait).await;
                *number
            }));
            let numbers = stream::poll_fn(|cx| {
                if has_ended.get() {
                    polls.set(polls.get() + 1);
                    return Poll::Ready(None);
                }
                let number = slow.as_mut().poll_next(cx);
                has_ended.set(matches!(number, Poll::Ready(None)));
                number
            });
            let started = Instant::now();
            let got = sum(Box::pin(numbers)).await;
            let (took, after) = (started.elapsed(), polls.get());
            let wanted: f64 = items.iter().map(|(_, number)| number).sum();
            let takes: Duration = items.iter().map(|(wait, _)| *wait).sum();
            let is_sum = got == wanted || (got.is_nan() && wanted.is_nan());
            if is_sum && took == takes && after == 0 && has_ended.get() {
                continue;
            }
            let cause = if took < takes && is_sum {
                Some("it ends at a number after which the sum stays as it is, such as NaN")
            } else if took < takes {
                Some(GIVEN_UP)
            } else if after > 0 {
                Some("a loop does not end with the first `None`: some streams begin anew then, or panic")
            } else {
                None
            };
            let end = if has_ended.get() { "the end was seen" } else { "the end was not seen" };
            expected(format!("`{name}` of {items:?} (times to wait, and numbers): {wanted:?} after {takes:?}, and no poll after the end"))
                .but(format!("it gave {got:?} after {took:?}, {end}, and {} came after it", count(after, "poll", "polls")))
                .looks_as_if_any(cause)
                .without_picture()
                .fail(recording);
        }
        // A stream that may have as many numbers as there can be, and has three.
        let numbers = |most: usize| {
            let numbers = stream::iter((0..most).map_while(|place| [1.5, -4.0, 10.25].get(place).copied()));
            AssertUnwindSafe(sum(Box::pin(numbers))).catch_unwind()
        };
        let needed = |most: usize| allocation_counter::measure(|| drop(numbers(most).now_or_never())).bytes_max;
        let (few, many) = (needed(3), needed(1 << 20));
        let happened = if many > few + (1 << 16) {
            Some(format!("with at most a million it needed {many} bytes, and with at most three {few}"))
        } else {
            let panic = numbers(usize::MAX).await.err();
            panic.map(|panic| format!("with at most {} it panicked: {}", usize::MAX, text_of(panic)))
        };
        if let Some(happened) = happened {
            expected(format!("`{name}` of three numbers, however many the stream's `size_hint` allows at most"))
                .but(happened)
                .looks_as_if("memory is reserved for as many numbers as there can be at most")
                .without_picture()
                .fail(recording);
        }
    }

    /// Asserts the sum of no numbers.
    #[track_caller]
    pub(super) fn assert_zero(recording: &Recording, sum: f64) {
        if sum != 0.0 {
            expected("zero for no numbers").but(format!("it gave {sum:?}")).without_picture().fail(recording);
        }
    }
}

mod sum_collected {
    use super::*;
    use ::measure_runtime::sum_collected;
    use futures::{StreamExt as _, stream};

    #[test]
    fn gives_the_sum() {
        paused(async |recording| {
            let sum = recording.future("sum_collected", sum_collected(numbers::one_a_second())).await;
            numbers::assert_sum(&recording, "sum_collected", sum);
        });
    }

    #[test]
    fn keeps_all_digits() {
        paused(async |recording| {
            numbers::assert_digits(&recording, "sum_collected", async |numbers| sum_collected(numbers).await).await;
            numbers::takes_any(&recording, "sum_collected", async |numbers| sum_collected(numbers).await).await;
        });
    }

    #[test]
    fn no_numbers_sum_up_to_zero() {
        paused(async |recording| numbers::assert_zero(&recording, sum_collected(stream::empty()).await));
    }

    #[test]
    fn collected_needs_memory_for_every_number() {
        paused(async |recording| {
            let all = Draw::of_test().within(200_000..=300_000) as u32;
            let [few, many] =
                [1_000, all].map(|length| numbers::peak(&recording, "sum_collected", length, sum_collected));
            if many < u64::from(all) * 8 {
                let report = expected(format!("`sum_collected` holds all numbers at once: {all} of 8 bytes each"))
                    .but(format!("at its peak it needed {few} bytes for 1,000 and {many} for {all}"))
                    .without_picture();
                let cause = (many <= few).then_some("it does not collect: that is the task of `sum_streamed`");
                report.looks_as_if_any(cause).fail(&recording);
            }
        });
    }

    #[test]
    fn reads_the_stream_to_its_end() {
        paused_for(TWO_YEARS, async |recording| {
            numbers::reads_to_the_end(&recording, "sum_collected", async |numbers| sum_collected(numbers).await).await;
        });
    }

    #[test]
    fn keeps_two_calls_apart() {
        paused(async |recording| {
            let call = async |which: usize| {
                sum_collected(numbers::one_a_second().map(move |number| number + which as f64)).await
            };
            keeps_calls_apart(&recording, call).await;
        });
    }
}

mod sum_streamed {
    use super::*;
    use ::measure_runtime::sum_streamed;
    use futures::{StreamExt as _, stream};

    #[test]
    fn gives_the_sum() {
        paused(async |recording| {
            let sum = recording.future("sum_streamed", sum_streamed(numbers::one_a_second())).await;
            numbers::assert_sum(&recording, "sum_streamed", sum);
        });
    }

    #[test]
    fn keeps_all_digits() {
        paused(async |recording| {
            numbers::assert_digits(&recording, "sum_streamed", async |numbers| sum_streamed(numbers).await).await;
            numbers::takes_any(&recording, "sum_streamed", async |numbers| sum_streamed(numbers).await).await;
        });
    }

    #[test]
    fn no_numbers_sum_up_to_zero() {
        paused(async |recording| numbers::assert_zero(&recording, sum_streamed(stream::empty()).await));
    }

    #[test]
    fn streamed_needs_no_more_memory_for_more_numbers() {
        paused(async |recording| {
            let all = Draw::of_test().within(200_000..=300_000) as u32;
            let [few, many] = [10, all].map(|length| numbers::peak(&recording, "sum_streamed", length, sum_streamed));
            // The runtime needs a few bytes for a future that gives way to others.
            if many > few + 1000 {
                expected(format!("`sum_streamed` needs as much memory for {all} numbers as for ten"))
                    .but(format!("at its peak it needed {few} bytes for ten, and {many} for {all}"))
                    .looks_as_if(if many >= u64::from(all) * 8 {
                        "the numbers are collected, or something else is kept for each"
                    } else {
                        "numbers are kept in a list or a buffer: only the sum so far is needed"
                    })
                    .without_picture()
                    .fail(&recording);
            }
        });
    }

    #[test]
    fn reads_the_stream_to_its_end() {
        paused_for(TWO_YEARS, async |recording| {
            numbers::reads_to_the_end(&recording, "sum_streamed", async |numbers| sum_streamed(numbers).await).await;
        });
    }

    #[test]
    fn keeps_two_calls_apart() {
        paused(async |recording| {
            let call = async |which: usize| {
                sum_streamed(numbers::one_a_second().map(move |number| number + which as f64)).await
            };
            keeps_calls_apart(&recording, call).await;
        });
    }
}

mod percentile {
    use super::*;
    use ::measure_runtime::percentile;

    fn sorted(times: &[Duration]) -> Vec<Duration> {
        let mut sorted = times.to_vec();
        sorted.sort_unstable();
        sorted
    }

    /// Asserts a percentile of these times.
    async fn assert_percentile(recording: &Recording, times: &[Duration], sorted: &[Duration], per_mille: u16) {
        if times.len() > 1000 {
            // The watchdog sees that the check comes on.
            tokio::task::yield_now().await;
        }
        let (length, exact) = (sorted.len(), sorted.len() * usize::from(per_mille));
        let rank = exact / 1000 + usize::from(!exact.is_multiple_of(1000));
        let wanted = sorted.get(rank.saturating_sub(1)).copied().filter(|_| per_mille <= 1000);
        let got = std::panic::catch_unwind(|| percentile(times, per_mille)).map_err(text_of);
        let is_border = times.is_empty() || rank == 0 || per_mille > 1000;
        let overflows = got.as_ref().is_err_and(|text| text.contains("overflow"));
        if matches!(got, Ok(got) if got == wanted) {
            return;
        }
        let place = |time: Duration| sorted.iter().position(|other| *other == time);
        let in_f32 = (length as f32 * f32::from(per_mille) / 1000.0).ceil() as usize;
        let mut distinct = sorted.to_vec();
        distinct.dedup();
        let rank_of_distinct = (distinct.len() * usize::from(per_mille)).div_ceil(1000);
        let of_distinct = distinct.get(rank_of_distinct.saturating_sub(1)).copied();
        let cause = match got.as_ref().ok().copied().flatten() {
            Some(got) if wanted.is_none() && place(got).is_some() => {
                Some("it does not check that there are times, and that `per_mille` is at most 1000")
            }
            Some(got) if place(got).is_none() => {
                Some("it interpolates or rounds: a percentile by the nearest rank is one of the times")
            }
            Some(_)
                if length > 0 && got.as_ref().ok().copied().flatten() == times.get(rank.saturating_sub(1)).copied() =>
            {
                Some("the times are not sorted")
            }
            Some(got)
                if wanted.is_some_and(|wanted| {
                    wanted > 1_000_000 * SECOND && got.abs_diff(wanted) < Duration::from_micros(1)
                }) =>
            {
                Some(
                    "the times are put into order without their nanoseconds, as by whole microseconds, or by seconds of an `f64`",
                )
            }
            Some(got) if length > distinct.len() && Some(got) == of_distinct => {
                Some("equal times are counted once, as in a set: each of them has its place")
            }
            Some(got) if in_f32 != rank && in_f32.checked_sub(1) == place(got) => {
                Some("the rank is calculated in an `f32`, which has only seven digits")
            }
            Some(got) if place(got) == Some(rank) => {
                Some("the rank is one too high: ranks count from 1, and a quotient of floats may be a little too large")
            }
            Some(got) if Some(got) < wanted => {
                Some("the rank is too low: it is rounded up, not down or to the nearest")
            }
            None if overflows && !is_border => Some("a product is too large for its type, such as a `u32`"),
            None if got.is_err() && is_border => {
                Some("it panics: no times, rank 0 and more than 1000 have results, too")
            }
            _ => None,
        };
        let what = match sorted.len() {
            ..=4 => format!("of {times:?}"),
            length => format!("of {length} times"),
        };
        let report = expected(format!("{per_mille} thousandths {what}: {wanted:?}"))
            .but(got.map_or_else(|text| format!("it panicked: {text}"), |got| format!("it gave {got:?}")))
            .without_picture();
        report.looks_as_if_any(cause).fail(recording);
    }

    #[test]
    fn gives_one_of_the_times_for_each_thousandth() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let some = draw.usize(40..=90);
            for length in [1, 2, 3, 4, 10, 100, some, 999, 1000, 1001] {
                let mut times = draw.list(length, |draw| draw.duration(Duration::from_nanos(1)..=SECOND));
                let ordered = sorted(&times);
                if length >= 100 {
                    // Many are sorted already, which takes little time.
                    times.clone_from(&ordered);
                }
                // All of them, or every seventh of many times.
                let (from, step) = if length < 500 { (0, 1) } else { (length % 7, 7) };
                for per_mille in (from as u16..=1000).step_by(step).chain([0, 1, 500, 999, 1000]) {
                    assert_percentile(&recording, &times, &ordered, per_mille).await;
                }
                if length > 3 {
                    // Equal times.
                    times.extend_from_within(length / 2..);
                    let ordered = sorted(&times);
                    for per_mille in [1, 250, 500, 501, 750, 990, 999] {
                        assert_percentile(&recording, &times, &ordered, per_mille).await;
                    }
                }
            }
        });
    }

    #[test]
    fn takes_any_number_of_times_and_the_longest() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let length = draw.usize(10_100..=11_000);
            let mut times = draw.list(length, |draw| draw.duration(Duration::ZERO..=SECOND));
            times.extend([Duration::MAX, Duration::ZERO, Duration::MAX]);
            let ordered = sorted(&times);
            for per_mille in [0, 1, 999, 1000] {
                assert_percentile(&recording, &times, &ordered, per_mille).await;
            }
            assert_percentile(&recording, &[Duration::MAX; 2], &[Duration::MAX; 2], 500).await;
            // Years that differ in nanoseconds, which they have not in an `f64`, and those that a `u64` of nanoseconds cannot hold.
            for years in [1, 1000] {
                let base = draw.duration(YEAR * years..=YEAR * (years + 1));
                let mut times: Vec<Duration> = (0..20).map(|nanos| base + Duration::from_nanos(nanos)).collect();
                times.extend([SECOND, YEAR * 600]);
                draw.shuffle(&mut times);
                let ordered = sorted(&times);
                for per_mille in (0..=1000).step_by(25) {
                    assert_percentile(&recording, &times, &ordered, per_mille).await;
                }
            }
        });
    }

    #[test]
    fn without_times_and_above_a_thousand_there_is_none() {
        paused(async |recording| {
            for per_mille in [0, 1, 500, 1000, 1001, u16::MAX] {
                assert_percentile(&recording, &[], &[], per_mille).await;
            }
            for per_mille in [1001, 1500, 30_000, u16::MAX] {
                let times = [SECOND, 2 * SECOND, 3 * SECOND];
                assert_percentile(&recording, &times, &times, per_mille).await;
            }
        });
    }

    #[test]
    fn takes_any_times() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            for _ in 0..1000 {
                let length = draw.usize(1..=12);
                let mut times = draw.list(length, |draw| draw.any_duration(Duration::MAX));
                // Some are equal.
                for place in 1..length {
                    if draw.usize(0..=3) == 0 {
                        times[place] = times[place - 1];
                    }
                }
                draw.shuffle(&mut times);
                let per_mille = if draw.usize(0..=5) == 0 {
                    *draw.pick(&[0, 1, 999, 1000, 1001])
                } else {
                    draw.usize(0..=1000) as u16
                };
                assert_percentile(&recording, &times, &sorted(&times), per_mille).await;
            }
        });
    }

    #[test]
    fn gives_the_exact_rank_of_many_times() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            // Sorted already, and all different: the fastest to sort.
            let times: Vec<Duration> = (0..80_000).map(|nanos| SECOND + Duration::from_nanos(nanos)).collect();
            for _ in 0..40 {
                // Where the rank is just one more, just reached or not yet: a type with few digits rounds it to another one.
                let per_mille = *draw.pick(&[999_usize, 997, 993, 991, 987, 503, 501, 333]);
                let border = (1..1000).find(|length| per_mille * length % 1000 == 1).unwrap_or(1);
                let length = 1000 * draw.usize(16..=78) + border + draw.usize(0..=2) - 1;
                assert_percentile(&recording, &times[..length], &times[..length], per_mille as u16).await;
            }
        });
    }

    #[test]
    fn takes_millions_of_times() {
        paused(async |recording| {
            // A thousand times as many are more than a `u32` holds.
            const MANY: usize = 4_300_000;
            let mut times = Vec::with_capacity(MANY);
            times.push(2 * SECOND);
            while times.len() < MANY {
                // A copy of what is there takes less time than one after the other.
                times.extend_from_within(..times.len().min(MANY - times.len()));
            }
            times[..MANY / 2].fill(SECOND);
            assert_percentile(&recording, &times, &times, 999).await;
        });
    }

    #[test]
    fn is_fast_in_any_order() {
        paused(async |recording| {
            // What grows with the square of their number takes minutes on any machine, and so does not come to its end here. More
            // of them where each step may move a block of memory, which is fast.
            const MANY: u64 = 60_000;
            const VERY_MANY: u64 = 300_000;
            /// A number of times, the time in each place, and the one in each place of the sorted list.
            type Order = (u64, fn(u64) -> u64, fn(u64) -> u64);
            let orders: [Order; 5] = [
                (MANY, |_| 7, |_| 7),
                (MANY, |place| place, |place| place),
                (VERY_MANY, |place| VERY_MANY - place, |place| place + 1),
                (MANY, |place| place.min(MANY - place), |place| place.div_ceil(2)),
                (MANY, |place| place % 2, |place| u64::from(place >= MANY / 2)),
            ];
            for (length, of, sorted) in orders {
                let nanos =
                    |of: fn(u64) -> u64| (0..length).map(|place| Duration::from_nanos(of(place))).collect::<Vec<_>>();
                assert_percentile(&recording, &nanos(of), &nanos(sorted), 501).await;
            }
        });
    }
}

mod load {
    use super::*;
    use ::measure_runtime::{Load, load};
    use std::cell::RefCell;
    use std::num::NonZeroUsize;
    use std::panic::AssertUnwindSafe;

    /// The times at which a job was called and ended.
    #[derive(Clone, Copy)]
    struct Run {
        job: usize,
        called: Instant,
        ended: Option<Instant>,
    }

    /// Measures the load of jobs that sleep for these times, and returns the runs in the order of the calls.
    async fn measured(naps: &[Duration], limit: NonZeroUsize) -> (Load, Vec<Run>) {
        let runs = &RefCell::new(Vec::new());
        let jobs: Vec<_> = (0..naps.len())
            .map(|job| {
                move || {
                    let place = runs.borrow().len();
                    runs.borrow_mut().push(Run { job, called: Instant::now(), ended: None });
                    let sleeping = (!naps[job].is_zero()).then(|| sleep(naps[job]));
                    async move {
                        if let Some(sleeping) = sleeping {
                            sleeping.await;
                        }
                        runs.borrow_mut()[place].ended = Some(Instant::now());
                    }
                }
            })
            .collect();
        let load = load(&jobs, limit).await;
        (load, runs.take())
    }

    /// Asserts the order and the number of the runs, and returns the ends of all.
    #[track_caller]
    fn assert_runs(recording: &Recording, runs: &[Run], jobs: usize, limit: usize) -> Vec<Instant> {
        let what = format!("{jobs} jobs with a limit of {limit}");
        let ends: Vec<Instant> = runs.iter().filter_map(|run| run.ended).collect();
        if runs.len() != jobs || ends.len() != jobs {
            expected(format!("{what}: each runs once, to its end"))
                .but(format!("{} were called, and {} ended", runs.len(), ends.len()))
                .without_picture()
                .fail(recording);
        }
        if let Some(at) = (0..jobs).find(|at| runs[*at].job != *at) {
            expected(format!("{what}: they are called in their order"))
                .but(format!("job {} was called as number {at}", runs[at].job))
                .without_picture()
                .fail(recording);
        }
        let mut sorted = ends.clone();
        sorted.sort();
        let begin = runs.first().map(|run| run.called);
        for (job, run) in runs.iter().enumerate() {
            // When the job has room: at once, or when as many have ended as make room for it.
            let room = if job < limit { begin } else { Some(sorted[job - limit]) };
            if room != Some(run.called) {
                let too_early = room.is_some_and(|room| run.called < room);
                expected(format!("{what}: job {job} is called as soon as there is room for it"))
                    .but(if too_early {
                        "it was called earlier, while all places were taken".to_owned()
                    } else {
                        format!("it was called {:?} later", run.called - room.unwrap_or(run.called))
                    })
                    .looks_as_if(if too_early {
                        "the limit is not kept, or all jobs are called in advance and wait for their turn afterwards"
                    } else {
                        "a finished job keeps its place until others end, as in chunks or with `buffered`, or the limit is another one"
                    })
                    .without_picture()
                    .fail(recording);
            }
        }
        ends
    }

    #[test]
    fn runs_the_jobs_in_their_order_and_measures_them() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            for length in [1, draw.usize(20..=40), draw.usize(150..=250), draw.usize(10_100..=10_500)] {
                let mut limits = vec![1, draw.usize(2..=9), draw.usize(10..=19), length, length + 1, usize::MAX];
                // Those become zero in a smaller type.
                limits.extend([16, 32].into_iter().filter_map(|bits| 1_usize.checked_shl(bits)));
                for limit in limits {
                    if length > 10_000 && limit != length {
                        continue;
                    }
                    let longest = if length > 10_000 { 90 } else { 4000 };
                    let naps = draw.list(length, |draw| draw.millis(1..=longest));
                    let places = NonZeroUsize::new(limit).expect("it is not zero");
                    let start = Instant::now();
                    // The time that passes is no whole number of milliseconds.
                    let measuring = tokio::time::timeout(2000 * SECOND, measured(&naps, places));
                    let measuring = AssertUnwindSafe(measuring).catch_unwind();
                    // With Tokio's budget, thousands of timers would be polled again and again: 128 may be ready in one poll.
                    let (measured, ()) = future::join(tokio::task::unconstrained(measuring), nudge()).await;
                    let measured = measured.unwrap_or_else(|panic| {
                        let cause =
                            (limit > length).then_some("it allocates as much as the limit says, or counts beyond it");
                        expected(format!("{length} jobs with a limit of {limit}"))
                            .but(format!("it panicked: {}", text_of(panic)))
                            .looks_as_if_any(cause)
                            .without_picture()
                            .fail(&recording)
                    });
                    let Ok((load, runs)) = measured else {
                        let cause = (limit > 1 << 15).then_some(
                            "the limit becomes zero in a smaller type, as by `as u32`, so that nothing starts",
                        );
                        expected(format!("{length} jobs with a limit of {limit} to come to an end"))
                            .but("it still waited after 2000 s")
                            .looks_as_if_any(cause)
                            .without_picture()
                            .fail(&recording)
                    };
                    let ends = assert_runs(&recording, &runs, length, limit);
                    let took = ends.iter().max().copied().unwrap_or(start) - start;
                    let times = runs.iter().zip(&ends).map(|(run, end)| *end - run.called);
                    let busy: Duration = times.sum();
                    let peak = limit.min(length);
                    for (name, got, wanted) in [("took", load.took, took), ("busy", load.busy, busy)] {
                        if let Some(report) =
                            wrong_time(got, wanted, &format!("`{name}` of {length} jobs with a limit of {limit}"))
                        {
                            report.without_picture().fail(&recording);
                        }
                    }
                    if load.peak != peak {
                        let cause = match load.peak {
                            got if got == limit => Some("it returns the limit: there may be fewer jobs"),
                            got if got == length => Some("it counts all jobs, also those that have ended or not begun"),
                            0 => Some("the largest count is never kept"),
                            _ => None,
                        };
                        let report = expected(format!("the peak of {length} jobs with a limit of {limit}: {peak}"))
                            .but(format!("it gave {}", load.peak))
                            .without_picture();
                        report.looks_as_if_any(cause).fail(&recording);
                    }
                }
            }
        });
    }

    #[test]
    fn measures_months_to_the_nanosecond() {
        paused_for(TWO_YEARS, async |recording| {
            let mut draw = Draw::of_test();
            let long = [months(&mut draw), months(&mut draw)];
            let jobs = long.map(|time| move || async move { tokio::time::advance(time).await });
            let load = load(&jobs, NonZeroUsize::MIN).await;
            for (name, got) in [("took", load.took), ("busy", load.busy)] {
                if let Some(report) =
                    wrong_time(got, long[0] + long[1], &format!("`{name}` of two jobs that take months, one at a time"))
                {
                    report.without_picture().fail(&recording);
                }
            }
        });
    }

    #[test]
    fn keeps_two_calls_apart() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let (length, other_length) = (draw.usize(10..=20), draw.usize(21..=40));
            let naps = [length, other_length].map(|length| draw.list(length, |draw| draw.millis(500..=4000)));
            let limits = [3, 7].map(|limit| NonZeroUsize::new(limit).expect("it is not zero"));
            let call = async |which: usize| measured(&naps[which], limits[which]).await.0;
            let alone = [call(0).await, call(1).await];
            // A call that is dropped half-way leaves nothing behind.
            drop(future::select(Box::pin(call(1)), Box::pin(sleep(SECOND))).await);
            // The first poll comes from elsewhere, so that the future must keep the newest waker.
            let mut one = Box::pin(call(0));
            let early = one.as_mut().now_or_never();
            let delayed = async {
                sleep(SECOND / 4).await;
                call(1).await
            };
            let (one, other) = future::join(one, delayed).await;
            if early.is_some() || [one, other] != alone {
                expected(format!("two loads at the same time that give what each gives alone: {alone:?}"))
                    .but(format!("they gave {:?}", [one, other]))
                    .looks_as_if("they share something, such as a `static` or `thread_local!` that counts jobs")
                    .without_picture()
                    .fail(&recording);
            }
        });
    }

    #[test]
    fn measures_centuries() {
        plain(|| {
            let long = centuries(&mut Draw::of_test());
            let job = move || async move { tokio::time::advance(long).await };
            let got = without_timers(async { load(&[job, job], NonZeroUsize::MIN).await });
            for (name, got) in [("took", got.took), ("busy", got.busy)] {
                must_be_centuries(got, 2 * long, &format!("`{name}` of two jobs that take centuries, one at a time"));
            }
        });
    }

    #[test]
    fn counts_what_a_job_does_when_it_is_called() {
        paused(async |recording| {
            let time = Draw::of_test().duration(SECOND..=9 * SECOND);
            let got = load(&[|| takes_time_when_called(time); 3], NonZeroUsize::MIN).await;
            must_count_calls(&recording, "took", got.took, 3 * time);
            must_count_calls(&recording, "busy", got.busy, 3 * time);
        });
    }

    #[test]
    fn no_jobs_are_no_load() {
        paused(async |recording| {
            let (load, _) = measured(&[], NonZeroUsize::MIN).await;
            let nothing = Load { took: Duration::ZERO, busy: Duration::ZERO, peak: 0 };
            if load != nothing {
                expected(format!("{nothing:?} without jobs"))
                    .but(format!("it gave {load:?}"))
                    .without_picture()
                    .fail(&recording);
            }
        });
    }

    #[test]
    fn begins_to_count_with_its_first_poll() {
        paused(async |recording| {
            let jobs = [3, 1, 2].map(|n| move || sleep(SECOND * n));
            let measuring = load(&jobs, NonZeroUsize::MIN).map(|load| load.took);
            begins_with_the_first_poll(&recording, "load", measuring).await;
        });
    }

    #[test]
    fn waits_however_long_a_job_takes() {
        paused_for(TWO_YEARS, async |recording| {
            let mut draw = Draw::of_test();
            let naps = draw.list(2, most_of_a_year);
            let (load, runs) = measured(&naps, NonZeroUsize::MIN).await;
            let (total, ended) = (naps[0] + naps[1], runs.iter().filter(|run| run.ended.is_some()).count());
            let wanted = Load { took: total, busy: total, peak: 1 };
            if load != wanted || ended != 2 {
                expected(format!("of jobs that take {naps:?}, one at a time: {wanted:?}"))
                    .but(format!("it gave {load:?}, and {ended} came to the end"))
                    .looks_as_if_any((ended < 2).then_some(GIVEN_UP))
                    .without_picture()
                    .fail(&recording);
            }
        });
    }

    #[test]
    fn takes_jobs_that_are_done_at_once() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            for case in 0..20 {
                let length = draw.usize(1..=40);
                let nap = |draw: &mut Draw| {
                    if case == 0 || draw.usize(0..=2) == 0 { Duration::ZERO } else { draw.millis(1..=900) }
                };
                let (naps, limit) = (draw.list(length, nap), draw.usize(1..=9));
                let start = Instant::now();
                let (load, runs) = measured(&naps, NonZeroUsize::MIN.saturating_add(limit - 1)).await;
                assert_runs(&recording, &runs, length, limit);
                let what = format!("of {length} jobs with a limit of {limit}, of which some take no time");
                let busy = naps.iter().sum();
                for (name, got, wanted) in [("took", load.took, start.elapsed()), ("busy", load.busy, busy)] {
                    if got != wanted {
                        expected(format!("`{name}` {what}: {wanted:?}"))
                            .but(format!("it gave {got:?}"))
                            .without_picture()
                            .fail(&recording);
                    }
                }
                // Jobs that take no time may run at the same time, or not, or at no time at all.
                let least = usize::from(load.busy > Duration::ZERO);
                if !(least..=limit.min(length)).contains(&load.peak) {
                    expected(format!("a peak {what} from {least} to {}", limit.min(length)))
                        .but(format!("it gave {}", load.peak))
                        .without_picture()
                        .fail(&recording);
                }
            }
        });
    }
}
