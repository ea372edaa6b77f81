//! The picture as text.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};

use super::axis::Scale;
use super::timeline::{Line, MarkKind, State, Timeline};
use super::{Axis, Charset, Drawing, words};
use crate::trace::Trace;

/// A chart narrower than this gives up the notes beside it.
const CHART_BESIDE_NOTES: usize = 30;

/// How deep names are indented at most.
const DEEPEST: usize = 6;

pub(super) fn draw(drawing: &Drawing<'_>) -> String {
    let pen = Pen { charset: drawing.charset, color: drawing.color, width: drawing.width };
    let mut text = String::new();
    if let Some(title) = &drawing.title {
        pen.line(&mut text, &[(pen.fit(&words::clean(title)), BOLD)]);
    }
    let axis = drawing.chosen_axis();
    let parts: Vec<Part> = drawing
        .traces()
        .into_iter()
        .map(|(heading, trace)| Part {
            heading: heading.map(words::clean),
            trace,
            timeline: Timeline::of(trace, axis, drawing.lanes_at_most),
        })
        .collect();

    let mut positions: Vec<u64> = parts.iter().flat_map(|part| part.timeline.positions.iter().copied()).collect();
    positions.sort_unstable();
    positions.dedup();
    let lines: Vec<&Line> = parts.iter().flat_map(|part| &part.timeline.lines).collect();
    let layout = Layout::of(&lines, &pen);
    let scale = Scale::fit(&positions, axis, layout.chart);

    let mut seen = Seen::default();
    for (index, part) in parts.iter().enumerate() {
        if let Some(heading) = &part.heading {
            if index > 0 {
                text.push('\n');
            }
            pen.line(&mut text, &[(pen.fit(heading), BOLD)]);
        }
        if part.timeline.lines.is_empty() {
            pen.line(&mut text, &[(pen.fit("nothing was recorded: no future and no stream was wrapped"), PLAIN)]);
        }
        for line in &part.timeline.lines {
            pen.lane(&mut text, line, &scale, &layout, &mut seen);
        }
        for remark in &part.timeline.remarks {
            pen.paragraph(&mut text, remark, PLAIN);
        }
        if axis == Axis::Steps && part.trace.events.len() > scale.columns {
            let remark = format!("the first {} of {} events are shown", scale.columns, part.trace.events.len());
            pen.paragraph(&mut text, &remark, PLAIN);
        }
    }
    if !lines.is_empty() {
        pen.axis(&mut text, &scale, &layout);
        let legend = pen.legend(&seen, &scale, parts.iter().map(|part| part.trace));
        for line in words::wrapped(&legend, "  ", pen.width) {
            pen.line(&mut text, &[(line, DIM)]);
        }
    }
    for remark in drawing.remarks() {
        pen.paragraph(&mut text, &remark, PLAIN);
    }
    text
}

/// One of the recordings.
struct Part<'t> {
    heading: Option<String>,
    trace: &'t Trace,
    timeline: Timeline,
}

/// What one column of a line shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cell {
    Blank,
    State(State),
    /// A wait that goes on through a stretch that is left out.
    Gap,
    Mark(MarkKind),
}

/// Which kinds of cells were drawn.
#[derive(Default)]
struct Seen {
    states: Vec<State>,
    marks: Vec<MarkKind>,
}

impl Seen {
    fn add(&mut self, cell: Cell) {
        match cell {
            Cell::State(state) if !self.states.contains(&state) => self.states.push(state),
            Cell::Gap if !self.states.contains(&State::Waiting) => self.states.push(State::Waiting),
            Cell::Mark(kind) if !self.marks.contains(&kind) => self.marks.push(kind),
            _ => {}
        }
    }
}

/// How the width is divided.
struct Layout {
    name: usize,
    chart: usize,
    notes: bool,
}

impl Layout {
    fn of(lines: &[&Line], pen: &Pen) -> Layout {
        let longest = lines.iter().map(|line| words::columns(&pen.name(line))).max().unwrap_or(0);
        let name = longest.min(pen.width / 3);
        // A space and the bar.
        let chart = pen.width - name - 2;
        let note = lines.iter().map(|line| words::columns(&line.note)).max().unwrap_or(0) + 2;
        match chart.checked_sub(note) {
            Some(chart) if chart >= CHART_BESIDE_NOTES => Layout { name, chart, notes: true },
            _ => Layout { name, chart, notes: false },
        }
    }
}

const PLAIN: Style = Style::new();
const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();

/// Writes lines with the characters and the colours that were asked for.
struct Pen {
    charset: Charset,
    color: bool,
    width: usize,
}

impl Pen {
    fn lane(&self, text: &mut String, line: &Line, scale: &Scale, layout: &Layout, seen: &mut Seen) {
        let name = words::shortened(&self.name(line), layout.name, self.ellipsis());
        let padding = " ".repeat(layout.name - words::columns(&name));
        let mut pieces = vec![(format!("{name}{padding} "), PLAIN), (self.glyphs().bar.to_string(), DIM)];
        for cell in cells(line, scale) {
            seen.add(cell);
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
        format!("{}{}", "  ".repeat(line.depth.min(DEEPEST)), self.plain(&line.name))
    }

    fn axis(&self, text: &mut String, scale: &Scale, layout: &Layout) {
        let glyphs = self.glyphs();
        let mut rule = vec![glyphs.rule; scale.columns];
        let mut labels = vec![' '; scale.columns];
        let mut free_from = 0;
        for tick in scale.ticks(10) {
            let Some(column) = scale.column(tick.position) else { continue };
            rule[column] = glyphs.tick;
            let label = self.plain(&tick.label);
            let width = words::columns(&label);
            // Under its tick, or as far to the left as the end of the line asks.
            let start = column.saturating_sub(width / 2).min(scale.columns.saturating_sub(width));
            if start >= free_from && start + width <= scale.columns {
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

    fn legend<'t>(&self, seen: &Seen, scale: &Scale, traces: impl Iterator<Item = &'t Trace>) -> Vec<String> {
        let mut legend = Vec::new();
        let mut add = |cell, meaning: &str| legend.push(format!("{} {meaning}", self.glyph(cell).0));
        let mark = |kind| seen.marks.contains(&kind);
        let state = |state| seen.states.contains(&state);
        if mark(MarkKind::Polled) {
            add(Cell::Mark(MarkKind::Polled), "polled");
        }
        if state(State::Running) {
            add(Cell::State(State::Running), "being polled");
        }
        if state(State::Waiting) {
            add(Cell::State(State::Waiting), "waiting");
        }
        if mark(MarkKind::Woken) {
            add(Cell::Mark(MarkKind::Woken), "woken");
        }
        if state(State::Woken) {
            add(Cell::State(State::Woken), "woken, but not polled");
        }
        if mark(MarkKind::Item) {
            add(Cell::Mark(MarkKind::Item), "item");
        }
        match (mark(MarkKind::Ready), mark(MarkKind::Ended)) {
            (true, true) => add(Cell::Mark(MarkKind::Ready), "ready, or ended"),
            (true, false) => add(Cell::Mark(MarkKind::Ready), "ready"),
            (false, true) => add(Cell::Mark(MarkKind::Ended), "ended"),
            (false, false) => {}
        }
        if mark(MarkKind::Dropped) {
            add(Cell::Mark(MarkKind::Dropped), "dropped unfinished");
        }
        match (state(State::New), state(State::Idle)) {
            (true, true) => add(Cell::State(State::New), "nobody asks"),
            (true, false) => add(Cell::State(State::New), "not polled yet"),
            (false, true) => add(Cell::State(State::Idle), "nobody asks for the next item"),
            (false, false) => {}
        }
        let _ = traces;
        legend.push(self.plain(&scale.column_means()));
        legend
    }

    /// A sentence, broken at spaces.
    fn paragraph(&self, text: &mut String, sentence: &str, style: Style) {
        let words: Vec<String> = self.plain(sentence).split(' ').map(str::to_owned).collect();
        for line in words::wrapped(&words, " ", self.width) {
            self.line(text, &[(line, style)]);
        }
    }

    /// Writes a line without blanks at its end.
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
            Cell::State(State::New | State::Idle) => (glyphs.idle, DIM),
            Cell::State(State::Waiting) => (glyphs.waiting, DIM),
            Cell::State(State::Running) => (glyphs.running, color(AnsiColor::Blue)),
            Cell::State(State::Woken) => (glyphs.woken_unpolled, color(AnsiColor::Yellow)),
            Cell::Mark(MarkKind::Polled) => (glyphs.polled, color(AnsiColor::Blue)),
            Cell::Mark(MarkKind::Woken) => (glyphs.woken, color(AnsiColor::Yellow).bold()),
            Cell::Mark(MarkKind::Item) => (glyphs.item, color(AnsiColor::Cyan)),
            Cell::Mark(MarkKind::Ready | MarkKind::Ended) => (glyphs.finished, color(AnsiColor::Green).bold()),
            Cell::Mark(MarkKind::Dropped) => (glyphs.dropped, color(AnsiColor::Red).bold()),
        }
    }
}

fn cells(line: &Line, scale: &Scale) -> Vec<Cell> {
    let mut cells = vec![Cell::Blank; scale.columns];
    for span in &line.spans {
        let Some(from) = scale.column(span.from) else { continue };
        let to = scale.column(span.to).map_or(scale.columns, |to| if span.open { to + 1 } else { to });
        if from >= to && cells[from] == Cell::Blank {
            // Too short for a column, and yet the lane was there.
            cells[from] = Cell::State(span.state);
        }
        if from < to {
            cells[from..to].fill(Cell::State(span.state));
        }
    }
    for gap in scale.gaps() {
        for cell in &mut cells[gap.start..gap.start + gap.columns] {
            if *cell == Cell::State(State::Waiting) {
                *cell = Cell::Gap;
            }
        }
    }
    for mark in &line.marks {
        let Some(column) = scale.column(mark.at) else { continue };
        let tells_more = !matches!(cells[column], Cell::Mark(kind) if kind >= mark.kind);
        if tells_more {
            cells[column] = Cell::Mark(mark.kind);
        }
    }
    cells
}

struct Glyphs {
    polled: char,
    woken: char,
    item: char,
    finished: char,
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
