//! The checks of chapter 1. Each module is a task, and each test is a sentence about what the code does.
//!
//! The same file checks the exercise and the reference solution. There is nothing to edit here.

use std::time::Duration;

use async_stream::stream;
use futures::{FutureExt as _, Stream, StreamExt as _};
use pollscope::Recording;
use pollscope::report::{count, expected};
use pollscope::testing::{Draw, paused};
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

/// The lookups of the two tasks that look up ids, and what they must have done.
mod lookups {
    use super::*;
    use std::cell::{Cell, RefCell};

    /// Looks up an id in `id` seconds, in a lane of its own.
    pub(super) async fn lookup(id: u64) -> String {
        pollscope::future(format!("lookup {id}"), sleep(SECOND * id as u32)).await;
        format!("name {id}")
    }

    pub(super) fn names(ids: &[u64]) -> Vec<String> {
        ids.iter().map(|id| format!("name {id}")).collect()
    }

    fn in_order(names: &[String]) -> Vec<&String> {
        let mut names: Vec<&String> = names.iter().collect();
        names.sort();
        names
    }

    #[track_caller]
    pub(super) fn assert_names(recording: &Recording, ids: &[u64], got: &[String]) {
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

    /// Lookups that note what happens to them, for many more ids than a picture could show.
    pub(super) struct Lookups {
        ids: Vec<u64>,
        naps: Vec<Duration>,
        begun: Instant,
        calls: RefCell<Vec<Call>>,
        taken: Cell<usize>,
        done: Cell<usize>,
        in_flight: Cell<usize>,
        most_in_flight: Cell<usize>,
        most_ahead: Cell<usize>,
    }

    #[derive(Clone, Copy)]
    struct Call {
        id: u64,
        started: Duration,
        ended: Option<Duration>,
    }

    /// A lookup that is in flight until it is dropped.
    struct InFlight<'a>(&'a Cell<usize>);

    impl Drop for InFlight<'_> {
        fn drop(&mut self) {
            self.0.set(self.0.get() - 1);
        }
    }

    impl Lookups {
        /// Draws ids, and for each a time that its lookup takes. Every tenth takes none.
        pub(super) fn draw(draw: &mut Draw, length: usize) -> Lookups {
            let nap = |draw: &mut Draw| {
                if draw.usize(0..=9) == 0 { Duration::ZERO } else { draw.millis(1..=3000) }
            };
            let mut ids = draw.list(length, Draw::id);
            // Some are equal: each of them is looked up all the same.
            for place in (5..length).step_by(7) {
                ids[place] = ids[place - 3];
            }
            Lookups {
                ids,
                naps: draw.list(length, nap),
                begun: Instant::now(),
                calls: RefCell::default(),
                taken: Cell::new(0),
                done: Cell::new(0),
                in_flight: Cell::new(0),
                most_in_flight: Cell::new(0),
                most_ahead: Cell::new(0),
            }
        }

        /// Iterates over the ids, and counts how many are taken.
        pub(super) fn ids(&self) -> impl Iterator<Item = u64> {
            self.ids.iter().copied().inspect(|_| {
                self.taken.set(self.taken.get() + 1);
                let ahead = self.taken.get() - self.done.get();
                self.most_ahead.set(self.most_ahead.get().max(ahead));
            })
        }

        /// Looks up an id, in the time of its place.
        pub(super) async fn look_up(&self, id: u64) -> String {
            let place = self.calls.borrow().len();
            self.calls.borrow_mut().push(Call { id, started: self.begun.elapsed(), ended: None });
            self.in_flight.set(self.in_flight.get() + 1);
            self.most_in_flight.set(self.most_in_flight.get().max(self.in_flight.get()));
            let in_flight = InFlight(&self.in_flight);
            match self.naps.get(place) {
                Some(nap) if !nap.is_zero() => sleep(*nap).await,
                _ => {}
            }
            drop(in_flight);
            self.done.set(self.done.get() + 1);
            self.calls.borrow_mut()[place].ended = Some(self.begun.elapsed());
            format!("name {id}")
        }

        /// Asserts that these are the results, and that there were never more than `limit` lookups, nor fewer than possible.
        #[track_caller]
        pub(super) fn must_be_looked_up(&self, recording: &Recording, got: &[String], limit: usize) {
            let calls = self.calls.borrow();
            let situation = format!("{} ids, at most {limit} at a time", self.ids.len());
            self.must_give_results(recording, got, &calls, &situation);
            let most = self.most_in_flight.get();
            if most > limit {
                let cause = if most == self.ids.len() {
                    "all lookups start together: the limit is not used"
                } else if most == limit + 1 {
                    "the limit is off by one: `limit + 1`, or `<=` instead of `<`"
                } else {
                    "the limit is not kept"
                };
                expected(format!("{situation} in flight"))
                    .but(format!("{} in flight at one moment", count(most, "lookup was", "lookups were")))
                    .looks_as_if(cause)
                    .without_picture()
                    .fail(recording);
            }
            let mut allowed = Duration::ZERO;
            for (place, call) in calls.iter().enumerate() {
                if let Some(oldest) = place.checked_sub(limit) {
                    allowed = allowed.max(calls[oldest].ended.unwrap_or_default());
                }
                if call.started <= allowed {
                    continue;
                }
                let still = calls[..place].iter().filter(|call| call.ended > Some(allowed)).count();
                let before = calls[..place].iter().filter_map(|call| call.ended).max();
                let cause = if most < limit.min(calls.len()) {
                    format!("there are never more than {most} in flight, whatever the limit: a limit of its own")
                } else if Some(call.started) == before && still > 0 {
                    "they are looked up in batches: a batch waits for its slowest lookup, while a slot is free"
                        .to_owned()
                } else {
                    "a free slot is not filled at once, as if it waited for several to be free".to_owned()
                };
                expected(format!(
                    "{situation}: lookup {} starts at {allowed:?}, when {} in flight",
                    place + 1,
                    count(still, "is", "are")
                ))
                .but(format!("it started at {:?}", call.started))
                .looks_as_if(cause)
                .without_picture()
                .fail(recording);
            }
            let ahead = self.most_ahead.get();
            if ahead > limit {
                let cause = if ahead == self.ids.len() { ALL_TAKEN } else { TAKEN_AHEAD };
                expected(format!("{situation} taken and not yet looked up"))
                    .but(format!("it had {} at one moment", count(ahead, "id", "ids")))
                    .looks_as_if(cause)
                    .without_picture()
                    .fail(recording);
            }
            let (took, last) = (self.begun.elapsed(), calls.iter().filter_map(|call| call.ended).max());
            if Some(took) != last && !calls.is_empty() {
                expected(format!(
                    "{situation}: the results when the last lookup is done, after {:?}",
                    last.unwrap_or_default()
                ))
                .but(format!("they came after {took:?}"))
                .looks_as_if("it waits for more than the lookups")
                .without_picture()
                .fail(recording);
            }
        }

        #[track_caller]
        fn must_give_results(&self, recording: &Recording, got: &[String], calls: &[Call], situation: &str) {
            let wanted = names(&self.ids);
            let called: Vec<u64> = calls.iter().map(|call| call.id).collect();
            if got == wanted && called == self.ids {
                return;
            }
            let sorted = |ids: &[u64]| {
                let mut ids = ids.to_vec();
                ids.sort_unstable();
                ids
            };
            let cause = if called.len() < self.ids.len() {
                "not every id is looked up"
            } else if called.len() > self.ids.len() {
                "there are more lookups than ids"
            } else if called != self.ids && sorted(&called) == sorted(&self.ids) {
                "the ids are taken in another order"
            } else if called != self.ids {
                "other ids are looked up: they are changed on the way, as by a conversion with `as`"
            } else if got.len() < wanted.len() {
                "not every result is kept"
            } else {
                "the results are put into another order"
            };
            let place = got.iter().zip(&wanted).position(|(got, wanted)| got != wanted);
            let place = place.unwrap_or(got.len().min(wanted.len()));
            let shown = |names: &[String]| names.get(place).map_or("none".to_owned(), |name| format!("{name:?}"));
            expected(format!(
                "{situation}: {} results, of which number {} is {}",
                wanted.len(),
                place + 1,
                shown(&wanted)
            ))
            .but(format!(
                "it gave {} of {}: number {} is {}",
                count(got.len(), "result", "results"),
                count(called.len(), "lookup", "lookups"),
                place + 1,
                shown(got)
            ))
            .looks_as_if(cause)
            .without_picture()
            .fail(recording);
        }

        /// Asserts that there are lookups in flight, and after `running` was dropped no longer.
        #[track_caller]
        pub(super) fn must_stop<F>(&self, recording: &Recording, running: F) {
            let before = self.in_flight.get();
            drop(running);
            let after = self.in_flight.get();
            if before == 0 || after > 0 {
                let cause = if before == 0 {
                    "nothing was looked up before"
                } else {
                    "a lookup is kept alive elsewhere, or leaked"
                };
                expected("when it is dropped half-way, each lookup in flight is dropped")
                    .but(format!("{} in flight before, and {after} after", count(before, "was", "were")))
                    .looks_as_if(cause)
                    .without_picture()
                    .fail(recording);
            }
        }
    }

    pub(super) const ALL_TAKEN: &str =
        "all ids are taken at the start: they are collected, or each gets a future that waits for a permit";

    pub(super) const TAKEN_AHEAD: &str = "an id is taken while there is no room for its lookup, as by `peekable`, or by a loop that takes it and then waits";

    /// Ids whose lookups take a second each, and how many of them were taken ahead.
    pub(super) struct Taken {
        pub(super) called: Cell<usize>,
        pub(super) done: Cell<usize>,
        count: Cell<usize>,
        most_uncalled: Cell<usize>,
        most_ahead: Cell<usize>,
    }

    impl Taken {
        const ALL: usize = 6;

        pub(super) fn new() -> Taken {
            Taken {
                called: Cell::new(0),
                done: Cell::new(0),
                count: Cell::new(0),
                most_uncalled: Cell::new(0),
                most_ahead: Cell::new(0),
            }
        }

        pub(super) fn ids(&self) -> impl Iterator<Item = u64> {
            [1_u64; Taken::ALL].into_iter().inspect(|_| {
                self.count.set(self.count.get() + 1);
                let ahead_of = |past: &Cell<usize>| self.count.get().saturating_sub(past.get());
                self.most_uncalled.set(self.most_uncalled.get().max(ahead_of(&self.called)));
                self.most_ahead.set(self.most_ahead.get().max(ahead_of(&self.done)));
            })
        }

        /// Notes the call at once, before the future is polled.
        pub(super) fn look_up(&self, id: u64) -> impl Future<Output = ()> {
            self.called.set(self.called.get() + 1);
            async move {
                lookup(id).await;
                self.done.set(self.done.get() + 1);
            }
        }

        /// Asserts that at most as many ids were taken as may be in flight.
        #[track_caller]
        pub(super) fn must_be_at_most(&self, recording: &Recording, most: usize) {
            let ahead = self.most_ahead.get();
            if ahead > most {
                let cause = if self.called.get() < Taken::ALL {
                    "not every id is looked up"
                } else if self.most_uncalled.get() == Taken::ALL {
                    ALL_TAKEN
                } else if ahead == Taken::ALL {
                    "`lookup` is called for every id first: that makes all futures before there is room for them"
                } else {
                    TAKEN_AHEAD
                };
                expected(format!("at most {} taken and not yet looked up", count(most, "id", "ids")))
                    .but(format!("it had {} at one moment", count(ahead, "id", "ids")))
                    .looks_as_if(cause)
                    .fail(recording);
            }
        }
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
            // The chance that one number of the generator fits into an `f32` is 1 in 500 million.
            if numbers.iter().all(|number| f64::from(*number as f32) == *number) {
                expected("the ten numbers of `async_generator`, unchanged")
                    .but(format!("each of {numbers:?} fits into an `f32`"))
                    .looks_as_if("they go through an `f32`, or are rounded")
                    .without_picture()
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
    fn compares_exactly_and_keeps_all_of_many() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let close = draw.f64(-1.0..1.0);
            let length = draw.usize(3000..=4000);
            let mut numbers = draw.list(length, |draw| draw.f64(-1.0..1.0));
            numbers.extend_from_within(..20);
            let borders = [close, 0.0, f64::INFINITY, f64::NEG_INFINITY, f64::NAN, f64::MAX, f64::MIN];
            numbers.extend(borders);
            numbers.extend([close.next_up(), close.next_down(), -0.0, f64::MIN_POSITIVE, 5e-324, -5e-324]);
            draw.shuffle(&mut numbers);
            for threshold in borders {
                let mut pulled = 0;
                let stream = futures::stream::iter(numbers.clone()).inspect(|_| pulled += 1);
                let kept = above(stream, threshold).await;
                let is_above = |number: &&f64| number.partial_cmp(&&threshold) == Some(std::cmp::Ordering::Greater);
                let wanted: Vec<f64> = numbers.iter().filter(is_above).copied().collect();
                if kept == wanted {
                    continue;
                }
                let wrong = (0..).zip(kept.iter().zip(&wanted)).find(|(_, (kept, wanted))| kept != wanted);
                let place = wrong.map_or(kept.len().min(wanted.len()), |(place, _)| place);
                let shown = |list: &[f64]| list.get(place).map_or("no more".to_owned(), |number| format!("{number:?}"));
                let next_to = [close, close.next_up(), close.next_down()];
                let differs = |number: &f64| kept.contains(number) != wanted.contains(number);
                let cause = if kept.len() < wanted.len() && wanted.starts_with(&kept) {
                    Some("it stops before the numbers end, or keeps only so many")
                } else if differs(&f64::INFINITY) && kept.len() + 1 == wanted.len() {
                    Some("infinity is left out, although it is greater")
                } else if threshold == close && next_to.iter().any(differs) {
                    Some(
                        "numbers close to the threshold are on its wrong side: they are compared as `f32`, or with a tolerance",
                    )
                } else {
                    wrongly_kept(&numbers, threshold, &kept, pulled)
                };
                let report = expected(format!(
                    "of {} numbers the {} above {threshold:?}: {} comes as number {}",
                    numbers.len(),
                    wanted.len(),
                    shown(&wanted),
                    place + 1
                ))
                .but(format!("it kept {}, and number {} is {}", kept.len(), place + 1, shown(&kept)))
                .without_picture();
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
        } else if misplaced.iter().all(|(letter, name)| name.trim_start().starts_with(*letter)) {
            Some("spaces at the beginning are skipped: the first character is meant, whatever it is")
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
    fn takes_any_first_character_of_any_number_of_names() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let initials = [' ', '\t', '3', '-', '_', '\u{301}', '\u{feff}', '\0', 'ß', 'ﬁ', 'İ', 'i', '🦀', 'a', 'A'];
            let length = draw.usize(700..=900);
            let mut given = draw.list(length, |draw| {
                // A third of them have the same, and some have nothing else.
                let initial = if draw.usize(0..=2) == 0 { 'q' } else { *draw.pick(&initials) };
                format!("{initial}{}", draw.word(0..=2))
            });
            given.extend(["e\u{301}ric", "3com", " Ada", "\u{1F468}\u{200D}\u{1F469}"].map(str::to_owned));
            let mut wanted: BTreeMap<char, Vec<String>> = BTreeMap::new();
            for name in &given {
                wanted.entry(name.chars().next().expect("no name is empty")).or_default().push(name.clone());
            }
            let grouped = by_initial(futures::stream::iter(given)).await;
            if grouped == wanted {
                return;
            }
            let letters = wanted.keys().chain(grouped.keys());
            let letter = letters.copied().find(|letter| grouped.get(letter) != wanted.get(letter)).unwrap_or_default();
            let under = |map: &BTreeMap<char, Vec<String>>| map.get(&letter).cloned().unwrap_or_default();
            let (got, asked_for) = (under(&grouped), under(&wanted));
            let wrong = got.iter().zip(&asked_for).position(|(got, wanted)| got != wanted);
            let place = wrong.unwrap_or(got.len().min(asked_for.len()));
            let shown = |names: &[String]| names.get(place).map_or("none".to_owned(), |name| format!("{name:?}"));
            let (all_got, all): (BTreeSet<&String>, BTreeSet<&String>) =
                (grouped.values().flatten().collect(), wanted.values().flatten().collect());
            let is_lost = |name: &&&String| !all_got.contains(**name);
            let no_letter = |name: &&String| !name.starts_with(char::is_alphabetic);
            let cause = if all_got.iter().any(|name| !all.contains(*name)) {
                Some("names are changed, as by `trim` or `to_lowercase`")
            } else if grouped.iter().any(|(letter, names)| names.iter().any(|name| !name.starts_with(*letter))) {
                Some(wrong_letters(&grouped).unwrap_or("the first letter is looked for, not the first character"))
            } else if all.iter().any(|name| is_lost(&name)) && all.iter().filter(is_lost).all(no_letter) {
                Some("names are left out that do not begin with a letter: a space or a digit is a first character, too")
            } else if grouped.values().map(Vec::len).sum::<usize>() < wanted.values().map(Vec::len).sum() {
                Some("names are lost: each letter keeps only so many, or each name only once")
            } else {
                Some("the names of a letter are put into another order")
            };
            let report = expected(format!(
                "{} under {letter:?}, of which number {} is {}",
                count(asked_for.len(), "name", "names"),
                place + 1,
                shown(&asked_for)
            ))
            .but(format!("it gave {}, and number {} is {}", count(got.len(), "name", "names"), place + 1, shown(&got)))
            .without_picture();
            report.looks_as_if_any(cause).fail(&recording);
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

mod looked_up_in_turn {
    use super::lookups::{Lookups, Taken, assert_names, lookup};
    use super::*;
    use ::async_comprehension::looked_up_in_turn;

    #[test]
    fn gives_the_results_in_the_order_of_the_ids() {
        paused(async |recording| {
            let ids = [3, 1, 2];
            let got = recording.future("looked_up_in_turn", looked_up_in_turn(ids, lookup)).await;
            assert_names(&recording, &ids, &got);
        });
    }

    #[test]
    fn begins_a_lookup_when_the_one_before_is_done() {
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
    fn takes_no_id_before_its_turn() {
        paused(async |recording| {
            let taken = Taken::new();
            let ids = taken.ids();
            recording.future("looked_up_in_turn", looked_up_in_turn(ids, |id| taken.look_up(id))).await;
            taken.must_be_at_most(&recording, 1);
        });
    }

    #[test]
    fn looks_up_each_of_many_ids_once() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let length = draw.usize(300..=400);
            for length in [length, 1] {
                let lookups = Lookups::draw(&mut draw, length);
                let got = looked_up_in_turn(lookups.ids(), |id| lookups.look_up(id)).await;
                lookups.must_be_looked_up(&recording, &got, 1);
            }
        });
    }

    #[test]
    fn stops_when_it_is_dropped() {
        paused(async |recording| {
            let lookups = Lookups::draw(&mut Draw::of_test(), 50);
            let mut running = Box::pin(looked_up_in_turn(lookups.ids(), |id| lookups.look_up(id)));
            let half_way = sleep(20 * SECOND);
            let _ = futures::future::select(running.as_mut(), std::pin::pin!(half_way)).await;
            lookups.must_stop(&recording, running);
        });
    }

    #[test]
    fn no_ids_give_no_results_at_once() {
        paused(async |recording| {
            let got = looked_up_in_turn([], lookup).now_or_never();
            if got != Some(Vec::new()) {
                let report = expected("an empty list for no ids, at the first poll")
                    .but(got.as_ref().map_or("it waits".to_owned(), |got| format!("it gave {got:?}")))
                    .without_picture();
                let cause = got.is_none().then_some("something waits although there is nothing to wait for");
                report.looks_as_if_any(cause).fail(&recording);
            }
        });
    }
}

mod looked_up_together {
    use super::lookups::{Lookups, Taken, assert_names, lookup};
    use super::*;
    use ::async_comprehension::looked_up_together;
    use std::num::NonZeroUsize;
    use std::panic::{AssertUnwindSafe, resume_unwind};

    /// Asserts that there were at most so many lookups in flight.
    #[track_caller]
    fn must_be_at_most(recording: &Recording, most: usize) {
        let trace = recording.trace();
        let (reached, all) = (trace.max_in_flight("lookup"), trace.started_in_order("lookup").len());
        if reached == most + 1 && reached < all {
            expected(format!("at most {} in flight", count(most, "lookup", "lookups")))
                .but(format!("{reached} were"))
                .looks_as_if("the limit is off by one: `limit + 1`, or `<=` instead of `<`")
                .fail(recording);
        }
        recording.assert_in_flight_at_most("lookup", most);
    }

    fn limit(limit: usize) -> NonZeroUsize {
        NonZeroUsize::new(limit).expect("no test uses a limit of zero")
    }

    #[test]
    fn starts_as_many_as_the_limit_allows() {
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
    fn never_has_more_in_flight_than_the_limit() {
        paused(async |recording| {
            recording.future("looked_up_together", looked_up_together([2, 1, 3, 1, 2], lookup, limit(2))).await;
            must_be_at_most(&recording, 2);
        });
    }

    #[test]
    fn looks_up_one_at_a_time_where_the_limit_is_one() {
        paused(async |recording| {
            recording.future("looked_up_together", looked_up_together([2, 1, 3], lookup, limit(1))).await;
            must_be_at_most(&recording, 1);
        });
    }

    #[test]
    fn gives_the_results_in_the_order_of_the_ids() {
        paused(async |recording| {
            // The lookups end in another order, and neither sorted nor reversed is it that of the ids.
            let ids = [3, 5, 1, 4, 2];
            let got = recording.future("looked_up_together", looked_up_together(ids, lookup, limit(5))).await;
            assert_names(&recording, &ids, &got);
        });
    }

    #[test]
    fn starts_the_next_when_the_oldest_is_done() {
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
        paused(async |recording| {
            let taken = Taken::new();
            let ids = taken.ids();
            recording.future("looked_up_together", looked_up_together(ids, |id| taken.look_up(id), limit(2))).await;
            taken.must_be_at_most(&recording, 2);
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
    fn keeps_any_limit_with_many_ids() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let cases = [
                (draw.usize(7..=13), draw.usize(150..=200)),
                (draw.usize(100..=130), draw.usize(500..=600)),
                (draw.usize(1100..=1300), draw.usize(2500..=3000)),
                (2, draw.usize(30..=50)),
                (1, draw.usize(30..=50)),
                // More places than ids.
                (draw.usize(60..=70), draw.usize(30..=50)),
            ];
            for (most, length) in cases {
                let lookups = Lookups::draw(&mut draw, length);
                let got = looked_up_together(lookups.ids(), |id| lookups.look_up(id), limit(most)).await;
                lookups.must_be_looked_up(&recording, &got, most);
            }
        });
    }

    #[test]
    fn accepts_the_largest_limit() {
        paused(async |recording| {
            // Whoever makes something for each place would do so for ever with the largest limit, so a large one comes first.
            let needed = |most: usize| {
                let lookups = Lookups::draw(&mut Draw::of_test(), 50);
                let running = looked_up_together(lookups.ids(), |id| lookups.look_up(id), limit(most));
                allocation_counter::measure(|| drop(running.now_or_never())).bytes_max
            };
            let (few, many) = (needed(50), needed(1 << 20));
            if many > few + (1 << 16) {
                expected("as much memory for 50 ids with a limit of a million as with one of 50")
                    .but(format!("at its peak it needed {few} bytes with 50, and {many} with a million"))
                    .looks_as_if(
                        "something is made or reserved for each place of the limit, such as a worker or a result",
                    )
                    .without_picture()
                    .fail(&recording);
            }
            let lookups = Lookups::draw(&mut Draw::of_test(), 50);
            let running = looked_up_together(lookups.ids(), |id| lookups.look_up(id), NonZeroUsize::MAX);
            match AssertUnwindSafe(running).catch_unwind().await {
                Ok(got) => lookups.must_be_looked_up(&recording, &got, usize::MAX),
                Err(panic) => {
                    let text = panic.downcast_ref::<String>().map(String::as_str);
                    let Some(text) = text.or(panic.downcast_ref::<&str>().copied()) else { resume_unwind(panic) };
                    if text.contains("not yet implemented") || text.starts_with("expected: ") {
                        resume_unwind(panic);
                    }
                    expected(format!("50 ids with the largest limit, {}", usize::MAX))
                        .but(format!("it panicked: {text}"))
                        .looks_as_if(
                            "the limit is added to, or a semaphore gets as many permits, or memory is reserved for as many",
                        )
                        .without_picture()
                        .fail(&recording);
                }
            }
        });
    }

    #[test]
    fn stops_when_it_is_dropped() {
        paused(async |recording| {
            let lookups = Lookups::draw(&mut Draw::of_test(), 50);
            let mut running = Box::pin(looked_up_together(lookups.ids(), |id| lookups.look_up(id), limit(5)));
            let half_way = sleep(5 * SECOND);
            let _ = futures::future::select(running.as_mut(), std::pin::pin!(half_way)).await;
            lookups.must_stop(&recording, running);
        });
    }

    #[test]
    fn no_ids_give_no_results_at_once() {
        paused(async |recording| {
            let got = looked_up_together([], lookup, limit(4)).now_or_never();
            if got != Some(Vec::new()) {
                let report = expected("an empty list for no ids, at the first poll")
                    .but(got.as_ref().map_or("it waits".to_owned(), |got| format!("it gave {got:?}")))
                    .without_picture();
                let cause = got.is_none().then_some("something waits although there is nothing to wait for");
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
    fn reads_every_form_of_a_number_exactly() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let length = draw.usize(700..=900);
            let mut given = draw.list(length, |draw| {
                let number = draw.f64(-1000.0..1000.0);
                match draw.usize(0..=3) {
                    0 => format!("{number:e}"),
                    1 => format!("{number:E}"),
                    2 if number > 0.0 => format!("+{number:?}"),
                    _ => format!("{number:?}"),
                }
            });
            let borders = [
                "inf",
                "-inf",
                "+Infinity",
                "NaN",
                "-nan",
                "-0",
                "0",
                "5.",
                ".5",
                "007",
                "1e400",
                "-1e400",
                "1e-400",
                "4.9e-324",
                "1.7976931348623157e308",
                "9007199254740993",
                "18446744073709551615",
                "0.1",
                "1E5",
            ];
            given.extend(borders.map(str::to_owned));
            draw.shuffle(&mut given);
            let got = parsed(futures::stream::iter(given.clone())).await;
            let numbers = match &got {
                Ok(numbers) => numbers.as_slice(),
                Err(error) => expected(format!("{} good lines are parsed", given.len()))
                    .but(format!("it gave {error:?}"))
                    .looks_as_if("a line is rejected that `str::parse::<f64>` accepts")
                    .without_picture()
                    .fail(&recording),
            };
            let exact = |text: &String| text.parse::<f64>().expect("each line is good");
            for (place, text) in given.iter().enumerate() {
                let (number, wanted) = (numbers.get(place), exact(text));
                if number
                    .is_some_and(|number| number.to_bits() == wanted.to_bits() || number.is_nan() && wanted.is_nan())
                {
                    continue;
                }
                let cause = match number {
                    Some(number) if *number == f64::from(wanted as f32) && wanted != 0.0 => {
                        Some("the number goes through an `f32`, which has only seven digits")
                    }
                    Some(number) if *number == 0.0 && wanted == 0.0 => Some("the sign of a zero is lost"),
                    Some(_) if numbers.len() < given.len() => Some("good lines are left out"),
                    Some(number) if (number - wanted).abs() < 1e-3 => Some("the number is rounded"),
                    Some(_) => None,
                    None => Some("the numbers end before the lines do"),
                };
                let report =
                    expected(format!("for line {} of {}, {text:?}, the number {wanted:?}", place + 1, given.len()))
                        .but(number.map_or("it has no number".to_owned(), |number| format!("it gave {number:?}")))
                        .without_picture();
                report.looks_as_if_any(cause).fail(&recording);
            }
        });
    }

    #[test]
    fn stops_at_every_kind_of_bad_line() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let bad_lines = [
                "",
                " ",
                "1 ",
                " 1",
                "1.5\n",
                "\t2",
                "1_000",
                "1,5",
                "0x10",
                "１",
                "\u{feff}1",
                "--1",
                "+-1",
                "+",
                ".",
                "e5",
                "1e",
                "1e5.0",
                "nan0",
                "infinit",
                "∞",
                "1f64",
                "true",
                "# 1",
            ];
            for bad in bad_lines {
                let before = draw.usize(260..=400);
                let mut given = draw.list(before, |draw| draw.f64(-10.0..10.0).to_string());
                given.push(bad.to_owned());
                given.extend(draw.list(3, |draw| draw.f64(0.0..1.0).to_string()));
                let mut pulled = 0;
                let got = parsed(futures::stream::iter(given).inspect(|_| pulled += 1)).await;
                let source = bad.parse::<f64>().expect_err("each of them is bad");
                let wanted = ParseLineError { line: before + 1, text: bad.to_owned(), source };
                if got.as_ref() == Err(&wanted) && pulled == before + 1 {
                    continue;
                }
                let cause = match &got {
                    Ok(numbers) if numbers.len() == before => {
                        Some("the numbers end at the bad line, but without an error")
                    }
                    Ok(numbers) if numbers.len() == before + 3 => Some("the bad line is skipped"),
                    Ok(_) => Some("a bad line is taken for a number"),
                    Err(error) if error.line != wanted.line => Some("the line is counted wrongly"),
                    Err(error) if error.text != wanted.text => Some("the text of the error is not that of the line"),
                    Err(error) if error.source != wanted.source => Some("the source is the error of another text"),
                    Err(_) => Some("lines are pulled after the bad one"),
                };
                let got = got.map(|numbers| format!("{} numbers", numbers.len()));
                let report = expected(format!("{} lines pulled, and {wanted:?}", before + 1))
                    .but(format!("it pulled {pulled}, and gave {got:?}"))
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

    /// Returns the mean, summed up with what each addition loses.
    fn exact_mean(scores: &[f64]) -> f64 {
        let (mut sum, mut lost) = (0.0_f64, 0.0);
        for score in scores {
            let next = sum + score;
            lost += if sum.abs() >= score.abs() { (sum - next) + score } else { (score - next) + sum };
            sum = next;
        }
        (sum + lost) / scores.len() as f64
    }

    #[track_caller]
    fn assert_summary(recording: &Recording, scores: &[f64], got: Option<Summary>, wanted: Summary) {
        let largest = wanted.min.abs().max(wanted.max.abs());
        let good = got.is_some_and(|got| {
            let off = (got.mean - wanted.mean).abs();
            got.count == wanted.count
                && (off < largest / 1e9 || got.mean == wanted.mean)
                && got.min == wanted.min
                && got.max == wanted.max
        });
        if !good {
            let last = &scores[scores.len().saturating_sub(8)..];
            let shown = if last.len() < scores.len() {
                format!("{} scores that end with {last:?}", scores.len())
            } else {
                format!("{scores:?}")
            };
            let report = expected(format!("of {shown}: {wanted:?}")).but(format!("it gave {got:?}"));
            let report = if scores.len() > 8 { report.without_picture() } else { report };
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
        let by_halves = scores.iter().copied().reduce(f64::midpoint).unwrap_or_default();
        let is_f32 = |number: f64, wanted: f64| number != wanted && number == f64::from(wanted as f32);
        let largest = wanted.min.abs().max(wanted.max.abs());
        if count < wanted.count {
            Some("not every score is counted")
        } else if count > wanted.count {
            Some("the count is higher than the number of scores")
        } else if is_f32(min, wanted.min) || is_f32(max, wanted.max) || (is_f32(mean, wanted.mean) && mean != 0.0) {
            Some("something goes through an `f32`, which has only seven digits")
        } else if !mean.is_finite() {
            Some("something overflows on the way, though the mean itself is not too large")
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
        } else if (mean - by_halves).abs() < largest / 1e9 {
            Some("each mean is halfway between the last mean and the new score, so that late scores count more")
        } else if (mean - wanted.mean).abs() < largest / 1e4 {
            Some("the mean is rounded, or its rounding errors add up, as in an `f32`")
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
    fn holds_for_small_large_opposite_and_many_scores() {
        paused(async |recording| {
            let mut draw = Draw::of_test();
            let mut drawn = |scale: f64, length: usize| draw.list(length, |draw| scale * draw.f64(-1.0..1.0));
            let mut up = drawn(100.0, 45);
            up.sort_by(f64::total_cmp);
            let down: Vec<f64> = up.iter().rev().copied().collect();
            let cases = [
                drawn(100.0, 47),
                up,
                down,
                drawn(1e-300, 53),
                drawn(1e300, 41),
                drawn(1.0, 43).iter().map(|score| score - 1e6).collect(),
                vec![1e300, -1e300, 1e300, -1e300, -1e300],
                vec![0.1; 30],
                vec![0.0, -0.0],
                vec![-4.7],
                // More than a `u16` can count.
                drawn(1000.0, 70_001),
            ];
            for scores in cases {
                let got = summary(futures::stream::iter(scores.clone())).await;
                let min = scores.iter().copied().fold(f64::INFINITY, f64::min);
                let max = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
                let wanted = Summary { count: scores.len(), mean: exact_mean(&scores), min, max };
                assert_summary(&recording, &scores, got, wanted);
            }
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
