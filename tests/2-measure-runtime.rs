//! What chapter 2 asks for. Each module is a task, each test a sentence about what the code does.
//!
//! The same file checks the exercise and the reference solution. There is nothing to edit here.

use std::time::Duration;

use pollscope::Recording;
use pollscope::report::{Report, expected};
use pollscope::testing::paused;
use tokio::time::{Instant, sleep};

const SECOND: Duration = Duration::from_secs(1);

/// A time that is returned must be the one that passed on tokio's clock. Gives the verdict where it is not.
fn wrong_time(returned: Duration, passed: Duration, what: &str) -> Option<Report> {
    if returned == passed {
        return None;
    }
    let report =
        expected(format!("{what}: the {passed:?} that passed on tokio's clock")).but(format!("it gave {returned:?}"));
    let cause = if passed.is_zero() {
        "the time is written down: nothing was awaited"
    } else if returned.is_zero() {
        "start and end are taken at the same moment"
    } else if returned < SECOND / 10 {
        "the clock is `std::time::Instant`: it goes on in real time while the paused clock jumps. \
         `tokio::time::Instant` follows the clock that the sleeps follow"
    } else if returned < passed {
        "the clock is started too late, or stopped too early"
    } else {
        "the time is written down, or something else is timed as well"
    };
    Some(report.looks_as_if(cause))
}

/// Four comprehensions ran to their end, `together` of them at once.
#[track_caller]
fn assert_four(recording: &Recording, together: usize) {
    let trace = recording.trace();
    let finished = trace.finished_in_order("async_comprehension").len();
    let started = trace.started_in_order("async_comprehension").len();
    if finished != 4 || started != 4 {
        let cause = if started == 0 {
            "the time is waited for, or written down, instead of measured"
        } else if finished < started {
            "they are started, but not awaited to their end"
        } else {
            "there are too few of them, or too many"
        };
        expected("four comprehensions, run to their end")
            .but(format!("{started} were started, and {finished} ended"))
            .looks_as_if(cause)
            .fail(recording);
    }
    recording.assert_in_flight_at_most("async_comprehension", together);
    let reached = trace.max_in_flight("async_comprehension");
    if reached < together {
        expected("all four at the same time")
            .but(format!("never more than {reached} ran at once"))
            .looks_as_if(
                "each one is awaited before the next one is polled: a future that is only made does nothing, it starts \
                 with its first poll",
            )
            .fail(recording);
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
            if took != 10 * SECOND {
                let report = expected("ten seconds: the four wait at the same time").but(format!("it took {took:?}"));
                match took.as_secs() {
                    40 => report.looks_as_if("the four run one after the other"),
                    0 => report.looks_as_if("nothing is awaited"),
                    _ => report,
                }
                .fail(&recording);
            }
        });
    }

    #[test]
    fn gives_the_time_that_passed() {
        paused(async |recording| {
            let started = Instant::now();
            let returned = recording.future("measure_runtime", measure_runtime()).await;
            if let Some(report) = wrong_time(returned, started.elapsed(), "the time of the four together") {
                report.fail(&recording);
            }
        });
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
            if took != 40 * SECOND {
                let report = expected("four times ten seconds: 40s").but(format!("it took {took:?}"));
                match took.as_secs() {
                    10 => report.looks_as_if("the four run at the same time, or only one runs"),
                    0 => report.looks_as_if("nothing is awaited"),
                    _ => report,
                }
                .fail(&recording);
            }
        });
    }

    #[test]
    fn gives_the_time_that_passed() {
        paused(async |recording| {
            let started = Instant::now();
            let returned = recording.future("measure_in_turn", measure_in_turn()).await;
            if let Some(report) = wrong_time(returned, started.elapsed(), "the time of the four in turn") {
                report.fail(&recording);
            }
        });
    }
}

mod compare {
    use super::*;
    use ::measure_runtime::{Comparison, compare};

    /// Jobs of 3, 1 and 2 seconds, and what `compare` says of them.
    async fn compared() -> Comparison {
        let jobs = [3, 1, 2].map(|n| async move || pollscope::future(format!("job {n}"), sleep(SECOND * n)).await);
        compare(&jobs).await
    }

    #[test]
    fn gives_the_time_of_both_ways() {
        paused(async |recording| {
            let started = Instant::now();
            let comparison = recording.future("compare", compared()).await;
            let passed = started.elapsed();
            let wanted = Comparison { in_turn: 6 * SECOND, together: 3 * SECOND };
            if comparison != wanted || passed != 9 * SECOND {
                let Comparison { in_turn, together } = comparison;
                let cause = if passed < 9 * SECOND && comparison == wanted {
                    "a time is computed, not measured"
                } else if in_turn < SECOND / 10 && together < SECOND / 10 {
                    "the clock is `std::time::Instant`, which does not follow tokio's paused clock"
                } else if together == 6 * SECOND {
                    "the jobs run one after the other in both ways"
                } else if in_turn == 3 * SECOND {
                    "the jobs run at the same time in both ways"
                } else if together == 9 * SECOND {
                    "the second clock is not started anew"
                } else if (in_turn, together) == (3 * SECOND, 6 * SECOND) {
                    "the two are exchanged"
                } else {
                    "a clock is started or stopped at the wrong moment, or a job is left out"
                };
                expected(format!("for jobs of 3, 1 and 2 seconds {wanted:?}, after 9s"))
                    .but(format!("it gave {comparison:?}, after {passed:?}"))
                    .looks_as_if(cause)
                    .fail(&recording);
            }
        });
    }

    #[test]
    fn runs_every_job_first_in_turn_and_then_together() {
        paused(async |recording| {
            recording.future("compare", compared()).await;
            let trace = recording.trace();
            let order = trace.finished_in_order("job");
            let wanted = ["job 3", "job 1", "job 2", "job 1 2", "job 2 2", "job 3 2"];
            if order != wanted {
                let cause = if order.len() < wanted.len() {
                    "not every job runs twice"
                } else if order.starts_with(&["job 1", "job 2", "job 3"]) {
                    "they run together first"
                } else {
                    "the order of the jobs is another one, or both ways run at the same time"
                };
                expected(format!("the jobs of 3, 1 and 2 seconds to end in this order: {}", wanted.join(", ")))
                    .but(format!("they ended in this order: {}", order.join(", ")))
                    .looks_as_if(cause)
                    .fail(&recording);
            }
            for (one, other) in [("job 3", "job 1"), ("job 1", "job 2"), ("job 2", "job 3 2")] {
                if trace.overlap(one, other) {
                    expected("one job at a time in turn, and the second way only after the first")
                        .but(format!("`{one}` and `{other}` ran at the same time"))
                        .looks_as_if("both ways run at the same time")
                        .fail(&recording);
                }
            }
            recording.assert_overlap("job 1 2", "job 3 2");
        });
    }

    #[test]
    fn speedup_is_how_many_times_faster_together_is() {
        paused(async |recording| {
            let comparison = Comparison { in_turn: 40 * SECOND, together: 10 * SECOND };
            let speedup = comparison.speedup();
            if speedup != 4.0 {
                let cause = if speedup == 0.25 {
                    "the division is the wrong way round"
                } else if speedup == 30.0 {
                    "it is a difference, not a quotient"
                } else {
                    "whole seconds, or other numbers, are divided"
                };
                expected(format!("4 for {comparison:?}"))
                    .but(format!("it gave {speedup}"))
                    .looks_as_if(cause)
                    .without_picture()
                    .fail(&recording);
            }
            let short = Comparison { in_turn: Duration::from_micros(15), together: Duration::from_micros(10) };
            // Also when it is not a number.
            let close = (short.speedup() - 1.5).abs() <= 1e-9;
            if !close {
                expected(format!("1.5 for {short:?}"))
                    .but(format!("it gave {}", short.speedup()))
                    .looks_as_if("whole seconds or milliseconds are divided: use `as_secs_f64`")
                    .without_picture()
                    .fail(&recording);
            }
        });
    }

    #[test]
    fn no_time_at_all_is_neither_faster_nor_slower() {
        paused(async |recording| {
            let jobs: [fn() -> std::future::Ready<()>; 0] = [];
            let comparison = compare(&jobs).await;
            if comparison != (Comparison { in_turn: Duration::ZERO, together: Duration::ZERO }) {
                expected("no time for no jobs")
                    .but(format!("it gave {comparison:?}"))
                    .without_picture()
                    .fail(&recording);
            }
            if comparison.speedup() != 1.0 {
                expected("a speedup of 1 where neither way took any time")
                    .but(format!("it gave {}", comparison.speedup()))
                    .looks_as_if("zero is divided by zero")
                    .without_picture()
                    .fail(&recording);
            }
        });
    }
}

mod timed {
    use super::*;
    use ::measure_runtime::{Timings, timed};
    use std::num::NonZeroUsize;

    /// Times a job that takes so many seconds, run by run; the first run is the warm-up. Gives the timings and how often
    /// the job ran.
    async fn timings(seconds: &'static [u32]) -> (Timings, usize) {
        let mut runs = 0;
        let counted = NonZeroUsize::new(seconds.len() - 1).expect("a test has one counted run at least");
        let timings = timed(counted, async || {
            // A run too many is told by its count, not by a panic.
            let nap = seconds.get(runs).copied().unwrap_or(1);
            runs += 1;
            pollscope::future("run", sleep(SECOND * nap)).await;
        })
        .await;
        (timings, runs)
    }

    #[track_caller]
    fn assert_timings(recording: &Recording, seconds: &[u32], got: Timings, wanted: [u32; 3]) {
        let [min, median, max] = wanted.map(|seconds| SECOND * seconds);
        let wanted = Timings { min, median, max };
        if got == wanted {
            return;
        }
        let warm_up = SECOND * seconds[0];
        let cause = if got.max < SECOND / 10 {
            "the clock is `std::time::Instant`, which does not follow tokio's paused clock, or start and end are taken at \
             the same moment"
        } else if got.max == warm_up || got.min == warm_up {
            "the first run, the warm-up, is counted"
        } else if got.min == min && got.max == max {
            "the middle is taken of runs that are not sorted, or the mean instead of the median"
        } else if got.max > max {
            "the clock goes on from run to run: start it anew before each one"
        } else {
            "not every run is timed alone, from right before it to right after it"
        };
        expected(format!("for a warm-up of {} s and runs of {:?} s {wanted:?}", seconds[0], &seconds[1..]))
            .but(format!("it gave {got:?}"))
            .looks_as_if(cause)
            .fail(recording);
    }

    #[test]
    fn gives_the_fastest_the_middle_and_the_slowest_run() {
        paused(async |recording| {
            let seconds = &[60, 5, 1, 9, 2, 7];
            let (got, _) = recording.future("timed", timings(seconds)).await;
            assert_timings(&recording, seconds, got, [1, 5, 9]);
        });
    }

    #[test]
    fn does_not_count_the_warm_up() {
        paused(async |recording| {
            for seconds in [&[60, 3, 2, 4], &[1, 30, 20, 40]] {
                let (got, _) = recording.future("timed", timings(seconds)).await;
                let mut counted = [seconds[1], seconds[2], seconds[3]];
                counted.sort_unstable();
                assert_timings(&recording, seconds, got, counted);
            }
        });
    }

    #[test]
    fn runs_the_job_once_more_than_it_counts_one_at_a_time() {
        paused(async |recording| {
            let (_, runs) = recording.future("timed", timings(&[1, 1, 1, 1])).await;
            if runs != 4 {
                expected("a warm-up and three counted runs: the job runs four times")
                    .but(format!("it ran {runs} times"))
                    .looks_as_if(if runs == 3 { "there is no warm-up" } else { "the count of runs is wrong" })
                    .fail(&recording);
            }
            recording.assert_in_flight_at_most("run", 1);
        });
    }

    #[test]
    fn the_median_of_an_even_number_is_between_the_two_in_the_middle() {
        paused(async |recording| {
            let seconds = &[60, 8, 2, 4, 10];
            let (got, _) = recording.future("timed", timings(seconds)).await;
            assert_timings(&recording, seconds, got, [2, 6, 10]);
        });
    }

    #[test]
    fn one_run_is_fastest_middle_and_slowest() {
        paused(async |recording| {
            let seconds = &[60, 3];
            let (got, _) = recording.future("timed", timings(seconds)).await;
            assert_timings(&recording, seconds, got, [3, 3, 3]);
        });
    }
}

mod sums {
    use super::*;
    use ::measure_runtime::{sum_collected, sum_streamed};
    use futures::{FutureExt as _, StreamExt as _, stream};

    /// The most bytes of heap that `sum` had at one moment for so many numbers.
    fn peak<F: Future<Output = f64>>(length: u32, sum: impl FnOnce(stream::Iter<Numbers>) -> F) -> u64 {
        let numbers = stream::iter(Numbers(0..length));
        // A stream that is always ready needs no runtime: the first poll gives the sum, on this thread.
        let used = allocation_counter::measure(|| {
            assert!(sum(numbers).now_or_never().is_some(), "the numbers are all there: the sum can be ready at once");
        });
        used.bytes_max
    }

    /// An iterator that does not say how many there are, so that nobody can make room in advance.
    struct Numbers(std::ops::Range<u32>);

    impl Iterator for Numbers {
        type Item = f64;

        fn next(&mut self) -> Option<f64> {
            self.0.next().map(f64::from)
        }
    }

    #[test]
    fn both_give_the_sum() {
        paused(async |recording| {
            let one_a_second = || {
                stream::iter([1.5, -4.0, 10.25]).then(async |number| {
                    sleep(SECOND).await;
                    number
                })
            };
            let collected = recording.future("sum_collected", sum_collected(one_a_second())).await;
            let streamed = recording.future("sum_streamed", sum_streamed(one_a_second())).await;
            for (name, sum) in [("sum_collected", collected), ("sum_streamed", streamed)] {
                if sum != 7.75 {
                    expected(format!("`{name}` of 1.5, -4 and 10.25: 7.75"))
                        .but(format!("it gave {sum}"))
                        .looks_as_if("a number is left out, or counted twice")
                        .fail(&recording);
                }
            }
        });
    }

    #[test]
    fn no_numbers_sum_up_to_zero() {
        paused(async |recording| {
            let sums = (sum_collected(stream::empty()).await, sum_streamed(stream::empty()).await);
            if sums != (0.0, 0.0) {
                expected("zero for no numbers, from both")
                    .but(format!("they gave {sums:?}"))
                    .without_picture()
                    .fail(&recording);
            }
        });
    }

    #[test]
    fn collected_needs_memory_for_every_number() {
        paused(async |recording| {
            let (few, many) = (peak(1_000, sum_collected), peak(100_000, sum_collected));
            if many < 100_000 * 8 {
                expected("`sum_collected` holds all numbers at once: 100,000 of 8 bytes each")
                    .but(format!("at its peak it needed {few} bytes for 1,000 and {many} for 100,000"))
                    .looks_as_if("it does not collect: that is the task of `sum_streamed`")
                    .without_picture()
                    .fail(&recording);
            }
        });
    }

    #[test]
    fn streamed_needs_no_more_memory_for_more_numbers() {
        paused(async |recording| {
            let (few, many) = (peak(1_000, sum_streamed), peak(100_000, sum_streamed));
            if many > few {
                expected("`sum_streamed` needs as much memory for 100,000 numbers as for 1,000")
                    .but(format!("at its peak it needed {few} bytes for 1,000, and {many} for 100,000"))
                    .looks_as_if("the numbers are collected before they are summed")
                    .without_picture()
                    .fail(&recording);
            }
        });
    }
}
