//! The content of a picture, text or SVG: one or two recordings on one axis.

use super::timeline::{Line, Timeline};
use super::{Axis, Drawing};
use crate::trace::{Clock, Trace};
use crate::words::{self, count};

/// The content of a picture.
#[derive(Debug)]
pub(super) struct Scene {
    pub(super) title: Option<String>,
    pub(super) axis: Axis,
    pub(super) parts: Vec<Part>,
    /// The positions of the events of all recordings, in ascending order.
    pub(super) positions: Vec<u64>,
    requested_axis: Option<Axis>,
}

/// One recording of a picture.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) heading: Option<String>,
    pub(super) timeline: Timeline,
    events: usize,
}

impl Scene {
    pub(super) fn of(drawing: &Drawing<'_>) -> Scene {
        let traces = drawing.traces();
        let axis = chosen_axis(drawing.axis, &traces);
        let parts: Vec<Part> = traces
            .into_iter()
            .map(|(heading, trace)| Part {
                heading: heading.map(words::clean),
                timeline: Timeline::of(trace, axis, drawing.lanes_at_most),
                events: trace.events.len(),
            })
            .collect();
        let mut positions: Vec<u64> = parts.iter().flat_map(|part| part.timeline.positions.iter().copied()).collect();
        positions.sort_unstable();
        positions.dedup();
        Scene {
            title: drawing.title.as_deref().map(words::clean),
            axis,
            parts,
            positions,
            requested_axis: drawing.axis,
        }
    }

    pub(super) fn lines(&self) -> impl Iterator<Item = &Line> {
        self.parts.iter().flat_map(|part| &part.timeline.lines)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.lines().next().is_none()
    }

    /// Returns sentences on what a picture with this number of columns does not show.
    pub(super) fn remarks(&self, columns: usize) -> Vec<String> {
        let mut remarks = Vec::new();
        for part in &self.parts {
            let mut own = part.timeline.remarks.clone();
            let last_step = part.timeline.positions.last().copied().unwrap_or(0);
            if self.axis == Axis::Steps && last_step >= columns as u64 {
                own.push(format!("the first {columns} of {} are shown", count(part.events, "event", "events")));
            }
            let prefix = part.heading.as_ref().map(|heading| format!("{heading}: ")).unwrap_or_default();
            remarks.extend(own.into_iter().map(|remark| format!("{prefix}{remark}")));
        }
        if self.requested_axis == Some(Axis::Real) && self.axis != Axis::Real {
            remarks.push("no real times were recorded, so the axis is the recording's clock".to_owned());
        }
        remarks
    }
}

impl Part {
    /// Returns the line below the lanes: how many are left out, or that there are none.
    pub(super) fn below(&self) -> Option<String> {
        if self.timeline.lines.is_empty() {
            return Some("nothing was recorded: nothing was wrapped in a lane of this recording".to_owned());
        }
        let more = self.timeline.more_lanes;
        (more > 0).then(|| format!("… and {}", count(more, "more lane", "more lanes")))
    }
}

/// Returns the requested axis if the traces have the times for it, or else the one that shows the most.
fn chosen_axis(requested: Option<Axis>, traces: &[(Option<&str>, &Trace)]) -> Axis {
    let all = |is: fn(&Trace) -> bool| traces.iter().all(|(_, trace)| is(trace));
    match requested {
        Some(Axis::Steps) => Axis::Steps,
        None if all(stands_still) => Axis::Steps,
        _ if all(|trace| trace.clock == Clock::Running) => Axis::Real,
        Some(Axis::Real) if all(has_real_times) => Axis::Real,
        _ => Axis::Clock,
    }
}

fn stands_still(trace: &Trace) -> bool {
    let first = trace.events.first().map(|event| event.at);
    first.is_none_or(|first| trace.events.iter().all(|event| event.at == first) && trace.ended_at <= first)
}

fn has_real_times(trace: &Trace) -> bool {
    trace.clock == Clock::Running || trace.events.iter().all(|event| event.real.is_some())
}
