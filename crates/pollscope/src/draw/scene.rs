//! All that a picture shows, before it is known how: the recordings, one over the other, on one axis.

use super::timeline::{Line, Timeline};
use super::{Axis, Drawing, words};
use crate::report::count;
use crate::trace::{Clock, Trace};

/// What a picture shows.
#[derive(Debug)]
pub(super) struct Scene {
    pub(super) title: Option<String>,
    pub(super) axis: Axis,
    pub(super) parts: Vec<Part>,
    /// Where something happens in any of the recordings, in ascending order.
    pub(super) positions: Vec<u64>,
    asked_for: Option<Axis>,
}

/// One of the recordings.
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
        Scene { title: drawing.title.as_deref().map(words::clean), axis, parts, positions, asked_for: drawing.axis }
    }

    pub(super) fn lines(&self) -> impl Iterator<Item = &Line> {
        self.parts.iter().flat_map(|part| &part.timeline.lines)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.lines().next().is_none()
    }

    /// What a picture of so many columns does not show, in sentences.
    pub(super) fn remarks(&self, columns: usize) -> Vec<String> {
        let mut remarks = Vec::new();
        for part in &self.parts {
            let mut own = part.timeline.remarks.clone();
            let last_step = part.timeline.positions.last().copied().unwrap_or(0);
            if self.axis == Axis::Steps && last_step >= columns as u64 {
                own.push(format!("the first {columns} of {} are shown", count(part.events, "event", "events")));
            }
            let of = part.heading.as_ref().map(|heading| format!("{heading}: ")).unwrap_or_default();
            remarks.extend(own.into_iter().map(|remark| format!("{of}{remark}")));
        }
        if self.asked_for == Some(Axis::Real) && self.axis != Axis::Real {
            remarks.push("no real times were recorded, so the axis is the recording's clock".to_owned());
        }
        remarks
    }
}

impl Part {
    /// What stands below the lanes: how many more there are, or that there are none.
    pub(super) fn below(&self) -> Option<String> {
        if self.timeline.lines.is_empty() {
            return Some("nothing was recorded: no future and no stream was wrapped".to_owned());
        }
        let more = self.timeline.more_lanes;
        (more > 0).then(|| format!("… and {}", count(more, "more lane", "more lanes")))
    }
}

/// The axis that was asked for, or the one that shows most.
fn chosen_axis(asked_for: Option<Axis>, traces: &[(Option<&str>, &Trace)]) -> Axis {
    let all = |is: fn(&Trace) -> bool| traces.iter().all(|(_, trace)| is(trace));
    match asked_for {
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
