//! A recording as the player takes it: pollscope's JSON, in a third of the space.

use pollscope::Trace;
use pollscope::trace::{Event, EventKind, LaneKind};
use serde::Serialize;

/// What is played: the lanes and the events, in the order in which they happened.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Film {
    /// Stands over it where two are shown.
    heading: String,
    lanes: Vec<Lane>,
    events: Vec<FilmEvent>,
    end: u64,
}

#[derive(Clone, Debug, Serialize)]
struct Lane {
    name: String,
    #[serde(rename = "stream", skip_serializing_if = "std::ops::Not::not")]
    is_stream: bool,
    #[serde(rename = "in", skip_serializing_if = "Option::is_none")]
    parent: Option<u32>,
}

/// The time in nanoseconds, the lane, the kind as a letter, and for a wake the lane that made it.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
enum FilmEvent {
    By(u64, u32, char, u32),
    Alone(u64, u32, char),
}

impl Film {
    pub(crate) fn of(trace: &Trace, heading: String) -> Film {
        let lane = |lane: &pollscope::trace::LaneInfo| Lane {
            name: lane.name.clone(),
            is_stream: lane.kind == LaneKind::Stream,
            parent: lane.parent.map(|parent| parent.0),
        };
        Film {
            heading,
            lanes: trace.lanes.iter().map(lane).collect(),
            events: trace.events.iter().map(event).collect(),
            end: nanoseconds(trace.ended_at),
        }
    }
}

fn event(event: &Event) -> FilmEvent {
    let (at, lane) = (nanoseconds(event.at), event.lane.0);
    let kind = match event.kind {
        EventKind::Created => 'c',
        EventKind::Polled => 'p',
        EventKind::Pending => 'w',
        EventKind::Woken => 'k',
        EventKind::Item => 'i',
        EventKind::Ready => 'r',
        EventKind::Ended => 'e',
        EventKind::Dropped => 'd',
    };
    match event.by {
        Some(by) => FilmEvent::By(at, lane, kind, by.0),
        None => FilmEvent::Alone(at, lane, kind),
    }
}

fn nanoseconds(time: std::time::Duration) -> u64 {
    u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)
}
