//! A recording in words: a table with a row for each moment of its clock.

use std::fmt::Write as _;
use std::time::Duration;

use pollscope::Trace;
use pollscope::trace::{Event, EventKind};

use crate::html::escaped;

/// The table. A heading tells which of two recordings it is of.
pub(crate) fn table(trace: &Trace, heading: Option<&str>) -> String {
    let mut html = String::from("<table>");
    if let Some(heading) = heading {
        let _ = write!(html, "<caption>{}</caption>", escaped(heading));
    }
    html.push_str(
        r#"<thead><tr><th scope="col">time</th><th scope="col">what happened, in order</th></tr></thead><tbody>"#,
    );
    for moment in trace.events.chunk_by(|one, next| one.at == next.at) {
        let _ = write!(html, r#"<tr><th scope="row">{}</th><td>{}</td></tr>"#, time(moment[0].at), told(trace, moment));
    }
    html.push_str("</tbody></table>");
    html
}

/// What happened at one moment: `page 1: polled, waits; page 2: made`.
fn told(trace: &Trace, moment: &[Event]) -> String {
    let name = |lane: pollscope::trace::LaneId| escaped(&trace.lanes[lane.0 as usize].name);
    let of_lanes = moment.chunk_by(|one, next| one.lane == next.lane).map(|events| {
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

/// The same words as the player's.
fn word(kind: EventKind) -> &'static str {
    match kind {
        EventKind::Created => "made",
        EventKind::Polled => "polled",
        EventKind::Pending => "waits",
        EventKind::Woken => "woken",
        EventKind::Item => "gives an item",
        EventKind::Ready => "ready",
        EventKind::Ended => "ended",
        EventKind::Dropped => "dropped",
    }
}

/// `0 s`, `1.25 s`, `20 ms`: as far as milliseconds, or as microseconds where there are fewer.
pub(crate) fn time(time: Duration) -> String {
    let (value, unit) = match time {
        Duration::ZERO => return "0 s".to_owned(),
        _ if time < Duration::from_millis(1) => (time.as_secs_f64() * 1e6, "µs"),
        _ if time < Duration::from_secs(1) => (time.as_secs_f64() * 1e3, "ms"),
        _ => (time.as_secs_f64(), "s"),
    };
    let value = format!("{value:.3}");
    format!("{} {unit}", value.trim_end_matches('0').trim_end_matches('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_short() {
        let times = [0, 250_000, 20_000_000, 1_250_000_000, 40_000_000_000].map(Duration::from_nanos);
        assert_eq!(times.map(time), ["0 s", "250 µs", "20 ms", "1.25 s", "40 s"]);
    }
}
