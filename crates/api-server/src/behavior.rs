//! The behavior of the server towards a route or a path.

use std::time::Duration;

use crate::{fault::Fault, latency::Latency, rng::Rng};

/// The server's treatment of requests: latency, faults, bandwidth and a barrier. The default answers every request at once.
///
/// The steps for each request are, in this order: it waits at the [`barrier`](Self::barrier), then for the latency. Then it
/// gets its fault, if one is due, or a response as fast as the bandwidth allows.
///
/// ```
/// use std::time::Duration;
/// use api_server::{Behavior, Fault, Latency};
///
/// // Slow, and unavailable for the first two requests.
/// Behavior::new().latency(Latency::fixed(Duration::from_millis(20))).first(2, Fault::Status(503));
///
/// // One of ten connections is reset.
/// Behavior::new().rate(0.1, Fault::ConnectionReset);
///
/// // Nobody gets a response before three requests are in flight.
/// Behavior::new().barrier(3);
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Behavior {
    latency: Latency,
    bandwidth: Option<u64>,
    /// Outcomes, each with the number of requests that it applies to.
    script: Vec<(Option<Fault>, u32)>,
    rates: Vec<(f64, Fault)>,
    barrier: usize,
}

impl Behavior {
    /// Returns a behavior that answers every request at once.
    pub fn new() -> Self {
        Self::default()
    }

    /// Returns a behavior with the same fault for every request.
    pub fn failing(fault: Fault) -> Self {
        Self::new().rate(1.0, fault)
    }

    /// Returns a behavior that holds every request until it is released, for example by
    /// [`ApiServer::release_waiting`](crate::ApiServer::release_waiting).
    pub fn holding() -> Self {
        Self::new().barrier(usize::MAX)
    }

    /// Delays each response by a latency.
    #[must_use]
    pub fn latency(self, latency: Latency) -> Self {
        Self { latency, ..self }
    }

    /// Limits each response body to `bytes_per_second` (minimum 1). By default a body is sent as fast as the client reads it.
    #[must_use]
    pub fn bandwidth(self, bytes_per_second: u64) -> Self {
        Self { bandwidth: Some(bytes_per_second.max(1)), ..self }
    }

    /// Gives a fault to a share of the requests, from 0 to 1. Less than 0 or `NaN` counts as 0, more than 1 as 1.
    ///
    /// The choice is drawn from the seed and the number of the request, so the third request meets the same fault in every
    /// run. Several calls add up: with 0.1 for one fault and 0.2 for another, three of ten requests fail.
    #[must_use]
    pub fn rate(mut self, share: f64, fault: Fault) -> Self {
        self.rates.push((if share > 0.0 { share.min(1.0) } else { 0.0 }, fault));
        self
    }

    /// Sets the outcome of the first requests, in the order of their arrival: a fault, or a good response for `None`.
    ///
    /// After the script the rates apply. Several calls append to the script.
    ///
    /// ```
    /// # use api_server::{Behavior, Fault};
    /// Behavior::new().script([Fault::Status(503), Fault::Status(503)]);
    /// Behavior::new().script([None, Some(Fault::ConnectionReset)]);
    /// ```
    #[must_use]
    pub fn script(mut self, outcomes: impl IntoIterator<Item = impl Into<Option<Fault>>>) -> Self {
        self.script.extend(outcomes.into_iter().map(|outcome| (outcome.into(), 1)));
        self
    }

    /// Appends the same fault for several requests to the [`script`](Self::script).
    #[must_use]
    pub fn first(mut self, requests: u32, fault: Fault) -> Self {
        self.script.push((Some(fault), requests));
        self
    }

    /// Sets a barrier: requests are held until this many are in flight. Then all of them are released, and the next ones form
    /// a new group. A request whose client disconnects no longer counts. With 0 or 1 no request is held.
    ///
    /// Concurrent code passes a barrier on any machine. Code that awaits one response before it sends the next request waits
    /// forever. [`ApiServer::release_waiting`](crate::ApiServer::release_waiting) releases an incomplete group, and
    /// [`ApiServer::open_barriers`](crate::ApiServer::open_barriers) ends the waiting for good.
    #[must_use]
    pub fn barrier(self, requests: usize) -> Self {
        Self { barrier: requests, ..self }
    }

    pub(crate) fn barrier_size(&self) -> usize {
        self.barrier
    }

    pub(crate) fn bytes_per_second(&self) -> Option<u64> {
        self.bandwidth
    }

    pub(crate) fn draw_latency(&self, rng: &mut Rng) -> Duration {
        self.latency.draw(rng)
    }

    /// Returns the fault for the request with this number. The first request has number 0.
    pub(crate) fn fault(&self, number: u64, rng: &mut Rng) -> Option<Fault> {
        let mut later = number;
        for (outcome, requests) in &self.script {
            match later.checked_sub(u64::from(*requests)) {
                Some(rest) => later = rest,
                None => return *outcome,
            }
        }
        let mut drawn = rng.share();
        self.rates.iter().find_map(|(share, fault)| {
            drawn -= share;
            (drawn < 0.0).then_some(*fault)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn latencies_are_drawn_from_the_whole_range() {
        let (least, most) = (Duration::from_millis(20), Duration::from_millis(80));
        let behavior = Behavior::new().latency(Latency::between(most, least));
        let latencies: Vec<_> = (0..1000).map(|number| behavior.draw_latency(&mut Rng::new(7, number))).collect();
        assert!(latencies.iter().all(|latency| (least..=most).contains(latency)));
        assert!(latencies.iter().any(|latency| *latency < least + Duration::from_millis(5)));
        assert!(latencies.iter().any(|latency| *latency + Duration::from_millis(5) > most));
        let fixed = Behavior::new().latency(Latency::fixed(Duration::MAX));
        assert_eq!(fixed.draw_latency(&mut Rng::new(7, 0)), Duration::MAX);
    }

    #[test]
    fn shares_out_of_range_are_clamped() {
        let fault = |share| Behavior::new().rate(share, Fault::NoAnswer).rate(1.0, Fault::HalfBody);
        for (share, expected) in
            [(f64::NAN, Fault::HalfBody), (-1.0, Fault::HalfBody), (0.0, Fault::HalfBody), (2.0, Fault::NoAnswer)]
        {
            assert_eq!(fault(share).fault(0, &mut Rng::new(7, 0)), Some(expected), "{share}");
        }
    }

    #[test]
    fn a_script_comes_before_the_rates() {
        let script = Behavior::new().rate(1.0, Fault::NoAnswer).first(2, Fault::HalfBody).script([None]);
        let met: Vec<_> = (0..5).map(|number| script.fault(number, &mut Rng::new(7, number))).collect();
        let (half, none) = (Some(Fault::HalfBody), Some(Fault::NoAnswer));
        assert_eq!(met, [half, half, None, none, none]);
    }
}
