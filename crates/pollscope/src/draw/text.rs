//! Drawing as text.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};

use super::axis::Scale;
use super::cluster::{Cluster, Counted, clusters};
use super::legend::{Seen, Sign};
use super::scene::Scene;
use super::timeline::{Line, MarkKind, State};
use super::{Charset, Drawing};
use crate::words;

/// The minimum width of a chart with notes beside it. If it would be narrower, there are no notes.
const MIN_CHART_BESIDE_NOTES: usize = 30;

pub(super) fn draw(drawing: &Drawing<'_>) -> String {
    let pen = Pen { charset: drawing.charset, color: drawing.color, width: drawing.width };
    let scene = Scene::of(drawing);
    let layout = Layout::of(&scene, &pen);
    let (scale, columns) = fit(&scene, layout.chart);

    let mut text = String::new();
    let mut seen = Seen::default();
    if let Some(title) = &scene.title {
        pen.line(&mut text, &[(pen.fit(title), BOLD)]);
    }
    for (index, part) in scene.parts.iter().enumerate() {
        if let Some(heading) = &part.heading {
            if index > 0 {
                text.push('\n');
            }
            pen.line(&mut text, &[(pen.fit(heading), BOLD)]);
        }
        for line in &part.timeline.lines {
            pen.lane(&mut text, line, (&scale, columns), &layout, &mut seen);
        }
        if let Some(below) = part.below() {
            pen.paragraph(&mut text, &below);
        }
    }
    if !scene.is_empty() {
        pen.axis(&mut text, &scale, &layout);
        let mut legend: Vec<String> =
            seen.legend().into_iter().map(|(sign, means)| format!("{} {means}", pen.glyph(sign.into()).0)).collect();
        legend
            .extend(seen.counted().map(|kind| format!("{}2 two in one column", pen.glyph(Sign::Mark(kind).into()).0)));
        legend.push(pen.plain(&scale.column_means()));
        for line in words::wrapped(&legend, "  ", pen.width) {
            pen.line(&mut text, &[(line, DIM)]);
        }
    }
    for remark in scene.remarks(scale.columns) {
        pen.paragraph(&mut text, &remark);
    }
    text
}

/// The content of one column of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cell {
    Blank,
    /// A wait that goes on through a silence that is left out.
    Gap,
    Sign(Sign),
    /// A digit of the number beside a mark.
    Digit(char, MarkKind),
}

impl From<Sign> for Cell {
    fn from(sign: Sign) -> Cell {
        Cell::Sign(sign)
    }
}

/// The division of the width between names, chart and notes.
struct Layout {
    name: usize,
    chart: usize,
    notes: bool,
}

impl Layout {
    fn of(scene: &Scene, pen: &Pen) -> Layout {
        let longest = scene.lines().map(|line| words::columns(&pen.name(line))).max().unwrap_or(0);
        let name = longest.min(pen.width / 3);
        // A space and the bar.
        let chart = pen.width - name - 2;
        let note = scene.lines().map(|line| words::columns(&line.note)).max().unwrap_or(0) + 2;
        match chart.checked_sub(note) {
            Some(chart) if chart >= MIN_CHART_BESIDE_NOTES => Layout { name, chart, notes: true },
            _ => Layout { name, chart, notes: false },
        }
    }
}

const PLAIN: Style = Style::new();
const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();

/// A writer of lines in the requested characters and colours.
struct Pen {
    charset: Charset,
    color: bool,
    width: usize,
}

impl Pen {
    fn lane(
        &self,
        text: &mut String,
        line: &Line,
        (scale, columns): (&Scale, usize),
        layout: &Layout,
        seen: &mut Seen,
    ) {
        let name = words::shortened(&self.name(line), layout.name, self.ellipsis());
        let padding = " ".repeat(layout.name - words::columns(&name));
        let mut pieces = vec![(format!("{name}{padding} "), PLAIN), (self.glyphs().bar.to_string(), DIM)];
        for cell in cells(line, scale, columns, seen) {
            match cell {
                Cell::Blank | Cell::Digit(..) => {}
                Cell::Gap => seen.add(Sign::State(State::Waiting)),
                Cell::Sign(sign) => seen.add(sign),
            }
            let (glyph, style) = self.glyph(cell);
            match pieces.last_mut() {
                Some((run, of)) if *of == style => run.push(glyph),
                _ => pieces.push((glyph.to_string(), style)),
            }
        }
        if layout.notes {
            pieces.push((format!("  {}", self.plain(&line.note)), DIM));
        }
        self.line(text, &pieces);
    }

    fn name(&self, line: &Line) -> String {
        format!("{}{}", "  ".repeat(line.depth), self.plain(&line.name))
    }

    fn axis(&self, text: &mut String, scale: &Scale, layout: &Layout) {
        let glyphs = self.glyphs();
        let mut rule = vec![glyphs.rule; scale.columns];
        // The last label may extend below the notes.
        let room = self.width - layout.name - 2;
        let mut labels = vec![' '; room];
        let mut free_from = 0;
        for tick in scale.ticks(8) {
            let Some(column) = scale.column(tick.position) else { continue };
            rule[column] = glyphs.tick;
            let label = self.plain(&tick.label);
            let width = words::columns(&label);
            let start = column.saturating_sub(width / 2).min(room.saturating_sub(width));
            if start >= free_from && start + width <= room {
                labels[start..start + width].iter_mut().zip(label.chars()).for_each(|(cell, c)| *cell = c);
                free_from = start + width + 1;
            }
        }
        for gap in scale.gaps() {
            let label = self.plain(&format!(" {} ", gap.label));
            let label: Vec<char> = std::iter::once(glyphs.gap).chain(label.chars()).chain([glyphs.gap]).collect();
            rule[gap.start..gap.start + gap.columns].iter_mut().zip(label).for_each(|(cell, c)| *cell = c);
        }
        let margin = " ".repeat(layout.name + 1);
        let rule: String = rule.into_iter().collect();
        self.line(text, &[(format!("{margin}{}{rule}", glyphs.corner), DIM)]);
        let labels: String = labels.into_iter().collect();
        self.line(text, &[(format!("{margin} {labels}"), DIM)]);
    }

    /// Writes a sentence, broken at spaces.
    fn paragraph(&self, text: &mut String, sentence: &str) {
        let words: Vec<String> = self.plain(sentence).split(' ').map(str::to_owned).collect();
        for line in words::wrapped(&words, " ", self.width) {
            self.line(text, &[(line, PLAIN)]);
        }
    }

    /// Writes a line without trailing spaces.
    fn line(&self, text: &mut String, pieces: &[(String, Style)]) {
        let inked = pieces.iter().rposition(|(piece, _)| !piece.trim_end().is_empty());
        for (index, (piece, style)) in pieces.iter().enumerate().take(inked.map_or(0, |last| last + 1)) {
            let piece = if Some(index) == inked { piece.trim_end() } else { piece };
            if self.color && *style != PLAIN && !piece.trim().is_empty() {
                let _ = write!(text, "{style}{piece}{style:#}");
            } else {
                text.push_str(piece);
            }
        }
        text.push('\n');
    }

    fn fit(&self, sentence: &str) -> String {
        words::shortened(&self.plain(sentence), self.width, self.ellipsis())
    }

    fn plain(&self, sentence: &str) -> String {
        match self.charset {
            Charset::Unicode => sentence.to_owned(),
            Charset::Ascii => words::ascii(sentence),
        }
    }

    fn ellipsis(&self) -> &'static str {
        match self.charset {
            Charset::Unicode => "…",
            Charset::Ascii => "...",
        }
    }

    fn glyphs(&self) -> &'static Glyphs {
        match self.charset {
            Charset::Unicode => &UNICODE,
            Charset::Ascii => &ASCII,
        }
    }

    fn glyph(&self, cell: Cell) -> (char, Style) {
        let glyphs = self.glyphs();
        let color = |color: AnsiColor| Style::new().fg_color(Some(color.into()));
        match cell {
            Cell::Blank => (' ', PLAIN),
            Cell::Gap => (glyphs.gap, DIM),
            Cell::Digit(digit, kind) => (digit, self.glyph(Sign::Mark(kind).into()).1),
            Cell::Sign(Sign::State(state)) => match state {
                State::New | State::Idle => (glyphs.idle, DIM),
                State::Waiting => (glyphs.waiting, DIM),
                State::Running => (glyphs.running, color(AnsiColor::Blue)),
                State::Woken => (glyphs.woken_unpolled, color(AnsiColor::Yellow)),
            },
            Cell::Sign(Sign::Mark(kind)) => match kind {
                MarkKind::Polled => (glyphs.polled, color(AnsiColor::Blue)),
                MarkKind::Woken => (glyphs.woken, color(AnsiColor::Yellow).bold()),
                MarkKind::Item => (glyphs.item, color(AnsiColor::Cyan)),
                MarkKind::Ready | MarkKind::Ended => (glyphs.finished, color(AnsiColor::Green).bold()),
                MarkKind::Panicked => (glyphs.panicked, color(AnsiColor::Red).bold()),
                MarkKind::Dropped => (glyphs.dropped, color(AnsiColor::Red).bold()),
            },
        }
    }
}

/// Returns the scale, and the columns that a line takes on it: a number beside a mark in the last column, or a second
/// mark, needs more than the scale has.
fn fit(scene: &Scene, chart: usize) -> (Scale, usize) {
    let mut reserved = 0;
    loop {
        let scale = Scale::fit(&scene.positions, scene.axis, chart - reserved);
        let ends = scene.lines().filter_map(|line| {
            let last = line_clusters(line, &scale).pop()?;
            Some(last.at as usize + width(&last.signs()))
        });
        let columns = ends.max().unwrap_or(0).max(scale.columns);
        if columns <= chart || reserved > chart / 2 {
            return (scale, columns.min(chart));
        }
        reserved += columns - chart;
    }
}

fn line_clusters(line: &Line, scale: &Scale) -> Vec<Cluster> {
    clusters(&line.marks, |position| scale.column(position).map(|column| column as f64), |signs| width(signs) as f64)
}

/// Returns the columns that signs take with their numbers.
fn width(signs: &[Counted]) -> usize {
    signs.iter().map(|sign| 1 + sign.label().map_or(0, |label| label.len())).sum()
}

fn cells(line: &Line, scale: &Scale, columns: usize, seen: &mut Seen) -> Vec<Cell> {
    let mut cells = vec![Cell::Blank; columns.max(scale.columns)];
    for span in &line.spans {
        let Some(from) = scale.column(span.from) else { continue };
        let to = scale.column(span.to).map_or(scale.columns, |to| if span.open { to + 1 } else { to });
        let state = Cell::Sign(Sign::State(span.state));
        if from < to {
            cells[from..to].fill(state);
        } else if cells[from] == Cell::Blank {
            // The state is too short for a column, but the lane did exist.
            cells[from] = state;
        }
    }
    for gap in scale.gaps() {
        for cell in &mut cells[gap.start..gap.start + gap.columns] {
            if *cell == Cell::Sign(Sign::State(State::Waiting)) {
                *cell = Cell::Gap;
            }
        }
    }
    for cluster in line_clusters(line, scale) {
        let signs = cluster.signs();
        for sign in &signs {
            seen.add_mark(sign);
        }
        let drawn = signs.iter().flat_map(|sign| {
            let digits: Vec<char> = sign.label().unwrap_or_default().chars().collect();
            let digits = digits.into_iter().map(|digit| Cell::Digit(digit, sign.kind));
            std::iter::once(Sign::Mark(sign.kind).into()).chain(digits)
        });
        cells[cluster.at as usize..].iter_mut().zip(drawn).for_each(|(cell, drawn)| *cell = drawn);
    }
    cells
}

struct Glyphs {
    polled: char,
    woken: char,
    item: char,
    finished: char,
    panicked: char,
    dropped: char,
    waiting: char,
    running: char,
    woken_unpolled: char,
    idle: char,
    gap: char,
    bar: char,
    corner: char,
    rule: char,
    tick: char,
}

const UNICODE: Glyphs = Glyphs {
    polled: '●',
    woken: '!',
    item: '◆',
    finished: '✓',
    panicked: '†',
    dropped: '✗',
    waiting: '─',
    running: '━',
    woken_unpolled: '▒',
    idle: '·',
    gap: '┄',
    bar: '│',
    corner: '└',
    rule: '─',
    tick: '┬',
};

const ASCII: Glyphs = Glyphs {
    polled: 'o',
    woken: '!',
    item: '*',
    finished: 'v',
    panicked: 'P',
    dropped: 'x',
    waiting: '-',
    running: '=',
    woken_unpolled: '#',
    idle: '.',
    gap: '~',
    bar: '|',
    corner: '+',
    rule: '-',
    tick: '+',
};
