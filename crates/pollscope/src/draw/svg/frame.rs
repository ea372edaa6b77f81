//! The division of the width of an SVG between names, chart and notes. Lengths are in units of the SVG.

use super::super::axis::Scale;
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

/// The division of the width.
pub(super) struct Frame {
    pub(super) width: f64,
    /// The left edge of the chart.
    pub(super) left: f64,
    pub(super) scale: Scale,
    /// The width of one column of the scale.
    pub(super) column: f64,
    pub(super) notes: bool,
}

impl Frame {
    pub(super) fn of(scene: &Scene, columns: usize) -> Frame {
        let width = columns as f64 * COLUMN;
        let widest = |each: &dyn Fn(&Line) -> f64| scene.lines().map(each).fold(0.0, f64::max);
        let name = widest(&|line| indent(line) + words::columns(&line.name) as f64 * NAME_CHARACTER);
        let left = MARGIN + name.min(width / 3.0) + 12.0;
        let note = widest(&|line| words::columns(&line.note) as f64 * NOTE_CHARACTER) + 12.0;
        let all = width - left - MARGIN;
        let notes = all - note >= MIN_CHART_BESIDE_NOTES;
        let chart = if notes { all - note } else { all };
        let scale = Scale::fit(&scene.positions, scene.axis, (chart / COLUMN) as usize);
        let column = (chart / scale.columns as f64).min(MAX_CHART_COLUMN);
        Frame { width, left, scale, column, notes }
    }

    /// Returns the x coordinate of a position, or `None` if it is to the right of the chart.
    pub(super) fn x(&self, position: u64) -> Option<f64> {
        Some(self.left + (self.scale.place(position)? + 0.5) * self.column)
    }

    pub(super) fn right(&self) -> f64 {
        self.left + self.scale.columns as f64 * self.column
    }
}

pub(super) fn indent(line: &Line) -> f64 {
    line.depth as f64 * INDENT
}
