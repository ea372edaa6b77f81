//! The division of the width of an SVG between names, chart and notes. Lengths are in units of the SVG.

use super::super::axis::Scale;
use super::super::cluster::{Cluster, Counted, clusters};
use super::super::scene::Scene;
use super::super::timeline::Line;
use crate::words;

/// The width of a column of the drawing.
pub(super) const COLUMN: f64 = 8.0;
/// The maximum width of a column of the chart, if there are few.
const MAX_CHART_COLUMN: f64 = 24.0;
pub(super) const MARGIN: f64 = 16.0;
pub(super) const ROW: f64 = 26.0;
pub(super) const SMALL_ROW: f64 = 18.0;
const INDENT: f64 = 14.0;
/// The maximum width of a character in the fonts of names, notes and titles.
pub(super) const NAME_CHARACTER: f64 = 7.3;
pub(super) const NOTE_CHARACTER: f64 = 6.6;
pub(super) const TITLE_CHARACTER: f64 = 8.4;
/// The minimum width of a chart with notes beside it. If it would be narrower, there are no notes.
const MIN_CHART_BESIDE_NOTES: f64 = 240.0;
/// The distance of two marks that stand side by side.
const MARK: f64 = 13.0;
/// The distance at which two marks can be told apart.
const MIN_DISTANCE: f64 = 7.0;
/// The distance of the number beside a mark from the middle of the mark, and the width of its digits.
pub(super) const COUNT_OFFSET: f64 = 7.0;
const COUNT_CHARACTER: f64 = 6.0;

/// The division of the width.
pub(super) struct Frame {
    pub(super) width: f64,
    /// The left edge of the chart.
    pub(super) left: f64,
    pub(super) scale: Scale,
    /// The width of one column of the scale.
    pub(super) column: f64,
    /// The space between the chart and the notes.
    pub(super) reserve: f64,
    pub(super) notes: bool,
}

impl Frame {
    pub(super) fn of(scene: &Scene, columns: usize) -> Frame {
        let frame = Frame::with_reserve(scene, columns, 0.0);
        let ends = scene.lines().filter_map(|line| frame.clusters(line).pop());
        let ends = ends.map(|cluster| cluster.at + width(&cluster.signs()) - MIN_DISTANCE);
        // Marks side by side at the end of the axis need more space than the axis.
        let overhang = ends.fold(0.0, f64::max) - (frame.right() - frame.column / 2.0);
        if overhang < 1.0 { frame } else { Frame::with_reserve(scene, columns, overhang + COUNT_CHARACTER) }
    }

    /// Divides the width, and leaves some of it free at the right of the chart.
    fn with_reserve(scene: &Scene, columns: usize, reserve: f64) -> Frame {
        let width = columns as f64 * COLUMN;
        let widest = |each: &dyn Fn(&Line) -> f64| scene.lines().map(each).fold(0.0, f64::max);
        let name = widest(&|line| indent(line) + words::columns(&line.name) as f64 * NAME_CHARACTER);
        let left = MARGIN + name.min(width / 3.0) + 12.0;
        let note = widest(&|line| words::columns(&line.note) as f64 * NOTE_CHARACTER) + 12.0;
        let all = width - left - MARGIN - reserve;
        let notes = all - note >= MIN_CHART_BESIDE_NOTES;
        let chart = if notes { all - note } else { all };
        let scale = Scale::fit(&scene.positions, scene.axis, (chart / COLUMN) as usize);
        let column = (chart / scale.columns as f64).min(MAX_CHART_COLUMN);
        Frame { width, left, scale, column, reserve, notes }
    }

    /// Returns the marks of a line in the places where they are drawn.
    pub(super) fn clusters(&self, line: &Line) -> Vec<Cluster> {
        clusters(&line.marks, |position| self.x(position), width)
    }

    /// Returns the x coordinate of a position, or `None` if it is to the right of the chart.
    pub(super) fn x(&self, position: u64) -> Option<f64> {
        Some(self.left + (self.scale.place(position)? + 0.5) * self.column)
    }

    pub(super) fn right(&self) -> f64 {
        self.left + self.scale.columns as f64 * self.column
    }
}

/// Returns the places of signs that stand side by side, the first one at `x`.
pub(super) fn sign_places(x: f64, signs: &[Counted]) -> impl Iterator<Item = f64> {
    signs.iter().scan(x, |next, sign| {
        let here = *next;
        *next += MARK + count_width(sign);
        Some(here)
    })
}

/// Returns the space from the middle of the first sign within which no other mark can be told apart.
fn width(signs: &[Counted]) -> f64 {
    let Some(last) = signs.last() else { return MIN_DISTANCE };
    let before: f64 = signs[..signs.len() - 1].iter().map(|sign| MARK + count_width(sign)).sum();
    before + MIN_DISTANCE + count_width(last)
}

fn count_width(sign: &Counted) -> f64 {
    sign.label().map_or(0.0, |label| label.len() as f64 * COUNT_CHARACTER)
}

pub(super) fn indent(line: &Line) -> f64 {
    line.depth as f64 * INDENT
}
