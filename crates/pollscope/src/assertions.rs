//! Assertions on a recording, which fail with a verdict and the picture.

use std::time::Duration;

use crate::recording::Recording;
use crate::report::expected;
use crate::view::LaneView;

impl Recording {
    /// Asserts that at most `most` lanes of the family `prefix` were in flight at any moment.
    ///
    /// # Panics
    ///
    /// If there were more.
    #[track_caller]
    pub fn assert_in_flight_at_most(&self, prefix: &str, most: usize) {
        let trace = self.trace();
        let in_flight = trace.max_in_flight(prefix);
        if in_flight > most {
            let report = expected(format!("at most {most} of `{prefix}` in flight at one moment"))
                .but(format!("{in_flight} were in flight at one moment"));
            let is_unlimited = in_flight == trace.lanes_named(prefix).len();
            let cause = is_unlimited.then_some("all of them are started at once, as without a limit");
            report.looks_as_if_any(cause).fail(self);
        }
    }

    /// Asserts that at least `least` lanes of the family `prefix` were in flight at some moment.
    ///
    /// # Panics
    ///
    /// If there were always fewer.
    #[track_caller]
    pub fn assert_in_flight_reaches(&self, prefix: &str, least: usize) {
        let trace = self.trace();
        let in_flight = trace.max_in_flight(prefix);
        if in_flight < least {
            let cause = match in_flight {
                0 => "none of them was ever polled",
                1 => "each one is awaited before the next one starts",
                _ => "fewer are started together than could be",
            };
            expected(format!("{least} of `{prefix}` in flight at one moment"))
                .but(format!("never more than {in_flight} at one moment"))
                .looks_as_if(cause)
                .fail(self);
        }
    }

    /// Asserts that two lanes were in flight at the same time.
    ///
    /// # Panics
    ///
    /// If they were not, or if there is no lane with one of the names.
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

    /// Asserts that every wake of the family `prefix` was answered by a poll within `longest` on the recording's clock.
    ///
    /// # Panics
    ///
    /// If one was not.
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
}
