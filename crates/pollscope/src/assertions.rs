//! Assertions on a recording. Each gives a verdict in words, with the picture.

use std::time::Duration;

use crate::recording::Recording;
use crate::report::{count, expected};
use crate::view::{LaneView, Outcome};

impl Recording {
    /// Asserts that at most `most` lanes of the family `prefix` were in flight at one moment.
    ///
    /// # Panics
    ///
    /// When there were more.
    #[track_caller]
    pub fn assert_in_flight_at_most(&self, prefix: &str, most: usize) {
        let trace = self.trace();
        let were = trace.max_in_flight(prefix);
        if were > most {
            let report = expected(format!("at most {most} of `{prefix}` in flight at one moment"))
                .but(format!("{were} were in flight at one moment"));
            let were_all = were == trace.lanes_named(prefix).len();
            let report = if were_all {
                report.looks_as_if("all of them are started at once, as without a limit")
            } else {
                report
            };
            report.fail(self);
        }
    }

    /// Asserts that at some moment `least` lanes of the family `prefix` were in flight.
    ///
    /// # Panics
    ///
    /// When there were never so many.
    #[track_caller]
    pub fn assert_in_flight_reaches(&self, prefix: &str, least: usize) {
        let trace = self.trace();
        let were = trace.max_in_flight(prefix);
        if were < least {
            let cause = match were {
                0 => "none of them was ever polled",
                1 => "each one is awaited before the next one starts",
                _ => "fewer are started together than could be",
            };
            expected(format!("{least} of `{prefix}` in flight at one moment"))
                .but(format!("never more than {were} at one moment"))
                .looks_as_if(cause)
                .fail(self);
        }
    }

    /// Asserts that two lanes were in flight at the same time.
    ///
    /// # Panics
    ///
    /// When they were not, or when there is no such lane.
    #[track_caller]
    pub fn assert_overlap(&self, one: &str, other: &str) {
        let trace = self.trace();
        if !trace.overlap(one, other) {
            let report = expected(format!("`{one}` and `{other}` in flight at the same time"));
            let never = [one, other].into_iter().find(|name| trace.lane(name).started_at().is_none());
            let report = match never {
                Some(name) => report.but(format!("`{name}` was never polled")),
                None => report
                    .but("one was over before the other one started")
                    .looks_as_if("the first is awaited before the second is polled"),
            };
            report.fail(self);
        }
    }

    /// Asserts that the lanes of a family finished in this order, all of them.
    ///
    /// # Panics
    ///
    /// When the order was another one.
    #[track_caller]
    pub fn assert_finished_in_order(&self, prefix: &str, names: &[&str]) {
        let trace = self.trace();
        let finished = trace.finished_in_order(prefix);
        if finished != names {
            expected(format!("these to finish in this order: {}", names.join(", ")))
                .but(format!("they finished in this order: {}", finished.join(", ")))
                .fail(self);
        }
    }

    /// Asserts that a lane was polled at most so often.
    ///
    /// # Panics
    ///
    /// When it was polled more often, or when there is no such lane.
    #[track_caller]
    pub fn assert_polls_at_most(&self, name: &str, most: usize) {
        let trace = self.trace();
        let polls = trace.lane(name).polls();
        if polls > most {
            let report = expected(format!("`{name}` to be polled at most {}", count(most, "time", "times")))
                .but(format!("it was polled {}", count(polls, "time", "times")));
            let lane = trace.lane(name);
            if lane.self_wakes() > most {
                report.looks_as_if("it wakes itself instead of waiting for something").fail(self);
            }
            report.fail(self);
        }
    }

    /// Asserts that no lane of a family was woken and then left unpolled for longer than `longest` on the recording's
    /// clock.
    ///
    /// # Panics
    ///
    /// When one was.
    #[track_caller]
    pub fn assert_promptly_polled(&self, prefix: &str, longest: Duration) {
        let trace = self.trace();
        let worst = trace.lanes_named(prefix).into_iter().max_by_key(LaneView::longest_unpolled);
        if let Some(lane) = worst.filter(|lane| lane.longest_unpolled() > longest) {
            expected(format!("every `{prefix}` to be polled within {longest:?} of its wake"))
                .but(format!("`{}` was woken and left unpolled for {:?}", lane.name(), lane.longest_unpolled()))
                .looks_as_if("whoever holds it awaits something else meanwhile")
                .fail(self);
        }
    }

    /// Asserts that a lane never was polled more than `most` times at one moment of the recording's clock: that it
    /// waits instead of asking again and again.
    ///
    /// # Panics
    ///
    /// When it was, or when there is no such lane.
    #[track_caller]
    pub fn assert_not_busy(&self, name: &str, most: usize) {
        let trace = self.trace();
        let polls = trace.lane(name).most_polls_at_once();
        if polls > most {
            expected(format!("`{name}` to be polled at most {} at one moment", count(most, "time", "times")))
                .but(format!("it was polled {} while no time passed", count(polls, "time", "times")))
                .looks_as_if("it wakes itself and asks again, instead of waiting for something")
                .fail(self);
        }
    }

    /// Asserts how a lane ended.
    ///
    /// # Panics
    ///
    /// When it ended otherwise, or when there is no such lane.
    #[track_caller]
    pub fn assert_outcome(&self, name: &str, outcome: Outcome) {
        let trace = self.trace();
        let was = trace.lane(name).outcome();
        if was != outcome {
            expected(format!("`{name}` {}", in_words(outcome))).but(format!("it {}", in_words(was))).fail(self);
        }
    }
}

fn in_words(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::NeverPolled => "was never polled",
        Outcome::Unfinished => "was still unfinished at the end",
        Outcome::Finished => "finished",
        Outcome::DroppedUnfinished => "was dropped before it finished",
    }
}
