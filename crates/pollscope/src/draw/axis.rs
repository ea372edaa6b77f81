//! The scale of a picture, from positions on the axis to columns, with gaps for long silences.

use super::Axis;
use crate::time::{self, HOUR, MILLISECOND, MINUTE, SECOND};
use crate::words;

/// The maximum number of silences that are left out.
const MAX_GAPS: usize = 3;

/// A mapping from positions (nanoseconds, or steps) to columns.
#[derive(Debug)]
pub(super) struct Scale {
    pieces: Vec<Piece>,
    /// The length of one column, in nanoseconds or steps.
    pub(super) unit: u64,
    /// The number of columns in use.
    pub(super) columns: usize,
    axis: Axis,
}

/// A part of the axis, evenly divided or left out.
#[derive(Clone, Copy, Debug)]
struct Piece {
    from: u64,
    to: u64,
    /// Its first column.
    start: usize,
    columns: usize,
    is_gap: bool,
}

/// A labelled position on the axis.
#[derive(Debug)]
pub(super) struct Tick {
    pub(super) position: u64,
    pub(super) label: String,
}

/// A silence that is left out.
#[derive(Debug)]
pub(super) struct Gap {
    pub(super) start: usize,
    pub(super) columns: usize,
    pub(super) label: String,
}

impl Scale {
    /// Creates the scale from 0 to the last of these positions, which are in ascending order. It takes at most `columns`
    /// columns, and at least two.
    pub(super) fn fit(positions: &[u64], axis: Axis, columns: usize) -> Scale {
        let columns = columns.max(2);
        let end = positions.last().copied().unwrap_or(0);
        if axis == Axis::Steps {
            let columns = columns.min(usize::try_from(end).unwrap_or(usize::MAX).saturating_add(1));
            let piece = Piece { from: 0, to: end, start: 0, columns, is_gap: false };
            return Scale { pieces: vec![piece], unit: 1, columns, axis };
        }
        let mut gaps = silences(positions, axis);
        // A gap takes room itself. If the gaps would leave too little for the events, the shortest silence is drawn.
        while gaps.iter().map(|&(from, to)| gap_columns(to - from)).sum::<usize>() > columns / 2 {
            gaps.pop();
        }
        Scale::with_gaps(end, gaps, axis, columns)
    }

    fn with_gaps(end: u64, mut gaps: Vec<(u64, u64)>, axis: Axis, columns: usize) -> Scale {
        gaps.sort_unstable();
        let mut bounds: Vec<(u64, u64, bool)> = Vec::new();
        let mut from = 0;
        for (start, stop) in gaps {
            bounds.push((from, start, false));
            bounds.push((start, stop, true));
            from = stop;
        }
        bounds.push((from, end, false));

        let needed = |unit: u64| -> usize {
            bounds
                .iter()
                .fold(0, |sum: usize, &(from, to, is_gap)| sum.saturating_add(piece_columns(from, to, is_gap, unit)))
        };
        let unit = nice_units().find(|&unit| needed(unit) <= columns).unwrap_or(u64::MAX);
        let mut pieces = Vec::with_capacity(bounds.len());
        let mut start = 0;
        for (from, to, is_gap) in bounds {
            let columns = piece_columns(from, to, is_gap, unit);
            pieces.push(Piece { from, to, start, columns, is_gap });
            start += columns;
        }
        Scale { pieces, unit, columns: start, axis }
    }

    /// Returns the column of a position, or `None` beyond the last one.
    pub(super) fn column(&self, position: u64) -> Option<usize> {
        let piece = self.piece_of(position);
        let within = if piece.is_gap { 0 } else { (position.saturating_sub(piece.from)) / self.unit };
        let column = piece.start.saturating_add(usize::try_from(within).unwrap_or(usize::MAX));
        (column < self.columns).then_some(column)
    }

    /// Returns the place of a position in columns and fractions of one, or `None` beyond the last one.
    pub(super) fn place(&self, position: u64) -> Option<f64> {
        let piece = self.piece_of(position);
        let within = position.saturating_sub(piece.from) as f64;
        let length = if piece.is_gap {
            within / (piece.to - piece.from).max(1) as f64 * piece.columns as f64
        } else {
            within / self.unit as f64
        };
        let place = piece.start as f64 + length;
        (place < self.columns as f64).then_some(place)
    }

    fn piece_of(&self, position: u64) -> &Piece {
        // The even piece includes the position where it meets a gap: a gap holds nothing, not even its ends.
        let even = self.pieces.iter().find(|piece| !piece.is_gap && position <= piece.to);
        let gap = self.pieces.iter().find(|piece| piece.is_gap && piece.from < position && position < piece.to);
        gap.or(even).unwrap_or(&self.pieces[self.pieces.len() - 1])
    }

    /// Returns the silences that are left out.
    pub(super) fn gaps(&self) -> Vec<Gap> {
        let gaps = self.pieces.iter().filter(|piece| piece.is_gap).map(|piece| Gap {
            start: piece.start,
            columns: piece.columns,
            label: time::rounded(piece.to - piece.from),
        });
        gaps.collect()
    }

    /// Returns the positions to label, in ascending order, at least `spacing` columns apart.
    pub(super) fn ticks(&self, spacing: usize) -> Vec<Tick> {
        let step = self.tick_step(spacing as u64);
        let mut ticks = Vec::new();
        for piece in self.pieces.iter().filter(|piece| !piece.is_gap) {
            let shown = self.unit.saturating_mul(piece.columns as u64).saturating_sub(1);
            let to = piece.to.min(piece.from.saturating_add(shown));
            // After a gap, the position where the axis goes on gets a label, round or not.
            if piece.from % step != 0 {
                ticks.push(self.tick(piece.from));
            }
            let mut position = piece.from.div_ceil(step).checked_mul(step);
            while let Some(at) = position.filter(|&at| at <= to) {
                ticks.push(self.tick(at));
                position = at.checked_add(step);
            }
        }
        ticks
    }

    fn tick(&self, position: u64) -> Tick {
        let label = match self.axis {
            Axis::Steps => position.to_string(),
            Axis::Clock | Axis::Real => time::exact(position),
        };
        Tick { position, label }
    }

    fn tick_step(&self, spacing: u64) -> u64 {
        let apart = self.unit.saturating_mul(spacing);
        let steps: Box<dyn Iterator<Item = u64>> = match self.axis {
            Axis::Steps => Box::new(round_numbers()),
            Axis::Clock | Axis::Real => Box::new(round_times()),
        };
        // A label at a fraction of a column would not be above the position that it names.
        let mut steps = steps.filter(|step| step.is_multiple_of(self.unit));
        steps.find(|&step| step >= apart).unwrap_or(u64::MAX)
    }

    /// Returns the length of one column in words.
    pub(super) fn column_means(&self) -> String {
        let stands_still = self.columns == 1 && self.pieces.iter().all(|piece| piece.from == piece.to);
        match self.axis {
            Axis::Steps => "1 column = 1 event".to_owned(),
            _ if stands_still => "no time passed".to_owned(),
            Axis::Clock => format!("1 column = {}", time::exact(self.unit)),
            Axis::Real => format!("1 column = {} of real time", time::exact(self.unit)),
        }
    }
}

fn piece_columns(from: u64, to: u64, is_gap: bool, unit: u64) -> usize {
    if is_gap {
        gap_columns(to - from)
    } else {
        usize::try_from((to - from) / unit).unwrap_or(usize::MAX).saturating_add(1)
    }
}

/// Returns the width of a label such as `┄ 59 min ┄`.
fn gap_columns(length: u64) -> usize {
    words::columns(&time::rounded(length)) + 4
}

/// Returns the silences that would squash everything else, the longest first.
fn silences(positions: &[u64], axis: Axis) -> Vec<(u64, u64)> {
    // In real time no two events are at quite the same moment. Events nearer than this count as one.
    let shortest = if axis == Axis::Real { MILLISECOND } else { 1 };
    let mut stretches: Vec<(u64, u64)> =
        positions.windows(2).map(|pair| (pair[0], pair[1])).filter(|(from, to)| to - from >= shortest).collect();
    stretches.sort_by_key(|&(from, to)| (std::cmp::Reverse(to - from), from));
    let mut left: u128 = stretches.iter().map(|&(from, to)| u128::from(to - from)).sum();
    let mut found = 0;
    // A silence that is twenty times as long as everything else together is left out. Several of about the same length
    // must outweigh the rest far more, or the waits of an ordinary program would be left out.
    while found < MAX_GAPS {
        let mut remains = left;
        let squashing = stretches[found..].iter().take(MAX_GAPS - found).enumerate().find_map(|(more, &(from, to))| {
            let length = u128::from(to - from);
            remains -= length;
            let times = if more == 0 { 20 } else { 1000 };
            (remains > 0 && length >= times * remains).then_some((more + 1, remains))
        });
        let Some((more, remains)) = squashing else { break };
        found += more;
        left = remains;
    }
    stretches.truncate(found);
    stretches
}

/// Returns the possible lengths of a column in ascending order: powers of ten of nanoseconds and their double, quarter
/// and half steps, then fractions of minutes and hours.
fn nice_units() -> impl Iterator<Item = u64> {
    let decimal = (0..10).flat_map(|power| {
        let ten = 10u64.pow(power);
        // 2.5 ns is not a whole number of nanoseconds.
        [Some(ten), Some(2 * ten), (power > 0).then_some(ten / 10 * 25), Some(5 * ten)]
    });
    decimal.flatten().chain(long_times())
}

fn round_times() -> impl Iterator<Item = u64> {
    round_numbers().take_while(|&step| step < 10 * SECOND).chain(long_times())
}

fn long_times() -> impl Iterator<Item = u64> {
    let seconds = [10, 15, 20, 30].map(|seconds| seconds * SECOND);
    let minutes = [1, 2, 5, 10, 15, 30].map(|minutes| minutes * MINUTE);
    let hours = [1, 2, 4, 6, 12, 24, 48].map(|hours| hours * HOUR);
    let days = round_numbers().skip(2).map_while(|days| days.checked_mul(24 * HOUR));
    seconds.into_iter().chain(minutes).chain(hours).chain(days)
}

fn round_numbers() -> impl Iterator<Item = u64> {
    (0..19).flat_map(|power| [1, 2, 5].map(|digit| digit * 10u64.pow(power)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(scale: &Scale) -> Vec<String> {
        scale.ticks(8).into_iter().map(|tick| tick.label).collect()
    }

    #[test]
    fn ten_seconds_are_on_whole_columns() {
        let positions: Vec<u64> = (0..=10).map(|second| second * SECOND).collect();
        let scale = Scale::fit(&positions, Axis::Clock, 60);
        assert_eq!(scale.column_means(), "1 column = 200 ms");
        let columns: Vec<usize> = positions.iter().filter_map(|&at| scale.column(at)).collect();
        assert_eq!(columns, [0, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50]);
        assert_eq!(labels(&scale), ["0", "2 s", "4 s", "6 s", "8 s", "10 s"]);
    }

    #[test]
    fn an_hour_after_a_tenth_of_a_second_is_left_out() {
        let positions = [0, 50 * MILLISECOND, 100 * MILLISECOND, HOUR];
        let scale = Scale::fit(&positions, Axis::Clock, 60);
        let gaps: Vec<String> = scale.gaps().into_iter().map(|gap| gap.label).collect();
        assert_eq!(gaps, ["1 h"]);
        assert_eq!(scale.column(50 * MILLISECOND), Some(25));
        assert_eq!(scale.column(100 * MILLISECOND), Some(50));
        assert_eq!(scale.column(HOUR), Some(scale.columns - 1));
        assert_eq!(labels(&scale), ["0", "20 ms", "40 ms", "60 ms", "80 ms", "100 ms", "1 h"]);
    }

    #[test]
    fn silence_before_the_first_event_is_left_out_as_well() {
        let positions = [0, HOUR, HOUR + SECOND, HOUR + 2 * SECOND];
        let scale = Scale::fit(&positions, Axis::Clock, 60);
        assert_eq!(scale.gaps().len(), 1);
        assert_eq!(scale.column(0), Some(0));
        assert!(scale.column(HOUR + SECOND) > scale.column(HOUR));
    }

    #[test]
    fn gaps_take_at_most_half_of_the_columns() {
        // Each gap, `┄ 1 h ┄`, takes seven columns.
        let positions = [0, MILLISECOND, HOUR, HOUR + MILLISECOND, 2 * HOUR, 2 * HOUR + MILLISECOND];
        assert_eq!(Scale::fit(&positions, Axis::Clock, 28).gaps().len(), 2);
        assert_eq!(Scale::fit(&positions, Axis::Clock, 27).gaps().len(), 1);
        assert_eq!(Scale::fit(&positions, Axis::Clock, 13).gaps().len(), 0);
    }

    #[test]
    fn a_place_between_two_columns_is_a_part_of_one() {
        let scale = Scale::fit(&[0, 100, HOUR], Axis::Clock, 59);
        assert_eq!((scale.column(25), scale.place(25)), (Some(12), Some(12.5)));
        let (start, middle) = (scale.place(100), scale.place(100 + (HOUR - 100) / 2));
        assert_eq!(start, Some(50.0));
        assert_eq!(middle, Some(51.0 + 3.5), "half-way through the gap");
    }

    #[test]
    fn one_long_wait_and_nothing_else_is_drawn_whole() {
        let scale = Scale::fit(&[0, HOUR], Axis::Clock, 60);
        assert!(scale.gaps().is_empty());
    }

    #[test]
    fn what_a_poll_costs_in_real_time_does_not_squash_the_waits() {
        let positions = [0, 20_000, 50_000, SECOND, SECOND + 30_000];
        assert!(Scale::fit(&positions, Axis::Real, 60).gaps().is_empty());
        assert_eq!(Scale::fit(&positions, Axis::Clock, 60).gaps().len(), 1, "in virtual time, each moment counts");
    }

    #[test]
    fn steps_without_room_have_no_column() {
        let positions: Vec<u64> = (0..100).collect();
        let scale = Scale::fit(&positions, Axis::Steps, 30);
        assert_eq!(scale.columns, 30);
        assert_eq!((scale.column(29), scale.column(30)), (Some(29), None));
        assert_eq!((scale.place(29), scale.place(30)), (Some(29.0), None));
        assert_eq!(labels(&scale), ["0", "10", "20"]);
    }

    #[test]
    fn every_length_fits() {
        for columns in [2, 7, 38, 60] {
            for power in 0..64 {
                for last in [(1u64 << power) - 1, 1 << power, u64::MAX - power] {
                    let scale = Scale::fit(&[0, last / 3, last], Axis::Clock, columns);
                    assert!(scale.columns <= columns, "{last} ns take {} of {columns} columns", scale.columns);
                    assert!(scale.column(last).is_some());
                    assert!(scale.ticks(8).len() <= columns + 1);
                }
            }
        }
    }
}
