//! What chapter 0 asks for. Each module is a task, each test a sentence about what the code does.
//!
//! The same file checks the exercise and the reference solution. There is nothing to edit here.

use std::pin::pin;
use std::time::Duration;

use futures::{Stream, StreamExt as _};
use pollscope::Recording;
use pollscope::report::{Report, expected};
use pollscope::testing::paused;
use tokio::time::{Instant, sleep};

const SECOND: Duration = Duration::from_secs(1);

/// Reads a stream in a lane called `task`: at most twenty items, so that one without an end is found as well.
async fn read<T>(recording: &Recording, task: &str, stream: impl Stream<Item = T>) -> Vec<T> {
    recording.stream(task, stream).take(20).collect().await
}

/// Ends the test in two lines if the function is still its stub.
#[track_caller]
fn must_be_written<T>(recording: &Recording, task: &str, items: &[T]) {
    if items.is_empty() {
        not_written(task).without_picture().fail(recording);
    }
}

fn not_written(task: &str) -> Report {
    expected(format!("`{task}` gives numbers"))
        .but("the stream was over at the first poll")
        .looks_as_if(format!("`{task}` is not written yet: `stream::empty()` is a stream without items"))
}

/// Ten numbers, one second before each.
#[track_caller]
fn assert_one_a_second(recording: &Recording, task: &str) {
    let trace = recording.trace();
    let lane = trace.lane(task);
    let times = lane.item_times();
    let wanted: Vec<Duration> = (1..=10).map(|n| SECOND * n).collect();
    if times == wanted && lane.ended_at() == Some(10 * SECOND) {
        return;
    }
    let report = expected("one second before each of the ten numbers, and none after the last: at 1 s, 2 s, ... 10 s")
        .but(format!("the numbers came at {}", in_seconds(&times)));
    let blocked = lane.longest_poll().is_some_and(|poll| poll >= SECOND / 2);
    let cause = if blocked && times.iter().all(Duration::is_zero) {
        "the thread sleeps, and with it everything else on it, while no time passes on tokio's clock: `std::thread::sleep` \
         blocks, `tokio::time::sleep(..).await` waits"
    } else if times.first() == Some(&Duration::ZERO) && times.last() == Some(&(9 * SECOND)) {
        "each number is yielded before the sleep, not after it"
    } else if times.iter().all(Duration::is_zero) {
        "nothing waits: a sleep that is not awaited does nothing"
    } else if times.iter().all(|time| *time == times[0]) && times[0] == 10 * SECOND {
        "all numbers are collected first and handed out afterwards"
    } else if times == wanted {
        "it sleeps once more after the last number"
    } else {
        report.fail(recording)
    };
    report.looks_as_if(cause).fail(recording)
}

/// A second begins when a number is asked for: neither at the creation, nor while the reader does something else.
async fn assert_lazy<S: Stream<Item = f64>>(recording: &Recording, task: &str, create: impl FnOnce() -> S) {
    let mut numbers = pin!(recording.stream(task, create()));
    sleep(5 * SECOND).await;
    let asked = Instant::now();
    let first = numbers.next().await;
    let after_first = asked.elapsed();
    must_be_written(recording, task, first.as_slice());
    if after_first != SECOND {
        expected(
            "nothing happens until the stream is polled: created 5 s earlier, it gives a number 1 s after it is asked",
        )
        .but(format!("the number came {} after it was asked for", seconds(after_first)))
        .looks_as_if("something starts when the function is called, such as a spawned task or a timer")
        .fail(recording);
    }
    sleep(5 * SECOND).await;
    let asked = Instant::now();
    numbers.next().await;
    if asked.elapsed() != SECOND {
        expected("a second begins when the next number is asked for, also if the reader took 5 s for the last one")
            .but(format!("the number came {} after it was asked for", seconds(asked.elapsed())))
            .looks_as_if("something goes on while nobody asks, such as an interval or a spawned task")
            .fail(recording);
    }
}

/// Uniform on [0, 10): so many numbers that luck plays no part.
#[track_caller]
fn assert_uniform(recording: &Recording, numbers: &[f64]) {
    // 20,000 numbers: each tenth of the range gets 2,000, give or take 42 (one standard deviation). Eight of them are
    // 340: a right answer strays further less than once in 10^13 runs.
    const TENTH: usize = 2_000;
    const STRAY: usize = 340;
    let outside = numbers.iter().find(|number| !(0.0..10.0).contains(*number));
    if let Some(outside) = outside {
        expected("numbers from 0 up to, but not including, 10")
            .but(format!("one of them is {outside}"))
            .looks_as_if("the range is another one")
            .without_picture()
            .fail(recording);
    }
    if numbers.iter().all(|number| number.fract() == 0.0) {
        expected("any numbers between 0 and 10, such as 3.7025")
            .but("all of them are whole")
            .looks_as_if("integers are drawn and turned into `f64`; a range of floats is `0.0..10.0`")
            .without_picture()
            .fail(recording);
    }
    for tenth in 0..10u32 {
        let range = f64::from(tenth)..f64::from(tenth + 1);
        let hits = numbers.iter().filter(|number| range.contains(number)).count();
        if hits.abs_diff(TENTH) > STRAY {
            expected(format!("every part of the range equally often: about {TENTH} of 20,000 numbers in {range:?}"))
                .but(format!("{hits} of them are"))
                .looks_as_if("the numbers are drawn from another range, or with another distribution")
                .without_picture()
                .fail(recording);
        }
    }
}

/// Reads two thousand streams at the same time: 20,000 numbers in ten seconds.
async fn many<S: Stream<Item = f64>>(recording: &Recording, task: &str, create: impl Fn(u64) -> S) -> Vec<f64> {
    let streams = (0..2_000).map(|seed| create(seed).take(20).collect::<Vec<f64>>());
    let numbers = futures::future::join_all(streams).await.concat();
    must_be_written(recording, task, &numbers);
    if numbers.len() != 20_000 {
        wrong_count(numbers.len() / 2_000).fail(recording);
    }
    numbers
}

fn wrong_count(count: usize) -> Report {
    let came = if count >= 20 { "twenty and more".to_owned() } else { count.to_string() };
    let report = expected("ten numbers, then the end").but(format!("there were {came}"));
    match count {
        1 => report.looks_as_if("the stream ends at the first number: a `return`, or a `yield` outside of the loop"),
        9 | 11 => report
            .looks_as_if("the loop goes round once too often or too little: `0..10` is ten times, `0..=10` eleven"),
        20.. => report.looks_as_if("nothing ends the loop"),
        _ => report,
    }
}

#[track_caller]
fn assert_ten(recording: &Recording, numbers: &[f64]) {
    if numbers.len() != 10 {
        wrong_count(numbers.len()).fail(recording);
    }
}

#[track_caller]
fn assert_not_repeated(recording: &Recording, numbers: &[f64]) {
    // Two equal numbers among ten of 53 bits are an accident of one in 10^14.
    if let Some(twice) = numbers.iter().enumerate().find(|(index, number)| numbers[..*index].contains(number)) {
        expected("each of the ten numbers drawn anew")
            .but(format!("number {} is {}, as one before it", twice.0 + 1, twice.1))
            .looks_as_if(
                "a number is drawn once and given again, or the generator of the numbers is seeded anew each time",
            )
            .without_picture()
            .fail(recording);
    }
}

fn seconds(time: Duration) -> String {
    format!("{} s", time.as_secs_f64())
}

fn in_seconds(times: &[Duration]) -> String {
    match times {
        [] => "no time at all".to_owned(),
        _ => times.iter().copied().map(seconds).collect::<Vec<_>>().join(", "),
    }
}

mod async_generator {
    use super::*;
    use ::async_generator::async_generator;

    #[test]
    fn gives_ten_numbers() {
        paused(async |recording| {
            let numbers = read(&recording, "async_generator", async_generator()).await;
            if numbers.is_empty() {
                not_written("async_generator").fail(&recording);
            }
            assert_ten(&recording, &numbers);
        });
    }

    #[test]
    fn waits_one_second_before_each_number() {
        paused(async |recording| {
            let numbers = read(&recording, "async_generator", async_generator()).await;
            must_be_written(&recording, "async_generator", &numbers);
            assert_one_a_second(&recording, "async_generator");
        });
    }

    #[test]
    fn does_nothing_until_it_is_polled() {
        paused(async |recording| assert_lazy(&recording, "async_generator", async_generator).await);
    }

    #[test]
    fn draws_uniformly_from_0_to_10() {
        paused(async |recording| {
            let numbers = many(&recording, "async_generator", |_| async_generator()).await;
            assert_uniform(&recording, &numbers);
        });
    }

    #[test]
    fn draws_each_number_anew() {
        paused(async |recording| {
            let numbers = read(&recording, "async_generator", async_generator()).await;
            must_be_written(&recording, "async_generator", &numbers);
            let again = read(&recording, "async_generator", async_generator()).await;
            assert_not_repeated(&recording, &numbers);
            if numbers == again {
                expected("other numbers in every run")
                    .but("two runs gave the same ten numbers")
                    .looks_as_if("the numbers are written down, or their seed is")
                    .without_picture()
                    .fail(&recording);
            }
        });
    }

    #[test]
    fn stops_at_once_when_it_is_dropped() {
        paused(async |recording| {
            let tasks = || tokio::runtime::Handle::current().metrics().num_alive_tasks();
            let before = tasks();
            {
                let mut numbers = pin!(recording.stream("async_generator", async_generator()));
                let first = numbers.next().await;
                must_be_written(&recording, "async_generator", first.as_slice());
            }
            if tasks() != before {
                expected("a stream that is dropped half-way leaves nothing running")
                    .but(format!("{} task of it is still there", tasks() - before))
                    .looks_as_if("the numbers are made in a spawned task")
                    .fail(&recording);
            }
        });
    }
}

mod seeded {
    use super::*;
    use ::async_generator::seeded;

    #[test]
    fn equal_seeds_give_equal_numbers() {
        paused(async |recording| {
            let numbers = read(&recording, "seeded", seeded(7)).await;
            must_be_written(&recording, "seeded", &numbers);
            let again = read(&recording, "seeded", seeded(7)).await;
            if numbers != again {
                expected("the same numbers from the same seed")
                    .but(format!("seed 7 gave {numbers:.3?} first, and {again:.3?} then"))
                    .looks_as_if(
                        "the numbers do not come from the seed: `rand::random_range` has a generator of its own",
                    )
                    .without_picture()
                    .fail(&recording);
            }
        });
    }

    #[test]
    fn other_seeds_give_other_numbers() {
        paused(async |recording| {
            let numbers = read(&recording, "seeded", seeded(7)).await;
            must_be_written(&recording, "seeded", &numbers);
            let others = read(&recording, "seeded", seeded(8)).await;
            if numbers.iter().any(|number| others.contains(number)) {
                expected("other numbers from another seed")
                    .but(format!("seed 7 gave {numbers:.3?} and seed 8 gave {others:.3?}"))
                    .looks_as_if("the seed is not used, or only in part")
                    .without_picture()
                    .fail(&recording);
            }
        });
    }

    #[test]
    fn gives_ten_numbers_one_second_before_each() {
        paused(async |recording| {
            let numbers = read(&recording, "seeded", seeded(7)).await;
            must_be_written(&recording, "seeded", &numbers);
            assert_ten(&recording, &numbers);
            assert_one_a_second(&recording, "seeded");
        });
    }

    #[test]
    fn draws_each_number_anew_and_uniformly() {
        paused(async |recording| {
            let numbers = read(&recording, "seeded", seeded(7)).await;
            must_be_written(&recording, "seeded", &numbers);
            assert_not_repeated(&recording, &numbers);
            assert_uniform(&recording, &many(&recording, "seeded", seeded).await);
        });
    }

    #[test]
    fn two_streams_of_one_seed_do_not_disturb_each_other() {
        paused(async |recording| {
            let alone = read(&recording, "alone", seeded(7)).await;
            must_be_written(&recording, "seeded", &alone);
            let one = recording.stream("one", seeded(7));
            let other = recording.stream("other", seeded(7));
            let pairs: Vec<(f64, f64)> = one.zip(other).collect().await;
            let together: Vec<f64> = pairs.iter().map(|(one, _)| *one).collect();
            if pairs.iter().any(|(one, other)| one != other) || together != alone {
                expected("the same numbers from two streams of one seed that are read in turns")
                    .but(format!("they gave {pairs:.3?}, and one that was read alone gave {alone:.3?}"))
                    .looks_as_if("both draw from one generator of numbers: it belongs inside the stream")
                    .without_picture()
                    .fail(&recording);
            }
        });
    }

    #[test]
    fn does_nothing_until_it_is_polled() {
        paused(async |recording| assert_lazy(&recording, "seeded", || seeded(7)).await);
    }
}

mod unfolded {
    use super::*;
    use ::async_generator::{seeded, unfolded};

    #[test]
    fn gives_item_for_item_what_seeded_gives() {
        paused(async |recording| {
            for seed in [0, 7, u64::MAX] {
                let numbers = read(&recording, "unfolded", unfolded(seed)).await;
                must_be_written(&recording, "unfolded", &numbers);
                let wanted = read(&recording, "seeded", seeded(seed)).await;
                must_be_written(&recording, "seeded", &wanted);
                if numbers != wanted {
                    let cause = if numbers.len() > 1 && numbers.iter().all(|number| *number == numbers[0]) {
                        "each step begins from the first state again: hand on the state that has been drawn from"
                    } else if numbers.len() != wanted.len() {
                        "the count in the state is not handed on, or is compared at the wrong moment"
                    } else {
                        "the numbers are drawn in another way than in `seeded`"
                    };
                    expected(format!("what `seeded({seed})` gives: {wanted:.3?}"))
                        .but(format!("`unfolded({seed})` gave {numbers:.3?}"))
                        .looks_as_if(cause)
                        .without_picture()
                        .fail(&recording);
                }
            }
        });
    }

    #[test]
    fn waits_one_second_before_each_number() {
        paused(async |recording| {
            let numbers = read(&recording, "unfolded", unfolded(7)).await;
            must_be_written(&recording, "unfolded", &numbers);
            assert_ten(&recording, &numbers);
            assert_one_a_second(&recording, "unfolded");
        });
    }

    #[test]
    fn does_nothing_until_it_is_polled() {
        paused(async |recording| assert_lazy(&recording, "unfolded", || unfolded(7)).await);
    }
}

mod running_mean {
    use super::*;
    use ::async_generator::running_mean;
    use async_stream::stream;

    /// These numbers, one a second. It is not `Unpin`, as most streams with an `await` inside are not.
    fn one_a_second(numbers: impl IntoIterator<Item = f64>) -> impl Stream<Item = f64> {
        stream! {
            for number in numbers {
                sleep(SECOND).await;
                yield number;
            }
        }
    }

    fn equal(one: f64, other: f64) -> bool {
        (one - other).abs() <= 1e-9 * one.abs().max(other.abs())
    }

    #[test]
    fn gives_the_mean_of_all_numbers_so_far() {
        paused(async |recording| {
            let numbers = [4.0, 8.0, -3.0, 11.0, 0.5, 6.25];
            let means = read(&recording, "running_mean", running_mean(one_a_second(numbers))).await;
            must_be_written(&recording, "running_mean", &means);
            let wanted: Vec<f64> = (1..=numbers.len()).map(|n| numbers[..n].iter().sum::<f64>() / n as f64).collect();
            if means.len() != wanted.len() || means.iter().zip(&wanted).any(|(mean, wanted)| !equal(*mean, *wanted)) {
                let cause = if means.len() == 1 {
                    "the mean is given once, at the end: `yield` it for each number"
                } else if means.first().is_some_and(|mean| !equal(*mean, 4.0)) {
                    "the count is one off: the mean of one number is the number"
                } else if means.get(1).is_some_and(|mean| equal(*mean, 12.0)) {
                    "the sum is given, not the mean"
                } else {
                    "not all of the numbers so far count, or not all of them alike"
                };
                expected(format!("for {numbers:?} the means {wanted:?}"))
                    .but(format!("they were {means:?}"))
                    .looks_as_if(cause)
                    .without_picture()
                    .fail(&recording);
            }
        });
    }

    #[test]
    fn pulls_one_number_for_each_mean() {
        paused(async |recording| {
            let numbers = recording.stream("numbers", one_a_second((0..10).map(f64::from)));
            let mut means = pin!(recording.stream("running_mean", running_mean(numbers)));
            for given in 1..=5 {
                let mean = means.next().await;
                must_be_written(&recording, "running_mean", mean.as_slice());
                let pulled = recording.trace().lane("numbers").items();
                if pulled != given {
                    let cause = if pulled == 10 {
                        "all numbers are collected before the first mean is given"
                    } else {
                        "the next number is asked for before the mean is handed out"
                    };
                    expected(format!("{given} numbers pulled for {given} means"))
                        .but(format!("{pulled} were pulled"))
                        .looks_as_if(cause)
                        .fail(&recording);
                }
            }
        });
    }

    #[test]
    fn waits_where_the_numbers_wait_and_only_there() {
        paused(async |recording| {
            let means = read(&recording, "running_mean", running_mean(one_a_second([1.0, 2.0, 3.0]))).await;
            must_be_written(&recording, "running_mean", &means);
            let trace = recording.trace();
            let lane = trace.lane("running_mean");
            if lane.item_times() != [SECOND, 2 * SECOND, 3 * SECOND] || lane.ended_at() != Some(3 * SECOND) {
                expected(
                    "a mean as soon as its number is there: at 1 s, 2 s and 3 s, and the end with that of the numbers",
                )
                .but(format!("the means came at {}", in_seconds(&lane.item_times())))
                .looks_as_if("it collects first, or waits on its own as well")
                .fail(&recording);
            }
        });
    }

    #[test]
    fn gives_nothing_for_nothing() {
        paused(async |recording| {
            // A stub gives nothing for something, too.
            let some = read(&recording, "some", running_mean(one_a_second([2.0]))).await;
            must_be_written(&recording, "running_mean", &some);
            let means = read(&recording, "running_mean", running_mean(one_a_second([]))).await;
            if !means.is_empty() {
                expected("no mean where there is no number")
                    .but(format!("it gave {means:?}"))
                    .looks_as_if("a mean is given before the first number, or after the last one")
                    .fail(&recording);
            }
        });
    }

    #[test]
    fn stays_exact_for_many_numbers() {
        paused(async |recording| {
            let numbers = futures::stream::iter((0..100_000).map(|n| 1e6 + f64::from(n % 2)));
            let last = running_mean(numbers).fold(None, async |_, mean| Some(mean)).await;
            must_be_written(&recording, "running_mean", last.as_slice());
            let last = last.unwrap_or_default();
            if (last - 1_000_000.5).abs() > 1e-6 {
                expected("1000000.5 as the mean of 100,000 numbers")
                    .but(format!("it was {last}"))
                    .looks_as_if("the mean is computed with less than `f64`, or forgets old numbers")
                    .without_picture()
                    .fail(&recording);
            }
        });
    }
}
