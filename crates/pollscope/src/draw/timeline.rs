//! The lines of a picture: the states that each lane was in, and its events, at positions along an axis.

use std::collections::BTreeMap;
use std::time::Duration;

use super::Axis;
use crate::time::nanoseconds;
use crate::trace::{Clock, Event, EventKind, LaneId, LaneInfo, LaneKind, Trace};
use crate::words::{self, count};

/// The real time from which on a poll counts as blocking the thread.
const MIN_BLOCKING_POLL: Duration = Duration::from_millis(100);

/// The maximum indentation of names. Deeper ones would have no room.
const MAX_DEPTH: usize = 6;

/// The maximum number of lanes with a blocking poll that are named.
const MAX_BLOCKING_NAMED: usize = 3;

/// A trace, laid out along an axis.
#[derive(Debug)]
pub(super) struct Timeline {
    pub(super) lines: Vec<Line>,
    /// The positions of all events, of the start and of the end, in ascending order.
    pub(super) positions: Vec<u64>,
    /// The number of lanes without a line.
    pub(super) more_lanes: usize,
    /// Sentences on what the lines cannot show.
    pub(super) remarks: Vec<String>,
}

/// The line of one lane.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) name: String,
    /// The indentation: one for each ancestor, up to [`MAX_DEPTH`].
    pub(super) depth: usize,
    pub(super) spans: Vec<Span>,
    pub(super) marks: Vec<Mark>,
    /// The counts of polls and items, in words.
    pub(super) note: String,
}

/// The state of a lane.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum State {
    /// Created, and not polled yet.
    New,
    /// A stream that yielded an item, and was not asked for the next one yet.
    Idle,
    /// Returned `Pending`, and not woken yet.
    Waiting,
    /// Being polled.
    Running,
    /// Woken, and not polled yet.
    Woken,
}

/// A state from one position to another.
#[derive(Clone, Copy, Debug)]
pub(super) struct Span {
    pub(super) state: State,
    pub(super) from: u64,
    pub(super) to: u64,
    /// True if the lane was still in this state when the trace was taken.
    pub(super) open: bool,
}

/// The kind of a mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum MarkKind {
    Woken,
    Polled,
    Item,
    Ready,
    Ended,
    Panicked,
    Dropped,
}

/// An event on a line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mark {
    pub(super) kind: MarkKind,
    pub(super) at: u64,
    /// The time in nanoseconds on the recording's clock.
    pub(super) time: u64,
    /// For a wake, the line of the lane that caused it, if that is another one.
    pub(super) by: Option<usize>,
}

impl Timeline {
    pub(super) fn of(trace: &Trace, axis: Axis, lanes_at_most: usize) -> Timeline {
        let mut positions = positions(trace, axis);
        let order = tree_order(trace);
        let shown = &order[..order.len().min(lanes_at_most)];
        let events_of = events_by_lane(trace);
        let mut line_of = vec![None; trace.lanes.len()];
        for (line, &(lane, _)) in shown.iter().enumerate() {
            line_of[lane] = Some(line);
        }

        let last = positions.last().copied().unwrap_or(0);
        let mut end = match (axis, trace.clock) {
            (Axis::Clock, _) | (Axis::Real, Clock::Running) => nanoseconds(trace.ended_at).max(last),
            // The real time of the snapshot is not known.
            (Axis::Real, Clock::Paused) => last,
            // The states after the last event need a column of their own.
            (Axis::Steps, _) => trace.events.len() as u64,
        };
        let builder = LineBuilder { trace, positions: &positions, end, line_of: &line_of };
        let lines: Vec<Line> = shown.iter().map(|&(lane, depth)| builder.line(lane, depth, &events_of[lane])).collect();
        if axis == Axis::Steps {
            // The drop of a lane that has finished is a step too, but nothing to see.
            end = lines.iter().map(Line::last_seen).max().unwrap_or(0);
        }

        positions.retain(|&position| position < end);
        positions.extend([0, end]);
        positions.sort_unstable();
        positions.dedup();

        let mut remarks = Vec::new();
        if axis != Axis::Real && trace.clock == Clock::Paused {
            remarks.extend(blocking_polls(trace, &events_of));
        }
        remarks.extend(limits(trace));
        Timeline { more_lanes: order.len() - lines.len(), lines, positions, remarks }
    }
}

impl Line {
    /// Returns the last position at which it shows anything.
    fn last_seen(&self) -> u64 {
        let marks = self.marks.iter().map(|mark| mark.at);
        let spans = self.spans.iter().map(|span| span.to);
        marks.chain(spans).max().unwrap_or(0)
    }
}

/// Returns the position of each event on the axis.
fn positions(trace: &Trace, axis: Axis) -> Vec<u64> {
    let mut latest = 0;
    let mut time = |time: Duration| {
        // The real times of two threads can cross.
        latest = nanoseconds(time).max(latest);
        latest
    };
    match axis {
        Axis::Steps => (0..trace.events.len() as u64).collect(),
        Axis::Clock => trace.events.iter().map(|event| time(event.at)).collect(),
        Axis::Real => trace.events.iter().map(|event| time(event.real.unwrap_or(event.at))).collect(),
    }
}

/// Returns the sequence numbers of each lane's events.
fn events_by_lane(trace: &Trace) -> Vec<Vec<usize>> {
    let mut events: Vec<Vec<usize>> = vec![Vec::new(); trace.lanes.len()];
    for (sequence, event) in trace.events.iter().enumerate() {
        if let Some(of_lane) = events.get_mut(event.lane.0 as usize) {
            of_lane.push(sequence);
        }
    }
    events
}

/// Returns the lanes with their depths, each one followed by its children.
fn tree_order(trace: &Trace) -> Vec<(usize, usize)> {
    let mut children: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    let mut roots = Vec::new();
    for (lane, info) in trace.lanes.iter().enumerate() {
        match info.parent {
            // A parent is created before its child. In a damaged file it may not be, and this loop would never end.
            Some(LaneId(parent)) if (parent as usize) < lane => children.entry(parent as usize).or_default().push(lane),
            _ => roots.push(lane),
        }
    }
    let mut order = Vec::with_capacity(trace.lanes.len());
    let mut open: Vec<(usize, usize)> = roots.into_iter().rev().map(|lane| (lane, 0)).collect();
    while let Some((lane, depth)) = open.pop() {
        order.push((lane, depth));
        open.extend(children.get(&lane).into_iter().flatten().rev().map(|&child| (child, depth + 1)));
    }
    order
}

/// The trace and its positions, from which the line of a lane is built.
struct LineBuilder<'a> {
    trace: &'a Trace,
    positions: &'a [u64],
    end: u64,
    line_of: &'a [Option<usize>],
}

impl LineBuilder<'_> {
    fn line(&self, lane: usize, depth: usize, events: &[usize]) -> Line {
        let LaneInfo { name, kind, .. } = &self.trace.lanes[lane];
        let mut written = Line {
            name: words::clean(name),
            depth: depth.min(MAX_DEPTH),
            spans: Vec::new(),
            marks: Vec::new(),
            note: String::new(),
        };
        let mut now: Option<(State, u64)> = None;
        let (mut woken, mut over) = (false, false);
        let (mut polls, mut items) = (0, 0);
        for &sequence in events {
            let event = &self.trace.events[sequence];
            let at = self.positions[sequence];
            polls += usize::from(event.kind == EventKind::Polled);
            items += usize::from(event.kind == EventKind::Item);
            if over {
                continue;
            }
            let is_polled = matches!(now, Some((State::Running, _)));
            let next = match event.kind {
                EventKind::Created => Some(State::New),
                EventKind::Polled => {
                    woken = false;
                    Some(State::Running)
                }
                EventKind::Woken => {
                    woken = true;
                    Some(if is_polled { State::Running } else { State::Woken })
                }
                EventKind::Pending | EventKind::Item if woken => Some(State::Woken),
                EventKind::Pending => Some(State::Waiting),
                EventKind::Item => Some(State::Idle),
                EventKind::Ready | EventKind::Ended | EventKind::Panicked | EventKind::Dropped => None,
            };
            let goes_on = matches!((now, next), (Some((before, _)), Some(after)) if before == after);
            if !goes_on {
                if let Some((state, from)) = now {
                    written.spans.push(Span { state, from, to: at, open: false });
                }
                now = next.map(|state| (state, at));
            }
            over = next.is_none();
            if let Some(mark) = mark_kind(event.kind) {
                written.marks.push(Mark {
                    kind: mark,
                    at,
                    time: nanoseconds(event.at),
                    by: self.waker(sequence, event),
                });
            }
        }
        if let Some((state, from)) = now {
            written.spans.push(Span { state, from, to: self.end, open: true });
        }
        written.note = match polls {
            // Its polls may be among the lost events.
            0 if self.trace.lost_events > 0 => "no poll recorded".to_owned(),
            0 => "never polled".to_owned(),
            _ => note(*kind, polls, items),
        };
        written
    }

    /// Returns the line of the lane that caused a wake, if it is another lane and the wake is not just passed on.
    fn waker(&self, sequence: usize, event: &Event) -> Option<usize> {
        let by = event.by.filter(|by| *by != event.lane)?;
        // The wake of a child is passed on to its parents, one after another. Only the first wake counts.
        let is_passed_on = sequence.checked_sub(1).map(|before| &self.trace.events[before]).is_some_and(|before| {
            before.kind == EventKind::Woken && before.by == event.by && self.is_ancestor(event.lane, before.lane)
        });
        if is_passed_on { None } else { *self.line_of.get(by.0 as usize)? }
    }

    fn is_ancestor(&self, ancestor: LaneId, of: LaneId) -> bool {
        let mut lane = of;
        while let Some(parent) = self.trace.lanes.get(lane.0 as usize).and_then(|info| info.parent) {
            if parent == ancestor {
                return true;
            }
            if parent >= lane {
                return false;
            }
            lane = parent;
        }
        false
    }
}

fn mark_kind(kind: EventKind) -> Option<MarkKind> {
    match kind {
        EventKind::Created | EventKind::Pending => None,
        EventKind::Polled => Some(MarkKind::Polled),
        EventKind::Woken => Some(MarkKind::Woken),
        EventKind::Item => Some(MarkKind::Item),
        EventKind::Ready => Some(MarkKind::Ready),
        EventKind::Ended => Some(MarkKind::Ended),
        EventKind::Panicked => Some(MarkKind::Panicked),
        EventKind::Dropped => Some(MarkKind::Dropped),
    }
}

fn note(kind: LaneKind, polls: usize, items: usize) -> String {
    match kind {
        LaneKind::Future => count(polls, "poll", "polls"),
        LaneKind::Stream => format!("{}, {}", count(items, "item", "items"), count(polls, "poll", "polls")),
    }
}

/// Returns remarks on the polls that took real time, which a paused clock does not show. If a lane blocks inside of
/// another one, only the inner one is named.
fn blocking_polls(trace: &Trace, events_of: &[Vec<usize>]) -> Vec<String> {
    let longest: Vec<Duration> = events_of.iter().map(|events| longest_poll(trace, events)).collect();
    let mut is_outer = vec![false; trace.lanes.len()];
    // Children come after their parents, so that a grandchild's poll reaches its grandparent.
    for lane in (0..trace.lanes.len()).rev() {
        if let Some(LaneId(parent)) = trace.lanes[lane].parent
            && (parent as usize) < lane
        {
            is_outer[parent as usize] |= is_outer[lane] || longest[lane] >= MIN_BLOCKING_POLL;
        }
    }
    let blocking: Vec<usize> =
        (0..trace.lanes.len()).filter(|&lane| longest[lane] >= MIN_BLOCKING_POLL && !is_outer[lane]).collect();
    let mut remarks: Vec<String> = blocking
        .iter()
        .take(MAX_BLOCKING_NAMED)
        .map(|&lane| {
            let name = words::shortened(&words::clean(&trace.lanes[lane].name), 40, "…");
            format!("{name}: a poll took {:.2} s of real time: it blocked the thread", longest[lane].as_secs_f64())
        })
        .collect();
    if blocking.len() > MAX_BLOCKING_NAMED {
        let others = count(blocking.len() - MAX_BLOCKING_NAMED, "other lane", "other lanes");
        remarks.push(format!("… and so did polls of {others}"));
    }
    remarks
}

fn longest_poll(trace: &Trace, events: &[usize]) -> Duration {
    let mut began = None;
    let mut longest = Duration::ZERO;
    for &sequence in events {
        let event = &trace.events[sequence];
        match event.kind {
            EventKind::Polled => began = event.real,
            EventKind::Created | EventKind::Woken => {}
            EventKind::Pending
            | EventKind::Item
            | EventKind::Ready
            | EventKind::Ended
            | EventKind::Panicked
            | EventKind::Dropped => {
                if let (Some(began), Some(ended)) = (began.take(), event.real) {
                    longest = longest.max(ended.saturating_sub(began));
                }
            }
        }
    }
    longest
}

/// Returns remarks on what the trace lacks, or does not know for sure.
fn limits(trace: &Trace) -> Vec<String> {
    let mut limits = Vec::new();
    if trace.lost_events > 0 {
        limits.push(format!(
            "the recording was full: {} came later and are not shown",
            count(trace.lost_events, "event", "events")
        ));
    }
    if trace.lost_lanes > 0 {
        limits.push(format!(
            "the recording was full: {} came later and ran unwatched",
            count(trace.lost_lanes, "lane", "lanes")
        ));
    }
    if trace.threads > 1 {
        limits.push(format!(
            "events of {} threads, in the order in which they arrived; another run may differ",
            trace.threads
        ));
    }
    limits
}
