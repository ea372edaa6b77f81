//! The picture as SVG.

use std::fmt::Write as _;

use super::axis::Scale;
use super::legend::{Seen, Sign, meaning};
use super::scene::{Part, Scene};
use super::timeline::{Line, Mark, MarkKind, Span, State};
use super::{Axis, Drawing, words};

/// How wide a column of the drawing's width is.
const COLUMN: f64 = 8.0;
/// How wide a column of the chart may get where there are few.
const WIDEST_COLUMN: f64 = 24.0;
const MARGIN: f64 = 16.0;
const ROW: f64 = 26.0;
const SMALL_ROW: f64 = 18.0;
const INDENT: f64 = 14.0;
const DEEPEST: usize = 6;
/// How wide a character is, at most, in the fonts of names, notes and titles.
const NAME_CHARACTER: f64 = 7.3;
const NOTE_CHARACTER: f64 = 6.6;
const TITLE_CHARACTER: f64 = 8.4;
/// A chart narrower than this gives up the notes beside it.
const CHART_BESIDE_NOTES: f64 = 240.0;
/// More arrows than this are a tangle.
const MOST_ARROWS: usize = 80;

pub(super) fn draw(drawing: &Drawing<'_>) -> String {
    let scene = Scene::of(drawing);
    let frame = Frame::of(&scene, drawing.width);
    let id = id(drawing, scene.axis);
    let mut page =
        Page { body: String::new(), y: MARGIN, frame, axis: scene.axis, id, seen: Seen::default(), arrows: 0 };
    page.fill(&scene);
    page.finish(&scene)
}

/// How the width is divided.
struct Frame {
    width: f64,
    /// Where the chart begins.
    left: f64,
    scale: Scale,
    /// How wide one column of the scale is.
    column: f64,
    notes: bool,
}

impl Frame {
    fn of(scene: &Scene, columns: usize) -> Frame {
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
    fn x(&self, position: u64) -> Option<f64> {
        Some(self.left + (self.scale.place(position)? + 0.5) * self.column)
    }

    fn right(&self) -> f64 {
        self.left + self.scale.columns as f64 * self.column
    }
}

fn indent(line: &Line) -> f64 {
    line.depth.min(DEEPEST) as f64 * INDENT
}

/// The picture while it is being drawn, from top to bottom.
struct Page {
    body: String,
    y: f64,
    frame: Frame,
    axis: Axis,
    id: String,
    seen: Seen,
    arrows: usize,
}

impl Page {
    fn fill(&mut self, scene: &Scene) {
        if let Some(title) = &scene.title {
            let room = ((self.frame.width - 2.0 * MARGIN) / TITLE_CHARACTER) as usize;
            self.text("title", MARGIN, self.y + 12.0, &words::shortened(title, room, "…"));
            self.y += ROW;
        }
        for (index, part) in scene.parts.iter().enumerate() {
            if index > 0 {
                self.y += ROW / 2.0;
            }
            self.part(part);
        }
        if !scene.is_empty() {
            self.labels();
            self.legend();
        }
        for remark in scene.remarks(self.frame.scale.columns) {
            self.sentence(&remark);
        }
    }

    fn finish(&self, scene: &Scene) -> String {
        let height = self.y + MARGIN / 2.0;
        let (id, width) = (&self.id, self.frame.width);
        let title = scene.title.as_deref().unwrap_or("What the futures and streams did");
        let description = description(scene, self.frame.scale.columns);
        let style = include_str!("svg.css").replace("#drawing", &format!("#{id}"));
        let mut svg = String::with_capacity(self.body.len() + style.len() + 1024);
        let _ = writeln!(
            svg,
            r#"<svg xmlns="http://www.w3.org/2000/svg" id="{id}" role="img" aria-labelledby="{id}-title {id}-desc" width="{}" height="{}" viewBox="0 0 {} {}" style="max-width:100%;height:auto">"#,
            number(width),
            number(height),
            number(width),
            number(height),
        );
        let _ = writeln!(svg, r#"<title id="{id}-title">{}</title>"#, escaped(title));
        let _ = writeln!(svg, r#"<desc id="{id}-desc">{}</desc>"#, escaped(&description));
        let _ = writeln!(svg, "<style>\n{style}</style>");
        let _ = writeln!(
            svg,
            r#"<defs><pattern id="{id}-hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path class="hatch" d="M0 0V6"/></pattern><marker id="{id}-arrow" viewBox="0 0 6 6" refX="5" refY="3" markerWidth="7" markerHeight="7" orient="auto"><path class="woken" d="M0 0L6 3L0 6Z"/></marker></defs>"#,
        );
        let _ = writeln!(svg, r#"<rect class="back" width="{}" height="{}" rx="8"/>"#, number(width), number(height));
        svg.push_str(&self.body);
        svg.push_str("</svg>\n");
        svg
    }

    fn part(&mut self, part: &Part) {
        if let Some(heading) = &part.heading {
            let room = ((self.frame.width - 2.0 * MARGIN) / NAME_CHARACTER) as usize;
            self.text("heading", MARGIN, self.y + 12.0, &words::shortened(heading, room, "…"));
            self.y += ROW - 4.0;
        }
        let lines = &part.timeline.lines;
        if !lines.is_empty() {
            let (top, bottom) = (self.y, self.y + lines.len() as f64 * ROW);
            let middle = |line: usize| top + (line as f64 + 0.5) * ROW;
            self.grid(top, bottom);
            for (index, line) in lines.iter().enumerate() {
                self.names(line, middle(index));
                for span in &line.spans {
                    self.span(line, span, middle(index));
                }
            }
            self.gaps(top, bottom);
            self.arrows(lines, middle);
            for (index, line) in lines.iter().enumerate() {
                self.marks(line, lines, middle(index));
            }
            self.y = bottom;
        }
        if let Some(below) = part.below() {
            self.sentence(&below);
        }
    }

    fn grid(&mut self, top: f64, bottom: f64) {
        for tick in self.frame.scale.ticks(self.tick_spacing()) {
            if let Some(x) = self.frame.x(tick.position) {
                let x = number(x);
                let _ = writeln!(self.body, r#"<path class="grid" d="M{x} {}V{}"/>"#, number(top), number(bottom));
            }
        }
    }

    fn gaps(&mut self, top: f64, bottom: f64) {
        for gap in self.frame.scale.gaps() {
            let column = self.frame.column;
            let (x, width) = (self.frame.left + gap.start as f64 * column, gap.columns as f64 * column);
            let (top, bottom) = (number(top), number(bottom));
            let (left, right) = (number(x + column / 2.0), number(x + width - column / 2.0));
            let _ = writeln!(
                self.body,
                r#"<path class="gap" d="M{left} {top}H{right}V{bottom}H{left}Z"><title>{}</title></path><path class="edge" d="M{left} {top}V{bottom}M{right} {top}V{bottom}"/>"#,
                escaped(&format!("{} in which nothing happened are left out", gap.label)),
            );
        }
    }

    fn names(&mut self, line: &Line, y: f64) {
        let x = MARGIN + indent(line);
        let room = ((self.frame.left - 12.0 - x) / NAME_CHARACTER + 0.01).max(1.0) as usize;
        self.text("name", x, y + 4.0, &words::shortened(&line.name, room, "…"));
        if self.frame.notes {
            self.text("note", self.frame.right() + 12.0, y + 4.0, &line.note);
        }
    }

    fn span(&mut self, line: &Line, span: &Span, y: f64) {
        let Some(from) = self.frame.x(span.from) else { return };
        let to = match self.frame.x(span.to) {
            Some(to) if span.open => to + self.frame.column / 2.0,
            Some(to) => to,
            None => self.frame.right(),
        };
        // Less than can be seen. What began and ended there has marks of its own.
        if to - from < 0.5 {
            return;
        }
        self.seen.add(Sign::State(span.state));
        let title = self.span_title(line, span);
        let (left, right) = (number(from), number(to));
        let bar = |half: f64| format!("M{left} {}H{right}V{}H{left}Z", number(y - half), number(y + half));
        let (class, path, fill) = match span.state {
            State::New | State::Idle => ("idle", format!("M{left} {}H{right}", number(y)), String::new()),
            State::Waiting => ("waiting", format!("M{left} {}H{right}", number(y)), String::new()),
            State::Running => ("running", bar(3.5), String::new()),
            State::Woken => ("unpolled", bar(6.0), format!(r#" fill="url(#{}-hatch)""#, self.id)),
        };
        let _ = writeln!(self.body, r#"<path class="{class}" d="{path}"{fill}><title>{title}</title></path>"#);
    }

    fn span_title(&self, line: &Line, span: &Span) -> String {
        let doing = meaning(Sign::State(span.state));
        let title = match self.axis {
            Axis::Steps => format!("{}: {doing}, from step {} to step {}", line.name, span.from, span.to),
            Axis::Clock | Axis::Real => {
                let (from, to) = (words::time(span.from), words::time(span.to));
                format!("{}: {doing}, from {from} to {to} ({})", line.name, words::time(span.to - span.from))
            }
        };
        escaped(&title)
    }

    /// From who woke to who was woken; none where they would be a tangle.
    fn arrows(&mut self, lines: &[Line], middle: impl Fn(usize) -> f64) {
        let mut arrows: Vec<(usize, usize, f64)> = Vec::new();
        for (index, line) in lines.iter().enumerate() {
            let mut last = f64::NEG_INFINITY;
            for mark in &line.marks {
                let (Some(by), Some(x)) = (mark.by, self.frame.x(mark.at)) else { continue };
                if x - last >= COLUMN - 1.0 {
                    arrows.push((by, index, x));
                    last = x;
                }
            }
        }
        if arrows.len() > MOST_ARROWS {
            return;
        }
        self.arrows += arrows.len();
        for (by, woken, x) in arrows {
            let (from, to) = (middle(by), middle(woken));
            // As far as the rim of the mark that it points to.
            let to = if from < to { to - 6.0 } else { to + 6.0 };
            // In a column of steps there is nothing else; at one moment of a clock, the marks of others are.
            let bend = if self.axis == Axis::Steps { x } else { x + 12.0 };
            let _ = writeln!(
                self.body,
                r#"<path class="by" d="M{} {}Q{} {} {} {}" marker-end="url(#{}-arrow)"/>"#,
                number(x),
                number(from),
                number(bend),
                number(f64::midpoint(from, to)),
                number(x),
                number(to),
                self.id,
            );
        }
    }

    fn marks(&mut self, line: &Line, lines: &[Line], y: f64) {
        let mut place: Option<(i64, Mark)> = None;
        let mut kept: Vec<Mark> = Vec::new();
        for mark in &line.marks {
            let Some(x) = self.frame.x(mark.at) else { continue };
            // Of those that would cover one another, the most telling one.
            let here = x as i64 / 2;
            match &mut place {
                Some((there, most)) if *there == here => {
                    if mark.kind >= most.kind {
                        *most = *mark;
                    }
                }
                _ => kept.extend(place.replace((here, *mark)).map(|(_, mark)| mark)),
            }
        }
        kept.extend(place.map(|(_, mark)| mark));
        for mark in kept {
            let Some(x) = self.frame.x(mark.at) else { continue };
            self.seen.add(Sign::Mark(mark.kind));
            let by = mark.by.map(|by| format!(" by {}", lines[by].name)).unwrap_or_default();
            let at = words::time(u64::try_from(mark.time.as_nanos()).unwrap_or(u64::MAX));
            let step = if self.axis == Axis::Steps { format!(", step {}", mark.at) } else { String::new() };
            let title = escaped(&format!("{}: {}{by} at {at}{step}", line.name, meaning(Sign::Mark(mark.kind))));
            let _ = writeln!(self.body, "<g>{}<title>{title}</title></g>", shape(mark.kind, x, y));
        }
    }

    fn tick_spacing(&self) -> usize {
        (88.0 / self.frame.column).ceil() as usize
    }

    fn labels(&mut self) {
        let (left, column) = (self.frame.left, self.frame.column);
        let y = self.y + 14.0;
        let half = |label: &str| words::columns(label) as f64 * NOTE_CHARACTER / 2.0 + 4.0;
        let mut labels: Vec<(f64, String)> = Vec::new();
        for gap in self.frame.scale.gaps() {
            labels.push((left + (gap.start as f64 + gap.columns as f64 / 2.0) * column, format!("┄ {} ┄", gap.label)));
        }
        for tick in self.frame.scale.ticks(self.tick_spacing()) {
            let Some(x) = self.frame.x(tick.position) else { continue };
            let x = x.min(self.frame.width - half(&tick.label));
            let is_free = |(there, label): &(f64, String)| (x - there).abs() >= half(label) + half(&tick.label);
            if labels.iter().all(is_free) {
                labels.push((x, tick.label));
            }
        }
        for (x, label) in labels {
            self.text("tick", x, y, &label);
        }
        self.y += 28.0;
    }

    fn legend(&mut self) {
        let mut entries: Vec<(String, &str)> =
            self.seen.legend().into_iter().map(|(sign, means)| (self.sample(sign), means)).collect();
        if self.arrows > 0 {
            let arrow = format!(r#"<path class="by" d="M0 0H20" marker-end="url(#{}-arrow)"/>"#, self.id);
            entries.push((arrow, "who woke whom"));
        }
        let means = match self.axis {
            Axis::Clock => None,
            Axis::Real => Some("the axis is real time"),
            Axis::Steps => Some("the axis counts events"),
        };
        entries.extend(means.map(|means| (String::new(), means)));

        let mut x = MARGIN;
        self.y += 10.0;
        for (sample, means) in entries {
            let key = if sample.is_empty() { 0.0 } else { 26.0 };
            let width = key + words::columns(means) as f64 * NOTE_CHARACTER + 18.0;
            if x > MARGIN && x + width > self.frame.width - MARGIN + 16.0 {
                x = MARGIN;
                self.y += SMALL_ROW;
            }
            if !sample.is_empty() {
                let _ = writeln!(
                    self.body,
                    r#"<g transform="translate({} {})">{sample}</g>"#,
                    number(x),
                    number(self.y - 4.0)
                );
            }
            self.text("key", x + key, self.y, means);
            x += width;
        }
        self.y += SMALL_ROW / 2.0;
    }

    /// What a sign looks like, for the legend.
    fn sample(&self, sign: Sign) -> String {
        match sign {
            Sign::Mark(kind) => shape(kind, 10.0, 0.0),
            Sign::State(State::New | State::Idle) => r#"<path class="idle" d="M1 0H20"/>"#.to_owned(),
            Sign::State(State::Waiting) => r#"<path class="waiting" d="M0 0H20"/>"#.to_owned(),
            Sign::State(State::Running) => r#"<path class="running" d="M0 -3.5H20V3.5H0Z"/>"#.to_owned(),
            Sign::State(State::Woken) => {
                format!(r#"<path class="unpolled" d="M0 -6H20V6H0Z" fill="url(#{}-hatch)"/>"#, self.id)
            }
        }
    }

    fn sentence(&mut self, sentence: &str) {
        let room = ((self.frame.width - 2.0 * MARGIN) / NOTE_CHARACTER) as usize;
        let words: Vec<String> = sentence.split(' ').map(str::to_owned).collect();
        for line in words::wrapped(&words, " ", room) {
            self.text("sentence", MARGIN, self.y + 13.0, &line);
            self.y += SMALL_ROW;
        }
    }

    fn text(&mut self, class: &str, x: f64, y: f64, text: &str) {
        let _ = writeln!(
            self.body,
            r#"<text class="{class}" x="{}" y="{}">{}</text>"#,
            number(x),
            number(y),
            escaped(text)
        );
    }
}

/// A mark around a point. Each kind has a shape of its own, so that none needs its colour.
fn shape(kind: MarkKind, x: f64, y: f64) -> String {
    let at = |dx: f64, dy: f64| format!("{} {}", number(x + dx), number(y + dy));
    let (cx, cy) = (number(x), number(y));
    match kind {
        MarkKind::Polled => format!(r#"<circle class="polled rim" cx="{cx}" cy="{cy}" r="4"/>"#),
        MarkKind::Woken => {
            format!(r#"<path class="woken rim" d="M{}L{}L{}Z"/>"#, at(-5.5, -4.5), at(5.5, -4.5), at(0.0, 5.5))
        }
        MarkKind::Item => {
            let (top, right, bottom, left) = (at(0.0, -6.0), at(6.0, 0.0), at(0.0, 6.0), at(-6.0, 0.0));
            format!(r#"<path class="item rim" d="M{top}L{right}L{bottom}L{left}Z"/>"#)
        }
        MarkKind::Ready | MarkKind::Ended => format!(
            r#"<circle class="finished rim" cx="{cx}" cy="{cy}" r="6.5"/><path class="check" d="M{}L{}L{}"/>"#,
            at(-3.0, 0.2),
            at(-0.8, 2.6),
            at(3.2, -2.4)
        ),
        MarkKind::Dropped => format!(
            r#"<path class="dropped" d="M{}L{}M{}L{}"/>"#,
            at(-5.0, -5.0),
            at(5.0, 5.0),
            at(-5.0, 5.0),
            at(5.0, -5.0)
        ),
    }
}

/// The picture in words, for those who cannot see it.
fn description(scene: &Scene, columns: usize) -> String {
    let time = |mark: &Mark| words::time(u64::try_from(mark.time.as_nanos()).unwrap_or(u64::MAX));
    let mut sentences = Vec::new();
    for part in &scene.parts {
        sentences.extend(part.heading.as_ref().map(|heading| format!("{heading}:")));
        for line in &part.timeline.lines {
            let began = line.marks.iter().find(|mark| mark.kind == MarkKind::Polled);
            let began = began.map(|mark| format!(", first polled at {}", time(mark))).unwrap_or_default();
            let end = line.marks.last().filter(|mark| mark.kind >= MarkKind::Ready);
            let end = end.map(|mark| format!(", {} at {}", meaning(Sign::Mark(mark.kind)), time(mark)));
            sentences.push(format!("{}: {}{began}{}.", line.name, line.note, end.unwrap_or_default()));
        }
        sentences.extend(part.below().map(|below| format!("{below}.")));
    }
    sentences.extend(scene.remarks(columns).into_iter().map(|remark| format!("{remark}.")));
    sentences.join(" ")
}

/// A name for the drawing that no other one in the page has: from its title, and from what it shows.
fn id(drawing: &Drawing<'_>, axis: Axis) -> String {
    const MOST_OF_TITLE: usize = 40;
    let mut hash = Fnv::new();
    hash.add(axis as u64);
    hash.add(drawing.width as u64);
    hash.add(drawing.lanes_at_most as u64);
    for (heading, trace) in drawing.traces() {
        heading.unwrap_or_default().bytes().for_each(|byte| hash.add(u64::from(byte)));
        for lane in &trace.lanes {
            lane.name.bytes().for_each(|byte| hash.add(u64::from(byte)));
        }
        for event in &trace.events {
            hash.add(event.at.as_nanos() as u64);
            hash.add(u64::from(event.lane.0));
            hash.add(event.kind as u64);
        }
    }
    let title = drawing.title.as_deref().unwrap_or_default();
    let slug: String = title
        .chars()
        .take(MOST_OF_TITLE)
        .map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' })
        .collect();
    let slug = slug.trim_matches('-');
    let between = if slug.is_empty() { "" } else { "-" };
    format!("pollscope{between}{slug}-{:08x}", (hash.0 >> 32) ^ (hash.0 & 0xffff_ffff))
}

/// FNV-1a. The standard library's hash may change from one Rust to the next, and the picture with it.
struct Fnv(u64);

impl Fnv {
    fn new() -> Fnv {
        Fnv(0xcbf2_9ce4_8422_2325)
    }

    fn add(&mut self, value: u64) {
        for byte in value.to_le_bytes() {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}

/// A coordinate, to a tenth.
fn number(value: f64) -> String {
    let text = format!("{value:.1}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            c => safe.push(c),
        }
    }
    safe
}
