//! Assertions on a recording, which fail with a verdict and the picture. None passes if the recording was full: it cannot
//! know what is missing.

use std::time::Duration;

use crate::recording::Recording;
use crate::report::{Expected, expected};
use crate::trace::Trace;
use crate::words;

impl Recording {
    /// Asserts that at most `most` lanes of the family `prefix` were in flight at any moment.
    ///
    /// # Panics
    ///
    /// If there were more, or if the recording was full.
    #[track_caller]
    pub fn assert_in_flight_at_most(&self, prefix: &str, most: usize) {
        let trace = self.trace();
        let in_flight = trace.recorded_in_flight(prefix);
        let expected = expected(format!("at most {most} of `{prefix}` in flight at one moment"));
        if in_flight > most {
            let is_unlimited = trace.is_complete() && in_flight == trace.lanes_named(prefix).len();
            let cause = is_unlimited.then_some("all of them are started at once, as without a limit");
            expected.but(format!("{in_flight} were in flight at one moment")).looks_as_if_any(cause).fail(self);
        }
        let _ = self.require_all(&trace, expected);
    }

    /// Asserts that at least `least` lanes of the family `prefix` were in flight at some moment.
    ///
    /// # Panics
    ///
    /// If there were always fewer, or if the recording was full.
    #[track_caller]
    pub fn assert_in_flight_reaches(&self, prefix: &str, least: usize) {
        let trace = self.trace();
        let expected = expected(format!("{least} of `{prefix}` in flight at one moment"));
        let expected = self.require_all(&trace, expected);
        let in_flight = trace.max_in_flight(prefix);
        if in_flight < least {
            let cause = match in_flight {
                0 => "none of them was ever polled",
                1 => "each one is awaited before the next one starts",
                _ => "fewer are started together than could be",
            };
            expected.but(format!("never more than {in_flight} at one moment")).looks_as_if(cause).fail(self);
        }
    }

    /// Asserts that two lanes were in flight at the same time.
    ///
    /// # Panics
    ///
    /// If they were not, if there is no lane with one of the names, or if the recording was full.
    #[track_caller]
    pub fn assert_overlap(&self, one: &str, other: &str) {
        let trace = self.trace();
        let expected = expected(format!("`{one}` and `{other}` in flight at the same time"));
        let expected = self.require_all(&trace, expected);
        if !trace.overlap(one, other) {
            let never = [one, other].into_iter().find(|name| trace.lane(name).started_at().is_none());
            let report = match never {
                Some(name) => expected.but(format!("`{name}` was never polled")),
                None => expected
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
    /// If one was not, or if the recording was full.
    #[track_caller]
    pub fn assert_promptly_polled(&self, prefix: &str, longest: Duration) {
        let trace = self.trace();
        let expected = expected(format!("every `{prefix}` to be polled within {longest:?} of its wake"));
        let expected = self.require_all(&trace, expected);
        let worst = trace.longest_recorded_unpolled(prefix);
        if let Some((lane, unpolled)) = worst.filter(|&(_, unpolled)| unpolled > longest) {
            expected
                .but(format!("`{}` was woken and left unpolled for {unpolled:?}", words::clean(lane)))
                .looks_as_if("whoever holds it awaits something else meanwhile")
                .fail(self);
        }
    }

    /// Fails if the recording was full. Otherwise it returns what was expected.
    #[track_caller]
    fn require_all(&self, trace: &Trace, expected: Expected) -> Expected {
        match trace.loss() {
            None => expected,
            Some(loss) => expected
                .but(format!("nobody knows: {loss}"))
                .looks_as_if("far more is wrapped, or polled far more often, than the `Limits` of the recording allow")
                .fail(self),
        }
    }
}
