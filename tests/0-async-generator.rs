//! The checks of chapter 0: a module for each task, and below them the helpers that they share.

use std::collections::HashSet;
use std::fmt::Write as _;
use std::pin::pin;
use std::time::Duration;

use futures::future::{join, join_all};
use futures::{FutureExt, Stream, StreamExt};
use pollscope::report::{count, expected};
use pollscope::testing::{Draw, paused};
use pollscope::{LaneView, Outcome, Recording, Trace};
use tokio::runtime::Handle;
use tokio::time::{Instant, sleep, sleep_until, timeout};

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
    fn serves_readers_that_come_late_or_look_in_between() {
        paused(async |recording| serves_any_reader(&recording, "async_generator", async_generator()).await);
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
            for seed in [7, 0, u64::MAX, Draw::of_test().id()] {
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
            // Some are close to each other. Of the drawn one, each bit is changed in turn, and all of them with its sign.
            let drawn = Draw::of_test().id();
            let mut seeds = vec![0, 1, 2, 7, u64::MAX - 1, u64::MAX, drawn, drawn.wrapping_neg()];
            seeds.extend((0..u64::BITS).map(|bit| drawn ^ (1 << bit)));
            let runs = seeds.iter().map(|seed| seeded(*seed).take(ENOUGH).collect::<Vec<f64>>());
            let runs = join_all(runs).await;
            for (index, (numbers, seed)) in runs.iter().zip(&seeds).enumerate() {
                for (others, other_seed) in runs.iter().zip(&seeds).take(index) {
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
                    } else if *seed.min(other_seed) > 1 << 53 && seed ^ other_seed < 1 << 12 {
                        report.looks_as_if("the seed goes through an `f64`, which holds 53 bits of its 64")
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

    #[test]
    fn serves_readers_that_come_late_or_look_in_between() {
        paused(async |recording| serves_any_reader(&recording, "seeded", seeded(7)).await);
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
            for seed in [7, 0, 8, u64::MAX, Draw::of_test().id()] {
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
    fn is_written_with_unfold() {
        paused(async |recording| {
            let should = "`unfolded` is written with `futures::stream::unfold`";
            all_of(&recording, "unfolded(7)", unfolded(7), should).await;
            let type_name = std::any::type_name_of_val(&unfolded(7));
            // A boxed stream does not tell its type. Then the source must name `unfold` somewhere.
            if type_name.contains("Unfold<") || source_of_library().is_none_or(|source| names_unfold(&source)) {
                return;
            }
            let outer = type_name.split('<').next().unwrap_or(type_name);
            let report = expected(should)
                .but(format!("it returns a stream of the type `{outer}`, and its code does not call `unfold`"))
                .without_picture();
            let report = if type_name.contains("seeded::{{closure}}") {
                report.looks_as_if("it returns the stream of `seeded`, or is written in the same way")
            } else {
                report.looks_as_if("it is written in another way, or has the work done by another function")
            };
            report.fail(&recording);
        });
    }

    /// Reads the source of the library under test. It is `src/lib.rs`, unless the manifest names another file.
    ///
    /// `None` if there is no such file, as where these checks run on the reference solution.
    fn source_of_library() -> Option<String> {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
        let manifest = std::fs::read_to_string(folder.join("Cargo.toml")).ok()?;
        let of_lib = manifest.split_once("[lib]").map(|(_, rest)| rest.split("\n[").next().unwrap_or(rest));
        let path = of_lib.and_then(|of_lib| of_lib.lines().find_map(|line| line.strip_prefix("path = ")));
        let path = path.map_or("src/lib.rs".to_owned(), |path| path.trim().trim_matches('"').replace("\\\\", "\\"));
        std::fs::read_to_string(folder.join(path)).ok()
    }

    /// Returns true if the code names `unfold`, other than to import it and in the functions of other tasks. Code in other
    /// files is not read, so it counts as well.
    fn names_unfold(source: &str) -> bool {
        let code = without_comments(source);
        let mut code = code.as_str();
        let mut own = String::new();
        // The functions of the other tasks are cut out: each ends with a brace at the beginning of a line.
        let others = ["pub fn async_generator(", "pub fn seeded(", "pub fn running_mean("];
        while let Some(start) = others.iter().filter_map(|other| code.find(other)).min() {
            let end = code[start..].find("\n}").map_or(code.len(), |end| start + end + 2);
            own.push_str(&code[..start]);
            code = &code[end..];
        }
        own.push_str(code);
        let is_import = |statement: &str| {
            let statement = statement.trim_start();
            statement.starts_with("use ") && !statement.contains("unfold as")
        };
        let elsewhere = |word: &str| matches!(word, "include" | "path");
        own.split_inclusive(';').filter(|statement| !is_import(statement)).any(|statement| {
            let mut words = statement.split(|letter: char| !(letter.is_alphanumeric() || letter == '_'));
            words.any(|word| matches!(word, "unfold" | "try_unfold") || elsewhere(word))
                || statement.trim_start().starts_with("mod ") && !statement.contains('{')
        })
    }

    /// Returns the source without `// comments` and `/* comments */`.
    fn without_comments(source: &str) -> String {
        let mut pieces = source.split("/*");
        let mut code = pieces.next().unwrap_or_default().to_owned();
        for piece in pieces {
            code.push_str(piece.split_once("*/").map_or("", |(_, code)| code));
        }
        let lines = code.lines().map(|line| line.split("//").next().unwrap_or(line).to_owned() + "\n");
        lines.collect()
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

    #[test]
    fn serves_readers_that_come_late_or_look_in_between() {
        paused(async |recording| serves_any_reader(&recording, "unfolded", unfolded(7)).await);
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

    /// Returns the mean of all numbers so far, after each, summed up with what each addition loses.
    fn exact_means(numbers: &[f64]) -> Vec<f64> {
        let (mut sum, mut lost) = (0.0_f64, 0.0);
        let means = numbers.iter().zip(1_u32..).map(|(number, count)| {
            let next = sum + number;
            lost += if sum.abs() >= number.abs() { (sum - next) + number } else { (number - next) + sum };
            sum = next;
            (sum + lost) / f64::from(count)
        });
        means.collect()
    }

    /// Asserts that each mean is off by less than a billionth of the largest absolute value so far.
    #[track_caller]
    fn must_be_accurate(recording: &Recording, numbers: &[f64], means: &[f64]) {
        let should = "each mean is off by less than a billionth of the largest absolute value so far";
        let mut largest = 0.0;
        if means.len() < numbers.len() {
            expected("a mean for each number")
                .but(format!("of {} numbers it gave {}", numbers.len(), count(means.len(), "mean", "means")))
                .looks_as_if("it ends before the numbers do, or leaves some out")
                .without_picture()
                .fail(recording);
        }
        for (place, (wanted, mean)) in exact_means(numbers).into_iter().zip(means).enumerate() {
            largest = f64::max(largest, numbers[place].abs());
            let (off, so_far) = ((mean - wanted).abs(), &numbers[..=place]);
            if off < largest / 1e9 || *mean == wanted {
                continue;
            }
            let last = &so_far[so_far.len().saturating_sub(5)..];
            let shown = if last.len() < so_far.len() { "numbers that end with" } else { "the numbers" };
            let report = expected(should)
                .but(format!(
                    "after {}, {shown} {last:?}, it gave {mean:?} instead of {wanted:?}",
                    count(place + 1, "number", "numbers")
                ))
                .without_picture();
            let within = so_far.iter().any(|number| number <= mean) && so_far.iter().any(|number| number >= mean);
            let cause = if !mean.is_finite() {
                Some("something overflows on the way, though the mean itself is not too large")
            } else if *mean == 0.0 && wanted.abs() < 1e-3 {
                Some("it is rounded to a fixed number of decimals, and a small number to zero")
            } else if f64::from(means[0] as f32) == means[0] && means[0] != numbers[0] {
                Some("something is kept in an `f32`, which has only seven digits")
            } else if within {
                Some("rounding errors add up, or the numbers so far do not count equally")
            } else {
                None
            };
            report.looks_as_if_any(cause).fail(recording);
        }
    }

    #[test]
    fn holds_for_small_large_opposite_and_equal_numbers() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let should = "after each number comes the mean of all numbers so far";
            let mut drawn = |scale: f64| {
                let length = draw.usize(40..=60);
                draw.list(length, |draw| scale * draw.f64(-1.0..1.0))
            };
            let cases = [
                drawn(1000.0),
                drawn(1e-300),
                drawn(1e300),
                drawn(1.0).iter().map(|number| number + 1e6).collect(),
                vec![1e300, -1e300, 1e300, 1e300, -1e300, -1e300],
                vec![0.1; 30],
                vec![4.7, 0.0, -0.0, 0.0],
                vec![0.0, -0.0, 0.0],
                vec![-4.7],
            ];
            for numbers in cases {
                let means = running_mean(iter(numbers.clone())).take(numbers.len() + 2).collect::<Vec<f64>>().await;
                if means.is_empty() {
                    all_of(&recording, "running_mean", running_mean(iter(numbers.clone())), should).await;
                }
                must_be_accurate(&recording, &numbers, &means);
            }
        });
    }

    #[test]
    fn counts_numbers_and_not_polls() {
        paused(async |recording| {
            let should = "after each number comes the mean of all numbers so far, however often it is looked for";
            let mut draw = Draw::of_test();
            let numbers = draw.list(12, |draw| draw.f64(-100.0..100.0));
            let source = numbers.clone();
            let source = recording.stream(
                "numbers",
                stream! {
                    for number in source {
                        sleep(SECOND).await;
                        yield number;
                    }
                },
            );
            let mut stream = Box::pin(recording.stream("running_mean", running_mean(source)));
            let mut means = Vec::new();
            for _ in 0..numbers.len() {
                for _ in 0..draw.usize(0..=3) {
                    if stream.next().now_or_never().is_some() {
                        must_give_numbers(&recording, "running_mean", should);
                        expected(should)
                            .but(format!("mean {} was there before its number was", means.len() + 1))
                            .looks_as_if("`Pending` is taken for a number or for the end")
                            .fail(&recording);
                    }
                }
                means.extend(stream.next().await);
            }
            must_give_numbers(&recording, "running_mean", should);
            if !agree(&means, &exact_means(&numbers)) {
                expected(format!("{should}: of {numbers:?} these are {:?}", exact_means(&numbers)))
                    .but(format!("it gave {means:?}"))
                    .looks_as_if("polls that find no number are counted as well, or lose a number")
                    .fail(&recording);
            }
        });
    }

    #[test]
    fn stays_accurate_over_ten_thousand_numbers() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let length = draw.usize(10_001..=11_000);
            let numbers = draw.list(length, |draw| draw.f64(999_000.0..1_001_000.0));
            let means: Vec<f64> = running_mean(iter(numbers.clone())).collect().await;
            if means.is_empty() {
                expected("a mean after each of ten thousand numbers")
                    .but("`running_mean` gave nothing: it is not written yet")
                    .without_picture()
                    .fail(&recording);
            }
            must_be_accurate(&recording, &numbers, &means);
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

/// Asserts that each number comes on time to a reader that comes late, looks for it in between, and comes back later.
async fn serves_any_reader(recording: &Recording, name: &str, numbers: impl Stream<Item = f64>) {
    let should = "each number comes one second after it is first asked for, or at once if its reader comes back later";
    let mut draw = Draw::of_test();
    let mut numbers = Box::pin(recording.stream(name, numbers));
    for place in 1..=10 {
        sleep(draw.millis(1..=2500)).await;
        let asked = Instant::now();
        let mut looks = vec![Duration::ZERO];
        let count_of_looks = draw.usize(0..=3);
        looks.extend(draw.list(count_of_looks, |draw| draw.millis(1..=990)));
        looks.sort();
        for look in &looks {
            sleep_until(asked + *look).await;
            if let Some(number) = numbers.next().now_or_never() {
                must_give_numbers(recording, name, should);
                let happened = match number {
                    Some(_) => format!("number {place} was there after {look:?}"),
                    None => format!("there was no number {place}"),
                };
                let cause = match number {
                    None => ENDS_EARLY,
                    Some(_) if look.is_zero() => "there is no wait before this number",
                    Some(_) => TRUSTS_ANY_POLL,
                };
                expected(should).but(happened).looks_as_if(cause).fail(recording);
            }
        }
        let last_look = looks.last().copied().unwrap_or_default();
        // Every third reader comes back only when the second is over.
        let back = if draw.usize(0..=2) == 0 { draw.millis(1001..=3000) } else { last_look + draw.millis(1..=9) };
        sleep_until(asked + back).await;
        let number = numbers.next().await;
        let came_after = asked.elapsed();
        let wanted = back.max(SECOND);
        if number.is_some() && came_after == wanted {
            continue;
        }
        let report = expected(format!("{should}: number {place} after {wanted:?}")).but(match number {
            Some(_) => format!("looked for after {looks:?} and awaited after {back:?}, it came after {came_after:?}"),
            None => format!("looked for after {looks:?} and awaited after {back:?}, it never came"),
        });
        let cause = if number.is_none() {
            Some(ENDS_EARLY)
        } else if came_after == back + SECOND {
            Some("its second begins anew when it is asked for again: keep the `Sleep`, and poll it until it is ready")
        } else if came_after < wanted {
            Some(TRUSTS_ANY_POLL)
        } else {
            None
        };
        report.looks_as_if_any(cause).fail(recording);
    }
}

/// Asserts that ten thousand numbers of a thousand streams are distributed uniformly.
///
/// The chance that all bounds together reject a right answer is below 1e-12, even if it draws an `f32`:
/// - A tenth of the range gets 1,000 +- 30 of 10,000 numbers. By Chernoff's bound, fewer than 750 or more than 1,250 have
///   a chance below 1e-14, and there are ten tenths.
/// - Of the 1,000 numbers in one place, 500 +- 16 are below 5. By Hoeffding's bound, fewer than 370 or more than 630 have
///   a chance below 1e-14, and there are ten places.
/// - Of the 1,000 streams, 250 +- 14 have numbers below 5 in both of two places. By Hoeffding's bound, fewer than 120 or
///   more than 380 have a chance below 1e-14, and there are 45 pairs of places.
/// - The chance that none of 10,000 numbers is below 0.04 is below 1e-17, as for none above 9.96.
/// - The chance that a number is whole, or has at most 12 decimals, is below 1e-2, so half of them, or all of them, never
///   are.
/// - The chance that two numbers are equal is at most 2^-23. That makes six pairs among 10,000, and never forty.
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

const NOT_EVENLY: &str = "the range is not `0.0..10.0`, or its numbers are not equally likely";

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

    let repeated = all - distinct;
    let few = format!(
        "{all} numbers of {} streams have only {}",
        runs.len(),
        count(distinct, "different value", "different values")
    );
    if repeated > 100 {
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
    let has_decimals = |number: f64, decimals: i32| {
        let power = 10_f64.powi(decimals);
        (number * power).round() / power == number
    };
    if let Some(decimals) = (1..=12).find(|decimals| numbers.iter().all(|number| has_decimals(*number, *decimals))) {
        let what = format!("each of {all} numbers, such as {}, has at most {decimals} decimals", numbers[0]);
        return Some((what, Some("numbers are rounded, or taken from a list")));
    }
    if !(0.0..10.0).contains(&least) || !(0.0..10.0).contains(&most) {
        return Some((format!("{all} numbers range from {least} to {most}"), Some("the range is not `0.0..10.0`")));
    }
    if most <= 1.0 {
        let cause = "the numbers are drawn from 0 to 1, as by `random::<f64>()`: use `random_range(0.0..10.0)`";
        return Some((format!("none of {all} numbers is above {most}"), Some(cause)));
    }
    if repeated > 40 {
        let equal = runs.iter().enumerate().any(|(place, run)| runs[..place].contains(run));
        let cause = if equal {
            Some("some streams give the same numbers, as generators with the same seed do")
        } else {
            Some("numbers are repeated in other streams, or in other places")
        };
        return Some((few, cause));
    }
    if least > 0.04 || most < 9.96 {
        return Some((format!("{all} numbers range only from {least} to {most}"), Some(NOT_EVENLY)));
    }
    for tenth in 0..10 {
        let low = f64::from(tenth);
        let inside = how_many(&|number| (low..low + 1.0).contains(&number));
        if !(750..=1250).contains(&inside) {
            let what = format!("{inside} of {all} numbers, instead of a tenth, are from {tenth} to {}", tenth + 1);
            return Some((what, Some(NOT_EVENLY)));
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
    for (one, other) in (0..10).flat_map(|one| (one + 1..10).map(move |other| (one, other))) {
        let is_low = |run: &Vec<f64>, place: usize| run.get(place).is_some_and(|number| *number < 5.0);
        let both = runs.iter().filter(|run| is_low(run, one) && is_low(run, other)).count();
        if !(120..=380).contains(&both) {
            let what = format!(
                "numbers {} and {} are both below 5 in {both} of {} streams, instead of in a quarter of them",
                one + 1,
                other + 1,
                runs.len()
            );
            return Some((what, Some("one number is made from another: draw each anew")));
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
