//! The checks of chapter 0: a module for each task, and below them the helpers that they share.

use std::collections::{HashMap, HashSet};
use std::fmt::{self, Write as _};
use std::fs;
use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::pin::pin;
use std::process::{Child, Stdio};
use std::sync::mpsc;
use std::task::Poll;
use std::thread;
use std::time::Duration;

use futures::future::{join, join_all};
use futures::{FutureExt, Stream, StreamExt};
use pollscope::report::{count, expected};
use pollscope::testing::{Draw, paused, paused_for, plain, rerun};
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
    fn can_be_made_outside_of_a_runtime() {
        plain(|| is_made_anywhere("async_generator", || drop(async_generator())));
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
    fn keeps_streams_apart() {
        paused(async |recording| keeps_apart(&recording, "async_generator", |_| async_generator()).await);
    }

    #[test]
    fn draws_evenly_from_0_to_10() {
        paused(async |recording| {
            draws_evenly(&recording, "async_generator", async_generator(), |_| async_generator()).await;
        });
    }

    #[test]
    fn draws_other_numbers_on_each_thread_and_in_each_run() {
        plain(|| {
            let name = "async_generator::draws_other_numbers_on_each_thread_and_in_each_run";
            let Some(runs) = two_runs(name, async_generator) else { return };
            let should = "other numbers on each thread, and in each run of the program";
            let [first, second] = must_be_written("async_generator", should, runs);
            let in_common = |numbers: &[f64], others: &[f64]| numbers.iter().any(|number| others.contains(number));
            let each_run = in_common(&first.here, &second.here) || in_common(&first.there, &second.there);
            let cause = if in_common(&first.here, &first.there) && !each_run {
                "each thread of a run begins with the same seed, as with a count or a generator that each thread has for itself"
            } else if in_common(&first.here, &first.there) {
                "the generator of each thread has the same fixed seed, or each stream does"
            } else if each_run {
                "the numbers come from a fixed seed, so that each run of the program draws the same ones: use \
                 `rand::random_range`"
            } else {
                return;
            };
            expected(should)
                .but(format!("two runs of the program drew\n{first}\nand\n{second}"))
                .looks_as_if(cause)
                .without_picture()
                .fail(&Recording::start());
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

    #[test]
    fn depends_on_nothing_but_the_seed() {
        plain(|| {
            let Some(runs) = two_runs("seeded::depends_on_nothing_but_the_seed", || seeded(7)) else { return };
            let should = "`seeded(7)` gives the same numbers on each thread, and in each run of the program";
            let [first, second] = must_be_written("seeded", should, runs);
            let cause = if first.here == second.here && first.here == first.there && first.here == second.there {
                return;
            } else if first.here == first.there && second.here == second.there {
                "something decides that is drawn anew in each run of the program, such as a `static`"
            } else {
                "not only the seed decides, but also the thread, or the number of the call"
            };
            expected(should)
                .but(format!("two runs of the program drew\n{first}\nand\n{second}"))
                .looks_as_if(cause)
                .without_picture()
                .fail(&Recording::start());
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
            let runs = together(seeds.iter().map(|seed| seeded(*seed)), ENOUGH).await;
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
                        report.looks_as_if(
                            "the upper part of the seed is lost, as in a conversion with `as`, or in a product that wraps",
                        )
                    } else {
                        report.looks_as_if("different seeds are made equal before they are used")
                    };
                    report.without_picture().fail(&recording);
                }
            }
            // Small ones and multiples of a thousand: two of them differ by any number up to a million, as do seeds of which a
            // remainder makes one. Then remainders by larger numbers, what stands for no seed, and some that are far apart.
            let mut draw = Draw::of_test();
            let mut seeds: Vec<u64> = (0..1000).chain((1..=1000).map(|thousands| 1000 * thousands)).collect();
            let divisors =
                [1_000_003, 1_000_007, 1_000_000_007, 1_000_000_009, 998_244_353, (1 << 31) - 1, (1 << 61) - 1];
            seeds.extend(divisors.into_iter().chain([10_000_000, 100_000_000, 1_000_000_000, u64::from(u32::MAX)]));
            // The constants of SplitMix64, FNV, xorshift and PCG, and what people type.
            seeds.extend([0x9e37_79b9_7f4a_7c15, 0xcbf2_9ce4_8422_2325, 88_172_645_463_325_252, 0xcafe_f00d_d15e_a5e5]);
            seeds.extend([
                0xdead_beef,
                0xdead_beef_cafe_babe,
                0x1234_5678_9abc_def0,
                123_456_789,
                1 << 63,
                i64::MAX as u64,
            ]);
            seeds.extend(draw.list(500, Draw::u64));
            let firsts = together(seeds.iter().map(|seed| seeded(*seed)), 1).await;
            let mut seed_of = HashMap::new();
            for (seed, first) in seeds.into_iter().zip(firsts) {
                let bits: Vec<u64> = first.iter().map(|number| number.to_bits()).collect();
                let Some(other) = seed_of.insert(bits, seed).filter(|other| *other != seed) else {
                    continue;
                };
                // Two `f32` may be equal. The chance that three of them are is below 10^-13.
                let begins = together([seeded(seed), seeded(other)], 3).await;
                if begins[0] != begins[1] {
                    continue;
                }
                expected(format!("{should}, as do {seed} and {other}"))
                    .but(format!("both begin with {:?}", begins[0]))
                    .looks_as_if(
                        "different seeds are made equal before they are used, as by a remainder, or 0 by another one",
                    )
                    .without_picture()
                    .fail(&recording);
            }
        });
    }

    #[test]
    fn draws_evenly_from_0_to_10() {
        paused(async |recording| draws_evenly(&recording, "seeded", seeded(7), seeded).await);
    }

    #[test]
    fn can_be_made_outside_of_a_runtime() {
        plain(|| is_made_anywhere("seeded", || drop(seeded(7))));
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

    #[test]
    fn keeps_streams_apart() {
        paused(async |recording| keeps_apart(&recording, "seeded", seeded).await);
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
                    listed_apart(&wanted, &numbers),
                    listed_apart(&numbers, &wanted)
                ));
                let close = |(number, wanted): (&f64, &f64)| (number - wanted).abs() < 1e-5;
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
                } else if numbers.iter().zip(&wanted).all(close) {
                    report.looks_as_if(
                        "`unfolded` calculates its numbers in another way than `seeded`, so that the last digits differ",
                    )
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
            let (unfolds, rest) = unfolds_in(type_name);
            if unfolds > 0 && rest.contains("seeded") {
                expected(should)
                    .but(format!("it returns a stream of the type `{rest}`"))
                    .looks_as_if("there is an `unfold`, but the numbers come from `seeded` beside it")
                    .without_picture()
                    .fail(&recording);
            }
            if unfolds > 0 {
                return;
            }
            // A boxed stream does not tell its type. Then the source must name `unfold` somewhere.
            let Some(source) = source_of_library() else { return };
            if names_unfold(&source) && !returns_seeded(&source) {
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

    /// Counts the `Unfold<..>` in the name of a type, and returns the rest of the name.
    fn unfolds_in(type_name: &str) -> (usize, String) {
        let (mut unfolds, mut rest, mut left) = (0, String::new(), type_name);
        while let Some((before, inside)) = left.split_once("Unfold<") {
            unfolds += 1;
            rest.push_str(before);
            let mut depth = 1;
            let end = inside.char_indices().find(|(place, letter)| {
                let is_arrow = *place > 0 && inside.as_bytes()[place - 1] == b'-';
                match letter {
                    '<' => depth += 1,
                    '>' if !is_arrow => depth -= 1,
                    _ => {}
                }
                depth == 0
            });
            rest.push_str("Unfold");
            left = end.map_or("", |(end, _)| &inside[end + 1..]);
        }
        rest.push_str(left);
        (unfolds, rest)
    }

    /// Returns true if what `unfolded` returns begins with a call of `seeded`, whatever stands above it.
    fn returns_seeded(source: &str) -> bool {
        let code = without_comments(source);
        let Some((_, function)) = code.split_once("pub fn unfolded(") else { return false };
        let body = function.split("\n}").next().unwrap_or_default();
        let last = body.rsplit([';', '{']).next().unwrap_or_default().trim_start();
        let begins = ["seeded(", "Box::pin(seeded(", "Box::new(seeded("];
        begins.into_iter().any(|begin| last.starts_with(begin)) && !last.contains("unfold")
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
    fn can_be_made_outside_of_a_runtime() {
        plain(|| is_made_anywhere("unfolded", || drop(unfolded(7))));
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

    #[test]
    fn keeps_streams_apart() {
        paused(async |recording| keeps_apart(&recording, "unfolded", unfolded).await);
    }
}

mod running_mean {
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
            let report =
                expected(format!("{should}: of {} these are {}", listed(&numbers), listed_apart(&wanted, &means)))
                    .but(format!("it gave {}", listed_apart(&means, &wanted)))
                    .without_picture();
            let close = |(mean, wanted): (&f64, &f64)| (mean - wanted).abs() < 1e-5;
            let report = if means.len() == wanted.len() && means.iter().zip(&wanted).all(close) {
                report.looks_as_if("something goes through an `f32`, which has only seven digits, or is rounded")
            } else if is(&[2.0]) {
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
                // Drawn numbers tell apart what these do not.
                let mut drawn = Draw::of_test().list(12, |draw| draw.f64(-100.0..100.0));
                drawn[4] = 0.0;
                let means = running_mean(iter(drawn.clone())).take(2 * drawn.len()).collect::<Vec<f64>>().await;
                report.looks_as_if_any(changed(&drawn, &means))
            };
            report.fail(&recording);
        });
    }

    /// A change of a number, and the causes if it was made to each number or to each mean.
    type Change = (fn(f64) -> f64, &'static str, &'static str);

    /// A condition by which numbers are kept, and the cause if the others are left out.
    type Kept = (fn(&&f64) -> bool, &'static str);

    /// Returns the cause if these are the means of changed numbers, or changed means.
    fn changed(numbers: &[f64], means: &[f64]) -> Option<&'static str> {
        let changes: [Change; 6] = [
            (f64::trunc, "each number is cut to a whole one, as by `as i64`", "each mean is cut to a whole number"),
            (f64::floor, "each number is rounded down", "each mean is rounded down"),
            (f64::round, "each number is rounded to a whole one", "each mean is rounded to a whole number"),
            (f64::ceil, "each number is rounded up", "each mean is rounded up"),
            (f64::abs, "the sign of the numbers is lost", "the sign of the means is lost"),
            (|number| number.max(0.0), "numbers below zero are taken for zero", "means below zero are taken for zero"),
        ];
        let exact = exact_means(numbers);
        for (change, of_numbers, of_means) in changes {
            let numbers: Vec<f64> = numbers.iter().copied().map(change).collect();
            if agree(means, &exact_means(&numbers)) {
                return Some(of_numbers);
            }
            let exact: Vec<f64> = exact.iter().copied().map(change).collect();
            if agree(means, &exact) {
                return Some(of_means);
            }
        }
        let kept: [Kept; 3] = [
            (|number| **number > 0.0, "numbers that are not above zero are left out"),
            (|number| **number >= 0.0, "numbers below zero are left out"),
            (|number| **number != 0.0, "zeros are left out"),
        ];
        for (is_kept, cause) in kept {
            let numbers: Vec<f64> = numbers.iter().filter(is_kept).copied().collect();
            if agree(means, &exact_means(&numbers)) {
                return Some(cause);
            }
        }
        None
    }

    #[test]
    fn pulls_one_number_for_each_mean() {
        paused(async |recording| {
            const ALL: usize = 100;
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
    fn waits_however_long_a_number_takes() {
        paused_for(TWO_YEARS, async |recording| {
            let long = Draw::of_test().millis(32_000_000_000..=55_000_000_000);
            let should = format!("the numbers come after 1 s, after {long:?} more and at once, and so do the means");
            let numbers = recording.stream(
                "numbers",
                stream! {
                    for (wait, number) in [(SECOND, 1.0), (long, 2.0), (Duration::ZERO, 3.0)] {
                        sleep(wait).await;
                        yield number;
                    }
                },
            );
            let means = all_of(&recording, "running_mean", running_mean(numbers), &should).await;
            let trace = recording.trace();
            let lane = trace.lane("running_mean");
            if agree(&means, &[1.0, 1.5, 2.0]) && lane.item_times() == [SECOND, SECOND + long, SECOND + long] {
                return;
            }
            let report = expected(should).but(happened(&lane));
            let cause = (means.len() < 3).then_some("it gives up if a number takes long, as with a `timeout`");
            report.looks_as_if_any(cause).fail(&recording);
        });
    }

    #[test]
    fn keeps_two_streams_apart() {
        paused(async |recording| {
            let should = "two streams at the same time do not disturb each other, nor does one that was dropped";
            let mut draw = Draw::of_test();
            let mut numbers = || draw.list(30, |draw| draw.f64(-100.0..100.0));
            let (ones, others) = (numbers(), numbers());
            let mut dropped = Box::pin(running_mean(iter([1e6, 1e6])));
            let _ = dropped.next().await;
            drop(dropped);
            let (mut one, mut other) =
                (pin!(running_mean(iter(ones.clone()))), pin!(running_mean(iter(others.clone()))));
            let (mut means, mut other_means) = (Vec::new(), Vec::new());
            for _ in 0..ones.len() {
                means.extend(one.next().await);
                other_means.extend(other.next().await);
            }
            if means.is_empty() {
                all_of(&recording, "running_mean", running_mean(iter(ones.clone())), should).await;
            }
            if !agree(&means, &exact_means(&ones)) || !agree(&other_means, &exact_means(&others)) {
                let alone = running_mean(iter(ones.clone())).collect::<Vec<f64>>().await;
                let cause = agree(&alone, &exact_means(&ones))
                    .then_some("they share something: a `static` or `thread_local!` that holds a sum or a count");
                expected(format!("{should}: of {} these are {}", listed(&ones), listed(&exact_means(&ones))))
                    .but(format!("one gave {}\nand the other {}", listed(&means), listed(&other_means)))
                    .looks_as_if_any(cause)
                    .without_picture()
                    .fail(&recording);
            }
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

    /// Returns the numbers without the zeros at their beginning, except for one.
    fn zeros_left_out(numbers: &[f64]) -> [Vec<f64>; 2] {
        let zeros = numbers.iter().take_while(|number| **number == 0.0).count();
        [numbers[zeros..].to_vec(), numbers[zeros.saturating_sub(1)..].to_vec()]
    }

    fn agree_so_far(numbers: &[Vec<f64>], mean: f64) -> bool {
        numbers.iter().filter_map(|numbers| exact_means(numbers).pop()).any(|other| (other - mean).abs() < 1e-9)
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
            let cause = if mean.is_nan() && so_far.iter().all(|number| *number == 0.0) {
                Some("zero is divided by zero, as by a scale that is the largest number so far")
            } else if so_far[0] == 0.0 && (agree_so_far(&zeros_left_out(so_far), *mean)) {
                Some("zeros at the beginning do not count")
            } else if !mean.is_finite() {
                Some("something overflows on the way, though the mean itself is not too large")
            } else if *mean == 0.0 && wanted.abs() < 1e-3 {
                Some("it is rounded to a fixed number of decimals, and a small number to zero")
            } else if (0..=9).any(|decimals| has_decimals(*mean, decimals) && off < 10_f64.powi(-decimals)) {
                Some("it is rounded to a fixed number of decimals, or cut")
            } else if f64::from(means[0] as f32) == means[0] && means[0] != numbers[0] {
                Some("something is kept in an `f32`, which has only seven digits")
            } else if let Some(cause) = changed(so_far, &means[..=place]).filter(|_| largest > 1.0) {
                Some(cause)
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
                vec![0.0, 0.0, -0.0, -4.7, 0.0, 8.1],
                vec![-4.7],
            ];
            for numbers in cases {
                let means = running_mean(iter(numbers.clone())).take(numbers.len() + 2).collect::<Vec<f64>>().await;
                if means.is_empty() {
                    all_of(&recording, "running_mean", running_mean(iter(numbers.clone())), should).await;
                }
                must_be_accurate(&recording, &numbers, &means);
            }
            // Whatever the contract allows, in any order.
            for _ in 0..400 {
                let length = draw.usize(1..=9);
                let numbers = draw.list(length, any_allowed);
                let means = running_mean(iter(numbers.clone())).take(length + 2).collect::<Vec<f64>>().await;
                must_be_accurate(&recording, &numbers, &means);
            }
        });
    }

    /// Draws any number that the contract allows: zero, or one whose absolute value is between 1e-300 and 1e300.
    fn any_allowed(draw: &mut Draw) -> f64 {
        let number = draw.any_f64();
        if number == 0.0 || (1e-300..=1e300).contains(&number.abs()) { number } else { any_allowed(draw) }
    }

    #[test]
    fn tells_the_truth_in_its_size_hint() {
        paused(async |recording| {
            // The hint of `iter` is exact, that of a filter is not, and a chain knows its least number.
            let all = || iter([1.5, -2.5, 3.5, -4.5, 5.5]);
            let positive = || all().filter(|number| std::future::ready(*number > 0.0));
            hints_truly(&recording, "running_mean", running_mean(all()), 5).await;
            hints_truly(&recording, "running_mean", running_mean(positive()), 3).await;
            hints_truly(&recording, "running_mean", running_mean(all().chain(positive())), 8).await;
            // One that may have as many as there can be, and has three.
            let vague = iter((0..usize::MAX).map_while(|place| (place < 3).then_some(1.5)));
            hints_truly(&recording, "running_mean", running_mean(vague), 3).await;
            let slow = many_of(vec![1.0; 4]).then(async |number| {
                sleep(SECOND).await;
                number
            });
            hints_truly(&recording, "running_mean", running_mean(slow), 4).await;
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
            // More than a `u16` can count.
            let length = draw.usize(65_540..=66_000);
            let numbers = draw.list(length, |draw| draw.f64(999_000.0..1_001_000.0));
            let means: Vec<f64> = running_mean(many_of(numbers.clone())).collect().await;
            if means.is_empty() {
                expected("a mean after each of many thousand numbers")
                    .but("`running_mean` gave nothing: it is not written yet")
                    .without_picture()
                    .fail(&recording);
            }
            must_be_accurate(&recording, &numbers, &means);
        });
    }
}

mod paged {
    use std::cell::{Cell, RefCell};

    use super::*;
    use ::async_generator::paged;

    /// A list in pages, which notes what is fetched.
    struct Pages {
        lists: Vec<Vec<u64>>,
        /// The cursor of each page but the first.
        cursors: Vec<String>,
        /// The page that is an error.
        bad: Option<usize>,
        wait: Duration,
        asked: RefCell<Vec<Option<String>>>,
        done: Cell<usize>,
        in_flight: Cell<usize>,
    }

    type Answer = Result<(Vec<u64>, Option<String>), String>;

    /// A fetch that is in flight until it is dropped.
    struct InFlight<'a>(&'a Cell<usize>);

    impl Drop for InFlight<'_> {
        fn drop(&mut self) {
            self.0.set(self.0.get() - 1);
        }
    }

    impl Pages {
        fn new(draw: &mut Draw, pages: Vec<Vec<u64>>) -> Pages {
            // Every third has the cursor of the one before. Those of very many are short.
            let are_many = pages.len() > 1000;
            let cursor = |draw: &mut Draw| {
                if are_many { draw.word(3..=3) } else { format!("{}/ü={}", draw.word(1..=9), draw.id()) }
            };
            let mut cursors = draw.list(pages.len(), cursor);
            for place in (2..cursors.len()).step_by(3) {
                let before = cursors[place - 1].clone();
                cursors[place] = before;
            }
            cursors.truncate(pages.len().saturating_sub(1));
            Pages {
                lists: pages,
                cursors,
                bad: None,
                wait: SECOND,
                asked: RefCell::default(),
                done: Cell::new(0),
                in_flight: Cell::new(0),
            }
        }

        /// Draws pages of different lengths; some are empty, also the first and the last.
        fn draw(draw: &mut Draw) -> Pages {
            let length = draw.usize(20..=30);
            let mut pages = draw.list(length, |draw| {
                let length = draw.usize(1..=6);
                draw.list(length, Draw::id)
            });
            for empty in [0, 1, 5, 8, 9, 10, length - 1] {
                pages[empty].clear();
            }
            Pages::new(draw, pages)
        }

        /// Notes the call at once, before the future is polled.
        fn fetch(&self, cursor: Option<String>) -> impl Future<Output = Answer> {
            let place = self.asked.borrow().len();
            self.asked.borrow_mut().push(cursor);
            self.in_flight.set(self.in_flight.get() + 1);
            let in_flight = InFlight(&self.in_flight);
            async move {
                if !self.wait.is_zero() {
                    sleep(self.wait).await;
                } else if place % 1000 == 999 {
                    // Now and then some time passes: what gives way to others is no busy loop.
                    sleep(Duration::from_millis(1)).await;
                }
                drop(in_flight);
                self.done.set(self.done.get() + 1);
                if self.bad == Some(place) {
                    return Err(format!("page {place} is gone"));
                }
                // A page that nobody should fetch has an item: so a reader of so many items comes to an end.
                let page = self.lists.get(place).cloned().unwrap_or_else(|| vec![place as u64]);
                Ok((page, self.cursors.get(place).cloned()))
            }
        }

        /// Returns true if all cursors are equal.
        fn has_equal_cursors(&self) -> bool {
            self.cursors.len() > 2 && self.cursors.iter().all(|cursor| *cursor == self.cursors[0])
        }

        fn all(&self) -> Vec<Result<u64, String>> {
            let good = self.lists.iter().take(self.bad.unwrap_or(usize::MAX)).flatten().copied().map(Ok);
            good.chain(self.bad.map(|place| Err(format!("page {place} is gone")))).collect()
        }

        /// Reads all pages, and one item more than there should be. Very many have no lane: a recording has its limits.
        async fn read(&self, recording: &Recording) -> Vec<Result<u64, String>> {
            let most = self.all().len() + 2;
            let items = paged(|cursor| self.fetch(cursor));
            if most.max(self.lists.len()) > 1000 {
                return items.take(most).collect().await;
            }
            recording.stream("paged", items).take(most).collect().await
        }

        /// Asserts that all items came, and that each page was fetched once, with its cursor.
        #[track_caller]
        fn must_be_read(&self, recording: &Recording, got: &[Result<u64, String>]) {
            let (wanted, asked) = (self.all(), self.asked.borrow());
            let fetches = self.bad.map_or(self.lists.len(), |bad| bad + 1);
            let with: Vec<Option<String>> =
                [None].into_iter().chain(self.cursors.iter().cloned().map(Some)).take(fetches).collect();
            if got == wanted && *asked == with {
                return;
            }
            must_be_done(recording, got.len());
            let starts_empty = self.lists.first().is_some_and(Vec::is_empty);
            let stopped_at_empty = asked.last().is_some() && self.lists.get(asked.len() - 1).is_some_and(Vec::is_empty);
            let passed_empty = self.lists.iter().take(asked.len().saturating_sub(1)).any(Vec::is_empty);
            let sorted = |items: &[Result<u64, String>]| {
                let mut items = items.to_vec();
                items.sort();
                items
            };
            let cause = if asked.len() > 1 && asked.iter().all(Option::is_none) {
                "each fetch begins with the first page: pass on the cursor that came with the page before"
            } else if asked.len() < fetches && self.has_equal_cursors() && (passed_empty || !stopped_at_empty) {
                "a cursor that came before is taken for the end, or for an error of the server"
            } else if asked.len() < fetches && stopped_at_empty && passed_empty {
                "it gives up after so many pages, or so many empty ones in a row"
            } else if asked.len() < fetches && asked.len() > 1000 {
                "it stops after so many pages"
            } else if asked.len() < fetches && stopped_at_empty && (starts_empty || asked.len() > 1) {
                "an empty page is taken for the end: it is the last only if it has no cursor"
            } else if asked.len() < fetches && got.len() == wanted.len() {
                "the last page is not fetched"
            } else if self.bad.is_some() && asked.len() > fetches {
                "it goes on after an error"
            } else if self.bad.is_some() && got.len() < wanted.len() && got.iter().all(Result::is_ok) {
                "the error is not given"
            } else if asked.len() > fetches {
                "it fetches again after the last page, which has no cursor"
            } else if asked.len() < fetches {
                "it stops before the last page"
            } else if *asked != with {
                "a cursor is changed, or that of another page is used"
            } else if got.len() < wanted.len() {
                "items of a page are lost"
            } else if got.len() > wanted.len() {
                "items are given twice, or the stream does not end"
            } else if sorted(got) == sorted(&wanted) {
                "the items are put into another order"
            } else {
                "the items are not those of the pages"
            };
            let place = got.iter().zip(&wanted).position(|(got, wanted)| got != wanted);
            let place = place.unwrap_or(got.len().min(wanted.len()));
            let lengths: Vec<usize> = self.lists.iter().take(30).map(Vec::len).collect();
            let lengths = format!("{}{}", if self.lists.len() > 30 { "first " } else { "" }, listed_counts(&lengths));
            let failing = self.bad.map_or(String::new(), |bad| format!(", of which number {} fails", bad + 1));
            expected(format!(
                "{} from {}{failing} ({lengths} items), by {}: number {} is {:?}",
                count(wanted.len(), "item", "items"),
                count(self.lists.len(), "page", "pages"),
                count(fetches, "fetch", "fetches"),
                place + 1,
                wanted.get(place)
            ))
            .but(format!(
                "it gave {} by {}: number {} is {:?}",
                count(got.len(), "item", "items"),
                count(asked.len(), "fetch", "fetches"),
                place + 1,
                got.get(place)
            ))
            .looks_as_if(cause)
            .without_picture()
            .fail(recording);
        }
    }

    fn listed_counts(counts: &[usize]) -> String {
        counts.iter().map(ToString::to_string).collect::<Vec<String>>().join(", ")
    }

    /// Fails with a word of its own if the stream is the stub.
    #[track_caller]
    fn must_be_done(recording: &Recording, items: usize) {
        let trace = recording.trace();
        if items == 0 && is_stub(&trace, &trace.lane("paged")) {
            expected("the items of all pages")
                .but("`paged` ended at once and gave nothing: it is not written yet, or it does not fetch")
                .without_picture()
                .fail(recording);
        }
    }

    #[test]
    fn gives_the_items_of_all_pages_in_their_order() {
        paused(async |recording| {
            let pages = Pages::draw(&mut Draw::of_test());
            let got = pages.read(&recording).await;
            pages.must_be_read(&recording, &got);
        });
    }

    #[test]
    fn fetches_a_page_when_its_first_item_is_asked_for() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let lists = vec![draw.list(3, Draw::id), vec![], vec![], draw.list(2, Draw::id), draw.list(1, Draw::id)];
            let pages = Pages::new(&mut draw, lists);
            let mut items = Box::pin(recording.stream("paged", paged(|cursor| pages.fetch(cursor))));
            // How many pages must have been fetched when nothing, one item, two items and so on have come.
            for (given, wanted) in [0, 1, 1, 1, 4, 4, 5].into_iter().enumerate() {
                let asked_at = Instant::now();
                let before = pages.asked.borrow().len();
                if given > 0 && items.next().await.is_none() {
                    must_be_done(&recording, 0);
                    expected("six items of five pages").but(format!("it ended after {}", given - 1)).fail(&recording);
                }
                let waited = asked_at.elapsed();
                // Time for what goes on although nobody asks.
                sleep(5 * SECOND / 2).await;
                let fetched = pages.asked.borrow().len();
                if fetched == wanted && waited == SECOND * wanted.saturating_sub(before) as u32 {
                    continue;
                }
                let cause = if fetched > wanted && given == 0 {
                    Some("the first page is fetched when the stream is made")
                } else if fetched == 5 && given == 1 {
                    Some("all pages are fetched before the first item is given")
                } else if fetched > wanted {
                    Some("it works ahead: a page is fetched before all items of the last page were asked for")
                } else {
                    None
                };
                expected(format!(
                    "{} of 3, 0, 0, 2 and 1 items to be fetched when {} came",
                    count(wanted, "page", "pages"),
                    count(given, "item", "items")
                ))
                .but(format!(
                    "{} fetched, and the item came after {waited:?}",
                    count(fetched, "page was", "pages were")
                ))
                .looks_as_if_any(cause)
                .fail(&recording);
            }
            let asked_at = Instant::now();
            let end = items.next().await;
            if end.is_some() || asked_at.elapsed() > Duration::ZERO || pages.asked.borrow().len() > 5 {
                expected("the end at once, when it is asked for after the last item of the last page")
                    .but(format!("it gave {end:?} after {:?}", asked_at.elapsed()))
                    .looks_as_if("it fetches again after the last page, which has no cursor")
                    .fail(&recording);
            }
        });
    }

    #[test]
    fn gives_an_error_and_ends() {
        paused(async |recording| {
            // The first page, an empty one, one behind an empty one, one in the middle, the last.
            for bad in [0, 1, 2, 8, 11, 14, usize::MAX] {
                let mut pages = Pages::draw(&mut Draw::of_test());
                pages.bad = Some(bad.min(pages.lists.len() - 1));
                let got = pages.read(&recording).await;
                pages.must_be_read(&recording, &got);
            }
        });
    }

    #[test]
    fn takes_any_number_of_pages_and_items() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            // More pages than a `u16` can count, most of them empty and in a row, and then as many items.
            let (some, many) = (draw.usize(10_100..=11_000), draw.usize(65_600..=66_000));
            let mut lists = draw.list(some, |draw| vec![draw.id()]);
            lists.resize(many, Vec::new());
            lists.push(draw.list(many, Draw::id));
            for lists in [vec![vec![]], vec![vec![7]], lists] {
                let mut pages = Pages::new(&mut draw, lists);
                pages.wait = Duration::ZERO;
                let got = pages.read(&recording).await;
                pages.must_be_read(&recording, &got);
            }
        });
    }

    #[test]
    fn takes_equal_cursors() {
        paused(async |recording| {
            let mut pages = Pages::draw(&mut Draw::of_test());
            let cursor = pages.cursors[0].clone();
            pages.cursors.fill(cursor);
            let got = pages.read(&recording).await;
            pages.must_be_read(&recording, &got);
        });
    }

    #[test]
    fn waits_however_long_a_fetch_takes() {
        paused_for(TWO_YEARS, async |recording| {
            let mut draw = Draw::of_test();
            let lists = vec![vec![draw.id()], vec![draw.id(), draw.id()]];
            let mut pages = Pages::new(&mut draw, lists);
            pages.wait = draw.millis(25_000_000_000..=29_000_000_000);
            let got = pages.read(&recording).await;
            if pages.asked.borrow().len() != 2 || got != pages.all() {
                must_be_done(&recording, got.len());
                expected(format!("three items of two pages, whose fetches take {:?} each", pages.wait))
                    .but(format!(
                        "{} came, after {}",
                        count(got.len(), "item", "items"),
                        count(pages.asked.borrow().len(), "fetch", "fetches")
                    ))
                    .looks_as_if("a fetch that takes long is given up, or begun again, as with a `timeout`")
                    .fail(&recording);
            }
        });
    }

    #[test]
    fn tells_the_truth_in_its_size_hint() {
        paused(async |recording| {
            let mut pages = Pages::draw(&mut Draw::of_test());
            for bad in [None, Some(7)] {
                pages.bad = bad;
                pages.asked.borrow_mut().clear();
                hints_truly(&recording, "paged", paged(|cursor| pages.fetch(cursor)), pages.all().len()).await;
            }
        });
    }

    #[test]
    fn goes_on_with_a_fetch_whose_reader_was_dropped() {
        paused(async |recording| {
            let pages = Pages::draw(&mut Draw::of_test());
            let mut items = Box::pin(recording.stream("paged", paged(|cursor| pages.fetch(cursor))));
            let mut got = Vec::new();
            while got.len() < pages.all().len() + 2 {
                // Several times a second somebody looks, and does not wait. Then another one waits, and must be woken.
                if let Some(item) = items.next().now_or_never() {
                    let Some(item) = item else { break };
                    got.push(item);
                    continue;
                }
                match timeout(3 * SECOND / 10, items.next()).await {
                    Ok(Some(item)) => got.push(item),
                    Ok(None) => break,
                    Err(_) if pages.asked.borrow().len() > 2 * pages.lists.len() => {
                        expected("a fetch goes on when the `next()` that began it was dropped")
                            .but(format!(
                                "there were {} for {} pages",
                                count(pages.asked.borrow().len(), "fetch", "fetches"),
                                pages.lists.len()
                            ))
                            .looks_as_if(
                                "each poll, or each `next()`, begins a new fetch: keep the future of the fetch",
                            )
                            .fail(&recording);
                    }
                    Err(_) => {}
                }
            }
            pages.must_be_read(&recording, &got);
        });
    }

    #[test]
    fn drops_the_fetch_when_it_is_dropped() {
        paused(async |recording| {
            let pages = Pages::draw(&mut Draw::of_test());
            let mut items = Box::pin(recording.stream("paged", paged(|cursor| pages.fetch(cursor))));
            let _ = timeout(5 * SECOND / 2, items.next()).await;
            let before = pages.in_flight.get();
            drop(items);
            let after = pages.in_flight.get();
            if before != 1 || after != 0 {
                must_be_done(&recording, 0);
                let cause = match before {
                    0 => "no page is being fetched after 2.5 s, although the first two are empty",
                    1 => "the fetch is kept alive elsewhere, or leaked",
                    _ => "several pages are fetched at the same time",
                };
                expected("one fetch in flight, and none when the stream was dropped")
                    .but(format!("{before} before, and {after} after"))
                    .looks_as_if(cause)
                    .fail(&recording);
            }
        });
    }

    #[test]
    fn keeps_two_streams_apart() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let (ones, others) = (Pages::draw(&mut draw), Pages::draw(&mut draw));
            // One that is dropped half-way leaves nothing behind.
            let left = Pages::draw(&mut draw);
            let mut dropped = Box::pin(paged(|cursor| left.fetch(cursor)));
            for _ in 0..7 {
                let _ = timeout(5 * SECOND / 2, dropped.next()).await;
            }
            drop(dropped);
            let later = async {
                sleep(SECOND / 3).await;
                others.read(&recording).await
            };
            let (got, other) = join(ones.read(&recording), later).await;
            ones.must_be_read(&recording, &got);
            others.must_be_read(&recording, &other);
        });
    }
}

mod walked {
    use std::cell::{Cell, RefCell};

    use super::*;
    use ::async_generator::walked;

    /// A tree whose nodes are numbered in the order in which they must come. It notes what is asked for.
    struct Tree {
        /// The children of each node.
        children: Vec<Vec<usize>>,
        names: Vec<u64>,
        wait: Duration,
        asked: RefCell<Vec<u64>>,
        /// The number of children that calls have returned.
        returned: Cell<usize>,
        in_flight: Cell<usize>,
        most_in_flight: Cell<usize>,
    }

    /// A call that is in flight until it is dropped.
    struct InFlight<'a>(&'a Cell<usize>);

    impl Drop for InFlight<'_> {
        fn drop(&mut self) {
            self.0.set(self.0.get() - 1);
        }
    }

    /// A node of a [`Tree`]: its place, and a name. Nodes may be equal.
    #[derive(Clone, Debug)]
    struct Node(usize, u64);

    impl Tree {
        fn new(draw: &mut Draw, children: Vec<Vec<usize>>) -> Tree {
            let names = draw.list(children.len(), Draw::id);
            Tree {
                children,
                names,
                wait: SECOND,
                asked: RefCell::default(),
                returned: Cell::new(0),
                in_flight: Cell::new(0),
                most_in_flight: Cell::new(0),
            }
        }

        /// Draws a tree of so many nodes: each new one is below one of the path to the last one.
        fn draw(draw: &mut Draw, nodes: usize) -> Tree {
            let mut children = vec![Vec::new()];
            let mut path = vec![0];
            for node in 1..nodes {
                let depth = draw.usize(path.len().saturating_sub(4)..=path.len() - 1);
                children[path[depth]].push(node);
                children.push(Vec::new());
                path.truncate(depth + 1);
                path.push(node);
            }
            Tree::new(draw, children)
        }

        fn node(&self, place: usize) -> Node {
            Node(place, self.names[place])
        }

        /// Notes the call at once, before the future is polled.
        fn below<'t>(&'t self, node: &Node) -> impl Future<Output = Vec<Node>> + use<'t> {
            let (place, calls) = (node.0, self.asked.borrow().len());
            self.asked.borrow_mut().push(node.1);
            self.in_flight.set(self.in_flight.get() + 1);
            self.most_in_flight.set(self.most_in_flight.get().max(self.in_flight.get()));
            let in_flight = InFlight(&self.in_flight);
            async move {
                if !self.wait.is_zero() {
                    sleep(self.wait).await;
                } else if calls % 1000 == 999 {
                    // Now and then some time passes: what gives way to others is no busy loop.
                    sleep(Duration::from_millis(1)).await;
                }
                drop(in_flight);
                let children = &self.children[place];
                self.returned.set(self.returned.get() + children.len());
                if self.returned.get() > 50 * self.names.len() {
                    // A walk that asks a wide node again for each of its children would take hours.
                    return Vec::new();
                }
                children.iter().map(|place| self.node(*place)).collect()
            }
        }

        /// Walks the whole tree, and one node more. A very large one has no lane: a recording has its limits.
        async fn walk(&self, recording: &Recording) -> Vec<u64> {
            let most = self.names.len() + 2;
            let nodes = walked(self.node(0), |node: &Node| self.below(node)).map(|node| node.1);
            if most > 1000 {
                return nodes.take(most).collect().await;
            }
            recording.stream("walked", nodes).take(most).collect().await
        }

        /// Returns the places in the order in which `next` takes them out of those that wait.
        fn in_order(&self, is_breadth: bool, is_reversed: bool) -> Vec<u64> {
            let mut waiting = std::collections::VecDeque::from([0]);
            let mut order = Vec::new();
            while let Some(place) = waiting.pop_front() {
                order.push(self.names[place]);
                let mut below = self.children[place].clone();
                if is_reversed {
                    below.reverse();
                }
                if is_breadth {
                    waiting.extend(below);
                } else {
                    below.into_iter().rev().for_each(|place| waiting.push_front(place));
                }
            }
            order
        }

        #[track_caller]
        fn must_be_walked(&self, recording: &Recording, got: &[u64]) {
            let (wanted, asked) = (&self.names, self.asked.borrow());
            if got == wanted && *asked == *wanted {
                return;
            }
            must_be_done(recording, got.len());
            let sorted = |names: &[u64]| {
                let mut names = names.to_vec();
                names.sort_unstable();
                names
            };
            let distinct = |names: &[u64]| {
                let mut names = sorted(names);
                names.dedup();
                names.len()
            };
            let cause = if got == self.in_order(true, false) {
                "it goes level by level: the nodes that wait are a queue, and must be a stack"
            } else if got == self.in_order(false, true) {
                "the children come in reverse: what is pushed on a stack first comes off last"
            } else if got == wanted && asked.len() > wanted.len() {
                "the children of a node are asked for more than once"
            } else if got == wanted && asked.len() < wanted.len() {
                "the children of some nodes are not asked for"
            } else if got == wanted {
                "children are asked for in another order than the nodes come in"
            } else if sorted(got) == sorted(wanted) && got.first() != wanted.first() {
                "a node comes after its children"
            } else if sorted(got) == sorted(wanted) {
                "the nodes come in another order: after a node come its first child and all that is below that"
            } else if got.len() > wanted.len() {
                "nodes are given twice, or the stream does not end"
            } else if distinct(&asked) < asked.len() && distinct(wanted) == wanted.len() {
                "the children of a node are asked for more than once"
            } else if got.first() != wanted.first() && wanted[1..].iter().all(|name| got.contains(name)) {
                "the root is left out"
            } else {
                "nodes are lost: whole parts of the tree, or what is deep in it"
            };
            let place = got.iter().zip(wanted).position(|(got, wanted)| got != wanted);
            let place = place.unwrap_or(got.len().min(wanted.len()));
            let number = |names: &[u64]| {
                let name = names.get(place)?;
                self.names.iter().position(|other| other == name)
            };
            expected(format!(
                "{}, numbered as they must come, and as many calls of `children`: after {place} comes node {:?}",
                count(wanted.len(), "node", "nodes"),
                number(wanted)
            ))
            .but(format!(
                "{} came, with {}: after {place} came node {:?}",
                count(got.len(), "node", "nodes"),
                count(asked.len(), "call", "calls"),
                number(got)
            ))
            .looks_as_if(cause)
            .without_picture()
            .fail(recording);
        }
    }

    #[track_caller]
    fn must_be_done(recording: &Recording, nodes: usize) {
        let trace = recording.trace();
        if nodes == 0 && is_stub(&trace, &trace.lane("walked")) {
            expected("the root, and all that is below it")
                .but("`walked` ended at once and gave nothing: it is not written yet")
                .without_picture()
                .fail(recording);
        }
    }

    #[test]
    fn gives_each_node_before_its_children() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let nodes = draw.usize(60..=80);
            let tree = Tree::draw(&mut draw, nodes);
            let got = tree.walk(&recording).await;
            tree.must_be_walked(&recording, &got);
        });
    }

    #[test]
    fn asks_for_children_when_the_next_node_is_asked_for() {
        paused(async |recording| {
            // A root with two children, of which the first has one.
            let tree = Tree::new(&mut Draw::of_test(), vec![vec![1, 3], vec![2], vec![], vec![]]);
            let mut nodes = Box::pin(recording.stream("walked", walked(tree.node(0), |node: &Node| tree.below(node))));
            for given in 0..=5_usize {
                let asked_at = Instant::now();
                let node = if given > 0 { nodes.next().await } else { None };
                let waited = asked_at.elapsed();
                // Time for what goes on although nobody asks.
                sleep(5 * SECOND / 2).await;
                let asked = tree.asked.borrow().len();
                let calls = given.saturating_sub(1);
                let wait = if given > 1 { SECOND } else { Duration::ZERO };
                if asked == calls && waited == wait && node.is_some() == (1..=4).contains(&given) {
                    continue;
                }
                must_be_done(&recording, usize::from(node.is_some()));
                let cause = if asked > calls && given == 0 {
                    Some("children are asked for when the stream is made")
                } else if asked == 4 && given == 1 {
                    Some("the whole tree is read before the first node is given")
                } else if asked > calls {
                    Some("it works ahead: the children of a node are asked for before the next node is")
                } else if given > 4 && node.is_some() {
                    Some("it does not end after the last node")
                } else {
                    None
                };
                expected(format!(
                    "{} of `children` when {} came, the last one after {wait:?}",
                    count(calls, "call", "calls"),
                    count(given.min(4), "node", "nodes")
                ))
                .but(format!("there were {asked}, and {node:?} came after {waited:?}"))
                .looks_as_if_any(cause)
                .fail(&recording);
            }
        });
    }

    #[test]
    fn asks_one_node_after_the_other() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let nodes = draw.usize(100..=120);
            let mut tree = Tree::draw(&mut draw, nodes);
            tree.wait = draw.millis(200..=3000);
            let started = Instant::now();
            let got = tree.walk(&recording).await;
            tree.must_be_walked(&recording, &got);
            let (took, wanted) = (started.elapsed(), tree.wait * nodes as u32);
            if took != wanted || tree.most_in_flight.get() != 1 {
                expected(format!("{nodes} calls of `children`, one after the other: {wanted:?}"))
                    .but(format!("it took {took:?}, with {} in flight at one moment", tree.most_in_flight.get()))
                    .without_picture()
                    .fail(&recording);
            }
        });
    }

    #[test]
    fn gives_equal_nodes_each_time() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let tree = Tree::draw(&mut draw, 30);
            let name = draw.id();
            let tree = Tree { names: vec![name; 30], ..tree };
            let got = tree.walk(&recording).await;
            if got != tree.names {
                must_be_done(&recording, got.len());
                expected("30 equal nodes in 30 places of the tree")
                    .but(format!("{} came", count(got.len(), "node", "nodes")))
                    .looks_as_if("a node is left out if an equal one came before")
                    .without_picture()
                    .fail(&recording);
            }
        });
    }

    /// Returns the children of so many nodes, all below the first.
    fn wide(nodes: usize) -> Vec<Vec<usize>> {
        let mut children = vec![Vec::new(); nodes];
        children[0] = (1..nodes).collect();
        children
    }

    /// Returns the children of so many nodes, each below the one before.
    fn deep(nodes: usize) -> Vec<Vec<usize>> {
        (0..nodes).map(|node| if node + 1 < nodes { vec![node + 1] } else { vec![] }).collect()
    }

    /// Returns the children of about so many nodes: each node of the first half has the next one below it, and then a leaf.
    fn comb(nodes: usize) -> Vec<Vec<usize>> {
        let half = nodes / 2;
        let teeth = (0..half - 1).map(|node| vec![node + 1, 2 * half - 2 - node]);
        teeth.chain((half - 1..2 * half - 1).map(|_| vec![])).collect()
    }

    #[test]
    fn takes_a_tree_of_any_depth_and_width() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let (many, deepest) = (draw.usize(10_100..=11_000), draw.usize(100_000..=101_000));
            for children in [vec![vec![]], wide(many), comb(2 * many), deep(deepest)] {
                let mut tree = Tree::new(&mut draw, children);
                tree.wait = Duration::ZERO;
                let got = tree.walk(&recording).await;
                tree.must_be_walked(&recording, &got);
            }
        });
    }

    #[test]
    fn can_be_dropped_anywhere_in_a_tree_of_any_depth_and_width() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let many = draw.usize(50_000..=51_000);
            // In the comb, a leaf of each level is still to come.
            for (children, most) in [(wide(many), 3), (deep(many), many - 1), (comb(2 * many), many)] {
                let mut tree = Tree::new(&mut draw, children);
                tree.wait = Duration::ZERO;
                let mut nodes = Box::pin(walked(tree.node(0), |node: &Node| tree.below(node)));
                let got = nodes.by_ref().take(most).count().await;
                // A structure of boxes within boxes is dropped by calls within calls, and ends the program here.
                drop(nodes);
                if got != most {
                    must_be_done(&recording, got);
                    expected(format!("the first {most} of {} nodes", tree.names.len()))
                        .but(format!("{} came", count(got, "node", "nodes")))
                        .without_picture()
                        .fail(&recording);
                }
            }
        });
    }

    #[test]
    fn goes_on_with_a_call_whose_reader_was_dropped() {
        paused(async |recording| {
            let tree = Tree::draw(&mut Draw::of_test(), 30);
            let mut nodes = Box::pin(recording.stream("walked", walked(tree.node(0), |node: &Node| tree.below(node))));
            let mut got = Vec::new();
            while got.len() < 32 {
                // Several times a second somebody looks, and does not wait. Then another one waits, and must be woken.
                if let Some(node) = nodes.next().now_or_never() {
                    let Some(node) = node else { break };
                    got.push(node.1);
                    continue;
                }
                match timeout(3 * SECOND / 10, nodes.next()).await {
                    Ok(Some(node)) => got.push(node.1),
                    Ok(None) => break,
                    Err(_) if tree.asked.borrow().len() > 60 => {
                        expected("a call of `children` goes on when the `next()` that began it was dropped")
                            .but(format!("there were {} calls for 30 nodes", tree.asked.borrow().len()))
                            .looks_as_if("each poll, or each `next()`, begins a new call: keep its future")
                            .fail(&recording);
                    }
                    Err(_) => {}
                }
            }
            tree.must_be_walked(&recording, &got);
        });
    }

    #[test]
    fn drops_the_call_when_it_is_dropped() {
        paused(async |recording| {
            let tree = Tree::draw(&mut Draw::of_test(), 30);
            let mut nodes = Box::pin(recording.stream("walked", walked(tree.node(0), |node: &Node| tree.below(node))));
            let _ = nodes.next().await;
            let _ = timeout(SECOND / 2, nodes.next()).await;
            let before = tree.in_flight.get();
            drop(nodes);
            let after = tree.in_flight.get();
            if before != 1 || after != 0 {
                must_be_done(&recording, 0);
                expected("one call of `children` in flight, and none when the stream was dropped")
                    .but(format!("{before} before, and {after} after"))
                    .looks_as_if(if before == 1 {
                        "it is kept alive elsewhere, or leaked"
                    } else {
                        "nothing is asked for"
                    })
                    .fail(&recording);
            }
        });
    }

    #[test]
    fn waits_however_long_a_call_takes() {
        paused_for(TWO_YEARS, async |recording| {
            let mut draw = Draw::of_test();
            let mut tree = Tree::new(&mut draw, vec![vec![1], vec![]]);
            tree.wait = draw.millis(25_000_000_000..=29_000_000_000);
            let got = tree.walk(&recording).await;
            let calls = tree.asked.borrow().len();
            if got != tree.names || calls != 2 {
                must_be_done(&recording, got.len());
                expected(format!("two nodes by two calls of `children`, which take {:?} each", tree.wait))
                    .but(format!("{} came, after {}", count(got.len(), "node", "nodes"), count(calls, "call", "calls")))
                    .looks_as_if("a call that takes long is given up, or begun again, as with a `timeout`")
                    .fail(&recording);
            }
        });
    }

    #[test]
    fn keeps_two_streams_apart() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let [ones, others, left] = [(); 3].map(|()| Tree::draw(&mut draw, 40));
            // One that is dropped half-way leaves nothing behind.
            let mut dropped = Box::pin(walked(left.node(0), |node: &Node| left.below(node)));
            for _ in 0..7 {
                let _ = timeout(5 * SECOND / 2, dropped.next()).await;
            }
            drop(dropped);
            let later = async {
                sleep(SECOND / 3).await;
                others.walk(&recording).await
            };
            let (got, other) = join(ones.walk(&recording), later).await;
            ones.must_be_walked(&recording, &got);
            others.must_be_walked(&recording, &other);
        });
    }

    #[test]
    fn tells_the_truth_in_its_size_hint() {
        paused(async |recording| {
            let tree = Tree::draw(&mut Draw::of_test(), 40);
            hints_truly(&recording, "walked", walked(tree.node(0), |node: &Node| tree.below(node)), 40).await;
        });
    }
}

const SECOND: Duration = Duration::from_secs(1);

/// The limit of the checks in which more than a year passes. Tokio's timers are made for two.
const TWO_YEARS: Duration = Duration::from_secs(60_000_000);

/// Yields many numbers that are all there. Code that gives way to others at each of them does not count as a busy loop,
/// because a little time passes now and then.
fn many_of(numbers: Vec<f64>) -> impl Stream<Item = f64> {
    futures::stream::iter(numbers).enumerate().then(async |(place, number)| {
        if place % 1000 == 999 {
            sleep(Duration::from_millis(1)).await;
        }
        number
    })
}

/// The maximum number of numbers to ask for: the end must come after ten, and two more show that it does not.
const ENOUGH: usize = 12;

/// Asks for one number after the other, until the stream ends or there are [`ENOUGH`].
async fn drain(recording: &Recording, lane: &str, numbers: impl Stream<Item = f64>) -> Vec<f64> {
    drain_with_hints(recording, lane, numbers).await.0
}

/// A promise of how many items are left: at least, and at most.
type Hint = (usize, Option<usize>);

/// Drains the stream, as [`drain`] does, and returns the `size_hint` before each number.
async fn drain_with_hints(
    recording: &Recording,
    lane: &str,
    numbers: impl Stream<Item = f64>,
) -> (Vec<f64>, Vec<Hint>) {
    let mut numbers = pin!(recording.stream(lane, numbers));
    let (mut given, mut hints) = (Vec::new(), vec![numbers.size_hint()]);
    while given.len() < ENOUGH
        && !stands_still(&recording.trace().lane(lane))
        && let Some(number) = numbers.next().await
    {
        given.push(number);
        hints.push(numbers.size_hint());
    }
    (given, hints)
}

/// Asserts that the `size_hint` is true while a number is waited for.
#[track_caller]
fn must_hint_truly_while_waiting(recording: &Recording, name: &str, given: usize, (least, most): Hint) {
    let left = 10 - given;
    if least > left || most.is_some_and(|most| most < left) {
        expected(format!(
            "the `size_hint` of `{name}`, if it has one, is true, also during a wait: after {given} of 10, {left} are left"
        ))
        .but(format!(
            "it said at least {least}, and at most {}",
            most.map_or("any".to_owned(), |most| most.to_string())
        ))
        .looks_as_if("the `size_hint` counts a number when its wait begins, and not when it comes")
        .without_picture()
        .fail(recording);
    }
}

/// Asserts that a stream that gave `all` numbers has promised neither more nor fewer, before any of them.
#[track_caller]
fn must_hint_truly(recording: &Recording, name: &str, all: usize, hints: &[Hint]) {
    for (given, (least, most)) in hints.iter().enumerate().take(all + 1) {
        let left = all - given;
        if *least > left || most.is_some_and(|most| most < left) {
            expected(format!(
                "the `size_hint` of `{name}`, if it has one, is true: after {given} of {all}, {left} are left"
            ))
            .but(format!(
                "it said at least {least}, and at most {}",
                most.map_or("any".to_owned(), |most| most.to_string())
            ))
            .looks_as_if("the `size_hint` does not count what was given: it is for what is left")
            .without_picture()
            .fail(recording);
        }
    }
}

/// Asserts that the `size_hint` of a stream of `all` items is true before and after each, and while one is waited for.
async fn hints_truly<T>(recording: &Recording, name: &str, items: impl Stream<Item = T>, all: usize) {
    let mut items = Box::pin(items);
    for given in 0..=all {
        let left = all - given;
        let before = items.size_hint();
        let early = items.next().now_or_never();
        let waiting = items.size_hint();
        let is_waiting = early.is_none();
        let item = if let Some(item) = early { item } else { items.next().await };
        for (when, (least, most)) in [("before it is asked for", before), ("while it is waited for", waiting)] {
            let is_true = least <= left && most.is_none_or(|most| left <= most);
            if is_true || when != "before it is asked for" && !is_waiting {
                continue;
            }
            let most = most.map_or("any number".to_owned(), |most| most.to_string());
            expected(format!(
                "the `size_hint` of `{name}`, if it has one, is true: after {given} of {all} items, {left} are left"
            ))
            .but(format!("{when}, it says at least {least}, and at most {most}"))
            .without_picture()
            .fail(recording);
        }
        if item.is_some() != (given < all) {
            let what = if item.is_some() { "came" } else { "was missing" };
            expected(format!("{all} items of `{name}`"))
                .but(format!("number {} {what}", given + 1))
                .without_picture()
                .fail(recording);
        }
    }
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

const ON_THE_REAL_CLOCK: &str = "it waits on the real clock, as in a thread that sleeps: no time passes on tokio's clock. \
                                 Use `tokio::time::sleep(...).await`";

/// Returns true if numbers came after real time, but no time on tokio's clock. That they come too early is wrong on any
/// machine; the real time only chooses the words.
fn stands_still(lane: &LaneView) -> bool {
    lane.item_times().first() == lane.started_at().as_ref()
        && lane.items() > 0
        && lane.longest_poll() >= Some(SECOND / 2)
}

/// Asserts that the stream can be made on a thread without a runtime.
#[track_caller]
fn is_made_anywhere(name: &str, make: impl FnOnce()) {
    let Err(panic) = catch_unwind(AssertUnwindSafe(make)) else { return };
    let text = panic.downcast_ref::<String>().map(String::as_str).or(panic.downcast_ref::<&str>().copied());
    expected(format!("`{name}` does nothing before its first poll, so it can be made outside of a runtime"))
        .but(format!("it panicked: {}", text.unwrap_or("without a message")))
        .looks_as_if(
            "a timer or a task is made with the stream, and needs Tokio's runtime at once: make it inside of the stream",
        )
        .without_picture()
        .fail(&Recording::start());
}

/// The variable by which [`two_runs`] tells this program, when it starts it again, where to write the numbers.
const NUMBERS: &str = "STREAMLINGS_NUMBERS";

/// The numbers of one run of the program.
#[derive(Default)]
struct Run {
    here: Vec<f64>,
    there: Vec<f64>,
}

impl fmt::Display for Run {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "  {}\n  {} on another thread", listed(&self.here), listed(&self.there))
    }
}

/// Runs this program twice, and returns which numbers it drew: one process cannot see what depends on the process.
///
/// `None` in these runs themselves, where the numbers are written to a file.
fn two_runs<S: Stream<Item = f64>>(test: &str, make: impl Fn() -> S + Copy + Send + 'static) -> Option<[Run; 2]> {
    if let Some(path) = std::env::var_os(NUMBERS) {
        let lines = [(); 2].map(|()| {
            let numbers = numbers_on_a_thread(make);
            numbers.iter().map(|number| number.to_bits().to_string()).collect::<Vec<String>>().join(" ")
        });
        fs::write(path, lines.join("\n")).expect("the system can write a small file");
        return None;
    }
    let runs = [1, 2].map(|run| StartedRun::start(test, run));
    Some(runs.map(StartedRun::numbers))
}

/// Returns the numbers that a stream gives on a thread of its own. Fails if it hangs there.
fn numbers_on_a_thread<S: Stream<Item = f64>>(make: impl Fn() -> S + Send + 'static) -> Vec<f64> {
    let (sender, receiver) = mpsc::channel();
    paused(async move |_| {
        let started = Instant::now();
        let mut numbers = pin!(make().take(ENOUGH));
        while let Some(number) = numbers.next().await {
            let _ = sender.send(number);
            // A stream that blocks the thread has its verdict elsewhere: nobody waits for its other numbers.
            if started.elapsed() == Duration::ZERO {
                break;
            }
        }
    });
    receiver.iter().collect()
}

/// A test of this program that runs in a process of its own.
struct StartedRun {
    process: Child,
    /// For the numbers, and for what the harness writes.
    folder: PathBuf,
}

impl StartedRun {
    fn start(test: &str, run: u32) -> StartedRun {
        let folder = format!("streamlings-{}-{}-{run}", std::process::id(), test.replace("::", "-"));
        let folder = std::env::temp_dir().join(folder);
        fs::create_dir_all(&folder).expect("the system can make a folder for temporary files");
        let mut again = rerun(test).expect("the system knows the path of this program");
        again.env(NUMBERS, folder.join("numbers")).env("POLLSCOPE_TRACES", &folder);
        again.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        StartedRun { process: again.spawn().expect("the system can start this program again"), folder }
    }

    /// Waits for the end of the run, and reads the numbers that it drew.
    fn numbers(mut self) -> Run {
        // A run takes milliseconds, and ends itself if the stream hangs; other tests say in which way.
        const LONGEST: Duration = Duration::from_secs(120);
        let started = std::time::Instant::now();
        while self.process.try_wait().is_ok_and(|ended| ended.is_none()) {
            if started.elapsed() > LONGEST {
                let _ = self.process.kill();
                let _ = self.process.wait();
            }
            thread::sleep(Duration::from_millis(1));
        }
        let written = fs::read_to_string(self.folder.join("numbers")).unwrap_or_default();
        let _ = fs::remove_dir_all(&self.folder);
        let numbers = |line: &str| line.split(' ').filter_map(|bits| bits.parse().ok()).map(f64::from_bits).collect();
        let (here, there) = written.split_once('\n').unwrap_or((&written, ""));
        Run { here: numbers(here), there: numbers(there) }
    }
}

/// Fails if there are no numbers.
#[track_caller]
fn must_be_written(function: &str, should: &str, runs: [Run; 2]) -> [Run; 2] {
    if runs.iter().any(|run| run.here.is_empty() || run.there.is_empty()) {
        expected(should)
            .but(format!("`{function}` gave nothing: it is not written yet, it hangs, or it ended the program"))
            .without_picture()
            .fail(&Recording::start());
    }
    runs
}

/// Asserts that ten numbers come, at 1, 2, ... 10 s, and that the stream ends with the last one.
async fn keeps_the_pace(recording: &Recording, name: &'static str, numbers: impl Stream<Item = f64>) {
    let should = "ten numbers come, at 1, 2, ... 10 s, and the stream ends at 10 s";
    let begun = std::time::Instant::now();
    let (_, hints) = drain_with_hints(recording, name, numbers).await;
    let real = begun.elapsed();
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
        must_hint_truly(recording, name, times.len(), &hints);
        return;
    }
    let report = expected(should).but(happened(&lane));
    // Real time chooses the words, and not the verdict.
    let cause = if ended == Some(Duration::ZERO) && real > 8 * SECOND {
        Some(ON_THE_REAL_CLOCK.to_owned())
    } else {
        wrong_pace(&times, ended)
    };
    report.looks_as_if_any(cause).fail(recording)
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

/// Asserts that streams that are read at the same time, and after one was dropped half-way, each keep their own pace.
async fn keeps_apart<S: Stream<Item = f64>>(recording: &Recording, name: &str, make: impl Fn(u64) -> S) {
    let should = "streams that are read at the same time, and after one was dropped half-way, each give ten numbers, one a \
                  second, and end";
    let mut draw = Draw::of_test();
    all_of(recording, name, make(draw.id()), should).await;
    let mut dropped = Box::pin(make(draw.id()));
    let _ = dropped.next().await;
    let _ = timeout(SECOND / 2, dropped.next()).await;
    drop(dropped);
    let same = draw.id();
    let readers = draw.list(7, |draw| (draw.millis(1..=2500), if draw.usize(0..=1) == 0 { same } else { draw.id() }));
    let read = async |(delay, seed): &(Duration, u64)| {
        sleep(*delay).await;
        let begun = Instant::now();
        let mut numbers = pin!(make(*seed).take(ENOUGH));
        let mut times = Vec::new();
        while numbers.next().await.is_some() {
            times.push(begun.elapsed());
        }
        (times, begun.elapsed())
    };
    for (reader, (times, ended)) in join_all(readers.iter().map(read)).await.into_iter().enumerate() {
        if times == every(SECOND) && ended == 10 * SECOND {
            continue;
        }
        expected(format!("{should}: at 1, 2, ... 10 s"))
            .but(format!(
                "of seven, stream {} gave {} after {} s, and ended after {} s",
                reader + 1,
                count(times.len(), "number", "numbers"),
                seconds(&times),
                ended.as_secs_f64()
            ))
            .looks_as_if("they share something, such as a `static` that holds a timer, a lock or a count")
            .without_picture()
            .fail(recording);
    }
}

/// Asserts that each second, including the first, begins when its number is asked for, however late that is.
async fn waits_when_asked(recording: &Recording, name: &str, numbers: impl Stream<Item = f64>) {
    // If a wait goes on while nobody asks, half of it is left, which is not the same as no wait at all.
    const HALF: Duration = Duration::from_millis(500);
    let should = "each number comes one second after it is asked for, however late that is";
    let mut numbers = pin!(recording.stream(name, numbers));
    let (mut waits, mut end) = (Vec::new(), Duration::ZERO);
    while waits.len() < ENOUGH && !stands_still(&recording.trace().lane(name)) {
        // The reader is slow: other work takes half a second before each number.
        sleep(HALF).await;
        let asked = Instant::now();
        if numbers.next().await.is_none() {
            end = asked.elapsed();
            break;
        }
        waits.push(asked.elapsed());
    }
    must_give_numbers(recording, name, should);
    if waits == [SECOND; 10] && !end.is_zero() {
        expected("the stream ends at once when it is asked for an eleventh number")
            .but(format!("it ended {} s after that", end.as_secs_f64()))
            .looks_as_if("there is a wait after the last number, too, when nothing is left to wait for")
            .fail(recording);
    }
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
        // Two readers are away for a quarter of an hour: one before it asks, and one before it comes back.
        sleep(if place == 5 { 900 * SECOND } else { draw.millis(1..=2500) }).await;
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
            must_hint_truly_while_waiting(recording, name, place - 1, numbers.size_hint());
        }
        let last_look = looks.last().copied().unwrap_or_default();
        // Every third reader comes back only when the second is over.
        let back = match draw.usize(0..=2) {
            _ if place == 8 => 900 * SECOND,
            0 => draw.millis(1001..=3000),
            _ => last_look + draw.millis(1..=9),
        };
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

/// Reads streams at the same time, `most` numbers of each. One after the other would exceed the limit of virtual time.
async fn together<S: Stream<Item = f64>>(streams: impl IntoIterator<Item = S>, most: usize) -> Vec<Vec<f64>> {
    let mut streams: Vec<_> =
        streams.into_iter().map(|stream| (Some(Box::pin(stream)), Vec::with_capacity(most))).collect();
    // A few dozen are polled in a row: a future for each of thousands would take longer than the streams do.
    let in_a_row = streams.chunks_mut(64).map(|streams| {
        poll_fn(move |cx| {
            let mut are_done = true;
            for (slot, numbers) in streams.iter_mut() {
                while let Some(stream) = slot {
                    match stream.as_mut().poll_next(cx) {
                        Poll::Ready(Some(number)) if numbers.len() + 1 < most => numbers.push(number),
                        Poll::Ready(number) => {
                            numbers.extend(number);
                            *slot = None;
                        }
                        Poll::Pending => break,
                    }
                }
                are_done &= slot.is_none();
            }
            if are_done { Poll::Ready(()) } else { Poll::Pending }
        })
    });
    // With Tokio's budget, each would be polled again and again: 128 timers may be ready in one poll.
    tokio::task::unconstrained(join_all(in_a_row)).await;
    streams.into_iter().map(|(_, numbers)| numbers).collect()
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
/// - Of the 999 pairs of neighbouring streams, 250 +- 14 have numbers below 5 in the same place of both. By Hoeffding's
///   bound on either half of the pairs, whose members are independent, fewer than 100 or more than 400 have a chance below
///   1e-14, and there are ten places.
/// - The chance that none of 30,000 numbers is below 0.0099 is below 1e-12, as for none above 9.9901.
/// - The chance that a number is whole, or has at most 12 decimals, is below 1e-2, so half of them, or all of them, never
///   are.
/// - The chance that the ten numbers of a stream are in ten different tenths of the range is 0.00036. That makes 0.4 of 1,000
///   streams; the chance of more than twelve is below 1e-14.
/// - In 246 +- 14 of 1,000 streams, exactly five of ten numbers are below 5. By Hoeffding's bound, fewer than 120 or more
///   than 380 have a chance below 1e-13.
/// - The chance that two of 3,000 streams begin with the same three numbers is below 1e-14, even if each is an `f32`.
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
    let runs = together((0..1000).map(&make), ENOUGH).await;
    let more = together((1000..3000).map(&make), ENOUGH).await;
    let uneven = uneven(&runs).or_else(|| {
        let all = [runs, more].concat();
        cut_off(&all).or_else(|| alike(&all))
    });
    let Some((happened, cause)) = uneven else { return };
    let report = expected(should).but(happened).without_picture();
    report.looks_as_if_any(cause).fail(recording)
}

/// Returns true if the number has at most so many decimals.
fn has_decimals(number: f64, decimals: i32) -> bool {
    let power = 10_f64.powi(decimals);
    (number * power).round() / power == number
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
    if let Some(decimals) = (1..=12).find(|decimals| numbers.iter().all(|number| has_decimals(*number, *decimals))) {
        let what = format!("each of {all} numbers, such as {}, has at most {decimals} decimals", numbers[0]);
        return Some((what, Some("numbers are rounded, made from whole ones, or taken from a list")));
    }
    // The chance that the last 16 of 52 digits are zero is below 1e-4, so they are not in all of them.
    let zeros = numbers.iter().map(|number| number.to_bits().trailing_zeros()).min().unwrap_or_default();
    if zeros >= 16 {
        let what = format!("in each of {all} numbers, such as {}, the last {zeros} binary digits are zero", numbers[0]);
        return Some((what, Some("the numbers are drawn as `f32`, which has only seven decimal digits")));
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
    dependent(runs)
}

/// Returns the fault if a number says something about another one, of its stream or of the next.
fn dependent(runs: &[Vec<f64>]) -> Option<(String, Option<&'static str>)> {
    for place in 0..10 {
        let is_low = |run: &Vec<f64>| run.get(place).is_some_and(|number| *number < 5.0);
        let both = runs.windows(2).filter(|pair| is_low(&pair[0]) && is_low(&pair[1])).count();
        if !(150..=350).contains(&both) {
            let what = format!(
                "number {} of a stream and of the next one are both below 5 in {both} of {} pairs, instead of in a \
                 quarter of them",
                place + 1,
                runs.len() - 1
            );
            return Some((what, Some("a number is made from one of another stream: draw each anew")));
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
    let tenths = |run: &Vec<f64>| run.iter().fold(0_u16, |tenths, number| tenths | 1 << *number as u16);
    let spread = |run: &&Vec<f64>| tenths(run).count_ones() as usize == run.len();
    let spread = runs.iter().filter(spread).count();
    let balanced = runs.iter().filter(|run| run.iter().filter(|number| **number < 5.0).count() == 5).count();
    if spread > 12 || !(120..=380).contains(&balanced) {
        let what = format!(
            "of {} streams of ten numbers, {spread} have one in each tenth of the range, and {balanced} have exactly five below 5",
            runs.len()
        );
        let cause = "the numbers of a stream depend on each other, as if they were drawn without being put back";
        return Some((what, Some(cause)));
    }
    None
}

/// Returns the fault if two streams begin with the same numbers.
fn alike(runs: &[Vec<f64>]) -> Option<(String, Option<&'static str>)> {
    let mut seen = HashMap::new();
    let begins = |run: &Vec<f64>| [0, 1, 2].map(|place| run.get(place).map(|number| number.to_bits()));
    let twin = runs.iter().enumerate().find_map(|(place, run)| seen.insert(begins(run), place))?;
    let what = format!("two of {} streams give {}", runs.len(), listed(&runs[twin]));
    Some((what, Some("some streams give the same numbers, as generators with the same seed do")))
}

/// Returns the fault if numbers near the ends of the range never come.
fn cut_off(runs: &[Vec<f64>]) -> Option<(String, Option<&'static str>)> {
    let numbers = runs.concat();
    let (least, most) = numbers.iter().fold((f64::MAX, f64::MIN), |(low, high), x| (low.min(*x), high.max(*x)));
    let is_cut_off = numbers.len() >= 30_000 && (least > 0.0099 || most < 9.9901);
    is_cut_off.then(|| (format!("{} numbers range only from {least} to {most}", numbers.len()), Some(NOT_EVENLY)))
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

/// Lists numbers with all their digits if they look like the others without them.
fn listed_apart(numbers: &[f64], others: &[f64]) -> String {
    let exact = |numbers: &[f64]| numbers.iter().map(f64::to_string).collect::<Vec<String>>().join(", ");
    if listed(numbers) == listed(others) { exact(numbers) } else { listed(numbers) }
}

/// Returns true if the numbers are equal, except for the rounding of a mean.
fn agree(numbers: &[f64], wanted: &[f64]) -> bool {
    numbers.len() == wanted.len() && numbers.iter().zip(wanted).all(|(number, wanted)| (number - wanted).abs() < 1e-9)
}
