//! Queries on a trace and on its lanes.

use std::time::Duration;

use crate::trace::{Event, EventKind, LaneId, LaneInfo, LaneKind, Trace};
use crate::words::count;

/// The end of a lane, as far as the trace knows.
///
/// ```
/// # #[tokio::main(flavor = "current_thread", start_paused = true)]
/// # async fn main() {
/// use std::time::Duration;
/// use pollscope::Outcome;
/// use tokio::time::{sleep, timeout};
///
/// let recording = pollscope::Recording::start();
/// let slow = recording.future("slow", sleep(Duration::from_secs(60)));
/// assert!(timeout(Duration::from_secs(1), slow).await.is_err());
///
/// assert_eq!(recording.trace().lane("slow").outcome(), Outcome::DroppedUnfinished);
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was never polled, whether or not it was dropped: its code never ran.
    NeverPolled,
    /// It was polled, and had neither finished nor been dropped when the trace was taken.
    Unfinished,
    /// The future was ready, or the stream ended.
    Finished,
    /// It was polled, and dropped before it finished: cancelled.
    DroppedUnfinished,
    /// A poll panicked.
    Panicked,
}

/// One lane of a trace, with queries on its events.
///
/// A query panics if it cannot know its answer, because the recording was full and events that came later are missing.
/// [`Trace::is_complete`] tells beforehand; [`Trace::events`] holds what there is.
///
/// ```
/// # #[tokio::main(flavor = "current_thread", start_paused = true)]
/// # async fn main() {
/// use std::time::Duration;
///
/// let recording = pollscope::Recording::start();
/// recording.future("nap", tokio::time::sleep(Duration::from_secs(1))).await;
///
/// let trace = recording.trace();
/// let nap = trace.lane("nap");
/// assert_eq!((nap.polls(), nap.wakes()), (2, 1));
/// assert_eq!(nap.ended_at(), Some(Duration::from_secs(1)));
/// # }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct LaneView<'t> {
    trace: &'t Trace,
    id: LaneId,
}

impl Trace {
    /// Returns the lane with this name.
    ///
    /// # Panics
    ///
    /// If there is none. The message lists the names of all lanes.
    #[track_caller]
    pub fn lane(&self, name: &str) -> LaneView<'_> {
        self.recorded_lanes().find(|lane| lane.name() == name).unwrap_or_else(|| {
            let names: Vec<&str> = self.recorded_lanes().map(|lane| lane.name()).collect();
            let lost = match self.lost_lanes {
                0 => String::new(),
                lost => format!(", and {lost} more that came after the recording was full"),
            };
            panic!("no lane is called {name:?}; the lanes are {names:?}{lost}")
        })
    }

    /// Returns all lanes, in the order of their creation.
    ///
    /// # Panics
    ///
    /// If some are missing, because the recording was full. [`Trace::lanes`](field@Trace::lanes) holds the others.
    #[track_caller]
    pub fn lanes(&self) -> impl Iterator<Item = LaneView<'_>> {
        self.require(self.lost_lanes == 0, "lanes");
        self.recorded_lanes()
    }

    fn recorded_lanes(&self) -> impl Iterator<Item = LaneView<'_>> {
        (0..self.lanes.len()).map(|index| LaneView { trace: self, id: LaneId(index as u32) })
    }

    /// Returns the lanes of a family: those whose name is `prefix`, or starts with `prefix` and a space (`fetch`,
    /// `fetch 2`, `fetch 7 (2)`).
    ///
    /// # Panics
    ///
    /// If lanes are missing, because the recording was full.
    #[track_caller]
    pub fn lanes_named(&self, prefix: &str) -> Vec<LaneView<'_>> {
        self.require(self.lost_lanes == 0, "lanes_named");
        self.recorded_lanes().filter(|lane| lane.is_named(prefix)).collect()
    }

    /// Returns the largest number of lanes of a family that were in flight at one moment: polled at least once, and
    /// neither finished nor dropped.
    ///
    /// # Panics
    ///
    /// If the trace is not [complete](Trace::is_complete).
    #[track_caller]
    pub fn max_in_flight(&self, prefix: &str) -> usize {
        self.require(self.is_complete(), "max_in_flight");
        self.recorded_in_flight(prefix)
    }

    /// Returns the largest number of lanes in flight, as far as it was recorded. In truth it may be larger, not smaller.
    pub(crate) fn recorded_in_flight(&self, prefix: &str) -> usize {
        let family: Vec<bool> = self.recorded_lanes().map(|lane| lane.is_named(prefix)).collect();
        let mut in_flight = vec![false; self.lanes.len()];
        let (mut now, mut most) = (0, 0);
        for event in &self.events {
            let lane = event.lane.0 as usize;
            match event.kind {
                EventKind::Polled if family[lane] && !in_flight[lane] => {
                    in_flight[lane] = true;
                    now += 1;
                    most = most.max(now);
                }
                EventKind::Ready | EventKind::Ended | EventKind::Panicked | EventKind::Dropped if in_flight[lane] => {
                    in_flight[lane] = false;
                    now -= 1;
                }
                _ => {}
            }
        }
        most
    }

    /// Returns true if two lanes were in flight at the same time.
    ///
    /// # Panics
    ///
    /// If there is no lane with one of the names, or if events are missing, because the recording was full.
    #[track_caller]
    pub fn overlap(&self, one: &str, other: &str) -> bool {
        let (one, other) = (self.lane(one), self.lane(other));
        self.require(one.is_whole() && other.is_whole(), "overlap");
        match (one.in_flight(), other.in_flight()) {
            (Some(one), Some(other)) => one.0 < other.1 && other.0 < one.1,
            _ => false,
        }
    }

    /// Returns the names of a family's lanes in the order of their first polls. Lanes that were never polled are left
    /// out.
    ///
    /// # Panics
    ///
    /// If the trace is not [complete](Trace::is_complete).
    #[track_caller]
    pub fn started_in_order(&self, prefix: &str) -> Vec<&str> {
        self.require(self.is_complete(), "started_in_order");
        self.in_order_of(prefix, |kind| kind == EventKind::Polled)
    }

    /// Returns the names of a family's lanes in the order in which they finished. Unfinished lanes are left out.
    ///
    /// # Panics
    ///
    /// If the trace is not [complete](Trace::is_complete).
    #[track_caller]
    pub fn finished_in_order(&self, prefix: &str) -> Vec<&str> {
        self.require(self.is_complete(), "finished_in_order");
        self.in_order_of(prefix, is_finish)
    }

    /// Returns the names of a family's lanes in the order of their first events of a kind.
    fn in_order_of(&self, prefix: &str, is_wanted: impl Fn(EventKind) -> bool) -> Vec<&str> {
        let mut is_open: Vec<bool> = self.recorded_lanes().map(|lane| lane.is_named(prefix)).collect();
        let wanted = self.events.iter().filter(|event| is_wanted(event.kind)).map(|event| event.lane.0 as usize);
        wanted.filter(|&lane| std::mem::take(&mut is_open[lane])).map(|lane| self.lanes[lane].name.as_str()).collect()
    }

    /// Returns the lane of a family that was left unpolled after a wake for the longest time, and this time, as far as
    /// it was recorded.
    pub(crate) fn longest_recorded_unpolled(&self, prefix: &str) -> Option<(&str, Duration)> {
        let mut events: Vec<Vec<&Event>> = vec![Vec::new(); self.lanes.len()];
        for event in &self.events {
            events[event.lane.0 as usize].push(event);
        }
        let family = self.recorded_lanes().filter(|lane| lane.is_named(prefix));
        let unpolled = family.map(|lane| (lane.name(), lane.unpolled(&events[lane.id.0 as usize])));
        unpolled.max_by_key(|&(_, time)| time)
    }

    /// Returns the name of the last lane in which a poll had begun and not ended, as far as it was recorded.
    #[cfg(feature = "testing")]
    pub(crate) fn lane_being_polled(&self) -> Option<&str> {
        self.recorded_lanes().filter(LaneView::has_open_poll).last().map(|lane| lane.name())
    }

    /// Returns true if the recording was never full. If it was, the trace holds the beginning only, and a query that
    /// would need the rest panics.
    pub fn is_complete(&self) -> bool {
        self.lost_events == 0 && self.lost_lanes == 0
    }

    /// Returns a sentence on what is missing, if the recording was full.
    pub(crate) fn loss(&self) -> Option<String> {
        (!self.is_complete()).then(|| {
            let events = count(self.lost_events, "event", "events");
            let lanes = count(self.lost_lanes, "lane", "lanes");
            format!("the recording was full: {events} and {lanes} that came later are missing")
        })
    }

    /// Panics if what a query needs is not known. An answer from the beginning alone could pass a test that must fail.
    #[track_caller]
    fn require(&self, is_known: bool, query: &str) {
        if let Some(loss) = self.loss().filter(|_| !is_known) {
            panic!("`{query}` has no answer: {loss}; give the recording higher `Limits`, or wrap less");
        }
    }
}

impl<'t> LaneView<'t> {
    /// Returns its index in the trace.
    pub fn id(&self) -> LaneId {
        self.id
    }

    /// Returns its name.
    pub fn name(&self) -> &'t str {
        &self.info().name
    }

    /// Returns the kind of what it wraps, a future or a stream.
    pub fn kind(&self) -> LaneKind {
        self.info().kind
    }

    /// Returns the lane that was being polled when this one was created.
    pub fn parent(&self) -> Option<LaneView<'t>> {
        self.info().parent.map(|id| LaneView { trace: self.trace, id })
    }

    /// Returns its events with their sequence numbers, in order, as far as they were recorded.
    pub fn events(&self) -> impl Iterator<Item = (usize, &'t Event)> + use<'t> {
        let id = self.id;
        self.trace.events.iter().enumerate().filter(move |(_, event)| event.lane == id)
    }

    /// Returns the time of its creation, on the recording's clock. `None` if the recording was full by then.
    pub fn created_at(&self) -> Option<Duration> {
        self.time_of(|kind| kind == EventKind::Created)
    }

    /// Returns the time of its first poll, or `None` if it was never polled.
    ///
    /// # Panics
    ///
    /// If it is not known, because the recording was full.
    #[track_caller]
    pub fn started_at(&self) -> Option<Duration> {
        let started = self.time_of(|kind| kind == EventKind::Polled);
        self.require(started.is_some(), "started_at");
        started
    }

    /// Returns the time at which it finished, panicked, or was dropped unfinished. `None` if it was still there when the
    /// trace was taken.
    ///
    /// # Panics
    ///
    /// If it is not known, because the recording was full.
    #[track_caller]
    pub fn ended_at(&self) -> Option<Duration> {
        let ended = self.time_of(is_end);
        self.require(ended.is_some(), "ended_at");
        ended
    }

    /// Returns the way it ended.
    ///
    /// # Panics
    ///
    /// If it is not known, because the recording was full.
    #[track_caller]
    pub fn outcome(&self) -> Outcome {
        let is_polled = self.first(|kind| kind == EventKind::Polled).is_some();
        let end = self.first(is_end).map(|sequence| self.trace.events[sequence].kind);
        self.require(end.is_some(), "outcome");
        match end {
            Some(EventKind::Ready | EventKind::Ended) => Outcome::Finished,
            Some(EventKind::Panicked) => Outcome::Panicked,
            _ if !is_polled => Outcome::NeverPolled,
            Some(_) => Outcome::DroppedUnfinished,
            None => Outcome::Unfinished,
        }
    }

    /// Returns the number of its polls.
    ///
    /// # Panics
    ///
    /// If some may be missing, because the recording was full.
    #[track_caller]
    pub fn polls(&self) -> usize {
        self.require(false, "polls");
        self.count(EventKind::Polled)
    }

    /// Returns the number of items that the stream yielded; 0 for a future.
    ///
    /// # Panics
    ///
    /// If some may be missing, because the recording was full.
    #[track_caller]
    pub fn items(&self) -> usize {
        self.require(false, "items");
        self.count(EventKind::Item)
    }

    /// Returns the time of each item, on the recording's clock.
    ///
    /// # Panics
    ///
    /// If some may be missing, because the recording was full.
    #[track_caller]
    pub fn item_times(&self) -> Vec<Duration> {
        self.require(false, "item_times");
        self.events().filter(|(_, event)| event.kind == EventKind::Item).map(|(_, event)| event.at).collect()
    }

    /// Returns the number of its wakes before it ended.
    ///
    /// # Panics
    ///
    /// If some may be missing, because the recording was full.
    #[track_caller]
    pub fn wakes(&self) -> usize {
        self.require(false, "wakes");
        self.live_wakes().count()
    }

    /// Returns the number of its wakes during its own polls: each asks to be polled again at once.
    ///
    /// # Panics
    ///
    /// If some may be missing, because the recording was full.
    #[track_caller]
    pub fn self_wakes(&self) -> usize {
        self.require(false, "self_wakes");
        self.live_wakes().filter(|event| event.by == Some(self.id)).count()
    }

    fn live_wakes(&self) -> impl Iterator<Item = &'t Event> {
        self.events()
            .map(|(_, event)| event)
            .take_while(|event| !is_end(event.kind))
            .filter(|event| event.kind == EventKind::Woken)
    }

    /// Returns the longest time between a wake and the poll that answered it, on the recording's clock. A wake without
    /// an answer counts up to the drop, or to the end of the trace.
    ///
    /// Under a paused clock a poll takes no time, so this is zero unless the owner of the lane awaited something else.
    ///
    /// # Panics
    ///
    /// If it is not known, because the recording was full.
    #[track_caller]
    pub fn longest_unpolled(&self) -> Duration {
        self.require(false, "longest_unpolled");
        let events: Vec<&Event> = self.events().map(|(_, event)| event).collect();
        self.unpolled(&events)
    }

    /// Returns the longest time between a wake and its poll. `events` are those of this lane.
    fn unpolled(&self, events: &[&Event]) -> Duration {
        let mut longest = Duration::ZERO;
        let mut woken: Option<Duration> = None;
        let mut is_over = false;
        for event in events {
            match event.kind {
                EventKind::Woken if woken.is_none() && !is_over => woken = Some(event.at),
                EventKind::Polled | EventKind::Dropped => {
                    longest = longest.max(woken.take().map_or(Duration::ZERO, |since| event.at.saturating_sub(since)));
                    is_over |= event.kind == EventKind::Dropped;
                }
                EventKind::Ready | EventKind::Ended | EventKind::Panicked => {
                    // A wake during the last poll needs no answer.
                    woken = None;
                    is_over = true;
                }
                _ => {}
            }
        }
        longest.max(woken.map_or(Duration::ZERO, |since| self.trace.ended_at.saturating_sub(since)))
    }

    /// Returns the longest poll in real time, or `None` if no real times were recorded. It depends on the machine and on
    /// its load: use it to explain a failure, not to detect one. In a recording that was full, it is the longest that was
    /// recorded.
    pub fn longest_poll(&self) -> Option<Duration> {
        let mut began = None;
        let mut longest = None;
        for (_, event) in self.events() {
            match event.kind {
                EventKind::Polled => began = event.real,
                EventKind::Pending | EventKind::Item | EventKind::Ready | EventKind::Ended | EventKind::Panicked => {
                    if let (Some(began), Some(ended)) = (began.take(), event.real) {
                        longest = longest.max(Some(ended.saturating_sub(began)));
                    }
                }
                _ => {}
            }
        }
        longest
    }

    /// Returns the largest number of polls at one moment of the recording's clock. On a paused clock, many mean a busy
    /// loop. On the running clock, hardly two polls share a moment.
    ///
    /// # Panics
    ///
    /// If some may be missing, because the recording was full.
    #[track_caller]
    pub fn most_polls_at_once(&self) -> usize {
        self.require(false, "most_polls_at_once");
        let (mut moment, mut polls, mut most) = (None, 0, 0);
        for (_, event) in self.events().filter(|(_, event)| event.kind == EventKind::Polled) {
            if moment != Some(event.at) {
                (moment, polls) = (Some(event.at), 0);
            }
            polls += 1;
            most = most.max(polls);
        }
        most
    }

    fn is_named(&self, prefix: &str) -> bool {
        self.name().strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
    }

    /// Returns true if a poll had begun and not ended when the trace was taken.
    ///
    /// # Panics
    ///
    /// If it is not known, because the recording was full.
    #[track_caller]
    pub fn is_being_polled(&self) -> bool {
        self.require(false, "is_being_polled");
        self.has_open_poll()
    }

    fn has_open_poll(&self) -> bool {
        let last = self.events().filter(|(_, event)| !matches!(event.kind, EventKind::Woken)).last();
        last.is_some_and(|(_, event)| event.kind == EventKind::Polled)
    }

    /// Returns the sequence numbers of its first poll and of its end.
    fn in_flight(&self) -> Option<(usize, usize)> {
        let start = self.first(|kind| kind == EventKind::Polled)?;
        let end = self.first(is_end);
        Some((start, end.unwrap_or(usize::MAX)))
    }

    /// Returns true if none of its events can be missing: the recording was not full before it was dropped.
    fn is_whole(&self) -> bool {
        self.trace.lost_events == 0 || self.first(|kind| kind == EventKind::Dropped).is_some()
    }

    /// Panics if an answer is not certain, and events of this lane may be missing.
    #[track_caller]
    fn require(&self, is_certain: bool, query: &str) {
        self.trace.require(is_certain || self.is_whole(), query);
    }

    fn first(&self, wanted: impl Fn(EventKind) -> bool) -> Option<usize> {
        self.events().find(|(_, event)| wanted(event.kind)).map(|(sequence, _)| sequence)
    }

    fn time_of(&self, wanted: impl Fn(EventKind) -> bool) -> Option<Duration> {
        self.first(wanted).map(|sequence| self.trace.events[sequence].at)
    }

    fn count(&self, kind: EventKind) -> usize {
        self.events().filter(|(_, event)| event.kind == kind).count()
    }

    fn info(&self) -> &'t LaneInfo {
        &self.trace.lanes[self.id.0 as usize]
    }
}

fn is_finish(kind: EventKind) -> bool {
    matches!(kind, EventKind::Ready | EventKind::Ended)
}

/// Returns true for an event after which the lane is over: it finished, panicked, or was dropped unfinished.
fn is_end(kind: EventKind) -> bool {
    matches!(kind, EventKind::Ready | EventKind::Ended | EventKind::Panicked | EventKind::Dropped)
}
