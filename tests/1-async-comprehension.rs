//! What chapter 1 asks for. Each module is a task, each test a sentence about what the code does.
//!
//! The same file checks the exercise and the reference solution. There is nothing to edit here.

use std::time::Duration;

use async_stream::stream;
use futures::{FutureExt as _, Stream};
use pollscope::Recording;
use pollscope::report::expected;
use pollscope::testing::paused;
use tokio::time::{Instant, sleep};

const SECOND: Duration = Duration::from_secs(1);

/// These items, one a second.
fn one_a_second<T>(items: impl IntoIterator<Item = T>) -> impl Stream<Item = T> {
    stream! {
        for item in items {
            sleep(SECOND).await;
            yield item;
        }
    }
}

/// A task that reads a stream takes as long as the stream does.
#[track_caller]
fn assert_took(recording: &Recording, started: Instant, wanted: Duration) {
    let took = started.elapsed();
    if took != wanted {
        let report = expected(format!("to take as long as the stream that it reads: {wanted:?}"))
            .but(format!("it took {took:?}"));
        let blocked = recording.trace().lanes().filter_map(|lane| lane.longest_poll()).max() >= Some(SECOND / 2);
        if blocked && took < wanted {
            report.looks_as_if("the thread sleeps, while no time passes on tokio's clock").fail(recording);
        } else if took < wanted {
            report.looks_as_if("the stream is not read, or not to its end").fail(recording);
        }
        report.looks_as_if("something waits that the task does not ask for").fail(recording);
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
                    _ => "not all of them are collected, or more than the generator gives",
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
    fn gives_other_numbers_each_time() {
        paused(async |recording| {
            let numbers = recording.future("first", async_comprehension()).await;
            let again = recording.future("second", async_comprehension()).await;
            if numbers.iter().any(|number| again.contains(number)) {
                expected("ten new numbers in each run: two of them alike among twenty are one chance in 10^13")
                    .but(format!("there were {numbers:.3?} first, and {again:.3?} then"))
                    .looks_as_if("the numbers are written down")
                    .without_picture()
                    .fail(&recording);
            }
        });
    }
}

mod above {
    use super::*;
    use ::async_comprehension::above;

    #[test]
    fn keeps_what_is_greater_in_its_order() {
        paused(async |recording| {
            let numbers = [7.5, 2.0, 9.25, 5.0, 8.0, 5.5, 5.5];
            let kept = recording.future("above", above(one_a_second(numbers), 5.25)).await;
            let wanted = [7.5, 9.25, 8.0, 5.5, 5.5];
            if kept != wanted {
                let mut sorted = wanted;
                sorted.sort_by(f64::total_cmp);
                let cause = if kept == sorted {
                    "they are sorted"
                } else if kept == [2.0, 5.0] {
                    "the comparison is the wrong way round"
                } else if kept == [7.5] {
                    "it stops at the first number that does not fit: `take_while` is not `filter`"
                } else if kept.len() == 4 {
                    "equal numbers are dropped"
                } else {
                    "another condition decides"
                };
                expected(format!("of {numbers:?} those above 5.25: {wanted:?}"))
                    .but(format!("it kept {kept:?}"))
                    .looks_as_if(cause)
                    .fail(&recording);
            }
        });
    }

    #[test]
    fn leaves_out_what_is_equal() {
        paused(async |recording| {
            let kept = recording.future("above", above(one_a_second([4.0, 5.0, f64::NAN, 6.0]), 5.0)).await;
            if kept != [6.0] {
                expected("of [4.0, 5.0, NaN, 6.0] those above 5.0: [6.0]")
                    .but(format!("it kept {kept:?}"))
                    .looks_as_if("it keeps what is `>=`, or what is not `<=`: `NaN` is neither")
                    .fail(&recording);
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
    use std::collections::BTreeMap;

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
        let as_wanted: BTreeMap<char, Vec<String>> =
            wanted.iter().map(|(c, names)| (*c, names.iter().map(|name| (*name).to_owned()).collect())).collect();
        if *grouped != as_wanted {
            let count = |map: &BTreeMap<char, Vec<String>>| map.values().map(Vec::len).sum::<usize>();
            let cause = if grouped.values().all(|names| names.len() == 1) && count(grouped) < count(&as_wanted) {
                "a new name takes the place of the one before: add to the list of its letter"
            } else if grouped.keys().ne(as_wanted.keys()) {
                "the letters are changed on the way, or are not whole characters"
            } else {
                "names are lost, or their order is"
            };
            expected(format!("{given:?} by first letter: {as_wanted:?}"))
                .but(format!("it gave {grouped:?}"))
                .looks_as_if(cause)
                .fail(recording);
        }
    }

    #[test]
    fn puts_names_under_their_first_letter_in_their_order() {
        paused(async |recording| {
            let given = ["Grace", "Ada", "Guido", "Alan", "Barbara", "Grace"];
            let grouped = recording.future("by_initial", by_initial(names(&given))).await;
            let wanted: [(char, &[&str]); 3] =
                [('A', &["Ada", "Alan"]), ('B', &["Barbara"]), ('G', &["Grace", "Guido", "Grace"])];
            assert_grouped(&recording, &given, &grouped, &wanted);
        });
    }

    #[test]
    fn takes_a_letter_as_it_is_written() {
        paused(async |recording| {
            let given = ["Émile", "ada", "Ada", "Élodie", "李"];
            let grouped = recording.future("by_initial", by_initial(names(&given))).await;
            let wanted: [(char, &[&str]); 4] =
                [('A', &["Ada"]), ('a', &["ada"]), ('É', &["Émile", "Élodie"]), ('李', &["李"])];
            assert_grouped(&recording, &given, &grouped, &wanted);
        });
    }

    #[test]
    fn leaves_out_a_name_without_letters() {
        paused(async |recording| {
            let given = ["Ada", "", "Alan"];
            let grouped = recording.future("by_initial", by_initial(names(&given))).await;
            assert_grouped(&recording, &given, &grouped, &[('A', &["Ada", "Alan"])]);
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
        NonZeroUsize::new(limit).expect("a test uses no limit of zero")
    }

    /// Takes `id` seconds, in a lane of its own.
    async fn lookup(id: u64) -> String {
        pollscope::future(format!("lookup {id}"), sleep(SECOND * id as u32)).await;
        format!("name {id}")
    }

    fn names(ids: &[u64]) -> Vec<String> {
        ids.iter().map(|id| format!("name {id}")).collect()
    }

    #[track_caller]
    fn assert_names(recording: &Recording, ids: &[u64], got: &[String]) {
        let wanted = names(ids);
        if got != wanted {
            let (mut sorted_got, mut sorted) = (got.to_vec(), wanted.clone());
            sorted_got.sort();
            sorted.sort();
            let cause = if sorted == sorted_got {
                "the results stand in the order in which they came: `buffer_unordered` does that, `buffered` keeps the order"
            } else if got.len() < wanted.len() {
                "some ids are not looked up, or their results are lost"
            } else {
                "ids are looked up that were not given, or twice"
            };
            expected(format!("for the ids {ids:?} the results in their order: {wanted:?}"))
                .but(format!("it gave {got:?}"))
                .looks_as_if(cause)
                .fail(recording);
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
                expected("lookups of 3, 1 and 2 seconds one after the other: 6s")
                    .but(format!("it took {took:?}"))
                    .looks_as_if("not all of them are awaited to their end")
                    .fail(&recording);
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
        paused(async |recording| {
            recording.future("looked_up_together", looked_up_together([2, 1, 3], lookup, limit(1))).await;
            recording.assert_in_flight_at_most("lookup", 1);
        });
    }

    #[test]
    fn together_gives_the_results_in_the_order_of_the_ids() {
        paused(async |recording| {
            let ids = [5, 4, 3, 2, 1];
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
                    "lookups of 1, 3 and 2 seconds, two at a time: the third takes the place of the first, 3s",
                )
                .but(format!("it took {took:?}"));
                let cause = if took == 5 * SECOND {
                    "they are looked up in portions: a portion waits for its slowest, with a place free all the while"
                } else if took == 6 * SECOND {
                    "each one is awaited before the next one starts"
                } else {
                    "a place stays free, or more places are taken than there are"
                };
                report.looks_as_if(cause).fail(&recording);
            }
        });
    }

    #[test]
    fn takes_no_id_before_there_is_room() {
        paused(async |recording| {
            for (name, most) in [("in turn", 1), ("together", 2)] {
                let (taken, done) = (Cell::new(0_usize), Cell::new(0_usize));
                let ahead = Cell::new(0);
                let ids = [1_u64; 6].into_iter().inspect(|_| {
                    taken.set(taken.get() + 1);
                    ahead.set(ahead.get().max(taken.get() - done.get()));
                });
                let lookup = async |id| {
                    lookup(id).await;
                    done.set(done.get() + 1);
                };
                if most == 1 {
                    recording.future(name, looked_up_in_turn(ids, lookup)).await;
                } else {
                    recording.future(name, looked_up_together(ids, lookup, limit(most))).await;
                }
                if ahead.get() > most {
                    expected(format!("{name}: at most {most} ids taken whose lookups are not done"))
                        .but(format!("{} were taken", ahead.get()))
                        .looks_as_if("the ids are collected first")
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
                expected("an empty list for no ids, at the first poll")
                    .but(format!("they gave {in_turn:?} and {together:?}"))
                    .looks_as_if("something waits although there is nothing to wait for")
                    .without_picture()
                    .fail(&recording);
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

    #[test]
    fn gives_the_number_of_each_line() {
        paused(async |recording| {
            let got = recording.future("parsed", parsed(lines(&["1.5", "-2", "3e2"]))).await;
            if got != Ok(vec![1.5, -2.0, 300.0]) {
                expected(r#"for "1.5", "-2" and "3e2" the numbers [1.5, -2.0, 300.0]"#)
                    .but(format!("it gave {got:?}"))
                    .looks_as_if("good lines are refused, lost or put into another order")
                    .fail(&recording);
            }
        });
    }

    #[test]
    fn names_the_first_bad_line_by_number_and_text() {
        paused(async |recording| {
            let got = recording.future("parsed", parsed(lines(&["1", "2", "tree", "4", "fife"]))).await;
            let (line, text) = match &got {
                Err(ParseLineError { line, text, .. }) => (*line, text.as_str()),
                Ok(numbers) => expected("an error: the third line is \"tree\"")
                    .but(format!("it gave Ok({numbers:?})"))
                    .looks_as_if("bad lines are skipped, or taken for a number")
                    .fail(&recording),
            };
            if (line, text) != (3, "tree") {
                let cause = match (line, text) {
                    (2, "tree") => "the lines are counted from 0, but people count them from 1",
                    (5, _) | (_, "fife") => "it goes on after the first bad line and names the last one",
                    (_, "tree") => "the line is counted wrongly",
                    _ => "the error holds another text than that of the line",
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
            let lines = recording.stream("lines", lines(&["1", "two", "3", "4"]));
            let got = recording.future("parsed", parsed(lines)).await;
            let pulled = recording.trace().lane("lines").items();
            if got.is_ok() || pulled != 2 {
                let cause = if pulled == 4 {
                    "all lines are collected first, and parsed then"
                } else {
                    "another line is asked for before the error is looked at"
                };
                expected("two lines pulled: the second one is bad")
                    .but(format!("{pulled} lines were pulled, and it gave {got:?}"))
                    .looks_as_if(cause)
                    .fail(&recording);
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
                    expected(format!("the line {bad:?} is refused, with this text"))
                        .but(format!("it gave {got:?}"))
                        .looks_as_if("the line is trimmed or mended before it is parsed")
                        .fail(&recording);
                }
            }
        });
    }

    #[test]
    fn tells_in_words_which_line_is_bad_and_why() {
        paused(async |recording| {
            let error = recording.future("parsed", parsed(lines(&["1", "two"]))).await.err();
            let words = error.as_ref().map(ToString::to_string);
            let reason = error.as_ref().and_then(std::error::Error::source).map(ToString::to_string);
            let wanted = (Some(r#"line 2 is not a number: "two""#), Some("invalid float literal"));
            if (words.as_deref(), reason.as_deref()) != wanted {
                expected(format!("the error and its source to say {wanted:?}"))
                    .but(format!("they say {words:?} and {reason:?}"))
                    .looks_as_if("the error holds another line, or its source is that of another text")
                    .without_picture()
                    .fail(&recording);
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
            let cause = match got {
                None => "it gives `None` although there are scores",
                Some(got) if got.count != wanted.count => "scores are left out, or counted twice",
                Some(got) if got.min != wanted.min || got.max != wanted.max => {
                    "smallest and largest begin with a number that is no score, such as 0: begin with the first score"
                }
                Some(_) => "the mean leaves out a score, or divides by another count",
            };
            expected(format!("of {scores:?}: {wanted:?}"))
                .but(format!("it gave {got:?}"))
                .looks_as_if(cause)
                .fail(recording);
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
    fn none_is_said_when_there_is_nothing() {
        paused(async |recording| {
            let got = recording.future("summary", summary(one_a_second([]))).await;
            if got.is_some() {
                expected("`None` when there are no scores")
                    .but(format!("it gave {got:?}"))
                    .looks_as_if("nothing is divided by nothing: a mean of no scores does not exist")
                    .without_picture()
                    .fail(&recording);
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
                expected("as much memory for 100,000 scores as for 100")
                    .but(format!("at its peak it needed {few} bytes for 100, and {many} for 100,000"))
                    .looks_as_if("the scores are collected; fold them instead")
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
