//! A recording in words: a table with a row for each instant at which something happened.

use std::fmt::Write as _;

use pollscope::Trace;
use pollscope::trace::{Event, EventKind, LaneId};

use crate::html::escaped;
use crate::time_text;

/// Writes the table as HTML. The heading says which of two recordings it shows.
pub(crate) fn html(trace: &Trace, heading: Option<&str>) -> String {
    let mut html = String::from("<table>");
    if let Some(heading) = heading {
        let _ = write!(html, "<caption>{}</caption>", escaped(heading));
    }
    html.push_str(
        r#"<thead><tr><th scope="col">time</th><th scope="col">what happened, in order</th></tr></thead><tbody>"#,
    );
    for events in trace.events.chunk_by(|one, next| one.at == next.at) {
        let (time, events) = (time_text::exact(events[0].at), in_words(trace, events));
        let _ = write!(html, r#"<tr><th scope="row">{time}</th><td>{events}</td></tr>"#);
    }
    html.push_str("</tbody></table>");
    html
}

/// Describes the events of one instant: `page 1 polled, waits; page 2 created`.
fn in_words(trace: &Trace, events: &[Event]) -> String {
    let name = |lane: LaneId| escaped(&trace.lanes[lane.0 as usize].name);
    let of_lanes = events.chunk_by(|one, next| one.lane == next.lane).map(|events| {
        let words: Vec<String> = events
            .iter()
            .map(|event| match event.by {
                Some(by) => format!("woken by <code>{}</code>", name(by)),
                None => word(event.kind).to_owned(),
            })
            .collect();
        format!("<code>{}</code> {}", name(events[0].lane), words.join(", "))
    });
    of_lanes.collect::<Vec<_>>().join("; ")
}

/// Returns the word for an event. `player.js` has the same ones.
fn word(kind: EventKind) -> &'static str {
    match kind {
        EventKind::Created => "created",
        EventKind::Polled => "polled",
        EventKind::Pending => "waits",
        EventKind::Woken => "woken",
        EventKind::Item => "yields an item",
        EventKind::Ready => "ready",
        EventKind::Ended => "ended",
        EventKind::Panicked => "panicked",
        EventKind::Dropped => "dropped",
    }
}
