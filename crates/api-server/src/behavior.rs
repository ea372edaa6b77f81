//! How the server behaves towards a route or a path.

use std::time::Duration;

use crate::{fault::Fault, latency::Latency, rng::Rng};

/// How requests are answered. The default answers each at once and well.
///
/// What applies to a request, in this order: it waits for the others of its group ([`barrier`](Self::barrier)), then for
/// the latency; then it gets the fault that is due, or its answer, at the speed of the bandwidth.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Behavior {
    latency: Latency,
    bandwidth: Option<u64>,
    /// Outcomes, and for how many requests each.
    script: Vec<(Option<Fault>, u32)>,
    rates: Vec<(f64, Fault)>,
    barrier: usize,
}

impl Behavior {
    /// Each request is answered at once and well.
    pub fn new() -> Self {
        Self::default()
    }

    /// Every request gets this fault.
    pub fn failing(fault: Fault) -> Self {
        Self::new().rate(1.0, fault)
    }

    /// Every request waits until the test releases it, with [`ApiServer::release_waiting`](crate::ApiServer::release_waiting)
    /// for instance.
    pub fn holding() -> Self {
        Self::new().barrier(usize::MAX)
    }

    /// How long an answer takes to begin.
    #[must_use]
    pub fn latency(self, latency: Latency) -> Self {
        Self { latency, ..self }
    }

    /// The bytes of a body that are sent in a second, of each answer; at least one. Without it they are sent as fast
    /// as the client takes them.
    #[must_use]
    pub fn bandwidth(self, bytes_per_second: u64) -> Self {
        Self { bandwidth: Some(bytes_per_second.max(1)), ..self }
    }

    /// This share of the requests goes wrong: from 0 to 1; less, or no number at all, counts as 0, and more as 1.
    ///
    /// Which ones is drawn from the seed by the number of the request, so that the third request meets the same fault in
    /// each run. Called several times, the shares add up: with 0.1 of one fault and 0.2 of another, three of ten requests
    /// go wrong.
    #[must_use]
    pub fn rate(mut self, share: f64, fault: Fault) -> Self {
        self.rates.push((if share > 0.0 { share.min(1.0) } else { 0.0 }, fault));
        self
    }

    /// What happens to the first requests, one after another in the order of their arrival: a fault, or an answer for
    /// `None`. When the script is used up, the rates apply. Called several times, one script follows the other.
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

    /// The same fault for so many requests: a [`script`](Self::script) in few words.
    #[must_use]
    pub fn first(mut self, requests: u32, fault: Fault) -> Self {
        self.script.push((Some(fault), requests));
        self
    }

    /// A rendezvous: requests are held until so many of them are in flight together; then all of these are let go, and the
    /// next ones form the next group. One whose client leaves no longer counts. With 0 or 1 none is held.
    ///
    /// Concurrent code passes at once, and code that awaits one answer before it asks for the next waits for ever, whatever
    /// the speed of the machine. [`ApiServer::let_go`](crate::ApiServer::let_go) lets them go before that, and
    /// [`ApiServer::release`](crate::ApiServer::release) ends the waiting for good.
    #[must_use]
    pub fn barrier(self, requests: usize) -> Self {
        Self { barrier: requests, ..self }
    }

    pub(crate) fn barrier_size(&self) -> usize {
        self.barrier
    }

    pub(crate) fn pace(&self) -> Option<u64> {
        self.bandwidth
    }

    pub(crate) fn delay(&self, rng: &mut Rng) -> Duration {
        self.latency.draw(rng)
    }

    /// What the request with this number meets; the first has number 0.
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
    fn latencies_are_drawn_from_all_of_their_range() {
        let (least, most) = (Duration::from_millis(20), Duration::from_millis(80));
        let behavior = Behavior::new().latency(Latency::between(most, least));
        let delays: Vec<_> = (0..1000).map(|number| behavior.delay(&mut Rng::new(7, number))).collect();
        assert!(delays.iter().all(|delay| (least..=most).contains(delay)));
        assert!(delays.iter().any(|delay| *delay < least + Duration::from_millis(5)));
        assert!(delays.iter().any(|delay| *delay + Duration::from_millis(5) > most));
        let fixed = Behavior::new().latency(Latency::fixed(Duration::MAX));
        assert_eq!(fixed.delay(&mut Rng::new(7, 0)), Duration::MAX);
    }

    #[test]
    fn shares_beyond_their_range_are_taken_as_its_ends() {
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
