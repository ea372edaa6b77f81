//! How the server behaves towards a route or a path.

use crate::{draw::Dice, fault::Fault, latency::Latency};

/// How requests are answered. The default answers each at once and well.
///
/// What applies to a request, in this order: it waits for the others of its group ([`together`](Self::together)), then for
/// the latency; then it gets the fault that is due, or its answer, at the speed of the bandwidth.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Conduct {
    latency: Latency,
    bandwidth: Option<u64>,
    /// Outcomes, and for how many requests each.
    script: Vec<(Option<Fault>, u32)>,
    rates: Vec<(f64, Fault)>,
    together: usize,
}

impl Conduct {
    /// Each request is answered at once and well.
    pub fn new() -> Self {
        Self::default()
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

    /// This share of the requests goes wrong: from 0 to 1; less counts as 0 and more as 1.
    ///
    /// Which ones is drawn from the seed by the number of the request, so that the third request meets the same fault in
    /// each run. Called several times, the shares add up: with 0.1 of one fault and 0.2 of another, three of ten requests
    /// go wrong.
    #[must_use]
    pub fn rate(mut self, share: f64, fault: Fault) -> Self {
        self.rates.push((share.clamp(0.0, 1.0), fault));
        self
    }

    /// What happens to the first requests, one after another in the order of their arrival: a fault, or an answer for
    /// `None`. When the script is used up, the rates apply. Called several times, one script follows the other.
    ///
    /// ```
    /// # use api_server::{Conduct, Fault};
    /// Conduct::new().script([Fault::Status(503), Fault::Status(503)]);
    /// Conduct::new().script([None, Some(Fault::ConnectionReset)]);
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
    /// the speed of the machine. [`ApiServer::release`](crate::ApiServer::release) ends the waiting.
    #[must_use]
    pub fn together(self, requests: usize) -> Self {
        Self { together: requests, ..self }
    }

    pub(crate) fn group(&self) -> usize {
        self.together
    }

    pub(crate) fn pace(&self) -> Option<u64> {
        self.bandwidth
    }

    pub(crate) fn delay(&self, dice: &mut Dice) -> std::time::Duration {
        self.latency.draw(dice)
    }

    /// What the request with this number meets; the first has number 0.
    pub(crate) fn fault(&self, number: u64, dice: &mut Dice) -> Option<Fault> {
        let mut later = number;
        for (outcome, requests) in &self.script {
            match later.checked_sub(u64::from(*requests)) {
                Some(rest) => later = rest,
                None => return *outcome,
            }
        }
        let mut drawn = dice.share();
        self.rates.iter().find_map(|(share, fault)| {
            drawn -= share;
            (drawn < 0.0).then_some(*fault)
        })
    }
}
