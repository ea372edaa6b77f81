//! The JSON that the player on a page reads: a recording in a third of the space of pollscope's own JSON.

use pollscope::Trace;
use pollscope::trace::{Event, EventKind, LaneInfo, LaneKind};
use serde::Serialize;

/// One recording: its lanes, and its events in the order in which they happened.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct PlayerData {
    /// The heading over the recording; empty where the player shows only one.
    heading: String,
    lanes: Vec<PlayerLane>,
    events: Vec<PlayerEvent>,
    /// The end of the recording, in nanoseconds.
    end: u64,
}

#[derive(Clone, Debug, Serialize)]
struct PlayerLane {
    name: String,
    #[serde(rename = "stream", skip_serializing_if = "std::ops::Not::not")]
    is_stream: bool,
    #[serde(rename = "in", skip_serializing_if = "Option::is_none")]
    parent: Option<u32>,
}

/// An event: the time in nanoseconds, the lane, the kind as a letter, and for a wake the lane that caused it.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
enum PlayerEvent {
    WithWaker(u64, u32, char, u32),
    Plain(u64, u32, char),
}

impl PlayerData {
    pub(crate) fn of(trace: &Trace, heading: String) -> PlayerData {
        let lane = |lane: &LaneInfo| PlayerLane {
            name: lane.name.clone(),
            is_stream: lane.kind == LaneKind::Stream,
            parent: lane.parent.map(|parent| parent.0),
        };
        PlayerData {
            heading,
            lanes: trace.lanes.iter().map(lane).collect(),
            events: trace.events.iter().map(player_event).collect(),
            end: nanoseconds(trace.ended_at),
        }
    }
}

fn player_event(event: &Event) -> PlayerEvent {
    let (at, lane, kind) = (nanoseconds(event.at), event.lane.0, letter(event.kind));
    match event.by {
        Some(by) => PlayerEvent::WithWaker(at, lane, kind, by.0),
        None => PlayerEvent::Plain(at, lane, kind),
    }
}

/// Returns the letter for a kind of event.
pub(crate) fn letter(kind: EventKind) -> char {
    match kind {
        EventKind::Created => 'c',
        EventKind::Polled => 'p',
        EventKind::Pending => 'w',
        EventKind::Woken => 'k',
        EventKind::Item => 'i',
        EventKind::Ready => 'r',
        EventKind::Ended => 'e',
        EventKind::Panicked => 'x',
        EventKind::Dropped => 'd',
    }
}

fn nanoseconds(time: std::time::Duration) -> u64 {
    u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use std::panic::{AssertUnwindSafe, catch_unwind};

    use pollscope::Recording;

    use super::*;
    use crate::event_table;

    /// Polls a lane of the recording once, on a waker that does nothing.
    fn poll(recording: &Recording, future: impl Future<Output = ()>) {
        let mut lane = std::pin::pin!(recording.future("lane", future));
        let _ = lane.as_mut().poll(&mut std::task::Context::from_waker(std::task::Waker::noop()));
    }

    #[test]
    fn a_panic_differs_from_a_cancellation() {
        let shown = |poll: fn(&Recording)| {
            let recording = Recording::start();
            poll(&recording);
            let trace = recording.trace();
            let data = PlayerData::of(&trace, String::new());
            let kinds = data.events.iter().map(|event| match event {
                PlayerEvent::WithWaker(_, _, kind, _) | PlayerEvent::Plain(_, _, kind) => *kind,
            });
            (kinds.collect::<String>(), event_table::html(&trace, None))
        };
        let (kinds, table) = shown(|recording| {
            let panics = AssertUnwindSafe(|| poll(recording, async { panic!("on purpose") }));
            assert!(catch_unwind(panics).is_err());
        });
        assert_eq!(kinds, "cpxd");
        assert!(table.contains("panicked"), "{table}");
        let (kinds, table) = shown(|recording| poll(recording, std::future::pending()));
        assert_eq!(kinds, "cpwd");
        assert!(!table.contains("panicked"), "{table}");
    }
}
