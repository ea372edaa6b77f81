//! Queries on a trace and on its lanes.

use std::time::Duration;

use crate::trace::{Event, EventKind, LaneId, LaneInfo, LaneKind, Trace};

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
}

/// One lane of a trace, with queries on its events.
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
        self.lanes().find(|lane| lane.name() == name).unwrap_or_else(|| {
            let names: Vec<&str> = self.lanes().map(|lane| lane.name()).collect();
            panic!("no lane is called {name:?}; the lanes are {names:?}")
        })
    }

    /// Returns all lanes, in the order of their creation.
    pub fn lanes(&self) -> impl Iterator<Item = LaneView<'_>> {
        (0..self.lanes.len()).map(|index| LaneView { trace: self, id: LaneId(index as u32) })
    }

    /// Returns the lanes of a family: those whose name is `prefix`, or starts with `prefix` and a space (`fetch`,
    /// `fetch 2`, `fetch 7 (2)`).
    pub fn lanes_named(&self, prefix: &str) -> Vec<LaneView<'_>> {
        self.lanes().filter(|lane| lane.is_named(prefix)).collect()
    }

    /// Returns the largest number of lanes of a family that were in flight at one moment: polled at least once, and
    /// neither finished nor dropped.
    pub fn max_in_flight(&self, prefix: &str) -> usize {
        let family: Vec<bool> = self.lanes().map(|lane| lane.is_named(prefix)).collect();
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
                EventKind::Ready | EventKind::Ended | EventKind::Dropped if in_flight[lane] => {
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
    /// If there is no lane with one of the names.
    #[track_caller]
    pub fn overlap(&self, one: &str, other: &str) -> bool {
        match (self.lane(one).in_flight(), self.lane(other).in_flight()) {
            (Some(one), Some(other)) => one.0 < other.1 && other.0 < one.1,
            _ => false,
        }
    }

    /// Returns the names of a family's lanes in the order of their first polls. Lanes that were never polled are left
    /// out.
    pub fn started_in_order(&self, prefix: &str) -> Vec<&str> {
        self.in_order_of(prefix, |lane| lane.first(|kind| kind == EventKind::Polled))
    }

    /// Returns the names of a family's lanes in the order in which they finished. Unfinished lanes are left out.
    pub fn finished_in_order(&self, prefix: &str) -> Vec<&str> {
        self.in_order_of(prefix, |lane| lane.first(is_finish))
    }

    fn in_order_of(&self, prefix: &str, sequence: impl Fn(&LaneView<'_>) -> Option<usize>) -> Vec<&str> {
        let mut lanes: Vec<(usize, &str)> = self
            .lanes()
            .filter(|lane| lane.is_named(prefix))
            .filter_map(|lane| Some((sequence(&lane)?, self.lanes[lane.id.0 as usize].name.as_str())))
            .collect();
        lanes.sort_unstable();
        lanes.into_iter().map(|(_, name)| name).collect()
    }

    /// Returns true if the recording was never full. If it was, the trace holds the beginning only, and every query
    /// answers for the beginning only.
    pub fn is_complete(&self) -> bool {
        self.lost_events == 0 && self.lost_lanes == 0
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

    /// Returns its events with their sequence numbers, in order.
    pub fn events(&self) -> impl Iterator<Item = (usize, &'t Event)> + use<'t> {
        let id = self.id;
        self.trace.events.iter().enumerate().filter(move |(_, event)| event.lane == id)
    }

    /// Returns the time of its creation, on the recording's clock. `None` if the recording was full by then.
    pub fn created_at(&self) -> Option<Duration> {
        self.time_of(|kind| kind == EventKind::Created)
    }

    /// Returns the time of its first poll.
    pub fn started_at(&self) -> Option<Duration> {
        self.time_of(|kind| kind == EventKind::Polled)
    }

    /// Returns the time at which it finished or was dropped unfinished.
    pub fn ended_at(&self) -> Option<Duration> {
        self.time_of(|kind| is_finish(kind) || kind == EventKind::Dropped)
    }

    /// Returns the way it ended.
    pub fn outcome(&self) -> Outcome {
        let happened = |kind| self.first(|other| other == kind).is_some();
        if self.first(is_finish).is_some() {
            Outcome::Finished
        } else if !happened(EventKind::Polled) {
            Outcome::NeverPolled
        } else if happened(EventKind::Dropped) {
            Outcome::DroppedUnfinished
        } else {
            Outcome::Unfinished
        }
    }

    /// Returns the number of its polls.
    pub fn polls(&self) -> usize {
        self.count(EventKind::Polled)
    }

    /// Returns the number of items that the stream yielded; 0 for a future.
    pub fn items(&self) -> usize {
        self.count(EventKind::Item)
    }

    /// Returns the time of each item, on the recording's clock.
    pub fn item_times(&self) -> Vec<Duration> {
        self.events().filter(|(_, event)| event.kind == EventKind::Item).map(|(_, event)| event.at).collect()
    }

    /// Returns the number of its wakes before it finished.
    pub fn wakes(&self) -> usize {
        self.live_wakes().count()
    }

    /// Returns the number of its wakes during its own polls: each asks to be polled again at once.
    pub fn self_wakes(&self) -> usize {
        self.live_wakes().filter(|event| event.by == Some(self.id)).count()
    }

    fn live_wakes(&self) -> impl Iterator<Item = &'t Event> {
        self.events()
            .map(|(_, event)| event)
            .take_while(|event| !is_finish(event.kind) && event.kind != EventKind::Dropped)
            .filter(|event| event.kind == EventKind::Woken)
    }

    /// Returns the longest time between a wake and the poll that answered it, on the recording's clock. A wake without
    /// an answer counts up to the drop, or to the end of the trace.
    ///
    /// Under a paused clock a poll takes no time, so this is zero unless the owner of the lane awaited something else.
    pub fn longest_unpolled(&self) -> Duration {
        self.unpolled().max().unwrap_or_default()
    }

    fn unpolled(&self) -> impl Iterator<Item = Duration> {
        let mut stretches = Vec::new();
        let mut woken: Option<Duration> = None;
        let mut is_finished = false;
        for (_, event) in self.events() {
            match event.kind {
                EventKind::Woken if woken.is_none() && !is_finished => woken = Some(event.at),
                EventKind::Polled | EventKind::Dropped => {
                    stretches.extend(woken.take().map(|since| event.at.saturating_sub(since)));
                }
                EventKind::Ready | EventKind::Ended => {
                    // A wake during the last poll needs no answer.
                    woken = None;
                    is_finished = true;
                }
                _ => {}
            }
        }
        stretches.extend(woken.map(|since| self.trace.ended_at.saturating_sub(since)));
        stretches.into_iter()
    }

    /// Returns the longest poll in real time, or `None` if no real times were recorded. It depends on the machine and on
    /// its load: use it to explain a failure, not to detect one.
    pub fn longest_poll(&self) -> Option<Duration> {
        let mut began = None;
        let mut longest = None;
        for (_, event) in self.events() {
            match event.kind {
                EventKind::Polled => began = event.real,
                EventKind::Pending | EventKind::Item | EventKind::Ready | EventKind::Ended => {
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
    pub fn most_polls_at_once(&self) -> usize {
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
    pub fn is_being_polled(&self) -> bool {
        let last = self.events().filter(|(_, event)| !matches!(event.kind, EventKind::Woken)).last();
        last.is_some_and(|(_, event)| event.kind == EventKind::Polled)
    }

    /// Returns the sequence numbers of its first poll and of its end.
    fn in_flight(&self) -> Option<(usize, usize)> {
        let start = self.first(|kind| kind == EventKind::Polled)?;
        let end = self.first(|kind| is_finish(kind) || kind == EventKind::Dropped);
        Some((start, end.unwrap_or(usize::MAX)))
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
