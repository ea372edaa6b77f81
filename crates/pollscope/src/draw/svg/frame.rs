//! How the width of an SVG is divided between names, chart and notes. Lengths are in its own units.

use super::super::axis::Scale;
use super::super::scene::Scene;
use super::super::timeline::Line;
use super::super::words;

/// How wide a column of the drawing's width is.
pub(super) const COLUMN: f64 = 8.0;
/// How wide a column of the chart may get where there are few.
const WIDEST_COLUMN: f64 = 24.0;
pub(super) const MARGIN: f64 = 16.0;
pub(super) const ROW: f64 = 26.0;
pub(super) const SMALL_ROW: f64 = 18.0;
const INDENT: f64 = 14.0;
/// How wide a character is, at most, in the fonts of names, notes and titles.
pub(super) const NAME_CHARACTER: f64 = 7.3;
pub(super) const NOTE_CHARACTER: f64 = 6.6;
pub(super) const TITLE_CHARACTER: f64 = 8.4;
/// A chart narrower than this gives up the notes beside it.
const CHART_BESIDE_NOTES: f64 = 240.0;

/// How the width is divided.
pub(super) struct Frame {
    pub(super) width: f64,
    /// Where the chart begins.
    pub(super) left: f64,
    pub(super) scale: Scale,
    /// How wide one column of the scale is.
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
        let notes = all - note >= CHART_BESIDE_NOTES;
        let chart = if notes { all - note } else { all };
        let scale = Scale::fit(&scene.positions, scene.axis, (chart / COLUMN) as usize);
        let column = (chart / scale.columns as f64).min(WIDEST_COLUMN);
        Frame { width, left, scale, column, notes }
    }

    /// Where a position stands; `None` to the right of the chart.
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
