//! The checks of chapter 0: a module for each task, and below them the helpers that they share.

use std::collections::HashSet;
use std::fmt::Write as _;
use std::pin::pin;
use std::time::Duration;

use futures::future::{join, join_all};
use futures::{Stream, StreamExt};
use pollscope::report::{count, expected};
use pollscope::testing::paused;
use pollscope::{LaneView, Outcome, Recording, Trace};
use tokio::runtime::Handle;
use tokio::time::{Instant, sleep, timeout};

mod async_generator {
    use super::*;
    use ::async_generator::async_generator;

    #[test]
    fn waits_one_second_before_each_of_ten_numbers() {
        paused(async |recording| keeps_the_pace(&recording, "async_generator", async_generator()).await);
    }

    #[test]
    fn does_nothing_before_it_is_polled() {
        paused(async |recording| {
            let should =
                "nothing happens before the first poll: made at 0 s and polled at 5 s, it gives a number at 6 s";
            let mut numbers = pin!(recording.stream("async_generator", async_generator()));
            sleep(5 * SECOND).await;
            let tasks = Handle::current().metrics().num_alive_tasks();
            let first = numbers.next().await;
            must_give_numbers(&recording, "async_generator", should);
            let came_at = recording.trace().lane("async_generator").item_times()[0];
            if first.is_some() && came_at == 6 * SECOND && tasks == 0 {
                return;
            }
            let report = expected(should).but(format!("the first number came at {} s", came_at.as_secs_f64()));
            let report = if tasks > 0 {
                report
                    .looks_as_if("a task is spawned when the stream is made: Tokio runs it whether or not it is polled")
            } else if came_at == 5 * SECOND {
                report.looks_as_if(
                    "the second began when the stream was made, or there is none: make the `sleep` inside the stream",
                )
            } else {
                report
            };
            report.fail(&recording);
        });
    }

    #[test]
    fn begins_each_second_when_the_number_is_asked_for() {
        paused(async |recording| waits_when_asked(&recording, "async_generator", async_generator()).await);
    }

    #[test]
    fn can_be_given_up_and_dropped() {
        paused(async |recording| bears_drops(&recording, "async_generator", async_generator()).await);
    }

    #[test]
    fn draws_evenly_from_0_to_10() {
        paused(async |recording| {
            draws_evenly(&recording, "async_generator", async_generator(), |_| async_generator()).await;
        });
    }
}

mod seeded {
    use super::*;
    use ::async_generator::seeded;

    #[test]
    fn equal_seeds_give_equal_numbers() {
        paused(async |recording| {
            let should = "equal seeds give equal numbers, also when two streams run at the same time";
            for seed in [7, 0, u64::MAX] {
                let alone = all_of(&recording, &format!("seeded({seed})"), seeded(seed), should).await;
                let (mut one, mut other) = (pin!(seeded(seed)), pin!(seeded(seed)));
                let (mut ones, mut others) = (Vec::new(), Vec::new());
                for _ in 0..alone.len() {
                    let (number, other_number) = join(one.next(), other.next()).await;
                    ones.extend(number);
                    others.extend(other_number);
                }
                if alone == ones && alone == others {
                    continue;
                }
                let report = expected(should).but(format!(
                    "three streams of `seeded({seed})` gave\n  alone    {}\n  together {}\n  and      {}",
                    listed(&alone),
                    listed(&ones),
                    listed(&others)
                ));
                // A number in another place than alone: the other stream has drawn from the same generator.
                let moved = |(place, number): (usize, &f64)| alone.contains(number) && alone.get(place) != Some(number);
                let report = if ones.iter().enumerate().any(moved) || others.iter().enumerate().any(moved) {
                    report.looks_as_if("streams with the same seed share a random number generator: each needs its own")
                } else {
                    report.looks_as_if(
                        "not only the seed decides: make the generator in the stream, with `StdRng::seed_from_u64(seed)`",
                    )
                };
                report.without_picture().fail(&recording);
            }
        });
    }

    /// Returns true if one run begins with the other's numbers, without the first few.
    fn follows(one: &[f64], other: &[f64]) -> bool {
        (1..=5).any(|skipped| other.get(skipped..).is_some_and(|rest| !rest.is_empty() && one.starts_with(rest)))
    }

    #[test]
    fn different_seeds_give_different_numbers() {
        paused(async |recording| {
            let should = "different seeds give different numbers";
            all_of(&recording, "seeded(7)", seeded(7), should).await;
            // Some are close to each other, some differ in a high bit only.
            let seeds = [0, 1, 2, 7, 8, 7 + (1 << 8), 7 + (1 << 16), 7 + (1 << 32), 7 + (1 << 63), u64::MAX];
            let runs = join_all(seeds.map(|seed| seeded(seed).take(ENOUGH).collect::<Vec<f64>>())).await;
            for (index, (numbers, seed)) in runs.iter().zip(seeds).enumerate() {
                for (others, other_seed) in runs.iter().zip(seeds).take(index) {
                    let common = numbers.iter().filter(|number| others.contains(number)).count();
                    // The chance that two right runs of ten have a number in common is 100 in 2^52; five never happen.
                    if common < 5 {
                        continue;
                    }
                    let report = expected(should).but(format!(
                        "two streams have {common} numbers in common:\n  seeded({other_seed}): {}\n  seeded({seed}): {}",
                        listed(others),
                        listed(numbers)
                    ));
                    let report = if follows(numbers, others) || follows(others, numbers) {
                        report.looks_as_if(
                            "each number has a generator of its own, made from the seed and the place of the number",
                        )
                    } else if numbers != others {
                        report
                    } else if runs.iter().all(|run| run == numbers) {
                        report
                            .looks_as_if("the seed is not used: make the generator with `StdRng::seed_from_u64(seed)`")
                    } else if (seed ^ other_seed).trailing_zeros() >= 8 {
                        report.looks_as_if("only the lower part of the seed is used, as in a conversion with `as`")
                    } else {
                        report.looks_as_if("different seeds are made equal before they are used")
                    };
                    report.without_picture().fail(&recording);
                }
            }
        });
    }

    #[test]
    fn draws_evenly_from_0_to_10() {
        paused(async |recording| draws_evenly(&recording, "seeded", seeded(7), seeded).await);
    }

    #[test]
    fn waits_one_second_before_each_of_ten_numbers() {
        paused(async |recording| keeps_the_pace(&recording, "seeded", seeded(7)).await);
    }

    #[test]
    fn begins_each_second_when_the_number_is_asked_for() {
        paused(async |recording| waits_when_asked(&recording, "seeded", seeded(7)).await);
    }

    #[test]
    fn can_be_given_up_and_dropped() {
        paused(async |recording| bears_drops(&recording, "seeded", seeded(7)).await);
    }
}

mod unfolded {
    use super::*;
    use ::async_generator::{seeded, unfolded};

    #[test]
    fn gives_the_numbers_of_seeded() {
        paused(async |recording| {
            let should = "`unfolded(seed)` gives the numbers of `seeded(seed)`";
            let mut first = Vec::new();
            for seed in [7, 0, 8, u64::MAX] {
                let numbers = all_of(&recording, &format!("unfolded({seed})"), unfolded(seed), should).await;
                let wanted = all_of(&recording, &format!("seeded({seed})"), seeded(seed), should).await;
                if seed == 7 {
                    first.clone_from(&numbers);
                }
                if numbers == wanted {
                    continue;
                }
                let report = expected(should).but(format!(
                    "with the seed {seed} they gave\n  seeded:   {}\n  unfolded: {}",
                    listed(&wanted),
                    listed(&numbers)
                ));
                let report = if seed != 7 && numbers == first {
                    report.looks_as_if("`unfolded` does not use its seed")
                } else if numbers.len() > 1 && numbers.iter().all(|number| *number == numbers[0]) {
                    report.looks_as_if(
                        "nothing new is drawn: draw in each step, and pass on the generator that drew, not a new one or a copy",
                    )
                } else if numbers.len() < wanted.len() && wanted.starts_with(&numbers) {
                    report.looks_as_if("it ends too early: the closure gives `Some` ten times, and then `None`")
                } else if numbers.starts_with(&wanted) {
                    report
                        .looks_as_if("it ends too late, or never: the closure gives `Some` ten times, and then `None`")
                } else if wanted.get(1..) == numbers.get(..wanted.len() - 1) {
                    report.looks_as_if("one more number is drawn than given: the first one is lost")
                } else {
                    report
                        .looks_as_if("`unfolded` has another generator than `seeded`, or draws from it in another way")
                };
                report.without_picture().fail(&recording);
            }
        });
    }

    #[test]
    fn waits_one_second_before_each_of_ten_numbers() {
        paused(async |recording| keeps_the_pace(&recording, "unfolded", unfolded(7)).await);
    }

    #[test]
    fn begins_each_second_when_the_number_is_asked_for() {
        paused(async |recording| waits_when_asked(&recording, "unfolded", unfolded(7)).await);
    }

    #[test]
    fn can_be_given_up_and_dropped() {
        paused(async |recording| bears_drops(&recording, "unfolded", unfolded(7)).await);
    }
}

mod running_mean {
    use std::task::Poll;

    use super::*;
    use ::async_generator::running_mean;
    use async_stream::stream;
    use futures::stream::{empty, iter, poll_fn};

    #[test]
    fn gives_the_mean_of_all_numbers_so_far() {
        paused(async |recording| {
            let numbers = [4.0, 8.0, 3.0, 5.0, 0.5, -8.5];
            let should = "after each number comes the mean of all numbers so far";
            let means = all_of(&recording, "running_mean", running_mean(iter(numbers)), should).await;
            let wanted = [4.0, 6.0, 5.0, 5.0, 4.1, 2.0];
            if agree(&means, &wanted) {
                return;
            }
            let is = |other: &[f64]| agree(&means, other);
            let report = expected(format!("{should}: of {} these are {}", listed(&numbers), listed(&wanted)))
                .but(format!("it gave {}", listed(&means)))
                .without_picture();
            let report = if is(&[2.0]) {
                report.looks_as_if("only one mean is given at the end: that of all numbers")
            } else if is(&[4.0, 12.0, 15.0, 20.0, 20.5, 12.0]) {
                report.looks_as_if("the totals are given: divide each by the count so far")
            } else if is(&numbers) {
                report.looks_as_if("the numbers themselves are given")
            } else if is(&[4.0, 6.0, 5.5, 4.0, 2.75, -4.0]) {
                report.looks_as_if("only the last two numbers count")
            } else if is(&[4.0, 6.0, 4.5, 4.75, 2.625, -2.9375]) {
                report
                    .looks_as_if("each mean is that of the last mean and the new number, but they do not count equally")
            } else if agree(means.get(1..).unwrap_or_default(), &[12.0, 7.5, 20.0 / 3.0, 5.125, 2.4]) {
                report.looks_as_if("it is divided by a count that is one too low: count the number before you divide")
            } else if agree(means.get(1..).unwrap_or_default(), &wanted) {
                report.looks_as_if("something is given before the mean of the first number")
            } else {
                report
            };
            report.fail(&recording);
        });
    }

    #[test]
    fn pulls_one_number_for_each_mean() {
        paused(async |recording| {
            const ALL: usize = 10;
            let numbers = recording.stream("numbers", iter((0..ALL).map(|number| number as f64)));
            let mut means = pin!(recording.stream("running_mean", running_mean(numbers)));
            let mut mean = None;
            for asked in 0..=ALL {
                let should =
                    if asked == 0 { "nothing is pulled before the first poll" } else { "one mean pulls one number" };
                if asked > 0 {
                    mean = means.next().await;
                    must_give_numbers(&recording, "running_mean", should);
                }
                let trace = recording.trace();
                let (pulled, given) = (trace.lane("numbers").items(), trace.lane("running_mean").items());
                if pulled == asked && given == asked {
                    continue;
                }
                let report = expected(should).but(format!(
                    "it pulled {} and gave {}",
                    count(pulled, "number", "numbers"),
                    count(given, "mean", "means")
                ));
                // The mean of 0, 1, 2 and so on.
                let is_right = mean == Some((asked as f64 - 1.0) / 2.0);
                let report = if asked == 0 {
                    report.looks_as_if("numbers are pulled when the stream is made")
                } else if pulled == ALL && given == 1 {
                    report.looks_as_if("all numbers are read before the first mean is given")
                } else if pulled > given && is_right {
                    report.looks_as_if("it pulls ahead: it takes the next number before anybody asks for the next mean")
                } else if pulled > given {
                    report.looks_as_if("more than one number is pulled for a mean")
                } else if pulled < given {
                    report.looks_as_if("a mean is given without a new number")
                } else {
                    report.looks_as_if("it ends before the numbers do")
                };
                report.fail(&recording);
            }
        });
    }

    #[test]
    fn waits_while_the_numbers_wait() {
        paused(async |recording| {
            let should = "each mean comes when its number comes, at 1, 3 and 6 s, and the end at 10 s";
            let numbers = recording.stream(
                "numbers",
                stream! {
                    for seconds in 1..=3 {
                        sleep(seconds * SECOND).await;
                        yield f64::from(seconds);
                    }
                    sleep(4 * SECOND).await;
                },
            );
            drain(&recording, "running_mean", running_mean(numbers)).await;
            let trace = recording.trace();
            let means = trace.lane("running_mean");
            let numbers = trace.lane("numbers");
            if means.items() == 0 && numbers.items() == 0 && numbers.outcome() == Outcome::DroppedUnfinished {
                expected(should)
                    .but(happened(&means))
                    .looks_as_if("`Pending` is taken for the end: it means that the number is not there yet")
                    .fail(&recording);
            }
            must_give_numbers(&recording, "running_mean", should);
            let wanted = [SECOND, 3 * SECOND, 6 * SECOND];
            if means.item_times() == wanted
                && means.outcome() == Outcome::Finished
                && means.ended_at() == Some(10 * SECOND)
            {
                return;
            }
            let report = expected(should).but(happened(&means));
            let report = if means.item_times().first() == Some(&(10 * SECOND)) {
                report.looks_as_if("nothing is given before the numbers end")
            } else if means.item_times() == [3 * SECOND, 6 * SECOND, 10 * SECOND] {
                report.looks_as_if("it pulls ahead: each mean waits for the number after its own")
            } else {
                report
            };
            report.fail(&recording);
        });
    }

    #[test]
    fn ends_with_the_numbers() {
        paused(async |recording| {
            let should = "it ends when the numbers end, and does not poll them again";
            let mut polls = 0;
            // Like some streams, this one goes on when it is polled after its end.
            let numbers = recording.stream(
                "numbers",
                poll_fn(move |_| {
                    polls += 1;
                    Poll::Ready(if polls == 3 { None } else { Some(f64::from(polls)) })
                }),
            );
            let means = all_of(&recording, "running_mean", running_mean(numbers), should).await;
            let pulled = recording.trace().lane("numbers").polls();
            if !agree(&means, &[1.0, 1.5]) || pulled != 3 {
                let report = expected(format!("{should}: two numbers and their end are three polls and two means"))
                    .but(format!(
                        "it polled the numbers {}, and gave {}: {}",
                        count(pulled, "time", "times"),
                        count(means.len(), "mean", "means"),
                        listed(&means)
                    ));
                let report = if pulled > 3 {
                    report.looks_as_if("`numbers` is polled again after its `None`: leave the loop when it comes")
                } else if pulled < 3 {
                    report.looks_as_if("`numbers` is not read to its end")
                } else if means.len() < 2 {
                    report.looks_as_if("fewer means are given than there are numbers")
                } else if means.len() > 2 {
                    report.looks_as_if("more means are given than there are numbers")
                } else {
                    report
                };
                report.fail(&recording);
            }
            let nothing = drain(&recording, "running_mean of nothing", running_mean(empty())).await;
            if !nothing.is_empty() {
                expected("without numbers there are no means")
                    .but(format!("it gave {}", listed(&nothing)))
                    .looks_as_if("a mean is given without a number")
                    .fail(&recording);
            }
        });
    }

    #[test]
    fn drops_the_numbers_when_it_is_dropped() {
        paused(async |recording| {
            let should = "when it is dropped half-way, `numbers` is dropped";
            let numbers = recording.stream("numbers", iter([1.0, 2.0, 3.0]));
            let mut means = Box::pin(recording.stream("running_mean", running_mean(numbers)));
            let _ = means.next().await;
            must_give_numbers(&recording, "running_mean", should);
            drop(means);
            let outcome = recording.trace().lane("numbers").outcome();
            if outcome != Outcome::DroppedUnfinished {
                let report = match outcome {
                    Outcome::Finished => {
                        expected(should).but("`numbers` was read to its end, although only one mean was asked for")
                    }
                    Outcome::NeverPolled => expected(should).but("a mean was given before `numbers` was ever polled"),
                    _ => expected(should)
                        .but("`numbers` was neither dropped nor finished")
                        .looks_as_if("`numbers` is leaked: pin it by `pin!(numbers)` or `Box::pin(numbers)`"),
                };
                report.fail(&recording);
            }
        });
    }

    #[test]
    fn stays_accurate_over_ten_thousand_numbers() {
        paused(async |recording| {
            let should = "each mean is off by less than a billionth of the largest number";
            // Quarters, so that their sums are exact as integers.
            let quarters: Vec<i64> = (0..10_000).map(|place| 4_000_000 + place % 7).collect();
            let numbers: Vec<f64> = quarters.iter().map(|quarter| *quarter as f64 / 4.0).collect();
            let largest = numbers.iter().copied().fold(0.0, f64::max);
            let means: Vec<f64> = running_mean(iter(numbers.clone())).collect().await;
            if means.is_empty() {
                expected(should)
                    .but("`running_mean` gave nothing: it is not written yet")
                    .without_picture()
                    .fail(&recording);
            }
            let mut sum = 0;
            for (place, quarter) in quarters.into_iter().enumerate() {
                sum += quarter;
                let wanted = sum as f64 / (4 * (place + 1)) as f64;
                let Some(mean) = means.get(place) else {
                    expected(should)
                        .but(format!("of 10,000 numbers it gave {}", count(place, "mean", "means")))
                        .looks_as_if("it ends before the numbers do")
                        .without_picture()
                        .fail(&recording);
                };
                let (off, so_far) = ((mean - wanted).abs(), &numbers[..=place]);
                if off < largest / 1e9 {
                    continue;
                }
                let report = expected(should)
                    .but(format!("after {} numbers near a million it gave {mean} instead of {wanted}", place + 1))
                    .without_picture();
                let report = if means.iter().all(|mean| f64::from(*mean as f32) == *mean)
                    && off < largest * f64::from(f32::EPSILON)
                {
                    report.looks_as_if("something is kept in an `f32`, which has only seven digits")
                } else if so_far.iter().any(|number| number <= mean) && so_far.iter().any(|number| number >= mean) {
                    report.looks_as_if("rounding errors add up, or the numbers so far do not count equally")
                } else {
                    report
                };
                report.fail(&recording);
            }
        });
    }
}

const SECOND: Duration = Duration::from_secs(1);

/// The maximum number of numbers to ask for: the end must come after ten, and two more show that it does not.
const ENOUGH: usize = 12;

/// Asks for one number after the other, until the stream ends or there are [`ENOUGH`].
async fn drain(recording: &Recording, lane: &str, numbers: impl Stream<Item = f64>) -> Vec<f64> {
    let mut numbers = pin!(recording.stream(lane, numbers));
    let mut given = Vec::new();
    while given.len() < ENOUGH
        && !stands_still(&recording.trace().lane(lane))
        && let Some(number) = numbers.next().await
    {
        given.push(number);
    }
    given
}

/// Drains the stream, and fails at once if there are no numbers or the thread was blocked.
async fn all_of(recording: &Recording, lane: &str, numbers: impl Stream<Item = f64>, should: &str) -> Vec<f64> {
    let numbers = drain(recording, lane, numbers).await;
    must_give_numbers(recording, lane, should);
    numbers
}

#[track_caller]
fn must_give_numbers(recording: &Recording, name: &str, should: &str) {
    let trace = recording.trace();
    let lane = trace.lane(name);
    let function = name.split('(').next().unwrap_or(name);
    if is_stub(&trace, &lane) {
        expected(should)
            .but(format!("`{function}` ended at once and gave nothing: it is not written yet"))
            .without_picture()
            .fail(recording);
    }
    if lane.items() == 0 {
        expected(should).but(format!("`{function}` gave nothing")).fail(recording);
    }
    if stands_still(&lane) {
        expected(should).but(happened(&lane)).looks_as_if(BLOCKS_THE_THREAD).fail(recording);
    }
}

/// Returns true if the stream ended at its first poll, as the stub does, without polling any other stream.
fn is_stub(trace: &Trace, lane: &LaneView) -> bool {
    lane.items() == 0
        && lane.outcome() == Outcome::Finished
        && trace.lanes().map(|lane| lane.polls()).sum::<usize>() == 1
}

const BLOCKS_THE_THREAD: &str = "the thread is blocked, as by `std::thread::sleep`, so tokio's clock stands still and \
                                 nothing else can run: use `tokio::time::sleep(...).await`";

/// Returns true if numbers came after real time, but no time on tokio's clock. That they come too early is wrong on any
/// machine; the real time only chooses the words.
fn stands_still(lane: &LaneView) -> bool {
    lane.item_times().first() == lane.started_at().as_ref()
        && lane.items() > 0
        && lane.longest_poll() >= Some(SECOND / 2)
}

/// Asserts that ten numbers come, at 1, 2, ... 10 s, and that the stream ends with the last one.
async fn keeps_the_pace(recording: &Recording, name: &'static str, numbers: impl Stream<Item = f64>) {
    let should = "ten numbers come, at 1, 2, ... 10 s, and the stream ends at 10 s";
    drain(recording, name, numbers).await;
    let trace = recording.trace();
    let lane = trace.lane(name);
    if is_stub(&trace, &lane) && name == "async_generator" {
        // The first failure that a learner ever sees, so it shows a picture.
        expected(should)
            .but("the stream ended at its first poll, and gave nothing")
            .looks_as_if("`async_generator` is not written yet: its stub is an empty stream")
            .fail(recording);
    }
    must_give_numbers(recording, name, should);
    let times = lane.item_times();
    let ended = lane.ended_at().filter(|_| lane.outcome() == Outcome::Finished);
    if times == every(SECOND) && ended == Some(10 * SECOND) {
        return;
    }
    let report = expected(should).but(happened(&lane));
    report.looks_as_if_any(wrong_pace(&times, ended)).fail(recording)
}

/// Returns the times of ten numbers with `wait` before each.
fn every(wait: Duration) -> Vec<Duration> {
    (1..=10).map(|place| place * wait).collect()
}

/// Returns the likeliest cause of wrong times.
fn wrong_pace(times: &[Duration], ended: Option<Duration>) -> Option<String> {
    let first = *times.first()?;
    let Some(ended) = ended else {
        return (times.len() == ENOUGH).then(|| "there are too many rounds, or the stream never ends".to_owned());
    };
    let wait = times.get(1).map_or(first, |second| second.saturating_sub(first));
    let all_at = |time: Duration| times.iter().all(|other| *other == time);
    let at_once_and_then_each_second = times.iter().zip(0..).all(|(time, place)| *time == place * SECOND);
    let cause = match times.len() {
        1 if first == 10 * SECOND => "one number comes after all the waits: the `yield` is after the loop, not in it",
        1 => "the stream ends with its first number, as with a `return` in the loop",
        9 => "there is one round too few: `1..10` has nine",
        0..=8 => "there are too few rounds",
        11 => "there is one round too many: `0..=10` has eleven",
        12.. => "there are too many rounds, or the stream never ends",
        10 if ended.is_zero() => "nothing is waited for, as when a `sleep(...)` has no `.await`: it is never polled",
        10 if at_once_and_then_each_second && ended == 10 * SECOND => "the number is yielded before the sleep",
        10 if at_once_and_then_each_second && ended == 9 * SECOND => {
            "the first number is not waited for, as with an `interval`, whose first tick comes at once"
        }
        10 if all_at(Duration::ZERO) => "the sleep is after the loop, not in it",
        10 if all_at(10 * SECOND) => {
            "all numbers are collected first and then given at once, or one long sleep comes before the loop"
        }
        10 if all_at(first) => "the sleep is before the loop, not in it",
        10 if times == every(SECOND) => "there is a wait after the last number, too, when nothing is left to wait for",
        10 if times == every(wait) => {
            return Some(format!("each number takes {} s instead of 1 s", wait.as_secs_f64()));
        }
        _ => return None,
    };
    Some(cause.to_owned())
}

/// Asserts that each second, including the first, begins when its number is asked for, however late that is.
async fn waits_when_asked(recording: &Recording, name: &str, numbers: impl Stream<Item = f64>) {
    // If a wait goes on while nobody asks, half of it is left, which is not the same as no wait at all.
    const HALF: Duration = Duration::from_millis(500);
    let should = "each number comes one second after it is asked for, however late that is";
    let mut numbers = pin!(recording.stream(name, numbers));
    let mut waits = Vec::new();
    while waits.len() < ENOUGH && !stands_still(&recording.trace().lane(name)) {
        // The reader is slow: other work takes half a second before each number.
        sleep(HALF).await;
        let asked = Instant::now();
        if numbers.next().await.is_none() {
            break;
        }
        waits.push(asked.elapsed());
    }
    must_give_numbers(recording, name, should);
    if waits == [SECOND; 10] {
        return;
    }
    let report = expected(should).but(format!(
        "each was asked for half a second after the previous one: {} came, after {} s",
        count(waits.len(), "number", "numbers"),
        seconds(&waits)
    ));
    let (first, rest) = waits.split_first().unwrap_or((&SECOND, &[]));
    let report = if waits.iter().all(|wait| *wait == SECOND) {
        report
    } else if *first == HALF && rest.iter().all(|wait| *wait == SECOND) {
        report.looks_as_if("the first second begins when the stream is made: make the `sleep` inside the stream")
    } else if first.is_zero() && rest.iter().all(|wait| *wait == SECOND) {
        report.looks_as_if("there is no wait before the first number")
    } else if rest.contains(&HALF) {
        report.looks_as_if(
            "its seconds go on while nobody asks: an `interval` counts from the previous tick, a spawned task works ahead, \
             and so does a `sleep` that begins with the previous number",
        )
    } else if waits.iter().all(Duration::is_zero) {
        report.looks_as_if("no number is waited for")
    } else if rest.is_empty() {
        report
    } else if rest.iter().all(Duration::is_zero) {
        report.looks_as_if("only the first number is waited for")
    } else if rest.iter().all(|wait| wait == first) {
        report.looks_as_if(format!("each number takes {} s instead of 1 s", first.as_secs_f64()))
    } else {
        report
    };
    report.fail(recording);
}

/// Asserts that a dropped `next()` loses nothing, and that a dropped stream stops everything that it has started.
async fn bears_drops(recording: &Recording, name: &str, numbers: impl Stream<Item = f64>) {
    let should = "if a `next()` is dropped after 0.3 s and called again at 0.5 s, its number comes at 1 s";
    let tenths = |count| count * SECOND / 10;
    let mut numbers = Box::pin(recording.stream(name, numbers));
    for place in 1..=9 {
        let asked = Instant::now();
        if let Ok(number) = timeout(tenths(3), numbers.next()).await {
            must_wait(recording, name, (place, number), asked.elapsed(), should);
        }
        sleep(tenths(2)).await;
        let number = numbers.next().await;
        let waited = asked.elapsed();
        if number.is_some() && waited == SECOND {
            continue;
        }
        let report = match number {
            Some(_) => expected(should).but(format!("number {place} came at {} s", waited.as_secs_f64())),
            None => expected(should).but(format!("there was no number {place}")),
        };
        let report = if number.is_none() {
            report.looks_as_if(ENDS_EARLY)
        } else if waited == tenths(15) {
            report.looks_as_if("each poll begins a new second: keep the `Sleep`, and poll it until it is ready")
        } else if waited > tenths(15) {
            report.looks_as_if("a number is lost with the `next()` that asked for it, or its wait is too long")
        } else if waited == tenths(5) {
            report.looks_as_if(
                "a poll before the second is over is answered with a number: its wait is too short, or the timer is not \
                 polled",
            )
        } else {
            report.looks_as_if(format!("the wait takes {} s instead of 1 s", waited.as_secs_f64()))
        };
        report.fail(recording);
    }
    let asked = Instant::now();
    if let Ok(number) = timeout(tenths(3), numbers.next()).await {
        must_wait(recording, name, (10, number), asked.elapsed(), should);
    }
    drop(numbers);
    // Time for aborted tasks to stop.
    sleep(tenths(1)).await;
    let tasks = Handle::current().metrics().num_alive_tasks();
    if tasks > 0 {
        expected("when the stream is dropped, everything that it has started stops")
            .but(format!(
                "0.1 s after the stream was dropped, {} running",
                count(tasks, "spawned task was still", "spawned tasks were still")
            ))
            .looks_as_if("a task is spawned, and nothing ends it: dropping a `JoinHandle` lets its task go on")
            .fail(recording);
    }
}

const ENDS_EARLY: &str = "a number is lost with the `next()` that asked for it, or there are too few";

const TRUSTS_ANY_POLL: &str =
    "a poll before the second is over is answered with a number: ask the timer whether it is over";

/// Asserts that a `next()` that is dropped after 0.3 s had no number by then. Called if it had.
#[track_caller]
fn must_wait(recording: &Recording, name: &str, answer: (u32, Option<f64>), waited: Duration, should: &str) {
    must_give_numbers(recording, name, should);
    if let (place, None) = answer {
        expected(should).but(format!("there was no number {place}")).looks_as_if(ENDS_EARLY).fail(recording);
    }
    let report =
        expected(should).but(format!("its number came after {} s, before it was dropped", waited.as_secs_f64()));
    if waited.is_zero() {
        report.looks_as_if("there is no wait before this number").fail(recording);
    }
    // The timeout polls the `next()` again at this moment.
    if waited == 3 * SECOND / 10 {
        report.looks_as_if(TRUSTS_ANY_POLL).fail(recording);
    }
    report.looks_as_if(format!("the wait takes {} s instead of 1 s", waited.as_secs_f64())).fail(recording);
}

/// Asserts that ten thousand numbers of a thousand streams are distributed uniformly.
///
/// The chance that all bounds together reject a right answer is below 1e-12, even if it draws an `f32`:
/// - A tenth of the range gets 1,000 +- 30 of 10,000 numbers. By Chernoff's bound, fewer than 750 or more than 1,250 have
///   a chance below 1e-14, and there are ten tenths.
/// - Of the 1,000 numbers in one place, 500 +- 16 are below 5. By Hoeffding's bound, fewer than 370 or more than 630 have
///   a chance below 1e-14, and there are ten places.
/// - The chance that a number is whole is at most 1e-6, so half of them never are.
/// - The chance that two numbers are equal is at most 2^-24. That makes three pairs among 10,000, and never a hundred.
async fn draws_evenly<S: Stream<Item = f64>>(
    recording: &Recording,
    name: &str,
    one: impl Stream<Item = f64>,
    make: impl Fn(u64) -> S,
) {
    let should = "numbers are drawn uniformly from 0 (included) to 10 (excluded)";
    let alone = all_of(recording, name, one, should).await;
    if alone.len() != 10 {
        expected(should)
            .but(format!(
                "it gave {} instead of ten, so they were not examined",
                count(alone.len(), "number", "numbers")
            ))
            .without_picture()
            .fail(recording);
    }
    // All thousand run concurrently. One after the other would exceed the limit of virtual time.
    let runs = join_all((0..1000).map(|seed| make(seed).take(ENOUGH).collect::<Vec<f64>>())).await;
    let Some((happened, cause)) = uneven(&runs) else { return };
    let report = expected(should).but(happened).without_picture();
    report.looks_as_if_any(cause).fail(recording)
}

/// Returns the fault in the numbers of many streams, and its likeliest cause.
fn uneven(runs: &[Vec<f64>]) -> Option<(String, Option<&'static str>)> {
    if let Some(run) = runs.iter().find(|run| run.len() != 10) {
        return Some((
            format!("of {} concurrent streams one gives {}", runs.len(), count(run.len(), "number", "numbers")),
            None,
        ));
    }
    let numbers = runs.concat();
    let how_many = |holds: &dyn Fn(f64) -> bool| numbers.iter().filter(|number| holds(**number)).count();
    let all = numbers.len();
    let (least, most) = numbers.iter().fold((f64::MAX, f64::MIN), |(low, high), x| (low.min(*x), high.max(*x)));
    let distinct = numbers.iter().map(|number| number.to_bits()).collect::<HashSet<u64>>().len();

    let few = format!(
        "{all} numbers of {} streams have only {}",
        runs.len(),
        count(distinct, "different value", "different values")
    );
    if distinct + 100 < all {
        if runs.iter().all(|run| *run == runs[0]) {
            let cause = "every stream gives the same numbers: they are hard-coded, or their generator has a fixed seed";
            return Some((few, Some(cause)));
        }
        if runs.iter().all(|run| run.windows(2).all(|pair| pair[0] == pair[1])) {
            let cause = "each stream gives one number ten times: it is drawn once, or its generator is made again for each number";
            return Some((few, Some(cause)));
        }
    }
    let whole = how_many(&|number| number.fract() == 0.0);
    if whole > all / 2 {
        let what = format!("of {all} numbers from {least} to {most}, {whole} are whole");
        let cause =
            "whole numbers are drawn, or made by rounding: `0..10` is a range of integers, `0.0..10.0` one of `f64`";
        return Some((what, Some(cause)));
    }
    if !(0.0..10.0).contains(&least) || !(0.0..10.0).contains(&most) {
        return Some((format!("{all} numbers range from {least} to {most}"), Some("the range is not `0.0..10.0`")));
    }
    if most <= 1.0 {
        let cause = "the numbers are drawn from 0 to 1, as by `random::<f64>()`: use `random_range(0.0..10.0)`";
        return Some((format!("none of {all} numbers is above {most}"), Some(cause)));
    }
    if distinct + 100 < all {
        let rounded = how_many(&|number| (number * 1e6).round() / 1e6 == number) == all;
        let equal = runs.iter().enumerate().any(|(place, run)| runs[..place].contains(run));
        let cause = if rounded {
            Some("numbers are rounded, or taken from a list")
        } else if equal {
            Some("some streams give the same numbers, as generators with the same seed do")
        } else {
            Some("numbers are repeated in other streams, or in other places")
        };
        return Some((few, cause));
    }
    for tenth in 0..10 {
        let low = f64::from(tenth);
        let inside = how_many(&|number| (low..low + 1.0).contains(&number));
        if !(750..=1250).contains(&inside) {
            let what = format!("{inside} of {all} numbers, instead of a tenth, are from {tenth} to {}", tenth + 1);
            return Some((what, Some("the range is not `0.0..10.0`, or its numbers are not equally likely")));
        }
    }
    for place in 0..10 {
        let low = runs.iter().filter(|run| run.get(place).is_some_and(|number| *number < 5.0)).count();
        if !(370..=630).contains(&low) {
            let what = format!(
                "number {} is below 5 in {low} of {} streams, instead of in half of them",
                place + 1,
                runs.len()
            );
            return Some((what, Some("the range of a number depends on its place, or the numbers are sorted")));
        }
    }
    None
}

/// Describes the events of a stream.
fn happened(lane: &LaneView) -> String {
    let times = lane.item_times();
    let mut text = match times.len() {
        0 => "no number came".to_owned(),
        1 => format!("one number came, at {} s", seconds(&times)),
        ENOUGH => format!("{ENOUGH} numbers and more came, at {} s", seconds(&times)),
        some => format!("{some} numbers came, at {} s", seconds(&times)),
    };
    if let (Outcome::Finished, Some(ended)) = (lane.outcome(), lane.ended_at()) {
        let _ = write!(text, ", and the stream ended at {} s", ended.as_secs_f64());
    }
    if stands_still(lane) {
        text.push_str(" of tokio's clock, after a poll that blocked the thread for more than half a real second");
    }
    text
}

/// Lists times in seconds. Equal times in a row are listed once.
fn seconds(times: &[Duration]) -> String {
    let mut seconds: Vec<String> = times.iter().map(|time| time.as_secs_f64().to_string()).collect();
    seconds.dedup();
    seconds.join(", ")
}

fn listed(numbers: &[f64]) -> String {
    let numbers: Vec<String> = numbers.iter().map(|number| ((number * 1e3).round() / 1e3).to_string()).collect();
    if numbers.is_empty() { "nothing".to_owned() } else { numbers.join(", ") }
}

/// Returns true if the numbers are equal, except for the rounding of a mean.
fn agree(numbers: &[f64], wanted: &[f64]) -> bool {
    numbers.len() == wanted.len() && numbers.iter().zip(wanted).all(|(number, wanted)| (number - wanted).abs() < 1e-9)
}
