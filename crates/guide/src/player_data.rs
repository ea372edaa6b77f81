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
    let (at, lane) = (nanoseconds(event.at), event.lane.0);
    let kind = match event.kind {
        EventKind::Created => 'c',
        EventKind::Polled => 'p',
        EventKind::Pending => 'w',
        EventKind::Woken => 'k',
        EventKind::Item => 'i',
        EventKind::Ready => 'r',
        EventKind::Ended => 'e',
        EventKind::Panicked => 'x',
        EventKind::Dropped => 'd',
    };
    match event.by {
        Some(by) => PlayerEvent::WithWaker(at, lane, kind, by.0),
        None => PlayerEvent::Plain(at, lane, kind),
    }
}

fn nanoseconds(time: std::time::Duration) -> u64 {
    u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)
}
