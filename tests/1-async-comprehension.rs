//! The checks of chapter 1. Each module is a task, and each test is a sentence about what the code does.
//!
//! The same file checks the exercise and the reference solution. There is nothing to edit here.

use std::time::Duration;

use async_stream::stream;
use futures::{FutureExt as _, Stream};
use pollscope::Recording;
use pollscope::report::{count, expected};
use pollscope::testing::paused;
use tokio::time::{Instant, sleep};

const SECOND: Duration = Duration::from_secs(1);

/// Yields the items, one per second.
fn one_a_second<T>(items: impl IntoIterator<Item = T>) -> impl Stream<Item = T> {
    stream! {
        for item in items {
            sleep(SECOND).await;
            yield item;
        }
    }
}

/// Asserts that the time is that of the stream that the task reads.
#[track_caller]
fn assert_took(recording: &Recording, started: Instant, wanted: Duration) {
    let took = started.elapsed();
    if took != wanted {
        let blocked = recording.trace().lanes().filter_map(|lane| lane.longest_poll()).max() >= Some(SECOND / 2);
        let cause = if took > wanted {
            "it waits for more than this one stream"
        } else if blocked {
            "the thread is blocked, as by `std::thread::sleep`: tokio's clock stands still"
        } else {
            "the stream is not read, or not to its end"
        };
        expected(format!("to take as long as the stream that it reads: {wanted:?}"))
            .but(format!("it took {took:?}"))
            .looks_as_if(cause)
            .fail(recording);
    }
}

mod async_comprehension {
    use super::*;
    use ::async_comprehension::async_comprehension;

    #[test]
    fn collects_ten_numbers_from_0_to_10() {
        paused(async |recording| {
            let numbers = recording.future("task", async_comprehension()).await;
            if numbers.len() != 10 || !numbers.iter().all(|number| (0.0..10.0).contains(number)) {
                let cause = match numbers.len() {
                    0 => "nothing is collected",
                    10 => "they are changed on the way, or do not come from `async_generator`",
                    1..10 => "not all of them are collected",
                    _ => "more is collected than one generator gives",
                };
                expected("the ten numbers of `async_generator`, each from 0 up to, but not including, 10")
                    .but(format!("it gave {numbers:.3?}"))
                    .looks_as_if(cause)
                    .fail(&recording);
            }
        });
    }

    #[test]
    fn takes_ten_seconds() {
        paused(async |recording| {
            let started = Instant::now();
            recording.future("task", async_comprehension()).await;
            assert_took(&recording, started, 10 * SECOND);
        });
    }

    #[test]
    fn leaves_the_numbers_in_their_order() {
        paused(async |recording| {
            let numbers = recording.future("first", async_comprehension()).await;
            let again = recording.future("second", async_comprehension()).await;
            if numbers.len() != 10 || again.len() != 10 {
                expected("ten numbers in their order")
                    .but(format!("there were {}, and then {}", numbers.len(), again.len()))
                    .without_picture()
                    .fail(&recording);
            }
            let both = |sorted: fn(&f64, &f64) -> bool| numbers.is_sorted_by(sorted) && again.is_sorted_by(sorted);
            let cause = if both(|one, next| one < next) {
                "they are sorted, the smallest first"
            } else if both(|one, next| one > next) {
                "they are sorted, the largest first"
            } else {
                return;
            };
            expected(
                "ten random numbers in their order: the chance that they are sorted in both of two runs is below 1 in 10^12",
            )
            .but(format!("there were {numbers:.3?} first, and then {again:.3?}"))
            .looks_as_if(cause)
            .without_picture()
            .fail(&recording);
        });
    }

    #[test]
    fn gives_other_numbers_each_time() {
        paused(async |recording| {
            let numbers = recording.future("first", async_comprehension()).await;
            let again = recording.future("second", async_comprehension()).await;
            if numbers.iter().any(|number| again.contains(number)) {
                let rounded = |number: &f64| (number * 1e3).round() / 1e3 == *number;
                let cause = if numbers == again {
                    Some("each run gives the same numbers: they are hard-coded, kept, or drawn from a fixed seed")
                } else if numbers.iter().chain(&again).all(rounded) {
                    Some("numbers are rounded, or taken from a list")
                } else {
                    None
                };
                let report =
                    expected("ten new numbers in each run: the chance that two of twenty are equal is 1 in 10^13")
                        .but(format!("there were {numbers:.3?} first, and then {again:.3?}"))
                        .without_picture();
                report.looks_as_if_any(cause).fail(&recording);
            }
        });
    }
}

mod above {
    use super::*;
    use ::async_comprehension::above;

    /// Returns the likeliest reason why these are not the numbers above the threshold.
    fn wrongly_kept(numbers: &[f64], threshold: f64, kept: &[f64], pulled: usize) -> Option<&'static str> {
        let (above, others): (Vec<f64>, Vec<f64>) = numbers.iter().partition(|number| **number > threshold);
        let mut single = above.clone();
        single.dedup();
        let alike = |one: &[f64], other: &[f64]| {
            let (mut one, mut other) = (one.to_vec(), other.to_vec());
            one.sort_by(f64::total_cmp);
            other.sort_by(f64::total_cmp);
            one == other
        };
        let sorted = kept.is_sorted() || kept.iter().rev().is_sorted();
        let fitting = numbers.iter().take_while(|number| **number > threshold).count();
        if pulled == fitting + 1 && kept == &numbers[..fitting] {
            Some("it stops at the first number that does not fit: `take_while` is not `filter`")
        } else if pulled < numbers.len() {
            Some("it stops before the numbers end")
        } else if kept == others {
            Some("the condition is the wrong way round")
        } else if alike(kept, &above) {
            Some(if sorted { "they are sorted" } else { "their order is lost" })
        } else if kept == single {
            Some("of equal numbers only one is kept")
        } else if alike(kept, &single) {
            Some("of equal numbers only one is kept, and the order is lost")
        } else if kept.iter().any(|number| others.contains(number)) {
            Some("numbers are kept that are not above the threshold")
        } else if kept.len() < above.len() && kept.iter().all(|number| above.contains(number)) {
            Some("numbers are left out that are above the threshold")
        } else {
            None
        }
    }

    #[test]
    fn keeps_what_is_greater_in_its_order() {
        paused(async |recording| {
            // The equal numbers are not the last ones, to tell a lost duplicate from a lost end.
            let numbers = [7.5, 2.0, 9.25, 5.5, 5.5, 5.0, 8.0];
            let stream = recording.stream("numbers", one_a_second(numbers));
            let kept = recording.future("above", above(stream, 5.25)).await;
            let wanted = [7.5, 9.25, 5.5, 5.5, 8.0];
            if kept != wanted {
                let pulled = recording.trace().lane("numbers").items();
                let report = expected(format!("of {numbers:?} those above 5.25: {wanted:?}"))
                    .but(format!("it pulled {}, and kept {kept:?}", count(pulled, "number", "numbers")));
                report.looks_as_if_any(wrongly_kept(&numbers, 5.25, &kept, pulled)).fail(&recording);
            }
        });
    }

    #[test]
    fn leaves_out_what_is_equal() {
        paused(async |recording| {
            let kept = recording.future("above", above(one_a_second([4.0, 5.0, f64::NAN, 6.0]), 5.0)).await;
            if kept != [6.0] {
                let cause = match kept[..] {
                    [5.0, 6.0] => Some("it keeps an equal number: `>=` instead of `>`"),
                    [nan, 6.0] if nan.is_nan() => Some("it keeps `NaN`, which is not `<=`, but not `>` either"),
                    [5.0, nan, 6.0] if nan.is_nan() => {
                        Some("it keeps an equal number and `NaN`: neither is `<`, but neither is `>`")
                    }
                    _ => None,
                };
                let report =
                    expected("of [4.0, 5.0, NaN, 6.0] those above 5.0: [6.0]").but(format!("it kept {kept:?}"));
                report.looks_as_if_any(cause).fail(&recording);
            }
        });
    }

    #[test]
    fn reads_the_stream_to_its_end() {
        paused(async |recording| {
            let started = Instant::now();
            let numbers = recording.stream("numbers", one_a_second([1.0, 9.0, 2.0, 3.0]));
            recording.future("above", above(numbers, 5.0)).await;
            assert_took(&recording, started, 4 * SECOND);
        });
    }
}

mod by_initial {
    use super::*;
    use ::async_comprehension::by_initial;
    use std::collections::{BTreeMap, BTreeSet};

    fn names(names: &[&str]) -> impl Stream<Item = String> + use<> {
        one_a_second(names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>())
    }

    #[track_caller]
    fn assert_grouped(
        recording: &Recording,
        given: &[&str],
        grouped: &BTreeMap<char, Vec<String>>,
        wanted: &[(char, &[&str])],
    ) {
        let wanted: BTreeMap<char, Vec<String>> =
            wanted.iter().map(|(c, names)| (*c, names.iter().map(|name| (*name).to_owned()).collect())).collect();
        if *grouped != wanted {
            let pulled = recording.trace().lane("names").items();
            let report = expected(format!("{given:?} by first letter: {wanted:?}"))
                .but(format!("it pulled {}, and gave {grouped:?}", count(pulled, "name", "names")));
            let cause = if pulled < given.len() {
                Some("it stops before the names end")
            } else {
                wrongly_grouped(given, grouped, &wanted)
            };
            report.looks_as_if_any(cause).fail(recording);
        }
    }

    /// Returns the likeliest reason why these are not the groups of the given names.
    fn wrongly_grouped(
        given: &[&str],
        grouped: &BTreeMap<char, Vec<String>>,
        wanted: &BTreeMap<char, Vec<String>>,
    ) -> Option<&'static str> {
        let in_order = |map: &BTreeMap<char, Vec<String>>| {
            let mut names: Vec<String> = map.values().flatten().cloned().collect();
            names.sort();
            names
        };
        let singles = |names: Vec<String>| names.into_iter().collect::<BTreeSet<String>>();
        let alone = |name: &&str| Some((name.chars().next()?, vec![(*name).to_owned()]));
        let last_of_each: BTreeMap<char, Vec<String>> = given.iter().filter_map(alone).collect();
        let first_of_each: BTreeMap<char, Vec<String>> = given.iter().rev().filter_map(alone).collect();
        let (got, all) = (in_order(grouped), in_order(wanted));

        if got.iter().any(String::is_empty) {
            Some("a name without letters is kept")
        } else if *grouped == last_of_each {
            Some("a new name replaces the previous one: add it to the list of its letter")
        } else if *grouped == first_of_each {
            Some("a name is left out if its letter has one already: add it to the list of its letter")
        } else if got == all {
            Some(wrong_letters(grouped).unwrap_or("the names of a letter are put into another order"))
        } else if got.len() < all.len() && singles(got.clone()) == singles(all.clone()) {
            Some("of equal names only one is kept")
        } else if got.len() < all.len() && got.iter().all(|name| all.contains(name)) {
            Some("names are lost")
        } else {
            None
        }
    }

    /// Returns what the names under a wrong letter have in common, if there are any.
    fn wrong_letters(grouped: &BTreeMap<char, Vec<String>>) -> Option<&'static str> {
        let misplaced: Vec<(char, &str)> = grouped
            .iter()
            .flat_map(|(letter, names)| names.iter().map(move |name| (*letter, name.as_str())))
            .filter(|(letter, name)| !name.starts_with(*letter))
            .collect();
        let first_byte = |(letter, name): &(char, &str)| name.bytes().next().map(char::from) == Some(*letter);
        let other_case = |(letter, name): &(char, &str)| {
            name.chars().next().is_some_and(|initial| initial.to_lowercase().eq(letter.to_lowercase()))
        };
        if misplaced.is_empty() {
            None
        } else if misplaced.iter().all(first_byte) {
            Some("the first byte is taken for the first letter")
        } else if misplaced.iter().all(other_case) {
            Some("the case of letters is changed, as by `to_uppercase`")
        } else {
            Some("names are listed under a letter that is not their first")
        }
    }

    #[test]
    fn puts_names_under_their_first_letter_in_their_order() {
        paused(async |recording| {
            let given = ["Grace", "Ada", "Guido", "Alan", "Barbara", "Grace"];
            let names = recording.stream("names", names(&given));
            let grouped = recording.future("by_initial", by_initial(names)).await;
            let wanted: [(char, &[&str]); 3] =
                [('A', &["Ada", "Alan"]), ('B', &["Barbara"]), ('G', &["Grace", "Guido", "Grace"])];
            assert_grouped(&recording, &given, &grouped, &wanted);
        });
    }

    #[test]
    fn takes_a_letter_as_it_is_written() {
        paused(async |recording| {
            let given = ["Émile", "ada", "Ada", "Élodie", "李"];
            let names = recording.stream("names", names(&given));
            let grouped = recording.future("by_initial", by_initial(names)).await;
            let wanted: [(char, &[&str]); 4] =
                [('A', &["Ada"]), ('a', &["ada"]), ('É', &["Émile", "Élodie"]), ('李', &["李"])];
            assert_grouped(&recording, &given, &grouped, &wanted);
        });
    }

    #[test]
    fn leaves_out_a_name_without_letters() {
        paused(async |recording| {
            let given = ["Ada", "Alan", "", "Barbara"];
            let names = recording.stream("names", names(&given));
            let grouped = recording.future("by_initial", by_initial(names)).await;
            assert_grouped(&recording, &given, &grouped, &[('A', &["Ada", "Alan"]), ('B', &["Barbara"])]);
        });
    }

    #[test]
    fn reads_the_stream_to_its_end() {
        paused(async |recording| {
            let started = Instant::now();
            let names = recording.stream("names", names(&["Ada", "Barbara", "Ada"]));
            recording.future("by_initial", by_initial(names)).await;
            assert_took(&recording, started, 3 * SECOND);
        });
    }
}

mod looked_up {
    use super::*;
    use ::async_comprehension::{looked_up_in_turn, looked_up_together};
    use std::cell::Cell;
    use std::num::NonZeroUsize;

    fn limit(limit: usize) -> NonZeroUsize {
        NonZeroUsize::new(limit).expect("no test uses a limit of zero")
    }

    /// Looks up an id in `id` seconds, in a lane of its own.
    async fn lookup(id: u64) -> String {
        pollscope::future(format!("lookup {id}"), sleep(SECOND * id as u32)).await;
        format!("name {id}")
    }

    fn names(ids: &[u64]) -> Vec<String> {
        ids.iter().map(|id| format!("name {id}")).collect()
    }

    fn in_order(names: &[String]) -> Vec<&String> {
        let mut names: Vec<&String> = names.iter().collect();
        names.sort();
        names
    }

    #[track_caller]
    fn assert_names(recording: &Recording, ids: &[u64], got: &[String]) {
        let wanted = names(ids);
        if got != wanted {
            let trace = recording.trace();
            let (started, finished) = (trace.started_in_order("lookup"), trace.finished_in_order("lookup"));
            // The second lookup of an id is called `lookup 1 (2)`.
            let is_of = |(lane, id): (&&str, &u64)| lane.split(" (").next() == Some(&format!("lookup {id}"));
            let as_given = started.iter().zip(ids).all(is_of);
            let as_finished: Vec<String> = finished.iter().map(|lane| lane.replace("lookup", "name")).collect();
            let cause = if started.len() < ids.len() {
                Some("not every id is looked up")
            } else if finished.len() < ids.len() {
                Some("not every lookup is awaited to its end")
            } else if started.len() > ids.len() {
                Some("there are more lookups than ids")
            } else if got.len() < wanted.len() {
                Some("not every result is kept")
            } else if !as_given {
                Some("the ids are taken in another order, or other ids are looked up")
            } else if got == as_finished {
                Some(
                    "the results are in the order in which they came: `buffer_unordered` does that, `buffered` keeps \
                     the order",
                )
            } else if in_order(got) == in_order(&wanted) {
                Some("the results are put into another order")
            } else {
                None
            };
            let report = expected(format!("for the ids {ids:?} the results in their order: {wanted:?}"))
                .but(format!("it gave {got:?}"));
            report.looks_as_if_any(cause).fail(recording);
        }
    }

    #[test]
    fn in_turn_gives_the_results_in_the_order_of_the_ids() {
        paused(async |recording| {
            let ids = [3, 1, 2];
            let got = recording.future("looked_up_in_turn", looked_up_in_turn(ids, lookup)).await;
            assert_names(&recording, &ids, &got);
        });
    }

    #[test]
    fn in_turn_begins_a_lookup_when_the_one_before_is_done() {
        paused(async |recording| {
            let started = Instant::now();
            recording.future("looked_up_in_turn", looked_up_in_turn([3, 1, 2], lookup)).await;
            recording.assert_in_flight_at_most("lookup", 1);
            let took = started.elapsed();
            if took != 6 * SECOND {
                let ended = recording.trace().finished_in_order("lookup").len();
                let cause = match ended {
                    0..3 => Some("not all of them are awaited to their end"),
                    3 if took > 6 * SECOND => Some("it waits for more than the lookups"),
                    3 => None,
                    _ => Some("there are more lookups than ids"),
                };
                let report = expected("lookups of 3, 1 and 2 seconds one after the other: 6s")
                    .but(format!("it took {took:?}, and {} ended", count(ended, "lookup", "lookups")));
                report.looks_as_if_any(cause).fail(&recording);
            }
        });
    }

    #[test]
    fn together_starts_as_many_as_the_limit_allows() {
        paused(async |recording| {
            let started = Instant::now();
            let ids = [1; 6];
            let got = recording.future("looked_up_together", looked_up_together(ids, lookup, limit(3))).await;
            assert_names(&recording, &ids, &got);
            recording.assert_in_flight_reaches("lookup", 3);
            recording.assert_in_flight_at_most("lookup", 3);
            let took = started.elapsed();
            if took != 2 * SECOND {
                expected("six lookups of one second, three at a time: 2s")
                    .but(format!("it took {took:?}"))
                    .fail(&recording);
            }
        });
    }

    #[test]
    fn together_never_has_more_in_flight_than_the_limit() {
        paused(async |recording| {
            recording.future("looked_up_together", looked_up_together([2, 1, 3, 1, 2], lookup, limit(2))).await;
            recording.assert_in_flight_at_most("lookup", 2);
        });
    }

    #[test]
    fn together_looks_up_one_at_a_time_where_the_limit_is_one() {
        paused(async |recording| {
            recording.future("looked_up_together", looked_up_together([2, 1, 3], lookup, limit(1))).await;
            recording.assert_in_flight_at_most("lookup", 1);
        });
    }

    #[test]
    fn together_gives_the_results_in_the_order_of_the_ids() {
        paused(async |recording| {
            // The lookups end in another order, and neither sorted nor reversed is it that of the ids.
            let ids = [3, 5, 1, 4, 2];
            let got = recording.future("looked_up_together", looked_up_together(ids, lookup, limit(5))).await;
            assert_names(&recording, &ids, &got);
        });
    }

    #[test]
    fn together_starts_the_next_when_the_oldest_is_done() {
        paused(async |recording| {
            let started = Instant::now();
            let ids = [1, 3, 2];
            let got = recording.future("looked_up_together", looked_up_together(ids, lookup, limit(2))).await;
            assert_names(&recording, &ids, &got);
            let took = started.elapsed();
            if took != 3 * SECOND {
                let report = expected(
                    "lookups of 1, 3 and 2 seconds, two at a time: the third starts when the first is done, 3s",
                )
                .but(format!("it took {took:?}"));
                let trace = recording.trace();
                let started = ids.map(|id| trace.lane(&format!("lookup {id}")).started_at());
                let cause = if trace.max_in_flight("lookup") == 1 {
                    Some("each one is awaited before the next one starts")
                } else if started == [0, 0, 3].map(|second| Some(SECOND * second)) {
                    Some("they are looked up in batches: a batch waits for its slowest lookup, while a slot is free")
                } else if started == [0, 0, 1].map(|second| Some(SECOND * second)) {
                    Some("it waits for more than the lookups")
                } else {
                    Some("a slot stays free although there is another id")
                };
                report.looks_as_if_any(cause).fail(&recording);
            }
        });
    }

    #[test]
    fn takes_no_id_before_there_is_room() {
        const ALL: usize = 6;
        paused(async |recording| {
            for (name, most) in [("in turn", 1), ("together", 2)] {
                let (taken, called, done) = (Cell::new(0_usize), Cell::new(0_usize), Cell::new(0_usize));
                let (uncalled, ahead) = (Cell::new(0), Cell::new(0));
                let ids = [1_u64; ALL].into_iter().inspect(|_| {
                    taken.set(taken.get() + 1);
                    uncalled.set(uncalled.get().max(taken.get().saturating_sub(called.get())));
                    ahead.set(ahead.get().max(taken.get().saturating_sub(done.get())));
                });
                let done = &done;
                let lookup = |id| {
                    called.set(called.get() + 1);
                    async move {
                        lookup(id).await;
                        done.set(done.get() + 1);
                    }
                };
                if most == 1 {
                    recording.future(name, looked_up_in_turn(ids, lookup)).await;
                } else {
                    recording.future(name, looked_up_together(ids, lookup, limit(most))).await;
                }
                if ahead.get() > most {
                    let cause = if called.get() < ALL {
                        "not every id is looked up"
                    } else if uncalled.get() == ALL {
                        "the ids are collected first"
                    } else if ahead.get() == ALL {
                        "`lookup` is called for every id first: that makes all futures before there is room for them"
                    } else {
                        "an id is taken while there is no room for its lookup"
                    };
                    expected(format!("{name}: at most {} taken and not yet looked up", count(most, "id", "ids")))
                        .but(format!("it had {} at one moment", count(ahead.get(), "id", "ids")))
                        .looks_as_if(cause)
                        .fail(&recording);
                }
            }
        });
    }

    #[test]
    fn a_lookup_that_is_woken_is_polled_at_once() {
        paused(async |recording| {
            recording.future("looked_up_together", looked_up_together([3, 1, 2, 2, 1], lookup, limit(3))).await;
            recording.assert_promptly_polled("lookup", Duration::ZERO);
        });
    }

    #[test]
    fn no_ids_give_no_results_at_once() {
        paused(async |recording| {
            let in_turn = looked_up_in_turn([], lookup).now_or_never();
            let together = looked_up_together([], lookup, limit(4)).now_or_never();
            if in_turn != Some(Vec::new()) || together != Some(Vec::new()) {
                let waits = in_turn.is_none() || together.is_none();
                let report = expected("an empty list for no ids, at the first poll")
                    .but(format!("they gave {in_turn:?} and {together:?}"))
                    .without_picture();
                let cause = waits.then_some("something waits although there is nothing to wait for");
                report.looks_as_if_any(cause).fail(&recording);
            }
        });
    }
}

mod parsed {
    use super::*;
    use ::async_comprehension::{ParseLineError, parsed};

    fn lines(lines: &[&str]) -> impl Stream<Item = String> + use<> {
        one_a_second(lines.iter().map(|line| (*line).to_owned()).collect::<Vec<_>>())
    }

    /// Returns the likeliest reason why there is no error for bad lines.
    fn without_error(lines: &[&str], numbers: &[f64]) -> Option<&'static str> {
        let good: Vec<f64> = lines.iter().filter_map(|line| line.parse().ok()).collect();
        let before: Vec<f64> = lines.iter().map_while(|line| line.parse().ok()).collect();
        if numbers.len() == lines.len() {
            Some("a bad line is taken for a number")
        } else if numbers == good && good == before {
            Some("the bad line is left out, but there is no error")
        } else if numbers == good {
            Some("bad lines are skipped")
        } else if numbers == before {
            Some("the numbers end at the bad line, but without an error")
        } else {
            None
        }
    }

    #[test]
    fn gives_the_number_of_each_line() {
        paused(async |recording| {
            let got = recording.future("parsed", parsed(lines(&["1.5", "-2", "3e2"]))).await;
            if got != Ok(vec![1.5, -2.0, 300.0]) {
                let is_wanted = |number: &f64| [1.5, -2.0, 300.0].contains(number);
                let cause = match &got {
                    Err(_) => Some("a good line is rejected"),
                    Ok(numbers) if !numbers.iter().all(is_wanted) => Some("the numbers are not those of the lines"),
                    Ok(numbers) if numbers.len() < 3 => Some("good lines are lost"),
                    Ok(numbers) if numbers.len() == 3 => Some("the numbers are put into another order"),
                    Ok(_) => Some("there are more numbers than lines"),
                };
                let report = expected(r#"for "1.5", "-2" and "3e2" the numbers [1.5, -2.0, 300.0]"#)
                    .but(format!("it gave {got:?}"));
                report.looks_as_if_any(cause).fail(&recording);
            }
        });
    }

    #[test]
    fn names_the_first_bad_line_by_number_and_text() {
        paused(async |recording| {
            let given = ["1", "2", "tree", "4", "fife"];
            let got = recording.future("parsed", parsed(lines(&given))).await;
            let (line, text) = match &got {
                Err(ParseLineError { line, text, .. }) => (*line, text.as_str()),
                Ok(numbers) => {
                    let report =
                        expected("an error: the third line is \"tree\"").but(format!("it gave Ok({numbers:?})"));
                    report.looks_as_if_any(without_error(&given, numbers)).fail(&recording)
                }
            };
            if (line, text) != (3, "tree") {
                let cause = match (line, text) {
                    (2, "tree") => "the lines are counted from 0, but people count them from 1",
                    (_, "tree") => "the line is counted wrongly",
                    (_, "fife") => "it names the last bad line instead of the first one",
                    (_, text) if given.contains(&text) => "the error names a good line",
                    _ => "the text of the error is not that of the line",
                };
                expected("line 3, \"tree\"")
                    .but(format!("it named line {line}, {text:?}"))
                    .looks_as_if(cause)
                    .fail(&recording);
            }
        });
    }

    #[test]
    fn pulls_no_line_after_a_bad_one() {
        paused(async |recording| {
            let given = ["1", "two", "3", "4"];
            let lines = recording.stream("lines", lines(&given));
            let got = recording.future("parsed", parsed(lines)).await;
            let pulled = recording.trace().lane("lines").items();
            if got.is_ok() || pulled != 2 {
                let cause = match (&got, pulled) {
                    (Ok(numbers), _) => without_error(&given, numbers),
                    (Err(_), 0 | 1) => Some("an error is returned before the bad line is read"),
                    (Err(_), 3) => Some("another line is asked for before the error is returned"),
                    (Err(_), _) => Some("all lines are read before the error is returned"),
                };
                let report = expected("two lines pulled: the second one is bad")
                    .but(format!("it pulled {}, and gave {got:?}", count(pulled, "line", "lines")));
                report.looks_as_if_any(cause).fail(&recording);
            }
        });
    }

    #[test]
    fn keeps_the_text_of_a_bad_line_as_it_stood() {
        paused(async |recording| {
            for bad in ["", " 1.5", "1,5 "] {
                let got = recording.future("parsed", parsed(lines(&[bad]))).await;
                let text = got.as_ref().err().map(|error| error.text.as_str());
                if text != Some(bad) {
                    let cause = match &got {
                        Ok(numbers) if *numbers == [1.5] => {
                            Some("the line is trimmed or corrected before it is parsed")
                        }
                        Ok(numbers) => without_error(&[bad], numbers),
                        Err(error) if error.text == bad.trim() => Some("the text of the error is trimmed"),
                        Err(_) => Some("the text of the error is not that of the line"),
                    };
                    let report = expected(format!("the line {bad:?} is rejected, and the error has this text"))
                        .but(format!("it gave {got:?}"));
                    report.looks_as_if_any(cause).fail(&recording);
                }
            }
        });
    }

    #[test]
    fn tells_in_words_which_line_is_bad_and_why() {
        paused(async |recording| {
            let given = ["1", "two"];
            let got = recording.future("parsed", parsed(lines(&given))).await;
            let error = got.as_ref().err();
            let words = error.map(ToString::to_string);
            let reason = error.and_then(std::error::Error::source).map(ToString::to_string);
            let wanted = (Some(r#"line 2 is not a number: "two""#), Some("invalid float literal"));
            if (words.as_deref(), reason.as_deref()) != wanted {
                let cause = match &got {
                    Ok(numbers) => without_error(&given, numbers),
                    Err(error) if error.text != "two" => Some("the text of the error is not that of the line"),
                    Err(error) if error.line != 2 => Some("the line is counted wrongly"),
                    Err(_) if words.as_deref() == wanted.0 => Some("the source is the error of another text"),
                    Err(_) => None,
                };
                let report = expected(format!("the error and its source to say {wanted:?}"))
                    .but(format!("they say {words:?} and {reason:?}"))
                    .without_picture();
                report.looks_as_if_any(cause).fail(&recording);
            }
        });
    }

    #[test]
    fn no_lines_are_no_numbers() {
        paused(async |recording| {
            let got = recording.future("parsed", parsed(lines(&[]))).await;
            if got != Ok(Vec::new()) {
                expected("Ok([]) when there is no line")
                    .but(format!("it gave {got:?}"))
                    .without_picture()
                    .fail(&recording);
            }
        });
    }
}

mod summary {
    use super::*;
    use ::async_comprehension::{Summary, summary};

    fn equal(one: f64, other: f64) -> bool {
        (one - other).abs() <= 1e-9 * one.abs().max(other.abs()).max(1e-300)
    }

    #[track_caller]
    fn assert_summary(recording: &Recording, scores: &[f64], got: Option<Summary>, wanted: Summary) {
        let good = got.is_some_and(|got| {
            got.count == wanted.count && equal(got.mean, wanted.mean) && got.min == wanted.min && got.max == wanted.max
        });
        if !good {
            let report = expected(format!("of {scores:?}: {wanted:?}")).but(format!("it gave {got:?}"));
            report.looks_as_if_any(wrong_summary(scores, got, wanted)).fail(recording);
        }
    }

    /// Returns the likeliest reason why this is not the summary of the scores.
    fn wrong_summary(scores: &[f64], got: Option<Summary>, wanted: Summary) -> Option<&'static str> {
        let Some(Summary { count, mean, min, max }) = got else {
            return Some("it gives `None` although there are scores");
        };
        let (counted, sum) = (wanted.count as f64, wanted.mean * wanted.count as f64);
        // The usual beginnings of a fold that does not begin with the first score.
        let begins = [0.0, f64::MIN, f64::MAX, f64::MIN_POSITIVE, f64::INFINITY, f64::NEG_INFINITY];
        let strange = |end: f64| begins.contains(&end) && !scores.contains(&end);
        if count < wanted.count {
            Some("not every score is counted")
        } else if count > wanted.count {
            Some("the count is higher than the number of scores")
        } else if (min, max) != (wanted.min, wanted.max) {
            if (min, max) == (wanted.max, wanted.min) {
                Some("smallest and largest are swapped")
            } else if strange(min) || strange(max) {
                Some("smallest or largest begins with a number that is not a score: begin with the first score")
            } else if scores.contains(&min) && scores.contains(&max) {
                Some("a score is kept that is not the smallest, or not the largest")
            } else {
                None
            }
        } else if equal(mean, sum) {
            Some("the mean is the sum: divide it by the count")
        } else if equal(mean, sum / (counted - 1.0)) || equal(mean, sum / (counted + 1.0)) {
            Some("the sum is divided by a number other than the count")
        } else if equal(mean, f64::midpoint(min, max)) {
            Some("the mean is the midpoint of smallest and largest: divide the sum by the count")
        } else {
            None
        }
    }

    #[test]
    fn gives_count_mean_smallest_and_largest() {
        paused(async |recording| {
            let scores = [70.0, 82.5, 55.0, 91.0];
            let got = recording.future("summary", summary(one_a_second(scores))).await;
            assert_summary(&recording, &scores, got, Summary { count: 4, mean: 74.625, min: 55.0, max: 91.0 });
        });
    }

    #[test]
    fn gives_none_where_there_are_no_scores() {
        paused(async |recording| {
            let got = recording.future("summary", summary(one_a_second([]))).await;
            if got.is_some() {
                let cause = got
                    .is_some_and(|got| got.mean.is_nan())
                    .then_some("zero is divided by zero: without scores there is no mean");
                let report =
                    expected("`None` when there are no scores").but(format!("it gave {got:?}")).without_picture();
                report.looks_as_if_any(cause).fail(&recording);
            }
        });
    }

    #[test]
    fn takes_scores_below_zero_and_a_single_one() {
        paused(async |recording| {
            let scores = [-3.0, -1.0, -2.0];
            let got = recording.future("below zero", summary(one_a_second(scores))).await;
            assert_summary(&recording, &scores, got, Summary { count: 3, mean: -2.0, min: -3.0, max: -1.0 });
            let got = recording.future("single", summary(one_a_second([42.0]))).await;
            assert_summary(&recording, &[42.0], got, Summary { count: 1, mean: 42.0, min: 42.0, max: 42.0 });
        });
    }

    #[test]
    fn needs_no_more_memory_for_more_scores() {
        paused(async |recording| {
            let peak = |length: u32| {
                let scores = futures::stream::iter((0..length).map(f64::from));
                let used = allocation_counter::measure(|| {
                    assert!(
                        summary(scores).now_or_never().flatten().is_some(),
                        "the scores are all there: it can be ready"
                    );
                });
                used.bytes_max
            };
            let (few, many) = (peak(100), peak(100_000));
            if many > few {
                let cause = if many >= 100_000 * 8 {
                    "the scores are collected, or something else is kept for each; fold them instead"
                } else {
                    "the more scores there are, the more is kept; fold them instead"
                };
                expected("as much memory for 100,000 scores as for 100")
                    .but(format!("at its peak it needed {few} bytes for 100, and {many} for 100,000"))
                    .looks_as_if(cause)
                    .without_picture()
                    .fail(&recording);
            }
        });
    }

    #[test]
    fn reads_the_stream_to_its_end() {
        paused(async |recording| {
            let started = Instant::now();
            let scores = recording.stream("scores", one_a_second([1.0, 2.0, 3.0]));
            recording.future("summary", summary(scores)).await;
            assert_took(&recording, started, 3 * SECOND);
        });
    }
}
